//! No two files of the code need each other: one of them can be read and changed without the other.
//!
//! A file uses another one when it names something that is defined there, be it in `use` or spelt
//! out. Declaring a module, and passing its names on (`pub use`), is no use of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::scanner::{self, File, Literals, code};

/// A module by the names from the root on.
type Module = Vec<String>;

/// The modules of the library and the program, with the files that they stand in.
struct Code {
    files: Vec<File>,
    /// By module the number of its file.
    modules: BTreeMap<Module, usize>,
    /// By module the names that it passes on, with what they are names of.
    passed_on: BTreeMap<Module, BTreeMap<String, Module>>,
}

impl Code {
    fn new(mut files: Vec<File>) -> Self {
        for file in &mut files {
            // Tests inside a file see all of it, and nothing sees them.
            let text = code(&file.text, Literals::Blanked);
            file.text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        }
        let modules: BTreeMap<Module, usize> =
            files.iter().enumerate().map(|(number, file)| (module(&file.path), number)).collect();
        let mut code = Self { files, modules, passed_on: BTreeMap::new() };
        for module in code.modules.keys().cloned().collect::<Vec<_>>() {
            let text = &code.files[code.modules[&module]].text;
            let passed_on =
                exports(text).into_iter().flat_map(|export| code.paths(&module, export));
            let passed_on =
                passed_on.filter_map(|path| Some((path.last()?.clone(), path))).collect();
            code.passed_on.insert(module, passed_on);
        }
        code
    }

    /// All paths in a text that belongs to a module, from the root on.
    fn paths(&self, module: &Module, text: &str) -> Vec<Module> {
        let above = &module[..module.len().saturating_sub(1)];
        let mut paths: Vec<Module> = [("crate", &[][..]), ("self", module), ("super", above)]
            .into_iter()
            .flat_map(|(root, stem)| paths_from(root, stem, text))
            .collect();
        // Outside of `use`, where names may stand in the tree of any root.
        let spelt_out = without(text, |text| statements(text, "use "));
        let is_child =
            |other: &&Module| other.len() == module.len() + 1 && other.starts_with(module);
        for child in self.modules.keys().filter(is_child) {
            paths.extend(paths_from(&child[module.len()], child, &spelt_out));
        }
        paths
    }

    /// The file in which the thing at a path is defined; none for what is not of this code.
    fn file(&self, path: &[String]) -> Option<usize> {
        let depth =
            (0..=path.len()).rev().find(|depth| self.modules.contains_key(&path[..*depth]))?;
        let module = &path[..depth];
        let number = self.modules[module];
        let Some(name) = path.get(depth) else { return Some(number) };
        if let Some(target) = self.passed_on[module].get(name).filter(|target| *target != path) {
            return self.file(target);
        }
        // Perhaps it is one of all names of a module that are passed on.
        let text = &self.files[number].text;
        let whole = exports(text).into_iter().filter(|export| export.contains('*'));
        let whole = whole.flat_map(|export| self.paths(&module.to_vec(), export));
        let mut files = whole.filter_map(|module| self.modules.get(&module).copied());
        let elsewhere = files.find(|file| defines(&self.files[*file].text, name));
        Some(elsewhere.filter(|_| !defines(text, name)).unwrap_or(number))
    }

    /// By file the files that it uses.
    fn uses(&self) -> Vec<BTreeSet<usize>> {
        let mut uses = vec![BTreeSet::new(); self.files.len()];
        for (module, number) in &self.modules {
            let text = without(&self.files[*number].text, exports);
            let used = self.paths(module, &text).into_iter().filter_map(|path| self.file(&path));
            uses[*number] = used.filter(|used| used != number).collect();
        }
        uses
    }

    /// Every set of files each of which uses, directly or not, all others.
    fn circles(&self) -> Vec<Vec<&str>> {
        let uses = self.uses();
        let reach: Vec<BTreeSet<usize>> =
            (0..uses.len()).map(|from| reached(&uses, from)).collect();
        let circle = |file: usize| -> Vec<&str> {
            let others = reach[file].iter().filter(|other| reach[**other].contains(&file));
            others.map(|other| self.files[*other].path.as_str()).collect()
        };
        let circles: BTreeSet<Vec<&str>> = (0..uses.len()).map(circle).collect();
        circles.into_iter().filter(|circle| circle.len() > 1).collect()
    }
}

