//! Whether a decision still stands: the same answers, by the rules and prices of today.

mod expected;

use std::sync::Arc;

use super::{
    authentic,
    compare::{Pair, changes},
    finding::{Finding, Kind, Outcome},
    gates::{self, Gates},
    read::Decision,
    record::{Basis, Record, RecordedPack},
    status,
};
use crate::{
    analysis::{self, Case, acceptability::Settings, confidence},
    assessment::{Assessment, Engine},
    cost::{Estimator, estimate::Estimate},
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::{list, number},
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
}

/// A project by the rules of today.
struct Today<'a> {
    case: Case<'a>,
    assessment: Assessment,
    estimate: Option<Estimate>,
    record: Record,
}

/// What is to be said of a decision.
struct Judgement {
    outcome: Outcome,
    words: String,
    rival: Option<String>,
    confidence_now: Option<String>,
}

impl Judgement {
    fn new(outcome: Outcome, words: String) -> Self {
        Self { outcome, words, rival: None, confidence_now: None }
    }

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
        self.base().find_option(option).map_or(option, |id| self.base().option(id).name.as_str())
    }

    /// Checks a decision record.
    ///
    /// # Errors
    /// When its answers are not those of a profile, although the rule base is the one that it was
    /// made with.
    pub fn record(&self, decision: &Decision) -> Result<Finding, Problems> {
        let then = &decision.record;
        let mut finding = Finding::blank(&decision.place, Kind::Record);
        finding.decided = decision.decided().map(str::to_owned);
        finding.recommended_then.clone_from(&then.recommendation);
        finding.lead_then = decision.decided().and_then(|decided| then.lead(decided));
        finding.confidence_then.clone_from(&then.confidence);
        if let Some(status) = decision.retired {
            retire(&mut finding, status);
            return Ok(finding);
        }
        authentic::of_its_rule_base(decision, self.base())?;
        let profile = match Profile::read_node(&decision.profile, &decision.yaml, self.base()) {
            Ok(profile) => profile,
            Err(problems) if then.is_of(self.base()) => return Err(problems),
            Err(problems) => {
                let what: Vec<&str> =
                    problems.iter().map(|problem| problem.message.as_str()).collect();
                let Basis { name, version, .. } = &then.rule_base;
                let made_for = match (name, version) == (&self.base().name, &self.base().version) {
                    true => String::new(),
                    false => format!("; the record was made with {name} {version}"),
                };
                finding.words = format!(
                    "Its answers cannot be read by the rule base {} {} of today{made_for}: {}.",
                    self.base().name,
                    self.base().version,
                    what.join("; ")
                );
                let is_missing =
                    |pack: &&RecordedPack| !self.base().packs.iter().any(|it| it.name == pack.name);
                let missing: Vec<String> = then
                    .packs
                    .iter()
                    .filter(is_missing)
                    .map(|pack| format!("{} {}", pack.name, pack.version))
                    .collect();
                if !missing.is_empty() {
                    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
                    finding.words.push_str(&format!(
                        " It was made with the pack {}, which `--pack` would add.",
                        list(&missing)
                    ));
                }
                return Ok(finding);
            }
        };
        let estimator = Estimator::new(self.base(), &profile.assumptions);
        let today = self.today(&profile, &estimator);
        let judgement = match decision.decided() {
            None => {
                let words = format!(
                    "Nothing is decided in it ({}). Write what you chose, and why, into `chosen` \
                     and `because`.",
                    then.verdict
                );
                Judgement::new(Outcome::CannotTell, words)
            }
            Some(decided) if self.base().find_option(decided).is_none() => {
                let words = format!(
                    "The rule base {} {} has no option `{decided}`.",
                    self.base().name,
                    self.base().version
                );
                Judgement::new(Outcome::CannotTell, words)
            }
            Some(decided) => self.judge(decided, decision, &today),
        };
        finding.outcome = judgement.outcome;
        finding.words = judgement.words;
        // Under another rule base, weights may be others because its own are.
        let edited =
            match (then.answers != today.record.answers, then.weights != today.record.weights) {
                (true, _) => Some("answers"),
                (false, true) if then.is_of(self.base()) => Some("weights"),
                (false, _) => None,
            };
        if let (Outcome::Stands, Some(edited)) = (finding.outcome, edited) {
            finding.words.push_str(&format!(
                " The {edited} in the record were edited since it was written."
            ));
        }
        finding.confidence_now = judgement.confidence_now;
        if let Some(decided) = decision.decided() {
            let rival = judgement.rival.as_deref().or_else(|| runner_up(&today.record, decided));
            if let Some(rival) = rival {
                finding.changes =
                    changes(then, &today.record, self.base(), Pair { decided, rival });
            }
            self.finish(&mut finding, &today, decided);
        }
        Ok(finding)
    }

    fn today<'t>(&self, profile: &'t Profile, estimator: &'t Estimator<'t>) -> Today<'t>
    where
        'a: 't,
    {
        let case = Case {
            engine: self.engine,
            answers: &profile.answers,
            weights: &profile.weights,
            derivation: estimator,
        };
        let assessment = case.assess();
        let estimate = estimator.estimate(&profile.answers);
        let record = Record::of(self.base(), profile, &assessment, estimate.as_ref(), None);
        Today { case, assessment, estimate, record }
    }

    /// What is the same for all decisions: where today leaves no single recommendation, or rules
    /// the decided option out.
    fn without_recommendation(&self, decided: &str, now: &Record) -> Option<Judgement> {
        let best = now.ranking().first().map(|(_, score)| *score);
        let level: Vec<&str> = now
            .ranking()
            .into_iter()
            .filter(|(_, score)| Some(*score) == best)
            .map(|(option, _)| option)
            .collect();
        let names = |options: &[&str]| {
            list(&options.iter().map(|option| self.name(option)).collect::<Vec<_>>())
        };
        if let Some(rule) = now.excluded_by(decided).next() {
            let words = format!("{} is ruled out today by `{}`.", self.name(decided), rule.id);
            return Some(Judgement::new(Outcome::Changed, words).against(level.first().copied()));
        }
        match now.verdict.as_str() {
            "tie" if level.contains(&decided) => {
                let others: Vec<&str> =
                    level.into_iter().filter(|option| *option != decided).collect();
                let words =
                    format!("{} and {} are level today.", self.name(decided), names(&others));
                Some(Judgement::new(Outcome::CannotTell, words).against(others.first().copied()))
            }
            "tie" => {
                let words =
                    format!("{} are level today, ahead of {}.", names(&level), self.name(decided));
                Some(Judgement::new(Outcome::Changed, words).against(level.first().copied()))
            }
            "unanswered" => {
                Some(Judgement::new(Outcome::CannotTell, "Nothing is answered.".to_owned()))
            }
            _ => None,
        }
    }

    /// Judges a decision that is on record.
    fn judge(&self, decided: &str, decision: &Decision, today: &Today<'_>) -> Judgement {
        let (then, now) = (&decision.record, &today.record);
        let was_out = then.excluded_by(decided).next().is_some();
        let advised = then.recommendation.as_deref();
        if advised == now.recommendation.as_deref()
            && advised.is_some()
            && (advised != Some(decided))
        {
            let newly_out = now.excluded_by(decided).next().filter(|_| !was_out);
            return match newly_out {
                Some(rule) => {
                    let words =
                        format!("{} is ruled out today by `{}`.", self.name(decided), rule.id);
                    Judgement::new(Outcome::Changed, words).against(advised)
                }
                None => self.overruled(decided, advised.unwrap_or_default(), then, now),
            };
        }
        if let Some(judgement) = self.without_recommendation(decided, now) {
            let same = then.verdict == now.verdict && advised.is_none();
            return match judgement.outcome {
                // People decided where nothing could be recommended, and nothing can be today.
                Outcome::CannotTell | Outcome::Changed
                    if same && (was_out || judgement.outcome == Outcome::CannotTell) =>
                {
                    let words = format!(
                        "{} was chosen where there was no single recommendation, and there is \
                         none today.",
                        self.name(decided)
                    );
                    Judgement::new(Outcome::Stands, words)
                }
                _ => judgement,
            };
        }
        match now.recommendation.as_deref() {
            Some(best) if best == decided && advised == Some(decided) => {
                self.followed(decided, then, today)
            }
            Some(best) if best == decided => {
                let words = format!(
                    "{} was chosen against the recommendation, and is what is recommended today{}.",
                    self.name(decided),
                    self.ahead(now, decided)
                );
                Judgement::new(Outcome::Stands, words)
            }
            best => {
                let best = best.unwrap_or_default();
                let words =
                    format!("{} is recommended today{}.", self.name(best), self.ahead(now, best));
                Judgement::new(Outcome::Changed, words).against(Some(best))
            }
        }
    }

    /// The recommendation was followed, and is the same today.
    fn followed(&self, decided: &str, then: &Record, today: &Today<'_>) -> Judgement {
        let now = &today.record;
        let confidence = match unchanged(then, now) {
            true => then.confidence.clone(),
            false => Some(
                analysis::confidence(&today.case, &today.assessment, &Settings::default())
                    .name()
                    .to_owned(),
            ),
        };
        let rank = |name: Option<&str>| {
            confidence::Confidence::LEVELS.iter().position(|level| Some(level.name()) == name)
        };
        let (lead_then, lead_now) = (then.lead(decided), now.lead(decided));
        let mut weaker = Vec::new();
        match (lead_then, lead_now) {
            (Some(before), Some(after)) if before - after >= self.terms.weaker_by => {
                weaker.push(format!(
                    "its lead fell from {} to {after}",
                    number::count(before, "point")
                ));
            }
            (None, Some(after)) => {
                weaker.push(format!(
                    "it was the only option that was not ruled out, and leads by {} now",
                    number::count(after, "point")
                ));
            }
            _ => {}
        }
        if let (Some(before), Some(after)) =
            (rank(then.confidence.as_deref()), rank(confidence.as_deref()))
            && after > before
        {
            let words = |name: &Option<String>| name.clone().unwrap_or_default();
            weaker.push(format!(
                "confidence in it fell from {} to {}",
                words(&then.confidence),
                words(&confidence)
            ));
        }
        let standing =
            format!("{} is still recommended{}", self.name(decided), self.ahead(now, decided));
        let mut judgement = match weaker.is_empty() {
            true => Judgement::new(Outcome::Stands, format!("{standing}.")),
            false => Judgement::new(
                Outcome::Weaker,
                format!("{standing}, but {}.", weaker.join(", and ")),
            ),
        };
        judgement.confidence_now = confidence;
        judgement
    }

    /// The recommendation was not followed, and is the same today.
    fn overruled(&self, decided: &str, advised: &str, then: &Record, now: &Record) -> Judgement {
        let (chosen, recommended) = (self.name(decided), self.name(advised));
        let ahead = |record: &Record| Some(record.score(advised)? - record.score(decided)?);
        let known = format!(
            "{chosen} was chosen against the recommendation of {recommended}, which is the same \
             today"
        );
        let out = |record: &Record| {
            record.excluded_by(decided).map(|rule| rule.id.clone()).collect::<Vec<_>>()
        };
        let (out_then, out_now) = (out(then), out(now));
        let added = out_now.iter().find(|rule| !out_then.contains(rule));
        let judgement = match (added, out_now.first(), ahead(then), ahead(now)) {
            // Scores say nothing about an option that is ruled out.
            (Some(rule), ..) => Judgement::new(
                Outcome::Weaker,
                format!("{known}, but {chosen} is now ruled out by `{rule}`, too."),
            ),
            (_, Some(rule), ..) => Judgement::new(
                Outcome::Stands,
                format!("{known}, and {chosen} is ruled out by `{rule}`, as it was."),
            ),
            (_, None, _, after) if !out_then.is_empty() => {
                let lead = number::count(after.unwrap_or_default(), "point");
                let words = format!(
                    "{known}, but leads by {lead} over {chosen}, which was ruled out and no \
                     longer is."
                );
                Judgement::new(Outcome::Stands, words)
            }
            (_, _, Some(before), Some(after)) if after - before >= self.terms.weaker_by => {
                let words = format!(
                    "{known}, but more speaks for it: it leads by {}, not {before}.",
                    number::count(after, "point")
                );
                Judgement::new(Outcome::Weaker, words)
            }
            (_, _, before, after) => {
                let as_then = if before == after {
                    "as much speaks for it as"
                } else {
                    "no more speaks for it than"
                };
                let lead = number::count(after.unwrap_or_default(), "point");
                Judgement::new(
                    Outcome::Stands,
                    format!("{known}, and {as_then} did: it leads by {lead}."),
                )
            }
        };
        judgement.against(Some(advised))
    }

    /// ", 5 points ahead of A server".
    fn ahead(&self, record: &Record, option: &str) -> String {
        match (record.lead(option), runner_up(record, option)) {
            (Some(lead), Some(next)) => {
                format!(", {} ahead of {}", number::count(lead, "point"), self.name(next))
            }
            _ => ", the only option that is not ruled out".to_owned(),
        }
    }

    fn finish(&self, finding: &mut Finding, today: &Today<'_>, decided: &str) {
        finding.recommended_now.clone_from(&today.record.recommendation);
        finding.lead_now = match today.record.excluded_by(decided).next() {
            Some(_) => None,
            None => today.record.lead(decided),
        };
        if let Some(decided) = self.base().find_option(decided) {
            finding.breaches = self.terms.gates.breaches(&gates::Input {
                case: &today.case,
                assessment: &today.assessment,
                estimate: today.estimate.as_ref(),
                decided,
            });
        }
    }
}

