//! The rule base that ships: that it accounts for its sources, and that every part of it can do
//! something.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_yaml::Value as Yaml;
use whereto::{
    analysis::sampling::Draw,
    assessment::{
        Engine,
        axis::{AxisId, Cut},
        terms::Term,
    },
    condition::Truth,
    field::{Facts, FieldId, Value},
    profile::{self, Profile},
    rulebase::{Citation, ClaimId, Effect, FactConfidence, FactId, Grade, Rule, RuleBase, RuleId},
    source::Source,
};

use crate::{
    reference::{all, list, reference, shipped_files, text, values},
    scanner::{self, Literals},
};

fn shipped() -> RuleBase {
    RuleBase::shipped().unwrap()
}

/// How many statements each of the documents makes that bear on the decision.
const CLAIMS: [(&str, usize); 5] = [
    ("aws-vs-firebase", 17),
    ("serverless-and-amplify", 15),
    ("backend-summary", 22),
    ("ec2-vs-lambda", 14),
    ("serverless-overview", 38),
];

#[test]
fn every_claim_of_the_documents_is_there() {
    let base = shipped();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in &base.claims {
        *counts.entry(claim.id.split('/').next().unwrap()).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from(CLAIMS));
    let documents: BTreeSet<&str> =
        base.documents.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(documents, counts.keys().copied().collect());
    assert_eq!(base.claims.len(), 106);
}

#[test]
fn every_claim_is_cited_or_waived_with_a_reason() {
    let base = shipped();
    let cited = base.citations();
    let mut waived = 0;
    for (claim, index) in base.claims.iter().zip(0..) {
        let cited = cited.contains_key(&Citation::Claim(ClaimId(index)));
        match &claim.waived {
            Some(reason) => {
                waived += 1;
                assert!(!cited, "`{}` is waived, and cited all the same", claim.id);
                assert!(
                    reason.split_whitespace().count() >= 5,
                    "`{}` is waived for no reason: {reason}",
                    claim.id
                );
            }
            None => assert!(cited, "nothing cites `{}`, and it is not waived", claim.id),
        }
    }
    assert!(waived <= 12, "{waived} claims are waived");
}

