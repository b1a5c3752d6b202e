//! The verdict on a project in words: what is recommended, and how clearly.

use crate::{
    advice::Advice,
    assessment::Verdict,
    report::{list, number},
    rulebase::OptionId,
};

/// Says what is recommended.
pub(super) fn headline(advice: &Advice<'_>) -> String {
    let subject = advice.profile().project.as_ref().map(|project| format!(" for {project}"));
    let subject = subject.unwrap_or_default();
    if let Some(current) = advice.stay() {
        let name = name(advice, current);
        return format!("Recommendation{subject}: stay where it runs today ({name})");
    }
    match &advice.assessment().verdict {
        Verdict::Recommended(option) => {
            format!("Recommendation{subject}: {}", name(advice, *option))
        }
        Verdict::Tie(options) => {
            let names = options.iter().map(|option| name(advice, *option));
            format!("No single recommendation{subject}: {} are level", list(names))
        }
        Verdict::NoneFits => format!("No recommendation{subject}: every option is ruled out"),
        Verdict::Unanswered => format!("No recommendation{subject}: nothing is answered yet"),
    }
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
