//! Conditions that cannot hold, hold together, or say more than they need.

use super::{checks::Check, checks::Method, finding::Finding, linter::Lint, space::Region};
use crate::{
    condition::Condition,
    field::Facts,
    rulebase::{Contradiction, Effect, OptionId, Role, Rule},
};

impl Lint<'_> {
    pub(super) fn conditions(&self, findings: &mut Vec<Finding>) {
        for (rule, fires) in self.rules() {
            if fires.is_empty() {
                findings.push(self.unreachable("rule", &rule.id, &rule.when));
                continue;
            }
            for part in self.idle_parts(&rule.when) {
                let message = format!(
                    "`{}` fires for the same profiles without `{}`",
                    rule.id,
                    part.describe(&self.base.fields)
                );
                findings.push(self.about_rule(Check::IdleCondition, rule, message));
            }
        }
        for contradiction in &self.base.contradictions {
            if self.space.of(&contradiction.when).is_ok_and(|holds| holds.is_empty()) {
                let Contradiction { id, when, .. } = contradiction;
                findings.push(self.unreachable("contradiction", id, when));
            }
        }
        self.pairs(findings);
        self.exclusions(findings);
        self.points(findings);
    }

    /// A finding about a condition that no profile satisfies.
    fn unreachable(&self, kind: &'static str, id: &str, when: &Condition) -> Finding {
        let words = when.describe(&self.base.fields);
        let message = format!("`{words}` cannot hold for any profile");
        let finding = Finding::new(Check::Unreachable, kind, id, message);
        finding.at(self.base.place_of_condition(kind, id))
    }

    /// The parts of a condition, at any depth, that can be left out one after the other without
    /// changing for which profiles it holds.
    fn idle_parts(&self, condition: &Condition) -> Vec<Condition> {
        let Ok(whole) = self.space.of(condition) else { return Vec::new() };
        let mut left = condition.clone();
        let mut idle = Vec::new();
        while let Some((part, rest)) = self.idle_part(&left, &whole) {
            idle.push(part);
            left = rest;
        }
        idle
    }

    /// A part that can be left out, with what is left: an outer one rather than one within it, and
    /// the later of two that say the same.
    fn idle_part(&self, condition: &Condition, whole: &[Region]) -> Option<(Condition, Condition)> {
        let mut depths = Vec::new();
        collect_depths(condition, 0, &mut depths);
        let mut parts: Vec<usize> = (0..depths.len()).rev().collect();
        parts.sort_by_key(|part| depths[*part]);
        parts.into_iter().find_map(|mut at| {
            let mut rest = condition.clone();
            let part = remove(&mut rest, &mut at)?;
            let holds = self.space.of(&rest).ok()?;
            self.space.same(whole, &holds).then_some((part, rest))
        })
    }

    fn pairs(&self, findings: &mut Vec<Finding>) {
        let giving: Vec<(&Rule, &[Region])> = self
            .rules()
            .filter(|(rule, fires)| matches!(rule.effect, Effect::Points(_)) && !fires.is_empty())
            .collect();
        for (index, (other, other_fires)) in giving.iter().enumerate() {
            let mut before = giving[..index].iter();
            if let Some((one, _)) = before.find(|(_, fires)| self.space.same(fires, other_fires)) {
                let message = format!(
                    "`{}` always fires together with `{}`: one reason counts twice",
                    other.id, one.id
                );
                let finding = self.about_rule(Check::SameCondition, other, message);
                findings.push(finding.shown_by(self.shows(other_fires)));
            }
        }
    }

    /// Answers for which a condition holds.
    fn shows(&self, holds: &[Region]) -> Option<Facts> {
        self.space.profile(holds.first()?)
    }

    /// Where each exclusion of an option holds, with its rule.
    fn exclusions_of(&self, option: OptionId) -> impl Iterator<Item = (&Rule, &[Region])> {
        self.rules().filter(move |(rule, _)| rule.excludes(option))
    }

    fn exclusions(&self, findings: &mut Vec<Finding>) {
        // From the last rule to the first, so that of two that exclude the same the later is the
        // one too many.
        let mut idle: Vec<&str> = Vec::new();
        for (rule, fires) in self.rules().rev() {
            let Effect::Excludes { options, .. } = &rule.effect else { continue };
            if fires.is_empty() {
                continue;
            }
            let covered = options.iter().all(|option| {
                let others: Vec<&[Region]> = self
                    .exclusions_of(*option)
                    .filter(|(other, _)| other.id != rule.id && !idle.contains(&other.id.as_str()))
                    .map(|(_, fires)| fires)
                    .collect();
                self.space.implies(fires, &others) == Ok(true)
            });
            if covered {
                idle.push(&rule.id);
                let names: Vec<&str> =
                    options.iter().map(|option| self.base.option(*option).id.as_str()).collect();
                let message = format!(
                    "`{}` rules out {}, which other rules always do then",
                    rule.id,
                    names.join(" and ")
                );
                let finding = self.about_rule(Check::IdleExclusion, rule, message);
                findings.push(finding.shown_by(self.shows(fires)));
            }
        }
    }

    fn points(&self, findings: &mut Vec<Finding>) {
        for (rule, fires) in self.rules().filter(|(_, fires)| !fires.is_empty()) {
            let Effect::Points(points) = &rule.effect else { continue };
            if is_even(rule, self.base.options.len()) {
                let message = format!(
                    "`{}` gives every option the same points and changes no ranking",
                    rule.id
                );
                findings.push(
                    self.about_rule(Check::EvenPoints, rule, message).shown_by(self.shows(fires)),
                );
            }
            for (option, _) in points {
                let excluded: Vec<&[Region]> =
                    self.exclusions_of(*option).map(|(_, fires)| fires).collect();
                if !excluded.is_empty() && self.space.implies(fires, &excluded) == Ok(true) {
                    let option = &self.base.option(*option).id;
                    let message = format!(
                        "`{}` gives points to `{option}`, which is ruled out then",
                        rule.id
                    );
                    findings.push(
                        self.about_rule(Check::IdlePoints, rule, message)
                            .shown_by(self.shows(fires)),
                    );
                }
            }
        }
    }

    pub(super) fn products(&self, findings: &mut Vec<Finding>) {
        for option in &self.base.options {
            let mut before: Vec<(&str, Vec<Region>)> = Vec::new();
            for product in &option.products {
                let Ok(holds) = self.space.of(&product.when) else { continue };
                let place = self.base.place_of_condition("product", &product.id);
                if holds.is_empty() {
                    findings.push(self.unreachable("product", &product.id, &product.when));
                    continue;
                }
                if product.role != Role::Start {
                    continue;
                }
                let earlier: Vec<&[Region]> =
                    before.iter().map(|(_, holds)| holds.as_slice()).collect();
                if self.space.implies(&holds, &earlier) == Ok(true) {
                    let first = match before.as_slice() {
                        [(only, _)] => format!("`{only}`"),
                        _ => "one before it".to_owned(),
                    };
                    let message = format!(
                        "`{}` is never advised: wherever it could be, {first} comes first",
                        product.id
                    );
                    let finding = Finding::new(Check::IdleProduct, "product", &product.id, message);
                    findings.push(finding.at(place).shown_by(self.shows(&holds)));
                }
                before.push((&product.id, holds));
            }
        }
    }

    /// Says of findings about rules on estimates that they are not certain.
    pub(super) fn hedge(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.kind == "rule") {
            let rule = self.base.rules.iter().find(|rule| rule.id == finding.id);
            if rule.is_some_and(|rule| self.on_estimates(&[rule]))
                && finding.check != Check::Unreachable
            {
                finding.method = Method::Heuristic;
            }
        }
    }
}

