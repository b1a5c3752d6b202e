//! How often a recommendation is said to be settled, and how often it could be: prints the tables
//! of `README.md`.

use super::shipped::{Shipped, cases, random_profile};
use whereto::{
    analysis::{open_questions::open_questions, sampling::Draw},
    field::FieldId,
    profile::Profile,
};

/// Completions tried of each profile.
const COMPLETIONS: usize = 2_000;

/// Random profiles for each row.
const PROFILES: usize = 300;

/// Prints the tables.
pub(crate) fn print(shipped: &Shipped) -> Result<(), String> {
    println!("| profiles | settled | settled with the excluding questions answered |");
    println!("|---|---|---|");
    for (name, profiles) in cases(shipped)? {
        let settled = profiles.iter().filter(|profile| shipped.is_settled(profile)).count();
        let with = profiles
            .iter()
            .filter(|profile| shipped.is_settled(&harmless(shipped, profile)))
            .count();
        println!("| {name} | {settled} of {} | {with} of {} |", profiles.len(), profiles.len());
    }
    println!();
    println!(
        "| answered | not settled | of these, no completion drawn changes it | settled, and one \
         drawn changes it |"
    );
    println!("|---|---|---|---|");
    for percent in [30, 50, 70, 85, 95] {
        let mut draw = Draw::new(percent);
        let (mut not_settled, mut unmoved, mut unsound) = (0, 0, 0);
        for _ in 0..PROFILES {
            let profile = random_profile(shipped, percent, &mut draw);
            let moved = moves(shipped, &profile, &mut draw);
            match shipped.is_settled(&profile) {
                true => unsound += usize::from(moved),
                false => {
                    not_settled += 1;
                    unmoved += usize::from(!moved);
                }
            }
        }
        println!("| {percent} % | {not_settled} of {PROFILES} | {unmoved} | {unsound} |");
    }
    Ok(())
}

/// Whether some random completion has another verdict.
fn moves(shipped: &Shipped, profile: &Profile, draw: &mut Draw) -> bool {
    shipped.with_case(profile, |case| {
        let verdict = case.assess().verdict;
        let open = case.open();
        (0..COMPLETIONS).any(|_| {
            let mut answers = profile.answers.clone();
            for field in &open {
                answers.set(*field, draw.answer(shipped.base().fields.get(*field)));
            }
            case.assess_answers(&answers).verdict != verdict
        })
    })
}

/// The profile with an answer that excludes nothing more for every question that could still
/// exclude an option.
fn harmless(shipped: &Shipped, profile: &Profile) -> Profile {
    let mut answered = profile.clone();
    let mut draw = Draw::new(1);
    for field in excluding(shipped, profile) {
        let excluded = excluded(shipped, &answered);
        for _ in 0..100 {
            answered.answers.set(field, draw.answer(shipped.base().fields.get(field)));
            if self::excluded(shipped, &answered) == excluded {
                break;
            }
            answered.answers.set(field, None);
        }
    }
    answered
}

fn excluding(shipped: &Shipped, profile: &Profile) -> Vec<FieldId> {
    shipped.with_case(profile, |case| {
        let openness = open_questions(case, &case.assess());
        openness
            .questions
            .iter()
            .filter(|question| question.can_exclude)
            .map(|question| question.field)
            .collect()
    })
}

fn excluded(shipped: &Shipped, profile: &Profile) -> Vec<bool> {
    shipped.with_case(profile, |case| {
        let assessment = case.assess();
        assessment.standings.iter().map(|standing| standing.rank.is_none()).collect()
    })
}
