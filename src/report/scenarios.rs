//! What came of scenarios: projects with what must come of them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    Keyed, RuleBaseReport, VerdictWord,
    ids::{ARule, AnOption},
    list, number, rule_ids,
};
use crate::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::{Assessment, Engine, Verdict},
    document::{Detail, Document, Table, Text, ToDocument, ident, quiet, text, tone},
    problem::{
        Code, Problem, Severity,
        case::{Case, CaseResult, Run, Summary},
    },
    rulebase::{OptionId, RuleBase},
    scenario::{self, Expectation, Expected, Giver, Outcome, Scenario},
    source::Place,
};

/// The schema that it follows.
const SCHEMA: &str = "whereto/rules-test/1";

/// What came of all scenarios.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ScenariosReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
    /// How many came out as expected.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// How many did not, and say why they are known not to.
    pub known: usize,
    /// The scenarios in the order in which they were read.
    pub scenarios: Vec<ScenarioReport>,
}

/// Whether a scenario came out as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ScenarioResult {
    /// It did.
    Passed,
    /// It did not.
    Failed,
    /// It did not, and says why it is known not to.
    Known,
}

/// What came of one scenario.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ScenarioReport {
    /// The file that it stands in.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// The id of the scenario, such as `clicks-through-kafka`.
    pub id: String,
    /// Whether it came out as expected.
    pub result: ScenarioResult,
    /// Why it must come out so.
    pub why: Option<String>,
    /// Why it is known not to come out so.
    pub disagrees: Option<String>,
    /// What came of the project.
    pub verdict: VerdictWord,
    /// The options that are recommended or level at the top.
    #[schemars(with = "Vec<AnOption>")]
    pub best: Vec<String>,
    /// What was expected.
    pub expectations: Vec<ExpectationReport>,
    /// The options, with their scores.
    pub options: Vec<OptionScore>,
    /// What every rule that fired added: points times weight, by option.
    pub contributions: Vec<Contribution>,
}

/// What came of one expectation.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ExpectationReport {
    /// What was expected, in words.
    pub expected: String,
    /// What came of it, in words.
    pub found: String,
    /// Whether that is the same.
    pub met: bool,
    /// The line of the file that says so.
    pub line: usize,
    /// For the wrong option at the top: what each rule added to its lead over the expected one,
    /// the greatest first.
    pub lead: Vec<Lead>,
    /// Where the file says so.
    #[serde(skip)]
    place: Place,
}

/// What a rule added to the lead of one option over another.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Lead {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// The option that is ahead.
    #[schemars(with = "AnOption")]
    pub ahead: String,
    /// The option that is behind.
    #[schemars(with = "AnOption")]
    pub behind: String,
    /// Points times weight; under zero for what speaks for the one behind.
    pub adds: i64,
}

/// How one option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionScore {
    /// The id of the option, such as `aws-lambda`.
    pub id: String,
    /// Sums up all contributions.
    pub score: i64,
    /// The rules that exclude it.
    #[schemars(with = "Vec<ARule>")]
    pub excluded_by: Vec<String>,
}

/// What a rule added.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Contribution {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Names the dimension that it belongs to.
    pub dimension: String,
    /// What its dimension weighs.
    pub weight: u8,
    /// Points times weight, by option.
    pub adds: Keyed<i64>,
}

/// An expectation that is not met.
const UNMET: Code =
    Code { name: "unmet-expectation", means: "Something else comes of a scenario than expected." };

/// What a test of a rule base is about.
pub const RUN: Run =
    Run { name: "whereto rules test", fingerprint: "scenario/v1", codes: &[UNMET] };

/// Returns the report as cases of a run: one for each scenario, in a group for each file.
pub fn cases(report: &ScenariosReport) -> Vec<Case> {
    report.scenarios.iter().map(ScenarioReport::case).collect()
}

/// Returns the counts of the report.
pub fn summary(report: &ScenariosReport) -> Summary {
    let ScenariosReport { passed, failed, known, .. } = report;
    Summary {
        words: report.words(),
        tally: json!({"passed": passed, "failed": failed, "known": known}),
        complete: true,
    }
}

