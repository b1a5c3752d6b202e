//! What a check prints of decisions as it comes to them.

use std::path::PathBuf;

use jiff::civil::Date;
use whereto::{
    decision::{
        finding::{self, Excused},
        output::{self, Tally},
    },
    report::made::Made,
};

use super::{examine::Examined, exceptions::Exceptions};
use crate::cli::{
    files::LeftOut,
    format::Format,
    output::{Output, paths},
    progress::Progress,
};

/// Prints what is found, and counts it.
pub(super) struct Printer<'a> {
    pub(super) strict: bool,
    pub(super) today: Date,
    pub(super) exceptions: Exceptions,
    pub(super) format: Box<dyn output::Output>,
    pub(super) tally: Tally,
    pub(super) left_out: LeftOut,
    pub(super) progress: Progress,
    pub(super) output: &'a Output,
}

/// Makes what writes findings in the format that was asked for; `full` is for people who want all.
pub(super) fn format(
    output: &Output,
    places: &[PathBuf],
    made: Made,
    full: bool,
) -> Box<dyn output::Output> {
    match (output.format(), output.format().sink()) {
        (_, Some(sink)) => Box::new(output::Cases(sink.sink(finding::RUN, paths(places)))),
        (Format::Json, None) => Box::new(output::Json::new(made)),
        (Format::Markdown, None) => Box::new(output::Pages { html: false, made }),
        (Format::Html, None) => Box::new(output::Pages { html: true, made }),
        (_, None) => Box::new(output::Table { made, screen: output.screen(), full }),
    }
}

impl Printer<'_> {
    pub(super) fn print(
        &mut self,
        text: impl FnOnce(&mut dyn output::Output) -> String,
    ) -> anyhow::Result<()> {
        let text = text(self.format.as_mut());
        self.output.data(&text)
    }

    pub(super) fn examined(&mut self, examined: Examined) -> anyhow::Result<()> {
        let Tally { checked, skipped, bad, .. } = self.tally;
        // How many there will be shows only when all folders have been gone through.
        self.progress.show((checked + skipped + bad) as u64, bad as u64, None);
        match examined {
            Examined::Read(_, Ok(findings)) if findings.is_empty() => self.tally.skipped += 1,
            Examined::Read(path, Ok(findings)) => {
                for mut finding in findings {
                    let exception = self.exceptions.find(&path, finding.component.as_deref());
                    finding.exception =
                        exception.map(|exception| Excused::new(exception, self.today));
                    let fails = finding.fails(self.strict);
                    self.tally.add(&finding, self.strict);
                    self.print(|format| format.finding(&finding, fails))?;
                }
            }
            Examined::Read(path, Err(problems)) => {
                self.tally.bad += 1;
                self.progress.clear();
                self.output.problems(&problems);
                self.print(|format| format.bad(&path.display().to_string(), &problems))?;
            }
            Examined::LeftOut(item) if !self.left_out.add(&item) => self.tally.skipped += 1,
            Examined::LeftOut(_) => {}
        }
        Ok(())
    }
}
