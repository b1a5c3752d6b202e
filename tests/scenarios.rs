//! The rule base that ships, against situations that the source documents decide and against
//! decisions that real teams have published. What it agrees with, and how that goes with the
//! confidence it states, is printed:
//!
//!     cargo test --test whereto scenarios -- --nocapture

use std::sync::LazyLock;

use serde_yaml::Value as Yaml;
use whereto::{
    advice::Advice,
    analysis::{acceptability::Settings, confidence::Confidence},
    assessment::Engine,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    outcome::worded,
    process::package,
    reference::{list, reference, shipped_files, text, values},
};

/// How many of the published decisions the recommendation agrees with.
const PUBLISHED: (usize, usize) = (30, 31);

/// The same for the decisions that were collected later, without regard to what the rules say.
const COLLECTED: (usize, usize) = (32, 40);

/// The same for decisions that were collected blind once the rules stood.
const BLIND: (usize, usize) = (30, 40);

const PUBLISHED_FILE: &str = "tests/cases/published-decisions.yaml";
const COLLECTED_FILE: &str = "tests/cases/collected-decisions.yaml";
const BLIND_FILE: &str = "tests/cases/blind-decisions.yaml";

static PUBLISHED_CASES: LazyLock<Vec<Scored>> = LazyLock::new(|| score(PUBLISHED_FILE));
static COLLECTED_CASES: LazyLock<Vec<Scored>> = LazyLock::new(|| score(COLLECTED_FILE));
static BLIND_CASES: LazyLock<Vec<Scored>> = LazyLock::new(|| score(BLIND_FILE));

/// One case: the answers that are known, and what came of them here.
struct Scored {
    id: String,
    /// What the team chose, or what the documents call for.
    decided: Option<String>,
    /// The recommendation, or why there is none.
    recommended: String,
    confidence: Confidence,
    /// The options that are ruled out, by the second evaluator.
    excluded: Vec<String>,
    case: Yaml,
}

impl Scored {
    fn agrees(&self) -> bool {
        self.decided.as_deref() == Some(self.recommended.as_str())
    }

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
            confidence: advice.confidence(),
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

fn check(file: &str, cases: &[Scored], (expected, of): (usize, usize)) {
    let mut table =
        format!("\n{file}\n{:42} {:20} {:20} confidence\n", "case", "decided", "recommended");
    for case in cases {
        let mark = if case.agrees() { "" } else { " *" };
        let (decided, confidence) =
            (case.decided.as_deref().unwrap_or("-"), case.confidence.name());
        table +=
            &format!("{:42} {decided:20} {:20} {confidence}{mark}\n", case.id, case.recommended);
    }
    for case in cases.iter().filter(|case| !case.agrees()) {
        table += &format!("\n* {}: {}", case.id, text(&case.case["disagrees"]));
    }
    let agreed = cases.iter().filter(|case| case.agrees()).count();
    println!("{table}\nagreement: {agreed} of {}", cases.len());
    assert_eq!(cases.len(), of);
    assert_eq!(
        agreed, expected,
        "agrees with {agreed} of {of}; the README and this test say {expected}"
    );
    let readme = std::fs::read_to_string(package().join("README.md")).unwrap();
    assert!(readme.contains(&format!("{agreed} of the [{of} cases]({file})")), "{agreed} of {of}");
    for case in cases {
        let reason = case.case["disagrees"].as_str().is_some_and(|reason| reason.len() > 80);
        assert_eq!(
            reason,
            !case.agrees(),
            "{}: a reason for what is decided otherwise, and for nothing else",
            case.id
        );
        assert!(
            !case.excluded.contains(&case.recommended),
            "{}: {} is ruled out",
            case.id,
            case.recommended
        );
        let beyond = cannot(&case.case, &case.recommended);
        assert_eq!(beyond, None, "{}: {} cannot do this", case.id, case.recommended);
    }
}

#[test]
fn published_decisions() {
    check(PUBLISHED_FILE, &PUBLISHED_CASES, PUBLISHED);
}

#[test]
fn collected_decisions() {
    check(COLLECTED_FILE, &COLLECTED_CASES, COLLECTED);
}

#[test]
fn blindly_collected_decisions() {
    check(BLIND_FILE, &BLIND_CASES, BLIND);
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

/// The confidence that is stated means something: published decisions that it is surest of are
/// agreed with at least as often as the others. The levels were set on these; for the others, of
/// which hardly any is at the highest level, the docs say what came of them.
#[test]
fn confidence_goes_with_agreement() {
    let files = [
        (PUBLISHED_FILE, &PUBLISHED_CASES),
        (COLLECTED_FILE, &COLLECTED_CASES),
        (BLIND_FILE, &BLIND_CASES),
    ];
    let count = |cases: &[Scored], level| {
        let cases: Vec<&Scored> = cases.iter().filter(|case| case.confidence == level).collect();
        (cases.iter().filter(|case| case.agrees()).count(), cases.len())
    };
    for (file, cases) in &files {
        println!("\n{file}\n{:10} {:>6} {:>6}", "confidence", "agreed", "cases");
        for level in Confidence::LEVELS {
            let (agreed, of) = count(cases, level);
            println!("{:10} {agreed:>6} {of:>6}", level.name());
        }
    }
    let docs = std::fs::read_to_string(package().join("docs/robustness.md")).unwrap();
    for level in Confidence::LEVELS {
        let cells = files
            .iter()
            .map(|(_, cases)| count(cases, level))
            .map(|(agreed, of)| format!(" {agreed} of {of} |"));
        let row = format!("| {} |{}\n", level.name(), cells.collect::<String>());
        assert!(docs.contains(&row), "docs/robustness.md lacks {row}");
    }
    let (surest, rest): (Vec<_>, Vec<_>) =
        PUBLISHED_CASES.iter().partition(|case| case.confidence == Confidence::Firm);
    let share = |cases: &[&Scored]| {
        cases.iter().filter(|case| case.agrees()).count() as f64 / cases.len() as f64
    };
    assert!(!surest.is_empty() && !rest.is_empty(), "one level for everything says nothing");
    let (surest, rest) = (share(&surest), share(&rest));
    assert!(
        surest >= rest,
        "the surest are agreed with in {surest:.2} of all cases, the others in {rest:.2}"
    );
}
