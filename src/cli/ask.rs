//! `whereto ask`: the interview.
//!
//! Answers are written to a file after every reply: the one named by `--save`, or one in the
//! current folder that is removed when the interview comes to its end. So nothing is lost, whatever
//! ends it.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use whereto::{
    advice::Advised,
    analysis::acceptability::Settings,
    assessment::{Engine, Verdict},
    field::FieldId,
    interview::{Interview, Order, Reply, Standing, replies},
    problem::{Advice, Code, Problem, Problems},
    profile::{Profile, text},
    report::number,
    rulebase::RuleBase,
};

use super::{
    Exit,
    arguments::Common,
    format::{Format, formats},
    output::{Color, Output},
    profile,
    prompt::{self, Prompt, Stop, shown},
    read, rule_base, signals, write,
};

#[derive(Debug, Default, Args)]
pub(crate) struct Ask {
    /// A profile to go on from: only what it leaves open is asked
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Go on with the interview that was stopped in this folder
    #[arg(long, conflicts_with = "from")]
    pub(crate) resume: bool,
    /// Ask in the order of the rule base instead of the most telling question first
    #[arg(long)]
    pub(crate) in_order: bool,
    /// Take the replies from a file (`-`: standard input), a mapping of questions to what would be
    /// typed
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Write the answers as a profile
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Overwrite the file named by --save
    #[arg(long, requires = "save")]
    pub(crate) force: bool,
    /// How to print the recommendation
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
    pub(crate) format: Format,
}

/// Where the answers of an interview without `--save` are kept until it ends.
const UNFINISHED: &str = "whereto-interview.yaml";

pub(super) fn run(ask: &Ask, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = rule_base::engine(&base, common, output)?;
    let order = if ask.in_order { Order::Listed } else { Order::Adaptive };
    // Nobody should answer thirty questions to learn that the file cannot be written.
    let own = |file: &Path| ask.from.as_deref() == Some(file);
    if let Some(file) = ask.save.as_ref().filter(|file| !ask.force && !own(file) && file.exists()) {
        return Err(exists(file).into());
    }
    let profile = match &ask.answers {
        Some(file) => {
            let mut interview = Interview::new(&engine, start(ask, &base)?, order);
            script(&mut interview, file, output)?;
            interview.finish()
        }
        None => {
            if !prompt::is_possible() {
                return Err(Problems::from(
                    Problem::error(Code::IO, "the interview needs a terminal, and there is none")
                        .help(
                            "write the answers into a file: `whereto init profile.yaml`, then \
                         `whereto advise profile.yaml`",
                        )
                        .help("or give the replies in a file: `whereto ask --answers FILE`"),
                )
                .into());
            }
            match talk(ask, common, &engine, order) {
                Ok(profile) => profile,
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Back) => return Ok(Exit::Interrupted),
            }
        }
    };
    let mut saved = Exit::Done;
    if let Some(file) = &ask.save {
        let force = ask.force || own(file) || ask.answers.is_none();
        match write::file(file, &text(&base, &profile), force) {
            Ok(()) => output.message(&format!("Wrote {}.", file.display())),
            Err(problems) => {
                // Nobody should answer thirty questions and not see what came of it.
                output.problems(&problems);
                saved = Exit::Bad;
            }
        }
    }
    output.message("");
    let advised = Advised::new(&engine, profile, &Settings::default());
    output.warnings(&advised.warnings());
    output.warnings(&Vec::from_iter(advised.warning_of_old_prices(common.as_of())));
    output.data(&output.report(&advised.report(), ask.format, common.verbose)?)?;
    Ok(Exit::from(&advised).and(saved))
}

fn exists(file: &Path) -> Problems {
    let message = format!("`{}` exists already", file.display());
    Problem::error(Code::IO, message)
        .help("name another file, overwrite it with --force, or go on from it with --from")
        .into()
}

/// The profile to start from.
fn start(ask: &Ask, base: &RuleBase) -> Result<Profile, Problems> {
    match (&ask.from, ask.resume) {
        (Some(file), _) => profile::load(file, base),
        (None, true) => profile::load(Path::new(UNFINISHED), base),
        (None, false) => Ok(Profile::blank(base)),
    }
}

/// Tells those whose unfinished interview cannot be read, such as that of another rule base, what
/// to do with it.
fn point_to_a_new_start(mut problems: Problems) -> Problems {
    if let Some(last) = problems.last_mut() {
        last.advice.push(Advice::Help(format!(
            "these are the answers of an unfinished interview; to start anew, remove {UNFINISHED}"
        )));
    }
    problems
}