/// `whereto rules coverage` says the same as the rule base.
#[test]
fn coverage_names_what_cites_each_claim() {
    let base = shipped();
    let json = crate::process::whereto(&["rules", "coverage", "--format", "json"]).succeeds();
    let coverage: serde_json::Value = serde_json::from_str(&json).unwrap();
    let claims = coverage["claims"].as_array().unwrap();
    assert_eq!(claims.len(), base.claims.len());
    let rule = base.rules.iter().find(|rule| rule.id == "compute/longer-than-a-lambda").unwrap();
    for citation in &rule.cites {
        let Citation::Claim(claim) = citation else { continue };
        let row = claims.iter().find(|row| row["id"] == base.claim(*claim).id.as_str()).unwrap();
        let by: Vec<&str> =
            row["cited_by"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
        assert!(by.iter().any(|by| by.contains(&rule.id)), "{row}");
    }
}

#[test]
fn what_is_out_of_date_says_what_is_so_today_and_who_says_so() {
    let base = shipped();
    for claim in base.claims.iter().filter(|claim| claim.today.is_some()) {
        assert!(!claim.facts.is_empty(), "`{}` is overtaken, and no fact says by what", claim.id);
    }
    // A rule that cites such a claim cites one of the facts that overtook it, so that the report
    // can name both.
    let mut alone = Vec::new();
    for rule in &base.rules {
        for citation in &rule.cites {
            let Citation::Claim(claim) = citation else { continue };
            let facts = &base.claim(*claim).facts;
            if !facts.is_empty()
                && !facts.iter().any(|fact| rule.cites.contains(&Citation::Fact(*fact)))
            {
                alone.push(format!(
                    "{} cites {} without what is so today",
                    rule.id,
                    base.claim(*claim).id
                ));
            }
        }
    }
    assert!(alone.is_empty(), "{}", alone.join("\n"));
}

#[test]
fn only_published_limits_exclude_and_every_exclusion_says_what_lifts_it() {
    let base = shipped();
    let mut exclusions = 0;
    for rule in &base.rules {
        let Effect::Excludes { options, remedy } = &rule.effect else { continue };
        exclusions += 1;
        assert_eq!(rule.grade, Grade::Limit, "{}", rule.id);
        assert!(remedy.split_whitespace().count() >= 4, "{}: {remedy}", rule.id);
        assert!(options.len() < base.options.len(), "{} excludes everything", rule.id);
        let facts = rule.cites.iter().any(|citation| matches!(citation, Citation::Fact(_)));
        assert!(facts, "{} rests on no dated fact", rule.id);
    }
    assert!(exclusions > 0);
}

#[test]
fn a_fact_of_low_confidence_carries_no_more_than_a_point() {
    let base = shipped();
    for rule in &base.rules {
        let low = rule.cites.iter().any(|citation| match citation {
            Citation::Fact(fact) => base.fact(*fact).confidence == FactConfidence::Low,
            Citation::Claim(_) => false,
        });
        if low {
            let Effect::Points(points) = &rule.effect else {
                panic!("{} excludes by a fact of low confidence", rule.id)
            };
            assert!(points.iter().all(|(_, points)| points.abs() <= 1), "{}", rule.id);
        }
    }
}

#[test]
fn every_fact_has_a_source_and_every_fact_that_counts_an_address() {
    let base = shipped();
    let cited = base.citations();
    for (fact, index) in base.facts.iter().zip(0..) {
        assert!(!fact.source.is_empty(), "{}", fact.id);
        let counts = cited
            .get(&Citation::Fact(FactId(index)))
            .is_some_and(|by| by.iter().any(|by| by.kind == "rule"));
        let address = fact.url.as_deref().is_some_and(|url| url.starts_with("https://"));
        assert!(
            address || !counts || fact.confidence != FactConfidence::High,
            "{} has no address",
            fact.id
        );
    }
}

/// A profile for which a term of a rule holds, with other answers only where the term says nothing.
/// The term is the engine's own; whether the rule then fires is for others to say.
fn witness(base: &RuleBase, engine: &Engine<'_>, term: &Term) -> Option<Facts> {
    let axes = &engine.kernel().axes;
    let mut facts = Facts::unknown(base.fields.len());
    for literal in &term.literals {
        let field = axes.get(literal.axis).field;
        let cell = axes
            .possible_cells(literal.axis, &base.fields)
            .into_iter()
            .find(|cell| literal.cells[*cell])?;
        let answer = axes.answer_in(literal.axis, cell, &base.fields)?;
        facts.set(field, Some(joined(facts.get(field), answer)));
    }
    Some(facts)
}

/// The answers to one question that several axes ask for: of a question with several answers, all
/// of them.
fn joined(before: Option<Value>, answer: Value) -> Value {
    match (before, answer) {
        (Some(Value::Several(before)), Value::Several(more)) => Value::Several(before | more),
        (_, answer) => answer,
    }
}

fn terms<'e>(engine: &'e Engine<'_>, rule: usize) -> Vec<&'e Term> {
    engine
        .kernel()
        .terms
        .iter()
        .filter(|(id, _)| id.index() == rule)
        .map(|(_, term)| term)
        .collect()
}

/// Answers as a profile's text.
fn written(base: &RuleBase, answers: Facts) -> String {
    let mut profile = Profile::blank(base);
    profile.answers = answers;
    profile::text(base, &profile)
}

/// Random profiles for rules that look at estimates, whose values nobody can choose.
const DRAWN: u64 = 20_000;

/// Every rule fires for some profile that contradicts itself nowhere. The second evaluator says
/// that it does; where a rule looks at estimates, which that one does not know, its condition as it
/// is written.
#[test]
fn every_rule_fires_for_some_profile() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let files = values(&shipped_files());
    let looks_at_estimates =
        |rule: &Rule| rule.when.fields().iter().any(|field| base.fields.get(*field).derived);
    let fires = |rule: &Rule, answers: Facts| {
        let text = written(&base, answers);
        let profile = Profile::read(&Source::new("witness.yaml", &text), &base).unwrap();
        let facts = whereto::cost::facts(&base, &profile);
        let holds = match looks_at_estimates(rule) {
            true => rule.when.evaluate(&facts) == Truth::True,
            false => reference(&files, &text).fired.contains(&rule.id),
        };
        holds && profile.contradictions(&base, &facts).is_empty()
    };
    let mut idle = Vec::new();
    let mut firing: BTreeSet<RuleId> = BTreeSet::new();
    for (index, rule) in base.rules.iter().enumerate() {
        // Of rules that are written as one, some may be idle.
        let id = RuleId(u16::try_from(index).unwrap());
        if base.written_with(id).any(|other| firing.contains(&other)) {
            continue;
        }
        let mut witnesses =
            terms(&engine, index).into_iter().filter_map(|term| witness(&base, &engine, term));
        let found = witnesses.any(|answers| fires(rule, answers))
            || looks_at_estimates(rule) && drawn(&base).any(|answers| fires(rule, answers));
        if found {
            firing.insert(id);
        } else {
            idle.push(id);
        }
    }
    idle.retain(|id| !base.written_with(*id).any(|other| firing.contains(&other)));
    let idle: Vec<&str> = idle.iter().map(|id| base.rule(*id).id.as_str()).collect();
    assert!(idle.is_empty(), "these never fire: {idle:?}");
}

