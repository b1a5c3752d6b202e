//! What changed between two assessments of one project, and how far each change moved two options
//! against each other.
//!
//! The shares add up: with S the score of one option less that of the other, p the points of a rule
//! on the same footing and w weights, S' - S is the sum over the rules of (p' - p)·w' and, over the
//! dimensions, of p·(w' - w).

use schemars::JsonSchema;
use serde::Serialize;

use super::record::{Record, RecordedRule, find};
use crate::{
    money::{Currency, Money},
    report::number,
    rulebase::RuleBase,
    words::worded,
};

worded! {
    /// What kind of thing changed.
    pub enum Changed {
        /// The answers in a record.
        Answers = "answers",
        /// A rule that rules an option out.
        Exclusion = "exclusion",
        /// The points of a rule.
        Rule = "rule",
        /// What a dimension weighs.
        Weight = "weight",
        /// The price book, or what an option is estimated at.
        Price = "price",
        /// The rule base, or a pack.
        RuleBase = "rule-base",
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Change {
    /// What kind of thing.
    pub kind: Changed,
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

impl Change {
    /// Makes a change that moves nothing.
    fn still(kind: Changed, subject: &str, words: String) -> Self {
        Self { kind, subject: subject.to_owned(), moved: 0, words }
    }
}

impl Pair<'_> {
    /// Returns the points of a rule for the one less those for the other.
    fn points(&self, rule: &RecordedRule) -> i64 {
        rule.points_for(self.decided) - rule.points_for(self.rival)
    }
}

/// Lists everything that changed, what moved the pair most first; then what moved nothing.
pub fn changes(before: &Record, after: &Record, base: &RuleBase, pair: Pair<'_>) -> Vec<Change> {
    let compare = Compare { before, after, base, pair };
    let mut changes = compare.exclusions();
    changes.extend(compare.rules());
    changes.extend(compare.weights());
    changes.sort_by_key(|change| {
        (change.kind != Changed::Exclusion, std::cmp::Reverse(change.moved.abs()))
    });
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
        self.base.option_name(option)
    }

    fn answers(&self) -> Option<Change> {
        let words = "the answers in the record were edited since it was written";
        (self.before.answers != self.after.answers)
            .then(|| Change::still(Changed::Answers, "profile", words.to_owned()))
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
            for (id, rule) in &rules.rules {
                for option in &rule.excludes {
                    if !others.rule(id).is_some_and(|other| other.rules_out(option)) {
                        let words = format!("`{id}` {words} {} out", self.name(option));
                        changes.push(Change::still(Changed::Exclusion, id, words));
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
        let is_points = |rule: &&RecordedRule| !rule.points.is_empty();
        let weight =
            |record: &Record, rule: &RecordedRule| record.weight(&rule.dimension).unwrap_or(0);
        let mut add = |id: &str, moved: i64, words: String| {
            let words = format!("{words}{}", self.towards(moved));
            changes.push(Change { kind: Changed::Rule, subject: id.to_owned(), moved, words });
        };
        for (id, rule) in self.after.rules.iter().filter(|(_, rule)| is_points(&rule)) {
            let points = self.pair.points(rule);
            match self.before.rule(id).filter(is_points) {
                None => {
                    let moved = points * weight(self.after, rule);
                    add(id, moved, format!("`{id}` applies now and did not then"));
                }
                Some(old) if old.dimension != rule.dimension => {
                    let moved = points * weight(self.after, rule)
                        - self.pair.points(old) * weight(self.before, old);
                    let (now, then) = (&rule.dimension, &old.dimension);
                    add(id, moved, format!("`{id}` counts as {now}, not {then}"));
                }
                Some(old) if old.points != rule.points => {
                    let moved = (points - self.pair.points(old)) * weight(self.after, rule);
                    let others = self.other_points(old, rule);
                    add(id, moved, format!("`{id}` gives other points{others}"));
                }
                Some(_) => {}
            }
        }
        for (id, rule) in self.before.rules.iter().filter(|(_, rule)| is_points(&rule)) {
            if self.after.rule(id).filter(is_points).is_none() {
                let words = if self.base.find_rule(id).is_some() {
                    "no longer applies"
                } else {
                    "is no longer in the rule base"
                };
                let now = self.after.weight(&rule.dimension).unwrap_or(weight(self.before, rule));
                add(id, -self.pair.points(rule) * now, format!("`{id}` {words}"));
            }
        }
        changes
    }

    /// " (Functions -1, not 3)" for the options of the pair whose points changed.
    fn other_points(&self, old: &RecordedRule, new: &RecordedRule) -> String {
        let changed = [self.pair.decided, self.pair.rival]
            .into_iter()
            .filter(|option| old.points_for(option) != new.points_for(option));
        let changed: Vec<String> = changed
            .map(|option| {
                format!(
                    "{} {}, not {}",
                    self.name(option),
                    number::signed(new.points_for(option)),
                    number::signed(old.points_for(option))
                )
            })
            .collect();
        if changed.is_empty() { String::new() } else { format!(" ({})", changed.join("; ")) }
    }

    fn weights(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (dimension, now) in &self.after.weights {
            let now = i64::from(*now);
            let Some(then) = self.before.weight(dimension).filter(|then| *then != now) else {
                continue;
            };
            let stayed = |(id, rule): &&(String, RecordedRule)| {
                rule.dimension == *dimension
                    && self.after.rule(id).is_none_or(|other| other.dimension == *dimension)
            };
            let rules = self.before.rules.iter().filter(stayed);
            let points: i64 = rules.map(|(_, rule)| self.pair.points(rule)).sum();
            let moved = points * (now - then);
            let words = format!(
                "the dimension `{dimension}` weighs {now}, not {then}{}",
                self.towards(moved)
            );
            changes.push(Change {
                kind: Changed::Weight,
                subject: dimension.clone(),
                moved,
                words,
            });
        }
        changes
    }

    fn prices(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if let (Some(then), Some(now)) = (&self.before.price_book, &self.after.price_book)
            && then != now
        {
            let words = if then.name == now.name {
                format!(
                    "the prices of {} are of {}, not of {}",
                    now.name, now.reviewed, then.reviewed
                )
            } else {
                format!(
                    "the prices are those of {} of {}, not of {} of {}",
                    now.name, now.reviewed, then.name, then.reviewed
                )
            };
            changes.push(Change::still(Changed::Price, &now.name, words));
        }
        for (option, now) in &self.after.monthly_cost_usd {
            let then = find(&self.before.monthly_cost_usd, option);
            if let Some(then) = then.filter(|then| *then != now) {
                let (name, now, then) = (self.name(option), money(now), money(then));
                let words = format!("{name} is estimated at {now} a month, not {then}");
                changes.push(Change::still(Changed::Price, option, words));
            }
        }
        changes
    }

    fn rule_base(&self) -> Option<Change> {
        let (then, now) = (&self.before.rule_base, &self.after.rule_base);
        let words = if (&then.name, &then.version) != (&now.name, &now.version) {
            format!(
                "the rule base is {} {}, not {} {}",
                now.name, now.version, then.name, then.version
            )
        } else if then.digest != now.digest {
            // The digest is over both.
            let prices = if self.after.price_book.is_some() { " or its price book" } else { "" };
            format!("the rule base {} {}{prices} was edited since", now.name, now.version)
        } else {
            return None;
        };
        Some(Change::still(Changed::RuleBase, &now.name, words))
    }

    fn packs(&self) -> Vec<Change> {
        let (then, now) = (&self.before.packs, &self.after.packs);
        let mut changes = Vec::new();
        for (name, pack) in now {
            let version = &pack.version;
            let what = match find(then, name) {
                None => format!("{version} applies now and did not then"),
                Some(then) if then.version != *version => {
                    format!("is of version {version}, not {}", then.version)
                }
                Some(then) if then.digest != pack.digest => format!("{version} was edited since"),
                Some(_) => continue,
            };
            changes.push(Change::still(Changed::RuleBase, name, format!("the pack {name} {what}")));
        }
        for (name, pack) in then.iter().filter(|(name, _)| find(now, name).is_none()) {
            let words = format!("the pack {name} {} does not apply now and did then", pack.version);
            changes.push(Change::still(Changed::RuleBase, name, words));
        }
        changes
    }
}

/// Writes an amount as people read it.
fn money(amount: &str) -> String {
    let shown = |amount| Currency::default().show(Money(amount));
    amount.parse().map_or_else(|_| amount.to_owned(), shown)
}
