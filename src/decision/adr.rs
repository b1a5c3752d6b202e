//! A report as an Architecture Decision Record in the form of MADR 4 (<https://adr.github.io/madr/>).
//!
//! Two older tools read it as one of theirs: log4brains takes the status from a list before the
//! first heading of the second level, and adr-tools takes it, with links to other records, from a
//! section `Status`.

mod outcome;

use std::fmt::Write;

use jiff::civil::Date;

use super::{
    record::{Choice, Record},
    words::Words,
    write,
};
use crate::{
    field::{Field, Kind, Value, chosen},
    profile::Profile,
    report::{
        Evidence, OptionReport, Report, list, markdown::escape, number, system::SystemReport,
    },
    rulebase::RuleBase,
};

/// What a record is written from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The rule base.
    pub base: &'a RuleBase,
    /// The profile.
    pub profile: &'a Profile,
    /// The assessment as it is to be recorded.
    pub record: &'a Record,
    /// The assessment in words.
    pub report: &'a Report,
    /// The day of the decision.
    pub date: Date,
    /// What people chose, where that is not what is recommended.
    pub chosen: Option<&'a Choice>,
    /// The system that the project is a part of.
    pub within: Option<Within<'a>>,
    /// The record that this one takes the place of.
    pub supersedes: Option<&'a str>,
    /// The command that checks it.
    pub check: &'a str,
}

/// The system that a project is a part of.
#[derive(Clone, Copy)]
pub struct Within<'a> {
    /// The name of the part.
    pub part: &'a str,
    /// What can be said of all parts.
    pub system: &'a SystemReport,
}

impl Within<'_> {
    /// What people would choose for the part in view of the whole: the one platform that is enough
    /// for all parts.
    pub fn choice(&self) -> Option<Choice> {
        let together = &self.system.system;
        let ([platform], "one-platform") = (together.best_single.as_slice(), together.conclusion)
        else {
            return None;
        };
        let part = self.system.components.iter().position(|part| part.name == self.part)?;
        let single = together.singles.iter().find(|single| single.option == *platform)?;
        let loss = (*single.losses.get(part)?)?;
        let because = format!(
            "one platform is enough for all parts{}, and this one loses {} of fit by it",
            self.system
                .project
                .as_ref()
                .map(|project| format!(" of {project}"))
                .unwrap_or_default(),
            number::points_of_fit(loss)
        );
        Some(Choice { option: platform.clone(), because })
    }

    /// The other parts, with what is recommended for each.
    fn others(&self) -> Vec<String> {
        let others = self.system.components.iter().filter(|part| part.name != self.part);
        let words = |report: &Report| {
            let option = report
                .options
                .iter()
                .find(|option| Some(&option.id) == report.recommendation.as_ref());
            option.map_or_else(|| "undecided".to_owned(), |option| option.name.clone())
        };
        others.map(|part| format!("{} ({})", part.name, words(&part.report))).collect()
    }
}

/// The title.
pub fn title(profile: &Profile) -> String {
    match &profile.project {
        Some(project) => {
            format!(
                "Where the backend of {} runs",
                project.split_whitespace().collect::<Vec<_>>().join(" ")
            )
        }
        None => "Where the backend runs".to_owned(),
    }
}

