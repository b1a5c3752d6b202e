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
    problem::{self, Code, Problem, Problems, text::one_line},
    profile::{Profile, short},
    quantity,
    report::{number, scan::AnswerReport},
    rulebase::RuleBase,
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
    output.data(&output.report(&report, detail)?)?;
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
        if !file.exists() {
            let message = format!("there is no `{}` to continue with", file.display());
            let problem = Problem::error(Code::IO, message);
            return Err(Problems::from(problem.help("to start, leave --resume out")).into());
        }
        let profile = load(file)?;
        prompt.say(&resumed(&profile, file))?;
        return Ok(Some((profile, false)));
    }
    let mut from = match &ask.from {
        Some(from) => Some(profile::load(from, base)?),
        None => None,
    };
    let is_fresh = from.is_some() || ask.scan.is_some();
    let is_kept = file.exists() && !is_own && !ask.printing.force;
    let there = if is_kept { Some(load(file)?) } else { None };
    // Nobody is asked about answers that nobody has given.
    let is_blank = |there: &Profile| there.answered() == 0 && there.skipped.is_empty();
    let there = match there {
        Some(there) if is_blank(&there) && !is_fresh => return Ok(Some((there, true))),
        there => there.filter(|it| !is_blank(it)),
    };
    if let Some(there) = there {
        let (name, kept) = (file.display(), kept(&there));
        let question = format!("There are answers in {name}{}: {kept}.", for_project(&there));
        let go_on = "Continue with them";
        let again = "Continue with them, and ask skipped questions again";
        let replace = "Start over and replace them";
        let leave = "Leave them as they are, and quit";
        let mut items = vec![replace, leave];
        if !is_fresh {
            if !there.skipped.is_empty() {
                items.insert(0, again);
            }
            items.insert(0, go_on);
        }
        let labels = items.iter().map(|item| (*item).to_owned()).collect();
        let chosen = prompt.menu(&question, labels, 0, "")?.and_then(|index| items.get(index));
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
        let lines = hints.iter().map(|hint| (asked(base, hint), !is_doubtful(hint))).collect();
        let marked = prompt.several(question, lines, "Space selects one or deselects it again.")?;
        let is_so = |answer: &AnswerReport| {
            let hint = hints.iter().position(|hint| hint.field == answer.field);
            hint.is_some_and(|hint| marked.contains(&hint))
        };
        report.accept_hints(is_so);
    }
    Ok(Profile::read(&scan::source(&report), base)?)
}

/// Returns a hint as the answer to a question, with where it stands.
fn asked(base: &RuleBase, hint: &AnswerReport) -> String {
    let question = base.questions.iter().find(|it| base.fields.get(it.field).id == hint.field);
    match question {
        Some(question) => format!("{} {}", question.prompt, hint.claim.words()),
        None => hint.words(),
    }
}

/// Returns whether a hint says itself that it may well not be so.
fn is_doubtful(hint: &AnswerReport) -> bool {
    hint.claim.because.split(|it: char| !it.is_alphabetic()).any(|word| word == "perhaps")
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

/// Where one is in the interview.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What the project is called.
    Name,
    /// What is being built.
    Kind,
    /// The question whose turn it is.
    Question,
    /// What the answers so far come to, and whether to go on; from a question with a key, or else
    /// after the last answer.
    End { by_key: bool },
    /// All answers, with the cursor on one of them.
    Review(usize),
    /// The report.
    Verdict,
}

/// An answer that can be changed.
#[derive(Clone, Copy)]
enum Row {
    Name,
    Kind,
    Question(FieldId),
}

/// A talk under way.
struct Talk<'t> {
    prompt: &'t Prompt,
    keep: &'t Keep,
    interview: Interview<'t>,
    /// Whether the offer to end that was made last said that nothing could change the
    /// recommendation. It is not made again, unless an answer has opened it.
    offered: Option<bool>,
}

const NAME: &str = "What is your project called?";

/// What decides which questions come first.
const KIND: &str = "What are you building?";

