//! Open questions: which of them can still change the recommendation, and whether any can.
//!
//! The recommendation is *settled* when no answers to open questions, however many together, give
//! another winner, a tie, or no option at all. A question *can change* it when there are answers to
//! other open questions (possibly none) under which the recommendation still stands, and an answer
//! to this one that then changes it. So the recommendation is settled exactly when no question can
//! change it.
//!
//! How it is decided, and where it is exact, is told in `reach.rs`.

use std::collections::BTreeSet;

use super::{
    Case,
    reach::{Flip, Marks, Reach},
};
use crate::{
    assessment::{Assessment, Verdict},
    field::{FieldId, Kind, Value},
};

/// What is open about a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Openness {
    /// Whether nothing that is open can change it.
    pub settled: bool,
    /// The unanswered questions, in the order of the rule base.
    pub questions: Vec<OpenQuestion>,
}

/// One unanswered question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Its field.
    pub field: FieldId,
    /// Whether some answer to it, alone or together with others, changes the recommendation or
    /// makes it a tie.
    pub can_change: bool,
    /// Whether some answer to it, alone or together with others, excludes an option that is not
    /// excluded yet.
    pub can_exclude: bool,
}

/// In which sense no remaining question can change a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// No answer to any open question can.
    Settled,
    /// None can while the questions that were skipped stay open.
    BesideSkipped,
}

impl Certainty {
    /// Holds what is open against what may still be asked, which leaves out what was skipped.
    pub fn new(openness: &Openness, askable: &Openness) -> Option<Self> {
        match (openness.settled, askable.settled) {
            (true, _) => Some(Self::Settled),
            (false, true) => Some(Self::BesideSkipped),
            (false, false) => None,
        }
    }
}

/// Goes through what is open and was not skipped, while what was skipped stays open. Where nothing
/// was, that is all that is open.
pub fn askable(
    case: &Case<'_>,
    assessment: &Assessment,
    openness: &Openness,
    skipped: &BTreeSet<FieldId>,
) -> Openness {
    if skipped.is_empty() {
        return openness.clone();
    }
    let open: Vec<FieldId> =
        case.open().into_iter().filter(|field| !skipped.contains(field)).collect();
    among(case, assessment, &open)
}

/// Goes through what is open.
pub fn open_questions(case: &Case<'_>, assessment: &Assessment) -> Openness {
    among(case, assessment, &case.open())
}

/// The same where only some of the open questions may ever be answered.
pub fn among(case: &Case<'_>, assessment: &Assessment, open: &[FieldId]) -> Openness {
    let mut reach = Reach::of_open(case, open);
    let mut excluding = Marks::default();
    for option in case.engine.base().option_ids() {
        if assessment.standing(option).rank.is_some() {
            reach.mark_exclusions(option, &mut excluding);
        }
    }
    let mut changing = changing(case, assessment, &reach);
    // Looking closer at derived fields takes a while, and is of use only where nothing else can
    // change anything.
    if !changing.is_empty() && reach.has_derived() {
        reach.hold_derived();
        if self::changing(case, assessment, &reach).is_empty() {
            reach.move_derived_together(open);
            changing = self::changing(case, assessment, &reach);
        }
    }
    // What bounds leave uncertain is tried where that is little.
    if !changing.is_empty()
        && reach.has_derived()
        && let Some(exact) = tried(case, assessment, open)
    {
        changing.retain(|field| exact.contains(field));
    }
    let questions: Vec<OpenQuestion> = open
        .iter()
        .map(|field| OpenQuestion {
            field: *field,
            can_change: changing.contains(field),
            can_exclude: excluding.contains(field),
        })
        .collect();
    Openness { settled: questions.iter().all(|question| !question.can_change), questions }
}

/// So many ways to answer what is open are tried one by one.
const MOST_TRIED: usize = 64;

/// The questions that can change the recommendation, by going through every way to answer what is
/// open; none where that is a number, or there are too many ways.
fn tried(case: &Case<'_>, assessment: &Assessment, open: &[FieldId]) -> Option<Marks> {
    let fields = &case.engine.base().fields;
    let all = open.iter().map(|field| match &fields.get(*field).kind {
        Kind::YesNo | Kind::Choice(_) => Some(fields.get(*field).alternatives()),
        Kind::Several(choices) if choices.len() < 6 => {
            Some((0..1 << choices.len()).map(Value::Several).collect())
        }
        Kind::Several(_) | Kind::Number(_) => None,
    });
    let answers: Vec<Vec<Value>> = all.collect::<Option<_>>()?;
    let ways = answers.iter().try_fold(1_usize, |ways, it| ways.checked_mul(it.len() + 1))?;
    if ways > MOST_TRIED {
        return None;
    }
    let mut trial = case.trial(case.answers.clone());
    let mut stands = Vec::with_capacity(ways);
    for way in 0..ways {
        let mut rest = way;
        for (field, answers) in open.iter().zip(&answers) {
            let answer = rest % (answers.len() + 1);
            trial.set(*field, answer.checked_sub(1).and_then(|it| answers.get(it)).copied());
            rest /= answers.len() + 1;
        }
        stands.push(trial.outcome().verdict == assessment.verdict);
    }
    let mut changing = Marks::default();
    let mut step = 1;
    for (field, answers) in open.iter().zip(&answers) {
        let unanswered = (0..ways).filter(|way| way / step % (answers.len() + 1) == 0);
        let mut standing = unanswered.filter(|way| stands[*way]);
        if standing.any(|way| (1..=answers.len()).any(|answer| !stands[way + answer * step])) {
            changing.insert(*field);
        }
        step *= answers.len() + 1;
    }
    Some(changing)
}

/// The questions that can change the recommendation.
fn changing(case: &Case<'_>, assessment: &Assessment, reach: &Reach<'_>) -> Marks {
    let mut changing = Marks::default();
    match &assessment.verdict {
        // Answers only ever add exclusions.
        Verdict::NoneFits => {}
        // Whatever is answered first leads somewhere.
        Verdict::Unanswered => {
            reach.mark_all(&mut changing);
        }
        Verdict::Recommended(winner) => {
            reach.mark_exclusions(*winner, &mut changing);
            for challenger in case.engine.base().option_ids() {
                if challenger != *winner && assessment.standing(challenger).rank.is_some() {
                    reach.mark_overtaking(*winner, challenger, Flip::Reached, &mut changing);
                }
            }
        }
        Verdict::Tie(level) => {
            for option in level {
                reach.mark_exclusions(*option, &mut changing);
            }
            for (index, first) in level.iter().enumerate() {
                for second in case.engine.base().option_ids() {
                    if level[index + 1..].contains(&second) {
                        reach.mark_overtaking(*first, second, Flip::Left, &mut changing);
                    } else if !level.contains(&second) && assessment.standing(second).rank.is_some()
                    {
                        reach.mark_overtaking(*first, second, Flip::Reached, &mut changing);
                    }
                }
            }
        }
    }
    changing
}
