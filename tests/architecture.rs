//! The layout of the code, read from its sources: who may use whom, and what only the command line
//! may know.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{
    process::package,
    scanner::{self, File, Literals, code},
};

/// The modules in the order in which they may use each other: a module may use those of earlier
/// rows and of its own. A new module needs a place here, and in `docs/architecture.md`.
const ROWS: [&[&str]; 32] = [
    &["suggest"],
    &["words"],
    &["source"],
    &["problem"],
    &["yaml"],
    &["quantity"],
    &["reader"],
    &["measure"],
    &["money"],
    &["formula"],
    &["shape"],
    &["grid"],
    &["field"],
    &["document"],
    &["condition"],
    &["answer"],
    &["rulebase"],
    &["profile"],
    &["config"],
    &["scan"],
    &["corpus"],
    &["cost"],
    &["assessment"],
    &["scenario"],
    &["analysis"],
    &["calibration"],
    &["interview"],
    &["advice"],
    &["report"],
    &["decision"],
    &["schema"],
    &["cli"],
];

/// Crates that only the command line may use: arguments, the terminal, files, signals, errors for
/// people alone. They are those of the feature `cli`, without which the library is built.
static CRATES_OF_THE_COMMAND_LINE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let manifest = std::fs::read_to_string(package().join("Cargo.toml")).unwrap();
    let (_, feature) = manifest.split_once("\ncli = [").unwrap();
    let (feature, _) = feature.split_once(']').unwrap();
    let names = feature.split('"').filter_map(|word| word.strip_prefix("dep:"));
    names.map(|name| name.replace('-', "_")).collect()
});

/// Parts of the standard library that only the command line may use, since they read or change the
/// world.
const STD_OF_THE_COMMAND_LINE: [&str; 12] = [
    "env",
    "fs",
    "io::IsTerminal",
    "io::stderr",
    "io::stdin",
    "io::stdout",
    "net",
    "os",
    "process",
    "thread",
    "time::Instant",
    "time::SystemTime",
];

/// Calls that read the clock or draw randomness that nobody seeded.
const CALLS_OF_THE_COMMAND_LINE: [&str; 6] = [
    "Timestamp::now",
    "Zoned::now",
    "SystemTime::now",
    "Instant::now",
    "from_os_rng",
    "thread_rng",
];

/// The module that a file belongs to; none for the roots of the library and the program.
fn module(file: &File) -> Option<&str> {
    let name = file.path.split('/').next()?.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then_some(name)
}

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// What a file uses that it may not.
fn violations(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    let mut report =
        |line: usize, what: String| found.push(format!("src/{}:{line}: {what}", file.path));
    let own = module(file);
    for (line, path) in scanner::paths_from("crate", &file.text) {
        // Macros and items of the root itself have no module.
        let Some(used) = path.first().filter(|first| row(first).is_some()) else { continue };
        let (Some(own), Some(used_row)) = (own, row(used)) else { continue };
        if row(own).is_none_or(|own_row| used_row > own_row) {
            report(line, format!("`{own}` uses `{used}`, which comes after it"));
        }
    }
    if matches!(own, Some("cli")) || file.path == "main.rs" {
        return found;
    }
    let code = code(&file.text, Literals::Blanked);
    let crates = &*CRATES_OF_THE_COMMAND_LINE;
    for (index, line) in code.lines().enumerate() {
        for word in scanner::words(line).filter(|word| crates.iter().any(|it| it == word)) {
            report(index + 1, format!("`{word}` is for the command line"));
        }
        for call in CALLS_OF_THE_COMMAND_LINE.iter().filter(|call| line.contains(**call)) {
            report(index + 1, format!("`{call}` is for the command line"));
        }
    }
    for (line, path) in scanner::paths_from("std", &file.text) {
        let path = path.join("::");
        let path = path.strip_suffix("::self").unwrap_or(&path);
        let under = |banned: &&&str| path == **banned || path.starts_with(&format!("{banned}::"));
        if let Some(banned) = STD_OF_THE_COMMAND_LINE.iter().find(under) {
            report(line, format!("`std::{banned}` is for the command line"));
        }
    }
    // `use std::io;` and then `io::stdin()`.
    for (index, line) in code.lines().enumerate() {
        for stream in ["io::stdin", "io::stdout", "io::stderr"]
            .iter()
            .filter(|stream| line.contains(**stream))
        {
            if !line.contains(&format!("std::{stream}")) {
                report(index + 1, format!("`{stream}` is for the command line"));
            }
        }
    }
    found
}

