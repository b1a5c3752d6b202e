//! What a report was made by: the day, the program and the rules, which say what it is worth today.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::RuleBaseReport;
use crate::{
    document::{Detail, Document, ToDocument, quiet},
    rulebase::RuleBase,
};

/// The day, the program and the rules that something was made by.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Made {
    /// The day with which dates were compared.
    pub date: String,
    /// The version of the program.
    pub tool_version: &'static str,
    /// The rule bases that were applied: one, or two where two are compared.
    pub rule_bases: Vec<RuleBaseReport>,
}

impl Made {
    /// Says that something was made on a day by some rule bases, of which equal ones count once.
    pub fn new<'b>(date: Date, bases: impl IntoIterator<Item = &'b RuleBase>) -> Self {
        let mut rule_bases: Vec<RuleBaseReport> =
            bases.into_iter().map(RuleBaseReport::new).collect();
        rule_bases.dedup_by_key(|base| base.words());
        Self { date: date.to_string(), tool_version: env!("CARGO_PKG_VERSION"), rule_bases }
    }

    /// Returns "2026-11-28 · whereto 0.1.0 · rules whereto 1.0.0".
    pub fn words(&self) -> String {
        let bases = self.rule_bases.iter().map(RuleBaseReport::in_short);
        in_short(Some(&self.date), self.tool_version, &bases.collect::<Vec<_>>().join(" and "))
    }
}

/// Says when something was made, and by which versions.
pub(super) fn in_short(date: Option<&str>, tool: &str, rules: &str) -> String {
    let date = date.map(|date| format!("{date} · ")).unwrap_or_default();
    format!("{date}whereto {tool} · {rules}")
}

/// A report, with what it was made by at its end.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Signed<R> {
    /// The report.
    #[serde(flatten)]
    pub report: R,
    /// What it was made by.
    #[serde(flatten)]
    pub made: Made,
}

impl<R: ToDocument> ToDocument for Signed<R> {
    fn document(&self, detail: Detail) -> Document {
        let mut document = self.report.document(detail);
        document.foot(quiet(self.made.words()));
        document
    }
}