fn drawn(base: &RuleBase) -> impl Iterator<Item = Facts> {
    let mut draw = Draw::new(1);
    (0..DRAWN).map(move |number| {
        let mut answers = Facts::unknown(base.fields.len());
        for question in &base.questions {
            answers.set(question.field, draw.answer(base.fields.get(question.field)));
        }
        // That nothing may be spent is hardly ever drawn.
        if number % 4 == 0
            && let Some(budget) = base.fields.find("cost.monthly_budget_usd")
        {
            answers.set(budget, Some(Value::Number(Decimal::ZERO)));
        }
        answers
    })
}

/// Whether two rules can hold together: whether some term of the one and some term of the other
/// leave every axis an answer.
fn can_hold_together(base: &RuleBase, engine: &Engine<'_>, one: usize, other: usize) -> bool {
    let axes = &engine.kernel().axes;
    let both = |one: &Term, other: &Term| {
        let wanted: BTreeSet<AxisId> =
            one.literals.iter().chain(&other.literals).map(|literal| literal.axis).collect();
        wanted.into_iter().all(|axis| {
            let literals = || {
                one.literals.iter().chain(&other.literals).filter(|literal| literal.axis == axis)
            };
            axes.possible_cells(axis, &base.fields)
                .into_iter()
                .any(|cell| literals().all(|it| it.cells[cell]))
        })
    };
    terms(engine, one).iter().any(|one| terms(engine, other).iter().any(|other| both(one, other)))
}

fn questions(rule: &Rule) -> BTreeSet<FieldId> {
    rule.when.fields().into_iter().collect()
}

/// Options to which two rules both give, or from which both take.
fn pushed_alike(base: &RuleBase, one: &Rule, other: &Rule) -> bool {
    base.option_ids()
        .any(|option| i32::from(one.points(option)) * i32::from(other.points(option)) > 0)
}

/// No question is decided by two rules that count the same evidence. Checked for every two rules
/// that give points: when they look at a question in common, can hold together, and push some
/// option the same way, neither may rest on evidence that is all among the other's.
#[test]
fn no_evidence_counts_twice() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let mut twice = Vec::new();
    for (at, one) in base.rules.iter().enumerate() {
        for (index, other) in base.rules.iter().enumerate().skip(at + 1) {
            if questions(one).is_disjoint(&questions(other)) || !pushed_alike(&base, one, other) {
                continue;
            }
            let (evidence, others): (BTreeSet<_>, BTreeSet<_>) =
                (one.cites.iter().collect(), other.cites.iter().collect());
            let same = evidence.is_subset(&others) || others.is_subset(&evidence);
            if same && can_hold_together(&base, &engine, at, index) {
                let shared: Vec<&str> =
                    evidence.intersection(&others).map(|it| base.citation_id(**it)).collect();
                twice.push(format!("{} and {} both rest on {shared:?}", one.id, other.id));
            }
        }
    }
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