impl ScenariosReport {
    /// Returns the counts in a sentence.
    fn words(&self) -> String {
        let mut counts = vec![format!("{} passed", self.passed), format!("{} failed", self.failed)];
        if self.known > 0 {
            counts.push(format!("{} known to disagree", self.known));
        }
        let total = number::count(self.scenarios.len() as i64, "scenario");
        format!("{total}: {}.", counts.join(", "))
    }
}

impl ScenarioReport {
    fn case(&self) -> Case {
        let known = self.disagrees.as_ref().filter(|_| self.result == ScenarioResult::Known);
        let severity = if known.is_some() { Severity::Warning } else { Severity::Error };
        let unmet = self.expectations.iter().filter(|expectation| !expectation.met);
        Case {
            title: format!("Scenario {}", self.id),
            name: self.id.clone(),
            part: Some(self.id.clone()),
            group: Some(self.file.clone()),
            place: Some((self.file.clone(), self.line)),
            problems: unmet.map(|expectation| expectation.problem(severity)).collect(),
            result: match (self.result, known) {
                (_, Some(reason)) => CaseResult::Excused { because: reason.clone(), until: None },
                (ScenarioResult::Failed, _) => CaseResult::Failed,
                _ => CaseResult::Passed,
            },
        }
    }
}

impl ExpectationReport {
    fn words(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }

    fn problem(&self, severity: Severity) -> Problem {
        let problem = Problem::new(severity, UNMET, self.words()).at(self.place.clone(), "");
        self.lead.iter().fold(problem, |problem, Lead { rule, ahead, behind, adds }| {
            problem.note(format!("{adds:+} {rule} ({ahead} before {behind})"))
        })
    }
}

/// Runs scenarios and words what comes of them.
pub fn scenarios(engine: &Engine<'_>, scenarios: &[Scenario]) -> ScenariosReport {
    let base = engine.base();
    let scenarios: Vec<ScenarioReport> =
        scenarios.iter().map(|scenario| report(engine, scenario)).collect();
    let count = |result| scenarios.iter().filter(|scenario| scenario.result == result).count();
    ScenariosReport {
        schema: SCHEMA,
        rule_base: RuleBaseReport::new(base),
        passed: count(ScenarioResult::Passed),
        failed: count(ScenarioResult::Failed),
        known: count(ScenarioResult::Known),
        scenarios,
    }
}

fn report(engine: &Engine<'_>, scenario: &Scenario) -> ScenarioReport {
    let base = engine.base();
    let advice = Advice::new(engine, scenario.profile.clone(), &Settings::default());
    let assessment = advice.assessment();
    let met = scenario.met_by(base, assessment);
    let id = |option: OptionId| base.option(option).id.clone();
    let expectations = scenario.expectations.iter().zip(&met);
    let expectations = expectations.map(|(Expectation { what, place }, met)| ExpectationReport {
        expected: expected(base, *what),
        found: found(&advice, *what),
        met: *met,
        line: place.line_and_column().0,
        lead: if *met { Vec::new() } else { lead(base, assessment, *what) },
        place: place.clone(),
    });
    let options = assessment.standings.iter().map(|standing| OptionScore {
        id: id(standing.option),
        score: standing.score,
        excluded_by: rule_ids(base, &standing.excluded_by),
    });
    let contributions = assessment.fired.iter().map(|rule| {
        let adds = base
            .option_ids()
            .map(|option| (id(option), assessment.contribution(base, *rule, option)));
        let dimension = base.rule(*rule).dimension;
        Contribution {
            rule: base.rule(*rule).id.clone(),
            dimension: base.dimension(dimension).id.clone(),
            weight: assessment.weights[dimension.index()],
            adds: Keyed(adds.filter(|(_, adds)| *adds != 0).collect()),
        }
    });
    ScenarioReport {
        file: scenario.place.source.name().to_owned(),
        line: scenario.place.line_and_column().0,
        id: scenario.id.clone(),
        result: match (met.iter().all(|met| *met), &scenario.disagrees) {
            (true, _) => ScenarioResult::Passed,
            (false, None) => ScenarioResult::Failed,
            (false, Some(_)) => ScenarioResult::Known,
        },
        why: scenario.why.clone(),
        disagrees: scenario.disagrees.clone(),
        verdict: (&assessment.verdict).into(),
        best: best(&assessment.verdict).into_iter().map(id).collect(),
        expectations: expectations.collect(),
        options: options.collect(),
        contributions: contributions.filter(|it| !it.adds.0.is_empty()).collect(),
    }
}

