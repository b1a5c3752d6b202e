//! YAML and JSON. What says itself what kind of thing it is, is found below that kind: a manifest
//! of Kubernetes as `Deployment web spec …`, a resource of CloudFormation as
//! `Resources AWS::Lambda::Function Api Properties …`.

use std::sync::Arc;

use crate::{
    scan::fact::{Facts, start},
    source::Source,
    yaml::{self, Node},
};

pub(super) fn read(source: &Arc<Source>) -> Result<Vec<Facts>, String> {
    let is_json = yaml::json::is_json(source.text());
    let documents = if is_json {
        yaml::json::read(source).map(|(root, _)| vec![root])
    } else {
        yaml::documents(source)
    };
    let documents = documents.map_err(|problems| {
        if source.text().contains("{{") {
            return "a template, which only the program that fills it in can read".to_owned();
        }
        let place = problems.first().and_then(|problem| problem.place());
        let line = place.map(|place| format!(" (line {})", place.line_and_column().0));
        format!("{problems}{}", line.unwrap_or_default())
    })?;
    Ok(documents.iter().map(|root| document(root, source)).collect())
}

fn document(root: &Node, source: &Arc<Source>) -> Facts {
    let mut facts = Facts::default();
    let kind = root.get("apiVersion").and(root.get("kind")).and_then(Node::text);
    let is_cloud_formation = root.get("AWSTemplateFormatVersion").is_some()
        || root.get("Transform").is_some()
        || root.get("Resources").is_some_and(has_types);
    match kind {
        Some(kind) => {
            let name = root.get("metadata").and_then(|metadata| metadata.get("name"));
            let name = name.and_then(Node::text).unwrap_or_default();
            let at = root.get("kind").map_or(0, |kind| start(kind.span, source));
            facts.within(kind, at, |facts| {
                facts.within(name, at, |facts| facts.tree(root, source));
            });
        }
        None if is_cloud_formation => {
            for entry in root.entries() {
                let at = start(entry.key_span, source);
                match entry.key.as_ref() {
                    "Resources" => {
                        facts.within("Resources", at, |facts| {
                            resources(facts, &entry.value, source)
                        });
                    }
                    key => facts.value(key, at, &entry.value, source),
                }
            }
        }
        None => facts.tree(root, source),
    }
    facts
}

/// Tells whether the things of a mapping say their types as CloudFormation has them.
fn has_types(resources: &Node) -> bool {
    let types = resources.entries().iter().filter_map(|entry| entry.value.get("Type")?.text());
    types.take(1).any(|name| name.contains("::"))
}

fn resources(facts: &mut Facts, resources: &Node, source: &Arc<Source>) {
    for entry in resources.entries() {
        let Some(kind) = entry.value.get("Type").and_then(Node::text) else { continue };
        let at = start(entry.key_span, source);
        facts.within(kind, at, |facts| facts.value(&entry.key, at, &entry.value, source));
    }
}
