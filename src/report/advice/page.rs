//! The report on one project as people read it, from top to bottom.

use super::{
    Exclusion, OpenQuestionReport, Outdated, ProductReport, RelaxationReport, Report,
    reasons::reference,
};
use crate::{
    document::{Block, Detail, Document, Item, Text, ToDocument, ident, quiet, strong, text, tone},
    report::VerdictWord,
};

/// So many claims that no longer hold are told with the rest; more would be a report of their own,
/// which is for those who ask for ids.
const FEW_OUTDATED: usize = 2;

impl ToDocument for Report {
    fn document(&self, detail: Detail) -> Document {
        if !detail.is_full() {
            return self.short();
        }
        let decided = if self.recommendation.is_some() { 1 } else { -1 };
        let mut document = Document::titled(detail, tone(decided, &self.headline));
        let said = [self.caveat.as_ref(), Some(&self.clarity)];
        document.say(Text::join(said.into_iter().flatten(), " "));
        document.fields(self.grounds());
        if self.verdict != VerdictWord::Unanswered {
            document.push(self.standings());
            document.section("Score by dimension (points × weight)", self.weighing());
            if let Some(chart) = &self.over_traffic {
                document.section(chart.title.clone(), chart.clone());
            }
            let ruled_out = self.ruled_out(&mut document);
            document.section("Ruled out", ruled_out);
            document.section("What would make it possible", self.given_up());
            self.certainty(&mut document);
            self.reasons(&mut document);
            document.section("Where to start", self.stacks());
            document.push(Block::Break);
            let precedents: Vec<Item> =
                self.precedents.iter().map(|it| it.item(&mut document)).collect();
            document.section("Teams like yours", Block::Cards(precedents));
            if document.detail.is_verbose() || self.outdated.len() <= FEW_OUTDATED {
                let outdated = self.outdated_sources(&mut document);
                document.section("Where the source documents are out of date", outdated);
            }
        }
        self.rests_on(&mut document);
        self.unanswered(&mut document);
        // In a terminal they stand on standard error as well.
        document.section("Warnings", self.warnings.clone());
        document.foot(self.made_by());
        document
    }
}

impl Report {
    fn ruled_out(&self, document: &mut Document) -> Vec<Item> {
        let item = |Exclusion { rule, options, because, remedy, grade, cites, .. }: &Exclusion| {
            let cites = self.cite(document, cites);
            let remedy = text![quiet("To remove this blocker: "), remedy];
            let title = text![strong(self.options_named(options)), ": ", because, cites];
            let reference = document.detail.is_verbose().then(|| reference(rule, *grade));
            Item::with(title, [Some(remedy), reference].into_iter().flatten())
        };
        self.exclusions.iter().map(item).collect()
    }

    fn given_up(&self) -> Vec<Item> {
        let item = |it: &RelaxationReport| {
            let option = self.options_named([&it.option]);
            let title = text![strong(option), ": another answer to ", it.words(), "."];
            Item::with(title, it.remedies.iter().map(|remedy| text![quiet("Or: "), remedy]))
        };
        self.relaxations.iter().map(item).collect()
    }

    /// Names the products of each option, first those of the one that is advised.
    fn stacks(&self) -> Vec<Item> {
        let advised = self.advised();
        let item = |products: &ProductReport| {
            let start = products.start.as_ref()?;
            let add = products.companions.iter().map(|product| ("Add", product));
            let others = products.stand_ins.iter().map(|product| ("Alternative", product));
            let others = add.chain(others).map(|(intro, product)| {
                text![quiet(format!("{intro}: ")), &product.name, ". ", &product.because]
            });
            let intro = if advised == Some(&products.option) {
                "Suggested stack".to_owned()
            } else {
                format!("With {}", self.options_named([&products.option]))
            };
            let text = text![intro, ": ", strong(&start.name), ". ", &start.because];
            Some(Item::with(text, others))
        };
        let mut products: Vec<&ProductReport> = self.products.iter().collect();
        products.sort_by_key(|products| advised != Some(&products.option));
        products.into_iter().filter_map(item).collect()
    }

    fn outdated_sources(&self, document: &mut Document) -> Vec<Item> {
        let is_verbose = document.detail.is_verbose();
        let item = |claim: &Outdated| {
            let facts = self.cite(document, &claim.facts);
            let about = is_verbose
                .then(|| text![" ", ident(&claim.claim), quiet(format!(", {}", claim.status))]);
            Item::from(text![strong(&claim.document), ": ", &claim.today, facts, about])
        };
        self.outdated.iter().map(item).collect()
    }

    fn unanswered(&self, document: &mut Document) {
        if self.open_questions.is_empty() {
            return;
        }
        document.heading(2, "Not answered");
        let open = self.open_questions.len();
        let moot = match self.questions - self.answered - open {
            0 => "",
            1 => "; 1 more does not apply",
            several => &format!("; {several} more do not apply"),
        };
        document.say(format!(
            "{open} of {} questions are unanswered{moot}. An unanswered question adds no points to \
             any option.",
            self.questions
        ));
        let item = |intro: &str, which: fn(&OpenQuestionReport) -> bool| {
            let fields = self.open_questions.iter().filter(|question| which(question));
            let fields = self.questions_named(fields.map(|question| &question.field), document);
            (!fields.is_empty()).then(|| text![intro, ": ", fields, "."])
        };
        let items = [
            item("Could still rule an option out", |it| it.can_exclude),
            item("Could still change the recommendation", |it| it.can_change && !it.can_exclude),
            item("Would no longer change the recommendation", |it| {
                !it.can_change && !it.can_exclude
            }),
        ];
        document.list(items.into_iter().flatten());
        if self.verdict == VerdictWord::Unanswered {
            self.ask(document, "Ask first:");
        }
    }
}
