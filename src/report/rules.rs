//! The rules as they apply: what each does, where it comes from, and what packs changed in it, with
//! their reasons.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Keyed, RuleBaseReport, cited, effect,
    ids::{ASource, AnOption},
    list, number, option_ids, pack_name, remedy,
};
use crate::{
    document::{Detail, Document, Table, Text, ToDocument, ident, quiet, text, tone},
    rulebase::{Dimension, DimensionId, Grade, HostingOption, OptionId, Override, Rule, RuleBase},
};

/// The schema that it follows.
const SCHEMA: &str = "whereto/rules-list/1";

/// Which rules to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those of one dimension.
    pub dimension: Option<DimensionId>,
    /// Those that speak of one option.
    pub option: Option<OptionId>,
}

/// The rules of a rule base.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RulesReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The rule base and its packs, in the order in which they apply.
    pub rule_base: RuleBaseReport,
    /// The options.
    pub options: Vec<OptionReport>,
    /// The dimensions, with what they weigh.
    pub dimensions: Vec<DimensionReport>,
    /// The rules, in the order of the dimensions.
    pub rules: Vec<RuleReport>,
    /// Everything that packs changed, of whatever kind (in the listed rules and dimensions, when
    /// some are chosen), in the order in which it applies.
    pub overrides: Vec<OverrideReport>,
}

/// An option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionReport {
    /// The id of the option, such as `aws-lambda`.
    pub id: String,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// A short form of the name, for narrow columns.
    #[serde(skip)]
    pub short: String,
    /// The pack that brought it; null for the base's own.
    pub pack: Option<String>,
}

/// A dimension.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DimensionReport {
    /// The id of the dimension, such as `latency`.
    pub id: String,
    /// The name of the dimension, such as Latency.
    pub name: String,
    /// What it weighs unless a profile says otherwise.
    pub weight: u8,
    /// The pack that brought it; null for the base's own.
    pub pack: Option<String>,
}

/// A rule as it applies.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleReport {
    /// The id of the rule, such as `traffic/always-busy`.
    pub id: String,
    /// Names the dimension that it belongs to.
    pub dimension: String,
    /// When it fires, in words.
    pub when: String,
    /// What it gives, by option.
    pub points: Keyed<i8>,
    /// The options that it rules out.
    pub excludes: Vec<String>,
    /// What would lift that.
    pub remedy: Option<String>,
    /// Why it counts, a sentence that people read.
    pub because: String,
    /// What kind of evidence it rests on.
    pub grade: Grade,
    /// What is cited.
    pub cites: Vec<String>,
    /// The pack that brought it; null for the base's own.
    pub pack: Option<String>,
    /// What packs changed in it.
    pub overridden: Vec<OverrideReport>,
    /// What packs have it say of their own options.
    pub extended: Vec<ExtensionReport>,
}

/// What a pack changed.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OverrideReport {
    /// The pack.
    pub pack: String,
    /// `rule`, `question`, `dimension`, `price` …
    pub kind: &'static str,
    /// The id of what it changed.
    pub id: String,
    /// The keys that it changed; empty when it took the thing out.
    pub keys: Vec<String>,
    /// Whether it took the thing out.
    pub removed: bool,
    /// Why the pack changes it, a sentence.
    pub reason: String,
}

/// What a pack has a rule say of its own options.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ExtensionReport {
    /// The pack.
    pub pack: String,
    /// The options.
    #[schemars(with = "Vec<AnOption>")]
    pub options: Vec<String>,
    /// Why; null where the rule's own reason stands.
    pub because: Option<String>,
    /// What is cited for it; empty where the rule's own sources stand.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

/// Lists rules.
pub fn rules(base: &RuleBase, filter: Filter) -> RulesReport {
    let speaks = |rule: &Rule| {
        filter.option.is_none_or(|option| rule.points(option) != 0 || rule.excludes(option))
    };
    let ids = (0..base.dimensions.len()).map(|index| DimensionId(index as u8));
    let ids: Vec<DimensionId> =
        ids.filter(|id| filter.dimension.is_none_or(|only| *id == only)).collect();
    let of = |id: &DimensionId| {
        let id = *id;
        base.rules.iter().filter(move |rule| rule.dimension == id)
    };
    let rules: Vec<&Rule> = ids.iter().flat_map(of).filter(|rule| speaks(rule)).collect();
    let everything = filter.dimension.is_none() && filter.option.is_none();
    let listed = |it: &&Override| match it.kind {
        _ if everything => true,
        "rule" => rules.iter().any(|rule| rule.id == it.id),
        "dimension" => ids.iter().any(|id| base.dimension(*id).id == it.id),
        _ => false,
    };
    let option = |option: &HostingOption| OptionReport {
        id: option.id.clone(),
        name: option.name.clone(),
        short: option.short.clone(),
        pack: origin(base, "option", &option.id),
    };
    let dimension = |dimension: &Dimension| DimensionReport {
        id: dimension.id.clone(),
        name: dimension.name.clone(),
        weight: dimension.weight,
        pack: origin(base, "dimension", &dimension.id),
    };
    RulesReport {
        schema: SCHEMA,
        rule_base: RuleBaseReport::new(base),
        options: base.options.iter().map(option).collect(),
        rules: rules.iter().map(|rule| rule_report(base, rule)).collect(),
        dimensions: ids.iter().map(|id| dimension(base.dimension(*id))).collect(),
        overrides: base.overrides.iter().filter(listed).map(|it| overriding(base, it)).collect(),
    }
}

