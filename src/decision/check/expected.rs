//! Profiles held against what they expect: of one project, or of the parts of a system.

use super::{Checker, Judgement, Today};
use crate::{
    advice::{Advice, Part, SystemAdvice},
    analysis::{
        acceptability::Settings,
        system::{Conclusion, System},
    },
    decision::{
        again::Again,
        compare::{Change, Changed, Pair},
        finding::{Finding, Kind, Outcome},
        record::Record,
    },
    profile::Profile,
    report::number,
    rulebase::OptionId,
};

impl Checker<'_> {
    /// Checks a profile, which stands in a file, against what it expects; each part of a system by
    /// itself. Nothing comes of one that expects nothing.
    pub fn profile(&self, file: &str, mut profile: Profile) -> Vec<Finding> {
        let (again, of_parts) = self.look_again(file, &mut profile);
        if profile.components.is_empty() {
            let advice = Advice::new(self.engine, profile, &Settings::default());
            return self.expected(&advice, again).into_iter().collect();
        }
        let advice = SystemAdvice::new(self.engine, profile, &Settings::default());
        let system = advice.together();
        let check = |(index, part): (usize, &Part<'_>)| {
            let own = of_parts.get(index).into_iter().flatten();
            let is_own = |it: &&Again| own.clone().any(|own| own.field == it.field);
            let shared = again.iter().filter(|it| !is_own(it));
            let again = own.clone().chain(shared).cloned().collect();
            let mut finding = self.expected(&part.advice, again)?;
            finding.component = Some(part.name.clone());
            if matches!(finding.outcome, Outcome::Changed | Outcome::CannotTell)
                && system.conclusion == Conclusion::One
                && let [platform] = system.best.as_slice()
                && part.advice.profile().expect == Some(*platform)
            {
                finding.outcome = Outcome::Stands;
                finding.words =
                    self.for_all(system, index, *platform, finding.recommended_now.as_deref());
            }
            Some(finding)
        };
        advice.parts().iter().enumerate().filter_map(check).collect()
    }

    /// A part whose own best is another platform than the one that is enough for all parts.
    fn for_all(
        &self,
        system: &System,
        part: usize,
        platform: OptionId,
        own: Option<&str>,
    ) -> String {
        let loss = system.singles.iter().find(|single| single.option == platform);
        let loss = loss.and_then(|single| *single.losses.get(part)?).unwrap_or_default();
        let own = own
            .map(|own| format!(", where {} would be best by itself", self.name(own)))
            .unwrap_or_default();
        format!(
            "{} is enough for all parts of the system: this one loses {} of fit{own}.",
            self.base().option(platform).name,
            number::points_of_fit(loss)
        )
    }

    /// Checks one project against what it expects.
    fn expected(&self, advice: &Advice<'_>, again: Vec<Again>) -> Option<Finding> {
        let profile = advice.profile();
        let expect = self.base().option(profile.expect?).id.as_str();
        let place = profile.expected_at()?;
        let today = Today::new(advice);
        let mut finding = Finding::blank(place, Kind::Profile);
        finding.decided = Some(expect.to_owned());
        finding.again = again;
        let judgement = match self.without_recommendation(expect, &today) {
            Some(judgement) => judgement,
            None => match today.record.recommendation.as_deref() {
                Some(now) if now == expect => Judgement::new(
                    Outcome::Stands,
                    format!("{} is recommended{}.", self.name(now), self.ahead(&today.record, now)),
                ),
                now => self.outdone(expect, now.unwrap_or_default(), Outcome::Stands, &today),
            },
        };
        finding.outcome = judgement.outcome;
        finding.words = judgement.words;
        if let Some(rival) = judgement.rival.as_deref() {
            finding.changes = self.reasons(&today.record, Pair { decided: expect, rival });
        }
        self.finish(&mut finding, &today, expect);
        Some(finding)
    }

    /// What speaks for the rival of what a profile expects, the strongest first.
    fn reasons(&self, now: &Record, pair: Pair<'_>) -> Vec<Change> {
        const MOST: usize = 5;
        let mut reasons: Vec<Change> = Vec::new();
        for (id, rule) in &now.rules {
            let weight = now.weight(&rule.dimension).unwrap_or(0);
            let moved = (rule.points_for(pair.decided) - rule.points_for(pair.rival)) * weight;
            if moved < 0 {
                let points = number::count(-moved, "point");
                let words = format!("`{id}` puts {} {points} ahead", self.name(pair.rival));
                reasons.push(Change { kind: Changed::Rule, subject: id.clone(), moved, words });
            } else if rule.rules_out(pair.decided) {
                let words = format!("`{id}` rules {} out", self.name(pair.decided));
                let (kind, moved) = (Changed::Exclusion, i64::MIN);
                reasons.push(Change { kind, subject: id.clone(), moved, words });
            }
        }
        reasons.sort_by_key(|reason| reason.moved);
        reasons.truncate(MOST);
        reasons
            .iter_mut()
            .filter(|reason| reason.kind == Changed::Exclusion)
            .for_each(|reason| reason.moved = 0);
        reasons
    }
}
