//! How many questions the interview asks before it offers to stop, in adaptive order and as listed.

use super::shipped::{Shipped, cases, random_profile};
use whereto::{
    analysis::sampling::Draw,
    interview::{Interview, Order, Reply},
    profile::Profile,
};

/// Random profiles for each row.
const PROFILES: usize = 300;

/// Prints the tables.
pub(crate) fn print(shipped: &Shipped) -> Result<(), String> {
    let mut sets: Vec<(String, Vec<Profile>)> =
        cases(shipped)?.into_iter().map(|(name, profiles)| (name.to_owned(), profiles)).collect();
    for percent in [100, 70] {
        let mut draw = Draw::new(percent);
        let name = match percent {
            100 => "random, everything known".to_owned(),
            _ => format!("random, {percent} % known"),
        };
        sets.push((
            name,
            (0..PROFILES).map(|_| random_profile(shipped, percent, &mut draw)).collect(),
        ));
    }
    println!(
        "| profiles | adaptive: median | 90 % | answered | as listed: median | 90 % | answered |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (name, profiles) in sets {
        let mut row = format!("| {name} |");
        for order in [Order::Adaptive, Order::Listed] {
            let talks: Vec<Talk> =
                profiles.iter().map(|profile| talk(shipped, profile, order)).collect();
            let asked = |talk: &Talk| talk.asked;
            let answered = |talk: &Talk| talk.answered;
            row += &format!(
                " {} | {} | {} |",
                quantile(&talks, 50, asked),
                quantile(&talks, 90, asked),
                quantile(&talks, 50, answered)
            );
        }
        println!("{row}");
    }
    Ok(())
}

struct Talk {
    asked: usize,
    answered: usize,
}

/// The interview of somebody who knows what the profile says and skips everything else.
fn talk(shipped: &Shipped, known: &Profile, order: Order) -> Talk {
    let mut profile = Profile::blank(shipped.base());
    profile.assumptions = known.assumptions.clone();
    let mut interview = Interview::new(shipped.engine(), profile, order);
    let mut talk = Talk { asked: 0, answered: 0 };
    while let Some(field) = interview.next() {
        if interview.ending().is_some() {
            break;
        }
        talk.asked += 1;
        match known.answers.get(field) {
            Some(value) => {
                talk.answered += 1;
                interview.reply(Reply::Answer(value));
            }
            None => interview.reply(Reply::Skip),
        }
    }
    talk
}

/// The number that the given share of the talks stays within.
fn quantile(talks: &[Talk], percent: usize, number: impl Fn(&Talk) -> usize) -> usize {
    let mut numbers: Vec<usize> = talks.iter().map(number).collect();
    numbers.sort_unstable();
    numbers.get((numbers.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0)
}
