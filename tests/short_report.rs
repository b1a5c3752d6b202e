//! The report that a terminal shows: on one screen, at any width, whatever comes of a profile, and
//! never at odds with what other outputs say.

use std::collections::BTreeSet;

use whereto::{
    advice::{Advice, Advised},
    analysis::{acceptability::Settings, confidence::Confidence},
    assessment::{Engine, Verdict},
    document::{
        Detail, Document, ToDocument, markdown,
        terminal::{self, Screen},
    },
    field::Facts,
    problem::text::printable,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    outcome::{read, worded},
    process::{package, whereto},
};

/// The most lines that it takes, at 80 columns and at 40.
const MOST_LINES: usize = 30;

fn shipped() -> RuleBase {
    RuleBase::shipped().unwrap()
}

fn settings() -> Settings {
    Settings { samples: 200, ..Settings::default() }
}

fn at(width: u16) -> Screen {
    Screen { width, ..Screen::PLAIN }
}

/// The short report on a profile.
fn short(engine: &Engine<'_>, profile: Profile, width: u16) -> String {
    let report = Advised::new(engine, profile, &settings()).report();
    terminal::render(&report.document(Detail::Brief), at(width))
}

fn short_of(text: &str) -> String {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    short(&engine, read(text, &base), 80)
}

/// Profiles that answer what published decisions state.
fn decided(base: &RuleBase, facts: &Facts) -> Profile {
    let mut profile = Profile::blank(base);
    for (field, value) in facts.known() {
        profile.answers.set(field, Some(value));
    }
    profile
}

#[test]
fn fits_on_a_screen_for_every_published_decision() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let decisions = &engine.corpus().decisions;
    let step = (decisions.len() / effort::cases(60) as usize).max(1);
    for decision in decisions.iter().step_by(step) {
        let mut profile = decided(&base, &decision.facts);
        profile.project = Some(decision.title.clone());
        let report = Advised::new(&engine, profile, &settings()).report();
        for width in [80, 40] {
            let text = terminal::render(&report.document(Detail::Brief), at(width));
            assert!(text.lines().count() <= MOST_LINES, "{}\n{text}", decision.id);
            assert!(text.lines().all(|line| line.chars().count() <= width.into()), "{text}");
        }
    }
}

#[test]
fn says_verdict_confidence_reason_and_cost_of_every_example() {
    for entry in std::fs::read_dir(package().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "yaml") {
            continue;
        }
        let text = whereto(&["advise", path.to_str().unwrap()]).succeeds();
        assert!(text.lines().count() <= MOST_LINES, "{text}");
        if path.ends_with("shop-in-parts.yaml") {
            continue;
        }
        // Changes are told by what questions and answers are called.
        let flips = text.split("Would flip it").nth(1).unwrap_or_default();
        let flips = flips.split("\n\n").next().unwrap();
        let is_id = |word: &str| word.contains('_') || word.contains("[]");
        assert!(!flips.split_whitespace().any(is_id), "{flips}");
        let title = text.lines().next().unwrap();
        assert!(title.contains("confidence: "), "{text}");
        for wanted in ["\nWhy ", "\nLikely ", " a month\n", "--full", " questions answered"] {
            assert!(text.contains(wanted), "no {wanted:?} in\n{text}");
        }
    }
}

/// However often teams chose the same, what is still open stands beside the word for it.
#[test]
fn confidence_is_told_with_what_it_rests_on_and_what_is_open() {
    let profile = "examples/mobile-mvp.yaml";
    let report = whereto(&["advise", profile, "--format", "json"]).succeeds();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let (band, open) = (&report["band"], &report["remaining"]["can_change"]);
    let (level, open) = (report["confidence"].as_str().unwrap(), open.as_u64().unwrap());
    assert!(open > 1, "{open}");
    let rests_on = format!(
        "{} of {} published decisions with a lead like this went the same way.",
        band["agreed"], band["of"]
    );
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = flat(whereto(&["advise", profile]).succeeds());
    let words = format!("Likely {rests_on} Open {open} unanswered questions could change this");
    assert!(short.contains(&format!("confidence: {level}")), "{short}");
    assert!(short.contains(&words), "{short}");
    let words =
        format!("Confidence: {level}. {rests_on} {open} open questions could still change it.");
    for arguments in [["--full", "-q"], ["--format", "markdown"]] {
        let text = flat(whereto(&[&["advise", profile], &arguments[..]].concat()).succeeds());
        assert!(text.contains(&words), "{arguments:?} does not say {words:?}\n{text}");
    }
    let page = whereto(&["advise", profile, "--format", "html"]).succeeds();
    let words = format!("{rests_on}</span> <span class=\"reservation\">{open} open questions");
    assert!(page.contains(&words), "the page does not say {words:?}");
}

