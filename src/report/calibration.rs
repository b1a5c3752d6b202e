//! What points decisions propose, rule by rule, and how well points foretell decisions.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Keyed, RuleBaseReport,
    ids::{ARule, AnOption, by},
    number,
};
use crate::{
    calibration::{Calibration, Form},
    corpus::{Decision, Set, fit::Quality},
    document::{Detail, Document, Table, ToDocument, ident, text},
    rulebase::{Band, Likelihood, RuleBase},
};

/// The schema that it follows.
const SCHEMA: &str = "whereto/calibration/1";

/// What decisions propose.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CalibrationReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The rule base.
    pub rule_base: RuleBaseReport,
    /// How many decisions there are that points may be set on.
    pub decisions: usize,
    /// How many there are that are kept apart.
    pub apart: usize,
    /// Into how many parts they were divided, never within a group, to foretell each part by the
    /// others.
    pub folds: usize,
    /// The seed by which they were divided.
    pub seed: u64,
    /// How well points foretell decisions.
    pub measures: Vec<MeasureReport>,
    /// How scores become shares with the points proposed.
    pub temperature: f64,
    /// What every rule that gives points adds to the temperature.
    pub per_rule: f64,
    /// What came of decisions with the points proposed, by the share of the best option.
    pub bands: Vec<Band>,
    /// The rules that give points, in the order of the rule base.
    pub rules: Vec<CalibratedRule>,
    /// What would change in files, as a unified diff.
    pub diff: String,
    /// The rules that a diff cannot change, each with why.
    #[schemars(schema_with = "by::<ARule, String>")]
    pub left_out: Keyed<String>,
    /// The short names of the options, for renderers.
    #[serde(skip)]
    names: Vec<String>,
}

/// How well the points of today and those proposed foretell some decisions.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MeasureReport {
    /// `cross-validated`: decisions that points may be set on, each foretold by points that were
    /// proposed without its group. `apart`: those that are kept apart, foretold by the proposal.
    #[schemars(extend("enum" = ["cross-validated", "apart"]))]
    pub decisions: &'static str,
    /// `as given`, or `stated only`: without what the sources do not state.
    #[schemars(extend("enum" = ["as given", "stated only"]))]
    pub form: &'static str,
    /// With the points of today.
    pub now: QualityReport,
    /// With those proposed.
    pub proposed: QualityReport,
}

/// How well shares foretell decisions.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct QualityReport {
    /// How many decisions there are.
    pub of: usize,
    /// For how many the option with the greatest share was chosen; ties count as wrong.
    pub right: usize,
    /// The mean of the negative logarithm of the chosen option's share.
    pub log_loss: f64,
    /// The mean of the squared differences between shares and what was chosen.
    pub brier: f64,
    /// The mean difference between the greatest share and how often it was right, over ten bins.
    pub calibration_error: f64,
}

impl From<Quality> for QualityReport {
    fn from(quality: Quality) -> Self {
        let Quality { of, right, log_loss, brier, calibration_error } = quality;
        Self { of, right, log_loss, brier, calibration_error }
    }
}

/// A rule with its points.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CalibratedRule {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// What its dimension weighs.
    pub weight: u8,
    /// Its points for each option today.
    #[schemars(schema_with = "by::<AnOption, i8>")]
    pub now: Keyed<i8>,
    /// The points proposed.
    #[schemars(schema_with = "by::<AnOption, i8>")]
    pub proposed: Keyed<i8>,
    /// In how many of the decisions that points may be set on it fired.
    pub fired: usize,
    /// What was decided there.
    #[schemars(schema_with = "by::<AnOption, usize>")]
    pub decided: Keyed<usize>,
}

impl CalibratedRule {
    fn changes(&self) -> bool {
        self.now.0 != self.proposed.0
    }
}

/// Puts together what decisions propose.
pub fn report(base: &RuleBase, calibration: &Calibration<'_>, seed: u64) -> CalibrationReport {
    let now = calibration.points();
    let proposed = calibration.propose();
    let likelihood = calibration.clone().with_points(&proposed).likelihood();
    let patch = calibration.patch(base, &proposed, &likelihood);
    let left_out = patch.left_out.iter();
    let Likelihood { temperature, bands } = likelihood;
    let is_apart = |decision: &Decision| decision.set == Set::Apart;
    let apart = calibration.decisions.iter().filter(|decision| is_apart(decision)).count();
    CalibrationReport {
        schema: SCHEMA,
        rule_base: RuleBaseReport::new(base),
        decisions: calibration.decisions.len() - apart,
        apart,
        folds: calibration.folds,
        seed,
        measures: measures(calibration, &now, &proposed),
        temperature: temperature.start,
        per_rule: temperature.per_rule,
        bands,
        rules: rules(base, calibration, &now, &proposed),
        left_out: left_out
            .map(|(rule, why)| (base.rule(*rule).id.clone(), (*why).into()))
            .collect(),
        diff: patch.diff,
        names: base.options.iter().map(|option| option.short.clone()).collect(),
    }
}

