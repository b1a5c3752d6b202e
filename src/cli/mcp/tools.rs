//! The tools: what each is for, what it takes, and what it answers.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use whereto::{
    advice::{Advice, Advised},
    analysis::acceptability::Settings,
    assessment::Engine,
    decision::{
        check::{Checker, Terms},
        finding::Finding,
        gates::Gates,
    },
    document::{Detail, ToDocument, markdown},
    field::Kind,
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::{Report, cost, explain},
    rulebase::{RuleBase, ThingKind},
    words::Worded,
};

use super::answering::Answering;
use crate::cli::{arguments::Changes, check, compare, cost as costs, measure, profile, scan};

/// What a tool answers with.
type Answer = Result<String, Problems>;

/// A tool: what it takes, of which the schema is made. Its doc comment says what it is for.
trait Answers: JsonSchema + DeserializeOwned {
    const NAME: &'static str;

    fn answer(self, to: &Answering) -> Answer;
}

/// A tool as it is listed and called.
struct Entry {
    name: &'static str,
    tool: fn() -> Tool,
    call: fn(&Answering, JsonObject) -> Answer,
}

const TOOLS: [Entry; 8] = [
    entry::<Questions>(),
    entry::<Advise>(),
    entry::<Explain>(),
    entry::<Cost>(),
    entry::<Compare>(),
    entry::<CheckDecisions>(),
    entry::<Scan>(),
    entry::<Measure>(),
];

const fn entry<T: Answers>() -> Entry {
    Entry { name: T::NAME, tool: tool::<T>, call: call::<T> }
}

/// Returns all tools as a client lists them.
pub(super) fn all() -> Vec<Tool> {
    TOOLS.iter().map(|entry| (entry.tool)()).collect()
}

/// Calls a tool; returns nothing where there is none of that name.
pub(super) fn call_named(to: &Answering, name: &str, arguments: JsonObject) -> Option<Answer> {
    TOOLS.iter().find(|entry| entry.name == name).map(|entry| (entry.call)(to, arguments))
}

fn schema<T: JsonSchema>() -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    let mut schema = schema.to_value().as_object().cloned().unwrap_or_default();
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

fn tool<T: Answers>() -> Tool {
    let mut schema = schema::<T>();
    let about = schema.remove("description");
    let about = about.as_ref().and_then(Json::as_str).unwrap_or_default().replace('\n', " ");
    let reads = ToolAnnotations::new().read_only(true).open_world(false);
    Tool::new(T::NAME, about, Arc::new(schema)).with_annotations(reads)
}

/// Answers with what the arguments ask for, or with what is wrong with them.
fn call<T: Answers>(to: &Answering, arguments: JsonObject) -> Answer {
    let schema = schema::<T>();
    let known = schema.get("properties").and_then(Json::as_object);
    let known = || known.into_iter().flat_map(|known| known.keys()).map(String::as_str);
    let mut keys = arguments.keys();
    if let Some(key) = keys.find(|key| !known().any(|known| known == **key)) {
        return Err(Problem::unknown("argument", key, known(), None).into());
    }
    let read = serde_json::from_value::<T>(Json::Object(arguments));
    read.map_err(|error| Problem::error(Code::USAGE, error.to_string()).into())
        .and_then(|arguments| arguments.answer(to))
}

/// A project: a file, answers, or answers over those of a file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Project {
    /// A file with a profile or with a decision record, in the folder of the server
    #[serde(default)]
    profile: Option<PathBuf>,
    /// Answers by the ids of questions, such as {"clients": ["mobile"], "team.size": 4}, over those
    /// of the file; null takes one away
    #[serde(default)]
    answers: BTreeMap<String, Json>,
    /// How much dimensions count, 0 to 10, such as {"cost": 5}
    #[serde(default)]
    weights: BTreeMap<String, u8>,
    /// The part of a system, where the file has several
    #[serde(default)]
    component: Option<String>,
}

impl Project {
    /// Reads the file, if there is one, and changes what it says.
    fn read(&self, to: &Answering) -> Result<Profile, Problems> {
        let base = &*to.base;
        let profile = match &self.profile {
            Some(path) => profile::load(to.inside(path)?, base)?,
            None => Profile::blank(base),
        };
        let text = |(id, value): (&String, String)| (id.clone(), value);
        let changes = Changes {
            // What is written in JSON means the same in YAML.
            answers: self.answers.iter().map(|(id, it)| text((id, it.to_string()))).collect(),
            weights: self.weights.iter().map(|(id, it)| text((id, it.to_string()))).collect(),
            component: self.component.clone(),
        };
        profile::changed(profile, base, &changes)
    }

