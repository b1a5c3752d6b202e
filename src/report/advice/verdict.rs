//! The verdict on a project in words: what is recommended, and how clearly.

use crate::{
    advice::Advice,
    assessment::Verdict,
    report::{list, number},
    rulebase::OptionId,
};

/// Says what is recommended.
pub(super) fn headline(advice: &Advice<'_>) -> String {
    if let Some(current) = advice.stay() {
        return staying(advice, current);
    }
    match &advice.assessment().verdict {
        Verdict::Recommended(option) => recommended(advice, *option),
        Verdict::Tie(options) => {
            let [before, after] = tie(advice);
            before + &list(options.iter().map(|option| name(advice, *option))) + &after
        }
        Verdict::NoneFits => nothing_fits(advice),
        Verdict::Unanswered => {
            format!("No recommendation{}: nothing is answered yet", subject(advice))
        }
    }
}

/// Says that an option is recommended.
pub(super) fn recommended(advice: &Advice<'_>, option: OptionId) -> String {
    format!("Recommendation{}: {}", subject(advice), name(advice, option))
}

/// Says that a project should stay on the option on which it runs.
pub(super) fn staying(advice: &Advice<'_>, current: OptionId) -> String {
    let name = name(advice, current);
    format!("Recommendation{}: stay where it runs today ({name})", subject(advice))
}

/// Says that options are level: what stands before and after their names.
pub(super) fn tie(advice: &Advice<'_>) -> [String; 2] {
    [format!("No single recommendation{}: ", subject(advice)), " are level".to_owned()]
}

/// Says that every option is ruled out.
pub(super) fn nothing_fits(advice: &Advice<'_>) -> String {
    format!("No recommendation{}: every option is ruled out", subject(advice))
}

fn subject(advice: &Advice<'_>) -> String {
    let project = advice.profile().project.as_ref();
    project.map(|project| format!(" for {project}")).unwrap_or_default()
}

/// Says how clearly, by the distance to the next option.
pub(super) fn clarity(advice: &Advice<'_>) -> String {
    let score = |option: OptionId| advice.assessment().standing(option).score;
    let fit = |option: OptionId| number::whole(advice.assessment().standing(option).fit);
    match &advice.assessment().verdict {
        Verdict::Recommended(option) => {
            let excluded =
                advice.assessment().standings.iter().filter(|it| it.rank.is_none()).count();
            let Some(next) = available(advice).find(|other| other != option) else {
                return format!(
                    "It is the only option that is not ruled out; its fit is {} of 100.",
                    fit(*option)
                );
            };
            let lead = score(*option) - score(next);
            let ruled_out = match excluded {
                0 => String::new(),
                1 => " One option is ruled out.".to_owned(),
                _ => format!(" {excluded} options are ruled out."),
            };
            // A lead that is not worth a move is over where the project runs today.
            let stays = advice.stay().filter(|current| current != option);
            let because = advice.base().stay.as_ref().filter(|_| stays.is_some());
            let because = because.map(|stay| format!(" {}", stay.because)).unwrap_or_default();
            let leader = stays.map_or("It", |_| name(advice, *option));
            format!(
                "{leader} leads {} by {} (fit {} against {}).{ruled_out}{because}",
                name(advice, next),
                number::count(lead, "point"),
                fit(*option),
                fit(next)
            )
        }
        Verdict::Tie(options) => {
            let score = options.first().map_or(0, |option| score(*option));
            format!("Each of them has {}.", number::count(score, "point"))
        }
        Verdict::NoneFits => "See what each exclusion rests on, and what would lift it.".to_owned(),
        Verdict::Unanswered => "Answer a question or two and something can be said.".to_owned(),
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
