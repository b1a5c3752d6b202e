//! What logs say: the answers that they prove, why others cannot be given, and figures that answer
//! nothing by themselves.

mod build;
mod fill;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    list,
    number::{self, thousands},
};
use crate::{
    document::{Detail, Document, Table, ToDocument, ident, quiet, text},
    field::Value,
    measure::{LogFormat, count},
    profile::Subject,
};

/// What whoever asks says of the logs.
#[derive(Clone, Debug)]
pub struct About {
    /// Where values stand, in words, for lines of no known format.
    pub map: Vec<String>,
    /// The share of the requests that was logged, over 0 and up to 1.
    pub share: f64,
    /// The arguments with which they are read, beside their names.
    pub with: Vec<String>,
    /// How they were named, such as by a pattern; stands for their names where these are many.
    pub named: Vec<String>,
    /// Whether they were named by files that hold what was counted in them.
    pub is_merged: bool,
}

impl Default for About {
    fn default() -> Self {
        let (map, with, named) = (Vec::new(), Vec::new(), Vec::new());
        Self { map, share: 1.0, with, named, is_merged: false }
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
    pub answers: Vec<MeasuredAnswer>,
    /// What could be proven by logs, and is not by these.
    pub unanswered: Vec<UnansweredReport>,
    /// Figures that answer nothing by themselves.
    pub figures: Figures,
    /// What is to be known of all this.
    pub notes: Vec<String>,
    #[serde(skip)]
    with: Vec<String>,
    #[serde(skip)]
    named: Vec<String>,
    #[serde(skip)]
    is_merged: bool,
}

/// A log.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LogReport {
    /// The name of the log, such as `access.log`.
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
#[schemars(rename = "AnswerReport")]
pub struct MeasuredAnswer {
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

    /// Names the logs; where they are many, as they were named, and of many of these the first few.
    pub fn from(&self) -> Vec<String> {
        const MOST: usize = 8;
        let mut names: Vec<String> = self.logs.iter().map(|log| log.name.clone()).collect();
        // What is added up holds the names of logs that are not read again.
        if (names.len() > MOST || self.is_merged) && !self.named.is_empty() {
            names.clone_from(&self.named);
        }
        if names.len() > MOST {
            let more = names.len() + 1 - MOST;
            names.truncate(MOST - 1);
            names.push(format!("{more} more"));
        }
        names
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
