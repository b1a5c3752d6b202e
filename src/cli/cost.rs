//! `whereto cost`: what it costs, line by line.

use whereto::{
    field::Kind,
    problem::{Code, Problem, Problems},
    report::cost::{self, Scope, csv},
    rulebase::{RuleBase, prices::Input},
};

use super::{
    Exit,
    args::{Common, Cost, Format},
    input,
    output::Output,
};

/// The chart's range where none is given.
const FROM: u64 = 1_000;
const TO: u64 = 10_000_000_000;

pub(super) fn run(cost: &Cost, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let profile = input::profile(&cost.profile, &base, Some(&cost.changes))?;
    output.warnings(&input::staleness(&base, common));
    let most = most_requests(&base);
    let scope = Scope {
        as_of: input::as_of(common),
        from: cost.from.unwrap_or(FROM),
        to: cost.to.unwrap_or(TO).min(most),
        curve: cost.from.is_some() || cost.to.is_some(),
        most,
    };
    if scope.from == 0 || scope.from >= scope.to {
        let message = "`--from` must be at least 1 and less than `--to`";
        return Err(Problems::from(Problem::error(Code::OUT_OF_RANGE, message)).into());
    }
    let Some(report) = cost::report(&base, &profile, &scope) else {
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

/// The most requests a month that a profile can give.
fn most_requests(base: &RuleBase) -> u64 {
    const MOST: u64 = 1_000_000_000_000_000;
    let field = base.prices.inputs.get(Input::Requests).map(|field| base.prices.fields.get(field));
    match field.map(|field| &field.kind) {
        Some(Kind::Number(scale)) => u64::try_from(scale.most).unwrap_or(MOST),
        _ => MOST,
    }
}
