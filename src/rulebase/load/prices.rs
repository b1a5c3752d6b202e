//! Reading the price book.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Loader, section, unknown};
use crate::{
    condition::{Condition, read_choice},
    diagnostic::{Code, Diagnostic},
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    grid::Grid,
    reader::{Mapping, Reader},
    rulebase::{
        AsOf, Citation, Confidence, OptionId,
        evidence::read_word,
        prices::{
            Alternative, Amount, Assumed, Assumption, Capacity, Catalog, CatalogId, EnoughFor, Estimates, Fleet,
            Functions, Guess, Header, Input, Item, ItemId, Machine, OptionEstimates, Origin, Part, Per, Quantity, Rate,
            Size, Sizes, Stack, Tier, Unpriced, Work,
            unit::{Dimension, Each, HOURS_A_MONTH},
        },
    },
    suggest,
    yaml::{Content, Node, Scalar, Span},
};

/// What the ids of assumptions start with in conditions.
const PREFIX: &str = "assumptions.";

/// The most a numeric estimate can come to; anything beyond it is as good as it.
const MOST: i64 = 1_000_000_000_000_000_000;

const ASSUMPTION_KEYS: [&str; 9] =
    ["id", "question", "about", "unit", "range", "choices", "default", "optional", "because"];

const KEYS: [&str; 7] = ["book", "inputs", "assumptions", "items", "catalogs", "stacks", "unpriced"];

/// The `prices` section of a file.
fn prices<'n>(file: Mapping<'n>, reader: &Reader) -> Option<Mapping<'n>> {
    file.get("prices").map(|node| reader.unchecked(node))
}

