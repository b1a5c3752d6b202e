//! The report: everything that any output shows, worded and rounded once.
//!
//! Its serialised form is the JSON and YAML output, whose keys are a contract: keys may be added, and none changes its
//! meaning. The renderers ([`table`], [`markdown`]) take a report and return text; they know no terminal.

pub mod cost;
pub mod coverage;
pub mod diagnostics;
pub mod markdown;
pub mod number;
pub mod table;

use serde::{Serialize, Serializer};

use crate::{
    assessment::{Assessment, Verdict},
    condition::Truth,
    diagnostic::Diagnostic,
    profile::Profile,
    rulebase::{Citation, Effect, OptionId, Role, RuleBase, RuleId, Status},
};

/// The schema that reports follow.
pub const SCHEMA: &str = "whereto/report/1";

/// One assessment, ready to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The schema that it follows.
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    pub verdict: &'static str,
    /// The id of the one option that is recommended.
    pub recommendation: Option<String>,
    /// The verdict in a sentence.
    pub headline: String,
    /// How clear it is, in a sentence.
    pub clarity: String,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionReport>,
    /// What spoke for or against an option: one entry for each rule that fired and each option that it speaks of.
    pub evidence: Vec<Evidence>,
    /// The rules that exclude an option.
    pub exclusions: Vec<Exclusion>,
    /// The concrete products: for each option that is not excluded, the recommended one first.
    pub products: Vec<ProductReport>,
    /// Claims behind the evidence that no longer simply hold.
    pub outdated: Vec<Outdated>,
    /// The questions that are not answered.
    pub unanswered: Vec<String>,
    /// How many questions are answered.
    pub answered: usize,
    /// How many questions there are.
    pub questions: usize,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<String>,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
    /// What is cited, with its address; for renderers that show sources.
    #[serde(skip)]
    pub sources: Vec<SourceReport>,
    /// The names of the dimensions, in order.
    #[serde(skip)]
    pub dimensions: Vec<(String, String)>,
}

/// How one option came out.
#[derive(Clone, Debug, Serialize)]
pub struct OptionReport {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    pub excluded_by: Vec<String>,
    /// What each dimension contributed: points times weight.
    pub dimensions: Keyed<i64>,
}

/// A mapping that keeps its order.
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Keyed<T> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// What one rule says of one option.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// The rule.
    pub rule: String,
    /// Its dimension.
    pub dimension: String,
    /// The option.
    pub option: String,
    /// The points, before weights.
    pub points: i8,
    /// What the dimension weighs.
    pub weight: u8,
    /// Why.
    pub because: String,
    /// What kind of evidence it is.
    pub grade: &'static str,
    /// What is cited.
    pub cites: Vec<String>,
}

impl Evidence {
    /// What it adds to the option's score.
    pub fn contribution(&self) -> i64 {
        i64::from(self.points) * i64::from(self.weight)
    }
}

/// A rule that excludes options.
#[derive(Clone, Debug, Serialize)]
pub struct Exclusion {
    /// The rule.
    pub rule: String,
    /// The options that it excludes.
    pub options: Vec<String>,
    /// Why.
    pub because: String,
    /// What would lift it.
    pub remedy: String,
    /// What is cited.
    pub cites: Vec<String>,
}

/// Which concrete products to take within an option.
#[derive(Clone, Debug, Serialize)]
pub struct ProductReport {
    /// The option.
    pub option: String,
    /// What to start with.
    pub start: Option<Product>,
    /// What to use beside it.
    pub companions: Vec<Product>,
    /// The same kind of thing from other vendors.
    pub stand_ins: Vec<Product>,
}

/// A concrete product.
#[derive(Clone, Debug, Serialize)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub because: String,
    /// What is cited.
    pub cites: Vec<String>,
}

/// A claim that no longer simply holds, behind a rule that fired.
#[derive(Clone, Debug, Serialize)]
pub struct Outdated {
    /// The claim.
    pub claim: String,
    /// `dated` or `disputed`.
    pub status: &'static str,
    /// What the document says.
    pub says: String,
    /// What is so today.
    pub today: String,
    /// The facts that say so.
    pub facts: Vec<String>,
    /// The rules that cite it.
    pub rules: Vec<String>,
}

/// Which rule base was applied.
#[derive(Clone, Debug, Serialize)]
pub struct RuleBaseReport {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// When its facts were last gone through.
    pub reviewed: String,
}

