//! `whereto init`: a blank profile.

use std::{fs, path::Path};

use whereto::{
    problem::Problems,
    profile::{self, Profile},
    schema,
};

use super::{
    Exit,
    args::{Common, Init},
    input,
    output::{self, Output},
};

/// The file beside a profile that holds the schema for editors.
const SCHEMA: &str = "whereto-profile.schema.json";

pub(super) fn run(init: &Init, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let mut text = profile::text(&base, &Profile::blank(&base));
    match &init.file {
        None => output.data(&text)?,
        Some(file) => {
            let schema = match init.schema {
                true => Some((file.with_file_name(SCHEMA), output::json(&schema::profile(&base))?)),
                false => None,
            };
            if schema.is_some() {
                // Where there is no schema, a line that names one would be marked by every editor.
                text.insert_str(0, &format!("# yaml-language-server: $schema={SCHEMA}\n"));
            }
            if !init.force {
                input::vacant(file)?;
            }
            // The schema first: a profile that names one is not left without it.
            if let Some((path, schema)) = schema {
                write_schema(&path, &schema, init.force)?;
            }
            input::write(file, &text, init.force)?;
            let advise = common.command("advise", file);
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
    input::write(path, text, force)
}
