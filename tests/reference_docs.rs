//! The reference of the rule base, which is made from it and stands in `docs`.

use std::collections::BTreeSet;

use whereto::rulebase::RuleBase;

use crate::process::{golden, whereto};

/// `SNAPSHOTS=overwrite cargo test` writes the file anew after the rule base has changed.
#[test]
fn the_reference_in_docs_is_that_of_the_rule_base() {
    golden("../docs/rules.md", whereto(&["rules", "docs"]).succeeds());
}

/// `SNAPSHOTS=overwrite cargo test` writes the file anew after a key has come or gone.
#[test]
fn the_format_in_docs_is_what_is_read() {
    golden("../docs/format.md", whereto::schema::format());
}

#[test]
fn everything_is_in_the_reference_and_every_link_leads_somewhere() {
    let base = RuleBase::shipped().unwrap();
    let text = whereto(&["rules", "docs"]).succeeds();
    let rules = base.rules.iter().map(|rule| rule.id.as_str());
    let sources = base
        .facts
        .iter()
        .map(|fact| fact.id.as_str())
        .chain(base.claims.iter().map(|it| it.id.as_str()));
    let questions =
        base.questions.iter().map(|question| base.fields.get(question.field).id.as_str());
    for id in rules.chain(sources).chain(questions) {
        assert!(text.contains(&format!("</a>`{id}`")), "{id} has no place of its own");
    }
    let after = |mark: &str, end: char| -> Vec<String> {
        text.split(mark).skip(1).map(|rest| rest.split(end).next().unwrap().to_owned()).collect()
    };
    let anchors = after("<a id=\"", '"');
    let unique: BTreeSet<&String> = anchors.iter().collect();
    assert_eq!(anchors.len(), unique.len(), "two places have one name");
    let headings = ["options", "questions", "rules", "sources", "facts"];
    for link in after("](#", ')') {
        assert!(
            unique.contains(&link) || headings.contains(&link.as_str()),
            "#{link} leads nowhere"
        );
    }
}

#[test]
fn the_small_rule_base_has_a_reference() {
    golden("golden/reference.md", whereto(&["--rules", "tests/small", "rules", "docs"]).succeeds());
}
