//! The price book, as it is written.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::questions::RawRange;
use crate::{
    reader::Reader,
    rulebase::{
        AsOf, Confidence,
        prices::{EnoughFor, Input, Per, Quantity, Work, unit::Each},
    },
    shape::{
        At, Bond, Form, FromNode, Id, Keyed, NonEmpty, OverZero, Price, PriceCondition, Ref, Then,
        ToCatalog, ToFact, ToItem, ToNumber, ToOption, ToQuestion, Unread, When, Whole, WordOf,
        forms, shape,
    },
    words::Worded,
    yaml::{Content, Node, Span},
};

/// What a price that cites facts does not say itself.
const OWN_ORIGIN: &[&str] = &["as_of", "source", "url", "confidence"];

/// A price either cites facts, or has a date and a source of its own.
const CITES_BARS_OWN: Bond = Bond::new(When::There("cites"), Then::Bars(OWN_ORIGIN))
    .message("{owner} cites facts, which carry their own `{key}`")
    .label("not with `cites`");

shape! {
    /// The price book, or what is added to it.
    pub(crate) struct RawPrices: "`prices`" {
        optional book: RawBook<'n> = "whose prices these are",
        optional inputs: RawInputs<'n> = "which field plays which part in working out quantities",
        optional assumptions: Vec<RawAssumption<'n>> =
            "what stands in for what a profile does not say",
        optional items: Vec<RawItem<'n>> = "what is paid for",
        optional catalogs: Vec<RawCatalog<'n>> = "machines to choose from",
        optional stacks: Vec<RawStack<'n>> = "what options are made of",
        optional unpriced: Vec<RawUnpriced<'n>> = "what there is no price for",
    }

    /// Whose prices these are.
    pub(crate) struct RawBook: "`book`" {
        required name: &'n str = "its name",
        required currency: &'n str = "the currency, such as USD",
        required region: &'n str = "where the prices hold",
        required about: &'n str = "what is in the prices and what is not",
        optional cites: Vec<Ref<'n, ToFact>> = "what it rests on as a whole",
        required reviewed: Date = "the day on which the prices were last reviewed",
    }

    /// What stands in for what a profile does not say.
    pub(crate) struct RawAssumption: "an assumption" {
        optional id: Id<'n> = "its name, for what is never asked",
        optional question: Ref<'n, ToQuestion> = "the question that it stands in for",
        optional about: &'n str = "what it is, in a few words",
        optional unit: &'n str = "what it is counted in",
        optional range: RawRange<'n> = "which numbers it can be",
        optional choices: NonEmpty<'n, RawBookChoice<'n>> = "what it can be",
        optional default: Unread<'n, Default> =
            "what it is taken to be: a range, the first of several ranges whose condition holds, \
             or an answer",
        optional optional: bool = "whether it is left out unless a profile gives it",
        required because: &'n str = "why that",
    } with [
        Bond::new(When::Always, Then::OneOf(&["question", "id"])).message(
            "{owner} has either a `question` that it stands in for or an `id` of its own",
        ),
        Bond::new(
            When::There("question"),
            Then::Bars(&["unit", "range", "choices", "optional", "about"]),
        )
        .message("{owner}: `{key}` is the question's own business")
        .label("only with `id`"),
        Bond::new(When::There("question"), Then::Needs(&["default"])),
        Bond::new(When::There("id"), Then::Needs(&["about"])),
        Bond::new(When::There("id"), Then::OneOf(&["range", "choices"]))
            .message("an assumption of its own must have either `range` or `choices`"),
    ]

    /// One of the answers that an assumption can be.
    pub(crate) struct RawBookChoice: "a choice" {
        required id: Id<'n> = "what people write",
        required means: &'n str = "what it means, in one line",
    }

    /// A range for a number.
    pub(crate) struct RawGuess: "`default`" {
        optional when: Unread<'n, PriceCondition> = "when it is the right one",
        required low: Decimal = "the least that is usual",
        required expected: Decimal = "what to expect",
        required high: Decimal = "the most that is usual",
    }

    /// Something that is paid for.
    pub(crate) struct RawItem: "an item", "the item" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "its name",
        optional quantity: WordOf<Quantity> = "how much of it there is",
        optional times: Vec<Ref<'n, ToNumber>> = "what each is multiplied by",
        optional largest_of: NonEmpty<'n, RawAmount<'n>> =
            "how much of it there is: the largest of several amounts",
        required unit: &'n str = "what it is priced in",
        optional price: Price = "what a unit costs",
        optional per: OverZero = "for how many units the price is; one, if left out",
        optional tiers: NonEmpty<'n, RawTier<'n>> = "prices that change with the amount",
        optional rate: Ref<'n, ToNumber> = "the assumption that says what a unit costs",
        optional free: RawFree<'n> = "what is free",
        optional people: bool = "whether it is people's time",
        optional note: &'n str = "what else there is to know",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that the price rests on",
        optional as_of: AsOf = "when the price was so",
        optional source: &'n str = "the title of its source",
        optional url: &'n str = "the address of its source",
        optional confidence: WordOf<Confidence> = "how far it can be relied on",
    } with [
        Bond::new(When::Always, Then::OneOf(&["quantity", "largest_of"])),
        Bond::new(When::Always, Then::OneOf(&["price", "tiers", "rate"])),
        Bond::new(When::There("rate"), Then::Bars(&["per"]))
            .message("{owner}: a given rate is for one unit")
            .label("not with `rate`"),
        CITES_BARS_OWN,
        // What a profile says itself needs no source.
        Bond::new(When::Missing(&["cites", "rate"]), Then::Needs(&["as_of", "source"])),
    ]

    /// One of several amounts.
    pub(crate) struct RawAmount: "an amount" {
        required quantity: WordOf<Quantity> = "what it is an amount of",
        optional times: Vec<Ref<'n, ToNumber>> = "what each is multiplied by",
        required unit: &'n str = "what it is counted in",
        required covers: OverZero = "how many of them one unit of the item covers",
    }

    /// A stretch of amounts with one price.
    pub(crate) struct RawTier: "a tier" {
        optional up_to: OverZero = "where it ends; the last one does not",
        required price: Price = "what a unit costs",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that this price rests on",
    }

    /// What is free.
    pub(crate) struct RawFree: "`free`" {
        required amount: OverZero = "how much",
        required each: WordOf<Each> = "how often",
    }

    /// Machines to choose from.
    pub(crate) struct RawCatalog: "a catalogue", "the catalogue" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "its name",
        optional cites: Vec<Ref<'n, ToFact>> = "what is said of its machines beside their prices",
        optional reserved_mb: OverZero = "memory of each machine that the system keeps, in MB",
        required per: WordOf<Per> = "for how long the prices are",
        optional includes: Ref<'n, ToItem> = "the item of which its machines include some",
        required machines: NonEmpty<'n, RawMachine<'n>> = "the machines",
    }

    /// A machine.
    pub(crate) struct RawMachine: "a machine", "the machine" {
        required id: &'n str = "its name",
        required vcpu: OverZero = "its processors",
        optional baseline: OverZero = "the share of them that can be kept busy, at most 1",
        required memory_gib: OverZero = "its memory in GiB",
        optional included: OverZero = "how much of the included item comes with it",
        required price: Price = "what it costs",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that the price rests on",
        optional as_of: AsOf = "when the price was so",
        optional source: &'n str = "the title of its source",
        optional url: &'n str = "the address of its source",
        optional confidence: WordOf<Confidence> = "how far it can be relied on",
    } with [
        CITES_BARS_OWN,
        Bond::new(When::Missing(&["cites"]), Then::Needs(&["as_of", "source"])),
    ]

    /// What an option is made of.
    pub(crate) struct RawStack: "a stack", "the stack" {
        required id: Id<'n> = "a few words",
        required option: Ref<'n, ToOption> = "the option",
        required name: &'n str = "its name",
        optional when: Unread<'n, PriceCondition> = "when it is the one to take",
        optional functions: RawFunctions<'n> = "how its functions are billed",
        required parts: Vec<RawPart<'n>> = "its parts",
        optional note: &'n str = "what else there is to know",
    }

    /// How functions are billed.
    pub(crate) struct RawFunctions: "`functions`" {
        required round_up_ms: OverZero = "what billed time is rounded up to, in ms",
        optional memory_mb: RawSteps<'n> = "how much memory they can have, in steps",
        optional sizes: NonEmpty<'n, RawSize<'n>> = "how much memory they can have, in sizes",
        optional at_once: Ref<'n, ToNumber> = "how many requests an instance serves at a time",
    } with [
        Bond::new(When::Always, Then::OneOf(&["memory_mb", "sizes"])),
    ]

    /// How much memory functions can have, in steps.
    pub(crate) struct RawSteps: "`memory_mb`" {
        required at_least: OverZero = "the least",
        required step: OverZero = "the step",
        required at_most: OverZero = "the most",
    }

    /// A size of function.
    pub(crate) struct RawSize: "a size" {
        required memory_mb: OverZero = "its memory in MB",
        required vcpu: OverZero = "its processors",
    }

    /// One part of a stack.
    pub(crate) struct RawPart: "a part" {
        required name: &'n str = "what it is for",
        optional first_of: Vec<RawAlternative<'n>> =
            "what it can be: the first whose condition holds, nothing where none does",
        optional items: Vec<Ref<'n, ToItem>> = "what is paid for",
        optional machines: RawMachines<'n> = "the machines that are rented",
    } with [
        Bond::new(When::There("first_of"), Then::Bars(&["items", "machines"]))
            .message("a part has either `first_of` or `{key}`")
            .label("not with `first_of`"),
    ]

    /// What a part can be.
    pub(crate) struct RawAlternative: "an alternative" {
        optional when: Unread<'n, PriceCondition> = "when it is the one to take",
        optional items: Vec<Ref<'n, ToItem>> = "what is paid for",
        optional machines: RawMachines<'n> = "the machines that are rented",
    }

    /// Machines that are rented all month.
    pub(crate) struct RawMachines: "`machines`" {
        required catalog: Ref<'n, ToCatalog> = "which to choose from",
        required work: WordOf<Work> = "what they have to do",
        optional enough_for: WordOf<EnoughFor> = "what they are sized for; the peak, if left out",
        optional least: RawCounts<'n> = "how many there are at least",
        optional copies: RawCounts<'n> = "how many times over they are there",
        optional each: Vec<Ref<'n, ToItem>> = "what is paid for with each machine",
        optional several: Vec<Ref<'n, ToItem>> = "what is paid for as soon as there are several",
    }

    /// One of several counts.
    pub(crate) struct RawCount: "" {
        optional when: Unread<'n, PriceCondition> = "when it applies; the last one always does",
        required count: Whole<0, 1000> = "how many",
    }

    /// What the book has no price for.
    pub(crate) struct RawUnpriced: "an entry of `unpriced`" {
        required option: Ref<'n, ToOption> = "the option",
        required when: Unread<'n, PriceCondition> = "when it is needed",
        required because: &'n str = "what is missing",
    }
}

