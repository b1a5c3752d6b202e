//! Bad input: every mistake is refused with exit status 2, named with its place, and never ends in a panic.

use std::{fs, path::PathBuf};

use crate::process::{golden, package, whereto};

/// The inputs of one kind, by name.
fn inputs(kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(package().join("tests/broken").join(kind)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
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
            .is_refused();
        golden(format!("broken/profiles/{name}.stderr"), stderr);
    }
}

/// What is said of a profile that is refused.
fn refusal(profile: impl Into<Vec<u8>>) -> String {
    whereto(&["--rules", "tests/small", "advise", "-"]).stdin(profile).is_refused()
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
    let chain: String =
        (1..40).map(|level| format!("a{level}: &a{level} {}\n", levels(&format!("*a{}", level - 1)))).collect();
    assert!(refusal(format!("a0: &a0 {}\n{chain}", levels("x"))).starts_with("error[too-deep]: "));
}

#[test]
fn sixty_thousand_wrong_keys_are_counted_and_a_hundred_are_shown() {
    let keys: String = (0..60_000).map(|key| format!("größe{key}: 1\n")).collect();
    let stderr = refusal(keys);
    assert_eq!(count(&stderr), 101);
    assert!(stderr.contains("`<stdin>` has 59900 more problems"), "{stderr}");
}
