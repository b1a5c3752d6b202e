//! What random profiles show: which options win, and which rules on estimates fire. Answers are as
//! plausible as the questions say: uncommon ones are drawn a tenth as often as others.

use super::{checks::Check, finding::Finding, linter::Lint};
use crate::{
    analysis::sampling::{Draw, Urn},
    assessment::{Verdict, effects::OptionSet},
    field::{Facts, FieldId},
    rulebase::{Effect, OptionId, Rule, RuleId},
};

/// Rules that fired less often than this are not compared with others.
const ENOUGH: u64 = 20;

/// How many profiles are made to fit one rule, and from how many a search for a winner or a loser
/// starts.
const TRIES: u64 = 200;
const STARTS: u64 = 8;

/// How often each option wins over random profiles in which each question is answered half of the
/// time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bias {
    /// How many profiles were drawn.
    pub samples: u64,
    /// For how many of them no option was recommended: several were level, none fitted, or nothing
    /// was answered.
    pub undecided: u64,
    /// For how many of them no option was ruled out, and one was recommended.
    pub contested: u64,
    /// Of as many profiles in which everything is answered, for how many no option was ruled out
    /// and one was recommended.
    pub full: u64,
    /// The options, in the order of the rule base.
    pub options: Vec<Share>,
}

/// How often one option wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The option that wins so often.
    pub option: OptionId,
    /// For how many profiles it is recommended.
    pub wins: u64,
    /// For how many of these no option is ruled out.
    pub contests_won: u64,
    /// For how many of the profiles in which everything is answered and nothing ruled out it is
    /// recommended.
    pub full_won: u64,
    /// For each dimension, for how many profiles it has more points there than any other option.
    pub by_dimension: Vec<u64>,
}

/// Random profiles and what comes of them.
pub(super) struct Drawn {
    profiles: Vec<Facts>,
    /// How many of them answer anything.
    answered: u64,
    /// How often each option wins.
    pub(super) bias: Bias,
    /// For each rule a bit for each profile for which it fired.
    fired: Vec<Vec<u64>>,
}

impl Drawn {
    pub(super) fn draw(lint: &Lint<'_>) -> Self {
        let (samples, dimensions) = (lint.settings.samples, lint.base.dimensions.len());
        let words = usize::try_from(samples.div_ceil(64)).unwrap_or(0);
        let share = |option| Share {
            option,
            wins: 0,
            contests_won: 0,
            full_won: 0,
            by_dimension: vec![0; dimensions],
        };
        let urns: Vec<Urn<'_>> = lint
            .base
            .questions
            .iter()
            .map(|question| Urn::likely(lint.base.fields.get(question.field)))
            .collect();
        let mut drawn = Self {
            profiles: Vec::new(),
            answered: 0,
            bias: Bias {
                samples,
                undecided: 0,
                contested: 0,
                full: 0,
                options: lint.base.option_ids().map(share).collect(),
            },
            fired: vec![vec![0; words]; lint.base.rules.len()],
        };
        let mut draw = Draw::new(lint.settings.seed);
        for sample in (0..words * 64).take_while(|sample| (*sample as u64) < samples) {
            let mut answers = Facts::unknown(lint.base.fields.len());
            for (question, urn) in lint.base.questions.iter().zip(&urns) {
                if draw.below(2) == 1 {
                    answers.set(question.field, draw.answer_of(urn));
                }
            }
            let assessment = lint.assess(&answers);
            drawn.answered += u64::from(assessment.verdict != Verdict::Unanswered);
            match assessment.verdict {
                Verdict::Recommended(option) => {
                    let share = &mut drawn.bias.options[option.index()];
                    share.wins += 1;
                    if assessment.standings.iter().all(|standing| standing.rank.is_some()) {
                        share.contests_won += 1;
                        drawn.bias.contested += 1;
                    }
                }
                Verdict::Tie(_) | Verdict::NoneFits | Verdict::Unanswered => {
                    drawn.bias.undecided += 1
                }
            }
            for dimension in 0..dimensions {
                let points =
                    || assessment.standings.iter().map(|standing| standing.points[dimension]);
                let most = points().max().unwrap_or(0);
                let mut best = points().enumerate().filter(|(_, points)| *points == most);
                if let (Some((option, _)), None) = (best.next(), best.next()) {
                    drawn.bias.options[option].by_dimension[dimension] += 1;
                }
            }
            for rule in &assessment.fired {
                drawn.fired[rule.index()][sample / 64] |= 1 << (sample % 64);
            }
            drawn.profiles.push(answers);
        }
        for _ in 0..samples {
            let mut answers = Facts::unknown(lint.base.fields.len());
            for (question, urn) in lint.base.questions.iter().zip(&urns) {
                answers.set(question.field, draw.answer_of(urn));
            }
            let outcome = lint.case(&answers).outcome(&answers);
            if outcome.excluded == OptionSet::default()
                && let Some(option) = outcome.verdict.recommendation()
            {
                drawn.bias.full += 1;
                drawn.bias.options[option.index()].full_won += 1;
            }
        }
        drawn
    }

