//! Reads Rust source as far as the tests of the code's layout need it: what is code, what a
//! comment, what a literal.

use std::{fs, path::Path};

use crate::process::package;

/// A source file, by its path below `src/`.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every source file, in the order of paths.
pub(crate) fn files() -> Vec<File> {
    let root = package().join("src");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

/// What becomes of string and character literals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Literals {
    Kept,
    Blanked,
}

/// The text without its comments, and without the insides of its literals if so wanted; every line
/// stays on its line.
pub(crate) fn code(text: &str, literals: Literals) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        let after_a_name =
            at > 0 && (characters[at - 1].is_alphanumeric() || characters[at - 1] == '_');
        let (end, keep) = match character {
            '/' if starts(&characters, at, "//") => (line_end(&characters, at), false),
            '/' if starts(&characters, at, "/*") => (block_comment_end(&characters, at), false),
            '"' => (quoted_end(&characters, at, '"'), literals == Literals::Kept),
            'r' | 'b' | 'c' if !after_a_name && raw_end(&characters, at).is_some() => {
                (raw_end(&characters, at).unwrap(), literals == Literals::Kept)
            }
            '\'' if is_character(&characters, at) => {
                (quoted_end(&characters, at, '\''), literals == Literals::Kept)
            }
            _ => (at + 1, true),
        };
        let piece = &characters[at..end.min(characters.len())];
        code.extend(piece.iter().map(|it| if keep || *it == '\n' { *it } else { ' ' }));
        at = end;
    }
    code
}

fn starts(characters: &[char], at: usize, with: &str) -> bool {
    with.chars()
        .enumerate()
        .all(|(index, character)| characters.get(at + index) == Some(&character))
}

fn line_end(characters: &[char], at: usize) -> usize {
    characters[at..]
        .iter()
        .position(|character| *character == '\n')
        .map_or(characters.len(), |length| at + length)
}

fn block_comment_end(characters: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < characters.len() {
        if starts(characters, at, "/*") {
            depth += 1;
            at += 2;
        } else if starts(characters, at, "*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The end of a literal whose quote stands at `at`.
fn quoted_end(characters: &[char], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while end < characters.len() && characters[end] != quote {
        end += if characters[end] == '\\' { 2 } else { 1 };
    }
    end + 1
}

/// The end of a raw string that starts at `at`; none if none does.
fn raw_end(characters: &[char], at: usize) -> Option<usize> {
    let mut start = at + usize::from(characters[at] != 'r');
    if characters.get(start) != Some(&'r') {
        return None;
    }
    start += 1;
    let hashes = characters[start..].iter().take_while(|it| **it == '#').count();
    if characters.get(start + hashes) != Some(&'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = start + hashes + 1;
    (inside..characters.len())
        .find(|end| starts(characters, *end, &close))
        .map(|end| end + close.chars().count())
}

/// Whether the quote at `at` opens a character and not a lifetime.
fn is_character(characters: &[char], at: usize) -> bool {
    match characters.get(at + 1) {
        Some('\\') => true,
        Some(_) => characters.get(at + 2) == Some(&'\''),
        None => false,
    }
}

/// The names and keywords of a line.
pub(crate) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|word| !word.is_empty())
}

/// Every name that is brought in or spelt out from a root such as `crate`, without the root, with
/// its line: of a tree of names each leaf by itself.
pub(crate) fn paths_from(root: &str, text: &str) -> Vec<(usize, Vec<String>)> {
    let root = format!("{root}::");
    let code = code(text, Literals::Blanked);
    let characters: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let is_name = |it: char| it.is_alphanumeric() || it == '_';
        let word =
            at == 0 || !(is_name(characters[at - 1]) || matches!(characters[at - 1], '$' | ':'));
        if word && starts(&characters, at, &root) {
            let line = characters[..at].iter().filter(|it| **it == '\n').count() + 1;
            let mut leaves = Vec::new();
            tree(&characters, at + root.len(), &mut Vec::new(), &mut leaves);
            found.extend(leaves.into_iter().map(|leaf| (line, leaf)));
            at += root.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one branch of a tree of names; gives where it ends.
fn tree(
    characters: &[char],
    mut at: usize,
    stem: &mut Vec<String>,
    leaves: &mut Vec<Vec<String>>,
) -> usize {
    let depth = stem.len();
    let blanks = |mut at: usize| {
        while characters.get(at).is_some_and(|it| it.is_whitespace()) {
            at += 1;
        }
        at
    };
    at = blanks(at);
    loop {
        let name: String =
            characters[at..].iter().take_while(|it| it.is_alphanumeric() || **it == '_').collect();
        if !name.is_empty() {
            at += name.chars().count();
            stem.push(name);
            if starts(characters, at, "::") {
                at = blanks(at + 2);
                continue;
            }
            leaves.push(stem.clone());
        } else if characters.get(at) == Some(&'{') {
            at = blanks(at + 1);
            while at < characters.len() && characters[at] != '}' {
                at = blanks(tree(characters, at, stem, leaves));
                // `as` and the name after it say nothing about where something comes from.
                while at < characters.len() && !matches!(characters[at], ',' | '}') {
                    at += 1;
                }
                if characters.get(at) == Some(&',') {
                    at = blanks(at + 1);
                }
            }
            at += 1;
        } else {
            leaves.push(stem.clone());
        }
        break;
    }
    stem.truncate(depth);
    at
}

#[test]
fn comments_and_literals_are_told_from_code() {
    let text = r###"
fn one<'a>(x: &'a str) -> char { // aws
    let quote = '"'; /* gcp /* nested */ still */ let escaped = '\'';
    let raw = r#"inside " it"#; let plain = "a \" b // no comment"; b'x'; b"bytes"
}
"###;
    let blanked = code(text, Literals::Blanked);
    for gone in ["aws", "gcp", "nested", "still", "inside", "no comment", "bytes"] {
        assert!(!blanked.contains(gone), "{gone} in {blanked}");
    }
    for stays in [
        "fn one<'a>(x: &'a str) -> char {",
        "let quote =",
        "let escaped =",
        "let raw =",
        "let plain =",
    ] {
        assert!(blanked.contains(stays), "{stays} in {blanked}");
    }
    let kept = code(text, Literals::Kept);
    assert!(!kept.contains("aws") && !kept.contains("still"));
    assert!(
        kept.contains("inside \" it") && kept.contains("no comment") && kept.contains("b\"bytes\"")
    );
    assert_eq!(blanked.lines().count(), text.lines().count());
}

#[test]
fn names_are_followed_into_their_trees() {
    let text = "use crate::{\n    cost::{money::Money, curve::{self, Curve as Line}},\n    \
                field::Facts,\n};\n// use crate::cli;\nfn f() { \
                crate::suggest::nearest(\"crate::report\") }\nmacro_rules! m { () => { \
                $crate::yaml::read } }";
    let found: Vec<(usize, String)> =
        paths_from("crate", text).into_iter().map(|(line, leaf)| (line, leaf.join("::"))).collect();
    let expected = [
        (1, "cost::money::Money"),
        (1, "cost::curve::self"),
        (1, "cost::curve::Curve"),
        (1, "field::Facts"),
        (6, "suggest::nearest"),
    ];
    assert_eq!(found, expected.map(|(line, leaf)| (line, leaf.to_owned())));
}
