//! The settings that are in force, and where each comes from.

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{Detail, Document, Table, Text, ToDocument, ident, quiet, text};

/// The settings that stand in for arguments which are not given.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SettingsReport {
    /// Those that are set.
    pub settings: Vec<Row>,
    /// Those that are not.
    pub unset: Vec<Unset>,
}

/// A setting that is set.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Row {
    /// The name of the setting, such as `gates.strict`.
    pub setting: String,
    /// Its values.
    pub values: Vec<String>,
    /// The variable of the environment, or the file and line, that sets it; or the command line.
    pub from: String,
}

/// A setting that is not set.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Unset {
    /// The name of the setting, such as `gates.strict`.
    pub setting: String,
    /// The variable of the environment that could set it.
    pub variable: String,
    /// What it means.
    pub about: &'static str,
}

impl SettingsReport {
    /// Creates the report from what is set and from all settings that there are, each with its
    /// variable and its meaning.
    pub fn new(
        settings: Vec<Row>,
        all: impl Iterator<Item = (String, String, &'static str)>,
    ) -> Self {
        let is_set = |name: &str| settings.iter().any(|row| row.setting == name);
        let unset = all.filter(|(_, name, _)| !is_set(name));
        let unset = unset.map(|(variable, setting, about)| Unset { setting, variable, about });
        Self { unset: unset.collect(), settings }
    }
}

impl ToDocument for SettingsReport {
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::titled(detail, "Settings");
        if self.settings.is_empty() {
            document.say(
                "Nothing is set. Settings go into .whereto/config.yaml; the profile is whereto.yaml, \
                 or the only file such as shop.whereto.yaml. Both are looked for in this folder and \
                 above, up to the top of the repository.",
            );
        }
        let mut table = Table::new().texts(["Setting", "Value", "From"]);
        for Row { setting, values, from } in &self.settings {
            let cells: [Text; 3] = [ident(setting), values.join(", ").into(), from.into()];
            table.row(cells);
        }
        document.push(table);
        let unset = self.unset.iter().map(|unset| {
            text![ident(&unset.setting), quiet(format!(" ({})", unset.variable)), ": ", unset.about]
        });
        document.items("Not set", unset);
        document.foot("What the command line says counts before all of these.");
        document
    }
}
