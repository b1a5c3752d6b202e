//! Exceptions as a check applies them: each to the file or part that it is made for, and with a word
//! about those that are for nothing.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use whereto::{
    decision::exceptions::{self, Exception},
    problem::{Code, Problem, Problems},
};

use crate::cli::{files::real, read};

/// The exceptions, by the files and parts that they are made for, and whether these were checked.
#[derive(Default)]
pub(super) struct Exceptions(HashMap<(PathBuf, Option<String>), (Exception, bool)>);

impl Exceptions {
    pub(super) fn read(path: &Path) -> Result<Self, Problems> {
        let source = read::file(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut exceptions = HashMap::new();
        for exception in exceptions::read(&source)? {
            let (place, subject) = (exception.place.clone(), exception.subject());
            let key = (real(&folder.join(&exception.file)), exception.component.clone());
            if let Some((first, _)) = exceptions.insert(key, (exception, false)) {
                let message = format!("there are two exceptions for {subject}");
                let problem =
                    Problem::error(Code::DUPLICATE_ID, message).at(place, "the second one");
                return Err(problem.related(first.place, "the first one").into());
            }
        }
        Ok(Self(exceptions))
    }

    /// The exception for the part of a system, or else the one for the whole file.
    pub(super) fn find(&mut self, path: &Path, component: Option<&str>) -> Option<&Exception> {
        // Without exceptions there is nothing to resolve a path for.
        if self.0.is_empty() {
            return None;
        }
        let path = real(path);
        let keys = [component.map(str::to_owned), None].map(|part| (path.clone(), part));
        let key = keys.into_iter().find(|key| self.0.contains_key(key))?;
        self.0.get_mut(&key).map(|(exception, is_met)| {
            *is_met = true;
            &*exception
        })
    }

    /// Warnings about exceptions for what was not checked.
    pub(super) fn lost(&self) -> Problems {
        let lost = self.0.iter().filter(|(_, (_, is_met))| !is_met);
        let mut lost: Vec<_> = lost.map(|((path, _), (exception, _))| (path, exception)).collect();
        lost.sort_by_key(|(_, exception)| exception.place.span.start);
        let warning = |(path, exception): (&PathBuf, &Exception)| {
            let problem = if path.is_file() {
                let message = format!("{} was not checked", exception.subject());
                Problem::warning(Code::UNSUPPORTED, message)
            } else {
                let message = format!("there is no file `{}`", exception.file);
                Problem::warning(Code::UNKNOWN_ID, message)
            };
            problem.at(exception.place.clone(), "an exception for nothing")
        };
        lost.into_iter().map(warning).collect()
    }
}
