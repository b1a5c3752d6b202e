//! Numbers that turn a recommendation, and estimates that follow from them, against trying all: the
//! estimates are made by hand here, so that what comes of them is plain.

use proptest::prelude::{any, proptest};
use rust_decimal::Decimal;
use whereto::{
    analysis::{Case, Derivation, flips::flips, open_questions::open_questions, sampling::Draw},
    assessment::{Engine, Verdict},
    cost::Hull,
    field::{Facts, Field, FieldId, Fields, Kind, Scale, Value},
    rulebase::RuleBase,
};

use crate::{edges, effort};

/// A rule base whose last so many questions are estimates.
fn base(questions: &[(&str, &str)], rules: &[(&str, &str)], estimates: usize) -> RuleBase {
    let mut base = edges::base(questions, rules);
    let asked = questions.len() - estimates;
    let mut fields = Fields::default();
    for (id, field) in base.fields.iter() {
        fields.add(Field { derived: id.index() >= asked, ..field.clone() });
    }
    base.fields = fields;
    base.questions.truncate(asked);
    base
}

/// Estimates, each of which is how far the answer to a question is from some number.
struct Distances<'b> {
    base: &'b RuleBase,
    each: Vec<(FieldId, [FieldId; 1], Decimal)>,
}

impl<'b> Distances<'b> {
    fn new(base: &'b RuleBase, each: &[(&str, &str, Decimal)]) -> Self {
        let find = |id: &str| base.fields.find(id).unwrap();
        let each = each.iter().map(|(own, of, from)| (find(own), [find(of)], *from)).collect();
        Self { base, each }
    }

    fn scale(&self, field: FieldId) -> &Scale {
        let Kind::Number(scale) = &self.base.fields.get(field).kind else { panic!() };
        scale
    }

    /// Fills in the estimates for whatever each question may be answered with.
    fn fill(&self, facts: &Facts, answer: impl Fn(FieldId) -> Option<Value>) -> Facts {
        let mut filled = facts.clone();
        for (own, [of], from) in &self.each {
            let value = answer(*of).map(|answer| match answer {
                Value::Number(number) => Value::Number((number - from).abs()),
                Value::Between(low, high) => {
                    let ends = [(low - from).abs(), (high - from).abs()];
                    let is_between = low <= *from && *from <= high;
                    let least = if is_between { Decimal::ZERO } else { ends[0].min(ends[1]) };
                    Value::Between(least, ends[0].max(ends[1]))
                }
                other => panic!("{other:?}"),
            });
            filled.set(*own, value);
        }
        filled
    }
}

impl Derivation for Distances<'_> {
    fn facts(&self, answers: &Facts) -> Facts {
        self.fill(answers, |field| answers.get(field))
    }

    fn ends_between(&self, field: FieldId, low: &Facts, high: &Facts) -> Option<[Facts; 2]> {
        let between = |own| match (low.get(own), high.get(own)) {
            (Some(Value::Number(low)), Some(Value::Number(high))) if own == field => {
                Some(Value::Between(low, high))
            }
            (same, _) => same,
        };
        let all = self.fill(low, between);
        Some([all.clone(), all])
    }

    fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull {
        let possible = |field| {
            let scale = self.scale(field);
            let all = Value::Between(scale.least, scale.most);
            if open.contains(&field) { Some(all) } else { answers.get(field) }
        };
        Hull { facts: self.fill(answers, possible), uncertain: Vec::new() }
    }

    fn inputs(&self, derived: FieldId) -> &[FieldId] {
        let own = self.each.iter().find(|(own, ..)| *own == derived);
        own.map_or(&[], |(_, of, _)| of)
    }

    fn needs(&self, derived: FieldId) -> Vec<Vec<FieldId>> {
        vec![self.inputs(derived).to_vec()]
    }
}

const YES_NO: &str = "kind: yes-no";
const DIGIT: &str = "kind: number, whole: true, range: {at_least: 0, at_most: 9}, grid: {step: 1}, \
                     typical: {from: 0, to: 9}";

/// Scales of each sort: what a number may be, and the finest that rules here tell apart.
const SCALES: [(&str, Decimal); 3] = [
    (
        "kind: number, whole: true, range: {at_least: 0, at_most: 60}, grid: {step: 7}, typical: \
         {from: 0, to: 60}",
        Decimal::ONE,
    ),
    (
        "kind: number, whole: true, range: {at_least: 0, at_most: 250}, grid: {digits: 1, step: 1}, \
         typical: {from: 0, to: 250}",
        Decimal::ONE,
    ),
    (
        "kind: number, range: {at_least: 0, at_most: 9}, grid: {step: 1}, typical: {from: 0, to: 9}",
        Decimal::from_parts(25, 0, 0, false, 2),
    ),
];

