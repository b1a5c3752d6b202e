//! What was read from a repository: the answers with their places, and the profile that they make.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{RuleBaseReport, ids::AQuestion, json, plain};
use crate::{
    field::FieldId,
    problem::text::one_line,
    profile::{Evidence, How, key},
    rulebase::{RuleBase, trace::Strength},
    scan::{Answer, Claim, Part, Scan},
    yaml,
};

/// The schema that it follows.
pub const SCHEMA: &str = "whereto/scan/1";

/// What was read from a repository.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ScanReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The name of the folder, by which the project is called.
    pub project: String,
    /// The folder that was scanned, from that of the repository, with which all places start; null
    /// where it is that folder itself.
    pub folder: Option<String>,
    /// Whether a back end was found; without one there are no answers.
    pub back_end: bool,
    /// What is so of the whole, proofs and hints.
    pub answers: Vec<AnswerReport>,
    /// Questions to which files say different things, so that they have no answer.
    pub conflicts: Vec<ConflictReport>,
    /// What was not read, and why.
    pub left_out: Vec<LeftOutReport>,
    /// The parts that are deployed by themselves; empty where there is only one.
    pub components: Vec<ComponentReport>,
    /// The questions of which traces can tell, and of which nothing was found.
    #[schemars(with = "Vec<AQuestion>")]
    pub open: Vec<String>,
    /// How many files were read.
    pub files_read: usize,
    /// The version of the program.
    pub tool_version: &'static str,
    /// Which rule base was applied.
    pub rule_base: RuleBaseReport,
}

/// An answer that was read.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AnswerReport {
    /// The id of the question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// The answer and what says so.
    #[serde(flatten)]
    pub claim: ClaimReport,
}

/// What files say.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ClaimReport {
    /// The answer, as `--set` takes it.
    pub value: Json,
    /// How far it can be relied on.
    pub strength: Strength,
    /// The places, as `path:line`.
    pub evidence: Vec<String>,
    /// Why the files say so, a sentence.
    pub because: String,
}

/// A question to which files say different things.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ConflictReport {
    /// The id of the question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// What they say.
    pub claims: Vec<ClaimReport>,
}

/// A part that is deployed by itself.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentReport {
    /// The name that it has in the profile.
    pub name: String,
    /// Its folder, from the one that was scanned.
    pub folder: String,
    /// What is so of it alone.
    pub answers: Vec<AnswerReport>,
    /// Questions about it to which files say different things.
    pub conflicts: Vec<ConflictReport>,
}

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct LeftOutReport {
    /// The file or folder, from the folder that was scanned.
    pub path: String,
    /// Why it was not read.
    pub because: String,
}

impl ScanReport {
    /// Tells what came of a scan.
    pub fn new(
        base: &RuleBase,
        scan: &Scan,
        project: &str,
        folder: Option<String>,
        mut left_out: Vec<LeftOutReport>,
        files_read: usize,
    ) -> Self {
        left_out.sort();
        let top = folder.as_ref().map_or_else(String::new, |folder| format!("{folder}/"));
        let answers = |part| answers(base, part, &top);
        let conflicts = |part| conflicts(base, part, &top);
        let components = scan.parts.iter().map(|part| ComponentReport {
            name: one_line(&part.name).into_owned(),
            folder: if part.folder.is_empty() { ".".to_owned() } else { part.folder.clone() },
            answers: answers(part),
            conflicts: conflicts(part),
        });
        let told = base.traces.fields();
        let is_found = |field: FieldId| {
            let mut parts = scan.parts.iter().chain([&scan.shared]);
            parts.any(|part| part.answers.iter().any(|answer| answer.field == field))
        };
        let is_open = |field: &FieldId| told.contains(field) && !is_found(*field);
        let open = base.questions.iter().map(|question| question.field).filter(is_open);
        Self {
            schema: SCHEMA,
            project: project.to_owned(),
            back_end: scan.has_back_end,
            answers: answers(&scan.shared),
            conflicts: conflicts(&scan.shared),
            left_out,
            components: components.collect(),
            open: open.map(|field| base.fields.get(field).id.clone()).collect(),
            folder,
            files_read,
            tool_version: env!("CARGO_PKG_VERSION"),
            rule_base: RuleBaseReport::new(base),
        }
    }

