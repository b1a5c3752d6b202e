//! The explanation as a document: each kind of thing with what there is to tell of it.

mod outcome;
mod prices;

use super::{
    Explanation,
    things::{
        ArchetypeThing, CitedBy, ClaimThing, ContradictionThing, DimensionThing, DocumentThing,
        EstimateThing, ExclusionRef, FactThing, Named, Node, OptionThing, PackThing, ProductRef,
        ProductThing, QuestionRef, QuestionThing, RuleRef, RuleThing, Source, StackRef, TermThing,
        Thing,
    },
};
use crate::{
    condition::Truth,
    document::{Detail, Document, Item, Table, Text, ToDocument, ident, quiet, text, tone},
    report::{Keyed, VerdictWord, codes, list, number, plain},
};

/// How many rules of a list are told unless everything is asked for.
const SHOWN: usize = 12;

/// What a condition without parts says.
const ALWAYS: &str = "always";

impl ToDocument for Explanation {
    fn document(&self, detail: Detail) -> Document {
        let excluded = self.profile.as_ref().map_or(&[][..], |profile| &profile.excluded);
        let document = Document::new(detail);
        let mut page = Page { document, names: &self.names, excluded };
        self.things.iter().for_each(|thing| page.thing(thing));
        if let Some(profile) = &self.profile {
            let project = profile.project.as_ref().map(|project| format!("\"{project}\""));
            let verdict = match (&profile.recommendation, profile.verdict) {
                (Some(option), _) => format!("{} is recommended", page.name(option)),
                (None, VerdictWord::Tie) => "a tie".to_owned(),
                (None, VerdictWord::NoneFits) => "nothing fits".to_owned(),
                (None, _) => "nothing is answered".to_owned(),
            };
            let project = project.as_deref().unwrap_or("the profile");
            page.document.foot(format!("Under {project}: {verdict}."));
        }
        if !self.others.is_empty() {
            let kinds = self.others.iter().map(|kind| ident(format!("--kind {kind}")));
            let others = Text::join(kinds, ", ");
            page.document.foot(text![quiet("Of that name there is more: "), others]);
        }
        page.document
    }
}

struct Page<'a> {
    document: Document,
    names: &'a [(String, String)],
    /// The options that are ruled out under the profile.
    excluded: &'a [String],
}

