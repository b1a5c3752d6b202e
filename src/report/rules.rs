//! The rules as they apply: what each does, where it comes from, and what packs changed in it, with
//! their reasons.

mod table;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::table::table;
use super::{
    Keyed, RuleBaseReport,
    described::{ASource, AnOption},
    list,
};
use crate::rulebase::{Citation, DimensionId, Effect, OptionId, Override, PackId, Rule, RuleBase};

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
    /// Its id.
    pub id: String,
    /// Its name.
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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it weighs unless a profile says otherwise.
    pub weight: u8,
    /// The pack that brought it; null for the base's own.
    pub pack: Option<String>,
}

/// A rule as it applies.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleReport {
    /// Its id.
    pub id: String,
    /// Its dimension.
    pub dimension: String,
    /// When it fires, in words.
    pub when: String,
    /// What it gives, by option.
    pub points: Keyed<i8>,
    /// The options that it rules out.
    pub excludes: Vec<String>,
    /// What would lift that.
    pub remedy: Option<String>,
    /// Why.
    pub because: String,
    /// What kind of evidence it rests on.
    pub grade: &'static str,
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
    /// Why.
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
    let lister = Lister { base };
    let speaks = |rule: &Rule| {
        filter.option.is_none_or(|option| rule.points(option) != 0 || rule.excludes(option))
    };
    let dimensions =
        base.dimensions.iter().zip(0..).map(|(dimension, index)| (dimension, DimensionId(index)));
    let dimensions: Vec<_> =
        dimensions.filter(|(_, id)| filter.dimension.is_none_or(|only| *id == only)).collect();
    let of = |id: DimensionId| base.rules.iter().filter(move |rule| rule.dimension == id);
    let rules: Vec<&Rule> =
        dimensions.iter().flat_map(|(_, id)| of(*id)).filter(|rule| speaks(rule)).collect();
    let everything = filter.dimension.is_none() && filter.option.is_none();
    let listed = |it: &&Override| match it.kind {
        _ if everything => true,
        "rule" => rules.iter().any(|rule| rule.id == it.id),
        "dimension" => dimensions.iter().any(|(dimension, _)| dimension.id == it.id),
        _ => false,
    };
    RulesReport {
        schema: SCHEMA,
        rule_base: RuleBaseReport::of(base),
        options: base
            .options
            .iter()
            .map(|option| lister.option(&option.id, &option.name, &option.short))
            .collect(),
        rules: rules.iter().map(|rule| lister.rule(rule)).collect(),
        dimensions: dimensions
            .iter()
            .map(|(dimension, _)| DimensionReport {
                id: dimension.id.clone(),
                name: dimension.name.clone(),
                weight: dimension.weight,
                pack: lister.origin("dimension", &dimension.id),
            })
            .collect(),
        overrides: base.overrides.iter().filter(listed).map(|it| lister.overriding(it)).collect(),
    }
}

impl OverrideReport {
    /// "our-rules changes `points`. Our reason."
    pub(super) fn words(&self) -> String {
        if self.removed {
            return format!("{} takes it out. {}", self.pack, self.reason);
        }
        let keys: Vec<String> = self.keys.iter().map(|key| format!("`{key}`")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        format!("{} changes {}. {}", self.pack, list(&keys), self.reason)
    }
}

struct Lister<'b> {
    base: &'b RuleBase,
}

impl Lister<'_> {
    fn origin(&self, kind: &'static str, id: &str) -> Option<String> {
        self.base.origin(kind, id).map(|pack| pack.name.clone())
    }

    fn option(&self, id: &str, name: &str, short: &str) -> OptionReport {
        let pack = self.origin("option", id);
        OptionReport { id: id.to_owned(), name: name.to_owned(), short: short.to_owned(), pack }
    }

    fn rule(&self, rule: &Rule) -> RuleReport {
        let id = |option: OptionId| self.base.option(option).id.clone();
        let cites = |cites: &[Citation]| {
            cites
                .iter()
                .map(|citation| self.base.citation_id(*citation).to_owned())
                .collect::<Vec<String>>()
        };
        let (points, excludes, remedy) = match &rule.effect {
            Effect::Points(points) => (
                points.iter().map(|(option, points)| (id(*option), *points)).collect(),
                Vec::new(),
                None,
            ),
            Effect::Excludes { options, remedy } => {
                (Vec::new(), options.iter().copied().map(id).collect(), Some(remedy.clone()))
            }
        };
        let extended = rule.extensions.iter().map(|extension| ExtensionReport {
            pack: self.pack(extension.pack),
            options: extension.options.iter().copied().map(id).collect(),
            because: extension.because.clone(),
            cites: cites(&extension.cites),
        });
        RuleReport {
            id: rule.id.clone(),
            dimension: self.base.dimension(rule.dimension).id.clone(),
            when: rule.when.describe(&self.base.fields),
            points: Keyed(points),
            excludes,
            remedy,
            because: rule.because.clone(),
            grade: rule.grade.name(),
            cites: cites(&rule.cites),
            pack: self.origin("rule", &rule.id),
            overridden: self
                .base
                .overrides_of("rule", &rule.id)
                .map(|it| self.overriding(it))
                .collect(),
            extended: extended.collect(),
        }
    }

    fn pack(&self, pack: PackId) -> String {
        self.base.packs.get(pack.index()).map(|pack| pack.name.clone()).unwrap_or_default()
    }

    fn overriding(&self, it: &Override) -> OverrideReport {
        OverrideReport {
            pack: self.pack(it.pack),
            kind: it.kind,
            id: it.id.clone(),
            keys: it.keys.clone(),
            removed: it.removes(),
            reason: it.reason.clone(),
        }
    }
}