/// Reports what is no list, once.
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

    /// Adds the field of an assumption that is no question, so that conditions anywhere can look at it.
    fn own_assumption(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping = reader.mapping(node, "an assumption", &ASSUMPTION_KEYS)?;
        let entry = mapping.entry("id")?;
        let id = reader.id(&entry.value, "`id`")?;
        let kind = read_kind(mapping, reader)?;
        if self.claim_id("assumption", id, entry.value.span, reader) {
            self.book.fields.add(Field { id: format!("{PREFIX}{id}"), kind, derived: false });
        }
        Some(())
    }

    /// What is assumed where a profile says nothing; after all fields and inputs are known.
    pub(super) fn assumptions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "assumptions", reader) {
            self.assumption(node, reader);
        }
    }

    fn price_header(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "`book`";
        let mapping = reader.mapping(node, what, &["name", "currency", "region", "about", "reviewed"])?;
        let mut text = |key: &str| text(mapping, key, what, reader);
        let (name, currency, region, about) = (text("name"), text("currency"), text("region"), text("about"));
        let reviewed = reader.require(mapping, "reviewed", what).and_then(|node| {
            let date = reader.text(node, "`reviewed`")?.parse().ok();
            if date.is_none() {
                reader.wrong_type(node, "`reviewed`", "a day such as 2026-05-31");
            }
            date
        });
        if self.book.header.is_some() {
            reader.error(Code::DuplicateId, node.span, "`book` is given in two files", "the second one");
        }
        let header = Header { name: name?, currency: currency?, region: region?, about: about?, reviewed: reviewed? };
        self.book.header.get_or_insert(header);
        Some(())
    }

    fn assumption(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "an assumption";
        let mapping = reader.unchecked(node);
        let field = match (mapping.entry("question"), mapping.entry("id")) {
            (Some(question), None) => {
                let id = reader.text(&question.value, "`question`")?;
                let Some(field) = self.fields.find(id) else {
                    let known: Vec<&str> = self.fields.iter().map(|(_, field)| field.id.as_str()).collect();
                    unknown("question", id, question.value.span, &known, reader);
                    return None;
                };
                for key in ["unit", "range", "choices", "optional", "about"] {
                    if let Some(entry) = mapping.entry(key) {
                        let message = format!("{what}: `{key}` is the question's own business");
                        reader.error(Code::UnknownKey, entry.key_span, message, "only with `id`");
                    }
                }
                self.claim_id("assumption", id, question.value.span, reader).then_some(field)
            }
            // A second one of the same id, or one that cannot be read, has been reported with the fields.
            (None, Some(own)) => {
                let id = super::yaml_text(&own.value)?;
                let field = self.book.fields.find(&format!("{PREFIX}{id}"))?;
                let taken = self.book.assumptions.iter().any(|assumption| assumption.field == field);
                (!taken).then_some(field)
            }
            _ => {
                let message = format!("{what} has either a `question` that it stands in for or an `id` of its own");
                reader.error(Code::Missing, mapping.span().first(), message, "needs one of the two");
                None
            }
        }?;
        let about = match mapping.get("about") {
            Some(node) => reader.text(node, "`about`").map(str::to_owned),
            None if mapping.entry("question").is_some() => {
                self.questions.get(field.index()).map(|question| question.prompt.clone())
            }
            None => text(mapping, "about", what, reader),
        };
        let because = text(mapping, "because", what, reader);
        let optional = mapping.get("optional").and_then(|node| reader.yes_no(node, "`optional`")).unwrap_or_default();
        let assumed = match (mapping.entry("default"), optional) {
            (None, true) => Assumed::Nothing,
            (Some(default), true) => {
                let message = format!("{what} with a default is never left out");
                reader.error(Code::UnknownKey, default.key_span, message, "`optional` means no default");
                return None;
            }
            (default, false) => {
                let node = default.map(|entry| &entry.value).or_else(|| reader.require(mapping, "default", what))?;
                self.assumed(node, field, reader)?
            }
        };
        self.book.assumptions.push(Assumption { field, about: about?, assumed, because: because? });
        Some(())
    }

    fn assumed(&self, node: &Node, field: FieldId, reader: &mut Reader) -> Option<Assumed> {
        let it = self.book.fields.get(field);
        match &it.kind {
            Kind::Number(scale) => {
                let nodes = match &node.content {
                    Content::Sequence(nodes) => nodes.as_slice(),
                    Content::Scalar(_) | Content::Mapping(_) => std::slice::from_ref(node),
                };
                let guesses: Vec<Option<Guess>> =
                    nodes.iter().map(|node| self.guess(node, scale, &it.id, reader)).collect();
                let guesses: Vec<Guess> = guesses.into_iter().collect::<Option<_>>()?;
                let certain = guesses.last().is_some_and(|guess| guess.when == Condition::All(Vec::new()));
                if !certain {
                    reader.wrong_type(node, "`default`", "a last range without `when`, for all other cases");
                    return None;
                }
                Some(Assumed::Number(guesses))
            }
            Kind::Choice(_) => read_choice(node, it, reader).map(|choice| Assumed::Answer(Value::Choice(choice))),
            Kind::YesNo => reader.yes_no(node, "`default`").map(|answer| Assumed::Answer(Value::YesNo(answer))),
            Kind::Several(_) => {
                let nodes = reader.sequence(node, "`default`")?;
                let bits: Vec<Option<u8>> = nodes.iter().map(|node| read_choice(node, it, reader)).collect();
                let bits = bits.into_iter().try_fold(0, |bits, choice| Some(bits | 1 << choice?))?;
                Some(Assumed::Answer(Value::Several(bits)))
            }
        }
    }

    fn guess(&self, node: &Node, scale: &Scale, id: &str, reader: &mut Reader) -> Option<Guess> {
        let what = "`default`";
        let mapping = reader.mapping(node, what, &["when", "low", "expected", "high"])?;
        let when = self.fixed_condition(mapping.get("when"), reader);
        let mut number =
            |key: &str| reader.require(mapping, key, what).and_then(|node| reader.number(node, &format!("`{key}`")));
        let (low, expected, high) = (number("low"), number("expected"), number("high"));
        let (low, expected, high) = (low?, expected?, high?);
        let in_order = low <= expected && expected <= high;
        if !in_order || !scale.holds(low) || !scale.holds(expected) || !scale.holds(high) {
            let message = format!(
                "{what}: `low`, `expected` and `high` of `{id}` must be in this order, and each {}",
                scale.describe()
            );
            reader.error(Code::OutOfRange, node.span, message, "this range");
            return None;
        }
        Some(Guess { when: when?, low, expected, high })
    }

    /// Which field plays which part; after all assumptions are known.
    pub(super) fn price_inputs(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(node) = prices(file, reader).and_then(|prices| prices.get("inputs")) else { return };
        let words = Input::WORDS.map(|(word, _)| word);
        let Some(mapping) = reader.mapping(node, "`inputs`", &words) else { return };
        for (word, input) in Input::WORDS {
            let Some(entry) = mapping.entry(word) else { continue };
            if let Some(field) = self.number_field(&entry.value, &format!("`{word}`"), reader) {
                if self.book.inputs.get(input).is_some() {
                    let message = format!("the input `{word}` is given twice");
                    reader.error(Code::DuplicateKey, entry.key_span, message, "the second time");
                }
                self.book.inputs.set(input, field);
            }
        }
    }

    /// A numeric question or assumption; assumptions without their prefix.
    fn number_field(&self, node: &Node, what: &str, reader: &mut Reader) -> Option<FieldId> {
        let id = reader.text(node, what)?;
        let own = format!("{PREFIX}{id}");
        let found = self.book.fields.find(&own).or_else(|| self.book.fields.find(id));
        let Some(field) = found else {
            let fields = self.book.fields.iter().map(|(_, field)| field.id.as_str());
            let known: Vec<&str> = fields.map(|id| id.strip_prefix(PREFIX).unwrap_or(id)).collect();
            unknown("question or assumption", id, node.span, &known, reader);
            return None;
        };
        if !matches!(self.book.fields.get(field).kind, Kind::Number(_)) {
            reader.wrong_type(node, what, "a question or assumption that is a number");
            return None;
        }
        Some(field)
    }

    /// What is paid for.
    pub(super) fn price_items(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "items", reader) {
            self.price_item(node, reader);
        }
    }

    fn price_item(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        const KEYS: [&str; 18] = [
            "id",
            "name",
            "quantity",
            "times",
            "largest_of",
            "unit",
            "price",
            "per",
            "tiers",
            "rate",
            "free",
            "people",
            "note",
            "cites",
            "as_of",
            "source",
            "url",
            "confidence",
        ];
        let mapping = reader.mapping(node, "an item", &KEYS)?;
        let (id, span) = own_id(mapping, "an item", reader)?;
        let what = format!("the item `{id}`");
        let name = text(mapping, "name", &what, reader);
        let unit = text(mapping, "unit", &what, reader);
        let people = mapping.get("people").and_then(|node| reader.yes_no(node, "`people`")).unwrap_or_default();
        let note = mapping.get("note").and_then(|node| reader.text(node, "`note`")).map(str::to_owned);
        let amounts = unit.as_deref().and_then(|unit| self.amounts(mapping, unit, &what, reader));
        let rate = self.rate(mapping, &what, reader);
        let free = self.free(mapping, &what, reader);
        let origin = match rate {
            // What a profile says itself needs no source.
            Some(Rate::Given(_)) => Some(given_origin()),
            _ => self.origin(mapping, &what, reader),
        };
        if !self.claim_id("price", id, span, reader) {
            return None;
        }
        let (free, free_each) = free?;
        self.book.items.push(Item {
            id: id.to_owned(),
            name: name?,
            amounts: amounts?,
            unit: unit?,
            free,
            free_each,
            rate: rate?,
            people,
            origin: origin?,
            note,
        });
        Some(())
    }

    fn amounts(&mut self, item: Mapping<'_>, unit: &str, what: &str, reader: &mut Reader) -> Option<Vec<Amount>> {
        match (item.entry("quantity"), item.entry("largest_of")) {
            (Some(_), None) => {
                let amount = self.amount(item, unit, Decimal::ONE, what, reader)?;
                Some(vec![Amount { shared: self.shared(&amount), ..amount }])
            }
            (None, Some(several)) => {
                let nodes = reader.sequence(&several.value, "`largest_of`")?;
                let amounts: Vec<Option<Amount>> = nodes
                    .iter()
                    .map(|node| {
                        let mapping = reader.mapping(node, "an amount", &["quantity", "times", "unit", "covers"])?;
                        let unit = text(mapping, "unit", "an amount", reader);
                        let covers = positive(mapping, "covers", "an amount", reader);
                        self.amount(mapping, &unit?, covers?, what, reader)
                    })
                    .collect();
                let amounts: Vec<Amount> = amounts.into_iter().collect::<Option<_>>()?;
                if amounts.is_empty() {
                    reader.wrong_type(&several.value, "`largest_of`", "at least one amount");
                    return None;
                }
                Some(amounts)
            }
            _ => {
                let message = format!("{what} must have either `quantity` or `largest_of`");
                reader.error(Code::Missing, item.span().first(), message, "needs one of the two");
                None
            }
        }
    }

    fn amount(
        &self,
        mapping: Mapping<'_>,
        unit: &str,
        covers: Decimal,
        what: &str,
        reader: &mut Reader,
    ) -> Option<Amount> {
        let node = reader.require(mapping, "quantity", what)?;
        let quantity = read_word(node, "`quantity`", &Quantity::WORDS, reader)?;
        for input in quantity.inputs() {
            if self.book.inputs.get(*input).is_none() {
                let message = format!("{what} needs the input `{}`, which the price book does not give", input.name());
                let problem = Diagnostic::error(Code::Missing, message)
                    .at(reader.place(node.span), "this quantity")
                    .help(format!("add `{}` to `inputs`", input.name()));
                reader.report(problem);
                return None;
            }
        }
        let mut dimension = quantity.dimension();
        let mut scale = Decimal::ONE;
        let mut times = Vec::new();
        if let Some(node) = mapping.get("times") {
            for node in reader.sequence(node, "`times`")? {
                let field = self.number_field(node, "`times`", reader)?;
                let unit = unit_of(self.book.fields.get(field));
                match (dimension, Dimension::of_unit(unit)) {
                    (_, Dimension::Count) => {}
                    // So many of which each has so much: the whole is measured as each is.
                    (Dimension::Count, of_each) => {
                        dimension = of_each;
                        scale = of_each.factor(unit)?;
                    }
                    (..) => {
                        reader.wrong_type(node, "`times`", "no more than one amount that is not a plain number");
                        return None;
                    }
                }
                times.push(field);
            }
        }
        let Some(factor) = dimension.factor(unit) else {
            let known: Vec<&str> = dimension.units().collect();
            let span = mapping.entry("unit").map_or(mapping.span(), |entry| entry.value.span);
            let problem =
                Diagnostic::error(Code::UnknownChoice, format!("{what}: `{unit}` is no unit of that quantity"))
                    .at(reader.place(span), format!("expected one of {}", known.join(", ")))
                    .suggest(suggest::nearest(unit, known));
            reader.report(problem);
            return None;
        };
        let factor = factor.checked_div(scale)?;
        // Two amounts of the same are the same in whatever order they were written.
        times.sort_unstable();
        Some(Amount { quantity, times, factor: factor.checked_div(covers)?, covers, shared: None })
    }

    /// The number of an amount among those that several options may pay for.
    fn shared(&mut self, amount: &Amount) -> Option<u16> {
        if amount.quantity.needs_functions() || amount.quantity == Quantity::Machines {
            return None;
        }
        let key = (amount.quantity, amount.times.clone());
        let position = self.shared_amounts.iter().position(|known| *known == key);
        let position = position.unwrap_or_else(|| {
            self.shared_amounts.push(key);
            self.shared_amounts.len() - 1
        });
        u16::try_from(position).ok()
    }

    fn rate(&self, item: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Rate> {
        match (item.entry("price"), item.entry("tiers"), item.entry("rate")) {
            (Some(price), None, None) => {
                let price = money(&price.value, "`price`", reader);
                let per = item.get("per").map_or(Some(Decimal::ONE), |_| positive(item, "per", what, reader));
                let (price, per) = (price?, per?);
                let unit_price = price.checked_div(per)?;
                Some(Rate::Tiers(vec![Tier { from: Decimal::ZERO, base: Decimal::ZERO, unit_price, price, per }]))
            }
            (None, Some(tiers), None) => {
                let per = item.get("per").map_or(Some(Decimal::ONE), |_| positive(item, "per", what, reader))?;
                read_tiers(&tiers.value, per, reader).map(Rate::Tiers)
            }
            (None, None, Some(rate)) => {
                if let Some(per) = item.entry("per") {
                    let message = format!("{what}: a given rate is for one unit");
                    reader.error(Code::UnknownKey, per.key_span, message, "not with `rate`");
                }
                self.number_field(&rate.value, "`rate`", reader).map(Rate::Given)
            }
            _ => {
                let message = format!("{what} must have one of `price`, `tiers` and `rate`");
                reader.error(Code::Missing, item.span().first(), message, "needs one of the three");
                None
            }
        }
    }

    fn free(&self, item: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<(Decimal, Option<(Decimal, Each)>)> {
        let Some(node) = item.get("free") else { return Some((Decimal::ZERO, None)) };
        let mapping = reader.mapping(node, "`free`", &["amount", "each"])?;
        let amount = positive(mapping, "amount", what, reader);
        let each =
            reader.require(mapping, "each", "`free`").and_then(|node| read_word(node, "`each`", &Each::WORDS, reader));
        let (amount, each) = (amount?, each?);
        let monthly = each.in_a_month(amount)?;
        Some((monthly, (each != Each::Month).then_some((amount, each))))
    }

    /// Where a price comes from: facts, or a date and a source of its own.
    fn origin(&self, mapping: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Origin> {
        const OWN: [&str; 4] = ["as_of", "source", "url", "confidence"];
        if let Some(node) = mapping.get("cites") {
            for key in OWN {
                if let Some(entry) = mapping.entry(key) {
                    let message = format!("{what} cites facts, which carry their own `{key}`");
                    reader.error(Code::UnknownKey, entry.key_span, message, "not with `cites`");
                }
            }
            let mut cites = Vec::new();
            for node in reader.sequence(node, "`cites`")? {
                match self.find_citation(node, reader) {
                    Some(Citation::Fact(fact)) => cites.push(fact),
                    Some(Citation::Claim(_)) => reader.wrong_type(node, "`cites`", "the id of a fact"),
                    None => {}
                }
            }
            let facts: Vec<_> = cites.iter().filter_map(|fact| self.facts.get(usize::from(fact.0))).collect();
            let as_of = facts.iter().map(|fact| fact.as_of).min_by_key(|as_of| as_of.latest());
            let mut sources: Vec<String> = facts.iter().map(|fact| fact.source.clone()).collect();
            let mut urls: Vec<String> = facts.iter().filter_map(|fact| fact.url.clone()).collect();
            sources.dedup();
            urls.dedup();
            let confidence = facts.iter().map(|fact| fact.confidence).min();
            if facts.is_empty() {
                reader.error(Code::Missing, node.span, format!("{what} cites nothing"), "needs at least one fact");
            }
            return Some(Origin { as_of: as_of?, sources, urls, confidence: confidence?, cites });
        }
        let as_of = reader.require(mapping, "as_of", what).and_then(|node| AsOf::read(node, "`as_of`", reader));
        let source = text(mapping, "source", what, reader);
        let url = mapping.get("url").and_then(|node| reader.text(node, "`url`")).map(str::to_owned);
        let confidence = match mapping.get("confidence") {
            Some(node) => {
                let all = [Confidence::Low, Confidence::Medium, Confidence::High].map(|level| (level.name(), level));
                read_word(node, "`confidence`", &all, reader)
            }
            None => Some(Confidence::Medium),
        };
        Some(Origin {
            cites: Vec::new(),
            as_of: as_of?,
            sources: vec![source?],
            urls: url.into_iter().collect(),
            confidence: confidence?,
        })
    }

    /// The machines to choose from; after the items that they may include.
    pub(super) fn catalogs(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "catalogs", reader) {
            self.catalog(node, reader);
        }
    }

    fn catalog(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping =
            reader.mapping(node, "a catalogue", &["id", "name", "reserved_mb", "per", "includes", "machines"])?;
        let (id, span) = own_id(mapping, "a catalogue", reader)?;
        let what = format!("the catalogue `{id}`");
        let name = text(mapping, "name", &what, reader);
        let reserved_mb = match mapping.get("reserved_mb") {
            Some(_) => positive(mapping, "reserved_mb", &what, reader),
            None => Some(Decimal::ZERO),
        };
        let per = reader.require(mapping, "per", &what).and_then(|node| read_word(node, "`per`", &Per::WORDS, reader));
        let includes = match mapping.get("includes") {
            Some(node) => Some(self.included_item(node, reader)?),
            None => None,
        };
        let nodes = reader.require(mapping, "machines", &what).and_then(|node| reader.sequence(node, "`machines`"))?;
        let (per, reserved_mb) = (per?, reserved_mb?);
        let mut machines: Vec<Machine> = Vec::new();
        for node in nodes {
            if let Some(machine) = self.machine(node, per, reserved_mb, includes.is_some(), reader) {
                if machines.iter().any(|known| known.id == machine.id) {
                    let message = format!("{what} has two machines `{}`", machine.id);
                    reader.error(Code::DuplicateId, node.span, message, "the second one");
                }
                machines.push(machine);
            }
        }
        if !self.claim_id("catalogue", id, span, reader) || machines.is_empty() {
            return None;
        }
        let worth = worth(&machines);
        self.book.catalogs.push(Catalog { id: id.to_owned(), name: name?, reserved_mb, machines, includes, worth });
        Some(())
    }

    /// An item of which machines include some. Its price must be the same for every unit: only then is it clear what
    /// an included unit is worth.
    fn included_item(&self, node: &Node, reader: &mut Reader) -> Option<ItemId> {
        let item = self.find_item(node, reader)?;
        let it = self.book.items.get(item.index())?;
        let flat = matches!(&it.rate, Rate::Tiers(tiers) if tiers.len() == 1) && it.free.is_zero();
        if !flat || it.amounts.len() != 1 || it.people {
            reader.wrong_type(node, "`includes`", "an item with one price and no free allowance");
            return None;
        }
        Some(item)
    }

    fn find_item(&self, node: &Node, reader: &mut Reader) -> Option<ItemId> {
        let id = reader.text(node, "an item")?;
        let found = self.book.items.iter().position(|item| item.id == id);
        if found.is_none() {
            let known: Vec<&str> = self.book.items.iter().map(|item| item.id.as_str()).collect();
            unknown("item", id, node.span, &known, reader);
        }
        found.and_then(|index| u16::try_from(index).ok()).map(ItemId)
    }

    fn machine(
        &self,
        node: &Node,
        per: Per,
        reserved_mb: Decimal,
        includes: bool,
        reader: &mut Reader,
    ) -> Option<Machine> {
        const KEYS: [&str; 11] = [
            "id",
            "vcpu",
            "baseline",
            "memory_gib",
            "included",
            "price",
            "cites",
            "as_of",
            "source",
            "url",
            "confidence",
        ];
        let mapping = reader.mapping(node, "a machine", &KEYS)?;
        let id = text(mapping, "id", "a machine", reader)?;
        let what = format!("the machine `{id}`");
        let vcpu = positive(mapping, "vcpu", &what, reader);
        let memory_gib = positive(mapping, "memory_gib", &what, reader);
        let baseline = match mapping.get("baseline") {
            Some(_) => positive(mapping, "baseline", &what, reader),
            None => Some(Decimal::ONE),
        };
        let included = match (mapping.entry("included"), includes) {
            (Some(_), true) => positive(mapping, "included", &what, reader),
            (Some(entry), false) => {
                let message = format!("{what}: the catalogue names nothing that it `includes`");
                reader.error(Code::UnknownKey, entry.key_span, message, "included of what?");
                None
            }
            (None, _) => Some(Decimal::ZERO),
        };
        let price = reader.require(mapping, "price", &what).and_then(|node| money(node, "`price`", reader));
        let origin = self.origin(mapping, &what, reader);
        let (baseline, memory_gib, price) = (baseline?, memory_gib?, price?);
        if baseline > Decimal::ONE {
            let message = format!("{what}: `baseline` is a share of its processors and at most 1");
            reader.error(Code::OutOfRange, mapping.span().first(), message, "more than all of them");
        }
        if memory_gib.checked_mul(Decimal::from(1024))? <= reserved_mb {
            let message = format!("{what} has no memory left beside what the system keeps");
            reader.error(Code::OutOfRange, mapping.span().first(), message, "too small");
            return None;
        }
        let monthly = match per {
            Per::Hour => price.checked_mul(HOURS_A_MONTH)?,
            Per::Month => price,
        };
        let vcpu = vcpu?;
        Some(Machine {
            id,
            capacity: Capacity::of(vcpu, baseline, memory_gib, reserved_mb),
            vcpu,
            baseline,
            memory_gib,
            included: included?,
            monthly,
            price,
            per,
            origin: origin?,
        })
    }

    /// What options are made of, and what there is no price for; after everything else.
    pub(super) fn stacks(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "stacks", reader) {
            self.stack(node, reader);
        }
        for node in list(prices, "unpriced", reader) {
            self.unpriced(node, reader);
        }
    }

    fn stack(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping =
            reader.mapping(node, "a stack", &["id", "option", "name", "when", "functions", "parts", "note"])?;
        let (id, span) = own_id(mapping, "a stack", reader)?;
        let what = format!("the stack `{id}`");
        let option = self.option_of(mapping, &what, reader);
        let name = text(mapping, "name", &what, reader);
        let note = mapping.get("note").and_then(|node| reader.text(node, "`note`")).map(str::to_owned);
        let when = self.fixed_condition(mapping.get("when"), reader);
        let functions = match mapping.get("functions") {
            Some(node) => Some(self.functions(node, reader)?),
            None => None,
        };
        let nodes = reader.require(mapping, "parts", &what).and_then(|node| reader.sequence(node, "`parts`"))?;
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

    fn option_of(&self, mapping: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<OptionId> {
        let node = reader.require(mapping, "option", what)?;
        let id = reader.text(node, "`option`")?;
        self.find_option(id, node.span, reader)
    }

    /// A condition on questions and assumptions. It may not look at how much traffic there is: what an option is made
    /// of would change with it, and its cost could fall as traffic rises.
    fn fixed_condition(&self, node: Option<&Node>, reader: &mut Reader) -> Option<Condition> {
        let Some(node) = node else { return Some(Condition::All(Vec::new())) };
        let condition = Condition::read(node, &self.book.fields, reader)?;
        let requests = self.book.inputs.get(Input::Requests);
        if condition.fields().iter().any(|field| Some(*field) == requests) {
            let message = "what an option is made of may not depend on how much traffic there is";
            let problem = Diagnostic::error(Code::Unsupported, message)
                .at(reader.place(node.span), "this condition")
                .help("let the number of machines follow the traffic, with `machines`");
            reader.report(problem);
            return None;
        }
        Some(condition)
    }

    fn functions(&self, node: &Node, reader: &mut Reader) -> Option<Functions> {
        let what = "`functions`";
        let mapping = reader.mapping(node, what, &["round_up_ms", "memory_mb", "sizes", "at_once"])?;
        let round_up_ms = positive(mapping, "round_up_ms", what, reader);
        let at_once = match mapping.get("at_once") {
            Some(node) => Some(self.number_field(node, "`at_once`", reader)?),
            None => None,
        };
        let sizes = match (mapping.get("memory_mb"), mapping.get("sizes")) {
            (Some(node), None) => {
                let steps = reader.mapping(node, "`memory_mb`", &["at_least", "step", "at_most"])?;
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
                    if sizes.last().is_some_and(|last| last.memory_mb >= size.memory_mb || last.vcpu > size.vcpu) {
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
                reader.error(Code::Missing, node.span.first(), message, "needs one of the two");
                return None;
            }
        };
        Some(Functions { round_up_ms: round_up_ms?, sizes, at_once })
    }

    fn part(&self, node: &Node, functions: bool, what: &str, reader: &mut Reader) -> Option<Part> {
        let mapping = reader.mapping(node, "a part", &["name", "first_of", "items", "machines"])?;
        let name = text(mapping, "name", "a part", reader);
        let alternatives = match mapping.entry("first_of") {
            Some(entry) => {
                for key in ["items", "machines"] {
                    if let Some(entry) = mapping.entry(key) {
                        let message = format!("a part has either `first_of` or `{key}`");
                        reader.error(Code::UnknownKey, entry.key_span, message, "not with `first_of`");
                    }
                }
                let nodes = reader.sequence(&entry.value, "`first_of`")?;
                let alternatives: Vec<Option<Alternative>> = nodes
                    .iter()
                    .map(|node| {
                        let mapping = reader.mapping(node, "an alternative", &["when", "items", "machines"])?;
                        self.alternative(mapping, functions, what, reader)
                    })
                    .collect();
                alternatives.into_iter().collect::<Option<Vec<_>>>()
            }
            None => self.alternative(mapping, functions, what, reader).map(|only| vec![only]),
        };
        Some(Part { name: name?, alternatives: alternatives? })
    }

    fn alternative(
        &self,
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
                let message = format!("`{}` is paid for while functions run, and {what} has none", it.id);
                reader.error(Code::Missing, span, message, "needs `functions` in the stack");
            }
            if quantities().any(|quantity| quantity == Quantity::Machines) {
                let message = format!("`{}` comes with machines", it.id);
                reader.error(Code::Unsupported, span, message, "belongs into `each` of `machines`");
            }
        }
        let fleet = match mapping.get("machines") {
            Some(node) => Some(self.fleet(node, &items, reader)?),
            None => None,
        };
        Some(Alternative { when: when?, items, fleet })
    }

    fn items_of(&self, mapping: Mapping<'_>, key: &str, reader: &mut Reader) -> Option<Vec<ItemId>> {
        let Some(node) = mapping.get(key) else { return Some(Vec::new()) };
        let nodes = reader.sequence(node, &format!("`{key}`"))?;
        let items: Vec<Option<ItemId>> = nodes.iter().map(|node| self.find_item(node, reader)).collect();
        items.into_iter().collect()
    }

    fn fleet(&self, node: &Node, items: &[ItemId], reader: &mut Reader) -> Option<Fleet> {
        const KEYS: [&str; 7] = ["catalog", "work", "enough_for", "least", "standby", "each", "several"];
        let what = "`machines`";
        let mapping = reader.mapping(node, what, &KEYS)?;
        let catalog = reader.require(mapping, "catalog", what).and_then(|node| {
            let id = reader.text(node, "`catalog`")?;
            let found = self.book.catalogs.iter().position(|catalog| catalog.id == id);
            if found.is_none() {
                let known: Vec<&str> = self.book.catalogs.iter().map(|catalog| catalog.id.as_str()).collect();
                unknown("catalogue", id, node.span, &known, reader);
            }
            found.and_then(|index| u16::try_from(index).ok()).map(CatalogId)
        });
        let work =
            reader.require(mapping, "work", what).and_then(|node| read_word(node, "`work`", &Work::WORDS, reader));
        let enough_for = match mapping.get("enough_for") {
            Some(node) => read_word(node, "`enough_for`", &EnoughFor::WORDS, reader),
            None => Some(EnoughFor::Peak),
        };
        let least = self.counts(mapping, "least", Decimal::ONE, reader);
        let standby = self.counts(mapping, "standby", Decimal::ZERO, reader);
        let each = self.items_of(mapping, "each", reader);
        let several = self.items_of(mapping, "several", reader);
        let (catalog, work) = (catalog?, work?);
        for input in work.inputs() {
            if self.book.inputs.get(*input).is_none() {
                let message = format!("machines that serve this work need the input `{}`", input.name());
                let problem = Diagnostic::error(Code::Missing, message)
                    .at(reader.place(node.span.first()), "these machines")
                    .help(format!("add `{}` to `inputs`", input.name()));
                reader.report(problem);
                return None;
            }
        }
        let included = self.book.catalogs.get(catalog.index()).and_then(|catalog| catalog.includes);
        if let Some(item) = included
            && !items.contains(&item)
        {
            let id = self.book.items.get(item.index()).map_or("", |item| item.id.as_str());
            let message = format!("its machines include some of `{id}`, which is not among the items beside them");
            reader.error(Code::Missing, node.span.first(), message, "needs it in `items`");
        }
        let (each, several) = (each?, several?);
        let each_monthly = self.flat_price(&each, Quantity::Machines, mapping, "each", reader);
        let several_monthly = self.flat_price(&several, Quantity::Months, mapping, "several", reader);
        Some(Fleet {
            catalog,
            work,
            enough_for: enough_for?,
            least: least?,
            standby: standby?,
            each,
            several,
            each_monthly: each_monthly?,
            several_monthly: several_monthly?,
        })
    }

    /// What items cost together that are paid for once for each machine, or once in all: they must have one price.
    fn flat_price(
        &self,
        items: &[ItemId],
        quantity: Quantity,
        mapping: Mapping<'_>,
        key: &str,
        reader: &mut Reader,
    ) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for item in items {
            let it = self.book.items.get(item.index())?;
            let (Rate::Tiers(tiers), [amount]) = (&it.rate, it.amounts.as_slice()) else { return None };
            let fixed = amount.times.is_empty() && it.free.is_zero() && tiers.len() == 1;
            let right =
                amount.quantity == quantity || (amount.quantity == Quantity::Hours && quantity == Quantity::Months);
            if !fixed || !right {
                let span = mapping.entry(key).map_or(mapping.span(), |entry| entry.value.span);
                let expected = match quantity {
                    Quantity::Machines => "the quantity `machines`",
                    _ => "the quantity `months` or `hours`",
                };
                let message = format!("`{}` must have {expected}, one price and no free allowance here", it.id);
                reader.error(Code::Unsupported, span, message, format!("in `{key}`"));
                return None;
            }
            let hours = if amount.quantity == Quantity::Hours { HOURS_A_MONTH } else { Decimal::ONE };
            let price = it.cost(hours.checked_mul(amount.factor)?);
            sum = sum.checked_add(price)?;
        }
        Some(sum)
    }

    /// How many machines: a number, or the first of several whose condition holds.
    fn counts(
        &self,
        mapping: Mapping<'_>,
        key: &str,
        without: Decimal,
        reader: &mut Reader,
    ) -> Option<Vec<(Condition, Decimal)>> {
        let always = || Condition::All(Vec::new());
        let Some(node) = mapping.get(key) else { return Some(vec![(always(), without)]) };
        let Content::Sequence(nodes) = &node.content else {
            let count = reader.whole(node, &format!("`{key}`"), 0..=1_000)?;
            return Some(vec![(always(), Decimal::from(count))]);
        };
        let mut counts = Vec::new();
        for node in nodes {
            let mapping = reader.mapping(node, &format!("`{key}`"), &["when", "count"])?;
            let when = self.fixed_condition(mapping.get("when"), reader)?;
            let count = reader
                .require(mapping, "count", &format!("`{key}`"))
                .and_then(|node| reader.whole(node, "`count`", 0..=1_000))?;
            counts.push((when, Decimal::from(count)));
        }
        if !counts.last().is_some_and(|(when, _)| *when == always()) {
            reader.wrong_type(node, &format!("`{key}`"), "a last count without `when`, for all other cases");
            return None;
        }
        Some(counts)
    }

    fn unpriced(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "an entry of `unpriced`";
        let mapping = reader.mapping(node, what, &["option", "when", "because"])?;
        let option = self.option_of(mapping, what, reader);
        let node = reader.require(mapping, "when", what);
        let when = self.fixed_condition(node, reader);
        let because = text(mapping, "because", what, reader);
        self.book.unpriced.push(Unpriced { option: option?, when: when?, because: because? });
        Some(())
    }

    /// Adds the fields that estimates fill, so that rules may look at them. They are there for every option, priced
    /// or not: a rule on an estimate that nobody makes just never fires.
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
            self.fields.add(Field { id, kind: Kind::Number(scale), derived: true })
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
        self.book.estimates = Estimates { peak_requests, peak_concurrency, options };
    }

    /// Checks that everything a condition of the book looks at has a default.
    pub(super) fn check_prices(&self, problems: &mut Vec<Diagnostic>) {
        let book = &self.book;
        if book.stacks.is_empty() {
            return;
        }
        if book.header.is_none() {
            problems.push(Diagnostic::error(
                Code::Missing,
                "the price book lacks `book` (its name, region and review date)",
            ));
        }
        let mut needed: Vec<FieldId> = book.condition_fields();
        needed.extend(Input::WORDS.iter().filter_map(|(_, input)| match input {
            // Without these there is no estimate, or no share of a budget.
            Input::Requests | Input::Budget => None,
            input => book.inputs.get(*input),
        }));
        needed.extend(book.items.iter().flat_map(|item| item.amounts.iter().flat_map(|it| it.times.iter().copied())));
        needed.extend(book.stacks.iter().filter_map(|stack| stack.functions.as_ref()?.at_once));
        needed.sort_unstable();
        needed.dedup();
        for field in needed {
            if !book.assumptions.iter().any(|assumption| assumption.field == field) {
                let message =
                    format!("the price book looks at `{}` and does not say what to assume", book.fields.get(field).id);
                problems
                    .push(Diagnostic::error(Code::Missing, message).help("add it to `assumptions`, with a default"));
            }
        }
    }
}

