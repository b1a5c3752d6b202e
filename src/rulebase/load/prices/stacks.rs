//! What options are made of, and what there is no price for.

use super::{Loader, list, own_id, positive, prices, text};
use crate::{
    problem::Code,
    reader::{Mapping, Reader},
    rulebase::{
        OptionId,
        prices::{Alternative, Functions, ItemId, Part, Quantity, Size, Sizes, Stack, Unpriced},
    },
    yaml::Node,
};

impl Loader {
    /// What options are made of, and what there is no price for; after everything else.
    pub(in crate::rulebase::load) fn stacks(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "stacks", reader) {
            self.stack(node, reader);
        }
        for node in list(prices, "unpriced", reader) {
            self.unpriced(node, reader);
        }
    }

    pub(super) fn stack(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping = reader.mapping(
            node,
            "a stack",
            &["id", "option", "name", "when", "functions", "parts", "note"],
        )?;
        let (id, span) = own_id(mapping, "a stack", reader)?;
        let what = format!("the stack `{id}`");
        let option = self.option_of(mapping, &what, reader);
        let name = text(mapping, "name", &what, reader);
        let note = reader.optional_text(mapping, "note");
        let when = self.fixed_condition(mapping.get("when"), reader);
        let functions = match mapping.get("functions") {
            Some(node) => Some(self.functions(node, reader)?),
            None => None,
        };
        let nodes = reader
            .require(mapping, "parts", &what)
            .and_then(|node| reader.sequence(node, "`parts`"))?;
        let parts: Vec<Option<Part>> =
            nodes.iter().map(|node| self.part(node, functions.is_some(), &what, reader)).collect();
        let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
        if !self.claim_id("stack", id, span, reader) {
            return None;
        }
        self.book.stacks.push(Stack {
            id: id.to_owned(),
            option: option?,
            name: name?,
            when: when?,
            functions,
            parts,
            note,
        });
        Some(())
    }

    pub(super) fn option_of(
        &self,
        mapping: Mapping<'_>,
        what: &str,
        reader: &mut Reader,
    ) -> Option<OptionId> {
        let node = reader.require(mapping, "option", what)?;
        let id = reader.text(node, "`option`")?;
        self.find_option(id, node.span, reader)
    }

    pub(super) fn functions(&self, node: &Node, reader: &mut Reader) -> Option<Functions> {
        let what = "`functions`";
        let mapping =
            reader.mapping(node, what, &["round_up_ms", "memory_mb", "sizes", "at_once"])?;
        let round_up_ms = positive(mapping, "round_up_ms", what, reader);
        let at_once = match mapping.get("at_once") {
            Some(node) => Some(self.number_field(node, "`at_once`", reader)?),
            None => None,
        };
        let sizes = match (mapping.get("memory_mb"), mapping.get("sizes")) {
            (Some(node), None) => {
                let steps =
                    reader.mapping(node, "`memory_mb`", &["at_least", "step", "at_most"])?;
                let least = positive(steps, "at_least", "`memory_mb`", reader);
                let step = positive(steps, "step", "`memory_mb`", reader);
                let most = positive(steps, "at_most", "`memory_mb`", reader);
                Sizes::Steps { least: least?, step: step?, most: most? }
            }
            (None, Some(node)) => {
                let mut sizes: Vec<Size> = Vec::new();
                for node in reader.sequence(node, "`sizes`")? {
                    let mapping = reader.mapping(node, "a size", &["memory_mb", "vcpu"])?;
                    let memory_mb = positive(mapping, "memory_mb", "a size", reader);
                    let vcpu = positive(mapping, "vcpu", "a size", reader);
                    let size = Size { memory_mb: memory_mb?, vcpu: vcpu? };
                    if sizes.last().is_some_and(|last| {
                        last.memory_mb >= size.memory_mb || last.vcpu > size.vcpu
                    }) {
                        reader.wrong_type(node, "`sizes`", "ever larger sizes");
                        return None;
                    }
                    sizes.push(size);
                }
                if sizes.is_empty() {
                    reader.wrong_type(node, "`sizes`", "at least one size");
                    return None;
                }
                Sizes::List(sizes)
            }
            _ => {
                let message = format!("{what} must have either `memory_mb` or `sizes`");
                reader.error(Code::MISSING, node.span.first(), message, "needs one of the two");
                return None;
            }
        };
        Some(Functions { round_up_ms: round_up_ms?, sizes, at_once })
    }

    pub(super) fn part(
        &mut self,
        node: &Node,
        functions: bool,
        what: &str,
        reader: &mut Reader,
    ) -> Option<Part> {
        let mapping = reader.mapping(node, "a part", &["name", "first_of", "items", "machines"])?;
        let name = text(mapping, "name", "a part", reader);
        let alternatives = match mapping.entry("first_of") {
            Some(entry) => {
                for key in ["items", "machines"] {
                    if let Some(entry) = mapping.entry(key) {
                        let message = format!("a part has either `first_of` or `{key}`");
                        reader.error(
                            Code::UNKNOWN_KEY,
                            entry.key_span,
                            message,
                            "not with `first_of`",
                        );
                    }
                }
                let nodes = reader.sequence(&entry.value, "`first_of`")?;
                let alternatives: Vec<Option<Alternative>> = nodes
                    .iter()
                    .map(|node| {
                        let mapping = reader.mapping(
                            node,
                            "an alternative",
                            &["when", "items", "machines"],
                        )?;
                        self.alternative(mapping, functions, what, reader)
                    })
                    .collect();
                alternatives.into_iter().collect::<Option<Vec<_>>>()
            }
            None => self.alternative(mapping, functions, what, reader).map(|only| vec![only]),
        };
        Some(Part { name: name?, alternatives: alternatives? })
    }

    pub(super) fn alternative(
        &mut self,
        mapping: Mapping<'_>,
        functions: bool,
        what: &str,
        reader: &mut Reader,
    ) -> Option<Alternative> {
        let when = self.fixed_condition(mapping.get("when"), reader);
        let items = self.items_of(mapping, "items", reader)?;
        for item in &items {
            let Some(it) = self.book.items.get(item.index()) else { continue };
            let quantities = || it.amounts.iter().map(|amount| amount.quantity);
            let span = mapping.entry("items").map_or(mapping.span(), |entry| entry.value.span);
            if quantities().any(Quantity::needs_functions) && !functions {
                let message =
                    format!("`{}` is paid for while functions run, and {what} has none", it.id);
                reader.error(Code::MISSING, span, message, "needs `functions` in the stack");
            }
            if quantities().any(|quantity| quantity == Quantity::Machines) {
                let message = format!("`{}` comes with machines", it.id);
                reader.error(Code::UNSUPPORTED, span, message, "belongs into `each` of `machines`");
            }
        }
        let fleet = match mapping.get("machines") {
            Some(node) => Some(self.fleet(node, &items, reader)?),
            None => None,
        };
        Some(Alternative { when: when?, items, fleet })
    }

    pub(super) fn items_of(
        &self,
        mapping: Mapping<'_>,
        key: &str,
        reader: &mut Reader,
    ) -> Option<Vec<ItemId>> {
        let Some(node) = mapping.get(key) else { return Some(Vec::new()) };
        let nodes = reader.sequence(node, &format!("`{key}`"))?;
        let items: Vec<Option<ItemId>> =
            nodes.iter().map(|node| self.find_item(node, reader)).collect();
        items.into_iter().collect()
    }

    pub(super) fn unpriced(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "an entry of `unpriced`";
        let mapping = reader.mapping(node, what, &["option", "when", "because"])?;
        let option = self.option_of(mapping, what, reader);
        let node = reader.require(mapping, "when", what);
        let when = self.fixed_condition(node, reader);
        let because = text(mapping, "because", what, reader);
        self.book.unpriced.push(Unpriced { option: option?, when: when?, because: because? });
        Some(())
    }
}