    /// Returns what it is called.
    fn name(&self) -> String {
        self.profile.as_ref().map_or("answers".to_owned(), |path| path.display().to_string())
    }

    /// Reads one project, not a system of several parts.
    fn read_one(&self, to: &Answering) -> Result<Profile, Problems> {
        let profile = self.read(to)?;
        if profile.components.is_empty() {
            Ok(profile)
        } else {
            Err(profile::several_parts(&profile).into())
        }
    }
}

fn line(answer: &impl Serialize) -> Answer {
    serde_json::to_string(answer)
        .map_err(|error| Problem::error(Code::IO, error.to_string()).into())
}

fn page(report: &impl ToDocument) -> Answer {
    Ok(markdown::render(&report.document(Detail::Brief), 1))
}

/// Which questions about a project are still open, those first whose answer tells most about where it
/// should run, each with the answers that it takes. Answer from the repository what that says, and
/// ask the user the rest; never guess.
#[derive(Debug, Deserialize, JsonSchema)]
struct Questions {
    #[serde(flatten)]
    project: Project,
    /// How many; 5 if not given
    #[serde(default)]
    limit: Option<usize>,
}

impl Answers for Questions {
    const NAME: &'static str = "questions";

    fn answer(self, to: &Answering) -> Answer {
        let engine = to.engine()?;
        let advice = Advice::new(&engine, self.project.read_one(to)?, &Settings::default());
        let report = advice.report();
        let questions = open(&report).into_iter();
        let questions = questions.filter_map(|id| question(&to.base, id));
        line(&json!({
            "answered": report.answered,
            "of": report.questions,
            "recommendation_so_far": report.recommendation,
            "settled": report.settled,
            "open": questions.take(self.limit.unwrap_or(5)).collect::<Json>(),
        }))
    }
}

/// The open questions: the most telling ones, then those that can exclude an option, then those that
/// can change something else, then the rest.
fn open(report: &Report) -> Vec<&str> {
    let mut open: Vec<&str> = report.ask_next.iter().map(|next| next.field.as_str()).collect();
    let mut rest: Vec<_> = report.open_questions.iter().collect();
    rest.sort_by_key(|question| (!question.can_exclude, !question.can_change));
    for question in rest {
        if !open.contains(&question.field.as_str()) {
            open.push(&question.field);
        }
    }
    open
}

fn question(base: &RuleBase, id: &str) -> Option<Json> {
    let field = base.fields.find(id)?;
    let (question, field) = (base.question(field)?, base.fields.get(field));
    let answers = match &field.kind {
        Kind::Number(scale) => field.with_unit(&scale.describe()).into(),
        Kind::YesNo => "true or false".into(),
        Kind::Choice(choices) | Kind::Several(choices) => {
            let means = choices.iter().map(|it| (it.id.clone(), it.means.clone().into()));
            Json::Object(means.collect())
        }
    };
    let several = matches!(field.kind, Kind::Several(_));
    Some(json!({
        "id": field.id,
        "asks": question.prompt,
        "help": question.help,
        "why": question.why,
        "several": several,
        "answers": answers,
    }))
}

/// Recommend where a backend should run: the reasons with their sources, how sure it is, what would
/// change it, and what to ask next. JSON of at most 2 KB for a project or for each part of a system.
#[derive(Debug, Deserialize, JsonSchema)]
struct Advise {
    #[serde(flatten)]
    project: Project,
}

impl Answers for Advise {
    const NAME: &'static str = "advise";

    fn answer(self, to: &Answering) -> Answer {
        let engine = to.engine()?;
        let advised = Advised::new(&engine, self.project.read(to)?, &Settings::default());
        line(&advised.report().brief())
    }
}

/// What an id of the rule base stands for (a rule, question, option, product, dimension, claim, fact,
/// document, price or pack), with its sources; for a project, also what came of it and why. Markdown.
#[derive(Debug, Deserialize, JsonSchema)]
struct Explain {
    /// The id, such as `traffic/bursts` or `compute.needs`
    id: String,
    /// If several things have that id, the one of this kind, such as `rule`
    #[serde(default)]
    kind: Option<String>,
    #[serde(flatten)]
    project: Project,
}

impl Answers for Explain {
    const NAME: &'static str = "explain";

