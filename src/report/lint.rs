//! What lint found, for people and for scripts.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Keyed, RuleBaseReport, json, number};
use crate::{
    analysis::lint::{Check, Finding, Findings, Method, Settings},
    document::{Detail, Document, Table, ToDocument},
    field::Facts,
    problem::{
        Problem, Severity,
        case::{Case, CaseResult, Run, Summary},
    },
    rulebase::RuleBase,
    source::Place,
};

/// The schema that it follows.
const SCHEMA: &str = "whereto/lint/1";

/// Everything that lint says of a rule base.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LintReport {
    /// The version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The rule base.
    pub rule_base: RuleBaseReport,
    /// The day with which dates were compared.
    pub as_of: String,
    /// From how many months on a fact is old.
    pub max_age_months: u16,
    /// The seed of the draws.
    pub seed: u64,
    /// How many findings stand in the way as errors.
    pub errors: usize,
    /// How many stand in the way as warnings.
    pub warnings: usize,
    /// How many are for information.
    pub infos: usize,
    /// How many are silenced.
    pub silenced: usize,
    /// What was found, the worst first.
    pub findings: Vec<FindingReport>,
    /// What random profiles show.
    pub bias: BiasReport,
    /// By question, what its plausible answers give each option on average, in weighted points; a
    /// question that gives nothing is left out.
    pub balance: Keyed<Keyed<f64>>,
    /// What all questions give together.
    pub balance_sum: Keyed<f64>,
    /// What was looked for.
    pub checks: Vec<CheckReport>,
}

/// One finding.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FindingReport {
    /// The id of the check.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How far it can be relied on.
    pub method: Method,
    /// What kind of thing it is about.
    pub kind: &'static str,
    /// The id of that thing.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// The file it stands in.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1, in characters.
    pub column: Option<usize>,
    /// The line itself.
    pub text: Option<String>,
    /// Answers that show it, where there can be such.
    pub witness: Option<Keyed<Json>>,
    /// Why it is silenced, if it is.
    pub silenced: Option<String>,
    /// What to write where in order to silence it.
    pub silence: String,
    /// The same as a problem.
    #[serde(skip)]
    problem: Problem,
}

/// How often each option wins over random profiles.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BiasReport {
    /// How many profiles were drawn, each question answered half of the time, and how many more
    /// with every question answered.
    pub samples: u64,
    /// The share for which no option is recommended.
    pub undecided: f64,
    /// The share that rules no option out and for which one is recommended.
    pub contested: f64,
    /// Of the profiles with everything answered, the share that rules no option out and for which
    /// one is recommended.
    pub full: f64,
    /// By option.
    pub options: Keyed<ShareReport>,
    /// The short names of the options, for renderers.
    #[serde(skip)]
    names: Vec<String>,
}

/// How often one option wins.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ShareReport {
    /// The share of profiles for which it is recommended.
    pub wins: f64,
    /// The share of those profiles that rule nothing out for which it is recommended.
    pub contests_won: f64,
    /// The share of those profiles with everything answered that rule nothing out for which it is
    /// recommended.
    pub full_won: f64,
    /// For each dimension the share for which it has more points there than any other option.
    pub dimensions: Keyed<f64>,
}

/// One check.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CheckReport {
    /// The id of the check, such as `unreachable`.
    pub id: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// How far it can be relied on.
    pub method: Method,
    /// What it looks for.
    pub about: &'static str,
    /// How it goes about it.
    pub how: &'static str,
}

/// Words the findings.
pub fn report(base: &RuleBase, found: &Findings, settings: &Settings) -> LintReport {
    let open = || found.findings.iter().filter(|finding| finding.silenced.is_none());
    let count = |severity: Severity| open().filter(|it| it.check.severity() == severity).count();
    let by_option = |means: &[f64]| Keyed::by_option(base, means.iter().copied());
    let share = |count: u64| count as f64 / settings.samples.max(1) as f64;
    let options = found.bias.options.iter().map(|it| {
        let shares = ShareReport {
            wins: share(it.wins),
            contests_won: it.contests_won as f64 / found.bias.contested.max(1) as f64,
            full_won: it.full_won as f64 / found.bias.full.max(1) as f64,
            dimensions: Keyed::by_dimension(base, it.by_dimension.iter().map(|won| share(*won))),
        };
        (base.option(it.option).id.clone(), shares)
    });
    let questions = found.balance.questions.iter();
    let telling = questions.filter(|(_, means)| means.iter().any(|mean| *mean != 0.0));
    LintReport {
        schema: SCHEMA,
        rule_base: RuleBaseReport::new(base),
        as_of: settings.as_of.to_string(),
        max_age_months: settings.old_after_months,
        seed: settings.seed,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        silenced: found.findings.len() - open().count(),
        findings: found.findings.iter().map(|finding| finding_report(base, finding)).collect(),
        bias: BiasReport {
            samples: found.bias.samples,
            undecided: share(found.bias.undecided),
            contested: share(found.bias.contested),
            full: share(found.bias.full),
            options: options.collect(),
            names: base.options.iter().map(|option| option.short.clone()).collect(),
        },
        balance: telling
            .map(|(field, means)| (base.fields.get(*field).id.clone(), by_option(means)))
            .collect(),
        balance_sum: by_option(&found.balance.sum()),
        checks: Check::ALL.iter().map(|check| check_report(*check)).collect(),
    }
}