/// The origin of what a profile says itself.
fn given_origin() -> Origin {
    Origin {
        cites: Vec::new(),
        as_of: AsOf::Unknown,
        sources: vec!["the profile".to_owned()],
        urls: Vec::new(),
        confidence: Confidence::High,
    }
}

/// The machines of which no other is as good in every respect and no dearer: the others are never the cheapest.
fn worth(machines: &[Machine]) -> Vec<usize> {
    let at_least_as_good = |one: &Machine, other: &Machine| {
        one.vcpu >= other.vcpu
            && one.vcpu * one.baseline >= other.vcpu * other.baseline
            && one.memory_gib >= other.memory_gib
            && one.included >= other.included
            && one.monthly <= other.monthly
    };
    let is_worth = |index: &usize| {
        let machine = &machines[*index];
        !machines.iter().enumerate().any(|(other, it)| {
            // Of two that are equal in everything the first is kept.
            other != *index && at_least_as_good(it, machine) && (other < *index || !at_least_as_good(machine, it))
        })
    };
    (0..machines.len()).filter(is_worth).collect()
}

fn own_id<'n>(mapping: Mapping<'n>, what: &str, reader: &mut Reader) -> Option<(&'n str, Span)> {
    reader.require(mapping, "id", what).and_then(|node| Some((reader.id(node, "`id`")?, node.span)))
}

