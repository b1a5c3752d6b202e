//! For code scanning: SARIF 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use serde_json::{Value as Json, json};

use super::{
    Problem, Severity,
    case::{Case, CaseResult, Run, Sink, Summary},
    paths::Paths,
    text::lines,
};
use crate::source::Place;

/// One run, with one result for each problem. What is excused is there as suppressed.
#[derive(Debug)]
pub(super) struct Sarif {
    run: Run,
    paths: Paths,
    any: bool,
}

impl Sarif {
    /// Starts a run.
    pub(super) fn new(run: Run, paths: Paths) -> Self {
        Self { run, paths, any: false }
    }

    fn result(&mut self, case: &Case, index: usize, problem: &Problem) -> String {
        let result = json!({
            "ruleId": problem.code.name,
            "ruleIndex": self.run.codes.iter().position(|code| *code == problem.code),
            "level": match problem.severity {
                Severity::Info => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            "message": {"text": message(case, problem)},
            "locations": problem.place_in_file().map(|place| [self.location(place)]),
            "relatedLocations": self.related(problem),
            "partialFingerprints": {self.run.fingerprint: self.fingerprint(case, index, problem)},
            "suppressions": suppressions(&case.result),
        });
        let separator = if std::mem::replace(&mut self.any, true) { ",\n" } else { "\n" };
        format!("{separator}{}", without_nulls(result))
    }

    /// Returns what stays the same while lines move, however the file is named.
    fn fingerprint(&self, case: &Case, index: usize, problem: &Problem) -> String {
        let (code, name) = (problem.code.name, self.paths.name(case));
        match (self.paths.group(case), index) {
            (None, 0) => format!("{code}:{name}"),
            (None, index) => format!("{code}:{name}:{index}"),
            (Some(group), index) => format!("{code}:{group}:{name}:{index}"),
        }
    }

    fn location(&self, place: &Place) -> Json {
        let (line, column) = place.line_and_column();
        json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(&self.paths.shown(place.source.name()))},
            "region": {"startLine": line, "startColumn": column},
        }})
    }

    fn related(&self, problem: &Problem) -> Option<Vec<Json>> {
        let location = |mark: &super::Mark| {
            let mut location = self.location(&mark.place);
            location["message"] = json!({"text": lines(&mark.label)});
            location
        };
        let others = problem.marks.iter().skip(1).filter(|it| !it.place.source.is_built_in());
        let related: Vec<Json> = others.map(location).collect();
        Some(related).filter(|related| !related.is_empty())
    }
}

impl Sink for Sarif {
    fn begin(&mut self) -> String {
        let rules: Vec<Json> = self
            .run
            .codes
            .iter()
            .map(|code| json!({"id": code.name, "shortDescription": {"text": code.means}}))
            .collect();
        let driver = json!({
            "name": "whereto",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        format!(
            "{{\"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/\
             sarif-schema-2.1.0.json\",\n\"version\": \"2.1.0\",\n\"runs\": [{{\"tool\": \
             {{\"driver\": {driver}}},\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": ["
        )
    }

    fn case(&mut self, case: &Case) -> String {
        let problems = case.problems.iter().enumerate();
        problems.map(|(index, problem)| self.result(case, index, problem)).collect()
    }

    fn end(&mut self, summary: &Summary) -> String {
        format!(
            "\n],\n\"invocations\": {},\n\"properties\": {{\"tally\": {}}}}}]}}\n",
            json!([{"executionSuccessful": summary.complete}]),
            summary.tally
        )
    }
}

fn message(case: &Case, problem: &Problem) -> String {
    let text = problem.in_full();
    lines(&case.part.as_ref().map_or_else(|| text.clone(), |part| format!("{part}: {text}")))
        .into_owned()
}

fn suppressions(result: &CaseResult) -> Option<Json> {
    let CaseResult::Excused { because, .. } = result else { return None };
    Some(json!([{"kind": "external", "justification": lines(because)}]))
}

/// Takes the keys out that have no value.
fn without_nulls(mut object: Json) -> Json {
    if let Json::Object(entries) = &mut object {
        entries.retain(|_, value| !value.is_null());
    }
    object
}

/// Writes a path as the reference of a URI (RFC 3986): what may not stand in one is written in
/// percents. A backslash of a name is one; between folders there are none by now.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) => {
                uri.push(char::from(byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