fn best(verdict: &Verdict) -> Vec<OptionId> {
    match verdict {
        Verdict::Recommended(option) => vec![*option],
        Verdict::Tie(options) => options.clone(),
        Verdict::NoneFits | Verdict::Unanswered => Vec::new(),
    }
}

fn giver(base: &RuleBase, from: Giver) -> &str {
    match from {
        Giver::Rule(rule) => &base.rule(rule).id,
        Giver::Dimension(dimension) => &base.dimension(dimension).id,
    }
}

fn expected(base: &RuleBase, what: Expected) -> String {
    let option = |option: OptionId| base.option(option).id.as_str();
    match what {
        Expected::Recommended(it) => option(it).to_owned(),
        Expected::Verdict(outcome) => outcome.name().to_owned(),
        Expected::Never(it) => format!("not {}", option(it)),
        Expected::Excluded(it) => format!("{} ruled out", option(it)),
        Expected::NotExcluded(it) => format!("{} not ruled out", option(it)),
        Expected::Fires(rule) => format!("{} fires", base.rule(rule).id),
        Expected::Silent(rule) => format!("{} does not fire", base.rule(rule).id),
        Expected::Points { at_least, points, option: to, from } => {
            let word = if at_least { "at least" } else { "at most" };
            format!("{word} {points} from {} for {}", giver(base, from), option(to))
        }
    }
}

fn found(advice: &Advice<'_>, what: Expected) -> String {
    let (base, assessment) = (advice.base(), advice.assessment());
    match what {
        Expected::Recommended(_) | Expected::Verdict(_) | Expected::Never(_) => {
            verdict(base, &assessment.verdict)
        }
        Expected::Excluded(option) | Expected::NotExcluded(option) => {
            match assessment.standing(option).excluded_by.as_slice() {
                [] => "not ruled out".to_owned(),
                by => format!("ruled out by {}", rule_ids(base, by).join(", ")),
            }
        }
        Expected::Fires(rule) | Expected::Silent(rule) if assessment.fired.contains(&rule) => {
            "it fires".to_owned()
        }
        Expected::Fires(rule) | Expected::Silent(rule) => {
            let condition = &base.rule(rule).when;
            let known = condition.fields().into_iter().map(|field| {
                let value = advice.facts().get(field);
                let field = base.fields.get(field);
                let value = value.map_or_else(|| "not known".to_owned(), |value| field.show(value));
                format!("{}: {value}", field.id)
            });
            let known = known.collect::<Vec<_>>().join(", ");
            let asks = condition.describe(&base.fields);
            format!("it does not: it asks for {asks}, and here is {known}")
        }
        Expected::Points { option, from, .. } => {
            let points = from.points(base, assessment, option);
            let unanswered =
                if advice.profile().answered() == 0 { ", and nothing is answered" } else { "" };
            format!("{points}{unanswered}")
        }
    }
}

fn verdict(base: &RuleBase, verdict: &Verdict) -> String {
    let options: Vec<&str> =
        best(verdict).into_iter().map(|option| base.option(option).id.as_str()).collect();
    match verdict {
        Verdict::Recommended(_) => options.concat(),
        Verdict::Tie(_) => format!("a tie of {}", list(&options)),
        Verdict::NoneFits => "none-fits".to_owned(),
        Verdict::Unanswered => "nothing, since nothing is answered".to_owned(),
    }
}

