//! `whereto init`: a blank profile.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use whereto::{
    problem::Problems,
    profile::{self, Profile},
    schema,
};

use super::{
    Exit,
    arguments::Common,
    output::{self, Output},
    rule_base, shell, write,
};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it; standard output if not given
    ///
    /// Editors recognise names such as shop.whereto.yaml.
    pub(crate) file: Option<PathBuf>,
    /// Also write a JSON Schema next to it, for editors
    ///
    /// The first line of the profile points to it, so that editors complete and validate.
    #[arg(long, requires = "file")]
    pub(crate) schema: bool,
    /// Also list what the cost estimate assumes, to put your own figures there
    #[arg(long)]
    pub(crate) assumptions: bool,
    /// Overwrite an existing file
    #[arg(long)]
    pub(crate) force: bool,
}

/// The file beside a profile that holds the schema for editors.
const SCHEMA: &str = "whereto-profile.schema.json";

pub(super) fn run(init: &Init, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let blank = Profile::blank(&base);
    let mut text = if init.assumptions {
        profile::text_with_assumptions(&base, &blank)
    } else {
        profile::text(&base, &blank)
    };
    match &init.file {
        None => output.data(&text)?,
        Some(file) => {
            if !init.force {
                write::vacant(file)?;
            }
            // Where there is no schema, a line that names one would be marked by every editor.
            if init.schema {
                text.insert_str(0, &format!("# yaml-language-server: $schema={SCHEMA}\n"));
                // The schema first: a profile that names one is not left without it.
                let schema = output::json(&schema::make(schema::PROFILE, &base))?;
                write_schema(&file.with_file_name(SCHEMA), &schema, init.force)?;
            }
            write::file(file, &text, init.force)?;
            let advise = shell::command(common, "advise", file);
            output.message(&format!("Wrote {}. Fill it in, then run: {advise}", file.display()));
        }
    }
    Ok(Exit::Done)
}

/// Several profiles of one folder share a schema.
fn write_schema(path: &Path, text: &str, force: bool) -> Result<(), Problems> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    write::file(path, text, force)
}
