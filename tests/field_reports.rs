//! Field reports: what people decided and wrote down themselves, and whether the advice would have
//! served them. Which option it has to be is a scenario of the rule base
//! (`rules/scenarios/field-reports.yaml`); here are the products, what a month cost, and whether the
//! advice is to stay.

use serde_yaml::Value as Yaml;
use whereto::{
    advice::{Advice, Advised},
    analysis::{acceptability::Settings, system::Conclusion},
    assessment::Engine,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use crate::{outcome::worded, process::package};

/// What has to come of a report beside the option.
struct Served {
    id: &'static str,
    /// The option whose products are meant.
    option: &'static str,
    /// The product to start with.
    start: &'static str,
    /// Words that the other products named have.
    beside: &'static [&'static str],
    /// Words that no product to start with or to add has.
    never: &'static [&'static str],
    /// Whether the advice is to stay where it runs today.
    stay: bool,
    /// What a month was paid for, in USD.
    paid: Option<f64>,
}

const LAMBDA: &str = "aws-lambda";
const FIREBASE: &str = "firebase";
const SERVER: &str = "traditional-server";

const REPORTS: [Served; 12] = [
    // Cost above all: the gateway with its cache, and the bill.
    Served { paid: Some(370.0), ..served("page-parser", LAMBDA, "lambda-rest-api") },
    served("chat-over-sockets-of-its-own", SERVER, "digitalocean-droplet"),
    // A container for every request of a stranger cannot be started by a function.
    Served { stay: true, ..served("shell-commands-of-strangers", SERVER, "digitalocean-droplet") },
    // A platform that runs Rails as it is was taken in the end.
    Served {
        beside: &["PostgreSQL", "Heroku"],
        ..served("what-leaving-a-job-costs", SERVER, "digitalocean-droplet")
    },
    served("pet-site", FIREBASE, "firebase-firestore"),
    // Clients write straight to the database: nothing has to be kept warm.
    Served {
        never: &["minimum number"],
        ..served("health-app-for-nothing", FIREBASE, "firebase-firestore")
    },
    // One small machine is what failed them three times.
    Served { stay: true, beside: &["RDS"], ..served("three-outages-in-a-day", SERVER, "fargate") },
    // Two users and one row need no proxy.
    Served {
        never: &["RDS Proxy", "NAT"],
        ..served("donations-of-an-ngo", SERVER, "machine-paid-anyway")
    },
    served("joggers-who-pick-up-litter", FIREBASE, "firebase-firestore"),
    served("notes-against-functions", SERVER, "fargate"),
    // At most three environments: neither a proxy nor a gateway to the internet is needed.
    Served {
        never: &["RDS Proxy", "NAT"],
        ..served("notes-of-one-person", LAMBDA, "lambda-http-api")
    },
    Served { stay: true, ..served("three-workloads-website", SERVER, "digitalocean-droplet") },
];

const fn served(id: &'static str, option: &'static str, start: &'static str) -> Served {
    Served { id, option, start, beside: &[], never: &[], stay: false, paid: None }
}

fn profile(base: &RuleBase, text: &str) -> Profile {
    Profile::read(&Source::new("report", text), base)
        .unwrap_or_else(|problems| panic!("{}", worded(&problems)))
}

fn cases() -> Vec<Yaml> {
    let file = package().join("rules/scenarios/field-reports.yaml");
    serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn check(advice: &Advice<'_>, served: &Served) {
    let id = served.id;
    let base = advice.base();
    let option = base.find_option(served.option).unwrap();
    let products = advice.products(option);
    let start = products.start.unwrap();
    assert_eq!(start.id, served.start, "{id}");
    let added: Vec<&str> = products.companions.iter().map(|it| it.name.as_str()).collect();
    let instead: Vec<&str> = products.stand_ins.iter().map(|it| it.name.as_str()).collect();
    for word in served.beside {
        let mut named = added.iter().chain(&instead);
        assert!(named.any(|name| name.contains(word)), "{id}: {added:?}, {instead:?}");
    }
    for word in served.never {
        let mut named = added.iter().copied().chain([start.name.as_str()]);
        assert!(!named.any(|name| name.contains(word)), "{id}: {} and {added:?}", start.name);
    }
    assert_eq!(advice.stay().is_some(), served.stay, "{id}");
    if let Some(paid) = served.paid {
        let estimate = advice.estimate().unwrap();
        let priced = estimate.options[option.index()].priced.as_ref().unwrap();
        let expected: f64 = priced.total.expected.0.to_string().parse().unwrap();
        assert!(expected < paid * 1.5 && expected > paid / 1.5, "{id}: {expected}, paid {paid}");
    }
}

#[test]
fn field_reports_are_served() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let cases = cases();
    for served in &REPORTS {
        let case = cases.iter().find(|case| case["id"] == served.id);
        let case = case.unwrap_or_else(|| panic!("there is no report `{}`", served.id));
        let mut answers = case["facts"].clone();
        if let Some(assumptions) = case.get("assumptions") {
            answers["assumptions"] = assumptions.clone();
        }
        let profile = profile(&base, &serde_yaml::to_string(&answers).unwrap());
        check(&Advice::new(&engine, profile, &Settings::default()), served);
    }
}

