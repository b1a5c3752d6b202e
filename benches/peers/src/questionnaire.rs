//! What is asked: the questions of the shipped rule base, and answers to them.

use std::{fs, path::Path};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::Result;

/// One question.
#[derive(Clone, Deserialize)]
pub(crate) struct Question {
    /// The field that it fills in, such as `traffic.pattern`.
    pub(crate) id: String,
    dimension: String,
    kind: Kind,
    #[serde(default)]
    choices: Vec<Choice>,
    typical: Option<Typical>,
}

/// What is answered.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Number,
    Choice,
    Several,
    YesNo,
}

#[derive(Clone, Deserialize)]
struct Choice {
    id: String,
}

/// Where most answers lie.
#[derive(Clone, Copy, Deserialize)]
struct Typical {
    from: f64,
    to: f64,
}

/// What one answer must be.
pub(crate) enum Test {
    OneOf(Vec<String>),
    Contains(String),
    YesNo(bool),
    Number(Bound, u64),
}

/// On which side of a number.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    Over,
    AtLeast,
    Under,
    AtMost,
}

impl Bound {
    /// Returns what our rules call it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::AtLeast => "at_least",
            Self::Under => "under",
            Self::AtMost => "at_most",
        }
    }

    /// Returns the operator by which all others write it.
    pub(crate) fn operator(self) -> &'static str {
        match self {
            Self::Over => ">",
            Self::AtLeast => ">=",
            Self::Under => "<",
            Self::AtMost => "<=",
        }
    }
}

/// Reads the questions of the shipped rule base.
pub(crate) fn shipped(root: &Path) -> Result<Vec<Question>> {
    #[derive(Deserialize)]
    struct File {
        questions: Vec<Question>,
    }
    let file: File = serde_yaml::from_str(&fs::read_to_string(root.join("rules/questions.yaml"))?)?;
    Ok(file.questions)
}

/// Returns the first questions, as many as make profiles of about so many bytes.
pub(crate) fn of_length(questions: &[Question], bytes: usize) -> &[Question] {
    let mut draw = fastrand::Rng::with_seed(0);
    let mut mean = |count: &usize| {
        let lines = (0..100).map(|_| profile(&questions[..*count], 1.0, &mut draw).len());
        lines.sum::<usize>() / 100
    };
    let count = (1..=questions.len()).find(|count| mean(count) >= bytes);
    &questions[..count.unwrap_or(questions.len())]
}

/// Returns the questions and copies of them, so many times as many.
pub(crate) fn times(questions: &[Question], times: usize) -> Vec<Question> {
    let copy = |time| {
        move |question: &Question| {
            let id = match time {
                0 => question.id.clone(),
                _ => format!("{}_{time}", question.id),
            };
            Question { id, ..question.clone() }
        }
    };
    (0..times).flat_map(|time| questions.iter().map(copy(time))).collect()
}

/// Draws a profile, as a line of JSON; each question is answered in such a share of them.
pub(crate) fn profile(questions: &[Question], share: f64, draw: &mut fastrand::Rng) -> String {
    let mut profile = Map::new();
    for question in questions {
        if draw.f64() >= share {
            continue;
        }
        let answer = question.answer(draw);
        match question.id.split_once('.') {
            None => profile.insert(question.id.clone(), answer),
            Some((section, key)) => {
                let section = profile.entry(section).or_insert_with(|| json!({}));
                section.as_object_mut().and_then(|section| section.insert(key.to_owned(), answer))
            }
        };
    }
    Value::Object(profile).to_string()
}

impl Question {
    /// Returns it as our rule files write it.
    pub(crate) fn rule_file(&self) -> Value {
        let mut question = json!({
            "id": self.id, "dimension": self.dimension,
            "prompt": "What is it?", "help": "A rough answer is enough.", "why": "Rules ask for it.",
        });
        match self.kind {
            Kind::Number => {
                let Typical { from, to } = self.typical();
                question["kind"] = json!("number");
                question["range"] = json!({"at_least": 0, "at_most": 1_000_000_000_000_000_u64});
                question["grid"] = json!({"digits": 2, "step": 1});
                question["typical"] = json!({"from": from.ceil() as u64, "to": to as u64});
            }
            Kind::YesNo => question["kind"] = json!("yes-no"),
            Kind::Choice | Kind::Several => {
                let several = self.kind == Kind::Several;
                question["kind"] = json!(if several { "several" } else { "choice" });
                let choice = |choice: &Choice| json!({"id": choice.id, "means": "as it says"});
                question["choices"] = self.choices.iter().map(choice).collect();
            }
        }
        question
    }

    /// Returns the id of its dimension.
    pub(crate) fn dimension(&self) -> &str {
        &self.dimension
    }

    fn answer(&self, draw: &mut fastrand::Rng) -> Value {
        match self.kind {
            Kind::Number => json!(self.number(draw)),
            Kind::YesNo => json!(draw.bool()),
            Kind::Choice => json!(self.choices[draw.usize(..self.choices.len())].id),
            Kind::Several => {
                let chosen = self.choices.iter().filter(|_| draw.u8(..3) == 0);
                chosen.map(|choice| choice.id.as_str()).collect()
            }
        }
    }

    /// Draws what a rule can ask of it.
    pub(crate) fn test(&self, draw: &mut fastrand::Rng) -> Test {
        match self.kind {
            Kind::Number => {
                let bounds = [Bound::Over, Bound::AtLeast, Bound::Under, Bound::AtMost];
                Test::Number(bounds[draw.usize(..4)], self.number(draw))
            }
            Kind::YesNo => Test::YesNo(draw.bool()),
            Kind::Choice => {
                let count = draw.usize(1..self.choices.len());
                let chosen = draw.choose_multiple(self.choices.iter(), count);
                Test::OneOf(chosen.into_iter().map(|choice| choice.id.clone()).collect())
            }
            Kind::Several => {
                Test::Contains(self.choices[draw.usize(..self.choices.len())].id.clone())
            }
        }
    }

    /// Draws a whole number of at most two digits that count, evenly by its size.
    fn number(&self, draw: &mut fastrand::Rng) -> u64 {
        let Typical { from, to } = self.typical();
        let from = from.max(1.0).ln();
        let number = (from + draw.f64() * (to.ln() - from)).exp();
        let step = 10_f64.powf((number.log10().floor() - 1.0).max(0.0));
        ((number / step).round() * step) as u64
    }

    fn typical(&self) -> Typical {
        self.typical.unwrap_or(Typical { from: 1.0, to: 100.0 })
    }
}
