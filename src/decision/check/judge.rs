//! Whether what was decided would be decided today: the answer and the words for it.

use super::{Checker, Judgement, Today, runner_up};
use crate::{
    analysis::confidence::Confidence,
    decision::{adr::STAYING, finding::Outcome, read::Decision, record::Record},
    report::{VerdictWord, list, number},
    rulebase::RuleBase,
};

impl Checker<'_> {
    /// Judges what is the same for all decisions: where today leaves no single recommendation, or
    /// rules the decided option out.
    pub(super) fn without_recommendation(
        &self,
        decided: &str,
        today: &Today<'_>,
    ) -> Option<Judgement> {
        let now = &today.record;
        let best = now.ranking().first().map(|(_, score)| *score);
        let level: Vec<&str> = now
            .ranking()
            .into_iter()
            .filter(|(_, score)| Some(*score) == best)
            .map(|(option, _)| option)
            .collect();
        let names = |options: &[&str]| list(options.iter().map(|option| self.name(option)));
        if let Some(rule) = now.excluded_by(decided).next() {
            let words = format!("{} is ruled out today by `{rule}`.", self.name(decided));
            return Some(Judgement::new(Outcome::Changed, words).against(level.first().copied()));
        }
        match now.verdict {
            VerdictWord::Tie if self.stays_on(today) == Some(decided) => {
                let words = format!("{} are level today, and none is worth a move.", names(&level));
                Some(Judgement::new(Outcome::Stands, words))
            }
            VerdictWord::Tie if level.contains(&decided) => {
                let others: Vec<&str> =
                    level.into_iter().filter(|option| *option != decided).collect();
                let words =
                    format!("{} and {} are level today.", self.name(decided), names(&others));
                Some(Judgement::new(Outcome::CannotTell, words).against(others.first().copied()))
            }
            VerdictWord::Tie => {
                let words =
                    format!("{} are level today, ahead of {}.", names(&level), self.name(decided));
                Some(Judgement::new(Outcome::Changed, words).against(level.first().copied()))
            }
            VerdictWord::Unanswered => {
                Some(Judgement::new(Outcome::CannotTell, "Nothing is answered.".to_owned()))
            }
            VerdictWord::Recommended | VerdictWord::NoneFits => None,
        }
    }

    /// Judges a decision that is on record.
    pub(super) fn judge(&self, decision: &Decision, today: &Today<'_>) -> Judgement {
        let Some(decided) = decision.decided() else {
            let words = format!(
                "Nothing is decided in it ({}). Write what you chose, and why, into `chosen` and \
                 `because`.",
                decision.record.verdict.name()
            );
            return Judgement::new(Outcome::CannotTell, words);
        };
        if self.base().find_option(decided).is_none() {
            let RuleBase { name, version, .. } = self.base();
            let words = format!("The rule base {name} {version} has no option `{decided}`.");
            return Judgement::new(Outcome::CannotTell, words);
        }
        self.decided(decided, &decision.record, today)
    }

    /// Judges an option that was decided on.
    fn decided(&self, decided: &str, then: &Record, today: &Today<'_>) -> Judgement {
        let now = &today.record;
        let name = self.name(decided);
        let was_out = then.excluded_by(decided).next().is_some();
        let advised = then.recommendation.as_deref();
        let same_advice = advised.filter(|advised| now.recommendation.as_deref() == Some(*advised));
        if let Some(advised) = same_advice.filter(|advised| *advised != decided) {
            return match now.excluded_by(decided).next().filter(|_| !was_out) {
                Some(rule) => {
                    let words = format!("{name} is ruled out today by `{rule}`.");
                    Judgement::new(Outcome::Changed, words).against(Some(advised))
                }
                None => self.overruled(decided, advised, then, today),
            };
        }
        if let Some(judgement) = self.without_recommendation(decided, today) {
            // People decided where nothing could be recommended, and nothing can be today.
            let behind =
                |record: &Record| Some(record.ranking().first()?.1 - record.score(decided)?);
            let is_no_worse = now.excluded_by(decided).next().is_none()
                && behind(now).zip(behind(then)).is_some_and(|(now, then)| now <= then);
            let is_as_it_was = then.verdict == now.verdict
                && advised.is_none()
                && (was_out || is_no_worse || judgement.outcome == Outcome::CannotTell);
            if !is_as_it_was {
                return judgement;
            }
            let words = format!(
                "{name} was chosen where there was no single recommendation, and there is none \
                 today."
            );
            return Judgement::new(Outcome::Stands, words);
        }
        let best = now.recommendation.as_deref().unwrap_or_default();
        let ahead = self.ahead(now, best);
        if best != decided {
            self.outdone(decided, best, Outcome::Weaker, today)
        } else if advised == Some(decided) {
            self.followed(decided, then, today)
        } else {
            let words = format!(
                "{name} was chosen against the recommendation, and is what is recommended \
                 today{ahead}."
            );
            Judgement::new(Outcome::Stands, words)
        }
    }

    /// Judges a decision for something else than what is recommended today: it comes to `staying`
    /// where the project runs on it, and the lead is not worth a move.
    pub(super) fn outdone(
        &self,
        decided: &str,
        best: &str,
        staying: Outcome,
        today: &Today<'_>,
    ) -> Judgement {
        let ahead = self.ahead(&today.record, best);
        let (outcome, but) = if self.stays_on(today) == Some(decided) {
            (staying, ", but not by enough to justify a move")
        } else {
            (Outcome::Changed, "")
        };
        let words = format!("{} is recommended today{ahead}{but}.", self.name(best));
        Judgement::new(outcome, words).against(Some(best))
    }

    /// Returns the option on which the project should stay today.
    fn stays_on(&self, today: &Today<'_>) -> Option<&str> {
        today.advice.stay().map(|current| self.base().option(current).id.as_str())
    }

    /// Judges a recommendation that was followed and is the same today.
    fn followed(&self, decided: &str, then: &Record, today: &Today<'_>) -> Judgement {
        let now = &today.record;
        let confidence =
            if unchanged(then, now) { then.confidence } else { Some(today.advice.confidence()) };
        let weaker: Vec<String> =
            [self.lead_fell(decided, then, now), confidence_fell(then.confidence, confidence)]
                .into_iter()
                .flatten()
                .collect();
        let standing =
            format!("{} is still recommended{}", self.name(decided), self.ahead(now, decided));
        let judgement = if weaker.is_empty() {
            Judgement::new(Outcome::Stands, format!("{standing}."))
        } else {
            Judgement::new(Outcome::Weaker, format!("{standing}, but {}.", weaker.join(", and ")))
        };
        Judgement { confidence_now: confidence, ..judgement }
    }

    /// Says how far the lead of an option fell, if it fell far enough to matter.
    fn lead_fell(&self, decided: &str, then: &Record, now: &Record) -> Option<String> {
        match (then.lead(decided), now.lead(decided)) {
            (Some(before), Some(after)) if before - after >= self.terms.weaker_by => {
                Some(format!("its lead fell from {} to {after}", number::count(before, "point")))
            }
            (None, Some(after)) => Some(format!(
                "it was the only option that was not ruled out, and leads by {} now",
                number::count(after, "point")
            )),
            _ => None,
        }
    }

    /// Judges a recommendation that was not followed and is the same today.
    fn overruled(
        &self,
        decided: &str,
        advised: &str,
        then: &Record,
        today: &Today<'_>,
    ) -> Judgement {
        let now = &today.record;
        let (chosen, recommended) = (self.name(decided), self.name(advised));
        let ahead = |record: &Record| Some(record.score(advised)? - record.score(decided)?);
        let is_staying = self.stays_on(today) == Some(decided);
        // Now something leads it by what a move is worth.
        let was_staying = then.because.as_deref() == Some(STAYING);
        if was_staying && !is_staying {
            let words = format!(
                "{recommended} is recommended today{}, enough for a move.",
                self.ahead(now, advised)
            );
            return Judgement::new(Outcome::Changed, words).against(Some(advised));
        }
        let known = if is_staying {
            format!("To stay on {chosen} is advised today; {recommended} still fits better")
        } else {
            format!(
                "{chosen} was chosen against the recommendation of {recommended}, which is the \
                 same today"
            )
        };
        let (out_then, out_now): (Vec<&str>, Vec<&str>) =
            (then.excluded_by(decided).collect(), now.excluded_by(decided).collect());
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
                let as_then = if before == after { "as" } else { "no more than" };
                let lead = number::count(after.unwrap_or_default(), "point");
                Judgement::new(
                    Outcome::Stands,
                    format!("{known} and leads {chosen} by {lead}, {as_then} it did."),
                )
            }
        };
        judgement.against(Some(advised))
    }

    /// Says how far an option is ahead, such as ", 5 points ahead of A server".
    pub(super) fn ahead(&self, record: &Record, option: &str) -> String {
        match (record.lead(option), runner_up(record, option)) {
            (Some(lead), Some(next)) => {
                format!(", {} ahead of {}", number::count(lead, "point"), self.name(next))
            }
            _ => ", the only option that is not ruled out".to_owned(),
        }
    }
}

/// Tells whether the same rules gave the same scores by the same prices.
fn unchanged(then: &Record, now: &Record) -> bool {
    let Record { chosen, because, confidence, .. } = then.clone();
    *then == Record { chosen, because, confidence, ..now.clone() }
}

/// Says how far confidence fell, if it did.
fn confidence_fell(then: Option<Confidence>, now: Option<Confidence>) -> Option<String> {
    let (then, now) = (then?, now?);
    (now < then).then(|| format!("confidence in it fell from {} to {}", then.name(), now.name()))
}
