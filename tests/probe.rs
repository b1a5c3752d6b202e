use std::time::Instant;
use whereto::{
    analysis::{self, Case, NothingDerived, acceptability::Settings},
    assessment::Engine,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};
#[test]
fn probe() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    println!("terms {} axes {}", engine.kernel().terms.len(), engine.kernel().axes.len());
    for file in [
        "tests/cases/published-decisions.yaml",
        "tests/cases/collected-decisions.yaml",
        "tests/scenarios/documents.yaml",
    ] {
        let text = std::fs::read_to_string(file).unwrap();
        let cases: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).unwrap();
        for case in &cases {
            let id = case["id"].as_str().unwrap();
            let facts = serde_yaml::to_string(&case["facts"]).unwrap();
            let profile = Profile::read(&Source::new(id, facts), &base).unwrap();
            let c = Case {
                engine: &engine,
                answers: &profile.answers,
                weights: &profile.weights,
                derivation: &NothingDerived,
            };
            let a = c.assess();
            let want = case["decision"].as_str().or(case["expect"].as_str());
            let rec = a.verdict.recommendation().map(|o| base.option(o).id.clone());
            let t0 = Instant::now();
            let open = analysis::open_questions::open_questions(&c, &a);
            let t1 = Instant::now();
            let flips = analysis::flips::flips(&c, &a.verdict);
            let t2 = Instant::now();
            let acc = analysis::acceptability::acceptability(&c, &Settings::default());
            let t3 = Instant::now();
            let info = analysis::information::information(&c, 1000, 1);
            let t4 = Instant::now();
            let joint = analysis::acceptability::acceptability(
                &c,
                &Settings { draw_answers: true, samples: 2000, ..Settings::default() },
            );
            let mut s: Vec<i64> = a.standings.iter().filter(|s| s.rank.is_some()).map(|s| s.score).collect();
            s.sort();
            s.reverse();
            let lead = if s.len() > 1 { s[0] - s[1] } else { 999 };
            let o = a.verdict.recommendation();
            println!(
                "{} {id:36} {:?} lead {lead:3} M {} flead {:.1} acc {:.2} joint {:.2} settled {} open {}/{} excl {} flips {} top {:?} {} | {:?} {:?} {:?} {:?}",
                if want.is_none() || want == rec.as_deref() { "  " } else { "XX" },
                rec.as_deref().unwrap_or("-"),
                a.most,
                lead as f64 * 50.0 / a.most as f64,
                o.map_or(0.0, |o| acc.first(o)),
                o.map_or(0.0, |o| joint.first(o)),
                open.settled,
                open.questions.iter().filter(|q| q.can_change).count(),
                open.questions.len(),
                open.questions.iter().filter(|q| q.can_exclude).count(),
                flips.len(),
                info.first().map(|t| (base.fields.get(t.field).id.clone(), (t.share * 100.0) as i32)),
                flips
                    .first()
                    .map(|f| format!(
                        "{} {}->{} {:.2}",
                        base.fields.get(f.change.field).id,
                        base.fields.get(f.change.field).show(f.change.from),
                        base.fields.get(f.change.field).show(f.change.to),
                        f.distance
                    ))
                    .unwrap_or_default(),
                t1 - t0,
                t2 - t1,
                t3 - t2,
                t4 - t3
            );
        }
    }
}
