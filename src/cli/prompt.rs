//! Questions on the terminal, with dialoguer.

use std::io::{self, IsTerminal};

use dialoguer::{
    Input, MultiSelect, Select,
    console::Term,
    theme::{ColorfulTheme, SimpleTheme, Theme},
};
use whereto::{
    field::{Choice, Kind, Value},
    interview::{Interview, Reply, read_number},
};

use super::output;

/// What came of asking.
pub(crate) enum Asked {
    /// A reply.
    Reply(Reply),
    /// Ctrl-C.
    Interrupted,
}

/// Whether questions can be asked: both standard input and standard error are a terminal.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks questions on the terminal; shows the cursor again when it is dropped.
pub(crate) struct Prompt {
    theme: Box<dyn Theme>,
    term: Term,
}

impl Drop for Prompt {
    fn drop(&mut self) {
        // A select that is interrupted leaves the cursor hidden.
        let _ = self.term.show_cursor();
    }
}

impl Prompt {
    pub(crate) fn new(styled: bool) -> Self {
        // With a handler Ctrl-C ends the prompt with an error; without one it would end the process, cursor hidden.
        // A second handler cannot be set, and the first one is this.
        let _ = ctrlc::set_handler(|| {});
        let theme: Box<dyn Theme> = match styled && output::utf8_locale() {
            true => Box::new(ColorfulTheme::default()),
            false => Box::new(SimpleTheme),
        };
        Self { theme, term: Term::stderr() }
    }

    /// Asks the question whose turn it is.
    pub(crate) fn ask(&self, interview: &Interview<'_>) -> anyhow::Result<Asked> {
        let base = interview.base();
        let Some(id) = interview.next() else { return Ok(Asked::Reply(Reply::Skip)) };
        let (Some(question), field) = (base.question(id), base.fields.get(id)) else {
            return Ok(Asked::Reply(Reply::Skip));
        };
        let (number, of) = interview.progress();
        self.term.write_line(&format!("\n[{number}/{of}] {}", base.dimension(question.dimension).name))?;
        self.lines(&question.help)?;
        let before = interview.answer(id);
        let asked = match &field.kind {
            Kind::YesNo => {
                let before = before.map(|value| usize::from(value == Value::YesNo(false)));
                self.select(&question.prompt, &["yes", "no"], before).map(|it| it.map(|index| Value::YesNo(index == 0)))
            }
            Kind::Choice(choices) => {
                let before = before
                    .and_then(|value| if let Value::Choice(choice) = value { Some(usize::from(choice)) } else { None });
                let labels = self.labels(choices);
                let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
                self.select(&question.prompt, &labels, before)
                    .map(|it| it.and_then(|index| u8::try_from(index).ok()).map(Value::Choice))
            }
            Kind::Several(choices) => {
                let before = before.map(|value| if let Value::Several(bits) = value { bits } else { 0 });
                return self.several(&question.prompt, choices, before);
            }
            Kind::Number(_) => return self.number(&question.prompt, &question.examples, field, before),
        };
        match asked {
            Ok(Some(value)) => Ok(Asked::Reply(Reply::Answer(value))),
            Ok(None) => Ok(Asked::Reply(Reply::Skip)),
            Err(Stop::Back) => Ok(Asked::Reply(Reply::Back)),
            Err(Stop::Interrupted) => Ok(Asked::Interrupted),
            Err(Stop::Failed(error)) => Err(error.into()),
        }
    }

    fn width(&self) -> usize {
        usize::from(self.term.size().1).max(20)
    }

    fn lines(&self, text: &str) -> io::Result<()> {
        textwrap::wrap(text, self.width().min(100) - 2)
            .iter()
            .try_for_each(|line| self.term.write_line(&format!("  {line}")))
    }

    /// Choices with what they mean, cut to one line each: a line that wraps is not cleared away.
    fn labels(&self, choices: &[Choice]) -> Vec<String> {
        let longest = choices.iter().map(|choice| choice.id.len()).max().unwrap_or(0);
        let room = self.width() - 6;
        choices
            .iter()
            .map(|choice| format!("{:longest$}  {}", choice.id, choice.means).chars().take(room).collect::<String>())
            .collect()
    }

