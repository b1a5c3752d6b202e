//! Dimensions, questions, and answers that contradict each other, as they are written.

use rust_decimal::Decimal;

use super::silences::Silences;
use crate::{
    measure::Measure,
    rulebase::question::AnswerKind,
    shape::{
        Bond, FieldCondition, Form, Id, NonEmpty, OverZero, Ref, Short, Then, ToDimension,
        ToSource, Unread, When, Whole, WordOf, forms, shape,
    },
};

/// As many choices as there are bits in a set of answers.
const MOST_CHOICES: usize = 64;

/// A name stands in a line with others.
const LONGEST_NAME: usize = 30;

forms! {
    /// An answer to the question itself.
    RawAnswer Form::Either(&[Form::Id, Form::YesNo]),
}

shape! {
    /// A dimension.
    pub(crate) struct RawDimension: "a dimension" {
        required id: Id<'n> = "a word",
        required name: &'n str = "its name",
        required about: &'n str = "what it is about, in one line",
        required weight: Whole<0, 10> = "what it weighs by default",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }

    /// A question.
    pub(crate) struct RawQuestion: "a question" {
        required id: Id<'n> = "what the answer is called in profiles and conditions",
        required dimension: Ref<'n, ToDimension> = "the dimension that it belongs to",
        optional name: Short<'n, LONGEST_NAME> =
            "what reports call it, in a few words; its id, if left out",
        required prompt: &'n str = "the question as it is put",
        required help: &'n str = "one line of help",
        required why: &'n str = "why it is asked",
        required kind: WordOf<AnswerKind> = "what kind of answer it takes",
        optional ordered: bool = "whether a step between choices is a smaller change than two",
        optional choices: NonEmpty<'n, RawChoice<'n>, MOST_CHOICES> =
            "the answers to choose from, at most 64",
        optional unit: &'n str = "what numbers are counted in",
        optional whole: bool = "whether fractions make no sense",
        optional range: RawRange<'n> = "which numbers are answers",
        optional grid: RawGrid<'n> = "which numbers are worth naming",
        optional typical: RawTypical<'n> = "where the numbers of most projects lie",
        optional uncommon: Vec<Unread<'n, RawAnswer>> = "answers that few projects give",
        optional examples: Vec<&'n str> = "what people would type",
        optional neutral: Unread<'n, Vec<RawNeutral<'n>>> =
            "numbers of which no rule need speak",
        optional moot: Unread<'n, FieldCondition> =
            "with which answers to other questions it has no meaning, so that nobody is asked",
        optional measured: WordOf<Measure> = "what `whereto measure` answers it with",
        optional cites: Vec<Ref<'n, ToSource>> = "the claims and facts that say so",
        optional formerly: Vec<Id<'n>> =
            "what it was called before, such as `assumptions.NAME`; who still writes that is told",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    } with [
        Bond::new(When::Says("kind", &["number"]), Then::Needs(&["range", "grid", "typical"]))
            .message("a numeric question: `{key}` is missing"),
        Bond::new(When::Says("kind", &["choice", "several"]), Then::Needs(&["choices"])),
    ]

    /// One of the answers to choose from.
    pub(crate) struct RawChoice: "a choice" {
        required id: Id<'n> = "what people write",
        optional name: Short<'n, LONGEST_NAME> =
            "what reports call it, in a few words; its id, if left out",
        required means: &'n str = "what it means, in one line",
        optional neutral: &'n str = "why no rule need look at it",
    }

    /// Which numbers are answers.
    pub(crate) struct RawRange: "`range`" {
        optional at_least: Decimal = "the least number",
        optional over: Decimal = "what all numbers are over",
        required at_most: OverZero = "the greatest number",
    } with [
        Bond::new(When::Always, Then::SomeOf(&["at_least", "over"]))
            .message("{owner}: `at_least` or `over` is missing")
            .label("needs a lower end"),
    ]

    /// Which numbers are worth naming.
    pub(crate) struct RawGrid: "`grid`" {
        required step: OverZero = "the smallest step; with `digits` a power of ten",
        optional digits: Whole<1, 4> = "how many digits count; without, steps are even",
    }

    /// Where the numbers of most projects lie.
    pub(crate) struct RawTypical: "`typical`" {
        required from: Decimal = "where they start",
        required to: Decimal = "where they end",
    }

    /// A stretch of numbers of which no rule need speak.
    pub(crate) struct RawNeutral: "a neutral stretch" {
        required from: Decimal = "where it starts",
        required to: Decimal = "where it ends",
        required because: &'n str = "why no rule need speak of them",
    }

    /// Answers that cannot both be meant.
    pub(crate) struct RawContradiction: "a contradiction" {
        required id: Id<'n> = "a few words",
        required when: Unread<'n, FieldCondition> = "when it is there",
        required because: &'n str = "what is the matter, in a sentence that names both answers",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }
}
