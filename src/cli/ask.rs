//! `whereto ask`: the interview.
//!
//! Answers are written to a file after every reply, so that nothing is lost, whatever ends it. What
//! was there before is asked about first.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
};

use clap::Args;
use whereto::{
    advice::Advised,
    analysis::acceptability::Settings,
    assessment::{self, Assessment, Engine, Verdict},
    field::FieldId,
    interview::{Ending, Interview, Order, Reply, Standing},
    problem::{self, Code, Problem, Problems},
    profile::{Profile, short},
    quantity,
    report::{number, scan::AnswerReport},
    rulebase::{Question, RuleBase},
};

use super::{
    Exit,
    arguments::Common,
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
    #[arg(long, value_name = "FILE")]
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
            Err(Stop::Back) => Ok(Exit::Interrupted),
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
    let given = Profile::read(&source, base)?;
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
        output.message(&format!("{} {}", question.prompt, field.say(value)));
        interview.reply(Reply::Answer(value));
        let fits = fits(base, &interview.standing().assessment);
        output.message(&format!("  So far: {fits}."));
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
    output.data(&output.report(&report, detail)?)?;
    Ok(Exit::from(&advised))
}

/// How many lines say where the answers are and what to do with them.
const NEXT: u16 = 5;

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
        let commands = [
            (format!("whereto advise {file} -o report.html"), "a page for the review"),
            (format!("whereto adr {file} --dir docs/decisions"), "put it on record"),
            (format!("whereto cost {file}"), "the estimate, line by line"),
        ];
        let longest = commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
        output.message(&format!("\nSaved to {file}. Next:"));
        for (command, what) in commands {
            let line = format!("  {command:longest$}  {what}");
            let is_narrow = line.chars().count() > columns();
            output.message(if is_narrow { &line[..2 + command.len()] } else { &line });
        }
    }
    Ok(exit)
}

fn columns() -> usize {
    usize::from(dialoguer::console::Term::stderr().size().1)
}

/// The fit of each option, the best first.
fn fits(base: &RuleBase, assessment: &Assessment) -> String {
    let mut standings: Vec<_> = assessment.standings.iter().collect();
    standings.sort_by_key(|standing| (standing.rank.is_none(), standing.rank));
    let fit = |standing: &&assessment::Standing| {
        let name = &base.option(standing.option).name;
        match standing.rank {
            Some(_) => format!("{name} {}/100", number::whole(standing.fit)),
            None => format!("{name} ruled out"),
        }
    };
    standings.iter().map(fit).collect::<Vec<_>>().join(", ")
}

fn exists(file: &Path) -> Problems {
    let message = format!("`{}` exists already", file.display());
    Problem::error(Code::IO, message)
        .help("name another file, overwrite it with --force, or go on from it with --from")
        .into()
}

/// Tells those whose answers cannot be read, such as those for another rule base, what to do.
fn point_to_a_new_start(mut problems: Problems, file: &Path) -> Problems {
    if let Some(last) = problems.last_mut() {
        let file = file.display();
        let help = format!("to start anew, remove {file}, or name another file with --save");
        last.advice.push(problem::Advice::Help(help));
    }
    problems
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
    let (mut profile, is_new) = match start(ask, base, &file, &prompt, output)? {
        Some(start) => start,
        None => return Ok(None),
    };
    if ask.ask_skipped {
        profile.skipped.clear();
    }
    let keep = Keep::new(ask, file, &prompt)?;
    if is_new {
        prompt.say("You can skip any question; ctrl-c saves and quits.")?;
        introduce(&mut profile, base, &prompt)?;
    }
    prompt.name(profile.project.as_deref());
    let mut interview = Interview::new(engine, profile, order);
    if ask.scan.is_some() {
        interview = interview.after_scan();
    }
    let mut offered = None;
    loop {
        if go_through(&mut interview, &prompt, &keep, &mut offered)? == Went::BeforeTheStart {
            if is_new {
                let mut profile = interview.finish();
                introduce(&mut profile, base, &prompt)?;
                interview = Interview::new(engine, profile, order);
            }
            continue;
        }
        match end(&prompt, &interview)? {
            Choice::Verdict => break,
            Choice::GoOn => {}
            Choice::Review => {
                let Some(question) = review(&prompt, &interview)? else { continue };
                interview.revisit(question);
                match question_of(&prompt, &interview, question)? {
                    Reply::Back => interview.pass(),
                    reply => {
                        interview.reply(reply);
                        keep.save(&interview, &prompt)?;
                    }
                }
            }
        }
    }
    keep.save(&interview, &prompt)?;
    prompt.leave()?;
    Ok(Some((interview.finish(), keep.kept())))
}

