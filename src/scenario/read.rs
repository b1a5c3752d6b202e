//! Reading scenario files: everything that is wrong with one is reported, with its place.

use std::{collections::HashMap, sync::Arc};

use super::{Expectation, Expected, Giver, Outcome, Scenario};
use crate::{
    problem::Problems,
    profile::{Profile, RawAnswers, RawAssumptions, RawWeights},
    reader::Reader,
    rulebase::{Citation, ClaimId, DimensionId, FactId, OptionId, RuleBase, RuleId},
    shape::{
        Anything, At, Bond, FromNode, Id, NonEmpty, OneOrMany, Ref, Target, Then, ToGiver,
        ToOption, ToOutcome, ToRule, ToSource, Unread, When, Whole, shape,
    },
    source::Source,
    words::Worded,
    yaml::{self, Node, Span},
};

shape! {
    /// A project with what must come of it.
    pub(crate) struct RawScenario: "a scenario", "the scenario" {
        required id: Id<'n> = "a few words",
        optional why: &'n str = "why this must come of it",
        optional from: OneOrMany<Ref<'n, ToSource>> = "what says so",
        required facts: Unread<'n, RawAnswers> = "the answers, as in a profile",
        optional weights: Unread<'n, RawWeights> = "what the dimensions weigh, as in a profile",
        optional assumptions: Unread<'n, RawAssumptions> =
            "what the cost estimate assumes, as in a profile",
        optional disagrees: &'n str = "why the rule base is known not to meet this, and may",
        optional expect: Ref<'n, ToOutcome> = "what must be recommended",
        optional decision: Ref<'n, ToOutcome> = "what was decided, and so must be recommended",
        optional never: OneOrMany<Ref<'n, ToOption>> = "what may not be recommended",
        optional excluded: OneOrMany<Ref<'n, ToOption>> = "what must be ruled out",
        optional not_excluded: OneOrMany<Ref<'n, ToOption>> = "what may not be ruled out",
        optional fires: OneOrMany<Ref<'n, ToRule>> = "the rules that must fire",
        optional does_not_fire: OneOrMany<Ref<'n, ToRule>> = "the rules that may not fire",
        optional at_least: NonEmpty<'n, RawPointsLimit<'n>> =
            "points that an option must get at least, before weights",
        optional at_most: NonEmpty<'n, RawPointsLimit<'n>> =
            "points that an option may get at most, before weights",
    } besides {
        title: Anything = "for people: what the decision is called",
        decided_because: Anything = "for people: why it was decided so",
        year: Anything = "for people: when it was decided",
        moved_from: Anything = "for people: what there was before",
        source_title: Anything = "for people: the title of its source",
        source_url: Anything = "for people: the address of its source",
        inferred: Anything = "for people: which answers the source does not give",
        notes: Anything = "for people: anything else",
    } with [
        Bond::new(When::There("expect"), Then::Bars(&["decision"]))
            .message("a scenario has either `expect` or a `decision`")
            .label("one of the two is enough"),
        Bond::new(
            When::Always,
            Then::SomeOf(&[
                "expect", "decision", "never", "excluded", "not_excluded", "fires",
                "does_not_fire", "at_least", "at_most",
            ]),
        )
        .message("{owner} expects nothing")
        .label("this one")
        .help("say what must come of it, such as `expect`, `never`, `excluded` or `fires`"),
    ]

    /// A limit for the points that an option gets.
    pub(crate) struct RawPointsLimit: "" {
        required points: Whole<-1000, 1000> = "how many",
        required r#for: Ref<'n, ToOption> = "the option",
        required from: Ref<'n, ToGiver> = "a rule, or a dimension for all of its rules",
    }
}

/// Reads the scenarios of a file.
///
/// # Errors
/// Everything that is wrong with it: text that is not YAML, unknown keys, questions, answers,
/// options, rules or dimensions that do not exist, two scenarios of one id, a scenario that expects
/// nothing.
pub fn read(source: &Arc<Source>, base: &RuleBase) -> Result<Vec<Scenario>, Problems> {
    let (root, mut problems) = yaml::read(source)?;
    let mut reading = Reading { base, reader: Reader::new(source) };
    let (mut scenarios, mut seen) = (Vec::new(), HashMap::new());
    for node in reading.reader.list_of(&root, "scenarios") {
        let Some(scenario) = reading.scenario(node) else { continue };
        if reading.reader.is_only(&mut seen, "scenario", &scenario.id, &scenario.place) {
            scenarios.push(scenario);
        }
    }
    problems.extend(reading.reader.finish());
    problems.or(scenarios)
}