forms! {
    /// What an assumption is taken to be.
    Default Form::Either(&[
        RawGuess::FORM,
        <NonEmpty<'_, RawGuess<'_>>>::FORM,
        Form::YesNo,
        Form::Id,
        Form::List { of: &Form::Id, least: 0, most: 0 },
    ]),
}

/// A number of machines, or several of which the first counts whose condition holds.
#[derive(Debug)]
pub(crate) enum RawCounts<'n> {
    One(u32),
    Several(&'n Node, Vec<RawCount<'n>>),
}

impl<'n> FromNode<'n> for RawCounts<'n> {
    const FORM: Form = Form::Either(&[<Whole<0, 1000>>::FORM, <NonEmpty<'_, RawCount<'_>>>::FORM]);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        if let Content::Sequence(_) = node.content {
            return Some(Self::Several(node, Vec::from_node(node, at, reader)?));
        }
        let count = <Whole<0, 1000>>::from_node(node, at, reader)?;
        u32::try_from(count.0).ok().map(Self::One)
    }
}

/// Which field plays which part, with where the part is named.
#[derive(Debug)]
pub(crate) struct RawInputs<'n>(pub(crate) Vec<(Input, Span, Ref<'n, ToNumber>)>);

impl<'n> FromNode<'n> for RawInputs<'n> {
    const FORM: Form = Form::Keyed(Keyed::Inputs);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let names: Vec<&str> = Input::names().collect();
        let mapping = reader.mapping(node, at, &names)?;
        let mut inputs = Vec::new();
        for (input, word, _) in Input::TABLE {
            let Some(entry) = mapping.entry(word) else { continue };
            let at = At { owner: at.key, key: word };
            if let Some(field) = Ref::from_node(&entry.value, at, reader) {
                inputs.push((*input, entry.key_span, field));
            }
        }
        Some(Self(inputs))
    }
}
