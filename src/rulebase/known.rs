//! What there is to refer to: the things of each kind, and finding one by its id.

use super::RuleBase;
use crate::{
    reader::Reader,
    shape::{Ref, Referent, Target},
};

impl RuleBase {
    /// Lists the things that an id can be of, each by its id and with what it is, in their order.
    /// Of fields and packs there is no list, and verdicts are not the rule base's.
    pub(crate) fn known(&self, referent: Referent) -> Vec<(&str, &str)> {
        fn list<'t, T>(
            things: &'t [T],
            id_and_words: impl Fn(&'t T) -> (&'t String, &'t String),
        ) -> Vec<(&'t str, &'t str)> {
            let pairs = things.iter().map(id_and_words);
            pairs.map(|(id, words)| (id.as_str(), words.as_str())).collect()
        }
        let dimensions = || list(&self.dimensions, |it| (&it.id, &it.about));
        let rules = || list(&self.rules, |it| (&it.id, &it.because));
        let facts = || list(&self.facts, |it| (&it.id, &it.says));
        match referent {
            Referent::Dimension => dimensions(),
            Referent::Question => {
                list(&self.questions, |it| (&self.fields.get(it.field).id, &it.prompt))
            }
            Referent::Option | Referent::Outcome => list(&self.options, |it| (&it.id, &it.about)),
            Referent::Rule => rules(),
            Referent::Source => [list(&self.claims, |it| (&it.id, &it.says)), facts()].concat(),
            Referent::Fact => facts(),
            Referent::Factor => list(&self.prices.factors, |it| (&it.id, &it.because)),
            Referent::Item => list(&self.prices.items, |it| (&it.id, &it.name)),
            Referent::Catalog => list(&self.prices.catalogs, |it| (&it.id, &it.name)),
            Referent::Product => {
                let options = self.options.iter();
                options.flat_map(|it| list(&it.products, |it| (&it.id, &it.name))).collect()
            }
            Referent::Trace => list(&self.traces.list, |it| (&it.id, &it.name)),
            Referent::Archetype => list(&self.archetypes, |it| (&it.id, &it.name)),
            Referent::Giver => [dimensions(), rules()].concat(),
            Referent::NumberField | Referent::Pack => Vec::new(),
        }
    }

    /// Finds the number of what a reference names among all that it could; reports one that names
    /// nothing.
    pub(crate) fn find<T: Target>(&self, named: &Ref<'_, T>, reader: &mut Reader) -> Option<usize> {
        let known = || self.known(T::REFERENT).into_iter().map(|(id, _)| id);
        let found = known().position(|id| id == named.text);
        reader.found(found, T::REFERENT.name(), named.text, known(), named.span)
    }
}
