//! Help and manual pages: what they say is true, whole, and fits.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::{TempDir, tempdir};

use crate::{
    effort::is_there,
    process::{package, whereto},
};

/// Every command, by the words that call it; the program itself first.
fn commands() -> Vec<Vec<String>> {
    let mut found = vec![vec![]];
    let mut at = 0;
    while let Some(command) = found.get(at).cloned() {
        let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
        words.push("--help");
        let help = whereto(&words).succeeds();
        let listed = help.split_once("\nCommands:\n").map_or("", |(_, after)| after);
        let listed = listed.lines().take_while(|line| !line.is_empty());
        for name in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = name.split_whitespace().next().unwrap();
            if name != "help" {
                found.push([command.clone(), vec![name.to_owned()]].concat());
            }
        }
        at += 1;
    }
    assert!(found.len() > 15, "{found:?}");
    found
}

fn help(command: &[String], flag: &str) -> String {
    let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
    words.push(flag);
    whereto(&words).succeeds()
}

/// On a terminal of 80 columns and 24 lines, of which the last has the prompt.
#[cfg(unix)]
#[test]
fn short_help_fits_on_a_screen() {
    for command in commands() {
        let words = command.join(" ");
        let line = format!("stty cols 80 rows 24; '{}' {words} -h", env!("CARGO_BIN_EXE_whereto"));
        let mut shell = Command::new("sh");
        let mut session = expectrl::session::Session::spawn({
            shell.args(["-c", &line]);
            shell
        })
        .unwrap();
        let text = expectrl::Expect::expect(&mut session, expectrl::Eof).unwrap();
        let text = String::from_utf8_lossy(text.get(0).unwrap()).into_owned();
        let lines = text.trim_end().lines().count();
        assert!((5..24).contains(&lines), "`{words} -h` has {lines} lines:\n{text}");
    }
}

/// A folder with all that examples speak of.
fn workplace() -> TempDir {
    let folder = tempdir().unwrap();
    let copy = |from: &str, to: &str| {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(package().join(from), to).unwrap();
    };
    for name in ["whereto.yaml", "shop.yaml", "services/shop.yaml"] {
        copy("examples/b2b-saas.yaml", name);
    }
    copy("examples/webhook-receiver.yaml", "services/hooks.yaml");
    copy("docs/contract-prices.yaml", "prices.yaml");
    let requests = (0..60).map(|minute| {
        format!("192.0.2.1 - - [01/Oct/2026:10:{minute:02}:00 +0000] \"GET / HTTP/1.1\" 200 512\n")
    });
    fs::write(folder.path().join("access.log"), requests.collect::<String>()).unwrap();
    copy_all(
        &package().join("examples/packs/company-policy"),
        &folder.path().join("company-policy"),
    );
    let exception = "exceptions: [{file: whereto.yaml, because: A test., until: 2999-12-31}]\n";
    fs::write(folder.path().join("exceptions.yaml"), exception).unwrap();
    whereto(&["adr", "whereto.yaml", "--dir", "docs/decisions"]).within(folder.path()).exits(0);
    folder
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_all(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}

/// What help says after a heading, up to the next blank line.
fn section<'h>(help: &'h str, heading: &str) -> Vec<&'h str> {
    let found = help.split_once(&format!("\n{heading}:\n"));
    let (_, after) = found.unwrap_or_else(|| panic!("there is no `{heading}` in:\n{help}"));
    after.lines().take_while(|line| !line.is_empty()).collect()
}

