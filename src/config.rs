//! Settings of a project: what commands take when nothing else is said.
//!
//! ```yaml
//! # .whereto/config.yaml
//! profile: backend.whereto.yaml
//! packs: [packs/house.yaml]
//! decisions: docs/decisions
//! weights: {cost: 5}
//! gates: {min_acceptability: 0.6, sources_newer_than: 24mo}
//! ```
//!
//! Each setting is what an argument would be, so its value is a text here; the command line knows
//! which argument it stands for, and what that takes.

use std::sync::Arc;

use crate::{
    problem::Problems,
    profile::{MOST_WEIGHT, RawWeights, first_words},
    reader::{Mapping, Reader},
    shape::{At, Form, FromNode, OneOrMany, PathText, Unread, shape},
    source::{Place, Source},
    suggest::nearest,
    yaml::{self, Entry, Node},
};

/// A setting of a file.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name; those of gates start with `gates.`, and those of weights with `weights.`.
    pub name: String,
    /// Its values, of which most settings have one.
    pub values: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

shape! {
    /// A configuration as it is written.
    pub(crate) struct RawConfig: "a configuration" {
        optional weights: Unread<'n, RawWeights> =
            "how much each dimension counts where a profile does not say so, 0 to 10",
        optional gates: RawGates<'n> = "what `check` holds decisions to",
    } besides {
        profile: PathText<'n> =
            "the profile for `advise`, `cost`, `adr`, `precedents` and `check` if none is named",
        rules: PathText<'n> = "the folder of a rule base to use instead of the built-in one",
        packs: OneOrMany<PathText<'n>> = "packs to extend the rule base with, files or folders",
        prices: PathText<'n> = "a file of prices that override those of the rule base",
        decisions: PathText<'n> =
            "the folder with your decisions: `check` checks them, and projects are compared with them",
        currency: &'n str = "the currency to show amounts in, such as EUR",
        rate: &'n str = "how much of that currency one unit of the original one buys",
    }

    /// Gates as they are written.
    pub(crate) struct RawGates: "gates" {} besides {
        strict: bool =
            "whether to fail on decisions that stand weaker or cannot be judged",
        no_open_questions: bool =
            "whether to fail if an open question can still change the recommendation",
        weaker_by: &'n str = "by how many points a lead must fall for a decision to stand weaker",
        min_acceptability: &'n str =
            "the share of weightings under which the decided option must come first, 0 to 1",
        max_monthly_cost: &'n str =
            "the most that the chosen option may be expected to cost in a month, in the prices' \
             currency",
        sources_newer_than: &'n str =
            "how old the facts behind a decision may be, such as 24mo; those without a date are \
             too old",
        exceptions: PathText<'n> = "a file with exceptions, each with a reason and an end date",
    }
}

/// Returns whether a text is meant as a configuration and not as a profile: both may stand in
/// `whereto.yaml`, and `weights` in both. Of one that cannot be read, the words count that lines start
/// with; and so that no gate is lost unseen, gates count however they are spelt, in a list or under a
/// heading too, and so do keys that are all nearly settings or gates.
pub fn is_config(source: &Arc<Source>) -> bool {
    let names = RawConfig::SHAPE.names.iter().filter(|name| **name != "weights");
    let is_name = |key: &str| {
        names.clone().any(|name| *name == key) || key.to_lowercase().starts_with("gate")
    };
    let is_near = |key: &str| {
        let all = names.clone().chain(RawGates::SHAPE.names).copied();
        key != "weights" && nearest(key, all).is_some()
    };
    match yaml::read(source) {
        Ok((root, _)) => {
            let keys = || root.entries().iter().map(|entry| entry.key.as_ref());
            let headed = root.entries().iter().filter(|entry| entry.key != "components");
            let mut inside = headed.map(|entry| &entry.value).chain(root.each());
            keys().any(is_name)
                || (keys().next().is_some() && keys().all(is_near))
                || inside.any(|node| node.get("gates").is_some())
        }
        Err(_) => first_words(source).any(is_name),
    }
}

/// Reads the settings of a configuration, in the order in which they are written.
///
/// # Errors
/// Everything that is no setting, or has no value that could be one.
pub fn read(source: &Arc<Source>) -> Result<Vec<Setting>, Problems> {
    let root = yaml::parse(source)?;
    let mut reader = Reader::new(source);
    let mut settings = Vec::new();
    if let Some(raw) = RawConfig::from_node(&root, At { owner: "", key: "" }, &mut reader) {
        collect(raw.mapping, "", &mut settings, &mut reader);
        if let Some(weights) = raw.weights {
            self::weights(weights.node, &mut settings, &mut reader);
        }
        if let Some(gates) = raw.gates {
            collect(gates.mapping, "gates.", &mut settings, &mut reader);
        }
    }
    settings.sort_by_key(|setting| setting.place.span.start);
    reader.or(settings)
}

/// Keeps the entries of a mapping that are texts, or yes or no.
fn collect(mapping: Mapping<'_>, group: &str, settings: &mut Vec<Setting>, reader: &mut Reader) {
    // A gate without a value would be lost unseen; of others, nothing is said.
    let is_said = |entry: &&Entry| !group.is_empty() || !entry.value.is_null();
    for entry in mapping.entries().iter().filter(is_said) {
        let (node, key) = (&entry.value, entry.key.as_ref());
        let at = At { owner: "a configuration", key };
        let values: Vec<String> = match key {
            "weights" | "gates" => continue,
            "packs" => OneOrMany::<PathText>::from_node(node, at, reader)
                .map(|packs| packs.0.iter().map(|path| path.0.to_owned()).collect())
                .unwrap_or_default(),
            "strict" | "no_open_questions" => {
                reader.yes_no(node, at).map(|flag| flag.to_string()).into_iter().collect()
            }
            _ => reader.text(node, at).map(str::to_owned).into_iter().collect(),
        };
        let (name, place) = (format!("{group}{key}"), reader.place(node.span));
        settings.push(Setting { name, values, place });
    }
}

/// Keeps what dimensions weigh; which of them there are shows when the rule base is known.
fn weights(node: &Node, settings: &mut Vec<Setting>, reader: &mut Reader) {
    let entries = reader.entries(node, "`weights`").unwrap_or_default();
    for entry in entries.iter().filter(|entry| !entry.value.is_null()) {
        let what = format!("the weight of `{}`", entry.key);
        let weight = reader.whole(&entry.value, what, 0..=i64::from(MOST_WEIGHT));
        settings.extend(weight.map(|weight| Setting {
            name: format!("weights.{}", entry.key),
            values: vec![weight.to_string()],
            place: reader.place(entry.key_span),
        }));
    }
}

/// Tells whether a setting is a path, or several.
pub fn is_path(name: &str) -> bool {
    let (shape, name) = match name.strip_prefix("gates.") {
        Some(gate) => (RawGates::SHAPE, gate),
        None => (RawConfig::SHAPE, name),
    };
    let form = shape.keys.iter().find(|key| key.name == name).map(|key| key.form);
    matches!(form, Some(Form::Path | Form::OneOrMany(Form::Path)))
}

/// Lists the names of all settings but those of weights, each with what it means.
pub fn names() -> impl Iterator<Item = (String, &'static str)> {
    let gates = RawGates::SHAPE.keys.iter().map(|key| (format!("gates.{}", key.name), key.about));
    let plain = RawConfig::SHAPE.keys.iter();
    let plain = plain.filter(|key| !matches!(key.form, Form::Keyed(_) | Form::Mapping(_)));
    plain.map(|key| (key.name.to_owned(), key.about)).chain(gates)
}
