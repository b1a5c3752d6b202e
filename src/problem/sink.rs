//! The formats for machines that serve every kind of problem alike.

use super::{
    case::{Case, Run, Sink, Summary},
    github::Github,
    junit::Junit,
    paths::Paths,
    sarif::Sarif,
};

/// The formats that have a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SinkFormat {
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// The XML of JUnit's Ant task, for CI systems.
    Junit,
    /// Workflow commands of GitHub, which annotate lines of files.
    Github,
}

impl SinkFormat {
    /// Starts a run in this format, on files that are named as these paths are.
    pub fn sink(self, run: Run, paths: Paths) -> Box<dyn Sink> {
        match self {
            Self::Sarif => Box::new(Sarif::new(run, paths)),
            Self::Junit => Box::new(Junit::new(run, paths)),
            Self::Github => Box::new(Github(paths)),
        }
    }

    /// Prints a whole run.
    pub fn print(self, run: Run, paths: Paths, cases: &[Case], summary: &Summary) -> String {
        let mut sink = self.sink(run, paths);
        let mut text = sink.begin();
        text.extend(cases.iter().map(|case| sink.case(case)));
        text + &sink.end(summary)
    }
}
