//! Completion: what is offered, and how real shells put it in.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use expectrl::{Expect, Regex, session::Session};
use tempfile::tempdir;

use crate::{
    effort::is_there,
    process::{package, whereto},
};

/// What is offered at the end of a line, with what each means.
fn offered(line: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = ["--", "whereto"].into_iter().chain(line.split(' ')).collect();
    let text = whereto(&words).env("WHERETO_COMPLETE", "fish").succeeds();
    let pair = |line: &str| match line.split_once('\t') {
        Some((value, help)) => (value.to_owned(), help.to_owned()),
        None => (line.to_owned(), String::new()),
    };
    text.lines().map(pair).collect()
}

/// The values that are offered at the end of a line.
fn values(line: &str) -> Vec<String> {
    offered(line).into_iter().map(|(value, _)| value).collect()
}

#[test]
fn what_the_rule_base_knows_is_offered() {
    let questions = values("advise --set state.");
    assert!(questions.contains(&"state.connections=".to_owned()), "{questions:?}");
    assert!(questions.iter().all(|it| it.starts_with("state.") && it.ends_with('=')));
    let answers = offered("advise --set state.connections=");
    let websocket = answers.iter().find(|(value, _)| value == "state.connections=websocket");
    assert!(websocket.is_some_and(|(_, means)| means.contains("WebSocket")), "{answers:?}");
    assert_eq!(answers, offered("cost p.yaml --set state.connections="));
    let pattern = values("advise --set=traffic.pattern=b");
    assert_eq!(pattern, ["--set=traffic.pattern=bursty"]);
    // Of several choices, those that are not there yet.
    let clients = values("advise --set clients=web,");
    assert!(clients.contains(&"clients=web,mobile".to_owned()), "{clients:?}");
    assert!(!clients.contains(&"clients=web,web".to_owned()), "{clients:?}");
    assert!(values("advise --set assumptions.").len() > 10);

    assert_eq!(values("advise --weight cos"), ["cost="]);
    let weights = offered("advise --weight cost=");
    assert_eq!(weights.len(), 11);
    assert_eq!(weights.iter().filter(|(_, is)| is == "as the rule base has it").count(), 1);
    assert_eq!(values("advise --priorities cost,lat"), ["cost,latency"]);
    assert_eq!(values("rules list --dimension comp"), ["compliance", "compute"]);
    assert_eq!(values("adr p.yaml --chosen fire"), ["firebase"]);
    assert_eq!(values("explain traffic/bu"), ["traffic/bursts"]);
    let kinds: Vec<String> = offered("explain ").into_iter().map(|(_, kind)| kind).collect();
    for kind in ["dimension", "question", "option", "product", "rule", "claim", "fact", "price"] {
        assert!(kinds.iter().any(|it| it == kind), "nothing of the kind {kind}");
    }
    assert_eq!(values("explain cost --kind prod"), ["product"]);
    assert_eq!(values("compare --format h"), ["html"]);
    assert_eq!(values("man rules li"), ["lint", "list"]);
}

/// Every value that is offered is one that the program takes.
#[test]
fn what_is_offered_is_understood() {
    let questions = values("advise --set ").into_iter().filter(|it| it.ends_with('='));
    let answers = questions.map(|question| values(&format!("advise --set {question}")));
    let mut answers: Vec<_> = answers.map(Vec::into_iter).collect();
    assert!(answers.len() > 40);
    // The first of every question together, then the second of those that have one.
    loop {
        let next: Vec<String> = answers.iter_mut().filter_map(Iterator::next).collect();
        let set = next.iter().flat_map(|answer| ["--set", answer]);
        whereto(&["explain", "cost"].into_iter().chain(set).collect::<Vec<_>>()).exits(0);
        if next.is_empty() {
            break;
        }
    }
    let things = offered("explain ").into_iter().filter(|(id, _)| !id.starts_with('-'));
    for (id, kind) in things.step_by(40) {
        whereto(&["explain", &id, "--kind", &kind]).exits(0);
    }
}

#[test]
fn completion_goes_by_the_rule_base_on_the_line() {
    let pack = "examples/packs/managed-containers";
    assert_eq!(values("rules list --option man"), Vec::<String>::new());
    assert_eq!(values(&format!("rules list --pack {pack} --option man")), ["managed-containers"]);
    assert_eq!(values(&format!("--pack={pack} rules list --option man")), ["managed-containers"]);
    assert_eq!(values("explain --rules tests/small snacks/"), Vec::<String>::new());
    let small = values("explain --rules tests/small ");
    assert!(!small.is_empty() && small.iter().all(|id| id != "state.connections"), "{small:?}");
    // Settings stand in for what is not on the line.
    let set = |line: &str| {
        let words: Vec<&str> = ["--", "whereto"].into_iter().chain(line.split(' ')).collect();
        whereto(&words).env("WHERETO_COMPLETE", "fish").env("WHERETO_PACKS", pack).succeeds()
    };
    assert!(set("rules list --option man").starts_with("managed-containers\t"));
    assert_eq!(set("--no-config rules list --option man"), "");
    // Ids of another rule base than the one that is asked for would be refused.
    assert!(!values("explain --rules no-such-folder ").contains(&"cost".to_owned()));
}

