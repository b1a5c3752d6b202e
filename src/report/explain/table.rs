//! The explanation for a terminal.

use std::fmt::Write;

use super::{
    ContradictionThing, DimensionThing, EstimateThing, Explanation, OptionThing, ProductRef,
    ProductThing, QuestionRef, QuestionThing, RuleRef, RuleThing, Thing,
};
use crate::report::{
    Keyed, number,
    table::{Layout, plain},
};

/// How many rules of a list are shown unless everything is asked for.
pub(super) const SHOWN: usize = 12;

/// The whole explanation.
pub fn render(explanation: &Explanation, layout: Layout) -> String {
    let excluded = explanation.profile.as_ref().map_or(&[][..], |profile| &profile.excluded);
    let mut page = Page { layout, text: String::new(), names: &explanation.names, excluded };
    for (index, thing) in explanation.things.iter().enumerate() {
        if index > 0 {
            page.text.push_str("\n\n");
        }
        page.thing(thing);
    }
    if let Some(profile) = &explanation.profile {
        let project = profile
            .project
            .as_deref()
            .map_or_else(|| "the profile".to_owned(), |it| format!("\"{it}\""));
        let verdict = match &profile.recommendation {
            Some(option) => format!("{} is recommended", page.name(option)),
            None => match profile.verdict {
                "tie" => "a tie".to_owned(),
                "none-fits" => "nothing fits".to_owned(),
                _ => "nothing is answered".to_owned(),
            },
        };
        page.text.push('\n');
        page.wrap(&format!("Under {project}: {verdict}."), 0, 0);
    }
    page.text
}

