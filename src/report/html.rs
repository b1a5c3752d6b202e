//! The report as one HTML file that needs nothing else: no script, no font, no request.

use askama::Template;

use super::{
    Evidence, OptionReport, RelaxationReport, Report, SourceReport, list,
    number::{signed, whole},
    portfolio::{Row, summary},
    prices,
    system::{self, SystemReport},
};

#[derive(Template)]
#[template(path = "opening.html", config = "src/report/html/askama.toml")]
struct Opening<'r> {
    title: &'r str,
}

#[derive(Template)]
#[template(path = "report.html", config = "src/report/html/askama.toml")]
struct Article<'r> {
    report: &'r Report,
}

#[derive(Template)]
#[template(path = "portfolio.html", config = "src/report/html/askama.toml")]
struct Portfolio<'r> {
    rows: &'r [Row],
    summary: String,
}

#[derive(Template)]
#[template(path = "system.html", config = "src/report/html/askama.toml")]
struct System<'r> {
    report: &'r SystemReport,
    rows: Vec<[String; 6]>,
    singles: Vec<[String; 4]>,
    total: Option<String>,
}

/// What comes before the reports of a page.
///
/// # Errors
/// When the template cannot be filled in, which no title should bring about.
pub fn opening(title: &str) -> Result<String, askama::Error> {
    Opening { title }.render()
}

/// One report, between [`opening`] and [`CLOSING`].
///
/// # Errors
/// When the template cannot be filled in, which no report should bring about.
pub fn article(report: &Report) -> Result<String, askama::Error> {
    Article { report }.render()
}

/// The report on a system with those of its parts, between [`opening`] and [`CLOSING`].
///
/// # Errors
/// When the template cannot be filled in, which no report should bring about.
pub fn system(report: &SystemReport) -> Result<String, askama::Error> {
    let together = System {
        report,
        rows: report.components.iter().map(system::row).collect(),
        singles: report.system.singles.iter().map(system::single_row).collect(),
        total: system::total(report),
    };
    let parts = report.components.iter().map(|component| article(&component.report));
    Ok(together.render()? + &parts.collect::<Result<String, _>>()?)
}

/// What comes after the reports of a page.
pub const CLOSING: &str = "</body>\n</html>\n";

/// A page with a row for each profile.
///
/// # Errors
/// When the template cannot be filled in, which no row should bring about.
pub fn portfolio(rows: &[Row]) -> Result<String, askama::Error> {
    let table = Portfolio { rows, summary: summary(rows) }.render()?;
    Ok(opening("Recommendations")? + &table + CLOSING)
}

/// The names of options, in a sentence.
fn names(report: &Report, options: &[String]) -> String {
    list(&options.iter().map(|id| report.option_name(id)).collect::<Vec<_>>())
}

fn given_up(relaxation: &RelaxationReport) -> String {
    let answers: Vec<String> = relaxation
        .give_up
        .iter()
        .map(|it| format!("{}: {}", it.field, super::table::plain(&it.answer)))
        .collect();
    list(&answers.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What a rule adds to each option.
fn contributions(report: &Report, rule: &[Evidence]) -> Vec<i64> {
    let of = |option: &OptionReport| {
        rule.iter().find(|it| it.option == option.id).map_or(0, Evidence::contribution)
    };
    report.options.iter().map(of).collect()
}

/// The class that colours a number.
fn sign(number: i64) -> &'static str {
    match number {
        1.. => "for",
        0 => "",
        _ => "against",
    }
}

/// An address that is safe to follow.
fn link(source: &SourceReport) -> Option<&str> {
    source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}
