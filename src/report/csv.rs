//! Comma-separated values (RFC 4180), for spreadsheets.

use super::{
    MonthlyCost,
    cost::{CostReport, CurvePoint, SystemCostReport},
};
use crate::problem::text::one_line;

/// The figures of a cost, as [`ends`] gives them.
pub(super) const ENDS: [&str; 3] = ["low", "expected", "high"];

/// Returns the figures of a cost, without marks and signs.
pub(super) fn ends(cost: &MonthlyCost) -> [String; 3] {
    [cost.low, cost.expected, cost.high].map(|amount| amount.plain())
}

/// The columns of an estimate, line by line. The last two are the region that was priced and the
/// part of a system.
const COLUMNS: &str =
    "option part item quantity unit free billable amount_usd as_of mark region component";

/// Returns the estimate line by line.
pub fn lines(report: &CostReport) -> String {
    let mut text = String::new();
    row(&mut text, COLUMNS.split(' '));
    lines_of(report, "", &mut text);
    text
}

/// Returns the estimates of all parts line by line, and then what all parts cost together: on each
/// option, and as recommended.
pub fn lines_of_system(report: &SystemCostReport) -> String {
    let mut text = String::new();
    row(&mut text, COLUMNS.split(' '));
    for component in &report.components {
        lines_of(&component.report, &component.name, &mut text);
    }
    let singles = report.system.singles.iter();
    let singles = singles.map(|single| (single.option.as_str(), &single.in_one_account));
    for (option, cost) in singles.chain([("recommended", &report.system.recommended)]) {
        let cost = cost.as_ref().map(|cost| &cost.monthly_usd);
        totals((option, "all parts", cost), ["", ""], &mut text);
    }
    text
}

fn lines_of(report: &CostReport, component: &str, text: &mut String) {
    let region = report.region.as_ref().map_or("", |region| region.name.as_str());
    for option in &report.options {
        for line in &option.lines {
            let cells = [
                &option.id,
                &line.part,
                &line.item,
                &line.quantity.to_string(),
                &line.unit,
                &line.free.to_string(),
                &line.billable.to_string(),
                &line.amount_usd.plain(),
                &line.as_of,
                line.mark.unwrap_or_default(),
                region,
                component,
            ];
            row(text, cells);
        }
        let of_all = (option.id.as_str(), "total", option.monthly_usd.as_ref());
        totals(of_all, [region, component], text);
    }
}

/// Adds a row for each figure of a cost of an option.
fn totals(
    (option, part, cost): (&str, &str, Option<&MonthlyCost>),
    [region, component]: [&str; 2],
    text: &mut String,
) {
    for (name, amount) in cost.iter().flat_map(|cost| ENDS.iter().zip(ends(cost))) {
        row(text, [option, part, name, "", "", "", "", &amount, "", "", region, component]);
    }
}

/// Returns what options cost over traffic: a row for each number of requests, three columns for
/// each option.
pub fn curve(points: &[CurvePoint]) -> String {
    let mut text = String::new();
    let options = points.first().map(|point| point.monthly_usd.0.as_slice()).unwrap_or_default();
    let columns = options.iter().flat_map(|(id, _)| ENDS.map(|end| format!("{id}.{end}")));
    row(&mut text, ["requests_per_month".to_owned()].into_iter().chain(columns));
    for point in points {
        let costs = point.monthly_usd.0.iter().flat_map(|(_, cost)| ends(cost));
        row(&mut text, [point.requests_per_month.to_string()].into_iter().chain(costs));
    }
    text
}

/// Adds one row. A text that a spreadsheet would take for a formula has an apostrophe before it, as
/// spreadsheets themselves write it; and each row is one line.
pub(super) fn row<T: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = T>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let cell = one_line(cell.as_ref());
        let unseen = |sign: char| sign.is_whitespace() || "\u{200b}\u{2060}\u{feff}".contains(sign);
        let seen = cell.trim_start_matches(unseen);
        let acts = seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        let is_number = cell.parse::<f64>().is_ok();
        let cell = if acts && !is_number && cell != "-" { format!("'{cell}").into() } else { cell };
        // Half of the world's spreadsheets part cells at semicolons.
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_would_break_a_row_is_quoted() {
        let mut text = String::new();
        super::row(&mut text, ["plain", "a, b", "say \"so\"", ""]);
        assert_eq!(text, "plain,\"a, b\",\"say \"\"so\"\"\",\r\n");
    }

    #[test]
    fn nothing_is_a_formula_or_a_line_of_its_own() {
        let mut text = String::new();
        super::row(
            &mut text,
            ["=1+1", " +x", "@a", "-2+3", "\t=a", "-1.5", "+1e3", "a\n::error::b", ";=1"],
        );
        assert_eq!(text, "'=1+1,' +x,'@a,'-2+3,␉=a,-1.5,+1e3,a␊::error::b,\";=1\"\r\n");
    }
}