/// Returns what put the wrong option to the top.
fn lead(base: &RuleBase, assessment: &Assessment, what: Expected) -> Vec<Lead> {
    let ranked = |option: &OptionId| assessment.standing(*option).rank.is_some();
    let mut top = assessment.ranking().into_iter().filter(ranked);
    let pair = match what {
        Expected::Recommended(wanted) => top.find(|option| *option != wanted).zip(Some(wanted)),
        Expected::Never(unwanted) => Some(unwanted).zip(top.find(|option| *option != unwanted)),
        Expected::Verdict(Outcome::Tie) => top.next().zip(top.next()),
        Expected::Verdict(Outcome::NoneFits)
        | Expected::Excluded(_)
        | Expected::NotExcluded(_)
        | Expected::Fires(_)
        | Expected::Silent(_)
        | Expected::Points { .. } => None,
    };
    let Some((ahead, behind)) = pair else { return Vec::new() };
    let lead = |(rule, adds)| Lead {
        rule: base.rule(rule).id.clone(),
        ahead: base.option(ahead).id.clone(),
        behind: base.option(behind).id.clone(),
        adds,
    };
    scenario::lead(base, assessment, ahead, behind).into_iter().map(lead).collect()
}

/// So many contributions to a wrong result are told, unless all are asked for.
const MOST: usize = 6;

impl ToDocument for ScenariosReport {
    /// Tells each in a line, then what led to those that failed.
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::new(detail);
        for file in self.scenarios.chunk_by(|one, next| one.file == next.file) {
            let name = file.first().map(|scenario| scenario.file.as_str());
            document.heading(2, name);
            let mut table = Table::new().texts(["", ""]);
            file.iter().for_each(|scenario| table.lines(scenario.line(detail)));
            document.push(table);
        }
        for scenario in &self.scenarios {
            match scenario.result {
                ScenarioResult::Failed => scenario.tell(&mut document),
                ScenarioResult::Known if detail.is_full() => scenario.tell(&mut document),
                ScenarioResult::Passed | ScenarioResult::Known => {}
            }
        }
        let passed = self.scenarios.iter().filter(|it| it.result == ScenarioResult::Passed);
        for scenario in passed.filter(|scenario| scenario.disagrees.is_some()) {
            document.foot(format!("`{}` agrees after all: its `disagrees` can go.", scenario.id));
        }
        document.foot(self.words());
        document
    }
}

impl ScenarioReport {
    fn line(&self, detail: Detail) -> [Vec<Text>; 2] {
        let result = match self.result {
            ScenarioResult::Passed => tone(1, "passed"),
            ScenarioResult::Known => "known".into(),
            ScenarioResult::Failed => tone(-1, "FAILED"),
        };
        let met = self.expectations.iter().filter(|it| detail.is_full() && it.met);
        let met = met.map(|it| text![quiet("as expected: "), &it.expected]);
        [vec![result], std::iter::once(ident(&self.id)).chain(met).collect()]
    }

    /// Tells what it called for, and what led to something else.
    fn tell(&self, document: &mut Document) {
        document.heading(2, text![ident(&self.id), format!(" ({}:{})", self.file, self.line)]);
        [&self.why, &self.disagrees].into_iter().for_each(|words| document.say(words.as_ref()));
        for expectation in self.expectations.iter().filter(|it| !it.met) {
            document.say(format!("line {}: {}", expectation.line, expectation.words()));
            expectation.tell_lead(document);
        }
        let scores = self.options.iter().map(|option| match option.excluded_by.as_slice() {
            [] => format!("{} {}", option.id, option.score),
            by => format!("{} {}, ruled out by {}", option.id, option.score, by.join(", ")),
        });
        document.say(format!("Scores: {}", scores.collect::<Vec<_>>().join("; ")));
    }
}

impl ExpectationReport {
    /// Tells what put the wrong option to the top.
    fn tell_lead(&self, document: &mut Document) {
        let Some(first) = self.lead.first() else { return };
        document
            .say(format!("What put {} before {} (points × weight):", first.ahead, first.behind));
        let most = if document.detail.is_full() { self.lead.len() } else { MOST };
        let (told, rest) = self.lead.split_at(most.min(self.lead.len()));
        let mut table = Table::new().numbers([""]).texts([""]);
        for lead in told {
            table.row([tone(lead.adds, number::signed(lead.adds)), ident(&lead.rule)]);
        }
        if !rest.is_empty() {
            let sum = rest.iter().map(|lead| lead.adds).sum();
            let more = number::count(rest.len() as i64, "more rule");
            table.row([tone(sum, number::signed(sum)), quiet(format!("{more} (-v lists them)"))]);
        }
        document.push(table);
    }
}