    /// Makes hints count as answers where they are accepted, of the whole, which has no name, and of
    /// parts by theirs.
    pub fn accept_hints(&mut self, is_accepted: impl Fn(&str, &AnswerReport) -> bool) {
        let parts = self.components.iter_mut();
        let parts = parts.map(|part| (part.name.as_str(), &mut part.answers));
        for (of, answers) in parts.chain([("", &mut self.answers)]) {
            let is_hint = |it: &AnswerReport| it.claim.strength == Strength::Hint;
            let accepted: Vec<AnswerReport> =
                answers.iter().filter(|it| is_hint(it) && is_accepted(of, it)).cloned().collect();
            for mut answer in accepted {
                // It holds what was proven already as well.
                answers.retain(|it| it.field != answer.field);
                answer.claim.strength = Strength::Proof;
                answers.push(answer);
            }
        }
    }

    /// Lists all answers, of the whole and of its parts.
    pub fn everywhere(&self) -> impl Iterator<Item = &AnswerReport> {
        let of_parts = self.components.iter().flat_map(|part| &part.answers);
        self.answers.iter().chain(of_parts)
    }

    /// Lists what files say of a question that contradicts itself, of the whole and of each part.
    pub(crate) fn torn(&self, field: &str) -> impl Iterator<Item = String> {
        let of_parts = self.components.iter().flat_map(|part| &part.conflicts);
        let all = self.conflicts.iter().chain(of_parts).filter(move |it| it.field == field);
        all.map(ConflictReport::words)
    }

    /// Lists what is proven of the whole.
    pub fn proofs(&self) -> impl Iterator<Item = &AnswerReport> {
        self.answers.iter().filter(|answer| answer.claim.strength == Strength::Proof)
    }

    /// Lists the hints about the whole, which has no name, and about parts with theirs.
    pub fn hints(&self) -> impl Iterator<Item = (&str, &AnswerReport)> {
        let parts = self.components.iter().map(|part| (part.name.as_str(), &part.answers));
        let all = [("", &self.answers)].into_iter().chain(parts);
        let all = all.flat_map(|(of, answers)| answers.iter().map(move |answer| (of, answer)));
        all.filter(|(_, answer)| answer.claim.strength == Strength::Hint)
    }

    /// Writes the profile: proofs as answers, hints and all that could not be told as comments.
    pub fn profile(&self) -> String {
        let mut text = format!(
            "# Read by `whereto scan`; `whereto ask --from` this file asks the rest.\nproject: {}\n",
            yaml::write(&Json::from(self.project.as_str())).trim_end()
        );
        if !self.back_end {
            text.push_str("# No backend found in this repository.\n");
        }
        let with = self.folder.as_slice();
        answer_lines(&mut text, "", with, &self.answers);
        if !self.components.is_empty() {
            text.push_str("components:\n");
        }
        for part in &self.components {
            let nothing = part.answers.iter().all(|it| it.claim.strength == Strength::Hint);
            let name = key(&part.name);
            let value = if nothing { " {}" } else { "" };
            let _ = writeln!(text, "  {name}:{value}  # {}", one_line(&part.folder));
            answer_lines(&mut text, "    ", with, &part.answers);
        }
        let whole = [(String::new(), &self.answers, &self.conflicts)];
        let parts = self.components.iter();
        let parts = parts.map(|part| (format!("{}: ", part.name), &part.answers, &part.conflicts));
        let all: Vec<_> = whole.into_iter().chain(parts).collect();
        let hints = all.iter().flat_map(|(of, answers, _)| {
            let hints = answers.iter().filter(|it| it.claim.strength == Strength::Hint);
            hints.map(move |it| format!("{of}{}: {}", it.field, it.claim.words()))
        });
        comment(&mut text, "Hints, which count only with --accept-hints:", hints);
        let conflicts = all.iter().flat_map(|(of, _, conflicts)| {
            conflicts.iter().map(move |it| format!("{of}{}: {}", it.field, it.words()))
        });
        comment(&mut text, "Files say different things, so that these have no answer:", conflicts);
        if self.back_end {
            comment(&mut text, "What could not be told:", [self.open.join(", ")].into_iter());
        }
        text
    }
}

