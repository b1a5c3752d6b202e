//! The profile: what people answered about their project, read from YAML and checked against the
//! questions.

mod component;
mod text;

use std::{collections::BTreeMap, sync::Arc};

pub use self::component::Component;
pub use self::text::{compact, text};

use crate::{
    condition::{Truth, read_choice},
    field::{Facts, Field, FieldId, Kind, Value},
    json,
    problem::{Code, Problem, Problems, shorten, text::printable},
    quantity,
    reader::Reader,
    rulebase::{OptionId, RuleBase, question::PROFILE_KEYS},
    source::{Place, Source},
    suggest,
    yaml::{self, Content, Entry, Node},
};

/// The most that a dimension may weigh.
pub const MOST_WEIGHT: u8 = 10;

/// Answers about one project, with what goes with them.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The project's name.
    pub project: Option<String>,
    /// What it is, for people.
    pub description: Option<String>,
    /// Anything else, for people.
    pub notes: Option<String>,
    /// The answers; derived fields are unknown here.
    pub answers: Facts,
    /// What the profile says itself of what the price book would assume, by the numbers of the
    /// book's fields.
    pub assumptions: Facts,
    /// What each dimension weighs: the profile's own figure, or the rule base's.
    pub weights: Vec<u8>,
    /// The recommendation that a check holds this profile to.
    pub expect: Option<OptionId>,
    /// The parts of a system, each with answers of its own over these; none for a project that is
    /// one thing.
    pub components: Vec<Component>,
    /// Where the expectation stands.
    expected_at: Option<Place>,
    /// Where each answer stands.
    places: BTreeMap<FieldId, Place>,
}

