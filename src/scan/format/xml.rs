//! XML: elements and attributes are keys.

use roxmltree::{Document, Node};

use crate::scan::fact::Facts;

pub(super) fn read(text: &str) -> Result<Facts, String> {
    let document = Document::parse(text).map_err(|error| format!("this is not XML: {error}"))?;
    let mut facts = Facts::default();
    element(&mut facts, document.root_element());
    Ok(facts)
}

fn element(facts: &mut Facts, node: Node<'_, '_>) {
    let (name, at) = (node.tag_name().name(), node.range().start);
    let text = node.text().map(str::trim).filter(|text| !text.is_empty());
    let children = || node.children().filter(Node::is_element);
    if children().next().is_none() && node.attributes().len() == 0 {
        return facts.add(name, text, at);
    }
    facts.within(name, at, |facts| {
        for attribute in node.attributes() {
            facts.add(attribute.name(), Some(attribute.value()), attribute.range().start);
        }
        children().for_each(|child| element(facts, child));
    });
}
