//! `whereto ask`: the interview.
//!
//! Answers are written to a file after every reply, so that nothing is lost, whatever ends it. What
//! was there before is asked about first.

mod keep;
mod start;
mod talk;

use std::path::{Path, PathBuf};

use clap::Args;
use whereto::{
    advice::Advised,
    analysis::acceptability::Settings,
    assessment::Engine,
    interview::{Interview, Order, Reply},
    problem::{Code, Problem, Problems, text::one_line},
    profile::{Profile, short},
};

use self::{
    keep::Keep,
    talk::{Step, Talk, fits},
};
use super::{
    Exit,
    arguments::{Common, yaml_file},
    output::{Color, Output},
    printing::{Printing, Reports},
    profile,
    prompt::{self, Prompt, Stop},
    read, rule_base, scan,
    settings::SAVED,
    signals, write,
};

#[derive(Debug, Default, Args)]
pub(crate) struct Ask {
    /// Start from this profile
    ///
    /// Only what it leaves open is asked.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) from: Option<PathBuf>,
    /// Answer what the repository in this folder proves, and ask the rest; see `whereto scan`
    #[arg(long, value_name = "DIR", conflicts_with = "from")]
    pub(crate) scan: Option<PathBuf>,
    /// Continue with the answers in whereto.yaml
    ///
    /// Or in the file that --save names. Without this, you are asked what to do if that file exists.
    #[arg(long, conflicts_with_all = ["from", "scan"])]
    pub(crate) resume: bool,
    /// Ask skipped questions again
    #[arg(long)]
    pub(crate) ask_skipped: bool,
    /// Ask in the order of the rule base
    ///
    /// Otherwise the most informative question comes first.
    #[arg(long)]
    pub(crate) in_order: bool,
    /// Take the answers from a profile instead of asking
    ///
    /// `-` is standard input.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Save the answers here instead of in whereto.yaml
    ///
    /// With --answers, nothing is saved unless this is given.
    #[arg(long, value_name = "FILE", value_parser = yaml_file())]
    pub(crate) save: Option<PathBuf>,
    /// Print the whole report: every reason, answer and source
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) printing: Printing<Reports>,
}

pub(super) fn run(ask: &Ask, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = rule_base::engine(&base, common, output)?;
    let order = if ask.in_order { Order::Listed } else { Order::Adaptive };
    match &ask.answers {
        Some(file) => answered(ask, file, common, &engine, order, output),
        None if !prompt::is_possible() => {
            let message = "the interview needs a terminal, and this is not one";
            let help = "write the answers to a file: `whereto init shop.whereto.yaml`, then `whereto \
                        advise shop.whereto.yaml`";
            Err(Problems::from(Problem::error(Code::IO, message).help(help)).into())
        }
        None => match talk(ask, common, &engine, order, output) {
            Ok(Some((profile, file))) => {
                finish(ask, profile, file.as_deref(), common, &engine, output)
            }
            Ok(None) => Ok(Exit::Done),
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Back | Stop::End) => Ok(Exit::Interrupted),
        },
    }
}

/// Goes through the interview with answers from a file; what it does not name is skipped.
fn answered(
    ask: &Ask,
    file: &Path,
    common: &Common,
    engine: &Engine<'_>,
    order: Order,
    output: &Output,
) -> anyhow::Result<Exit> {
    let base = engine.base();
    let source = read::source(file)?;
    let given = profile::parse(&source, base)?;
    if let Some(file) = ask
        .save
        .as_deref()
        .filter(|file| !ask.printing.force && ask.from.as_deref() != Some(file) && file.exists())
    {
        return Err(exists(file).into());
    }
    let mut profile = match (&ask.from, &ask.scan) {
        (Some(from), _) => profile::load(from, base)?,
        (None, Some(folder)) => Profile::read(&scan::profile(folder, false, base, output)?, base)?,
        (None, None) => given.clone(),
    };
    for (field, _) in given.answers.known() {
        profile.answers.set(field, None);
        profile.skipped.remove(&field);
    }
    let skipped = profile.skipped.clone();
    let questions = base.questions.iter().map(|question| question.field);
    profile.skipped.extend(questions.filter(|field| given.answers.get(*field).is_none()));
    let mut interview = Interview::new(engine, profile, order);
    while let Some(id) = interview.next() {
        let (Some(question), field) = (base.question(id), base.fields.get(id)) else { break };
        let Some(value) = given.answers.get(id) else { break };
        let answered = format!("{} {}", question.prompt, field.say(value));
        output.message(&one_line(&answered));
        interview.reply(Reply::Answer(value));
        let fits = fits(base, &interview.standing().assessment);
        output.message(&one_line(&format!("  So far: {fits}.")));
    }
    // Nobody has been asked what the file does not name, nor what had no meaning with the rest.
    let mut profile = interview.finish();
    profile.skipped = skipped;
    for (field, value) in given.answers.known() {
        profile.answers.set(field, Some(value));
    }
    if let Some(file) = &ask.save {
        write::file(file, &short(base, &profile), true)?;
        output.message(&format!("Saved to {}.", file.display()));
    }
    output.message("");
    advise(ask, profile, common, engine, output)
}

