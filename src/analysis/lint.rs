//! Lint: what is probably not meant in a rule base, with a witness wherever there can be one.
//!
//! Scoring rules overlap, and leave gaps between numbers where nothing needs to be said; neither is reported as such.
//! Every check says of itself whether it is exact or a heuristic ([`Check::exact`]).

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::{
    Case, Derivation,
    sampling::Draw,
    space::{self, Point},
};
use crate::{
    assessment::{
        Engine, Verdict,
        axis::{AxisId, Cut},
        terms::{self, Term},
    },
    condition::Condition,
    diagnostic::Place,
    field::{Facts, FieldId, Kind, Value},
    rulebase::{Citation, ClaimId, Effect, FactId, OptionId, Rule, RuleBase, RuleId},
};

macro_rules! checks {
    ($($variant:ident $name:literal $exact:literal $level:ident $about:literal,)+) => {
        /// What is looked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Check { $(#[doc = $about] $variant,)+ }

        impl Check {
            /// Every check.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its id.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Whether it finds exactly what it says (`true`), or what sampling shows.
            pub fn exact(self) -> bool {
                match self { $(Self::$variant => $exact,)+ }
            }

            /// How bad a finding is.
            pub fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }

            /// What it looks for, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }
        }
    };
}

checks! {
    UnreachableRule "unreachable-rule" true Error "A rule whose condition no valid profile satisfies.",
    IdleCondition "idle-condition" true Warning "A part of a condition that changes nothing, since the other parts imply it.",
    SameCondition "same-condition" true Warning "Two rules that give points and always fire together, so that one piece of evidence counts twice.",
    UnseenAnswer "unseen-answer" true Warning "A choice that no rule looks at and that is not declared neutral.",
    IdleQuestion "idle-question" true Warning "A question whose answer can change nothing: no rule and no estimate looks at it.",
    EdgeMismatch "edge-mismatch" true Warning "Rules on one number that meet at a threshold and both hold, or both fail, exactly there.",
    BlindDimension "blind-dimension" true Warning "A dimension whose rules give two options the same points throughout, so that it cannot tell them apart.",
    LoneDimension "lone-dimension" true Warning "A dimension that weighs more than all others together can make up for.",
    UnusedSource "unused-source" true Warning "A fact or a claim that nothing cites.",
    OldFact "old-fact" true Warning "A fact that something cites and that is older than it should be.",
    NeverWins "never-wins" false Warning "An option that no random profile recommends.",
    NeverLoses "never-loses" false Warning "An option that every random profile recommends.",
    Bias "bias" false Advice "How often each option wins over random profiles, and on each dimension by itself.",
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Advice,
    /// Probably not meant.
    Warning,
    /// Certainly not meant.
    Error,
}

impl Level {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was looked for.
    pub check: Check,
    /// What it is about: a rule, a question, an option, …, by its kind and id.
    pub about: (&'static str, String),
    /// What was found, in a sentence.
    pub message: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Answers that show it, as YAML lines would: field and answer.
    pub witness: Vec<(String, String)>,
    /// Why it is silenced, if it is.
    pub silenced: Option<String>,
}

/// What lint goes by.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The day it is.
    pub as_of: Date,
    /// From how many months on a fact is old.
    pub old_after_months: i32,
    /// How many random profiles to draw.
    pub samples: u64,
    /// The seed of the draws.
    pub seed: u64,
}

/// Goes through a rule base.
pub fn lint(engine: &Engine<'_>, derivation: &dyn Derivation, settings: &Settings) -> Vec<Finding> {
    let lint = Lint { engine, base: engine.base(), derivation, settings };
    let mut findings = Vec::new();
    lint.rules(&mut findings);
    lint.pairs(&mut findings);
    lint.answers(&mut findings);
    lint.edges(&mut findings);
    lint.dimensions(&mut findings);
    lint.sources(&mut findings);
    lint.sampled(&mut findings);
    for finding in &mut findings {
        let (kind, id) = &finding.about;
        finding.place = lint.base.place(kind, id).cloned();
        finding.silenced = lint.base.silenced(kind, id, finding.check.name()).map(str::to_owned);
    }
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.check.level()), finding.check));
    findings
}

struct Lint<'l> {
    engine: &'l Engine<'l>,
    base: &'l RuleBase,
    derivation: &'l dyn Derivation,
    settings: &'l Settings,
}

