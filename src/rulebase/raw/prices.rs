//! The price book, as it is written.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::questions::RawRange;
use crate::{
    measure::Measure,
    reader::Reader,
    rulebase::{AsOf, FactConfidence},
    shape::{
        At, Bond, Form, FormulaText, Fraction, FromNode, Id, NonEmpty, OverZero, Price,
        PriceCondition, Ref, Then, ToCatalog, ToFact, ToFactor, ToItem, ToNumber, ToOption,
        ToProduct, ToQuestion, Unread, When, Whole, WordOf, forms, shape,
    },
    words::worded,
    yaml::{Content, Node},
};

/// What a price that cites facts does not say itself.
const OWN_ORIGIN: &[&str] = &["as_of", "source", "url", "confidence"];

/// A price either cites facts, or has a date and a source of its own.
const CITES_BARS_OWN: Bond = Bond::new(When::There("cites"), Then::Bars(OWN_ORIGIN))
    .message("{owner} cites facts, which carry their own `{key}`")
    .label("not with `cites`");

worded! {
    /// For how long the prices of machines are.
    pub(crate) enum Per {
        /// For an hour.
        Hour = "hour",
        /// For a month.
        Month = "month",
    }

    /// How often something is free.
    pub(crate) enum Each {
        /// Each day.
        Day = "day",
        /// Each month.
        Month = "month",
    }
}

