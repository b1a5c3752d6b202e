//! Bad input: every mistake is refused with exit status 2, named with its place, and never ends in
//! a panic.

use std::{fs, path::PathBuf, sync::LazyLock};

use proptest::prelude::*;
use whereto::{
    assessment::Engine,
    problem::Problems,
    problem::text::{Look, render},
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    process::{golden, package, whereto},
};

/// The inputs of one kind, by name.
fn inputs(kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(package().join("tests/broken").join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
    files.sort();
    files
}

/// Every file of `broken/profiles` is refused with what the file beside it says.
#[test]
fn profiles() {
    let inputs = inputs("profiles");
    assert!(inputs.len() > 30, "only {} files", inputs.len());
    for path in inputs {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let stderr = whereto(&["--rules", "../small", "advise", &format!("profiles/{name}.yaml")])
            .within(&package().join("tests/broken"))
            .refused();
        golden(format!("broken/profiles/{name}.stderr"), stderr);
    }
}

/// Every file of `broken/rules`, added to the small rule base, makes a rule base that is refused.
#[test]
fn rule_bases() {
    let inputs = inputs("rules");
    assert!(inputs.len() > 30, "only {} files", inputs.len());
    for path in inputs {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let folder = folder();
        let rules = folder.path().join("rules");
        fs::create_dir(&rules).unwrap();
        fs::copy(package().join("tests/small/rules.yaml"), rules.join("a-sound-file.yaml"))
            .unwrap();
        fs::copy(&path, rules.join(path.file_name().unwrap())).unwrap();
        let stderr =
            whereto(&["--rules", "rules", "rules", "coverage"]).within(folder.path()).refused();
        golden(format!("broken/rules/{name}.stderr"), stderr);
    }
}

/// Every file of `broken/scenarios` is refused with what the file beside it says.
#[test]
fn scenarios() {
    for path in inputs("scenarios") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let stderr =
            whereto(&["--rules", "../small", "rules", "test", &format!("scenarios/{name}.yaml")])
                .within(&package().join("tests/broken"))
                .refused();
        golden(format!("broken/scenarios/{name}.stderr"), stderr);
    }
}

/// Every file of `broken/packs`, and all files of every folder there, given as packs, are refused
/// with what the file beside them says; in whichever order they are given.
#[test]
fn packs() {
    let folder = package().join("tests/broken");
    let mut inputs: Vec<PathBuf> =
        fs::read_dir(folder.join("packs")).unwrap().map(|it| it.unwrap().path()).collect();
    inputs.retain(|path| path.is_dir() || path.extension().is_some_and(|it| it == "yaml"));
    assert!(inputs.len() > 8, "only {} packs", inputs.len());
    for path in inputs {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut packs: Vec<String> = match path.is_dir() {
            true => fs::read_dir(&path)
                .unwrap()
                .map(|it| format!("packs/{name}/{}", it.unwrap().file_name().to_str().unwrap()))
                .collect(),
            false => vec![format!("packs/{name}.yaml")],
        };
        packs.sort();
        let refusal = |packs: &[String]| {
            let given = packs.iter().flat_map(|pack| ["--pack", pack.as_str()]);
            let arguments: Vec<&str> =
                ["--rules", "../small"].into_iter().chain(given).chain(["init"]).collect();
            whereto(&arguments).within(&folder).refused()
        };
        let stderr = refusal(&packs);
        golden(format!("broken/packs/{name}.stderr"), stderr.as_str());
        packs.reverse();
        if name != "twice" {
            assert_eq!(refusal(&packs), stderr, "{name}");
        }
    }
}

/// What is said of a profile that is refused.
fn refusal(profile: impl Into<Vec<u8>>) -> String {
    whereto(&["--rules", "tests/small", "advise", "-"]).stdin(profile).refused()
}

/// How many problems a text of rendered problems has.
fn count(stderr: &str) -> usize {
    stderr.lines().filter(|line| line.starts_with("error[")).count()
}

