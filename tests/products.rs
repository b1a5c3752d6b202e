//! Which concrete products are named: what is recommended is what is priced, and what nobody has
//! answered stands in the way of none.

use std::collections::BTreeSet;

use serde_yaml::Value as Yaml;
use whereto::{
    advice::{Advice, Advised},
    analysis::acceptability::Settings,
    assessment::Engine,
    cost::estimate::{LineOf, Priced},
    profile::Profile,
    rulebase::{OptionId, RuleBase, prices::Alternative},
    source::Source,
};

use crate::{outcome::worded, process::package};

fn advised(profile: &str, check: impl Fn(&RuleBase, &Advice<'_>)) {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    each(&base, &engine, "profile", profile, &check);
}

fn each(
    base: &RuleBase,
    engine: &Engine<'_>,
    name: &str,
    profile: &str,
    check: &impl Fn(&RuleBase, &Advice<'_>),
) {
    let profile = Profile::read(&Source::new(name, profile), base)
        .unwrap_or_else(|problems| panic!("{name}: {}", worded(&problems)));
    let advised = Advised::new(engine, profile, &Settings::default());
    advised.each().for_each(|advice| check(base, advice));
}

/// Lists the answers of all examples and of all published decisions.
fn profiles() -> Vec<(String, String)> {
    let mut profiles = Vec::new();
    for entry in std::fs::read_dir(package().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            profiles.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    for entry in std::fs::read_dir(package().join("rules/decisions")).unwrap() {
        let cases: Vec<Yaml> =
            serde_yaml::from_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        for case in cases {
            let facts = serde_yaml::to_string(&case["facts"]).unwrap();
            profiles.push((case["id"].as_str().unwrap().to_owned(), facts));
        }
    }
    assert!(profiles.len() > 200, "{} profiles", profiles.len());
    profiles
}

/// Finds what a stack bills from the lines of its bill: its own product, and for each part of which
/// something is on the bill those of the alternatives that would have just these lines.
fn billed<'b>(base: &'b RuleBase, priced: &Priced) -> Vec<Vec<Option<&'b str>>> {
    let stack = base.prices.stack(priced.stack);
    let on_bill = |one: &&Alternative, part: &str| {
        let lines = || priced.lines.iter().filter(|line| line.part == part);
        let items = one
            .items
            .iter()
            .all(|item| lines().any(|line| matches!(line.of, LineOf::Item(id) if id == *item)));
        let machines = one.fleet.as_ref().is_none_or(|fleet| {
            let copies = fleet.copies.first().map_or(1, |(_, copies)| *copies);
            lines().any(|line| {
                matches!(line.of, LineOf::Machines { catalog, copies: of, .. }
                    if catalog == fleet.catalog && of == copies)
            })
        });
        let is_free = one.items.is_empty() && one.fleet.is_none();
        !is_free && items && machines && lines().any(|line| !line.amount.is_zero())
    };
    let of_parts = stack.parts.iter().map(|part| {
        let found = part.alternatives.iter().filter(|one| on_bill(one, &part.name));
        found.map(|one| one.product.as_deref()).collect::<Vec<_>>()
    });
    let parts = of_parts.filter(|found| !found.is_empty());
    parts.chain([vec![stack.product.as_deref()]]).collect()
}

/// The stack that is priced is the stack that is recommended: for every option that has a price, the
/// product to start with and those that go with it are what is billed.
#[test]
fn what_is_named_is_what_is_billed() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let check = |base: &RuleBase, advice: &Advice<'_>| {
        for estimate in advice.estimate().iter().flat_map(|estimate| &estimate.options) {
            let Ok(priced) = &estimate.priced else { continue };
            let stack = base.prices.stack(priced.stack);
            let products = advice.products(estimate.option);
            let start = products.start.unwrap_or_else(|| panic!("{}: no start", stack.id));
            let named: BTreeSet<&str> = [start]
                .into_iter()
                .chain(products.companions)
                .map(|product| product.id.as_str())
                .filter(|id| base.prices.is_made_of(estimate.option, id))
                .collect();
            let billed = billed(base, priced);
            for part in &billed {
                let is_named = part.iter().any(|id| id.is_none_or(|id| named.contains(id)));
                assert!(is_named, "{}: {part:?} is billed and not named: {named:?}", stack.id);
            }
            // What comes without a charge is on no bill, and part of the stack all the same.
            let free = stack.parts.iter().flat_map(|part| &part.alternatives);
            let free = free.filter(|one| one.items.is_empty() && one.fleet.is_none());
            let free: BTreeSet<&str> = free.filter_map(|one| one.product.as_deref()).collect();
            for id in &named {
                let is_billed = billed.iter().flatten().any(|billed| *billed == Some(*id));
                assert!(is_billed || free.contains(id), "{}: {id} is not billed", stack.id);
            }
            assert!(base.prices.is_made_of(estimate.option, &start.id), "{}", start.id);
        }
    };
    for (name, profile) in profiles() {
        each(&base, &engine, &name, &profile, &check);
    }
}

