//! `whereto mcp` with a client that others made, as assistants have one.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value as Json, json};
use tempfile::tempdir;

use crate::{
    effort::{is_all, is_there},
    process::{package, whereto},
};

/// Asks a server one thing after the other, and returns its answers; nothing where there is no
/// client.
fn ask(folder: &Path, server: &[&str], requests: &[(&str, Json)]) -> Option<Vec<Json>> {
    let sdk = std::env::var_os("MCP_SDK");
    assert!(sdk.is_some() || !is_all(), "MCP_SDK names no client, which `.ci/run` installs");
    if sdk.is_none() {
        eprintln!("skipped: MCP_SDK names no client");
    }
    let sdk = sdk.filter(|_| is_there("node"))?;
    let mut node = Command::new("node");
    node.arg(package().join("tests/mcp.mjs")).arg(sdk).arg(env!("CARGO_BIN_EXE_whereto"));
    node.args(server).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().unwrap();
    let mut stdin = node.stdin.take().unwrap();
    for request in requests {
        writeln!(stdin, "{}", json!(request)).unwrap();
    }
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), requests.len(), "{text}");
    Some(answers)
}

fn call(tool: &str, arguments: Json) -> (&'static str, Json) {
    ("callTool", json!({"name": tool, "arguments": arguments}))
}

/// The text of an answer, and whether it is an error.
fn text(answer: &Json) -> (String, bool) {
    let text = answer["content"][0]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no text in {answer}")).to_owned();
    (text, answer["isError"] == true)
}

fn good(answer: &Json) -> String {
    let (text, is_error) = text(answer);
    assert!(!is_error, "{text}");
    text
}

fn json_of(answer: &Json) -> Json {
    serde_json::from_str(&good(answer)).unwrap()
}

