//! A record as it is read back: typed, and checked for whether it still agrees with itself.

use std::sync::Arc;

use super::{
    form::RECORD,
    front_matter,
    hidden::{self, Hidden},
    record::{Choice, FORM, Record},
    status,
};
use crate::{
    problem::{Code, Problem, Problems, shorten},
    reader::{Mapping, Reader},
    report::VerdictWord,
    source::{Place, Source},
    yaml::{self, Entry, Node, Span},
};

/// A decision record that was read.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What takes it out of force, wherever that is told: `rejected`, `deprecated` or
    /// `superseded`.
    pub retired: Option<&'static str>,
    /// What was recorded.
    pub record: Record,
    /// What people chose otherwise.
    pub chosen: Option<Choice>,
    /// The answers, as they stand in the file.
    pub profile: Node,
    /// The front matter.
    pub yaml: Arc<Source>,
    /// Where the decision stands.
    pub place: Place,
}

impl Decision {
    /// Returns the option that was decided on: what people chose, or else what was recommended.
    pub fn decided(&self) -> Option<&str> {
        let chosen = self.chosen.as_ref().map(|chosen| chosen.option.as_str());
        chosen.or(self.record.recommendation.as_deref())
    }
}

pub(super) const TOP: &str = "whereto";

/// Reads a decision record; none when the text is Markdown without one.
///
/// # Errors
/// When the front matter is not YAML, is not of the form that is known ([`Code::VERSION`]), or does
/// not agree with itself ([`Code::INCONSISTENT`]).
pub fn read(source: &Arc<Source>) -> Result<Option<Decision>, Problems> {
    // What cannot be read is only of interest where it was meant for this program.
    let ours = source.text().lines().any(|line| line.starts_with("whereto:"));
    let front_matter = match front_matter::find(source) {
        Ok(Some(front_matter)) => front_matter,
        Ok(None) => return none_in(source),
        Err(problem) => return if ours { Err(problem.into()) } else { none_in(source) },
    };
    let root = match yaml::parse(&front_matter.yaml) {
        Ok(root) => root,
        Err(problems) => return if ours { Err(problems) } else { none_in(source) },
    };
    let reader = Reader::new(&front_matter.yaml);
    let top = reader.unchecked(&root);
    let Some(entry) = top.entry(TOP) else { return none_in(source) };
    // Of two that were joined, the second would pass unseen.
    none_from(
        source,
        front_matter.body,
        "this is of a second decision record",
        "keep each record in a file of its own",
    )?;
    if let Some(problem) = yaml::conflict(source) {
        return Err(problem.into());
    }
    if let Some(left) = status::contradiction(top, source.text(), front_matter.body) {
        let message =
            format!("the record is said to be accepted in one place and {left} in another");
        let mut problem = Problem::error(Code::INCONSISTENT, message)
            .help("say the same in the front matter, in the list and in the section `Status`");
        if let Some(told) = top.entry("status") {
            problem = problem.at(reader.place(told.value.span), "told here");
        }
        return Err(problem.into());
    }
    let in_front = top.get("status").and_then(Node::text);
    if let Some((typed, meant)) = status::slip(in_front, source.text(), front_matter.body) {
        let mut problem = Problem::error(Code::UNKNOWN_ID, format!("`{typed}` is no status"))
            .help(format!("did you mean `{meant}`?"));
        if let Some(told) = top.entry("status").filter(|_| in_front == Some(typed)) {
            problem = problem.at(reader.place(told.value.span), "told here");
        }
        return Err(problem.into());
    }
    let retired = status::retired_by(top, source.text(), front_matter.body);
    Reading { map: reader.unchecked(&entry.value), reader }.decision(entry, retired).map(Some)
}

/// Makes sure that a text without the front matter of a record does not hold one elsewhere: below
/// a title or a comment on its license, indented, or between the marks of a conflict.
fn none_in(source: &Arc<Source>) -> Result<Option<Decision>, Problems> {
    let message =
        "this is of a decision record, but no front matter begins at the first line of the file";
    let help = "put the front matter, between its two lines `---`, before all else";
    none_from(source, 0, message, help).map(|()| None)
}

