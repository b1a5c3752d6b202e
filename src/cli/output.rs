//! What is printed where: data on standard output, everything else on standard error.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    ffi::OsString,
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;
use whereto::{
    document::{Detail, ToDocument, html, markdown, terminal},
    problem::{
        Problem, Problems,
        case::{Case, Run, Summary},
        json::ProblemsReport,
        paths::Paths,
        sink::SinkFormat,
        text::{Look, escaped_json, one_line, render},
    },
    report::number::count,
};

use super::{
    files::{real, repository, resolved},
    format::Format,
    pager,
    printing::Chosen,
    write,
};

/// Returns something as YAML.
pub(crate) fn yaml(value: &(impl Serialize + ?Sized)) -> anyhow::Result<String> {
    Ok(whereto::yaml::write(&serde_json::to_value(value).context("cannot write YAML")?))
}

/// Something as JSON, as it is printed and written to files.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    let json = serde_json::to_string_pretty(value).context("cannot write JSON")?;
    Ok(escaped_json(&json).into_owned() + "\n")
}

/// Returns where files are counted from: the folder that GitHub says the repository is in, else the
/// one that Git does, of the working folder or of what was named, else the working folder.
pub(crate) fn paths(named: &[PathBuf]) -> Paths {
    let here = std::env::current_dir().unwrap_or_default();
    let said = std::env::var_os("GITHUB_WORKSPACE").filter(|folder| !folder.is_empty());
    let top = said.map(|folder| here.join(folder));
    let tops: Vec<PathBuf> = match top.or_else(|| repository(&here).map(PathBuf::from)) {
        Some(top) => vec![top],
        None => {
            let named = named.iter().map(|path| resolved(path));
            named.filter_map(|path| repository(&path).map(PathBuf::from)).collect()
        }
    };
    // The working folder is named without links.
    let real_tops: Vec<PathBuf> = tops.iter().flat_map(|top| top.canonicalize()).collect();
    Paths::new(here, tops.into_iter().chain(real_tops), real)
}

/// How to print what keeps an input from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusals {
    /// For people, on standard error.
    Text,
    /// As a document of its own, on standard output.
    Json,
    /// As findings of a gate, on standard output.
    Sink(SinkFormat),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where output goes, and how it may look.
pub(crate) struct Output {
    color: Color,
    quiet: bool,
    refusals: Refusals,
    chosen: Chosen,
    /// Whether long output may go through a pager.
    pages: bool,
    /// How many lines come after a report.
    below: Cell<u16>,
    place: RefCell<Place>,
}

/// Where data goes.
enum Place {
    /// To standard output, as it comes.
    Stdout,
    /// Into a file, which is there when all of it is.
    File(Box<write::Pending>),
    /// Into a pager, once all of it is known.
    Pager(String, Vec<u8>),
}

impl Output {
    pub(crate) fn new(color: Color, quiet: bool, refusals: Refusals) -> Self {
        let place = RefCell::new(Place::Stdout);
        let (chosen, below) = (Chosen::default(), Cell::default());
        Self { color, quiet, refusals, chosen, pages: false, below, place }
    }

    /// Returns output in the format and to the place that were chosen, through a pager where it is
    /// long and that is wanted.
    ///
    /// # Errors
    /// When the file cannot be written, or is there already.
    pub(crate) fn to(mut self, chosen: Chosen, pages: bool) -> Result<Self, Problems> {
        if let Some(file) = &chosen.file {
            let pending = write::Pending::new(file, chosen.force)?;
            self.place = RefCell::new(Place::File(Box::new(pending)));
        }
        (self.chosen, self.pages) = (chosen, pages);
        Ok(self)
    }

    /// Whether to print no warnings.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Returns the format in which to print.
    pub(crate) fn format(&self) -> Format {
        self.chosen.format
    }

    /// Returns whether it goes into a file.
    pub(crate) fn has_file(&self) -> bool {
        self.chosen.file.is_some()
    }

    /// Leaves room on the terminal for so many lines after a report.
    pub(crate) fn leave_room(&self, lines: u16) {
        self.below.set(lines);
    }

