//! The verdict on a project in words: what is recommended, what has to be said first, and how
//! clearly.

use rust_decimal::Decimal;

use crate::{
    advice::Advice,
    analysis::confidence::LEAST_FIT,
    assessment::Verdict,
    report::{list, number},
    rulebase::OptionId,
};

/// A lead of so many times fewer points than the temperature of the likelihoods says next to nothing:
/// of teams with a lead like this hardly more than half chose the same.
const NARROW: f64 = 3.0;

/// What must be free may still cost this.
const CENTS_DO_NOT_COUNT: Decimal = Decimal::ONE;

/// Says what is recommended.
pub(super) fn headline(advice: &Advice<'_>) -> String {
    if let Some(current) = advice.stay() {
        return staying(advice, current);
    }
    match &advice.assessment().verdict {
        Verdict::Recommended(option) => recommended(advice, *option),
        Verdict::Tie(options) => {
            tie(advice) + &list(options.iter().map(|option| name(advice, *option)))
        }
        Verdict::NoneFits => nothing_fits(advice),
        Verdict::Unanswered => {
            format!("No recommendation{} yet: nothing is answered", subject(advice))
        }
    }
}

/// Says what nobody should learn only after the verdict: that the option is merely what is left,
/// that little speaks for it, that something else does better or as well, or that it costs more than it
/// may.
pub(super) fn caveat(advice: &Advice<'_>) -> Option<String> {
    let said = [
        caveat_on_move(advice),
        caveat_on_fit(advice),
        caveat_on_lead(advice),
        caveat_on_cost(advice),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn caveat_on_cost(advice: &Advice<'_>) -> Option<String> {
    let Verdict::Recommended(option) = advice.assessment().verdict else { return None };
    let (budget, estimate) = (advice.budget()?, advice.estimate()?);
    let is_over = |option: OptionId| {
        let priced = estimate.options.get(option.index()).and_then(|it| it.priced.as_ref().ok());
        priced.is_some_and(|it| it.hosting.expected.0 > budget.0.max(CENTS_DO_NOT_COUNT))
    };
    let what = if available(advice).all(is_over) { "Every option" } else { "It" };
    let budget = advice.base().prices.currency.short(budget);
    is_over(option)
        .then(|| format!("{what} is expected to cost more than the budget of {budget} a month."))
}

/// Says why a project should stay where it runs, where that does not come first alone.
fn caveat_on_move(advice: &Advice<'_>) -> Option<String> {
    let current = advice.stay()?;
    match &advice.assessment().verdict {
        Verdict::Recommended(option) if *option != current => {
            let because = advice.base().stay.as_ref().map(|stay| format!(" {}", stay.because));
            Some(format!(
                "{} fits better than {}, but not by enough to justify a move.{}",
                name(advice, *option),
                name(advice, current),
                because.unwrap_or_default()
            ))
        }
        Verdict::Tie(options) => {
            let others = options.iter().filter(|option| **option != current);
            let others = list(others.map(|option| name(advice, *option)));
            Some(if options.contains(&current) {
                format!("It is level with {others}, so a move would gain nothing.")
            } else {
                format!(
                    "{others} fit better than {}, but not by enough to justify a move.",
                    name(advice, current)
                )
            })
        }
        _ => None,
    }
}

fn caveat_on_fit(advice: &Advice<'_>) -> Option<String> {
    let Verdict::Recommended(option) = advice.assessment().verdict else { return None };
    if advice.not_worth_a_move().is_some() {
        return None;
    }
    let is_poor = advice.assessment().standing(option).fit < LEAST_FIT;
    let excluded = advice.assessment().standings.iter().filter(|it| it.rank.is_none());
    let excluded: Vec<&str> = excluded.map(|it| name(advice, it.option)).collect();
    let is_last = available(advice).count() == 1 && !excluded.is_empty();
    match (is_last, is_poor) {
        (true, _) => {
            let are = if excluded.len() == 1 { "is" } else { "are" };
            let poor = if is_poor { " It has more against it than for it." } else { "" };
            Some(format!("It is the only option left: {} {are} ruled out.{poor}", list(excluded)))
        }
        (false, true) => Some("No option fits well; this one fits best.".to_owned()),
        (false, false) => None,
    }
}

/// Says that another option is as good as level, where a project is not to stay on it anyway.
fn caveat_on_lead(advice: &Advice<'_>) -> Option<String> {
    let Verdict::Recommended(option) = advice.assessment().verdict else { return None };
    let next = available(advice).find(|other| *other != option)?;
    let [own, theirs] = [option, next].map(|it| advice.assessment().standing(it).score);
    let lead = own - theirs;
    let temperature = advice.likelihood()?.temperature;
    let is_narrow = lead as f64 * NARROW <= temperature && advice.stay().is_none();
    let points = number::count(lead, "point");
    is_narrow.then(|| format!("{} is as good as level, {points} behind.", name(advice, next)))
}

/// Says that an option is recommended.
pub(super) fn recommended(advice: &Advice<'_>, option: OptionId) -> String {
    format!("{}{}", name(advice, option), subject(advice))
}

/// Says that a project should stay on the option on which it runs.
pub(super) fn staying(advice: &Advice<'_>, current: OptionId) -> String {
    format!("Stay on {}{}", name(advice, current), subject(advice))
}

/// Says that options are level: what stands before their names.
pub(super) fn tie(advice: &Advice<'_>) -> String {
    format!("A tie{}: ", subject(advice))
}

/// Says that every option is ruled out.
pub(super) fn nothing_fits(advice: &Advice<'_>) -> String {
    format!("Nothing fits{}: every option is ruled out", subject(advice))
}

fn subject(advice: &Advice<'_>) -> String {
    let project = advice.profile().project.as_ref();
    project.map(|project| format!(" for {project}")).unwrap_or_default()
}

/// Says how clearly, by the distance to the next option.
pub(super) fn clarity(advice: &Advice<'_>) -> String {
    let fit = |option: OptionId| advice.assessment().standing(option).fit;
    match &advice.assessment().verdict {
        Verdict::Recommended(option) => {
            let whose = match advice.not_worth_a_move() {
                Some(best) => format!("The fit of {}", name(advice, best)),
                None => "Its fit".to_owned(),
            };
            let own = fit(*option);
            match available(advice).find(|other| other != option) {
                None => format!("{whose} is {} of 100.", number::whole(own)),
                Some(next) => {
                    let [own, theirs] = number::apart([own, fit(next)]);
                    format!("{whose} is {own} of 100, against {theirs} for {}.", name(advice, next))
                }
            }
        }
        Verdict::Tie(options) => {
            let score = options.first().map(|option| advice.assessment().standing(*option).score);
            format!("Each of them has {}.", number::count(score.unwrap_or(0), "point"))
        }
        Verdict::NoneFits => {
            "See what each exclusion is based on, and what would lift it.".to_owned()
        }
        Verdict::Unanswered => "Answer a question or two to get a recommendation.".to_owned(),
    }
}

/// Returns the options that are not ruled out, the best first.
pub(super) fn available(advice: &Advice<'_>) -> impl Iterator<Item = OptionId> {
    let ranking = advice.assessment().ranking().into_iter();
    ranking.filter(|option| advice.assessment().standing(*option).rank.is_some())
}

fn name<'a>(advice: &'a Advice<'_>, option: OptionId) -> &'a str {
    &advice.base().option(option).name
}
