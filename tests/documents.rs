//! What people read: the same sentences and figures in every format, and words that are never taken
//! for anything but words.

use std::collections::BTreeSet;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use whereto::document::{
    Detail, Document, Item, Table, Text, html, ident, link, markdown, strong,
    terminal::{self, Screen},
};
use whereto::problem::text::{idle, printable};

use crate::{
    effort, explain,
    process::{package, whereto},
};

/// A stretch of words that stands by itself.
struct Stretch {
    words: String,
    /// Whether it stands in a column beside others.
    in_column: bool,
    /// Whether it stands above a column; a terminal has no columns where they do not fit.
    is_header: bool,
}

/// Words with one blank between them and without what only marks them.
fn plain(text: &str) -> String {
    let text = text.replace('`', "").replace(['[', ']', ':'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The stretches of a page.
fn stretches(page: &str) -> Vec<Stretch> {
    const INLINE: [&str; 6] = ["a", "strong", "code", "span", "small", "sup"];
    let body = &without_script(page)[page.find("<main").unwrap()..];
    let mut stretches = Vec::new();
    let mut words = String::new();
    let (mut cells, mut headers, mut hidden, mut bars) = (0, 0, 0, false);
    let mut hidden_row = false;
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        if !INLINE.contains(&name) {
            let stretch = plain(&unescaped(&words));
            if !stretch.is_empty() && hidden == 0 {
                let (in_column, is_header) = (cells > 0, headers > 0);
                stretches.push(Stretch { words: stretch, in_column, is_header });
            }
            words.clear();
        }
        let change = if tag.starts_with('/') { -1 } else { 1 };
        match name {
            "td" | "th" => cells += change,
            // A drawing, its legend, and the same in figures: a terminal has a drawing alone.
            "figure" => hidden += change,
            // What only a script reads, and rows that only a script shows.
            "script" => hidden += change,
            "tr" if tag.contains(" hidden") || (change < 0 && hidden_row) => {
                hidden += change;
                hidden_row = change > 0;
            }
            // What stands above bars, which need no header in a terminal.
            "table" => bars = tag.contains("bars"),
            "thead" if bars => hidden += change,
            "thead" => headers += change,
            _ => {}
        }
        words.push_str(text);
    }
    stretches
}

/// A page up to its script, which is the same on each and may hold all sorts of characters.
fn without_script(page: &str) -> &str {
    page.rsplit_once("<script>").unwrap().0
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    text.replace("&#39;", "'").replace("&#38;", "&")
}

/// The words of a Markdown text.
fn words_of_markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut words = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) if html.starts_with("<details>") => {
                let summary = html.split("<summary>").nth(1).unwrap_or_default();
                words.push_str(&unescaped(summary.split('<').next().unwrap_or_default()));
                words.push('\n');
            }
            Event::InlineHtml(html) if html.starts_with("<a id=") => {}
            Event::InlineHtml(html) if html.as_ref() == "<!-- -->" => {}
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            _ => words.push('\n'),
        }
    }
    plain(&words)
}

/// Whether words stand in a text one after the other, with others between them only as far as
/// columns put them there; where columns are too narrow, commas are between them.
fn stands_in_columns(words: &str, text: &[&str]) -> bool {
    let bare = |word: &'_ str| word.trim_end_matches(',').to_owned();
    let text: Vec<String> = text.iter().map(|word| bare(word)).collect();
    let words: Vec<String> = words.split(' ').map(bare).collect();
    let starts = text.iter().enumerate().filter(|(_, word)| **word == words[0]);
    starts.map(|(start, _)| start).any(|start| {
        let window = &text[start..text.len().min(start + 12 * words.len() + 60)];
        let mut left = words.iter().peekable();
        for word in window {
            left.next_if(|wanted| *wanted == word);
        }
        left.peek().is_none()
    })
}

/// Runs a command in each format, and compares.
fn says_the_same(arguments: &[&str]) {
    let run = |format: &str| whereto(&[arguments, &["-v", "--format", format]].concat()).finish();
    let (table, text, page) = (run("table"), run("markdown"), run("html"));
    assert!(table.status < 4 && table.status == page.status, "{arguments:?}\n{}", table.stderr);
    let (table, text) = (plain(&table.stdout), words_of_markdown(&text.stdout));
    let columns: Vec<&str> = table.split(' ').collect();
    let page_has_chart = page.stdout.contains("<figure>");
    let stretches = stretches(&page.stdout);
    assert!(stretches.len() > 1, "{arguments:?}\n{}", page.stdout);
    for Stretch { words, in_column, is_header } in &stretches {
        assert!(text.contains(words), "{arguments:?}: Markdown lacks: {words}\n{text}");
        let stands =
            if *in_column { stands_in_columns(words, &columns) } else { table.contains(words) };
        assert!(stands || *is_header, "{arguments:?}: the table lacks: {words}\n{table}");
    }
    let page: Vec<&str> = stretches.iter().map(|stretch| stretch.words.as_str()).collect();
    let page = page.join(" ");
    let of_page: BTreeSet<&str> = page.split(' ').collect();
    let hidden = page_has_chart.then(|| text.find("Expected cost over traffic")).flatten();
    for word in text[..hidden.unwrap_or(text.len())].split_whitespace() {
        let header = ["Option", "Wins"].contains(&word);
        assert!(header || of_page.contains(word), "{arguments:?}: the page lacks: {word}");
    }
}