impl Profile {
    /// A profile with nothing answered.
    pub fn blank(base: &RuleBase) -> Self {
        Self {
            project: None,
            description: None,
            notes: None,
            answers: Facts::unknown(base.fields.len()),
            assumptions: Facts::unknown(base.prices.fields.len()),
            weights: base.dimensions.iter().map(|dimension| dimension.weight).collect(),
            expect: None,
            components: Vec::new(),
            expected_at: None,
            places: BTreeMap::new(),
        }
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// Everything in it that is not as the questions want it.
    pub fn read(source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        let (root, duplicates) = yaml::read(source)
            .map_err(|problems| problems.into_iter().map(point_to_init).collect::<Problems>())?;
        Self::of(&root, duplicates, source, base)
    }

    /// Reads a profile in JSON.
    ///
    /// # Errors
    /// As for [`Profile::read`].
    pub fn read_json(source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        let (root, duplicates) = json::read(source)?;
        Self::of(&root, duplicates, source, base)
    }

    /// Reads a profile whose answers, weights and assumptions are parts of something else; the
    /// reader keeps what is wrong with them.
    pub(crate) fn of_parts(
        answers: &Node,
        weights: Option<&Node>,
        assumptions: Option<&Node>,
        base: &RuleBase,
        reader: &mut Reader,
    ) -> Self {
        let mut reading = Reading::new(base, reader);
        for entry in reading.reader.entries(answers, "`facts`").unwrap_or_default() {
            reading.answer(entry, "");
        }
        weights.into_iter().for_each(|node| reading.weights(node));
        assumptions.into_iter().for_each(|node| reading.assumptions(node));
        reading.profile
    }

    /// Reads a profile that is part of a larger document.
    ///
    /// # Errors
    /// As for [`Profile::read`].
    pub fn read_node(node: &Node, source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        Self::of(node, Problems::new(), source, base)
    }

    fn of(
        root: &Node,
        mut problems: Problems,
        source: &Arc<Source>,
        base: &RuleBase,
    ) -> Result<Self, Problems> {
        let mut reader = Reader::new(source);
        let mut reading = Reading::new(base, &mut reader);
        for entry in reading.reader.entries(root, "a profile").into_iter().flatten() {
            reading.top(entry);
        }
        let profile = reading.profile;
        problems.extend(reader.finish());
        if problems.is_empty() {
            problems.extend(profile.weightless_parts());
        }
        if problems.any_error() { Err(problems) } else { Ok(profile) }
    }

    /// Changes one answer, as `--set field=value` does; `null` clears it. An assumption is named
    /// `assumptions.NAME`, and what a part says itself `components.NAME.field`.
    ///
    /// # Errors
    /// When there is no such field, it cannot be answered, or the value is not one of its answers.
    pub fn set(&mut self, base: &RuleBase, field: &str, value: &str) -> Result<(), Problems> {
        if let Some(done) = self.set_in_part(base, field, value) {
            return done;
        }
        match Change::read(base, field, field, value)? {
            Change::Answer(field, value, place) => {
                self.answers.set(field, value);
                self.places.insert(field, place);
            }
            Change::Assumption(field, value) => self.assumptions.set(field, value),
        }
        Ok(())
    }

    /// Changes the weight of a dimension, as `--weight dimension=N` does.
    ///
    /// # Errors
    /// When there is no such dimension or the weight is not a whole number from 0 to 10.
    pub fn set_weight(
        &mut self,
        base: &RuleBase,
        dimension: &str,
        weight: &str,
    ) -> Result<(), Problems> {
        let id = base.find_dimension(dimension).ok_or_else(|| {
            let known = base.dimensions.iter().map(|dimension| dimension.id.as_str());
            Problem::unknown("dimension", dimension, known, None).of_argument("--weight")
        })?;
        let weight: u8 =
            weight.parse().ok().filter(|weight| *weight <= MOST_WEIGHT).ok_or_else(|| {
                let message = format!(
                    "`--weight {dimension}`: expected a whole number from 0 to {MOST_WEIGHT}, \
                     found `{weight}`"
                );
                Problem::error(Code::OUT_OF_RANGE, message)
            })?;
        self.weights[id.index()] = weight;
        Ok(())
    }

    /// Where an answer stands; none when it was not read from a text.
    pub fn place(&self, field: FieldId) -> Option<&Place> {
        self.places.get(&field)
    }

    /// Where it says what it expects: the key, or for a part of a system that shares an
    /// expectation, its name.
    pub fn expected_at(&self) -> Option<&Place> {
        self.expected_at.as_ref()
    }

    /// How many questions are answered.
    pub fn answered(&self) -> usize {
        self.answers.known().count()
    }

    /// Warnings about answers that cannot all be meant, given what follows from them.
    pub fn contradictions(&self, base: &RuleBase, facts: &Facts) -> Problems {
        let holding =
            base.contradictions.iter().filter(|it| it.when.evaluate(facts) == Truth::True);
        holding
            .map(|contradiction| {
                let fields = contradiction.when.fields();
                let answers: Vec<String> = fields
                    .iter()
                    .filter_map(|field| {
                        let value = facts.get(*field)?;
                        let field = base.fields.get(*field);
                        Some(format!("`{}: {}`", field.id, field.show(value)))
                    })
                    .collect();
                let message = format!("{}: {}", answers.join(" and "), contradiction.because);
                let warning = Problem::warning(Code::CONTRADICTION, message);
                let mut places = fields.iter().filter_map(|field| self.place(*field));
                match (places.next(), places.next()) {
                    (Some(first), Some(second)) if first.source == second.source => {
                        warning.at(first.clone(), "this").related(second.clone(), "and this")
                    }
                    (Some(first), _) => warning.at(first.clone(), "this"),
                    _ => warning,
                }
            })
            .collect()
    }
}

/// What one `--set` asks for.
enum Change {
    Answer(FieldId, Option<Value>, Place),
    Assumption(FieldId, Option<Value>),
}

impl Change {
    /// Reads a change of `field`; `path` is how the argument names it.
    fn read(base: &RuleBase, path: &str, field: &str, value: &str) -> Result<Self, Problems> {
        let source = Source::new(format!("--set {path}"), value);
        if let Some(id) = field.strip_prefix(ASSUMPTIONS) {
            return Self::read_assumption(base, id, &source);
        }
        let id = base.fields.find(field).filter(|id| !base.fields.get(*id).derived).ok_or_else(
            || {
                let known = base
                    .questions
                    .iter()
                    .map(|question| base.fields.get(question.field).id.as_str());
                let problem = Problem::error(
                    Code::UNKNOWN_KEY,
                    format!("`--set`: there is no question `{field}`"),
                );
                let group = format!("{field}.");
                let inside: Vec<&str> = known.clone().filter(|id| id.starts_with(&group)).collect();
                match assumption_meant(base, field).or_else(|| suggest::nearest(field, known)) {
                    Some(near) => problem.suggest(Some(near)),
                    None if inside.is_empty() => problem.help("`whereto init` lists all questions"),
                    None => problem
                        .help(format!("answer its questions one by one: {}", inside.join(", "))),
                }
            },
        )?;
        if value.trim().is_empty() {
            let problem = Problem::error(Code::EMPTY, format!("`--set {path}`: there is no value"));
            return Err(problem
                .help("`null` takes an answer away, `[]` means none of a list")
                .into());
        }
        let value = read_value(&source, base.fields.get(id))?;
        Ok(Self::Answer(id, value, Place { span: 0..source.text().len(), source }))
    }

