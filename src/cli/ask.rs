//! `whereto ask`: the interview.

use whereto::{
    analysis::acceptability::Settings,
    assessment::Engine,
    diagnostic::{Code, Diagnostic},
    interview::Interview,
    profile::{self, Profile},
};

use super::{
    Exit, advise,
    args::{Ask, Color, Common},
    exit::Problems,
    input,
    output::Output,
    prompt::{self, Asked, Prompt},
};

pub(super) fn run(ask: &Ask, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let start = match &ask.from {
        Some(file) => input::profile(file, &base, None)?,
        None => Profile::blank(&base),
    };
    // Nobody should answer thirty questions to learn that the file cannot be written.
    if let Some(file) = ask.save.as_ref().filter(|file| !ask.force && file.exists()) {
        let message = format!("`{}` exists already", file.display());
        return Err(Problems::from(
            Diagnostic::error(Code::Io, message).help("name another file, or overwrite it with --force"),
        )
        .into());
    }
    if !prompt::is_possible() {
        let problem = Diagnostic::error(Code::Io, "the interview needs a terminal, and there is none").help(
            "write the answers into a file instead: `whereto init profile.yaml`, then `whereto advise profile.yaml`",
        );
        return Err(Problems::from(problem).into());
    }
    let engine = Engine::new(&base).map_err(|problem| Problems::from(*problem))?;
    output.message("Every question may be skipped: choose \"I don't know\", press Esc, or leave a number empty.");
    let (profile, interrupted) = interview(&base, start, common)?;
    if let Some(file) = &ask.save {
        input::write(file, &profile::text(&base, &profile), ask.force)?;
        output.message(&format!("\nWrote {}.", file.display()));
    }
    if interrupted {
        return Ok(Exit::Interrupted);
    }
    output.message("");
    let (report, exit) = advise::assess(&engine, &profile, &Settings::default(), output);
    advise::print(&[report], false, ask.format, common, output)?;
    Ok(exit)
}

/// Asks until all is answered or Ctrl-C; tells which.
fn interview(base: &whereto::rulebase::RuleBase, start: Profile, common: &Common) -> anyhow::Result<(Profile, bool)> {
    let prompt = Prompt::new(common.color != Color::Never);
    let mut interview = Interview::new(base, start);
    while interview.next().is_some() {
        match prompt.ask(&interview)? {
            Asked::Reply(reply) => interview.reply(reply),
            Asked::Interrupted => return Ok((interview.finish(), true)),
        }
    }
    Ok((interview.finish(), false))
}
