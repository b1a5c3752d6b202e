//! Many projects on a page for a browser: a row for each, and below them each one's own report, folded
//! away until it is asked for.

use super::{
    advised::AnyReport,
    portfolio::{Portfolio, Row},
};
use crate::document::{Detail, ToDocument, html};

/// Reports on many projects.
#[derive(Clone, Debug, Default)]
pub struct PortfolioPage {
    rows: Portfolio,
    /// Each report as a part of the page, so that no more is kept of it.
    parts: Vec<String>,
}

impl PortfolioPage {
    /// Adds the report on the profile that was read from `source`.
    pub fn add(&mut self, source: &str, report: &AnyReport) {
        // The rows are the first document on the page.
        let number = self.parts.len() + 1;
        let row = |report| Row::new(source, report).leading_to(format!("#part-{number}"));
        let rows: Vec<Row> = report.each().map(row).collect();
        let projects = rows.iter().map(|row| format!("{}: {}", row.project, row.words));
        let summary = projects.collect::<Vec<_>>().join(", ");
        self.parts.push(html::folded(&summary, &report.document(Detail::Full), number));
        self.rows.0.extend(rows);
    }

    /// Returns the whole page.
    pub fn html(&self) -> String {
        html::opening("Recommendations")
            + &html::article(&self.rows.document(Detail::Full), 0)
            + &self.parts.concat()
            + &html::closing()
    }
}