/// Finds out what to start from, and whether it is a new project; none where what is there is to
/// stay as it is.
fn start(
    ask: &Ask,
    base: &RuleBase,
    file: &Path,
    prompt: &Prompt,
    output: &Output,
) -> Result<Option<(Profile, bool)>, Stop> {
    let is_own = ask.from.as_deref() == Some(file);
    let load = |file: &Path| {
        profile::load(file, base).map_err(|problems| point_to_a_new_start(problems, file))
    };
    if ask.resume {
        let profile = load(file)?;
        prompt.say(&resumed(&profile, file))?;
        return Ok(Some((profile, false)));
    }
    let mut from = match &ask.from {
        Some(from) => Some(profile::load(from, base)?),
        None => None,
    };
    let is_fresh = from.is_some() || ask.scan.is_some();
    if file.exists() && !is_own && !ask.printing.force {
        let there = load(file)?;
        let (name, kept) = (file.display(), kept(&there));
        let question = format!("There are answers in {name}{}: {kept}.", for_project(&there));
        let go_on = "Continue with them";
        let again = "Continue with them, and ask skipped questions again";
        let replace = "Start over and replace them";
        let leave = "Leave them as they are";
        let mut items = vec![replace, leave];
        if !is_fresh {
            if !there.skipped.is_empty() {
                items.insert(0, again);
            }
            items.insert(0, go_on);
        }
        let labels = items.iter().map(|item| (*item).to_owned()).collect();
        let chosen = prompt.menu(&question, labels, "")?.and_then(|index| items.get(index));
        match chosen {
            Some(item) if *item == go_on || *item == again => {
                let mut profile = there;
                if *item == again {
                    profile.skipped.clear();
                }
                prompt.say(&resumed(&profile, file))?;
                return Ok(Some((profile, false)));
            }
            Some(item) if *item == replace => {}
            _ => {
                prompt.leave()?;
                prompt.say(&format!("{name} is unchanged; use --save to name another file."))?;
                return Ok(None);
            }
        }
    }
    if let Some(folder) = &ask.scan {
        return Ok(Some((read_from(folder, base, prompt, output)?, false)));
    }
    Ok(Some(match from.take() {
        Some(profile) => {
            prompt.say(&resumed(&profile, ask.from.as_deref().unwrap_or(file)))?;
            (profile, false)
        }
        None => (Profile::blank(base), true),
    }))
}

/// Reads what a repository proves, shows it, and asks which of the hints hold.
fn read_from(
    folder: &Path,
    base: &RuleBase,
    prompt: &Prompt,
    output: &Output,
) -> Result<Profile, Stop> {
    let mut report = scan::folder(folder, base, output.is_quiet())?;
    let answers = number::count(report.proofs().count() as i64, "answer");
    prompt.say(&format!("Read from {}: {answers}.", folder.display()))?;
    for answer in report.proofs() {
        prompt.say(&format!("  {}", answer.words()))?;
    }
    let hints: Vec<AnswerReport> = report.hints().cloned().collect();
    if !hints.is_empty() {
        let question =
            "These are likely. Which of them are true? You will be asked about the rest.";
        let lines = hints.iter().map(AnswerReport::words).collect();
        let marked = prompt.several(question, lines, "Space deselects one or selects it again.")?;
        let is_so = |answer: &AnswerReport| {
            let hint = hints.iter().position(|hint| hint.field == answer.field);
            hint.is_some_and(|hint| marked.contains(&hint))
        };
        report.accept_hints(is_so);
    }
    Ok(Profile::read(&scan::source(&report), base)?)
}

fn for_project(profile: &Profile) -> String {
    profile.project.as_ref().map(|name| format!(" for {name}")).unwrap_or_default()
}

/// Says how many answers there are, and how many questions were skipped.
fn kept(profile: &Profile) -> String {
    let answers = number::count(profile.answered() as i64, "answer");
    match profile.skipped.len() {
        0 => answers,
        skipped => format!("{answers}, {skipped} skipped"),
    }
}

fn resumed(profile: &Profile, file: &Path) -> String {
    format!("Kept from {}{}: {}.", file.display(), for_project(profile), kept(profile))
}

/// What decides which questions come first.
const WHAT: &str = "What are you building?";

/// Asks what people know without thinking: what the project is called, and what it is.
fn introduce(profile: &mut Profile, base: &RuleBase, prompt: &Prompt) -> Result<(), Stop> {
    let names = base.archetypes.iter().map(|archetype| archetype.name.clone());
    let names: Vec<String> = names.collect();
    let help = "Shown at the top of the report. Press Enter to leave it out.";
    loop {
        match prompt.words("What is your project called?", profile.project.clone(), help) {
            Ok(name) => profile.project = name,
            Err(Stop::Back) => {}
            Err(stop) => return Err(stop),
        }
        prompt.name(profile.project.as_deref());
        if names.is_empty() {
            return Ok(());
        }
        let help = "This orders the questions and suggests answers. Nothing counts until you confirm \
                    it.";
        let chosen_before = profile.archetype.as_ref().and_then(|chosen| {
            base.archetypes.iter().position(|archetype| archetype.id == *chosen)
        });
        let chosen = match prompt.pick(WHAT, names.clone(), chosen_before, help) {
            Ok(chosen) => chosen,
            Err(Stop::Back) => continue,
            Err(stop) => return Err(stop),
        };
        let archetype = chosen.and_then(|chosen| base.archetypes.get(chosen));
        profile.archetype = archetype.map(|archetype| archetype.id.clone());
        return Ok(());
    }
}

