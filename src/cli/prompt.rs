//! Questions on the terminal: dialoguer asks for yes and no, and draws nothing else, since its lists
//! and entries have no way back and no help below the question. Those are pages ([`page`]) on a
//! screen ([`screen`]). On a terminal that cannot be drawn on, questions and answers are lines.

mod page;
mod screen;

use std::{
    cell::RefCell,
    io::{self, IsTerminal},
};

use dialoguer::{
    Confirm,
    console::{Style, Term},
    theme::{ColorfulTheme, SimpleTheme, Theme},
};
use rust_decimal::Decimal;
use whereto::{
    answer,
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    interview::Interview,
    problem::{Advice, Problem, Problems, text::one_line},
    quantity,
};

use self::{
    page::{Body, DASH, DONT_KNOW, Done, Entry, Item, List, Page},
    screen::Canvas,
};
use super::{
    output::{self, wrapped},
    signals,
};

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

/// So many times beyond what is usual, or what was said before, a number is asked back.
const IMPLAUSIBLE: u32 = 100;

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

    /// Lays a page out in lines of which none is written over, with all that there is to say.
    fn plain_lines(&self, page: &Page<'_>) -> Vec<String> {
        let columns = self.canvas.size().1;
        let mut lines = self.heading(page, columns);
        lines.extend(self.wrap(page.question));
        match &page.body {
            Body::List(list) => {
                let wrap = |text: &str| self.wrapped(text, columns.saturating_sub(7));
                lines.extend(list.numbered(wrap, self.signs.pointer));
            }
            Body::Entry(entry) if !entry.text.is_empty() => {
                lines.extend(self.wrap(&format!("It is {}; Enter keeps it.", entry.text)));
            }
            Body::Entry(_) => {}
        }
        let help = page.help.iter().filter(|text| !text.is_empty());
        lines.extend(help.flat_map(|text| self.wrap(text)));
        let keys = self.keys(page).replace('\u{a0}', " ");
        lines.extend(self.wrap(&keys));
        lines
    }

    /// Returns what was wrong with an answer, or why it is asked for.
    fn note(&self, page: &Page<'_>) -> Vec<String> {
        page.note.iter().flat_map(|text| self.wrap(text)).collect()
    }

    /// Lays a page out: what need not be read gives way where there is little room.
    fn lines(&self, page: &Page<'_>) -> Vec<String> {
        let (rows, columns) = self.canvas.size();
        let dim = |text: &str| -> Vec<String> {
            self.wrap(text).iter().map(|line| self.styled(line, Style::dim)).collect()
        };
        // No key is parted from what it does.
        let keys = dim(&self.keys(page)).iter().map(|line| line.replace('\u{a0}', " ")).collect();
        let note = self.note(page);
        let note: Vec<String> = note.iter().map(|line| self.styled(line, Style::yellow)).collect();
        let question: Vec<String> =
            self.wrap(page.question).iter().map(|line| self.styled(line, Style::bold)).collect();
        let entry = match &page.body {
            Body::Entry(entry) => self.entry(entry),
            Body::List(_) => Vec::new(),
        };
        let list = match &page.body {
            Body::List(list) => {
                let wrap = |text: &str| self.wrapped(text, columns.saturating_sub(7));
                Some(list.rows(wrap, self.signs.pointer))
            }
            Body::Entry(_) => None,
        };
        let listed = |list: &page::Rows| list.items.iter().map(Vec::len).sum::<usize>();
        let all = list.as_ref().map_or(entry.len(), listed);
        // The line that the cursor stands on is kept free.
        let mut room = rows.saturating_sub(1 + question.len() + note.len() + all.min(3));
        let mut fits = |lines: Vec<String>| {
            let fits = lines.len() <= room;
            room -= if fits { lines.len() } else { 0 };
            if fits { lines } else { Vec::new() }
        };
        let keys = fits(keys);
        let body_room = all.saturating_sub(3).min(rows / 2);
        let reserved = fits(vec![String::new(); body_room]).len();
        let heading = fits(self.heading(page, columns));
        let help: Vec<String> = page.help.iter().flat_map(|text| fits(dim(text))).collect();
        let gap = fits(vec![String::new()]);
        let spare = room + reserved + all.min(3);
        let mut lines = heading;
        lines.extend(question);
        match list {
            Some(list) => lines.extend(self.window(list, spare)),
            None => lines.extend(entry),
        }
        lines.extend(note);
        lines.extend(gap.into_iter().filter(|_| !help.is_empty()));
        lines.extend(help);
        lines.extend(keys);
        lines
    }

    fn heading(&self, page: &Page<'_>, columns: usize) -> Vec<String> {
        let (left, right) = &page.heading;
        let left = &one_line(left).into_owned();
        let width = left.chars().count() + right.chars().count();
        let mut lines = if width + 2 < columns {
            let gap = " ".repeat(columns - 1 - width);
            vec![if right.is_empty() { left.clone() } else { format!("{left}{gap}{right}") }]
        } else {
            [left, right].into_iter().flat_map(|text| self.wrap(text)).collect()
        };
        for line in &mut lines {
            *line = self.styled(line, Style::dim);
        }
        lines.insert(0, String::new());
        lines
    }

    /// Returns the items around the cursor, as many as there is room for.
    fn window(&self, list: page::Rows, room: usize) -> Vec<String> {
        let page::Rows { mut items, current } = list;
        let is_cut = room > 1 && items.iter().map(Vec::len).sum::<usize>() > room;
        let room = if is_cut { room - 1 } else { room };
        let mut first = current;
        let mut height = items.get(current).map_or(0, Vec::len);
        let mut last = current;
        loop {
            let above = first.checked_sub(1).and_then(|above| items.get(above)).map(Vec::len);
            let below = items.get(last + 1).map(Vec::len);
            if let Some(above) = above.filter(|above| height + above <= room) {
                (first, height) = (first - 1, height + above);
            } else if let Some(below) = below.filter(|below| height + below <= room) {
                (last, height) = (last + 1, height + below);
            } else {
                break;
            }
        }
        if let Some(lines) = items.get_mut(current) {
            for line in lines {
                *line = self.styled(line, Style::cyan);
            }
        }
        let (above, below) = (first, items.len().saturating_sub(last + 1));
        let mut lines: Vec<String> =
            items.into_iter().skip(first).take(last + 1 - first).flatten().collect();
        if is_cut {
            let more = match (above, below) {
                (0, below) => format!("  {below} more below"),
                (above, 0) => format!("  {above} more above"),
                (above, below) => format!("  {above} more above, {below} below"),
            };
            lines.push(self.styled(&more, Style::dim));
        }
        lines
    }

    /// Returns what is typed, and how it is understood.
    fn entry(&self, entry: &Entry<'_>) -> Vec<String> {
        let (pointer, caret) = (self.signs.pointer, self.signs.caret);
        let shown = match (entry.text.as_str(), entry.is_from_before) {
            ("", _) if entry.is_words => caret.to_owned(),
            ("", _) => format!("{caret}{}", self.styled(DONT_KNOW, Style::dim)),
            (text, true) => format!("{text}  {}", self.styled("(typing replaces it)", Style::dim)),
            (text, false) => format!("{text}{caret}"),
        };
        // The end of a long line is what is being typed.
        let room = self.canvas.size().1.saturating_sub(4);
        let length = shown.chars().count();
        let shown: String = match entry.text.chars().count() + 1 > room {
            true => shown.chars().skip(length - room).collect(),
            false => shown,
        };
        let understood = (entry.understand)(&entry.text);
        let mut lines = vec![format!("{pointer} {shown}")];
        lines.extend(understood.map(|words| self.styled(&format!("  = {words}"), Style::dim)));
        lines
    }

    /// Names the keys.
    fn keys(&self, page: &Page<'_>) -> String {
        let unknown = if page.may_be_unknown { vec!["- don't know"] } else { Vec::new() };
        let end = if page.may_end { vec!["! verdict"] } else { Vec::new() };
        let move_about = format!("{} move", self.signs.up_down);
        let keys: Vec<&str> = match &page.body {
            Body::List(list) if self.is_plain => {
                let numbers = if list.is_several() { "1,2 choose" } else { "1 choose" };
                [vec![numbers, "? why", "< back"], unknown, end].concat()
            }
            Body::List(list) if list.filter().is_some() => {
                let typed = list.filter().unwrap_or_default();
                return format!("/{typed}{} esc clears the filter", self.signs.caret);
            }
            Body::List(list) if list.is_several() => {
                let first = vec![&*move_about, "space select", "enter done", "? why", "< back"];
                [first, unknown, end, vec!["/ filter"]].concat()
            }
            Body::List(_) => {
                let first = vec![&*move_about, "enter choose", "? why", "< back"];
                [first, unknown, end, vec!["/ filter"]].concat()
            }
            Body::Entry(_) => [vec!["enter confirm", "? why", "< back"], unknown, end].concat(),
        };
        let kept: Vec<&str> = keys
            .into_iter()
            .filter(|key| page.may_be_unknown || !matches!(*key, "? why"))
            .collect();
        let kept: Vec<String> = kept.iter().map(|key| key.replace(' ', "\u{a0}")).collect();
        kept.join(self.signs.between)
    }

    fn wrap(&self, text: &str) -> Vec<String> {
        self.wrapped(text, self.canvas.size().1 - 1)
    }

    /// Breaks text into lines. A pack can have any words, of which none must steer the terminal.
    fn wrapped(&self, text: &str, width: usize) -> Vec<String> {
        wrapped(&one_line(text), width).into_iter().map(String::from).collect()
    }

    /// Text in a style, where the terminal shows any.
    fn styled(&self, text: &str, style: fn(Style) -> Style) -> String {
        if self.is_styled {
            style(Style::new().for_stderr()).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}

/// How a question is answered.
fn body<'f>(field: &'f Field, before: Option<Value>, suggested: Option<Value>) -> Body<'f> {
    let marked = |items: Vec<Item>, usual: &dyn Fn(usize) -> bool| -> Vec<Item> {
        let items = items.into_iter().enumerate();
        items.map(|(index, item)| Item { is_usual: usual(index), ..item }).collect()
    };
    let labels =
        |choices: &[Choice]| choices.iter().map(|choice| Item::new(label(choice))).collect();
    match &field.kind {
        Kind::YesNo => {
            let number = |value| match value {
                Some(Value::YesNo(answer)) => Some(usize::from(!answer)),
                _ => None,
            };
            let items = vec![Item::new("Yes"), Item::new("No")];
            let items = marked(items, &|index| number(suggested) == Some(index));
            Body::List(List::answers(items, number(before)))
        }
        Kind::Choice(choices) => {
            let number = |value| match value {
                Some(Value::Choice(choice)) => Some(usize::from(choice)),
                _ => None,
            };
            let items = marked(labels(choices), &|index| number(suggested) == Some(index));
            Body::List(List::answers(items, number(before)))
        }
        Kind::Several(choices) => {
            let bits = |value| if let Some(Value::Several(bits)) = value { bits } else { 0 };
            let mut items = marked(labels(choices), &|index| bits(suggested) >> index & 1 == 1);
            for (index, item) in items.iter_mut().enumerate() {
                item.is_marked = bits(before) >> index & 1 == 1;
            }
            Body::List(List::several(items, before.is_some()))
        }
        Kind::Number(_) => {
            let show = |value: Value| field.show(value);
            let understand = |text: &str| {
                if text == DASH {
                    return Some(left_open());
                }
                let answer = answer::parse(text, field).ok()?;
                answer.echo.is_some().then(|| field.say(answer.value))
            };
            Body::Entry(Entry::new(before.map(show), suggested.map(show), understand))
        }
    }
}