/// Types a line into a shell in a folder.
#[cfg(unix)]
fn typed(line: &str, folder: &Path) -> Output {
    let own = Path::new(env!("CARGO_BIN_EXE_whereto")).parent().unwrap();
    let path = format!("{}:{}", own.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.args(["-c", line]).current_dir(folder).env("PATH", path).env("HOME", folder);
    shell.stdin(Stdio::null()).output().unwrap()
}

/// What people know from other tools works here, too.
#[cfg(unix)]
#[test]
fn habits_work() {
    let folder = workplace();
    let text = fs::read_to_string(package().join("docs/habits.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut tried = 0;
    for row in rows {
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let line = cells[3].trim_matches('`').replace('\u{1}', "|");
        assert!(line.contains("whereto "), "{row}");
        let output = typed(&line, folder.path());
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {error}");
        assert!(!output.stdout.is_empty(), "{line} says nothing");
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[cfg(unix)]
#[test]
fn examples_can_be_typed_as_they_stand() {
    let folder = workplace();
    let mut tried = 0;
    for command in commands() {
        let help = help(&command, "--help");
        let exits = section(&help, "Exit status");
        let exits: Vec<&str> = exits.iter().filter_map(|it| it.split_whitespace().next()).collect();
        let examples = section(&help, "Examples");
        let lines = examples.iter().map(|line| line.trim()).filter(|line| !line.starts_with('#'));
        let mut count = 0;
        for line in lines {
            count += 1;
            let name = command.join(" ");
            let is_settings = line.starts_with('{');
            let is_own = line.contains(&format!("whereto {name}")) || name.is_empty();
            assert!(is_own || is_settings, "{name}: {line}");
            // These talk to a person, to a client, or to a shell that has its own tests.
            let is_talk = line.starts_with("whereto ask") && !line.contains("--answers");
            let is_of_a_shell = ["bash)", "zsh)", "Invoke-"].iter().any(|it| line.contains(it));
            if is_settings || is_talk || is_of_a_shell || line.ends_with("| man -l -") {
                continue;
            }
            // What is searched at random is tried on less, for the sake of time.
            let less = [("rules lint", " --samples 50"), ("--prices-b", " --tries 20")];
            let less = less.iter().filter(|(what, _)| line.contains(what)).map(|(_, less)| *less);
            let line = line.to_owned() + &less.collect::<String>();
            fs::create_dir_all(folder.path().join(".config/fish/completions")).unwrap();
            let output = typed(&line, folder.path());
            let status = output.status.code().unwrap_or(-1).to_string();
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(exits.contains(&status.as_str()) && status != "2", "{line}: {status}\n{error}");
            tried += 1;
        }
        assert!(count > 0, "there is no example for {command:?}");
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn every_manual_page_can_be_had_and_is_whole() {
    let folder = tempdir().unwrap();
    let write = ["--as-of", "2026-11-21", "man", "--dir", "man1"];
    whereto(&write).within(folder.path()).succeeds();
    assert!(whereto(&write).within(folder.path()).refused().contains("exists already"));
    whereto(&[&write[..], &["--force"]].concat()).within(folder.path()).succeeds();
    let page = |name: &str| fs::read_to_string(folder.path().join("man1").join(name)).unwrap();
    let mut files: BTreeSet<String> = fs::read_dir(folder.path().join("man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for command in commands() {
        let name = [&["whereto".to_owned()], command.as_slice()].concat().join("-");
        let file = format!("{name}.1");
        assert!(files.remove(&file), "there is no {file}");
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let words = [&["--as-of", "2026-11-21", "man"], words.as_slice()].concat();
        assert_eq!(page(&file), whereto(&words).succeeds());
        let text = page(&file).replace('\\', "");
        assert!(text.contains(&format!(".TH {} 1 2026-11-21 ", name.to_uppercase())), "{text}");
        for heading in
            ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"]
        {
            let quoted = heading.contains(' ');
            let heading = if quoted { format!("\"{heading}\"") } else { heading.to_owned() };
            assert!(text.contains(&format!("\n.SH {heading}\n")), "{file}: no {heading}");
        }
        let references = text.split_once("\n.SH \"SEE ALSO\"\n").unwrap().1;
        for reference in references.split([',', '\n', ' ']).filter(|it| it.ends_with("(1)")) {
            let file = reference.replace("(1)", ".1");
            assert!(folder.path().join("man1").join(&file).is_file(), "{name}: no {reference}");
        }
    }
    assert_eq!(files, BTreeSet::new(), "pages of nothing");
    assert!(whereto(&["man", "advice"]).refused().contains("did you mean `advise`?"));
}

#[test]
fn manual_pages_are_clean() {
    if !is_there("mandoc") {
        return;
    }
    let folder = tempdir().unwrap();
    whereto(&["--as-of", "2026-11-21", "man", "--dir", "."]).within(folder.path()).succeeds();
    let pages = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let output = Command::new("mandoc").args(["-Tlint", "-Wstyle"]).args(pages).output().unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found, "");
}

/// A variable of the environment that the program reads and nobody is told of would be a trap.
#[test]
fn manual_pages_name_the_environment() {
    let page = whereto(&["man"]).succeeds().replace('\\', "");
    let mut left = vec![package().join("src")];
    let mut found = 0;
    while let Some(folder) = left.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            for (_, after) in text.match_indices("env::var").map(|(at, _)| text.split_at(at)) {
                let call = after.split(')').next().unwrap();
                let Some(name) = call.split('"').nth(1) else { continue };
                assert!(page.contains(name), "{name} of {} is not in whereto(1)", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 0);
}
