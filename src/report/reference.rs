//! The reference of a rule base: all that stands in it, for people who read before they trust.

use super::{list, number, track_record::TrackRecordReport, within_a_sentence};
use crate::{
    analysis::track_record::{TrackRecord, track_records},
    assessment::Engine,
    condition::Condition,
    document::{
        Detail, Document, Item, Table, Text, ToDocument, anchor, ident, link, markdown, quiet,
        strong, text,
    },
    field::{Field, Kind},
    quantity::people,
    rulebase::{
        AsOf, Citation, Claim, Contradiction, Dimension, Effect, Fact, HostingOption, Product,
        Question, Role, Rule, RuleBase, Status,
    },
};

/// Returns the reference as it stands in a file among the rules.
pub fn markdown(engine: &Engine<'_>) -> String {
    const MADE_BY: &str =
        "<!-- Made by `whereto rules docs`; change the rule base instead. -->\n\n";
    MADE_BY.to_owned() + &markdown::render(&Reference(engine).document(Detail::Full), 1)
}

/// The reference of a rule base.
pub struct Reference<'a>(pub &'a Engine<'a>);

impl ToDocument for Reference<'_> {
    fn document(&self, detail: Detail) -> Document {
        let base = self.0.base();
        let title = format!("The rule base {} {}", base.name, base.version);
        let mut document = Document::titled(detail, title);
        document.say(format!(
            "{} questions, {} options, {} rules in {} dimensions. Facts last reviewed on {}.",
            base.questions.len(),
            base.options.len(),
            base.rules.len(),
            base.dimensions.len(),
            base.reviewed
        ));
        for pack in &base.packs {
            document.say(format!("With the pack {} {}: {}", pack.name, pack.version, pack.about));
        }
        let mut writer = ReferenceWriter { base, records: track_records(self.0), document };
        writer.contents();
        writer.options();
        writer.questions();
        writer.rules();
        writer.sources();
        writer.glossary();
        writer.document
    }
}

struct ReferenceWriter<'a> {
    base: &'a RuleBase,
    /// The track record of each rule.
    records: Vec<TrackRecord>,
    document: Document,
}

