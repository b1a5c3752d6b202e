//! Rules: that they claim no more than what they cite can carry, and what packs have them say.

use std::collections::HashMap;

use super::Resolver;
use crate::{
    condition::Condition,
    problem::Code,
    reader::all,
    rulebase::{
        Citation, DimensionId, Effect, Extension, Fact, FactConfidence, Grade, Override, PackId,
        Rule, RuleId, Status,
        join::Draft,
        mix::{Mix, MostLoss},
        raw::{
            self, DimensionOrId,
            rules::{RawMix, RawMostLoss, RawRule, RawStay},
        },
        rule::MOST_POINTS_OF_LOW_CONFIDENCE,
        stay::Stay,
    },
    shape::{At, Clause, FromNode},
    yaml::Span,
};

impl<'n> Resolver<'_, 'n> {
    /// Resolves rules, with what packs say of their own options in rules of others.
    pub(super) fn rules(
        &mut self,
        mut extensions: HashMap<String, Vec<Draft>>,
        overrides: &[Override],
    ) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (pack, file) in self.files {
            let own = file.dimension.as_ref().map(|dimension| match dimension {
                DimensionOrId::Whole(raw) => raw.id.and_then(|id| self.dimensions.get(id.text)),
                DimensionOrId::Id(id) => self.dimensions.find(id.id(), self.reader),
            });
            for raw in file.rules.iter().flatten() {
                let drafts = raw.id.and_then(|id| extensions.remove(id.text)).unwrap_or_default();
                let Some(rule) = self.rule(*pack, raw, own, drafts) else { continue };
                let span = raw.id.map_or(raw.mapping.span(), |id| id.span);
                self.check_evidence(&rule, span);
                if rule.grade == Grade::Policy {
                    self.check_policy(&rule, span, *pack, overrides);
                }
                rules.push(rule);
            }
        }
        rules
    }

    /// Resolves a rule; `own` is the dimension of its file, within it nothing where that is refused.
    fn rule(
        &mut self,
        pack: Option<PackId>,
        raw: &RawRule<'n>,
        own: Option<Option<DimensionId>>,
        drafts: Vec<Draft>,
    ) -> Option<Rule> {
        let dimension = match &raw.dimension {
            Some(dimension) => self.dimensions.find(dimension.id(), self.reader),
            None => own.flatten(),
        };
        if own.is_none() && raw.mapping.get("dimension").is_none() {
            let message = format!("{}: `dimension` is missing", RawRule::SHAPE.owner(raw.mapping));
            let first = raw.mapping.span().first();
            self.reader.error(Code::MISSING, first, message, "needs `dimension`");
        }
        let when = self.condition(raw.mapping, raw.when);
        let cites = raw.cites.as_ref().map(|cites| self.cites(&cites.list)).unwrap_or_default();
        let effect = self.effect(raw);
        let in_short = raw.in_short.and_then(|clause| self.clause(clause));
        let id = raw.id?;
        self.take("rule", id, pack, raw, &raw.silence).then_some(())?;
        let extensions = drafts.into_iter().map(|draft| self.extension(draft)).collect();
        Some(Rule {
            id: id.text.to_owned(),
            dimension: dimension?,
            when: when?,
            effect: effect?,
            in_short,
            because: raw.because?.to_owned(),
            cites,
            grade: raw.grade?.0,
            extensions,
        })
    }

    /// Checks a clause, in which the names of options do not count.
    fn clause(&mut self, clause: Clause<'_>) -> Option<String> {
        let options = raw::each(self.files, |file| file.options.as_ref());
        let names = options.filter_map(|(_, option)| option.name);
        let own = names.fold(clause.text.to_owned(), |own, name| own.replace(name, ""));
        let is_short = self.reader.at_most(Clause::MOST, &own, clause.span, "`in_short`");
        is_short.then(|| clause.text.to_owned())
    }

    /// Resolves what a pack says of its own options in a rule.
    fn extension(&mut self, draft: Draft) -> Extension {
        let at = At { owner: "an extension", key: "cites" };
        let cites = draft.cites.as_ref().and_then(|node| Vec::from_node(node, at, self.reader));
        Extension {
            pack: draft.pack,
            options: draft.options.iter().filter_map(|id| self.options.get(id)).collect(),
            because: draft.because,
            cites: self.cites(&cites.unwrap_or_default()),
        }
    }

    fn effect(&mut self, raw: &RawRule<'n>) -> Option<Effect> {
        if let Some(points) = &raw.points {
            let mut list = Vec::new();
            for (option, points) in &points.0 {
                let option = self.options.find(*option, self.reader);
                list.extend(option.filter(|_| *points != 0).map(|option| (option, *points)));
            }
            return (!list.is_empty()).then_some(Effect::Points(list));
        }
        let excluded = raw.excludes.iter().flat_map(|excludes| &excludes.0);
        let options: Vec<_> =
            excluded.filter_map(|option| self.options.find(option.id(), self.reader)).collect();
        let remedy = raw.remedy?.to_owned();
        (!options.is_empty()).then_some(Effect::Excludes { options, remedy })
    }

    /// Reports a rule that claims more than what it cites can carry.
    fn check_evidence(&mut self, rule: &Rule, span: Span) {
        let facts: Vec<&Fact> = rule
            .all_cites()
            .filter_map(|citation| match citation {
                Citation::Fact(fact) => self.facts.get(fact.index()),
                Citation::Claim(_) => None,
            })
            .collect();
        let low = facts.iter().find(|fact| fact.confidence == FactConfidence::Low);
        let id = &rule.id;
        let mut wrong =
            |message: String| self.reader.error(Code::EVIDENCE, span, message, "this rule");
        match &rule.effect {
            Effect::Excludes { .. } => {
                if !matches!(rule.grade, Grade::Limit | Grade::Policy) {
                    wrong(format!(
                        "the rule `{id}` excludes, which only the grade `limit` may, not `{}`",
                        rule.grade
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
        if rule.grade == Grade::Limit && facts.is_empty() {
            wrong(format!(
                "the rule `{id}` is graded `limit` and cites no fact that publishes one"
            ));
        }
        for citation in rule.all_cites() {
            let Citation::Claim(claim) = citation else { continue };
            let claim = &self.claims[claim.index()];
            let newer = claim
                .facts
                .iter()
                .any(|fact| rule.all_cites().any(|cited| cited == Citation::Fact(*fact)));
            if claim.status == Status::Dated && !claim.facts.is_empty() && !newer {
                wrong(format!(
                    "the rule `{id}` cites `{}`, which is out of date, without any of the facts \
                     that say what is so today",
                    claim.id
                ));
            }
        }
    }

    /// Reports a policy that nobody has made: it is for packs, and cites a claim that a pack
    /// brings.
    fn check_policy(
        &mut self,
        rule: &Rule,
        span: Span,
        pack: Option<PackId>,
        overrides: &[Override],
    ) {
        let id = &rule.id;
        let of_pack = |citation: Citation| match citation {
            Citation::Claim(claim) => {
                let id = self.claims[claim.index()].id.clone();
                self.names.places.origins.contains_key(&("source", id))
            }
            Citation::Fact(_) => false,
        };
        let changed = || overrides.iter().any(|change| change.kind == "rule" && change.id == *id);
        let message = if pack.is_none() && !changed() {
            format!(
                "the rule `{id}` is graded `policy`, which is for the packs of those whose policy \
                 it is"
            )
        } else if !rule.all_cites().any(of_pack) {
            format!(
                "the rule `{id}` is graded `policy` and cites no claim of a policy that a pack \
                 brings"
            )
        } else {
            return;
        };
        self.reader.error(Code::EVIDENCE, span, message, "this rule");
    }

    /// Resolves when several platforms are worth it.
    pub(super) fn mix(&mut self, raw: &RawMix<'n>, rules: &[Rule]) -> Option<Mix> {
        let cites = raw.cites.as_ref().map(|cites| self.cites(&cites.list)).unwrap_or_default();
        let losses = raw.most_loss.as_ref()?;
        let most_loss = all(losses.list.iter().map(|raw| self.most_loss(raw)))?;
        let always = |loss: &MostLoss| loss.when == Condition::always();
        if most_loss.iter().position(always) != most_loss.len().checked_sub(1) {
            let message = "`most_loss`: the last entry, and no other, must have no `when`";
            let label = "what applies when nothing else does";
            self.reader.error(Code::MISSING, losses.node.span.first(), message, label);
            return None;
        }
        let mut unless = Vec::new();
        for named in raw.unless.iter().flatten() {
            let found = (0..).map(RuleId).zip(rules).find(|(_, rule)| rule.id == named.text);
            let known = rules.iter().map(|rule| rule.id.as_str());
            let found = self.reader.found(found, "rule", named.text, known, named.span);
            unless.extend(found.map(|(id, _)| id));
        }
        Some(Mix { most_loss, unless, because: raw.because?.to_owned(), cites })
    }

    fn most_loss(&mut self, raw: &RawMostLoss<'n>) -> Option<MostLoss> {
        let when = self.condition(raw.mapping, raw.when);
        Some(MostLoss { when: when?, fit: u8::try_from(raw.fit?.0).ok()? })
    }

    /// Resolves when a project should stay where it runs today.
    pub(super) fn stay(&mut self, raw: &RawStay<'n>) -> Option<Stay> {
        let cites = raw.cites.as_ref().map(|cites| self.cites(&cites.list)).unwrap_or_default();
        let (named, lead, because) = (raw.question?, raw.lead?.0, raw.because?.to_owned());
        let known = self.fields.iter().map(|(_, field)| field.id.as_str());
        let found = self.fields.find(named.text);
        let question = self.reader.found(found, "question", named.text, known, named.span)?;
        Some(Stay { question, lead, because, cites })
    }
}