    /// Reads a change of an assumption of the price book.
    fn read_assumption(base: &RuleBase, id: &str, source: &Arc<Source>) -> Result<Self, Problems> {
        let field = assumption(base, id).ok_or_else(|| {
            let problem = Problem::unknown("assumption", id, assumptions(base), None);
            Problem { code: Code::UNKNOWN_KEY, ..problem.of_argument("--set") }
        })?;
        Ok(Self::Assumption(field, read_value(source, base.prices.fields.get(field))?))
    }
}

/// One answer as a text of its own; none for null.
fn read_value(source: &Arc<Source>, field: &Field) -> Result<Option<Value>, Problems> {
    let node = yaml::parse(source)?;
    let mut reader = Reader::new(source);
    let value = if node.is_null() { None } else { read_answer(&node, field, &mut reader) };
    reader.or(value)
}

/// What follows a name and a dot.
fn prefixed<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?.strip_prefix('.')
}

/// Whether a profile may have a key at its top level.
pub fn is_key(base: &RuleBase, key: &str) -> bool {
    let of_question =
        |id: &str| id == key || id.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    PROFILE_KEYS.contains(&key)
        || base.questions.iter().any(|question| of_question(&base.fields.get(question.field).id))
}

/// What the fields of the price book's own assumptions start with.
const ASSUMPTIONS: &str = "assumptions.";

/// The field of an assumption.
fn assumption(base: &RuleBase, id: &str) -> Option<FieldId> {
    base.prices.fields.find(&format!("{ASSUMPTIONS}{id}"))
}

/// The assumption that is meant where its name stands in another place, as among the questions on
/// cost.
fn assumption_meant<'b>(base: &'b RuleBase, path: &str) -> Option<&'b str> {
    let id = assumption(base, path.rsplit('.').next().unwrap_or(path))?;
    Some(&base.prices.fields.get(id).id)
}

/// The ids of all assumptions.
fn assumptions(base: &RuleBase) -> impl Iterator<Item = &str> {
    base.prices.fields.iter().filter_map(|(_, field)| field.id.strip_prefix(ASSUMPTIONS))
}

/// Tells those whose file is empty how to get one that is not.
fn point_to_init(problem: Problem) -> Problem {
    match problem.code {
        Code::EMPTY => problem.help("`whereto init` writes a profile to fill in"),
        _ => problem,
    }
}

struct Reading<'b, 'r> {
    base: &'b RuleBase,
    reader: &'r mut Reader,
    profile: Profile,
    /// The questions whose answer is null.
    cleared: Vec<FieldId>,
    /// The assumptions that are null.
    cleared_assumptions: Vec<FieldId>,
}

impl<'b, 'r> Reading<'b, 'r> {
    fn new(base: &'b RuleBase, reader: &'r mut Reader) -> Self {
        Self {
            base,
            reader,
            profile: Profile::blank(base),
            cleared: Vec::new(),
            cleared_assumptions: Vec::new(),
        }
    }
}