fn measures(
    calibration: &Calibration<'_>,
    now: &[Vec<i8>],
    proposed: &[Vec<i8>],
) -> Vec<MeasureReport> {
    let (now, proposed) = (calibration.foretell(now), calibration.foretell(proposed));
    let held_back = calibration.cross_validate();
    let mut measures = Vec::new();
    for (decisions, set, after) in
        [("cross-validated", Set::Points, &held_back), ("apart", Set::Apart, &proposed)]
    {
        for form in Form::ALL {
            let quality = |shares: &[Vec<f64>]| -> QualityReport {
                calibration.quality(shares, form, &|decision| decision.set == set).into()
            };
            let (now, proposed) = (quality(&now), quality(after));
            let measure = MeasureReport { decisions, form: form.name(), now, proposed };
            measures.extend((measure.now.of > 0).then_some(measure));
        }
    }
    measures
}

fn rules(
    base: &RuleBase,
    calibration: &Calibration<'_>,
    now: &[Vec<i8>],
    proposed: &[Vec<i8>],
) -> Vec<CalibratedRule> {
    let keyed = |points: &[i8]| Keyed::by_option(base, points.iter().copied());
    let all = calibration.rules.iter().zip(now.iter().zip(proposed)).enumerate();
    let rules = all.map(|(number, (id, (now, proposed)))| {
        let rule = base.rule(*id);
        let fired = calibration.of_form(Form::AsGiven).filter(|(decision, sample)| {
            decision.set == Set::Points && sample.fired.contains(&number)
        });
        let mut decided = vec![0; base.options.len()];
        for (_, sample) in fired {
            decided.get_mut(sample.chosen).into_iter().for_each(|count| *count += 1);
        }
        CalibratedRule {
            rule: rule.id.clone(),
            weight: base.dimension(rule.dimension).weight,
            now: keyed(now),
            proposed: keyed(proposed),
            fired: decided.iter().sum(),
            decided: Keyed::by_option(base, decided),
        }
    });
    rules.collect()
}

impl ToDocument for CalibrationReport {
    /// Tells how well points foretell decisions, and which would change; all rules when everything
    /// is told.
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::new(detail);
        let decisions = number::count(self.decisions as i64, "decision");
        document.say(format!(
            "{decisions} to set points on, {} kept apart; cross-validated in {} parts, never \
             within a group.",
            self.apart, self.folds
        ));
        document.section("How well points foretell decisions", self.quality());
        let change = self.rules.iter().filter(|rule| rule.changes()).count();
        let heading = format!("Points now and proposed: {change} of {} rules", self.rules.len());
        document.section(heading, self.points(detail));
        let left_out = self.left_out.0.iter();
        let left_out = left_out.map(|(rule, why)| text![ident(rule), format!(": {why}")]);
        document.items("Not in the diff", left_out);
        document.foot(
            "A proposal is accepted by people, with a reason: sizes follow decisions, and signs \
             the reasons of the rules. `-o FILE` writes it as a diff.",
        );
        document
    }
}

impl CalibrationReport {
    fn quality(&self) -> Table {
        let mut table = Table::new().texts(["Decisions", "Facts", "Points"]).numbers([
            "Right",
            "Log-loss",
            "Brier",
            "Calibration error",
        ]);
        for measure in &self.measures {
            for (points, quality) in [("now", measure.now), ("proposed", measure.proposed)] {
                table.row([
                    measure.decisions.to_owned(),
                    measure.form.to_owned(),
                    points.to_owned(),
                    format!("{} of {}", quality.right, quality.of),
                    format!("{:.3}", quality.log_loss),
                    format!("{:.3}", quality.brier),
                    format!("{:.3}", quality.calibration_error),
                ]);
            }
        }
        table
    }

    fn points(&self, detail: Detail) -> Table {
        let options = self.names.join(", ");
        let mut table = Table::new()
            .texts(["Rule"])
            .numbers(["Now".to_owned(), "Proposed".to_owned(), "Fired".to_owned()])
            .numbers([format!("Decided ({options})")]);
        let join =
            |numbers: &mut dyn Iterator<Item = String>| numbers.collect::<Vec<_>>().join(" ");
        for rule in self.rules.iter().filter(|rule| detail.is_full() || rule.changes()) {
            let points = |points: &Keyed<i8>| {
                join(&mut points.0.iter().map(|(_, points)| number::signed(i64::from(*points))))
            };
            table.row([
                rule.rule.clone(),
                points(&rule.now),
                points(&rule.proposed),
                rule.fired.to_string(),
                join(&mut rule.decided.0.iter().map(|(_, count)| count.to_string())),
            ]);
        }
        table
    }
}
