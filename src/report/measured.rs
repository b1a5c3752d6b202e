//! What logs say: the answers that they prove, why others cannot be given, and figures that answer
//! nothing by themselves.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    list,
    number::{self, thousands},
};
use crate::{
    document::{Detail, Document, Table, ToDocument, ident, quiet, text},
    field::{Field, Kind, Value},
    measure::{Distribution, Figure, LogFormat, Logs, Measure, Proof},
    profile::{self, Evidence, How, Profile, Subject},
    rulebase::RuleBase,
};

/// What whoever asks says of the logs.
#[derive(Clone, Debug)]
pub struct About {
    /// Where values stand, in words, for lines of no known format.
    pub map: Vec<String>,
    /// The share of the requests that was logged, over 0 and up to 1.
    pub share: f64,
}

impl Default for About {
    fn default() -> Self {
        Self { map: Vec::new(), share: 1.0 }
    }
}

/// The schema that it follows.
const SCHEMA: &str = "whereto/measurement/1";

/// What logs say.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Measurement {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// What was measured from what, in a sentence.
    pub summary: String,
    /// The logs.
    pub logs: Vec<LogReport>,
    /// The formats that lines had, with how many requests were in each.
    pub formats: Vec<FormatReport>,
    /// Where values stand, as `--map` says.
    pub map: Vec<String>,
    /// The share of the requests that was logged.
    pub share: f64,
    /// The time that they cover; null where no line says when it was logged.
    pub period: Option<Period>,
    /// How many lines there were.
    pub lines: u64,
    /// How many requests.
    pub requests: u64,
    /// How many lines are of a known kind and no request.
    pub passed_over: u64,
    /// How many lines were not understood.
    pub not_understood: u64,
    /// What is proven.
    pub answers: Vec<AnswerReport>,
    /// What could be proven by logs, and is not by these.
    pub unanswered: Vec<UnansweredReport>,
    /// Figures that answer nothing by themselves.
    pub figures: Figures,
    /// What is to be known of all this.
    pub notes: Vec<String>,
}

/// A log.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LogReport {
    /// Its name.
    pub name: String,
    /// How many lines it has.
    pub lines: u64,
    /// How many of them were not understood.
    pub not_understood: u64,
    /// The number of the first of these, from 1.
    pub first_line: Option<u64>,
    /// How that begins.
    pub first_text: Option<String>,
    /// Why it could not be read to its end; null where it was.
    pub broken: Option<String>,
}

/// A format of lines.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FormatReport {
    /// Which.
    pub format: LogFormat,
    /// How many requests were in it.
    pub requests: u64,
}

/// The time that logs cover.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Period {
    /// The first minute with a request, in UTC.
    pub from: String,
    /// The last minute with a request, in UTC.
    pub to: String,
    /// How many days that is.
    pub days: f64,
    /// How many of them are whole.
    pub whole_days: usize,
}

/// Something that is proven.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AnswerReport {
    /// The question, or after `assumptions.` what the estimate would assume.
    pub field: String,
    /// The answer, as `--set` takes it.
    pub value: Json,
    /// The exact figures behind it.
    pub because: String,
    /// What the profile said before, where that was something else.
    pub before: Option<Json>,
    /// How that was known.
    pub before_known: Option<String>,
    #[serde(skip)]
    subject: Option<(Subject, Value)>,
}

/// Something that is not.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct UnansweredReport {
    /// The question, or after `assumptions.` what the estimate would assume.
    pub field: String,
    /// Why not.
    pub because: String,
}

/// Figures that answer nothing by themselves; null where the logs do not tell.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct Figures {
    /// How long requests took in all.
    pub durations: Option<Durations>,
    /// How long what is behind a proxy was busy with them.
    pub durations_behind: Option<Durations>,
    /// How much of its value each percentile may be off.
    pub percentile_error: f64,
    /// How many requests were in progress at once in the busiest minute.
    pub in_progress_at_the_most: Option<f64>,
    /// How many on average.
    pub in_progress_on_average: Option<f64>,
    /// Which share of the requests write (POST, PUT, PATCH, DELETE).
    pub share_of_writes: Option<f64>,
    /// Which share of the requests failed on the server's side.
    pub share_of_failures: Option<f64>,
    /// How many bytes were sent.
    pub bytes: Option<u64>,
    /// How many calls of functions found no environment that was running.
    pub cold_starts: Option<u64>,
    /// How long these took to start.
    pub starts: Option<Durations>,
    /// How long functions were billed for.
    pub billed: Option<Durations>,
    /// The most memory that any call used, in MB.
    pub most_memory_used_mb: Option<u32>,
}