impl Reading<'_, '_> {
    fn top(&mut self, entry: &Entry) {
        let node = &entry.value;
        match entry.key.as_ref() {
            "project" => self.profile.project = self.words(node, "`project`"),
            "description" => self.profile.description = self.words(node, "`description`"),
            "notes" => self.profile.notes = self.words(node, "`notes`"),
            "weights" if !node.is_null() => self.weights(node),
            "expect" if !node.is_null() => {
                self.profile.expected_at = Some(self.reader.place(entry.key_span));
                self.expect(node);
            }
            "assumptions" if !node.is_null() => self.assumptions(node),
            "components" if !node.is_null() => self.components(node),
            "weights" | "expect" | "assumptions" | "components" => {}
            _ => self.answer(entry, ""),
        }
    }

    fn words(&mut self, node: &Node, what: &str) -> Option<String> {
        if node.is_null() {
            return None;
        }
        self.reader.text(node, what).map(|text| printable(text).into_owned())
    }

    fn weights(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`weights`") else { return };
        for entry in entries {
            let Some(dimension) = self.base.find_dimension(&entry.key) else {
                let known = self.base.dimensions.iter().map(|dimension| dimension.id.as_str());
                let message = format!("there is no dimension `{}`", shorten(&entry.key));
                let (code, span) = (Code::UNKNOWN_KEY, entry.key_span);
                self.reader.refuse(code, message, &entry.key, known, span);
                continue;
            };
            if entry.value.is_null() {
                continue;
            }
            let what = format!("the weight of `{}`", entry.key);
            if let Some(weight) = self.reader.whole(&entry.value, &what, 0..=i64::from(MOST_WEIGHT))
            {
                self.profile.weights[dimension.index()] =
                    u8::try_from(weight).unwrap_or(MOST_WEIGHT);
            }
        }
        if self.reader.is_clean() && self.profile.weights.iter().all(|weight| *weight == 0) {
            let message = "all weights are zero, so nothing can count";
            self.reader.error(
                Code::OUT_OF_RANGE,
                node.span,
                message,
                "at least one dimension must weigh something",
            );
        }
    }

    fn expect(&mut self, node: &Node) {
        let ids: Vec<&str> = self.base.options.iter().map(|option| option.id.as_str()).collect();
        let expected = format!("one of {}", ids.join(", "));
        let Some(id) = node.text() else {
            return self.reader.wrong_type(node, "`expect`", &expected);
        };
        self.profile.expect = self.base.find_option(id);
        if self.profile.expect.is_none() {
            self.reader.unknown("option", id, ids, node.span);
        }
    }

    fn assumptions(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`assumptions`") else { return };
        for entry in entries {
            let Some(field) = assumption(self.base, &entry.key) else {
                let message = format!("there is no assumption `{}`", shorten(&entry.key));
                let (code, known) = (Code::UNKNOWN_KEY, assumptions(self.base));
                self.reader.refuse(code, message, &entry.key, known, entry.key_span);
                continue;
            };
            if entry.value.is_null() {
                self.cleared_assumptions.push(field);
                continue;
            }
            let value = read_answer(&entry.value, self.base.prices.fields.get(field), self.reader);
            self.profile.assumptions.set(field, value);
        }
    }

    /// Reads an answer or a group of them, such as `traffic`, whose fields all start with
    /// `traffic.`.
    fn answer(&mut self, entry: &Entry, prefix: &str) {
        let id = [prefix, &entry.key].concat();
        let field =
            self.base.fields.find(&id).filter(|field| !self.base.fields.get(*field).derived);
        if let Some(field) = field {
            self.field(field, entry);
            return;
        }
        let group = [&id, "."].concat();
        let inside: Vec<&str> =
            self.known().filter_map(|known| known.strip_prefix(&group)).collect();
        if inside.is_empty() {
            self.unknown(entry, prefix, &id);
        } else if !entry.value.is_null() {
            match &entry.value.content {
                Content::Mapping(entries) => {
                    entries.iter().for_each(|entry| self.answer(entry, &group))
                }
                _ => {
                    let expected = format!("a mapping of {}", inside.join(", "));
                    self.reader.wrong_type(&entry.value, &format!("`{id}`"), &expected);
                }
            }
        }
    }

    /// The ids of all questions.
    fn known(&self) -> impl Iterator<Item = &str> + Clone {
        self.base.questions.iter().map(|question| self.base.fields.get(question.field).id.as_str())
    }

