//! `whereto advise`: the main job.

use std::{io, mem::ManuallyDrop, num::NonZeroUsize, path::PathBuf, sync::Arc, thread};

use clap::Args;
use jiff::civil::Date;
use serde::{
    Serialize,
    ser::{SerializeSeq, Serializer as _},
};
use serde_json::ser::{Compound, PrettyFormatter, Serializer};
use whereto::{
    advice::Advised,
    analysis::acceptability::Settings,
    assessment::Engine,
    document::Detail,
    problem::{Code, Problem, Problems, json::ProblemsReport, text::escaped_json},
    profile::is_profile,
    report::{
        advised::AnyReport,
        number,
        portfolio::{Item, Portfolio, Row},
        portfolio_page::PortfolioPage,
    },
    source::Source,
};

use super::{
    Exit,
    arguments::{Changes, Common, Sampling},
    files::{self, File, Found, LeftOut, Wanted, files_without_profile, is_named_profile},
    format::Format,
    ndjson,
    output::{self, Output},
    parallel::{self, ordered, processors},
    printing::{Advices, Printing},
    profile,
    progress::Progress,
    read, rule_base, scan,
    settings::{self, Given},
};

#[derive(Debug, Args)]
pub(crate) struct Advise {
    /// Profiles, patterns or folders; `-` is standard input
    ///
    /// A pattern such as 'services/*.yaml' or a folder stands for every profile in it.
    #[arg(required = true, value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    /// Use what the repository in this folder proves instead of a profile; see `whereto scan`
    #[arg(long, value_name = "DIR", conflicts_with_all = ["profiles", "ndjson"])]
    pub(crate) scan: Option<PathBuf>,
    /// With --scan, also count hints
    #[arg(long, requires = "scan")]
    pub(crate) accept_hints: bool,
    /// Print the whole report: every reason, answer and source
    ///
    /// If there are several profiles, one for each.
    #[arg(long, conflicts_with = "portfolio")]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) printing: Printing<Advices>,
    /// Print one row per profile
    ///
    /// This is the default for a folder, unless --format says otherwise.
    #[arg(long)]
    pub(crate) portfolio: bool,
    /// Read and print JSON, one line per profile
    ///
    /// Each line of the input is a profile, and each line of the output its assessment.
    #[arg(long, conflicts_with_all = ["format", "output", "portfolio"])]
    pub(crate) ndjson: bool,
    /// How many threads to use for several profiles; by default one per processor
    #[arg(short, long, hide_short_help = true, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) changes: Changes,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
}

pub(super) fn run(advise: &Advise, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    // The program ends with them; to give back all that they hold, piece by piece, takes as long as
    // many an analysis.
    let base = ManuallyDrop::new(rule_base::load(common, output)?);
    let mut engine = ManuallyDrop::new(rule_base::engine(&base, common, output)?);
    let mut settings = advise.sampling.settings(&base)?;
    if advise.ndjson {
        let input = ndjson::Input {
            paths: &advise.profiles,
            jobs: advise.jobs,
            settings: &settings,
            full: advise.full,
            as_of: common.as_of(),
        };
        return ndjson::run(input, &advise.changes, &engine, output);
    }
    advise.makes_sense(output.format())?;
    let (scanned, inputs) = match &advise.scan {
        Some(folder) => {
            let scanned = scan::profile(folder, advise.accept_hints, &base, output)?;
            (Some(scanned), Found::only(folder))
        }
        None => (None, files::find(&advise.profiles, Wanted::PROFILES)?),
    };
    // Several have a thread each.
    if !inputs.several {
        engine.share_by(parallel::both);
    }
    let portfolio = advise.portfolio
        || output.format() == Format::Csv
        || (inputs.folder && !advise.full && output.format() == Format::Table);
    let detail = common.detail_or_full(advise.full);
    if portfolio || inputs.several || detail.is_full() {
        output.page();
    }
    // In a row there is no place for either.
    settings.changes = !portfolio;
    settings.curve = !portfolio && output.detail(detail).is_full();
    let mut json = Serializer::pretty(output);
    let printer = Printer {
        several: inputs.several,
        rows: portfolio.then(Portfolio::default),
        printed: 0,
        page: PortfolioPage::default(),
        json: Some(&mut json),
        list: None,
        detail,
        output,
    };
    let mut told = Told::new(printer, &common.settings, inputs.files.len());
    let advisor = Advisor {
        engine: &engine,
        settings: &settings,
        changes: &advise.changes,
        as_of: common.as_of(),
        is_brief: output.format() == Format::Table && !detail.is_full(),
        scanned,
    };
    let written = thread::scope(|scope| {
        if !portfolio {
            // To read published decisions takes as long as to read the rules, and they are only
            // looked at when these have been applied.
            scope.spawn(|| engine.corpus());
        }
        ordered(
            advise.jobs.unwrap_or_else(processors),
            inputs.files.into_iter(),
            |file| (advisor.advise(&file), file),
            |(outcome, file)| told.tell(&file, outcome),
        )
    });
    told.progress.clear();
    written?;
    told.close(inputs.left_out)
}

