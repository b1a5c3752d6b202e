//! Questions on the terminal, with dialoguer.

use std::io::{self, IsTerminal};

use dialoguer::{
    Confirm, Input, MultiSelect, Select,
    console::{Style, Term},
    theme::{ColorfulTheme, SimpleTheme, Theme},
};
use whereto::{
    answer,
    field::{Choice, Field, FieldId, Kind, Value},
    interview::{Interview, Reply},
    problem::{Advice, Problems},
    report::number,
};

use super::{
    output::{self, wrapped},
    signals,
};

/// Why a prompt ended without an answer.
pub(crate) enum Stop {
    /// To the question before.
    Back,
    /// The terminal is gone or cannot be used, or what is needed cannot be read or written.
    Failed(anyhow::Error),
}

impl From<dialoguer::Error> for Stop {
    fn from(error: dialoguer::Error) -> Self {
        let dialoguer::Error::IO(cause) = error;
        if cause.kind() == io::ErrorKind::Interrupted {
            // Ctrl-C: whoever handles the signal ends the process.
            signals::wait_for_the_end();
        }
        Self::Failed(cause.into())
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Failed(problems.into())
    }
}

/// Whether questions can be asked: both standard input and standard error are a terminal.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks questions on the terminal; shows the cursor again when it is dropped.
pub(crate) struct Prompt {
    theme: Box<dyn Theme>,
    term: Term,
    /// Between a question and its answer.
    mark: &'static str,
    /// Whether what stands out or back may show it.
    is_styled: bool,
}

impl Drop for Prompt {
    fn drop(&mut self) {
        // Nothing can be done for a terminal that is gone.
        let _ = self.term.show_cursor();
    }
}

/// The extra items below the choices of a question.
const DONT_KNOW: &str = "I don't know";
const WHY: &str = "? why do you ask";
const BACK: &str = "< back";

impl Prompt {
    pub(crate) fn new(styled: bool) -> Self {
        let unicode = output::utf8_locale();
        let theme: Box<dyn Theme> = match styled && unicode {
            true => Box::new(ColorfulTheme::default()),
            false => Box::new(SimpleTheme),
        };
        Self {
            theme,
            term: Term::stderr(),
            mark: if unicode { "→" } else { "->" },
            is_styled: styled,
        }
    }

    /// Writes a line, wrapped to the terminal.
    pub(crate) fn say(&self, text: &str) -> Result<(), Stop> {
        for line in wrapped(text, self.width()) {
            self.term.write_line(&line)?;
        }
        Ok(())
    }

