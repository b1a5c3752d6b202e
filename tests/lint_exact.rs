//! The exact checks of lint, against going through all profiles of small random rule bases.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use whereto::{
    analysis::lint::{Check, Finding, Settings, lint},
    assessment::Engine,
    condition::{Condition, Truth},
    field::{Facts, FieldId, Kind, Value},
    rulebase::{Effect, OptionId, RuleBase},
};

use crate::{effort, small};

/// All profiles of a rule base, and the rules that fire for each.
struct World<'b> {
    base: &'b RuleBase,
    engine: Engine<'b>,
    weights: Vec<u8>,
    profiles: Vec<Facts>,
    fired: Vec<BTreeSet<usize>>,
}

impl<'b> World<'b> {
    fn of(base: &'b RuleBase) -> Self {
        let engine = Engine::new(base).unwrap();
        let weights: Vec<u8> = base.dimensions.iter().map(|dimension| dimension.weight).collect();
        let profiles = small::completions(base, &Facts::unknown(base.fields.len()));
        let fired = profiles.iter().map(|profile| fired(&engine, &weights, profile)).collect();
        Self { base, engine, weights, profiles, fired }
    }

    /// The profiles for which a rule fires.
    fn fires(&self, rule: usize) -> BTreeSet<usize> {
        (0..self.profiles.len()).filter(|profile| self.fired[*profile].contains(&rule)).collect()
    }

    /// The profiles for which any of some rules rules an option out.
    fn excluded(&self, option: OptionId, by: &[usize]) -> BTreeSet<usize> {
        by.iter()
            .filter(|rule| self.base.rules[**rule].excludes(option))
            .flat_map(|rule| self.fires(*rule))
            .collect()
    }

    fn even(&self, rule: usize) -> bool {
        let rule = &self.base.rules[rule];
        let given: BTreeSet<i8> =
            self.base.option_ids().map(|option| rule.points(option)).collect();
        matches!(rule.effect, Effect::Points(_)) && given.len() == 1
    }

    /// Whether an answer makes a difference to any of some rules: from another, all else equal.
    fn differs(
        &self,
        field: FieldId,
        one: Option<Value>,
        other: Option<Value>,
        rules: &BTreeSet<usize>,
    ) -> bool {
        self.profiles.iter().zip(&self.fired).filter(|(profile, _)| profile.get(field) == one).any(
            |(profile, before)| {
                let mut changed = profile.clone();
                changed.set(field, other);
                let after = fired(&self.engine, &self.weights, &changed);
                before.intersection(rules).ne(after.intersection(rules))
            },
        )
    }
}

fn fired(engine: &Engine<'_>, weights: &[u8], profile: &Facts) -> BTreeSet<usize> {
    engine.assess(profile, weights).fired.iter().map(|rule| rule.index()).collect()
}

/// The conditions that come of leaving one part out.
fn shorter(condition: &Condition) -> Vec<Condition> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let again = |parts: Vec<Condition>| match condition {
                Condition::All(_) => Condition::All(parts),
                _ => Condition::Any(parts),
            };
            let mut all = Vec::new();
            for index in 0..parts.len() {
                if parts.len() > 1 {
                    let mut rest = parts.clone();
                    rest.remove(index);
                    all.push(again(rest));
                }
                for part in shorter(&parts[index]) {
                    let mut rest = parts.clone();
                    rest[index] = part;
                    all.push(again(rest));
                }
            }
            all
        }
        Condition::Not(inner) => {
            shorter(inner).into_iter().map(|inner| Condition::Not(Box::new(inner))).collect()
        }
        Condition::Test(..) => Vec::new(),
    }
}