shape! {
    /// The price book, or what is added to it.
    pub(crate) struct RawPrices: "`prices`" {
        optional book: RawBook<'n> = "whose prices these are",
        optional assumptions: Vec<RawAssumption<'n>> =
            "what stands in for what a profile does not say",
        optional tables: Vec<RawTable<'n>> = "numbers that formulas look up",
        optional amounts: Vec<RawAmount<'n>> = "what is worked out, each after those it names",
        optional factors: Vec<RawFactor<'n>> = "what prices are multiplied by",
        optional items: Vec<RawItem<'n>> = "what is paid for",
        optional catalogs: Vec<RawCatalog<'n>> = "machines to choose from",
        optional stacks: Vec<RawStack<'n>> = "what options can be made of",
        optional unpriced: Vec<RawUnpriced<'n>> = "what there is no price for",
        optional limits: Vec<RawLimit<'n>> = "what an option cannot do, whatever is paid",
    }

    /// Whose prices these are.
    pub(crate) struct RawBook: "`book`" {
        required name: &'n str = "its name",
        required currency: &'n str = "the currency, such as USD",
        required region: &'n str = "where the prices hold",
        required about: &'n str = "what is in the prices and what is not",
        optional cites: Vec<Ref<'n, ToFact>> = "what it rests on as a whole",
        required reviewed: Date = "the day on which the prices were last reviewed",
        optional traffic: Ref<'n, ToNumber> = "what says how much there is to do in a month",
        optional budget: Ref<'n, ToNumber> = "what says how much may be spent in a month",
        optional needs: Vec<Ref<'n, ToQuestion>> =
            "the questions of which at least one must be answered for an estimate",
        optional times: FormulaText<'n> = "what every bill is multiplied by",
        optional peak_requests: Id<'n> = "the amount that is requests a second at the peak",
        optional peak_concurrency: Id<'n> = "the amount that is requests in progress at the peak",
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
            "what it is taken to be: numbers or an answer, or the first of several whose condition \
             holds",
        optional likely: Fraction = "how likely the answer is, for what has choices",
        optional optional: bool = "whether it is nothing unless a profile gives it",
        optional measured: WordOf<Measure> = "what `whereto measure` gives it by",
        required because: &'n str = "why that",
    } with [
        Bond::new(When::Always, Then::OneOf(&["question", "id"])).message(
            "{owner} has either a `question` that it stands in for or an `id` of its own",
        ),
        Bond::new(
            When::There("question"),
            Then::Bars(&["unit", "range", "choices", "optional", "about", "measured"]),
        )
        .message("{owner}: `{key}` is the question's own business")
        .label("only with `id`"),
        Bond::new(When::Missing(&["optional"]), Then::Needs(&["default"])),
        Bond::new(When::There("optional"), Then::Bars(&["default"]))
            .message("{owner} with a default is never left out")
            .label("not with `optional`"),
        Bond::new(When::There("id"), Then::Needs(&["about"])),
        Bond::new(When::There("id"), Then::OneOf(&["range", "choices"]))
            .message("an assumption of its own must have either `range` or `choices`"),
    ]

    /// One of the answers that an assumption can be.
    pub(crate) struct RawBookChoice: "a choice" {
        required id: Id<'n> = "what people write",
        required means: &'n str = "what it means, in one line",
    }

    /// How a number that nobody gave is distributed.
    pub(crate) struct RawGuess: "`default`" {
        optional when: Unread<'n, PriceCondition> = "when it is the right one",
        optional for_each: Ref<'n, ToNumber> = "the question whose number they are multiplied by",
        required low: Decimal = "one project in ten has less",
        required expected: Decimal = "half of the projects have less",
        required high: Decimal = "one project in ten has more",
    }

    /// One of several answers.
    pub(crate) struct RawAnswer: "`default`" {
        optional when: Unread<'n, PriceCondition> = "when it is the right one",
        required is: Unread<'n, Answer> = "the answer",
    }

    /// Numbers that formulas look up.
    pub(crate) struct RawTable: "a table", "the table" {
        required id: Id<'n> = "a few words",
        required columns: NonEmpty<'n, Id<'n>> = "the names of its columns",
        required rows: NonEmpty<'n, RawRow<'n>> =
            "its rows: the first counts that holds so much, the last for all beyond it",
    }

    /// A row of a table.
    pub(crate) struct RawRow: "a row" {
        required at_most: OverZero = "up to which number it counts",
        required are: NonEmpty<'n, Decimal> = "what its columns say",
    }

    /// Something that is worked out.
    pub(crate) struct RawAmount: "an amount", "the amount" {
        required id: Id<'n> = "how formulas name it",
        required about: &'n str = "what it is",
        required unit: &'n str = "what it is counted in",
        optional is: FormulaText<'n> = "how it is worked out",
        optional first_of: NonEmpty<'n, RawCase<'n>> =
            "how it is worked out: by the first whose condition holds, nothing where none does",
    } with [
        Bond::new(When::Always, Then::OneOf(&["is", "first_of"])),
    ]

    /// One of several ways to work something out.
    pub(crate) struct RawCase: "a case" {
        optional when: Unread<'n, PriceCondition> = "when it is the right one",
        required is: FormulaText<'n> = "how it is worked out",
    }

    /// What prices are multiplied by.
    pub(crate) struct RawFactor: "a factor", "the factor" {
        required id: Id<'n> = "a few words",
        required cases: NonEmpty<'n, RawTimes<'n>> =
            "the first counts whose condition holds; one where none does",
        required because: &'n str = "why",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that it rests on",
    }

    /// One of several factors.
    pub(crate) struct RawTimes: "a case" {
        optional when: Unread<'n, PriceCondition> = "when it is the right one",
        required times: OverZero = "what prices are multiplied by",
    }

    /// Something that is paid for.
    pub(crate) struct RawItem: "an item", "the item" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "its name",
        required amount: FormulaText<'n> = "how much of it there is in a month",
        required unit: &'n str = "what it is priced in",
        optional price: Price = "what a unit costs",
        optional per: OverZero = "for how many units the price is; one, if left out",
        optional tiers: NonEmpty<'n, RawTier<'n>> = "prices that change with the amount",
        optional free: RawFree<'n> = "what is free",
        optional factors: Vec<Ref<'n, ToFactor>> = "what its prices are multiplied by",
        optional people: bool = "whether it is people's time, at a price that a profile gives",
        optional note: &'n str = "what else there is to know",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that the price rests on",
        optional as_of: AsOf = "when the price was so",
        optional source: &'n str = "the title of its source",
        optional url: &'n str = "the address of its source",
        optional confidence: WordOf<FactConfidence> = "how far it can be relied on",
    } with [
        Bond::new(When::Always, Then::OneOf(&["price", "tiers"])),
        CITES_BARS_OWN,
        // What a profile says itself needs no source.
        Bond::new(When::Missing(&["cites", "people"]), Then::Needs(&["as_of", "source"])),
    ]

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
        optional shared: Id<'n> =
            "a name for it, where several items share it: the parts of a system have it once",
    }

    /// Machines to choose from.
    pub(crate) struct RawCatalog: "a catalogue", "the catalogue" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "its name",
        optional cites: Vec<Ref<'n, ToFact>> = "what is said of its machines beside their prices",
        optional factors: Vec<Ref<'n, ToFactor>> = "what its prices are multiplied by",
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
        optional disk_gb: OverZero = "its disk in GB; no limit, if left out",
        optional connections: OverZero = "how many connections it holds; no limit, if left out",
        optional gpus: OverZero = "its GPUs; no limit, if left out",
        optional included: OverZero = "how much of the included item comes with it",
        required price: Price = "what it costs",
        optional cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that the price rests on",
        optional as_of: AsOf = "when the price was so",
        optional source: &'n str = "the title of its source",
        optional url: &'n str = "the address of its source",
        optional confidence: WordOf<FactConfidence> = "how far it can be relied on",
    } with [
        CITES_BARS_OWN,
        Bond::new(When::Missing(&["cites"]), Then::Needs(&["as_of", "source"])),
    ]

    /// What an option can be made of.
    pub(crate) struct RawStack: "a stack", "the stack" {
        required id: Id<'n> = "a few words",
        required option: Ref<'n, ToOption> = "the option",
        optional product: Ref<'n, ToProduct> = "the product that it is, which is what to start with",
        required name: &'n str = "its name",
        optional when: Unread<'n, PriceCondition> = "when it can do what is asked",
        optional suits: Unread<'n, PriceCondition> =
            "when a team like this would run it; of those, the cheapest is taken",
        required parts: Vec<RawPart<'n>> = "its parts",
        optional note: &'n str = "what else there is to know",
    }

    /// One part of a stack.
    pub(crate) struct RawPart: "a part" {
        required name: &'n str = "what it is for",
        optional first_of: Vec<RawAlternative<'n>> =
            "what it can be: the first whose condition holds, nothing where none does",
        optional product: Ref<'n, ToProduct> = "the product that is paid for",
        optional items: Vec<Ref<'n, ToItem>> = "what is paid for",
        optional machines: RawMachines<'n> = "the machines that are rented",
    } with [
        Bond::new(When::There("first_of"), Then::Bars(&["product", "items", "machines"]))
            .message("a part has either `first_of` or `{key}`")
            .label("not with `first_of`"),
    ]

    /// What a part can be.
    pub(crate) struct RawAlternative: "an alternative" {
        optional when: Unread<'n, PriceCondition> = "when it is the one to take",
        optional product: Ref<'n, ToProduct> = "the product that is paid for",
        optional items: Vec<Ref<'n, ToItem>> = "what is paid for",
        optional machines: RawMachines<'n> = "the machines that are rented",
    }

    /// Machines that are rented all month.
    pub(crate) struct RawMachines: "`machines`" {
        required catalog: Ref<'n, ToCatalog> = "which to choose from",
        required carries: RawLoad<'n> = "what they carry together",
        optional least: RawCounts<'n> = "how many there are at least",
        optional sets: FormulaText<'n> = "how many sets of so many there are, as of several services",
        optional copies: RawCounts<'n> = "how many times over all of them are there",
        optional single: bool = "whether one machine must carry it all",
        optional each: Vec<Ref<'n, ToItem>> = "what is paid for with each machine",
        optional several: Vec<Ref<'n, ToItem>> = "what is paid for as soon as there are several",
    }

    /// What machines carry.
    pub(crate) struct RawLoad: "`carries`" {
        optional vcpu: FormulaText<'n> =
            "processors to pay for: of the peak, or of the month where machines follow the load",
        optional sustained: FormulaText<'n> = "processors in use on average",
        optional memory_mb: FormulaText<'n> = "memory in MB, over all machines",
        optional task_mb: FormulaText<'n> = "memory in MB that one machine must have",
        optional disk_gb: FormulaText<'n> = "disk in GB that one machine must have",
        optional connections: FormulaText<'n> = "connections, over all machines",
        optional gpus: FormulaText<'n> = "GPUs, over all machines",
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

    /// What an option cannot do.
    pub(crate) struct RawLimit: "an entry of `limits`" {
        required option: Ref<'n, ToOption> = "the option",
        required when: Unread<'n, PriceCondition> = "which answers ask for it",
        required because: &'n str = "what it cannot do, and what it would take",
        required cites: NonEmpty<'n, Ref<'n, ToFact>> = "the facts that say so",
    }
}

forms! {
    /// The answer that stands in for one.
    Answer Form::Either(&[
        Form::YesNo,
        Form::Id,
        Form::List { of: &Form::Id, least: 0, most: 0 },
    ]),
    /// What an assumption is taken to be.
    Default Form::Either(&[
        RawGuess::FORM,
        <NonEmpty<'_, RawGuess<'_>>>::FORM,
        <NonEmpty<'_, RawAnswer<'_>>>::FORM,
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
