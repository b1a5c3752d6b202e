//! A report as an Architecture Decision Record in the form of MADR 4 (<https://adr.github.io/madr/>).
//!
//! Two older tools read it as one of theirs: log4brains takes the status from a list before the
//! first heading of the second level, and adr-tools takes it, with links to other records, from a
//! section `Status`.

mod outcome;

use deunicode::deunicode;
use jiff::civil::Date;

use super::{
    record::{Choice, Record},
    words::Words,
    write,
};
use crate::{
    document::{Block, Detail, Document, Item, Text, html, ident, markdown, strong, text},
    field::{Field, Kind, Value},
    profile::Profile,
    report::{
        AskNext, Evidence, OptionReport, Report, VerdictWord, list, number,
        system::{ConclusionWord, SystemReport},
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
    /// Returns what people would choose for the part in view of the whole: the one platform that is
    /// enough for all parts.
    pub fn choice(&self) -> Option<Choice> {
        let (together, platform) = (&self.system.system, self.for_all()?);
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

    /// Returns the one platform that is enough for all parts, where there is one.
    fn for_all(&self) -> Option<&String> {
        let together = &self.system.system;
        let [platform] = together.best_single.as_slice() else { return None };
        (together.conclusion == ConclusionWord::OnePlatform).then_some(platform)
    }

    /// Returns the other parts, with what their records choose.
    fn others(&self) -> Vec<String> {
        let others = self.system.components.iter().filter(|part| part.name != self.part);
        let words = |report: &Report| {
            let for_all = report.options.iter().find(|option| Some(&option.id) == self.for_all());
            let chosen = for_all.or_else(|| report.recommended());
            chosen.map_or("undecided".to_owned(), |option| option.name.clone())
        };
        others.map(|part| format!("{} ({})", part.name, words(&part.report))).collect()
    }
}

/// Returns what people choose who stay where the project runs, since nothing leads by what a move is
/// worth; none where it should not stay.
pub fn staying(report: &Report) -> Option<Choice> {
    report.stays_on.clone().map(|option| Choice { option, because: STAYING.to_owned() })
}

/// Why people stay, where they gave no reason of their own.
pub(super) const STAYING: &str =
    "it runs there today, and nothing leads it by what a move is worth";

/// Returns the title.
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

/// Returns the part of a file's name that comes after the number: the title in lower-case letters
/// and digits, words joined by hyphens.
pub fn slug(profile: &Profile) -> String {
    const LONGEST: usize = 80;
    let project = profile.project.as_deref().map(hyphenated).filter(|project| !project.is_empty());
    let mut slug = hyphenated(&project.map_or("Where the backend runs".to_owned(), |it| {
        format!("Where the backend of {it} runs")
    }));
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

/// Returns words in lower case with hyphens between, written in Latin letters whatever the script is.
fn hyphenated(text: &str) -> String {
    // Pictures of control characters stand for what parts words.
    let text = text.replace(|it| ('\u{2400}'..='\u{243f}').contains(&it), " ");
    let text = deunicode(&text);
    let words = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Returns the whole text.
pub fn render(input: &Input<'_>) -> String {
    let options = input.report.options.iter().map(|option| option.id.as_str());
    let record = Record {
        chosen: input.chosen.map(|chosen| chosen.option.clone()),
        because: input.chosen.map(|chosen| chosen.because.clone()),
        ..input.record.clone()
    };
    let front = write::front_matter(&record, input.base, input.profile, input.date);
    let supersedes = input.supersedes.map(|file| {
        format!("\nSupersedes [{}]({file})\n", file.strip_suffix(".md").unwrap_or(file))
    });
    format!(
        "{front}\n# {}\n\n- Status: proposed\n- Date: {}\n\n<!--\nThe front matter is what \
         `whereto check` reads; edit only these parts of it:\nstatus: proposed, accepted, \
         rejected, deprecated or superseded by …; the same in the list above and in the\nsection \
         Status below. Who decided goes into decision-makers.\nchosen and because: where you \
         decide otherwise than recommended, what you chose ({})\nand why, in one line in double \
         quotes; then say so under Decision Outcome, too.\n-->\n\n{}\n## Status\n\nProposed\n{}",
        markdown::escape(&title(input.profile)),
        input.date,
        options.collect::<Vec<_>>().join(", "),
        markdown::render(&body(input), 1),
        supersedes.unwrap_or_default()
    )
}

/// Returns the record as a page for a browser, which `whereto check` does not read.
pub fn page(input: &Input<'_>) -> String {
    let mut page = Document::titled(Detail::Verbose, title(input.profile));
    let (status, date) = ("proposed".into(), input.date.to_string().into());
    page.fields([("Status", status), ("Date", date)]);
    let Document { blocks, sources, .. } = body(input);
    page.blocks.extend(blocks);
    page.sources = sources;
    html::page(&page)
}

/// Returns what people read.
fn body(input: &Input<'_>) -> Document {
    let words = Words::new(input.base);
    let mut writer = RecordWriter { input, words, document: Document::new(Detail::Verbose) };
    writer.context();
    writer.drivers();
    writer.options();
    writer.outcome();
    writer.consequences();
    writer.confirmation();
    writer.pros_and_cons();
    writer.more();
    writer.document
}

struct RecordWriter<'a> {
    input: &'a Input<'a>,
    words: Words,
    document: Document,
}

impl<'a> RecordWriter<'a> {
    fn report(&self) -> &'a Report {
        self.input.report
    }

    /// Returns the option that is decided on.
    fn decided(&self) -> Option<&'a OptionReport> {
        match self.input.chosen {
            Some(chosen) => self.report().find(&chosen.option),
            None => self.report().recommended(),
        }
    }

    fn context(&mut self) {
        self.document.heading(2, "Context and Problem Statement");
        let words = [&self.input.profile.description, &self.input.profile.notes];
        for words in words.into_iter().flatten() {
            let lines: Vec<&str> = words.lines().map(str::trim).collect();
            let paragraphs = lines.split(|line| line.is_empty());
            paragraphs.for_each(|lines| self.document.say(lines.join(" ")));
        }
        let project = self.input.profile.project.as_ref();
        let project = project.map(|project| format!(" of {project}")).unwrap_or_default();
        self.document.say(format!(
            "Where should the backend{project} run? {} of {} questions about it are answered; an \
             unanswered one adds no points to any option.",
            self.report().answered,
            self.report().questions
        ));
        if let Some(within) = &self.input.within {
            let others = within.others();
            let system = within.system.project.as_deref().unwrap_or("a system");
            let beside = match others.as_slice() {
                [] => String::new(),
                others => format!(", beside {}", list(others)),
            };
            self.document.say(format!("It is a part of {system}{beside}."));
        }
    }

    fn drivers(&mut self) {
        self.document.heading(2, "Decision Drivers");
        let base = self.input.base;
        let mut dimensions: Vec<(usize, u8)> =
            self.input.profile.weights.iter().copied().enumerate().collect();
        dimensions.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let driver = |(index, weight): (usize, u8)| {
            let questions = base.questions.iter().filter(|it| it.dimension.index() == index);
            let answers = questions.filter_map(|question| {
                let value = self.input.profile.answers.get(question.field)?;
                let answer = answer(base.fields.get(question.field), value);
                Some(Item::from(text![&question.prompt, " ", answer]))
            });
            let answers: Vec<Item> = answers.collect();
            let dimension = base.dimensions.get(index).filter(|_| !answers.is_empty())?;
            let text = format!("{}, {}: weight {weight}", dimension.name, dimension.about);
            Some(Item::with(text, answers))
        };
        let drivers: Vec<Item> = dimensions.into_iter().filter_map(driver).collect();
        let none = drivers.is_empty().then(|| Item::from("None yet: nothing is answered."));
        self.document.list(drivers.into_iter().chain(none));
    }

    fn options(&mut self) {
        self.document.heading(2, "Considered Options");
        self.document.list(self.report().options.iter().map(|option| &option.name));
    }

    /// Returns what speaks for an option, or against it, the strongest first.
    fn evidence(&self, option: &OptionReport, good: bool) -> Vec<&'a Evidence> {
        let speaks = |evidence: &&Evidence| {
            let adds = evidence.contribution();
            evidence.option == option.id && adds != 0 && (adds > 0) == good
        };
        let mut evidence: Vec<&Evidence> = self.report().evidence.iter().filter(speaks).collect();
        evidence.sort_by_key(|evidence| std::cmp::Reverse(evidence.contribution().abs()));
        evidence
    }

    /// Returns "Good, because …", "Bad, because …" or "Bad, because it is a monolith, which favours
    /// Traditional server: …".
    fn argument(&mut self, evidence: &Evidence) -> Item {
        let good = if evidence.contribution() > 0 { "Good" } else { "Bad" };
        let favours = evidence.favours.as_ref().map(|names| match &evidence.in_short {
            // What the reason says itself need not be said before it.
            Some(clause) if !starts_with(&evidence.because, clause) => {
                format!("{clause}, which favours {names}: ")
            }
            _ => format!("this favours {names}: "),
        });
        let because = favours.unwrap_or_default() + &self.words.go_on(&evidence.because);
        let points = number::signed(evidence.contribution());
        let behind =
            text![" (", points, ", ", ident(&evidence.rule), ", ", evidence.grade.name(), ")"];
        let cites = self.input.report.cite(&mut self.document, &evidence.cites);
        text![good, ", because ", because, behind, cites].into()
    }

    fn ruled_out(&mut self, option: &OptionReport) -> Vec<Item> {
        let mut items = Vec::new();
        for exclusion in &self.input.report.exclusions {
            if exclusion.options.contains(&option.id) {
                let because = self.words.go_on(&exclusion.because);
                let cites = self.input.report.cite(&mut self.document, &exclusion.cites);
                items.push(Item::from(text![
                    format!("Bad, because {because} This rules it out (`{}`).", exclusion.rule),
                    cites,
                    format!(" To remove this blocker: {}", exclusion.remedy)
                ]));
            }
        }
        items
    }

    fn confirmation(&mut self) {
        self.document.heading(3, "Confirmation");
        self.document.say(match self.decided() {
            Some(_) => "The decision is confirmed for as long as this command ends with status 0:",
            None => {
                "Nothing is decided yet. With an option in `chosen` and a reason in `because`, in \
                 the front matter, the decision is confirmed for as long as this command ends with \
                 status 0:"
            }
        });
        self.document.push(Block::Code(self.input.check.to_owned()));
        self.document.say(
            "It assesses the answers above by the rules and prices of the day, and says which of \
             them changed the outcome.",
        );
    }

    fn pros_and_cons(&mut self) {
        self.document.heading(2, "Pros and Cons of the Options");
        for (option, known) in self.report().options.iter().zip(&self.input.base.options) {
            self.document.heading(3, &option.name);
            self.document.say(&known.about);
            let mut items = self.ruled_out(option);
            for evidence in [true, false].map(|good| self.evidence(option, good)).concat() {
                items.push(self.argument(evidence));
            }
            if items.is_empty() {
                items.push(
                    "Neutral, because nothing that is answered speaks for or against it".into(),
                );
            }
            self.document.list(items);
        }
    }

    fn more(&mut self) {
        let report = self.report();
        self.document.heading(2, "More Information");
        if report.verdict != VerdictWord::Unanswered {
            self.revisit();
        }
        if let Some(within) = &self.input.within {
            self.document.say(format!("All parts together: {}.", within.system.headline));
            self.document.list(&within.system.system.because);
        }
        if !report.ask_next.is_empty() {
            self.document.say("Not answered yet, and worth finding out first:");
            self.document.list(report.ask_next.iter().map(AskNext::text));
        }
        if !report.outdated.is_empty() {
            let mut outdated = Document::new(Detail::Verbose);
            let claims = report.outdated.iter();
            outdated.list(claims.map(|it| {
                text![strong(&it.document), ": ", &it.today, " (", ident(&it.claim), ")"]
            }));
            self.document.fold("Where the source documents are out of date", outdated);
        }
        let base = &report.rule_base;
        self.document.say(format!(
            "Written by `whereto adr` from the rule base {} {}, facts reviewed on {}.{}",
            base.name,
            base.version,
            base.reviewed,
            report.prices()
        ));
    }

    fn revisit(&mut self) {
        let report = self.report();
        // What leads from one tie to another decides nothing.
        let decides = |to: &Option<String>| to.is_some() || report.recommended().is_some();
        let flips = report.flips.iter().filter(|flip| decides(&flip.recommendation));
        let pairs = report.flip_pairs.iter().filter(|pair| decides(&pair.recommendation));
        let words = flips.map(|flip| &flip.words).chain(pairs.map(|pair| &pair.words));
        let words: Vec<&Text> = words.collect();
        self.document.say(match (words.is_empty(), report.recommended()) {
            (true, Some(_)) => {
                "No one or two changed answers would flip the result. Revisit this decision when \
                 rules or prices change."
            }
            (true, None) => "No single changed answer would decide it.",
            (false, Some(_)) => {
                "Revisit this decision when one of these changes, with what is recommended then:"
            }
            (false, None) => "Any of these would decide it:",
        });
        self.document.list(words);
    }
}

/// Returns whether a sentence starts with a clause.
fn starts_with(sentence: &str, clause: &str) -> bool {
    sentence.to_lowercase().starts_with(&clause.to_lowercase())
}

/// Returns an answer as people read it.
fn answer(field: &Field, value: Value) -> Text {
    match (&field.kind, value) {
        (_, Value::Number(value)) => text![strong(number::people(value)), field.with_unit("")],
        (Kind::YesNo, Value::YesNo(value)) => strong(if value { "yes" } else { "no" }),
        (Kind::Choice(choices), Value::Choice(index)) => {
            let choice = choices.get(usize::from(index));
            choice
                .map(|it| match it.means.strip_prefix(it.id.as_str()) {
                    Some(rest) => text![strong(&it.id), rest],
                    None => text![strong(&it.id), format!(": {}", it.means)],
                })
                .into()
        }
        (_, Value::Several(bits)) => {
            strong(if bits == 0 { "none".to_owned() } else { field.names(bits, ", ") })
        }
        _ => field.show(value).into(),
    }
}
