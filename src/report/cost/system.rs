//! The cost report on a system of several parts: what each part costs with each option, and what
//! all of them cost together in one account.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    CostReport, OptionCost, RegionReport,
    build::{self, Scope},
};
use crate::{
    advice::{Part, SystemAdvice},
    document::{Detail, Document, Table, Text, ToDocument, ident, quiet, text},
    report::{AccountCost, MonthlyCost, ids::AnOption, list, recommended},
};

/// The schema that cost reports on systems follow.
pub const SYSTEM_SCHEMA: &str = "whereto/system-cost/1";

/// So many parts are named at the most where a list would do.
const FEW: usize = 3;

/// What a system costs.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct SystemCostReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SYSTEM_SCHEMA))]
    pub schema: &'static str,
    /// The system's name, if it has one.
    pub project: Option<String>,
    /// The parts, in the order of the profile.
    pub components: Vec<ComponentCost>,
    /// The parts together.
    pub system: CostTogether,
}

/// One part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentCost {
    /// The name of the part, such as `storefront`.
    pub name: String,
    /// The id of the option that is recommended for it.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// What it costs by itself, as if it had been written out as a profile of its own.
    #[serde(flatten)]
    pub report: CostReport,
}

/// The parts together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct CostTogether {
    /// All parts on one platform, for each option.
    pub singles: Vec<SingleCost>,
    /// Each part on what is recommended for it; null unless each has a recommendation with a price.
    pub recommended: Option<AccountCost>,
    /// What it changes that parts share an account, in sentences.
    pub notes: Vec<String>,
}

/// All parts on one platform.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SingleCost {
    /// The id of the option that all parts would run on.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The name of the option, such as AWS Lambda.
    #[serde(skip)]
    pub name: String,
    /// The same in a word.
    #[serde(skip)]
    pub short: String,
    /// What it costs in one account; null unless each part has a price.
    pub in_one_account: Option<AccountCost>,
    /// The parts for which it is ruled out.
    pub ruled_out_for: Vec<String>,
}

/// Puts together what a system costs; nothing for a rule base without prices.
pub fn system_report(advice: &SystemAdvice<'_>, scope: &Scope) -> Option<SystemCostReport> {
    let base = advice.base();
    let component = |part: &Part<'_>| {
        let report = build::report(&part.advice, scope)?;
        let recommendation = recommended(base, &part.advice.assessment().verdict);
        Some(ComponentCost { name: part.name.clone(), recommendation, report })
    };
    let components: Option<Vec<ComponentCost>> = advice.parts().iter().map(component).collect();
    let components = components?;
    let (costs, currency) = (advice.costs(), base.prices.currency);
    let singles = base.options.iter().zip(&costs.singles).map(|(option, cost)| {
        let is_out =
            |part: &&ComponentCost| part.on(&option.id).is_some_and(|it| it.ruled_out.is_some());
        SingleCost {
            option: option.id.clone(),
            name: option.name.clone(),
            short: option.short.clone(),
            in_one_account: cost.as_ref().map(|cost| AccountCost::new(cost, currency)),
            ruled_out_for: components.iter().filter(is_out).map(|it| it.name.clone()).collect(),
        }
    });
    let singles: Vec<SingleCost> = singles.collect();
    let recommended = costs.recommended.as_ref().map(|cost| AccountCost::new(cost, currency));
    let on = |single: &SingleCost| Some((format!("on {}", single.name), single.in_one_account?));
    let mix = recommended.map(|cost| ("as recommended".to_owned(), cost));
    let notes = AccountCost::notes(&singles.iter().filter_map(on).chain(mix).collect::<Vec<_>>());
    Some(SystemCostReport {
        schema: SYSTEM_SCHEMA,
        project: advice.profile().project.clone(),
        components,
        system: CostTogether { singles, recommended, notes },
    })
}

impl ComponentCost {
    /// Finds what the part costs with an option.
    fn on(&self, option: &str) -> Option<&OptionCost> {
        self.report.options.iter().find(|it| it.id == option)
    }
}

