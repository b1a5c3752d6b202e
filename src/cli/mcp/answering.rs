//! What every tool and resource needs.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use whereto::{
    assessment::Engine,
    problem::{Code, Problem, Problems},
    rulebase::RuleBase,
};

use crate::cli::{
    arguments::Common,
    files, glob,
    output::{Color, Output, Refusals},
    rule_base,
};

/// The rule base that answers, and the arguments that the server was started with.
#[derive(Clone)]
pub(super) struct Answering {
    pub(super) base: Arc<RuleBase>,
    pub(super) common: Arc<Common>,
    /// The folder that the server was started in.
    pub(super) folder: Arc<Path>,
}

impl Answering {
    /// Compiles the rule base, with the decisions that projects are compared with.
    pub(super) fn engine(&self) -> Result<Engine<'_>, Problems> {
        rule_base::engine(&self.base, &self.common, &silent())
    }

    /// Returns a path that a client names, if it stays in the folder of the server once links are
    /// followed: whoever talks an assistant into naming another must not be told what is there.
    ///
    /// # Errors
    /// When it does not stay there.
    pub(super) fn inside<'p>(&self, path: &'p Path) -> Result<&'p Path, Problems> {
        // Standard input belongs to the protocol.
        let is_file = path.as_os_str() != "-";
        if is_file && files::is_within(path, &self.folder) { Ok(path) } else { Err(outside(path)) }
    }

    /// Returns the files and folders that paths and patterns of a client stand for.
    ///
    /// # Errors
    /// When one of them does not stay in the folder of the server, or nothing matches a pattern.
    pub(super) fn all_inside(&self, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problems> {
        let mut all = Vec::new();
        for named in paths {
            let pattern = glob::pattern(self.inside(named)?);
            let paths = pattern.map_or_else(|| Ok(vec![named.clone()]), glob::matching)?;
            // What a link leads to is not even named.
            if !paths.iter().all(|path| self.inside(path).is_ok()) {
                return Err(outside(named));
            }
            all.extend(paths);
        }
        Ok(all)
    }
}

fn outside(path: &Path) -> Problems {
    let message = format!("`{}` is not in the folder of this server", path.display());
    let help = "it reads files in the folder that it was started in, and nothing around it";
    Problem::error(Code::UNSUPPORTED, message).help(help).into()
}

/// Returns an output that says nothing: standard output belongs to the protocol.
fn silent() -> Output {
    Output::new(Color::Never, true, Refusals::Text)
}