impl Page<'_> {
    fn thing(&mut self, thing: &Thing) {
        match thing {
            Thing::Dimension(it) => self.dimension(it),
            Thing::Question(it) => self.question(it),
            Thing::Estimate(it) => self.estimate(it),
            Thing::Option(it) => self.option(it),
            Thing::Product(it) => self.product(it),
            Thing::Rule(it) => self.rule(it),
            Thing::Contradiction(it) => self.contradiction(it),
            Thing::Archetype(it) => self.archetype(it),
            Thing::Term(it) => self.term(it),
            Thing::Claim(it) => self.claim(it),
            Thing::Fact(it) => self.fact(it),
            Thing::Document(it) => self.source_document(it),
            Thing::Price(it) => self.price(it),
            Thing::Amount(it) => self.amount(it),
            Thing::Factor(it) => self.factor(it),
            Thing::Stack(it) => self.stack(it),
            Thing::Catalog(it) => self.catalog(it),
            Thing::Assumption(it) => self.assumption(it),
            Thing::Pack(it) => self.pack(it),
        }
    }

    fn title(&mut self, id: &str, what: impl Into<Text>) {
        self.document.heading(1, text![ident(id), " ", what]);
    }

    /// Begins with what it is, what is said of it, and where it comes from.
    fn start(&mut self, named: &Named, what: impl Into<Text>, says: &str) {
        self.title(&named.id, what);
        self.document.say(says);
        let pack = named.pack.as_ref().map(|pack| format!("the pack {pack}"));
        self.document.fields([("From", pack.into())]);
        for amendment in &named.amended {
            let what = match amendment.overrides.as_slice() {
                [] => format!("adds {}", self.options(&amendment.adds)),
                keys => format!("overrides {}", keys.join(", ")),
            };
            let because = amendment.because.as_ref().map(|because| format!(": {because}"));
            self.document.fields([("Pack", text![&amendment.pack, " ", what, because])]);
        }
    }

    /// Names things in a line under a heading, unless there are none.
    fn ids(&mut self, heading: &str, ids: &[String]) {
        self.document.items(heading, (!ids.is_empty()).then(|| codes(ids)));
    }

    fn name<'n>(&'n self, option: &'n str) -> &'n str {
        self.names.iter().find(|(id, _)| id == option).map_or(option, |(_, name)| name.as_str())
    }

    fn options(&self, options: &[String]) -> String {
        list(options.iter().map(|option| self.name(option)))
    }

    /// Returns "Lambda +3, Server -2".
    fn amounts<T: Copy + Into<i64>>(&self, amounts: &Keyed<T>, zeros: bool) -> Text {
        let shown = amounts.0.iter().map(|(option, amount)| (option, (*amount).into()));
        let shown = shown.filter(|(_, amount)| zeros || *amount != 0);
        let words = shown.map(|(option, amount)| {
            tone(amount, format!("{} {}", self.name(option), number::signed(amount)))
        });
        let words = Text::join(words, ", ");
        if words.is_empty() { "nothing".into() } else { words }
    }

    fn effect(&self, rule: &RuleRef) -> Text {
        match rule.excludes.as_slice() {
            [] => self.amounts(&rule.points, false),
            options => format!("rules out {}", self.options(options)).into(),
        }
    }

    /// Lists rules under a heading.
    fn rules(&mut self, heading: &str, rules: &[RuleRef]) {
        let item = |rule: &RuleRef| {
            let text = text![mark(rule.fires), ident(&rule.id), ": ", self.effect(rule)];
            Item::with(text, [format!("if {}", rule.when)])
        };
        let items = self.document.shortened(rules.iter().map(item).collect(), SHOWN, "");
        self.document.heading(2, heading);
        self.document.list(items);
        self.legend(rules.iter().any(|rule| rule.fires.is_some()));
    }

    fn legend(&mut self, is_needed: bool) {
        if is_needed {
            self.document.say(quiet("(✓ holds, ✗ does not, ? is not known)"));
        }
    }

    fn questions(&mut self, heading: &str, questions: &[QuestionRef], answers: bool) {
        self.document.items(
            heading,
            questions.iter().map(|question| {
                let answer = answers.then(|| match &question.answer {
                    serde_json::Value::Null => " (not answered)".to_owned(),
                    answer => format!(" ({})", plain(answer)),
                });
                Item::with(text![ident(&question.id), answer], [&question.prompt])
            }),
        );
    }

    fn products(&mut self, products: &[ProductRef]) {
        let item = |product: &ProductRef| {
            let beside = format!(" ({}): {}{}", product.role, product.name, if_when(&product.when));
            text![ident(&product.id), beside]
        };
        self.document.items("Products", products.iter().map(item));
    }

    fn stacks(&mut self, heading: &str, stacks: &[StackRef]) {
        let items = stacks.iter().map(|stack| {
            let option = self.name(&stack.option);
            let beside = format!(" ({option}): {}{}", stack.name, if_when(&stack.when));
            text![ident(&stack.id), beside]
        });
        let items: Vec<Text> = items.collect();
        self.document.items(heading, items);
    }

    fn sources(&mut self, heading: &str, sources: &[Source]) {
        let item = |source: &Source| {
            let title = text![ident(&source.id), format!(" ({})", source.standing)];
            Item::with(title, [&source.says])
        };
        self.document.items(heading, sources.iter().map(item));
    }

    fn cited_by(&mut self, cited: &[CitedBy]) {
        let item = |by: &CitedBy| {
            Item::with(text![mark(by.fires), by.kind, " ", ident(&by.id)], by.because.as_ref())
        };
        self.document.items("Cited by", or_nothing(cited.iter().map(item).collect(), "nothing"));
        self.legend(cited.iter().any(|by| by.fires.is_some()));
    }

    /// Tells part by part whether a condition holds.
    fn condition(&mut self, heading: &str, condition: &Node) {
        self.document.items(heading, [node(condition)]);
        self.legend(true);
    }

    fn dimension(&mut self, it: &DimensionThing) {
        self.start(&it.named, format!("is a dimension: {}", it.name), "");
        self.document.fields([
            ("About", (&it.about).into()),
            ("Weighs", it.weight.to_string().into()),
            ("Adds", it.scores.as_ref().map(|scores| self.amounts(scores, true)).into()),
        ]);
        self.questions("Its questions", &it.questions, it.scores.is_some());
        self.rules("Its rules", &it.rules);
    }

    fn question(&mut self, it: &QuestionThing) {
        self.start(
            &it.named,
            text!["is a question of the dimension ", ident(&it.dimension)],
            &it.prompt,
        );
        self.document.fields([
            ("Help", (&it.help).into()),
            ("Why", (&it.why).into()),
            ("Answers", (&it.answers).into()),
            ("Neutral", it.neutral.join("; ").into()),
            ("If open", it.assumed.as_ref().map(|it| format!("cost estimates take {it}")).into()),
        ]);
        let mut choices = Table::new().texts(["Answer", "Means"]);
        for choice in &it.choices {
            let neutral = choice.neutral.as_ref().map(|why| format!(" (neutral: {why})"));
            choices.row([ident(&choice.id), text![&choice.means, neutral]]);
        }
        self.document.push(choices);
        if let Some(outcome) = &it.outcome {
            self.answer_outcome(outcome);
        }
        self.looked_at(&it.rules);
        self.products(&it.products);
        self.ids("Estimates that depend on it and that rules look at", &it.estimates);
        self.ids("It can contradict others", &it.contradictions);
        self.sources("Why it matters", &it.cites);
    }

    fn looked_at(&mut self, rules: &[RuleRef]) {
        match rules {
            [] => self.document.heading(2, "No rule looks at it"),
            rules => self.rules("Rules that look at it", rules),
        }
    }

    fn estimate(&mut self, it: &EstimateThing) {
        let unit = if it.unit.is_empty() { "a ratio" } else { &it.unit };
        self.title(&it.id, format!("is an estimate: {unit}"));
        self.document
            .say("It is worked out from answers and the price book, and cannot be answered.");
        self.document.fields([("Comes to", it.value_words.as_ref().into())]);
        self.looked_at(&it.rules);
        self.questions("It depends on", &it.inputs, it.value_words.is_some());
    }

    fn option(&mut self, it: &OptionThing) {
        self.start(&it.named, format!("is an option: {} ({})", it.name, it.hosting), &it.about);
        if let Some(outcome) = &it.outcome {
            return self.option_outcome(it, outcome);
        }
        for (heading, rules) in
            [("Speaks for it", &it.speak_for), ("Speaks against it", &it.speak_against)]
        {
            let item = |rule: &RuleRef| {
                let points = rule.points.get(&it.named.id).copied().unwrap_or(0);
                let adds = i64::from(points) * i64::from(rule.weight);
                let adds = tone(adds, number::signed(adds));
                Item::from(text![adds, " ", ident(&rule.id), format!(", if {}", rule.when)])
            };
            let items = self.document.shortened(rules.iter().map(item).collect(), SHOWN, "");
            self.document.items(heading, or_nothing(items, "no rule"));
        }
        let exclusion = |ExclusionRef { rule, remedy, .. }: &ExclusionRef| {
            let title = text![ident(&rule.id), format!(", if {}", rule.when)];
            Item::with(title, [Text::from(&rule.because), blocker(remedy)])
        };
        self.document.items("Rules it out", it.exclude.iter().map(exclusion));
        self.products(&it.products);
        self.stacks("What its estimate is made of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    fn product(&mut self, it: &ProductThing) {
        let what = format!("is a product of {} ({})", self.name(&it.option), it.role);
        self.start(&it.named, what, &it.name);
        self.document.fields([("When", (&it.when).into()), ("Because", (&it.because).into())]);
        if let (Some(condition), Some(advised)) = (&it.condition, it.advised) {
            let not = if advised { "" } else { "not " };
            self.condition(&format!("Under this profile it is {not}advised"), condition);
        }
        self.sources("What says so", &it.cites);
    }

    fn rule(&mut self, it: &RuleThing) {
        let what = text!["is a rule of the dimension ", ident(&it.dimension)];
        self.start(&it.named, what, &it.because);
        let points = it.excludes.is_empty().then(|| {
            let times = format!(" (times {}, the weight of {})", it.weight, it.dimension);
            text![self.amounts(&it.points, false), times]
        });
        self.document.fields([
            ("When", (&it.when).into()),
            ("Points", points.into()),
            ("Rules out", self.options(&it.excludes).into()),
            ("To remove this blocker", it.remedy.as_ref().into()),
            ("Grade", it.grade.name().into()),
            ("Track record", it.track_record.as_ref().map(|record| &record.words).into()),
        ]);
        match &it.outcome {
            Some(outcome) => self.rule_outcome(it, outcome),
            None => self.questions("It looks at", &it.looks_at, false),
        }
        self.sources("It cites", &it.cites);
    }

    fn contradiction(&mut self, it: &ContradictionThing) {
        self.start(&it.named, "is a contradiction", &it.because);
        self.document.fields([("When", (&it.when).into())]);
        if let Some(condition) = &it.condition {
            self.condition("Under this profile", condition);
        }
    }

    fn archetype(&mut self, it: &ArchetypeThing) {
        self.start(&it.named, "is an archetype", &it.name);
        self.questions("Answers that are usual for it", &it.suggests, true);
    }

    fn term(&mut self, it: &TermThing) {
        self.start(&it.named, "is a term", &it.means);
        self.document.fields([("See also", codes(&it.see))]);
    }

    fn claim(&mut self, it: &ClaimThing) {
        let document = it.document.as_ref().map(|title| format!(" of \"{title}\""));
        self.start(&it.named, text!["is a claim", document], "");
        self.document.fields([
            ("Says", (&it.says).into()),
            ("Status", it.status.name().into()),
            ("Today", it.today.as_ref().into()),
            ("Waived", it.waived.as_ref().into()),
        ]);
        self.sources("What is so today", &it.facts);
        self.cited_by(&it.cited_by);
    }

    fn fact(&mut self, it: &FactThing) {
        self.start(&it.named, "is a fact", &it.says);
        let note = it.as_of_note.as_ref().map(|note| format!(" ({note})"));
        self.document.fields([
            ("Figure", format!("{} {}", it.value, it.unit).into()),
            ("As of", text![&it.as_of, note]),
            ("Source", (&it.source).into()),
            ("Address", it.url.as_ref().map(|url| ident(url).leading_to(url)).into()),
            ("Confidence", it.confidence.name().into()),
        ]);
        self.sources("It brings up to date", &it.updates);
        self.cited_by(&it.cited_by);
    }

    fn source_document(&mut self, it: &DocumentThing) {
        self.start(&it.named, format!("is a document: {}", it.title), &it.about);
        self.sources("It claims", &it.claims);
    }

    fn pack(&mut self, it: &PackThing) {
        self.title(&it.id, format!("is a pack, version {}", it.version));
        self.document.say(&it.about);
        self.document.fields([
            ("Reviewed", (&it.reviewed).into()),
            ("Digest", (&it.digest).into()),
            ("Requires", codes(&it.requires)),
        ]);
        let brings = it.brings.iter().map(|kinds| {
            let plural = if kinds.ids.len() == 1 { "" } else { "s" };
            text![kinds.kind, plural, ": ", codes(&kinds.ids)]
        });
        self.document.items("It brings", brings);
        self.ids("Its options speak in", &it.extends);
        let changes = it.overrides.iter().map(|change| {
            let keys = change.keys.join(", ");
            let keys = if keys.is_empty() { "taken out" } else { &keys };
            text![change.kind, " ", ident(&change.id), format!(" ({keys}): {}", change.reason)]
        });
        self.document.items("It changes", changes);
    }
}

fn blocker(remedy: &str) -> Text {
    text![quiet("To remove this blocker: "), remedy]
}

/// Returns ", if …" for what does not always hold.
fn if_when(when: &str) -> String {
    if when == ALWAYS { String::new() } else { format!(", if {when}") }
}

fn or_nothing(items: Vec<Item>, nothing: &str) -> Vec<Item> {
    if items.is_empty() { vec![nothing.into()] } else { items }
}

fn mark(fires: Option<Truth>) -> Text {
    match fires {
        Some(Truth::True) => tone(1, "✓ "),
        Some(Truth::False) => tone(-1, "✗ "),
        Some(Truth::Unknown) => "? ".into(),
        None => Text::default(),
    }
}

/// Returns a condition part by part.
fn node(it: &Node) -> Item {
    let known = match &it.field {
        Some(_) if it.answer.is_null() => format!(" ({})", it.answer_words),
        Some(_) => format!(" (it is {})", it.answer_words),
        None if it.parts.is_empty() => String::new(),
        None => ":".to_owned(),
    };
    Item::with(text![mark(Some(it.truth)), &it.words, known], it.parts.iter().map(node))
}
