//! The questions: what is asked about a project, how, and why.

use rust_decimal::Decimal;

use crate::{
    field::{Choice, FieldId, Kind, Scale},
    grid::Grid,
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    rulebase::{
        DimensionId,
        evidence::{Citation, read_word},
    },
    yaml::{Entry, Node, Span},
};

/// The keys of a profile that are no questions.
pub(crate) const PROFILE_KEYS: [&str; 7] =
    ["project", "description", "notes", "weights", "expect", "assumptions", "components"];

/// A question, and with it an answerable field of the same id.
#[derive(Clone, Debug)]
pub struct Question {
    /// The field it fills.
    pub field: FieldId,
    /// The dimension it belongs to.
    pub dimension: DimensionId,
    /// The question as it is put.
    pub prompt: String,
    /// One line of help.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// Answers that people give, for numbers.
    pub examples: Vec<String>,
    /// Numbers of which no rule need speak.
    pub neutral: Vec<Neutral>,
    /// What says that it matters.
    pub cites: Vec<Citation>,
}

/// A stretch of numbers of which no rule need speak.
#[derive(Clone, Debug)]
pub struct Neutral {
    /// Where it starts.
    pub from: Decimal,
    /// Where it ends.
    pub to: Decimal,
    /// Why.
    pub because: String,
}

/// Two answers that cannot both be meant.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// Its id.
    pub id: String,
    /// When it is there.
    pub when: crate::condition::Condition,
    /// What is the matter, in a sentence that names both answers.
    pub because: String,
}

/// A question as read, before its dimension and citations are looked up.
pub(crate) struct Draft<'n> {
    pub(crate) id: &'n str,
    pub(crate) id_span: Span,
    pub(crate) kind: Kind,
    pub(crate) ordered: bool,
    pub(crate) uncommon: u64,
    pub(crate) prompt: String,
    pub(crate) help: String,
    pub(crate) why: String,
    pub(crate) examples: Vec<String>,
    pub(crate) neutral: Vec<Neutral>,
}

const KEYS: [&str; 18] = [
    "id",
    "dimension",
    "prompt",
    "help",
    "why",
    "kind",
    "ordered",
    "choices",
    "unit",
    "whole",
    "range",
    "grid",
    "typical",
    "uncommon",
    "examples",
    "neutral",
    "cites",
    "silence",
];

impl<'n> Draft<'n> {
    pub(crate) fn read(node: &'n Node, reader: &mut Reader) -> Option<Self> {
        let mapping = reader.mapping(node, "a question", &KEYS)?;
        let id = reader
            .require(mapping, "id", "a question")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        reader.require(mapping, "dimension", "a question");
        let mut text = |key: &str| reader.required_text(mapping, key, "a question");
        let (prompt, help, why) = (text("prompt"), text("help"), text("why"));
        let ordered = mapping
            .get("ordered")
            .and_then(|node| reader.yes_no(node, "`ordered`"))
            .unwrap_or(false);
        let examples = mapping
            .get("examples")
            .map(|node| reader.texts(node, "`examples`"))
            .unwrap_or_default();
        let kind = reader
            .require(mapping, "kind", "a question")
            .and_then(|node| read_kind(node, mapping, reader));
        let (id, id_span) = id?;
        let kind = kind?;
        let neutral = mapping
            .get("neutral")
            .map(|node| read_neutral(node, &kind, reader))
            .unwrap_or_default();
        let uncommon = mapping
            .get("uncommon")
            .and_then(|node| read_uncommon(node, &kind, reader))
            .unwrap_or(0);
        Some(Self {
            id,
            id_span,
            kind,
            uncommon,
            ordered,
            prompt: prompt?,
            help: help?,
            why: why?,
            examples: examples.into_iter().map(|(text, _)| text.to_owned()).collect(),
            neutral,
        })
    }
}

#[derive(Clone, Copy)]
enum Word {
    Number,
    Choice,
    YesNo,
    Several,
}

