//! What changed between two assessments of one project, and how far each change moved two options
//! against each other.
//!
//! The shares add up: with S the score of one option less that of the other, p the points of a rule
//! on the same footing and w weights, S' - S is the sum over the rules of (p' - p)·w' and, over the
//! dimensions, of p·(w' - w).

use schemars::JsonSchema;
use serde::Serialize;

use super::record::{Record, RecordedEffect, RecordedRule};
use crate::{cost::money::Money, report::number, rulebase::RuleBase};

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Change {
    /// What kind of thing: `answers`, `exclusion`, `rule`, `weight`, `price`, `rule-base`.
    pub kind: &'static str,
    /// The rule, dimension, option, price book or rule base.
    pub subject: String,
    /// By how many points it moved the decided option against the other one; negative is away from
    /// what was decided.
    pub moved: i64,
    /// The change in words.
    pub words: String,
}

/// Two options whose distance is of interest.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The one that was decided on.
    pub decided: &'a str,
    /// The one that it is held against.
    pub rival: &'a str,
}

impl Pair<'_> {
    /// The points of a rule for the one less those for the other.
    fn points(&self, rule: &RecordedRule) -> i64 {
        rule.points(self.decided) - rule.points(self.rival)
    }
}

/// Everything that changed, what moved the pair most first; then what moved nothing.
pub fn changes(before: &Record, after: &Record, base: &RuleBase, pair: Pair<'_>) -> Vec<Change> {
    let compare = Compare { before, after, base, pair };
    let mut changes = compare.exclusions();
    changes.extend(compare.rules());
    changes.extend(compare.weights());
    changes
        .sort_by_key(|change| (change.kind != "exclusion", std::cmp::Reverse(change.moved.abs())));
    changes.splice(0..0, compare.answers());
    changes.extend(compare.prices());
    changes.extend(compare.rule_base());
    changes.extend(compare.packs());
    changes
}

struct Compare<'a> {
    before: &'a Record,
    after: &'a Record,
    base: &'a RuleBase,
    pair: Pair<'a>,
}

