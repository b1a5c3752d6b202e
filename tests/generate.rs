//! Random rule bases and profiles, as the YAML text that people would write.

use std::fmt::{Display, Write};

use proptest::prelude::*;

/// Numbers to draw from. What is drawn from fewer or smaller numbers is simpler, so shrinking works
/// on it.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    numbers: Vec<u32>,
    at: usize,
}

/// Anything from no draws at all to `most`.
pub(crate) fn draws(most: usize) -> impl Strategy<Value = Draws> {
    prop::collection::vec(any::<u32>(), 0..most).prop_map(|numbers| Draws { numbers, at: 0 })
}

impl Draws {
    /// So many numbers, always the same ones for a seed.
    pub(crate) fn seeded(seed: u64, count: usize) -> Self {
        let mut draw = whereto::analysis::sampling::Draw::new(seed);
        Self { numbers: (0..count).map(|_| draw.below(1 << 32) as u32).collect(), at: 0 }
    }

    /// A number under `count`; 0 when the draws are used up.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        number as usize % count
    }

    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// True one time in `count`, and never when the draws are used up.
    pub(crate) fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    pub(crate) fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    /// Some of a list, in its order, and at least `least` of them.
    pub(crate) fn some<T: Clone>(&mut self, list: &[T], least: usize) -> Vec<T> {
        let mut left = list.len();
        let mut needed = least.min(left);
        let mut chosen = Vec::new();
        for item in list {
            if self.below(2) == 1 || needed == left {
                chosen.push(item.clone());
                needed = needed.saturating_sub(1);
            }
            left -= 1;
        }
        chosen
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            // No draw, no change.
            let with = last - self.below(last + 1);
            list.swap(last, with);
        }
    }
}

/// A rule base.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// Ids and weights.
    pub(crate) dimensions: Vec<(String, u8)>,
    pub(crate) questions: Vec<Question>,
    pub(crate) options: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    /// Whether each dimension has a file of its own, with its rules.
    pub(crate) by_dimension: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) dimension: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Multiples of so many thousandths.
    Number(u64),
    Choice(Vec<String>),
    YesNo,
    Several(Vec<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) dimension: String,
    pub(crate) when: Condition,
    pub(crate) effect: Effect,
}

#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Points(Vec<(String, i8)>),
    Excludes(Vec<String>),
}

/// A mapping all of whose entries must hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition(pub(crate) Vec<Entry>);

#[derive(Clone, Debug)]
pub(crate) enum Entry {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Condition),
    /// A field and its test, as text.
    Test(String, String),
}

/// A profile: answers as text by field, and the weights it sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    pub(crate) answers: Vec<(String, String)>,
    pub(crate) weights: Vec<(String, u8)>,
    /// Whether fields are grouped in nested mappings or written with their full ids.
    pub(crate) nested: bool,
}

/// How many multiples of a numeric field's step are in its range.
const MULTIPLES: usize = 8;

