//! A proposal as a unified diff of the files that rules stand in.

use std::{collections::BTreeMap, fmt::Write, ops::Range, sync::Arc};

use crate::{
    rulebase::{Effect, Likelihood, OptionId, RuleBase, RuleId, Temperature},
    source::Source,
    yaml::{self, Content, Node},
};

/// Lines that are shown before and after what changes.
const CONTEXT: usize = 3;

/// A proposal, as a diff of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// The unified diff; empty where nothing changes.
    pub diff: String,
    /// The rules that would have other points and cannot be changed by a diff, each with why.
    pub left_out: Vec<(RuleId, &'static str)>,
}

/// A change of a text: which bytes become what.
struct Edit {
    bytes: Range<usize>,
    text: String,
}

/// The edits of each file, by its name.
type Edits = BTreeMap<String, (Arc<Source>, Vec<Edit>)>;

/// Writes points for rules, and how scores become shares then, as a diff.
pub(super) fn patch(
    base: &RuleBase,
    proposed: &[(RuleId, Vec<i8>)],
    likelihood: &Likelihood,
) -> Patch {
    let mut edits = Edits::new();
    let mut left_out = Vec::new();
    for (rule, points) in proposed {
        match edit(base, *rule, points) {
            Ok(Some((source, edit))) => add(&mut edits, source, edit),
            Ok(None) => {}
            Err(why) => left_out.push((*rule, why)),
        }
    }
    if base.likelihood.as_ref() != Some(likelihood)
        && let Some((source, edit)) = likelihood_edit(base, likelihood)
    {
        add(&mut edits, source, edit);
    }
    let diff = edits.into_values().map(|(source, edits)| diff(&source, edits)).collect();
    Patch { diff, left_out }
}

fn add(edits: &mut Edits, source: Arc<Source>, edit: Edit) {
    edits.entry(source.name().to_owned()).or_insert_with(|| (source, Vec::new())).1.push(edit);
}

/// Returns what is to change in the file of a rule, or why it cannot be.
fn edit(
    base: &RuleBase,
    id: RuleId,
    points: &[i8],
) -> Result<Option<(Arc<Source>, Edit)>, &'static str> {
    let rule = base.rule(id);
    let now: Vec<i8> = base.option_ids().map(|option| rule.points(option)).collect();
    if now == points {
        return Ok(None);
    }
    if points.iter().all(|points| *points == 0) {
        return Err("nothing is left of its points, and whether to drop it is for people to say");
    }
    let place = base.place("rule", &rule.id).ok_or("it is not known where it stands")?;
    let source = Arc::clone(&place.source);
    let root = yaml::parse(&source).map_err(|_| "its file cannot be read")?;
    let rules = root.get("rules").map(Node::each).unwrap_or_default();
    let node = rules
        .iter()
        .find(|node| node.get("id").and_then(Node::text) == Some(rule.id.as_str()))
        .and_then(|node| node.get("points"))
        .ok_or("it is written for several options at once")?;
    let bytes =
        source.byte_of_char(node.span.start as usize)..source.byte_of_char(node.span.end as usize);
    let is_flow = source.text().get(bytes.clone()).is_some_and(|text| text.starts_with('{'));
    if !is_flow || written(node, base) != own_points(base, id) {
        return Err("its points do not stand in one line of its own");
    }
    let of_packs = |option: &OptionId| rule.extension(*option).is_some();
    let each =
        base.option_ids().zip(points).filter(|(option, points)| **points != 0 && !of_packs(option));
    let each: Vec<String> =
        each.map(|(option, points)| format!("{}: {points}", base.option(option).id)).collect();
    Ok(Some((source, Edit { bytes, text: format!("{{{}}}", each.join(", ")) })))
}

/// Returns the points that stand in a node.
fn written(node: &Node, base: &RuleBase) -> Vec<(OptionId, i8)> {
    let Content::Mapping(entries) = &node.content else { return Vec::new() };
    let points = entries.iter().filter_map(|entry| {
        Some((base.find_option(&entry.key)?, entry.value.text()?.parse().ok()?))
    });
    let mut points: Vec<(OptionId, i8)> = points.collect();
    points.sort_unstable();
    points
}

