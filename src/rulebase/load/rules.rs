//! Reading rules, and checking that they claim no more than what they cite can carry.

use super::{Loader, first_of, packs, section, yaml_text};
use crate::{
    condition::Condition,
    problem::Code,
    reader::{Mapping, Reader},
    rulebase::{
        Citation, Confidence, DimensionId, Effect, Extension, Fact, Grade, OptionId, Rule, Status,
        evidence::read_word,
        rule::{MOST_POINTS, MOST_POINTS_OF_LOW_CONFIDENCE},
    },
    yaml::{self, Node, Span},
};

impl Loader {
    pub(super) fn rules(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let own = file.get("dimension").and_then(|node| match &node.content {
            yaml::Content::Mapping(_) => {
                let id = reader.unchecked(node).get("id").and_then(yaml_text)?;
                self.dimensions
                    .iter()
                    .position(|dimension| dimension.id == id)
                    .map(|index| DimensionId(index as u8))
            }
            _ => self.find_dimension(node, reader),
        });
        for node in section(file, "rules", reader) {
            if let Some(rule) = self.rule(node, own, reader) {
                self.rules.push(rule);
            }
        }
    }

    fn rule(&mut self, node: &Node, own: Option<DimensionId>, reader: &mut Reader) -> Option<Rule> {
        const KEYS: [&str; 10] = [
            "id",
            "dimension",
            "when",
            "points",
            "excludes",
            "because",
            "cites",
            "grade",
            "remedy",
            "silence",
        ];
        let mapping = reader.mapping(node, "a rule", &KEYS)?;
        let id = reader
            .require(mapping, "id", "a rule")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let what = id.map_or_else(|| "a rule".to_owned(), |(id, _)| format!("the rule `{id}`"));
        let dimension = match mapping.get("dimension") {
            Some(node) => self.find_dimension(node, reader),
            None => own,
        };
        if dimension.is_none() && mapping.get("dimension").is_none() {
            reader.error(
                Code::MISSING,
                first_of(node),
                format!("{what}: `dimension` is missing"),
                "needs `dimension`",
            );
        }
        let when = reader
            .require(mapping, "when", &what)
            .and_then(|node| Condition::read(node, &self.fields, reader));
        let because = reader
            .require(mapping, "because", &what)
            .and_then(|node| reader.text(node, "`because`"));
        let grade = reader
            .require(mapping, "grade", &what)
            .and_then(|node| read_word(node, "`grade`", &Grade::WORDS, reader));
        let cites_node = reader.require(mapping, "cites", &what);
        let cites = self.cites(cites_node, reader);
        if let Some(node) = cites_node
            && matches!(&node.content, yaml::Content::Sequence(nodes) if nodes.is_empty())
        {
            reader.error(
                Code::MISSING,
                node.span,
                format!("{what} cites nothing"),
                "needs at least one source",
            );
        }
        let effect = self.effect(mapping, &what, reader);
        let (id, span) = id?;
        self.claim_id("rule", id, span, reader).then_some(())?;
        let extensions = self.extensions(id, reader);
        let rule = Rule {
            id: id.to_owned(),
            dimension: dimension?,
            when: when?,
            effect: effect?,
            because: because?.to_owned(),
            cites,
            grade: grade?,
            extensions,
        };
        self.check_evidence(&rule, span, reader);
        Some(rule)
    }

    /// What packs say of their own options in a rule.
    fn extensions(&mut self, rule: &str, reader: &mut Reader) -> Vec<Extension> {
        let drafts = self.drafts.remove(rule).unwrap_or_default();
        let extension = |draft: packs::Draft| Extension {
            pack: draft.pack,
            options: draft.options.iter().filter_map(|id| self.option_id(id)).collect(),
            because: draft.because,
            cites: self.cites(draft.cites.as_ref(), reader),
        };
        drafts.into_iter().map(extension).collect()
    }

