//! Reading the price book.

mod assumptions;
mod fleets;
mod items;
mod machines;
mod stacks;

use rust_decimal::Decimal;

use super::{Loader, section};
use crate::{
    field::{Field, FieldId, Kind, Scale},
    grid::Grid,
    problem::{Code, Problem, Problems},
    reader::{Mapping, Reader},
    rulebase::prices::{Estimates, Header, Input, OptionEstimates},
    yaml::{Content, Node, Scalar, Span},
};

/// What the ids of assumptions start with in conditions.
const PREFIX: &str = "assumptions.";

/// The most a numeric estimate can come to; anything beyond it is as good as it.
const MOST: i64 = 1_000_000_000_000_000_000;

/// What can be said of an assumption.
const ASSUMPTION_KEYS: [&str; 9] =
    ["id", "question", "about", "unit", "range", "choices", "default", "optional", "because"];

/// The parts of the section.
const KEYS: [&str; 7] =
    ["book", "inputs", "assumptions", "items", "catalogs", "stacks", "unpriced"];

/// The `prices` section of a file.
fn prices<'n>(file: Mapping<'n>, reader: &Reader) -> Option<Mapping<'n>> {
    file.get("prices").map(|node| reader.unchecked(node))
}

/// The nodes of a part that is a list.
fn list<'n>(prices: Mapping<'n>, key: &str, reader: &mut Reader) -> &'n [Node] {
    section(prices, key, reader)
}

impl Loader {
    /// The book's header, its assumptions, and which field plays which part.
    pub(super) fn price_book(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        if self.book.fields.is_empty() {
            self.book.fields = self.fields.clone();
        }
        let Some(node) = file.get("prices") else { return };
        let Some(mapping) = reader.mapping(node, "`prices`", &KEYS) else { return };
        if let Some(node) = mapping.get("book") {
            self.price_header(node, reader);
        }
        for node in list(mapping, "assumptions", reader) {
            self.own_assumption(node, reader);
        }
    }

    fn price_header(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "`book`";
        let mapping = reader.mapping(
            node,
            what,
            &["name", "currency", "region", "about", "cites", "reviewed"],
        )?;
        let mut text = |key: &str| text(mapping, key, what, reader);
        let (name, currency, region, about) =
            (text("name"), text("currency"), text("region"), text("about"));
        let reviewed = super::reviewed(mapping, what, reader);
        let cites =
            mapping.get("cites").map(|node| self.fact_ids(node, reader)).unwrap_or_default();
        if self.book.header.is_some() {
            let message = match self.pack {
                Some(_) => {
                    "a pack adds to the price book that is there, and has no `book` of its own"
                }
                None => "`book` is given in two files",
            };
            reader.error(Code::DUPLICATE_ID, node.span, message, "the second one");
        }
        let header = Header {
            name: name?,
            currency: currency?,
            region: region?,
            about: about?,
            cites,
            reviewed: reviewed?,
        };
        self.book.header.get_or_insert(header);
        Some(())
    }

    /// Adds the fields that estimates fill, so that rules may look at them. They are there for
    /// every option, priced or not: a rule on an estimate that nobody makes just never fires.
    pub(super) fn estimates(&mut self, _file: Mapping<'_>, _reader: &mut Reader) {
        // As every pass this is run for each file, and all options are known in the first run.
        if !self.book.estimates.options.is_empty() {
            return;
        }
        let mut add = |id: String, unit: &str| {
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
            self.fields.add(Field {
                id,
                kind: Kind::Number(scale),
                ordered: false,
                uncommon: 0,
                derived: true,
            })
        };
        let peak_requests = add("estimate.peak_requests_per_second".to_owned(), "requests / s");
        let peak_concurrency = add("estimate.peak_concurrency".to_owned(), "requests at once");
        let options = self.options.iter().filter_map(|option| {
            let id = |name: &str| format!("estimate.{}.{name}", option.id);
            Some(OptionEstimates {
                monthly: add(id("monthly_usd"), "USD / month")?,
                times_cheaper: add(id("times_cheaper"), "")?,
                saving: add(id("saving_usd"), "USD / month")?,
                budget_share: add(id("budget_share"), "")?,
            })
        });
        let options = options.collect();
        self.book.estimates =
            Estimates { peak_requests, peak_concurrency, options, inputs: Vec::new() };
        self.book.trace_inputs(self.questions.len());
    }