/// What each check must find: ids, with an option or an answer where several findings are about one
/// id.
fn expected(world: &World<'_>) -> BTreeSet<(Check, String)> {
    let base = world.base;
    let mut expected = BTreeSet::new();
    let fires: Vec<BTreeSet<usize>> = (0..base.rules.len()).map(|rule| world.fires(rule)).collect();
    let points = |rule: usize| matches!(base.rules[rule].effect, Effect::Points(_));
    for (index, rule) in base.rules.iter().enumerate() {
        let mut expect = |check: Check| expected.insert((check, rule.id.clone()));
        if fires[index].is_empty() {
            expect(Check::Unreachable);
            continue;
        }
        let same = |condition: &Condition| {
            let mut holds = world.profiles.iter().zip(0..);
            holds.all(|(profile, number)| {
                (condition.evaluate(profile) == Truth::True) == fires[index].contains(&number)
            })
        };
        if shorter(&rule.when).iter().any(same) {
            expect(Check::IdleCondition);
        }
        if points(index) && (0..index).any(|other| points(other) && fires[other] == fires[index]) {
            expect(Check::SameCondition);
        }
        if world.even(index) {
            expect(Check::EvenPoints);
        }
        let all: Vec<usize> = (0..base.rules.len()).collect();
        let given = base.option_ids().filter(|option| rule.points(*option) != 0);
        if given.into_iter().any(|option| fires[index].is_subset(&world.excluded(option, &all))) {
            expect(Check::IdlePoints);
        }
    }
    let mut needed: Vec<usize> =
        (0..base.rules.len()).filter(|rule| !fires[*rule].is_empty()).collect();
    for (index, rule) in base.rules.iter().enumerate().rev() {
        let Effect::Excludes { options, .. } = &rule.effect else { continue };
        let others: Vec<usize> = needed.iter().copied().filter(|other| *other != index).collect();
        let idle =
            options.iter().all(|option| fires[index].is_subset(&world.excluded(*option, &others)));
        if idle && !fires[index].is_empty() {
            needed = others;
            expected.insert((Check::IdleExclusion, rule.id.clone()));
        }
    }
    let all: BTreeSet<usize> = (0..base.rules.len()).collect();
    let uneven: BTreeSet<usize> = all.iter().copied().filter(|rule| !world.even(*rule)).collect();
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let answers = small::answers(base, question.field);
        if !answers.iter().any(|answer| world.differs(question.field, *answer, None, &uneven)) {
            expected.insert((Check::IdleQuestion, field.id.clone()));
            continue;
        }
        for (index, choice) in field.choices().iter().enumerate() {
            let seen = match field.kind {
                Kind::Several(_) => answers.iter().any(|answer| match answer {
                    Some(Value::Several(bits)) if bits >> index & 1 == 0 => world.differs(
                        question.field,
                        *answer,
                        Some(Value::Several(bits | 1 << index)),
                        &all,
                    ),
                    _ => false,
                }),
                _ => world.differs(question.field, Some(Value::Choice(index as u8)), None, &all),
            };
            if !seen {
                expected.insert((Check::UnseenAnswer, format!("{}: {}", field.id, choice.id)));
            }
        }
        if let Kind::Number(_) = field.kind {
            let speaks: Vec<bool> = answers[1..]
                .iter()
                .map(|answer| world.differs(question.field, *answer, None, &all))
                .collect();
            let mut from = 0;
            for stretch in speaks.chunk_by(|one, other| one == other) {
                let to = from + stretch.len();
                if !stretch[0] && from > 0 && to < speaks.len() && stretch.len() > 1 {
                    expected.insert((Check::Gap, format!("{}: {from}", field.id)));
                }
                from = to;
            }
        }
    }
    for (dimension, index) in base.dimensions.iter().zip(0u8..) {
        let rules = || base.rules.iter().filter(|rule| rule.dimension.0 == index);
        let alike = |one: OptionId, other: OptionId| {
            rules().all(|rule| {
                rule.points(one) == rule.points(other) && rule.excludes(one) == rule.excludes(other)
            })
        };
        let pairs =
            base.option_ids().flat_map(|one| base.option_ids().map(move |other| (one, other)));
        if rules().next().is_some()
            && pairs.into_iter().any(|(one, other)| one < other && alike(one, other))
        {
            expected.insert((Check::BlindDimension, dimension.id.clone()));
        }
    }
    expected
}

const COMPARED: [Check; 10] = [
    Check::Unreachable,
    Check::IdleCondition,
    Check::SameCondition,
    Check::IdlePoints,
    Check::EvenPoints,
    Check::IdleExclusion,
    Check::IdleQuestion,
    Check::UnseenAnswer,
    Check::Gap,
    Check::BlindDimension,
];

fn key(base: &RuleBase, finding: &Finding) -> (Check, String) {
    let shown = || {
        let (field, value) = finding.witness.as_ref().unwrap().known().next().unwrap();
        base.fields.get(field).show(value)
    };
    let id = &finding.id;
    let key = match finding.check {
        Check::UnseenAnswer => format!("{id}: {}", shown().trim_matches(['[', ']'])),
        Check::Gap => {
            // The example may be any number of the stretch, and is the first.
            format!("{id}: {}", shown())
        }
        _ => id.clone(),
    };
    (finding.check, key)
}

