//! Dimensions that tell too little, or too much.

use std::collections::BTreeSet;

use super::{checks::Check, finding::Finding, linter::Lint, space::Region};
use crate::{
    assessment::axis::AxisId,
    field::{Facts, FieldId},
    rulebase::{DimensionId, Effect, OptionId, Rule},
};

/// Answers that rules share are gone through up to this many combinations.
const MOST_COMBINATIONS: usize = 20_000;

impl Lint<'_> {
    pub(super) fn dimensions(&self, findings: &mut Vec<Finding>) {
        let options: Vec<OptionId> = self.base.option_ids().collect();
        for (dimension, index) in self.base.dimensions.iter().zip(0u8..) {
            let rules: Vec<&Rule> =
                self.base.rules.iter().filter(|rule| rule.dimension.0 == index).collect();
            for (at, one) in options.iter().enumerate().filter(|_| !rules.is_empty()) {
                for other in &options[at + 1..] {
                    let alike = |rule: &&Rule| {
                        rule.points(*one) == rule.points(*other)
                            && rule.excludes(*one) == rule.excludes(*other)
                    };
                    if rules.iter().all(alike) {
                        let (one, other) =
                            (&self.base.option(*one).id, &self.base.option(*other).id);
                        let message = format!(
                            "the rules on `{}` treat `{one}` and `{other}` alike throughout",
                            dimension.id
                        );
                        findings.push(Finding::new(
                            Check::BlindDimension,
                            "dimension",
                            &dimension.id,
                            message,
                        ));
                    }
                }
            }
        }
        self.unspoken_options(findings);
        self.lone_dimensions(findings);
    }

    fn unspoken_options(&self, findings: &mut Vec<Finding>) {
        for option in self.base.option_ids() {
            let speaks = |rule: &Rule| rule.points(option) != 0 || rule.excludes(option);
            let silent = self.base.dimensions.iter().zip(0u8..).filter(|(_, index)| {
                let mut rules =
                    self.base.rules.iter().filter(|rule| rule.dimension.0 == *index).peekable();
                rules.peek().is_some() && !rules.any(speaks)
            });
            let silent: Vec<String> =
                silent.map(|(dimension, _)| format!("`{}`", dimension.id)).collect();
            if !silent.is_empty() {
                let id = &self.base.option(option).id;
                let message = format!("no rule on {} speaks of `{id}`", silent.join(", "));
                findings.push(Finding::new(Check::UnspokenOption, "option", id, message));
            }
        }
    }

    fn lone_dimensions(&self, findings: &mut Vec<Finding>) {
        let gives = |dimension: &DimensionId| {
            let mut rules = self.base.rules.iter();
            rules.any(|it| it.dimension == *dimension && matches!(it.effect, Effect::Points(_)))
        };
        let all = (0u8..).take(self.base.dimensions.len()).map(DimensionId);
        let dimensions: Vec<DimensionId> = all.filter(gives).collect();
        let options: Vec<OptionId> = self.base.option_ids().collect();
        // By how much each dimension can put one option ahead of another at the most.
        let most: Vec<Vec<Vec<i64>>> = dimensions
            .iter()
            .map(|dimension| {
                let ahead = |one: &OptionId| {
                    options.iter().map(|other| self.most(*dimension, *one, *other)).collect()
                };
                options.iter().map(ahead).collect()
            })
            .collect();
        for dimension in dimensions.iter().filter(|_| dimensions.len() > 1) {
            for option in &options {
                // What all other dimensions together can do for each rival at the most.
                let others = || dimensions.iter().zip(&most).filter(|(it, _)| *it != dimension);
                let makes_up = |rival: &OptionId| -> i64 {
                    others().map(|(_, most)| most[rival.index()][option.index()]).sum()
                };
                let rivals = options.iter().filter(|rival| *rival != option);
                let rivals: Vec<(OptionId, i64)> =
                    rivals.map(|rival| (*rival, makes_up(rival))).collect();
                let lead = |facts: &Facts| {
                    let points = self.points_on(*dimension, facts);
                    let leads = rivals
                        .iter()
                        .map(|(rival, most)| points[option.index()] - points[rival.index()] - most);
                    leads.min().unwrap_or(0)
                };
                let (ahead, facts) = self.climb(
                    Facts::unknown(self.base.fields.len()),
                    &self.asked_by(*dimension),
                    &lead,
                );
                if ahead > 0 {
                    let (id, option) =
                        (&self.base.dimension(*dimension).id, &self.base.option(*option).id);
                    let message = format!(
                        "answers on `{id}` alone put `{option}` so far ahead that all other \
                         dimensions fall {ahead} short of making up for it"
                    );
                    let finding = Finding::new(Check::LoneDimension, "dimension", id, message);
                    findings.push(finding.shown_by(Some(facts)));
                    break;
                }
            }
        }
    }

    /// The questions that the rules of a dimension look at, by themselves or through estimates.
    fn asked_by(&self, dimension: DimensionId) -> Vec<FieldId> {
        let rules = self.base.rules.iter().filter(|rule| rule.dimension == dimension);
        let fields: BTreeSet<FieldId> = rules.flat_map(|rule| rule.when.fields()).collect();
        let (derived, asked): (Vec<FieldId>, Vec<FieldId>) =
            fields.into_iter().partition(|field| self.base.fields.get(*field).derived);
        let inputs = derived.iter().flat_map(|field| self.derivation.inputs(*field)).copied();
        asked.into_iter().chain(inputs).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What each option gets on one dimension, weighted, exclusions left aside.
    fn points_on(&self, dimension: DimensionId, answers: &Facts) -> Vec<i64> {
        let assessment = self.assess(answers);
        self.base.option_ids().map(|option| assessment.dimension_score(option, dimension)).collect()
    }

    /// By how much a dimension can put one option ahead of another at the most; never too little.
    fn most(&self, dimension: DimensionId, one: OptionId, other: OptionId) -> i64 {
        let weight = i64::from(self.weights[dimension.index()]);
        let mut rules: Vec<(i64, &[Region])> = self
            .base
            .rules
            .iter()
            .zip(&self.fires)
            .filter(|(rule, _)| rule.dimension == dimension)
            .map(|(rule, fires)| {
                let lead = i64::from(rule.points(one)) - i64::from(rule.points(other));
                // Where nobody can say when a rule fires, it may whenever that is worst.
                (lead * weight, fires.as_deref().unwrap_or_default())
            })
            .filter(|(lead, _)| *lead != 0)
            .collect();
        let mut most = 0;
        while let Some(first) = rules.pop() {
            let mut group = vec![first];
            let mut axes = self.axes_of(first.1);
            while let Some(at) =
                rules.iter().position(|(_, fires)| !self.axes_of(fires).is_disjoint(&axes))
            {
                let rule = rules.swap_remove(at);
                axes.extend(self.axes_of(rule.1));
                group.push(rule);
            }
            most += self.most_of_group(&group, &axes.into_iter().collect::<Vec<_>>());
        }
        most
    }

    fn axes_of(&self, fires: &[Region]) -> BTreeSet<AxisId> {
        let axes = self.space.axes().iter().map(|(axis, _)| axis);
        axes.filter(|axis| fires.iter().any(|region| region.names(*axis))).collect()
    }

    fn most_of_group(&self, group: &[(i64, &[Region])], axes: &[AxisId]) -> i64 {
        // For each axis the cells in which an answer lies, and none for what is not known.
        let places: Vec<Vec<Option<usize>>> = axes
            .iter()
            .map(|axis| {
                let cells = (0..self.space.axes().get(*axis).cells)
                    .filter(|cell| self.space.is_possible(*axis, *cell));
                std::iter::once(None).chain(cells.map(Some)).collect()
            })
            .collect();
        let combinations = places.iter().try_fold(1usize, |product, places| {
            product.checked_mul(places.len()).filter(|product| *product <= MOST_COMBINATIONS)
        });
        let everything = || group.iter().map(|(lead, _)| *lead.max(&0)).sum();
        let Some(combinations) =
            combinations.filter(|_| group.iter().all(|(_, fires)| !fires.is_empty()))
        else {
            return everything();
        };
        let lead = |mut combination: usize| -> i64 {
            let point: Vec<(AxisId, Option<usize>)> = axes
                .iter()
                .zip(&places)
                .map(|(axis, places)| {
                    let place = places[combination % places.len()];
                    combination /= places.len();
                    (*axis, place)
                })
                .collect();
            let fires = |region: &Region| {
                point.iter().all(|(axis, cell)| {
                    !region.names(*axis) || cell.is_some_and(|cell| region.allows(*axis, cell))
                })
            };
            group
                .iter()
                .filter(|(_, regions)| regions.iter().any(fires))
                .map(|(lead, _)| *lead)
                .sum()
        };
        (0..combinations).map(lead).max().unwrap_or(0)
    }
}