/// The word for the confidence follows from the figure that is printed beside it.
#[test]
fn confidence_is_no_higher_than_the_figure_beside_it_allows() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let mut levels = BTreeSet::new();
    let examples = std::fs::read_dir(package().join("examples")).unwrap();
    let examples = examples.map(|entry| entry.unwrap().path());
    let examples = examples.filter(|path| path.extension().is_some_and(|it| it == "yaml"));
    let mut profiles: Vec<String> =
        examples.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    profiles.push("team: {stage: prototype}".to_owned());
    for text in profiles {
        let advised = Advised::new(&engine, read(&text, &base), &settings());
        for report in advised.each().map(Advice::report) {
            let (level, keeps) = (report.confidence, report.remaining.keeps);
            let least = match level {
                Confidence::VeryHigh => 0.9,
                Confidence::High => 0.6,
                Confidence::Moderate => 0.3,
                _ => 0.0,
            };
            assert!(keeps >= least, "{}: {} though {keeps}", report.headline, level.name());
            levels.insert(level.name());
        }
    }
    assert!(levels.len() > 2, "{levels:?}");
}

/// A reason speaks for the recommended option if it gives it more than any other that is left, and
/// against it if it gives another more.
#[test]
fn reasons_stand_where_their_points_belong() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let mut told = BTreeSet::new();
    for name in ["b2b-saas", "internal-tool", "hospital-records", "mobile-mvp"] {
        let text = std::fs::read_to_string(package().join(format!("examples/{name}.yaml")));
        let report = Advice::new(&engine, read(&text.unwrap(), &base), &settings()).report();
        let winner = report.recommendation.clone().unwrap();
        let markdown = markdown::render(&report.document(Detail::Full), 2);
        let left: Vec<bool> = report.options.iter().map(|it| it.rank.is_some()).collect();
        let winner = report.options.iter().position(|it| it.id == winner).unwrap();
        for section in markdown.split("\n### What ").skip(1) {
            let (title, rest) = section.split_once('\n').unwrap();
            let sign = match title {
                _ if title.starts_with("speaks for ") => 1,
                _ if title.starts_with("speaks against ") => -1,
                _ if title.starts_with("does not set ") => 0,
                _ => continue,
            };
            let table = rest.split("\n### ").next().unwrap();
            for row in table.lines().filter(|line| line.starts_with("| ")).skip(2) {
                let cells = row.split(" | ").take(left.len());
                let adds: Vec<i64> =
                    cells.map(|cell| cell.trim_start_matches("| ").parse().unwrap()).collect();
                let rivals = (0..left.len()).filter(|it| *it != winner && left[*it]);
                let most = rivals.map(|it| adds[it]).max().unwrap_or(0);
                assert_eq!((adds[winner] - most).signum(), sign, "{name}: {title}: {row}");
                told.insert(sign);
            }
        }
    }
    assert_eq!(told.len(), 3, "{told:?}");
}

/// What somebody has skipped is not what the report asks next.
#[test]
fn what_was_skipped_is_not_asked_next() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let next = |profile: &str| -> Vec<String> {
        let advice = Advice::new(&engine, read(profile, &base), &settings());
        advice.report().ask_next.into_iter().map(|next| next.field).collect()
    };
    let answers = "team: {stage: prototype, operations: none}\nclients: [mobile]\n";
    let before = next(answers);
    let after = next(&format!("{answers}skipped: [{}]\n", before[0]));
    assert!(!after.is_empty() && !after.contains(&before[0]), "{before:?}, then {after:?}");
}