impl Base {
    pub(crate) fn draw(draws: &mut Draws) -> Self {
        let names = |prefix: &'static str, count: usize| {
            (0..count).map(move |index| format!("{prefix}{index}"))
        };
        let options: Vec<String> = names("option-", draws.between(2, 4)).collect();
        let dimensions: Vec<(String, u8)> = names("dimension-", draws.between(1, 4))
            .map(|id| (id, draws.between(0, 10) as u8))
            .collect();
        let count = draws.between(1, 8);
        let questions: Vec<Question> = (0..count)
            .map(|index| {
                let group = draws.pick(&["", "group.", "other.", "group.inner."]);
                Question {
                    id: format!("{group}field_{index}"),
                    dimension: draws.pick(&dimensions).0.clone(),
                    kind: Kind::draw(draws),
                }
            })
            .collect();
        let count = draws.between(1, 12);
        let rules = (0..count)
            .map(|index| Rule {
                id: format!("rule/{index}"),
                dimension: draws.pick(&dimensions).0.clone(),
                when: Condition::draw_sane(&questions, draws),
                effect: Effect::draw(&options, draws),
            })
            .collect();
        Self { dimensions, questions, options, rules, by_dimension: draws.once_in(2) }
    }

    /// Its files, with their names.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut base = String::from(
            "rule_base: {name: random, version: 1.0.0, reviewed: 2026-11-21}\nquestions:\n",
        );
        for question in &self.questions {
            let Question { id, dimension, kind } = question;
            let _ = writeln!(
                base,
                "  - {{id: {id}, dimension: {dimension}, prompt: p, help: h, why: w, {}}}",
                kind.yaml()
            );
        }
        base += "options:\n";
        for id in &self.options {
            let _ = writeln!(base, "  - {{id: {id}, name: {id}, kind: k, about: a, products: []}}");
        }
        base += "facts:\n  - {id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, \
                 confidence: high}\n";
        let mut files = Vec::new();
        let mut dimensions = String::from("dimensions:\n");
        let mut all_rules = String::from("rules:\n");
        for (id, weight) in &self.dimensions {
            let dimension = format!("{{id: {id}, name: {id}, about: a, weight: {weight}}}");
            let rules: String = self
                .rules
                .iter()
                .filter(|rule| rule.dimension == *id)
                .map(|rule| rule.yaml(self.by_dimension))
                .collect();
            files.push((format!("{id}.yaml"), format!("dimension: {dimension}\nrules:\n{rules}")));
            let _ = writeln!(dimensions, "  - {dimension}");
        }
        self.rules.iter().for_each(|rule| all_rules += &rule.yaml(false));
        if !self.by_dimension {
            files = vec![
                ("dimensions.yaml".to_owned(), dimensions),
                ("rules.yaml".to_owned(), all_rules),
            ];
        }
        files.push(("base.yaml".to_owned(), base));
        files
    }
}

impl Kind {
    fn draw(draws: &mut Draws) -> Self {
        let choices = |draws: &mut Draws| {
            (0..draws.between(1, 5)).map(|index| format!("choice-{index}")).collect()
        };
        match draws.below(4) {
            0 => Self::YesNo,
            1 => Self::Choice(choices(draws)),
            2 => Self::Number(*draws.pick(&[1_000, 500, 1, 1_000_000_000])),
            _ => Self::Several(choices(draws)),
        }
    }

    fn yaml(&self) -> String {
        let list = |choices: &[String]| {
            let choices: Vec<String> =
                choices.iter().map(|id| format!("{{id: {id}, means: m}}")).collect();
            choices.join(", ")
        };
        match self {
            Self::Number(step) => {
                let (step, most) = (decimal(*step), decimal(step * MULTIPLES as u64));
                format!(
                    "kind: number, range: {{at_least: 0, at_most: {most}}}, grid: {{step: \
                     {step}}}, typical: {{from: {step}, to: {most}}}"
                )
            }
            Self::Choice(choices) => format!("kind: choice, choices: [{}]", list(choices)),
            Self::YesNo => "kind: yes-no".to_owned(),
            Self::Several(choices) => format!("kind: several, choices: [{}]", list(choices)),
        }
    }

    /// An answer, as text.
    pub(crate) fn answer(&self, draws: &mut Draws) -> String {
        match self {
            Self::Number(step) => number(step * draws.between(0, MULTIPLES) as u64, draws),
            Self::Choice(choices) => draws.pick(choices).clone(),
            Self::YesNo => draws.pick(&["true", "false"]).to_string(),
            Self::Several(choices) => flow_list(&draws.some(choices, 0)),
        }
    }

    /// What a condition can ask of it, as text.
    fn test(&self, draws: &mut Draws) -> String {
        match self {
            Self::Number(step) => {
                let bounds = draws.some(&["over", "at_least", "under", "at_most"], 1);
                let tests: Vec<String> = bounds
                    .iter()
                    .take(2)
                    .map(|bound| {
                        format!(
                            "{bound}: {}",
                            number(step * draws.between(0, MULTIPLES) as u64, draws)
                        )
                    })
                    .collect();
                format!("{{{}}}", tests.join(", "))
            }
            Self::Choice(choices) => match draws.below(3) {
                0 => draws.pick(choices).clone(),
                1 => format!("{{is: {}}}", draws.pick(choices)),
                _ => format!("{{one_of: {}}}", flow_list(&draws.some(choices, 1))),
            },
            Self::YesNo => draws.pick(&["true", "false", "{is: true}", "{is: false}"]).to_string(),
            Self::Several(choices) => match draws.below(4) {
                0 => format!("{{contains: {}}}", draws.pick(choices)),
                1 => format!("{{contains_any: {}}}", flow_list(&draws.some(choices, 1))),
                2 => "[]".to_owned(),
                _ => "{is: []}".to_owned(),
            },
        }
    }
}

