//! The price book.

mod amounts;
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
    money::Currency,
    problem::{Code, Problem},
    reader::{Mapping, all},
    rulebase::{
        OptionId, PackId, PriceBook, Question,
        prices::{Estimates, Header, OptionEstimates, own_id},
        raw::prices::{RawBook, RawPrices},
    },
    shape::{Id, PriceCondition, Ref, ToNumber, ToOption, Unread},
    yaml::Span,
};

/// The most a numeric estimate can come to; anything beyond it is as good as it.
const MOST: i64 = 1_000_000_000_000_000_000;

/// The price book while it is put together.
struct Book<'r, 'f, 'n> {
    resolver: &'r mut Resolver<'f, 'n>,
    questions: &'r [Question],
    book: PriceBook,
    tables: Index<'n, usize>,
    amounts: Index<'n, usize>,
    factors: Index<'n, usize>,
    items: Index<'n, usize>,
    catalogs: Index<'n, usize>,
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
            tables: Index::new("table"),
            amounts: Index::new("amount"),
            factors: Index::new("factor"),
            items: Index::new("item"),
            catalogs: Index::new("catalogue"),
        };
        // Each of these refers to those before it, whichever file they stand in.
        for (pack, raw) in &sections {
            raw.assumptions.iter().flatten().for_each(|raw| book.own_field(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.book.iter().for_each(|raw| book.header(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.assumptions.iter().flatten().for_each(|raw| book.assumption(*pack, raw));
            raw.tables.iter().flatten().for_each(|raw| book.table(*pack, raw));
        }
        for (pack, raw) in &sections {
            raw.amounts.iter().flatten().for_each(|raw| book.amount(*pack, raw));
            raw.factors.iter().flatten().for_each(|raw| book.factor(*pack, raw));
        }
        for (_, raw) in &sections {
            raw.book.iter().for_each(|raw| book.shown(raw));
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
            raw.limits.iter().flatten().for_each(|raw| book.limit(raw));
        }
        let mut book = book.book;
        book.estimates = estimates;
        book.questions = questions.len();
        let looked_at = book.fields_looked_at().into_iter().chain(book.multipliers());
        let inputs = looked_at.chain(book.shown.budget).chain(book.needs.iter().copied());
        book.inputs = inputs.filter(|field| field.index() < questions.len()).collect();
        book
    }

    fn estimates(&mut self) -> Estimates {
        let fields = &mut self.fields;
        let peaks = [
            estimate(fields, "estimate.peak_requests_per_second".to_owned(), "requests / s"),
            estimate(fields, "estimate.peak_concurrency".to_owned(), "requests at once"),
        ];
        let mut of_options = Vec::new();
        for id in self.options.ids() {
            let mut add =
                |name: &str, unit: &str| estimate(fields, format!("estimate.{id}.{name}"), unit);
            let mut both = |name: &str, unit: &str| {
                Some([add(name, unit)?, add(&format!("median_{name}"), unit)?])
            };
            if let (Some(monthly), Some(times_dearer), Some(extra), Some(budget_share)) = (
                both("monthly_usd", "USD / month"),
                both("times_dearer", ""),
                both("extra_usd", "USD / month"),
                both("budget_share", ""),
            ) {
                of_options.push(OptionEstimates { monthly, times_dearer, extra, budget_share });
            }
        }
        Estimates::new(peaks, of_options)
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
    fields.add(Field { name: id.clone(), id, kind, ordered: false, uncommon: 0, derived: true })
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
        match raw.currency.map(|code| Currency::new(code, Decimal::ONE)) {
            Some(Some(currency)) => self.book.currency = currency,
            Some(None) => {
                let message = "`currency`: expected a code of three capital letters such as USD";
                let span = raw.mapping.get("currency").map_or(raw.mapping.span(), |it| it.span);
                self.error(Code::WRONG_TYPE, span, message, "no such code");
            }
            None => {}
        }
        let traffic = raw.traffic.as_ref().map(|it| self.number_field(it, "`traffic`"));
        let budget = raw.budget.as_ref().map(|it| self.number_field(it, "`budget`"));
        for question in raw.needs.iter().flatten() {
            match self.book.fields.find(question.text) {
                Some(field) if field.index() < self.questions.len() => self.book.needs.push(field),
                _ => {
                    let known = self.questions.iter().map(|question| question.field);
                    let fields = &self.book.fields;
                    let known = known.map(|field| fields.get(field).id.as_str());
                    let Ref { text, span, .. } = *question;
                    self.resolver.reader.unknown("question", text, known, span);
                }
            }
        }
        self.book.shown.traffic = traffic.flatten();
        self.book.shown.budget = budget.flatten();
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

    /// Resolves the amounts that the header names, once they are known.
    fn shown(&mut self, raw: &RawBook<'n>) {
        let peaks = [raw.peak_requests, raw.peak_concurrency];
        self.book.shown.peaks = peaks.map(|id| self.amounts.find(id?, self.resolver.reader));
        self.book.shown.times = raw.times.and_then(|times| self.formula(times));
    }

    /// Finds a numeric question or assumption; assumptions are named without their prefix.
    fn number_field(&mut self, reference: &Ref<'n, ToNumber>, what: &str) -> Option<FieldId> {
        let fields = &self.book.fields;
        let Some(field) = self.book.find_field(reference.text) else {
            let ids = fields.iter().map(|(_, field)| field.id.as_str());
            let known = ids.map(own_id);
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

    /// Reads a condition on questions and assumptions; one that is left out always holds. It looks
    /// at choices only: what depends on a number by a condition would jump at it, and a cost could
    /// fall as traffic rises.
    fn condition(
        &mut self,
        mapping: Mapping<'n>,
        when: Option<Unread<'n, PriceCondition>>,
    ) -> Option<Condition> {
        let Some(when) = when else {
            return mapping.get("when").is_none().then(Condition::always);
        };
        self.read_condition(when)
    }

    fn read_condition(&mut self, when: Unread<'n, PriceCondition>) -> Option<Condition> {
        let reader = &mut *self.resolver.reader;
        let condition = Condition::read(when.node, &self.book.fields, reader)?;
        let is_number =
            |field: &FieldId| matches!(self.book.fields.get(*field).kind, Kind::Number(_));
        if let Some(field) = condition.fields().into_iter().find(is_number) {
            let id = &self.book.fields.get(field).id;
            let message =
                format!("conditions of the price book look at choices, and `{id}` is a number");
            let problem = Problem::error(Code::UNSUPPORTED, message)
                .at(reader.place(when.node.span), "this condition")
                .help("let a formula follow the number, so that no cost jumps at it");
            reader.report(problem);
            return None;
        }
        Some(condition)
    }

    /// Resolves several cases of which the first counts whose condition holds.
    fn cases<T, V>(
        &mut self,
        cases: &[T],
        mut read: impl FnMut(&mut Self, &T) -> Option<(Condition, V)>,
    ) -> Option<Vec<(Condition, V)>> {
        all(cases.iter().map(|case| read(self, case)))
    }

    fn option(&mut self, reference: Option<&Ref<'n, ToOption>>) -> Option<OptionId> {
        self.resolver.options.find(reference?.id(), self.resolver.reader)
    }

    /// Takes the id of a thing; tells whether it was free.
    fn take(&mut self, kind: &'static str, id: Id<'n>, pack: Option<PackId>) -> bool {
        self.resolver.names.take(kind, id, pack, self.resolver.reader)
    }
}