/// The finding about a record of a form that this version does not know; none when there are other
/// problems.
pub fn unreadable(source: &Arc<Source>, problems: &[Problem]) -> Option<Finding> {
    let problem = problems.iter().find(|problem| problem.code == Code::VERSION)?;
    let place =
        problem.place().cloned().unwrap_or(Place { source: Arc::clone(source), span: 0..0 });
    let mut finding = Finding::blank(&place, Kind::Record);
    match status::told(source) {
        Some(status) => retire(&mut finding, status),
        None => {
            finding.words = format!(
                "{}, and {} is the one that is read here.",
                capital(&problem.message),
                super::record::FORM
            );
        }
    }
    Some(finding)
}

fn retire(finding: &mut Finding, status: &str) {
    finding.outcome = Outcome::Retired;
    finding.words = format!("The record is {status}, so nothing has to stand.");
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// The best option that is not the one in question.
fn runner_up<'r>(record: &'r Record, option: &str) -> Option<&'r str> {
    record.ranking().into_iter().map(|(other, _)| other).find(|other| *other != option)
}

/// Whether the same rules gave the same scores by the same prices.
fn unchanged(then: &Record, now: &Record) -> bool {
    let confidence = then.confidence.clone();
    *then == Record { confidence, ..now.clone() }
}