/// The developer put the job and the API on functions and kept the website, whose cold starts were
/// not to be borne, on a machine: one platform for all is what he warns of.
#[test]
fn a_part_keeps_what_it_cannot_do_without() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let part = |id: &str| {
        let cases = cases();
        cases.iter().find(|case| case["id"] == *id).unwrap()["facts"].clone()
    };
    let mut system = Yaml::Mapping(serde_yaml::Mapping::new());
    for name in ["cron", "api", "website"] {
        system[name] = part(&format!("three-workloads-{name}"));
    }
    let mut whole = Yaml::Mapping(serde_yaml::Mapping::new());
    whole["team"] = part("three-workloads-api")["team"].clone();
    whole["components"] = system;
    let profile = profile(&base, &serde_yaml::to_string(&whole).unwrap());
    let Advised::System(advice) = Advised::new(&engine, profile, &Settings::default()) else {
        panic!("not a system");
    };
    let together = advice.together();
    assert_eq!(together.conclusion, Conclusion::Mix);
    let functions = base.find_option(LAMBDA).unwrap();
    assert_eq!(together.best, [functions]);
    let strains = together.singles[functions.index()].strains.iter();
    let strains: Vec<(usize, &str)> =
        strains.map(|(part, rule)| (*part, base.rule(*rule).id.as_str())).collect();
    assert_eq!(strains, [(2, "latency/no-slow-starts")]);
}

/// To stay is an honest answer, with what would have to change for a move.
#[test]
fn staying_is_said() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let advice = |more: &str| {
        let text = format!(
            "{{data: {{model: relational}}, compute: {{architecture: monolith, gpu: false}}{more}}}"
        );
        let settings = Settings { changes: false, ..Settings::default() };
        Advice::new(&engine, profile(&base, &text), &settings)
    };
    let server = base.find_option(SERVER).unwrap();
    let stays = advice(", current: {platform: traditional-server, trouble: []}");
    assert_eq!(stays.stay(), Some(server));
    let report = stays.report();
    assert!(report.stay);
    assert!(report.headline.starts_with("Stay on "), "{}", report.headline);
    assert_eq!(report.recommendation.as_deref(), Some(SERVER));
    // Nothing runs yet, or it runs on something else.
    for current in ["none", "other", "aws-lambda"] {
        let moves = advice(&format!(", current: {{platform: {current}, trouble: [cost]}}"));
        assert_eq!(moves.stay(), None, "{current}");
    }
    assert_eq!(advice("").stay(), None);
}

/// A lead that one answer could turn is not worth a move.
#[test]
fn a_small_lead_is_not_worth_a_move() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let most = base.stay.as_ref().unwrap().lead;
    let mut seen = [false; 2];
    for (stage, downtime) in [("mvp", "days"), ("growth", "days"), ("mature", "minutes")] {
        for queries in ["simple", "complex"] {
            for preference in ["none", "predictable", "pay-per-use"] {
                let text = format!(
                    "{{data: {{model: relational, queries: {queries}}}, team: {{stage: {stage}}}, \
                     availability: {{downtime: {downtime}}}, cost: {{preference: {preference}}}, \
                     current: {{platform: traditional-server, trouble: [operations]}}}}"
                );
                let settings = Settings { changes: false, ..Settings::default() };
                let advice = Advice::new(&engine, profile(&base, &text), &settings);
                let score = |option| advice.assessment().standing(option).score;
                let best = base.option_ids().map(score).max().unwrap();
                let current = base.find_option(SERVER).unwrap();
                let lead = best - score(current);
                assert_eq!(advice.stay().is_some(), lead <= most, "{text}");
                seen[usize::from(lead <= most)] = true;
            }
        }
    }
    assert_eq!(seen, [true, true], "both come about");
}
