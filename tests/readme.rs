//! What the documents show is what the program prints.

use crate::process::{golden, package, whereto};

/// Runs every command of a document's console blocks, and compares what it prints with what stands
/// under it, where `...` stands for any lines.
fn runs(document: &str) {
    let text = std::fs::read_to_string(package().join(document)).unwrap();
    let blocks = text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let commands = blocks.flat_map(|block| block.split("$ whereto ").skip(1));
    let mut count = 0;
    for (command, expected) in commands.filter_map(|it| it.split_once('\n')) {
        let arguments: Vec<&str> = command.split(' ').collect();
        let printed = whereto(&arguments).succeeds();
        let (printed, expected) = (printed.trim_end(), expected.trim_end());
        snapbox::Assert::new().eq(printed, snapbox::Data::text(expected));
        count += 1;
    }
    assert!(count > 0, "{document} shows nothing");
}

#[test]
fn readme() {
    runs("README.md");
}

#[test]
fn cost() {
    runs("docs/cost.md");
}

#[test]
fn measure() {
    runs("docs/measure.md");
}

/// How often the advice agrees is what is computed for `docs/corpus.md`, which a test holds to the
/// decisions: `SNAPSHOTS=overwrite cargo test` writes it anew.
#[test]
fn agreement() {
    let corpus = std::fs::read_to_string(package().join("docs/corpus.md")).unwrap();
    let tables = corpus.split("<!-- agreement -->").nth(1).unwrap();
    let tables = tables.split("<!-- /agreement -->").next().unwrap();
    let right = |table: &str, of: &str| -> String {
        let row = table.lines().find_map(|line| line.strip_prefix(&format!("| {of} | "))).unwrap();
        row.split(" |").next().unwrap().to_owned()
    };
    let mut words = String::from(
        "| published decisions | the advice agrees with | a regression on the same answers with |\n\
         |---|--:|--:|\n",
    );
    for (head, all, form) in [
        ("the corpus, cross-validated, as given", "all", "with everything that could be coded"),
        ("the corpus, cross-validated, stated only", "all", "with the stated facts alone"),
        ("cases apart, as given", "kept apart:", "with everything that could be coded"),
        ("cases apart, stated only", "kept apart:", "with the stated facts alone"),
    ] {
        let (before, table) = tables.split_once(&format!(" decisions, {head}:\n")).unwrap();
        let count = before.rsplit('\n').next().unwrap();
        let table = table.trim_start().split("\n\n").next().unwrap();
        let [own, regression] = ["the rules as shipped", "regression"].map(|of| right(table, of));
        words.push_str(&format!("| {all} {count}, {form} | {own} | {regression} |\n"));
    }
    let readme = std::fs::read_to_string(package().join("README.md")).unwrap();
    let (start, rest) = readme.split_once("<!-- agreement -->\n").unwrap();
    let (_, end) = rest.split_once("<!-- /agreement -->").unwrap();
    golden("../README.md", format!("{start}<!-- agreement -->\n{words}<!-- /agreement -->{end}"));
}

/// The example in the README is the one that is compiled and run as part of the documentation.
#[test]
fn library() {
    let block = |text: &str, start: &str| -> Vec<String> {
        let lines =
            text.lines().skip_while(|line| line.trim_start_matches("//! ") != start).skip(1);
        let lines = lines.map(|line| line.trim_start_matches("//!").trim_start_matches(' '));
        let shown = lines.take_while(|line| *line != "```").filter(|line| !line.starts_with('#'));
        shown.map(str::to_owned).collect()
    };
    let read = |file: &str| std::fs::read_to_string(package().join(file)).unwrap();
    let shown = block(&read("README.md"), "```rust");
    assert!((5..=15).contains(&shown.len()), "{shown:#?}");
    assert_eq!(shown, block(&read("src/lib.rs"), "```"));
}
