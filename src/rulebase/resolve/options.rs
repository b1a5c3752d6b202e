//! Options and their products.

use super::Resolver;
use crate::rulebase::{
    HostingOption, OptionId, PackId, Product,
    raw::{
        self,
        options::{RawOption, RawProduct},
    },
};

impl<'n> Resolver<'_, 'n> {
    /// Resolves options without what needs all fields, which some estimates of options are: their
    /// products.
    pub(super) fn options(&mut self) -> Vec<HostingOption> {
        let mut options = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.options.as_ref()) {
            let products = raw.products.iter().flatten().filter_map(|product| product.id);
            products.for_each(|id| self.products.insert(id.text, ()));
            if let Some(option) = self.option(pack, raw) {
                let number = OptionId(options.len() as u8);
                self.options.insert(raw.id.map_or("", |id| id.text), number);
                options.push(option);
            }
        }
        options
    }

    fn option(&mut self, pack: Option<PackId>, raw: &RawOption<'n>) -> Option<HostingOption> {
        let cites = self.cites(raw.cites.as_deref().unwrap_or_default());
        let id = raw.id?;
        let free = self.take("option", id, pack, raw, &raw.silence);
        let name = raw.name?;
        let option = HostingOption {
            id: id.text.to_owned(),
            name: name.to_owned(),
            short: raw.short.unwrap_or(name).to_owned(),
            kind: raw.kind?.to_owned(),
            about: raw.about?.to_owned(),
            cites,
            products: Vec::new(),
        };
        free.then_some(option)
    }

    /// Adds their products to options.
    pub(super) fn products(&mut self, options: &mut [HostingOption]) {
        for (pack, raw) in raw::each(self.files, |file| file.options.as_ref()) {
            let mut products = Vec::new();
            for raw in raw.products.iter().flatten() {
                products.extend(self.product(pack, raw));
            }
            let option = raw.id.and_then(|id| self.options.get(id.text));
            if let Some(option) = option.and_then(|id| options.get_mut(id.index()))
                && option.products.is_empty()
            {
                option.products = products;
            }
        }
    }

    fn product(&mut self, pack: Option<PackId>, raw: &RawProduct<'n>) -> Option<Product> {
        let when = self.condition(raw.mapping, raw.when);
        let cites = self.cites(raw.cites.as_deref().unwrap_or_default());
        let id = raw.id?;
        self.take("product", id, pack, raw, &raw.silence).then_some(())?;
        Some(Product {
            id: id.text.to_owned(),
            name: raw.name?.to_owned(),
            role: raw.role?.0,
            when: when?,
            because: raw.because?.to_owned(),
            cites,
        })
    }
}