impl Compare<'_> {
    fn name<'s>(&'s self, option: &'s str) -> &'s str {
        self.base.find_option(option).map_or(option, |id| self.base.option(id).name.as_str())
    }

    fn answers(&self) -> Option<Change> {
        (self.before.answers != self.after.answers).then(|| Change {
            kind: "answers",
            subject: "profile".to_owned(),
            moved: 0,
            words: "the answers in the record were edited since it was written".to_owned(),
        })
    }

    /// "4 points towards A server"; nothing for nothing.
    fn towards(&self, moved: i64) -> String {
        match moved {
            0 => String::new(),
            _ => {
                let to = if moved > 0 { self.pair.decided } else { self.pair.rival };
                format!(": {} towards {}", number::count(moved.abs(), "point"), self.name(to))
            }
        }
    }

    fn exclusions(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut add = |rules: &Record, others: &Record, words: &str| {
            for rule in &rules.rules {
                let RecordedEffect::Excludes(options) = &rule.effect else { continue };
                for option in options {
                    if !others.rule(&rule.id).is_some_and(|other| other.excludes(option)) {
                        changes.push(Change {
                            kind: "exclusion",
                            subject: rule.id.clone(),
                            moved: 0,
                            words: format!("`{}` {words} {} out", rule.id, self.name(option)),
                        });
                    }
                }
            }
        };
        add(self.after, self.before, "now rules");
        add(self.before, self.after, "no longer rules");
        changes
    }

    fn rules(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let is_points = |rule: &&RecordedRule| matches!(rule.effect, RecordedEffect::Points(_));
        let weight = |record: &Record, rule: &RecordedRule| {
            record.weight(&rule.dimension).map_or(0, i64::from)
        };
        let mut add = |rule: &RecordedRule, moved: i64, words: String| {
            let words = format!("{words}{}", self.towards(moved));
            changes.push(Change { kind: "rule", subject: rule.id.clone(), moved, words });
        };
        for rule in self.after.rules.iter().filter(is_points) {
            let points = self.pair.points(rule);
            match self.before.rule(&rule.id).filter(is_points) {
                None => add(
                    rule,
                    points * weight(self.after, rule),
                    format!("`{}` applies now and did not then", rule.id),
                ),
                Some(old) if old.dimension != rule.dimension => {
                    let moved = points * weight(self.after, rule)
                        - self.pair.points(old) * weight(self.before, old);
                    add(
                        rule,
                        moved,
                        format!(
                            "`{}` counts as {}, not {}",
                            rule.id, rule.dimension, old.dimension
                        ),
                    );
                }
                Some(old) if old.effect != rule.effect => {
                    let moved = (points - self.pair.points(old)) * weight(self.after, rule);
                    add(
                        rule,
                        moved,
                        format!("`{}` gives other points{}", rule.id, self.other_points(old, rule)),
                    );
                }
                Some(_) => {}
            }
        }
        for rule in self.before.rules.iter().filter(is_points) {
            if self.after.rule(&rule.id).filter(is_points).is_none() {
                let known = self.base.rules.iter().any(|it| it.id == rule.id);
                let words =
                    if known { "no longer applies" } else { "is no longer in the rule base" };
                let now = self
                    .after
                    .weight(&rule.dimension)
                    .map_or_else(|| weight(self.before, rule), i64::from);
                add(rule, -self.pair.points(rule) * now, format!("`{}` {words}", rule.id));
            }
        }
        changes
    }

    /// " (Functions -1, not 3)" for the options of the pair whose points changed.
    fn other_points(&self, old: &RecordedRule, new: &RecordedRule) -> String {
        let changed = [self.pair.decided, self.pair.rival]
            .into_iter()
            .filter(|option| old.points(option) != new.points(option));
        let changed: Vec<String> = changed
            .map(|option| {
                format!(
                    "{} {}, not {}",
                    self.name(option),
                    number::signed(new.points(option)),
                    number::signed(old.points(option))
                )
            })
            .collect();
        if changed.is_empty() { String::new() } else { format!(" ({})", changed.join("; ")) }
    }

    fn weights(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (dimension, now) in &self.after.weights {
            let Some(then) = self.before.weight(dimension).filter(|then| then != now) else {
                continue;
            };
            let stayed = |rule: &&RecordedRule| {
                rule.dimension == *dimension
                    && self.after.rule(&rule.id).is_none_or(|other| other.dimension == *dimension)
            };
            let points: i64 =
                self.before.rules.iter().filter(stayed).map(|rule| self.pair.points(rule)).sum();
            let moved = points * (i64::from(*now) - i64::from(then));
            let words = format!(
                "the dimension `{dimension}` weighs {now}, not {then}{}",
                self.towards(moved)
            );
            changes.push(Change { kind: "weight", subject: dimension.clone(), moved, words });
        }
        changes
    }

    fn prices(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut add = |subject: &str, words: String| {
            changes.push(Change { kind: "price", subject: subject.to_owned(), moved: 0, words });
        };
        if let (Some(then), Some(now)) = (&self.before.price_book, &self.after.price_book)
            && then != now
        {
            let words = match then.name == now.name {
                true => format!(
                    "the prices of {} are of {}, not of {}",
                    now.name, now.reviewed, then.reviewed
                ),
                false => format!(
                    "the prices are those of {} of {}, not of {} of {}",
                    now.name, now.reviewed, then.name, then.reviewed
                ),
            };
            add(&now.name, words);
        }
        for (option, now) in &self.after.monthly_cost {
            let then = self.before.monthly_cost.iter().find(|(id, _)| id == option);
            if let Some((_, then)) = then.filter(|(_, then)| then != now) {
                let (now, then) = (money(now), money(then));
                add(
                    option,
                    format!("{} is estimated at {now} a month, not {then}", self.name(option)),
                );
            }
        }
        changes
    }

    fn rule_base(&self) -> Option<Change> {
        let (then, now) = (&self.before.rule_base, &self.after.rule_base);
        let words = match () {
            () if (&then.name, &then.version) != (&now.name, &now.version) => {
                format!(
                    "the rule base is {} {}, not {} {}",
                    now.name, now.version, then.name, then.version
                )
            }
            () if then.digest != now.digest => {
                // The digest is over both.
                let prices =
                    if self.after.price_book.is_some() { " or its price book" } else { "" };
                format!("the rule base {} {}{prices} was edited since", now.name, now.version)
            }
            () => return None,
        };
        Some(Change { kind: "rule-base", subject: now.name.clone(), moved: 0, words })
    }

    fn packs(&self) -> Vec<Change> {
        let (then, now) = (&self.before.packs, &self.after.packs);
        let mut changes = Vec::new();
        let mut add = |name: &str, words: String| {
            changes.push(Change { kind: "rule-base", subject: name.to_owned(), moved: 0, words });
        };
        for pack in now {
            match then.iter().find(|other| other.name == pack.name) {
                None => add(
                    &pack.name,
                    format!("the pack {} {} applies now and did not then", pack.name, pack.version),
                ),
                Some(other) if other.version != pack.version => {
                    add(
                        &pack.name,
                        format!(
                            "the pack {} is of version {}, not {}",
                            pack.name, pack.version, other.version
                        ),
                    );
                }
                Some(other) if other.digest != pack.digest => {
                    add(
                        &pack.name,
                        format!("the pack {} {} was edited since", pack.name, pack.version),
                    );
                }
                Some(_) => {}
            }
        }
        for pack in then.iter().filter(|pack| !now.iter().any(|other| other.name == pack.name)) {
            add(
                &pack.name,
                format!("the pack {} {} does not apply now and did then", pack.name, pack.version),
            );
        }
        changes
    }
}

/// An amount as people read it.
fn money(amount: &str) -> String {
    amount.parse().map_or_else(|_| format!("${amount}"), |amount| Money(amount).to_string())
}