/// The files that one leads to.
fn reached(uses: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        next.extend(uses[file].iter().filter(|used| reached.insert(**used)));
    }
    reached
}

/// The module that stands in a file; the root for those of the library and the program.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let names = path.split('/').filter(|name| !matches!(*name, "lib" | "main"));
    names.map(str::to_owned).collect()
}

/// All paths from a root in a text, from the root of the code on; the root itself lies at `stem`.
fn paths_from(root: &str, stem: &[String], text: &str) -> Vec<Module> {
    if !text.contains(&format!("{root}::")) {
        return Vec::new();
    }
    let whole = |names: Vec<String>| {
        let up = names.iter().take_while(|name| *name == "super").count();
        let stem = &stem[..stem.len().saturating_sub(up)];
        let names = names[up..].iter().filter(|name| *name != "self");
        stem.iter().chain(names).cloned().collect()
    };
    scanner::paths_from(root, text).into_iter().map(|(_, names)| whole(names)).collect()
}

/// The statements of a text that begin with a word.
fn statements<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let starts = text.match_indices(word).map(|(at, _)| &text[at..]);
    starts.filter_map(|rest| Some(&rest[..=rest.find(';')?])).collect()
}

/// The statements of a text that pass names on.
fn exports(text: &str) -> Vec<&str> {
    let passes_on = |statement: &&str| {
        let visibility = statement.find(" use ").map(|at| &statement[..at]);
        matches!(visibility, Some("pub" | "pub(crate)" | "pub(super)"))
    };
    statements(text, "pub").into_iter().filter(passes_on).collect()
}

/// Whether a text says what a name is.
fn defines(text: &str, name: &str) -> bool {
    ["struct", "enum", "fn", "trait", "type", "const", "static"].iter().any(|word| {
        let ends = |rest: &str| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_');
        text.split(&format!("{word} {name}")).skip(1).any(ends)
    })
}

fn without(text: &str, statements: impl Fn(&str) -> Vec<&str>) -> String {
    statements(text).into_iter().fold(text.to_owned(), |left, one| left.replace(one, ""))
}

#[test]
fn no_two_files_need_each_other() {
    let code = Code::new(scanner::files());
    let found: Vec<String> = code.circles().iter().map(|circle| circle.join(", ")).collect();
    assert!(found.is_empty(), "files that need each other:\n{}", found.join("\n"));
}

#[test]
fn circles_are_found_through_names_that_are_passed_on() {
    let circles = |texts: &[(&str, &str)]| -> Vec<Vec<String>> {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let code = Code::new(texts.iter().map(file).collect());
        let owned = |circle: Vec<&str>| circle.into_iter().map(str::to_owned).collect();
        code.circles().into_iter().map(owned).collect()
    };
    let (one, two) = ("a/one.rs", "a/two.rs");
    let circle = vec![vec![one.to_owned(), two.to_owned()]];
    let top = ("a.rs", "mod one;\nmod two;\npub use self::{one::One, two::Two};\npub struct Own;");
    // Through `super`, through a name that is passed on, and spelt out.
    for back in ["use super::two::Two;", "use super::Two;", "fn f() -> crate::a::two::Two {}"] {
        assert_eq!(circles(&[top, (one, back), (two, "use super::one;")]), circle, "{back}");
    }
    let top = ("a.rs", "mod one;\nmod two;\npub use self::{one::*, two::*};");
    let (first, second) =
        ((one, "use super::Two;\npub struct One;"), (two, "use super::One;\npub struct Two;"));
    assert_eq!(circles(&[top, first, second]), circle, "through all names");
    let top = ("a.rs", "mod one;\nmod two;\npub use self::{one::One, two::Two};\npub struct Own;");
    // Neither a name of their own parent, nor one that only a comment or a test has.
    for alone in
        ["use super::Own;", "// super::Two\n", "#[cfg(test)]\nmod tests { use super::super::Two; }"]
    {
        assert_eq!(
            circles(&[top, (one, alone), (two, "use super::One;")]),
            Vec::<Vec<String>>::new()
        );
    }
    // A parent that uses what uses it.
    let parent = ("a.rs", "mod one;\npub struct Own;\nfn f() { one::g() }");
    let expected = vec![vec!["a.rs".to_owned(), one.to_owned()]];
    assert_eq!(circles(&[parent, (one, "use super::Own;")]), expected);
}
