//! `whereto init`: a blank profile.

use whereto::profile::{self, Profile};

use super::{
    Exit,
    args::{Common, Init},
    input,
    output::Output,
};

pub(super) fn run(init: &Init, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let text = profile::text(&base, &Profile::blank(&base));
    match &init.file {
        None => output.data(&text)?,
        Some(file) => {
            input::write(file, &text, init.force)?;
            output.message(&format!("Wrote {0}. Fill it in, then run: whereto advise {0}", file.display()));
        }
    }
    Ok(Exit::Done)
}
