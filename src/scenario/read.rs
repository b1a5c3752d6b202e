//! Reading scenario files: everything that is wrong with one is reported, with its place.

use std::{collections::HashMap, sync::Arc};

use super::{Expectation, Expected, Giver, Outcome, Scenario};
use crate::{
    problem::{Code, Problem, Problems},
    profile::Profile,
    reader::{Mapping, Reader},
    rulebase::{Citation, ClaimId, FactId, OptionId, RuleBase, RuleId},
    source::{Place, Source},
    yaml::{self, Content, Node, Span},
};

/// What a scenario is.
const PARTS: [&str; 7] = ["id", "why", "from", "facts", "weights", "assumptions", "disagrees"];

/// What it can expect.
const EXPECTATIONS: [&str; 9] = [
    "expect",
    "decision",
    "never",
    "excluded",
    "not_excluded",
    "fires",
    "does_not_fire",
    "at_least",
    "at_most",
];

/// What is only for people: where a published decision comes from, and how its facts were come by.
pub(crate) const FOR_PEOPLE: [&str; 8] = [
    "title",
    "decided_because",
    "year",
    "moved_from",
    "source_title",
    "source_url",
    "inferred",
    "notes",
];

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
        Content::Sequence(nodes) if !nodes.is_empty() => nodes.as_slice(),
        _ => {
            reading.reader.wrong_type(&root, "a file of scenarios", "a list of scenarios");
            &[]
        }
    };
    for node in nodes {
        let Some(scenario) = reading.scenario(node) else { continue };
        match seen.get(&scenario.id) {
            Some(first) => {
                let problem = Problem::error(
                    Code::DUPLICATE_ID,
                    format!("there are two scenarios `{}`", scenario.id),
                )
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
        let known = [PARTS.as_slice(), &EXPECTATIONS, &FOR_PEOPLE].concat();
        let mapping = self.reader.mapping(node, "a scenario", &known)?;
        let id = self.reader.require(mapping, "id", "a scenario");
        let id = id.and_then(|node| Some((self.reader.id(node, "`id`")?.to_owned(), node.span)));
        let what = id
            .as_ref()
            .map_or_else(|| "a scenario".to_owned(), |(id, _)| format!("the scenario `{id}`"));
        let mut text = |key: &str| {
            let node = mapping.get(key)?;
            self.reader.text(node, &format!("`{key}`")).map(str::to_owned)
        };
        let (why, disagrees) = (text("why"), text("disagrees"));
        let from = self.citations(mapping);
        let facts = self.reader.require(mapping, "facts", &what);
        let (weights, assumptions) = (mapping.get("weights"), mapping.get("assumptions"));
        let profile = facts.map(|facts| {
            Profile::of_parts(facts, weights, assumptions, self.base, &mut self.reader)
        });
        let expectations = self.expectations(mapping);
        let said = EXPECTATIONS.iter().any(|key| mapping.get(key).is_some());
        let (id, span) = id?;
        if !said {
            let problem = Problem::error(Code::MISSING, format!("{what} expects nothing"))
                .at(self.reader.place(span), "this one")
                .help("say what must come of it, such as `expect`, `never`, `excluded` or `fires`");
            self.reader.report(problem);
        }
        let place = self.reader.place(span);
        Some(Scenario { id, place, why, from, profile: profile?, expectations, disagrees })
    }

    fn expectations(&mut self, mapping: Mapping<'_>) -> Vec<Expectation> {
        let mut all = Vec::new();
        self.expect(mapping, &mut all);
        self.each_option(mapping, "never", Expected::Never, &mut all);
        self.each_option(mapping, "excluded", Expected::Excluded, &mut all);
        self.each_option(mapping, "not_excluded", Expected::NotExcluded, &mut all);
        self.each_rule(mapping, "fires", Expected::Fires, &mut all);
        self.each_rule(mapping, "does_not_fire", Expected::Silent, &mut all);
        for (key, at_least) in [("at_least", true), ("at_most", false)] {
            let nodes =
                mapping.get(key).and_then(|node| self.reader.sequence(node, &format!("`{key}`")));
            for node in nodes.unwrap_or_default() {
                let Some(what) = self.points(node, key, at_least) else { continue };
                all.push(Expectation { what, place: self.reader.place(node.span) });
            }
        }
        all.sort_by_key(|expectation| expectation.place.span.start);
        all
    }

    fn each_option(
        &mut self,
        mapping: Mapping<'_>,
        key: &str,
        expected: fn(OptionId) -> Expected,
        all: &mut Vec<Expectation>,
    ) {
        for (id, span) in self.names(mapping, key) {
            let Some(option) = self.option(&id, span) else { continue };
            all.push(Expectation { what: expected(option), place: self.reader.place(span) });
        }
    }

    fn each_rule(
        &mut self,
        mapping: Mapping<'_>,
        key: &str,
        expected: fn(RuleId) -> Expected,
        all: &mut Vec<Expectation>,
    ) {
        for (id, span) in self.names(mapping, key) {
            let Some(rule) = self.rule(&id, span) else { continue };
            all.push(Expectation { what: expected(rule), place: self.reader.place(span) });
        }
    }

    /// What is to be recommended: by `expect`, or by the decision that was made.
    fn expect(&mut self, mapping: Mapping<'_>, all: &mut Vec<Expectation>) {
        let (key, node) = match (
            mapping.get("expect"),
            mapping.entry("decision").filter(|it| !it.value.is_null()),
        ) {
            (Some(_), Some(decision)) => {
                let message = "a scenario has either `expect` or a `decision`";
                self.reader.error(
                    Code::UNKNOWN_KEY,
                    decision.key_span,
                    message,
                    "one of the two is enough",
                );
                return;
            }
            (Some(node), None) => ("`expect`", node),
            (None, Some(decision)) => ("`decision`", &decision.value),
            (None, None) => return,
        };
        let Some(id) = self.reader.text(node, key).map(str::to_owned) else { return };
        let outcome = Outcome::WORDS
            .iter()
            .find(|(word, _)| *word == id)
            .map(|(_, outcome)| Expected::Verdict(*outcome));
        let what = match self.base.find_option(&id) {
            Some(option) => Some(Expected::Recommended(option)),
            None if outcome.is_some() => outcome,
            None => {
                let words = Outcome::WORDS.iter().map(|(word, _)| *word);
                let options = self.base.options.iter().map(|option| option.id.as_str());
                self.reader.unknown("option", &id, options.chain(words), node.span);
                None
            }
        };
        all.extend(what.map(|what| Expectation { what, place: self.reader.place(node.span) }));
    }

    fn points(&mut self, node: &Node, key: &str, at_least: bool) -> Option<Expected> {
        const MOST: i64 = 1_000;
        let what = format!("`{key}`");
        let mapping = self.reader.mapping(node, &what, &["points", "for", "from"])?;
        let points = self.reader.require(mapping, "points", &what);
        let points = points.and_then(|node| self.reader.whole(node, "`points`", -MOST..=MOST));
        let option = self.reader.require(mapping, "for", &what);
        let option =
            option.and_then(|node| Some((self.reader.text(node, "`for`")?.to_owned(), node.span)));
        let option = option.and_then(|(id, span)| self.option(&id, span));
        let from = self.reader.require(mapping, "from", &what);
        let from =
            from.and_then(|node| Some((self.reader.text(node, "`from`")?.to_owned(), node.span)));
        let from = from.and_then(|(id, span)| self.giver(&id, span));
        Some(Expected::Points { at_least, points: points?, option: option?, from: from? })
    }

    fn giver(&mut self, id: &str, span: Span) -> Option<Giver> {
        if let Some(dimension) = self.base.find_dimension(id) {
            return Some(Giver::Dimension(dimension));
        }
        let found = self.base.find_rule(id).map(Giver::Rule);
        if found.is_none() {
            let dimensions = self.base.dimensions.iter().map(|dimension| dimension.id.as_str());
            let rules = self.base.rules.iter().map(|rule| rule.id.as_str());
            let known = dimensions.chain(rules);
            self.reader.unknown("rule or dimension", id, known, span);
        }
        found
    }

    fn rule(&mut self, id: &str, span: Span) -> Option<RuleId> {
        let found = self.base.find_rule(id);
        if found.is_none() {
            let known = self.base.rules.iter().map(|rule| rule.id.as_str());
            self.reader.unknown("rule", id, known, span);
        }
        found
    }

    fn option(&mut self, id: &str, span: Span) -> Option<OptionId> {
        let found = self.base.find_option(id);
        if found.is_none() {
            let known = self.base.options.iter().map(|option| option.id.as_str());
            self.reader.unknown("option", id, known, span);
        }
        found
    }

    /// A list of names, or one name.
    fn names(&mut self, mapping: Mapping<'_>, key: &str) -> Vec<(String, Span)> {
        let Some(node) = mapping.get(key) else { return Vec::new() };
        let what = format!("`{key}`");
        match &node.content {
            Content::Sequence(nodes) if nodes.is_empty() => {
                self.reader.wrong_type(node, &what, "at least one name");
                Vec::new()
            }
            Content::Sequence(_) => self
                .reader
                .texts(node, &what)
                .into_iter()
                .map(|(text, span)| (text.to_owned(), span))
                .collect(),
            _ => self
                .reader
                .text(node, &what)
                .map(|text| (text.to_owned(), node.span))
                .into_iter()
                .collect(),
        }
    }

    fn citations(&mut self, mapping: Mapping<'_>) -> Vec<Citation> {
        let mut cites = Vec::new();
        for (id, span) in self.names(mapping, "from") {
            let claims = self
                .base
                .claims
                .iter()
                .zip(0..)
                .map(|(it, index)| (&it.id, Citation::Claim(ClaimId(index))));
            let facts = self
                .base
                .facts
                .iter()
                .zip(0..)
                .map(|(it, index)| (&it.id, Citation::Fact(FactId(index))));
            let known: Vec<(&String, Citation)> = claims.chain(facts).collect();
            match known.iter().find(|(known, _)| **known == id) {
                Some((_, citation)) => cites.push(*citation),
                None => {
                    let known = known.iter().map(|(id, _)| id.as_str());
                    self.reader.unknown("source", &id, known, span);
                }
            }
        }
        cites
    }
}
