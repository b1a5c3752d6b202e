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
        acceptability::{Acceptability, OptionAcceptability},
        flips::{Change, Flip, FlipPair},
        information::Telling,
        open_questions::OpenQuestion,
        relax::Relaxation,
    },
    assessment::{Assessment, Verdict},
    document::{Source, ident, text},
    field::{Field, FieldId, Value, chosen},
    profile::Profile,
    report::{
        Keyed, RuleBaseReport, cited, fact_ids, list, number, outcome, precedents, recommended,
        remedy, rule_ids, source,
    },
    rulebase::{
        self, Citation, DimensionId, Effect, HostingOption, OptionId, Rule, RuleBase, Status,
    },
};

impl Advice<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> Report {
        let (base, profile, assessment) = (self.base(), self.profile(), self.assessment());
        let builder = Builder { base, profile, assessment, advice: self };
        let dimensions = base.dimensions.iter();
        Report {
            schema: SCHEMA,
            project: profile.project.clone(),
            verdict: (&assessment.verdict).into(),
            recommendation: recommended(base, &assessment.verdict),
            stay: self.stay().is_some(),
            stays_on: self.stay().map(|option| base.option(option).id.clone()),
            headline: builder.headline(),
            clarity: builder.clarity(),
            settled: self.openness().settled,
            confidence: self.confidence(),
            likelihood: self
                .likelihood()
                .map_or(Keyed(Vec::new()), |likely| Keyed::by_option(base, likely.shares)),
            band: self.likelihood().and_then(|likely| likely.band),
            options: base.option_ids().map(|option| builder.option(option)).collect(),
            price_book: builder.price_book(),
            evidence: builder.evidence(),
            exclusions: builder.exclusions(),
            acceptability: builder.by_option(|it| it.ranks.clone()),
            weightings: builder.weightings(),
            flips: self.flips().iter().map(|flip| builder.flip(flip)).collect(),
            flip_pairs: self.flip_pairs().iter().map(|pair| builder.pair(pair)).collect(),
            unmoved_by: builder.unmoved_by(),
            open_questions: builder.open_questions(),
            ask_next: builder.ask_next(),
            relaxations: self.relaxations().iter().map(|it| builder.relaxation(it)).collect(),
            precedents: precedents::beside_advice(self),
            products: builder.products(),
            outdated: builder.outdated(),
            answered: profile.answered(),
            questions: base.questions.len(),
            warnings: self.warnings().iter().map(|warning| warning.message.clone()).collect(),
            rule_base: RuleBaseReport::new(base),
            sources: builder.sources(),
            dimensions: dimensions.map(|it| (it.id.clone(), it.name.clone())).collect(),
        }
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
        let subject = self.profile.project.as_ref().map(|project| format!(" for {project}"));
        let subject = subject.unwrap_or_default();
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
        let score = |option: OptionId| self.assessment.standing(option).score;
        let fit = |option: OptionId| number::whole(self.assessment.standing(option).fit);
        match &self.assessment.verdict {
            Verdict::Recommended(option) => {
                let excluded =
                    self.assessment.standings.iter().filter(|it| it.rank.is_none()).count();
                let Some(next) = self.available().find(|other| other != option) else {
                    return format!(
                        "It is the only option that is not ruled out; its fit is {} of 100.",
                        fit(*option)
                    );
                };
                let lead = score(*option) - score(next);
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
                    self.name(next),
                    number::count(lead, "point"),
                    fit(*option),
                    fit(next)
                )
            }
            Verdict::Tie(options) => {
                let score = options.first().map_or(0, |option| score(*option));
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
        let by_dimension = (0u8..)
            .map(|dimension| self.assessment.dimension_score(option, DimensionId(dimension)));
        let HostingOption { id, name, short, .. } = self.base.option(option);
        OptionReport {
            id: id.clone(),
            name: name.clone(),
            short: short.clone(),
            score: standing.score,
            fit: standing.fit,
            rank: standing.rank,
            excluded_by: rule_ids(self.base, &standing.excluded_by),
            dimensions: Keyed::by_dimension(self.base, by_dimension),
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
        for rule in self.fired() {
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
        let mut exclusions: Vec<Exclusion> = Vec::new();
        for rule in self.fired() {
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
        let told = |products: Vec<&rulebase::Product>| {
            products.into_iter().map(|product| self.product(product)).collect()
        };
        let report = |option: OptionId| {
            let products = self.advice.products(option);
            ProductReport {
                option: self.base.option(option).id.clone(),
                start: products.start.map(|product| self.product(product)),
                companions: told(products.companions),
                stand_ins: told(products.stand_ins),
            }
        };
        self.available().map(report).collect()
    }

    /// Returns the options that are not ruled out, the best first.
    fn available(&self) -> impl Iterator<Item = OptionId> {
        let ranking = self.assessment.ranking().into_iter();
        ranking.filter(|option| self.assessment.standing(*option).rank.is_some())
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
    fn fired(&self) -> impl Iterator<Item = &Rule> {
        self.assessment.fired.iter().map(|rule| self.base.rule(*rule))
    }

    fn outdated(&self) -> Vec<Outdated> {
        let mut outdated: Vec<Outdated> = Vec::new();
        for rule in self.fired() {
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
                        facts: fact_ids(self.base, &claim.facts),
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

    /// Gives each option something of how acceptable it is.
    fn by_option<T>(&self, of: impl Fn(&OptionAcceptability) -> T) -> Keyed<T> {
        let options = self.advice.acceptability().options.iter();
        options.map(|it| (self.base.option(it.option).id.clone(), of(it))).collect()
    }

    fn weightings(&self) -> WeightingsReport {
        let Acceptability { settings, standard_error, .. } = self.advice.acceptability();
        let ranking = settings.ranking.iter();
        WeightingsReport {
            samples: settings.samples,
            seed: settings.seed,
            ranking: ranking.map(|it| self.base.dimension(*it).id.clone()).collect(),
            answers_drawn: settings.draw_answers,
            standard_error: *standard_error,
            central_weights: self.by_option(|it| {
                let weights = it.central_weights.as_ref()?;
                Some(Keyed::by_dimension(self.base, weights.iter().copied()))
            }),
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
        let fields = self.base.questions.iter().map(|question| question.field);
        let answered = fields.filter(|field| self.profile.answers.get(*field).is_some());
        let flips = |field| self.advice.flips().iter().any(|flip| flip.change.field == field);
        answered.filter(|field| !flips(*field)).map(|field| self.id(field)).collect()
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
        let open = &self.advice.openness().questions;
        let can_change =
            |telling: &&Telling| open.iter().any(|it| it.field == telling.field && it.can_change);
        let next = self.advice.completions().telling.iter().filter(can_change).take(MOST);
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
        let remedies = relaxation.lifts.iter().filter_map(|rule| remedy(self.base.rule(*rule)));
        RelaxationReport {
            option: self.base.option(relaxation.option).id.clone(),
            give_up: give_up.collect(),
            remedies: remedies.collect(),
        }
    }

    fn sources(&self) -> Vec<Source> {
        let mut cited: Vec<Citation> = self.fired().flat_map(Rule::all_cites).collect();
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