/// How durations are spread, in milliseconds.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Durations {
    /// How many there are.
    pub count: u64,
    /// On average.
    pub mean_ms: f64,
    /// Half are no longer.
    pub p50_ms: f64,
    /// Nine of ten are no longer.
    pub p90_ms: f64,
    /// 99 of 100 are no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

impl Durations {
    fn of(durations: &Distribution) -> Option<Self> {
        let milliseconds = |micros: u64| micros as f64 / 1_000.0;
        let quantile = |share: f64| milliseconds(durations.quantile(share));
        (!durations.is_empty()).then(|| Self {
            count: durations.len(),
            mean_ms: durations.mean() / 1_000.0,
            p50_ms: quantile(0.5),
            p90_ms: quantile(0.9),
            p99_ms: quantile(0.99),
            max_ms: milliseconds(durations.greatest()),
        })
    }

    fn words(&self) -> String {
        let shown = |milliseconds: f64| {
            let decimals = if milliseconds < 100.0 { 1 } else { 0 };
            let rounded = rust_decimal::Decimal::try_from(milliseconds).unwrap_or_default();
            thousands(rounded.round_dp(decimals).normalize())
        };
        format!(
            "p50 {} ms, p90 {} ms, p99 {} ms, {} ms on average",
            shown(self.p50_ms),
            shown(self.p90_ms),
            shown(self.p99_ms),
            shown(self.mean_ms)
        )
    }
}

impl Measurement {
    /// Works out what logs say.
    pub fn new(base: &RuleBase, logs: &Logs, about: About) -> Self {
        let summary = &logs.summary;
        let About { map, share } = about;
        let proof = Proof::new(summary, share, &base.patterns);
        let period = proof.span.as_ref().map(|span| {
            let ((from, to), days) = (span.words(), span.days());
            Period { from, to, days, whole_days: span.whole_days() }
        });
        let mut answers = Vec::new();
        let mut unanswered = Vec::new();
        for (subject, field, measure) in measured(base) {
            if let Some(proven) = proof.proven.iter().find(|proven| proven.measure == measure) {
                let because = proven.because.clone();
                match value(field, proven.figure) {
                    Some(value) => answers.push(AnswerReport {
                        field: field.id.clone(),
                        value: super::json(field, value),
                        because,
                        before: None,
                        before_known: None,
                        subject: Some((subject, value)),
                    }),
                    None => {
                        let because = format!("{because}, which is no answer to it");
                        unanswered.push(UnansweredReport { field: field.id.clone(), because });
                    }
                }
            }
            if let Some(not) = proof.unproven.iter().find(|not| not.measure == measure) {
                let because = not.because.clone();
                unanswered.push(UnansweredReport { field: field.id.clone(), because });
            }
        }
        let mut measurement = Self {
            schema: SCHEMA,
            summary: String::new(),
            logs: logs.files.iter().map(|(name, file)| LogReport::new(name, file)).collect(),
            formats: summary
                .formats
                .iter()
                .map(|(format, requests)| FormatReport { format: *format, requests: *requests })
                .collect(),
            map,
            share,
            period,
            lines: summary.lines,
            requests: summary.requests(),
            passed_over: summary.passed_over,
            not_understood: summary.not_understood,
            answers,
            unanswered,
            figures: figures(logs, &proof, share),
            notes: notes(logs, &proof, share),
        };
        measurement.summary = measurement.sentence();
        measurement
    }

    /// Says what was measured from what.
    fn sentence(&self) -> String {
        let period = self
            .period
            .as_ref()
            .map_or_else(String::new, |it| format!(", from {} to {} UTC", it.from, it.to));
        format!(
            "Measured from {}{period}, {}, {} not understood.",
            list(self.from()),
            count(self.lines, "line"),
            thousands(self.not_understood.into())
        )
    }

    /// Names the logs; of many the first few.
    pub fn from(&self) -> Vec<String> {
        const MOST: usize = 8;
        let names = self.logs.iter().map(|log| log.name.clone());
        let mut names: Vec<String> = match self.logs.len() {
            0..=MOST => return names.collect(),
            _ => names.take(MOST - 1).collect(),
        };
        names.push(format!("{} more", self.logs.len() - names.len()));
        names
    }