/// Every stack has something to start with, whatever its parts turn out to be.
#[test]
fn every_stack_names_what_to_start_with() {
    let base = RuleBase::shipped().unwrap();
    let is_start = |id: &Option<String>| {
        let product = id.as_deref().and_then(|id| base.find_product(id));
        product.is_some_and(|product| product.role == whereto::rulebase::Role::Start)
    };
    for stack in &base.prices.stacks {
        let in_part = stack.parts.iter().any(|part| {
            let last = part.alternatives.last();
            last.is_some_and(|last| last.when.fields().is_empty())
                && part.alternatives.iter().all(|one| is_start(&one.product))
        });
        // Firebase and functions start with what stands in front, or with where the data is.
        let several = stack.parts.iter().flat_map(|part| &part.alternatives);
        let several = several.filter(|one| is_start(&one.product)).count() > 1;
        assert!(is_start(&stack.product) || in_part || several, "{}", stack.id);
    }
}

fn names(products: &[&whereto::rulebase::Product]) -> Vec<String> {
    products.iter().map(|product| product.name.clone()).collect()
}

fn option(base: &RuleBase, id: &str) -> OptionId {
    base.find_option(id).unwrap()
}

/// Nobody has said where the data must stay, and a database is named beside a server all the same.
#[test]
fn a_database_is_named_whatever_else_is_open() {
    advised("{data: {model: relational}, team: {skills: [aws]}}", |base, advice| {
        let products = advice.products(option(base, "traditional-server"));
        let names = names(&products.companions);
        assert!(names.iter().any(|name| name.contains("PostgreSQL")), "{names:?}");
    });
}

/// The stack is known before anything tells how large the project is.
#[test]
fn a_stack_is_named_before_it_can_be_priced() {
    advised("{team: {skills: [aws, containers]}}", |base, advice| {
        assert!(advice.estimate().is_none());
        let server = option(base, "traditional-server");
        let start = advice.products(server).start.unwrap();
        assert!(base.prices.is_made_of(server, &start.id), "{}", start.id);
        assert_ne!(start.id, "digitalocean-droplet", "they know AWS");
    });
}

/// What has no price is named by its condition.
#[test]
fn what_has_no_price_follows_conditions() {
    for (profile, product) in [
        ("{compliance: {data_residency: on-premises}}", "own-hardware"),
        ("{compute: {gpu: true}, team: {stage: growth}}", "ec2-gpu"),
    ] {
        advised(profile, |base, advice| {
            let products = advice.products(option(base, "traditional-server"));
            assert_eq!(products.start.unwrap().id, product);
        });
    }
}

/// A test of what nobody has answered does not hold, so `not` over it does.
#[test]
fn products_follow_what_is_known() {
    let profile = |more: &str| {
        format!("{{state: {{connections: client-sync{more}}}, data: {{model: key-value}}}}")
    };
    for (more, named) in [
        ("", true),
        (", concurrent_connections: 1000", true),
        (", concurrent_connections: 300000", false),
    ] {
        advised(&profile(more), |base, advice| {
            let products = advice.products(option(base, "firebase"));
            let is_named =
                products.stand_ins.iter().any(|it| it.id == "firebase-realtime-database");
            assert_eq!(is_named, named, "{more}");
        });
    }
}