impl Rule {
    fn yaml(&self, in_its_dimension: bool) -> String {
        let Self { id, dimension, when, effect } = self;
        let dimension =
            if in_its_dimension { String::new() } else { format!("dimension: {dimension}, ") };
        let effect = match effect {
            Effect::Points(points) => {
                let points: Vec<String> =
                    points.iter().map(|(option, points)| format!("{option}: {points}")).collect();
                format!("points: {{{}}}", points.join(", "))
            }
            Effect::Excludes(options) if options.len() == 1 => {
                format!("excludes: {}, remedy: r", options[0])
            }
            Effect::Excludes(options) => format!("excludes: {}, remedy: r", flow_list(options)),
        };
        format!(
            "  - {{id: {id}, {dimension}when: {when}, {effect}, because: b, cites: [fact], grade: \
             limit}}\n"
        )
    }
}

impl Effect {
    fn draw(options: &[String], draws: &mut Draws) -> Self {
        match draws.once_in(6) {
            true => Self::Excludes(draws.some(options, 1)),
            false => {
                let points = |draws: &mut Draws| *draws.pick(&[1, -1, 2, -2, 3, -3, 4, -4, 5, -5]);
                Self::Points(
                    draws
                        .some(options, 1)
                        .into_iter()
                        .map(|option| (option, points(draws)))
                        .collect(),
                )
            }
        }
    }
}

impl Condition {
    /// One that does not have more alternatives than a rule base may have.
    fn draw_sane(questions: &[Question], draws: &mut Draws) -> Self {
        let deep = Self::draw(questions, 3, draws);
        if deep.alternatives(true) <= 1000 { deep } else { Self::draw(questions, 0, draws) }
    }

    /// At most so many alternatives there are for it to hold, or not to hold.
    fn alternatives(&self, holds: bool) -> usize {
        let join = |parts: &mut dyn Iterator<Item = usize>, all: bool| match all {
            true => parts.fold(1, usize::saturating_mul),
            false => parts.fold(0, usize::saturating_add),
        };
        let entry = |entry: &Entry| match entry {
            Entry::All(inner) => join(&mut inner.iter().map(|it| it.alternatives(holds)), holds),
            Entry::Any(inner) => join(&mut inner.iter().map(|it| it.alternatives(holds)), !holds),
            Entry::Not(inner) => inner.alternatives(!holds),
            // Not to be empty is to contain any of five; not to be between two numbers is to be
            // beyond either.
            Entry::Test(_, test) if test.contains("[]") => {
                if holds {
                    1
                } else {
                    5
                }
            }
            Entry::Test(_, test) if test.contains("contains_any") == holds => {
                test.split(',').count()
            }
            Entry::Test(..) => 1,
        };
        join(&mut self.0.iter().map(entry), holds)
    }

    fn draw(questions: &[Question], depth: usize, draws: &mut Draws) -> Self {
        let mut entries = Vec::new();
        for _ in 0..draws.between(1, 2) {
            let list = |draws: &mut Draws| {
                let count = draws.between(1, 3);
                (0..count).map(|_| Self::draw(questions, depth - 1, draws)).collect()
            };
            let entry = match if depth == 0 { 0 } else { draws.below(7) } {
                4 => Entry::All(list(draws)),
                5 => Entry::Any(list(draws)),
                6 => Entry::Not(Self::draw(questions, depth - 1, draws)),
                _ => {
                    let question = draws.pick(questions);
                    Entry::Test(question.id.clone(), question.kind.test(draws))
                }
            };
            // A mapping has each key once.
            if entries.iter().all(|other: &Entry| other.key() != entry.key()) {
                entries.push(entry);
            }
        }
        Self(entries)
    }

