//! Measured answers put into a profile.

use std::fmt::Write;

use super::{MeasuredAnswer, Measurement};
use crate::{
    profile::{self, Evidence, How, Profile},
    report::{json, plain},
    rulebase::RuleBase,
};

impl Measurement {
    /// Puts the answers into a profile, each with where it comes from, and notes what it said before.
    pub fn answer(&mut self, base: &RuleBase, profile: &mut Profile) {
        let from = self.from();
        for answer in &mut self.answers {
            let Some((subject, value)) = answer.subject else { continue };
            let before = profile.value(subject);
            if let Some(before) = before.filter(|before| *before != value) {
                answer.before = Some(json(subject.field(base), before));
                answer.before_known = Some(
                    profile
                        .evidence(subject)
                        .map_or_else(|| How::Said.to_string(), |evidence| evidence.to_string()),
                );
            }
            let because = Some(answer.because.clone());
            profile.found(
                subject,
                value,
                Evidence {
                    how: How::Measured,
                    from: from.clone(),
                    with: self.with.clone(),
                    because,
                },
            );
        }
    }

    /// Returns a profile as YAML, under comments that say what was measured, and why not more.
    pub fn profile(&self, base: &RuleBase, profile: &Profile) -> String {
        let mut text = String::new();
        let mut comment = |words: &str| {
            let options =
                textwrap::Options::new(100).initial_indent("# ").subsequent_indent("#   ");
            for line in textwrap::wrap(words, options) {
                let _ = writeln!(text, "{line}");
            }
        };
        comment(&self.summary);
        comment(&self.read_as());
        self.notes.iter().for_each(|note| comment(note));
        self.shown().iter().for_each(|(name, words)| comment(&format!("{name}: {words}")));
        for not in &self.unanswered {
            comment(&format!("Not answered: {}: {}.", not.field, not.because));
        }
        for answer in &self.answers {
            if let Some(words) = answer.replaced() {
                comment(&words);
            }
        }
        for line in profile::compact(base, profile) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// Says what an answer was before, for each where that was something else.
    pub fn replaced(&self) -> Vec<String> {
        self.answers.iter().filter_map(MeasuredAnswer::replaced).collect()
    }
}

impl MeasuredAnswer {
    fn replaced(&self) -> Option<String> {
        let (before, known) = (self.before.as_ref()?, self.before_known.as_ref()?);
        let (field, now) = (&self.field, plain(&self.value));
        Some(format!("{field}: {now} as measured, in place of {} ({known}).", plain(before)))
    }
}
