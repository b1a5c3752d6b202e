//! The explanation for a terminal.

use std::fmt::Write;

use super::{
    Alternative, AnswerOutcome, CitedBy, ClaimThing, ContradictionThing, DimensionThing, DocumentThing, EstimateThing,
    Explanation, FactThing, Lack, Node, OptionOutcome, OptionThing, ProductRef, ProductThing, QuestionRef,
    QuestionThing, RuleOutcome, RuleRef, RuleThing, Source, Spoke, Thing,
};
use crate::report::{
    Keyed, number,
    table::{Layout, plain},
};

/// How many rules of a list are shown unless everything is asked for.
const SHOWN: usize = 12;

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
        let project = profile.project.as_deref().map_or_else(|| "the profile".to_owned(), |it| format!("\"{it}\""));
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
    layout: Layout,
    text: String,
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
    fn amounts<T: Copy + Into<i64>>(&self, amounts: &Keyed<T>, zeros: bool) -> String {
        let shown = amounts.0.iter().filter(|(_, amount)| zeros || (*amount).into() != 0);
        let words: Vec<String> = shown
            .map(|(option, amount)| format!("{} {}", self.name(option), number::signed((*amount).into())))
            .collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    }

    fn effect(&self, rule: &RuleRef) -> String {
        match rule.excludes.as_slice() {
            [] => self.amounts(&rule.points, false),
            options => format!("rules out {}", self.options(options)),
        }
    }

    fn options(&self, options: &[String]) -> String {
        let names: Vec<&str> = options.iter().map(|option| self.name(option)).collect();
        crate::report::list(&names)
    }

    fn mark(&self, truth: &str) -> &'static str {
        match (truth, self.layout.unicode) {
            ("holds", true) => "\u{2713}",
            ("does-not-hold", true) => "\u{2717}",
            ("holds", false) => "+",
            ("does-not-hold", false) => "-",
            _ => "?",
        }
    }

    fn rule_list(&mut self, rules: &[RuleRef]) {
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

    fn legend(&mut self) {
        let (yes, no) = (self.mark("holds"), self.mark("does-not-hold"));
        self.wrap(&format!("({yes} holds, {no} does not, ? is not known)"), 1, 1);
    }

    pub(super) fn sources(&mut self, heading: &str, sources: &[Source]) {
        if sources.is_empty() {
            return;
        }
        self.section(heading);
        for source in sources {
            self.wrap(&format!("{} ({})", source.id, source.standing), 1, 3);
            self.wrap(&source.says, 3, 3);
        }
    }

    fn cited_by(&mut self, cited: &[CitedBy]) {
        self.section("Cited by");
        if cited.is_empty() {
            self.wrap("nothing", 1, 1);
        }
        for by in cited {
            let mark = by.fires.map(|fires| format!("{} ", self.mark(fires))).unwrap_or_default();
            self.wrap(&format!("{mark}{} {}", by.kind, by.id), 1, 3);
            if let Some(because) = &by.because {
                self.wrap(because, 5, 5);
            }
        }
        if cited.iter().any(|by| by.fires.is_some()) {
            self.legend();
        }
    }

    fn questions(&mut self, heading: &str, questions: &[QuestionRef], answers: bool) {
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
            let when = if product.when == "always" { String::new() } else { format!(", if {}", product.when) };
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
            let neutral = choice.neutral.as_ref().map(|why| format!(" (neutral: {why})")).unwrap_or_default();
            let first = format!("  {:width$}  ", choice.id);
            self.text.push_str(&self.layout.fill(&format!("{}{neutral}", choice.means), &first, first.chars().count()));
        }
        it.neutral.iter().for_each(|stretch| self.line("Neutral", stretch));
        if let Some(assumed) = &it.assumed {
            self.line("If open", &format!("cost estimates take {assumed}"));
        }
        if let Some(outcome) = &it.outcome {
            self.answer_outcome(outcome);
        }
        self.section(if it.rules.is_empty() { "No rule looks at it" } else { "Rules that look at it" });
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

    fn answer_outcome(&mut self, it: &AnswerOutcome) {
        let answered = !it.answer.is_null();
        self.section("Under this profile");
        if answered {
            self.wrap(&format!("It is answered: {}", plain(&it.answer)), 1, 3);
            self.wrap(&format!("The answer adds: {}", self.amounts(&it.contributed, false)), 1, 3);
            self.wrap(&format!("Left open: {}", self.alternative(&it.without)), 1, 3);
        } else {
            self.wrap("It is not answered.", 1, 1);
        }
        if it.others.is_empty() && it.turns.is_empty() {
            return;
        }
        self.section(if answered { "What other answers would do" } else { "What each answer would do" });
        for other in &it.others {
            self.wrap(&format!("{}: {}", other.words, self.alternative(other)), 1, 5);
        }
        if !it.turns.is_empty() {
            self.wrap(&format!("The recommendation turns {}.", it.turns.join("; ")), 1, 3);
        }
    }

    fn alternative(&self, it: &Alternative) -> String {
        let verdict = match (&it.recommendation, it.verdict) {
            (Some(option), _) => self.name(option).to_owned(),
            (None, "tie") => "a tie".to_owned(),
            (None, "none-fits") => "nothing fits".to_owned(),
            (None, _) => "nothing can be said".to_owned(),
        };
        let now = self.excluded;
        let mut changes: Vec<String> = Vec::new();
        if it.difference.0.iter().any(|(_, difference)| *difference != 0) {
            changes.push(self.amounts(&it.difference, false));
        }
        let newly: Vec<String> = it.excluded.iter().filter(|option| !now.contains(option)).cloned().collect();
        let again: Vec<String> = now.iter().filter(|option| !it.excluded.contains(option)).cloned().collect();
        for (options, what) in [(newly, "ruled out"), (again, "no longer ruled out")] {
            if !options.is_empty() {
                changes.push(format!("{} {what}", self.options(&options)));
            }
        }
        match changes.as_slice() {
            [] => format!("{verdict} (nothing changes)"),
            changes => format!("{verdict} ({})", changes.join("; ")),
        }
    }

    fn estimate(&mut self, it: &EstimateThing) {
        let unit = if it.unit.is_empty() { "a ratio".to_owned() } else { it.unit.clone() };
        self.title("is an estimate", &it.id, &format!(": {unit}"));
        self.wrap("It is worked out from answers and the price book, and cannot be answered.", 0, 0);
        if let Some(value) = &it.value_words {
            self.line("Comes to", value);
        }
        self.section(if it.rules.is_empty() { "No rule looks at it" } else { "Rules that look at it" });
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
        for (heading, rules) in [("Speaks for it", &it.speak_for), ("Speaks against it", &it.speak_against)] {
            self.section(heading);
            if rules.is_empty() {
                self.wrap("no rule", 1, 1);
            }
            let shown = if self.layout.full { rules.len() } else { SHOWN };
            for rule in rules.iter().take(shown) {
                let points = rule.points.get(&it.id).copied().unwrap_or(0);
                let contribution = i64::from(points) * i64::from(rule.weight);
                let first = format!(" {:>4}  ", number::signed(contribution));
                self.text.push_str(&self.layout.fill(&format!("{}, if {}", rule.id, rule.when), &first, 7));
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

    fn option_outcome(&mut self, it: &OptionThing, outcome: &OptionOutcome) {
        let place = match outcome.rank {
            Some(rank) => format!("place {rank}"),
            None => "ruled out".to_owned(),
        };
        self.line(
            "Came out",
            &format!("{place}, score {}, fit {} of 100", number::signed(outcome.score), number::whole(outcome.fit)),
        );
        let (fired, may): (Vec<_>, Vec<_>) =
            it.exclude.iter().partition(|exclusion| exclusion.rule.fires == Some("holds"));
        if !fired.is_empty() {
            self.section("Ruled out");
        }
        for exclusion in fired {
            self.wrap(&exclusion.rule.because, 1, 3);
            self.wrap(&format!("[{}, because {}]", exclusion.rule.id, exclusion.rule.when), 3, 3);
            self.wrap(&format!("To lift it: {}", exclusion.remedy), 3, 3);
        }
        let rival = outcome.rival.clone().unwrap_or_default();
        let (own, other) = (self.name(&it.id).to_owned(), self.name(&rival).to_owned());
        self.section(&format!("What spoke against it, or more for {other}"));
        self.spoke(&outcome.spoke_against, &own, &other);
        self.section("What spoke for it");
        self.spoke(&outcome.spoke_for, &own, &other);
        self.section("What could have spoken for it and did not");
        if outcome.could_have.is_empty() {
            self.wrap("nothing", 1, 1);
        }
        let shown = if self.layout.full { outcome.could_have.len() } else { SHOWN };
        for missed in outcome.could_have.iter().take(shown) {
            let first = format!(" {:>4}  {} ", number::signed(missed.contribution), self.mark(missed.fires));
            self.text.push_str(&self.layout.fill(&missed.because, &first, 9));
            self.wrap(&format!("[{}]", missed.rule), 9, 9);
            self.wrap(&lacks(&missed.lacks), 9, 12);
        }
        if outcome.could_have.len() > shown {
            self.wrap(&format!("and {} more (-v lists them)", outcome.could_have.len() - shown), 9, 9);
        }
        let open: Vec<_> = may.into_iter().filter(|exclusion| exclusion.rule.fires == Some("not-known")).collect();
        if !open.is_empty() {
            self.section("What could still rule it out");
        }
        for exclusion in open {
            self.wrap(&exclusion.rule.because, 1, 3);
            self.wrap(&format!("[{}] {}", exclusion.rule.id, lacks(&exclusion.lacks)), 3, 3);
        }
    }

    fn spoke(&mut self, list: &[Spoke], own: &str, rival: &str) {
        if list.is_empty() {
            self.wrap("nothing", 1, 1);
            return;
        }
        let widths = [own, rival].map(|name| name.chars().count().max(3) + 1);
        let _ = writeln!(self.text, "{own:>0$}{rival:>1$}", widths[0], widths[1] + 1);
        for spoke in list {
            let first = format!(
                "{:>2$}{:>3$}  ",
                number::signed(spoke.contribution),
                number::signed(spoke.rival),
                widths[0],
                widths[1] + 1
            );
            let indent = widths[0] + widths[1] + 3;
            self.text.push_str(&self.layout.fill(&spoke.because, &first, indent));
            self.wrap(&format!("[{}]", spoke.rule), indent, indent);
        }
    }

    fn product(&mut self, it: &ProductThing) {
        self.title("is a product", &it.id, &format!(" of {} ({})", self.name(&it.option), it.role));
        self.wrap(&it.name, 0, 0);
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
                &format!("{} (times {}, the weight of {})", self.amounts(&it.points, false), it.weight, it.dimension),
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
            let because = amendment.because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
            self.line("Pack", &format!("{} {what}{because}", amendment.pack));
        }
        if let Some(outcome) = &it.outcome {
            self.rule_outcome(it, outcome);
        } else {
            self.questions("It looks at", &it.looks_at, false);
        }
        self.sources("It cites", &it.cites);
    }

    fn rule_outcome(&mut self, it: &RuleThing, outcome: &RuleOutcome) {
        self.section(match outcome.fires {
            "holds" => "Under this profile it fires",
            "does-not-hold" => "Under this profile it does not fire",
            _ => "Under this profile it does not fire: that cannot be told yet",
        });
        self.node(&outcome.condition, 1);
        self.legend();
        if it.excludes.is_empty() {
            let would = if outcome.fires == "holds" { "It adds" } else { "It would add" };
            self.wrap(&format!("{would}: {}", self.amounts(&outcome.contributions, false)), 1, 3);
        }
        // Of a single test the line above says it all.
        if !outcome.lacks.is_empty() && outcome.condition.of.is_some() {
            self.wrap(&format!("It would fire {}", lacks(&outcome.lacks)), 1, 3);
        }
    }

    fn node(&mut self, node: &Node, indent: usize) {
        let known = match &node.field {
            Some(_) => format!(" (it is {})", node.answer_words).replace("(it is not answered)", "(not answered)"),
            None if node.parts.is_empty() => String::new(),
            None => ":".to_owned(),
        };
        let line = format!("{} {}{known}", self.mark(node.truth), node.words);
        self.wrap(&line, indent, indent + 4);
        for part in &node.parts {
            self.node(part, indent + 2);
        }
    }

    fn contradiction(&mut self, it: &ContradictionThing) {
        self.title("is a contradiction", &it.id, "");
        self.wrap(&it.because, 0, 0);
        self.line("When", &it.when);
        if let Some(condition) = &it.condition {
            self.section("Under this profile");
            self.node(condition, 1);
            self.legend();
        }
    }

    fn claim(&mut self, it: &ClaimThing) {
        self.title(
            "is a claim",
            &it.id,
            &it.document.as_ref().map(|title| format!(" of \"{title}\"")).unwrap_or_default(),
        );
        self.origin(it.pack.as_ref());
        self.line("Says", &it.says);
        self.line("Status", it.status);
        if let Some(today) = &it.today {
            self.line("Today", today);
        }
        if let Some(waived) = &it.waived {
            self.line("Waived", waived);
        }
        self.sources("What is so today", &it.facts);
        self.cited_by(&it.cited_by);
    }

    fn fact(&mut self, it: &FactThing) {
        self.title("is a fact", &it.id, "");
        self.wrap(&it.says, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("Figure", &format!("{} {}", it.value, it.unit));
        let note = it.as_of_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        self.line("As of", &format!("{}{note}", it.as_of));
        self.line("Source", &it.source);
        if let Some(url) = &it.url {
            self.line("Address", url);
        }
        self.line("Confidence", it.confidence);
        self.sources("It brings up to date", &it.updates);
        self.cited_by(&it.cited_by);
    }

    fn document(&mut self, it: &DocumentThing) {
        self.title("is a document", &it.id, &format!(": {}", it.title));
        self.wrap(&it.about, 0, 0);
        self.sources("It claims", &it.claims);
    }
}

/// "if a is b (it is c) and …"
fn lacks(lacks: &[Lack]) -> String {
    let words: Vec<String> = lacks
        .iter()
        .map(|lack| match lack.answer.is_null() {
            true => format!("{} ({})", lack.needed, lack.answer_words),
            false => format!("{} (it is {})", lack.needed, lack.answer_words),
        })
        .collect();
    format!("if {}", words.join(" and "))
}