    /// The fields it names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.0
            .iter()
            .flat_map(|entry| match entry {
                Entry::All(conditions) | Entry::Any(conditions) => {
                    conditions.iter().flat_map(Self::fields).collect::<Vec<_>>()
                }
                Entry::Not(condition) => condition.fields(),
                Entry::Test(field, _) => vec![field.as_str()],
            })
            .collect()
    }
}

impl Entry {
    fn key(&self) -> &str {
        match self {
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Not(_) => "not",
            Self::Test(field, _) => field,
        }
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries: Vec<String> = self
            .0
            .iter()
            .map(|entry| match entry {
                Entry::All(conditions) | Entry::Any(conditions) => {
                    format!("{}: {}", entry.key(), flow_list(conditions))
                }
                Entry::Not(condition) => format!("not: {condition}"),
                Entry::Test(field, test) => format!("{field}: {test}"),
            })
            .collect();
        write!(f, "{{{}}}", entries.join(", "))
    }
}

impl Answers {
    /// Answers to some of the questions, and now and then weights of its own.
    pub(crate) fn draw(base: &Base, draws: &mut Draws) -> Self {
        let mut answers = Vec::new();
        for question in &base.questions {
            match draws.below(6) {
                0 => {}
                1 => {
                    answers.push((question.id.clone(), draws.pick(&["~", "null", ""]).to_string()))
                }
                _ => answers.push((question.id.clone(), question.kind.answer(draws))),
            }
        }
        let mut weights = Vec::new();
        if draws.once_in(3) {
            let ids: Vec<String> = base.dimensions.iter().map(|(id, _)| id.clone()).collect();
            // Not all of them may be zero.
            weights = draws
                .some(&ids, 1)
                .into_iter()
                .map(|id| (id, draws.between(1, 10) as u8))
                .collect();
        }
        Self { answers, weights, nested: draws.once_in(2) }
    }

    pub(crate) fn yaml(&self) -> String {
        let mut yaml = match self.nested {
            true => nested(
                &self
                    .answers
                    .iter()
                    .map(|(id, value)| (id.as_str(), value.as_str()))
                    .collect::<Vec<_>>(),
                "",
            ),
            false => self.answers.iter().map(|(id, value)| format!("{id}: {value}\n")).collect(),
        };
        if !self.weights.is_empty() {
            yaml += "weights:\n";
            self.weights.iter().for_each(|(id, weight)| yaml += &format!("  {id}: {weight}\n"));
        }
        // A mapping with nothing in it is a profile, an empty text is none.
        if yaml.is_empty() { "{}\n".to_owned() } else { yaml }
    }
}

/// Groups ids by their first part, again and again.
fn nested(answers: &[(&str, &str)], indent: &str) -> String {
    let mut yaml = String::new();
    let mut groups: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for (id, value) in answers {
        let Some((group, rest)) = id.split_once('.') else {
            let _ = writeln!(yaml, "{indent}{id}: {value}");
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, inside)) => inside.push((rest, value)),
            None => groups.push((group, vec![(rest, value)])),
        }
    }
    for (group, inside) in groups {
        let _ = write!(yaml, "{indent}{group}:\n{}", nested(&inside, &format!("{indent}  ")));
    }
    yaml
}

pub(crate) fn flow_list<T: Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    format!("[{}]", items.join(", "))
}

/// Thousandths, written out.
fn decimal(thousandths: u64) -> String {
    let (whole, rest) = (thousandths / 1_000, thousandths % 1_000);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:03}").trim_end_matches('0').to_owned()
    }
}

/// Thousandths, in one of the ways in which numbers can be written.
fn number(thousandths: u64, draws: &mut Draws) -> String {
    let plain = decimal(thousandths);
    match draws.below(8) {
        0 => format!("+{plain}"),
        1 => format!("{thousandths}e-3"),
        2 if plain.contains('.') => format!("{plain}00"),
        2 => format!("{plain}.0"),
        3 if plain.starts_with("0.") => plain[1..].to_owned(),
        4 => format!("{plain}E+0"),
        _ => plain,
    }
}
