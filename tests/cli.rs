//! The program on the command line: what it prints, what it writes, and with which status it ends.

use std::{fs, io, process::Command};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};
use whereto::{profile::Profile, rulebase::RuleBase, source::Source};

use crate::process::{Run, golden, package, whereto};

const FORMATS: [&str; 4] = ["table", "json", "yaml", "markdown"];

/// A profile for which every section of the report has something to say.
const PROFILE: &str = "tests/golden/profile.yaml";

/// The program with the small rule base.
fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small"], arguments].concat())
}

/// Profiles for the small rule base, by what comes of them.
const RECOMMENDED: &str = "traffic: {pattern: bursty}\n";
const TIE: &str = "compliance: {regimes: []}\n";
const BAD: &str = "traffic: {pattern: burtsy}\n";

/// A folder with those profiles.
fn profiles() -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in
        [("good.yaml", RECOMMENDED), ("tie.yaml", TIE), ("bad.yaml", BAD), ("blank.yaml", "{}\n")]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::copy(package().join("tests/small/rules.yaml"), folder.path().join("rules/rules.yaml"))
        .unwrap();
    folder
}

/// The reports that stand in `tests/golden`; `SNAPSHOTS=overwrite cargo test` writes them anew.
#[test]
fn reports() {
    let json = small(&["advise", PROFILE, "--format", "json"]).succeeds();
    let digest = serde_json::from_str::<Json>(&json).unwrap()["rule_base"]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    let formats = [
        ("table", "txt"),
        ("markdown", "md"),
        ("json", "json"),
        ("yaml", "yaml"),
        ("html", "html"),
    ];
    for (format, extension) in formats {
        let report = small(&["advise", PROFILE, "--format", format]).succeeds();
        // A comment in the rules changes the digest and nothing else.
        let report = report.replace(&digest, "(digest)").replace(&digest[..12], "(digest)");
        golden(format!("golden/report.{extension}"), report);
    }
}

/// What a profile or a rule base says is text in the page, never markup.
#[test]
fn html_is_one_file_in_which_nothing_runs() {
    let folder = profiles();
    fs::write(
        folder.path().join("p.yaml"),
        "project: '<script>alert(1)</script>'\nlatency.cold_start_ok: true\n",
    )
    .unwrap();
    let page = whereto(&["--rules", "rules", "advise", "p.yaml", "--format", "html"])
        .within(folder.path())
        .finish()
        .stdout;
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    assert!(!page.contains("<link") && !page.contains(" src=") && !page.contains("url("), "{page}");
    // Of scripts there is the page's own, which its policy names, and data.
    let scripts: Vec<&str> =
        page.split("<script").skip(1).map(|it| &it[..it.find('>').unwrap()]).collect();
    assert_eq!(scripts, [" type=\"application/json\" class=\"model\"", ""], "{page}");
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
    let attributes = [" style=", " onclick=", " onload=", " onerror=", "javascript:"];
    assert!(!attributes.iter().any(|it| page.contains(it)), "{page}");
}

#[test]
fn yaml_and_json_are_the_same_data() {
    for profile in [PROFILE, "-"] {
        let report =
            |format| small(&["advise", profile, "--format", format]).stdin(TIE).finish().stdout;
        let json: Json = serde_json::from_str(&report("json")).unwrap();
        let yaml: Json = serde_yaml::from_str(&report("yaml")).unwrap();
        assert_eq!(json, yaml);
        assert_eq!(json["schema"], "whereto/report/1");
    }
}

