//! The schema of rule files, those of packs included.

use serde_json::{Value as Json, json};

use super::{
    DIALECT, filled_id, refer,
    shapes::{Shapes, there},
};
use crate::rulebase::{Grade, RuleBase, Status, raw::RawFile};

/// Returns the schema of rule files: the known ids of a rule base, and any others of the right
/// form, which a pack may bring. What takes looking things up (whether an id exists, is given
/// twice, or carries what a rule claims) is for the program to say.
pub fn rules(base: &RuleBase) -> Json {
    let mut shapes = Shapes::new(base).open();
    let mut schema = json!({
        "$schema": DIALECT,
        "title": "whereto rule file",
        "description": format!(
            "A file of a rule base or of a pack, for the rule base {} {}.",
            base.name, base.version
        ),
    });
    if let (Some(schema), Json::Object(file)) =
        (schema.as_object_mut(), shapes.shape(&RawFile::SHAPE))
    {
        schema.extend(file);
    }
    schema["not"] = json!({"allOf": [there("pack"), there("rule_base")]});
    // Rules of a file without a dimension of its own say theirs.
    schema["if"] = json!({"not": there("dimension")});
    schema["then"] = json!({"properties": {"rules": {"items": there("dimension")}}});
    let mut defs = shapes.definitions();
    // What only the evidence of a thing tells.
    let holds = json!({"properties": {"status": {"const": Status::Holds}}, "required": ["status"]});
    if let Some(claim) = defs.get_mut("Claim") {
        claim["if"] = holds;
        claim["then"] = json!({"not": there("today")});
        claim["else"] = there("today");
    }
    if let Some(rule) = defs.get_mut("Rule") {
        let grades = json!({"grade": {"enum": [Grade::Limit, Grade::Policy]}});
        rule["if"] = there("excludes");
        rule["then"] = json!({"properties": grades});
    }
    // Only rules that are written out may say `{option}` where an id is asked for.
    let each: Vec<(String, Json)> =
        FILLED.iter().filter_map(|name| Some((filled(name), fill(defs.get(*name)?)))).collect();
    defs.extend(each);
    defs.insert(filled("id"), filled_id());
    schema["properties"]["rules"]["items"] = json!({
        "if": there(FOR_EACH),
        "then": refer(&filled("Rule")),
        "else": refer("Rule"),
    });
    schema["$defs"] = defs.into();
    schema
}

/// What rules are made of and has ids in it.
const FILLED: [&str; 4] = ["Rule", "condition", "any-test", "option"];

/// The key of rules that are written out.
const FOR_EACH: &str = "for_each";

fn filled(name: &str) -> String {
    format!("{name}-for-each")
}

/// Makes of a schema the same with `{option}` in all ids.
fn fill(schema: &Json) -> Json {
    let inner = |(key, schema): (&String, &Json)| {
        let name = schema.as_str().and_then(|it| it.strip_prefix("#/$defs/"));
        let name = name.filter(|name| *name == "id" || FILLED.contains(name));
        match name {
            Some(name) if key == "$ref" => (key.clone(), refer(&filled(name))["$ref"].take()),
            _ => (key.clone(), fill(schema)),
        }
    };
    match schema {
        Json::Object(map) => Json::Object(map.iter().map(inner).collect()),
        Json::Array(list) => list.iter().map(fill).collect(),
        other => other.clone(),
    }
}
