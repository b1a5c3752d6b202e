//! What each kind of thing is and what ties to it.

use std::{cmp::Reverse, collections::HashMap};

use serde_json::Value as Json;

use super::{
    Amendment, ChoiceRef, ContradictionThing, DimensionThing, EstimateThing, ExclusionRef, Id,
    OptionThing, ProductRef, ProductThing, QuestionRef, QuestionThing, RuleRef, RuleThing, Thing,
    Under,
};
use crate::{
    condition::Condition,
    field::{FieldId, Kind, Value},
    quantity,
    report::{Keyed, build::json},
    rulebase::{
        Citation, Cited, DimensionId, Effect, OptionId, PackId, Product, Rule, RuleBase, RuleId,
        prices::Assumed,
    },
};

/// Puts together what is known of a thing.
pub(super) struct Builder<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) under: Option<Under<'a>>,
    pub(super) cited: HashMap<Citation, Vec<Cited>>,
}

impl Builder<'_> {
    pub(super) fn thing(&self, id: Id) -> Thing {
        match id {
            Id::Dimension(id) => Thing::Dimension(self.dimension(id)),
            Id::Question(id) => Thing::Question(self.question(id)),
            Id::Estimate(id) => Thing::Estimate(self.estimate(id)),
            Id::Option(id) => Thing::Option(self.option(id)),
            Id::Product(option, at) => Thing::Product(self.product(option, at)),
            Id::Rule(id) => Thing::Rule(self.rule(id)),
            Id::Contradiction(at) => Thing::Contradiction(self.contradiction(at)),
            Id::Claim(id) => Thing::Claim(self.claim(id)),
            Id::Fact(id) => Thing::Fact(self.fact(id)),
            Id::Document(at) => Thing::Document(self.document(at)),
            Id::Price(id) => Thing::Price(self.price(id)),
            Id::Stack(id) => Thing::Stack(self.stack(id)),
            Id::Catalog(id) => Thing::Catalog(self.catalog(id)),
            Id::Assumption(id) => Thing::Assumption(self.assumption(id)),
            Id::Pack(id) => Thing::Pack(self.pack_thing(id)),
        }
    }

    /// The pack that brought something.
    pub(super) fn pack(&self, kind: &'static str, id: &str) -> Option<String> {
        self.base.origin(kind, id).map(|pack| pack.name.clone())
    }

    fn dimension(&self, id: DimensionId) -> DimensionThing {
        let it = self.base.dimension(id);
        let questions = self.base.questions.iter().filter(|question| question.dimension == id);
        DimensionThing {
            id: it.id.clone(),
            pack: self.pack("dimension", &it.id),
            name: it.name.clone(),
            about: it.about.clone(),
            weight: self.weight(id),
            questions: questions.map(|question| self.question_ref(question.field)).collect(),
            rules: self.rules(|rule| rule.dimension == id),
            scores: self
                .under
                .map(|under| self.by_option(|option| under.assessment.dimension_score(option, id))),
        }
    }

    fn question(&self, id: FieldId) -> QuestionThing {
        let field = self.base.fields.get(id);
        let question = self.base.question(id);
        let text = |text: fn(&crate::rulebase::Question) -> &String| {
            question.map(text).cloned().unwrap_or_default()
        };
        let looks = |when: &Condition| when.fields().contains(&id);
        let choices = field.choices().iter().map(|choice| ChoiceRef {
            id: choice.id.clone(),
            means: choice.means.clone(),
            neutral: choice.neutral.clone(),
        });
        let derived = self.base.fields.iter().filter(|(derived, it)| {
            it.derived
                && self.base.prices.inputs_of(*derived).contains(&id)
                && self.is_looked_at(*derived)
        });
        let products = self.base.option_ids().flat_map(|option| {
            let products = self.base.option(option).products.iter();
            products
                .filter(|product| looks(&product.when))
                .map(move |product| self.product_ref(option, product))
        });
        QuestionThing {
            id: field.id.clone(),
            pack: self.pack("question", &field.id),
            dimension: question
                .map(|it| self.base.dimension(it.dimension).id.clone())
                .unwrap_or_default(),
            prompt: text(|it| &it.prompt),
            help: text(|it| &it.help),
            why: text(|it| &it.why),
            answers: match &field.kind {
                Kind::Number(scale) if scale.unit.is_empty() => scale.describe(),
                Kind::Number(scale) => format!("{} ({})", scale.describe(), scale.unit),
                Kind::YesNo => "true or false".to_owned(),
                Kind::Choice(_) => "one of".to_owned(),
                Kind::Several(_) => "a list of any of these, `[]` for none".to_owned(),
            },
            choices: choices.collect(),
            neutral: question
                .iter()
                .flat_map(|question| &question.neutral)
                .map(|it| {
                    format!(
                        "{} to {}: {}",
                        quantity::people(it.from),
                        quantity::people(it.to),
                        it.because
                    )
                })
                .collect(),
            rules: self.rules(|rule| looks(&rule.when)),
            products: products.collect(),
            contradictions: {
                let contradictions = self.base.contradictions.iter().filter(|it| looks(&it.when));
                contradictions.map(|it| it.id.clone()).collect()
            },
            estimates: derived.map(|(_, it)| it.id.clone()).collect(),
            assumed: self.assumed(id),
            cites: question.map(|it| self.sources(&it.cites)).unwrap_or_default(),
            outcome: self.under.map(|under| self.answer_outcome(&under, id)),
        }
    }

    /// What estimates take a question or an assumption of the price book to be while nothing is
    /// said of it.
    pub(super) fn assumed(&self, id: FieldId) -> Option<String> {
        let assumption = self.base.prices.assumption(id)?;
        let field = self.base.prices.fields.get(id);
        let unit = match &field.kind {
            Kind::Number(scale) if !scale.unit.is_empty() => format!(" {}", scale.unit),
            _ => String::new(),
        };
        match &assumption.assumed {
            Assumed::Number(guesses) => {
                let words = guesses.iter().map(|guess| {
                    let range = match guess.low == guess.high {
                        true => format!("{}{unit}", quantity::people(guess.low)),
                        false => format!(
                            "{} to {}{unit}",
                            quantity::people(guess.low),
                            quantity::people(guess.high)
                        ),
                    };
                    match &guess.when {
                        Condition::All(parts) if parts.is_empty() && guesses.len() > 1 => {
                            format!("else {range}")
                        }
                        Condition::All(parts) if parts.is_empty() => range,
                        when => format!("{range} if {}", when.describe(&self.base.prices.fields)),
                    }
                });
                Some(words.collect::<Vec<_>>().join("; "))
            }
            Assumed::Answer(value) => Some(field.show(*value)),
            Assumed::Nothing => None,
        }
    }

    fn estimate(&self, id: FieldId) -> EstimateThing {
        let field = self.base.fields.get(id);
        let unit = match &field.kind {
            Kind::Number(scale) => scale.unit.clone(),
            Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => String::new(),
        };
        let inputs = self.base.prices.inputs_of(id).iter().map(|input| self.question_ref(*input));
        EstimateThing {
            id: field.id.clone(),
            unit,
            inputs: inputs.collect(),
            rules: self.rules(|rule| rule.when.fields().contains(&id)),
            value: self.known(id),
            value_words: self.under.map(|_| self.known_words(id)),
        }
    }

    fn option(&self, id: OptionId) -> OptionThing {
        let it = self.base.option(id);
        let mut speak: Vec<(RuleId, i64)> = self
            .numbered()
            .filter(|(_, rule)| rule.points(id) != 0)
            .map(|(number, rule)| (number, self.contribution(rule, id)))
            .collect();
        speak.sort_by_key(|(_, contribution)| Reverse(*contribution));
        let refs = |rules: &mut dyn Iterator<Item = &(RuleId, i64)>| {
            rules.map(|(number, _)| self.rule_ref(*number)).collect::<Vec<_>>()
        };
        let gives = |number: RuleId| self.base.rule(number).points(id) > 0;
        let exclude = self.numbered().filter_map(|(number, rule)| match &rule.effect {
            Effect::Excludes { options, remedy } if options.contains(&id) => Some(ExclusionRef {
                rule: RuleRef { because: rule.because_of(id).to_owned(), ..self.rule_ref(number) },
                remedy: remedy.clone(),
                lacks: self.under.map(|under| self.lacks(&under, &rule.when)).unwrap_or_default(),
            }),
            _ => None,
        });
        OptionThing {
            id: it.id.clone(),
            pack: self.pack("option", &it.id),
            name: it.name.clone(),
            hosting: it.kind.clone(),
            about: it.about.clone(),
            products: it.products.iter().map(|product| self.product_ref(id, product)).collect(),
            stacks: self.stacks_by(|stack| stack.option == id),
            cites: self.sources(&it.cites),
            speak_for: refs(&mut speak.iter().filter(|(number, _)| gives(*number))),
            speak_against: refs(&mut speak.iter().rev().filter(|(number, _)| !gives(*number))),
            exclude: exclude.collect(),
            outcome: self.under.map(|under| self.option_outcome(&under, id)),
        }
    }

    fn product(&self, option: OptionId, at: usize) -> ProductThing {
        let it = &self.base.option(option).products[at];
        ProductThing {
            id: it.id.clone(),
            pack: self.pack("product", &it.id),
            name: it.name.clone(),
            option: self.base.option(option).id.clone(),
            role: it.role.name(),
            when: it.when.describe(&self.base.fields),
            because: it.because.clone(),
            cites: self.sources(&it.cites),
            condition: self.under.map(|under| self.node(&it.when.explain(under.facts))),
            advised: self.under.map(|under| self.is_advised(&under, option, at)),
        }
    }

    fn rule(&self, id: RuleId) -> RuleThing {
        let rule = self.base.rule(id);
        let RuleRef { id: name, when, points, excludes, because, weight, .. } = self.rule_ref(id);
        RuleThing {
            pack: self.pack("rule", &rule.id),
            id: name,
            dimension: self.base.dimension(rule.dimension).id.clone(),
            weight,
            when,
            points,
            excludes,
            remedy: match &rule.effect {
                Effect::Excludes { remedy, .. } => Some(remedy.clone()),
                Effect::Points(_) => None,
            },
            because,
            grade: rule.grade.name(),
            cites: self.sources(&rule.all_cites().collect::<Vec<_>>()),
            amended: self.amendments(rule),
            looks_at: rule
                .when
                .fields()
                .into_iter()
                .map(|field| self.question_ref(field))
                .collect(),
            outcome: self.under.map(|under| self.rule_outcome(&under, id)),
        }
    }

    fn amendments(&self, rule: &Rule) -> Vec<Amendment> {
        let pack = |id: PackId| {
            self.base.packs.get(id.index()).map(|pack| pack.name.clone()).unwrap_or_default()
        };
        let overrides =
            self.base.overrides.iter().filter(|it| it.kind == "rule" && it.id == rule.id);
        let overrides = overrides.map(|it| Amendment {
            pack: pack(it.pack),
            overrides: it.keys.clone(),
            adds: Vec::new(),
            because: Some(it.reason.clone()),
        });
        let extensions = rule.extensions.iter().map(|it| Amendment {
            pack: pack(it.pack),
            overrides: Vec::new(),
            adds: it.options.iter().map(|option| self.base.option(*option).id.clone()).collect(),
            because: it.because.clone(),
        });
        overrides.chain(extensions).collect()
    }

    fn contradiction(&self, at: usize) -> ContradictionThing {
        let it = &self.base.contradictions[at];
        ContradictionThing {
            id: it.id.clone(),
            pack: self.pack("contradiction", &it.id),
            when: it.when.describe(&self.base.fields),
            because: it.because.clone(),
            condition: self.under.map(|under| self.node(&it.when.explain(under.facts))),
        }
    }

    /// Every rule with its number.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0..).map(RuleId).zip(&self.base.rules)
    }

    fn rules(&self, wanted: impl Fn(&Rule) -> bool) -> Vec<RuleRef> {
        self.numbered().filter(|(_, rule)| wanted(rule)).map(|(id, _)| self.rule_ref(id)).collect()
    }

    pub(super) fn rule_ref(&self, id: RuleId) -> RuleRef {
        let rule = self.base.rule(id);
        let option_id = |option: OptionId| self.base.option(option).id.clone();
        let (points, excludes) = match &rule.effect {
            Effect::Points(points) => (
                points.iter().map(|(option, points)| (option_id(*option), *points)).collect(),
                Vec::new(),
            ),
            Effect::Excludes { options, .. } => {
                (Vec::new(), options.iter().map(|it| option_id(*it)).collect())
            }
        };
        RuleRef {
            id: rule.id.clone(),
            when: rule.when.describe(&self.base.fields),
            points: Keyed(points),
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
            role: product.role.name(),
            when: product.when.describe(&self.base.fields),
        }
    }

    fn question_ref(&self, id: FieldId) -> QuestionRef {
        QuestionRef {
            id: self.base.fields.get(id).id.clone(),
            prompt: self
                .base
                .question(id)
                .map(|question| question.prompt.clone())
                .unwrap_or_default(),
            answer: self.known(id),
        }
    }

    fn is_looked_at(&self, field: FieldId) -> bool {
        self.base.rules.iter().any(|rule| rule.when.fields().contains(&field))
    }

    /// What a dimension weighs: by the profile, or by default.
    pub(super) fn weight(&self, id: DimensionId) -> u8 {
        match &self.under {
            Some(under) => under.assessment.weights[id.index()],
            None => self.base.dimension(id).weight,
        }
    }

    /// What a rule gives an option when it fires.
    pub(super) fn contribution(&self, rule: &Rule, option: OptionId) -> i64 {
        i64::from(rule.points(option)) * i64::from(self.weight(rule.dimension))
    }

    pub(super) fn by_option<T>(&self, value: impl Fn(OptionId) -> T) -> Keyed<T> {
        let options = self.base.option_ids();
        Keyed(options.map(|option| (self.base.option(option).id.clone(), value(option))).collect())
    }

    /// What is known of a field under the profile.
    pub(super) fn known(&self, id: FieldId) -> Json {
        let value = self.under.and_then(|under| under.facts.get(id));
        value.map_or(Json::Null, |value| json(self.base.fields.get(id), value))
    }

    /// The same in words.
    pub(super) fn known_words(&self, id: FieldId) -> String {
        match self.under.and_then(|under| under.facts.get(id)) {
            Some(value) => self.words(id, value),
            None if self.base.fields.get(id).derived => "cannot be estimated".to_owned(),
            None => "not answered".to_owned(),
        }
    }

    pub(super) fn words(&self, id: FieldId, value: Value) -> String {
        let field = self.base.fields.get(id);
        let unit = match &field.kind {
            Kind::Number(scale) if !scale.unit.is_empty() => format!(" {}", scale.unit),
            _ => String::new(),
        };
        match value {
            Value::Number(number) => format!("{}{unit}", quantity::people(number)),
            Value::Between(low, high) => {
                format!("{} to {}{unit}", quantity::people(low), quantity::people(high))
            }
            Value::Several(0) => "none".to_owned(),
            value => field.show(value),
        }
    }
}
