//! Two systems side by side: their parts by name, and what is advised for all of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Comparison, Subject, bases::table_of, compare};
use crate::{
    document::{Detail, Document, ToDocument, quiet, tone},
    report::{
        ids::AnOption,
        list,
        system::{ConclusionWord, SystemReport},
    },
};

/// The schema that comparisons of systems follow.
pub const SCHEMA: &str = "whereto/compare-systems/1";

/// A system that is compared.
type System<'a> = Subject<'a, SystemReport>;

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
    /// The same in a word.
    pub conclusion: ConclusionWord,
    /// The ids of the platforms that are advised.
    #[schemars(with = "Vec<AnOption>")]
    pub platforms: Vec<String>,
}

/// One part on both sides.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PartComparison {
    /// The name of the part, such as `storefront`.
    pub name: String,
    /// What differs.
    pub comparison: Comparison,
}

/// Compares.
pub fn systems(a: &System<'_>, b: &System<'_>) -> SystemsComparison {
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
    let [profiles_a, profiles_b] = [a, b].map(profiles);
    let both = (0..b.report.components.len()).filter_map(|own| {
        let name = &b.report.components.get(own)?.name;
        let other = part(a, name)?;
        let names = [a, b].map(|system| format!("{}: {name}", system.name));
        let [first, second] =
            [(a, &profiles_a, other, &names[0]), (b, &profiles_b, own, &names[1])].map(
                |(system, profiles, part, name)| {
                    let report = &system.report.components.get(part)?.report;
                    Some(Subject { name, base: system.base, profile: profiles.get(part)?, report })
                },
            );
        Some(PartComparison { name: name.clone(), comparison: compare(&first?, &second?) })
    });
    let components: Vec<PartComparison> = both.collect();
    let (only_a, only_b) = (only(a, b), only(b, a));
    let (a, b) = (SystemSide::new(a), SystemSide::new(b));
    let flips = a.platforms != b.platforms || components.iter().any(|part| part.comparison.flips);
    let same = !flips && only_a.is_empty() && only_b.is_empty();
    let differs = components.iter().any(|part| part.comparison.differs);
    let headline = match (flips, same && !differs) {
        (true, _) => "Recommendation changes",
        (false, false) => "Recommendation stays",
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
    fn new(system: &System<'_>) -> Self {
        Self {
            name: system.name.to_owned(),
            project: system.report.project.clone(),
            headline: system.report.headline.clone(),
            conclusion: system.report.system.conclusion,
            platforms: system.report.system.platforms.clone(),
        }
    }
}

impl ToDocument for SystemsComparison {
    fn document(&self, detail: Detail) -> Document {
        let title = tone(if self.flips { -1 } else { 1 }, &self.headline);
        let mut document = Document::titled(detail, title);
        let (a, b) = (&self.a, &self.b);
        document.say(if a.headline == b.headline {
            format!("{} and {}: {}.", a.name, b.name, a.headline)
        } else {
            format!("First {}: {}. Then {}: {}.", a.name, a.headline, b.name, b.headline)
        });
        let parts = self.components.iter().map(|part| (part.name.clone(), &part.comparison));
        document.push(table_of("Part", parts));
        for (side, parts) in [("first", &self.only_a), ("second", &self.only_b)] {
            if !parts.is_empty() {
                document.say(format!("Only the {side} has {}.", list(parts)));
            }
        }
        // Of the parts in which something differs, those that flip are told in any case.
        let differ = self.components.iter().filter(|part| part.comparison.differs);
        let (told, left): (Vec<_>, Vec<_>) =
            differ.partition(|part| part.comparison.flips || detail.is_full());
        for part in told {
            document.fold(&part.name, part.comparison.document(detail));
        }
        if !left.is_empty() {
            document.foot(quiet("`-v` tells what differs in each part."));
        }
        document
    }
}
