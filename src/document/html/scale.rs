//! Scales of questions, each with where a project stands and where something turns.

use super::{
    markup::{escape, inline},
    svg,
};
use crate::document::{Mark, Scale};

/// The height of the line on which marks stand.
const LINE: u8 = 22;
/// The share of the width that the name of a mark may take.
const ROOM: f64 = 0.3;

/// Returns a list of scales, each below its words.
pub(super) fn draw(scales: &[Scale], scope: usize) -> String {
    let item =
        |scale: &Scale| format!("<li>{}{}</li>\n", inline(&scale.words, scope), self::scale(scale));
    let items: String = scales.iter().map(item).collect();
    format!("<ul class=\"scales\">\n{items}</ul>\n")
}

fn scale(scale: &Scale) -> String {
    let [from, to] = &scale.ends;
    let (here, turn) = (&scale.here, &scale.turn);
    let stop = |at: &f64| {
        let x = svg::share(*at);
        format!(
            "<line class=\"stop\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
            LINE - 4,
            LINE + 4
        )
    };
    let stops: String = scale.stops.iter().map(stop).collect();
    // Of choices, each end is one; the ends of a range are named where there is room.
    let is_range = scale.stops.is_empty();
    let least = Mark { at: 0.0, name: from.clone() };
    let most = Mark { at: 1.0, name: to.clone() };
    let mut below = label(turn, "", LINE + 21);
    if is_range && turn.at > ROOM {
        below += &label(&least, "", LINE + 21);
    }
    if is_range && turn.at < 1.0 - ROOM {
        below += &label(&most, "", LINE + 21);
    }
    let [start, end] = scale.turned.map(svg::share);
    let [here_at, turn_at] = [here.at, turn.at].map(svg::share);
    format!(
        "<figure class=\"scale\"><svg role=\"img\" height=\"46\"><title>The scale of {of}</title>\
         <desc>From {from} to {to}; now {now}; it turns at {then}.</desc><line class=\"line\" \
         x2=\"100%\" y1=\"{LINE}\" y2=\"{LINE}\"/>{stops}<line class=\"turned\" x1=\"{start}\" \
         x2=\"{end}\" y1=\"{LINE}\" y2=\"{LINE}\"/><circle class=\"turn\" cx=\"{turn_at}\" \
         cy=\"{LINE}\" r=\"5\"/><circle class=\"here\" cx=\"{here_at}\" cy=\"{LINE}\" \
         r=\"6\"/>{above}{below}</svg></figure>",
        of = escape(&scale.of),
        from = escape(from),
        to = escape(to),
        now = escape(&here.name),
        then = escape(&turn.name),
        above = label(here, "now ", LINE - 11),
    )
}

fn label(mark: &Mark, intro: &str, y: u8) -> String {
    format!(
        "<text x=\"{}\" y=\"{y}\" text-anchor=\"{}\">{intro}{}</text>",
        svg::share(mark.at),
        svg::anchor(mark.at),
        escape(&mark.name)
    )
}