    fn effect(&self, rule: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Effect> {
        match (rule.entry("points"), rule.entry("excludes")) {
            (Some(points), None) => {
                if let Some(remedy) = rule.entry("remedy") {
                    let message = format!("{what} excludes nothing, so there is nothing to lift");
                    reader.error(
                        Code::UNKNOWN_KEY,
                        remedy.key_span,
                        message,
                        "only for `excludes`",
                    );
                }
                let entries = reader.entries(&points.value, "`points`")?;
                if entries.is_empty() {
                    reader.wrong_type(&points.value, "`points`", "points for at least one option");
                }
                let mut list = Vec::new();
                for entry in entries {
                    let option = self.find_option(&entry.key, entry.key_span, reader);
                    let most = i64::from(MOST_POINTS);
                    let points = reader.whole(&entry.value, "`points`", -most..=most);
                    if points == Some(0) {
                        reader.wrong_type(
                            &entry.value,
                            "`points`",
                            "points other than 0, or no line at all",
                        );
                    }
                    if let (Some(option), Some(points)) = (option, points) {
                        list.push((option, i8::try_from(points).unwrap_or_default()));
                    }
                }
                (!list.is_empty()).then_some(Effect::Points(list))
            }
            (None, Some(excludes)) => {
                let nodes = match &excludes.value.content {
                    yaml::Content::Sequence(nodes) => nodes.as_slice(),
                    _ => std::slice::from_ref(&excludes.value),
                };
                if nodes.is_empty() {
                    reader.wrong_type(&excludes.value, "`excludes`", "at least one option");
                }
                let options: Vec<OptionId> = nodes
                    .iter()
                    .filter_map(|node| {
                        let id = reader.text(node, "`excludes`")?;
                        self.find_option(id, node.span, reader)
                    })
                    .collect();
                let remedy = reader
                    .require(rule, "remedy", what)
                    .and_then(|node| reader.text(node, "`remedy`"))?;
                (!options.is_empty())
                    .then_some(Effect::Excludes { options, remedy: remedy.to_owned() })
            }
            (Some(_), Some(excludes)) => {
                let message = format!("{what} has both `points` and `excludes`");
                reader.error(
                    Code::UNKNOWN_KEY,
                    excludes.key_span,
                    message,
                    "a rule does one of the two",
                );
                None
            }
            (None, None) => {
                let message = format!("{what} must have either `points` or `excludes`");
                reader.error(Code::MISSING, rule.span().first(), message, "needs one of the two");
                None
            }
        }
    }

    /// A rule may not claim more than what it cites can carry.
    fn check_evidence(&self, rule: &Rule, span: Span, reader: &mut Reader) {
        let facts: Vec<&Fact> = rule
            .all_cites()
            .filter_map(|citation| match citation {
                Citation::Fact(fact) => self.facts.get(usize::from(fact.0)),
                Citation::Claim(_) => None,
            })
            .collect();
        let low = facts.iter().find(|fact| fact.confidence == Confidence::Low);
        let id = &rule.id;
        let mut wrong = |message: String| reader.error(Code::EVIDENCE, span, message, "this rule");
        match &rule.effect {
            Effect::Excludes { .. } => {
                if !matches!(rule.grade, Grade::Limit | Grade::Policy) {
                    wrong(format!(
                        "the rule `{id}` excludes, which only the grade `limit` may, not `{}`",
                        rule.grade.name()
                    ));
                }
                if let Some(fact) = low {
                    wrong(format!(
                        "the rule `{id}` excludes on `{}`, a fact of low confidence",
                        fact.id
                    ));
                }
            }
            Effect::Points(points) => {
                let most = points.iter().map(|(_, points)| points.abs()).max().unwrap_or(0);
                if let Some(fact) = low.filter(|_| most > MOST_POINTS_OF_LOW_CONFIDENCE) {
                    wrong(format!(
                        "the rule `{id}` gives {most} points on `{}`, a fact of low confidence, \
                         which carries at most {MOST_POINTS_OF_LOW_CONFIDENCE}",
                        fact.id
                    ));
                }
            }
        }
        if rule.grade == Grade::Policy {
            let own = |citation: &Citation| match citation {
                Citation::Claim(claim) => {
                    let claim = &self.claims[usize::from(claim.0)];
                    self.origins.contains_key(&("source", claim.id.clone()))
                }
                Citation::Fact(_) => false,
            };
            if self.pack.is_none()
                && !self.overrides.iter().any(|it| it.kind == "rule" && it.id == *id)
            {
                wrong(format!(
                    "the rule `{id}` is graded `policy`, which is for the packs of those whose \
                     policy it is"
                ));
            } else if !rule.all_cites().any(|citation| own(&citation)) {
                wrong(format!(
                    "the rule `{id}` is graded `policy` and cites no claim of a policy that a \
                     pack brings"
                ));
            }
        }
        if rule.grade == Grade::Limit && facts.is_empty() {
            wrong(format!(
                "the rule `{id}` is graded `limit` and cites no fact that publishes one"
            ));
        }
        for citation in rule.all_cites() {
            let Citation::Claim(claim) = citation else { continue };
            let claim = &self.claims[usize::from(claim.0)];
            let newer = claim
                .facts
                .iter()
                .any(|fact| rule.all_cites().any(|it| it == Citation::Fact(*fact)));
            if claim.status == Status::Dated && !claim.facts.is_empty() && !newer {
                wrong(format!(
                    "the rule `{id}` cites `{}`, which is out of date, without any of the facts \
                     that say what is so today",
                    claim.id
                ));
            }
        }
    }
}