#[test]
fn a_key_given_ninety_thousand_times_is_reported_a_hundred_times() {
    let stderr = refusal("größe: 1\n".repeat(90_000));
    // The 90,000th is the first one, which is no question either.
    assert_eq!(count(&stderr), 102, "{stderr}");
    assert!(stderr.contains("`<stdin>` gives 89899 more keys twice"), "{stderr}");
}

#[test]
fn aliases_cannot_multiply_text() {
    let scalar = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(300_000), "*a,".repeat(200_000));
    assert!(refusal(scalar).starts_with("error[alias-budget]: "));
    let keys: String = (0..50_000).map(|key| format!("{key}: *a,")).collect();
    let values = format!("a: &a \"{}\"\nb: {{{keys}}}\n", "x".repeat(300_000));
    assert!(refusal(values).starts_with("error[alias-budget]: "));
}

#[test]
fn anchors_inside_anchors_cannot_multiply_values() {
    let opened: String = (0..62).map(|level| format!("&a{level} [")).collect();
    let nested = format!("{opened}{}{}", "x,".repeat(100_000), "]".repeat(62));
    assert!(refusal(nested).starts_with("error[alias-budget]: "));
}

#[test]
fn aliases_cannot_nest_deeper_than_brackets_can() {
    let levels = |inner: &str| format!("{}{inner}{}", "[".repeat(50), "]".repeat(50));
    let chain: String = (1..40)
        .map(|level| format!("a{level}: &a{level} {}\n", levels(&format!("*a{}", level - 1))))
        .collect();
    assert!(refusal(format!("a0: &a0 {}\n{chain}", levels("x"))).starts_with("error[too-deep]: "));
}

#[test]
fn sixty_thousand_wrong_keys_are_counted_and_a_hundred_are_shown() {
    let keys: String = (0..60_000).map(|key| format!("größe{key}: 1\n")).collect();
    let stderr = refusal(keys);
    assert_eq!(count(&stderr), 101);
    assert!(stderr.contains("`<stdin>` has 59900 more problems"), "{stderr}");
}

/// A folder to play in, removed at the end.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn files_that_cannot_be_read() {
    let folder = folder();
    fs::write(folder.path().join("profile.yaml"), "traffic: {pattern: bursty}\n").unwrap();
    fs::create_dir(folder.path().join("profiles")).unwrap();
    let refusal = |file: &str| whereto(&["advise", file]).within(folder.path()).refused();
    assert_eq!(
        refusal("profil.yaml"),
        "error[io]: there is no file `profil.yaml`\n = help: did you mean `profile.yaml`?\n\n"
    );
    assert_eq!(
        refusal("nowhere/at-all.yaml"),
        "error[io]: there is no file `nowhere/at-all.yaml`\n\n"
    );
    assert_eq!(
        refusal("profiles"),
        "error[io]: there is no .yaml or .yml or .json file in `profiles`\n\n"
    );
    assert_eq!(
        refusal("profile.yaml/too.yaml"),
        "error[io]: there is no file `profile.yaml/too.yaml`\n\n"
    );
}

#[test]
fn a_file_may_have_a_mebibyte_and_no_more() {
    let folder = folder();
    let comment =
        |bytes: usize| format!("traffic: {{pattern: bursty}}\n#{}", "x".repeat(bytes - 28));
    fs::write(folder.path().join("large.yaml"), comment(1 << 20)).unwrap();
    fs::write(folder.path().join("larger.yaml"), comment((1 << 20) + 1)).unwrap();
    whereto(&["advise", "large.yaml"]).within(folder.path()).succeeds();
    let message = "is larger than 1048576 bytes, the most that is read\n\n";
    let stderr = whereto(&["advise", "larger.yaml"]).within(folder.path()).refused();
    assert_eq!(stderr, format!("error[too-large]: `larger.yaml` {message}"));
    assert_eq!(refusal(comment(5 << 20)), format!("error[too-large]: `<stdin>` {message}"));
}

