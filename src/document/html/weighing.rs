//! What each dimension adds to each option, as bars to both sides of nothing; and, for the script,
//! what it takes to weigh anew.

use std::fmt::Write;

use super::{markup::escape, standings::class, svg};
use crate::{
    document::{Weighed, Weighing},
    problem::text::{idle, printable},
    quantity::signed,
};

/// The stretch of points that bars are drawn over.
struct Span {
    least: i64,
    most: i64,
}

impl Span {
    fn new(weighing: &Weighing) -> Self {
        let adds = weighing.options.iter().flat_map(|option| option.adds.iter().copied());
        let numbers = adds.chain(weighing.options.iter().map(Weighed::score));
        let (least, most) =
            numbers.fold((0, 0), |(least, most), number| (number.min(least), number.max(most)));
        Self { least, most: most.max(least + 1) }
    }

    /// Returns where a number lies.
    fn place(&self, number: i64) -> String {
        svg::percent(number - self.least, self.most - self.least)
    }

    /// Returns a number with its bar.
    fn bar(&self, number: i64) -> String {
        let class = match number {
            1.. => "for",
            0 => "none",
            _ => "against",
        };
        let (from, zero) = (self.place(number.min(0)), self.place(0));
        let width = svg::percent(number.abs(), self.most - self.least);
        format!(
            "<td class=\"adds {class}\"><span>{}</span><svg aria-hidden=\"true\"><rect x=\"{from}\" \
             width=\"{width}\" height=\"100%\"/><line x1=\"{zero}\" x2=\"{zero}\" \
             y2=\"100%\"/></svg></td>",
            signed(number)
        )
    }
}

/// Returns the table of bars, what to see in it, and the model.
pub(super) fn draw(weighing: &Weighing) -> String {
    let span = Span::new(weighing);
    let mut html = "<table class=\"weighing\">\n<thead><tr><td></td>".to_owned();
    for option in &weighing.options {
        let class = class(option.leads, option.ruled_out);
        let _ = write!(html, "<th scope=\"col\"{class}>{}</th>", escape(&option.name));
    }
    html.push_str("<th scope=\"col\" class=\"weight\">Weight</th></tr></thead>\n<tbody>\n");
    for (number, dimension) in weighing.dimensions.iter().enumerate() {
        let bars: String = weighing.adds(number).map(|adds| span.bar(adds)).collect();
        let hidden = if weighing.counts(number) { "" } else { " hidden" };
        let _ = writeln!(
            html,
            "<tr{hidden}><th scope=\"row\">{}</th>{bars}<td class=\"weight\">{}</td></tr>",
            escape(&dimension.name),
            dimension.weight
        );
    }
    let scores: String = weighing.options.iter().map(|option| span.bar(option.score())).collect();
    let _ = writeln!(
        html,
        "</tbody>\n<tfoot><tr class=\"sum\"><th scope=\"row\">Score</th>{scores}<td \
         class=\"weight\"></td></tr></tfoot></table>\n<p class=\"about\">{}</p>",
        escape(&weighing.about)
    );
    // Nothing in it may end the element, or look like something else than it is.
    let model = weighing.model.to_string().replace('<', "\\u003c");
    let _ = writeln!(
        html,
        "<script type=\"application/json\" class=\"model\">{}</script>",
        idle(&printable(&model))
    );
    html
}
