//! Published decisions: where real teams put a backend or left it, why, and what was known before.
//!
//! Points are fitted to them ([`fit`]), the advice is measured against them, and those most like a
//! project are shown beside it ([`precedents`]). A file of decisions is a list; `docs/corpus.md`
//! tells how they are coded:
//!
//! ```yaml
//! - id: field-sales
//!   title: App for travelling sales staff
//!   decision: firebase
//!   decided_because: Staff must write offline, and the mobile SDK does so out of the box.
//!   summary: poor reception, so staff write offline; managers watch live
//!   year: 2025
//!   moved_from: Supabase with Postgres
//!   source_kind: adr
//!   source_url: https://example.org/adr-7
//!   set: points
//!   facts: {clients: [mobile, web], features: [offline, live-data]}
//!   inferred: [clients]
//! ```

pub mod decision;
pub mod fit;
pub mod precedents;
mod read;
pub mod telling;

pub(crate) use self::read::RawDecision;
pub use self::{
    decision::{Decision, Set, SourceKind},
    precedents::Precedent,
    read::read,
};
use crate::{field::Facts, rulebase::RuleBase};

/// The decisions that go with a rule base.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// All of them: those that are built in first, each file in its order.
    pub decisions: Vec<Decision>,
    /// What each question weighs in comparisons.
    weights: Vec<f64>,
}

impl Corpus {
    /// Puts decisions together: those that are built in, where the rule base is the one that is
    /// (packs may extend it), and those that somebody brings.
    pub fn new(base: &RuleBase, own: Vec<Decision>) -> Self {
        let mut decisions = if base.is_built_in() { read::shipped(base) } else { Vec::new() };
        decisions.extend(own);
        let weights = base.questions.iter().map(|question| {
            telling::weight(question.field, base.fields.get(question.field), &decisions)
        });
        Self { weights: weights.collect(), decisions }
    }

    /// Returns what each question weighs in comparisons, in the order of the questions; see
    /// [`telling::weight`].
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Returns the decisions that share enough answers with a project, the nearest first, without
    /// those in records of a project of its name.
    pub fn precedents(
        &self,
        base: &RuleBase,
        project: Option<&str>,
        answers: &Facts,
    ) -> Vec<Precedent<'_>> {
        let mut all = precedents::nearest(base, &self.decisions, &self.weights, answers);
        all.retain(|it| !it.decision.is_record() || Some(it.decision.title.as_str()) != project);
        all
    }
}