    /// Shows what is printed from here on in a pager, where somebody reads it on a terminal.
    pub(crate) fn page(&self) {
        let is_for_people = matches!(self.format(), Format::Table | Format::Markdown);
        let mut place = self.place.borrow_mut();
        if let (Place::Stdout, true, true) = (&*place, self.pages, is_for_people)
            && let Some(pager) = pager::chosen()
        {
            *place = Place::Pager(pager, Vec::new());
        }
    }

    /// Ends the output: a file takes its place, and a pager shows what there is.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        match self.place.replace(Place::Stdout) {
            Place::Stdout => Ok(()),
            // There was nothing to tell, and why has been said.
            Place::File(pending) if pending.is_empty() => Ok(()),
            Place::File(pending) => {
                let name = pending.name();
                pending.finish()?;
                self.note(Some(format!("Wrote {name}.")));
                Ok(())
            }
            Place::Pager(pager, text) if pager::show(&pager, &text) => Ok(()),
            Place::Pager(_, text) => self.bytes(&text),
        }
    }

    /// Writes data to where it goes. A pipe that was closed early is no error.
    pub(crate) fn data(&self, text: &str) -> anyhow::Result<()> {
        self.bytes(text.as_bytes())
    }

    /// Like [`Output::data`].
    pub(crate) fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut output = self;
        let written = output.write_all(bytes).and_then(|()| output.flush());
        written.context("cannot write the output")
    }

    /// Writes lines to standard error, in which no words act.
    pub(crate) fn message(&self, text: &str) {
        self.lines(&text.split('\n').map(one_line).collect::<Vec<_>>().join("\n"));
    }

    /// Writes lines to standard error, broken where it is a terminal.
    fn lines(&self, text: &str) {
        let options = size_of(&io::stderr()).map(|(width, _)| {
            textwrap::Options::new(width.max(20).into())
                .word_splitter(textwrap::WordSplitter::NoHyphenation)
                .break_words(false)
                .subsequent_indent("  ")
        });
        let text = match options {
            Some(options) => {
                let lines = text.split('\n').map(|line| textwrap::fill(line, &options));
                lines.collect::<Vec<_>>().join("\n")
            }
            None => text.to_owned(),
        };
        // There is nowhere left to say that this failed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Writes a line to standard error, unless told to be quiet.
    pub(crate) fn note(&self, text: Option<String>) {
        text.iter().filter(|_| !self.quiet).for_each(|text| self.message(text));
    }

    /// Writes what kept the input from being read. Where a report was asked for in a format for
    /// machines, that goes to where the report would have gone, so that there is one document in
    /// any case. Who asked for JSON reads it there; for all others it is on standard error, too.
    pub(crate) fn refusal(&self, problems: &Problems) -> anyhow::Result<()> {
        match self.refusals {
            Refusals::Text => {}
            Refusals::Json => return self.data(&json(&ProblemsReport::new(problems))?),
            Refusals::Sink(sink) => {
                let several = count(problems.len() as i64, "problem");
                let words = format!("Nothing was checked because of {several}.");
                let tally = json!({"problems": problems.len()});
                let summary = Summary { words, tally, complete: false };
                self.data(&sink.print(
                    Run::BAD_INPUT,
                    paths(&[]),
                    &Case::unreadable(problems),
                    &summary,
                ))?;
            }
        }
        self.problems(problems);
        Ok(())
    }

    /// Writes what is wrong with the words of a command line to standard error. It quotes them: where
    /// one could steer the terminal, it is shown without colours and without effect.
    pub(crate) fn usage(&self, error: &clap::Error, words: &[OsString]) {
        let is_plain = |word: &OsString| !word.to_string_lossy().contains(char::is_control);
        let text = error.render();
        let text = if words.iter().all(is_plain) && self.styled(&io::stderr()) {
            text.ansi().to_string()
        } else {
            text.to_string().lines().map(one_line).collect::<Vec<_>>().join("\n")
        };
        self.lines(text.trim_end());
    }

    /// Writes problems to standard error.
    pub(crate) fn problems(&self, problems: &[Problem]) {
        let width = size_of(&io::stderr()).map(|(width, _)| width);
        let look = Look { styled: self.styled(&io::stderr()), width };
        let text = render(problems, look);
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes warnings to standard error, unless told to be quiet.
    pub(crate) fn warnings(&self, warnings: &[Problem]) {
        if !self.quiet && !warnings.is_empty() {
            self.problems(warnings);
        }
    }

    /// Prints a report in one of the formats that every report has.
    pub(crate) fn print<R: Serialize + ToDocument>(
        &self,
        report: &R,
        detail: Detail,
    ) -> anyhow::Result<()> {
        self.data(&self.report(report, detail)?)
    }

    /// Returns a report as text in one of the formats that every report has.
    pub(crate) fn report<R: Serialize + ToDocument>(
        &self,
        report: &R,
        detail: Detail,
    ) -> anyhow::Result<String> {
        Ok(match self.format() {
            Format::Json => json(report)?,
            Format::Yaml => yaml(report)?,
            _ => self.document(report, detail),
        })
    }

    /// Returns what people read: in a file no less than all of it.
    pub(crate) fn document(&self, report: &impl ToDocument, detail: Detail) -> String {
        let document = report.document(self.detail(detail));
        match self.format() {
            Format::Markdown => markdown::render(&document, 2),
            Format::Html => html::page(&document),
            _ => terminal::render(&document, self.screen()),
        }
    }

    /// Returns how much is shown of a report: in a file no less than all of it.
    pub(crate) fn detail(&self, detail: Detail) -> Detail {
        match self.format() {
            Format::Markdown | Format::Html if !detail.is_verbose() => Detail::Full,
            _ => detail,
        }
    }

    /// Returns what can be shown where data goes.
    pub(crate) fn screen(&self) -> terminal::Screen {
        if self.chosen.file.is_some() {
            return terminal::Screen {
                styled: self.color == Color::Always,
                ..terminal::Screen::PLAIN
            };
        }
        let plain = terminal::Screen::PLAIN;
        let (width, rows) = size_of(&io::stdout()).unwrap_or((plain.width, u16::MAX));
        terminal::Screen {
            width,
            // What comes first is still in sight when the prompt is back.
            lines: plain.lines.min(rows.saturating_sub(1 + self.below.get())),
            styled: self.styled(&io::stdout()),
            // Output that goes to a file or a pipe is UTF-8 whatever the terminal shows.
            unicode: !io::stdout().is_terminal() || utf8_locale(),
        }
    }

    fn styled(&self, stream: &impl anstream::stream::RawStream) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }
}