    /// Asks for yes or no.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Stop> {
        let answer = Confirm::with_theme(self.theme.as_ref())
            .with_prompt(question)
            .default(true)
            .interact_on_opt(&self.term)?;
        Ok(answer.unwrap_or(false))
    }

    /// Lets one of several lines be chosen; Esc chooses the first.
    pub(crate) fn choose(
        &self,
        question: &str,
        items: &[String],
        start: usize,
    ) -> Result<usize, Stop> {
        Ok(self.pick(question, items, start)?.unwrap_or(0))
    }

    /// Lets one of several lines be chosen; none with Esc.
    fn pick(&self, question: &str, items: &[String], start: usize) -> Result<Option<usize>, Stop> {
        let items: Vec<String> = items.iter().map(|item| self.cut(item)).collect();
        let question = self.above(question)?;
        Ok(Select::with_theme(self.theme.as_ref())
            .with_prompt(question)
            .items(&items)
            .default(start)
            .max_length(usize::from(self.term.size().0).saturating_sub(4).max(5))
            .report(false)
            .interact_on_opt(&self.term)?)
    }

    /// Asks the question whose turn it is.
    pub(crate) fn ask(&self, interview: &Interview<'_>, id: FieldId) -> Result<Reply, Stop> {
        let base = interview.base();
        let Some(question) = base.question(id) else { return Ok(Reply::Skip) };
        let field = base.fields.get(id);
        let before = interview.suggestion();
        self.term.write_line("")?;
        self.say(&format!("{}. {}", base.dimension(question.dimension).name, question.help))?;
        loop {
            let answered = match &field.kind {
                Kind::YesNo => {
                    let before = before.map(|value| usize::from(value == Value::YesNo(false)));
                    self.select(&question.prompt, &["yes".to_owned(), "no".to_owned()], before)?
                        .map(|index| index.map(|index| Value::YesNo(index == 0)))
                }
                Kind::Choice(choices) => {
                    let labels = self.labels(choices)?;
                    let before = before.and_then(|value| match value {
                        Value::Choice(choice) => Some(usize::from(choice)),
                        _ => None,
                    });
                    let chosen = self.select(&question.prompt, &labels, before)?;
                    chosen.map(|index| {
                        index.and_then(|index| u8::try_from(index).ok()).map(Value::Choice)
                    })
                }
                Kind::Several(choices) => self.several(&question.prompt, choices, before)?,
                Kind::Number(_) => {
                    self.number(&question.prompt, &question.examples, field, before)?
                }
            };
            match answered {
                Some(Some(value)) => {
                    self.echo(&question.prompt, &in_words(field, value))?;
                    return Ok(Reply::Answer(value));
                }
                Some(None) => {
                    self.echo(&question.prompt, "not known")?;
                    return Ok(Reply::Skip);
                }
                None => self.explain(interview, id)?,
            }
        }
    }

    /// Repeats an answer as it was understood, in place of the question that is cleared away.
    fn echo(&self, prompt: &str, answer: &str) -> Result<(), Stop> {
        let prompt = if self.fits(prompt) { prompt } else { "" };
        let answer = self.styled(answer, Style::bold);
        self.say(format!("{prompt} {} {answer}", self.mark).trim_start())
    }

    /// Writes a line that need not be read.
    pub(crate) fn say_quietly(&self, text: &str) -> Result<(), Stop> {
        for line in wrapped(text, self.width()) {
            self.term.write_line(&self.styled(&line, Style::dim))?;
        }
        Ok(())
    }

    /// Text in a style, where the terminal shows any.
    fn styled(&self, text: &str, style: fn(Style) -> Style) -> String {
        if self.is_styled {
            style(Style::new().for_stderr()).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }

    /// Why a question is asked, and what hangs on it.
    fn explain(&self, interview: &Interview<'_>, id: FieldId) -> Result<(), Stop> {
        const MOST: usize = 4;
        if let Some(question) = interview.base().question(id) {
            self.say(&question.why)?;
        }
        let rules = interview.rules_on(id);
        for rule in rules.iter().take(MOST) {
            self.say(&format!("- {} [{}]", rule.because, rule.id))?;
        }
        if rules.len() > MOST {
            self.say(&format!(
                "- and {}",
                number::count((rules.len() - MOST) as i64, "more rule")
            ))?;
        }
        Ok(())
    }

    fn width(&self) -> usize {
        usize::from(self.term.size().1).max(20)
    }

    /// A line short enough not to wrap: a wrapped one is not cleared away when it is redrawn.
    fn cut(&self, line: &str) -> String {
        let room = self.width().saturating_sub(6);
        match line.chars().count() > room {
            true => line.chars().take(room.saturating_sub(3)).chain("...".chars()).collect(),
            false => line.to_owned(),
        }
    }

    /// Lets one item be chosen (`Some(Some(…))`), or none (`Some(None)`), or asks why (`None`).
    fn select(
        &self,
        prompt: &str,
        items: &[String],
        before: Option<usize>,
    ) -> Result<Option<Option<usize>>, Stop> {
        let all = [items, &[DONT_KNOW, WHY, BACK].map(str::to_owned)].concat();
        match self.pick(prompt, &all, before.unwrap_or(0))? {
            None => Ok(Some(None)),
            Some(index) if index < items.len() => Ok(Some(Some(index))),
            Some(index) => match index - items.len() {
                0 => Ok(Some(None)),
                1 => Ok(None),
                _ => Err(Stop::Back),
            },
        }
    }

    /// A prompt that fits one line stays with the items; a longer one is written above them.
    fn above<'p>(&self, prompt: &'p str) -> Result<&'p str, Stop> {
        if self.fits(prompt) {
            return Ok(prompt);
        }
        self.say(prompt)?;
        Ok("Your choice")
    }

    fn fits(&self, prompt: &str) -> bool {
        prompt.chars().count() + 4 < self.width()
    }

    /// Choices with what they mean; where that is too long for a line, it is written above them.
    fn labels(&self, choices: &[Choice]) -> Result<Vec<String>, Stop> {
        let longest = choices.iter().map(|choice| choice.id.len()).max().unwrap_or(0);
        let labels: Vec<String> = choices
            .iter()
            .map(|choice| format!("{:longest$}  {}", choice.id, choice.means))
            .collect();
        if labels.iter().all(|label| self.cut(label) == *label) {
            return Ok(labels);
        }
        for choice in choices {
            self.say(&format!("- {}: {}", choice.id, choice.means))?;
        }
        Ok(choices.iter().map(|choice| choice.id.clone()).collect())
    }

    fn several(
        &self,
        prompt: &str,
        choices: &[Choice],
        before: Option<Value>,
    ) -> Result<Option<Option<Value>>, Stop> {
        let before = before.map(|value| if let Value::Several(bits) = value { bits } else { 0 });
        let ways = ["choose from a list".to_owned(), "none of them".to_owned()];
        match self.select(prompt, &ways, before.map(|bits| usize::from(bits == 0)))? {
            None => return Ok(None),
            Some(None) => return Ok(Some(None)),
            Some(Some(1)) => return Ok(Some(Some(Value::Several(0)))),
            Some(Some(_)) => {}
        }
        let labels: Vec<String> =
            self.labels(choices)?.iter().map(|label| self.cut(label)).collect();
        let checked: Vec<bool> =
            (0..choices.len()).map(|index| before.unwrap_or(0) >> index & 1 == 1).collect();
        let chosen = MultiSelect::with_theme(self.theme.as_ref())
            .with_prompt("Space marks, Enter ends")
            .items(&labels)
            .defaults(&checked)
            .report(false)
            .interact_on_opt(&self.term)?;
        let bits = chosen.map(|chosen| chosen.iter().fold(0, |bits, index| bits | 1 << index));
        Ok(Some(bits.map(Value::Several)))
    }

    fn number(
        &self,
        prompt: &str,
        examples: &[String],
        field: &Field,
        before: Option<Value>,
    ) -> Result<Option<Option<Value>>, Stop> {
        let unit = field.unit();
        let examples = if examples.is_empty() {
            String::new()
        } else {
            format!(" For example {}.", examples.join(", "))
        };
        self.say(&format!(
            "Unit: {unit}.{examples} Empty if you don't know; ? for why, < to go back."
        ))?;
        let prompt = self.above(prompt)?;
        loop {
            let typed: String = Input::with_theme(self.theme.as_ref())
                .with_prompt(prompt)
                .allow_empty(true)
                .with_initial_text(before.map(|value| field.show(value)).unwrap_or_default())
                .report(false)
                .interact_text_on(&self.term)?;
            match typed.trim() {
                "" => return Ok(Some(None)),
                "?" => return Ok(None),
                "<" | "back" => return Err(Stop::Back),
                typed => match answer::parse(typed, field) {
                    Ok(answer) => return Ok(Some(Some(answer.value))),
                    Err(problems) => {
                        for problem in problems {
                            let advice = problem.advice.first().map(Advice::words);
                            let label = problem.marks.first().map(|mark| mark.label.clone());
                            let wrong = advice.or(label).unwrap_or(problem.message);
                            self.say(&format!("  {wrong}"))?;
                        }
                    }
                },
            }
        }
    }
}

/// A value as it is echoed.
pub(crate) fn shown(field: &Field, value: Value) -> String {
    match value {
        Value::Number(number) => number::people(number),
        value => field.show(value),
    }
}

/// An answer as it was understood: with its unit, and choices without brackets.
pub(crate) fn in_words(field: &Field, value: Value) -> String {
    match (&field.kind, value) {
        (Kind::Number(_), value) => field.with_unit(&shown(field, value)),
        (_, Value::YesNo(answer)) => if answer { "yes" } else { "no" }.to_owned(),
        (_, Value::Several(0)) => "none of them".to_owned(),
        (_, Value::Several(bits)) => field.names(bits, ", "),
        (_, value) => shown(field, value),
    }
}