fn text(mapping: Mapping<'_>, key: &str, what: &str, reader: &mut Reader) -> Option<String> {
    let node = reader.require(mapping, key, what)?;
    reader.text(node, &format!("`{key}`")).map(str::to_owned)
}

/// A number over zero that must be there.
fn positive(mapping: Mapping<'_>, key: &str, what: &str, reader: &mut Reader) -> Option<Decimal> {
    let node = reader.require(mapping, key, what)?;
    let number = reader.number(node, &format!("`{key}`"))?;
    if number <= Decimal::ZERO {
        let message = format!("{what}: `{key}` must be over zero, found `{number}`");
        reader.error(Code::OutOfRange, node.span, message, "expected a number over zero");
        return None;
    }
    Some(number)
}

/// An amount of money: a decimal in quotes, so that no reader of YAML makes a binary fraction of it.
fn money(node: &Node, what: &str, reader: &mut Reader) -> Option<Decimal> {
    let Content::Scalar(Scalar { text, plain }) = &node.content else {
        reader.wrong_type(node, what, "an amount in quotes such as \"0.20\"");
        return None;
    };
    let amount = text.parse::<Decimal>().ok();
    match (amount, plain) {
        (Some(_), true) => {
            let message = format!("{what}: an amount of money must stand in quotes, found `{text}`");
            let problem = Diagnostic::error(Code::WrongType, message)
                .at(reader.place(node.span), "expected quotes")
                .help(format!("write \"{text}\""));
            reader.report(problem);
            None
        }
        (Some(amount), false) if amount.is_sign_negative() && !amount.is_zero() => {
            let message = format!("{what}: a price is never negative, found `{text}`");
            reader.error(Code::OutOfRange, node.span, message, "expected zero or more");
            None
        }
        (Some(amount), false) => Some(amount),
        (None, _) => {
            reader.wrong_type(node, what, "an amount in quotes such as \"0.20\"");
            None
        }
    }
}