impl Write for &Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *self.place.borrow_mut() {
            Place::Stdout => io::stdout().lock().write(bytes),
            Place::File(pending) => pending.write(bytes),
            Place::Pager(_, text) => text.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &*self.place.borrow() {
            Place::Stdout => io::stdout().lock().flush(),
            Place::File(_) | Place::Pager(..) => Ok(()),
        }
    }
}

/// Returns the columns and the rows of a terminal; nothing where there is none.
#[cfg(unix)]
fn size_of(stream: &impl std::os::fd::AsFd) -> Option<(u16, u16)> {
    terminal_size::terminal_size_of(stream).map(|(width, height)| (width.0, height.0))
}

/// Returns the columns and the rows of a terminal; nothing where there is none.
#[cfg(windows)]
fn size_of(stream: &impl std::os::windows::io::AsHandle) -> Option<(u16, u16)> {
    terminal_size::terminal_size_of(stream).map(|(width, height)| (width.0, height.0))
}

/// Whether standard output is a terminal too narrow for two columns of text.
pub(crate) fn is_narrow() -> bool {
    size_of(&io::stdout()).is_some_and(|(columns, _)| columns < 40)
}

/// Whether the environment says that nothing can be drawn on the terminal: no cursor to move, and
/// no line to write over.
pub(crate) fn is_dumb() -> bool {
    // Elsewhere terminals are not named.
    std::env::var_os("TERM").map_or(cfg!(unix), |term| term == "dumb")
}

/// Whether the environment says that the terminal shows UTF-8.
pub(crate) fn utf8_locale() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    let locale = locale.map(|locale| locale.to_string_lossy().to_uppercase());
    locale.is_some_and(|locale| locale.contains("UTF-8") || locale.contains("UTF8"))
}

/// Breaks a text into lines that fit a terminal. Names and commands that people may want to copy
/// are not cut at hyphens.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let options = textwrap::Options::new(width.clamp(20, 100) - 2)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options)
}

/// Whether an error is that nobody reads any more.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
    })
}
