//! A record as it is read back: typed, and checked for whether it still agrees with itself.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    front_matter,
    record::{Basis, Choice, FORM, Prices, Record, RecordedEffect, RecordedPack, RecordedRule},
    status,
};
use crate::{
    problem::{Code, Problem, Problems, shorten},
    profile::MOST_WEIGHT,
    reader::{Mapping, Reader},
    rulebase::rule::MOST_POINTS,
    source::{Place, Source},
    suggest,
    yaml::{self, Entry, Node, Span},
};

/// A decision record that was read.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What takes it out of force, wherever that is told: `rejected`, `deprecated` or
    /// `superseded`.
    pub retired: Option<&'static str>,
    /// What was recorded.
    pub record: Record,
    /// What people chose otherwise.
    pub chosen: Option<Choice>,
    /// The answers, as they stand in the file.
    pub profile: Node,
    /// The front matter.
    pub yaml: Arc<Source>,
    /// Where the decision stands.
    pub place: Place,
}

impl Decision {
    /// The option that was decided on: what people chose, or else what was recommended.
    pub fn decided(&self) -> Option<&str> {
        let chosen = self.chosen.as_ref().map(|chosen| chosen.option.as_str());
        chosen.or(self.record.recommendation.as_deref())
    }
}

pub(super) const TOP: &str = "whereto";

const KEYS: [&str; 15] = [
    "form",
    "recommendation",
    "chosen",
    "because",
    "verdict",
    "confidence",
    "scores",
    "weights",
    "rules",
    "answers",
    "rule_base",
    "price_book",
    "monthly_cost_usd",
    "packs",
    "profile",
];

const VERDICTS: [&str; 4] = ["recommended", "tie", "none-fits", "unanswered"];
const LEVELS: [&str; 5] = ["firm", "clear", "fair", "slight", "none"];

/// Reads a decision record; none when the text is Markdown without one.
///
/// # Errors
/// When the front matter is not YAML, is not of the form that is known ([`Code::VERSION`]), or does
/// not agree with itself ([`Code::INCONSISTENT`]).
pub fn read(source: &Arc<Source>) -> Result<Option<Decision>, Problems> {
    // What cannot be read is only of interest where it was meant for this program.
    let ours = source.text().lines().any(|line| line.starts_with("whereto:"));
    let front_matter = match front_matter::find(source) {
        Ok(Some(front_matter)) => front_matter,
        Ok(None) => return Ok(None),
        Err(problem) => return if ours { Err(problem.into()) } else { Ok(None) },
    };
    let root = match yaml::parse(&front_matter.yaml) {
        Ok(root) => root,
        Err(problems) => return if ours { Err(problems) } else { Ok(None) },
    };
    let reading = Reading { reader: Reader::new(&front_matter.yaml) };
    let top = reading.reader.unchecked(&root);
    let Some(entry) = top.entry(TOP) else { return Ok(None) };
    let retired = status::of(top, source.text(), front_matter.body);
    reading.decision(entry, retired, &front_matter.yaml).map(Some)
}

struct Reading {
    reader: Reader,
}

impl Reading {
    fn decision(
        mut self,
        entry: &Entry,
        retired: Option<&'static str>,
        yaml: &Arc<Source>,
    ) -> Result<Decision, Problems> {
        let node = &entry.value;
        let form = self.reader.unchecked(node);
        match form.get("form").and_then(Node::text) {
            Some(FORM) => {}
            Some(other) => {
                let message = format!("this record is of the form `{}`", shorten(other));
                let place = form.get("form").map_or(node.span, |node| node.span).place(yaml);
                let problem =
                    Problem::error(Code::VERSION, message).at(place, format!("expected `{FORM}`"));
                return Err(problem
                    .help("it was written by another version of this program; use that one")
                    .into());
            }
            None => {
                self.reader.require(form, "form", "`whereto`");
                return Err(self.reader.finish());
            }
        }
        let read = self.record(node, yaml, retired, entry.key_span);
        let problems = self.reader.finish();
        match read {
            Some(decision) if !problems.any_error() => Ok(decision),
            _ => Err(problems),
        }
    }