fn read_tiers(node: &Node, per: Decimal, reader: &mut Reader) -> Option<Vec<Tier>> {
    let nodes = reader.sequence(node, "`tiers`")?;
    let mut tiers: Vec<Tier> = Vec::new();
    let mut from = Some(Decimal::ZERO);
    let mut base = Decimal::ZERO;
    for node in nodes {
        let mapping = reader.mapping(node, "a tier", &["up_to", "price"])?;
        let Some(start) = from else {
            reader.wrong_type(node, "`tiers`", "no tier behind the one without `up_to`");
            return None;
        };
        let price = reader.require(mapping, "price", "a tier").and_then(|node| money(node, "`price`", reader))?;
        let unit_price = price.checked_div(per)?;
        let end = match mapping.get("up_to") {
            Some(node) => {
                let end = reader.number(node, "`up_to`")?;
                if end <= start {
                    let message = format!("`tiers`: `up_to` must be over {}, where the tier starts", start.normalize());
                    reader.error(Code::OutOfRange, node.span, message, "expected more");
                    return None;
                }
                Some(end)
            }
            None => None,
        };
        tiers.push(Tier { from: start, base, unit_price, price, per });
        if let Some(end) = end {
            base = base.checked_add((end - start).checked_mul(unit_price)?)?;
        }
        from = end;
    }
    if from.is_some() || tiers.is_empty() {
        reader.wrong_type(node, "`tiers`", "a last tier without `up_to`");
        return None;
    }
    Some(tiers)
}