    /// Lets one item be chosen, or none; `Err(Stop::Back)` for going back.
    fn select(&self, prompt: &str, items: &[&str], before: Option<usize>) -> Result<Option<usize>, Stop> {
        let mut all = items.to_vec();
        all.extend(["I don't know", "< back"]);
        let chosen = Select::with_theme(self.theme.as_ref())
            .with_prompt(prompt)
            .items(&all)
            .default(before.unwrap_or(0))
            .interact_on_opt(&self.term)?;
        match chosen {
            None => Ok(None),
            Some(index) if index < items.len() => Ok(Some(index)),
            Some(index) if index == items.len() => Ok(None),
            Some(_) => Err(Stop::Back),
        }
    }

    fn several(&self, prompt: &str, choices: &[Choice], before: Option<u64>) -> anyhow::Result<Asked> {
        let known = match self.select(
            prompt,
            &["choose from a list", "none of them"],
            before.map(|bits| usize::from(bits == 0)),
        ) {
            Ok(known) => known,
            Err(stop) => return stop.asked(),
        };
        match known {
            None => return Ok(Asked::Reply(Reply::Skip)),
            Some(1) => return Ok(Asked::Reply(Reply::Answer(Value::Several(0)))),
            Some(_) => {}
        }
        let labels = self.labels(choices);
        let checked: Vec<bool> = (0..choices.len()).map(|index| before.unwrap_or(0) >> index & 1 == 1).collect();
        let chosen = MultiSelect::with_theme(self.theme.as_ref())
            .with_prompt("Space marks, Enter ends")
            .items(&labels)
            .defaults(&checked)
            .interact_on_opt(&self.term)
            .map_err(Stop::from);
        match chosen {
            Ok(Some(chosen)) => {
                let bits = chosen.iter().fold(0, |bits, index| bits | 1 << index);
                Ok(Asked::Reply(Reply::Answer(Value::Several(bits))))
            }
            Ok(None) => Ok(Asked::Reply(Reply::Skip)),
            Err(stop) => stop.asked(),
        }
    }

    fn number(
        &self,
        prompt: &str,
        examples: &[String],
        field: &whereto::field::Field,
        before: Option<Value>,
    ) -> anyhow::Result<Asked> {
        if !examples.is_empty() {
            self.lines(&format!("For example {}.", examples.join(", ")))?;
        }
        let hint = format!("{prompt} (empty if you don't know, < to go back)");
        loop {
            let typed: Result<String, Stop> = Input::with_theme(self.theme.as_ref())
                .with_prompt(&hint)
                .allow_empty(true)
                .with_initial_text(before.map(|value| field.show(value)).unwrap_or_default())
                .interact_text_on(&self.term)
                .map_err(Stop::from);
            let typed = match typed {
                Ok(typed) => typed,
                Err(stop) => return stop.asked(),
            };
            match typed.trim() {
                "" | "?" => return Ok(Asked::Reply(Reply::Skip)),
                "<" | "back" => return Ok(Asked::Reply(Reply::Back)),
                typed => match read_number(typed, field) {
                    Ok(value) => {
                        let unit = if let Kind::Number(scale) = &field.kind { scale.unit.as_str() } else { "" };
                        self.term.write_line(&format!("  understood as {} {unit}", field.show(value)))?;
                        return Ok(Asked::Reply(Reply::Answer(value)));
                    }
                    Err(wrong) => self.lines(&wrong)?,
                },
            }
        }
    }
}

/// Why a prompt ended without an answer.
enum Stop {
    Back,
    Interrupted,
    Failed(dialoguer::Error),
}

impl From<dialoguer::Error> for Stop {
    fn from(error: dialoguer::Error) -> Self {
        let dialoguer::Error::IO(cause) = &error;
        match cause.kind() {
            io::ErrorKind::Interrupted => Self::Interrupted,
            _ => Self::Failed(error),
        }
    }
}

impl Stop {
    fn asked(self) -> anyhow::Result<Asked> {
        match self {
            Self::Back => Ok(Asked::Reply(Reply::Back)),
            Self::Interrupted => Ok(Asked::Interrupted),
            Self::Failed(error) => Err(error.into()),
        }
    }
}
