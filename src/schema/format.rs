//! The reference of what people write, as Markdown, made from the descriptions of
//! [`crate::shape`].

use std::fmt::Write;

use crate::{
    config::RawConfig,
    corpus::RawDecision,
    profile::{RawEvidence, RawProfile},
    rulebase::raw::{
        RawFile,
        packs::{CHANGEABLE, OVERRIDE_KEYS},
    },
    scenario::RawScenario,
    shape::{Bond, Form, FromNode, Keyed, Shape, Then, When},
    words::capitalised,
};

const HEAD: &str = "\
# The format of rule files, packs, scenarios, decisions and profiles

Every key, what its value looks like, and what it means. Keys in bold must be there. A test holds \
                    this page to the
program, which reads files by the same description. How things are meant to be used stands in
[CONTRIBUTING.md](../CONTRIBUTING.md) and [packs.md](packs.md); `whereto schema rules`, `whereto \
                    schema scenarios`,
`whereto schema decisions` and `whereto schema profile` print JSON Schemas of the same for editors.

The schemas accept what the program reads, and nothing else but what a schema cannot say:

- in answers, the size of a number that is written as a text (`300 ms`, `5M`), and a choice that is \
                    listed twice in two
  ways of writing it (`[GDPR, gdpr]`);
- in a system, weights of a component that leave nothing to count;
- what takes looking things up or comparing them: whether what an id names is there and whether two \
                    things have the
  same id, what a rule claims beside what its sources carry, which entry of a list has no `when`, and \
                    numbers and
  lengths that depend on others;
- in formulas, anything but that there is one; in settings, what the command line takes for the same \
                    argument;
- numbers of more digits than JSON holds.

Decision records are written by the program, which checks that they agree with themselves, and have no schema.

An *id* is lower-case words joined by dots, hyphens, underscores or slashes. A *condition* is a \
                    mapping of fields and
what they must be: a bare value or `{is: …}`, `{one_of: […]}`; for several answers `{contains: …}`,
`{contains_any: […]}`, `{is: []}`; for numbers `{over: …}`, `{at_least: …}`, `{under: …}`, \
                    `{at_most: …}`; and `all`,
`any`, `not`. Several keys must all hold. A *price condition* may look at questions and at \
                    assumptions of the price book.

What nobody has answered is read in one of three ways. A rule, a contradiction and a limit of `mix` \
                    hold only where they hold
whatever the answer is: a test of an unanswered question is neither true nor false, and neither \
                    is `not` over it. Products
follow what is known: there a test of an unanswered question does not hold, so `not` over it does. \
                    The price book first puts
its assumptions in the place of every answer that is missing, so that nothing is open.
";

/// Returns the reference.
pub fn format() -> String {
    let mut page = Page { text: HEAD.to_owned(), written: Vec::new() };
    let parts = [
        ("Rule files and packs", "A file of a rule base or of a pack.", &RawFile::SHAPE),
        ("Scenarios", "A file is a list of scenarios.", &RawScenario::SHAPE),
        (
            "Decisions",
            "A file is a list of decisions; [corpus.md](corpus.md) tells how they are coded.",
            &RawDecision::SHAPE,
        ),
        (
            "Profiles",
            "Besides these keys, a profile has answers: the ids of questions, in nested keys or \
             joined by dots.",
            &RawProfile::SHAPE,
        ),
        (
            "Settings",
            "`.whereto/config.yaml`, or `whereto.yaml` in its place, sets what commands use unless told \
             otherwise. A *path* is relative to the folder that holds `.whereto` or `whereto.yaml`. In a \
             repository it must lead to what is in the repository, whatever links and `..` are on its way, \
             and so must every file of a folder of rules or packs; what leads out of it is refused. All \
             else can be named on the command line or in the environment.",
            &RawConfig::SHAPE,
        ),
    ];
    for (title, about, shape) in parts {
        let _ = write!(page.text, "\n## {title}\n\n{about}\n");
        page.shape(shape);
    }
    page.text
}

struct Page {
    text: String,
    /// The shapes that have their place already.
    written: Vec<&'static str>,
}

impl Page {
    /// Writes the keys of a shape, then the shapes that these refer to.
    fn shape(&mut self, shape: &'static Shape) {
        self.text.push_str("\n| key | value | meaning |\n|---|---|---|\n");
        for key in shape.keys {
            let name = if key.required {
                format!("**`{}`**", key.name)
            } else {
                format!("`{}`", key.name)
            };
            let _ = writeln!(self.text, "| {name} | {} | {} |", value(&key.form), key.about);
        }
        for bond in shape.bonds {
            let _ = write!(self.text, "\n{}\n", sentence(bond));
        }
        for key in shape.keys {
            if let Form::Word(words) = key.form {
                let _ = write!(self.text, "\n`{}`:\n", key.name);
                for (word, means) in words() {
                    let _ = write!(self.text, "\n- `{word}`: {means}");
                }
                self.text.push('\n');
            }
        }
        for key in shape.keys {
            self.inner(&key.form);
        }
    }

