//! The price book.

mod assumptions;
mod items;
mod machines;
mod stacks;

use rust_decimal::Decimal;

use super::{Index, Resolver};
use crate::{
    condition::Condition,
    field::{Field, FieldId, Fields, Kind, Scale},
    grid::Grid,
    problem::{Code, Problem},
    reader::Mapping,
    rulebase::{
        OptionId, PriceBook, Question,
        pack::PackId,
        prices::{CatalogId, Estimates, Fleet, Header, Input, ItemId, OptionEstimates, Quantity},
        raw::prices::{RawBook, RawPrices},
    },
    shape::{PriceCondition, Ref, ToNumber, Unread},
    yaml::Span,
};

/// What the ids of assumptions start with in conditions.
const PREFIX: &str = "assumptions.";

/// The most a numeric estimate can come to; anything beyond it is as good as it.
const MOST: i64 = 1_000_000_000_000_000_000;

/// The price book while it is put together.
struct Book<'r, 'f, 'n> {
    resolver: &'r mut Resolver<'f, 'n>,
    questions: &'r [Question],
    book: PriceBook,
    items: Index<'n, ItemId>,
    catalogs: Index<'n, CatalogId>,
    /// The amounts that several options may pay for.
    shared_amounts: Vec<(Quantity, Vec<FieldId>)>,
    /// The fleets that are not alike.
    fleets: Vec<Fleet>,
}