fn read_kind(node: &Node, question: Mapping<'_>, reader: &mut Reader) -> Option<Kind> {
    const WORDS: [(&str, Word); 4] = [
        ("number", Word::Number),
        ("choice", Word::Choice),
        ("yes-no", Word::YesNo),
        ("several", Word::Several),
    ];
    match read_word(node, "`kind`", &WORDS, reader)? {
        Word::Number => read_scale(question, reader).map(Kind::Number),
        Word::YesNo => Some(Kind::YesNo),
        Word::Choice => read_choices(question, reader).map(Kind::Choice),
        Word::Several => read_choices(question, reader).map(Kind::Several),
    }
}

fn read_choices(question: Mapping<'_>, reader: &mut Reader) -> Option<Vec<Choice>> {
    /// As many as there are bits in a set of answers.
    const MOST: usize = 64;
    let node = reader.require(question, "choices", "a question")?;
    let nodes = reader.sequence(node, "`choices`")?;
    if nodes.is_empty() || nodes.len() > MOST {
        reader.wrong_type(node, "`choices`", &format!("1 to {MOST} choices"));
        return None;
    }
    let mut choices: Vec<Choice> = Vec::new();
    for node in nodes {
        let Some((choice, span)) = read_choice(node, reader) else { continue };
        if choices.iter().any(|other| other.id == choice.id) {
            let message = format!("there are two choices `{}`", choice.id);
            reader.error(Code::DUPLICATE_ID, span, message, "the second one");
        }
        choices.push(choice);
    }
    (!choices.is_empty()).then_some(choices)
}

fn read_choice(node: &Node, reader: &mut Reader) -> Option<(Choice, Span)> {
    let mapping = reader.mapping(node, "a choice", &["id", "means", "neutral"])?;
    let id = reader
        .require(mapping, "id", "a choice")
        .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
    let means =
        reader.require(mapping, "means", "a choice").and_then(|node| reader.text(node, "`means`"));
    let neutral = reader.optional_text(mapping, "neutral");
    let (id, span) = id?;
    Some((Choice { id: id.to_owned(), means: means.unwrap_or_default().to_owned(), neutral }, span))
}

/// The numbers of which no rule need speak.
fn read_neutral(node: &Node, kind: &Kind, reader: &mut Reader) -> Vec<Neutral> {
    if !matches!(kind, Kind::Number(_)) {
        reader.wrong_type(node, "`neutral`", "nothing here, since each choice can be `neutral`");
        return Vec::new();
    }
    let nodes = reader.sequence(node, "`neutral`").unwrap_or_default();
    let mut all = Vec::new();
    for node in nodes {
        const WHAT: &str = "a neutral stretch";
        let Some(mapping) = reader.mapping(node, WHAT, &["from", "to", "because"]) else {
            continue;
        };
        let from = required_number(mapping, "from", WHAT, reader);
        let to = required_number(mapping, "to", WHAT, reader);
        let because = reader
            .require(mapping, "because", WHAT)
            .and_then(|node| reader.text(node, "`because`"));
        let (Some(from), Some(to), Some(because)) = (from, to, because) else { continue };
        if from >= to {
            let message = format!("{WHAT} ends at {to}, which is not over {from}, where it starts");
            reader.error(Code::OUT_OF_RANGE, mapping.span(), message, "expected `to` over `from`");
        }
        all.push(Neutral { from, to, because: because.to_owned() });
    }
    all
}

/// The answers that few projects give, as bits.
fn read_uncommon(node: &Node, kind: &Kind, reader: &mut Reader) -> Option<u64> {
    let mut bits = 0;
    match kind {
        Kind::YesNo => {
            for node in reader.sequence(node, "`uncommon`")? {
                bits |= 1 << u64::from(reader.yes_no(node, "an answer in `uncommon`")?);
            }
        }
        Kind::Choice(choices) | Kind::Several(choices) => {
            for (id, span) in reader.texts(node, "`uncommon`") {
                match choices.iter().position(|choice| choice.id == id) {
                    Some(index) => bits |= 1 << index,
                    None => {
                        let known = choices.iter().map(|choice| choice.id.as_str());
                        reader.unknown("choice", id, known, span);
                    }
                }
            }
        }
        Kind::Number(_) => reader.wrong_type(
            node,
            "`uncommon`",
            "nothing here, since a numeric question has `typical`",
        ),
    }
    Some(bits)
}

