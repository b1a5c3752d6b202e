//! The report as one HTML file that needs nothing else: no script, no font, no request.

use askama::Template;

use super::{
    Evidence, OptionReport, RelaxationReport, Report, SourceReport, list,
    number::{signed, whole},
    prices,
};

#[derive(Template)]
#[template(path = "report.html", config = "src/report/html/askama.toml")]
struct Page<'r> {
    title: String,
    reports: &'r [Report],
}

/// A page with these reports, one after the other.
///
/// # Errors
/// When the template cannot be filled in, which no report should bring about.
pub fn render(reports: &[Report]) -> Result<String, askama::Error> {
    let title = match reports {
        [only] => only.headline.clone(),
        _ => format!("{} recommendations", reports.len()),
    };
    Page { title, reports }.render()
}

/// The names of options, in a sentence.
fn names(report: &Report, options: &[String]) -> String {
    list(&options.iter().map(|id| report.option_name(id)).collect::<Vec<_>>())
}

fn given_up(relaxation: &RelaxationReport) -> String {
    let answers: Vec<String> =
        relaxation.give_up.iter().map(|it| format!("{}: {}", it.field, super::table::plain(&it.answer))).collect();
    list(&answers.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What a rule adds to each option.
fn contributions(report: &Report, rule: &[Evidence]) -> Vec<i64> {
    let of = |option: &OptionReport| rule.iter().find(|it| it.option == option.id).map_or(0, Evidence::contribution);
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