/// Prints the advice on what was answered.
fn advise(
    ask: &Ask,
    profile: Profile,
    common: &Common,
    engine: &Engine<'_>,
    output: &Output,
) -> anyhow::Result<Exit> {
    let detail = common.detail_or_full(ask.full);
    let settings = Settings { curve: output.detail(detail).is_full(), ..Settings::default() };
    let advised = Advised::new(engine, profile, &settings);
    output.warnings(&advised.warnings());
    output.warnings(&Vec::from_iter(advised.warning_of_old_prices(common.as_of())));
    if ask.full {
        output.page();
    }
    let report = advised.report().dated(common.as_of());
    output.print(&report, detail)?;
    Ok(Exit::from(&advised))
}

/// How many lines say where the answers are and what to do with them.
const NEXT: u16 = 3;

/// Says what came of the interview, where the answers are, and what to do with them.
fn finish(
    ask: &Ask,
    profile: Profile,
    file: Option<&Path>,
    common: &Common,
    engine: &Engine<'_>,
    output: &Output,
) -> anyhow::Result<Exit> {
    if file.is_some() {
        output.leave_room(NEXT);
    }
    let exit = advise(ask, profile, common, engine, output)?;
    if let Some(file) = file {
        let file = file.display().to_string();
        output.message(&format!("\nSaved to {file}. Next: whereto advise {file} -o report.html"));
        output.message(&format!("  whereto adr {file} --dir docs/decisions; whereto cost {file}"));
    }
    Ok(exit)
}

fn exists(file: &Path) -> Problems {
    let message = format!("`{}` exists already", file.display());
    Problem::error(Code::IO, message)
        .help("name another file, overwrite it with --force, or go on from it with --from")
        .into()
}

/// Talks with the person at the terminal; returns the answers and where they are, or nothing where
/// they changed their mind.
fn talk(
    ask: &Ask,
    common: &Common,
    engine: &Engine<'_>,
    order: Order,
    output: &Output,
) -> Result<Option<(Profile, Option<PathBuf>)>, Stop> {
    signals::catch();
    let prompt = Prompt::new(common.color != Color::Never);
    let base = engine.base();
    let file = ask.save.clone().unwrap_or_else(|| PathBuf::from(SAVED));
    let (mut profile, is_new) = match ask.start(base, &file, &prompt, output)? {
        Some(start) => start,
        None => return Ok(None),
    };
    if ask.ask_skipped {
        profile.skipped.clear();
    }
    let keep = Keep::new(file, ask.save.is_some(), &prompt)?;
    if is_new {
        prompt.say("You can skip any question; ctrl-c keeps what you confirmed, and quits.")?;
    }
    prompt.name(profile.project.as_deref());
    let mut interview = Interview::new(engine, profile, order);
    if ask.scan.is_some() {
        interview = interview.after_scan();
    }
    let mut talk = Talk { prompt: &prompt, keep: &keep, interview, offered: None };
    let mut step = if is_new { Step::Name } else { Step::Question };
    while step != Step::Verdict {
        step = talk.step(step)?;
    }
    keep.save(&talk.interview, &prompt)?;
    prompt.leave()?;
    Ok(Some((talk.interview.finish(), keep.kept())))
}