fn read_scale(question: Mapping<'_>, reader: &mut Reader) -> Option<Scale> {
    let unit = question
        .get("unit")
        .and_then(|node| reader.text(node, "`unit`"))
        .unwrap_or_default()
        .to_owned();
    let whole =
        question.get("whole").and_then(|node| reader.yes_no(node, "`whole`")).unwrap_or(false);
    // All of them are read before any of them is missed, so that every mistake is reported at once.
    let range = read_range(question, reader);
    let grid = read_grid(question, reader);
    let typical = read_typical(question, reader);
    let (Range { least, over_least, most, span }, grid, typical) = (range?, grid?, typical?);
    let scale = Scale { unit, whole, least, over_least, most, grid, typical };
    let (from, to) = scale.typical;
    if least.is_sign_negative()
        || most <= least
        || !scale.holds(from)
        || !scale.holds(to)
        || from > to
    {
        let problem = Problem::error(
            Code::OUT_OF_RANGE,
            "`range` must start at zero or more and hold all of `typical`",
        )
        .at(reader.place(span), "this range");
        reader.report(problem);
        return None;
    }
    Some(scale)
}

struct Range {
    least: Decimal,
    over_least: bool,
    most: Decimal,
    span: Span,
}

fn read_range(question: Mapping<'_>, reader: &mut Reader) -> Option<Range> {
    let node = reader.require(question, "range", "a numeric question")?;
    let range = reader.mapping(node, "`range`", &["at_least", "over", "at_most"])?;
    let least = range.entry("at_least").or(range.entry("over"));
    if least.is_none() {
        reader.error(
            Code::MISSING,
            range.span(),
            "`range`: `at_least` or `over` is missing",
            "needs a lower end",
        );
    }
    let over_least = least.is_some_and(|least| least.key == "over");
    let least = least.and_then(|least| number(least, reader));
    let most = required_number(range, "at_most", "`range`", reader);
    Some(Range { least: least?, over_least, most: most?, span: range.span() })
}

fn read_typical(question: Mapping<'_>, reader: &mut Reader) -> Option<(Decimal, Decimal)> {
    let node = reader.require(question, "typical", "a numeric question")?;
    let typical = reader.mapping(node, "`typical`", &["from", "to"])?;
    let from = required_number(typical, "from", "`typical`", reader);
    let to = required_number(typical, "to", "`typical`", reader);
    Some((from?, to?))
}

fn read_grid(question: Mapping<'_>, reader: &mut Reader) -> Option<Grid> {
    let node = reader.require(question, "grid", "a numeric question")?;
    let grid = reader.mapping(node, "`grid`", &["step", "digits"])?;
    let step = required_number(grid, "step", "`grid`", reader);
    let digits = match grid.get("digits") {
        Some(node) => Some(reader.whole(node, "`digits`", 1..=4)?),
        None => None,
    };
    let step = step?;
    let power_of_ten = {
        let normal = step.normalize();
        let mantissa = normal.mantissa();
        mantissa > 0 && 10i128.pow(mantissa.ilog10()) == mantissa
    };
    match digits {
        _ if step <= Decimal::ZERO => reader.wrong_type(node, "`grid`", "a `step` over zero"),
        Some(_) if !power_of_ten => {
            reader.wrong_type(node, "`grid`", "with `digits`, a `step` that is a power of ten")
        }
        Some(digits) => return Some(Grid::logarithmic(u32::try_from(digits).unwrap_or(1), step)),
        None => return Some(Grid::linear(step)),
    }
    None
}

fn number(entry: &Entry, reader: &mut Reader) -> Option<Decimal> {
    reader.number(&entry.value, &format!("`{}`", entry.key))
}

fn required_number(
    mapping: Mapping<'_>,
    key: &str,
    what: &str,
    reader: &mut Reader,
) -> Option<Decimal> {
    reader.require(mapping, key, what).and_then(|node| reader.number(node, &format!("`{key}`")))
}