impl Talk<'_> {
    /// Asks what there is to ask at a step; returns the next one.
    fn step(&mut self, step: Step) -> Result<Step, Stop> {
        match step {
            Step::Name => Ok(if is_answered(self.name())? { Step::Kind } else { Step::Name }),
            Step::Kind => Ok(if is_answered(self.kind())? { Step::Question } else { Step::Name }),
            Step::Question => self.question(),
            Step::End { by_key } => self.end(by_key),
            Step::Review(row) => self.review(row),
            Step::Verdict => Ok(Step::Verdict),
        }
    }

    fn name(&mut self) -> Result<(), Stop> {
        let help = "Shown at the top of the report. Press Enter to leave it out.";
        let before = self.interview.profile().project.clone();
        let name = self.prompt.words(NAME, before.clone(), help)?;
        self.prompt.name(name.as_deref());
        let is_changed = name != before;
        self.interview.set_project(name);
        if is_changed { self.keep.save(&self.interview, self.prompt) } else { Ok(()) }
    }

    fn kind(&mut self) -> Result<(), Stop> {
        let archetypes = &self.interview.base().archetypes;
        if archetypes.is_empty() {
            return Ok(());
        }
        let help = "This orders the questions and suggests answers. Nothing counts until you confirm \
                    it.";
        let names = archetypes.iter().map(|archetype| archetype.name.clone()).collect();
        let before = self.interview.profile().archetype.clone();
        let chosen = before.as_ref().and_then(|id| archetypes.iter().position(|it| it.id == *id));
        let chosen = self.prompt.pick(KIND, names, chosen, help)?;
        let archetype = chosen.and_then(|chosen| archetypes.get(chosen)).map(|it| it.id.clone());
        let is_changed = archetype != before;
        self.interview.set_archetype(archetype);
        if is_changed { self.keep.save(&self.interview, self.prompt) } else { Ok(()) }
    }

    /// Asks the question whose turn it is, unless nothing is left to ask or enough is known.
    fn question(&mut self) -> Result<Step, Stop> {
        let interview = &mut self.interview;
        let ending = interview.ending().map(|ending| matches!(ending, Ending::Certain(_)));
        let is_offer = ending.is_some() && self.offered != ending && !interview.is_back();
        if ending.is_none() || is_offer {
            self.offered = ending;
        }
        let Some(question) = interview.next().filter(|_| !is_offer) else {
            return Ok(Step::End { by_key: false });
        };
        let number = interview.replied() + 1;
        let progress = match ending {
            Some(_) => format!("question {number}"),
            None => format!("question {number} of about {}", interview.about()),
        };
        match self.prompt.ask(interview, question, progress, so_far(interview)) {
            Ok(answer) => {
                interview.reply(answer.map_or(Reply::Skip, Reply::Answer));
                let (prompt, answer) = said(interview, question);
                self.prompt.keep(prompt, answer.as_deref())?;
                self.keep.save(interview, self.prompt)?;
                Ok(Step::Question)
            }
            Err(Stop::Back) => self.back(),
            Err(Stop::End) => Ok(Step::End { by_key: true }),
            Err(stop) => Err(stop),
        }
    }

    /// Goes to the question before.
    fn back(&mut self) -> Result<Step, Stop> {
        if self.interview.replied() == 0 {
            let is_kind_known = !self.interview.base().archetypes.is_empty();
            return Ok(if is_kind_known { Step::Kind } else { Step::Name });
        }
        self.prompt.take_back()?;
        self.interview.reply(Reply::Back);
        Ok(Step::Question)
    }

    /// Says what the answers so far come to, and asks whether to go on.
    fn end(&mut self, by_key: bool) -> Result<Step, Stop> {
        let interview = &self.interview;
        let Standing { assessment, remaining, .. } = interview.standing();
        let standing = || format!("So far: {}.", fits(interview.base(), assessment));
        let (best, standing) = match &assessment.verdict {
            Verdict::Recommended(option) => {
                let name = &interview.base().option(*option).name;
                (format!("{name}. {}", remaining.words()), standing())
            }
            Verdict::Unanswered => ("There are no answers yet.".to_owned(), String::new()),
            Verdict::Tie(_) | Verdict::NoneFits => (remaining.words(), standing()),
        };
        let mut items = vec!["See the recommendation".to_owned()];
        let mut steps = vec![Step::Verdict];
        if let Some(item) = keep_going(interview) {
            items.push(item);
            steps.push(Step::Question);
        }
        items.push("Review or change my answers".to_owned());
        steps.push(Step::Review(0));
        match self.prompt.menu(&best, items, 0, &standing)? {
            Some(chosen) => Ok(steps.get(chosen).copied().unwrap_or(Step::Question)),
            None if by_key => Ok(Step::Question),
            None => {
                self.offered = None;
                self.back()
            }
        }
    }

    /// Shows all answers, any of which can be changed.
    fn review(&mut self, row: usize) -> Result<Step, Stop> {
        let (interview, base) = (&self.interview, self.interview.base());
        let profile = interview.profile();
        let line = |prompt: &str, answer: Option<&str>| {
            format!("{prompt} {}", answer.unwrap_or("not known"))
        };
        let mut rows = vec![(Row::Name, line(NAME, profile.project.as_deref()))];
        if !base.archetypes.is_empty() {
            let kind = profile.archetype.as_ref().and_then(|id| base.archetype(id));
            rows.push((Row::Kind, line(KIND, kind.map(|kind| &*kind.name))));
        }
        rows.extend(base.questions.iter().map(|question| {
            let (prompt, answer) = said(interview, question.field);
            (Row::Question(question.field), line(prompt, answer.as_deref()))
        }));
        let (rows, lines): (Vec<Row>, Vec<String>) = rows.into_iter().unzip();
        let question = "Your answers. Choose one to change it.";
        let Some(chosen) = self.prompt.menu(question, lines, row, "")? else {
            return Ok(Step::End { by_key: false });
        };
        let changed = match rows.get(chosen) {
            Some(Row::Name) => self.name(),
            Some(Row::Kind) => self.kind(),
            Some(Row::Question(question)) => self.change(*question),
            None => Ok(()),
        };
        match changed {
            Ok(()) | Err(Stop::Back) => Ok(Step::Review(chosen)),
            Err(Stop::End) => Ok(Step::End { by_key: false }),
            Err(stop) => Err(stop),
        }
    }

    /// Asks a question again.
    fn change(&mut self, question: FieldId) -> Result<(), Stop> {
        let interview = &mut self.interview;
        let answer =
            self.prompt.ask(interview, question, "review".to_owned(), so_far(interview))?;
        interview.correct(question, answer);
        let (prompt, answer) = said(interview, question);
        self.prompt.amend(prompt, answer.as_deref())?;
        self.keep.save(interview, self.prompt)
    }
}

/// Returns whether something was answered, rather than gone back from.
fn is_answered(answered: Result<(), Stop>) -> Result<bool, Stop> {
    match answered {
        Ok(()) => Ok(true),
        Err(Stop::Back) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// Returns a question and its answer in words.
fn said<'b>(interview: &Interview<'b>, id: FieldId) -> (&'b str, Option<String>) {
    let base = interview.base();
    let prompt = base.question(id).map_or("", |question| &question.prompt);
    (prompt, interview.answer(id).map(|answer| base.fields.get(id).say(answer)))
}

/// Offers what is left to ask, with what it is good for; none where nothing is.
fn keep_going(interview: &Interview<'_>) -> Option<String> {
    let left = interview.remaining();
    let remaining = &interview.standing().remaining;
    let questions = number::count(left as i64, "question");
    let what_for = match (remaining.certainty, remaining.can_change()) {
        (Some(_), _) => ", to refine the cost".to_owned(),
        (None, telling) if telling == left => String::new(),
        (None, telling) => {
            format!("; {} could change this", quantity::people(telling.into()))
        }
    };
    (left > 0).then(|| format!("Keep going: {questions} left{what_for}"))
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
