//! Two systems side by side: their parts by name, and what is advised for all of them.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Comparison, Subject,
    bases::{HEADER, row},
    compare, markdown, table,
};
use crate::{
    profile::Profile,
    report::{
        described::AnOption,
        list,
        markdown::escape,
        system::SystemReport,
        table::{Layout, align_right, lines},
    },
    rulebase::RuleBase,
};

/// The schema that comparisons of systems follow.
pub const SCHEMA: &str = "whereto/compare-systems/1";

/// A system, with what it was made from.
#[derive(Clone, Copy)]
pub struct System<'a> {
    /// How it is called.
    pub name: &'a str,
    /// The profile.
    pub profile: &'a Profile,
    /// What came of it.
    pub report: &'a SystemReport,
}

/// Two systems, compared.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SystemsComparison {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// What differs, in a sentence.
    pub headline: String,
    /// Whether other platforms are advised, or another one for some part.
    pub flips: bool,
    /// The first.
    pub a: SystemSide,
    /// The second.
    pub b: SystemSide,
    /// The parts that both have, in the order of the second.
    pub components: Vec<PartComparison>,
    /// The parts that only the first has.
    pub only_a: Vec<String>,
    /// The parts that only the second has.
    pub only_b: Vec<String>,
}

/// One side.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SystemSide {
    /// How it is called.
    pub name: String,
    /// The system's name, if it has one.
    pub project: Option<String>,
    /// What follows for it as a whole, in a sentence.
    pub headline: String,
    /// `one-platform`, `mix`, `open` or `undecided`.
    #[schemars(extend("enum" = ["one-platform", "mix", "open", "undecided"]))]
    pub conclusion: &'static str,
    /// The ids of the platforms that are advised.
    #[schemars(with = "Vec<AnOption>")]
    pub platforms: Vec<String>,
}

/// One part on both sides.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PartComparison {
    /// Its name.
    pub name: String,
    /// What differs.
    pub comparison: Comparison,
}

/// Compares.
pub fn systems(base: &RuleBase, a: &System<'_>, b: &System<'_>) -> SystemsComparison {
    let part = |system: &System<'_>, name: &str| {
        system.report.components.iter().position(|part| part.name == name)
    };
    let only = |system: &System<'_>, other: &System<'_>| -> Vec<String> {
        let names = system.report.components.iter().map(|part| &part.name);
        names.filter(|name| part(other, name).is_none()).cloned().collect()
    };
    let profiles = |system: &System<'_>| {
        system.profile.parts().map(|(_, profile)| profile).collect::<Vec<_>>()
    };
    let (profiles_a, profiles_b) = (profiles(a), profiles(b));
    let both = profiles_b.iter().zip(&b.report.components).filter_map(|(profile, component)| {
        let other = part(a, &component.name)?;
        let names = [a.name, b.name].map(|system| format!("{system}: {}", component.name));
        let first = Subject {
            name: &names[0],
            base,
            profile: profiles_a.get(other)?,
            report: &a.report.components.get(other)?.report,
        };
        let second = Subject { name: &names[1], base, profile, report: &component.report };
        Some(PartComparison { name: component.name.clone(), comparison: compare(&first, &second) })
    });
    let components: Vec<PartComparison> = both.collect();
    let (only_a, only_b) = (only(a, b), only(b, a));
    let (a, b) = (SystemSide::of(a), SystemSide::of(b));
    let flips = a.platforms != b.platforms || components.iter().any(|part| part.comparison.flips);
    let same = !flips && only_a.is_empty() && only_b.is_empty();
    let differs = components.iter().any(|part| part.comparison.differs);
    let headline = match (flips, same && !differs) {
        (true, _) => "The recommendation changes",
        (false, false) => "The recommendation stays",
        (false, true) => "Nothing differs",
    };
    SystemsComparison {
        schema: SCHEMA,
        headline: headline.to_owned(),
        flips,
        a,
        b,
        components,
        only_a,
        only_b,
    }
}

impl SystemSide {
    fn of(system: &System<'_>) -> Self {
        Self {
            name: system.name.to_owned(),
            project: system.report.project.clone(),
            headline: system.report.headline.clone(),
            conclusion: system.report.system.conclusion,
            platforms: system.report.system.platforms.clone(),
        }
    }
}

impl SystemsComparison {
    /// What is advised on each side.
    fn sides(&self) -> String {
        let (a, b) = (&self.a, &self.b);
        match a.headline == b.headline {
            true => format!("{} and {}: {}.", a.name, b.name, a.headline),
            false => format!("First {}: {}. Then {}: {}.", a.name, a.headline, b.name, b.headline),
        }
    }

    /// A row for each part that both have.
    fn rows(&self) -> impl Iterator<Item = [String; 4]> {
        self.components.iter().map(|part| {
            let [_, recommendation, confidence, cost] = row(&part.comparison);
            [part.name.clone(), recommendation, confidence, cost]
        })
    }

    /// Which parts only one side has.
    fn only(&self) -> Vec<String> {
        let sides = [("first", &self.only_a), ("second", &self.only_b)];
        let words = |(side, parts): &(&str, &Vec<String>)| {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            format!("Only the {side} has {}.", list(&parts))
        };
        sides.iter().filter(|(_, parts)| !parts.is_empty()).map(words).collect()
    }

    /// The parts to be told in full: those in which something differs, or only those that flip.
    fn in_full(&self, everything: bool) -> impl Iterator<Item = &PartComparison> {
        self.components
            .iter()
            .filter(move |part| part.comparison.flips || everything && part.comparison.differs)
    }
}

fn header() -> [&'static str; 4] {
    let [_, rest @ ..] = HEADER;
    ["Part", rest[0], rest[1], rest[2]]
}

/// For a terminal.
pub fn table(report: &SystemsComparison, layout: Layout) -> String {
    let paint = if report.flips { Layout::bad } else { Layout::good };
    let mut text = paint(layout, &report.headline) + "\n" + &layout.wrap(&report.sides(), 0);
    let mut table = layout.table();
    table.set_header(header());
    table.add_rows(report.rows());
    align_right(&mut table, 3..HEADER.len());
    let _ = write!(text, "\n{}", lines(&table));
    report.only().iter().for_each(|words| text.push_str(&layout.wrap(words, 1)));
    for part in report.in_full(layout.full) {
        let _ = write!(
            text,
            "\n{}\n{}",
            layout.heading(&part.name),
            table::render(&part.comparison, layout)
        );
    }
    if !layout.full
        && report.components.iter().any(|part| part.comparison.differs && !part.comparison.flips)
    {
        text.push_str(&format!("\n{}\n", "-v tells what differs in each part."));
    }
    text
}

/// For a pull request.
pub fn markdown(report: &SystemsComparison) -> String {
    let mut text = format!("## {}\n\n{}\n", escape(&report.headline), escape(&report.sides()));
    let _ = writeln!(text, "\n| {} |\n| :--- | :--- | :--- | ---: |", header().join(" | "));
    for row in report.rows() {
        let _ = writeln!(text, "| {} |", row.map(|cell| escape(&cell)).join(" | "));
    }
    for words in report.only() {
        let _ = writeln!(text, "\n{}", escape(&words));
    }
    for part in report.in_full(true) {
        let _ = write!(
            text,
            "\n<details><summary>{}</summary>\n\n{}\n</details>\n",
            escape(&part.name),
            markdown::render(&part.comparison)
        );
    }
    text
}