/// The highest word is for what fits and does not hang by a thread, however few options are left.
#[test]
fn nothing_is_very_high_that_fits_badly_or_is_mostly_open() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    for (profile, option) in [
        (
            "compliance: {data_residency: on-premises, infrastructure_control: provider-managed}\n\
             team: {operations: none}",
            "traditional-server",
        ),
        (
            "compute: {style: event-driven, max_duration_s: 1200}\nteam: {operations: none, size: 1}",
            "traditional-server",
        ),
    ] {
        let report = Advice::new(&engine, read(profile, &base), &settings()).report();
        assert_eq!(report.recommendation.as_deref(), Some(option));
        assert!(report.confidence < Confidence::VeryHigh, "{profile}");
    }
}

/// People read figures, not digits.
#[test]
fn figures_are_told_as_precisely_as_they_are_known() {
    for name in ["b2b-saas", "mobile-mvp", "webhook-receiver"] {
        let path = format!("examples/{name}.yaml");
        let text = whereto(&["advise", &path]).succeeds();
        let words = text.split(|it: char| it.is_whitespace() || "()–".contains(it));
        let precise = words.filter_map(|word| word.split_once('.'));
        let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).count();
        let mut too = precise.filter(|(_, part)| digits(part) > 2);
        assert_eq!(too.next(), None, "{name}");
        // What machines are sized by is an estimate.
        let cost =
            whereto(&["cost", &path]).succeeds().split_whitespace().collect::<Vec<_>>().join(" ");
        let loads =
            cost.split("; the load takes ").skip(1).filter_map(|rest| rest.split(';').next());
        for number in loads.flat_map(|load| load.split(' ')).filter(|word| word.contains('.')) {
            let significant = number.trim_start_matches(['0', '.']).replace('.', "");
            assert!(significant.len() <= 3, "{name}: {number}");
        }
    }
}

/// Every word stands whole at every width: at narrow ones they only move to other lines.
#[test]
fn breaks_no_word_at_any_width() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    for name in ["mobile-mvp", "hospital-records", "webhook-receiver", "shop-in-parts"] {
        let path = package().join(format!("examples/{name}.yaml"));
        let text = std::fs::read_to_string(path).unwrap();
        let report = Advised::new(&engine, read(&text, &base), &settings()).report();
        for detail in [Detail::Brief, Detail::Full, Detail::Verbose] {
            // At narrow widths there may be less to read, but nothing else.
            let document = Document { shorter: None, ..report.document(detail) };
            let words = |width| {
                let text = terminal::render(&document, at(width));
                let is_drawn = |word: &str| !word.contains(char::is_alphanumeric);
                let mut words: Vec<String> =
                    text.split_whitespace().filter(|it| !is_drawn(it)).map(str::to_owned).collect();
                words.sort();
                words.dedup();
                words
            };
            let wide = words(200);
            for width in [40, 47, 60, 80, 120] {
                // What stands in one column where there is room stands behind its label elsewhere.
                let bare = |word: &str| word.trim_matches([':', ',']).to_lowercase();
                let wide: Vec<String> = wide.iter().map(|word| bare(word)).collect();
                let fits = |word: &String| word.chars().count() <= width.into();
                let broken = words(width).into_iter().filter(|word| !wide.contains(&bare(word)));
                // Of a word that is wider than the screen, each line holds as much as it can.
                let long: String = wide.iter().filter(|word| !fits(word)).cloned().collect();
                let broken: Vec<String> =
                    broken.filter(|word| !long.contains(&bare(word))).collect();
                assert!(broken.is_empty(), "{name} at {width}: {broken:?}");
            }
            for width in [40, 60, 80] {
                let text = terminal::render(&document, at(width));
                let long = text.lines().filter(|line| line.chars().count() > width.into());
                // Ids and addresses stay in one piece.
                let long: Vec<&str> = long.filter(|line| line.trim().contains(' ')).collect();
                assert!(long.is_empty(), "{name} at {width}: {long:#?}");
            }
        }
    }
}