struct Reading<'b> {
    base: &'b RuleBase,
    reader: Reader,
}

impl Reading<'_> {
    fn scenario(&mut self, node: &Node) -> Option<Scenario> {
        let at = At { owner: "a file of scenarios", key: "" };
        let raw = RawScenario::from_node(node, at, &mut self.reader)?;
        let from = raw.from.iter().flat_map(|from| &from.0);
        let from = from.filter_map(|source| self.citation(source)).collect();
        let profile = raw.facts.map(|facts| {
            let weights = raw.weights.map(|weights| weights.node);
            let assumptions = raw.assumptions.map(|assumptions| assumptions.node);
            Profile::from_parts(facts.node, weights, assumptions, self.base, &mut self.reader)
        });
        let expectations = self.expectations(&raw);
        let id = raw.id?;
        Some(Scenario {
            id: id.text.to_owned(),
            place: self.reader.place(id.span),
            why: raw.why.map(str::to_owned),
            from,
            profile: profile?,
            expectations,
            disagrees: raw.disagrees.map(str::to_owned),
        })
    }

    fn expectations(&mut self, raw: &RawScenario<'_>) -> Vec<Expectation> {
        let mut all = Vec::new();
        let expected = raw.expect.as_ref().or(raw.decision.as_ref());
        all.extend(expected.and_then(|expected| Some((self.outcome(expected)?, expected.span))));
        let option = |number: usize| OptionId(number as u8);
        self.each(&raw.never, |number| Expected::Never(option(number)), &mut all);
        self.each(&raw.excluded, |number| Expected::Excluded(option(number)), &mut all);
        self.each(&raw.not_excluded, |number| Expected::NotExcluded(option(number)), &mut all);
        let rule = |number: usize| RuleId(number as u16);
        self.each(&raw.fires, |number| Expected::Fires(rule(number)), &mut all);
        self.each(&raw.does_not_fire, |number| Expected::Silent(rule(number)), &mut all);
        for (limits, at_least) in [(&raw.at_least, true), (&raw.at_most, false)] {
            for limit in limits.iter().flat_map(|limits| &limits.list) {
                let points = self.points(limit, at_least);
                all.extend(points.map(|points| (points, limit.mapping.span())));
            }
        }
        let place = |(what, span)| Expectation { what, place: self.reader.place(span) };
        let mut all: Vec<Expectation> = all.into_iter().map(place).collect();
        all.sort_by_key(|expectation| expectation.place.span.start);
        all
    }

    /// Adds what is expected of each of the things that are named.
    fn each<T: Target>(
        &mut self,
        names: &Option<OneOrMany<Ref<'_, T>>>,
        expected: impl Fn(usize) -> Expected,
        all: &mut Vec<(Expected, Span)>,
    ) {
        for name in names.iter().flat_map(|names| &names.0) {
            let found = self.base.find(name, &mut self.reader);
            all.extend(found.map(|number| (expected(number), name.span)));
        }
    }

    /// Finds what is to be recommended.
    fn outcome(&mut self, name: &Ref<'_, ToOutcome>) -> Option<Expected> {
        if let Some(option) = self.base.find_option(name.text) {
            return Some(Expected::Recommended(option));
        }
        let known = self.base.ids_of_options().chain(Outcome::names());
        let outcome = Outcome::named(name.text).map(Expected::Verdict);
        self.reader.found(outcome, "option", name.text, known, name.span)
    }

    fn points(&mut self, raw: &RawPointsLimit<'_>, at_least: bool) -> Option<Expected> {
        let option = raw.r#for.and_then(|option| self.base.find(&option, &mut self.reader));
        let from = raw.from.and_then(|from| self.base.find(&from, &mut self.reader));
        let dimensions = self.base.dimensions.len();
        let from = from.map(|number| match number.checked_sub(dimensions) {
            None => Giver::Dimension(DimensionId(number as u8)),
            Some(rule) => Giver::Rule(RuleId(rule as u16)),
        });
        let option = option.map(|number| OptionId(number as u8));
        Some(Expected::Points { at_least, points: raw.points?.0, option: option?, from: from? })
    }

    fn citation(&mut self, name: &Ref<'_, ToSource>) -> Option<Citation> {
        let number = self.base.find(name, &mut self.reader)?;
        Some(match number.checked_sub(self.base.claims.len()) {
            None => Citation::Claim(ClaimId(number as u16)),
            Some(fact) => Citation::Fact(FactId(fact as u16)),
        })
    }
}
