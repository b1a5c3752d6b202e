//! Puts together what came of a thing under a profile, and why.

use std::cmp::Reverse;

use super::Builder;
use crate::{
    advice::Advice,
    assessment::{
        Assessment,
        axis::{Cut, Edge},
    },
    condition::{Condition, Explained, Leaf, Part, Truth},
    field::{FieldId, Kind, Scale, Value},
    report::{
        explain::excluded,
        explain::things::{
            Alternative, AnswerOutcome, Lack, Missed, Node, OptionOutcome, RuleOutcome, Spoke,
        },
        json, number, outcome, recommended, stretch,
    },
    rulebase::{OptionId, RuleId},
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

impl Builder<'_> {
    /// Returns whether a rule fires under the profile.
    pub(super) fn fires(&self, id: RuleId) -> Option<Truth> {
        self.under.map(|under| self.base.rule(id).when.evaluate(under.facts()))
    }

    pub(super) fn rule_outcome(&self, under: &Advice<'_>, id: RuleId) -> RuleOutcome {
        let rule = self.base.rule(id);
        let explained = rule.when.explain(under.facts());
        RuleOutcome {
            fires: explained.truth,
            condition: self.node(&explained),
            contributions: self.by_option(|option| self.contribution(rule, option)),
            lacks: self.lacks(under, &rule.when),
        }
    }

    /// Returns the fewest tests that do not hold and that would make a condition hold.
    pub(super) fn lacks(&self, under: &Advice<'_>, when: &Condition) -> Vec<Lack> {
        let lack = |leaf: Leaf| Lack {
            field: self.base.fields.get(leaf.field).id.clone(),
            needed: self.leaf_words(leaf),
            answer: self.known(leaf.field),
            answer_words: self.known_words(leaf.field),
        };
        let lacks = when.explain(under.facts()).lacks();
        lacks.into_iter().map(|(leaf, _)| lack(leaf)).collect()
    }

    fn leaf_words(&self, leaf: Leaf) -> String {
        leaf.test.describe(self.base.fields.get(leaf.field), leaf.wanted)
    }

    pub(super) fn node(&self, explained: &Explained) -> Node {
        let truth = explained.truth;
        let list = |of: &'static str, words: &str, parts: &[Explained]| Node {
            truth,
            words: words.to_owned(),
            of: Some(of),
            parts: parts.iter().map(|part| self.node(part)).collect(),
            field: None,
            answer: Json::Null,
            answer_words: String::new(),
        };
        match &explained.part {
            Part::All(parts) if parts.is_empty() => list("all", "always", parts),
            Part::All(parts) => list("all", "all of these hold", parts),
            Part::Any(parts) => list("any", "at least one of these holds", parts),
            Part::Leaf(leaf) => Node {
                truth,
                words: self.leaf_words(*leaf),
                of: None,
                parts: Vec::new(),
                field: Some(self.base.fields.get(leaf.field).id.clone()),
                answer: self.known(leaf.field),
                answer_words: self.known_words(leaf.field),
            },
        }
    }

    /// Returns whether the report names a product.
    pub(super) fn is_advised(&self, under: &Advice<'_>, option: OptionId, at: usize) -> bool {
        let product = &self.base.option(option).products[at];
        let advised = under.products(option);
        let mut named = advised.companions.iter().chain(&advised.stand_ins).chain(&advised.start);
        let stands =
            under.assessment().standing(option).rank.is_some() && under.assessment().most > 0;
        stands && named.any(|named| named.id == product.id)
    }

    pub(super) fn option_outcome(&self, under: &Advice<'_>, id: OptionId) -> OptionOutcome {
        let assessment = under.assessment();
        let standing = assessment.standing(id);
        let rival = assessment.ranking().into_iter().find(|other| *other != id);
        let spoke = assessment.fired.iter().map(|rule| Spoke {
            rule: self.base.rule(*rule).id.clone(),
            because: self.base.rule(*rule).because_of(id).to_owned(),
            contribution: assessment.contribution(self.base, *rule, id),
            rival: rival.map_or(0, |rival| assessment.contribution(self.base, *rule, rival)),
        });
        let mut spoke: Vec<Spoke> =
            spoke.filter(|spoke| spoke.contribution != 0 || spoke.rival != 0).collect();
        spoke.sort_by_key(|spoke| {
            (Reverse(spoke.contribution - spoke.rival), Reverse(spoke.contribution))
        });
        let against = |spoke: &Spoke| spoke.contribution < 0 || spoke.contribution < spoke.rival;
        let mut spoke_against: Vec<Spoke> =
            spoke.iter().filter(|spoke| against(spoke)).cloned().collect();
        spoke_against.reverse();
        let mut spoke_for: Vec<Spoke> =
            spoke.into_iter().filter(|spoke| spoke.contribution > 0).collect();
        spoke_for.sort_by_key(|spoke| (Reverse(spoke.contribution), spoke.rival));
        let speak_for = self.base.rules.iter().filter(|rule| rule.points(id) > 0);
        let could_have = speak_for.filter_map(|rule| {
            let fires = rule.when.evaluate(under.facts());
            (fires != Truth::True).then(|| Missed {
                rule: rule.id.clone(),
                because: rule.because_of(id).to_owned(),
                contribution: self.contribution(rule, id),
                fires,
                lacks: self.lacks(under, &rule.when),
            })
        });
        let mut could_have: Vec<Missed> = could_have.collect();
        could_have.sort_by_key(|missed| Reverse(missed.contribution));
        OptionOutcome {
            rank: standing.rank,
            score: standing.score,
            fit: standing.fit,
            rival: rival.map(|rival| self.base.option(rival).id.clone()),
            spoke_for,
            spoke_against,
            could_have,
        }
    }

    pub(super) fn answer_outcome(&self, under: &Advice<'_>, id: FieldId) -> AnswerOutcome {
        let answer = under.profile().answers.get(id);
        let without = under.case().assess_with(id, None);
        let contributed = self.by_option(|option| {
            under.assessment().standing(option).score - without.standing(option).score
        });
        let others = self.other_answers(under, id, answer).into_iter().map(|(value, words)| {
            let then = under.case().assess_with(id, Some(value));
            self.alternative(under, id, Some(value), words, &then)
        });
        let turns = under.flips().iter().filter(|flip| flip.change.field == id);
        let turns = turns.filter_map(|flip| {
            let then = outcome(self.base, &flip.verdict);
            let to = self.words(id, flip.change.to);
            match (flip.change.to, answer?) {
                (Value::Number(number), Value::Number(from)) => {
                    let edge = flip.passed().map(|edge| self.words(id, Value::Number(edge)));
                    let at = match (number > from, edge) {
                        (true, Some(edge)) => format!("at more than {edge}"),
                        (false, Some(edge)) => format!("at less than {edge}"),
                        (true, None) => format!("from {to}"),
                        (false, None) => format!("down from {to}"),
                    };
                    let until = flip.until.map(|it| format!(" as far as {}", number::people(it)));
                    Some(format!("{at}{}: {then}", until.unwrap_or_default()))
                }
                // Those that differ in one choice are among the other answers.
                (Value::Several(bits), Value::Several(from))
                    if bits != 0 && (bits ^ from).count_ones() > 1 =>
                {
                    Some(format!("with {to}: {then}"))
                }
                _ => None,
            }
        });
        AnswerOutcome {
            answer: answer.map_or(Json::Null, |value| json(self.base.fields.get(id), value)),
            contributed,
            without: self.alternative(under, id, None, "not answered".to_owned(), &without),
            others: others.collect(),
            turns: turns.collect(),
        }
    }

    fn alternative(
        &self,
        under: &Advice<'_>,
        id: FieldId,
        value: Option<Value>,
        words: String,
        then: &Assessment,
    ) -> Alternative {
        Alternative {
            answer: value.map_or(Json::Null, |value| json(self.base.fields.get(id), value)),
            verdict: (&then.verdict).into(),
            recommendation: recommended(self.base, &then.verdict),
            difference: self.by_option(|option| {
                then.standing(option).score - under.assessment().standing(option).score
            }),
            excluded: excluded(self.base, then),
            words,
        }
    }

    /// Returns the other answers to a question, each in words: of several choices those that differ
    /// in one, of numbers one for each stretch between the numbers that rules name, other than
    /// the stretch of the answer: the one nearest to the answer.
    fn other_answers(
        &self,
        under: &Advice<'_>,
        id: FieldId,
        answer: Option<Value>,
    ) -> Vec<(Value, String)> {
        let field = self.base.fields.get(id);
        let others = |all: &mut dyn Iterator<Item = Value>| {
            let others = all.filter(|value| Some(*value) != answer);
            others.map(|value| (value, self.words(id, value))).collect()
        };
        match &field.kind {
            Kind::YesNo | Kind::Choice(_) => others(&mut field.alternatives().into_iter()),
            Kind::Several(choices) => {
                let bits = match answer {
                    Some(Value::Several(bits)) => bits,
                    _ => 0,
                };
                let one = (0..choices.len()).map(|choice| bits ^ 1 << choice);
                let none = (bits.count_ones() != 1).then_some(0);
                others(&mut none.into_iter().chain(one).map(Value::Several))
            }
            Kind::Number(_) => self.stretches(under, id, answer),
        }
    }

    fn stretches(
        &self,
        under: &Advice<'_>,
        id: FieldId,
        answer: Option<Value>,
    ) -> Vec<(Value, String)> {
        let (axes, field) = (&under.case().engine.kernel().axes, self.base.fields.get(id));
        let Kind::Number(scale) = &field.kind else { return Vec::new() };
        // With what things cost, what comes out can differ within a stretch.
        let says_which = under.case().moves_estimates(id);
        let mut stretches = Vec::new();
        for axis in axes.of_field(id) {
            let Cut::Numbers(edges) = &axes.get(axis).cut else { continue };
            let own = answer.map(|value| axes.cells_of(axis, value).0);
            let cells = (0..axes.get(axis).cells).filter(|cell| own != Some(*cell));
            if axes.get(axis).cells > 1 {
                stretches.extend(cells.filter_map(|cell| {
                    let any = axes.answer_in(axis, cell, &self.base.fields)?;
                    let nearest = nearest(edges, cell, own, scale).map(Value::Number);
                    let is_inside = |value: &Value| axes.cells_of(axis, *value).0 == cell;
                    let value = nearest.filter(is_inside).unwrap_or(any);
                    let words = stretch(edges, cell, field);
                    let at = says_which.then(|| format!(", as at {}", self.words(id, value)));
                    let words = words + &at.unwrap_or_default();
                    Some((value, words))
                }));
            }
        }
        stretches
    }
}

/// Returns the number of a question's grid in a stretch that is nearest to that of the answer; where
/// there is no answer, the one next to an edge of the stretch.
fn nearest(edges: &[Edge], cell: usize, own: Option<usize>, scale: &Scale) -> Option<Decimal> {
    let is_below = own.is_some_and(|own| cell < own);
    match cell.checked_sub(1).filter(|_| !is_below) {
        Some(edge) => edges.get(edge)?.first_past(scale),
        None => edges.get(cell)?.last_before(scale),
    }
}