fn finding_report<'f>(base: &RuleBase, finding: &'f Finding) -> FindingReport {
    let place = finding.place.as_ref();
    let position = place.map(Place::line_and_column);
    let line = position.map(|(line, _)| line);
    let text = place.zip(line).and_then(|(place, line)| place.source.text().lines().nth(line - 1));
    let answers =
        |facts: &'f Facts| facts.known().map(|(field, value)| (base.fields.get(field), value));
    let shown = finding.witness.iter().flat_map(answers);
    let shown = shown.map(|(field, value)| format!("{}: {}", field.id, field.show(value)));
    let example = shown.collect::<Vec<_>>().join(", ");
    let witness = finding.witness.as_ref().map(|facts| {
        answers(facts).map(|(field, value)| (field.id.clone(), json(field, value))).collect()
    });
    let silence = silence(finding);
    FindingReport {
        id: finding.check.name(),
        severity: finding.check.severity(),
        method: finding.method,
        kind: finding.kind,
        subject: finding.id.clone(),
        message: finding.message.clone(),
        file: place.map(|place| place.source.name().to_owned()),
        line,
        column: position.map(|(_, column)| column),
        text: text.map(str::to_owned),
        witness,
        silenced: finding.silenced.clone(),
        problem: problem(finding, &example, &silence),
        silence,
    }
}

/// What to write where in order to silence a finding.
fn silence(finding: &Finding) -> String {
    let (check, kind, id) = (finding.check, finding.kind, &finding.id);
    if check == Check::IdleSilence {
        format!("take the line out of the {kind} `{id}`")
    } else {
        let name = check.name();
        format!("if it is meant, add `silence: {{{name}: the reason}}` to the {kind} `{id}`")
    }
}

/// A finding as a problem, with everything but whether it is silenced.
fn problem(finding: &Finding, example: &str, silence: &str) -> Problem {
    let check = finding.check;
    let mut problem = Problem::new(check.severity(), check.code(), finding.message.as_str());
    if let Some(place) = &finding.place {
        problem = problem.at(place.clone(), "");
    }
    if !example.is_empty() {
        problem = problem.note(format!("for example with {example}"));
    }
    if finding.method == Method::Heuristic {
        problem = problem.note("found by a heuristic, which may err");
    }
    if finding.silenced.is_none() && check.severity() > Severity::Info {
        problem = problem.help(silence);
    }
    problem
}

fn check_report(check: Check) -> CheckReport {
    CheckReport {
        id: check.name(),
        severity: check.severity(),
        method: check.method(),
        about: check.about(),
        how: check.how(),
    }
}

impl FindingReport {
    fn is_in_the_way(&self) -> bool {
        self.silenced.is_none() && self.problem.severity > Severity::Info
    }

    /// The problem as it is shown: what is silenced is only for information.
    fn shown(&self) -> Problem {
        let problem = self.problem.clone();
        match &self.silenced {
            Some(reason) => {
                Problem { severity: Severity::Info, ..problem }.note(format!("silenced: {reason}"))
            }
            None => problem,
        }
    }
}

impl LintReport {
    /// Returns whether nothing stands in the way.
    pub fn is_clean(&self) -> bool {
        self.errors + self.warnings == 0
    }

    /// Returns what plausible answers give each option: all together, and question by question when
    /// everything is told.
    fn balances(&self, detail: Detail) -> Table {
        let mut table = Table::new().texts([""]).numbers(&self.bias.names);
        let mut row = |label: &str, means: &Keyed<f64>| {
            let cells = means.0.iter().map(|(_, mean)| format!("{mean:+.1}"));
            table.row([label.to_owned()].into_iter().chain(cells));
        };
        row("all questions", &self.balance_sum);
        for (question, means) in self.balance.0.iter().filter(|_| detail.is_full()) {
            row(question, means);
        }
        table
    }