/// Returns the points of a rule for options that no pack made it speak of.
fn own_points(base: &RuleBase, id: RuleId) -> Vec<(OptionId, i8)> {
    let rule = base.rule(id);
    let Effect::Points(points) = &rule.effect else { return Vec::new() };
    let own = points.iter().filter(|(option, _)| rule.extension(*option).is_none());
    let mut own: Vec<(OptionId, i8)> = own.copied().collect();
    own.sort_unstable();
    own
}

/// Returns what is to change where the rule base says how scores become shares.
fn likelihood_edit(base: &RuleBase, likelihood: &Likelihood) -> Option<(Arc<Source>, Edit)> {
    let source = Arc::clone(&base.place("section", "likelihood")?.source);
    let root = yaml::parse(&source).ok()?;
    let node = root.get("likelihood")?;
    let start = source.byte_of_char(node.span.start as usize);
    let end = source.byte_of_char(node.span.end as usize);
    // What follows the last value, such as the end of its line, stays.
    let end = start + source.text().get(start..end)?.trim_end().len();
    let text = words(likelihood);
    Some((source, Edit { bytes: start..end, text: text.trim().to_owned() }))
}

/// Writes how scores become shares as it stands in a file, without the key.
pub fn words(likelihood: &Likelihood) -> String {
    let Temperature { start, per_rule } = likelihood.temperature;
    let mut text = format!("  temperature: {start}\n");
    if per_rule > 0.0 {
        let _ = writeln!(text, "  per_rule: {per_rule}");
    }
    text += "  bands:\n";
    for band in &likelihood.bands {
        let _ = writeln!(
            text,
            "    - {{from: {}, to: {}, agreed: {}, of: {}}}",
            band.from, band.to, band.agreed, band.of
        );
    }
    text
}

/// Returns a path as what applies a diff wants it behind the first folder: relative, and without `.`
/// and `..` in it.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Writes the edits of a file as a unified diff.
fn diff(source: &Source, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.bytes.start);
    let text = source.text();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_of = |byte: usize| source.line_and_column(byte).0 - 1;
    // For each stretch of lines, numbered from 0, what stands there afterwards.
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for edit in edits {
        let first = line_of(edit.bytes.start);
        let last = line_of(edit.bytes.end.saturating_sub(1).max(edit.bytes.start));
        let start: usize = lines.iter().take(first).map(|line| line.len()).sum();
        let end: usize = lines.iter().take(last + 1).map(|line| line.len()).sum();
        let before = text.get(start..edit.bytes.start).unwrap_or_default();
        let after = text.get(edit.bytes.end..end).unwrap_or_default();
        changes.push((first..last + 1, format!("{before}{}{after}", edit.text)));
    }
    let name = plain(source.name());
    let mut diff = format!("--- a/{name}\n+++ b/{name}\n");
    let mut moved = 0isize;
    for hunk in changes.chunk_by(|one, next| next.0.start <= one.0.end + 2 * CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let from = first.0.start.saturating_sub(CONTEXT);
        let to = (last.0.end + CONTEXT).min(lines.len());
        let mut body = String::new();
        let (mut at, mut added) = (from, 0isize);
        let keep = |body: &mut String, range: Range<usize>, sign: char| {
            for line in lines.get(range).unwrap_or_default() {
                body.push(sign);
                body.push_str(line.trim_end_matches('\n'));
                body.push('\n');
            }
        };
        for (range, text) in hunk {
            keep(&mut body, at..range.start, ' ');
            keep(&mut body, range.clone(), '-');
            for line in text.lines() {
                let _ = writeln!(body, "+{line}");
            }
            added += text.lines().count() as isize - range.len() as isize;
            at = range.end;
        }
        keep(&mut body, at..to, ' ');
        let (old, new) = (to - from, (to - from) as isize + added);
        let start = from as isize + 1;
        let _ = writeln!(diff, "@@ -{start},{old} +{},{new} @@", start + moved);
        diff.push_str(&body);
        moved += added;
    }
    diff
}