#[test]
fn the_status_tells_what_came_of_it() {
    let folder = profiles();
    for format in FORMATS {
        for (files, status) in [
            (&["good.yaml"][..], 0),
            (&["tie.yaml"], 3),
            (&["blank.yaml"], 3),
            (&["bad.yaml"], 2),
            (&["good.yaml", "good.yaml"], 0),
            (&["good.yaml", "tie.yaml"], 3),
            (&["tie.yaml", "good.yaml"], 3),
            (&["bad.yaml", "good.yaml"], 2),
            (&["tie.yaml", "bad.yaml", "good.yaml"], 2),
            (&["good.yaml", "nowhere.yaml"], 2),
        ] {
            let arguments = [&["--rules", "rules", "advise", "--format", format], files].concat();
            let finished = whereto(&arguments).within(folder.path()).finish();
            assert_eq!(finished.status, status, "{files:?} as {format}\n{}", finished.stderr);
        }
    }
}

#[test]
fn bad_profiles_do_not_keep_good_ones_from_being_reported() {
    let folder = profiles();
    let arguments =
        ["--rules", "rules", "advise", "bad.yaml", "good.yaml", "tie.yaml", "--format", "json"];
    let finished = whereto(&arguments).within(folder.path()).exits(2);
    let reports: Json = serde_json::from_str(&finished.stdout).unwrap();
    let verdicts: Vec<&str> = reports
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|report| report["verdict"].as_str())
        .collect();
    assert_eq!(verdicts, ["recommended", "tie"]);
    assert_eq!(reports[2]["problems"].as_array().unwrap().len(), 1);
    assert!(finished.stderr.contains("--> bad.yaml:1:20"), "{}", finished.stderr);
}

#[test]
fn several_profiles_make_a_list_and_one_makes_none() {
    let folder = profiles();
    let report = |arguments: &[&str]| {
        let arguments = [&["--rules", "rules", "advise", "--format", "json"], arguments].concat();
        serde_json::from_str::<Json>(&whereto(&arguments).within(folder.path()).succeeds()).unwrap()
    };
    let one = report(&["good.yaml"]);
    assert_eq!(report(&["good.yaml", "good.yaml"]), Json::from(vec![one.clone(), one]));
}

#[test]
fn a_dash_is_standard_input() {
    let text = fs::read(package().join(PROFILE)).unwrap();
    let (file, stdin) = (small(&["advise", PROFILE]), small(&["advise", "-"]).stdin(text));
    assert_eq!(stdin.succeeds(), file.succeeds());
}

#[test]
fn arguments_change_answers_and_weights() {
    let report = |arguments: &[&str]| {
        let run =
            small(&[&["advise", "-", "--format", "json"], arguments].concat()).stdin(RECOMMENDED);
        serde_json::from_str::<Json>(&run.finish().stdout).unwrap()
    };
    let edited = |profile: &str| {
        let run = small(&["advise", "-", "--format", "json"]).stdin(profile);
        serde_json::from_str::<Json>(&run.finish().stdout).unwrap()
    };
    assert_eq!(
        report(&["--set", "traffic.pattern=steady"]),
        edited("traffic: {pattern: steady}\n")
    );
    assert_eq!(
        report(&["--set", "compliance.regimes=[hipaa]", "--set", "latency.cold_start_ok=false"]),
        edited(
            "traffic: {pattern: bursty}\nlatency: {cold_start_ok: false}\ncompliance: {regimes: \
             [hipaa]}\n"
        )
    );
    assert_eq!(report(&["--set", "traffic.pattern=null"]), edited("{}\n"));
    assert_eq!(report(&["--set", "traffic.requests_per_month=1e6"])["answered"], 2);
    for weight in ["traffic=7", "traffic=7.0"] {
        assert_eq!(
            report(&["--weight", weight]),
            edited("traffic: {pattern: bursty}\nweights: {traffic: 7}\n")
        );
    }
    // The last one counts.
    assert_eq!(
        report(&["--set", "traffic.pattern=rare", "--set", "traffic.pattern=steady"]),
        edited("traffic: {pattern: steady}\n")
    );
}