    /// Writes the shapes in a value, each once.
    fn inner(&mut self, form: &'static Form) {
        match form {
            Form::List { of, .. } | Form::OneOrMany(of) => self.inner(of),
            Form::Either(forms) => forms.iter().for_each(|form| self.inner(form)),
            Form::Mapping(shape) if !self.written.contains(&shape.name) => {
                self.written.push(shape.name);
                let _ = write!(self.text, "\n### {}\n", title(shape));
                self.shape(shape);
            }
            Form::Keyed(Keyed::Evidence) => self.inner(&RawEvidence::FORM),
            Form::Keyed(Keyed::Override) => self.overrides(),
            _ => {}
        }
    }

    fn overrides(&mut self) {
        self.text.push_str("\n### Override\n\n| key | value | meaning |\n|---|---|---|\n");
        for kind in CHANGEABLE {
            let (key, of) = (kind.kind, title(kind.shape));
            let _ =
                writeln!(self.text, "| `{key}` | id | what is changed: one of these keys ({of}) |");
        }
        let [(reason, why), (with, instead), (remove, out)] = OVERRIDE_KEYS;
        let _ = writeln!(self.text, "| **`{reason}`** | text | {why} |");
        let _ = writeln!(self.text, "| `{with}` | keys of that thing | {instead} |");
        let _ = writeln!(
            self.text,
            "| `{remove}` | `true` or `false` | {out}; rules and contradictions only |"
        );
    }
}

/// Returns the title of a shape: "book choice".
fn title(shape: &Shape) -> String {
    let name = shape.name.strip_prefix("Raw").unwrap_or(shape.name);
    let mut title = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            title.push(' ');
            title.extend(letter.to_lowercase());
        } else {
            title.push(letter);
        }
    }
    title
}

/// Returns what a value looks like.
fn value(form: &Form) -> String {
    match form {
        Form::Any => "anything".to_owned(),
        Form::Text => "text".to_owned(),
        Form::Path => "path".to_owned(),
        Form::Short(most) => format!("text of at most {most} characters"),
        Form::Clause(most) => format!(
            "text without a full stop, of at most {most} characters besides the names of options"
        ),
        Form::Id => "id".to_owned(),
        Form::YesNo => "`true` or `false`".to_owned(),
        Form::Number { over_zero: false } => "number".to_owned(),
        Form::Number { over_zero: true } => "number over 0".to_owned(),
        Form::Fraction => "number from 0 to 1".to_owned(),
        Form::Whole(least, most) => format!("whole number from {least} to {most}"),
        Form::Money => "amount in quotes, such as \"0.20\"".to_owned(),
        Form::Day => "day, such as 2026-05-31".to_owned(),
        Form::AsOf => "2026, 2026-05, 2026-05-31 or `unknown`".to_owned(),
        Form::Word(_) => "one of the words below".to_owned(),
        Form::Condition { of_prices: false } => "condition".to_owned(),
        Form::Condition { of_prices: true } => "price condition".to_owned(),
        Form::Formula => "formula, such as requests / 1000".to_owned(),
        Form::Reference(referent) => {
            let name = referent.name();
            let a = if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            format!("id of {a} {name}")
        }
        Form::List { of, .. } => format!("list of {}", values(of)),
        Form::OneOrMany(of) => format!("{}, or list of {}", value(of), values(of)),
        Form::Either(forms) => forms.iter().map(value).collect::<Vec<_>>().join(", or "),
        Form::Mapping(shape) => {
            let title = title(shape).to_lowercase();
            format!("[{title}](#{})", title.replace(' ', "-"))
        }
        Form::Keyed(keyed) => match keyed {
            Keyed::Points => "whole numbers from -5 to 5, without 0, by option",
            Keyed::Silences => "reasons, by check of `rules lint`",
            Keyed::Override => "[override](#override)",
            Keyed::Answers => "answers, by question",
            Keyed::Weights => "whole numbers from 0 to 10, by dimension",
            Keyed::Assumptions => "numbers and choices, by assumption",
            Keyed::Evidence => "[evidence](#evidence), by question and assumption",
            Keyed::Components => "answers and keys of a profile, by name",
        }
        .to_owned(),
    }
}

/// Returns what several values look like.
fn values(form: &Form) -> String {
    match form {
        Form::Text => "texts".to_owned(),
        Form::Path => "paths".to_owned(),
        Form::Id => "ids".to_owned(),
        Form::Reference(referent) => format!("ids of {}s", referent.name()),
        form => value(form),
    }
}

/// Returns how keys depend on each other, in a sentence.
fn sentence(bond: &Bond) -> String {
    let list = |keys: &[&str], word: &str| {
        let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        match keys.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
            None => String::new(),
        }
    };
    let when = match bond.when {
        When::Always => String::new(),
        When::There(key) => format!("With `{key}`: "),
        When::Missing(keys) => format!("Without {}: ", list(keys, "and")),
        When::Says(key, words) => format!("With `{key}` {}: ", list(words, "or")),
    };
    let then = match bond.then {
        Then::Needs(keys) => format!("{} must be there.", list(keys, "and")),
        Then::Bars(keys) => format!("no {}.", list(keys, "and no")),
        Then::OneOf(keys) => format!("exactly one of {}.", list(keys, "and")),
        Then::SomeOf(keys) => format!("at least one of {}.", list(keys, "and")),
    };
    capitalised(&(when + &then))
}