    /// Puts the answers into a profile, each with where it comes from, and notes what it said before.
    pub fn answer(&mut self, base: &RuleBase, profile: &mut Profile) {
        let from = self.from();
        for answer in &mut self.answers {
            let Some((subject, value)) = answer.subject else { continue };
            let (before, field) = match subject {
                Subject::Question(field) => (profile.answers.get(field), base.fields.get(field)),
                Subject::Assumption(field) => {
                    (profile.assumptions.get(field), base.prices.fields.get(field))
                }
            };
            if let Some(before) = before.filter(|before| *before != value) {
                answer.before = Some(super::json(field, before));
                answer.before_known = Some(
                    profile
                        .evidence(subject)
                        .map_or_else(|| How::Said.to_string(), |evidence| evidence.to_string()),
                );
            }
            let because = Some(answer.because.clone());
            profile.found(
                subject,
                value,
                Evidence { how: How::Measured, from: from.clone(), because },
            );
        }
    }

    /// Returns a profile as YAML, under comments that say what was measured, and why not more.
    pub fn profile(&self, base: &RuleBase, profile: &Profile) -> String {
        let mut text = String::new();
        let mut comment = |words: &str| {
            let options =
                textwrap::Options::new(100).initial_indent("# ").subsequent_indent("#   ");
            for line in textwrap::wrap(words, options) {
                let _ = writeln!(text, "{line}");
            }
        };
        comment(&self.summary);
        comment(&self.read_as());
        self.notes.iter().for_each(|note| comment(note));
        self.shown().iter().for_each(|(name, words)| comment(&format!("{name}: {words}")));
        for not in &self.unanswered {
            comment(&format!("Not answered: {}: {}.", not.field, not.because));
        }
        for answer in &self.answers {
            if let Some(words) = answer.replaced() {
                comment(&words);
            }
        }
        for line in profile::compact(base, profile) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// Says what an answer was before, for each where that was something else.
    pub fn replaced(&self) -> Vec<String> {
        self.answers.iter().filter_map(AnswerReport::replaced).collect()
    }

    /// Says as what lines were read.
    fn read_as(&self) -> String {
        let formats = self
            .formats
            .iter()
            .map(|it| format!("{} ({})", it.format, count(it.requests, "request")));
        let map =
            if self.map.is_empty() { String::new() } else { format!(": {}", list(&self.map)) };
        format!("Read as {}{map}.", list(formats))
    }

    /// Lists the figures that answer nothing by themselves.
    fn shown(&self) -> Vec<(&'static str, String)> {
        let figures = &self.figures;
        let mut shown = Vec::new();
        if let Some(durations) = &figures.durations {
            let error = number::whole(figures.percentile_error * 1_000.0);
            let words = format!("{} (percentiles to {error} in 1,000)", durations.words());
            shown.push(("Latency as measured, no target", words));
        }
        if let Some(durations) = &figures.durations_behind {
            shown.push(("Behind the proxy", durations.words()));
        }
        if let (Some(most), Some(average)) =
            (figures.in_progress_at_the_most, figures.in_progress_on_average)
        {
            let words = format!("{most:.1} in the busiest minute, {average:.2} on average");
            shown.push(("In progress at once", words));
        }
        if let Some(share) = figures.share_of_writes {
            let words =
                format!("{:.1} % of the requests (POST, PUT, PATCH, DELETE)", share * 100.0);
            shown.push(("Writes", words));
        }
        if let Some(share) = figures.share_of_failures {
            shown.push((
                "Failed on the server's side",
                format!("{:.2} % of the requests", share * 100.0),
            ));
        }
        if let (Some(count), Some(starts)) = (figures.cold_starts, &figures.starts) {
            let share = count as f64 / self.requests.max(1) as f64 * 100.0;
            let count = thousands(count.into());
            shown.push(("Cold starts", format!("{count} ({share:.2} %), {}", starts.words())));
        }
        if let Some(billed) = &figures.billed {
            shown.push(("Billed", billed.words()));
        }
        shown
    }
}

impl AnswerReport {
    fn replaced(&self) -> Option<String> {
        let (before, known) = (self.before.as_ref()?, self.before_known.as_ref()?);
        let (field, now) = (&self.field, super::plain(&self.value));
        Some(format!("{field}: {now} as measured, in place of {} ({known}).", super::plain(before)))
    }
}

impl LogReport {
    fn new(name: &str, file: &crate::measure::LogFile) -> Self {
        Self {
            name: name.to_owned(),
            lines: file.lines,
            not_understood: file.not_understood,
            first_line: file.first.as_ref().map(|first| first.line),
            first_text: file.first.as_ref().map(|first| first.text.clone()),
            broken: file.broken.clone(),
        }
    }
}

/// Lists what measures answer: questions, and assumptions.
fn measured(base: &RuleBase) -> impl Iterator<Item = (Subject, &Field, Measure)> {
    let questions = base.questions.iter().filter_map(|question| {
        let field = base.fields.get(question.field);
        Some((Subject::Question(question.field), field, question.measured?))
    });
    let assumptions = base.prices.assumptions.iter().filter_map(|assumption| {
        let field = base.prices.fields.get(assumption.field);
        Some((Subject::Assumption(assumption.field), field, assumption.measured?))
    });
    questions.chain(assumptions)
}

/// Returns a figure as an answer; none where the field takes no such answer.
fn value(field: &Field, figure: Figure) -> Option<Value> {
    match (&field.kind, figure) {
        (Kind::Number(scale), Figure::Number(number)) => {
            let number = if scale.whole { number.round() } else { number };
            scale.holds(number).then_some(Value::Number(number))
        }
        (Kind::Choice(_), Figure::Shape(shape)) => field.choice(shape.name()).map(Value::Choice),
        _ => None,
    }
}

fn figures(logs: &Logs, proof: &Proof, logged: f64) -> Figures {
    let summary = &logs.summary;
    let functions = &summary.functions;
    let with_durations = !summary.durations.is_empty() || summary.connections_with_duration > 0;
    let in_progress = proof.span.as_ref().filter(|_| with_durations).map(|span| span.in_progress());
    let methods = summary.reads + summary.writes;
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    Figures {
        durations: Durations::of(&summary.durations),
        durations_behind: Durations::of(&summary.behind),
        percentile_error: Distribution::ERROR,
        in_progress_at_the_most: in_progress.map(|(most, _)| most / logged),
        in_progress_on_average: in_progress.map(|(_, average)| average / logged),
        share_of_writes: share(summary.writes, methods),
        share_of_failures: share(summary.failed, summary.with_status),
        bytes: (summary.with_bytes > 0).then_some(summary.bytes),
        cold_starts: (!functions.sizes.is_empty()).then(|| functions.starts.len()),
        starts: Durations::of(&functions.starts),
        billed: Durations::of(&functions.billed),
        most_memory_used_mb: (functions.most_used > 0).then_some(functions.most_used),
    }
}

/// Says what is to be known of a measurement beside its figures.
fn notes(logs: &Logs, proof: &Proof, share: f64) -> Vec<String> {
    let mut notes = Vec::new();
    let summary = &logs.summary;
    if share < 1.0 {
        let percent = share * 100.0;
        notes.push(format!("{percent} % of the requests were logged; rates are of all."));
    }
    if let Some(span) = &proof.span
        && span.outside > 0
    {
        let outside = count(span.outside, "request");
        notes.push(format!(
            "{outside} lie so far from all others that a clock was wrong; no rate counts them."
        ));
    }
    if summary.left_out() > 0 {
        let left_out = count(summary.left_out(), "request");
        notes.push(format!("{left_out} are more than five years of hours older than the newest; no rate counts them."));
    }
    if summary.without_time > 0 && proof.span.is_some() {
        let without = count(summary.without_time, "request");
        notes.push(format!("{without} do not say when they were; no rate counts them."));
    }
    for (name, why) in
        logs.files.iter().filter_map(|(name, file)| Some((name, file.broken.as_ref()?)))
    {
        notes.push(format!("{name} could only be read up to a point: {why}."));
    }
    notes
}

fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number.into()))
}

impl ToDocument for Measurement {
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::titled(detail, "What the logs say");
        document.say(self.summary.clone());
        document.say(self.read_as());
        let mut table = Table::new().texts(["Answer", "", "Because"]);
        for answer in &self.answers {
            table.row([
                ident(answer.field.clone()),
                super::plain(&answer.value).into(),
                answer.because.clone().into(),
            ]);
        }
        if !self.answers.is_empty() {
            document.section("Answers", table);
        }
        let not =
            self.unanswered.iter().map(|it| text![ident(it.field.clone()), ": ", &it.because]);
        document.items("Not answered", not);
        let shown = self.shown();
        let shown = shown.iter().map(|(name, words)| text![*name, ": ", words.as_str()]);
        document.items("Also measured", shown);
        document.items("To be known", self.notes.iter().map(|note| quiet(note.clone())));
        document
    }
}