/// The part of a file's name that comes after the number: the title in lower-case letters and
/// digits, words joined by hyphens.
pub fn slug(profile: &Profile) -> String {
    const LONGEST: usize = 80;
    let project = profile.project.as_deref().map(hyphenated).filter(|project| !project.is_empty());
    let mut slug = hyphenated(&project.map_or("Where the backend runs".to_owned(), |it| {
        format!("Where the backend of {it} runs")
    }));
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

fn hyphenated(text: &str) -> String {
    let words = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// The whole text.
pub fn render(input: &Input<'_>) -> String {
    let words = Words::new(input.base);
    let writer = Writer { input, words };
    let record = Record {
        chosen: input.chosen.map(|chosen| chosen.option.clone()),
        because: input.chosen.map(|chosen| chosen.because.clone()),
        ..input.record.clone()
    };
    let mut text = write::front_matter(&record, input.base, input.profile, input.date);
    let _ = writeln!(text, "\n# {}\n", escape(&title(input.profile)));
    let _ = writeln!(text, "- Status: proposed\n- Date: {}\n", input.date);
    writer.instructions(&mut text);
    writer.context(&mut text);
    writer.drivers(&mut text);
    writer.options(&mut text);
    writer.outcome(&mut text);
    writer.consequences(&mut text);
    writer.confirmation(&mut text);
    writer.pros_and_cons(&mut text);
    writer.more(&mut text);
    let _ = writeln!(text, "\n## Status\n\nProposed");
    if let Some(file) = input.supersedes {
        let _ =
            writeln!(text, "\nSupersedes [{}]({file})", file.strip_suffix(".md").unwrap_or(file));
    }
    text
}

struct Writer<'a> {
    input: &'a Input<'a>,
    words: Words,
}

impl Writer<'_> {
    fn report(&self) -> &Report {
        self.input.report
    }

    /// The option that is decided on.
    fn decided(&self) -> Option<&OptionReport> {
        let id = match self.input.chosen {
            Some(chosen) => Some(chosen.option.as_str()),
            None => self.report().recommendation.as_deref(),
        }?;
        self.report().options.iter().find(|option| option.id == id)
    }

    fn recommended(&self) -> Option<&OptionReport> {
        let id = self.report().recommendation.as_deref()?;
        self.report().options.iter().find(|option| option.id == id)
    }

    fn instructions(&self, text: &mut String) {
        let ids: Vec<&str> =
            self.report().options.iter().map(|option| option.id.as_str()).collect();
        let _ = writeln!(
            text,
            "<!--\nThe front matter is what `whereto check` reads; edit only these parts of \
             it:\nstatus: proposed, accepted, rejected, deprecated or superseded by …; the same \
             in the list above and in the\nsection Status below. Who decided goes into \
             decision-makers.\nchosen and because: where you decide otherwise than recommended, \
             what you chose ({})\nand why, in one line in double quotes; then say so under \
             Decision Outcome, too.\n-->",
            ids.join(", ")
        );
    }

    fn context(&self, text: &mut String) {
        text.push_str("\n## Context and Problem Statement\n\n");
        let words = [&self.input.profile.description, &self.input.profile.notes];
        for words in words.into_iter().flatten() {
            let lines: Vec<&str> = words.lines().map(str::trim).collect();
            for paragraph in
                lines.split(|line| line.is_empty()).filter(|paragraph| !paragraph.is_empty())
            {
                let _ = writeln!(text, "{}\n", escape(&paragraph.join(" ")));
            }
        }
        let subject = match &self.input.profile.project {
            Some(project) => format!("the backend of {}", escape(project)),
            None => "the backend".to_owned(),
        };
        let _ = writeln!(
            text,
            "Where should {subject} run? {} of {} questions about it are answered; the rest adds \
             nothing either way.",
            self.report().answered,
            self.report().questions
        );
        if let Some(within) = &self.input.within {
            let others = within.others();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let system = within.system.project.as_deref().unwrap_or("a system");
            let beside = if others.is_empty() {
                String::new()
            } else {
                format!(", beside {}", list(&others))
            };
            let _ = writeln!(text, "\nIt is a part of {}{}.", escape(system), escape(&beside));
        }
    }

    fn drivers(&self, text: &mut String) {
        text.push_str("\n## Decision Drivers\n\n");
        let base = self.input.base;
        let mut dimensions: Vec<(usize, u8)> =
            self.input.profile.weights.iter().copied().enumerate().collect();
        dimensions.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let mut none = true;
        for (index, weight) in dimensions {
            let answered: Vec<String> = base
                .questions
                .iter()
                .filter(|question| question.dimension.index() == index)
                .filter_map(|question| {
                    let value = self.input.profile.answers.get(question.field)?;
                    Some(format!(
                        "{} {}",
                        escape(&question.prompt),
                        answer(base.fields.get(question.field), value)
                    ))
                })
                .collect();
            let Some(dimension) = base.dimensions.get(index).filter(|_| !answered.is_empty())
            else {
                continue;
            };
            none = false;
            let _ = writeln!(
                text,
                "* {}, {}: weight {weight}",
                escape(&dimension.name),
                escape(&dimension.about)
            );
            for answer in answered {
                let _ = writeln!(text, "  * {answer}");
            }
        }
        if none {
            text.push_str("* None yet: nothing is answered.\n");
        }
    }

    fn options(&self, text: &mut String) {
        text.push_str("\n## Considered Options\n\n");
        for option in &self.report().options {
            let _ = writeln!(text, "* {}", escape(&option.name));
        }
    }

    /// What speaks for or against an option, the strongest first.
    fn evidence(&self, option: &OptionReport, good: bool) -> Vec<&Evidence> {
        let evidence = self.report().evidence.iter();
        let mut evidence: Vec<&Evidence> =
            evidence
                .filter(|evidence| evidence.option == option.id)
                .filter(|evidence| {
                    if good { evidence.contribution() > 0 } else { evidence.contribution() < 0 }
                })
                .collect();
        evidence.sort_by_key(|evidence| std::cmp::Reverse(evidence.contribution().abs()));
        evidence
    }

    fn argument(&self, evidence: &Evidence) -> String {
        let because = escape(&self.words.go_on(&evidence.because));
        let points = number::signed(evidence.contribution());
        format!("{because} ({points}, `{}`, {})", evidence.rule, evidence.grade)
    }

    fn ruled_out(&self, text: &mut String, option: &OptionReport) {
        for exclusion in
            self.report().exclusions.iter().filter(|it| it.options.contains(&option.id))
        {
            let because = escape(&self.words.go_on(&exclusion.because));
            let remedy = escape(&exclusion.remedy);
            let _ = writeln!(
                text,
                "* Bad, because {because} This rules it out (`{}`). To lift it: {remedy}",
                exclusion.rule
            );
        }
    }

    fn confirmation(&self, text: &mut String) {
        let confirmed = match self.decided() {
            Some(_) => "The decision is confirmed for as long as this command ends with status 0:",
            None => {
                "Nothing is decided yet. With an option in `chosen` and a reason in `because`, in \
                 the front matter, the decision is confirmed for as long as this command ends with \
                 status 0:"
            }
        };
        let _ = writeln!(
            text,
            "\n### Confirmation\n\n{confirmed}\n\n```sh\n{}\n```\n\nIt assesses the answers above \
             by the rules and prices of the day, and says which of them changed the outcome.",
            self.input.check
        );
    }

    fn pros_and_cons(&self, text: &mut String) {
        text.push_str("\n## Pros and Cons of the Options\n");
        for (option, known) in self.report().options.iter().zip(&self.input.base.options) {
            let _ = writeln!(text, "\n### {}\n\n{}\n", escape(&option.name), escape(&known.about));
            self.ruled_out(text, option);
            let (good, bad) = (self.evidence(option, true), self.evidence(option, false));
            for evidence in &good {
                let _ = writeln!(text, "* Good, because {}", self.argument(evidence));
            }
            for evidence in &bad {
                let _ = writeln!(text, "* Bad, because {}", self.argument(evidence));
            }
            if good.is_empty() && bad.is_empty() && option.excluded_by.is_empty() {
                text.push_str(
                    "* Neutral, because nothing that is answered speaks for or against it\n",
                );
            }
        }
    }

    fn more(&self, text: &mut String) {
        text.push_str("\n## More Information\n");
        let report = self.report();
        if report.verdict != "unanswered" {
            self.revisit(text);
        }
        if let Some(within) = &self.input.within {
            let _ = writeln!(text, "\nAll parts together: {}.\n", escape(&within.system.headline));
            for because in &within.system.system.because {
                let _ = writeln!(text, "* {}", escape(because));
            }
        }
        let open: Vec<String> = report
            .ask_next
            .iter()
            .map(|next| format!("* {} (`{}`)", escape(&next.prompt), next.field))
            .collect();
        if !open.is_empty() {
            let _ = writeln!(
                text,
                "\nNot answered yet, and worth finding out first:\n\n{}",
                open.join("\n")
            );
        }
        if !report.outdated.is_empty() {
            text.push_str("\nWhere the source documents are out of date:\n\n");
            for claim in &report.outdated {
                let _ = writeln!(text, "* {} (`{}`)", escape(&claim.today), claim.claim);
            }
        }
        crate::report::markdown::sources(text, report);
        let base = &report.rule_base;
        let _ = writeln!(
            text,
            "\nWritten by `whereto adr` from the rule base {} {}, facts reviewed on {}.{}",
            escape(&base.name),
            escape(&base.version),
            base.reviewed,
            escape(&crate::report::prices(report))
        );
    }

    fn revisit(&self, text: &mut String) {
        let report = self.report();
        // What leads from one tie to another decides nothing.
        let decides = |to: &Option<String>| to.is_some() || self.recommended().is_some();
        let flips = report
            .flips
            .iter()
            .filter(|flip| decides(&flip.recommendation))
            .map(|flip| flip.words.as_str());
        let pairs = report
            .flip_pairs
            .iter()
            .filter(|pair| decides(&pair.recommendation))
            .map(|pair| pair.words.as_str());
        let words: Vec<&str> = flips.chain(pairs).collect();
        let intro = match (words.is_empty(), self.recommended()) {
            (true, Some(_)) => {
                "No change of one answer, or of two, changes the recommendation. Revisit this \
                 decision when rules or prices change."
            }
            (true, None) => "No change of one answer decides it.",
            (false, Some(_)) => {
                "Revisit this decision when one of these changes, with what is recommended then:"
            }
            (false, None) => "Any of these would decide it:",
        };
        let _ = writeln!(text, "\n{intro}");
        if !words.is_empty() {
            text.push('\n');
        }
        for words in words {
            let _ = writeln!(text, "* {}", escape(words));
        }
    }
}

/// An answer as people read it.
fn answer(field: &Field, value: Value) -> String {
    match (&field.kind, value) {
        (Kind::Number(scale), Value::Number(value)) => match scale.unit.as_str() {
            "" => format!("**{}**", number::people(value)),
            unit => format!("**{}** {}", number::people(value), escape(unit)),
        },
        (Kind::YesNo, Value::YesNo(value)) => format!("**{}**", if value { "yes" } else { "no" }),
        (Kind::Choice(choices), Value::Choice(index)) => {
            let choice = choices.get(usize::from(index));
            choice
                .map(|choice| format!("**{}** ({})", choice.id, escape(&choice.means)))
                .unwrap_or_default()
        }
        (Kind::Several(choices), Value::Several(bits)) => {
            let ids: Vec<&str> = chosen(choices, bits).map(|choice| choice.id.as_str()).collect();
            match ids.is_empty() {
                true => "**none**".to_owned(),
                false => format!("**{}**", ids.join(", ")),
            }
        }
        _ => escape(&field.show(value)),
    }
}