    /// Returns the counts in a sentence or two.
    fn words(&self) -> String {
        let mut checks: Vec<(&str, usize)> = Vec::new();
        for finding in self.findings.iter().filter(|finding| finding.is_in_the_way()) {
            match checks.iter_mut().find(|(id, _)| *id == finding.id) {
                Some((_, count)) => *count += 1,
                None => checks.push((finding.id, 1)),
            }
        }
        let checks = checks.iter().map(|(id, count)| format!("{id} ({count})"));
        let checks = checks.collect::<Vec<_>>().join(", ");
        let in_the_way =
            if checks.is_empty() { String::new() } else { format!(" In the way: {checks}.") };
        format!(
            "{}, {}, {} for information; {} silenced.{in_the_way}",
            number::count(self.errors as i64, "error"),
            number::count(self.warnings as i64, "warning"),
            self.infos,
            self.silenced
        )
    }
}

/// What lint is about.
pub const RUN: Run =
    Run { name: "whereto rules lint", fingerprint: "lint/v1", codes: Check::CODES };

/// Returns the report as cases of a run: one for each thing and check that finds something about
/// it, and one for each check that finds nothing.
pub fn cases(report: &LintReport) -> Vec<Case> {
    let found = report.findings.chunk_by(|one, next| {
        (one.id, one.kind, &one.subject) == (next.id, next.kind, &next.subject)
    });
    let found = found.filter_map(|findings| {
        let first = findings.first()?;
        let FindingReport { id, kind, subject, .. } = first;
        Some(Case {
            place: first.file.clone().zip(first.line),
            problems: findings.iter().map(|finding| finding.problem.clone()).collect(),
            result: match &first.silenced {
                Some(reason) => CaseResult::Excused { because: reason.clone(), until: None },
                None if first.is_in_the_way() => CaseResult::Failed,
                None => CaseResult::Passed,
            },
            ..clean(format!("{id}: {kind} {subject}"), id)
        })
    });
    let finds = |check: &CheckReport| report.findings.iter().any(|it| it.id == check.id);
    let checks = report.checks.iter().filter(|check| !finds(check));
    found.chain(checks.map(|check| clean(check.id.to_owned(), check.id))).collect()
}

fn clean(name: String, check: &str) -> Case {
    Case {
        title: format!("Rule base: {check}"),
        name,
        part: None,
        group: None,
        place: None,
        problems: Vec::new(),
        result: CaseResult::Passed,
    }
}

/// Returns the counts of the report.
pub fn summary(report: &LintReport) -> Summary {
    let LintReport { errors, warnings, infos, silenced, .. } = report;
    Summary {
        words: report.words(),
        tally: serde_json::json!({
            "errors": errors, "warnings": warnings, "infos": infos, "silenced": silenced,
        }),
        complete: true,
    }
}

impl ToDocument for LintReport {
    /// Tells every finding with the line it is about, and what random profiles show; silenced ones
    /// when everything is told.
    fn document(&self, detail: Detail) -> Document {
        let title = format!("Findings in the rule base {}", self.rule_base.name);
        let mut document = Document::titled(detail, title);
        let findings = self.findings.iter();
        let told = findings.filter(|finding| finding.silenced.is_none() || detail.is_full());
        told.for_each(|finding| document.push(finding.shown()));
        let heading =
            format!("How often each option wins, over {} random profiles", self.bias.samples);
        document.section(heading, self.bias.table());
        let heading = "What plausible answers give on average, in weighted points";
        document.section(heading, self.balances(detail));
        document.foot(self.words());
        document
    }
}

impl BiasReport {
    fn table(&self) -> Table {
        let options = &self.options.0;
        let mut table = Table::new().texts([""]).numbers(&self.names);
        let mut row = |label: String, share: &dyn Fn(&ShareReport) -> f64| {
            let shares = options.iter().map(|(_, of)| number::percent(share(of)));
            table.row([label].into_iter().chain(shares));
        };
        row("recommended".to_owned(), &|of| of.wins);
        row("where nothing is ruled out".to_owned(), &|of| of.contests_won);
        row("everything answered, nothing ruled out".to_owned(), &|of| of.full_won);
        let dimensions = options.first().into_iter().flat_map(|(_, share)| &share.dimensions.0);
        for (dimension, _) in dimensions {
            let of_dimension =
                |of: &ShareReport| of.dimensions.get(dimension).copied().unwrap_or(0.0);
            row(format!("ahead on {dimension}"), &of_dimension);
        }
        table
    }
}
