//! What is paid for, and where its price comes from.

use rust_decimal::Decimal;

use super::{Loader, list, money, own_id, positive, prices, text};
use crate::{
    field::{Field, Kind},
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    rulebase::{
        AsOf, Citation, Confidence, FactId,
        evidence::read_word,
        load::unknown,
        prices::{
            Amount, Item, ItemId, Origin, Quantity, Rate, Tier,
            unit::{Dimension, Each},
        },
    },
    yaml::{Content, Node},
};

impl Loader {
    /// What is paid for.
    pub(in crate::rulebase::load) fn price_items(
        &mut self,
        file: Mapping<'_>,
        reader: &mut Reader,
    ) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "items", reader) {
            self.price_item(node, reader);
        }
    }

    pub(super) fn price_item(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
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
        let people = mapping
            .get("people")
            .and_then(|node| reader.yes_no(node, "`people`"))
            .unwrap_or_default();
        let note = reader.optional_text(mapping, "note");
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
        let ((free, free_each), amounts, rate) = (free?, amounts?, rate?);
        let edges = edges(&amounts, &rate, free);
        self.book.items.push(Item {
            id: id.to_owned(),
            name: name?,
            amounts,
            unit: unit?,
            free,
            free_each,
            rate,
            edges,
            people,
            origin: origin?,
            note,
        });
        Some(())
    }

    pub(super) fn amounts(
        &mut self,
        item: Mapping<'_>,
        unit: &str,
        what: &str,
        reader: &mut Reader,
    ) -> Option<Vec<Amount>> {
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
                        let mapping = reader.mapping(
                            node,
                            "an amount",
                            &["quantity", "times", "unit", "covers"],
                        )?;
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
                reader.error(Code::MISSING, item.span().first(), message, "needs one of the two");
                None
            }
        }
    }

    pub(super) fn amount(
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
                let message = format!(
                    "{what} needs the input `{}`, which the price book does not give",
                    input.name()
                );
                let problem = Problem::error(Code::MISSING, message)
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
                        reader.wrong_type(
                            node,
                            "`times`",
                            "no more than one amount that is not a plain number",
                        );
                        return None;
                    }
                }
                times.push(field);
            }
        }
        let Some(factor) = dimension.factor(unit) else {
            let known = dimension.units();
            let span = mapping.entry("unit").map_or(mapping.span(), |entry| entry.value.span);
            let message = format!("{what}: `{unit}` is no unit of that quantity");
            reader.refuse(Code::UNKNOWN_CHOICE, message, unit, known, span);
            return None;
        };
        let factor = factor.checked_div(scale)?;
        // Two amounts of the same are the same in whatever order they were written.
        times.sort_unstable();
        Some(Amount { quantity, times, factor: factor.checked_div(covers)?, covers, shared: None })
    }

    /// The number of an amount among those that several options may pay for.
    pub(super) fn shared(&mut self, amount: &Amount) -> Option<u16> {
        if amount.quantity.needs_functions() || amount.quantity == Quantity::Machines {
            return None;
        }
        let key = (amount.quantity, amount.times.clone());
        let position = self.shared_amounts.iter().position(|known| *known == key);
        let position = position.unwrap_or_else(|| {
            self.shared_amounts.push(key);
            self.book.shared_amounts = self.shared_amounts.len();
            self.shared_amounts.len() - 1
        });
        u16::try_from(position).ok()
    }

    pub(super) fn rate(&self, item: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Rate> {
        match (item.entry("price"), item.entry("tiers"), item.entry("rate")) {
            (Some(price), None, None) => {
                let price = money(&price.value, "`price`", reader);
                let per = item
                    .get("per")
                    .map_or(Some(Decimal::ONE), |_| positive(item, "per", what, reader));
                let (price, per) = (price?, per?);
                let unit_price = price.checked_div(per)?;
                Some(Rate::Tiers(vec![Tier {
                    from: Decimal::ZERO,
                    base: Decimal::ZERO,
                    unit_price,
                    price,
                    per,
                    origin: None,
                }]))
            }
            (None, Some(tiers), None) => {
                let per = item
                    .get("per")
                    .map_or(Some(Decimal::ONE), |_| positive(item, "per", what, reader))?;
                self.tiers(&tiers.value, per, reader).map(Rate::Tiers)
            }
            (None, None, Some(rate)) => {
                if let Some(per) = item.entry("per") {
                    let message = format!("{what}: a given rate is for one unit");
                    reader.error(Code::UNKNOWN_KEY, per.key_span, message, "not with `rate`");
                }
                self.number_field(&rate.value, "`rate`", reader).map(Rate::Given)
            }
            _ => {
                let message = format!("{what} must have one of `price`, `tiers` and `rate`");
                reader.error(Code::MISSING, item.span().first(), message, "needs one of the three");
                None
            }
        }
    }

    pub(super) fn tiers(
        &self,
        node: &Node,
        per: Decimal,
        reader: &mut Reader,
    ) -> Option<Vec<Tier>> {
        let nodes = reader.sequence(node, "`tiers`")?;
        let mut tiers: Vec<Tier> = Vec::new();
        let mut from = Some(Decimal::ZERO);
        let mut base = Decimal::ZERO;
        for node in nodes {
            let mapping = reader.mapping(node, "a tier", &["up_to", "price", "cites"])?;
            let Some(start) = from else {
                reader.wrong_type(node, "`tiers`", "no tier behind the one without `up_to`");
                return None;
            };
            let price = reader
                .require(mapping, "price", "a tier")
                .and_then(|node| money(node, "`price`", reader))?;
            let unit_price = price.checked_div(per)?;
            let end = match mapping.get("up_to") {
                Some(node) => {
                    let end = reader.number(node, "`up_to`")?;
                    if end <= start {
                        let message = format!(
                            "`tiers`: `up_to` must be over {}, where the tier starts",
                            start.normalize()
                        );
                        reader.error(Code::OUT_OF_RANGE, node.span, message, "expected more");
                        return None;
                    }
                    Some(end)
                }
                None => None,
            };
            let origin = match mapping.get("cites") {
                Some(_) => Some(self.origin(mapping, "a tier", reader)?),
                None => None,
            };
            tiers.push(Tier { from: start, base, unit_price, price, per, origin });
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

    pub(super) fn free(
        &self,
        item: Mapping<'_>,
        what: &str,
        reader: &mut Reader,
    ) -> Option<(Decimal, Option<(Decimal, Each)>)> {
        let Some(node) = item.get("free") else { return Some((Decimal::ZERO, None)) };
        let mapping = reader.mapping(node, "`free`", &["amount", "each"])?;
        let amount = positive(mapping, "amount", what, reader);
        let each = reader
            .require(mapping, "each", "`free`")
            .and_then(|node| read_word(node, "`each`", &Each::WORDS, reader));
        let (amount, each) = (amount?, each?);
        let monthly = each.in_a_month(amount)?;
        Some((monthly, (each != Each::Month).then_some((amount, each))))
    }

    /// Facts that are cited.
    pub(super) fn fact_ids(&self, node: &Node, reader: &mut Reader) -> Vec<FactId> {
        let mut cites = Vec::new();
        for node in reader.sequence(node, "`cites`").unwrap_or_default() {
            match self.find_citation(node, reader) {
                Some(Citation::Fact(fact)) => cites.push(fact),
                Some(Citation::Claim(claim)) => {
                    let id = &self.claims[usize::from(claim.0)].id;
                    let message = format!(
                        "`cites`: a price rests on facts, which have a date, and `{id}` is a claim"
                    );
                    let problem = Problem::error(Code::WRONG_TYPE, message)
                        .at(reader.place(node.span), "expected the id of a fact")
                        .help(
                            "give a fact, or in place of `cites` the price's own `as_of` and \
                             `source`",
                        );
                    reader.report(problem);
                }
                None => {}
            }
        }
        cites
    }

    /// Where a price comes from: facts, or a date and a source of its own.
    pub(super) fn origin(
        &self,
        mapping: Mapping<'_>,
        what: &str,
        reader: &mut Reader,
    ) -> Option<Origin> {
        const OWN: [&str; 4] = ["as_of", "source", "url", "confidence"];
        if let Some(node) = mapping.get("cites") {
            for key in OWN {
                if let Some(entry) = mapping.entry(key) {
                    let message = format!("{what} cites facts, which carry their own `{key}`");
                    reader.error(Code::UNKNOWN_KEY, entry.key_span, message, "not with `cites`");
                }
            }
            let cites = self.fact_ids(node, reader);
            let facts: Vec<_> =
                cites.iter().filter_map(|fact| self.facts.get(usize::from(fact.0))).collect();
            let as_of = facts.iter().map(|fact| fact.as_of).min_by_key(|as_of| as_of.latest());
            let mut sources: Vec<String> = facts.iter().map(|fact| fact.source.clone()).collect();
            let mut urls: Vec<String> = facts.iter().filter_map(|fact| fact.url.clone()).collect();
            sources.dedup();
            urls.dedup();
            let confidence = facts.iter().map(|fact| fact.confidence).min();
            if matches!(&node.content, Content::Sequence(nodes) if nodes.is_empty()) {
                reader.error(
                    Code::MISSING,
                    node.span,
                    format!("{what} cites nothing"),
                    "needs at least one fact",
                );
            }
            return Some(Origin { as_of: as_of?, sources, urls, confidence: confidence?, cites });
        }
        let as_of = reader
            .require(mapping, "as_of", what)
            .and_then(|node| AsOf::read(node, "`as_of`", reader));
        let source = text(mapping, "source", what, reader);
        let url = reader.optional_text(mapping, "url");
        let confidence = match mapping.get("confidence") {
            Some(node) => {
                let all = [Confidence::Low, Confidence::Medium, Confidence::High]
                    .map(|level| (level.name(), level));
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

    pub(super) fn find_item(&self, node: &Node, reader: &mut Reader) -> Option<ItemId> {
        let id = reader.text(node, "an item")?;
        let found = self.book.items.iter().position(|item| item.id == id);
        if found.is_none() {
            let known: Vec<&str> = self.book.items.iter().map(|item| item.id.as_str()).collect();
            unknown("item", id, node.span, &known, reader);
        }
        found.and_then(|index| u16::try_from(index).ok()).map(ItemId)
    }
}

/// The amounts at which the price of one more unit changes, in the base unit of the quantity.
fn edges(amounts: &[Amount], rate: &Rate, free: Decimal) -> Vec<Decimal> {
    let ([amount], Rate::Tiers(tiers)) = (amounts, rate) else { return Vec::new() };
    let starts = tiers.iter().skip(1).filter_map(|tier| tier.from.checked_add(free));
    let edges = Some(free).filter(|free| !free.is_zero()).into_iter().chain(starts);
    edges.filter_map(|edge| edge.checked_div(amount.factor)).collect()
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

/// The unit of a numeric field; assumptions about each of something name it behind a slash.
fn unit_of(field: &Field) -> &str {
    match &field.kind {
        Kind::Number(scale) => scale.unit.split(" / ").next().unwrap_or_default(),
        Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => "",
    }
}