#[test]
fn a_client_finds_tools_and_resources() {
    let requests = [("about", json!(null)), ("listTools", json!({})), ("listResources", json!({}))];
    let Some(answers) = ask(&package(), &["mcp"], &requests) else { return };
    assert_eq!(answers[0]["server"]["name"], "whereto");
    assert_eq!(answers[0]["server"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answers[0]["instructions"], whereto(&["skill"]).succeeds());
    let tools = answers[1]["tools"].as_array().unwrap();
    let names: BTreeSet<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let expected =
        ["advise", "check", "compare", "cost", "explain", "measure", "questions", "scan"];
    assert_eq!(names, BTreeSet::from(expected));
    for tool in tools {
        let about = tool["description"].as_str().unwrap();
        assert!(about.len() > 40 && about.ends_with(['.', 's']), "{about}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        let schema = &tool["inputSchema"];
        jsonschema::validator_for(schema).unwrap();
        assert_eq!(schema["type"], "object");
        let properties = schema["properties"].as_object().unwrap();
        let are_told = properties.values().all(|it| it["description"].as_str().is_some());
        assert!(!properties.is_empty() && are_told, "{schema}");
    }
    let resources = answers[2]["resources"].as_array().unwrap();
    let uris: Vec<&str> = resources.iter().map(|it| it["uri"].as_str().unwrap()).collect();
    assert!(uris.contains(&"whereto://precedents") && uris.contains(&"whereto://rules/traffic"));
    let read: Vec<_> = uris.iter().map(|uri| ("readResource", json!({"uri": uri}))).collect();
    let mut read_all = ask(&package(), &["mcp"], &read).unwrap();
    for (uri, answer) in uris.iter().zip(&mut read_all) {
        let text = answer["contents"][0]["text"].as_str().unwrap();
        assert!(text.len() > 300, "{uri}: {text}");
    }
    let missing = [("readResource", json!({"uri": "whereto://nothing"}))];
    let answers = ask(&package(), &["mcp"], &missing).unwrap();
    assert!(answers[0]["failed"].as_str().unwrap().contains("no resource `whereto://nothing`"));
}

#[test]
fn tools_say_what_commands_say() {
    let example = "examples/b2b-saas.yaml";
    let requests = [
        call("advise", json!({"profile": example})),
        call(
            "advise",
            json!({"profile": example, "answers": {"team.size": 40}, "weights": {"cost": 9}}),
        ),
        call("advise", json!({"answers": {"clients": ["mobile"], "team.operations": "none"}})),
        call("explain", json!({"id": "traffic/bursts"})),
        call("explain", json!({"id": "cost", "kind": "dimension", "profile": example})),
        call("cost", json!({"profile": example})),
        call(
            "compare",
            json!({"a": {"profile": example}, "b": {"profile": "examples/mobile-mvp.yaml"}}),
        ),
        call("questions", json!({"profile": "examples/just-an-idea.yaml", "limit": 3})),
        call("advise", json!({"profile": "examples/shop-in-parts.yaml"})),
        call("cost", json!({"profile": "examples/shop-in-parts.yaml"})),
    ];
    let Some(answers) = ask(&package(), &["mcp"], &requests) else { return };
    let brief = whereto(&["advise", example, "--format", "brief"]).succeeds();
    assert_eq!(good(&answers[0]) + "\n", brief);
    let changed =
        ["advise", example, "--format", "brief", "--set", "team.size=40", "--weight", "cost=9"];
    assert_eq!(good(&answers[1]) + "\n", whereto(&changed).succeeds());
    assert!(json_of(&answers[2])["recommendation"].is_string());
    assert!(good(&answers[3]).contains("traffic/bursts"));
    assert!(good(&answers[4]).contains("# "));
    assert!(good(&answers[5]).contains('$'));
    assert!(good(&answers[6]).contains("examples/mobile-mvp.yaml"));
    let open = json_of(&answers[7]);
    let next: Json = serde_json::from_str(
        &whereto(&["advise", "examples/just-an-idea.yaml", "--format", "json"]).succeeds(),
    )
    .unwrap();
    assert_eq!(open["open"].as_array().unwrap().len(), 3);
    assert_eq!(open["open"][0]["id"], next["ask_next"][0]["field"]);
    assert!(open["open"][0]["answers"].is_object() || open["open"][0]["answers"].is_string());
    assert_eq!(json_of(&answers[8])["components"].as_array().unwrap().len(), 3);
    assert!(good(&answers[9]).contains("storefront"));
}

/// What an assistant gets wrong is told as to people, with the nearest right name.
#[test]
fn tools_say_what_is_wrong() {
    let requests = [
        call("advise", json!({"answers": {"team.sise": 4}})),
        call("advise", json!({"profil": "examples/b2b-saas.yaml"})),
        call("advise", json!({"profile": "examples/b2b-sas.yaml"})),
        call("explain", json!({"id": "traffic/burst"})),
        call("explain", json!({"id": "cost", "kind": "dimesion"})),
        call("explain", json!({})),
        call("compare", json!({"a": {"answers": {"team.size": "many"}}, "b": {}})),
    ];
    let Some(answers) = ask(&package(), &["mcp"], &requests) else { return };
    for (answer, expected) in answers.iter().zip([
        "team.size",
        "did you mean `profile`?",
        "did you mean `examples/b2b-saas.yaml`?",
        "did you mean the rule `traffic/bursts`?",
        "did you mean `dimension`?",
        "missing field `id`",
        "many",
    ]) {
        let (text, is_error) = text(answer);
        assert!(is_error && text.contains(expected), "{text}");
    }
    let missing = ask(&package(), &["mcp"], &[call("nothing", json!({}))]).unwrap();
    assert!(missing[0]["failed"].as_str().unwrap().contains("there is no tool `nothing`"));
}

/// Decisions are checked, settings are heeded, and nothing is written.
#[test]
fn tools_only_read() {
    let folder = tempdir().unwrap();
    fs::create_dir_all(folder.path().join("docs")).unwrap();
    let example = fs::read_to_string(package().join("examples/trading-gateway.yaml")).unwrap();
    for (name, expected) in [("holds", "traditional-server"), ("fails", "firebase")] {
        let text = format!("{example}\nexpect: {expected}\n");
        fs::write(folder.path().join(format!("docs/{name}.yaml")), text).unwrap();
    }
    let pack = package().join("examples/packs/managed-containers").display().to_string();
    let requests = (0..60).map(|minute| {
        format!("192.0.2.1 - - [01/Oct/2026:10:{minute:02}:00 +0000] \"GET / HTTP/1.1\" 200 512\n")
    });
    fs::write(folder.path().join("access.log"), requests.collect::<String>()).unwrap();
    let requests = [
        call("measure", json!({"logs": ["access.log"]})),
        call("check", json!({"paths": ["docs"]})),
        call("explain", json!({"id": "managed-containers"})),
        call("scan", json!({"folder": "."})),
    ];
    let Some(answers) = ask(folder.path(), &["--pack", &pack, "mcp"], &requests) else { return };
    assert!(good(&answers[0]).contains("how: measured"));
    let findings = json_of(&answers[1]);
    let outcomes: Vec<&str> =
        findings.as_array().unwrap().iter().map(|it| it["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["changed", "stands"]);
    assert!(good(&answers[2]).contains("managed-containers"));
    assert!(good(&answers[3]).contains("project:"));
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 2, "something was written");
}

/// A client that hangs up at once is no failure.
#[test]
fn a_client_may_hang_up() {
    assert_eq!(whereto(&["mcp"]).succeeds(), "");
}

/// Calls tools of a server in a folder without a client of others; returns the texts of the answers,
/// all of which must be errors or none.
fn call_plainly(folder: &Path, errors: bool, calls: &[(&str, Json)]) -> Vec<String> {
    let mut server = Command::new(env!("CARGO_BIN_EXE_whereto"));
    server.arg("mcp").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = server.spawn().unwrap();
    let mut stdin = server.stdin.take().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut say = |message: Json| writeln!(stdin, "{message}").unwrap();
    let client = json!({"name": "test", "version": "1"});
    let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
    say(json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}));
    lines.next().unwrap().unwrap();
    say(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    let mut answers = Vec::new();
    for (tool, arguments) in calls {
        let params = json!({"name": tool, "arguments": arguments});
        say(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}));
        let answer: Json = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let (text, is_error) = text(&answer["result"]);
        assert_eq!(is_error, errors, "{tool} {arguments}: {text}");
        answers.push(text);
    }
    drop(stdin);
    assert!(server.wait().unwrap().success());
    answers
}