impl Advise {
    /// Makes sure that each argument does something beside the others.
    fn makes_sense(&self, format: Format) -> Result<(), Problem> {
        if self.accept_hints && self.scan.is_none() {
            let message = "`--accept-hints` is for what `--scan` finds, which is not given";
            return Err(Problem::error(Code::USAGE, message));
        }
        if self.portfolio && format == Format::Brief {
            let message =
                "`--portfolio` prints a row for each profile, and `--format brief` a line";
            return Err(Problem::error(Code::USAGE, message).help("take one of the two"));
        }
        Ok(())
    }
}

/// Tells what came of file after file, and what it all comes to.
struct Told<'o> {
    printer: Printer<'o>,
    /// What may have named the files.
    settings: &'o [Given],
    progress: Progress,
    exit: Exit,
    warned_of_old_prices: bool,
    /// What keeps files from being read, where a report in JSON may still come first.
    refused: Problems,
    /// How many files there are, and how many of them are done, cannot be read and hold no profile.
    count: usize,
    done: u64,
    bad: u64,
    skipped: usize,
}

impl<'o> Told<'o> {
    fn new(printer: Printer<'o>, settings: &'o [Given], count: usize) -> Self {
        Self {
            settings,
            progress: Progress::new("profiles", printer.output.is_quiet()),
            printer,
            exit: Exit::Done,
            warned_of_old_prices: false,
            refused: Problems::new(),
            count,
            done: 0,
            bad: 0,
            skipped: 0,
        }
    }

    fn tell(
        &mut self,
        file: &File,
        outcome: Result<Option<Printed>, Problems>,
    ) -> anyhow::Result<()> {
        let output = self.printer.output;
        self.done += 1;
        match outcome {
            Ok(Some(advised)) => {
                self.progress.clear();
                output.warnings(&advised.warnings);
                if let Some(old) = advised.old_prices.filter(|_| !self.warned_of_old_prices) {
                    self.warned_of_old_prices = true;
                    output.warnings(&[old]);
                }
                self.exit = self.exit.and(advised.exit);
                self.printer.print(file, &advised.report)?;
            }
            Ok(None) => self.skipped += 1,
            Err(problems) => {
                self.bad += 1;
                self.exit = self.exit.and(Exit::Bad);
                let problems = settings::placed(problems, self.settings);
                // Whether there is any report to go with shows at the end.
                if output.format() == Format::Json {
                    self.refused.extend(problems);
                } else {
                    self.progress.clear();
                    output.problems(&problems);
                }
            }
        }
        self.progress.show(self.done, self.bad, Some(self.done as f64 / self.count as f64));
        Ok(())
    }

    /// Ends what is printed, and says what was left out.
    fn close(self, left_out: LeftOut) -> anyhow::Result<Exit> {
        let output = self.printer.output;
        if !self.refused.is_empty() && self.printer.is_blank() {
            return Err(self.refused.into());
        }
        output.problems(&self.refused);
        self.printer.finish(&self.refused)?;
        if self.skipped == self.count {
            let files = number::count(self.skipped as i64, "file");
            let message = format!("no profile among {files}");
            let help = "a file in a folder counts as a profile when at least half of its keys are \
                        those of profiles";
            return Err(Problem::error(Code::MISSING, message).help(help).into());
        }
        output.note(left_out.words(files_without_profile(self.skipped).as_slice()));
        Ok(self.exit)
    }
}

/// What is printed of an advice.
struct Printed {
    report: AnyReport,
    warnings: Problems,
    old_prices: Option<Problem>,
    exit: Exit,
}

/// Gives advice on file after file; any number of threads may ask at once.
struct Advisor<'a> {
    engine: &'a Engine<'a>,
    settings: &'a Settings,
    changes: &'a Changes,
    as_of: Date,
    /// Whether of a system no more than a row for each part is shown.
    is_brief: bool,
    /// The profile that was read from a repository, where one is asked about.
    scanned: Option<Arc<Source>>,
}

