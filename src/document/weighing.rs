//! What scores are made of: points by dimension times what each dimension weighs.

use serde_json::Value as Json;

use super::{Table, Text, tone};
use crate::quantity::signed;

/// What each dimension adds to the score of each option.
#[derive(Clone, Debug)]
pub struct Weighing {
    /// What to see in it, in a sentence; may be empty.
    pub about: String,
    /// The options, in the order of the rule base.
    pub options: Vec<Weighed>,
    /// The dimensions, in the order of the rule base.
    pub dimensions: Vec<Dimension>,
    /// What it takes to weigh anew: points, scale, and the words for what comes out.
    pub model: Json,
}

/// A dimension.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// The id of the dimension, such as `latency`.
    pub id: String,
    /// The name of the dimension, such as Latency.
    pub name: String,
    /// What it weighs.
    pub weight: u8,
}

/// What the dimensions add to one option.
#[derive(Clone, Debug)]
pub struct Weighed {
    /// A short name for it.
    pub name: String,
    /// Whether it is what is recommended.
    pub leads: bool,
    /// Whether rules exclude it.
    pub ruled_out: bool,
    /// By dimension points times weight.
    pub adds: Vec<i64>,
}

impl Weighed {
    /// Returns the score.
    pub(super) fn score(&self) -> i64 {
        self.adds.iter().sum()
    }
}

impl Weighing {
    /// Returns what the dimension with a number adds to each option.
    pub(super) fn adds(&self, dimension: usize) -> impl Iterator<Item = i64> + Clone {
        self.options.iter().map(move |option| option.adds.get(dimension).copied().unwrap_or(0))
    }

    /// Returns whether the dimension with a number adds anything to any option.
    pub(super) fn counts(&self, dimension: usize) -> bool {
        self.adds(dimension).any(|adds| adds != 0)
    }

    /// Returns a row for each dimension that adds anything, and the sums below.
    pub(super) fn table(&self) -> Table {
        let names = self.options.iter().map(|option| tone(option.leads.into(), &option.name));
        let mut table = Table::new().texts([""]).numbers(names).numbers(["Weight"]);
        for (number, dimension) in self.dimensions.iter().enumerate() {
            if self.counts(number) {
                let adds = self.adds(number).map(|adds| tone(adds, signed(adds)));
                let name = [Text::from(&dimension.name)];
                let weight = [Text::from(dimension.weight.to_string())];
                table.row(name.into_iter().chain(adds).chain(weight));
            }
        }
        let scores = self.options.iter().map(|option| signed(option.score()));
        table.sum(["Score".to_owned()].into_iter().chain(scores).chain([String::new()]));
        table
    }
}
