//! Rules, as they are written.

use super::silences::Silences;
use crate::{
    reader::Reader,
    rulebase::{Grade, rule::MOST_POINTS},
    shape::{
        At, Bond, Clause, FieldCondition, Form, FromNode, Id, Keyed, NonEmpty, OneOrMany, Ref,
        Then, ToDimension, ToOption, ToQuestion, ToRule, ToSource, Unread, When, Whole, WordOf,
        shape,
    },
    words::worded,
    yaml::Node,
};

shape! {
    /// A rule.
    pub(crate) struct RawRule: "a rule", "the rule" {
        required id: Id<'n> = "dimension, then a few words that say what it is about",
        optional dimension: Ref<'n, ToDimension> =
            "the dimension whose weight it carries; that of the file, if left out",
        required when: Unread<'n, FieldCondition> = "when it fires",
        optional points: RawPoints<'n> = "points for the options that it speaks for and against",
        optional excludes: OneOrMany<Ref<'n, ToOption>> = "the options that it rules out",
        optional in_short: Clause<'n> =
            "what is so about a project for which it fires, in a few words that go on after \"Why:\"",
        required because: &'n str = "one sentence that a reviewer can read aloud",
        required cites: NonEmpty<'n, Ref<'n, ToSource>> = "the claims and facts that say so",
        required grade: WordOf<Grade> = "what kind of evidence that is",
        optional remedy: &'n str = "what would lift the exclusion",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    } besides {
        for_each: WordOf<ForEach> =
            "writes the rule out for each of these, with `{option}` and `{name}` filled in",
    } with [
        Bond::new(When::Always, Then::OneOf(&["points", "excludes"]))
            .label("a rule does one of the two"),
        Bond::new(When::There("excludes"), Then::Needs(&["remedy"])),
        Bond::new(When::Missing(&["excludes"]), Then::Bars(&["remedy"]))
            .message("{owner} excludes nothing, so there is nothing to lift")
            .label("only for `excludes`"),
    ]

    /// When several platforms are worth it.
    pub(crate) struct RawMix: "`mix`" {
        required most_loss: NonEmpty<'n, RawMostLoss<'n>> =
            "what a part may lose before a mix is worth it: the first whose condition holds, the \
             last for the rest",
        optional unless: Vec<Ref<'n, ToRule>> =
            "rules on what a part cannot do without: no platform is taken for all against which \
             one of them speaks for a part that has a better one",
        required because: &'n str = "why",
        required cites: NonEmpty<'n, Ref<'n, ToSource>> = "the claims and facts that say so",
    }

    /// When a project should stay where it runs today.
    pub(crate) struct RawStay: "`stay`" {
        required question: Ref<'n, ToQuestion> =
            "the question where it runs today, whose choices may be options",
        required lead: Whole<0, 1000> =
            "the points by which another option leads at most, without being worth a move",
        required because: &'n str = "why",
        required cites: NonEmpty<'n, Ref<'n, ToSource>> = "the claims and facts that say so",
    }

    /// What a part may lose.
    pub(crate) struct RawMostLoss: "an entry of `most_loss`" {
        optional when: Unread<'n, FieldCondition> = "when it applies",
        required fit: Whole<0, 100> = "points of fit, of 100",
    }
}

worded! {
    /// What a rule is written out for.
    pub(crate) enum ForEach {
        /// Every option.
        Option = "option",
    }
}

/// Points for options, none of them zero.
#[derive(Debug)]
pub(crate) struct RawPoints<'n>(pub(crate) Vec<(Id<'n>, i8)>);

const LEAST: i64 = -(MOST_POINTS as i64);
const MOST: i64 = MOST_POINTS as i64;

impl<'n> FromNode<'n> for RawPoints<'n> {
    const FORM: Form = Form::Keyed(Keyed::Points);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let entries = reader.entries(node, at)?;
        if entries.is_empty() {
            reader.wrong_type(node, at, "points for at least one option");
        }
        let mut points = Vec::new();
        for entry in entries {
            let read = <Whole<LEAST, MOST>>::from_node(&entry.value, at, reader);
            if read.is_some_and(|read| read.0 == 0) {
                reader.wrong_type(&entry.value, at, "points other than 0, or no line at all");
            }
            // An option is looked up even where its points are wrong.
            let option = Id { text: &entry.key, span: entry.key_span };
            points.push((option, read.map_or(0, |read| i8::try_from(read.0).unwrap_or_default())));
        }
        Some(Self(points))
    }
}
