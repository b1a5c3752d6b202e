//! Reading options and their products.

use super::{Loader, section, unknown, yaml_text};
use crate::{
    condition::Condition,
    reader::{Mapping, Reader},
    rulebase::{HostingOption, OptionId, Product, Role, evidence::read_word},
    yaml::{Node, Span},
};

impl Loader {
    /// Options are named before they are read, since their products' conditions come with
    /// citations.
    pub(super) fn option_names(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        const KEYS: [&str; 8] =
            ["id", "name", "short", "kind", "about", "cites", "products", "silence"];
        for node in section(file, "options", reader) {
            let Some(mapping) = reader.mapping(node, "an option", &KEYS) else { continue };
            let id = reader
                .require(mapping, "id", "an option")
                .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
            let mut text = |key: &str| reader.required_text(mapping, key, "an option");
            let (name, kind, about) = (text("name"), text("kind"), text("about"));
            let short = reader.optional_text(mapping, "short");
            let Some((id, span)) = id else { continue };
            let free = self.claim_id("option", id, span, reader);
            let (Some(name), Some(kind), Some(about), true) = (name, kind, about, free) else {
                continue;
            };
            let (cites, products) = (Vec::new(), Vec::new());
            let short = short.unwrap_or_else(|| name.clone());
            self.options.push(HostingOption {
                id: id.to_owned(),
                name,
                short,
                kind,
                about,
                cites,
                products,
            });
        }
    }

    pub(super) fn options(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "options", reader) {
            let mapping = reader.unchecked(node);
            let Some(id) = mapping.get("id").and_then(yaml_text) else { continue };
            let Some(index) = self.options.iter().position(|option| option.id == id) else {
                continue;
            };
            let cites = self.cites(mapping.get("cites"), reader);
            let nodes = reader
                .require(mapping, "products", "an option")
                .and_then(|node| reader.sequence(node, "`products`"))
                .unwrap_or_default();
            let products = nodes.iter().filter_map(|node| self.product(node, reader)).collect();
            let option = &mut self.options[index];
            (option.cites, option.products) = (cites, products);
        }
    }

    fn product(&mut self, node: &Node, reader: &mut Reader) -> Option<Product> {
        let mapping = reader.mapping(
            node,
            "a product",
            &["id", "name", "role", "when", "because", "cites", "silence"],
        )?;
        let id = reader
            .require(mapping, "id", "a product")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let mut text = |key: &str| reader.required_text(mapping, key, "a product");
        let (name, because) = (text("name"), text("because"));
        let role = reader
            .require(mapping, "role", "a product")
            .and_then(|node| read_word(node, "`role`", &Role::WORDS, reader));
        let when = match mapping.get("when") {
            Some(node) => Condition::read(node, &self.fields, reader),
            None => Some(Condition::All(Vec::new())),
        };
        let cites = self.cites(mapping.get("cites"), reader);
        let (id, span) = id?;
        self.claim_id("product", id, span, reader).then_some(())?;
        Some(Product {
            id: id.to_owned(),
            name: name?,
            role: role?,
            when: when?,
            because: because?,
            cites,
        })
    }

    pub(super) fn option_id(&self, id: &str) -> Option<OptionId> {
        let found = self.options.iter().position(|option| option.id == id);
        found.and_then(|index| u8::try_from(index).ok()).map(OptionId)
    }

    pub(super) fn find_option(
        &self,
        id: &str,
        span: Span,
        reader: &mut Reader,
    ) -> Option<OptionId> {
        let found = self.option_id(id);
        if found.is_none() {
            let ids: Vec<&str> = self.options.iter().map(|option| option.id.as_str()).collect();
            unknown("option", id, span, &ids, reader);
        }
        found
    }
}
