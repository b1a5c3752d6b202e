//! Many profiles on a page: one row for each, with what a portfolio review asks for.

use schemars::JsonSchema;
use serde::Serialize;

use super::{MonthlyCost, Report, cost::csv, described::AnOption, markdown, number, table::Layout};
use crate::cost::money::Money;

/// One profile.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Row {
    /// Where the profile was read from.
    pub source: String,
    /// The project's name, or what its source is called.
    pub project: String,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    #[schemars(extend("enum" = ["recommended", "tie", "none-fits", "unanswered"]))]
    pub verdict: &'static str,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// Its fit, from 0 to 100; of a tie, the fit that is shared.
    pub fit: Option<f64>,
    /// By how many points it leads the next option; null where there is no next one.
    pub lead: Option<i64>,
    /// `firm`, `clear`, `fair` or `slight`; `none` without a recommendation.
    #[schemars(extend("enum" = ["firm", "clear", "fair", "slight", "none"]))]
    pub confidence: &'static str,
    /// What it costs in a month.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// The verdict as it is shown: the option's short name, or why there is none.
    #[serde(skip)]
    pub words: String,
}

impl Row {
    /// What stands above the columns.
    pub(super) const HEADER: [&str; 6] =
        ["Project", "Recommendation", "Fit", "Lead", "Confidence", "Cost a month"];

    /// Whether a column holds numbers.
    pub(super) fn is_number(column: usize) -> bool {
        [2, 3, 5].contains(&column)
    }

    /// What stands in the columns.
    pub(super) fn cells(&self) -> [String; 6] {
        [
            self.project.clone(),
            self.words.clone(),
            self.fit(),
            self.lead(),
            self.confidence.to_owned(),
            self.cost(),
        ]
    }

    /// The row of a report on the profile that was read from `source`.
    pub fn new(source: &str, report: &Report) -> Self {
        let best = report
            .options
            .iter()
            .find(|option| option.rank == Some(1))
            .filter(|_| report.verdict != "unanswered");
        let next = report.options.iter().filter(|option| option.rank.is_some_and(|rank| rank > 1));
        let lead = best.and_then(|best| next.map(|next| best.score - next.score).min());
        let recommended = best.filter(|_| report.recommendation.is_some());
        let level: Vec<&str> = report
            .options
            .iter()
            .filter(|it| it.rank == Some(1))
            .map(|option| option.short.as_str())
            .collect();
        Self {
            source: source.to_owned(),
            project: report.project.clone().unwrap_or_else(|| stem(source).to_owned()),
            verdict: report.verdict,
            recommendation: report.recommendation.clone(),
            fit: best.map(|option| option.fit),
            lead: lead.filter(|_| recommended.is_some()),
            confidence: report.confidence,
            monthly_cost_usd: recommended.and_then(|option| option.monthly_cost_usd),
            words: match (recommended, report.verdict) {
                (Some(option), _) => option.short.clone(),
                (None, "tie") => format!("tie: {}", level.join(", ")),
                (None, "none-fits") => "nothing fits".to_owned(),
                (None, _) => "nothing answered".to_owned(),
            },
        }
    }

    fn fit(&self) -> String {
        self.fit.map_or_else(|| "-".to_owned(), number::whole)
    }

    fn lead(&self) -> String {
        self.lead.map_or_else(|| "-".to_owned(), number::signed)
    }

    fn cost(&self) -> String {
        self.monthly_cost_usd.map_or_else(|| "-".to_owned(), |cost| cost.expected.short())
    }
}

/// The name of a file without its folder and ending.
fn stem(source: &str) -> &str {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The table for a terminal.
pub fn table(rows: &[Row], layout: Layout) -> String {
    let mut table = layout.table();
    table.set_header(Row::HEADER);
    for row in rows {
        table.add_row(row.cells());
    }
    super::table::align_right(
        &mut table,
        (0..Row::HEADER.len()).filter(|column| Row::is_number(*column)),
    );
    format!("{}\n{}", super::table::lines(&table), layout.wrap(&summary(rows), 0))
}

/// The table for a pull request.
pub fn markdown(rows: &[Row]) -> String {
    let mut text =
        format!("| {} |\n| :--- | :--- | ---: | ---: | :--- | ---: |\n", Row::HEADER.join(" | "));
    for row in rows {
        text.push_str(&format!(
            "| {} |\n",
            row.cells().map(|cell| markdown::escape(&cell)).join(" | ")
        ));
    }
    format!("{text}\n{}\n", markdown::escape(&summary(rows)))
}

/// The rows for a spreadsheet.
pub fn csv(rows: &[Row]) -> String {
    let mut text = String::new();
    let header = ["source", "project", "verdict", "recommendation", "fit", "lead", "confidence"];
    let money = ["monthly_cost_usd.low", "monthly_cost_usd.expected", "monthly_cost_usd.high"];
    csv::row(&mut text, header.into_iter().chain(money));
    for row in rows {
        let cost = |part: fn(&MonthlyCost) -> Money| {
            row.monthly_cost_usd.as_ref().map(|cost| part(cost).plain()).unwrap_or_default()
        };
        csv::row(
            &mut text,
            [
                row.source.clone(),
                row.project.clone(),
                row.verdict.to_owned(),
                row.recommendation.clone().unwrap_or_default(),
                row.fit.map(|fit| fit.to_string()).unwrap_or_default(),
                row.lead.map(|lead| lead.to_string()).unwrap_or_default(),
                row.confidence.to_owned(),
                cost(|cost| cost.low),
                cost(|cost| cost.expected),
                cost(|cost| cost.high),
            ],
        );
    }
    text
}

/// How many projects go where, the most first.
pub(super) fn summary(rows: &[Row]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let words = if row.recommendation.is_some() {
            row.words.as_str()
        } else {
            "without a recommendation"
        };
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => counts.push((words, 1)),
        }
    }
    counts.sort_by_key(|(words, count)| (std::cmp::Reverse(*count), *words));
    let counts: Vec<String> =
        counts.iter().map(|(words, count)| format!("{count} {words}")).collect();
    let profiles = number::count(rows.len() as i64, "profile");
    if counts.is_empty() {
        format!("{profiles}.")
    } else {
        format!("{profiles}: {}.", counts.join(", "))
    }
}