proptest! {
    #![proptest_config(effort::config(400))]

    /// Where a number turns the recommendation, how far that holds, and the very number at which it
    /// does are what trying every number shows.
    #[test]
    fn a_number_turns_a_recommendation_where_trying_all_of_them_shows(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let (kind, finest) = SCALES[draw.below(3) as usize];
        let most = [60, 250, 36][SCALES.iter().position(|it| it.0 == kind).unwrap()];
        let mut number = || Decimal::from(draw.below(most + 1)) * finest;
        // An estimate turns beside what rules on the number name, or exactly there.
        let (from, centre, beside) = (number(), number(), finest / Decimal::from(4));
        let mut named = Vec::new();
        let mut rules = vec![("{q0x: true}".to_owned(), "points: {o0x: 1}".to_owned())];
        for _ in 0..2 + draw.below(4) {
            let mut at = Decimal::from(draw.below(most + 1)) * finest;
            let bound = ["over", "at_least", "under", "at_most"][draw.below(4) as usize];
            let field = if draw.below(2) == 0 { "q1x" } else { "q2x" };
            match field {
                "q1x" => named.push((at, matches!(bound, "over" | "at_most"))),
                _ if finest < Decimal::ONE => at += beside,
                _ => {}
            }
            let effect = match draw.below(6) {
                0 => "excludes: o0x, remedy: r".to_owned(),
                points => format!("points: {{o{}x: {points}}}", draw.below(2)),
            };
            rules.push((format!("{{{field}: {{{bound}: {at}}}}}"), effect));
        }
        let rules: Vec<(&str, &str)> = rules.iter().map(|(when, it)| (&**when, &**it)).collect();
        let base = base(&[("q0x", YES_NO), ("q1x", kind), ("q2x", kind)], &rules, 1);
        let derivation = Distances::new(&base, &[("q2x", "q1x", centre)]);
        let engine = Engine::new(&base).unwrap();
        let field = base.fields.find("q1x").unwrap();
        let mut answers = Facts::unknown(3);
        answers.set(FieldId(0), Some(Value::YesNo(true)));
        answers.set(field, Some(Value::Number(from)));
        let case = Case { engine: &engine, answers: &answers, weights: &[1], derivation: &derivation };
        let at = |number: Decimal| case.assess_with(field, Some(Value::Number(number))).verdict;
        let verdict = at(from);
        let found = flips(&case, &verdict);
        let found: Vec<_> = found.iter().filter(|flip| flip.change.field == field).collect();
        let scale = derivation.scale(field);
        let grid: Vec<Decimal> = (0..).map_while(|step| scale.grid.value(step)).take_while(|it| *it <= scale.most).collect();
        for up in [true, false] {
            let is_ahead = |number: &Decimal| if up { *number > from } else { *number < from };
            let mut ahead: Vec<Decimal> = grid.iter().copied().filter(is_ahead).collect();
            if !up {
                ahead.reverse();
            }
            let to = ahead.iter().position(|number| at(*number) != verdict);
            let flip = found.iter().find(|flip| matches!(flip.change.to, Value::Number(to) if is_ahead(&to)));
            assert_eq!(flip.map(|flip| flip.change.to), to.map(|to| Value::Number(ahead[to])));
            let (Some(flip), Some(to)) = (flip, to) else { continue };
            assert_eq!(flip.verdict, at(ahead[to]));
            let until = ahead[to..].iter().position(|number| at(*number) != flip.verdict);
            assert_eq!(flip.until, until.map(|turn| ahead[to + turn - 1]), "{flip:?}");
            let threshold = flip.threshold.unwrap();
            let onward = if up { Decimal::ONE } else { -Decimal::ONE };
            let before = if to == 0 { from } else { ahead[to - 1] };
            let before = if up { before.max(from) } else { before.min(from) };
            let within = |number: Decimal| number.max(before.min(ahead[to])).min(before.max(ahead[to]));
            // To a thousandth of a step, or to one.
            let step = if scale.whole { Decimal::ONE } else { Decimal::new(1, 3) };
            let turns = |short: Decimal, past: Decimal| at(within(short)) == verdict && at(within(past)) != verdict;
            let parts = |(edge, below): &(Decimal, bool), one: Decimal, other: Decimal| {
                let is_over = |number: Decimal| if *below { number > *edge } else { number >= *edge };
                is_over(within(one)) != is_over(within(other))
            };
            let by_name = named.iter().filter(|(edge, _)| *edge == threshold).any(|edge| {
                [Decimal::ZERO, Decimal::ONE].iter().any(|share| {
                    let past = threshold + onward * step * share;
                    let short = past - onward * step;
                    turns(short, past) && parts(edge, short, past)
                })
            });
            let short = threshold - onward * step;
            let by_estimate = turns(short, threshold) && !named.iter().any(|edge| parts(edge, short, threshold));
            assert!(by_name || by_estimate, "{flip:?}\n{rules:?}");
        }
    }

    /// What is said to be settled is, whatever is answered.
    #[test]
    fn nothing_settled_is_turned_by_what_estimates_become(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let mut rules = vec![("{q0x: true}".to_owned(), format!("points: {{o0x: {}}}", 1 + draw.below(4)))];
        for _ in 0..1 + draw.below(4) {
            let mut test = || {
                let bound = ["over", "at_least", "under", "at_most"][draw.below(4) as usize];
                format!("{{q{}x: {{{bound}: {}}}}}", 1 + draw.below(4), draw.below(10))
            };
            let when = format!("{{all: [{}, {}]}}", test(), test());
            rules.push((when, format!("points: {{o1x: {}}}", 1 + draw.below(3))));
        }
        let rules: Vec<(&str, &str)> = rules.iter().map(|(when, it)| (&**when, &**it)).collect();
        let questions = [("q0x", YES_NO), ("q1x", DIGIT), ("q2x", DIGIT), ("q3x", DIGIT), ("q4x", DIGIT)];
        let base = base(&questions, &rules, 2);
        let mut digit = || Decimal::from(draw.below(10));
        let estimates = [("q3x", "q1x", digit()), ("q4x", ["q1x", "q2x"][seed as usize % 2], digit())];
        let derivation = Distances::new(&base, &estimates);
        let engine = Engine::new(&base).unwrap();
        let mut answers = Facts::unknown(5);
        answers.set(FieldId(0), Some(Value::YesNo(true)));
        let case = Case { engine: &engine, answers: &answers, weights: &[1], derivation: &derivation };
        let assessment = case.assess();
        let is_settled = open_questions(&case, &assessment).settled;
        let digits = || (0..10).map(|number| Some(Value::Number(number.into()))).chain([None]);
        let mut trial = answers.clone();
        for one in digits() {
            for other in digits() {
                trial.set(FieldId(1), one);
                trial.set(FieldId(2), other);
                let stays = case.assess_answers(&trial).verdict == assessment.verdict;
                assert!(stays || !is_settled, "{trial:?}\n{rules:?}\n{estimates:?}");
            }
        }
    }
}