/// Something that is cited.
#[derive(Clone, Debug)]
pub struct SourceReport {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Where it stands: a document's title, or a source's title and date.
    pub origin: String,
    /// Its address.
    pub url: Option<String>,
}

/// Puts together what is to be shown.
pub fn report(base: &RuleBase, profile: &Profile, assessment: &Assessment, warnings: &[Diagnostic]) -> Report {
    let builder = Builder { base, profile, assessment };
    Report {
        schema: SCHEMA,
        project: profile.project.clone(),
        verdict: assessment.verdict.name(),
        recommendation: assessment.verdict.recommendation().map(|option| base.option(option).id.clone()),
        headline: builder.headline(),
        clarity: builder.clarity(),
        options: base.option_ids().map(|option| builder.option(option)).collect(),
        evidence: builder.evidence(),
        exclusions: builder.exclusions(),
        products: builder.products(),
        outdated: builder.outdated(),
        unanswered: builder.unanswered(),
        answered: profile.answered(),
        questions: base.questions.len(),
        warnings: warnings.iter().map(|warning| warning.message.clone()).collect(),
        rule_base: RuleBaseReport {
            name: base.name.clone(),
            version: base.version.clone(),
            digest: base.digest.clone(),
            reviewed: base.reviewed.to_string(),
        },
        sources: builder.sources(),
        dimensions: base.dimensions.iter().map(|dimension| (dimension.id.clone(), dimension.name.clone())).collect(),
    }
}

struct Builder<'a> {
    base: &'a RuleBase,
    profile: &'a Profile,
    assessment: &'a Assessment,
}