    fn unknown(&mut self, entry: &Entry, prefix: &str, id: &str) {
        let siblings: Vec<&str> = match prefix {
            "" => PROFILE_KEYS
                .into_iter()
                .chain(self.known().map(|id| id.split('.').next().unwrap_or(id)))
                .collect(),
            _ => self.known().filter_map(|known| known.strip_prefix(prefix)).collect(),
        };
        let near = assumption_meant(self.base, id)
            .or_else(|| self.reader.nearest(&entry.key, siblings.iter().copied()))
            .or_else(|| self.reader.nearest(id, self.known()))
            .or_else(|| self.reader.nearest(&entry.key, self.known()));
        let mut problem =
            Problem::error(Code::UNKNOWN_KEY, format!("there is no question `{}`", shorten(id)))
                .at(self.reader.place(entry.key_span), "unknown key")
                .suggest(near);
        if near.is_none() {
            let mut known = siblings;
            known.dedup();
            problem = problem.help(format!("known here: {}", known.join(", ")));
            if prefix.is_empty() && matches!(entry.value.content, Content::Mapping(_)) {
                problem = problem.help("questions of a pack are known with `--pack FILE|DIR`");
            }
        }
        self.reader.report(problem);
    }

    fn field(&mut self, field: FieldId, entry: &Entry) {
        if entry.value.is_null() {
            self.cleared.push(field);
            return;
        }
        if let Some(first) = self.profile.places.get(&field) {
            let message = format!("`{}` is answered twice", self.base.fields.get(field).id);
            let problem = Problem::error(Code::DUPLICATE_KEY, message)
                .at(self.reader.place(entry.key_span), "the second time")
                .related(first.clone(), "the first time");
            self.reader.report(problem);
            return;
        }
        if let Some(value) = read_answer(&entry.value, self.base.fields.get(field), self.reader) {
            self.profile.answers.set(field, Some(value));
        }
        self.profile.places.insert(field, self.reader.place(entry.value.span));
    }
}

/// Reads one answer.
pub(crate) fn read_answer(node: &Node, field: &Field, reader: &mut Reader) -> Option<Value> {
    let what = || format!("`{}`", field.id);
    match &field.kind {
        Kind::Number(scale) => {
            if let Some(number) = node.number().filter(|number| scale.holds(*number)) {
                return Some(Value::Number(number));
            }
            let what = what();
            let expected = scale.describe();
            let meant = |text: &str| {
                let number = quantity::parse(text, &scale.unit).ok()?;
                Some(if scale.whole { number.round() } else { number })
                    .filter(|number| scale.holds(*number))
            };
            if reader.number_like(node, &what, &expected, meant).is_some() {
                reader.out_of_range(node, &what, &expected);
            }
            None
        }
        Kind::YesNo => reader.yes_no(node, &what()).map(Value::YesNo),
        Kind::Choice(_) => read_choice(node, field, reader).map(Value::Choice),
        Kind::Several(_) => {
            let Content::Sequence(nodes) = &node.content else {
                let message = format!("{}: expected a list, found {}", what(), node.describe());
                let mut problem = Problem::error(Code::WRONG_TYPE, message)
                    .at(reader.place(node.span), "expected a list");
                problem = match &node.content {
                    Content::Scalar(scalar) if scalar.text == "none" => {
                        problem.help("write `[]` for none")
                    }
                    Content::Scalar(scalar) if field.choice(&scalar.text).is_some() => {
                        problem.help(format!("write `[{}]`", scalar.text))
                    }
                    _ => problem.help("write it as `[one, another]`, or `[]` for none"),
                };
                reader.report(problem);
                return None;
            };
            let mut bits = 0;
            for node in nodes {
                let Some(choice) = read_choice(node, field, reader) else { continue };
                if bits >> choice & 1 == 1 {
                    let message = format!(
                        "{}: `{}` is listed twice",
                        what(),
                        node.text().unwrap_or_default()
                    );
                    reader.error(Code::DUPLICATE_KEY, node.span, message, "the second time");
                }
                bits |= 1 << choice;
            }
            Some(Value::Several(bits))
        }
    }
}