    fn times(&self, rule: RuleId) -> u64 {
        self.fired[rule.index()].iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

impl Lint<'_> {
    pub(super) fn options(&self, drawn: &Drawn, findings: &mut Vec<Finding>) {
        let asked: Vec<FieldId> =
            self.base.questions.iter().map(|question| question.field).collect();
        let starts = || drawn.profiles.iter().take(STARTS as usize);
        let mut one_sided = Vec::new();
        for share in &drawn.bias.options {
            let id = &self.base.option(share.option).id;
            let lead = |facts: &Facts| self.lead(share.option, facts);
            let behind = |facts: &Facts| match facts.known().next() {
                Some(_) => -self.lead(share.option, facts),
                None => -i64::MAX,
            };
            let loses = || starts().any(|start| self.climb(start.clone(), &asked, &behind).0 >= 0);
            if share.wins == drawn.answered && drawn.answered > 0 && !loses() {
                // That no other option wins goes without saying.
                let message = format!("no profile was found for which `{id}` is not recommended");
                findings.push(Finding::new(Check::NeverLoses, "option", id, message));
                return;
            }
            if share.wins == 0
                && !starts().any(|start| self.climb(start.clone(), &asked, &lead).0 > 0)
            {
                let message = format!("no profile was found for which `{id}` is recommended");
                one_sided.push(Finding::new(Check::NeverWins, "option", id, message));
            }
        }
        if one_sided.is_empty() {
            self.lopsided(drawn, findings);
        }
        findings.append(&mut one_sided);
    }

    /// Options that win far more or far less often than others. Random answers meet limits more
    /// often than real ones do, so only profiles that rule nothing out are judged; and of a rule base
    /// with packs, only what these bring.
    fn lopsided(&self, drawn: &Drawn, findings: &mut Vec<Finding>) {
        let (full, options) = (drawn.bias.full, drawn.bias.options.len() as u64);
        let packed = !self.base.packs.is_empty();
        let is_brought = |share: &&Share| {
            let id = &self.base.option(share.option).id;
            !packed || self.base.origin("option", id).is_some()
        };
        for share in drawn.bias.options.iter().filter(|_| full >= ENOUGH).filter(is_brought) {
            let few = share.full_won * options * 5 < full * 3;
            let many = share.full_won * options * 2 > full * 3;
            if few || many {
                let id = &self.base.option(share.option).id;
                let percent = 100 * share.full_won / full;
                let message = format!(
                    "`{id}` wins {percent} % of the random profiles that answer everything and \
                     rule nothing out"
                );
                findings.push(Finding::new(Check::Bias, "option", id, message));
            }
            if share.full_won == full {
                // That the others win far less goes without saying.
                return;
            }
        }
    }

    pub(super) fn estimates(&self, drawn: &Drawn, findings: &mut Vec<Finding>) {
        let rules: Vec<(RuleId, &Rule)> = self
            .base
            .rules
            .iter()
            .enumerate()
            .map(|(index, rule)| (RuleId(index as u16), rule))
            .collect();
        for (id, rule) in rules.iter().filter(|(_, rule)| self.on_estimates(&[rule])) {
            // One of several that are written as one may be idle.
            let fires = |id: RuleId| drawn.times(id) > 0 || self.can_fire(id);
            if !self.base.written_with(*id).any(fires) {
                let message = format!("no profile was found for which `{}` fires", rule.id);
                findings.push(self.about_rule(Check::NeverFires, rule, message));
            }
        }
        let giving: Vec<&(RuleId, &Rule)> =
            rules.iter().filter(|(_, rule)| matches!(rule.effect, Effect::Points(_))).collect();
        for (index, (other, other_rule)) in giving.iter().copied().enumerate() {
            for (one, one_rule) in giving[..index].iter().copied() {
                let together = self.on_estimates(&[one_rule, other_rule])
                    && drawn.times(*other) >= ENOUGH
                    && drawn.fired[one.index()] == drawn.fired[other.index()];
                let known = findings
                    .iter()
                    .any(|it| it.check == Check::SameCondition && it.id == other_rule.id);
                if !together || known {
                    continue;
                }
                let message = format!(
                    "`{}` and `{}` fired for the same {} random profiles, and for no other",
                    one_rule.id,
                    other_rule.id,
                    drawn.times(*other)
                );
                let bits = &drawn.fired[other.index()];
                let first = bits
                    .iter()
                    .position(|word| *word != 0)
                    .map(|word| word * 64 + bits[word].trailing_zeros() as usize);
                let witness = first.and_then(|first| drawn.profiles.get(first)).cloned();
                findings.push(
                    self.about_rule(Check::FiresTogether, other_rule, message).shown_by(witness),
                );
            }
        }
    }

    /// Whether a rule on estimates fires for any of some profiles made to satisfy the rest of its
    /// condition.
    fn can_fire(&self, rule: RuleId) -> bool {
        // Conditions that cannot hold at all are found elsewhere.
        let regions = self
            .fires
            .get(rule.index())
            .and_then(Option::as_ref)
            .filter(|regions| !regions.is_empty());
        let Some(regions) = regions else { return true };
        let mut draw = Draw::new(self.settings.seed);
        regions.iter().take(8).any(|region| {
            let fitting = self.space.profile(&self.space.asked(region)).unwrap_or_default();
            (0..TRIES).any(|_| {
                let mut answers = Facts::unknown(self.base.fields.len());
                for question in &self.base.questions {
                    let drawn = || draw.answer(self.base.fields.get(question.field));
                    answers.set(question.field, fitting.get(question.field).or_else(drawn));
                }
                self.assess(&answers).fired.contains(&rule)
            })
        })
    }
}