pub(super) struct Page<'a> {
    pub(super) layout: Layout,
    pub(super) text: String,
    names: &'a [(String, String)],
    /// The options that are ruled out under the profile.
    pub(super) excluded: &'a [String],
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
            Thing::Claim(it) => self.claim(it),
            Thing::Fact(it) => self.fact(it),
            Thing::Document(it) => self.document(it),
            Thing::Price(it) => self.price(it),
            Thing::Stack(it) => self.stack(it),
            Thing::Catalog(it) => self.catalog(it),
            Thing::Assumption(it) => self.assumption(it),
            Thing::Pack(it) => self.pack(it),
        }
    }

    pub(super) fn wrap(&mut self, text: &str, first: usize, rest: usize) {
        self.text.push_str(&self.layout.wrap_hanging(text, first, rest));
    }

    pub(super) fn title(&mut self, kind: &str, id: &str, beside: &str) {
        let _ = writeln!(self.text, "{} {kind}{beside}", self.layout.heading(id));
    }

    /// Where it comes from, unless that is the rule base.
    pub(super) fn origin(&mut self, pack: Option<&String>) {
        if let Some(pack) = pack {
            self.line("From", &format!("the pack {pack}"));
        }
    }

    pub(super) fn section(&mut self, heading: &str) {
        let _ = write!(self.text, "\n{}\n", self.layout.heading(heading));
    }

    /// A label and what it stands for.
    pub(super) fn line(&mut self, label: &str, text: &str) {
        const COLUMN: usize = 12;
        self.text.push_str(&self.layout.fill(text, &format!("{label:COLUMN$}"), COLUMN));
    }

    pub(super) fn name<'n>(&'n self, option: &'n str) -> &'n str {
        self.names.iter().find(|(id, _)| id == option).map_or(option, |(_, name)| name.as_str())
    }

    /// "Lambda +3, Server -2"
    pub(super) fn amounts<T: Copy + Into<i64>>(&self, amounts: &Keyed<T>, zeros: bool) -> String {
        let shown = amounts.0.iter().filter(|(_, amount)| zeros || (*amount).into() != 0);
        let words: Vec<String> = shown
            .map(|(option, amount)| {
                format!("{} {}", self.name(option), number::signed((*amount).into()))
            })
            .collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    }

    pub(super) fn effect(&self, rule: &RuleRef) -> String {
        match rule.excludes.as_slice() {
            [] => self.amounts(&rule.points, false),
            options => format!("rules out {}", self.options(options)),
        }
    }

    pub(super) fn options(&self, options: &[String]) -> String {
        let names: Vec<&str> = options.iter().map(|option| self.name(option)).collect();
        crate::report::list(&names)
    }

    pub(super) fn mark(&self, truth: &str) -> &'static str {
        match (truth, self.layout.unicode) {
            ("holds", true) => "\u{2713}",
            ("does-not-hold", true) => "\u{2717}",
            ("holds", false) => "+",
            ("does-not-hold", false) => "-",
            _ => "?",
        }
    }

    pub(super) fn rule_list(&mut self, rules: &[RuleRef]) {
        let shown = if self.layout.full { rules.len() } else { SHOWN };
        for rule in rules.iter().take(shown) {
            let mark = rule.fires.map(|fires| format!("{} ", self.mark(fires))).unwrap_or_default();
            let line = format!("{mark}{}: {}", rule.id, self.effect(rule));
            self.wrap(&line, 1, 5);
            self.wrap(&format!("if {}", rule.when), 5, 8);
        }
        if rules.len() > shown {
            self.wrap(&format!("and {} more (-v lists them)", rules.len() - shown), 1, 1);
        }
        if rules.iter().any(|rule| rule.fires.is_some()) {
            self.legend();
        }
    }

    pub(super) fn legend(&mut self) {
        let (yes, no) = (self.mark("holds"), self.mark("does-not-hold"));
        self.wrap(&format!("({yes} holds, {no} does not, ? is not known)"), 1, 1);
    }

    pub(super) fn questions(&mut self, heading: &str, questions: &[QuestionRef], answers: bool) {
        if questions.is_empty() {
            return;
        }
        self.section(heading);
        for question in questions {
            let answer = match (&question.answer, answers) {
                (_, false) => String::new(),
                (serde_json::Value::Null, true) => " (not answered)".to_owned(),
                (answer, true) => format!(" ({})", plain(answer)),
            };
            self.wrap(&format!("{}{answer}", question.id), 1, 3);
            self.wrap(&question.prompt, 5, 5);
        }
    }

    fn products(&mut self, products: &[ProductRef]) {
        if products.is_empty() {
            return;
        }
        self.section("Products");
        for product in products {
            let when = if product.when == "always" {
                String::new()
            } else {
                format!(", if {}", product.when)
            };
            self.wrap(&format!("{} ({}): {}{when}", product.id, product.role, product.name), 1, 5);
        }
    }

    fn dimension(&mut self, it: &DimensionThing) {
        self.title("is a dimension", &it.id, &format!(": {}", it.name));
        self.origin(it.pack.as_ref());
        self.line("About", &it.about);
        self.line("Weighs", &it.weight.to_string());
        if let Some(scores) = &it.scores {
            self.line("Adds", &self.amounts(scores, true));
        }
        self.questions("Its questions", &it.questions, it.scores.is_some());
        self.section("Its rules");
        self.rule_list(&it.rules);
    }

    fn question(&mut self, it: &QuestionThing) {
        self.title("is a question", &it.id, &format!(" of the dimension {}", it.dimension));
        self.wrap(&it.prompt, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("Help", &it.help);
        self.line("Why", &it.why);
        self.line("Answers", &it.answers);
        let width = it.choices.iter().map(|choice| choice.id.chars().count()).max().unwrap_or(0);
        for choice in &it.choices {
            let neutral =
                choice.neutral.as_ref().map(|why| format!(" (neutral: {why})")).unwrap_or_default();
            let first = format!("  {:width$}  ", choice.id);
            self.text.push_str(&self.layout.fill(
                &format!("{}{neutral}", choice.means),
                &first,
                first.chars().count(),
            ));
        }
        it.neutral.iter().for_each(|stretch| self.line("Neutral", stretch));
        if let Some(assumed) = &it.assumed {
            self.line("If open", &format!("cost estimates take {assumed}"));
        }
        if let Some(outcome) = &it.outcome {
            self.answer_outcome(outcome);
        }
        self.section(if it.rules.is_empty() {
            "No rule looks at it"
        } else {
            "Rules that look at it"
        });
        self.rule_list(&it.rules);
        self.products(&it.products);
        if !it.estimates.is_empty() {
            self.section("Estimates that depend on it and that rules look at");
            self.wrap(&it.estimates.join(", "), 1, 1);
        }
        if !it.contradictions.is_empty() {
            self.section("It can contradict others");
            self.wrap(&it.contradictions.join(", "), 1, 1);
        }
        self.sources("Why it matters", &it.cites);
    }

    fn estimate(&mut self, it: &EstimateThing) {
        let unit = if it.unit.is_empty() { "a ratio".to_owned() } else { it.unit.clone() };
        self.title("is an estimate", &it.id, &format!(": {unit}"));
        self.wrap(
            "It is worked out from answers and the price book, and cannot be answered.",
            0,
            0,
        );
        if let Some(value) = &it.value_words {
            self.line("Comes to", value);
        }
        self.section(if it.rules.is_empty() {
            "No rule looks at it"
        } else {
            "Rules that look at it"
        });
        self.rule_list(&it.rules);
        self.questions("It depends on", &it.inputs, it.value_words.is_some());
    }

    fn option(&mut self, it: &OptionThing) {
        self.title("is an option", &it.id, &format!(": {} ({})", it.name, it.hosting));
        self.wrap(&it.about, 0, 0);
        self.origin(it.pack.as_ref());
        if let Some(outcome) = &it.outcome {
            self.option_outcome(it, outcome);
            return;
        }
        for (heading, rules) in
            [("Speaks for it", &it.speak_for), ("Speaks against it", &it.speak_against)]
        {
            self.section(heading);
            if rules.is_empty() {
                self.wrap("no rule", 1, 1);
            }
            let shown = if self.layout.full { rules.len() } else { SHOWN };
            for rule in rules.iter().take(shown) {
                let points = rule.points.get(&it.id).copied().unwrap_or(0);
                let contribution = i64::from(points) * i64::from(rule.weight);
                let first = format!(" {:>4}  ", number::signed(contribution));
                self.text.push_str(&self.layout.fill(
                    &format!("{}, if {}", rule.id, rule.when),
                    &first,
                    7,
                ));
            }
            if rules.len() > shown {
                self.wrap(&format!("and {} more (-v lists them)", rules.len() - shown), 7, 7);
            }
        }
        if !it.exclude.is_empty() {
            self.section("Rules it out");
        }
        for exclusion in &it.exclude {
            self.wrap(&format!("{}, if {}", exclusion.rule.id, exclusion.rule.when), 1, 5);
            self.wrap(&exclusion.rule.because, 5, 5);
            self.wrap(&format!("To lift it: {}", exclusion.remedy), 5, 5);
        }
        self.products(&it.products);
        self.stacks("What its estimate is made of", &it.stacks);
        self.sources("What says so", &it.cites);
    }

    fn product(&mut self, it: &ProductThing) {
        self.title("is a product", &it.id, &format!(" of {} ({})", self.name(&it.option), it.role));
        self.wrap(&it.name, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("When", &it.when);
        self.line("Because", &it.because);
        if let (Some(condition), Some(advised)) = (&it.condition, it.advised) {
            self.section(if advised {
                "Under this profile it is advised"
            } else {
                "Under this profile it is not advised"
            });
            self.node(condition, 1);
            self.legend();
        }
        self.sources("What says so", &it.cites);
    }

    fn rule(&mut self, it: &RuleThing) {
        self.title("is a rule", &it.id, &format!(" of the dimension {}", it.dimension));
        self.wrap(&it.because, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("When", &it.when);
        match it.excludes.as_slice() {
            [] => self.line(
                "Points",
                &format!(
                    "{} (times {}, the weight of {})",
                    self.amounts(&it.points, false),
                    it.weight,
                    it.dimension
                ),
            ),
            options => self.line("Rules out", &self.options(options)),
        }
        if let Some(remedy) = &it.remedy {
            self.line("To lift it", remedy);
        }
        self.line("Grade", it.grade);
        for amendment in &it.amended {
            let what = match amendment.overrides.as_slice() {
                [] => format!("adds {}", self.options(&amendment.adds)),
                keys => format!("overrides {}", keys.join(", ")),
            };
            let because = amendment
                .because
                .as_ref()
                .map(|because| format!(": {because}"))
                .unwrap_or_default();
            self.line("Pack", &format!("{} {what}{because}", amendment.pack));
        }
        if let Some(outcome) = &it.outcome {
            self.rule_outcome(it, outcome);
        } else {
            self.questions("It looks at", &it.looks_at, false);
        }
        self.sources("It cites", &it.cites);
    }

    fn contradiction(&mut self, it: &ContradictionThing) {
        self.title("is a contradiction", &it.id, "");
        self.wrap(&it.because, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("When", &it.when);
        if let Some(condition) = &it.condition {
            self.section("Under this profile");
            self.node(condition, 1);
            self.legend();
        }
    }
}