impl Lint<'_> {
    fn finding(check: Check, kind: &'static str, id: &str, message: String) -> Finding {
        let about = (kind, id.to_owned());
        Finding { check, about, message, place: None, witness: Vec::new(), silenced: None }
    }

    fn terms_of(&self, rule: RuleId) -> Vec<&Term> {
        self.engine.kernel().terms.iter().filter(|(id, _)| *id == rule).map(|(_, term)| term).collect()
    }

    fn rule_ids(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.base.rules.iter().enumerate().map(|(index, rule)| (RuleId(index as u16), rule))
    }

    /// Answers that lie at a point, by field.
    fn show(&self, point: &Point) -> Vec<(String, String)> {
        let mut answers: BTreeMap<FieldId, Value> = BTreeMap::new();
        for (axis, cell) in point {
            let axes = &self.engine.kernel().axes;
            let field = axes.get(*axis).field;
            let Some(value) = axes.answer_in(*axis, *cell, &self.base.fields) else { continue };
            answers
                .entry(field)
                .and_modify(|known| {
                    if let (Value::Several(known), Value::Several(also)) = (known, value) {
                        *known |= also;
                    }
                })
                .or_insert(value);
        }
        answers
            .into_iter()
            .map(|(field, value)| {
                let field = self.base.fields.get(field);
                (field.id.clone(), field.show(value))
            })
            .collect()
    }

    fn rules(&self, findings: &mut Vec<Finding>) {
        let axes = &self.engine.kernel().axes;
        for (id, rule) in self.rule_ids() {
            if let Ok(None) = space::witness(&self.terms_of(id), axes, &self.base.fields) {
                let message = format!("no profile can satisfy `{}`", rule.when.describe(&self.base.fields));
                findings.push(Self::finding(Check::UnreachableRule, "rule", &rule.id, message));
                continue;
            }
            for idle in self.idle_parts(&rule.when) {
                let message = format!("`{}` changes nothing: the other parts imply it", idle.describe(&self.base.fields));
                findings.push(Self::finding(Check::IdleCondition, "rule", &rule.id, message));
            }
        }
    }

    /// The parts of a condition, at the top, without which it holds for the same profiles.
    fn idle_parts<'c>(&self, condition: &'c Condition) -> Vec<&'c Condition> {
        let (Condition::All(parts) | Condition::Any(parts)) = condition else { return Vec::new() };
        let axes = &self.engine.kernel().axes;
        let Ok(whole) = terms::terms_of(condition, axes) else { return Vec::new() };
        let whole: Vec<&Term> = whole.iter().collect();
        let idle = (0..parts.len()).filter(|left_out| {
            let rest: Vec<Condition> =
                parts.iter().enumerate().filter(|(index, _)| index != left_out).map(|(_, part)| part.clone()).collect();
            if rest.is_empty() {
                return false;
            }
            let rest = if matches!(condition, Condition::All(_)) { Condition::All(rest) } else { Condition::Any(rest) };
            let Ok(rest) = terms::terms_of(&rest, axes) else { return false };
            let rest: Vec<&Term> = rest.iter().collect();
            // Leaving a part out must not change which answers are needed either.
            let fields = |terms: &[&Term]| {
                let mut axes: Vec<AxisId> = terms.iter().flat_map(|term| &term.literals).map(|it| it.axis).collect();
                axes.sort_unstable();
                axes.dedup();
                axes
            };
            fields(&whole) == fields(&rest) && space::difference(&whole, &rest, axes, &self.base.fields) == Ok(None)
        });
        idle.map(|index| &parts[index]).collect()
    }

    fn pairs(&self, findings: &mut Vec<Finding>) {
        let axes = &self.engine.kernel().axes;
        let giving: Vec<(RuleId, &Rule)> =
            self.rule_ids().filter(|(_, rule)| matches!(rule.effect, Effect::Points(_))).collect();
        for (index, (one_id, one)) in giving.iter().enumerate() {
            let mut one_fields = one.when.fields();
            one_fields.sort_unstable();
            for (other_id, other) in &giving[index + 1..] {
                let mut other_fields = other.when.fields();
                other_fields.sort_unstable();
                if one_fields != other_fields {
                    continue;
                }
                let (one_terms, other_terms) = (self.terms_of(*one_id), self.terms_of(*other_id));
                if space::difference(&one_terms, &other_terms, axes, &self.base.fields) == Ok(None) {
                    let message = format!("always fires together with `{}`, so the same evidence counts twice", one.id);
                    let mut finding = Self::finding(Check::SameCondition, "rule", &other.id, message);
                    if let Ok(Some(point)) = space::witness(&one_terms, axes, &self.base.fields) {
                        finding.witness = self.show(&point);
                    }
                    findings.push(finding);
                }
            }
        }
    }

    fn answers(&self, findings: &mut Vec<Finding>) {
        let kernel = self.engine.kernel();
        let seen = |axis: AxisId, cell: usize| {
            kernel.terms.iter().flat_map(|(_, term)| &term.literals).any(|it| it.axis == axis && it.cells[cell])
        };
        let derived_from: Vec<FieldId> = self
            .base
            .fields
            .iter()
            .filter(|(field, it)| it.derived && kernel.axes.of_field(*field).any(|axis| kernel.is_used(axis)))
            .flat_map(|(field, _)| self.derivation.inputs(field).to_vec())
            .collect();
        for question in &self.base.questions {
            let field = self.base.fields.get(question.field);
            let axes: Vec<AxisId> = kernel.axes.of_field(question.field).collect();
            let feeds = derived_from.contains(&question.field);
            if !feeds && !axes.iter().any(|axis| kernel.is_used(*axis)) {
                let message = format!("nothing looks at the answer to `{}`", field.id);
                findings.push(Self::finding(Check::IdleQuestion, "question", &field.id, message));
                continue;
            }
            for (index, choice) in field.choices().iter().enumerate() {
                let is_seen = match &field.kind {
                    Kind::Choice(_) => axes.iter().any(|axis| seen(*axis, index)),
                    _ => axes.get(index).is_some_and(|axis| seen(*axis, 1)),
                };
                if choice.neutral.is_none() && !is_seen {
                    let message = format!("no rule looks at `{}: {}`; if it speaks for nothing, declare it neutral", field.id, choice.id);
                    let mut finding = Self::finding(Check::UnseenAnswer, "question", &field.id, message);
                    finding.witness = vec![(field.id.clone(), choice.id.clone())];
                    findings.push(finding);
                }
            }
        }
    }

    fn edges(&self, findings: &mut Vec<Finding>) {
        let kernel = self.engine.kernel();
        for (axis, it) in kernel.axes.iter() {
            let Cut::Numbers(edges) = &it.cut else { continue };
            for (index, pair) in edges.windows(2).enumerate() {
                // Between an edge that leaves a number out and one that takes it in lies that number alone.
                if pair[0].at != pair[1].at {
                    continue;
                }
                let cell = index + 1;
                let Some(value) = kernel.axes.answer_in(axis, cell, &self.base.fields) else { continue };
                let holding = |cell: usize| -> Vec<RuleId> {
                    let terms = kernel.terms.iter().filter(|(_, term)| term.literals.iter().any(|it| it.axis == axis && it.cells[cell]));
                    terms.map(|(rule, _)| *rule).collect()
                };
                let (below, at, above) = (holding(cell - 1), holding(cell), holding(cell + 1));
                let both = at.iter().find(|rule| !above.contains(rule)).zip(at.iter().find(|rule| !below.contains(rule)));
                let neither = below.iter().find(|rule| !at.contains(rule)).zip(above.iter().find(|rule| !at.contains(rule)));
                let field = self.base.fields.get(it.field);
                let report = |rules: (&RuleId, &RuleId), what: &str| {
                    let (one, other) = (&self.base.rule(*rules.0).id, &self.base.rule(*rules.1).id);
                    let message = format!("`{one}` and `{other}` {what} at exactly {} {}", field.id, field.show(value));
                    let mut finding = Self::finding(Check::EdgeMismatch, "rule", other, message);
                    finding.witness = vec![(field.id.clone(), field.show(value))];
                    finding
                };
                findings.extend(both.map(|rules| report(rules, "both hold")));
                findings.extend(neither.map(|rules| report(rules, "both fail")));
            }
        }
    }

    fn dimensions(&self, findings: &mut Vec<Finding>) {
        let of = |dimension: usize| self.base.rules.iter().filter(move |rule| rule.dimension.index() == dimension);
        for (index, dimension) in self.base.dimensions.iter().enumerate() {
            let options: Vec<OptionId> = self.base.option_ids().collect();
            for (at, one) in options.iter().enumerate() {
                for other in &options[at + 1..] {
                    let same = of(index).all(|rule| {
                        rule.points(*one) == rule.points(*other) && rule.excludes(*one) == rule.excludes(*other)
                    });
                    if same && of(index).next().is_some() {
                        let (one, other) = (&self.base.option(*one).id, &self.base.option(*other).id);
                        let message = format!("its rules treat `{one}` and `{other}` alike throughout");
                        findings.push(Self::finding(Check::BlindDimension, "dimension", &dimension.id, message));
                    }
                }
            }
        }
        // By how much a dimension can part the first option from the others at the most.
        let spread = |index: usize| -> i64 {
            let rules = of(index).filter_map(|rule| match &rule.effect {
                Effect::Points(points) => {
                    let points = points.iter().map(|(_, points)| i64::from(*points)).chain(std::iter::once(0));
                    Some(points.clone().max().unwrap_or(0) - points.min().unwrap_or(0))
                }
                Effect::Excludes { .. } => None,
            });
            rules.sum::<i64>() * i64::from(self.base.dimensions[index].weight)
        };
        let spreads: Vec<i64> = (0..self.base.dimensions.len()).map(spread).collect();
        let all: i64 = spreads.iter().sum();
        for (dimension, own) in self.base.dimensions.iter().zip(&spreads) {
            if *own > all - own && spreads.len() > 1 {
                let message = format!("can part two options by {own} points, all other dimensions together by {}", all - own);
                findings.push(Self::finding(Check::LoneDimension, "dimension", &dimension.id, message));
            }
        }
    }

    fn sources(&self, findings: &mut Vec<Finding>) {
        let mut cited = self.base.citations();
        for (claim, index) in self.base.claims.iter().zip(0u16..) {
            // What updates a claim is used by it.
            for fact in &claim.facts {
                cited.entry(Citation::Fact(*fact)).or_default();
            }
            if !cited.contains_key(&Citation::Claim(ClaimId(index))) && claim.waived.is_none() {
                let message = "nothing cites this claim, and it is not waived".to_owned();
                findings.push(Self::finding(Check::UnusedSource, "source", &claim.id, message));
            }
        }
        let oldest = self.settings.as_of.checked_sub(self.settings.old_after_months.months()).unwrap_or(Date::MIN);
        for (fact, index) in self.base.facts.iter().zip(0u16..) {
            if !cited.contains_key(&Citation::Fact(FactId(index))) {
                let message = "nothing cites this fact".to_owned();
                findings.push(Self::finding(Check::UnusedSource, "source", &fact.id, message));
            } else if let Some(date) = fact.as_of.latest().filter(|date| *date < oldest) {
                let message = format!("as of {date}, which is more than {} months before {}", self.settings.old_after_months, self.settings.as_of);
                findings.push(Self::finding(Check::OldFact, "source", &fact.id, message));
            }
        }
    }

    /// What random profiles show: each question is answered half of the time.
    fn sampled(&self, findings: &mut Vec<Finding>) {
        let mut draw = Draw::new(self.settings.seed);
        let weights: Vec<u8> = self.base.dimensions.iter().map(|dimension| dimension.weight).collect();
        let options = self.base.options.len();
        let mut wins = vec![0u64; options];
        let mut by_dimension = vec![vec![0u64; options]; self.base.dimensions.len()];
        for _ in 0..self.settings.samples {
            let mut answers = Facts::unknown(self.base.fields.len());
            for question in &self.base.questions {
                if draw.below(2) == 1 {
                    answers.set(question.field, draw.answer(self.base.fields.get(question.field)));
                }
            }
            let case = Case { engine: self.engine, answers: &answers, weights: &weights, derivation: self.derivation };
            let assessment = case.assess();
            if let Verdict::Recommended(option) = assessment.verdict {
                wins[option.index()] += 1;
            }
            for (dimension, wins) in by_dimension.iter_mut().enumerate() {
                let points: Vec<i64> = assessment.standings.iter().map(|standing| standing.points[dimension]).collect();
                let most = points.iter().max().copied().unwrap_or(0);
                let mut best = points.iter().enumerate().filter(|(_, points)| **points == most);
                if let (Some((option, _)), None) = (best.next(), best.next()) {
                    wins[option] += 1;
                }
            }
        }
        let share = |count: u64| format!("{:.0} %", 100.0 * count as f64 / self.settings.samples.max(1) as f64);
        for (option, wins) in self.base.options.iter().zip(&wins) {
            let samples = self.settings.samples;
            if *wins == 0 {
                let message = format!("wins for none of {samples} random profiles");
                findings.push(Self::finding(Check::NeverWins, "option", &option.id, message));
            } else if *wins == samples {
                let message = format!("wins for all of {samples} random profiles");
                findings.push(Self::finding(Check::NeverLoses, "option", &option.id, message));
            }
        }
        for (index, option) in self.base.options.iter().enumerate() {
            let dimensions: Vec<String> = self
                .base
                .dimensions
                .iter()
                .zip(&by_dimension)
                .map(|(dimension, wins)| format!("{} {}", dimension.id, share(wins[index])))
                .collect();
            let message = format!("wins {} of random profiles; alone on each dimension: {}", share(wins[index]), dimensions.join(", "));
            findings.push(Self::finding(Check::Bias, "option", &option.id, message));
        }
    }
}
