//! How a measurement is worked out from what logs say together.

use super::{
    About, Durations, Figures, FormatReport, LogReport, MeasuredAnswer, Measurement, Period,
    SCHEMA, UnansweredReport,
};
use crate::{
    field::{Field, Kind, Value},
    measure::{Distribution, Figure, LogFile, Logs, Measure, Proof, count},
    profile::Subject,
    report::json,
    rulebase::RuleBase,
};

impl Measurement {
    /// Works out what logs say.
    pub fn new(base: &RuleBase, logs: &Logs, about: About) -> Self {
        let summary = &logs.summary;
        let About { map, share, with, named, is_merged } = about;
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
                    Some(value) => answers.push(MeasuredAnswer {
                        field: field.id.clone(),
                        value: json(field, value),
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
            with,
            named,
            is_merged,
        };
        measurement.summary = measurement.sentence();
        measurement
    }
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
}

impl LogReport {
    fn new(name: &str, file: &LogFile) -> Self {
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
        let lie = if span.outside == 1 { "lies" } else { "lie" };
        notes.push(format!(
            "{outside} {lie} so far from all others that a clock was wrong, or years back; no rate counts what does."
        ));
    }
    if summary.left_out() > 0 {
        let left_out = count(summary.left_out(), "request");
        notes.push(format!("{left_out} are more than five years of hours older than the newest; no rate counts them."));
    }
    if summary.without_time > 0 && proof.span.is_some() {
        let (without, why) = match summary.without_time {
            1 => ("1 request".to_owned(), "does not say when it was; no rate counts it"),
            more => (count(more, "request"), "do not say when they were; no rate counts them"),
        };
        notes.push(format!("{without} {why}."));
    }
    for (name, why) in
        logs.files.iter().filter_map(|(name, file)| Some((name, file.broken.as_ref()?)))
    {
        notes.push(format!("{name} could only be read up to a point: {why}."));
    }
    notes
}
