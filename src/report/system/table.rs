//! A system for a terminal.

use super::{SINGLE_HEADER, SystemReport, row, single_row, total};
use crate::report::table::{self, Layout, align_right, lines};

/// What follows for the whole, and a row for each part; the parts' own reports when all is to be
/// shown.
pub fn render(report: &SystemReport, layout: Layout) -> String {
    let decided = matches!(report.system.conclusion, "one-platform" | "mix");
    let paint = if decided { Layout::good } else { Layout::bad };
    let mut text = paint(layout, &report.headline) + "\n";
    for sentence in &report.system.because {
        text.push_str(&layout.wrap_hanging(sentence, 1, 3));
    }
    let mut parts = layout.table();
    parts.set_header(["Part", "Recommendation", "Fit", "Lead", "Confidence", "Cost a month"]);
    parts.add_rows(report.components.iter().map(row));
    align_right(&mut parts, [2, 3, 5].into_iter());
    text.push_str(&format!("\n{}\n{}", layout.heading("Part by part"), lines(&parts)));
    text.extend(total(report).map(|total| layout.wrap(&total, 1)));
    let mut singles = layout.table();
    singles.set_header(SINGLE_HEADER);
    singles.add_rows(report.system.singles.iter().map(single_row));
    align_right(&mut singles, [1, 3].into_iter());
    text.push_str(&format!("\n{}\n{}", layout.heading("One platform for all"), lines(&singles)));
    if layout.full {
        for component in &report.components {
            text.push_str(&format!("\n\n{}", table::render(&component.report, layout)));
        }
        return text;
    }
    text.push('\n');
    text.push_str(
        &layout.wrap("--component NAME prints a part's whole report, -v all of them.", 0),
    );
    text
}