impl Resolver<'_, '_> {
    /// Resolves the price book, and adds the fields that estimates fill.
    pub(super) fn prices(&mut self, questions: &[Question]) -> PriceBook {
        let book = PriceBook { fields: self.fields.clone(), ..PriceBook::default() };
        // They are there for every option, priced or not: a rule on an estimate that nobody makes
        // just never fires.
        let estimates = self.estimates();
        let sections: Vec<(Option<PackId>, &RawPrices<'_>)> = self
            .files
            .iter()
            .filter_map(|(pack, file)| Some((*pack, file.prices.as_ref()?)))
            .collect();
        let mut book = Book {
            resolver: self,
            questions,
            book,
            items: Index::new("item"),
            catalogs: Index::new("catalogue"),
            shared_amounts: Vec::new(),
            fleets: Vec::new(),
        };
        // Each of these refers to those before it.
        for (pack, raw) in &sections {
            raw.book.iter().for_each(|raw| book.header(*pack, raw));
            raw.assumptions.iter().flatten().for_each(|raw| book.own_field(*pack, raw));
        }
        for (_, raw) in &sections {
            raw.inputs.iter().for_each(|raw| book.inputs(raw));
        }
        for (pack, raw) in &sections {
            raw.assumptions.iter().flatten().for_each(|raw| book.assumption(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.items.iter().flatten().for_each(|raw| book.item(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.catalogs.iter().flatten().for_each(|raw| book.catalog(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.stacks.iter().flatten().for_each(|raw| book.stack(*pack, raw));
            raw.unpriced.iter().flatten().for_each(|raw| book.unpriced(raw));
        }
        let Book { mut book, shared_amounts, fleets, .. } = book;
        book.shared_amounts = shared_amounts.len();
        book.fleets = fleets.len();
        book.estimates = estimates;
        book.trace_inputs(questions.len());
        book
    }

    fn estimates(&mut self) -> Estimates {
        let fields = &mut self.fields;
        let peak_requests =
            estimate(fields, "estimate.peak_requests_per_second".to_owned(), "requests / s");
        let peak_concurrency =
            estimate(fields, "estimate.peak_concurrency".to_owned(), "requests at once");
        let mut of_options = Vec::new();
        for id in self.options.ids() {
            let mut add =
                |name: &str, unit: &str| estimate(fields, format!("estimate.{id}.{name}"), unit);
            if let (Some(monthly), Some(times_cheaper), Some(saving), Some(budget_share)) = (
                add("monthly_usd", "USD / month"),
                add("times_cheaper", ""),
                add("saving_usd", "USD / month"),
                add("budget_share", ""),
            ) {
                of_options.push(OptionEstimates { monthly, times_cheaper, saving, budget_share });
            }
        }
        Estimates { peak_requests, peak_concurrency, options: of_options, inputs: Vec::new() }
    }
}

/// Adds a field that estimates fill.
fn estimate(fields: &mut Fields, id: String, unit: &str) -> Option<FieldId> {
    let most = Decimal::from(MOST);
    let scale = Scale {
        unit: unit.to_owned(),
        whole: false,
        least: Decimal::ZERO,
        over_least: false,
        most,
        grid: Grid::logarithmic(2, Decimal::new(1, 2)),
        typical: (Decimal::ZERO, most),
    };
    let kind = Kind::Number(scale);
    fields.add(Field { id, kind, ordered: false, uncommon: 0, derived: true })
}

impl<'n> Book<'_, '_, 'n> {
    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, label: &str) {
        self.resolver.reader.error(code, span, message, label);
    }

    fn header(&mut self, pack: Option<PackId>, raw: &RawBook<'n>) {
        let cites = self.resolver.cited_facts(raw.cites.as_deref().unwrap_or_default());
        if self.book.header.is_some() {
            let message = match pack {
                Some(_) => {
                    "a pack adds to the price book that is there, and has no `book` of its own"
                }
                None => "`book` is given in two files",
            };
            self.error(Code::DUPLICATE_ID, raw.mapping.span(), message, "the second one");
        }
        if let (Some(name), Some(currency), Some(region), Some(about), Some(reviewed)) =
            (raw.name, raw.currency, raw.region, raw.about, raw.reviewed)
        {
            self.book.header.get_or_insert(Header {
                name: name.to_owned(),
                currency: currency.to_owned(),
                region: region.to_owned(),
                about: about.to_owned(),
                cites,
                reviewed,
            });
        }
    }

    /// Finds a numeric question or assumption; assumptions are named without their prefix.
    fn number_field(&mut self, reference: &Ref<'n, ToNumber>, what: &str) -> Option<FieldId> {
        let fields = &self.book.fields;
        let own = fields.find(&format!("{PREFIX}{}", reference.text));
        let Some(field) = own.or_else(|| fields.find(reference.text)) else {
            let ids = fields.iter().map(|(_, field)| field.id.as_str());
            let known = ids.map(|id| id.strip_prefix(PREFIX).unwrap_or(id));
            let Ref { text, span, .. } = *reference;
            self.resolver.reader.unknown("question or assumption", text, known, span);
            return None;
        };
        if !matches!(fields.get(field).kind, Kind::Number(_)) {
            let message = format!(
                "{what}: expected a question or assumption that is a number, found `{}`",
                reference.text
            );
            self.error(Code::WRONG_TYPE, reference.span, message, "expected a number");
            return None;
        }
        Some(field)
    }

    /// Reads a condition on questions and assumptions; one that is left out always holds. It may
    /// not look at how much traffic there is: what an option is made of would change with it, and
    /// its cost could fall as traffic rises.
    fn condition(
        &mut self,
        mapping: Mapping<'n>,
        when: Option<Unread<'n, PriceCondition>>,
    ) -> Option<Condition> {
        let Some(when) = when else {
            return mapping.get("when").is_none().then(Condition::always);
        };
        let reader = &mut *self.resolver.reader;
        let condition = Condition::read(when.node, &self.book.fields, reader)?;
        let requests = self.book.inputs.get(Input::Requests);
        if condition.fields().iter().any(|field| Some(*field) == requests) {
            let message = "what an option is made of may not depend on how much traffic there is";
            let problem = Problem::error(Code::UNSUPPORTED, message)
                .at(reader.place(when.node.span), "this condition")
                .help("let the number of machines follow the traffic, with `machines`");
            reader.report(problem);
            return None;
        }
        Some(condition)
    }

    /// Reports inputs that something needs and the book does not give.
    fn needs_inputs(
        &mut self,
        inputs: &[Input],
        span: Span,
        label: &str,
        message: impl Fn(Input) -> String,
    ) -> Option<()> {
        let Some(missing) = inputs.iter().find(|input| self.book.inputs.get(**input).is_none())
        else {
            return Some(());
        };
        let reader = &mut *self.resolver.reader;
        let problem = Problem::error(Code::MISSING, message(*missing))
            .at(reader.place(span), label)
            .help(format!("add `{missing}` to `inputs`"));
        reader.report(problem);
        None
    }

    fn option(&mut self, reference: Option<&Ref<'n, crate::shape::ToOption>>) -> Option<OptionId> {
        self.resolver.options.find(reference?, self.resolver.reader)
    }
}