/// Where questions have led to.
#[derive(PartialEq, Eq)]
enum Went {
    /// Nothing is left to ask, or enough is known.
    ToTheEnd,
    /// Back from the first question.
    BeforeTheStart,
}

/// Asks until nothing is left to ask, or until enough is known. What was `offered` once is not
/// offered again, unless an answer has opened it.
fn go_through(
    interview: &mut Interview<'_>,
    prompt: &Prompt,
    keep: &Keep,
    offered: &mut Option<bool>,
) -> Result<Went, Stop> {
    while let Some(question) = interview.next() {
        let ending = interview.ending().map(|ending| matches!(ending, Ending::Certain(_)));
        if ending.is_some() && *offered != ending {
            *offered = ending;
            return Ok(Went::ToTheEnd);
        }
        if ending.is_none() {
            *offered = None;
        }
        match question_of(prompt, interview, question)? {
            Reply::Back if interview.replied() == 0 => return Ok(Went::BeforeTheStart),
            reply => {
                if reply == Reply::Back {
                    prompt.take_back()?;
                }
                interview.reply(reply);
                keep.save(interview, prompt)?;
            }
        }
    }
    Ok(Went::ToTheEnd)
}

/// Asks one question, with how far one is and where things stand.
fn question_of(
    prompt: &Prompt,
    interview: &Interview<'_>,
    question: FieldId,
) -> Result<Reply, Stop> {
    let number = interview.replied() + 1;
    let progress = match interview.ending() {
        Some(_) => format!("question {number}"),
        None => format!("question {number} of about {}", interview.about()),
    };
    prompt.ask(interview, question, progress, so_far(interview))
}

/// Where the answers are kept.
struct Keep {
    /// None where nothing can be written and nobody named a file.
    file: Option<PathBuf>,
    /// Whether it was named.
    is_named: bool,
    /// Whether the last answers could not be written.
    failing: Cell<bool>,
}

impl Keep {
    /// Makes sure that answers can be kept, before anyone gives any.
    fn new(ask: &Ask, file: PathBuf, prompt: &Prompt) -> Result<Self, Stop> {
        let (is_named, failing) = (ask.save.is_some(), Cell::default());
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
    fn kept(&self) -> Option<PathBuf> {
        self.file.clone().filter(|_| !self.failing.get())
    }

    /// Keeps the answers so far. A disk that fails meanwhile is no reason to stop: it is said once,
    /// and tried again after the next answer.
    fn save(&self, interview: &Interview<'_>, prompt: &Prompt) -> Result<(), Stop> {
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

/// Says how the options stand, and what can still change that.
fn so_far(interview: &Interview<'_>) -> String {
    let Standing { assessment, remaining, .. } = interview.standing();
    if assessment.verdict == Verdict::Unanswered {
        return "So far: no answers yet.".to_owned();
    }
    let fits = fits(interview.base(), assessment);
    match remaining.certainty {
        Some(_) => format!("So far: {fits}."),
        None => format!("So far: {fits}. {}", remaining.counted()),
    }
}

/// What can be chosen once enough is known.
enum Choice {
    Verdict,
    GoOn,
    Review,
}

/// Says why the interview may end, and asks whether to.
fn end(prompt: &Prompt, interview: &Interview<'_>) -> Result<Choice, Stop> {
    let best = match &interview.standing().assessment.verdict {
        Verdict::Recommended(option) => format!("{}. ", interview.base().option(*option).name),
        Verdict::Tie(_) | Verdict::NoneFits | Verdict::Unanswered => String::new(),
    };
    let why = match interview.ending() {
        Some(_) => interview.standing().remaining.words(),
        None => "That was the last question.".to_owned(),
    };
    let left = quantity::people(interview.remaining().into());
    let mut items = vec!["See the recommendation".to_owned()];
    if interview.remaining() > 0 {
        items.push(format!("Keep going: {left} more, to refine cost and confidence"));
    }
    items.push("Review or change my answers".to_owned());
    let review = items.len() - 1;
    let chosen = prompt.menu(&format!("{best}{why}"), items, &so_far(interview))?;
    Ok(match chosen {
        Some(0) => Choice::Verdict,
        Some(chosen) if chosen < review => Choice::GoOn,
        _ => Choice::Review,
    })
}

/// Shows all answers, any of which can be changed.
fn review(prompt: &Prompt, interview: &Interview<'_>) -> Result<Option<FieldId>, Stop> {
    let base = interview.base();
    let line = |question: &Question| {
        let field = base.fields.get(question.field);
        let answer = interview.answer(question.field);
        let answer = answer.map_or_else(|| "not known".to_owned(), |value| field.say(value));
        format!("{} {answer}", question.prompt)
    };
    let lines = base.questions.iter().map(line).collect();
    let chosen = prompt.menu("Your answers. Choose one to change it.", lines, "")?;
    Ok(chosen.and_then(|chosen| base.questions.get(chosen)).map(|question| question.field))
}