    fn record(
        &mut self,
        node: &Node,
        yaml: &Arc<Source>,
        retired: Option<&'static str>,
        key: Span,
    ) -> Option<Decision> {
        let map = self.reader.mapping(node, "`whereto`", &KEYS)?;
        let verdict = self.word(map, "verdict", &VERDICTS);
        let confidence = self.word(map, "confidence", &LEVELS);
        let scores = self.numbers(map, "scores", i64::MIN / 2..=i64::MAX / 2);
        let weights = self.numbers(map, "weights", 0..=i64::from(MOST_WEIGHT));
        let rules = self.rules(map);
        let answers = self.reader.require(map, "answers", "`whereto`");
        let answers =
            answers.and_then(|node| self.reader.text(node, "`answers`")).map(str::to_owned);
        let rule_base = self.rule_base(map);
        let packs = self.packs(map);
        let price_book = map.get("price_book").and_then(|node| self.price_book(node));
        let monthly_cost = self.costs(map, &scores);
        let profile = self.reader.require(map, "profile", "`whereto`").cloned();
        let recommendation = self.option(map, "recommendation", &scores);
        let chosen = self.chosen(map, &scores, recommendation.as_deref());
        let record = Record {
            recommendation,
            verdict: verdict?,
            confidence: Some(confidence?),
            scores,
            weights: weights
                .into_iter()
                .map(|(id, weight)| (id, u8::try_from(weight).unwrap_or(MOST_WEIGHT)))
                .collect(),
            rules,
            answers: answers?,
            rule_base: rule_base?,
            packs,
            price_book,
            monthly_cost,
        };
        if self.reader.is_clean() {
            self.agrees(map, &record);
        }
        let place = map.entry("recommendation").map_or(key, |entry| entry.key_span).place(yaml);
        Some(Decision { retired, record, chosen, profile: profile?, yaml: Arc::clone(yaml), place })
    }

    fn word(&mut self, map: Mapping<'_>, key: &str, words: &[&str]) -> Option<String> {
        let node = self.reader.require(map, key, "`whereto`")?;
        let word = node.text().filter(|text| words.contains(text));
        if word.is_none() {
            self.reader.wrong_type(
                node,
                &format!("`{key}`"),
                &format!("one of {}", words.join(", ")),
            );
        }
        word.map(str::to_owned)
    }

