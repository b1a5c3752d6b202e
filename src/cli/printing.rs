//! How and where a report is printed: `--format`, `-o` and `--force`.

use std::{fmt::Debug, marker::PhantomData, path::PathBuf};

use clap::Args;
use whereto::problem::{Code, Problem};

use super::format::{Format, only};

/// The formats that a command offers.
pub(crate) trait Offer: Clone + Debug + Default + Send + Sync + 'static {
    /// What is printed unless something else is asked for.
    const USUAL: Format = Format::Table;
    /// All of them.
    const FORMATS: &'static [Format];
}

macro_rules! offers {
    ($($(#[$doc:meta])+ $name:ident: $usual:ident of [$($format:ident),+],)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name;

        impl Offer for $name {
            const USUAL: Format = Format::$usual;
            const FORMATS: &'static [Format] = &[$(Format::$format),+];
        }
    )+};
}

offers! {
    /// What every report offers.
    Reports: Table of [Table, Json, Yaml, Markdown, Html],
    /// What reports with rows offer.
    Rows: Table of [Table, Json, Yaml, Markdown, Html, Csv],
    /// What advice offers.
    Advices: Table of [Table, Json, Yaml, Brief, Markdown, Html, Csv],
    /// What reports with findings offer.
    Findings: Table of [Table, Json, Yaml, Markdown, Html, Sarif, Junit, Github],
    /// What the gate on decisions offers.
    Gate: Table of [Table, Json, Markdown, Html, Sarif, Junit, Github],
    /// What answers from logs offer; in YAML they are a profile.
    Profiles: Yaml of [Yaml, Table, Json, Markdown, Html],
    /// What answers from a repository offer; in YAML they are a profile.
    Readings: Yaml of [Yaml, Json],
    /// What the reference of the rule base offers.
    Pages: Markdown of [Markdown, Html, Table],
    /// What decision records offer; those in Markdown can be checked.
    Records: Markdown of [Markdown, Html],
}

/// How and where to print something.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Printing<O: Offer> {
    /// Print in this format
    ///
    /// By default, the format that the extension of -o names.
    #[arg(long, value_name = "FORMAT", value_parser = only(O::FORMATS))]
    format: Option<Format>,
    /// Write to this file, such as advice.html
    ///
    /// Its extension names the format: .html, .md, .json … `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long, hide_short_help = true)]
    pub(crate) force: bool,
    #[arg(skip)]
    offer: PhantomData<O>,
}

/// What was chosen of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen {
    /// The format.
    pub(crate) format: Format,
    /// Where it goes; none for standard output.
    pub(crate) file: Option<PathBuf>,
    /// Whether a file that is there already is overwritten.
    pub(crate) force: bool,
}

impl<O: Offer> Printing<O> {
    /// Decides on format and place.
    ///
    /// # Errors
    /// When the ending of the file stands for no format that is offered, or for another than
    /// `--format` does.
    pub(crate) fn chosen(&self) -> Result<Chosen, Problem> {
        let output = self.output.as_ref().filter(|file| file.as_os_str() != "-");
        let format = match output {
            None => self.format.unwrap_or(O::USUAL),
            Some(file) => {
                let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
                let is_known = |format: &&Format| format.endings().contains(&ending.as_str());
                match (self.format, O::FORMATS.iter().find(is_known)) {
                    (None, Some(found)) => *found,
                    (Some(given), Some(found)) if given == *found => given,
                    (Some(given), None) => given,
                    (given, found) => {
                        let name = file.display();
                        let message = match (given, found) {
                            (Some(given), Some(found)) => format!(
                                "`-o {name}` says {}, and `--format` says {}",
                                found.name(),
                                given.name()
                            ),
                            _ => {
                                format!("`-o {name}`: the ending of the file stands for no format")
                            }
                        };
                        let endings = O::FORMATS.iter().flat_map(|format| format.endings());
                        let endings: Vec<String> = endings.map(|it| format!(".{it}")).collect();
                        let help = format!("endings known here: {}", endings.join(", "));
                        return Err(Problem::error(Code::USAGE, message).help(help));
                    }
                }
            }
        };
        Ok(Chosen { format, file: output.cloned(), force: self.force })
    }
}
