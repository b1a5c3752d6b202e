//! Whether a decision still stands: the same answers, by the rules and prices of today.

mod answers;
mod expected;
mod judge;
mod look;

use std::{collections::BTreeSet, sync::Arc};

use super::{
    again::{FoundAgain, Look},
    authentic,
    compare::{Pair, changes},
    finding::{Finding, Kind, Outcome},
    gates::Gates,
    read::Decision,
    record::{self, Record},
    status,
};
use crate::{
    advice::Advice,
    analysis::{acceptability::Settings, confidence::Confidence},
    assessment::Engine,
    problem::{Code, Problem, Problems},
    rulebase::RuleBase,
    source::{Place, Source},
};

/// How decisions are checked.
#[derive(Clone, Debug)]
pub struct Terms {
    /// By how many points a lead has to fall for a decision to stand weaker.
    pub weaker_by: i64,
    /// What is asked of every decision.
    pub gates: Gates,
}

/// Checks decisions against one rule base.
#[derive(Clone, Copy)]
pub struct Checker<'a> {
    /// The rule base.
    pub engine: &'a Engine<'a>,
    /// How.
    pub terms: &'a Terms,
    /// What looks again where answers were found; without it they are taken as they are on record.
    pub look: Option<&'a dyn Look>,
}

/// A project by the rules of today.
struct Today<'a> {
    advice: &'a Advice<'a>,
    record: Record,
}

impl<'a> Today<'a> {
    fn new(advice: &'a Advice<'a>) -> Self {
        Self { advice, record: Record::new(advice, None) }
    }
}

/// What is to be said of a decision.
struct Judgement {
    outcome: Outcome,
    words: String,
    rival: Option<String>,
    confidence_now: Option<Confidence>,
}

impl Judgement {
    /// Creates a judgement without a rival.
    fn new(outcome: Outcome, words: String) -> Self {
        Self { outcome, words, rival: None, confidence_now: None }
    }

    /// Names the option that is ahead, or next.
    fn against(mut self, rival: Option<&str>) -> Self {
        self.rival = rival.map(str::to_owned);
        self
    }
}

impl<'a> Checker<'a> {
    fn base(&self) -> &'a RuleBase {
        self.engine.base()
    }

    fn name<'s>(&'s self, option: &'s str) -> &'s str {
        self.base().option_name(option)
    }

    /// Checks a decision record. One that was made with a pack which is missing cannot be judged.
    ///
    /// # Errors
    /// When it was edited, or its answers are not those of a profile, although the rule base is the
    /// one that it was made with.
    pub fn record(&self, decision: &Decision) -> Result<Finding, Problems> {
        let mut finding = recorded(decision);
        if let Some(status) = decision.retired {
            retire(&mut finding, status);
            return Ok(finding);
        }
        finding.breaches = self.terms.gates.unshown();
        authentic::check(decision, self.base())?;
        if let Some(words) = self.missing_packs(decision) {
            return Ok(Finding { words, ..finding });
        }
        let mut profile = match self.answers(decision)? {
            Ok(profile) => profile,
            Err(words) => return Ok(Finding { words, ..finding }),
        };
        let as_recorded = record::answers(self.base(), &profile);
        (finding.again, _) = self.look_again(decision.place.source.name(), &mut profile);
        let advice = Advice::new(self.engine, profile, &Settings::default());
        let mut today = Today::new(&advice);
        let Judgement { outcome, words, rival, confidence_now } = self.judge(decision, &today);
        // An answer that moved is no edit of the record.
        today.record.answers = as_recorded;
        finding.outcome = outcome;
        let moved = finding.again.iter().any(|it| it.found == FoundAgain::Moved);
        finding.words = words + &self.edits(decision, outcome, &today.record, moved);
        finding.confidence_now = confidence_now;
        if let Some(decided) = decision.decided() {
            let rival = rival.as_deref().or_else(|| runner_up(&today.record, decided));
            if let Some(rival) = rival {
                let pair = Pair { decided, rival };
                finding.changes = changes(&decision.record, &today.record, self.base(), pair);
            }
            self.finish(&mut finding, &today, decided);
        }
        Ok(finding)
    }

    /// Says what was edited in a record that stands all the same, or which rules an answer that moved
    /// since has turned.
    fn edits(&self, decision: &Decision, outcome: Outcome, now: &Record, moved: bool) -> String {
        let then = &decision.record;
        if outcome != Outcome::Stands {
            return String::new();
        }
        if then.answers != now.answers {
            return " The answers in the record were edited since it was written.".to_owned();
        }
        // Under another rule base, its own weights and rules may be others.
        if !then.is_of(self.base()) {
            return String::new();
        }
        let [weights_then, weights_now] =
            [then, now].map(|record| record.weights.iter().collect::<BTreeSet<_>>());
        if weights_then != weights_now {
            // They may have been edited, or settings give dimensions other weights today.
            return " The weights in the record are not those that count today.".to_owned();
        }
        let [rules_then, rules_now] = [then, now]
            .map(|record| record.rules.iter().map(|(id, _)| id).collect::<BTreeSet<_>>());
        if rules_then != rules_now {
            let which = if moved { "what is found today" } else { "its answers" };
            return format!(" The rules in the record are not those that apply to {which}.");
        }
        String::new()
    }

    fn finish(&self, finding: &mut Finding, today: &Today<'_>, decided: &str) {
        finding.recommended_now.clone_from(&today.record.recommendation);
        finding.lead_now = match today.record.excluded_by(decided).next() {
            Some(_) => None,
            None => today.record.lead(decided),
        };
        let gates = &self.terms.gates;
        // Where nobody can tell, a gate that finds nothing against it has not been passed.
        finding.breaches = match self.base().find_option(decided) {
            Some(decided) if finding.outcome != Outcome::CannotTell => {
                gates.breaches(today.advice, decided)
            }
            _ => gates.unshown(),
        };
    }
}

/// Starts a finding with what the record itself says.
fn recorded(decision: &Decision) -> Finding {
    let then = &decision.record;
    Finding {
        decided: decision.decided().map(str::to_owned),
        recommended_then: then.recommendation.clone(),
        lead_then: decision.decided().and_then(|decided| then.lead(decided)),
        confidence_then: then.confidence,
        ..Finding::blank(&decision.place, Kind::Record)
    }
}

/// Makes the finding about a record of a form that this version does not know and that is no longer
/// in force; none for others.
pub fn retired(source: &Arc<Source>, problems: &[Problem]) -> Option<Finding> {
    let problem = problems.iter().find(|problem| problem.code == Code::VERSION)?;
    let status = status::told(source)?;
    let place =
        problem.place().cloned().unwrap_or(Place { source: Arc::clone(source), span: 0..0 });
    let mut finding = Finding::blank(&place, Kind::Record);
    retire(&mut finding, status);
    Some(finding)
}

fn retire(finding: &mut Finding, status: &str) {
    finding.outcome = Outcome::Retired;
    finding.words = format!("The record is {status}, so nothing has to stand.");
}

/// Returns the best option that is not the one in question.
fn runner_up<'r>(record: &'r Record, option: &str) -> Option<&'r str> {
    record.ranking().into_iter().map(|(other, _)| other).find(|other| *other != option)
}