    /// Checks that everything a condition of the book looks at has a default.
    pub(super) fn check_prices(&self, problems: &mut Problems) {
        let book = &self.book;
        if book.stacks.is_empty() {
            return;
        }
        if book.header.is_none() {
            problems.push(Problem::error(
                Code::MISSING,
                "the price book lacks `book` (its name, region and review date)",
            ));
        }
        let mut needed: Vec<FieldId> = book.condition_fields();
        needed.extend(Input::WORDS.iter().filter_map(|(_, input)| match input {
            // Without these there is no estimate, or no share of a budget.
            Input::Requests | Input::Budget => None,
            input => book.inputs.get(*input),
        }));
        needed.extend(
            book.items
                .iter()
                .flat_map(|item| item.amounts.iter().flat_map(|it| it.times.iter().copied())),
        );
        needed.extend(book.stacks.iter().filter_map(|stack| stack.functions.as_ref()?.at_once));
        needed.sort_unstable();
        needed.dedup();
        for field in needed {
            if !book.assumptions.iter().any(|assumption| assumption.field == field) {
                let message = format!(
                    "the price book looks at `{}` and does not say what to assume",
                    book.fields.get(field).id
                );
                problems.push(
                    Problem::error(Code::MISSING, message)
                        .help("add it to `assumptions`, with a default"),
                );
            }
        }
    }
}

fn own_id<'n>(mapping: Mapping<'n>, what: &str, reader: &mut Reader) -> Option<(&'n str, Span)> {
    reader.require(mapping, "id", what).and_then(|node| Some((reader.id(node, "`id`")?, node.span)))
}

fn text(mapping: Mapping<'_>, key: &str, what: &str, reader: &mut Reader) -> Option<String> {
    reader.required_text(mapping, key, what)
}

/// A number over zero that must be there.
fn positive(mapping: Mapping<'_>, key: &str, what: &str, reader: &mut Reader) -> Option<Decimal> {
    let node = reader.require(mapping, key, what)?;
    let number = reader.number(node, &format!("`{key}`"))?;
    if number <= Decimal::ZERO {
        let message = format!("{what}: `{key}` must be over zero, found `{number}`");
        reader.error(Code::OUT_OF_RANGE, node.span, message, "expected a number over zero");
        return None;
    }
    Some(number)
}

/// An amount of money: a decimal in quotes, so that no reader of YAML makes a binary fraction of
/// it.
fn money(node: &Node, what: &str, reader: &mut Reader) -> Option<Decimal> {
    let Content::Scalar(Scalar { text, plain }) = &node.content else {
        reader.wrong_type(node, what, "an amount in quotes such as \"0.20\"");
        return None;
    };
    let amount = text.parse::<Decimal>().ok();
    match (amount, plain) {
        (Some(_), true) => {
            let message =
                format!("{what}: an amount of money must stand in quotes, found `{text}`");
            let problem = Problem::error(Code::WRONG_TYPE, message)
                .at(reader.place(node.span), "expected quotes")
                .help(format!("write \"{text}\""));
            reader.report(problem);
            None
        }
        (Some(amount), false) if amount.is_sign_negative() && !amount.is_zero() => {
            let message = format!("{what}: a price is never negative, found `{text}`");
            reader.error(Code::OUT_OF_RANGE, node.span, message, "expected zero or more");
            None
        }
        (Some(amount), false) => Some(amount),
        (None, _) => {
            reader.wrong_type(node, what, "an amount in quotes such as \"0.20\"");
            None
        }
    }
}
