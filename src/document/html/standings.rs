//! How options come out, as bars of their fit beside the figures.

use super::{
    markup::{escape, inline},
    svg,
};
use crate::document::{Level, Standing, Standings};

/// Returns the attribute of what stands for an option.
pub(super) fn class(leads: bool, ruled_out: bool) -> &'static str {
    match (leads, ruled_out) {
        (true, _) => " class=\"leads\"",
        (_, true) => " class=\"out\"",
        _ => "",
    }
}

/// Returns the table, and below it how sure it is.
pub(super) fn draw(standings: &Standings) -> String {
    let costs = standings.has_costs();
    let column = |shown: bool, head: &str| if shown { head } else { "" }.to_owned();
    let heads = column(costs, "<th scope=\"col\">Monthly cost</th>");
    let row = |option: &Standing| {
        let class = class(option.leads, option.ruled_out);
        let cost = format!("<td class=\"cost\">{}</td>", escape(&option.cost()));
        format!(
            "<tr{class} data-option=\"{}\"><th scope=\"row\">{}</th><td class=\"number \
             fit\">{}</td><td class=\"bar\">{}</td>{}</tr>\n",
            option.number,
            inline(&option.name(), 0),
            option.fit(),
            svg::bar(option.fit / 100.0),
            column(costs, &cost),
        )
    };
    let rows: String = standings.options.iter().map(row).collect();
    let sure = standings.confidence.as_ref().map(sure).unwrap_or_default();
    let [grounds, reservation] = [&standings.grounds, &standings.reservation].map(|it| escape(it));
    format!(
        "<table class=\"standings\">\n<thead><tr><th scope=\"col\">Option</th><th scope=\"col\" \
         class=\"number\">Fit</th><td></td>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n\
         <p class=\"sure\">{sure}<span class=\"grounds\">{grounds}</span> \
         <span class=\"reservation\">{reservation}</span></p>\n"
    )
}

/// Returns a level as so many of its steps filled, and in words.
fn sure(level: &Level) -> String {
    let step = |step: usize| {
        let class = if step < level.step { "step full" } else { "step" };
        let (x, height) = (step * 7, 4 + step * 4);
        let y = 4 * level.of - height;
        format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"5\" height=\"{height}\"/>")
    };
    let steps: String = (0..level.of).map(step).collect();
    let (width, height) = (level.of * 7, level.of * 4);
    format!(
        "<svg class=\"level\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" aria-hidden=\"true\">{steps}</svg><strong>Confidence: \
         {}.</strong> ",
        level.name
    )
}