impl Advisor<'_> {
    /// Returns nothing for a file that was found in a folder and is something else.
    fn advise(&self, file: &File) -> Result<Option<Printed>, Problems> {
        let base = self.engine.base();
        let may_be_other = file.found && !is_named_profile(&file.path);
        let source = match &self.scanned {
            Some(scanned) => Arc::clone(scanned),
            None => match read::source(&file.path) {
                Ok(source) => source,
                // Among others there are texts of any size and encoding, such as a lock file.
                Err(problems) if may_be_other && problems.iter().all(Problem::is_of_no_text) => {
                    return Ok(None);
                }
                Err(problems) => return Err(problems),
            },
        };
        if may_be_other && !is_profile(&source, base) {
            return Ok(None);
        }
        let profile = profile::changed(profile::parse(&source, base)?, base, self.changes)?;
        // The row of a part has no place for changes.
        let is_of_rows = self.is_brief && !profile.components.is_empty();
        let changes = self.settings.changes && !is_of_rows;
        let settings = Settings { changes, ..self.settings.clone() };
        let advised = Advised::new(self.engine, profile, &settings);
        Ok(Some(Printed {
            report: advised.report().dated(self.as_of),
            warnings: advised.warnings(),
            old_prices: advised.warning_of_old_prices(self.as_of),
            exit: Exit::from(&advised),
        }))
    }
}

/// What writes a list in JSON item by item.
type Json<'o> = Serializer<&'o Output, PrettyFormatter<'static>>;

/// Prints reports as they come: one as it is, several as a list; or keeps a row of each for a
/// table.
struct Printer<'o> {
    several: bool,
    rows: Option<Portfolio>,
    printed: usize,
    /// What several reports are kept on for a browser: what stands above all of them comes first.
    page: PortfolioPage,
    /// What several reports in JSON are written to, until the first of them is.
    json: Option<&'o mut Json<'o>>,
    list: Option<Compound<'o, &'o Output, PrettyFormatter<'static>>>,
    detail: Detail,
    output: &'o Output,
}

impl Printer<'_> {
    fn print(&mut self, file: &File, report: &AnyReport) -> anyhow::Result<()> {
        if let Some(Portfolio(rows)) = &mut self.rows {
            let source = file.path.display().to_string();
            let own = report.each().map(|report| Row::new(&source, report));
            let own = match self.output.format() {
                Format::Csv => own,
                Format::Json => {
                    for row in own {
                        self.printed += 1;
                        self.item(&Item::Row(row))?;
                    }
                    return Ok(());
                }
                _ => {
                    rows.extend(own);
                    return Ok(());
                }
            };
            // A row is told as soon as it is known; what is told is not kept.
            let header = if self.printed == 0 { Portfolio::csv_header() } else { String::new() };
            self.printed += 1;
            let rows = Portfolio(own.collect()).csv_rows();
            return self.output.data(&(header + &rows));
        }
        let number = self.printed;
        self.printed += 1;
        if self.output.format() == Format::Brief {
            let json = serde_json::to_string(&report.brief())?;
            return self.output.data(&(escaped_json(&json).into_owned() + "\n"));
        }
        if !self.several {
            return self.output.print(report, self.detail);
        }
        let between = |text: &str| if number == 0 { String::new() } else { text.to_owned() };
        let text = match self.output.format() {
            Format::Json => return self.item(report),
            Format::Yaml => output::yaml(&[report])?,
            Format::Html => {
                self.page.add(&file.path.display().to_string(), report);
                return Ok(());
            }
            Format::Markdown => between("\n") + &self.output.document(report, self.detail),
            _ => between("\n\n") + &self.output.document(report, self.detail),
        };
        self.output.data(&text)
    }

    /// Returns whether nothing could be assessed.
    fn is_blank(&self) -> bool {
        self.printed == 0 && self.rows.as_ref().is_none_or(|rows| rows.0.is_empty())
    }

    /// Writes an item of a list in JSON.
    fn item(&mut self, report: &impl Serialize) -> anyhow::Result<()> {
        if let Some(json) = self.json.take() {
            self.list = Some(json.serialize_seq(None).map_err(io::Error::from)?);
        }
        if let Some(list) = &mut self.list {
            list.serialize_element(report).map_err(io::Error::from)?;
        }
        Ok(())
    }

    /// Ends what is printed; a list in JSON by what keeps other files from being read.
    fn finish(mut self, refused: &Problems) -> anyhow::Result<()> {
        if self.list.is_some() && !refused.is_empty() {
            self.item(&Item::Problems(ProblemsReport::new(refused)))?;
        }
        if let Some(list) = self.list {
            list.end().map_err(io::Error::from)?;
            return self.output.data("\n");
        }
        match self.rows {
            Some(rows) if rows.0.is_empty() => Ok(()),
            Some(rows) => self.output.print(&rows, self.detail),
            None if self.several && self.printed > 0 && self.output.format() == Format::Html => {
                self.output.data(&self.page.html())
            }
            None => Ok(()),
        }
    }
}
