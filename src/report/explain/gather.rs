//! Puts together what each kind of thing is and what ties to it.

mod outcome;
mod prices;

use std::{cmp::Reverse, collections::HashMap};

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::things::{
    Amendment, ArchetypeThing, ChangeRef, ChoiceRef, CitedBy, ClaimThing, ContradictionThing,
    DimensionThing, DocumentThing, EstimateThing, ExclusionRef, FactThing, Kinds, Named,
    OptionThing, PackThing, ProductRef, ProductThing, QuestionRef, QuestionThing, RuleRef,
    RuleThing, Source, TermThing, Thing,
};
use crate::{
    advice::Advice,
    condition::Condition,
    field::{FieldId, Kind as FieldKind, Scale, Value},
    quantity::people,
    report::{Keyed, effect, json, option_ids, pack_name, remedy},
    rulebase::{
        self, Citation, Cited, Claim, ClaimId, DimensionId, Effect, FactId, OptionId, PackId,
        Product, Question, Rule, RuleBase, RuleId, ThingAt, ThingKind as Kind,
        prices::{Assumed, Guess},
    },
};

/// Puts together what is known of a thing.
pub(super) struct Builder<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) under: Option<&'a Advice<'a>>,
    pub(super) cited: HashMap<Citation, Vec<Cited>>,
}

