//! From an assessment and its analyses to the data of a report.

use super::{
    AskNext, Evidence, Exclusion, GivenUp, OpenQuestionReport, OptionReport, Outdated,
    PriceBookReport, Product, ProductReport, RelaxationReport, RemainingReport, Report, SCHEMA,
    WeighedDimension, WeightingsReport, answers,
    flips::{flip, pair},
    model::model,
    verdict::{available, caveat, clarity, headline},
    why::{against, favoured, why},
};
use crate::{
    advice::Advice,
    analysis::{
        acceptability::{Acceptability, OptionAcceptability},
        open_questions::OpenQuestion,
        relax::Relaxation,
    },
    assessment::{Assessment, Verdict},
    document::{Chart, Source},
    field::FieldId,
    profile::Profile,
    report::{
        Keyed, MonthlyCost, RuleBaseReport, cited, cost, fact_ids, json, precedents, recommended,
        remedy, rule_ids, source, within_a_sentence,
    },
    rulebase::{
        self, Citation, Dimension, DimensionId, Effect, HostingOption, OptionId, Rule, RuleBase,
        Status,
    },
};

impl Advice<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> Report {
        self.analyse();
        let (base, profile, assessment) = (self.base(), self.profile(), self.assessment());
        let builder = Builder { base, profile, assessment, advice: self };
        let recommended_option = assessment.verdict.recommendation();
        Report {
            schema: SCHEMA,
            project: profile.project.clone(),
            verdict: (&assessment.verdict).into(),
            recommendation: recommended(base, &assessment.verdict),
            stay: self.stay().is_some(),
            stays_on: self.stay().map(|option| base.option(option).id.clone()),
            headline: headline(self),
            caveat: caveat(self),
            clarity: clarity(self),
            why: recommended_option.and_then(|option| why(self, option)),
            against: recommended_option.and_then(|option| against(self, option)),
            cases: builder.cases(),
            settled: self.openness().settled,
            remaining: RemainingReport::new(self),
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
            flips: self.flips().iter().map(|one| flip(base, one)).collect(),
            flip_pairs: self.flip_pairs().iter().map(|one| pair(base, one)).collect(),
            unmoved_by: builder.unmoved_by(),
            open_questions: builder.open_questions(),
            ask_next: builder.ask_next(),
            relaxations: self.relaxations().iter().map(|it| builder.relaxation(it)).collect(),
            precedents: precedents::beside_advice(self),
            products: builder.products(),
            outdated: builder.outdated(),
            profile: answers::profile(base, profile),
            answers: answers::answers(base, profile),
            weights: Keyed::by_dimension(base, assessment.weights.iter().copied()),
            answered: profile.answered(),
            questions: base.questions.len(),
            warnings: self.warnings().iter().map(|warning| warning.message.clone()).collect(),
            tool_version: env!("CARGO_PKG_VERSION"),
            date: None,
            rule_base: RuleBaseReport::new(base),
            sources: builder.sources(),
            dimensions: builder.dimensions(),
            names: base.fields.iter().map(|(_, it)| (it.id.clone(), it.name.clone())).collect(),
            model: model(self),
            over_traffic: builder.over_traffic(),
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
                in_short: rule.in_short.clone(),
                because: rule.because_of(*option).to_owned(),
                favours: favoured(self.base, rule, *option).filter(|_| *points < 0),
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
                        in_short: rule.in_short.clone(),
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
        available(self.advice).map(report).collect()
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

    /// Returns what speaks for each option, of those that are level, and of the one to stay on and
    /// the one that fits better.
    fn cases(&self) -> Vec<(String, String)> {
        let options = match (&self.assessment.verdict, self.advice.stay()) {
            (Verdict::Tie(options), _) => options.clone(),
            (Verdict::Recommended(best), Some(current)) if *best != current => {
                vec![current, *best]
            }
            _ => Vec::new(),
        };
        let case = |option: &OptionId| {
            let why = why(self.advice, *option)?;
            Some((format!("For {}", self.base.option(*option).short), why))
        };
        options.iter().filter_map(case).collect()
    }

    fn dimensions(&self) -> Vec<WeighedDimension> {
        let dimensions = self.base.dimensions.iter().zip(&self.assessment.weights);
        let report = |(it, weight): (&Dimension, &u8)| WeighedDimension {
            id: it.id.clone(),
            name: it.name.clone(),
            weight: *weight,
            usual: it.weight,
        };
        dimensions.map(report).collect()
    }

    fn outdated(&self) -> Vec<Outdated> {
        let mut outdated: Vec<Outdated> = Vec::new();
        for rule in self.fired() {
            for citation in rule.all_cites() {
                let Citation::Claim(claim) = citation else { continue };
                let document = source(self.base, citation).origin;
                let claim = self.base.claim(claim);
                let Some(today) = claim.today.as_ref().filter(|_| claim.status != Status::Holds)
                else {
                    continue;
                };
                match outdated.iter_mut().find(|known| known.claim == claim.id) {
                    Some(known) => known.rules.push(rule.id.clone()),
                    None => outdated.push(Outdated {
                        claim: claim.id.clone(),
                        document,
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

    fn over_traffic(&self) -> Option<Chart> {
        self.advice.settings().curve.then(|| cost::over_traffic(self.advice)).flatten()
    }

    fn unmoved_by(&self) -> Vec<String> {
        let fields = self.base.questions.iter().map(|question| question.field);
        let answered = fields.filter(|field| self.profile.answers.get(*field).is_some());
        let today = self.base.stay.as_ref().map(|stay| stay.question);
        let answered = answered.filter(|field| Some(*field) != today);
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

    /// Returns the questions that are most worth asking.
    fn ask_next(&self) -> Vec<AskNext> {
        const MOST: usize = 3;
        let remaining = self.advice.remaining();
        let next = remaining.most_worth_asking().into_iter().take(MOST);
        next.filter_map(|field| {
            let prompt = self.base.question(field)?.prompt.clone();
            Some(AskNext { field: self.id(field), prompt, tells: remaining.tells(field) })
        })
        .collect()
    }

    fn relaxation(&self, relaxation: &Relaxation) -> RelaxationReport {
        let give_up = relaxation.give_up.iter().map(|(field, value)| {
            let field = self.base.fields.get(*field);
            GivenUp {
                field: field.id.clone(),
                answer: json(field, *value),
                words: format!("{} (now {})", within_a_sentence(&field.name), field.say(*value)),
            }
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
