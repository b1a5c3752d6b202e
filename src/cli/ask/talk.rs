//! The interview under way, step by step.

use whereto::{
    assessment::{self, Assessment, Verdict},
    field::FieldId,
    interview::{Ending, Interview, Reply, Standing},
    quantity,
    report::number,
    rulebase::RuleBase,
};

use super::keep::Keep;
use crate::cli::prompt::{Prompt, Stop};

/// Where one is in the interview.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
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
pub(super) struct Talk<'t> {
    pub(super) prompt: &'t Prompt,
    pub(super) keep: &'t Keep,
    pub(super) interview: Interview<'t>,
    /// Whether the offer to end that was made last said that nothing could change the
    /// recommendation. It is not made again, unless an answer has opened it.
    pub(super) offered: Option<bool>,
}

const NAME: &str = "What is your project called?";

/// What decides which questions come first.
const KIND: &str = "What are you building?";

impl Talk<'_> {
    /// Asks what there is to ask at a step; returns the next one.
    pub(super) fn step(&mut self, step: Step) -> Result<Step, Stop> {
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

/// The fit of each option, the best first.
pub(super) fn fits(base: &RuleBase, assessment: &Assessment) -> String {
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