/// Makes sure that no line from a byte on says the form of a record. What stands in a block of code
/// of Markdown is an example.
fn none_from(source: &Arc<Source>, from: usize, message: &str, help: &str) -> Result<(), Problems> {
    let has_code = status::is_markdown(source.name()) || source.name() == Source::STDIN;
    let (mut start, mut hidden, mut above) = (from, Hidden::default(), "");
    for line in source.text().get(from..).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let words = line.trim();
        let is_example = has_code && hidden.place(line) == hidden::Place::Code;
        if !is_example && is_form(above, words) {
            let at = start + line.len() - line.trim_start().len();
            let place = Place { source: Arc::clone(source), span: at..at + words.len() };
            let problem = Problem::error(Code::SYNTAX, message).at(place, "not read here");
            return Err(problem.help(help).into());
        }
        if !words.is_empty() {
            above = words;
        }
        start += line.len();
    }
    Ok(())
}

/// Tells whether a line says the form of a record, in any of the ways of YAML: its key may be in
/// quotes or braces or on the line above, and an anchor or the marks of a quotation, a list or a
/// comment may stand before it. What prose says of a form is no form.
fn is_form(above: &str, line: &str) -> bool {
    let is_mark = |mark: char| mark.is_whitespace() || "\"'>#*/|+-?:".contains(mark);
    // JSON may escape a slash.
    let (above, line) = (above.to_ascii_lowercase(), line.to_ascii_lowercase().replace("\\/", "/"));
    let Some((before, _)) = line.split_once(FORMS) else { return false };
    let above = if before.trim_matches(is_mark).is_empty() { above.as_str() } else { "" };
    let before = format!("{above} {before}");
    let Some((head, tail)) = before.rsplit_once("form") else { return false };
    let head = head.trim_end_matches(is_mark);
    let mut between = tail.split_whitespace().filter(|word| !word.starts_with(['&', '!']));
    (head.is_empty() || head.ends_with(['{', ',']))
        && tail.contains(':')
        && between.all(|word| word.trim_matches(is_mark).is_empty())
}

/// What the forms of all versions begin with, however the rest is written.
const FORMS: &str = "whereto/decision";

/// Reads the mapping of a record.
struct Reading<'n> {
    reader: Reader,
    map: Mapping<'n>,
}

