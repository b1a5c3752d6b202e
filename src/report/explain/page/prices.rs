//! What is told of the things of the price book.

use super::{ALWAYS, Page};
use crate::{
    document::{Item, Text, ident, text},
    report::{
        codes,
        explain::things::{
            AmountThing, AssumptionThing, CaseRef, CatalogThing, FactorThing, PriceThing,
            StackThing,
        },
    },
};

impl Page<'_> {
    pub(super) fn price(&mut self, it: &PriceThing) {
        self.start(&it.named, "is a price", &it.name);
        let people = "it is people's time, which a budget for hosting does not cover";
        self.document.fields([
            ("Price", (&it.price).into()),
            ("Free", it.free.as_ref().into()),
            ("Amount", (&it.amount).into()),
            ("People", it.people.then_some(people).into()),
            ("Note", it.note.as_ref().into()),
        ]);
        if !it.sources.is_empty() {
            let urls = it.urls.iter().map(|url| ident(url).leading_to(url));
            self.document.fields([
                ("As of", (&it.as_of).into()),
                ("Source", it.sources.join("; ").into()),
                ("Address", Text::join(urls, ", ")),
                ("Confidence", it.confidence.name().into()),
            ]);
        }
        self.stacks("It is a part of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    pub(super) fn amount(&mut self, it: &AmountThing) {
        self.start(&it.named, "is an amount that the price book works out", &it.about);
        self.document.fields([("Unit", (&it.unit).into())]);
        self.cases("How it is worked out", &it.cases);
        self.ids("Prices that depend on it", &it.prices);
    }

    pub(super) fn factor(&mut self, it: &FactorThing) {
        self.start(&it.named, "is what prices are multiplied by", &it.because);
        self.cases("Times what", &it.cases);
        self.ids("Prices that depend on it", &it.prices);
        self.sources("What says so", &it.cites);
    }

    /// Lists cases of which the first counts that applies.
    fn cases(&mut self, title: &str, cases: &[CaseRef]) {
        let cases = cases.iter().map(|case| match case.when.as_str() {
            ALWAYS => text![ident(&case.is)],
            when => text![ident(&case.is), format!(", if {when}")],
        });
        self.document.items(title, cases);
    }

    pub(super) fn stack(&mut self, it: &StackThing) {
        let option = self.name(&it.option);
        let what = format!("is a stack: what an estimate takes {option} to be made of");
        self.start(&it.named, what, &it.name);
        let when = Some(&it.when).filter(|when| *when != ALWAYS);
        let suits = Some(&it.suits).filter(|suits| *suits != ALWAYS);
        self.document.fields([
            ("Can do it", when.into()),
            ("Suits", suits.into()),
            ("Product", it.product.as_ref().into()),
            ("Note", it.note.as_ref().into()),
        ]);
        let parts = it.parts.iter().map(|part| {
            let made_of = part.first_of.iter().map(|alternative| {
                let machines = alternative.catalog.iter();
                let machines = machines.map(|catalog| text!["machines of ", ident(catalog)]);
                let made_of = machines.chain(alternative.items.iter().map(ident));
                let made_of = Text::join(made_of, ", ");
                (if made_of.is_empty() { "nothing".into() } else { made_of }, &alternative.when)
            });
            match made_of.collect::<Vec<_>>().as_slice() {
                [(only, _)] => Item::from(text![&part.name, ": ", only.clone()]),
                several => Item::with(
                    format!("{}: the first of these that applies", part.name),
                    several.iter().map(|(made_of, when)| match when.as_str() {
                        ALWAYS => text!["else ", made_of.clone()],
                        when => text![made_of.clone(), format!(", if {when}")],
                    }),
                ),
            }
        });
        self.document.items("Its parts", parts);
    }

    pub(super) fn catalog(&mut self, it: &CatalogThing) {
        self.start(&it.named, "is a catalog of machines", &it.name);
        let machines = it.machines.iter().map(|machine| {
            let cites = (!machine.cites.is_empty()).then(|| text!["; ", codes(&machine.cites)]);
            text![&machine.id, ": ", &machine.words, " (", &machine.as_of, cites, ")"]
        });
        self.document.items("Its machines", machines);
        self.stacks("It is a part of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    pub(super) fn assumption(&mut self, it: &AssumptionThing) {
        self.start(&it.named, "is an assumption", &it.about);
        let assumed = it.assumed.as_deref().unwrap_or("nothing: what depends on it is left out");
        let id = &it.named.id;
        let given =
            format!("`assumptions: {{{id}: …}}` in a profile, or `--set assumptions.{id}=…`");
        self.document.fields([
            ("Assumed", assumed.into()),
            ("Because", (&it.because).into()),
            ("Instead", (&it.answers).into()),
            ("Given by", given.into()),
        ]);
        self.ids("Prices that depend on it", &it.prices);
        self.stacks("What an option is made of depends on it in", &it.stacks);
    }
}
