//! The formats of files, by their names.

mod dockerfile;
mod hcl;
mod jsonc;
mod lines;
mod manifest;
mod toml;
mod tree;
mod xml;

use std::sync::Arc;

use super::fact::Facts;
use crate::source::Source;

/// Reads the documents of a file, those of packages with what these need.
///
/// # Errors
/// Why it cannot be read, in a few words.
pub(super) fn read(path: &str, source: &Arc<Source>) -> Result<Vec<Facts>, String> {
    let name = name(path);
    let mut documents = match Format::new(name) {
        Some(Format::Tree) => tree::read(source)?,
        Some(Format::JsonWithComments) => {
            tree::read(&Source::new(source.name(), jsonc::json(source.text())))?
        }
        Some(Format::Toml) => vec![toml::read(source.text())?],
        Some(Format::Hcl) => vec![hcl::read(source.text())?],
        Some(Format::Xml) => vec![xml::read(source.text())?],
        Some(Format::Dockerfile) => vec![dockerfile::read(source.text())?],
        Some(Format::Properties) => vec![lines::properties(source.text())],
        Some(Format::Pairs) => vec![lines::pairs(source.text())],
        None => vec![Facts::default()],
    };
    for facts in &mut documents {
        manifest::dependencies(path, source.text(), facts);
    }
    Ok(documents)
}

/// Tells whether a file says what its package needs, so that it is read whatever traces want.
pub(super) fn is_manifest(path: &str) -> bool {
    manifest::Registry::new(path).is_some()
}

/// Tells whether a file sets variables of Terraform in its folder without being named anywhere.
pub(super) fn is_of_variables(path: &str) -> bool {
    let name = name(path);
    let name = name.strip_suffix(".json").unwrap_or(name);
    name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
}

/// Returns the last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How the keys and values of a file are written.
enum Format {
    /// YAML or JSON.
    Tree,
    JsonWithComments,
    Toml,
    Hcl,
    Xml,
    Dockerfile,
    /// `a.b = c`
    Properties,
    /// `name: value`
    Pairs,
}

impl Format {
    fn new(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "yaml" | "yml" | "json" | "template" => return Some(Self::Tree),
            "jsonc" => return Some(Self::JsonWithComments),
            "toml" => return Some(Self::Toml),
            "tf" | "tfvars" | "tofu" | "hcl" | "nomad" => return Some(Self::Hcl),
            "xml" | "csproj" | "fsproj" => return Some(Self::Xml),
            "properties" => return Some(Self::Properties),
            _ => {}
        }
        let is_dockerfile = ["dockerfile", "containerfile"].iter().any(|word| {
            lower == *word || ending == *word || lower.starts_with(&format!("{word}."))
        });
        match lower.as_str() {
            _ if is_dockerfile => Some(Self::Dockerfile),
            "pipfile" => Some(Self::Toml),
            ".firebaserc" => Some(Self::Tree),
            "procfile" => Some(Self::Pairs),
            _ => None,
        }
    }
}