fn examples() -> Vec<String> {
    let folder = std::fs::read_dir(package().join("examples")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name.ends_with(".yaml"));
    let mut names: Vec<String> = names.map(|name| format!("examples/{name}")).collect();
    names.sort();
    names.truncate(effort::cases(names.len() as u32) as usize);
    names
}

#[test]
fn advice_on_examples_says_the_same_in_every_format() {
    for example in examples() {
        says_the_same(&["advise", &example]);
    }
    for profile in ["tests/golden/profile.yaml", "tests/golden/system.yaml"] {
        says_the_same(&["--rules", "tests/small", "advise", profile]);
    }
    says_the_same(&["advise", "--portfolio", "examples/*.yaml"]);
}

#[test]
fn costs_say_the_same_in_every_format() {
    for example in examples().iter().filter(|example| !example.contains("shop-in-parts")) {
        says_the_same(&["cost", example]);
    }
}

#[test]
fn comparisons_say_the_same_in_every_format() {
    says_the_same(&["compare", "examples/mobile-mvp.yaml", "examples/webhook-receiver.yaml"]);
    says_the_same(&["compare", "examples/mobile-mvp.yaml", "examples/mobile-mvp.yaml"]);
    let (system, other) = ("tests/golden/system.yaml", "tests/golden/system-other.yaml");
    says_the_same(&["--rules", "tests/small", "compare", system, other]);
    let bases =
        ["--rules", "tests/small", "compare", "--pack-b", "tests/packs/fourth", "--tries", "100"];
    for profiles in [&[][..], &["tests/golden/profile.yaml"], &[system]] {
        says_the_same(&[&bases[..], profiles].concat());
    }
}

#[test]
fn explanations_say_the_same_in_every_format() {
    let profile = ["--profile", "tests/golden/explained.yaml"];
    for id in explain::IDS {
        says_the_same(&["--rules", "tests/small", "explain", id]);
        says_the_same(&[&["--rules", "tests/small", "explain", id], &profile[..]].concat());
    }
    let pack = ["--pack", "examples/packs/managed-containers", "explain"];
    for id in ["run-requests", "cloud-run", "cloud-run-instances", "managed-containers"] {
        says_the_same(&[&pack[..], &[id]].concat());
    }
    says_the_same(&[&pack[..], &["assumptions.container_hours"]].concat());
    says_the_same(&["explain", "firebase", "--set", "state.connections=websocket"]);
}

#[test]
fn what_is_told_of_a_rule_base_says_the_same_in_every_format() {
    let packs = ["--pack", "tests/packs/fourth", "--pack", "tests/packs/house.yaml"];
    let small = |arguments: &[&str]| {
        says_the_same(&[&["--rules", "tests/small"], arguments].concat());
    };
    small(&[&["rules", "list"], &packs[..]].concat());
    small(&["rules", "test", "tests/golden/scenarios.yaml"]);
    small(&["rules", "coverage", "--scenarios", "tests/golden/scenarios.yaml"]);
    small(&["rules", "lint", "--as-of", "2040-01-01", "--samples", "100"]);
    small(&["rules", "docs"]);
    says_the_same(&["rules", "list"]);
}

