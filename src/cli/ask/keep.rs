//! Keeps the answers of an interview in a file.

use std::{cell::Cell, path::PathBuf};

use whereto::{interview::Interview, profile::short};

use crate::cli::{
    prompt::{Prompt, Stop},
    signals, write,
};

/// Where the answers are kept.
pub(super) struct Keep {
    /// None where nothing can be written and nobody named a file.
    file: Option<PathBuf>,
    /// Whether it was named.
    is_named: bool,
    /// Whether the last answers could not be written.
    failing: Cell<bool>,
}

impl Keep {
    /// Makes sure that answers can be kept, before anyone gives any.
    pub(super) fn new(file: PathBuf, is_named: bool, prompt: &Prompt) -> Result<Self, Stop> {
        let failing = Cell::default();
        match write::writable(&file) {
            Err(problems) if is_named => Err(problems.into()),
            Err(problems) => {
                prompt.say(&format!("Answers cannot be saved as you go: {problems}."))?;
                Ok(Self { file: None, is_named, failing })
            }
            Ok(()) => Ok(Self { file: Some(file), is_named, failing }),
        }
    }

    /// Returns the file, unless the answers could not be written to it.
    pub(super) fn kept(&self) -> Option<PathBuf> {
        self.file.clone().filter(|_| !self.failing.get())
    }

    /// Keeps the answers so far. A disk that fails meanwhile is no reason to stop: it is said once,
    /// and tried again after the next answer.
    pub(super) fn save(&self, interview: &Interview<'_>, prompt: &Prompt) -> Result<(), Stop> {
        let Some(file) = &self.file else { return Ok(()) };
        let written = write::file(file, &short(interview.base(), interview.profile()), true);
        let failed_before = self.failing.replace(written.is_err());
        if let Err(problems) = written {
            return if failed_before {
                Ok(())
            } else {
                prompt.say(&format!("Answers can no longer be saved: {problems}."))
            };
        }
        let name = file.display();
        let save = if self.is_named { format!(" --save {name}") } else { String::new() };
        signals::farewell(format!(
            "Stopped. Your answers are in {name}. To continue:\n  whereto ask --resume{save}"
        ));
        Ok(())
    }
}
