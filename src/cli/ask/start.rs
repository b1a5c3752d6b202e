//! What an interview starts from: nothing, a profile, what a repository proves, or the answers of an
//! earlier one.

use std::path::Path;

use whereto::{
    config,
    problem::{self, Code, Problem, Problems},
    profile::Profile,
    report::{number, scan::AnswerReport},
    rulebase::RuleBase,
};

use super::Ask;
use crate::cli::{
    output::Output,
    profile,
    prompt::{Prompt, Stop},
    read, scan,
};

impl Ask {
    /// Finds out what to start from, and whether it is a new project; none where what is there is to
    /// stay as it is.
    pub(super) fn start(
        &self,
        base: &RuleBase,
        file: &Path,
        prompt: &Prompt,
        output: &Output,
    ) -> Result<Option<(Profile, bool)>, Stop> {
        let is_own = self.from.as_deref() == Some(file);
        let load = |file: &Path| {
            let source = read::source(file)?;
            if config::is_config(&source) {
                return Err(settings_in_the_way(file).into());
            }
            profile::parse(&source, base).map_err(|problems| point_to_a_new_start(problems, file))
        };
        if self.resume {
            if !file.exists() {
                let message = format!("there is no `{}` to continue with", file.display());
                let problem = Problem::error(Code::IO, message);
                return Err(Problems::from(problem.help("to start, leave --resume out")).into());
            }
            let profile = load(file)?;
            prompt.say(&resumed(&profile, file))?;
            return Ok(Some((profile, false)));
        }
        let from = self.from.as_ref().map(|from| profile::load(from, base)).transpose()?;
        let is_fresh = from.is_some() || self.scan.is_some();
        let is_kept = file.exists() && !is_own && !self.printing.force;
        let there = is_kept.then(|| load(file)).transpose()?;
        // Nobody is asked about answers that nobody has given.
        let is_blank = |there: &Profile| there.answered() == 0 && there.skipped.is_empty();
        let there = match there {
            Some(there) if is_blank(&there) && !is_fresh => return Ok(Some((there, true))),
            there => there.filter(|it| !is_blank(it)),
        };
        if let Some(there) = there {
            match what_to_do_with(there, !is_fresh, file, prompt)? {
                Kept::GoesOn(profile) => return Ok(Some((*profile, false))),
                Kept::StaysAsItIs => return Ok(None),
                Kept::IsReplaced => {}
            }
        }
        if let Some(folder) = &self.scan {
            return Ok(Some((read_from(folder, base, prompt, output)?, false)));
        }
        Ok(Some(match from {
            Some(profile) => {
                prompt.say(&resumed(&profile, self.from.as_deref().unwrap_or(file)))?;
                (profile, false)
            }
            None => (Profile::blank(base), true),
        }))
    }
}

/// Says that answers cannot be kept where settings are, which must not get lost.
fn settings_in_the_way(file: &Path) -> Problem {
    let message = format!("`{}` holds settings and no answers", file.display());
    let help = "name another file for the answers with --save, or move the settings to \
                .whereto/config.yaml";
    Problem::error(Code::UNSUPPORTED, message).help(help)
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

/// What is to become of answers that are there.
enum Kept {
    GoesOn(Box<Profile>),
    StaysAsItIs,
    IsReplaced,
}

/// Asks what is to become of the answers in a file.
fn what_to_do_with(
    mut there: Profile,
    can_go_on: bool,
    file: &Path,
    prompt: &Prompt,
) -> Result<Kept, Stop> {
    let (name, kept) = (file.display(), kept(&there));
    let question = format!("There are answers in {name}{}: {kept}.", for_project(&there));
    let go_on = "Continue with them";
    let again = "Continue with them, and ask skipped questions again";
    let replace = "Start over and replace them";
    let mut items = vec![replace, "Leave them as they are, and quit"];
    if can_go_on {
        if !there.skipped.is_empty() {
            items.insert(0, again);
        }
        items.insert(0, go_on);
    }
    let labels = items.iter().map(|item| (*item).to_owned()).collect();
    let chosen = prompt.menu(&question, labels, 0, "")?.and_then(|index| items.get(index));
    match chosen {
        Some(item) if *item == go_on || *item == again => {
            if *item == again {
                there.skipped.clear();
            }
            prompt.say(&resumed(&there, file))?;
            Ok(Kept::GoesOn(Box::new(there)))
        }
        Some(item) if *item == replace => Ok(Kept::IsReplaced),
        _ => {
            prompt.leave()?;
            prompt.say(&format!("{name} is unchanged; use --save to name another file."))?;
            Ok(Kept::StaysAsItIs)
        }
    }
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
    let hints: Vec<(String, AnswerReport)> =
        report.hints().map(|(of, hint)| (of.to_owned(), hint.clone())).collect();
    if !hints.is_empty() {
        let question =
            "These are likely. Which of them are true? You will be asked about the rest.";
        let line = |(of, hint): &(String, AnswerReport)| {
            let of = if of.is_empty() { String::new() } else { format!("{of}: ") };
            (of + &asked(base, hint), !is_doubtful(hint))
        };
        let lines = hints.iter().map(line).collect();
        let marked = prompt.several(question, lines, "Space selects one or deselects it again.")?;
        let is_so = |of: &str, answer: &AnswerReport| {
            let mut hints = hints.iter();
            let hint = hints.position(|(part, it)| part == of && it.field == answer.field);
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
