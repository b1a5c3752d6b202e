//! The formats in which commands print, and which of them each command offers.

use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use whereto::problem::sink::SinkFormat;

/// How to print something; each command offers some of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    #[default]
    Table,
    /// For scripts, as JSON
    Json,
    /// For scripts, as YAML
    Yaml,
    /// For assistants: one line of JSON, at most 2 KB for a recommendation with its reasons
    Brief,
    /// For pull requests
    Markdown,
    /// One file for a browser
    Html,
    /// For spreadsheets
    Csv,
    /// For code scanning (SARIF 2.1.0)
    Sarif,
    /// For CI systems that read JUnit's XML
    Junit,
    /// For GitHub Actions: annotations
    Github,
}

impl Format {
    /// Returns its word on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Tells whether it is for people rather than for programs.
    pub(crate) fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Markdown | Self::Html)
    }

    /// Returns the endings of files in that format.
    pub(crate) fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Json => &["json"],
            Self::Yaml => &["yaml", "yml"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm"],
            Self::Csv => &["csv"],
            Self::Sarif => &["sarif"],
            Self::Junit => &["xml"],
            Self::Brief | Self::Github => &[],
        }
    }

    /// Returns the format among those that have a sink for problems.
    pub(crate) fn sink(self) -> Option<SinkFormat> {
        match self {
            Self::Sarif => Some(SinkFormat::Sarif),
            Self::Junit => Some(SinkFormat::Junit),
            Self::Github => Some(SinkFormat::Github),
            Self::Table
            | Self::Json
            | Self::Yaml
            | Self::Brief
            | Self::Markdown
            | Self::Html
            | Self::Csv => None,
        }
    }
}

/// Takes some formats, and refuses others with the list.
pub(crate) fn only(offered: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let offered = offered.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(offered).try_map(|name| Format::from_str(&name, true))
}
