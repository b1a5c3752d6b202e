//! What every tool and resource needs.

use std::sync::Arc;

use whereto::{assessment::Engine, problem::Problems, rulebase::RuleBase};

use crate::cli::{
    arguments::Common,
    output::{Color, Output, Refusals},
    rule_base,
};

/// The rule base that answers, and the arguments that the server was started with.
#[derive(Clone)]
pub(super) struct Answering {
    pub(super) base: Arc<RuleBase>,
    pub(super) common: Arc<Common>,
}

impl Answering {
    /// Compiles the rule base, with the decisions that projects are compared with.
    pub(super) fn engine(&self) -> Result<Engine<'_>, Problems> {
        rule_base::engine(&self.base, &self.common, &silent())
    }
}

/// Returns an output that says nothing: standard output belongs to the protocol.
fn silent() -> Output {
    Output::new(Color::Never, true, Refusals::Text)
}