impl Builder<'_> {
    pub(super) fn thing(&self, found: ThingAt) -> Thing {
        let ThingAt { kind, at, product } = found;
        match kind {
            Kind::Dimension => Thing::Dimension(self.dimension(DimensionId(at as u8))),
            Kind::Question => Thing::Question(self.question(FieldId(at as u16))),
            Kind::Estimate => Thing::Estimate(self.estimate(FieldId(at as u16))),
            Kind::Option => Thing::Option(self.option(OptionId(at as u8))),
            Kind::Product => Thing::Product(self.product(OptionId(at as u8), product)),
            Kind::Rule => Thing::Rule(self.rule(RuleId(at as u16))),
            Kind::Contradiction => Thing::Contradiction(self.contradiction(at)),
            Kind::Archetype => Thing::Archetype(self.archetype(at)),
            Kind::Term => Thing::Term(self.term(at)),
            Kind::Claim => Thing::Claim(self.claim(ClaimId(at as u16))),
            Kind::Fact => Thing::Fact(self.fact(FactId(at as u16))),
            Kind::Document => Thing::Document(self.document(at)),
            Kind::Price => Thing::Price(self.price(at)),
            Kind::Amount => Thing::Amount(self.amount(at)),
            Kind::Factor => Thing::Factor(self.factor(at)),
            Kind::Stack => Thing::Stack(self.stack(at)),
            Kind::Catalog | Kind::Machine => Thing::Catalog(self.catalog(at)),
            Kind::Assumption => Thing::Assumption(self.assumption(FieldId(at as u16))),
            Kind::Pack => Thing::Pack(self.pack_thing(PackId(at as u8))),
        }
    }

    pub(super) fn named(&self, kind: &'static str, id: &str) -> Named {
        let pack = self.base.origin(kind, id).map(|pack| pack.name.clone());
        let amended = self.base.overrides_of(kind, id).map(|it| Amendment {
            pack: pack_name(self.base, it.pack),
            overrides: it.keys.clone(),
            adds: Vec::new(),
            because: Some(it.reason.clone()),
        });
        Named { id: id.to_owned(), pack, amended: amended.collect() }
    }

    fn dimension(&self, id: DimensionId) -> DimensionThing {
        let it = self.base.dimension(id);
        let questions = self.base.questions.iter().filter(|question| question.dimension == id);
        DimensionThing {
            named: self.named("dimension", &it.id),
            name: it.name.clone(),
            about: it.about.clone(),
            weight: self.weight(id),
            questions: questions.map(|question| self.question_ref(question.field)).collect(),
            rules: self.rules(|rule| rule.dimension == id),
            scores: self.under.map(|under| {
                self.by_option(|option| under.assessment().dimension_score(option, id))
            }),
        }
    }

    fn question(&self, id: FieldId) -> QuestionThing {
        let field = self.base.fields.get(id);
        let question = self.base.question(id);
        let text = |text: fn(&Question) -> &String| question.map(text).cloned().unwrap_or_default();
        let looks = |when: &Condition| when.fields().contains(&id);
        let choices = field.choices().iter().map(|choice| ChoiceRef {
            id: choice.id.clone(),
            means: choice.means.clone(),
            neutral: choice.neutral.clone(),
        });
        let is_looked_at =
            |field| self.base.rules.iter().any(|rule| rule.when.fields().contains(&field));
        let derived = self.base.fields.iter().filter(|(derived, it)| {
            it.derived
                && self.base.prices.inputs_of(*derived).contains(&id)
                && is_looked_at(*derived)
        });
        let products = self.base.option_ids().flat_map(|option| {
            let products = self.base.option(option).products.iter();
            let products = products.filter(|product| looks(&product.when));
            products.map(move |product| self.product_ref(option, product))
        });
        let dimension = question.map(|it| self.base.dimension(it.dimension).id.clone());
        let neutral = question.iter().flat_map(|question| &question.neutral);
        let contradictions = self.base.contradictions.iter().filter(|it| looks(&it.when));
        QuestionThing {
            named: self.named("question", &field.id),
            dimension: dimension.unwrap_or_default(),
            prompt: text(|it| &it.prompt),
            help: text(|it| &it.help),
            why: text(|it| &it.why),
            answers: match &field.kind {
                FieldKind::Number(scale) => range(scale),
                FieldKind::YesNo => "true or false".to_owned(),
                FieldKind::Choice(_) => "one of".to_owned(),
                FieldKind::Several(_) => "a list of any of these, `[]` for none".to_owned(),
            },
            choices: choices.collect(),
            neutral: neutral
                .map(|it| format!("{}: {}", between(it.from, it.to), it.because))
                .collect(),
            rules: self.rules(|rule| looks(&rule.when)),
            products: products.collect(),
            contradictions: contradictions.map(|it| it.id.clone()).collect(),
            estimates: derived.map(|(_, it)| it.id.clone()).collect(),
            assumed: self.assumed(id),
            cites: question.map(|it| self.sources(&it.cites)).unwrap_or_default(),
            outcome: self.under.map(|under| self.answer_outcome(under, id)),
        }
    }

    /// Returns what estimates take a question or an assumption of the price book to be while
    /// nothing is said of it.
    pub(super) fn assumed(&self, id: FieldId) -> Option<String> {
        let assumption = self.base.prices.assumption(id)?;
        let field = self.base.prices.fields.get(id);
        let fields = &self.base.prices.fields;
        let guessed = |guess: &Guess| {
            let range = field.with_unit(&between(*guess.low, *guess.high));
            let each = guess.for_each.map(|each| format!(" for each of {}", fields.get(each).id));
            range + &each.unwrap_or_default()
        };
        let cases: Vec<(String, &Condition)> = match &assumption.assumed {
            Assumed::Number(guesses) => {
                guesses.iter().map(|guess| (guessed(guess), &guess.when)).collect()
            }
            Assumed::Answer(answers) => {
                answers.iter().map(|(when, value)| (field.show(*value), when)).collect()
            }
        };
        let alone = cases.len() == 1;
        let words = cases.into_iter().enumerate().map(|(index, (words, when))| match when {
            Condition::All(parts) if parts.is_empty() && (alone || index == 0) => words,
            Condition::All(parts) if parts.is_empty() => format!("else {words}"),
            when => format!("{words} if {}", when.describe(fields)),
        });
        let words = words.collect::<Vec<_>>().join("; ");
        (!words.is_empty()).then_some(words)
    }

    fn estimate(&self, id: FieldId) -> EstimateThing {
        let field = self.base.fields.get(id);
        let inputs = self.base.prices.inputs_of(id).iter().map(|input| self.question_ref(*input));
        EstimateThing {
            id: field.id.clone(),
            unit: field.unit().to_owned(),
            inputs: inputs.collect(),
            rules: self.rules(|rule| rule.when.fields().contains(&id)),
            value: self.known(id),
            value_words: self.under.map(|_| self.known_words(id)),
        }
    }

    fn option(&self, id: OptionId) -> OptionThing {
        let it = self.base.option(id);
        let mut speak: Vec<(RuleId, &Rule)> =
            self.numbered().filter(|(_, rule)| rule.points(id) != 0).collect();
        speak.sort_by_key(|(_, rule)| Reverse(self.contribution(rule, id)));
        let (speak_for, mut speak_against): (Vec<_>, Vec<_>) =
            speak.into_iter().partition(|(_, rule)| rule.points(id) > 0);
        speak_against.reverse();
        let refs = |rules: Vec<(RuleId, &Rule)>| {
            rules.into_iter().map(|(number, _)| self.rule_ref(number)).collect()
        };
        let exclude = self.numbered().filter_map(|(number, rule)| match &rule.effect {
            Effect::Excludes { options, remedy } if options.contains(&id) => Some(ExclusionRef {
                rule: RuleRef { because: rule.because_of(id).to_owned(), ..self.rule_ref(number) },
                remedy: remedy.clone(),
                lacks: self.under.map(|under| self.lacks(under, &rule.when)).unwrap_or_default(),
            }),
            _ => None,
        });
        OptionThing {
            named: self.named("option", &it.id),
            name: it.name.clone(),
            hosting: it.kind.clone(),
            about: it.about.clone(),
            products: it.products.iter().map(|product| self.product_ref(id, product)).collect(),
            stacks: self.stacks_by(|stack| stack.option == id),
            cites: self.sources(&it.cites),
            speak_for: refs(speak_for),
            speak_against: refs(speak_against),
            exclude: exclude.collect(),
            outcome: self.under.map(|under| self.option_outcome(under, id)),
        }
    }

    fn product(&self, option: OptionId, at: usize) -> ProductThing {
        let it = &self.base.option(option).products[at];
        ProductThing {
            named: self.named("product", &it.id),
            name: it.name.clone(),
            option: self.base.option(option).id.clone(),
            role: it.role,
            when: it.when.describe(&self.base.fields),
            because: it.because.clone(),
            cites: self.sources(&it.cites),
            condition: self.under.map(|under| self.node(&it.when.explain(under.facts()))),
            advised: self.under.map(|under| self.is_advised(under, option, at)),
        }
    }

    fn rule(&self, id: RuleId) -> RuleThing {
        let rule = self.base.rule(id);
        let looks_at = rule.when.fields().into_iter();
        let RuleRef { when, points, excludes, because, weight, .. } = self.rule_ref(id);
        let mut named = self.named("rule", &rule.id);
        named.amended.extend(self.extensions(rule));
        RuleThing {
            named,
            dimension: self.base.dimension(rule.dimension).id.clone(),
            weight,
            when,
            points,
            excludes,
            remedy: remedy(rule),
            because,
            grade: rule.grade,
            cites: self.sources(&rule.all_cites().collect::<Vec<_>>()),
            track_record: None,
            looks_at: looks_at.map(|field| self.question_ref(field)).collect(),
            outcome: self.under.map(|under| self.rule_outcome(under, id)),
        }
    }

    /// Returns what packs have a rule say of their own options.
    fn extensions(&self, rule: &Rule) -> impl Iterator<Item = Amendment> {
        rule.extensions.iter().map(|it| Amendment {
            pack: pack_name(self.base, it.pack),
            overrides: Vec::new(),
            adds: option_ids(self.base, &it.options),
            because: it.because.clone(),
        })
    }

    fn contradiction(&self, at: usize) -> ContradictionThing {
        let it = &self.base.contradictions[at];
        ContradictionThing {
            named: self.named("contradiction", &it.id),
            when: it.when.describe(&self.base.fields),
            because: it.because.clone(),
            condition: self.under.map(|under| self.node(&it.when.explain(under.facts()))),
        }
    }

    fn archetype(&self, at: usize) -> ArchetypeThing {
        let it = &self.base.archetypes[at];
        let suggested = |(field, value): (FieldId, Value)| QuestionRef {
            answer: json(self.base.fields.get(field), value),
            ..self.question_ref(field)
        };
        ArchetypeThing {
            named: self.named("archetype", &it.id),
            name: it.name.clone(),
            suggests: it.suggests.known().map(suggested).collect(),
        }
    }

    fn term(&self, at: usize) -> TermThing {
        let it = &self.base.glossary[at];
        TermThing {
            named: self.named("term", &it.id),
            means: it.means.clone(),
            see: it.see.clone(),
        }
    }

    /// Returns every rule with its number.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.base.numbered_rules()
    }

    fn rules(&self, wanted: impl Fn(&Rule) -> bool) -> Vec<RuleRef> {
        self.numbered().filter(|(_, rule)| wanted(rule)).map(|(id, _)| self.rule_ref(id)).collect()
    }

    pub(super) fn rule_ref(&self, id: RuleId) -> RuleRef {
        let rule = self.base.rule(id);
        let (points, excludes) = effect(self.base, rule);
        RuleRef {
            id: rule.id.clone(),
            when: rule.when.describe(&self.base.fields),
            points,
            excludes,
            because: rule.because.clone(),
            weight: self.weight(rule.dimension),
            fires: self.fires(id),
        }
    }

    fn product_ref(&self, option: OptionId, product: &Product) -> ProductRef {
        ProductRef {
            id: product.id.clone(),
            name: product.name.clone(),
            option: self.base.option(option).id.clone(),
            role: product.role,
            when: product.when.describe(&self.base.fields),
        }
    }

    fn question_ref(&self, id: FieldId) -> QuestionRef {
        QuestionRef {
            id: self.base.fields.get(id).id.clone(),
            prompt: self.base.question(id).map(|it| it.prompt.clone()).unwrap_or_default(),
            answer: self.known(id),
        }
    }

    /// Returns what a dimension weighs: by the profile, or by default.
    pub(super) fn weight(&self, id: DimensionId) -> u8 {
        match self.under {
            Some(under) => under.assessment().weights[id.index()],
            None => self.base.dimension(id).weight,
        }
    }

    /// Returns what a rule gives an option when it fires.
    pub(super) fn contribution(&self, rule: &Rule, option: OptionId) -> i64 {
        i64::from(rule.points(option)) * i64::from(self.weight(rule.dimension))
    }

    pub(super) fn by_option<T>(&self, value: impl Fn(OptionId) -> T) -> Keyed<T> {
        Keyed::by_option(self.base, self.base.option_ids().map(value))
    }

    /// Returns what is known of a field under the profile.
    pub(super) fn known(&self, id: FieldId) -> Json {
        let value = self.under.and_then(|under| under.facts().get(id));
        value.map_or(Json::Null, |value| json(self.base.fields.get(id), value))
    }

    /// Returns the same in words.
    pub(super) fn known_words(&self, id: FieldId) -> String {
        match self.under.and_then(|under| under.facts().get(id)) {
            Some(value) => self.words(id, value),
            None if self.base.fields.get(id).derived => "not estimated".to_owned(),
            None => "not answered".to_owned(),
        }
    }

    pub(super) fn words(&self, id: FieldId, value: Value) -> String {
        let field = self.base.fields.get(id);
        match value {
            Value::Number(number) => field.with_unit(&people(number)),
            Value::Between(low, high) => field.with_unit(&between(low, high)),
            Value::Several(0) => "none".to_owned(),
            value => field.show(value),
        }
    }

    pub(super) fn claim(&self, id: ClaimId) -> ClaimThing {
        let it = self.base.claim(id);
        let mut documents = self.base.documents.iter();
        let document = documents.find(|document| is_of(it, document));
        ClaimThing {
            named: self.named("source", &it.id),
            says: it.says.clone(),
            document: document.map(|document| document.title.clone()),
            status: it.status,
            today: it.today.clone(),
            facts: self.facts(&it.facts),
            waived: it.waived.clone(),
            cited_by: self.cited_by(Citation::Claim(id)),
        }
    }

    pub(super) fn fact(&self, id: FactId) -> FactThing {
        let it = self.base.fact(id);
        FactThing {
            named: self.named("source", &it.id),
            says: it.says.clone(),
            value: it.value.clone(),
            unit: it.unit.clone(),
            as_of: it.as_of.to_string(),
            as_of_note: it.as_of_note.clone(),
            source: it.source.clone(),
            url: it.url.clone(),
            confidence: it.confidence,
            updates: self.claims(|claim| claim.facts.contains(&id)),
            cited_by: self.cited_by(Citation::Fact(id)),
        }
    }

    pub(super) fn document(&self, at: usize) -> DocumentThing {
        let it = &self.base.documents[at];
        DocumentThing {
            named: self.named("document", &it.id),
            title: it.title.clone(),
            about: it.about.clone(),
            claims: self.claims(|claim| is_of(claim, it)),
        }
    }

    fn claims(&self, wanted: impl Fn(&Claim) -> bool) -> Vec<Source> {
        let claims = self.base.claims.iter().zip(0..).filter(|(claim, _)| wanted(claim));
        claims.map(|(_, number)| self.source(Citation::Claim(ClaimId(number)))).collect()
    }

    pub(super) fn facts(&self, cites: &[FactId]) -> Vec<Source> {
        cites.iter().map(|fact| self.source(Citation::Fact(*fact))).collect()
    }

    pub(super) fn sources(&self, cites: &[Citation]) -> Vec<Source> {
        cites.iter().map(|citation| self.source(*citation)).collect()
    }

    pub(super) fn source(&self, citation: Citation) -> Source {
        let id = self.base.citation_id(citation).to_owned();
        let (says, standing) = match citation {
            Citation::Claim(claim) => {
                let claim = self.base.claim(claim);
                (claim.says.clone(), claim.status.to_string())
            }
            Citation::Fact(fact) => {
                let fact = self.base.fact(fact);
                (fact.says.clone(), fact.as_of.to_string())
            }
        };
        Source { id, says, standing }
    }

    pub(super) fn cited_by(&self, citation: Citation) -> Vec<CitedBy> {
        let cited = self.cited.get(&citation).into_iter().flatten().map(|by| {
            let rule = self.numbered().find(|(_, rule)| by.kind == "rule" && rule.id == by.id);
            CitedBy {
                kind: by.kind,
                id: by.id.clone(),
                fires: rule.and_then(|(id, _)| self.fires(id)),
                because: rule.map(|(_, rule)| rule.because.clone()),
            }
        });
        cited.collect()
    }

    pub(super) fn pack_thing(&self, id: PackId) -> PackThing {
        let pack = &self.base.packs[id.index()];
        let mut brings: Vec<Kinds> = Vec::new();
        for (kind, own) in self.base.brought_by(id) {
            match brings.last_mut() {
                Some(last) if last.kind == kind => last.ids.push(own.to_owned()),
                _ => brings.push(Kinds { kind, ids: vec![own.to_owned()] }),
            }
        }
        let extended =
            self.base.rules.iter().filter(|rule| rule.extensions.iter().any(|it| it.pack == id));
        let overrides = self.base.overrides.iter().filter(|it| it.pack == id).map(|it| ChangeRef {
            kind: it.kind,
            id: it.id.clone(),
            keys: it.keys.clone(),
            reason: it.reason.clone(),
        });
        PackThing {
            id: pack.name.clone(),
            version: pack.version.clone(),
            about: pack.about.clone(),
            reviewed: pack.reviewed.to_string(),
            digest: pack.digest.clone(),
            requires: pack.requires.iter().map(|it| pack_name(self.base, *it)).collect(),
            brings,
            extends: extended.map(|rule| rule.id.clone()).collect(),
            overrides: overrides.collect(),
        }
    }
}

/// Returns whether a document makes a claim.
fn is_of(claim: &Claim, document: &rulebase::Document) -> bool {
    claim.id.split('/').next() == Some(document.id.as_str())
}

/// Returns "a whole number from 1 to 100000 (people)".
pub(super) fn range(scale: &Scale) -> String {
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" ({})", scale.unit) };
    scale.describe() + &unit
}

fn between(low: Decimal, high: Decimal) -> String {
    if low == high { people(low) } else { format!("{} to {}", people(low), people(high)) }
}
