//! The table of scores: what each dimension adds to each option, fits, places and costs.

use super::{OptionReport, Report};
use crate::{
    document::{Table, Text, tone},
    money::Money,
    report::{MonthlyCost, number},
};

impl Report {
    /// Returns a row for each dimension that gives any option points, and the sums below.
    pub(super) fn scores(&self) -> Table {
        let header = |option: &OptionReport| {
            tone(i64::from(self.recommendation.as_ref() == Some(&option.id)), &option.name)
        };
        let mut table = Table::new().texts([""]).numbers(self.options.iter().map(header));
        for (id, name) in &self.dimensions {
            let scores = self.options.iter().map(|it| it.dimensions.get(id).copied().unwrap_or(0));
            if scores.clone().any(|score| score != 0) {
                let cells = scores.map(|score| tone(score, number::signed(score)));
                table.row([Text::from(name)].into_iter().chain(cells));
            }
        }
        let row = |label: &str, cell: &dyn Fn(&OptionReport) -> String| {
            [label.to_owned()].into_iter().chain(self.options.iter().map(cell)).collect::<Vec<_>>()
        };
        table.sum(row("Score", &|option| number::signed(option.score)));
        table.row(row("Fit, 0 to 100", &|option| number::whole(option.fit)));
        table.row(row("Place", &|option| {
            option.rank.map_or_else(|| "ruled out".to_owned(), |rank| rank.to_string())
        }));
        if self.is_priced() {
            let mut cost = |label: &str, part: fn(&MonthlyCost) -> Money| {
                table.row(row(label, &|option| {
                    let cost = option.monthly_cost_usd.as_ref();
                    cost.map_or_else(|| "-".to_owned(), |cost| cost.currency.short(part(cost)))
                }));
            };
            cost("Monthly cost", |cost| cost.expected);
            cost("Monthly cost, low", |cost| cost.low);
            cost("Monthly cost, high", |cost| cost.high);
        }
        table
    }
}
