//! Parses the files in `rules/`, so that the program need not parse them at every start: what it
//! reads of each is written beside its text, and a list names both. `src/rulebase/embedded.rs`
//! reads them back, and a test holds what comes of it against the files themselves.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use crate::{
    prepared::Prepared,
    tree::{Content, Entry, Node, Scalar, Span},
};

#[path = "src/rulebase/prepared.rs"]
pub mod prepared;
#[path = "src/yaml/tree.rs"]
pub mod tree;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    // In the order in which `--rules rules` reads them: of things of one kind, those in earlier files
    // come first.
    let mut base = [yaml_files("rules")?, yaml_files("rules/dimensions")?].concat();
    base.sort();
    embed("base", &base, true)?;
    // These are no part of the rule base, and are read only by who needs them.
    embed("scenarios", &yaml_files("rules/scenarios")?, true)?;
    let decisions = embed("decisions", &yaml_files("rules/decisions")?, false)?;
    prepare(&decisions)
}

/// Lists the YAML files of a folder by name; none where there is no such folder.
fn yaml_files(folder: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}

/// Writes a list of files as Rust has it, and their trees where these are built in too. Returns the
/// texts and trees.
fn embed(
    name: &str,
    files: &[PathBuf],
    with_trees: bool,
) -> Result<Vec<(String, Node)>, Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut list = String::from("&[\n");
    let mut read_files = Vec::new();
    for file in files {
        let text = fs::read_to_string(file)?;
        let tree = read(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let path = file.to_str().ok_or("a name that is no text")?.replace('\\', "/");
        // Whole paths would be wrong as soon as the folder is another.
        write!(
            list,
            "({path:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\"))"
        )?;
        if with_trees {
            let tree_path = Path::new(&path).with_extension("tree");
            let tree_file = out.join(&tree_path);
            fs::create_dir_all(tree_file.parent().ok_or("a file without a folder")?)?;
            fs::write(&tree_file, postcard::to_allocvec(&tree)?)?;
            let tree_path = tree_path.display();
            write!(list, ", include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{tree_path}\"))")?;
        }
        list.push_str("),\n");
        read_files.push((text, tree));
    }
    list.push(']');
    fs::write(out.join(name).with_extension("rs"), list)?;
    Ok(read_files)
}

/// Writes the decisions of files without what is only there to report errors. Every answer that any
/// of them gives is written once, as most are those of many.
fn prepare(files: &[(String, Node)]) -> Result<(), Box<dyn Error>> {
    let (mut all, mut decisions): (Vec<Node>, Vec<Prepared>) = (Vec::new(), Vec::new());
    for (file, (text, root)) in files.iter().enumerate() {
        let byte = |at: u32| text.char_indices().nth(at as usize).map_or(text.len(), |(it, _)| it);
        for node in each(root) {
            let need = |key: &str| word(node, key).ok_or(format!("a decision without `{key}`"));
            let id = value(node, "id").ok_or("a decision without an id")?.span;
            let mut answers = Vec::new();
            value(node, "facts").into_iter().for_each(|facts| flatten(facts, "", &mut answers));
            let number = |answer: Node| {
                all.iter().position(|known| *known == answer).unwrap_or_else(|| {
                    all.push(answer);
                    all.len() - 1
                })
            };
            decisions.push(Prepared {
                file,
                place: byte(id.start)..byte(id.end),
                id: need("id")?,
                title: need("title")?,
                decision: need("decision")?,
                decided_because: need("decided_because")?,
                summary: need("summary")?,
                year: word(node, "year").map(str::parse).transpose()?,
                moved_from: word(node, "moved_from"),
                source_kind: word(node, "source_kind"),
                source_title: word(node, "source_title"),
                source_url: word(node, "source_url"),
                group: word(node, "group"),
                set: word(node, "set"),
                notes: word(node, "notes"),
                facts: answers.into_iter().map(number).collect(),
                inferred: value(node, "inferred")
                    .map_or(&[][..], each)
                    .iter()
                    .filter_map(words)
                    .collect(),
            });
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let answers = Node { content: Content::Sequence(all), span: Span::default() };
    Ok(fs::write(out.join("prepared"), postcard::to_allocvec(&(answers, decisions))?)?)
}

fn each(node: &Node) -> &[Node] {
    if let Content::Sequence(nodes) = &node.content { nodes } else { &[] }
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Content::Mapping(entries) = &node.content else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

fn word(node: &Node, key: &str) -> Option<&'static str> {
    value(node, key).and_then(words)
}

/// Returns the text of a node, without blanks around it.
fn words(node: &Node) -> Option<&'static str> {
    let Content::Scalar(Scalar { text, .. }) = &node.content else { return None };
    Some(&*text.trim().to_owned().leak())
}

/// Takes answers apart, each with the whole id of its question, such as `traffic.pattern`. Where
/// they stand does not matter.
fn flatten(node: &Node, prefix: &str, answers: &mut Vec<Node>) {
    fn placeless(node: &Node) -> Node {
        let content = match &node.content {
            Content::Sequence(nodes) => Content::Sequence(nodes.iter().map(placeless).collect()),
            other => other.clone(),
        };
        Node { content, span: Span::default() }
    }
    let Content::Mapping(entries) = &node.content else { return };
    for Entry { key, value, .. } in entries {
        let key = format!("{prefix}{key}");
        if matches!(value.content, Content::Mapping(_)) {
            flatten(value, &format!("{key}."), answers);
            continue;
        }
        let entry = Entry { key: key.into(), key_span: Span::default(), value: placeless(value) };
        let content = Content::Mapping(vec![entry]);
        answers.push(Node { content, span: Span::default() });
    }
}

fn read(text: &str) -> Result<Node, Box<dyn Error>> {
    let mut reading = Reading { parser: Parser::new_from_str(text), end: 0 };
    reading.node()?.ok_or_else(|| "no document".into())
}

struct Reading<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// The character before which the last piece ends.
    end: usize,
}

impl Reading<'_> {
    /// Reads the next node; none where the list or the mapping ends in which it would stand.
    fn node(&mut self) -> Result<Option<Node>, Box<dyn Error>> {
        let (event, span) = self.parser.next().ok_or("the text ends too early")??;
        self.end = span.end.index();
        let content = match event {
            Event::StreamStart | Event::DocumentStart(_) => return self.node(),
            Event::Scalar(text, style, 0, None) => Content::Scalar(Scalar {
                text: text.into_owned().into(),
                plain: style == ScalarStyle::Plain,
            }),
            Event::SequenceStart(0, None) => {
                let mut nodes = Vec::new();
                while let Some(node) = self.node()? {
                    nodes.push(node);
                }
                Content::Sequence(nodes)
            }
            Event::MappingStart(0, None) => {
                let mut entries = Vec::new();
                while let Some(key) = self.node()? {
                    let Content::Scalar(Scalar { text, .. }) = key.content else {
                        return Err("a key that is no text".into());
                    };
                    let value = self.node()?.ok_or("a key without a value")?;
                    entries.push(Entry { key: text, key_span: key.span, value });
                }
                Content::Mapping(entries)
            }
            Event::SequenceEnd | Event::MappingEnd => return Ok(None),
            _ => {
                let line = span.start.line();
                let message = format!(
                    "line {line}: files that are built in are one document each and have no \
                     anchors, aliases and tags"
                );
                return Err(message.into());
            }
        };
        let (start, end) = (u32::try_from(span.start.index())?, u32::try_from(self.end)?);
        Ok(Some(Node { content, span: Span { start, end, source: 0 } }))
    }
}