impl Reading<'_> {
    fn decision(
        mut self,
        entry: &Entry,
        retired: Option<&'static str>,
    ) -> Result<Decision, Problems> {
        let Some(form) = self.reader.require(self.map, "form", "`whereto`") else {
            return Err(self.reader.finish());
        };
        self.known_form(form)?;
        let read = RECORD.read(&entry.value, "`whereto`", &mut self.reader);
        let (Ok(record), Some(profile), true) =
            (serde_json::from_value(read), self.map.get("profile"), self.reader.is_clean())
        else {
            return Err(self.reader.finish());
        };
        self.options_and_rules(&record);
        let chosen = self.chosen(&record);
        if self.reader.is_clean() {
            self.agrees(&record);
        }
        let key = self.map.entry("recommendation").map_or(entry.key_span, |entry| entry.key_span);
        let yaml = Arc::clone(self.reader.source());
        let (place, profile) = (key.place(&yaml), profile.clone());
        self.reader.or(Decision { retired, record, chosen, profile, yaml, place })
    }

    /// Makes sure that the record is of the form that is known.
    fn known_form(&self, node: &Node) -> Result<(), Problem> {
        let form = node.text().unwrap_or_default();
        if form == FORM {
            return Ok(());
        }
        let message = format!("this record is of the form `{}`", shorten(form));
        let problem = Problem::error(Code::VERSION, message)
            .at(self.reader.place(node.span), format!("expected `{FORM}`"));
        let version = form.strip_prefix(FORMS).and_then(|rest| rest.strip_prefix('/'));
        Err(if version.is_some_and(|version| version.parse::<u32>().is_ok()) {
            problem.help("it was written by another version of this program; use that one")
        } else {
            problem.suggest(Some(FORM))
        })
    }

    /// Reports options that have no score, and rules that do nothing or two things.
    fn options_and_rules(&mut self, record: &Record) {
        for (key, option) in
            [("recommendation", &record.recommendation), ("chosen", &record.chosen)]
        {
            if let Some(option) = option {
                self.known_option(key, option, self.value(key), record);
            }
        }
        for (option, _) in &record.monthly_cost_usd {
            let span = self.inside("monthly_cost_usd", option);
            self.known_option("monthly_cost_usd", option, span, record);
        }
        for (id, rule) in &record.rules {
            if rule.points.is_empty() == rule.excludes.is_empty() {
                let message = format!("the rule `{id}`: expected either `points` or `excludes`");
                let span = self.inside("rules", id);
                self.reader.error(Code::MISSING, span, message, "needs one of them");
            }
        }
    }

    fn known_option(&mut self, key: &str, id: &str, span: Span, record: &Record) {
        if record.score(id).is_none() {
            let message = format!("`{key}`: `{}` was no option", shorten(id));
            let options = record.scores.iter().map(|(option, _)| option.as_str());
            self.reader.refuse(Code::UNKNOWN_ID, message, id, options, span);
        }
    }

    /// Returns what people chose; to choose what is recommended takes no reason.
    fn chosen(&mut self, record: &Record) -> Option<Choice> {
        let option = record.chosen.clone()?;
        match &record.because {
            Some(because) => Some(Choice { option, because: because.clone() }),
            None if record.recommendation.as_ref() == Some(&option) => None,
            None => {
                let message = format!(
                    "`{option}` was chosen, which is not what was recommended, and `because` does \
                     not say why"
                );
                let span = self.value("chosen");
                self.reader.error(Code::MISSING, span, message, "needs a reason");
                None
            }
        }
    }

    /// Reports where scores, exclusions, verdict and recommendation do not follow from the rules
    /// and weights that are recorded.
    fn agrees(&mut self, record: &Record) {
        for (id, rule) in &record.rules {
            let span = self.inside("rules", id);
            let dimension = &rule.dimension;
            if record.weight(dimension).is_none() {
                let message = format!(
                    "the rule `{id}` is of the dimension `{dimension}`, which has no weight"
                );
                self.edited(span, message, "its weight is missing in `weights`");
            }
            for option in rule.options().filter(|option| record.score(option).is_none()) {
                let message = format!("the rule `{id}` speaks of `{option}`, which has no score");
                self.edited(span, message, "its score is missing in `scores`");
            }
        }
        for (option, score) in &record.scores {
            let weighted = record.rules.iter().map(|(_, rule)| {
                rule.points_for(option) * record.weight(&rule.dimension).unwrap_or_default()
            });
            let sum: i64 = weighted.sum();
            if sum != *score {
                let message = format!(
                    "the score of `{option}` is {score}, but the rules and weights recorded here \
                     add up to {sum}"
                );
                self.edited(self.inside("scores", option), message, format!("expected {sum}"));
            }
        }
        if self.reader.is_clean() {
            self.verdict(record);
        }
    }

    fn verdict(&mut self, record: &Record) {
        let unanswered = record.verdict == VerdictWord::Unanswered && record.rules.is_empty();
        if unanswered {
            return;
        }
        let ranking = record.ranking();
        let (verdict, best) = match ranking.as_slice() {
            [] => (VerdictWord::NoneFits, None),
            [(_, first), (_, second), ..] if first == second => (VerdictWord::Tie, None),
            [(first, _), ..] => (VerdictWord::Recommended, Some(*first)),
        };
        let words = |option: Option<&str>| option.map_or("nothing".into(), |id| format!("`{id}`"));
        if record.recommendation.as_deref() != best {
            let (found, expected) = (words(record.recommendation.as_deref()), words(best));
            let message = format!(
                "the recommendation is {found}, but by the scores and rules recorded here it is \
                 {expected}"
            );
            self.edited(self.key("recommendation"), message, format!("expected {expected}"));
        } else if record.verdict != verdict {
            let (found, expected) = (record.verdict.name(), verdict.name());
            let message = format!(
                "the verdict is `{found}`, but by the scores and rules recorded here it is \
                 `{expected}`"
            );
            self.edited(self.key("verdict"), message, format!("expected `{expected}`"));
        }
    }

    fn edited(&mut self, span: Span, message: String, label: impl Into<String>) {
        let problem =
            Problem::error(Code::INCONSISTENT, message).at(self.reader.place(span), label);
        self.reader.report(problem.help(RESTORE));
    }

    /// Returns where a key stands.
    fn key(&self, key: &str) -> Span {
        self.map.entry(key).map_or(self.map.span().first(), |entry| entry.key_span)
    }

    /// Returns where the value of a key stands.
    fn value(&self, key: &str) -> Span {
        self.map.entry(key).map_or(self.map.span().first(), |entry| entry.value.span)
    }

    /// Returns where a key of a mapping stands.
    fn inside(&self, mapping: &str, key: &str) -> Span {
        let inner = self.map.get(mapping).map(|node| self.reader.unchecked(node));
        inner.and_then(|inner| inner.entry(key)).map_or(self.value(mapping), |it| it.key_span)
    }
}

/// What to do about a record that was edited.
pub(super) const RESTORE: &str =
    "the record was edited; restore it, or write a new one with `whereto adr`";