/// A screen takes of a system what fits on it: first why for each part is left out, then the rest of
/// what is no verdict.
#[test]
fn a_system_fits_on_a_screen() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let text = std::fs::read_to_string(package().join("examples/shop-in-parts.yaml")).unwrap();
    let report = Advised::new(&engine, read(&text, &base), &settings()).report();
    let document = report.document(Detail::Brief);
    let at = |width| terminal::render(&document, at(width));
    let [wide, narrow] = [at(80), at(40)];
    for text in [&wide, &narrow] {
        assert!(text.lines().count() <= MOST_LINES, "{text}");
        for wanted in ["is enough for all parts", "storefront", "All parts as recommended: "] {
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(wanted), "no {wanted:?} in\n{text}");
        }
    }
    assert!(
        wide.contains("One platform for all\n") && wide.contains("A mix is worth it"),
        "{wide}"
    );
    let full = terminal::render(&report.document(Detail::Full), Screen::PLAIN);
    assert!(full.contains("Every additional platform"), "{full}");
}

#[test]
fn needs_neither_colour_nor_unicode() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let profile = read("project: Über\nteam: {operations: none, stage: mvp}", &base);
    let report = Advised::new(&engine, profile, &settings()).report();
    let screen = Screen { unicode: false, ..Screen::PLAIN };
    let text = terminal::render(&report.document(Detail::Brief), screen);
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("####"), "{text}");
}

#[test]
fn a_long_name_of_a_project_takes_no_screen() {
    let name = "Neighbourhood ".repeat(700);
    let text = short_of(&format!("project: {name:?}\nteam: {{operations: none, stage: mvp}}"));
    assert!(text.lines().count() <= MOST_LINES, "{text}");
    assert!(text.contains('…'), "{text}");
    assert_eq!(printable(&text), text);
}

#[test]
fn says_what_to_ask_first_where_nothing_is_answered() {
    let text = short_of("project: Idea");
    assert!(text.starts_with("No recommendation for Idea yet: nothing is answered\n"), "{text}");
    assert!(text.contains("Ask first:"), "{text}");
    assert!(!text.contains("Fit"), "{text}");
}

#[test]
fn says_what_speaks_for_each_option_of_a_tie() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let profile = read("traffic: {pattern: rare}", &base);
    let report = Advice::new(&engine, profile.clone(), &settings()).report();
    assert_eq!(report.verdict.name(), "tie");
    let text = short(&engine, profile, 80);
    assert!(text.starts_with("A tie: AWS Lambda and Firebase\n"), "{text}");
    assert!(!text.contains("confidence"), "{text}");
    assert!(text.contains("\nFor Lambda    It is idle most of the time."), "{text}");
    assert!(text.contains("\nFor Firebase  It is idle most of the time."), "{text}");
}

/// Where an option wins only because the others are ruled out, that comes first, with what would
/// have to be given up for each of them.
#[test]
fn says_first_that_an_option_is_only_what_is_left() {
    let text = short_of("compliance: {data_residency: on-premises}\nteam: {operations: none}");
    let lines: Vec<&str> = text.lines().collect();
    let caveat = "It is the only option left: AWS Lambda and Firebase are ruled out. It has more";
    assert!(lines[2].starts_with(caveat), "{text}");
    let give_up = "  AWS Lambda and Firebase become possible with another answer to data residency";
    assert!(lines.contains(&give_up), "{text}");

    let text = short_of("compute: {max_duration_s: 2000}\nteam: {operations: none}");
    assert!(
        text.contains("AWS Lambda becomes possible with another answer to longest task (now 2,000"),
        "{text}"
    );
    assert!(text.contains("ruled out: a task runs longer than 15 minutes\n"), "{text}");
}

#[test]
fn says_that_staying_is_better_than_a_small_lead() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let stays = "current: {platform: firebase, trouble: []}\nteam: {operations: none}";
    let text = short(&engine, read(stays, &base), 80);
    assert!(text.starts_with("Stay on Firebase · confidence: "), "{text}");
}

/// Reports, records and the interview's end say the same of what is open.
#[test]
fn one_wording_and_one_figure_of_what_is_open() {
    let profile = "examples/mobile-mvp.yaml";
    let words = {
        let base = shipped();
        let engine = Engine::new(&base).unwrap();
        let text = std::fs::read_to_string(package().join(profile)).unwrap();
        let advice = Advice::new(&engine, read(&text, &base), &settings());
        advice.remaining().words()
    };
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for arguments in [
        &["advise", profile][..],
        &["advise", profile, "--full"],
        &["advise", profile, "--format", "markdown"],
        &["adr", profile],
        &["ask", "--answers", profile],
    ] {
        let text = flat(whereto(arguments).finish().stdout);
        assert!(text.contains(&words), "{arguments:?} does not say {words:?}\n{text}");
    }
}