/// Whoever talks an assistant into naming a file must not be told what is in it, unless it is in the
/// folder that the server was started in.
#[test]
fn nothing_around_the_folder_of_the_server_is_read() {
    let outside = tempdir().unwrap();
    fs::create_dir_all(outside.path().join("server/logs")).unwrap();
    let folder = outside.path().join("server");
    fs::write(outside.path().join("secret.yaml"), "hunter2 is no profile\n").unwrap();
    fs::write(outside.path().join("secret.log"), "hunter2 is no line\n").unwrap();
    fs::write(folder.join("inside.yaml"), "team: {stage: mvp}\nexpect: firebase\n").unwrap();
    let secret = outside.path().join("secret.yaml");
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there are no links"))]
    let mut names = vec!["../secret.yaml", "logs/../../secret.yaml", secret.to_str().unwrap(), "-"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.yaml", folder.join("link.yaml")).unwrap();
        std::os::unix::fs::symlink("../../secret.log", folder.join("logs/link.log")).unwrap();
        std::os::unix::fs::symlink("..", folder.join("up")).unwrap();
        std::os::unix::fs::symlink("/usr/share", folder.join("far")).unwrap();
        names.extend(["link.yaml", "up/secret.yaml", "up/nothing.yaml", "far/../passwd"]);
    }
    let mut calls = Vec::new();
    for (number, name) in names.into_iter().enumerate() {
        calls.push(("advise", json!({"profile": name})));
        calls.push(("check", json!({"paths": [name]})));
        calls.push(("scan", json!({"folder": name})));
        calls.push(("measure", json!({"logs": [name]})));
        if number == 0 {
            calls.extend(["questions", "cost"].map(|tool| (tool, json!({"profile": name}))));
            calls.push(("explain", json!({"id": "cost", "profile": name, "kind": "dimension"})));
            let both = json!({"a": {"profile": "inside.yaml"}, "b": {"profile": name}});
            calls.push(("compare", both));
            calls.push(("measure", json!({"logs": ["inside.yaml"], "profile": name})));
        }
    }
    for pattern in ["../*", "../sec*.log", "*/../../secret.*"] {
        calls.push(("measure", json!({"logs": [pattern]})));
        calls.push(("check", json!({"paths": [pattern]})));
    }
    for answer in call_plainly(&folder, true, &calls) {
        assert!(answer.contains("is not in the folder of this server"), "{answer}");
        assert!(!answer.contains("hunter2"), "{answer}");
    }
    // What a folder has in it is another matter: a link out of it is passed over.
    for answer in call_plainly(&folder, true, &[("measure", json!({"logs": ["logs"]}))]) {
        assert!(!answer.contains("hunter2"), "{answer}");
    }
    let inside = [
        ("advise", json!({"profile": "inside.yaml"})),
        ("advise", json!({"profile": "./logs/../inside.yaml"})),
        ("advise", json!({"profile": folder.join("inside.yaml")})),
        ("check", json!({"paths": ["inside.yaml", "*.yam*"]})),
        ("scan", json!({"folder": "."})),
    ];
    call_plainly(&folder, false, &inside[..3]);
    #[cfg(unix)]
    fs::remove_file(folder.join("link.yaml")).unwrap();
    call_plainly(&folder, false, &inside[3..]);
}