impl Builder<'_> {
    fn name(&self, option: OptionId) -> &str {
        &self.base.option(option).name
    }

    fn headline(&self) -> String {
        let subject = self.profile.project.as_deref().map(|project| format!(" for {project}")).unwrap_or_default();
        match &self.assessment.verdict {
            Verdict::Recommended(option) => format!("Recommendation{subject}: {}", self.name(*option)),
            Verdict::Tie(options) => {
                let names: Vec<&str> = options.iter().map(|option| self.name(*option)).collect();
                format!("No single recommendation{subject}: {} are level", list(&names))
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
                let excluded = self.assessment.standings.iter().filter(|it| it.rank.is_none()).count();
                let next =
                    ranking.iter().find(|other| *other != option && self.assessment.standing(**other).rank.is_some());
                let Some(next) = next else {
                    return format!("It is the only option that is not ruled out; its fit is {} of 100.", fit(*option));
                };
                let lead = self.assessment.standing(*option).score - self.assessment.standing(*next).score;
                let ruled_out = match excluded {
                    0 => String::new(),
                    1 => " One option is ruled out.".to_owned(),
                    _ => format!(" {excluded} options are ruled out."),
                };
                format!(
                    "It leads {} by {} (fit {} against {}).{ruled_out}",
                    self.name(*next),
                    number::count(lead, "point"),
                    fit(*option),
                    fit(*next)
                )
            }
            Verdict::Tie(options) => {
                let score = options.first().map_or(0, |option| self.assessment.standing(*option).score);
                format!("Each of them has {}.", number::count(score, "point"))
            }
            Verdict::NoneFits => "See what each exclusion rests on, and what would lift it.".to_owned(),
            Verdict::Unanswered => "Answer a question or two and something can be said.".to_owned(),
        }
    }

    fn option(&self, option: OptionId) -> OptionReport {
        let standing = self.assessment.standing(option);
        let by_dimension = self.base.dimensions.iter().zip(0u8..).map(|(dimension, index)| {
            let score = self.assessment.dimension_score(option, crate::rulebase::DimensionId(index));
            (dimension.id.clone(), score)
        });
        OptionReport {
            id: self.base.option(option).id.clone(),
            name: self.base.option(option).name.clone(),
            score: standing.score,
            fit: standing.fit,
            rank: standing.rank,
            excluded_by: standing.excluded_by.iter().map(|rule| self.base.rule(*rule).id.clone()).collect(),
            dimensions: Keyed(by_dimension.collect()),
        }
    }

    fn cites(&self, cites: &[Citation]) -> Vec<String> {
        cites.iter().map(|citation| self.base.citation_id(*citation).to_owned()).collect()
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
                because: rule.because.clone(),
                grade: rule.grade.name(),
                cites: self.cites(&rule.cites),
            }));
        }
        evidence
    }

    fn exclusions(&self) -> Vec<Exclusion> {
        let fired = self.assessment.fired.iter().map(|rule| self.base.rule(*rule));
        fired
            .filter_map(|rule| match &rule.effect {
                Effect::Excludes { options, remedy } => Some(Exclusion {
                    rule: rule.id.clone(),
                    options: options.iter().map(|option| self.base.option(*option).id.clone()).collect(),
                    because: rule.because.clone(),
                    remedy: remedy.clone(),
                    cites: self.cites(&rule.cites),
                }),
                Effect::Points(_) => None,
            })
            .collect()
    }

    fn products(&self) -> Vec<ProductReport> {
        if self.assessment.verdict == Verdict::Unanswered {
            return Vec::new();
        }
        let available =
            self.assessment.ranking().into_iter().filter(|option| self.assessment.standing(*option).rank.is_some());
        available
            .map(|option| {
                let option = self.base.option(option);
                let holds =
                    |product: &&crate::rulebase::Product| product.when.evaluate(&self.profile.answers) == Truth::True;
                let of_role = |role: Role| {
                    let products = option.products.iter().filter(holds).filter(move |product| product.role == role);
                    let products = products.map(|product| Product {
                        id: product.id.clone(),
                        name: product.name.clone(),
                        because: product.because.clone(),
                        cites: self.cites(&product.cites),
                    });
                    products.collect::<Vec<_>>()
                };
                ProductReport {
                    option: option.id.clone(),
                    start: of_role(Role::Start).into_iter().next(),
                    companions: of_role(Role::Companion),
                    stand_ins: of_role(Role::StandIn),
                }
            })
            .collect()
    }

    /// The rules that fired, and so what is behind the report.
    fn fired(&self) -> impl Iterator<Item = RuleId> + '_ {
        self.assessment.fired.iter().copied()
    }

    fn outdated(&self) -> Vec<Outdated> {
        let mut outdated: Vec<Outdated> = Vec::new();
        for rule in self.fired().map(|rule| self.base.rule(rule)) {
            for citation in &rule.cites {
                let Citation::Claim(claim) = citation else { continue };
                let claim = self.base.claim(*claim);
                let Some(today) = claim.today.as_ref().filter(|_| claim.status != Status::Holds) else { continue };
                match outdated.iter_mut().find(|known| known.claim == claim.id) {
                    Some(known) => known.rules.push(rule.id.clone()),
                    None => outdated.push(Outdated {
                        claim: claim.id.clone(),
                        status: claim.status.name(),
                        says: claim.says.clone(),
                        today: today.clone(),
                        facts: claim.facts.iter().map(|fact| self.base.fact(*fact).id.clone()).collect(),
                        rules: vec![rule.id.clone()],
                    }),
                }
            }
        }
        // What is simply out of date matters more than what holds under conditions.
        outdated.sort_by_key(|claim| claim.status != Status::Dated.name());
        outdated
    }

    fn unanswered(&self) -> Vec<String> {
        let open = self.base.questions.iter().filter(|question| self.profile.answers.get(question.field).is_none());
        open.map(|question| self.base.fields.get(question.field).id.clone()).collect()
    }

    fn sources(&self) -> Vec<SourceReport> {
        let mut cited: Vec<Citation> =
            self.fired().flat_map(|rule| self.base.rule(rule).cites.iter().copied()).collect();
        cited.sort_unstable();
        cited.dedup();
        let source = |citation: &Citation| match citation {
            Citation::Claim(id) => {
                let claim = self.base.claim(*id);
                let document = claim.id.split('/').next().unwrap_or_default();
                let title = self.base.documents.iter().find(|it| it.id == document).map(|it| it.title.clone());
                SourceReport {
                    id: claim.id.clone(),
                    says: claim.says.clone(),
                    origin: title.unwrap_or_else(|| document.to_owned()),
                    url: None,
                }
            }
            Citation::Fact(id) => {
                let fact = self.base.fact(*id);
                SourceReport {
                    id: fact.id.clone(),
                    says: fact.says.clone(),
                    origin: format!("{}, {}", fact.source, fact.as_of),
                    url: fact.url.clone(),
                }
            }
        };
        cited.iter().map(source).collect()
    }
}

/// "a", "a and b", "a, b and c".
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