/// Whether a finding's answers show what it says.
fn holds(world: &World<'_>, finding: &Finding) -> bool {
    let Some(witness) = &finding.witness else { return true };
    let assessment = world.engine.assess(witness, &world.weights);
    let fired = |id: &str| assessment.fired.iter().any(|rule| world.base.rule(*rule).id == id);
    let named: Vec<&str> = finding.message.split('`').skip(1).step_by(2).collect();
    match finding.check {
        Check::SameCondition => named.iter().all(|rule| fired(rule)),
        Check::EvenPoints => fired(&finding.id),
        Check::IdleExclusion => {
            fired(&finding.id) && assessment.standings.iter().any(|it| it.excluded_by.len() > 1)
        }
        Check::IdlePoints => {
            let option = world.base.find_option(named[1]).unwrap();
            fired(&finding.id) && assessment.standing(option).rank.is_none()
        }
        Check::UnseenAnswer | Check::Gap => {
            // As without the answer; of several choices, as without any.
            let mut without = Facts::unknown(world.base.fields.len());
            if let Some((field, Value::Several(_))) = witness.known().next() {
                without.set(field, Some(Value::Several(0)));
            }
            world.engine.assess(&without, &world.weights).fired == assessment.fired
        }
        Check::EdgeMismatch => [named[0], named[1]]
            .iter()
            .all(|rule| fired(rule) == finding.message.contains("both fire")),
        Check::LoneDimension => {
            let dimension = world.base.find_dimension(&finding.id).unwrap();
            let option = world.base.find_option(named[1]).unwrap();
            let lead = |facts: &Facts, rival: OptionId, on_it: bool| -> i64 {
                let assessment = world.engine.assess(facts, &world.weights);
                let dimensions =
                    (0u8..).take(world.base.dimensions.len()).map(whereto::rulebase::DimensionId);
                let counted = dimensions.filter(|other| (*other == dimension) == on_it);
                counted
                    .map(|it| {
                        assessment.dimension_score(option, it)
                            - assessment.dimension_score(rival, it)
                    })
                    .sum()
            };
            world.base.option_ids().filter(|rival| *rival != option).all(|rival| {
                let others =
                    world.profiles.iter().map(|profile| lead(profile, rival, false)).min().unwrap();
                lead(witness, rival, true) + others > 0
            })
        }
        _ => true,
    }
}

#[test]
fn exact_checks_find_what_going_through_all_profiles_shows() {
    let settings =
        Settings { as_of: date(2026, 11, 21), old_after_months: 36, samples: 200, seed: 1 };
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..effort::cases(150).into() {
        let base = small::rule_base(seed);
        let world = World::of(&base);
        let found = lint(&world.engine, &settings);
        let compared = found.findings.iter().filter(|finding| COMPARED.contains(&finding.check));
        let compared: BTreeSet<(Check, String)> =
            compared.map(|finding| key(&base, finding)).collect();
        assert_eq!(compared, expected(&world), "seed {seed}");
        for finding in &found.findings {
            assert!(
                holds(&world, finding),
                "seed {seed}: {} {:?}",
                finding.message,
                finding.witness
            );
            *met.entry(finding.check.name()).or_default() += 1;
        }
        for (option, id) in base.options.iter().zip(base.option_ids()) {
            let recommended = |profile: &Facts| {
                world.engine.assess(profile, &world.weights).verdict.recommendation() == Some(id)
            };
            let never =
                found.findings.iter().any(|it| it.check == Check::NeverWins && it.id == option.id);
            let always = found.findings.iter().any(|it| it.check == Check::NeverLoses);
            let wins = world.profiles.iter().filter(|profile| recommended(profile)).count();
            // Of what one profile in twenty shows, 200 random ones may show nothing.
            let is_told = if never { wins * 20 < world.profiles.len() } else { wins > 0 };
            assert!(always || is_told, "seed {seed}: {} wins {wins} times", option.id);
        }
    }
    for check in
        COMPARED.iter().chain(&[Check::EdgeMismatch, Check::LoneDimension, Check::NeverWins])
    {
        assert!(met.contains_key(check.name()), "{} was never met: {met:?}", check.name());
    }
}
