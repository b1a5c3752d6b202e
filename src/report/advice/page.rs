//! The report on one project as people read it, from top to bottom.

use super::{
    Exclusion, OpenQuestionReport, ProductReport, RelaxationReport, Report, reasons::reference,
};
use crate::{
    document::{Block, Detail, Document, Item, Text, ToDocument, ident, quiet, strong, text, tone},
    report::{VerdictWord, codes, plain},
    rulebase::Status,
};

impl ToDocument for Report {
    fn document(&self, detail: Detail) -> Document {
        let decided = if self.recommendation.is_some() { 1 } else { -1 };
        let mut document = Document::titled(detail, tone(decided, &self.headline));
        document.say(&self.clarity);
        if self.verdict != VerdictWord::Unanswered {
            document.push(self.standings());
            document.section("Score by dimension (points × weight)", self.weighing());
            if let Some(chart) = self.over_traffic.as_ref().filter(|_| detail.is_full()) {
                document.section(chart.title.clone(), chart.clone());
            }
            let ruled_out = self.ruled_out(&mut document);
            document.section("Ruled out", ruled_out);
            document.section("What would have to be given up", self.given_up());
            self.certainty(&mut document);
            self.reasons(&mut document);
            document.section("Where to start", self.stacks(detail));
            let precedents: Vec<Item> =
                self.precedents.iter().map(|it| it.item(&mut document)).collect();
            document.section("Teams like yours", Block::Cards(precedents));
            let outdated = self.outdated_sources(&mut document);
            document.section("Where the source documents are out of date", outdated);
        }
        self.unanswered(&mut document);
        // In a terminal they stand on standard error as well.
        if detail.is_full() {
            document.section("Warnings", self.warnings.clone());
        }
        document.foot(self.basis());
        document
    }
}

impl Report {
    fn ruled_out(&self, document: &mut Document) -> Vec<Item> {
        let item = |Exclusion { rule, options, because, remedy, grade, cites }: &Exclusion| {
            let cites = self.cite(document, cites);
            let remedy = text![quiet("To remove this blocker: "), remedy];
            let title = text![strong(self.names(options)), ": ", because, cites];
            Item::with(title, [remedy, reference(rule, *grade)])
        };
        self.exclusions.iter().map(item).collect()
    }

    fn given_up(&self) -> Vec<Item> {
        let item = |RelaxationReport { option, give_up, remedies }: &RelaxationReport| {
            let answers = give_up.iter();
            let answers = answers.map(|it| ident(format!("{}: {}", it.field, plain(&it.answer))));
            let option = self.names([option]);
            let title = text![format!("For {option}: "), Text::join(answers, ", "), "."];
            Item::with(title, remedies.iter().map(|remedy| text![quiet("Or: "), remedy]))
        };
        self.relaxations.iter().map(item).collect()
    }

    /// Returns which products to take; within the recommended option only, unless all is told.
    fn stacks(&self, detail: Detail) -> Vec<Item> {
        let shown = |products: &&ProductReport| {
            let recommended = self.recommendation.as_ref();
            let stays = self.stays_on.as_ref() == Some(&products.option);
            detail.is_full() || stays || recommended.is_none_or(|option| products.option == *option)
        };
        let item = |products: &ProductReport| {
            let start = products.start.as_ref()?;
            let add = products.companions.iter().map(|product| ("Add", product));
            let others = products.stand_ins.iter().map(|product| ("Alternative", product));
            let others = add.chain(others).map(|(intro, product)| {
                text![quiet(format!("{intro}: ")), &product.name, ". ", &product.because]
            });
            let intro = match self.recommended() {
                Some(option) if option.id == products.option => "Suggested stack".to_owned(),
                _ => format!("With {}", self.names([&products.option])),
            };
            let text = text![intro, ": ", strong(&start.name), ". ", &start.because];
            Some(Item::with(text, others))
        };
        self.products.iter().filter(shown).filter_map(item).collect()
    }

    fn outdated_sources(&self, document: &mut Document) -> Vec<Item> {
        let full = document.detail.is_full();
        let mut items: Vec<Item> = Vec::new();
        for claim in self.outdated.iter().filter(|claim| full || claim.status == Status::Dated) {
            let facts = self.cite(document, &claim.facts);
            let about =
                full.then(|| text![" ", ident(&claim.claim), quiet(format!(", {}", claim.status))]);
            items.push(text![&claim.today, facts, about].into());
        }
        let left = self.outdated.len() - items.len();
        if left > 0 {
            let claims = if left == 1 { "claim holds" } else { "claims hold" };
            let more = format!("{left} more {claims} only under conditions (-v names them)");
            items.push(quiet(more).into());
        }
        items
    }

    fn unanswered(&self, document: &mut Document) {
        if self.open_questions.is_empty() {
            return;
        }
        document.heading(2, "Not answered");
        document.say(format!(
            "{} of {} questions unanswered (they don't affect the score).",
            self.open_questions.len(),
            self.questions
        ));
        let item = |intro: &str, which: fn(&OpenQuestionReport) -> bool| {
            let fields = self.open_questions.iter().filter(|question| which(question));
            let fields = codes(fields.map(|question| &question.field));
            (!fields.is_empty()).then(|| text![intro, ": ", fields, "."])
        };
        let items = [
            item("Could still rule an option out", |it| it.can_exclude),
            item("Could still change the recommendation", |it| it.can_change && !it.can_exclude),
            item("No longer relevant", |it| !it.can_change && !it.can_exclude),
        ];
        document.list(items.into_iter().flatten());
        if self.verdict == VerdictWord::Unanswered {
            self.ask(document, "Ask first:");
        }
    }

    /// Returns the rule base and the price book behind the report, in sentences.
    fn basis(&self) -> String {
        let base = &self.rule_base;
        let facts = format!("facts reviewed on {}.", base.reviewed);
        format!("Rule base {}, {facts}{}", base.words(), self.prices())
    }
}