/// Talks with the person at the terminal.
fn talk(ask: &Ask, common: &Common, engine: &Engine<'_>, order: Order) -> Result<Profile, Stop> {
    signals::catch();
    let prompt = Prompt::new(common.color != Color::Never);
    let base = engine.base();
    let unfinished = Path::new(UNFINISHED);
    let mut resume = ask.resume;
    if ask.from.is_none() && ask.save.is_none() && !resume && unfinished.exists() {
        resume = prompt.confirm(&format!(
            "There are answers of an unfinished interview in {UNFINISHED}. Go on with them?"
        ))?;
        if !resume && !prompt.confirm("Start anew and overwrite them?")? {
            return Err(exists(unfinished).into());
        }
    }
    let profile = match resume {
        true => profile::load(unfinished, base).map_err(point_to_a_new_start)?,
        false => start(ask, base)?,
    };
    let keep = Keep::new(ask, &prompt)?;
    prompt.say("Every question may be skipped. Ctrl-C stops.")?;
    if let Some(file) = &keep.file {
        prompt.say(&format!("Answers are kept in {} as you go.", file.display()))?;
    }
    let mut interview = Interview::new(engine, profile, order);
    go_through(&mut interview, &prompt, &keep)?;
    loop {
        match review(&prompt, &interview)? {
            Choice::Verdict => break,
            Choice::GoOn => go_through(&mut interview, &prompt, &keep)?,
            Choice::Change(question) => {
                interview.revisit(question);
                match prompt.ask(&interview, question) {
                    Ok(reply) => reply_to(&mut interview, reply, &prompt, &keep)?,
                    Err(Stop::Back) => interview.pass(),
                    Err(stop) => return Err(stop),
                }
            }
        }
    }
    keep.discard();
    Ok(interview.finish())
}

