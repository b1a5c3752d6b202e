//! Gates on fragility: what a decision has to hold beside being the one that is recommended.

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    advice::Advice,
    money::Money,
    report::number,
    rulebase::{AsOf, Citation, Fact, OptionId},
};

/// What is asked of a decision.
#[derive(Clone, Debug, Default)]
pub struct Gates {
    /// The least share of all weightings under which the decided option must come first, from 0 to
    /// 1.
    pub min_acceptability: Option<f64>,
    /// Whether nothing that is open may be able to change the recommendation.
    pub no_open_questions: bool,
    /// The most that the decided option may be expected to cost in a month.
    pub max_monthly_cost: Option<Decimal>,
    /// The days between which every fact behind the rules that applied must have been so: not
    /// before the first, nor after the last, which is today.
    pub sources_within: Option<[Date; 2]>,
}

/// A gate that a decision does not pass.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Breach {
    /// The gate, by the name of its argument.
    pub gate: &'static str,
    /// Why it does not pass.
    pub words: String,
}

/// A gate: the name of its argument, whether it is asked for, and why a decision does not pass it.
type Gate = (&'static str, fn(&Gates) -> bool, Check);
type Check = fn(&Gates, &Advice<'_>, OptionId) -> Option<String>;

const GATES: [Gate; 4] = [
    ("min-acceptability", |it| it.min_acceptability.is_some(), Gates::acceptability),
    ("no-open-questions", |it| it.no_open_questions, Gates::open_questions),
    ("max-monthly-cost", |it| it.max_monthly_cost.is_some(), Gates::cost),
    ("sources-newer-than", |it| it.sources_within.is_some(), Gates::sources),
];

impl Gates {
    /// The gates that a decision does not pass. What cannot be shown does not pass.
    pub fn breaches(&self, advice: &Advice<'_>, decided: OptionId) -> Vec<Breach> {
        self.not_passed(|check| check(self, advice, decided))
    }

    /// The same of a decision of which nobody can tell what is so: none is shown to be met.
    pub fn unshown(&self) -> Vec<Breach> {
        self.not_passed(|_| Some("nobody can tell whether it is met".to_owned()))
    }

    /// Of the gates that are asked for, those for which there is a reason.
    fn not_passed(&self, why: impl Fn(Check) -> Option<String>) -> Vec<Breach> {
        let asked = GATES.into_iter().filter(|(_, is_asked, _)| is_asked(self));
        asked.filter_map(|(gate, _, check)| Some(Breach { gate, words: why(check)? })).collect()
    }

    fn acceptability(&self, advice: &Advice<'_>, decided: OptionId) -> Option<String> {
        let least = self.min_acceptability?;
        let first = advice.acceptability().first(decided);
        (first < least).then(|| {
            let [first, least] = apart([first, least].map(|share| share * 100.0));
            format!("it comes first under {first} % of all weightings, and {least} % are asked for")
        })
    }

    fn open_questions(&self, advice: &Advice<'_>, _: OptionId) -> Option<String> {
        let (base, openness) = (advice.base(), advice.openness());
        let open: Vec<&str> = openness
            .questions
            .iter()
            .filter(|question| question.can_change)
            .map(|question| base.fields.get(question.field).id.as_str())
            .collect();
        (!openness.settled).then(|| {
            let count = number::count(open.len() as i64, "open question");
            format!("{count} can still change it: {}", some(&open))
        })
    }

    fn cost(&self, advice: &Advice<'_>, decided: OptionId) -> Option<String> {
        let most = self.max_monthly_cost?;
        let currency = advice.base().prices.currency;
        let options = advice.estimate().into_iter().flat_map(|estimate| &estimate.options);
        let cost = options.filter(|it| it.option == decided).find_map(|it| it.priced.as_ref().ok());
        match cost {
            // To the cent, so that a report's own figure can be held to.
            Some(priced) if priced.total.expected.cents().0 <= most => None,
            Some(priced) => {
                let (cost, shown) =
                    (currency.show(priced.total.expected), currency.show(Money(most)));
                // What is told to the cent may be less than that.
                let asked =
                    if cost == shown { format!("{most} {}", currency.code()) } else { shown };
                Some(format!(
                    "it is expected to cost {cost} a month, and at most {asked} is asked for"
                ))
            }
            None => Some("what it costs cannot be estimated".to_owned()),
        }
    }

    fn sources(&self, advice: &Advice<'_>, _: OptionId) -> Option<String> {
        let [since, today] = self.sources_within?;
        let base = advice.base();
        let mut facts: Vec<&Fact> = Vec::new();
        for citation in advice.assessment().fired.iter().flat_map(|rule| &base.rule(*rule).cites) {
            match citation {
                Citation::Fact(fact) => facts.push(base.fact(*fact)),
                Citation::Claim(claim) => {
                    facts.extend(base.claim(*claim).facts.iter().map(|fact| base.fact(*fact)))
                }
            }
        }
        let is_within = |as_of: AsOf| {
            as_of.latest().is_some_and(|date| date >= since)
                && as_of.earliest().is_some_and(|date| date <= today)
        };
        facts.retain(|fact| !is_within(fact.as_of));
        let is_future = facts.iter().any(|fact| fact.as_of.earliest().is_some_and(|it| it > today));
        facts.sort_by(|one, other| one.id.cmp(&other.id));
        facts.dedup_by(|one, other| one.id == other.id);
        let old: Vec<String> =
            facts.iter().map(|fact| format!("{} ({})", fact.id, fact.as_of)).collect();
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        (!old.is_empty()).then(|| {
            format!(
                "{} behind it {} not from {since} or later{}: {}",
                number::count(old.len() as i64, "fact"),
                if old.len() == 1 { "is" } else { "are" },
                if is_future { ", or from the future" } else { "" },
                some(&old)
            )
        })
    }
}

/// Writes two numbers with as few decimals as tell them apart.
fn apart(numbers: [f64; 2]) -> [String; 2] {
    let with = |decimals: usize| numbers.map(|number| format!("{number:.decimals$}"));
    (0..=9).map(with).find(|[one, other]| one != other).unwrap_or_else(|| with(9))
}

/// The first few of a list.
fn some(list: &[&str]) -> String {
    const MOST: usize = 5;
    match list.len().checked_sub(MOST) {
        Some(more) if more > 0 => {
            format!("{} and {more} more", list.get(..MOST).unwrap_or_default().join(", "))
        }
        _ => list.join(", "),
    }
}