#[test]
fn use_runs_one_way_and_only_the_command_line_knows_the_world() {
    let found: Vec<String> = scanner::files().iter().flat_map(violations).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let files = scanner::files();
    let there: BTreeSet<&str> = files.iter().filter_map(module).collect();
    let placed: BTreeSet<&str> = ROWS.iter().flat_map(|row| row.iter().copied()).collect();
    assert_eq!(there, placed, "modules in src/, and modules that have a place in the order");
    let map = std::fs::read_to_string(package().join("docs/architecture.md")).unwrap();
    for module in there {
        let named = map.contains(&format!("`{module}`")) || map.contains(&format!("`{module}/`"));
        assert!(named, "docs/architecture.md does not say what `{module}` is");
    }
}

#[test]
fn a_wrong_use_is_found() {
    let bad =
        |path: &str, text: &str| violations(&File { path: path.to_owned(), text: text.to_owned() });
    for (path, text) in [
        ("rulebase/rule.rs", "use crate::assessment::Engine;"),
        ("rulebase/rule.rs", "use crate::{\n    field::Field,\n    report::{self, Report},\n};"),
        ("cost.rs", "fn f() -> crate::analysis::Analysis { todo!() }"),
        ("report/cost.rs", "use crate::cli::output::Output;"),
        ("unplaced.rs", "use crate::field::Field;"),
        ("report.rs", "use clap::Parser;"),
        ("report.rs", "fn f() -> anyhow::Result<()> { Ok(()) }"),
        ("interview.rs", "use std::{collections::BTreeSet, fs};"),
        ("interview.rs", "use std::io::{self, Write}; fn f() { io::stdout().flush(); }"),
        ("interview.rs", "fn f() { std::env::var(\"HOME\"); }"),
        ("cost.rs", "fn today() { jiff::Timestamp::now() }"),
        ("cost.rs", "use std::time::SystemTime;"),
        ("lib.rs", "pub use dialoguer::Select;"),
    ] {
        assert!(!bad(path, text).is_empty(), "{path}: {text} passes");
    }
    for (path, text) in [
        ("rulebase/rule.rs", "//! see [`crate::report::Report`]\nuse crate::field::Field; // clap"),
        ("report.rs", "const HELP: &str = \"std::fs and anyhow and crate::cli\";"),
        (
            "cli/ask.rs",
            "use std::{env, fs}; use clap::Args; use crate::cli::exit; fn f() { Timestamp::now() }",
        ),
        ("main.rs", "use std::process::ExitCode;"),
        ("report.rs", "use std::{fmt::Write, io::Write as _};"),
    ] {
        assert!(bad(path, text).is_empty(), "{path}: {text} gives {:?}", bad(path, text));
    }
}

/// Files that the map names are there.
#[test]
fn the_map_names_files_that_are_there() {
    let map = std::fs::read_to_string(package().join("docs/architecture.md")).unwrap();
    let named: Vec<&str> = map.split('`').skip(1).step_by(2).collect();
    let is_path = |name: &&&str| name.ends_with(".rs") && !name.contains("NAME");
    let is_there =
        |name: &str| ["", "src"].iter().any(|folder| package().join(folder).join(name).exists());
    assert!(named.iter().filter(is_path).count() > 15);
    for name in named.iter().filter(is_path) {
        assert!(is_there(name), "docs/architecture.md names `{name}`");
    }
}
