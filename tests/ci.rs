//! Where the program plugs in: the hook, the action, and the examples, each run as far as that goes
//! without a network.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value as Json;
use tempfile::tempdir;

use crate::{effort::is_there, process::package};

fn yaml(file: &str) -> Json {
    serde_yaml::from_str(&fs::read_to_string(package().join(file)).unwrap()).unwrap()
}

/// What is wrong with a file by a schema in `tests/schemas`.
fn problems(schema: &str, document: &Json) -> Vec<String> {
    let schema: Json = serde_json::from_str(
        &fs::read_to_string(package().join("tests/schemas").join(schema)).unwrap(),
    )
    .unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_action_and_the_workflow_follow_their_schemas() {
    assert_eq!(problems("github-actions.json", &yaml("action.yml")), Vec::<String>::new());
    for workflow in [
        "examples/ci/github-workflow.yml",
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
    ] {
        let found = problems("github-workflows.json", &yaml(workflow));
        assert_eq!(found, Vec::<String>::new(), "{workflow}");
    }
    let mut wrong = yaml("action.yml");
    wrong["runs"]["using"] = "nothing".into();
    assert!(
        !problems("github-actions.json", &wrong).is_empty(),
        "the schema must be able to refuse something"
    );
    // The inputs that the workflow gives are those that the action has.
    let action = yaml("action.yml");
    let workflow = yaml("examples/ci/github-workflow.yml");
    let given = workflow["jobs"]["decisions"]["steps"][1]["with"].as_object().unwrap();
    assert!(!given.is_empty());
    assert!(given.keys().all(|input| action["inputs"].get(input).is_some()));
}

/// The folder of the program, first in the list of folders where programs are looked for.
fn path_with_program() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_whereto")).parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", path_with_program());
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    for (name, value) in [("NAME", "Tester"), ("EMAIL", "tester@example.com")] {
        command
            .env(format!("GIT_AUTHOR_{name}"), value)
            .env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap()
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Two profiles whose expectation holds and does not, and what is no decision.
fn decisions(folder: &Path) {
    let example = fs::read_to_string(package().join("examples/trading-gateway.yaml")).unwrap();
    fs::create_dir_all(folder.join("docs/decisions")).unwrap();
    for (name, expected) in [("holds", "traditional-server"), ("fails", "firebase")] {
        fs::write(
            folder.join(format!("docs/decisions/{name}.yaml")),
            format!("{example}\nexpect: {expected}\n"),
        )
        .unwrap();
    }
    fs::write(folder.join("docs/decisions/0001-use-git.md"), "# Use Git\n").unwrap();
}

/// The keys that pre-commit needs in a manifest (`Manifest hooks` on pre-commit.com), and the hook
/// on a repository: Git runs its entry over the files of a commit as pre-commit does.
#[cfg(unix)]
#[test]
fn the_hook_keeps_decisions_that_fall_out_of_commits() {
    use std::os::unix::fs::PermissionsExt;
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    for key in ["id", "name", "entry", "language"] {
        assert!(hook[key].as_str().is_some_and(|value| !value.is_empty()), "{key}");
    }
    assert_eq!(
        yaml("examples/ci/pre-commit-config.yaml")["repos"][0]["hooks"][0]["id"],
        hook["id"]
    );
    if !is_there("git") {
        return;
    }
    let folder = tempdir().unwrap();
    let git = |arguments: &[&str]| run("git", arguments, folder.path());
    assert!(git(&["init", "--quiet"]).status.success());
    let script = folder.path().join(".git/hooks/pre-commit");
    let entry = hook["entry"].as_str().unwrap();
    fs::create_dir_all(script.parent().unwrap()).unwrap();
    fs::write(
        &script,
        format!(
            "#!/bin/sh\ngit diff --cached --name-only -z -- '*.md' '*.yaml' | xargs -0 {entry}\n"
        ),
    )
    .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    decisions(folder.path());
    let add = |file: &str| assert!(git(&["add", file]).status.success());
    add("docs/decisions/0001-use-git.md");
    add("docs/decisions/holds.yaml");
    let output = git(&["commit", "-m", "holds"]);
    assert!(output.status.success(), "{}", text(&output));
    add("docs/decisions/fails.yaml");
    let output = git(&["commit", "-m", "fails"]);
    assert!(
        !output.status.success() && text(&output).contains("changed     docs/decisions/fails.yaml"),
        "{}",
        text(&output)
    );
}

/// The step of the action that checks, as a runner would run it.
#[cfg(unix)]
#[test]
fn the_action_checks() {
    if !is_there("bash") {
        return;
    }
    let action = yaml("action.yml");
    let step = action["runs"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["name"] == "Check")
        .unwrap();
    let folder = tempdir().unwrap();
    decisions(folder.path());
    let marker = folder.path().join("injected");
    let run = |inputs: &[(&str, &str)]| {
        let mut command = Command::new("bash");
        command.args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            step["run"].as_str().unwrap(),
        ]);
        command.current_dir(folder.path()).env("PATH", path_with_program());
        for (variable, input) in step["env"].as_object().unwrap() {
            let input =
                input.as_str().unwrap().trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            let default = action["inputs"][input]["default"].as_str().unwrap();
            let given =
                inputs.iter().find(|(name, _)| *name == input).map_or(default, |(_, value)| value);
            command.env(variable, given);
        }
        command.output().unwrap()
    };
    let output = run(&[("sarif", "log.sarif"), ("arguments", "--sources-newer-than\n100y\n")]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).starts_with("::error file=docs/decisions/fails.yaml,line="),
        "{}",
        text(&output)
    );
    let log: Json =
        serde_json::from_str(&fs::read_to_string(folder.path().join("log.sarif")).unwrap())
            .unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(
        run(&[("paths", "docs/decisions/holds.yaml\n"), ("strict", "true")]).status.code(),
        Some(0)
    );
    // Without a decision, only a check that is strict fails. What is no boolean in any spelling must
    // not pass for `false`.
    let holds = ("paths", "docs/decisions/holds.yaml");
    fs::create_dir(folder.path().join("docs/none")).unwrap();
    let none = ("paths", "docs/none");
    for strict in ["true", "TRUE", "Yes", "y", "on", "1", " true\n"] {
        assert_eq!(run(&[none, ("strict", strict)]).status.code(), Some(2), "{strict}");
    }
    for strict in ["false", "False", "no", "N", "OFF", "0", ""] {
        assert_eq!(run(&[none, ("strict", strict)]).status.code(), Some(0), "{strict}");
    }
    for strict in ["tru", "10", "yes no", "--strict", "null"] {
        let output = run(&[holds, ("strict", strict)]);
        assert_eq!(output.status.code(), Some(2), "{strict}");
        let message = format!("expected true or false, found {strict}");
        assert!(text(&output).contains(&message), "{}", text(&output));
    }
    // The log is written wherever it is to be, or the step says why not.
    run(&[holds, ("sarif", "made/here/log.sarif")]);
    assert!(folder.path().join("made/here/log.sarif").is_file());
    for path in ["log.sarif/log.sarif", "docs/none"] {
        let output = run(&[holds, ("sarif", path)]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        let message = format!("::error::the findings could not be written to {path}\n");
        assert!(text(&output).contains(&message), "{}", text(&output));
    }
    // Nor over what is something else.
    let kept = fs::read_to_string(folder.path().join(holds.1)).unwrap();
    assert_eq!(run(&[holds, ("sarif", holds.1)]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join(holds.1)).unwrap(), kept);
    // What cannot be read is told where it stands, too.
    fs::write(folder.path().join("slip.yaml"), "team: {size: 2}\nexpect: nothing\n").unwrap();
    let output = run(&[("paths", "slip.yaml"), ("sarif", "slip.sarif")]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).starts_with("::error file=slip.yaml,line=2"), "{}", text(&output));
    let output = run(&[holds, ("arguments", "--help")]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    let bad = ("arguments", "--exceptions\nnowhere.yaml");
    let output = run(&[holds, bad, ("sarif", "bad.sarif")]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(!text(&output).contains("decision checked"), "{}", text(&output));
    let paths = format!("$(touch '{0}'); touch '{0}' #.yaml", marker.display());
    assert_eq!(run(&[("paths", &paths)]).status.code(), Some(2));
    assert!(!marker.exists(), "an input was run");
}

#[test]
fn the_makefile_checks_and_records() {
    if !is_there("make") {
        return;
    }
    let folder = tempdir().unwrap();
    decisions(folder.path());
    let makefile = package().join("examples/ci/Makefile");
    let make = |arguments: &[&str]| {
        run("make", &[&["-f", makefile.to_str().unwrap()], arguments].concat(), folder.path())
    };
    let output = make(&["decisions"]);
    assert!(
        !output.status.success() && text(&output).contains("1 fails the check"),
        "{}",
        text(&output)
    );
    fs::remove_file(folder.path().join("docs/decisions/fails.yaml")).unwrap();
    assert!(make(&["decisions"]).status.success());
    let profile: PathBuf = package().join("examples/trading-gateway.yaml");
    let output = make(&["record", &format!("PROFILE={}", profile.display())]);
    assert!(
        output.status.success() && text(&output).contains("docs/decisions/0002-"),
        "{}",
        text(&output)
    );
    assert!(make(&["decisions"]).status.success());
}

#[test]
fn the_python_script_reads_reports() {
    if !is_there("python3") {
        return;
    }
    let output =
        run("python3", &[package().join("examples/ci/portfolio.py").to_str().unwrap()], &package());
    assert!(output.status.success(), "{}", text(&output));
    let text = text(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[0].starts_with("Webhooks: ") && lines[2] == "An idea: unanswered (none)",
        "{text}"
    );
}
