//! What a pack is: what it brings, and what it changes.

use schemars::JsonSchema;
use serde::Serialize;

use super::{about::Builder, table::Page};
use crate::rulebase::PackId;

/// A pack that the rule base is extended with.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PackThing {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub about: String,
    /// The day on which its facts were last reviewed.
    pub reviewed: String,
    /// A SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// The packs that it builds on.
    pub requires: Vec<String>,
    /// What it brings, by kind.
    pub brings: Vec<Kinds>,
    /// The rules of others in which it says something of its own options.
    pub extends: Vec<String>,
    /// What it changes.
    pub overrides: Vec<ChangeRef>,
}

/// Things of one kind.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Kinds {
    /// The kind.
    pub kind: &'static str,
    /// Their ids.
    pub ids: Vec<String>,
}

/// What a pack changes in one thing.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ChangeRef {
    /// The kind of thing.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Which of its keys; empty where it is taken out.
    pub keys: Vec<String>,
    /// Why.
    pub reason: String,
}

impl Builder<'_> {
    pub(super) fn pack_thing(&self, id: PackId) -> PackThing {
        let pack = &self.base.packs[id.index()];
        let mut brings: Vec<Kinds> = Vec::new();
        for (kind, own) in self.base.brought_by(id) {
            match brings.last_mut() {
                Some(last) if last.kind == kind => last.ids.push(own.to_owned()),
                _ => brings.push(Kinds { kind, ids: vec![own.to_owned()] }),
            }
        }
        let extended =
            self.base.rules.iter().filter(|rule| rule.extensions.iter().any(|it| it.pack == id));
        let overrides = self.base.overrides.iter().filter(|it| it.pack == id).map(|it| ChangeRef {
            kind: it.kind,
            id: it.id.clone(),
            keys: it.keys.clone(),
            reason: it.reason.clone(),
        });
        PackThing {
            id: pack.name.clone(),
            version: pack.version.clone(),
            about: pack.about.clone(),
            reviewed: pack.reviewed.to_string(),
            digest: pack.digest.clone(),
            requires: pack
                .requires
                .iter()
                .map(|it| self.base.packs[it.index()].name.clone())
                .collect(),
            brings,
            extends: extended.map(|rule| rule.id.clone()).collect(),
            overrides: overrides.collect(),
        }
    }
}

impl Page<'_> {
    pub(super) fn pack(&mut self, it: &PackThing) {
        self.title("is a pack", &it.id, &format!(", version {}", it.version));
        self.wrap(&it.about, 0, 0);
        self.line("Reviewed", &it.reviewed);
        self.line("Digest", &it.digest);
        if !it.requires.is_empty() {
            self.line("Requires", &it.requires.join(", "));
        }
        if !it.brings.is_empty() {
            self.section("It brings");
        }
        for kinds in &it.brings {
            let noun = if kinds.ids.len() == 1 {
                kinds.kind.to_owned()
            } else {
                format!("{}s", kinds.kind)
            };
            self.wrap(&format!("{noun}: {}", kinds.ids.join(", ")), 1, 5);
        }
        if !it.extends.is_empty() {
            self.section("Its options speak in");
            self.wrap(&it.extends.join(", "), 1, 1);
        }
        if !it.overrides.is_empty() {
            self.section("It changes");
        }
        for change in &it.overrides {
            let keys = if change.keys.is_empty() {
                "taken out".to_owned()
            } else {
                change.keys.join(", ")
            };
            self.wrap(&format!("{} {} ({keys}): {}", change.kind, change.id, change.reason), 1, 5);
        }
    }
}
