//! The answers of a record, read by the rules of today.

use super::Checker;
use crate::{
    decision::{
        read::{Decision, RESTORE},
        record::Basis,
    },
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::list,
    rulebase::RuleBase,
};

impl Checker<'_> {
    /// Reads the answers of a record, or says why that cannot be done by another rule base than the
    /// one that it was made with.
    ///
    /// # Errors
    /// What is wrong with them, when the rule base is the one that it was made with.
    pub(super) fn answers(&self, decision: &Decision) -> Result<Result<Profile, String>, Problems> {
        match Profile::read_node(&decision.profile, &decision.yaml, self.base()) {
            // A record is of one project, or of one part of a system.
            Ok(profile) if !profile.components.is_empty() => {
                let (yaml, span) = (&decision.yaml, decision.profile.span);
                let message = "the profile of a decision record has `components`";
                let place = span.place(yaml);
                let problem = Problem::error(Code::INCONSISTENT, message).at(place, "this one");
                Err(problem.help(RESTORE).into())
            }
            Ok(profile) => Ok(Ok(profile)),
            Err(problems) if decision.record.is_of(self.base()) => Err(problems),
            Err(problems) => Ok(Err(self.not_readable(decision, &problems))),
        }
    }

    fn not_readable(&self, decision: &Decision, problems: &Problems) -> String {
        let RuleBase { name, version, .. } = self.base();
        let Basis { name: name_then, version: version_then, .. } = &decision.record.rule_base;
        let made_for = if (name_then, version_then) == (name, version) {
            String::new()
        } else {
            format!("; the record was made with {name_then} {version_then}")
        };
        format!(
            "Its answers cannot be read by the rule base {name} {version} of today{made_for}: \
             {problems}."
        )
    }

    /// Says which packs a record was made with that are not there today: without them it would be
    /// judged by rules that nobody decided by.
    pub(super) fn missing_packs(&self, decision: &Decision) -> Option<String> {
        let is_there = |name: &str| self.base().packs.iter().any(|pack| pack.name == name);
        let missing = decision.record.packs.iter().filter(|(name, _)| !is_there(name));
        let missing: Vec<String> =
            missing.map(|(name, pack)| format!("{name} {}", pack.version)).collect();
        let (packs, are) = match missing.len() {
            0 => return None,
            1 => ("the pack", "is"),
            _ => ("the packs", "are"),
        };
        let names = list(missing.iter().map(String::as_str));
        Some(format!(
            "It was made with {packs} {names}, which {are} missing here; `--pack` or the settings \
             name packs."
        ))
    }
}