/// What an assumption of the book's own can be: a number within a range, or one of a few choices.
fn read_kind(mapping: Mapping<'_>, reader: &mut Reader) -> Option<Kind> {
    match (mapping.get("range"), mapping.get("choices")) {
        (Some(range), None) => {
            let unit = mapping.get("unit").and_then(|node| reader.text(node, "`unit`")).unwrap_or_default().to_owned();
            let range = reader.mapping(range, "`range`", &["at_least", "over", "at_most"])?;
            let least = range.entry("at_least").or(range.entry("over"));
            let Some(least) = least else {
                reader.error(
                    Code::Missing,
                    range.span(),
                    "`range`: `at_least` or `over` is missing",
                    "needs a lower end",
                );
                return None;
            };
            let over_least = least.key == "over";
            let least = reader.number(&least.value, &format!("`{}`", least.key))?;
            let most = positive(range, "at_most", "`range`", reader)?;
            if least.is_sign_negative() || most <= least {
                reader.error(
                    Code::OutOfRange,
                    range.span(),
                    "`range` must start at zero or more and go up",
                    "this range",
                );
                return None;
            }
            let grid = Grid::logarithmic(2, Decimal::new(1, 2));
            Some(Kind::Number(Scale { unit, whole: false, least, over_least, most, grid, typical: (least, most) }))
        }
        (None, Some(choices)) => {
            let mut list: Vec<Choice> = Vec::new();
            for node in reader.sequence(choices, "`choices`")? {
                let mapping = reader.mapping(node, "a choice", &["id", "means"])?;
                let (id, span) = own_id(mapping, "a choice", reader)?;
                let means = text(mapping, "means", "a choice", reader)?;
                if list.iter().any(|choice| choice.id == id) {
                    reader.error(Code::DuplicateId, span, format!("there are two choices `{id}`"), "the second one");
                }
                list.push(Choice { id: id.to_owned(), means, neutral: None });
            }
            (!list.is_empty() && list.len().to_u8().is_some()).then_some(Kind::Choice(list))
        }
        _ => {
            let message = "an assumption of its own must have either `range` or `choices`";
            reader.error(Code::Missing, mapping.span().first(), message, "needs one of the two");
            None
        }
    }
}

/// The unit of a numeric field; assumptions about each of something name it behind a slash.
fn unit_of(field: &Field) -> &str {
    match &field.kind {
        Kind::Number(scale) => scale.unit.split(" / ").next().unwrap_or_default(),
        Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => "",
    }
}
