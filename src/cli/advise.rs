//! `whereto advise`: the main job.

use std::io;

use serde::ser::{SerializeSeq, Serializer as _};
use serde_json::ser::{Compound, PrettyFormatter, Serializer};
use whereto::{
    analysis::{self, Analysis, Case, acceptability::Settings},
    assessment::{Assessment, Engine},
    cost::Estimator,
    document::{Detail, ToDocument, html},
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::{
        self, Report, number,
        portfolio::{Portfolio, Row},
    },
    rulebase::RuleBase,
};

use super::{
    Exit,
    args::{Advise, Common, Format},
    input,
    many::{self, File},
    ndjson,
    ordered::{ordered, processors},
    output::{self, Output},
    progress::Progress,
    system::Advised,
};

pub(super) fn run(advise: &Advise, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let engine = input::engine(&base)?;
    let settings = advise.sampling.settings(&base)?;
    if advise.ndjson {
        return ndjson::run(advise, &engine, &settings, output);
    }
    let inputs = many::files(&advise.profiles, &many::YAML)?;
    let portfolio = advise.portfolio
        || advise.format == Format::Csv
        || (inputs.folder && advise.format == Format::Table);
    let mut json = Serializer::pretty(io::stdout());
    let mut printer = Printer {
        several: inputs.several,
        format: advise.format,
        rows: portfolio.then(Portfolio::default),
        printed: 0,
        json: Some(&mut json),
        list: None,
        verbose: common.verbose,
        output,
    };
    let mut progress = Progress::new("profiles", output.is_quiet());
    let (count, mut done, mut bad, mut skipped, mut estimated) =
        (inputs.files.len(), 0, 0, 0, false);
    let (mut exit, mut refused) = (Exit::Done, Problems::new());
    let written = ordered(
        advise.jobs.unwrap_or_else(processors),
        inputs.files.into_iter(),
        |file| (one(&file, advise, &engine, &settings), file),
        |(outcome, file)| {
            done += 1;
            match outcome {
                Outcome::Assessed(advised) => {
                    progress.clear();
                    output.warnings(advised.warnings());
                    if !estimated
                        && let Some(report) = advised.reports().find(|report| is_estimated(report))
                    {
                        estimated = true;
                        warn_of_old_prices(report, &base, common, output);
                    }
                    exit = exit.and(advised.exit());
                    printer.print(&file, &advised)?;
                }
                // Whether there is any report to go with shows at the end.
                Outcome::Bad(problems) if advise.format == Format::Json => {
                    refused.extend(problems);
                    bad += 1;
                    exit = exit.and(Exit::Bad);
                }
                Outcome::Bad(problems) => {
                    progress.clear();
                    output.problems(&problems);
                    bad += 1;
                    exit = exit.and(Exit::Bad);
                }
                Outcome::NoProfile => skipped += 1,
            }
            progress.show(done, bad, Some(done as f64 / count as f64));
            anyhow::Ok(())
        },
    );
    progress.clear();
    written?;
    if !refused.is_empty() && printer.is_blank() {
        return Err(refused.into());
    }
    output.problems(&refused);
    printer.finish()?;
    if skipped == count {
        let message = format!("no profile among {}", number::count(skipped as i64, "file"));
        let help = "a file in a folder counts as a profile when at least half of its keys are \
                    those of profiles";
        return Err(Problems::from(Problem::error(Code::MISSING, message).help(help)).into());
    }
    if skipped > 0 && !output.is_quiet() {
        output.message(&format!(
            "Left out {} without a profile.",
            number::count(skipped as i64, "file")
        ));
    }
    Ok(exit)
}

/// What comes of one file.
enum Outcome {
    Assessed(Advised),
    Bad(Problems),
    /// The file was found in a folder and is something else.
    NoProfile,
}

fn one(file: &File, advise: &Advise, engine: &Engine<'_>, settings: &Settings) -> Outcome {
    let source = match input::source(&file.path) {
        Ok(source) => source,
        Err(problems) => return Outcome::Bad(problems),
    };
    if file.found && !many::is_profile(&source, engine.base()) {
        return Outcome::NoProfile;
    }
    let profile = input::profile_or_record(&source, engine.base());
    match profile.and_then(|profile| input::changed(profile, engine.base(), &advise.changes)) {
        Ok(profile) => Outcome::Assessed(Advised::of(engine, &profile, settings)),
        Err(problems) => Outcome::Bad(problems),
    }
}

pub(super) fn is_estimated(report: &Report) -> bool {
    report.options.iter().any(|option| option.monthly_cost_usd.is_some())
}