#[test]
fn nesting_of_every_style_ends_somewhere() {
    let flow = "[".repeat(10_000) + &"]".repeat(10_000);
    let flow_mappings = "{a: ".repeat(10_000) + &"}".repeat(10_000);
    let compact = "- ".repeat(10_000) + "x";
    let block: String = (0..1_400).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for text in [flow, flow_mappings, compact, block, "[".repeat(1 << 20), "{".repeat(1 << 20)] {
        let stderr = refusal(text);
        assert!(
            stderr.starts_with("error[too-deep]: this is nested more than 64 levels deep\n"),
            "{stderr}"
        );
        assert!(stderr.contains("--> <stdin>:"), "{stderr}");
    }
}

#[test]
fn a_mebibyte_of_anything_refused() {
    for piece in [
        "? ", "a: ", "\"", "&", "!", "%", ":", "---\n", "|\n", "\t", "\u{1}", "*a ", "a\n",
        "- a\n", "{a,", "'\n",
    ] {
        let stderr = refusal(piece.repeat((1 << 20) / piece.len()));
        assert!(stderr.starts_with("error["), "{piece:?}: {stderr}");
        assert!(stderr.len() < 10_000, "{piece:?} is answered with {} bytes", stderr.len());
    }
}

/// What is said of arguments that are refused, with a profile that is sound.
fn refused_arguments(arguments: &[&str]) -> String {
    let arguments = [&["--rules", "tests/small", "advise", "-"], arguments].concat();
    whereto(&arguments).stdin("traffic: {pattern: bursty}\n").refused()
}

#[test]
fn answers_on_the_command_line() {
    let cases = [
        "traffic.patern=bursty",
        "pattern=bursty",
        "traffic=bursty",
        "banana=1",
        "project=shop",
        "traffic.pattern=burtsy",
        "traffic.pattern=",
        "traffic.pattern=[",
        "compliance.regimes=hippa",
        "compliance.regimes=[hippa]",
        "latency.p99_target_ms=0",
        "latency.p99_target_ms=2 parsecs",
        "latency.cold_start_ok=perhaps",
        "latency.cold_start_ok={a: b}",
        "traffic.pattern=bursty\n---\nsteady",
    ];
    let text: String = cases
        .iter()
        .map(|it| format!("--set {it:?}\n{}", refused_arguments(&["--set", it])))
        .collect();
    golden("broken/set.stderr", text);
}

#[test]
fn weights_on_the_command_line() {
    let cases = [
        "trafic=3",
        "banana=3",
        "traffic=11",
        "traffic=-1",
        "traffic=1.5",
        "traffic=high",
        "traffic=",
    ];
    let text: String = cases
        .iter()
        .map(|it| format!("--weight {it:?}\n{}", refused_arguments(&["--weight", it])))
        .collect();
    golden("broken/weight.stderr", text);
    let all_zero = ["--weight", "traffic=0", "--weight", "latency=0", "--weight", "compliance=0"];
    assert_eq!(
        refused_arguments(&all_zero),
        "error[out-of-range]: all weights are zero, so nothing can count\n\n"
    );
}

#[test]
fn all_arguments_that_are_wrong_are_named_at_once() {
    let stderr =
        refused_arguments(&["--set", "a=1", "--set", "latency.p99_target_ms=0", "--weight", "b=1"]);
    assert_eq!(count(&stderr), 3, "{stderr}");
}

#[test]
fn arguments_that_are_no_pairs_are_bad_usage() {
    for pair in ["x", "=3", " =3"] {
        assert!(refused_arguments(&["--set", pair]).contains("expected NAME=VALUE"), "{pair}");
        assert!(refused_arguments(&["--weight", pair]).contains("expected NAME=VALUE"), "{pair}");
    }
    whereto(&["advise"]).refused();
    whereto(&["advise", "--format", "xml", "-"]).refused();
    assert!(whereto(&["advize"]).refused().contains("a similar subcommand exists: 'advise'"));
}

