//! Reads what stands where, and which findings are silenced.

use super::{Loader, section, yaml_text};
use crate::{
    reader::{Mapping, Reader},
    rulebase::Silence,
    yaml::{Content, Node},
};

/// The lists whose items have ids, and the kind of thing that each holds.
const LISTS: [(&str, &str); 7] = [
    ("dimensions", "dimension"),
    ("questions", "question"),
    ("contradictions", "contradiction"),
    ("options", "option"),
    ("claims", "source"),
    ("facts", "source"),
    ("rules", "rule"),
];

impl Loader {
    /// Notes places of conditions and choices, and reads `silence` wherever it stands.
    pub(super) fn register(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        if let Some(node) =
            file.get("dimension").filter(|node| matches!(node.content, Content::Mapping(_)))
        {
            self.note(node, "dimension", reader);
        }
        for (key, kind) in LISTS {
            for node in section(file, key, reader) {
                self.note(node, kind, reader);
                let mapping = reader.unchecked(node);
                match kind {
                    "question" => self.note_choices(mapping, reader),
                    "option" => list(mapping, "products")
                        .iter()
                        .for_each(|node| self.note(node, "product", reader)),
                    _ => {}
                }
            }
        }
    }

    fn note(&mut self, node: &Node, kind: &'static str, reader: &mut Reader) {
        let mapping = reader.unchecked(node);
        let Some(id) = mapping.get("id").and_then(yaml_text) else { return };
        if let Some(when) = mapping.get("when") {
            self.register.conditions.insert((kind, id.to_owned()), reader.place(when.span));
        }
        let Some(node) = mapping.get("silence") else { return };
        for entry in reader.entries(node, "`silence`").unwrap_or_default() {
            let what = format!("the reason to silence `{}`", entry.key);
            let Some(reason) = reader.text(&entry.value, &what) else { continue };
            self.register.silences.push(Silence {
                kind,
                id: id.to_owned(),
                check: entry.key.to_string(),
                reason: reason.to_owned(),
                place: reader.place(entry.key_span),
            });
        }
    }

    fn note_choices(&mut self, question: Mapping<'_>, reader: &mut Reader) {
        let Some(id) = question.get("id").and_then(yaml_text) else { return };
        for node in list(question, "choices") {
            if let Some(choice) =
                reader.unchecked(node).get("id").filter(|it| yaml_text(it).is_some())
            {
                let key = (id.to_owned(), yaml_text(choice).unwrap_or_default().to_owned());
                self.register.choices.insert(key, reader.place(choice.span));
            }
        }
    }
}

fn list<'n>(mapping: Mapping<'n>, key: &str) -> &'n [Node] {
    match mapping.get(key).map(|node| &node.content) {
        Some(Content::Sequence(nodes)) => nodes,
        _ => &[],
    }
}