impl ReferenceWriter<'_> {
    fn contents(&mut self) {
        let base = self.base;
        let to = |words: &str, name: &str| Text::from(words).leading_to(format!("#{name}"));
        let dimensions = base.dimensions.iter().zip(0u8..).map(|(dimension, index)| {
            let rules = base.rules.iter().filter(|rule| rule.dimension.0 == index).count();
            let name = format!("rules-on-{}", anchor_of(&dimension.id));
            let rules = format!(" ({})", number::count(rules as i64, "rule"));
            text![to(&dimension.name, &name), rules]
        });
        let documents = base.documents.iter();
        let documents =
            documents.map(|it| to(&it.title, &format!("document-{}", anchor_of(&it.id))));
        self.document.list([
            Item::from(to("Options", "options")),
            to("Questions", "questions").into(),
            Item::with(to("Rules", "rules"), dimensions),
            Item::with(to("Sources", "sources"), documents.chain([to("Facts", "facts")])),
        ]);
        let glossary = (!base.glossary.is_empty()).then(|| to("Glossary", "glossary"));
        self.document.list(glossary);
    }

    /// Adds a heading that links can lead to.
    fn chapter(&mut self, level: u8, heading: &str) {
        self.document.heading(level, text![anchor(heading.to_lowercase()), heading]);
    }

    fn glossary(&mut self) {
        if self.base.glossary.is_empty() {
            return;
        }
        self.chapter(2, "Glossary");
        let mut table = Table::new().texts(["word", "means", "see also"]);
        for term in &self.base.glossary {
            table.row([term.id.clone(), term.means.clone(), term.see.join(", ")]);
        }
        self.document.push(table);
    }

    fn options(&mut self) {
        self.chapter(2, "Options");
        for option in &self.base.options {
            self.document.heading(3, &option.name);
            let about = format!(", {}. {}", option.kind, option.about);
            self.document.say(text![ident(&option.id), about]);
            self.products(option);
            self.cites(&option.cites);
        }
    }

    fn products(&mut self, option: &HostingOption) {
        for (role, intro) in [
            (Role::Start, "To start with, what the price book bills, or else the first that fits:"),
            (Role::Companion, "Beside it, where it fits:"),
            (Role::StandIn, "Instead of it, where it fits:"),
        ] {
            let mut table = Table::new().texts(["product", "when", "why"]);
            for product in option.products.iter().filter(|product| product.role == role) {
                let Product { name, when, because, .. } = product;
                table.row([name.into(), self.when(when), because.into()]);
            }
            if !table.rows.is_empty() {
                self.document.say(intro);
                self.document.push(table);
            }
        }
    }

    fn questions(&mut self) {
        self.chapter(2, "Questions");
        self.document.say("Every question may be left open; what is not answered adds nothing.");
        for (dimension, index) in self.base.dimensions.iter().zip(0u8..) {
            let mut questions =
                self.base.questions.iter().filter(|it| it.dimension.0 == index).peekable();
            if questions.peek().is_some() {
                let heading = format!("Questions on {}", within_a_sentence(&dimension.name));
                self.document.heading(3, heading);
            }
            questions.for_each(|question| self.question(question));
        }
        self.estimates();
    }

    fn question(&mut self, question: &Question) {
        let field = self.base.fields.get(question.field);
        self.document.heading(4, text![anchor(anchor_of(&field.id)), ident(&field.id)]);
        self.document.say(text![strong(&question.prompt), " ", &question.help]);
        self.document.say(text![quiet("Why it is asked: "), &question.why]);
        self.answers(field);
        if let Some(moot) = &question.moot {
            self.document.say(text!["Not asked when ", self.when(moot), "."]);
        }
        for stretch in &question.neutral {
            let [from, to] = [stretch.from, stretch.to].map(people);
            let because = &stretch.because;
            self.document.say(format!("Between {from} and {to} it speaks for nothing: {because}."));
        }
        self.cites(&question.cites);
    }

    fn answers(&mut self, field: &Field) {
        let intro = match &field.kind {
            Kind::YesNo => "Answer: `true` or `false`.".to_owned(),
            Kind::Number(scale) => {
                let unit = (!scale.unit.is_empty()).then(|| format!(" ({})", scale.unit));
                let whole = if scale.whole { "a whole number" } else { "a number" };
                let (from, to) =
                    if scale.over_least { ("over", "and at most") } else { ("from", "to") };
                let unit = unit.unwrap_or_default();
                let (low, high) = scale.typical;
                let [least, most, low, high] = [scale.least, scale.most, low, high].map(people);
                format!(
                    "Answer: {whole}{unit} {from} {least} {to} {most}; for most projects {low} to \
                     {high}."
                )
            }
            Kind::Choice(_) => "One of these answers:".to_owned(),
            Kind::Several(_) => "Any of these answers, or none:".to_owned(),
        };
        self.document.say(intro);
        let mut table = Table::new().texts(["answer", "means"]);
        for choice in field.choices() {
            let neutral = choice.neutral.as_ref();
            let neutral = neutral.map(|why| format!(" (speaks for nothing: {why})"));
            table.row([ident(&choice.id), text![&choice.means, neutral]]);
        }
        self.document.push(table);
    }

    fn estimates(&mut self) {
        let mut table = Table::new().texts(["estimate", "unit"]);
        for (_, field) in self.base.fields.iter().filter(|(_, field)| field.derived) {
            table.row([ident(&field.id), field.unit().into()]);
        }
        let header = self.base.prices.header.as_ref().filter(|_| !table.rows.is_empty());
        let Some(header) = header else { return };
        self.document.heading(3, "Estimates");
        self.document.say(format!(
            "Conditions may name these as well; they follow from answers and from the {} (last \
             reviewed on {}).",
            header.name, header.reviewed
        ));
        self.document.push(table);
    }

    fn rules(&mut self) {
        self.chapter(2, "Rules");
        self.document.say(
            "A rule that fires gives its points times the weight of its dimension, or rules an \
             option out.",
        );
        for (dimension, index) in self.base.dimensions.iter().zip(0u8..) {
            let place = anchor(format!("rules-on-{}", anchor_of(&dimension.id)));
            let heading = format!("Rules on {}", within_a_sentence(&dimension.name));
            self.document.heading(3, text![place, heading]);
            let Dimension { about, weight, .. } = dimension;
            self.document.say(format!("What it is about: {about}. Weight: {weight} of 10."));
            let rules = self.base.rules.iter().enumerate();
            for (number, rule) in rules.filter(|(_, rule)| rule.dimension.0 == index) {
                self.rule(number, rule);
            }
        }
        if self.base.contradictions.is_empty() {
            return;
        }
        self.document.heading(3, "Answers that contradict each other");
        self.document.say("They are pointed out and change nothing.");
        let item = |it: &Contradiction| text![self.when(&it.when), format!(": {}.", it.because)];
        let items: Vec<Text> = self.base.contradictions.iter().map(item).collect();
        self.document.list(items);
    }

    fn rule(&mut self, number: usize, rule: &Rule) {
        self.document.heading(4, text![anchor(anchor_of(&rule.id)), ident(&rule.id)]);
        let name = |option| &self.base.option(option).name;
        let effect = match &rule.effect {
            Effect::Points(points) => {
                let points = points.iter().map(|(option, points)| {
                    format!("{} {}", name(*option), number::signed(i64::from(*points)))
                });
                points.collect::<Vec<_>>().join(", ")
            }
            Effect::Excludes { options, .. } => {
                format!("rules out {}", list(options.iter().map(|option| name(*option))))
            }
        };
        let grade = format!(" ({}).", rule.grade.name());
        self.document.say(text!["When ", self.when(&rule.when), ": ", strong(effect), grade]);
        self.document.say(&rule.because);
        if let Effect::Excludes { remedy, .. } = &rule.effect {
            self.document.say(text![quiet("To remove this blocker: "), remedy]);
        }
        for extension in &rule.extensions {
            let Some(because) = &extension.because else { continue };
            let pack = self.base.packs.get(extension.pack.index());
            let pack = format!("The pack {}: ", pack.map_or("", |pack| &pack.name));
            self.document.say(text![quiet(pack), because]);
        }
        let record = self.records.get(number);
        if let Some(record) = record.and_then(|it| TrackRecordReport::new(self.base, it)) {
            self.document.say(text![quiet("Track record: "), record.words, "."]);
        }
        self.cites(&rule.cites);
    }

    /// Names the sources of something, each leading to where it is described.
    fn cites(&mut self, cites: &[Citation]) {
        if !cites.is_empty() {
            let links = cites.iter().map(|citation| {
                let id = self.base.citation_id(*citation);
                ident(id).leading_to(format!("#source-{}", anchor_of(id)))
            });
            self.document.foot(text!["Sources: ", Text::join(links, ", ")]);
        }
    }

    fn sources(&mut self) {
        self.chapter(2, "Sources");
        for document in &self.base.documents {
            let place = anchor(format!("document-{}", anchor_of(&document.id)));
            self.document.heading(3, text![place, &document.title]);
            self.document.say(&document.about);
            let within = format!("{}/", document.id);
            let mut table = Table::new().texts(["claim", "says"]);
            let claims = self.base.claims.iter().filter(|claim| claim.id.starts_with(&within));
            claims.for_each(|claim| table.row(claim_row(claim)));
            self.document.push(table);
        }
        self.chapter(3, "Facts");
        let mut table = Table::new().texts(["fact", "says", "as of", "source", "reliance"]);
        self.base.facts.iter().for_each(|fact| table.row(fact_row(fact)));
        self.document.push(table);
    }

    /// Returns a condition in words, its questions leading to where they are described.
    fn when(&self, condition: &Condition) -> Text {
        let described = condition.describe(&self.base.fields);
        let words = described.split(' ').map(|word| {
            let id = word.trim_start_matches('(');
            let open = &word[..word.len() - id.len()];
            match self.base.fields.find(id).map(|field| self.base.fields.get(field)) {
                Some(field) if field.derived => text![open, ident(id)],
                Some(_) => text![open, ident(id).leading_to(format!("#{}", anchor_of(id)))],
                None => word.into(),
            }
        });
        Text::join(words, " ")
    }
}

fn claim_row(claim: &Claim) -> [Text; 2] {
    let today = claim.today.as_ref().map(|today| {
        let status = if claim.status == Status::Dated { "Out of date." } else { "Disputed." };
        text![" ", strong(status), " Today: ", today]
    });
    let waived = claim.waived.as_ref();
    let waived = waived.map(|why| quiet(format!(" No rule need cite it: {why}.")));
    [place(&claim.id), text![&claim.says, today, waived]]
}

fn fact_row(fact: &Fact) -> [Text; 5] {
    let as_of = match (&fact.as_of, &fact.as_of_note) {
        (AsOf::Unknown, None) => "undated".to_owned(),
        (AsOf::Unknown, Some(note)) => note.clone(),
        (as_of, _) => as_of.to_string(),
    };
    let source = link(&fact.source, fact.url.as_ref());
    [place(&fact.id), (&fact.says).into(), as_of.into(), source, fact.confidence.name().into()]
}

/// Returns the id of a source, where links to it lead.
fn place(id: &str) -> Text {
    text![anchor(format!("source-{}", anchor_of(id))), ident(id)]
}

/// Returns an id as a fragment of an address.
fn anchor_of(id: &str) -> String {
    id.replace(['/', '.', '_'], "-")
}
