//! From an assessment and its analysis to a report: everything is worded here.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    AskNext, ChangeReport, Evidence, Exclusion, FlipPairReport, FlipReport, GivenUp, MonthlyCost,
    OpenQuestionReport, OptionReport, Outdated, PriceBookReport, Product, ProductReport,
    RelaxationReport, Report, SCHEMA, WeightingsReport,
};
use crate::{
    advice::Advice,
    analysis::{
        acceptability::Acceptability,
        flips::{Change, Flip, FlipPair},
        information::Telling,
        open_questions::{Certainty, OpenQuestion},
        relax::Relaxation,
    },
    assessment::{Assessment, Verdict},
    document::{Source, ident, text},
    field::{Field, FieldId, Value, chosen},
    profile::Profile,
    report::{
        Keyed, RuleBaseReport, cited, list, number, outcome, precedents, recommended, rule_ids,
        source,
    },
    rulebase::{self, Citation, DimensionId, Effect, OptionId, RuleBase, RuleId, Status},
};

impl Advice<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> Report {
        report(self)
    }
}

fn report(advice: &Advice<'_>) -> Report {
    let (base, profile) = (advice.base(), advice.profile());
    let builder = Builder { base, profile, assessment: advice.assessment(), advice };
    let assessment = advice.assessment();
    Report {
        schema: SCHEMA,
        project: profile.project.clone(),
        verdict: (&assessment.verdict).into(),
        recommendation: recommended(base, &assessment.verdict),
        stay: advice.stay().is_some(),
        stays_on: advice.stay().map(|option| base.option(option).id.clone()),
        headline: builder.headline(),
        clarity: builder.clarity(),
        settled: advice.openness().settled,
        certainty: Certainty::new(advice.openness(), &advice.askable()),
        confidence: advice.confidence(),
        likelihood: builder.likelihood(),
        band: advice.likelihood().and_then(|likely| likely.band),
        options: base.option_ids().map(|option| builder.option(option)).collect(),
        price_book: builder.price_book(),
        evidence: builder.evidence(),
        exclusions: builder.exclusions(),
        acceptability: builder.acceptability(),
        weightings: builder.weightings(),
        flips: advice.flips().iter().map(|flip| builder.flip(flip)).collect(),
        flip_pairs: advice.flip_pairs().iter().map(|pair| builder.pair(pair)).collect(),
        unmoved_by: builder.unmoved_by(),
        open_questions: builder.open_questions(),
        ask_next: builder.ask_next(),
        relaxations: advice
            .relaxations()
            .iter()
            .map(|relaxation| builder.relaxation(relaxation))
            .collect(),
        precedents: precedents::beside_advice(advice),
        products: builder.products(),
        outdated: builder.outdated(),
        answered: profile.answered(),
        questions: base.questions.len(),
        warnings: advice.warnings().iter().map(|warning| warning.message.clone()).collect(),
        rule_base: RuleBaseReport::new(base),
        sources: builder.sources(),
        dimensions: base
            .dimensions
            .iter()
            .map(|dimension| (dimension.id.clone(), dimension.name.clone()))
            .collect(),
    }
}

struct Builder<'a> {
    base: &'a RuleBase,
    profile: &'a Profile,
    assessment: &'a Assessment,
    advice: &'a Advice<'a>,
}