    fn numbers(
        &mut self,
        map: Mapping<'_>,
        key: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Vec<(String, i64)> {
        let Some(node) = self.reader.require(map, key, "`whereto`") else { return Vec::new() };
        let entries = self.reader.entries(node, &format!("`{key}`")).unwrap_or_default();
        entries
            .iter()
            .filter_map(|entry| {
                let number = self.reader.whole(
                    &entry.value,
                    &format!("`{key}.{}`", entry.key),
                    range.clone(),
                )?;
                Some((entry.key.to_string(), number))
            })
            .collect()
    }

    fn rules(&mut self, map: Mapping<'_>) -> Vec<RecordedRule> {
        let Some(node) = self.reader.require(map, "rules", "`whereto`") else { return Vec::new() };
        let entries = self.reader.entries(node, "`rules`").unwrap_or_default();
        entries.iter().filter_map(|entry| self.rule(entry)).collect()
    }

    fn rule(&mut self, entry: &Entry) -> Option<RecordedRule> {
        let what = format!("the rule `{}`", entry.key);
        let map = self.reader.mapping(&entry.value, &what, &["dimension", "points", "excludes"])?;
        let dimension = self.reader.require(map, "dimension", &what)?;
        let dimension = self.reader.text(dimension, "`dimension`")?.to_owned();
        let effect = match (map.get("points"), map.get("excludes")) {
            (Some(points), None) => {
                let most = i64::from(MOST_POINTS);
                let entries = self.reader.entries(points, "`points`")?;
                let points = entries.iter().filter_map(|entry| {
                    let points = self.reader.whole(
                        &entry.value,
                        &format!("the points of `{}`", entry.key),
                        -most..=most,
                    )?;
                    Some((entry.key.to_string(), i8::try_from(points).ok()?))
                });
                RecordedEffect::Points(points.collect())
            }
            (None, Some(excludes)) => {
                let options = self.reader.texts(excludes, "`excludes`");
                RecordedEffect::Excludes(
                    options.into_iter().map(|(option, _)| option.to_owned()).collect(),
                )
            }
            _ => {
                let message = format!("{what}: expected either `points` or `excludes`");
                self.reader.error(Code::MISSING, entry.key_span, message, "needs one of them");
                return None;
            }
        };
        Some(RecordedRule { id: entry.key.to_string(), dimension, effect })
    }

    fn rule_base(&mut self, map: Mapping<'_>) -> Option<Basis> {
        let node = self.reader.require(map, "rule_base", "`whereto`")?;
        let map =
            self.reader.mapping(node, "`rule_base`", &["name", "version", "digest", "reviewed"])?;
        let mut text = |key: &str| {
            let node = self.reader.require(map, key, "`rule_base`")?;
            self.reader.text(node, &format!("`rule_base.{key}`")).map(str::to_owned)
        };
        let (name, version, digest, reviewed) =
            (text("name"), text("version"), text("digest"), text("reviewed"));
        self.day(map, reviewed.as_deref());
        Some(Basis { name: name?, version: version?, digest: digest?, reviewed: reviewed? })
    }

    /// Makes sure that `reviewed` is a day.
    fn day(&mut self, map: Mapping<'_>, reviewed: Option<&str>) {
        if let (Some(node), Some(text)) = (map.get("reviewed"), reviewed)
            && text.parse::<Date>().is_err()
        {
            self.reader.wrong_type(node, "`reviewed`", "a day such as 2027-03-31");
        }
    }

    fn packs(&mut self, map: Mapping<'_>) -> Vec<RecordedPack> {
        let Some(node) = map.get("packs") else { return Vec::new() };
        let entries = self.reader.entries(node, "`packs`").unwrap_or_default();
        let mut packs = Vec::new();
        for entry in entries {
            let what = format!("the pack `{}`", entry.key);
            let Some(map) = self.reader.mapping(&entry.value, &what, &["version", "digest"]) else {
                continue;
            };
            let mut text = |key: &str| {
                let node = self.reader.require(map, key, &what)?;
                self.reader.text(node, &format!("`{key}`")).map(str::to_owned)
            };
            if let (Some(version), Some(digest)) = (text("version"), text("digest")) {
                packs.push(RecordedPack { name: entry.key.to_string(), version, digest });
            }
        }
        packs
    }

    fn price_book(&mut self, node: &Node) -> Option<Prices> {
        let map = self.reader.mapping(node, "`price_book`", &["name", "reviewed"])?;
        let mut text = |key: &str| {
            let node = self.reader.require(map, key, "`price_book`")?;
            self.reader.text(node, &format!("`price_book.{key}`")).map(str::to_owned)
        };
        let (name, reviewed) = (text("name"), text("reviewed"));
        self.day(map, reviewed.as_deref());
        Some(Prices { name: name?, reviewed: reviewed? })
    }

    fn costs(&mut self, map: Mapping<'_>, scores: &[(String, i64)]) -> Vec<(String, String)> {
        let Some(node) = map.get("monthly_cost_usd") else { return Vec::new() };
        let entries = self.reader.entries(node, "`monthly_cost_usd`").unwrap_or_default();
        let mut costs = Vec::new();
        for entry in entries {
            self.known_option(&entry.key, entry.key_span, "monthly_cost_usd", scores);
            let what = format!("`monthly_cost_usd.{}`", entry.key);
            let Some(cost) = self.reader.text(&entry.value, &what) else { continue };
            if cost.parse::<Decimal>().is_err() {
                self.reader.wrong_type(&entry.value, &what, "an amount such as \"12.50\"");
            }
            costs.push((entry.key.to_string(), cost.to_owned()));
        }
        costs
    }

    /// The id of an option that has a score.
    fn option(&mut self, map: Mapping<'_>, key: &str, scores: &[(String, i64)]) -> Option<String> {
        let node = map.get(key)?;
        let id = self.reader.text(node, &format!("`{key}`"))?;
        self.known_option(id, node.span, key, scores).then(|| id.to_owned())
    }

    /// Whether an option has a score; it is reported where it has none.
    fn known_option(&mut self, id: &str, span: Span, key: &str, scores: &[(String, i64)]) -> bool {
        let options: Vec<&str> = scores.iter().map(|(option, _)| option.as_str()).collect();
        let known = options.contains(&id);
        if !known {
            let problem = Problem::error(
                Code::UNKNOWN_ID,
                format!("`{key}`: `{}` was no option", shorten(id)),
            )
            .at(self.reader.place(span), format!("expected one of {}", options.join(", ")))
            .suggest(suggest::nearest(id, options));
            self.reader.report(problem);
        }
        known
    }

    fn chosen(
        &mut self,
        map: Mapping<'_>,
        scores: &[(String, i64)],
        advised: Option<&str>,
    ) -> Option<Choice> {
        let option = self.option(map, "chosen", scores)?;
        let because = map
            .get("because")
            .and_then(|node| self.reader.text(node, "`because`"))
            .map(str::to_owned);
        match because {
            Some(because) => Some(Choice { option, because }),
            // To choose what is recommended takes no reason.
            None if advised == Some(option.as_str()) => None,
            None => {
                let span = map.entry("chosen").map_or(map.span(), |entry| entry.value.span);
                let message = format!(
                    "`{option}` was chosen, which is not what was recommended, and `because` does \
                     not say why"
                );
                self.reader.error(Code::MISSING, span, message, "needs a reason");
                None
            }
        }
    }

    /// Whether scores, exclusions, verdict and recommendation follow from the rules and weights
    /// that are recorded.
    fn agrees(&mut self, map: Mapping<'_>, record: &Record) {
        let span = |key: &str| map.entry(key).map_or(map.span().first(), |entry| entry.value.span);
        let entries = |key: &str| map.get(key).map(|node| self.reader.unchecked(node));
        let (rules, scores) = (entries("rules"), entries("scores"));
        let place_in = |map: Option<Mapping<'_>>, key: &str, or: Span| {
            map.and_then(|map| map.entry(key)).map_or(or, |it| it.key_span)
        };
        let mut problems: Vec<(Span, String, String)> = Vec::new();
        for rule in &record.rules {
            let place = place_in(rules, &rule.id, span("rules"));
            if record.weight(&rule.dimension).is_none() {
                let message = format!(
                    "the rule `{}` is of the dimension `{}`, which has no weight",
                    rule.id, rule.dimension
                );
                problems.push((place, message, "its weight is missing in `weights`".to_owned()));
            }
            let options: Vec<&str> = match &rule.effect {
                RecordedEffect::Points(points) => {
                    points.iter().map(|(option, _)| option.as_str()).collect()
                }
                RecordedEffect::Excludes(options) => options.iter().map(String::as_str).collect(),
            };
            for option in options.into_iter().filter(|option| record.score(option).is_none()) {
                let message =
                    format!("the rule `{}` speaks of `{option}`, which has no score", rule.id);
                problems.push((place, message, "its score is missing in `scores`".to_owned()));
            }
        }
        for (option, score) in &record.scores {
            let weight = |rule: &RecordedRule| record.weight(&rule.dimension).map_or(0, i64::from);
            let sum: i64 = record.rules.iter().map(|rule| rule.points(option) * weight(rule)).sum();
            if sum != *score {
                let message = format!(
                    "the score of `{option}` is {score}, but the rules and weights recorded here \
                     add up to {sum}"
                );
                problems.push((
                    place_in(scores, option, span("scores")),
                    message,
                    format!("expected {sum}"),
                ));
            }
        }
        if problems.is_empty() {
            problems.extend(self.verdict(map, record));
        }
        for (span, message, label) in problems {
            let problem =
                Problem::error(Code::INCONSISTENT, message).at(self.reader.place(span), label);
            self.reader.report(
                problem.help(
                    "the record was edited; restore it, or write a new one with `whereto adr`",
                ),
            );
        }
    }

