//! Pages for a browser as files: valid, small, of one piece, and of use without a script.

use std::collections::BTreeSet;

use crate::process::whereto;

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "img", "input"];
/// What may stand within a line of text.
const INLINE: [&str; 7] = ["a", "strong", "code", "span", "small", "br", "svg"];

/// A page's start tags in order, each with the names of the elements around it, once every element
/// is seen to end where it may.
fn tags(page: &str) -> Vec<(Vec<&str>, &str)> {
    let (mut open, mut tags): (Vec<&str>, Vec<_>) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{}", &page[page.len() - rest.len() - 200..][..300]);
            continue;
        }
        let name = tag.trim_end_matches('/').split([' ', '\n']).next().unwrap();
        tags.push((open.clone(), tag));
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
        if matches!(name, "script" | "style") {
            rest = &rest[rest.find(&format!("</{name}")).unwrap()..];
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    tags
}

/// The value of an attribute.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// Checks what has to be so on every page.
fn is_sound(arguments: &[&str]) -> String {
    let page = whereto(&[arguments, &["--format", "html"]].concat()).finish().stdout;
    let tags = tags(&page);
    let name = |tag: &&str| tag.split(' ').next().unwrap().to_owned();
    for (around, tag) in &tags {
        let is_text =
            around.last().is_some_and(|last| matches!(*last, "p" | "h1" | "h2" | "summary"));
        assert!(
            !is_text || INLINE.contains(&name(tag).as_str()),
            "{arguments:?}: <{tag}> in {around:?}"
        );
        assert!(attribute(tag, "style").is_none() && !tag.contains(" on"), "{arguments:?}: {tag}");
    }
    let ids: Vec<&str> = tags.iter().filter_map(|(_, tag)| attribute(tag, "id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{arguments:?}: {ids:?}");
    for link in tags.iter().filter_map(|(_, tag)| attribute(tag, "href")) {
        let leads =
            link.strip_prefix('#').map_or(link.starts_with("http"), |id| unique.contains(id));
        assert!(leads, "{arguments:?}: {link}");
    }
    let headings = tags.iter().filter_map(|(_, tag)| tag.strip_prefix('h')?.get(..1)?.parse().ok());
    let headings: Vec<u8> = headings.collect();
    assert_eq!(headings.first(), Some(&1), "{arguments:?}: {headings:?}");
    let in_order = headings.windows(2).all(|pair| pair[1] <= pair[0] + 1);
    assert!(in_order, "{arguments:?}: {headings:?}");
    // Sliders and buttons are for a script, which makes them.
    assert!(!page.contains("<input") && !page.contains("<button"), "{arguments:?}");
    page
}

#[test]
fn pages_are_valid() {
    for arguments in [
        &["advise", "examples/mobile-mvp.yaml"][..],
        &["advise", "examples/hospital-records.yaml"],
        &["advise", "examples/just-an-idea.yaml"],
        &["advise", "examples/shop-in-parts.yaml"],
        &["advise", "examples/mobile-mvp.yaml", "examples/shop-in-parts.yaml"],
        &["cost", "examples/b2b-saas.yaml"],
        &["cost", "examples/shop-in-parts.yaml"],
        &["compare", "examples/mobile-mvp.yaml", "examples/webhook-receiver.yaml"],
        &["check", "examples/ci"],
        &["explain", "firebase"],
        &["precedents", "examples/mobile-mvp.yaml"],
        &["--rules", "tests/small", "rules", "lint"],
        &["--rules", "tests/small", "rules", "list"],
    ] {
        let page = is_sound(arguments);
        assert!(page.len() < 300_000, "{arguments:?}: {} bytes", page.len());
    }
}

/// A name that is as odd as can be leaves the page what it is.
#[test]
fn odd_names_leave_pages_valid() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("odd.yaml");
    for name in [
        "</script><script>alert(1)</script>",
        "'\\\" onload=alert(1) x=\\\"",
        "</title></style><!-- ]]> &lt;",
        "\\u202Egnp\\u202C \\u2028 🙂",
        &"endless".repeat(1500),
    ] {
        std::fs::write(
            &path,
            format!("project: \"{name}\"\nteam: {{size: 2, operations: none}}\n"),
        )
        .unwrap();
        let path = path.to_str().unwrap();
        let page = is_sound(&["advise", path]);
        assert!(!page.contains("<script>alert"), "{name}");
        assert_eq!(page.matches("<script").count(), 2, "{name}");
        assert!(!page.contains('\u{202e}'), "{name}");
        is_sound(&["cost", path]);
        is_sound(&["advise", path, "examples/just-an-idea.yaml"]);
    }
}