/// No two rules that give points always fire together: they would be one rule.
#[test]
fn no_two_rules_have_one_condition() {
    let base = shipped();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for rule in base.rules.iter().filter(|rule| matches!(rule.effect, Effect::Points(_))) {
        let condition = rule.when.describe(&base.fields);
        if let Some(before) = seen.insert(condition.clone(), &rule.id) {
            panic!("`{before}` and `{}` both hold when {condition}", rule.id);
        }
    }
}

/// Every answer that is not declared neutral is looked at by some rule, product or estimate.
#[test]
fn every_answer_means_something() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let axes = &engine.kernel().axes;
    let seen = |axis: AxisId, cell: usize| {
        engine
            .kernel()
            .terms
            .iter()
            .flat_map(|(_, term)| &term.literals)
            .any(|it| it.axis == axis && it.cells[cell])
    };
    let mut unseen = Vec::new();
    for question in &base.questions {
        let field = base.fields.get(question.field);
        for (index, choice) in field.choices().iter().enumerate() {
            let looked_at = axes.of_field(question.field).any(|axis| match axes.get(axis).cut {
                Cut::Member(member) => usize::from(member) == index && seen(axis, 1),
                _ => seen(axis, index),
            });
            if !looked_at && choice.neutral.is_none() {
                unseen.push(format!("{}: {}", field.id, choice.id));
            }
        }
    }
    assert!(unseen.is_empty(), "no rule looks at {unseen:?}, and they are not neutral");
}

/// Every system that the documents name, with words that its name in `rules/options.yaml` has.
const SYSTEMS: [(&str, &[&str]); 22] = [
    ("AWS Lambda", &["lambda"]),
    ("Amazon API Gateway", &["api gateway"]),
    ("DynamoDB", &["dynamodb"]),
    ("Amplify", &["amplify"]),
    ("Google Cloud Functions", &["google cloud functions"]),
    ("Firebase", &["firebase"]),
    ("Auth0", &["auth0"]),
    ("Azure Functions", &["azure functions"]),
    ("Azure Logic Apps", &["azure logic apps"]),
    ("Azure API Management", &["azure api management"]),
    ("Vercel Functions", &["vercel functions"]),
    ("IBM Cloud Functions", &["ibm cloud functions"]),
    ("IBM Cloud Databases", &["ibm cloud databases"]),
    ("Alibaba Function Compute", &["alibaba", "function compute"]),
    ("Alibaba API Gateway", &["alibaba", "api gateway"]),
    ("EC2", &["ec2 instances"]),
    ("DigitalOcean Droplets", &["digitalocean droplet"]),
    ("Heroku dynos", &["heroku dynos"]),
    ("Kubernetes", &["kubernetes"]),
    ("a VPS", &["vps"]),
    ("Firestore", &["firestore"]),
    ("the traditional server", &["traditional server"]),
];

/// Every system has its place, with a line on when it is right and with a claim of a document
/// behind it.
#[test]
fn every_system_that_the_documents_name_has_its_place() {
    let base = shipped();
    let mut places: Vec<(String, &str, &[Citation])> = Vec::new();
    for option in &base.options {
        places.push((option.name.to_lowercase(), &option.about, &option.cites));
        places.extend(
            option
                .products
                .iter()
                .map(|it| (it.name.to_lowercase(), it.because.as_str(), it.cites.as_slice())),
        );
    }
    for (system, words) in SYSTEMS {
        let named = |(name, line, cites): &(String, &str, &[Citation])| {
            words.iter().all(|word| name.contains(word))
                && line.split_whitespace().count() >= 6
                && cites.iter().any(|citation| matches!(citation, Citation::Claim(_)))
        };
        assert!(places.iter().any(named), "{system} has no place in rules/options.yaml");
    }
}

