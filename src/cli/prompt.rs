//! Questions on the terminal: dialoguer asks for yes and no, and draws nothing else, since its lists
//! and entries have no way back and no help below the question. Those are pages ([`page`]) on a
//! screen ([`screen`]). On a terminal that cannot be drawn on, questions and answers are lines.

mod draw;
mod field;
mod page;
mod screen;

use std::{
    cell::RefCell,
    io::{self, IsTerminal},
};

use dialoguer::{
    Confirm,
    console::Term,
    theme::{ColorfulTheme, SimpleTheme, Theme},
};
use whereto::{
    field::{FieldId, Kind, Value},
    interview::Interview,
    problem::Problems,
    quantity,
};

use self::{
    field::{body, doubt, left_open, typed, why, wrong},
    page::{Body, DASH, DONT_KNOW, Done, Entry, Item, List, Page},
    screen::Canvas,
};
use super::{output, signals};

/// Why a prompt ended without an answer.
pub(crate) enum Stop {
    /// To the question before.
    Back,
    /// To what the answers so far come to.
    End,
    /// The terminal is gone or cannot be used, or what is needed cannot be read or written.
    Failed(anyhow::Error),
}

impl From<dialoguer::Error> for Stop {
    fn from(error: dialoguer::Error) -> Self {
        let dialoguer::Error::IO(cause) = error;
        cause.into()
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::Interrupted {
            // Ctrl-C: whoever handles the signal ends the process.
            signals::wait_for_the_end();
        }
        Self::Failed(error.into())
    }
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Failed(problems.into())
    }
}

/// Tells whether questions can be asked: both standard input and standard error are a terminal.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks questions on the terminal, which is as it was found when this is dropped.
pub(crate) struct Prompt {
    theme: Box<dyn Theme>,
    term: Term,
    canvas: Canvas,
    /// What the interview is about.
    subject: RefCell<String>,
    signs: &'static Signs,
    /// Whether what stands out or back may show it.
    is_styled: bool,
    /// Whether lines are all that the terminal can show and take.
    is_plain: bool,
    /// Restores how the terminal was set.
    _quiet: Option<signals::Quiet>,
}

/// Characters that not every terminal has.
struct Signs {
    pointer: &'static str,
    /// Between a question and its answer.
    arrow: &'static str,
    between: &'static str,
    up_down: &'static str,
    caret: &'static str,
}

const UNICODE: Signs =
    Signs { pointer: "❯", arrow: "→", between: " · ", up_down: "↑↓", caret: "▏" };
const ASCII: Signs =
    Signs { pointer: ">", arrow: "->", between: " | ", up_down: "up/down", caret: "_" };

impl Drop for Prompt {
    fn drop(&mut self) {
        // Nothing can be done for a terminal that is gone.
        let _ = self.canvas.show_cursor();
    }
}

impl Prompt {
    pub(crate) fn new(styled: bool) -> Self {
        let unicode = output::utf8_locale();
        let is_plain = output::is_dumb();
        let styled = styled && !is_plain;
        let theme: Box<dyn Theme> = match styled && unicode {
            true => Box::new(ColorfulTheme::default()),
            false => Box::new(SimpleTheme),
        };
        Self {
            theme,
            term: Term::stderr(),
            canvas: Canvas::new(Term::stderr(), is_plain),
            subject: RefCell::new("whereto".to_owned()),
            signs: if unicode { &UNICODE } else { &ASCII },
            is_styled: styled,
            is_plain,
            _quiet: (!is_plain).then(signals::Quiet::new),
        }
    }

    /// Says from here on what the interview is about.
    pub(crate) fn name(&self, project: Option<&str>) {
        let name = project.map(|name| format!("{}{name}", self.signs.between)).unwrap_or_default();
        self.subject.replace(format!("whereto{name}"));
    }

    /// Writes a line, wrapped to the terminal.
    pub(crate) fn say(&self, text: &str) -> Result<(), Stop> {
        Ok(self.canvas.add(&self.wrap(text))?)
    }

