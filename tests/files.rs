//! Folders that are gone through: what is left out of them, and what is said about it.

use std::fs;

use tempfile::{TempDir, tempdir};

use crate::process::{Run, whereto};

const PROFILE: &str = "traffic: {pattern: bursty}\n";

/// A repository with rules, and with profiles some of which Git is told to ignore.
fn repository() -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in [
        ("rules/rules.yaml", fs::read_to_string("tests/small/rules.yaml").unwrap().as_str()),
        ("rules/.git/x.yaml", "nonsense: [\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".gitignore", "# what is made\nnode_modules/\n*.tmp.yaml\n/services/made\n"),
        ("services/shop.yaml", PROFILE),
        ("services/shop.tmp.yaml", PROFILE),
        ("services/made/a.yaml", PROFILE),
        ("services/web/made/kept.yaml", PROFILE),
        ("services/web/node_modules/deep/a.yaml", PROFILE),
        ("services/web/.gitignore", "*.yaml\n!/made\n!made/kept.yaml\n"),
        ("services/web/left.yaml", PROFILE),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn at(folder: &TempDir, arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "rules"], arguments].concat()).within(folder.path())
}

#[test]
fn what_git_is_told_to_ignore_is_no_profile() {
    let folder = repository();
    let sources = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|row| row.split(',').next().unwrap().to_owned()).collect()
    };
    let found = at(&folder, &["advise", "services", "--format", "csv"]).exits(0);
    assert_eq!(sources(&found.stdout), ["services/shop.yaml", "services/web/made/kept.yaml"]);
    assert_eq!(found.stderr, "Left out 4 paths that Git ignores.\n");
    // What is named is read, and so is what is in a folder that is named.
    let named =
        at(&folder, &["advise", "services/made", "services/web/left.yaml", "--format", "csv"]);
    assert_eq!(sources(&named.succeeds()), ["services/made/a.yaml", "services/web/left.yaml"]);
    let quiet = at(&folder, &["-q", "check", "services"]).succeeds();
    assert!(quiet.contains("3 files held no decision"), "{quiet}");
    // Outside of a repository there is nothing that Git ignores.
    fs::remove_dir_all(folder.path().join(".git")).unwrap();
    let all = at(&folder, &["advise", "services", "--format", "csv"]).exits(0);
    assert_eq!(sources(&all.stdout).len(), 6);
}

#[test]
fn hidden_folders_hold_no_rules() {
    assert!(at(&repository(), &["rules", "list"]).succeeds().contains("traffic"));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_repository_are_not_read() {
    let folder = repository();
    let outside = tempdir().unwrap();
    let record = at(&folder, &["adr", "services/shop.yaml"]).succeeds();
    for (name, text) in [
        ("p.yaml", &format!("expect: cloud-functions\n{PROFILE}")),
        ("r.md", &record),
        ("a.log", &"broken\n".to_owned()),
    ] {
        fs::write(outside.path().join(name), text).unwrap();
        let link = folder.path().join("services").join(name);
        std::os::unix::fs::symlink(outside.path().join(name), link).unwrap();
    }
    std::os::unix::fs::symlink("../services/shop.yaml", folder.path().join("rules/.git/a"))
        .unwrap();
    let checked = at(&folder, &["check", "services", "--strict"]).exits(2);
    assert!(checked.stderr.contains("and 3 links out of the repository.\n"), "{}", checked.stderr);
    let advised = at(&folder, &["advise", "services", "--format", "csv"]).exits(0);
    assert!(advised.stderr.contains("1 link out of the repository"), "{}", advised.stderr);
    assert!(!advised.stdout.contains("services/p.yaml"), "{}", advised.stdout);
    // What is named is read.
    at(&folder, &["check", "services/r.md", "services/p.yaml", "--strict"]).exits(0);
    // A link within it is one, wherever it is.
    fs::write(folder.path().join("r.md"), &record).unwrap();
    std::os::unix::fs::symlink("../r.md", folder.path().join("services/own.md")).unwrap();
    let checked = at(&folder, &["check", "services", "--strict"]).exits(0);
    assert!(checked.stdout.contains("services/own.md"), "{}", checked.stdout);
}

#[cfg(unix)]
#[test]
fn links_to_folders_lead_nowhere() {
    let folder = repository();
    std::os::unix::fs::symlink(".", folder.path().join("rules/again")).unwrap();
    let listed = at(&folder, &["rules", "list"]).exits(0);
    assert_eq!(listed.stderr, "Left out 1 link to a folder.\n");
    fs::create_dir(folder.path().join("pack")).unwrap();
    fs::write(folder.path().join("pack/pack.yaml"), "pack: {name: p, version: '1'}\n").unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("pack/up")).unwrap();
    let packed = at(&folder, &["--pack", "pack", "-q", "rules", "list"]).finish();
    assert!(!packed.stderr.contains("x.yaml"), "{}", packed.stderr);
    std::os::unix::fs::symlink("..", folder.path().join("services/web/up")).unwrap();
    let checked = at(&folder, &["check", "services"]).exits(0);
    assert!(checked.stderr.contains("1 link to a folder"), "{}", checked.stderr);
}

#[test]
fn profiles_in_json_are_found_among_other_json() {
    let folder = repository();
    for (name, text) in [
        ("services/p.json", "{\"traffic\": {\"pattern\": \"bursty\"}}".to_owned()),
        ("services/package.json", "{\"name\": \"x\", \"version\": \"1\"}".to_owned()),
        ("services/lock.json", format!("{{\"x\": \"{}\"}}", "y".repeat(1 << 20))),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let found = at(&folder, &["advise", "services", "--format", "csv"]).exits(0).stdout;
    let sources = found.lines().skip(1).map(|row| row.split(',').next().unwrap());
    assert_eq!(
        sources.collect::<Vec<_>>(),
        ["services/p.json", "services/shop.yaml", "services/web/made/kept.yaml"]
    );
}

#[test]
fn what_a_repository_keeps_to_itself_is_ignored_too() {
    let folder = repository();
    let exclude = folder.path().join(".git/info/exclude");
    fs::create_dir_all(exclude.parent().unwrap()).unwrap();
    fs::write(&exclude, "# mine\n/services/shop.yaml\n").unwrap();
    let found = at(&folder, &["advise", "services", "--format", "csv"]).exits(0);
    assert!(!found.stdout.contains("services/shop.yaml"), "{}", found.stdout);
    assert_eq!(found.stderr, "Left out 5 paths that Git ignores.\n");
    // What stands in a `.gitignore` counts more.
    let gitignore = folder.path().join("services/.gitignore");
    fs::write(gitignore, "!shop.yaml\n").unwrap();
    let found = at(&folder, &["advise", "services", "--format", "csv"]).exits(0);
    assert!(found.stdout.contains("services/shop.yaml"), "{}", found.stdout);
}