    fn verdict(&self, map: Mapping<'_>, record: &Record) -> Option<(Span, String, String)> {
        let ranking = record.ranking();
        let (verdict, best) = match ranking.as_slice() {
            [] => ("none-fits", None),
            [(_, first), (_, second), ..] if first == second => ("tie", None),
            [(first, _), ..] => ("recommended", Some(*first)),
        };
        let unanswered = record.verdict == "unanswered" && record.rules.is_empty();
        let span = |key: &str| map.entry(key).map_or(map.span().first(), |entry| entry.key_span);
        if record.recommendation.as_deref() != best && !unanswered {
            let found = record
                .recommendation
                .as_deref()
                .map_or("nothing".to_owned(), |id| format!("`{id}`"));
            let expected = best.map_or("nothing".to_owned(), |id| format!("`{id}`"));
            let message = format!(
                "the recommendation is {found}, but by the scores and rules recorded here it is \
                 {expected}"
            );
            return Some((span("recommendation"), message, format!("expected {expected}")));
        }
        (record.verdict != verdict && !unanswered).then(|| {
            let message = format!(
                "the verdict is `{}`, but by the scores and rules recorded here it is `{verdict}`",
                record.verdict
            );
            (span("verdict"), message, format!("expected `{verdict}`"))
        })
    }
}