#[test]
fn packs_with_many_options_fit_as_well() {
    let mut pack = String::from(
        "pack: {name: many, version: '1', reviewed: 2026-01-01, about: many options}\noptions:\n",
    );
    for option in 1..=9 {
        pack.push_str(&format!(
            "  - {{id: cloud-{option}, name: The {option}th platform of a long name, kind: k, about: \
             a, products: []}}\n"
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.yaml");
    std::fs::write(&file, pack).unwrap();
    let arguments = ["--pack", file.to_str().unwrap(), "advise", "examples/webhook-receiver.yaml"];
    let text = whereto(&arguments).succeeds();
    assert!(text.lines().count() <= MOST_LINES, "{text}");
    assert!(text.contains("and 8 more: --full lists them"), "{text}");
}

/// Every shipped rule says in a few words what is so about a project, and in a sentence of at most
/// 25 words why that matters.
#[test]
fn shipped_rules_are_short() {
    const MOST_WORDS: usize = 25;
    for rule in &shipped().rules {
        let words = rule.because.split_whitespace().count();
        assert!(words <= MOST_WORDS, "{}: {words} words", rule.id);
        let clause = rule.in_short.as_deref().unwrap_or_else(|| panic!("{}", rule.id));
        assert!(clause.split_whitespace().count() >= 2, "{}: {clause}", rule.id);
    }
}

#[test]
fn a_clause_is_short_and_no_sentence() {
    let base = |clause: &str| {
        let text = format!(
            "rule_base: {{name: small, version: '1', reviewed: 2026-01-01}}\ndimensions: [{{id: d, name: \
             D, about: d, weight: 1}}]\noptions: [{{id: one, name: One, kind: k, about: a, products: \
             []}}, {{id: two, name: Two, kind: k, about: a, products: []}}]\nfacts: [{{id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, \
             confidence: high}}]\nquestions: [{{id: q, dimension: d, prompt: p, help: h, why: w, \
             kind: yes-no}}]\nrules: [{{id: r, dimension: d, when: {{q: true}}, points: {{one: 1}}, \
             in_short: {clause:?}, because: b, cites: [fact], grade: guidance}}]\n"
        );
        RuleBase::load(&[Source::new("rules.yaml", text)])
    };
    assert!(base("it is short").is_ok(), "{}", worded(&base("it is short").unwrap_err()));
    let long = worded(&base(&"long ".repeat(13)).unwrap_err());
    assert!(long.contains("`in_short`: expected at most 60 characters, found 64"), "{long}");
    let sentence = worded(&base("It is one.").unwrap_err());
    assert!(sentence.contains("expected no full stop"), "{sentence}");
}

/// The verdict is one thing: a rule base in which nothing is ruled out needs no words on it.
#[test]
fn no_words_on_what_is_ruled_out_where_nothing_is() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let advice = Advice::new(&engine, read("team: {size: 1, stage: mvp}", &base), &settings());
    assert!(matches!(advice.assessment().verdict, Verdict::Recommended(_)));
    assert!(advice.relaxations().is_empty());
    assert_eq!(advice.report().caveat, None);
}

/// However few teams there is room for, the first went as is recommended, if any of them did.
#[test]
fn the_first_team_went_the_same_way() {
    let base = shipped();
    let engine = Engine::new(&base).unwrap();
    let mut told = 0;
    for example in ["mobile-mvp", "webhook-receiver", "internal-tool", "b2b-saas"] {
        let text = std::fs::read_to_string(package().join(format!("examples/{example}.yaml")));
        let report = Advice::new(&engine, read(&text.unwrap(), &base), &settings()).report();
        let agrees = |chosen: &String| Some(chosen) == report.recommendation.as_ref();
        let Some(same) = report.precedents.iter().find(|it| agrees(&it.decision)) else { continue };
        for width in [40, 60, 80] {
            let short = terminal::render(&report.document(Detail::Brief), at(width));
            let Some((_, teams)) = short.split_once("Teams like yours\n") else { continue };
            assert!(teams.trim_start().starts_with(&same.chosen), "{example} {width}\n{teams}");
            told += 1;
        }
    }
    assert!(told > 3, "{told}");
}