/// Writes answers that count, each with its places and the reason, and then their evidence.
fn answer_lines(text: &mut String, indent: &str, with: &[String], answers: &[AnswerReport]) {
    let proofs: Vec<&AnswerReport> =
        answers.iter().filter(|it| it.claim.strength == Strength::Proof).collect();
    for AnswerReport { field, claim } in &proofs {
        let _ = writeln!(text, "{indent}{field}: {}  # {}", plain(&claim.value), claim.why());
    }
    if !proofs.is_empty() {
        let _ = writeln!(text, "{indent}evidence:");
    }
    for AnswerReport { field, claim } in proofs {
        let evidence = Evidence {
            with: with.to_vec(),
            ..Evidence::new(How::Read, claim.few(), Some(claim.because.clone()))
        };
        let _ = writeln!(text, "{indent}  {field}: {}", evidence.flow());
    }
}

/// Writes a list as a comment; nothing for an empty one.
fn comment(text: &mut String, head: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n# {head}");
    let options = textwrap::Options::new(100).initial_indent("#   ").subsequent_indent("#     ");
    for line in lines {
        let _ = writeln!(text, "{}", textwrap::fill(&one_line(&line), &options));
    }
}

/// So many places are named where an answer rests on more.
const FEW: usize = 3;

impl AnswerReport {
    /// Returns it in a line, with where it stands and why it means that.
    pub fn words(&self) -> String {
        format!("{}: {}", self.field, self.claim.words())
    }
}

impl ConflictReport {
    /// Returns what files say, each with where it stands.
    fn words(&self) -> String {
        self.claims.iter().map(ClaimReport::words).collect::<Vec<_>>().join("; but ")
    }
}

impl ClaimReport {
    fn new(base: &RuleBase, field: FieldId, claim: &Claim, top: &str) -> Self {
        Self {
            value: json(base.fields.get(field), claim.value),
            strength: claim.strength,
            evidence: claim.evidence.iter().map(|place| format!("{top}{place}")).collect(),
            because: claim.because.join("; "),
        }
    }

    /// Returns the first places.
    pub(crate) fn few(&self) -> Vec<String> {
        self.evidence.iter().take(FEW).cloned().collect()
    }

    /// Returns where it stands, and why it means that.
    fn why(&self) -> String {
        let more = match self.evidence.len().saturating_sub(FEW) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        one_line(&format!("{}{more}  {}", self.few().join(", "), self.because)).into_owned()
    }

    /// Returns the answer, with where it stands and why it means that.
    pub fn words(&self) -> String {
        format!("{} ({})", plain(&self.value), self.why())
    }
}

fn answers(base: &RuleBase, part: &Part, top: &str) -> Vec<AnswerReport> {
    let report = |answer: &Answer| AnswerReport {
        field: base.fields.get(answer.field).id.clone(),
        claim: ClaimReport::new(base, answer.field, &answer.claim, top),
    };
    part.answers.iter().map(report).collect()
}

fn conflicts(base: &RuleBase, part: &Part, top: &str) -> Vec<ConflictReport> {
    let conflicts = part.conflicts.iter().map(|conflict| {
        let claim = |claim: &Claim| ClaimReport::new(base, conflict.field, claim, top);
        ConflictReport {
            field: base.fields.get(conflict.field).id.clone(),
            claims: conflict.claims.iter().map(claim).collect(),
        }
    });
    conflicts.collect()
}