/// One number moves two estimates, one up and the other down: that both are large is settled to be
/// impossible where no number makes it so.
#[test]
fn estimates_that_follow_from_one_number_move_together() {
    for (one, other) in (0..10).flat_map(|one| (0..10).map(move |other| (one, other))) {
        // Pieces are no smaller than from one number to the next, so this cannot be told.
        if one + other == 8 {
            continue;
        }
        let when = format!(
            "{{all: [{{q3x: {{over: {one}}}}}, {{q4x: {{over: {other}}}}}, {{q2x: true}}]}}"
        );
        let rules = [("{q0x: true}", "points: {o0x: 1}"), (when.as_str(), "points: {o1x: 5}")];
        let questions =
            [("q0x", YES_NO), ("q1x", DIGIT), ("q2x", YES_NO), ("q3x", DIGIT), ("q4x", DIGIT)];
        let base = base(&questions, &rules, 2);
        let estimates = [("q3x", "q1x", Decimal::ZERO), ("q4x", "q1x", Decimal::from(9))];
        let derivation = Distances::new(&base, &estimates);
        let engine = Engine::new(&base).unwrap();
        let mut answers = Facts::unknown(5);
        answers.set(FieldId(0), Some(Value::YesNo(true)));
        let case =
            Case { engine: &engine, answers: &answers, weights: &[1], derivation: &derivation };
        let assessment = case.assess();
        assert_eq!(assessment.verdict, Verdict::Recommended(base.find_option("o0x").unwrap()));
        let is_possible = (0..10).any(|number| number > one && 9 - number > other);
        assert_eq!(open_questions(&case, &assessment).settled, !is_possible, "{one}, {other}");
    }
}

/// An answer between two values of the grid turns at what is beyond it, not at what it is past.
#[test]
fn an_answer_beside_the_grid_is_where_the_search_begins() {
    let rules = [
        ("{q0x: true}", "points: {o1x: 1}"),
        ("{q1x: {over: 11}}", "points: {o0x: 2}"),
        ("{q1x: {at_least: 14}}", "points: {o1x: 5}"),
    ];
    let base = base(&[("q0x", YES_NO), ("q1x", SCALES[0].0)], &rules, 0);
    let engine = Engine::new(&base).unwrap();
    let derivation = Distances::new(&base, &[]);
    let mut answers = Facts::unknown(2);
    answers.set(FieldId(0), Some(Value::YesNo(true)));
    answers.set(FieldId(1), Some(Value::Number(13.into())));
    let case = Case { engine: &engine, answers: &answers, weights: &[1], derivation: &derivation };
    let found = flips(&case, &case.assess().verdict);
    let at = |to: u64| {
        let to = Value::Number(to.into());
        found.iter().find(|flip| flip.change.to == to).and_then(|flip| flip.threshold)
    };
    assert_eq!([at(14), at(7)], [Some(14.into()), Some(11.into())]);
}