#[test]
fn contradicting_answers_are_a_warning_that_changes_no_status() {
    let profile = "traffic:\n  pattern: rare\n  requests_per_month: 2000000\n";
    let finished = whereto(&["--rules", "tests/small", "advise", "-"]).stdin(profile).exits(0);
    assert_eq!(
        finished.stderr,
        "\
warning[contradiction]: `traffic.pattern: rare` and `traffic.requests_per_month: 2000000`: traffic \
         that is rare is not a million requests a month
 --> <stdin>:2:12
  |
2 |   pattern: rare
  |            ^^^^ this
3 |   requests_per_month: 2000000
  |                       ------- and this

"
    );
    whereto(&["--quiet", "--rules", "tests/small", "advise", "-"]).stdin(profile).succeeds();
    let shipped = "state: {connections: none, concurrent_connections: 5000}\n";
    let finished = whereto(&["advise", "-"]).stdin(shipped).exits(0);
    assert!(finished.stderr.starts_with("warning[contradiction]: "), "{}", finished.stderr);
    assert!(finished.stderr.contains("`state.connections: none`"), "{}", finished.stderr);
    assert!(
        finished.stderr.contains("`state.concurrent_connections: 5000`"),
        "{}",
        finished.stderr
    );
}

#[test]
fn a_file_that_is_not_yaml_does_not_make_all_others_wrong() {
    let folder = folder();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    let small = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    let (sources, rest) = small.split_at(small.find("rules:").unwrap());
    fs::write(rules.join("rules.yaml"), rest.replace("own-server: -2", "own-server: -20")).unwrap();
    fs::write(rules.join("sources.yaml"), sources.replace("documents:", "documents: [")).unwrap();
    let stderr =
        whereto(&["--rules", "rules", "rules", "coverage"]).within(folder.path()).refused();
    assert_eq!(count(&stderr), 2, "{stderr}");
    assert!(stderr.contains("error[syntax]: "), "{stderr}");
    assert!(stderr.contains("found the number `-20`"), "{stderr}");
}

#[test]
fn suggestions_do_not_change_from_run_to_run() {
    let folder = folder();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    fs::copy(package().join("tests/small/rules.yaml"), rules.join("rules.yaml")).unwrap();
    let claims: String = ('a'..='z')
        .map(|it| format!("  - {{id: guide/note-{it}, says: So., status: holds}}\n"))
        .collect();
    fs::write(
        rules.join("more.yaml"),
        format!(
            "claims:\n{claims}  - {{id: guide/last, says: So., status: dated, today: No., facts: \
             [guide/note-1]}}\n"
        ),
    )
    .unwrap();
    for _ in 0..5 {
        let stderr =
            whereto(&["--rules", "rules", "rules", "coverage"]).within(folder.path()).refused();
        assert!(stderr.contains("did you mean `guide/note-a`?"), "{stderr}");
    }
}

/// Pieces of profiles, of YAML's syntax, and of what people mistype.
const PIECES: [&str; 64] = [
    "traffic",
    "traffic.pattern",
    "pattern",
    "bursty",
    "requests_per_month",
    "latency",
    "p99_target_ms",
    "cold_start_ok",
    "compliance",
    "regimes",
    "gdpr",
    "hipaa",
    "weights",
    "project",
    "expect",
    "own-server",
    ": ",
    ":",
    "\n",
    "\n  ",
    "\n- ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "? ",
    "&a ",
    "*a",
    "*b",
    "!",
    "!!str ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\",
    "#",
    " #",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "true",
    "no",
    "~",
    "0",
    "-1",
    "1.5",
    "1e3",
    "1e-28",
    "-1e28",
    "79228162514264337593543950336",
    "1e999",
    ".inf",
    ".nan",
    "0x1f",
    "\t",
    "\r\n",
    "\r",
    "ß",
    "日本",
    "🚀",
    "\u{feff}",
];