/// A name that there is not is answered with those that there are.
#[test]
fn priorities_are_dimensions() {
    let text = small(&["advise", "-", "--priorities", "traffic"]).refused();
    assert!(text.contains("`--priorities`: `traffic` alone is in no order"), "{text}");
    let text = small(&["advise", "-", "--priorities", "trafic"]).refused();
    assert!(text.contains("there is no dimension `trafic`"), "{text}");
    assert!(text.contains("did you mean `traffic`?"), "{text}");
    assert!(text.contains("expected one of traffic, latency, compliance"), "{text}");
    assert!(!text.contains('|'), "an empty margin where there is no place\n{text}");
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let plain = small(&["advise", PROFILE]).succeeds();
    assert!(!plain.contains('\u{1b}'), "{plain}");
    assert_eq!(small(&["advise", PROFILE, "--color", "never"]).succeeds(), plain);
    let coloured = small(&["advise", PROFILE, "--color", "always"]).succeeds();
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    // What is asked for on the command line goes before what the environment says.
    assert_eq!(
        small(&["advise", PROFILE, "--color", "always"]).env("NO_COLOR", "1").succeeds(),
        coloured
    );
    for format in ["json", "yaml", "markdown"] {
        let report =
            small(&["advise", PROFILE, "--format", format, "--color", "always"]).succeeds();
        assert!(!report.contains('\u{1b}'), "{report}");
    }
    let refusal = small(&["advise", "-", "--color", "always"]).stdin(BAD).refused();
    assert!(refusal.contains("\u{1b}["), "{refusal}");
    assert_eq!(
        anstream::adapter::strip_str(&refusal).to_string(),
        small(&["advise", "-"]).stdin(BAD).refused()
    );
}

#[test]
fn tables_fit_eighty_columns_without_a_terminal() {
    let scenarios = fs::read_to_string(package().join("rules/scenarios/documents.yaml")).unwrap();
    let scenarios: Vec<serde_yaml::Value> = serde_yaml::from_str(&scenarios).unwrap();
    for scenario in scenarios {
        let profile = serde_yaml::to_string(&scenario["facts"]).unwrap();
        for arguments in [&["advise", "-"][..], &["-v", "advise", "-"]] {
            let report = whereto(arguments).stdin(profile.as_str()).finish().stdout;
            assert!(report.lines().count() > 10, "{report}");
            // An address stays in one piece.
            let is_address = |line: &&str| line.trim().starts_with("(http");
            for line in report.lines().filter(|line| !is_address(line)) {
                assert!(line.chars().count() <= 80, "{} columns:\n{line}", line.chars().count());
            }
        }
    }
    let report = |columns| small(&["advise", PROFILE]).env("COLUMNS", columns).succeeds();
    assert_eq!(report("40"), report("200"));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let arguments: [&[&str]; 7] = [
        &["advise", PROFILE],
        &["advise", PROFILE, "--format", "json"],
        &["init"],
        &["rules", "coverage"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ];
    for arguments in arguments {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
        command.args(["--rules", "tests/small"]).args(arguments).current_dir(package());
        let output = command.stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap()),
            (Some(141), String::new()),
            "{arguments:?}"
        );
    }
}

#[test]
fn init_writes_a_profile_with_nothing_answered() {
    let folder = tempdir().unwrap();
    let finished = whereto(&["init", "profile.yaml"]).within(folder.path()).exits(0);
    assert_eq!(finished.stdout, "");
    assert_eq!(
        finished.stderr,
        "Wrote profile.yaml. Fill it in, then run: whereto advise profile.yaml\n"
    );
    let text = fs::read_to_string(folder.path().join("profile.yaml")).unwrap();
    assert_eq!(whereto(&["init"]).succeeds(), text);
    let base = RuleBase::shipped().unwrap();
    // What the estimate assumes is for those who ask for it.
    assert!(text.contains("`whereto init --assumptions` lists it") && !text.contains("cpu_share"));
    let all = whereto(&["init", "--assumptions"]).succeeds();
    assert!(all.contains("\nassumptions:\n") && all.contains("  # cpu_share: "), "{all}");
    let all = Profile::read(&Source::new("all.yaml", all), &base).unwrap();
    assert_eq!((all.answered(), all.assumptions.known().count()), (0, 0));
    let profile = Profile::read(&Source::new("profile.yaml", text.as_str()), &base).unwrap();
    assert_eq!((profile.answered(), profile.weights), (0, Profile::blank(&base).weights));
    for question in &base.questions {
        assert!(
            text.contains(&question.prompt.split(' ').take(4).collect::<Vec<_>>().join(" ")),
            "{}",
            question.prompt
        );
    }
    let finished = whereto(&["advise", "profile.yaml"]).within(folder.path()).exits(3);
    assert!(
        finished.stdout.starts_with("No recommendation yet: nothing is answered\n"),
        "{}",
        finished.stdout
    );
    assert_eq!(finished.stderr, "");
}