/// A document with words in every place where there can be some.
fn everywhere(words: &str) -> Document {
    let mut document = Document::titled(Detail::Full, Text::from(words));
    document.say(words);
    document.say(strong(words));
    document.say(ident(words));
    document.say(link(words, Some(&"https://example.com/".to_owned())));
    document.list([Item::with(words, [words])]);
    let mut table = Table::new().texts([words]);
    table.row([words]);
    table.sum([ident(words)]);
    document.push(table);
    document.fold(words, Document::new(Detail::Full));
    document.foot(words);
    document
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as people may type them: with all that Markdown, HTML and terminals could take for
/// something else.
fn words() -> impl Strategy<Value = String> {
    let special = "[-+*_#>=~|!@&<>\\[\\](){}.:/\\\\0-9a-z \"'^$`\t\u{1b}\u{7}\u{202e}é🙂]{1,24}";
    let telling = prop::sample::select(vec![
        "# no heading",
        "- no item",
        "1. no item",
        "12) none",
        "+ none",
        "---",
        "===",
        "> none",
        "    none",
        "<b>no</b>",
        "<!-- x -->",
        "@somebody",
        "x @a-b",
        "#12",
        "GH-12",
        "costs $x^2$",
        "a/b#3",
        "a|b",
        "\\|",
        "[a](https://e.com)",
        "![a](b)",
        "[a]: b",
        "https://e.com/?a=b",
        "www.e.com",
        "a@e.com",
        "&amp;",
        "&#60;",
        "**a**",
        "_a_",
        "~~a~~",
        "`a",
        "``",
        "a\\",
        "<script>",
        "</details>",
        "\u{1b}[31mred",
        "\u{1b}]8;;https://e.com\u{7}a",
        "\n\na",
        "a\n# b",
    ]);
    prop_oneof![special.prop_map(|text| text), telling.prop_map(str::to_owned)]
        .prop_filter("something to be seen", |words| !plain_words(words).is_empty())
}

/// Words without what makes code of them, and what is never shown. What begins a workflow command is
/// disarmed or not, as it begins a piece or follows a mark that makes code of it.
fn plain_words(words: &str) -> String {
    squeezed(&words.replace('`', "").replace('∷', "::"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_are_words_in_markdown(words in words()) {
        let words = words.replace(|it: char| it.is_control() || it == '\u{202e}', "x");
        let text = markdown::render(&everywhere(&words), 2);
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
        let mut stretch = String::new();
        let mut found = Vec::new();
        for event in Parser::new_ext(&text, options) {
            match event {
                Event::Text(part) | Event::Code(part) => stretch.push_str(&part),
                Event::InlineHtml(html) => {
                    prop_assert!(["<!-- -->", "<sub>", "</sub>"].contains(&html.as_ref()), "{}", text);
                }
                Event::Html(html) => {
                    let ours = ["<details>", "</details>", "<sub>"];
                    prop_assert!(ours.iter().any(|tag| html.starts_with(tag)), "{}", text);
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    prop_assert_eq!(dest_url.as_ref(), "https://example.com/", "{}", text);
                }
                Event::Start(Tag::Image { .. } | Tag::Strikethrough | Tag::CodeBlock(_) | Tag::BlockQuote(_)
                    | Tag::FootnoteDefinition(_)) | Event::Rule | Event::TaskListMarker(_) =>
                    prop_assert!(false, "{text}"),
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell)
                | Event::Start(Tag::List(_)) => {
                    found.push(plain_words(&std::mem::take(&mut stretch)));
                }
                _ => {}
            }
        }
        found.retain(|stretch| !stretch.is_empty());
        prop_assert_eq!(found, vec![plain_words(&idle(&words)); 11], "{}", text);
        // What renderers such as GitHub's make links of beyond the standard.
        let outside_code: String = text.split('`').step_by(2).collect();
        let outside_code = outside_code.replace("<https://example.com/>", "");
        let follows = |mark: &str, acts: fn(char) -> bool| {
            outside_code.split(mark).skip(1).any(|rest| rest.starts_with(acts))
        };
        if !words.contains('`') {
            prop_assert!(!follows("@", char::is_alphanumeric) && !follows("://", |_| true), "{text}");
            prop_assert!(!follows("www.", |it| it != '<'), "{text}");
            prop_assert!(!follows("GH-", |it| it.is_ascii_digit()), "{text}");
            prop_assert!(!follows("$", char::is_alphabetic), "{text}");
        }
    }

    #[test]
    fn words_are_words_in_html(words in words()) {
        let escaped = html::escape(&words);
        prop_assert!(!escaped.contains(['<', '>', '"', '\'']), "{escaped}");
        let printed = printable(&words);
        prop_assert_eq!(unescaped(&escaped), idle(&printed));
        let page = html::page(&everywhere(&words));
        let tags: BTreeSet<&str> = without_script(&page).split('<').skip(1)
            .map(|part| part.split(['>', ' ']).next().unwrap().trim_start_matches('/')).collect();
        let ours = ["!doctype", "html", "head", "meta", "title", "style", "body", "main", "script", "article", "h1", "p",
            "strong", "code", "a", "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td",
            "details", "summary", "small"];
        prop_assert!(tags.iter().all(|tag| ours.contains(tag)), "{:?}", tags);
    }

    #[test]
    fn words_are_words_in_a_terminal(words in words(), width in 20u16..130, unicode: bool) {
        let text = terminal::render(&everywhere(&words), Screen { width, unicode, ..Screen::PLAIN });
        prop_assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
        prop_assert!(unicode || text.is_ascii(), "{text:?}");
        prop_assert!(!text.contains('\u{202e}'), "{text:?}");
    }
}
