//! Rules to draw: conditions over answers, and the points that they give to options.

use crate::questionnaire::{Question, Test};

/// One rule.
pub(crate) struct Rule {
    /// Names it; ids sort as the rules are ordered.
    pub(crate) id: String,
    /// The dimension in whose file of ours it stands.
    pub(crate) dimension: String,
    /// When it fires.
    pub(crate) when: Condition,
    /// What it adds to the score of each option.
    pub(crate) points: Vec<i64>,
}

/// When a rule fires.
pub(crate) enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The answer in this field is as the test says.
    Test(String, Test),
}

/// Draws so many rules that give points to so many options.
pub(crate) fn rules(
    questions: &[Question],
    rules: usize,
    options: usize,
    draw: &mut fastrand::Rng,
) -> Vec<Rule> {
    let rule = |number| {
        let asked = draw.choose_multiple(questions.iter(), 3);
        Rule {
            id: format!("rule-{number:05}"),
            dimension: asked[0].dimension().to_owned(),
            when: Condition::draw(&asked, draw),
            points: points(options, draw),
        }
    };
    (0..rules).map(rule).collect()
}

fn points(options: usize, draw: &mut fastrand::Rng) -> Vec<i64> {
    let mut points: Vec<i64> = (0..options).map(|_| draw.i64(-5..=5)).collect();
    if points.iter().all(|points| *points == 0) {
        points[0] = 1;
    }
    points
}

impl Condition {
    /// Draws a condition over some of the questions; half of them are of a single test.
    fn draw(asked: &[&Question], draw: &mut fastrand::Rng) -> Self {
        let mut test = |index: usize| Self::Test(asked[index].id.clone(), asked[index].test(draw));
        let tests = [test(0), test(1), test(2)];
        let [a, b, c] = tests;
        match draw.u8(..10) {
            0..5 => a,
            5 => Self::Not(Box::new(a)),
            6 => Self::All(vec![a, b]),
            7 => Self::All(vec![a, b, c]),
            8 => Self::Any(vec![Self::All(vec![a, b]), c]),
            _ => Self::All(vec![a, Self::Any(vec![b, Self::Not(Box::new(c))])]),
        }
    }

    /// Writes it for languages that put words for "and" and "or" between its parts and one for
    /// "not" before it, and in which `test` writes a test of a field.
    pub(crate) fn infix(&self, words: [&str; 3], test: &impl Fn(&str, &Test) -> String) -> String {
        let [and, or, not] = words;
        let joined = |conditions: &[Self], word: &str| {
            let parts: Vec<String> = conditions.iter().map(|it| it.infix(words, test)).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Self::All(conditions) => joined(conditions, and),
            Self::Any(conditions) => joined(conditions, or),
            Self::Not(condition) => format!("{not}({})", condition.infix(words, test)),
            Self::Test(field, it) => test(field, it),
        }
    }
}

/// Writes that an answer is one of some choices.
pub(crate) fn one_of(answer: &str, choices: &[String]) -> String {
    match choices {
        [choice] => format!("{answer} == {choice:?}"),
        _ => format!("{answer} in {choices:?}"),
    }
}