#[test]
fn init_never_overwrites_unless_told_to() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("profile.yaml");
    fs::write(&file, "mine\n").unwrap();
    let stderr = whereto(&["init", "profile.yaml"]).within(folder.path()).refused();
    assert_eq!(
        stderr,
        "error[io]: `profile.yaml` exists already\n = help: name another file, or overwrite \
         it with --force\n\n"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine\n");
    whereto(&["init", "--force", "profile.yaml"]).within(folder.path()).exits(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), whereto(&["init"]).succeeds());
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn init_says_where_it_cannot_write() {
    let folder = tempdir().unwrap();
    let refusal = |file: &str| whereto(&["init", file]).within(folder.path()).refused();
    assert_eq!(refusal("."), "error[io]: `.` is a folder\n = help: name a file\n\n");
    assert_eq!(refusal("nowhere/profile.yaml"), "error[io]: there is no folder `nowhere`\n\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn written_files_have_the_usual_permissions_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = tempdir().unwrap();
    let mode =
        |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    fs::write(folder.path().join("usual.yaml"), "").unwrap();
    whereto(&["init", "new.yaml"]).within(folder.path()).exits(0);
    assert_eq!(mode("new.yaml"), mode("usual.yaml"));

    fs::set_permissions(folder.path().join("new.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("new.yaml", folder.path().join("link.yaml")).unwrap();
    whereto(&["init", "--force", "link.yaml"]).within(folder.path()).exits(0);
    assert!(fs::symlink_metadata(folder.path().join("link.yaml")).unwrap().is_symlink());
    assert_eq!(mode("new.yaml"), 0o640);
}

#[test]
fn coverage_names_every_claim() {
    let table = small(&["rules", "coverage"]).succeeds();
    assert!(table.ends_with("\n4 claims: 3 cited, 1 waived, 0 neither.\n"), "{table}");
    let json: Json =
        serde_json::from_str(&small(&["rules", "coverage", "--format", "json"]).succeeds())
            .unwrap();
    let claims = json["claims"].as_array().unwrap();
    let ids: Vec<&str> = claims.iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["guide/bursts", "guide/steady", "guide/slow", "guide/word"]);
    assert_eq!(claims[2]["cited_by"], serde_json::json!(["rule latency/no-cold-starts"]));
    assert_eq!(claims[2]["waived"], Json::Null);
    assert_eq!(claims[3]["cited_by"], serde_json::json!([]));
    assert_eq!(claims[3]["waived"], "a definition");
    for id in ids {
        assert!(table.contains(&format!("{id} (")), "{table}");
    }
}

#[test]
fn a_claim_that_nothing_accounts_for_is_a_no() {
    let folder = profiles();
    fs::write(
        folder.path().join("rules/more.yaml"),
        "claims: [{id: guide/more, says: So., status: holds}]\n",
    )
    .unwrap();
    let table = whereto(&["--rules", "rules", "rules", "coverage"])
        .within(folder.path())
        .exits(1)
        .quietly();
    assert!(table.contains("guide/more (holds)\n  So.\n  cited by nothing\n"), "{table}");
}

#[test]
fn there_is_help_everywhere() {
    let help = whereto(&["--help"]).succeeds();
    for command in ["init", "ask", "advise", "rules", "completions", "man"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert!(whereto(&[command, "--help"]).succeeds().contains("Usage: whereto "), "{command}");
    }
    assert!(help.contains("\nExit status:\n  0    done\n"), "{help}");
    assert!(whereto(&[]).succeeds().contains("Usage: whereto "));
    assert_eq!(
        whereto(&["--version"]).succeeds(),
        concat!("whereto ", env!("CARGO_PKG_VERSION"), "\n")
    );
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = whereto(&["completions", shell]).succeeds();
        assert!(script.contains("WHERETO_COMPLETE"), "{shell}: {script}");
    }
    whereto(&["completions", "cmd"]).refused();
}

/// What scenarios never exercise; the same in both formats, and without changing the status.
#[test]
fn coverage_tells_what_scenarios_leave_out() {
    let scenarios = "tests/golden/scenarios.yaml";
    golden(
        "golden/coverage.txt",
        small(&["rules", "coverage", "--scenarios", scenarios]).succeeds(),
    );
    let json =
        small(&["rules", "coverage", "--format", "json", "--scenarios", scenarios]).succeeds();
    let json: Json = serde_json::from_str(&json).unwrap();
    let rules = json["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 4);
    assert_eq!(rules[2]["claims"][0], "guide/slow");
    assert_eq!(rules[2]["facts"][0], "cold-start");
    let fired = json["scenarios"]["rules_fired"].as_u64().unwrap() as usize;
    assert_eq!(
        fired + json["scenarios"]["rules_never_fired"].as_array().unwrap().len(),
        rules.len()
    );
    let folder = tempdir().unwrap();
    fs::write(
        folder.path().join("one.yaml"),
        "- {id: one, facts: {traffic.pattern: bursty}, expect: cloud-functions}\n",
    )
    .unwrap();
    let path = folder.path().to_str().unwrap();
    let json = small(&["rules", "coverage", "--format", "json", "--scenarios", path]).succeeds();
    let json: Json = serde_json::from_str(&json).unwrap();
    let never: Vec<&str> = json["scenarios"]["rules_never_fired"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule.as_str().unwrap())
        .collect();
    assert_eq!(never, ["traffic/steady", "latency/no-cold-starts", "compliance/health-data"]);
    let unasked = |field: &str| {
        let all = json["scenarios"]["answers_never_given"].as_array().unwrap();
        all.iter().find(|it| it["field"] == field).unwrap_or_else(|| panic!("{field}")).clone()
    };
    assert_eq!(unasked("traffic.pattern")["answers"], serde_json::json!(["steady", "rare"]));
    assert_eq!(unasked("traffic.pattern")["never_answered"], false);
    assert_eq!(unasked("compliance.regimes")["never_answered"], true);
    let plain = small(&["rules", "coverage", "--format", "json"]).succeeds();
    assert!(serde_json::from_str::<Json>(&plain).unwrap().get("scenarios").is_none());
}

/// Who names no profile where there is none is told how to make one.
#[test]
fn a_profile_that_is_missing_can_be_made() {
    let folder = tempdir().unwrap();
    let refused = |arguments: &[&str]| whereto(arguments).within(folder.path()).exits(2).stderr;
    for command in ["advise", "cost", "adr", "precedents"] {
        let stderr = refused(&[command]);
        assert!(stderr.contains("`whereto ask` writes one"), "{stderr}");
    }
    assert!(!refused(&["explain"]).contains("whereto ask"));
}

/// A whole profile can stand for what would be typed; what is saved of it says the same as the
/// interview did.
#[test]
fn an_interview_takes_its_answers_from_a_profile() {
    let folder = tempdir().unwrap();
    fs::write(
        folder.path().join("replies.yaml"),
        "project: shop\nweights: {latency: 5}\ntraffic: {requests_per_month: 5M, pattern: Bursty}\n",
    )
    .unwrap();
    let rules = package().join("tests/small");
    let rules = rules.to_str().unwrap();
    let asked =
        whereto(&["--rules", rules, "ask", "--answers", "replies.yaml", "--save", "mine.yaml"])
            .within(folder.path())
            .exits(0);
    assert!(asked.stderr.contains("5 million"), "{}", asked.stderr);
    let advised =
        whereto(&["--rules", rules, "advise", "mine.yaml"]).within(folder.path()).exits(0);
    assert_eq!(asked.stdout, advised.stdout);
}

/// What people type is understood alike in a profile, with `--set` and in a file of replies.
#[test]
fn answers_are_understood_alike_wherever_they_are_given() {
    let typed = [
        ("traffic.requests_per_month", "2 million"),
        ("traffic.pattern", "Bursty"),
        ("latency.p99_target_ms", "1.5s"),
        ("latency.cold_start_ok", "Yes"),
        ("compliance.regimes", "GDPR, hipaa"),
    ];
    let plain = "traffic: {requests_per_month: 2000000, pattern: bursty}\n\
                 latency: {p99_target_ms: 1500, cold_start_ok: true}\n\
                 compliance: {regimes: [gdpr, hipaa]}\n";
    let rules = package().join("tests/small");
    let rules = ["--rules", rules.to_str().unwrap()];
    let folder = tempdir().unwrap();
    let run = |arguments: &[&str], stdin: &str| {
        let arguments = [&rules, arguments, &["--format", "json"]].concat();
        whereto(&arguments).within(folder.path()).stdin(stdin).finish().stdout
    };
    let expected = run(&["advise", "-"], plain);
    assert!(expected.contains("\"verdict\""), "{expected}");
    let lines: String =
        typed.iter().map(|(field, answer)| format!("{field}: {answer}\n")).collect();
    assert_eq!(run(&["advise", "-"], &lines), expected);
    let pairs = typed.map(|(field, answer)| format!("{field}={answer}"));
    let set = pairs.iter().flat_map(|pair| ["--set", pair.as_str()]);
    let arguments: Vec<&str> = ["advise", "-"].into_iter().chain(set).collect();
    assert_eq!(run(&arguments, "{}"), expected);
    fs::write(folder.path().join("replies.yaml"), &lines).unwrap();
    assert_eq!(run(&["ask", "--answers", "replies.yaml"], ""), expected);
}

#[test]
fn wrong_answers_of_a_file_are_named_in_one_go() {
    let folder = tempdir().unwrap();
    let replies = "traffic.patern: rare\ntraffic.pattern: often\n";
    fs::write(folder.path().join("replies.yaml"), replies).unwrap();
    let rules = package().join("tests/small");
    let refusal =
        whereto(&["--rules", rules.to_str().unwrap(), "ask", "--answers", "replies.yaml"])
            .within(folder.path())
            .refused();
    for expected in [
        "did you mean `traffic.pattern`?",
        "replies.yaml:2:18",
        "expected one of steady, bursty, rare",
    ] {
        assert!(refusal.contains(expected), "{expected}\n{refusal}");
    }
}

/// Who looks for an assumption of the estimate among the questions is shown where it stands.
#[test]
fn an_assumption_in_another_place_is_pointed_to() {
    let set = ["advise", "-", "--set", "cost.engineer_hourly_usd=80"];
    let file = ["advise", "-"];
    for (arguments, profile) in
        [(&set[..], "{}\n"), (&file[..], "cost: {engineer_hourly_usd: 80}\n")]
    {
        let refusal = whereto(arguments).stdin(profile).refused();
        assert!(refusal.contains("did you mean `assumptions.engineer_hourly_usd`?"), "{refusal}");
    }
}