    /// Leaves the terminal to what comes after the questions.
    pub(crate) fn leave(&self) -> Result<(), Stop> {
        self.canvas.settle()?;
        Ok(self.canvas.show_cursor()?)
    }

    /// Asks for yes or no.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, Stop> {
        if self.is_plain {
            let answer = self.canvas.line(&self.wrap(question), "[Y/n]")?.trim().to_lowercase();
            return Ok(matches!(answer.as_str(), "" | "y" | "yes"));
        }
        let answer = Confirm::with_theme(self.theme.as_ref())
            .with_prompt(question)
            .default(true)
            .interact_on_opt(&self.term)?;
        Ok(answer.unwrap_or(false))
    }

    /// Lets one of several lines be chosen, on one of which the cursor stands; none with the keys
    /// that go back.
    pub(crate) fn menu(
        &self,
        question: &str,
        items: Vec<String>,
        cursor: usize,
        help: &str,
    ) -> Result<Option<usize>, Stop> {
        let items = items.into_iter().map(Item::new).collect();
        let mut page = self.page(question, Body::List(List::menu(items, cursor)), help);
        page.may_be_unknown = false;
        loop {
            match self.run(&mut page)? {
                Done::Picked(index) => return Ok(Some(index)),
                Done::Back => return Ok(None),
                _ => {}
            }
        }
    }

    /// Lets one of several lines be chosen, or none of them for now; the cursor stands on the one
    /// from before.
    pub(crate) fn pick(
        &self,
        question: &str,
        items: Vec<String>,
        before: Option<usize>,
        help: &str,
    ) -> Result<Option<usize>, Stop> {
        let items = items.into_iter().map(Item::new).collect();
        let mut page = self.page(question, Body::List(List::answers(items, before)), help);
        let chosen = self.until_answered(&mut page, help)?;
        Ok(if let Done::Picked(index) = chosen { Some(index) } else { None })
    }

    /// Lets any of several lines be chosen, some of which are to begin with; returns their numbers.
    pub(crate) fn several(
        &self,
        question: &str,
        items: Vec<(String, bool)>,
        help: &str,
    ) -> Result<Vec<usize>, Stop> {
        let marked = |(label, is_marked): (String, bool)| Item { is_marked, ..Item::new(label) };
        let items = items.into_iter().map(marked).collect();
        let mut page = self.page(question, Body::List(List::several(items, true)), help);
        Ok(match self.until_answered(&mut page, help)? {
            Done::Marked(bits) => {
                (0..u64::BITS as usize).filter(|bit| bits >> bit & 1 == 1).collect()
            }
            _ => Vec::new(),
        })
    }

    /// Asks for words, which may be left out; those from before are there, and typing replaces them.
    pub(crate) fn words(
        &self,
        question: &str,
        before: Option<String>,
        help: &str,
    ) -> Result<Option<String>, Stop> {
        let mut entry = Entry::new(before, None, |text| (text == DASH).then(left_open));
        entry.is_words = true;
        let mut page = self.page(question, Body::Entry(entry), help);
        let done = self.until_answered(&mut page, help)?;
        Ok(match (done, page.body) {
            (Done::Typed, Body::Entry(entry)) => Some(entry.text.trim().to_owned()),
            _ => None,
        })
    }

    fn until_answered(&self, page: &mut Page<'_>, why: &str) -> Result<Done, Stop> {
        loop {
            match self.run(page)? {
                Done::Back => return Err(Stop::Back),
                Done::End => return Err(Stop::End),
                // Said once: what stood below the question now stands out.
                Done::Why => {
                    page.help.retain(|line| line != why);
                    page.note = vec![why.to_owned()];
                }
                done => return Ok(done),
            }
        }
    }

    fn page<'p>(&self, question: &'p str, body: Body<'p>, help: &str) -> Page<'p> {
        let heading = (self.subject.borrow().clone(), String::new());
        let (help, note) = (vec![help.to_owned()], Vec::new());
        Page { heading, question, body, help, note, may_be_unknown: true, may_end: false }
    }

    /// Asks a question, with where things stand below it.
    pub(crate) fn ask(
        &self,
        interview: &Interview<'_>,
        id: FieldId,
        progress: String,
        standing: String,
    ) -> Result<Option<Value>, Stop> {
        let base = interview.base();
        let Some(question) = base.question(id) else { return Ok(None) };
        let field = base.fields.get(id);
        let (before, suggested) = (interview.answer(id), interview.usual(id));
        let body = body(field, before, suggested);
        let mut page = self.page(&question.prompt, body, &question.help);
        page.heading.1 = progress;
        page.may_end = true;
        if let Kind::Number(_) = field.kind {
            let examples = match question.examples.as_slice() {
                [] => String::new(),
                examples => format!(" For example {}.", examples.join(", ")),
            };
            page.help.push(quantity::asked_in(field.unit()) + &examples);
        }
        if let Some(usual) = suggested {
            page.help.push(match field.kind {
                Kind::Number(_) => {
                    let usual = field.say(usual);
                    format!("Typical for your kind of project: {usual}. Press Tab to pick it.")
                }
                // What is typical is marked in the list.
                _ => "Press Tab to pick what is typical for your kind of project.".to_owned(),
            });
        }
        page.help.push(standing);
        let mut asked_back = None;
        loop {
            let value = match self.run(&mut page)? {
                Done::Back => return Err(Stop::Back),
                Done::End => return Err(Stop::End),
                Done::Why => {
                    page.note = why(interview, id);
                    continue;
                }
                Done::Unknown => return Ok(None),
                Done::Picked(index) => match field.kind {
                    Kind::YesNo => Value::YesNo(index == 0),
                    _ => Value::Choice(u8::try_from(index).unwrap_or_default()),
                },
                Done::Marked(bits) => Value::Several(bits),
                Done::Typed => match typed(&page, field) {
                    Ok(value) => value,
                    Err(problems) => {
                        page.note = problems.iter().map(wrong).collect();
                        continue;
                    }
                },
            };
            if let (Value::Number(number), Kind::Number(scale)) = (value, &field.kind)
                && asked_back != Some(number)
                && let Some(doubt) = doubt(field, scale, number, before)
            {
                asked_back = Some(number);
                page.note = vec![doubt];
                continue;
            }
            return Ok(Some(value));
        }
    }

    /// Repeats an answer as it was understood, in place of the question that is cleared away.
    pub(crate) fn keep(&self, question: &str, answer: Option<&str>) -> Result<(), Stop> {
        Ok(self.canvas.keep(&self.wrap(&self.answered(question, answer)))?)
    }

    /// Says that an answer from before was changed.
    pub(crate) fn amend(&self, question: &str, answer: Option<&str>) -> Result<(), Stop> {
        self.say(&self.answered(question, answer))
    }

    fn answered(&self, question: &str, answer: Option<&str>) -> String {
        format!("{question} {} {}", self.signs.arrow, answer.unwrap_or(DONT_KNOW))
    }

    /// Takes back what the question before has left on the screen.
    pub(crate) fn take_back(&self) -> Result<(), Stop> {
        Ok(self.canvas.take_back()?)
    }

    /// Shows a page until a key leads on.
    fn run(&self, page: &mut Page<'_>) -> Result<Done, Stop> {
        loop {
            let done = if self.is_plain {
                // Once it was asked, what is wrong with the answer is enough.
                let is_asked = !page.note.is_empty();
                let lines = if is_asked { self.note(page) } else { self.plain_lines(page) };
                page.take(&self.canvas.line(&lines, self.signs.pointer)?)
            } else {
                self.canvas.show(&self.lines(page))?;
                page.press(&self.canvas.key()?)
            };
            if let Some(done) = done {
                return Ok(done);
            }
        }
    }
}
