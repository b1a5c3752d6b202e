//! Scales of questions, each with where a project stands and where something turns.

use super::{
    markup::{escape, inline},
    svg,
};
use crate::document::{Axis, Mark, Scale};

/// The height of the line on which marks stand.
const LINE: u8 = 22;
/// The share of the width that the name of a mark may take.
const ROOM: f64 = 0.3;

/// Returns a list of changes, the scale of a number below its words.
pub(super) fn draw(scales: &[Scale], scope: usize) -> String {
    let item = |scale: &Scale| {
        let axis = scale.axis.as_ref().map(axis).unwrap_or_default();
        format!("<li>{}{axis}</li>\n", inline(&scale.words, scope))
    };
    let items: String = scales.iter().map(item).collect();
    format!("<ul class=\"scales\">\n{items}</ul>\n")
}

fn axis(axis: &Axis) -> String {
    let [from, to] = &axis.ends;
    let (here, turn) = (&axis.here, &axis.turn);
    // The ends are named where there is room.
    let least = Mark { at: 0.0, name: from.clone() };
    let most = Mark { at: 1.0, name: to.clone() };
    let mut below = label(turn, "", LINE + 21);
    if turn.at > ROOM {
        below += &label(&least, "", LINE + 21);
    }
    if turn.at < 1.0 - ROOM {
        below += &label(&most, "", LINE + 21);
    }
    let [start, end] = axis.turned.map(svg::share);
    let [here_at, turn_at] = [here.at, turn.at].map(svg::share);
    format!(
        "<figure class=\"scale\"><svg role=\"img\" height=\"46\"><title>The scale of {of}</title>\
         <desc>From {from} to {to}; now {now}; it turns at {then}.</desc><line class=\"line\" \
         x2=\"100%\" y1=\"{LINE}\" y2=\"{LINE}\"/><line class=\"turned\" x1=\"{start}\" \
         x2=\"{end}\" y1=\"{LINE}\" y2=\"{LINE}\"/><circle class=\"turn\" cx=\"{turn_at}\" \
         cy=\"{LINE}\" r=\"5\"/><circle class=\"here\" cx=\"{here_at}\" cy=\"{LINE}\" \
         r=\"6\"/>{above}{below}</svg></figure>",
        of = escape(&axis.of),
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
