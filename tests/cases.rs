//! Scenarios of the documents and published decisions against the shipped rule base.
use whereto::{assessment::Engine, profile::Profile, rulebase::RuleBase, source::Source};

fn base() -> RuleBase {
    RuleBase::shipped().unwrap_or_else(|problems| {
        for problem in &problems {
            println!("{}: {}", problem.place.as_ref().map(ToString::to_string).unwrap_or_default(), problem.message);
        }
        panic!("{} problems", problems.len())
    })
}

#[test]
fn cases() {
    let base = base();
    let engine = Engine::new(&base).unwrap();
    for file in [
        "tests/cases/published-decisions.yaml",
        "tests/cases/collected-decisions.yaml",
        "rules/scenarios/documents.yaml",
    ] {
        let text = std::fs::read_to_string(file).unwrap();
        let cases: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).unwrap();
        let (mut agree, mut total) = (0, 0);
        for case in &cases {
            let id = case["id"].as_str().unwrap();
            let facts = serde_yaml::to_string(&case["facts"]).unwrap();
            let profile = Profile::read(&Source::new(id, facts), &base).unwrap();
            let a = engine.assess(&whereto::cost::facts(&base, &profile), &profile.weights);
            let rec = a.verdict.recommendation().map(|o| base.option(o).id.clone());
            let want = case["decision"].as_str().or(case["expect"].as_str());
            let s: Vec<String> = a
                .standings
                .iter()
                .map(|s| format!("{}{}", s.score, if s.excluded_by.is_empty() { "" } else { "x" }))
                .collect();
            total += 1;
            if std::env::var_os("SHOW").is_some() {
                let facts = whereto::cost::facts(&base, &profile);
                for (f, v) in facts.known().filter(|(f, _)| base.fields.get(*f).derived) {
                    println!("      {} {}", base.fields.get(f).id, base.fields.get(f).show(v));
                }
            }
            let ok = want.is_none() || want == rec.as_deref();
            agree += usize::from(ok);
            println!(
                "{} {id:40} {:20} {:?} [{}] never {:?} excl {:?} nexcl {:?}",
                if ok { "  " } else { "XX" },
                want.unwrap_or("-"),
                rec.as_deref().unwrap_or(a.verdict.name()),
                s.join(" "),
                case.get("never").and_then(|v| v[0].as_str()),
                case.get("excluded").and_then(|v| v[0].as_str()),
                case.get("not_excluded").and_then(|v| v[0].as_str())
            );
        }
        println!("{file}: {agree}/{total}");
    }
}