/// Asks until nothing is left to ask, or until the one who answers has enough.
fn go_through(interview: &mut Interview<'_>, prompt: &Prompt, keep: &Keep) -> Result<(), Stop> {
    let mut offered = false;
    while let Some(question) = interview.next() {
        // Once is enough, unless an answer has opened it again.
        if !interview.is_decided() {
            offered = false;
        } else if !offered {
            offered = true;
            if offer(prompt, interview)? {
                break;
            }
        }
        match prompt.ask(interview, question) {
            Ok(reply) => reply_to(interview, reply, prompt, keep)?,
            Err(Stop::Back) if interview.replied() == 0 => {
                prompt.say("This is the first question.")?
            }
            Err(Stop::Back) => interview.reply(Reply::Back),
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

/// Takes a reply, keeps it, and says where things stand.
fn reply_to(
    interview: &mut Interview<'_>,
    reply: Reply,
    prompt: &Prompt,
    keep: &Keep,
) -> Result<(), Stop> {
    interview.reply(reply);
    keep.save(interview, prompt)?;
    prompt.say_quietly(&where_things_stand(interview.base(), interview))
}

/// Where the answers are kept.
struct Keep {
    /// None where nothing can be written and nobody named a file.
    file: Option<PathBuf>,
    /// Whether the file is only for the case that the interview is stopped.
    passing: bool,
    /// Whether the last answers could not be written.
    failing: Cell<bool>,
}

impl Keep {
    /// Makes sure that answers can be kept, before anyone gives any.
    fn new(ask: &Ask, prompt: &Prompt) -> Result<Self, Stop> {
        if let Some(file) = &ask.save {
            write::writable(file)?;
            return Ok(Self { file: Some(file.clone()), passing: false, failing: Cell::default() });
        }
        let file = Path::new(UNFINISHED);
        match write::writable(file) {
            Ok(()) => {
                Ok(Self { file: Some(file.to_owned()), passing: true, failing: Cell::default() })
            }
            Err(problems) => {
                prompt.say(&format!("Answers cannot be kept while you go on: {problems}."))?;
                Ok(Self { file: None, passing: true, failing: Cell::default() })
            }
        }
    }

    /// Keeps the answers so far. A disk that fails meanwhile is no reason to stop: it is said once,
    /// and tried again after the next answer.
    fn save(&self, interview: &Interview<'_>, prompt: &Prompt) -> Result<(), Stop> {
        let Some(file) = &self.file else { return Ok(()) };
        let written = write::file(file, &text(interview.base(), interview.profile()), true);
        let failed_before = self.failing.replace(written.is_err());
        if let Err(problems) = written {
            return if failed_before {
                Ok(())
            } else {
                prompt.say(&format!("Answers are not kept any more: {problems}."))
            };
        }
        let name = file.display();
        let again = if self.passing {
            "whereto ask --resume".to_owned()
        } else {
            format!("whereto ask --from {name} --save {name}")
        };
        signals::farewell(format!("Stopped. Your answers are in {name}. To go on:\n  {again}"));
        Ok(())
    }

    /// Once the interview has come to its end there is nothing to go on with.
    fn discard(&self) {
        if let (Some(file), true) = (&self.file, self.passing) {
            let _ = fs::remove_file(file);
        }
    }
}

/// A quiet line on the leader, how clear it is, and what can still change it.
fn where_things_stand(base: &RuleBase, interview: &Interview<'_>) -> String {
    let Standing { assessment, .. } = interview.standing();
    let leader = match &assessment.verdict {
        Verdict::Recommended(option) => {
            let next =
                assessment.standings.iter().filter(|it| it.rank.is_some() && it.option != *option);
            let lead = match next.map(|it| it.score).max() {
                Some(next) => format!(
                    "{} ahead",
                    number::count(assessment.standing(*option).score - next, "point")
                ),
                None => "the only one left".to_owned(),
            };
            format!("{} ({lead})", base.option(*option).name)
        }
        Verdict::Tie(options) => {
            let names: Vec<&str> =
                options.iter().map(|option| base.option(*option).name.as_str()).collect();
            match names.split_last() {
                Some((last, others)) => format!("{} and {last} are level", others.join(", ")),
                None => String::new(),
            }
        }
        Verdict::NoneFits => "nothing fits".to_owned(),
        Verdict::Unanswered => "nothing known yet".to_owned(),
    };
    match interview.still_telling() {
        0 => format!("  So far: {leader}. Nothing that is left to ask can change it."),
        open => {
            let excluding = match interview.still_excluding() {
                0 => String::new(),
                excluding => format!(", {excluding} by ruling an option out"),
            };
            format!("  So far: {leader}. {open} more could change it{excluding}.")
        }
    }
}

/// Offers to see the recommendation once it is decided.
fn offer(prompt: &Prompt, interview: &Interview<'_>) -> Result<bool, Stop> {
    let left = number::count(interview.remaining() as i64, "question");
    let settled = interview.standing().openness.settled;
    let why = if settled {
        "The recommendation is settled"
    } else {
        "What was skipped aside, the recommendation is settled"
    };
    let items = [
        "show me the recommendation".to_owned(),
        format!("go on ({left} left), for cost and confidence"),
    ];
    Ok(prompt.choose(why, &items, 0)? == 0)
}

/// What can be chosen from the review.
enum Choice {
    Verdict,
    GoOn,
    Change(FieldId),
}

/// Shows all answers, any of which can be changed, before the verdict.
fn review(prompt: &Prompt, interview: &Interview<'_>) -> Result<Choice, Stop> {
    let base = interview.base();
    let answer = |field: FieldId| {
        interview
            .answer(field)
            .map_or_else(|| "-".to_owned(), |value| prompt::in_words(base.fields.get(field), value))
    };
    let id = |field: FieldId| base.fields.get(field).id.as_str();
    let longest = base.questions.iter().map(|question| id(question.field).len()).max().unwrap_or(0);
    let mut items = vec![("show me the recommendation".to_owned(), Choice::Verdict)];
    if interview.remaining() > 0 {
        let left = number::count(interview.remaining() as i64, "question");
        items.push((format!("go on ({left} left)"), Choice::GoOn));
    }
    items.extend(base.questions.iter().map(|question| {
        let field = question.field;
        (format!("{:longest$}  {}", id(field), answer(field)), Choice::Change(field))
    }));
    let (lines, mut choices): (Vec<String>, Vec<Choice>) = items.into_iter().unzip();
    let chosen = prompt.choose("Your answers; choose one to change it", &lines, 0)?;
    Ok(choices.swap_remove(chosen))
}

/// Goes through an interview with the replies in a file; what it does not name is skipped.
fn script(interview: &mut Interview<'_>, file: &Path, output: &Output) -> Result<(), Problems> {
    let source = read::source(file)?;
    let base = interview.base();
    let replies = replies::read(&source, base)?;
    while let Some(id) = interview.next() {
        let (Some(question), field) = (base.question(id), base.fields.get(id)) else { break };
        let Some(value) = replies.get(&id).copied() else {
            interview.reply(Reply::Skip);
            continue;
        };
        output.message(&format!("{} {}", question.prompt, shown(field, value)));
        interview.reply(Reply::Answer(value));
        output.message(&where_things_stand(base, interview));
    }
    Ok(())
}
