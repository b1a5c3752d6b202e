//! Comma-separated values (RFC 4180), for spreadsheets.

use super::{CostReport, CurvePoint};

/// Returns the estimate line by line.
pub fn lines(report: &CostReport) -> String {
    let mut text = String::new();
    row(
        &mut text,
        [
            "option",
            "part",
            "item",
            "quantity",
            "unit",
            "free",
            "billable",
            "amount_usd",
            "as_of",
            "mark",
        ],
    );
    for option in &report.options {
        for line in &option.lines {
            row(
                &mut text,
                [
                    option.id.as_str(),
                    &line.part,
                    &line.item,
                    &line.quantity.to_string(),
                    &line.unit,
                    &line.free.to_string(),
                    &line.billable.to_string(),
                    &line.amount_usd.plain(),
                    &line.as_of,
                    line.mark.unwrap_or_default(),
                ],
            );
        }
        if let Some(total) = &option.monthly_usd {
            for (name, amount) in
                [("low", total.low), ("expected", total.expected), ("high", total.high)]
            {
                row(
                    &mut text,
                    [option.id.as_str(), "total", name, "", "", "", "", &amount.plain(), "", ""],
                );
            }
        }
    }
    text
}

/// Returns what options cost over traffic: a row for each number of requests, three columns for
/// each option.
pub fn curve(points: &[CurvePoint]) -> String {
    let mut text = String::new();
    let options = points.first().map(|point| point.monthly_usd.0.as_slice()).unwrap_or_default();
    let columns = options
        .iter()
        .flat_map(|(id, _)| ["low", "expected", "high"].map(|end| format!("{id}.{end}")));
    row(&mut text, std::iter::once("requests_per_month".to_owned()).chain(columns));
    for point in points {
        let costs = point
            .monthly_usd
            .0
            .iter()
            .flat_map(|(_, it)| [it.low, it.expected, it.high].map(|it| it.plain()));
        row(&mut text, std::iter::once(point.requests_per_month.to_string()).chain(costs));
    }
    text
}

/// Adds one row.
pub(crate) fn row<T: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = T>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', '"', '\n', '\r']) {
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            text.push_str(cell);
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
}
