//! `whereto cost`: what it costs, line by line.

use std::path::PathBuf;

use clap::Args;
use rust_decimal::Decimal;
use whereto::{
    advice::{Advice, old_prices},
    analysis::acceptability::Settings,
    field::Kind,
    problem::{Code, Problem, Problems},
    quantity,
    report::cost::{self, Scope, csv},
    rulebase::{RuleBase, prices::Input},
};

use super::{
    Exit,
    arguments::{Changes, Common},
    format::{Format, formats},
    output::Output,
    profile, rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[Format::Csv]))]
    pub(crate) format: Format,
    /// From how many requests a month to draw costs over traffic; with csv and json also gives the
    /// curve as data
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) from: Option<u64>,
    /// To how many requests a month
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) to: Option<u64>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// The chart's range where none is given.
const FROM: u64 = 1_000;
const TO: u64 = 10_000_000_000;

pub(super) fn run(cost: &Cost, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = rule_base::compile(&base)?;
    let profile = profile::load_one(&cost.profile, &base, &cost.changes)?;
    output.warnings(&Vec::from_iter(old_prices::warning(&base.prices, common.as_of())));
    let most = most_requests(&base);
    let scope = Scope {
        as_of: common.as_of(),
        from: cost.from.unwrap_or(FROM),
        to: cost.to.unwrap_or(TO).min(most),
        curve: cost.from.is_some() || cost.to.is_some(),
        most,
    };
    if scope.from == 0 || scope.from >= scope.to {
        let message = "`--from` must be at least 1 and less than `--to`";
        return Err(Problems::from(Problem::error(Code::OUT_OF_RANGE, message)).into());
    }
    let advice = Advice::new(&engine, profile, &Settings::default());
    let Some(report) = cost::report(&advice, &scope) else {
        let problem = Problem::error(Code::MISSING, "the rule base has no price book")
            .help("give one with --prices, or add a `prices` section");
        return Err(Problems::from(problem).into());
    };
    output.data(&match cost.format {
        Format::Csv if scope.curve => csv::curve(&report.curve),
        Format::Csv => csv::lines(&report),
        format => output.report(&report, format, common.verbose)?,
    })?;
    Ok(Exit::Done)
}

/// Reads a whole number of requests: `1000`, `1e6`, `5M`.
fn requests(text: &str) -> Result<u64, String> {
    let number = match Decimal::from_scientific(text) {
        Ok(number) => number,
        Err(_) => quantity::parse(text, "requests / month")?,
    };
    match u64::try_from(number) {
        Ok(whole) if number.is_integer() => Ok(whole),
        _ => Err("expected a whole number of requests a month".to_owned()),
    }
}

/// The most requests a month that a profile can give.
fn most_requests(base: &RuleBase) -> u64 {
    const MOST: u64 = 1_000_000_000_000_000;
    let field = base.prices.inputs.get(Input::Requests).map(|field| base.prices.fields.get(field));
    match field.map(|field| &field.kind) {
        Some(Kind::Number(scale)) => u64::try_from(scale.most).unwrap_or(MOST),
        _ => MOST,
    }
}