impl OverrideReport {
    /// Returns "our-rules changes `points`. Our reason."
    fn words(&self) -> String {
        if self.removed {
            return format!("{} takes it out. {}", self.pack, self.reason);
        }
        let keys = self.keys.iter().map(|key| format!("`{key}`"));
        format!("{} changes {}. {}", self.pack, list(keys), self.reason)
    }
}

/// Returns the pack that brought something.
fn origin(base: &RuleBase, kind: &'static str, id: &str) -> Option<String> {
    base.origin(kind, id).map(|pack| pack.name.clone())
}

fn rule_report(base: &RuleBase, rule: &Rule) -> RuleReport {
    let (points, excludes) = effect(base, rule);
    let extended = rule.extensions.iter().map(|extension| ExtensionReport {
        pack: pack_name(base, extension.pack),
        options: option_ids(base, &extension.options),
        because: extension.because.clone(),
        cites: cited(base, &extension.cites),
    });
    RuleReport {
        id: rule.id.clone(),
        dimension: base.dimension(rule.dimension).id.clone(),
        when: rule.when.describe(&base.fields),
        points,
        excludes,
        remedy: remedy(rule),
        because: rule.because.clone(),
        grade: rule.grade,
        cites: cited(base, &rule.cites),
        pack: origin(base, "rule", &rule.id),
        overridden: base.overrides_of("rule", &rule.id).map(|it| overriding(base, it)).collect(),
        extended: extended.collect(),
    }
}

fn overriding(base: &RuleBase, it: &Override) -> OverrideReport {
    OverrideReport {
        pack: pack_name(base, it.pack),
        kind: it.kind,
        id: it.id.clone(),
        keys: it.keys.clone(),
        removed: it.removes(),
        reason: it.reason.clone(),
    }
}

impl ToDocument for RulesReport {
    fn document(&self, detail: Detail) -> Document {
        let base = &self.rule_base;
        let title = format!("Rule base {} {}", base.name, base.version);
        let mut document = Document::titled(detail, title);
        document.say(self.packs());
        let of = |kind: &'static str, id: &str| {
            let id = id.to_owned();
            self.overrides.iter().filter(move |change| change.kind == kind && change.id == id)
        };
        for dimension in &self.dimensions {
            let DimensionReport { id, name, weight, pack } = dimension;
            let rules: Vec<&RuleReport> =
                self.rules.iter().filter(|rule| rule.dimension == *id).collect();
            let changes: Vec<String> = of("dimension", id).map(OverrideReport::words).collect();
            if rules.is_empty() && changes.is_empty() {
                continue;
            }
            let from = pack.as_ref().map(|pack| format!(", from the pack {pack}"));
            document.heading(2, format!("{name} (weight {weight}{})", from.unwrap_or_default()));
            document.list(changes);
            document.push(self.table(&rules, detail));
        }
        let is_listed = |id: &String| self.rules.iter().any(|rule| rule.id == *id);
        let others = self.overrides.iter().filter(|change| {
            change.kind != "dimension" && !(change.kind == "rule" && is_listed(&change.id))
        });
        let others = others.map(|it| text![it.kind, " ", ident(&it.id), ": ", it.words()]);
        document.items("What packs change besides", others);
        let excluding = self.rules.iter().filter(|rule| !rule.excludes.is_empty()).count();
        let excluding = match excluding {
            0 => "none of which rules anything out".to_owned(),
            1 => "one of which rules something out".to_owned(),
            several => format!("of which {several} rule something out"),
        };
        let count = number::count(self.rules.len() as i64, "rule");
        document.foot(format!("{count}, {excluding}."));
        document
    }
}

impl RulesReport {
    /// Says which packs there are, and what goes before what.
    fn packs(&self) -> Option<String> {
        let packs = self.rule_base.packs.iter();
        let (word, order) = match packs.len() {
            0 => return None,
            1 => ("pack", ""),
            _ => ("packs", ", which apply in this order"),
        };
        let packs = list(packs.map(|pack| format!("{} {}", pack.name, pack.version)));
        Some(format!(
            "With the {word} {packs}{order}. What a pack adds stands beside what is there. What it \
             changes it names, with a reason, and what it says then counts."
        ))
    }

    /// Returns points on the left, a column for each option, and the rule on the right.
    fn table(&self, rules: &[&RuleReport], detail: Detail) -> Table {
        let names = self.options.iter().map(|option| &option.short);
        let mut table = Table::new().numbers(names).texts(["Rule"]);
        for rule in rules {
            let cell = |option: &OptionReport| match rule.points.get(&option.id) {
                Some(points) => tone((*points).into(), number::signed((*points).into())),
                None if rule.excludes.contains(&option.id) => tone(-1, "out"),
                None => Text::from("."),
            };
            let from = rule.pack.as_ref().map(|pack| format!(", from {pack}"));
            let grade = format!(" ({}{})", rule.grade, from.unwrap_or_default());
            let mut lines = vec![text![ident(&rule.id), quiet(grade)]];
            if detail.is_full() {
                lines.push(format!("when {}: {}", rule.when, rule.because).into());
            }
            lines.extend(rule.overridden.iter().map(|change| change.words().into()));
            lines.extend(rule.extended.iter().map(|extension| {
                let added = self.options.iter().filter(|it| extension.options.contains(&it.id));
                let added = list(added.map(|option| &option.short));
                let because = extension.because.as_deref().unwrap_or("for the rule's own reason.");
                Text::from(format!("{} adds {added}: {because}", extension.pack))
            }));
            let cells = self.options.iter().map(|option| vec![cell(option)]);
            table.lines(cells.chain([lines]));
        }
        table
    }
}
