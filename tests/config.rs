//! Settings: found upwards, in force where nothing else is said, and shown with where they stand.

use std::{fs, path::Path};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

use crate::process::{Run, package, whereto};

/// A repository with settings, a profile and decisions, and a folder deep inside of it.
fn repository() -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in [
        (".git/HEAD", "ref: refs/heads/main\n"),
        (
            ".whereto/config.yaml",
            "profile: backend.whereto.yaml\ndecisions: docs/decisions\nweights: {cost: 9}\n\
             gates: {strict: true, min_acceptability: 0.2}\n",
        ),
        ("backend.whereto.yaml", "project: Shop\nclients: [mobile]\nteam: {stage: mvp, size: 2}\n"),
        (
            "docs/decisions/game.yaml",
            "clients: [mobile]\nteam: {stage: mvp, size: 2}\nexpect: firebase\n",
        ),
        ("deep/down/there.yaml", "project: Other\nstate: {connections: raw-socket}\n"),
    ] {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn json(run: Run) -> Json {
    serde_json::from_str(&run.exits(0).stdout).unwrap()
}

#[test]
fn what_is_not_named_is_found_upwards() {
    let folder = repository();
    let deep = folder.path().join("deep/down");
    let advise = |more: &[&str]| {
        json(whereto(&[&["advise", "--format", "json"], more].concat()).within(&deep))
    };
    let advice = advise(&[]);
    assert_eq!(advice["project"], "Shop");
    // What is named counts more.
    assert_eq!(advise(&["there.yaml"])["project"], "Other");
    for command in ["cost", "precedents", "adr"] {
        let run = whereto(&[command]).within(&deep).finish();
        assert_eq!((run.status, run.stderr.contains("error")), (0, false), "{}", run.stderr);
    }
    // The folder of decisions is what is checked, and not the profile, which expects nothing.
    let check = whereto(&["check"]).within(&deep).exits(0);
    assert!(check.stdout.contains("game.yaml"), "{}", check.stdout);
    let without = whereto(&["--no-config", "advise"]).within(&deep).finish();
    assert_eq!(without.status, 2, "{}", without.stdout);
}

/// A profile that is found in a folder above is named, where people read.
#[test]
fn a_profile_from_above_is_named() {
    let folder = tempdir().unwrap();
    write(folder.path(), "whereto.yaml", "project: Shop\nclients: [mobile]\n");
    write(folder.path(), "deep/down/own.yaml", "clients: [web]\n");
    let deep = folder.path().join("deep/down");
    let said = |arguments: &[&str], folder: &Path| {
        whereto(arguments).within(folder).finish().stderr.contains("profile: ")
    };
    for command in ["advise", "adr", "cost", "precedents", "check"] {
        let stderr = whereto(&[command]).within(&deep).finish().stderr;
        assert!(stderr.starts_with("profile: ../../whereto.yaml\n"), "{command}: {stderr}");
        assert!(!said(&[command], folder.path()), "{command}");
        assert!(!said(&[command, "--quiet"], &deep), "{command}");
        assert!(!said(&[command, "own.yaml"], &deep), "{command}");
    }
    // One of many names may not be the one that is meant either.
    let other = tempdir().unwrap();
    write(other.path(), "shop.whereto.yaml", "project: Shop\nclients: [mobile]\n");
    let stderr = whereto(&["advise"]).within(other.path()).finish().stderr;
    assert!(stderr.starts_with("profile: shop.whereto.yaml\n"), "{stderr}");
    assert!(!said(&["advise", "--format", "json"], &deep));
    assert!(!said(&["config"], &deep));
}

/// Without settings the profile is found by its name, which may begin with that of the project.
#[test]
fn a_profile_is_found_by_its_name() {
    let folder = tempdir().unwrap();
    write(folder.path(), ".git/HEAD", "ref: refs/heads/main\n");
    write(folder.path(), "deep/readme.md", "# Nothing\n");
    let project = || {
        let run = whereto(&["advise", "--format", "json"]).within(&folder.path().join("deep"));
        let run = run.finish();
        serde_json::from_str::<Json>(&run.stdout).unwrap()["project"].clone()
    };
    write(folder.path(), "shop.whereto.yaml", "project: Shop\nclients: [mobile]\n");
    assert_eq!(project(), "Shop");
    // Of two nobody can tell which is meant, unless one has the plain name.
    write(folder.path(), "blog.whereto.yml", "project: Blog\nclients: [mobile]\n");
    assert_eq!(project(), Json::Null);
    write(folder.path(), "whereto.yaml", "project: Plain\nclients: [mobile]\n");
    assert_eq!(project(), "Plain");
}

#[test]
fn the_weights_of_a_house_are_those_of_dimensions_of_which_a_profile_says_nothing() {
    let folder = repository();
    let score = |more: &[&str]| {
        let arguments = [&["advise", "p.yaml", "--format", "json"], more].concat();
        json(whereto(&arguments).within(folder.path()))["options"][0]["score"].clone()
    };
    let profile = "cost: {preference: pay-per-use}\ntraffic: {pattern: bursty}\n";
    write(folder.path(), "p.yaml", profile);
    assert_eq!(score(&[]), score(&["--no-config", "--weight", "cost=9"]));
    assert_eq!(score(&["--weight", "cost=2"]), score(&["--no-config", "--weight", "cost=2"]));
    assert_ne!(score(&[]), score(&["--weight", "cost=2"]));
    write(folder.path(), "p.yaml", &format!("{profile}weights: {{cost: 3}}\n"));
    assert_eq!(score(&[]), score(&["--no-config"]));
}

#[test]
fn gates_of_the_house_hold_every_check() {
    let folder = repository();
    let config = |gates: &str| {
        let text = format!("decisions: docs/decisions\ngates: {gates}\n");
        write(folder.path(), ".whereto/config.yaml", &text);
    };
    let status =
        |more: &[&str]| whereto(&[&["check"], more].concat()).within(folder.path()).finish().status;
    config("{no_open_questions: true}");
    assert_eq!(status(&[]), 1);
    assert_eq!(status(&["--no-config", "docs/decisions"]), 0);
    config("{no_open_questions: false}");
    assert_eq!(status(&[]), 0);
    config("{min_acceptability: 1.0, strict: TRUE}");
    assert_eq!(status(&["--min-acceptability", "0"]), 0);
}

#[test]
fn the_environment_counts_more_than_files_and_less_than_arguments() {
    let folder = repository();
    let shown = |variables: &[(&str, &str)]| {
        let mut run = whereto(&["config", "--format", "json"]).within(&folder.path().join("deep"));
        for (name, value) in variables {
            run = run.env(name, value);
        }
        let report = json(run);
        let settings = report["settings"].as_array().unwrap().clone();
        move |name: &str| -> Option<(String, String)> {
            let row = settings.iter().find(|row| row["setting"] == name)?;
            let text = |value: &Json| value.as_str().unwrap().to_owned();
            Some((text(&row["values"][0]), text(&row["from"])))
        }
    };
    let pair = |value: &str, from: &str| Some((value.to_owned(), from.to_owned()));
    let files = shown(&[]);
    assert_eq!(files("profile"), pair("../backend.whereto.yaml", "../.whereto/config.yaml:1"));
    assert_eq!(files("weights.cost"), pair("9", "../.whereto/config.yaml:3"));
    assert_eq!(files("gates.strict"), pair("true", "../.whereto/config.yaml:4"));
    let environment = shown(&[("WHERETO_PROFILE", "down/there.yaml"), ("WHERETO_STRICT", "false")]);
    assert_eq!(environment("profile"), pair("down/there.yaml", "WHERETO_PROFILE"));
    assert_eq!(environment("gates.strict"), pair("false", "WHERETO_STRICT"));
    assert_eq!(environment("decisions"), pair("../docs/decisions", "../.whereto/config.yaml:2"));
    let run = whereto(&["check"]).within(&folder.path().join("deep")).env("WHERETO_STRICT", "1");
    assert!(run.refused().contains("`gates.strict`: expected true or false"));
    // A file that is named, and none.
    let other = shown(&[("WHERETO_CONFIG", "")]);
    assert_eq!(other("profile"), None);
    write(folder.path(), "deep/o.yaml", "prices: p.yaml\n");
    let other = shown(&[("WHERETO_CONFIG", "o.yaml")]);
    assert_eq!((other("profile"), other("prices")), (None, pair("p.yaml", "o.yaml:1")));
}

#[test]
fn a_profile_of_the_usual_name_is_found_as_well() {
    let folder = tempdir().unwrap();
    write(folder.path(), "whereto.yaml", "project: Quiz\nclients: [mobile]\n");
    write(folder.path(), "src/x.txt", "");
    let src = folder.path().join("src");
    let advice = json(whereto(&["advise", "--format", "json"]).within(&src));
    assert_eq!(advice["project"], "Quiz");
    // The same file may hold settings instead.
    write(folder.path(), "whereto.yaml", "profile: quiz.yaml\nweights: {cost: 1}\n");
    write(folder.path(), "quiz.yaml", "project: Quiz 2\nclients: [mobile]\n");
    let advice = json(whereto(&["advise", "--format", "json"]).within(&src));
    assert_eq!(advice["project"], "Quiz 2");
    write(folder.path(), ".whereto/config.yaml", "profile: quiz.yaml\n");
    let both = whereto(&["advise"]).within(&src).exits(2);
    assert!(
        both.stderr.contains("there are settings in `../.whereto/config.yaml`"),
        "{}",
        both.stderr
    );
    // Nothing above a repository counts.
    fs::create_dir(src.join(".git")).unwrap();
    assert_eq!(whereto(&["advise"]).within(&src).finish().status, 2);
}

/// `adr --dir` without a value puts records where the settings say that decisions are.
#[test]
fn records_go_where_the_settings_say() {
    let folder = tempdir().unwrap();
    write(folder.path(), "quiz.yaml", "project: Quiz\nclients: [mobile]\n");
    write(folder.path(), "src/x.txt", "");
    let src = folder.path().join("src");
    let adr = |arguments: &[&str]| whereto(&[&["adr"], arguments].concat()).within(&src);
    let refused = adr(&["../quiz.yaml", "--dir"]).refused();
    assert!(refused.contains("`--dir` names no folder, and the settings name none"), "{refused}");
    write(folder.path(), ".whereto/config.yaml", "profile: quiz.yaml\ndecisions: docs/adr\n");
    for (arguments, file) in [
        (&["--dir"][..], "../docs/adr/0001-where-the-backend-of-quiz-runs.md\n"),
        (&["--dir", "--supersedes", "1"], "../docs/adr/0002-where-the-backend-of-quiz-runs.md\n"),
        (&["--dir", "here"], "here/0001-where-the-backend-of-quiz-runs.md\n"),
    ] {
        assert_eq!(adr(arguments).succeeds(), file);
        assert!(src.join(file.trim()).is_file());
    }
    // Without it, the record is printed.
    assert!(adr(&[]).succeeds().starts_with("---\nstatus: proposed\n"));
}

#[test]
fn settings_that_cannot_be_are_refused_with_their_place() {
    let folder = tempdir().unwrap();
    let refusal = |config: &str| {
        write(folder.path(), ".whereto/config.yaml", config);
        // Help needs no settings.
        whereto(&["--help"]).within(folder.path()).exits(0);
        whereto(&["rules", "list"]).within(folder.path()).exits(2).stderr
    };
    for (config, words) in [
        ("profil: x\n", "did you mean `profile`?"),
        ("profile: [x]\n", "config.yaml:1:10"),
        ("gates: {min_acceptability: 2}\n", "expected a number from 0 to 1"),
        ("gates: {strict: maybe}\n", "expected `true` or `false`"),
        ("gates: {weaker_by: 0}\n", "config.yaml:1:20"),
        ("rate: -1\n", "expected a number over 0"),
        ("weights: {cots: 1}\n", "did you mean `cost`?"),
        ("weights: {cost: 11}\n", "a whole number from 0 to 10"),
        ("packs: []\n", "config.yaml:1:8"),
        ("- x\n", "config.yaml:1:1"),
    ] {
        let stderr = refusal(config);
        assert!(stderr.contains(words), "{config}\n{stderr}");
    }
}

/// Settings that are there and cannot be read are no settings that are not there.
#[cfg(unix)]
#[test]
fn gates_are_not_lost_with_their_file() {
    use std::os::unix::fs::symlink;
    type Spoil<'s> = &'s dyn Fn(&Path);
    let spoil: [(&str, Spoil<'_>); 5] = [
        ("it is a link that leads nowhere", &|it| symlink("gone", it.join("config.yaml")).unwrap()),
        ("is a folder", &|it| fs::create_dir(it.join("config.yaml")).unwrap()),
        ("settings are in", &|it| write(it, "config.yml", "gates: {strict: true}\n")),
        ("is not a folder", &|it| {
            fs::remove_dir(it).unwrap();
            fs::write(it, "").unwrap();
        }),
        ("it is a link that leads nowhere", &|it| {
            fs::remove_dir(it).unwrap();
            symlink("gone", it).unwrap();
        }),
    ];
    for (says, spoil) in spoil {
        let folder = repository();
        let settings = folder.path().join(".whereto");
        fs::remove_file(settings.join("config.yaml")).unwrap();
        spoil(&settings);
        let stderr = whereto(&["check", "docs"]).within(folder.path()).exits(2).stderr;
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn a_currency_without_a_rate_is_refused() {
    let folder = repository();
    write(folder.path(), ".whereto/config.yaml", "currency: EUR\n");
    let cost = |more: &[&str]| {
        whereto(&[&["cost", "backend.whereto.yaml"], more].concat()).within(folder.path())
    };
    assert!(cost(&[]).exits(2).stderr.contains("a currency needs a rate"));
    assert!(cost(&["--currency", "EUR", "--rate", "0.9"]).succeeds().contains('€'));
    assert!(cost(&["--rate", "0.9"]).succeeds().contains("1 USD is taken to be €0.90"));
}

#[test]
fn the_documented_settings_are_those_that_there_are() {
    let run = whereto(&["--no-config", "config"]).within(&package()).exits(0);
    for name in ["profile", "packs", "gates.sources_newer_than", "WHERETO_MIN_ACCEPTABILITY"] {
        assert!(run.stdout.contains(name), "{}", run.stdout);
    }
}

/// A part of a repository with a profile of its own keeps what holds for all of it.
#[test]
fn a_profile_further_down_leaves_the_settings_above_in_force() {
    let folder = repository();
    write(folder.path(), "deep/whereto.yaml", "project: Deep\nteam: {size: 2}\n");
    let config = whereto(&["config", "--format", "json"]).within(&folder.path().join("deep/down"));
    let report = json(config);
    let rows = report["settings"].as_array().unwrap();
    let value = |name: &str| {
        let row = rows.iter().find(|row| row["setting"] == name);
        row.map(|row| row["values"][0].as_str().unwrap().replace('\\', "/"))
    };
    assert_eq!(value("profile"), Some("../whereto.yaml".to_owned()));
    assert_eq!(value("gates.strict"), Some("true".to_owned()));
    assert_eq!(rows.iter().filter(|row| row["setting"] == "profile").count(), 1);
}

/// Folders may have such names, and shells tell of the folder that they are in.
#[cfg(unix)]
#[test]
fn what_is_not_utf_8_in_the_environment_is_no_setting() {
    use std::os::unix::ffi::OsStrExt;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_whereto"));
    let command = command.arg("config").env("OLDPWD", std::ffi::OsStr::from_bytes(b"/caf\xe9"));
    assert!(command.output().unwrap().status.success());
}

#[test]
fn what_the_command_line_says_is_in_force() {
    let folder = tempdir().unwrap();
    write(folder.path(), ".git/HEAD", "ref: refs/heads/main\n");
    write(folder.path(), "whereto.yaml", "currency: EUR\nrate: 0.9\n");
    let arguments = ["config", "--currency", "CHF", "--rate", "0.9", "--prices", "p.yaml"];
    let run = whereto(&[&arguments[..], &["--format", "json"]].concat()).within(folder.path());
    let report: serde_json::Value = serde_json::from_str(&run.succeeds()).unwrap();
    let rows: Vec<_> = report["settings"].as_array().unwrap().iter().collect();
    let from = |name: &str| {
        let row = rows.iter().find(|row| row["setting"] == name).unwrap();
        [row["values"][0].as_str().unwrap(), row["from"].as_str().unwrap()].map(str::to_owned)
    };
    assert_eq!(from("currency"), ["CHF", "the command line"]);
    assert_eq!(from("rate"), ["0.9", "whereto.yaml:2"]);
    assert_eq!(from("prices"), ["p.yaml", "the command line"]);
}

/// Whoever sends a change must not have a build server read out what is on it.
#[test]
fn settings_name_nothing_out_of_the_repository() {
    let folder = tempdir().unwrap();
    write(folder.path(), "secret.yaml", "hunter2 is no setting\n");
    write(folder.path(), "r/.git/HEAD", "ref: refs/heads/main\n");
    write(folder.path(), "r/p.yaml", "team: {stage: mvp, size: 2}\nexpect: firebase\n");
    write(folder.path(), "r/deep/x", "");
    let check =
        |within: &str| whereto(&["check", "p.yaml"]).within(&folder.path().join(within)).finish();
    for setting in [
        "gates: {exceptions: ../secret.yaml}",
        "prices: ../secret.yaml",
        "packs: [../r/../secret.yaml]",
        "profile: ../secret.yaml",
        "decisions: ..",
    ] {
        write(folder.path(), "r/.whereto/config.yaml", setting);
        for within in ["r", "r/deep"] {
            let run = check(within);
            assert_eq!(run.status, 2, "{setting}");
            assert!(run.stderr.contains("leads out of the repository"), "{}", run.stderr);
            assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
        }
    }
    fs::remove_file(folder.path().join("r/.whereto/config.yaml")).unwrap();
    #[cfg(unix)]
    for (link, to) in
        [("whereto.yaml", "../secret.yaml"), (".whereto/config.yaml", "../../secret.yaml")]
    {
        let link = folder.path().join("r").join(link);
        std::os::unix::fs::symlink(to, &link).unwrap();
        let stderr = check("r").stderr;
        assert!(stderr.contains("leads out of the repository"), "{stderr}");
        assert!(!stderr.contains("hunter2"), "{stderr}");
        fs::remove_file(link).unwrap();
    }
    assert_ne!(check("r").status, 2);
    // A link in the middle of a path, one in a folder of rules, and one to what is not there yet.
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        write(folder.path(), "outside/deep/x", "");
        symlink("../outside/deep", folder.path().join("r/link")).unwrap();
        write(folder.path(), "outside/secret.yaml", "hunter2 is no setting\n");
        write(folder.path(), "r/pack/pack.yaml", "pack: {name: house, version: 1}\n");
        symlink("../../secret.yaml", folder.path().join("r/pack/more.yaml")).unwrap();
        for setting in [
            "prices: link/../secret.yaml",
            "profile: link/../secret.yaml",
            "packs: pack",
            "rules: pack",
            "decisions: link/nothing",
        ] {
            write(folder.path(), "r/.whereto/config.yaml", setting);
            let run = check("r");
            assert_eq!(run.status, 2, "{setting}");
            assert!(run.stderr.contains("leads out of the repository"), "{}", run.stderr);
            assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
        }
        // Whoever names a folder on the command line trusts what is in it.
        fs::remove_file(folder.path().join("r/.whereto/config.yaml")).unwrap();
        let run = whereto(&["--pack", "pack", "check", "p.yaml"]).within(&folder.path().join("r"));
        assert!(run.finish().stderr.contains("more.yaml"));
    }
}

#[test]
fn what_is_wrong_with_a_setting_is_told_where_it_stands() {
    let folder = tempdir().unwrap();
    write(folder.path(), ".git/HEAD", "ref: refs/heads/main\n");
    write(folder.path(), "p.yaml", "clients: [mobile]\n");
    for (setting, command, place) in [
        ("packs: packs/nope", &["advise", "p.yaml"][..], "config.yaml:1:8"),
        ("rules: nope", &["advise", "p.yaml"], "config.yaml:1:8"),
        ("prices: nope.yaml", &["cost", "p.yaml"], "config.yaml:1:9"),
        ("profile: nope.yaml", &["advise"], "config.yaml:1:10"),
        ("weights: {kost: 1}", &["advise", "p.yaml"], "config.yaml:1:11"),
    ] {
        write(folder.path(), ".whereto/config.yaml", setting);
        let refused = whereto(command).within(folder.path()).refused();
        assert!(refused.contains(place), "{setting}\n{refused}");
        assert!(!refused.contains("`weights.`"), "{refused}");
    }
    let refused = whereto(&["advise", "other.yaml"]).within(folder.path()).refused();
    assert!(refused.contains("`weights`: there is no dimension `kost`"), "{refused}");
    fs::remove_file(folder.path().join(".whereto/config.yaml")).unwrap();
    let refused = whereto(&["advise", "other.yaml"]).within(folder.path()).refused();
    assert!(!refused.contains("config.yaml"), "{refused}");
}

/// A folder for decisions in which there are none yet is no reason to write none.
#[test]
fn an_empty_folder_holds_no_decisions_yet() {
    let folder = tempdir().unwrap();
    write(folder.path(), ".git/HEAD", "ref: refs/heads/main\n");
    write(folder.path(), ".whereto/config.yaml", "decisions: docs/decisions\n");
    write(folder.path(), "docs/decisions/.gitkeep", "");
    write(folder.path(), "p.yaml", "clients: [mobile]\nteam: {stage: mvp, size: 2}\n");
    whereto(&["advise", "p.yaml"]).within(folder.path()).exits(0);
    whereto(&["adr", "p.yaml"]).within(folder.path()).exits(0);
    whereto(&["advise", "p.yaml"]).within(folder.path()).exits(0);
    whereto(&["init", "q.yaml"]).within(folder.path()).exits(0);
    let again = whereto(&["init", "q.yaml"]).within(folder.path()).refused();
    assert!(!again.contains("it comes from"), "{again}");
}