/// Texts made of those pieces, which get further into a reader than random bytes do.
fn piecework() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// The small rule base with a piece of it cut out and something else put in.
fn mutilated_rules() -> impl Strategy<Value = String> {
    let text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    (any::<prop::sample::Index>(), 0..40usize, piecework()).prop_map(move |(at, cut, put)| {
        let at = boundary(&text, at.index(text.len()));
        let end = boundary(&text, (at + cut).min(text.len()));
        format!("{}{put}{}", &text[..at], &text[end..])
    })
}

/// The last place at or before this one at which a text can be cut.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Problems can be shown, and mark what is there.
fn check(problems: &Problems) {
    assert!(problems.any_error(), "input is refused for a reason");
    for place in problems.iter().filter_map(|problem| problem.place()) {
        assert!(
            place.source.text().get(place.span.clone()).is_some(),
            "{:?} in {:?}",
            place.span,
            place.source
        );
    }
    assert!(!render(problems, Look { styled: true, width: None }).is_empty());
}

fn check_profile(bytes: Vec<u8>) {
    let base = &SMALL;
    match Source::from_bytes("profile.yaml", bytes) {
        Err(problem) => check(&problem.into()),
        Ok(source) => match Profile::read(&source, base) {
            Err(problems) => check(&problems),
            Ok(profile) => {
                let engine = Engine::new(base).unwrap();
                engine.assess(&profile.answers, &profile.weights);
                render(&profile.contradictions(base, &profile.answers), Look::default());
            }
        },
    }
}

static SMALL: LazyLock<RuleBase> = LazyLock::new(|| {
    let text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    RuleBase::load(&[Source::new("rules.yaml", text)]).unwrap()
});

proptest! {
    #![proptest_config(effort::config(1_000))]

    #[test]
    fn no_bytes_are_too_much_for_a_profile(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_profile(bytes);
    }

    #[test]
    fn no_text_is_too_much_for_a_profile(text in piecework()) {
        check_profile(text.into_bytes());
    }

    #[test]
    fn no_text_is_too_much_for_an_answer(text in piecework()) {
        let base = &SMALL;
        let mut profile = Profile::blank(base);
        for question in &base.questions {
            if let Err(problems) = profile.set(base, &base.fields.get(question.field).id, &text) {
                check(&problems);
            }
        }
    }

    #[test]
    fn no_text_is_too_much_for_a_rule_base(text in mutilated_rules()) {
        match RuleBase::load(&[Source::new("rules.yaml", text)]) {
            Err(problems) => check(&problems),
            Ok(base) => drop(Engine::new(&base)),
        }
    }
}

/// An archetype that there is none of is refused like any other slip; packs may bring some.
#[test]
fn archetypes_are_known() {
    let of = |id: &str| format!("project: L\narchetype: {id}\n");
    let stderr = whereto(&["advise", "-"]).stdin(of("webiste")).refused();
    for part in ["there is no archetype `webiste`", "<stdin>:2:12", "did you mean `website`?"] {
        assert!(stderr.contains(part), "{part}\n{stderr}");
    }
    let folder = tempfile::tempdir().unwrap();
    let pack = "pack: {name: house, version: 0.1.0, reviewed: 2026-11-20, about: Ours.}\n\
                archetypes: [{id: kiosk, name: Kiosk, suggests: {clients: [web]}}]\n";
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["advise", "-"], more].concat();
        whereto(&arguments).within(folder.path()).stdin(of("kiosk")).finish()
    };
    assert_eq!(run(&[]).status, 2);
    let with_pack = run(&["--pack", "pack.yaml"]);
    assert_eq!(with_pack.status, 3, "{}", with_pack.stderr);
}