    fn answer(self, to: &Answering) -> Answer {
        let kind = match &self.kind {
            None => None,
            Some(word) => Some(
                ThingKind::named(word)
                    .ok_or_else(|| Problem::unknown("kind", word, ThingKind::names(), None))?,
            ),
        };
        let engine = to.engine()?;
        let is_asked_alone = self.project.profile.is_none() && self.project.answers.is_empty();
        let explanation = if is_asked_alone {
            explain::explain(&to.base, &self.id, kind, None)?
        } else {
            let profile = self.project.read_one(to)?;
            let advice = Advice::new(&engine, profile, &Settings::default());
            explain::explain(&to.base, &self.id, kind, Some(&advice))?
        };
        page(&explanation.with_track_records(&engine))
    }
}

/// What each option costs in a month, line by line, with the range that is likely and where two of
/// them cost the same. Markdown.
#[derive(Debug, Deserialize, JsonSchema)]
struct Cost {
    #[serde(flatten)]
    project: Project,
}

impl Answers for Cost {
    const NAME: &'static str = "cost";

    fn answer(self, to: &Answering) -> Answer {
        let engine = to.engine()?;
        let scope = cost::Scope::usual(&to.base, to.common.as_of());
        match Advised::new(&engine, self.project.read(to)?, &Settings::default()) {
            Advised::Project(advice) => {
                page(&cost::report(&advice, &scope).ok_or_else(costs::no_prices)?)
            }
            Advised::System(advice) => {
                page(&cost::system_report(&advice, &scope).ok_or_else(costs::no_prices)?)
            }
        }
    }
}

/// What differs between two projects, or between a project and the same with other answers: in the
/// recommendation, the scores, the reasons and the costs. Markdown.
#[derive(Debug, Deserialize, JsonSchema)]
struct Compare {
    /// One project
    a: Project,
    /// The other
    b: Project,
}

impl Answers for Compare {
    const NAME: &'static str = "compare";

    fn answer(self, to: &Answering) -> Answer {
        let engine = to.engine()?;
        let advice = |project: &Project| {
            let settings = Settings { changes: false, curve: false, ..Settings::default() };
            Ok::<_, Problems>(Advice::new(&engine, project.read_one(to)?, &settings))
        };
        let (a, b) = (advice(&self.a)?, advice(&self.b)?);
        let names = [self.a.name(), self.b.name()];
        page(&compare::compared((&names[0], &a), (&names[1], &b)))
    }
}

/// Whether recorded decisions still stand by the rules and prices of today. JSON: for each, what became
/// of it and why.
#[derive(Debug, Deserialize, JsonSchema)]
struct CheckDecisions {
    /// Records, profiles that expect something, or folders with some of them
    paths: Vec<PathBuf>,
}

impl Answers for CheckDecisions {
    const NAME: &'static str = "check";

    fn answer(self, to: &Answering) -> Answer {
        let engine = Engine::new(&to.base)?;
        let terms = Terms { weaker_by: 1, gates: Gates::default() };
        let eyes = check::Eyes::new(&to.base);
        let checker = Checker { engine: &engine, terms: &terms, look: Some(&eyes) };
        let findings = check::findings(to.all_inside(&self.paths)?, checker)?;
        let finding = |finding: &Finding| {
            json!({
                "on": finding.subject(),
                "outcome": finding.outcome.name(),
                "decided": finding.decided,
                "recommended_now": finding.recommended_now,
                "says": finding.words,
                "details": finding.details(false),
            })
        };
        line(&findings.iter().map(finding).collect::<Json>())
    }
}

/// What the files of a repository say about a project. The profile as YAML, with the file and line that
/// each answer was read from; hints that are no answers stand in it as comments. It is not written
/// anywhere.
#[derive(Debug, Deserialize, JsonSchema)]
struct Scan {
    /// The folder of the repository
    folder: PathBuf,
}

impl Answers for Scan {
    const NAME: &'static str = "scan";

    fn answer(self, to: &Answering) -> Answer {
        Ok(scan::folder(to.inside(&self.folder)?, &to.base, true)?.profile())
    }
}

/// What access logs say about a project: traffic, durations, memory. The profile as YAML, with how each
/// answer is known; it is not written anywhere.
#[derive(Debug, Deserialize, JsonSchema)]
struct Measure {
    /// Logs, patterns, or folders of them
    logs: Vec<PathBuf>,
    /// A profile whose other answers are kept
    #[serde(default)]
    profile: Option<PathBuf>,
}

impl Answers for Measure {
    const NAME: &'static str = "measure";

    fn answer(self, to: &Answering) -> Answer {
        let profile = self.profile.as_deref().map(|path| to.inside(path)).transpose()?;
        measure::measured(&to.all_inside(&self.logs)?, profile, &to.base)
    }
}
