//! How options come out beside each other: the part of a report that is read in ten seconds.

use super::{Bars, Table, Text, quiet, text};
use crate::quantity::whole;

/// What came of each option at a glance, the best first.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// The options, the best first.
    pub options: Vec<Standing>,
    /// How far the recommendation can be relied on, in a word; none without one.
    pub confidence: Option<Level>,
    /// What that rests on, in a sentence; may be empty.
    pub grounds: String,
    /// What speaks against relying on it, in a sentence; may be empty.
    pub reservation: String,
}

/// What came of one option.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its number in the order of the rule base.
    pub number: usize,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// Whether it is what is recommended.
    pub leads: bool,
    /// Whether rules exclude it.
    pub ruled_out: bool,
    /// The fit, from 0 to 100.
    pub fit: f64,
    /// What it costs in a month, in words; none where that is not known.
    pub cost: Option<String>,
}

/// A level among several.
#[derive(Clone, Debug)]
pub struct Level {
    /// What it is called.
    pub name: &'static str,
    /// Its place from below, from 1.
    pub step: usize,
    /// How many levels there are.
    pub of: usize,
}

impl Standings {
    /// Returns whether any option has a price.
    pub(super) fn has_costs(&self) -> bool {
        self.options.iter().any(|option| option.cost.is_some())
    }

    /// Returns the figures; with bars where there is nothing else to draw them with.
    pub(super) fn table(&self, bars: bool) -> Table {
        let mut table = Table::new().texts(["Option"]).numbers(["Fit"]);
        if bars {
            table = table.texts([""]);
        }
        if self.has_costs() {
            table = table.texts(["Monthly cost"]);
        }
        for option in &self.options {
            let fit = option.fit();
            // A bar is for what can be chosen.
            let share = if option.ruled_out { 0.0 } else { option.fit / 100.0 };
            let bar = bars.then(|| Text::from(Bars::characters(share, 20)));
            let cost = self.has_costs().then(|| Text::from(option.cost()));
            let cells = [option.name(), fit.into()].into_iter();
            table.row(cells.chain(bar).chain(cost));
        }
        table
    }

    /// Returns how sure it is, and why, in sentences.
    pub(super) fn words(&self) -> String {
        let level = self.confidence.as_ref().map(|level| format!("Confidence: {}.", level.name));
        let parts = level.into_iter().chain([self.grounds.clone(), self.reservation.clone()]);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl Standing {
    /// Returns the name, and whether the option is ruled out.
    pub(super) fn name(&self) -> Text {
        let ruled_out = self.ruled_out.then(|| quiet(" (ruled out)"));
        text![&self.name, ruled_out]
    }

    /// Returns the fit as people read it.
    pub(super) fn fit(&self) -> String {
        whole(self.fit)
    }

    /// Returns the costs as people read them.
    pub(super) fn cost(&self) -> String {
        self.cost.clone().unwrap_or_else(|| "-".to_owned())
    }
}