/// Warns when there are estimates by old prices.
pub(super) fn warn_of_old_prices(
    report: &Report,
    base: &RuleBase,
    common: &Common,
    output: &Output,
) {
    if is_estimated(report) {
        output.warnings(&input::staleness(base, common));
    }
}

/// Everything that is to be said about a profile.
pub(super) struct Advice {
    pub(super) report: Report,
    pub(super) assessment: Assessment,
    pub(super) analysis: Analysis,
    pub(super) warnings: Problems,
    pub(super) exit: Exit,
}

/// Assesses a profile, with its warnings on standard error.
pub(super) fn assess(
    engine: &Engine<'_>,
    profile: &Profile,
    settings: &Settings,
    output: &Output,
) -> Advice {
    let advice = assess_silently(engine, profile, settings);
    output.warnings(&advice.warnings);
    advice
}

/// Assesses a profile.
pub(super) fn assess_silently(
    engine: &Engine<'_>,
    profile: &Profile,
    settings: &Settings,
) -> Advice {
    let estimator = Estimator::new(engine.base(), &profile.assumptions);
    let facts = estimator.facts(&profile.answers);
    let warnings = profile.contradictions(engine.base(), &facts);
    let case = Case {
        engine,
        answers: &profile.answers,
        weights: &profile.weights,
        derivation: &estimator,
    };
    let assessment = engine.assess(&facts, &profile.weights);
    let analysis = analysis::analyse(&case, &assessment, settings);
    let report = report::report(&report::Input {
        base: engine.base(),
        profile,
        facts: &facts,
        assessment: &assessment,
        analysis: &analysis,
        warnings: &warnings,
    });
    Advice { report, exit: Exit::of(&assessment.verdict), assessment, analysis, warnings }
}

/// What writes a list in JSON item by item.
type Json = Serializer<io::Stdout, PrettyFormatter<'static>>;

/// Prints reports as they come: one as it is, several as a list; or keeps a row of each for a
/// table.
struct Printer<'o> {
    several: bool,
    format: Format,
    rows: Option<Portfolio>,
    printed: usize,
    /// What several reports in JSON are written to, until the first of them is.
    json: Option<&'o mut Json>,
    list: Option<Compound<'o, io::Stdout, PrettyFormatter<'static>>>,
    verbose: bool,
    output: &'o Output,
}

impl Printer<'_> {
    fn print(&mut self, file: &File, advised: &Advised) -> anyhow::Result<()> {
        if let Some(Portfolio(rows)) = &mut self.rows {
            let source = file.path.display().to_string();
            rows.extend(advised.reports().map(|report| Row::new(&source, report)));
            return Ok(());
        }
        let number = self.printed;
        self.printed += 1;
        if !self.several {
            return self.output.data(&self.output.report(advised, self.format, self.verbose)?);
        }
        let between = |text: &str| if number == 0 { String::new() } else { text.to_owned() };
        let text = match self.format {
            Format::Json => return self.item(advised),
            Format::Yaml => output::yaml(&[advised])?,
            Format::Html => {
                let opening =
                    if number == 0 { html::opening("Recommendations") } else { String::new() };
                opening + &html::article(&advised.document(Detail::Full), number)
            }
            Format::Markdown => {
                between("\n") + &self.output.document(advised, self.format, self.verbose)
            }
            format => between("\n\n") + &self.output.document(advised, format, self.verbose),
        };
        self.output.data(&text)
    }

    /// Returns whether nothing could be assessed.
    fn is_blank(&self) -> bool {
        self.printed == 0 && self.rows.as_ref().is_none_or(|rows| rows.0.is_empty())
    }

    /// Writes an item of a list in JSON.
    fn item(&mut self, advised: &Advised) -> anyhow::Result<()> {
        if let Some(json) = self.json.take() {
            self.list = Some(json.serialize_seq(None).map_err(io::Error::from)?);
        }
        if let Some(list) = &mut self.list {
            list.serialize_element(advised).map_err(io::Error::from)?;
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        if let Some(list) = self.list {
            list.end().map_err(io::Error::from)?;
            return self.output.data("\n");
        }
        match self.rows {
            Some(rows) if rows.0.is_empty() => Ok(()),
            Some(rows) if self.format == Format::Csv => self.output.data(&rows.csv()),
            Some(rows) => {
                self.output.data(&self.output.report(&rows, self.format, self.verbose)?)
            }
            None if self.several && self.printed > 0 && self.format == Format::Html => {
                self.output.data(html::CLOSING)
            }
            None => Ok(()),
        }
    }
}