impl ToDocument for SystemCostReport {
    fn document(&self, detail: Detail) -> Document {
        let project = self.project.as_ref().map(|project| format!(" of {project}"));
        let title = format!("Cost{}, part by part", project.unwrap_or_default());
        let mut document = Document::titled(detail, title);
        self.regions().into_iter().for_each(|region| document.say(region));
        document.section("Totals a month", self.totals());
        document.say(self.system.recommended.map(|cost| {
            format!("As recommended (◆): {} a month in one account.", cost.monthly_usd.words())
        }));
        document.list(self.system.notes.iter().cloned().chain(self.gaps()));
        if !detail.is_full() {
            let (part, all) = (ident("--component NAME"), ident("--full"));
            let of_part = quiet(" prints what a part costs line by line, ");
            document.foot(text![part, of_part, all, quiet(" all of them.")]);
        }
        for part in self.components.iter().filter(|_| detail.is_full()) {
            document.fold(&part.name, part.report.document(detail));
        }
        document
    }
}

impl SystemCostReport {
    /// Says what is ruled out, and why there is no sum.
    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for single in self.system.singles.iter().filter(|it| !it.ruled_out_for.is_empty()) {
            gaps.push(format!("{} is ruled out for {}.", single.name, few(&single.ruled_out_for)));
        }
        let no_size = |part: &&ComponentCost| part.report.traffic.is_none();
        let no_price = |part: &&ComponentCost| {
            let recommended = part.recommendation.as_ref().and_then(|option| part.on(option));
            part.report.traffic.is_some() && recommended.is_none_or(|it| it.monthly_usd.is_none())
        };
        let names = |which: &dyn Fn(&&ComponentCost) -> bool| -> Vec<String> {
            self.components.iter().filter(which).map(|part| part.name.clone()).collect()
        };
        let [no_size, no_price] = [names(&no_size), names(&no_price)];
        if !no_size.is_empty() {
            let parts = few(&no_size);
            gaps.push(format!(
                "No sum: nothing that is answered tells how large {parts} would be."
            ));
        } else if !no_price.is_empty() {
            let parts = few(&no_price);
            gaps.push(format!(
                "No sum as recommended: for {parts} nothing is recommended that has a price."
            ));
        }
        gaps
    }

    /// Says whose prices these are, where they differ for which parts.
    fn regions(&self) -> Vec<String> {
        let mut regions: Vec<(&RegionReport, Vec<&str>)> = Vec::new();
        for part in &self.components {
            let Some(region) = &part.report.region else { continue };
            match regions.iter_mut().find(|(known, _)| *known == region) {
                Some((_, parts)) => parts.push(&part.name),
                None => regions.push((region, vec![&part.name])),
            }
        }
        match regions.as_slice() {
            [(region, _)] => vec![region.words()],
            several => several
                .iter()
                .map(|(region, parts)| format!("Prices of {} for {}.", region.name, few(parts)))
                .collect(),
        }
    }

    /// Returns what each part costs with each option, and all parts on one platform.
    fn totals(&self) -> Table {
        let singles = &self.system.singles;
        let names = singles.iter().map(|single| single.short.as_str());
        let mut table = Table::new().texts(["Part"]).numbers(names);
        for part in &self.components {
            let costs = singles.iter().map(|single| part.cell(&single.option));
            table.lines([vec![part.name.as_str().into()]].into_iter().chain(costs));
        }
        let sums = singles.iter().map(SingleCost::cell);
        table.sum_of_lines([vec!["One platform for all".into()]].into_iter().chain(sums));
        table
    }
}

impl ComponentCost {
    fn cell(&self, option: &str) -> Vec<Text> {
        let Some(option) = self.on(option) else { return Vec::new() };
        let is_recommended = self.recommendation.as_ref() == Some(&option.id);
        let out = option.ruled_out.is_some().then(|| quiet("ruled out"));
        cell(option.monthly_usd.as_ref(), is_recommended, out)
    }
}

impl SingleCost {
    fn cell(&self) -> Vec<Text> {
        let out = (!self.ruled_out_for.is_empty()).then(|| quiet("ruled out"));
        cell(self.in_one_account.as_ref().map(|cost| &cost.monthly_usd), false, out)
    }
}

/// Returns what is expected, the range below it, and below that what else there is to say.
fn cell(cost: Option<&MonthlyCost>, is_marked: bool, more: Option<Text>) -> Vec<Text> {
    let mark = if is_marked { "◆ " } else { "" };
    let figures = match cost {
        Some(cost) => vec![
            text![mark, cost.short()],
            quiet(format!(
                "{} to {}",
                cost.currency.short(cost.low),
                cost.currency.short(cost.high)
            )),
        ],
        None => vec![text![mark, "-"]],
    };
    figures.into_iter().chain(more).collect()
}

/// Returns some names, and of many how many there are.
fn few(parts: &[impl AsRef<str>]) -> String {
    if parts.len() <= FEW { list(parts) } else { format!("{} parts", parts.len()) }
}