/// What a dash alone stands for.
fn left_open() -> String {
    DONT_KNOW.to_owned()
}

/// A choice as an answer: its meaning, after its name where that says more.
fn label(choice: &Choice) -> String {
    let (name, means) = (&choice.name, choice.means.as_str());
    let is_said = ["yes", "no"].iter().any(|word| {
        let rest = means.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with([',', ' ']) || rest.is_empty())
    });
    let is_named = is_said
        || means.to_lowercase().contains(&name.to_lowercase())
        || matches!(&*choice.id, "none" | "other");
    let label = if is_named { means.to_owned() } else { format!("{name}: {means}") };
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn typed(page: &Page<'_>, field: &Field) -> Result<Value, Problems> {
    match &page.body {
        Body::Entry(entry) => answer::parse(&entry.text, field).map(|answer| answer.value),
        Body::List(_) => Err(Problems::new()),
    }
}

/// What is wrong with what was typed, and how it could be written.
fn wrong(problem: &Problem) -> String {
    let advice = problem.advice.first().map(Advice::words);
    let label = problem.marks.first().map(|mark| mark.label.clone());
    advice.or(label).unwrap_or_else(|| problem.message.clone())
}

/// Asks back where a number is far from what is usual, or from what it was before.
fn doubt(field: &Field, scale: &Scale, number: Decimal, before: Option<Value>) -> Option<String> {
    let many = Decimal::from(IMPLAUSIBLE);
    let (least, most) = scale.typical;
    let far = |from: Decimal| number > from.saturating_mul(many) || number < from / many;
    let earlier = match before {
        Some(Value::Number(before)) if before > Decimal::ZERO && number > Decimal::ZERO => {
            far(before).then(|| format!("it was {}", quantity::people(before)))
        }
        _ => None,
    };
    let unusual = || {
        (number > most.saturating_mul(many) || number > Decimal::ZERO && number < least / many)
            .then(|| {
                format!(
                    "most projects have {} to {}",
                    quantity::people(least),
                    quantity::people(most)
                )
            })
    };
    let why = earlier.or_else(unusual)?;
    let number = field.say(Value::Number(number));
    Some(format!("{number}, though {why}? Press Enter again to confirm, or type another number."))
}

/// Why a question is asked, and the first rules that look at it.
fn why(interview: &Interview<'_>, id: FieldId) -> Vec<String> {
    const MOST: usize = 2;
    let question = interview.base().question(id);
    let mut lines: Vec<String> = question.iter().map(|question| question.why.clone()).collect();
    let rules = interview.rules_on(id);
    lines.extend(rules.iter().take(MOST).map(|rule| format!("- {}", rule.because)));
    if rules.len() > MOST {
        let id = &interview.base().fields.get(id).id;
        let rest = rules.len() - MOST;
        lines.push(format!("- and {rest} more: whereto explain {id}"));
    }
    lines
}
