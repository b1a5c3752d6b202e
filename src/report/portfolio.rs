//! Many profiles on a page: one row for each, with what a portfolio review asks for.

use schemars::JsonSchema;
use serde::Serialize;

use super::{MonthlyCost, Report, VerdictWord, csv, ids::AnOption, made::in_short, number};
use crate::{
    analysis::confidence::Confidence,
    document::{Detail, Document, Table, Text, ToDocument, link, quiet},
    problem::json::ProblemsReport,
};

/// Profiles, each with what came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Portfolio(pub Vec<Row>);

/// An item of a list in JSON.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "each is written as soon as it is made")]
pub enum Item {
    /// A profile.
    Row(Row),
    /// What is wrong with those that could not be read; the last item.
    Problems(ProblemsReport),
}

/// One profile.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Row {
    /// Where the profile was read from.
    pub source: String,
    /// The project's name, or what its source is called.
    pub project: String,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// The id of the option on which the project should stay; null where it should not.
    #[schemars(with = "Option<AnOption>")]
    pub stays_on: Option<String>,
    /// The fit of the option to stay on, or else of the recommended one, from 0 to 100; of a tie, the
    /// fit that is shared.
    pub fit: Option<f64>,
    /// By how many points it leads the next option, or is behind the best one; null where there is
    /// none.
    pub lead: Option<i64>,
    /// How far the recommendation can be relied on; `none` without one.
    pub confidence: Confidence,
    /// What that option costs in a month.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// The verdict as it is shown: the option's short name, or why there is none.
    #[serde(skip)]
    pub words: String,
    /// When it was assessed, and by which versions.
    #[serde(skip)]
    pub made: String,
    /// Where on the page its own report is, where it is on it.
    #[serde(skip)]
    pub link: Option<String>,
}

impl Row {
    /// Creates the row of a report on the profile that was read from `source`.
    pub fn new(source: &str, report: &Report) -> Self {
        let best = report.options.iter().find(|option| option.rank == Some(1));
        let best = best.filter(|_| report.verdict != VerdictWord::Unanswered);
        let next = report.options.iter().filter(|option| option.rank.is_some_and(|rank| rank > 1));
        let lead = best.and_then(|best| next.map(|next| best.score - next.score).min());
        let recommended = best.filter(|_| report.recommendation.is_some());
        let stays = report.stays_elsewhere();
        let place = stays.or(recommended);
        Self {
            source: source.to_owned(),
            project: report.project.clone().unwrap_or_else(|| stem(source).to_owned()),
            verdict: report.verdict,
            recommendation: report.recommendation.clone(),
            stays_on: report.stays_on.clone(),
            fit: place.or(best).map(|option| option.fit),
            lead: match stays.zip(best) {
                Some((stays, best)) => Some(stays.score - best.score),
                None => lead.filter(|_| recommended.is_some()),
            },
            confidence: report.confidence,
            monthly_cost_usd: place.and_then(|option| option.monthly_cost_usd),
            words: match (recommended, report.verdict) {
                _ if let Some(stays) = stays => format!("stay: {}", stays.short),
                (Some(option), _) => option.short.clone(),
                (None, VerdictWord::Tie) => {
                    let level = report.options.iter().filter(|option| option.rank == Some(1));
                    let level: Vec<&str> = level.map(|option| option.short.as_str()).collect();
                    format!("tie: {}", level.join(", "))
                }
                (None, VerdictWord::NoneFits) => "nothing fits".to_owned(),
                (None, _) => "nothing answered".to_owned(),
            },
            made: in_short(
                report.date.as_deref(),
                report.tool_version,
                &report.rule_base.in_short(),
            ),
            link: None,
        }
    }

    /// Lets the project's name lead to its own report.
    #[must_use]
    pub fn leading_to(self, link: impl Into<String>) -> Self {
        Self { link: Some(link.into()), ..self }
    }
}

/// Returns the name of a file without its folder and ending.
fn stem(source: &str) -> &str {
    let name = source.rsplit(['/', '\\']).next().unwrap_or(source);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Returns a table with a row for each profile, or for each part of a system.
pub(super) fn table_of(of: &str, rows: impl IntoIterator<Item = Row>) -> Table {
    let levels = Confidence::LEVELS.iter().rev().map(|level| level.name());
    let mut table = Table::new()
        .texts([of, "Recommendation"])
        .numbers(["Fit", "Lead"])
        .ordered("Confidence", levels.collect())
        .numbers(["Monthly cost"])
        .sortable();
    for row in rows {
        let none = || "-".to_owned();
        let project = link(row.project, row.link.as_ref());
        let cells = [
            row.words,
            row.fit.map_or_else(none, number::whole),
            row.lead.map_or_else(none, |lead| lead.to_string()),
            row.confidence.name().to_owned(),
            row.monthly_cost_usd.map_or_else(none, |cost| cost.short()),
        ];
        table.row([project].into_iter().chain(cells.map(Text::from)));
    }
    table
}

impl ToDocument for Portfolio {
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::titled(detail, "Recommendations");
        document.push(table_of("Project", self.0.iter().cloned()));
        document.foot(self.summary());
        let made = self.0.first().map(|row| quiet(&row.made));
        made.into_iter().for_each(|made| document.foot(made));
        document
    }
}

impl Portfolio {
    /// Returns the names of the columns in a spreadsheet.
    pub fn csv_header() -> String {
        let mut text = String::new();
        let columns = "source project verdict recommendation fit lead confidence".split(' ');
        let money = csv::ENDS.map(|end| format!("monthly_cost_usd.{end}"));
        let last = ["stays_on".to_owned()];
        csv::row(&mut text, columns.map(str::to_owned).chain(money).chain(last));
        text
    }

    /// Returns the rows for a spreadsheet.
    pub fn csv_rows(&self) -> String {
        let mut text = String::new();
        for row in &self.0 {
            let cells = [
                row.source.clone(),
                row.project.clone(),
                row.verdict.to_string(),
                row.recommendation.clone().unwrap_or_default(),
                row.fit.map(|fit| fit.to_string()).unwrap_or_default(),
                row.lead.map(|lead| lead.to_string()).unwrap_or_default(),
                row.confidence.to_string(),
            ];
            let cost = row.monthly_cost_usd.as_ref().map(csv::ends).unwrap_or_default();
            let last = [row.stays_on.clone().unwrap_or_default()];
            csv::row(&mut text, cells.into_iter().chain(cost).chain(last));
        }
        text
    }

    /// Returns how many projects go where, the most first.
    fn summary(&self) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for row in &self.0 {
            let place = row.stays_on.as_ref().or(row.recommendation.as_ref());
            let option = place.map(|_| row.words.as_str());
            let words = option.unwrap_or("without a recommendation");
            match counts.iter_mut().find(|(known, _)| *known == words) {
                Some((_, count)) => *count += 1,
                None => counts.push((words, 1)),
            }
        }
        counts.sort_by_key(|(words, count)| (std::cmp::Reverse(*count), *words));
        let counts: Vec<String> =
            counts.iter().map(|(words, count)| format!("{count} {words}")).collect();
        let profiles = number::count(self.0.len() as i64, "profile");
        if counts.is_empty() {
            format!("{profiles}.")
        } else {
            format!("{profiles}: {}.", counts.join(", "))
        }
    }
}
