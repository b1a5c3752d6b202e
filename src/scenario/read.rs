//! Reading scenario files: everything that is wrong with one is reported, with its place.

use std::{collections::HashMap, sync::Arc};

use super::{Expectation, Expected, Giver, Outcome, Scenario};
use crate::{
    problem::{Code, Problem, Problems},
    profile::{Profile, RawAnswers, RawAssumptions, RawWeights},
    reader::Reader,
    rulebase::{Citation, ClaimId, FactId, OptionId, RuleBase, RuleId},
    shape::{
        Anything, At, Bond, FromNode, Id, OneOrMany, Ref, Then, ToGiver, ToOption, ToOutcome,
        ToRule, ToSource, Unread, When, Whole, shape,
    },
    source::{Place, Source},
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
        optional at_least: Vec<RawPointsLimit<'n>> =
            "points that an option must get at least, before weights",
        optional at_most: Vec<RawPointsLimit<'n>> =
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
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut seen: HashMap<String, Place> = HashMap::new();
    let nodes = match &root.content {
        yaml::Content::Sequence(nodes) if !nodes.is_empty() => nodes.as_slice(),
        _ => {
            reading.reader.wrong_type(&root, "a file of scenarios", "a list of scenarios");
            &[]
        }
    };
    for node in nodes {
        let Some(scenario) = reading.scenario(node) else { continue };
        match seen.get(&scenario.id) {
            Some(first) => {
                let message = format!("there are two scenarios `{}`", scenario.id);
                let problem = Problem::error(Code::DUPLICATE_ID, message)
                    .at(scenario.place.clone(), "the second one")
                    .related(first.clone(), "the first one");
                reading.reader.report(problem);
            }
            None => {
                seen.insert(scenario.id.clone(), scenario.place.clone());
                scenarios.push(scenario);
            }
        }
    }
    problems.extend(reading.reader.finish());
    if problems.is_empty() { Ok(scenarios) } else { Err(problems) }
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
        self.options(&raw.never, Expected::Never, &mut all);
        self.options(&raw.excluded, Expected::Excluded, &mut all);
        self.options(&raw.not_excluded, Expected::NotExcluded, &mut all);
        self.rules(&raw.fires, Expected::Fires, &mut all);
        self.rules(&raw.does_not_fire, Expected::Silent, &mut all);
        for (limits, at_least) in [(&raw.at_least, true), (&raw.at_most, false)] {
            for limit in limits.iter().flatten() {
                let points = self.points(limit, at_least);
                all.extend(points.map(|points| (points, limit.mapping.span())));
            }
        }
        let place = |(what, span)| Expectation { what, place: self.reader.place(span) };
        let mut all: Vec<Expectation> = all.into_iter().map(place).collect();
        all.sort_by_key(|expectation| expectation.place.span.start);
        all
    }

    fn options(
        &mut self,
        names: &Option<OneOrMany<Ref<'_, ToOption>>>,
        expected: fn(OptionId) -> Expected,
        all: &mut Vec<(Expected, Span)>,
    ) {
        for name in names.iter().flat_map(|names| &names.0) {
            let option = self.option(name.text, name.span);
            all.extend(option.map(|option| (expected(option), name.span)));
        }
    }

    fn rules(
        &mut self,
        names: &Option<OneOrMany<Ref<'_, ToRule>>>,
        expected: fn(RuleId) -> Expected,
        all: &mut Vec<(Expected, Span)>,
    ) {
        for name in names.iter().flat_map(|names| &names.0) {
            all.extend(self.rule(name).map(|rule| (expected(rule), name.span)));
        }
    }

    /// Finds what is to be recommended.
    fn outcome(&mut self, name: &Ref<'_, ToOutcome>) -> Option<Expected> {
        if let Some(option) = self.base.find_option(name.text) {
            return Some(Expected::Recommended(option));
        }
        let options = self.base.options.iter().map(|option| option.id.as_str());
        let known = options.chain(Outcome::names());
        let outcome = Outcome::named(name.text).map(Expected::Verdict);
        self.reader.found(outcome, "option", name.text, known, name.span)
    }

    fn points(&mut self, raw: &RawPointsLimit<'_>, at_least: bool) -> Option<Expected> {
        let option = raw.r#for.and_then(|option| self.option(option.text, option.span));
        let from = raw.from.and_then(|from| self.giver(&from));
        Some(Expected::Points { at_least, points: raw.points?.0, option: option?, from: from? })
    }

    fn giver(&mut self, name: &Ref<'_, ToGiver>) -> Option<Giver> {
        if let Some(dimension) = self.base.find_dimension(name.text) {
            return Some(Giver::Dimension(dimension));
        }
        let found = self.base.find_rule(name.text).map(Giver::Rule);
        let dimensions = self.base.dimensions.iter().map(|dimension| dimension.id.as_str());
        let known = dimensions.chain(self.base.rules.iter().map(|rule| rule.id.as_str()));
        self.reader.found(found, "rule or dimension", name.text, known, name.span)
    }

    fn rule(&mut self, name: &Ref<'_, ToRule>) -> Option<RuleId> {
        let known = self.base.rules.iter().map(|rule| rule.id.as_str());
        self.reader.found(self.base.find_rule(name.text), "rule", name.text, known, name.span)
    }

    fn option(&mut self, name: &str, span: Span) -> Option<OptionId> {
        let known = self.base.options.iter().map(|option| option.id.as_str());
        self.reader.found(self.base.find_option(name), "option", name, known, span)
    }

    fn citation(&mut self, name: &Ref<'_, ToSource>) -> Option<Citation> {
        let claims = self.base.claims.iter().map(|claim| claim.id.as_str());
        let facts = self.base.facts.iter().map(|fact| fact.id.as_str());
        let claim = claims.clone().zip(0..).find(|(id, _)| *id == name.text);
        let fact = facts.clone().zip(0..).find(|(id, _)| *id == name.text);
        let found = claim
            .map(|(_, number)| Citation::Claim(ClaimId(number)))
            .or(fact.map(|(_, number)| Citation::Fact(FactId(number))));
        self.reader.found(found, "source", name.text, claims.chain(facts), name.span)
    }
}