/// Whatever a profile says, each option has something to start with, so the last such product asks
/// for nothing.
#[test]
fn every_option_has_something_to_start_with() {
    let base = shipped();
    for option in &base.options {
        let mut starts =
            option.products.iter().filter(|product| product.role == whereto::rulebase::Role::Start);
        let last = starts
            .next_back()
            .unwrap_or_else(|| panic!("{} has no product to start with", option.id));
        assert_eq!(last.when.describe(&base.fields), "always", "{}: {}", option.id, last.id);
    }
}

/// The rule base that is built in is the one in `rules/`, file for file.
#[test]
fn the_files_that_are_built_in_are_those_of_the_folder() {
    let files: Vec<_> =
        shipped_files().iter().map(|(name, text)| Source::new(name, text)).collect();
    let folder = RuleBase::load(&files).unwrap();
    assert_eq!(folder.digest, shipped().digest);
    // And in the same order, so that either writes the same records.
    let rules = |base: &RuleBase| base.rules.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(rules(&folder), rules(&shipped()));
    // The digest is of all files, so one that is left out shows.
    let some = &files[1..];
    assert!(RuleBase::load(some).map_or(true, |base| base.digest != folder.digest));
}

/// Each id stands once, also between kinds: a reader of a report looks one up without knowing what
/// it is.
#[test]
fn ids_are_told_apart() {
    let files = values(&shipped_files());
    let mut seen = BTreeSet::new();
    for section in ["questions", "options", "documents", "claims", "facts", "rules"] {
        for item in all(&files, section) {
            let id = text(&item["id"]);
            assert!(seen.insert(id.clone()), "`{id}` stands for two things");
        }
    }
    for product in all(&files, "options").iter().flat_map(|option: &Yaml| list(&option["products"]))
    {
        let id = text(&product["id"]);
        assert!(seen.insert(id.clone()), "`{id}` stands for two things");
    }
}

/// What may not be named by the code, not even within a longer word: what is known about platforms
/// stands in `rules/`.
const PLATFORMS: [&str; 20] = [
    "lambda",
    "firebase",
    "dynamodb",
    "heroku",
    "amplify",
    "firestore",
    "azure",
    "vercel",
    "kubernetes",
    "droplet",
    "digitalocean",
    "digital ocean",
    "auth0",
    "fargate",
    "alibaba",
    "api gateway",
    "cognito",
    "google",
    "amazon",
    "traditional",
];

/// The same, where shorter names would be found within other words.
const SHORT_PLATFORMS: [&str; 4] = ["aws", "ec2", "gcp", "ibm"];

fn platforms_in(file: &str, text: &str) -> Vec<String> {
    let code = scanner::code(text, Literals::Kept).to_lowercase();
    let lines = code.lines().enumerate().flat_map(|(index, line)| {
        let short = SHORT_PLATFORMS
            .iter()
            .filter(move |name| scanner::words(line).any(|word| word == **name));
        let named = PLATFORMS.iter().filter(move |name| line.contains(**name)).chain(short);
        named.map(move |name| format!("src/{file}:{} names {name}", index + 1))
    });
    lines.collect()
}

#[test]
fn no_platform_is_named_in_the_code() {
    // Formats of logs and files, and robots, are called after those that write them.
    let is_of_formats = |path: &str| path.starts_with("measure/") || path.starts_with("scan/");
    let files = scanner::files().into_iter().filter(|file| !is_of_formats(&file.path));
    let found: Vec<String> = files.flat_map(|file| platforms_in(&file.path, &file.text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(platforms_in("bad.rs", "fn f() { \"on AWS Lambda\" } // heroku").len(), 2);
    assert_eq!(platforms_in("bad.rs", "enum Option { Firebase, DynamoDb }").len(), 2);
}