#[test]
fn files_are_offered_by_what_is_in_them() {
    let files = values("advise examples/");
    assert!(files.contains(&"examples/b2b-saas.yaml".to_owned()), "{files:?}");
    assert!(files.contains(&"examples/packs/".to_owned()), "{files:?}");
    let in_packs = values("advise docs/packs/");
    assert!(in_packs.contains(&"docs/packs/staff-portal.yaml".to_owned()), "{in_packs:?}");
    // Not a profile, but what another program reads.
    assert!(!values("advise examples/ci/").contains(&"examples/ci/github-workflow.yml".to_owned()));
    assert_eq!(values("advise Carg"), Vec::<String>::new());
    assert!(values("check tests/golden/ad").contains(&"tests/golden/adr.md".to_owned()));
    assert!(values("explain cost --profile examples/b2").len() == 1);
    assert_eq!(values("--rules exam"), ["examples/"]);
    let system = "examples/shop-in-parts.yaml";
    let parts = values(&format!("advise {system} --component "));
    assert!(parts.contains(&"storefront".to_owned()), "{parts:?}");
}

/// The folders with programs, that of this one first.
fn path() -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_whereto")).parent().unwrap();
    format!("{}:{}", own.display(), std::env::var("PATH").unwrap())
}

/// Runs a shell on a script, and returns what it prints.
fn run(shell: &str, arguments: &[&str], script: &str) -> String {
    let mut command = Command::new(shell);
    command.args(arguments).current_dir(package()).env("PATH", path()).env("HOME", "/nonexistent");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Types into a shell on a terminal, and waits for what it puts in or lists.
fn types(shell: &str, arguments: &[&str], setup: &str, keys: &[(&str, &str)]) {
    // Without an echo, shells would not show what is put in.
    let mut command = Command::new("sh");
    command.args(["-c", "stty echo; exec \"$@\"", "sh", shell]).args(arguments);
    command
        .current_dir(package())
        .env("PATH", path())
        .env("HOME", "/nonexistent")
        .env("TERM", "dumb");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(60)));
    session.send_line(setup).unwrap();
    session.expect("ready for keys").unwrap();
    for (typed, expected) in keys {
        session.send(typed).unwrap();
        session
            .expect(Regex(expected))
            .unwrap_or_else(|error| panic!("{shell}: {typed:?} brings no {expected:?}: {error}"));
        // Ends the line, so that the next one is a new one.
        session.send("\u{15}").unwrap();
    }
}

/// In both, `=` is a place where words end.
const KEYS: [(&str, &str); 7] = [
    ("whereto advise --set traffic.patt\t", r"--set traffic\.pattern="),
    ("whereto advise --set traffic.pattern=b\t", r"traffic\.pattern=bursty "),
    ("whereto advise --set=traffic.pattern=b\t", r"--set=traffic\.pattern=bursty "),
    ("whereto explain traffic/alw\t", r"traffic/always-busy "),
    ("whereto compare --format=ma\t", r"--format=markdown "),
    (
        "whereto --pack 'examples/packs/managed-containers' adr x --chosen man\t",
        r"managed-containers ",
    ),
    ("whereto advise --set state.connections=\t\t", r"websocket"),
];

#[test]
fn bash_completes() {
    if is_there("bash") {
        let setup = "PS1='> '; bind 'set bell-style none'; source <(whereto completions bash); \
                     echo ready for' 'keys";
        types("bash", &["--norc", "--noprofile", "-i"], setup, &KEYS);
        let folder = tempdir().unwrap();
        for name in ["a b.yaml", "it's.yaml"] {
            fs::write(folder.path().join(name), "team: {size: 2}\n").unwrap();
        }
        let typed = |start: &str| format!("whereto advise {}/{start}\t", folder.path().display());
        let keys = [("a", r"/a\\ b\.yaml "), ("i", r"/it\\'s\.yaml ")];
        let keys = keys.map(|(start, expected)| (typed(start), expected));
        let keys: Vec<_> = keys.iter().map(|(typed, it)| (typed.as_str(), *it)).collect();
        types("bash", &["--norc", "--noprofile", "-i"], setup, &keys);
    }
}

#[test]
fn zsh_completes() {
    if is_there("zsh") {
        let setup = "PS1='> '; unsetopt beep; autoload -U compinit; compinit -u -D; \
                     source <(whereto completions zsh); echo ready for' 'keys";
        types("zsh", &["-f", "-i"], setup, &KEYS);
    }
}

#[test]
fn fish_completes() {
    if is_there("fish") {
        let script = "whereto completions fish | source
            complete -C 'whereto advise --set traffic.patt'
            complete -C 'whereto advise --set traffic.pattern=b'
            complete -C 'whereto explain traffic/alw'";
        let text = run("fish", &["--no-config"], script);
        let lines: Vec<&str> = text.lines().collect();
        let starts = ["traffic.pattern=\t", "traffic.pattern=bursty\t", "traffic/always-busy\t"];
        assert_eq!(lines.len(), starts.len(), "{text}");
        assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{text}");
    }
}

#[test]
fn powershell_completes() {
    // No other system has it in its registries; where it is there, it is tried.
    let Ok(found) = Command::new("pwsh").arg("-Version").output() else {
        return eprintln!("skipped: there is no `pwsh` here");
    };
    assert!(found.status.success());
    let script = "whereto completions powershell | Out-String | Invoke-Expression
        $line = 'whereto explain traffic/alw'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText";
    let text = run("pwsh", &["-NoProfile", "-Command", "-"], script);
    assert!(text.contains("traffic/always-busy"), "{text}");
}
