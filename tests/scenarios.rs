//! The rule base that ships, against situations that the source documents decide, and against what
//! cannot be done in any of the decisions that real teams have published.

use serde_yaml::Value as Yaml;
use whereto::{
    advice::Advice, analysis::acceptability::Settings, assessment::Engine, profile::Profile,
    rulebase::RuleBase, source::Source,
};

use crate::{
    outcome::worded,
    process::package,
    reference::{list, reference, shipped_files, text, values},
};

/// One case: the answers that are known, and what came of them here.
struct Scored {
    id: String,
    /// What the team chose, or what the documents call for.
    decided: Option<String>,
    /// The recommendation, or why there is none.
    recommended: String,
    /// The options that are ruled out, by the second evaluator.
    excluded: Vec<String>,
    case: Yaml,
}

impl Scored {
    fn names(&self, key: &str) -> Vec<String> {
        list(&self.case[key]).iter().map(text).collect()
    }
}

/// Assesses every case of a file as `advise` would.
fn score(file: &str) -> Vec<Scored> {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let rules = values(&shipped_files());
    let cases: Vec<Yaml> =
        serde_yaml::from_str(&std::fs::read_to_string(package().join(file)).unwrap()).unwrap();
    let scored = cases.into_iter().map(|case| {
        let id = text(&case["id"]);
        let facts = serde_yaml::to_string(&case["facts"]).unwrap();
        let profile = Profile::read(&Source::new(id.as_str(), &facts), &base)
            .unwrap_or_else(|problems| panic!("{id}: {}", worded(&problems)));
        let advice = Advice::new(&engine, profile, &Settings::default());
        let assessment = advice.assessment();
        let recommended = assessment.verdict.recommendation();
        let excluded =
            reference(&rules, &facts).excluded_by.into_iter().filter(|(_, by)| !by.is_empty());
        Scored {
            decided: case["decision"].as_str().or(case["expect"].as_str()).map(str::to_owned),
            recommended: recommended
                .map_or(assessment.verdict.name(), |option| &base.option(option).id)
                .to_owned(),
            excluded: excluded.map(|(option, _)| option).collect(),
            id,
            case,
        }
    });
    scored.collect()
}

/// What no vendor's limit allows, written down apart from the rules: a field, from which number on
/// (or at which answers), and the options that it rules out.
const CANNOT: [(&str, Limit, &[&str]); 8] = [
    ("compute.max_duration_s", Limit::Over(900.0), &["aws-lambda"]),
    ("compute.max_duration_s", Limit::Over(3_600.0), &["firebase"]),
    ("compute.memory_mb", Limit::Over(10_240.0), &["aws-lambda"]),
    ("compute.memory_mb", Limit::Over(32_768.0), &["firebase"]),
    ("compute.gpu", Limit::Is("true"), &["aws-lambda", "firebase"]),
    ("state.connections", Limit::Is("raw-socket"), &["aws-lambda", "firebase"]),
    ("state.in_memory", Limit::Is("authoritative"), &["aws-lambda"]),
    ("compliance.data_residency", Limit::Is("on-premises"), &["aws-lambda", "firebase"]),
];

enum Limit {
    Over(f64),
    Is(&'static str),
}

fn answer<'c>(case: &'c Yaml, field: &str) -> &'c Yaml {
    field.split('.').fold(&case["facts"], |at, key| &at[key])
}

fn cannot(case: &Yaml, option: &str) -> Option<&'static str> {
    let rules_out = |(field, limit, options): &&(&'static str, Limit, &[&str])| {
        let answer = answer(case, field);
        let beyond = match limit {
            Limit::Over(most) => answer.as_f64().is_some_and(|number| number > *most),
            Limit::Is(word) => {
                answer.as_str() == Some(word)
                    || answer.as_bool().is_some_and(|it| it.to_string() == *word)
            }
        };
        beyond && options.contains(&option)
    };
    CANNOT.iter().find(rules_out).map(|(field, ..)| *field)
}

/// What a team published is never answered with what cannot be done.
#[test]
fn decisions_are_never_answered_with_what_cannot_be_done() {
    for file in ["aws-lambda", "firebase", "traditional-server"] {
        for case in score(&format!("rules/decisions/{file}.yaml")) {
            let (id, recommended) = (&case.id, &case.recommended);
            assert!(!case.excluded.contains(recommended), "{id}: {recommended} is ruled out");
            assert_eq!(cannot(&case.case, recommended), None, "{id}: {recommended}");
        }
    }
}

#[test]
fn situations_that_the_documents_decide() {
    let mut checked = 0;
    for case in score("rules/scenarios/documents.yaml") {
        if let Some(expected) = &case.decided {
            assert_eq!(&case.recommended, expected, "{}", case.id);
            checked += 1;
        }
        for never in case.names("never") {
            assert_ne!(case.recommended, never, "{}", case.id);
            checked += 1;
        }
        for excluded in case.names("excluded") {
            assert!(case.excluded.contains(&excluded), "{}: {excluded} is not ruled out", case.id);
            checked += 1;
        }
        for option in case.names("not_excluded") {
            assert!(!case.excluded.contains(&option), "{}: {option} is ruled out", case.id);
            checked += 1;
        }
    }
    assert_eq!(checked, 16, "every situation says what it expects");
}