impl Builder<'_> {
    fn name(&self, option: OptionId) -> &str {
        &self.base.option(option).name
    }

    fn headline(&self) -> String {
        let subject = self
            .profile
            .project
            .as_deref()
            .map(|project| format!(" for {project}"))
            .unwrap_or_default();
        if let Some(current) = self.advice.stay() {
            let name = self.name(current);
            return format!("Recommendation{subject}: stay where it runs today ({name})");
        }
        match &self.assessment.verdict {
            Verdict::Recommended(option) => {
                format!("Recommendation{subject}: {}", self.name(*option))
            }
            Verdict::Tie(options) => {
                let names = options.iter().map(|option| self.name(*option));
                format!("No single recommendation{subject}: {} are level", list(names))
            }
            Verdict::NoneFits => format!("No recommendation{subject}: every option is ruled out"),
            Verdict::Unanswered => format!("No recommendation{subject}: nothing is answered yet"),
        }
    }

    fn clarity(&self) -> String {
        let ranking = self.assessment.ranking();
        let fit = |option: OptionId| number::whole(self.assessment.standing(option).fit);
        match &self.assessment.verdict {
            Verdict::Recommended(option) => {
                let excluded =
                    self.assessment.standings.iter().filter(|it| it.rank.is_none()).count();
                let next = ranking.iter().find(|other| {
                    *other != option && self.assessment.standing(**other).rank.is_some()
                });
                let Some(next) = next else {
                    return format!(
                        "It is the only option that is not ruled out; its fit is {} of 100.",
                        fit(*option)
                    );
                };
                let lead =
                    self.assessment.standing(*option).score - self.assessment.standing(*next).score;
                let ruled_out = match excluded {
                    0 => String::new(),
                    1 => " One option is ruled out.".to_owned(),
                    _ => format!(" {excluded} options are ruled out."),
                };
                // A lead that is not worth a move is over where the project runs today.
                let stays = self.advice.stay().filter(|current| current != option);
                let because = self.base.stay.as_ref().filter(|_| stays.is_some());
                let because = because.map(|stay| format!(" {}", stay.because)).unwrap_or_default();
                let leader = stays.map_or("It", |_| self.name(*option));
                format!(
                    "{leader} leads {} by {} (fit {} against {}).{ruled_out}{because}",
                    self.name(*next),
                    number::count(lead, "point"),
                    fit(*option),
                    fit(*next)
                )
            }
            Verdict::Tie(options) => {
                let score =
                    options.first().map_or(0, |option| self.assessment.standing(*option).score);
                format!("Each of them has {}.", number::count(score, "point"))
            }
            Verdict::NoneFits => {
                "See what each exclusion rests on, and what would lift it.".to_owned()
            }
            Verdict::Unanswered => "Answer a question or two and something can be said.".to_owned(),
        }
    }

    fn option(&self, option: OptionId) -> OptionReport {
        let standing = self.assessment.standing(option);
        let by_dimension = self.base.dimensions.iter().zip(0u8..).map(|(dimension, index)| {
            let score = self.assessment.dimension_score(option, DimensionId(index));
            (dimension.id.clone(), score)
        });
        OptionReport {
            id: self.base.option(option).id.clone(),
            name: self.base.option(option).name.clone(),
            short: self.base.option(option).short.clone(),
            score: standing.score,
            fit: standing.fit,
            rank: standing.rank,
            excluded_by: rule_ids(self.base, &standing.excluded_by),
            dimensions: Keyed(by_dimension.collect()),
            monthly_cost_usd: self.monthly_cost(option),
        }
    }

    fn monthly_cost(&self, option: OptionId) -> Option<MonthlyCost> {
        let estimate = self.advice.estimate()?.options.iter().find(|it| it.option == option)?;
        let total = &estimate.priced.as_ref().ok()?.total;
        Some(MonthlyCost::new(total, self.base.prices.currency))
    }

    fn price_book(&self) -> Option<PriceBookReport> {
        let header = self.base.prices.header.as_ref()?;
        let (name, currency) = (header.name.clone(), header.currency.clone());
        Some(PriceBookReport { name, currency, reviewed: header.reviewed.to_string() })
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for rule in self.assessment.fired.iter().map(|rule| self.base.rule(*rule)) {
            let Effect::Points(points) = &rule.effect else { continue };
            evidence.extend(points.iter().map(|(option, points)| Evidence {
                rule: rule.id.clone(),
                dimension: self.base.dimension(rule.dimension).id.clone(),
                option: self.base.option(*option).id.clone(),
                points: *points,
                weight: self.assessment.weights[rule.dimension.index()],
                because: rule.because_of(*option).to_owned(),
                grade: rule.grade,
                cites: cited(self.base, rule.cites_of(*option)),
            }));
        }
        evidence
    }

    fn exclusions(&self) -> Vec<Exclusion> {
        let fired = self.assessment.fired.iter().map(|rule| self.base.rule(*rule));
        let mut exclusions: Vec<Exclusion> = Vec::new();
        for rule in fired {
            let Effect::Excludes { options, remedy } = &rule.effect else { continue };
            for option in options {
                let (id, because) =
                    (self.base.option(*option).id.clone(), rule.because_of(*option));
                // What a pack has a rule say of its own option may have another reason.
                match exclusions.iter_mut().find(|it| it.rule == rule.id && it.because == because) {
                    Some(known) => known.options.push(id),
                    None => exclusions.push(Exclusion {
                        rule: rule.id.clone(),
                        options: vec![id],
                        because: because.to_owned(),
                        remedy: remedy.clone(),
                        grade: rule.grade,
                        cites: cited(self.base, rule.cites_of(*option)),
                    }),
                }
            }
        }
        exclusions
    }

    fn products(&self) -> Vec<ProductReport> {
        if self.assessment.verdict == Verdict::Unanswered {
            return Vec::new();
        }
        let available = self
            .assessment
            .ranking()
            .into_iter()
            .filter(|option| self.assessment.standing(*option).rank.is_some());
        available
            .map(|option| {
                let products = self.advice.products(option);
                let told = |products: Vec<&rulebase::Product>| {
                    products.into_iter().map(|product| self.product(product)).collect()
                };
                ProductReport {
                    option: self.base.option(option).id.clone(),
                    start: products.start.map(|product| self.product(product)),
                    companions: told(products.companions),
                    stand_ins: told(products.stand_ins),
                }
            })
            .collect()
    }

    fn product(&self, product: &rulebase::Product) -> Product {
        Product {
            id: product.id.clone(),
            name: product.name.clone(),
            because: product.because.clone(),
            cites: cited(self.base, &product.cites),
        }
    }

    /// Returns the rules that fired, and so what is behind the report.
    fn fired(&self) -> impl Iterator<Item = RuleId> + '_ {
        self.assessment.fired.iter().copied()
    }

    fn outdated(&self) -> Vec<Outdated> {
        let mut outdated: Vec<Outdated> = Vec::new();
        for rule in self.fired().map(|rule| self.base.rule(rule)) {
            for citation in rule.all_cites() {
                let Citation::Claim(claim) = citation else { continue };
                let claim = self.base.claim(claim);
                let Some(today) = claim.today.as_ref().filter(|_| claim.status != Status::Holds)
                else {
                    continue;
                };
                match outdated.iter_mut().find(|known| known.claim == claim.id) {
                    Some(known) => known.rules.push(rule.id.clone()),
                    None => outdated.push(Outdated {
                        claim: claim.id.clone(),
                        status: claim.status,
                        says: claim.says.clone(),
                        today: today.clone(),
                        facts: claim
                            .facts
                            .iter()
                            .map(|fact| self.base.fact(*fact).id.clone())
                            .collect(),
                        rules: vec![rule.id.clone()],
                    }),
                }
            }
        }
        // What is simply out of date matters more than what holds under conditions.
        outdated.sort_by_key(|claim| claim.status != Status::Dated);
        outdated
    }

    fn id(&self, field: FieldId) -> String {
        self.base.fields.get(field).id.clone()
    }

    fn likelihood(&self) -> Keyed<f64> {
        let ids = self.base.options.iter().map(|option| option.id.clone());
        let shares = self.advice.likelihood().map(|likely| likely.shares);
        Keyed(ids.zip(shares.into_iter().flatten()).collect())
    }

    fn acceptability(&self) -> Keyed<Vec<f64>> {
        let options = self.advice.acceptability().options.iter();
        Keyed(
            options.map(|it| (self.base.option(it.option).id.clone(), it.ranks.clone())).collect(),
        )
    }

    fn weightings(&self) -> WeightingsReport {
        let Acceptability { settings, options, standard_error } = self.advice.acceptability();
        let dimensions = || self.base.dimensions.iter().map(|dimension| dimension.id.clone());
        let central = options.iter().map(|it| {
            let weights = it
                .central_weights
                .as_ref()
                .map(|weights| Keyed(dimensions().zip(weights.iter().copied()).collect()));
            (self.base.option(it.option).id.clone(), weights)
        });
        WeightingsReport {
            samples: settings.samples,
            seed: settings.seed,
            ranking: settings
                .ranking
                .iter()
                .map(|dimension| self.base.dimension(*dimension).id.clone())
                .collect(),
            answers_drawn: settings.draw_answers,
            standard_error: *standard_error,
            central_weights: Keyed(central.collect()),
        }
    }

    fn change(&self, change: &Change) -> ChangeReport {
        let field = self.base.fields.get(change.field);
        ChangeReport {
            field: field.id.clone(),
            from: json(field, change.from),
            to: json(field, change.to),
        }
    }

    fn flip(&self, flip: &Flip) -> FlipReport {
        let ChangeReport { field, from, to } = self.change(&flip.change);
        let json = |number: Option<Decimal>| number.map_or(Json::Null, number::json);
        let it = self.base.fields.get(flip.change.field);
        let then = outcome(self.base, &flip.verdict);
        let words = match (flip.change.from, flip.change.to) {
            (Value::Number(from), Value::Number(to)) => {
                let range = match (to > from, flip.until) {
                    (true, None) => format!("{} or more", it.with_unit(&number::people(to))),
                    (false, None) => format!("{} or less", it.with_unit(&number::people(to))),
                    (_, Some(until)) => {
                        let [low, high] = [to.min(until), to.max(until)].map(number::people);
                        format!("from {low} to {}", it.with_unit(&high))
                    }
                };
                format!("{range} (now {})", number::people(from))
            }
            (from, to) => format!("{} (now {})", it.show(to), it.show(from)),
        };
        FlipReport {
            words: text![ident(&field), ": ", words, " → ", then],
            field,
            from,
            to,
            threshold: json(flip.threshold),
            until: json(flip.until),
            recommendation: recommended(self.base, &flip.verdict),
            distance: flip.distance,
        }
    }

    fn pair(&self, pair: &FlipPair) -> FlipPairReport {
        let words = |change: &Change| {
            let field = self.base.fields.get(change.field);
            let show = |value: Value| match value {
                Value::Number(number) => number::people(number),
                value => field.show(value),
            };
            let change = format!(": {} (now {})", show(change.to), show(change.from));
            text![ident(&field.id), change]
        };
        let [first, second] = &pair.changes;
        FlipPairReport {
            changes: pair.changes.iter().map(|change| self.change(change)).collect(),
            recommendation: recommended(self.base, &pair.verdict),
            distance: pair.distance,
            words: text![
                words(first),
                "; and ",
                words(second),
                " → ",
                outcome(self.base, &pair.verdict)
            ],
        }
    }

    fn unmoved_by(&self) -> Vec<String> {
        let answered = self
            .base
            .questions
            .iter()
            .map(|question| question.field)
            .filter(|field| self.profile.answers.get(*field).is_some());
        answered
            .filter(|field| !self.advice.flips().iter().any(|flip| flip.change.field == *field))
            .map(|field| self.id(field))
            .collect()
    }

    fn open_questions(&self) -> Vec<OpenQuestionReport> {
        let question = |it: &OpenQuestion| OpenQuestionReport {
            field: self.id(it.field),
            can_change: it.can_change,
            can_exclude: it.can_exclude,
        };
        self.advice.openness().questions.iter().map(question).collect()
    }

    /// Returns the questions that would tell most, of those that can change anything.
    fn ask_next(&self) -> Vec<AskNext> {
        const MOST: usize = 3;
        let can_change = |telling: &&Telling| {
            self.advice
                .openness()
                .questions
                .iter()
                .any(|it| it.field == telling.field && it.can_change)
        };
        let skipped = &self.advice.profile().skipped;
        let telling = self.advice.completions().telling.iter();
        let next = telling
            .filter(|telling| !skipped.contains(&telling.field))
            .filter(can_change)
            .take(MOST);
        next.filter_map(|telling| {
            let prompt = self.base.question(telling.field)?.prompt.clone();
            Some(AskNext { field: self.id(telling.field), prompt, tells: telling.share })
        })
        .collect()
    }

    fn relaxation(&self, relaxation: &Relaxation) -> RelaxationReport {
        let give_up = relaxation.give_up.iter().map(|(field, value)| GivenUp {
            field: self.id(*field),
            answer: json(self.base.fields.get(*field), *value),
        });
        let remedies =
            relaxation.lifts.iter().filter_map(|rule| match &self.base.rule(*rule).effect {
                Effect::Excludes { remedy, .. } => Some(remedy.clone()),
                Effect::Points(_) => None,
            });
        RelaxationReport {
            option: self.base.option(relaxation.option).id.clone(),
            give_up: give_up.collect(),
            remedies: remedies.collect(),
        }
    }

    fn sources(&self) -> Vec<Source> {
        let mut cited: Vec<Citation> =
            self.fired().flat_map(|rule| self.base.rule(rule).all_cites()).collect();
        cited.sort_unstable();
        cited.dedup();
        cited.into_iter().map(|citation| source(self.base, citation)).collect()
    }
}

/// Returns a value as JSON: what `--set` takes too.
pub(in crate::report) fn json(field: &Field, value: Value) -> Json {
    match value {
        Value::Number(number) => number::json(number),
        Value::Between(low, high) => Json::Array(vec![number::json(low), number::json(high)]),
        Value::Choice(_) => Json::String(field.show(value)),
        Value::YesNo(value) => Json::Bool(value),
        Value::Several(bits) => {
            chosen(field.choices(), bits).map(|choice| Json::String(choice.id.clone())).collect()
        }
    }
}