/// Whether a rule gives each of so many options the same.
pub(super) fn is_even(rule: &Rule, options: usize) -> bool {
    match &rule.effect {
        Effect::Points(points) => {
            points.len() == options
                && points
                    .windows(2)
                    .all(|pair| matches!(pair, [(_, one), (_, other)] if one == other))
        }
        Effect::Excludes { options: excluded, .. } => excluded.is_empty(),
    }
}

/// How deep each part lies that could be left out, in the order of the text: the members of lists
/// of more than one.
fn collect_depths(condition: &Condition, depth: usize, depths: &mut Vec<usize>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                if parts.len() > 1 {
                    depths.push(depth);
                }
                collect_depths(part, depth + 1, depths);
            }
        }
        Condition::Not(inner) => collect_depths(inner, depth + 1, depths),
        Condition::Test(..) => {}
    }
}

/// Takes out the part with a number, in the order of the text, a part before what is in it.
fn remove(condition: &mut Condition, at: &mut usize) -> Option<Condition> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let several = parts.len() > 1;
            for index in 0..parts.len() {
                if several {
                    if *at == 0 {
                        return Some(parts.remove(index));
                    }
                    *at -= 1;
                }
                if let Some(removed) = remove(&mut parts[index], at) {
                    return Some(removed);
                }
            }
            None
        }
        Condition::Not(inner) => remove(inner, at),
        Condition::Test(..) => None,
    }
}
