//! `whereto cost`: what it costs, line by line.

use std::path::PathBuf;

use clap::Args;
use rust_decimal::{
    Decimal,
    prelude::{FromPrimitive, ToPrimitive},
};
use whereto::{
    advice::{Advised, old_prices},
    analysis::acceptability::Settings,
    assessment::Engine,
    problem::{Code, Problem},
    quantity,
    report::{
        cost::{self, Growth, Scope},
        csv,
        made::{Made, Signed},
    },
};

use super::{
    Exit,
    arguments::{Changes, Common},
    format::Format,
    output::Output,
    printing::{Printing, Rows},
    profile, rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// Print every bill, and what the figures rest on
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) printing: Printing<Rows>,
    /// Draw costs from this many requests a month
    ///
    /// In CSV and JSON, this adds the curve as data.
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) from: Option<u64>,
    /// Show how costs develop if traffic grows like this, such as 8%/month
    #[arg(long, value_name = "PERCENT", value_parser = growth, allow_hyphen_values = true)]
    pub(crate) growth: Option<Decimal>,
    /// For how many months to show that
    #[arg(long, value_name = "N", default_value_t = 36, requires = "growth", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) months: u32,
    /// Draw costs up to this many requests a month
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) to: Option<u64>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

pub(super) fn run(cost: &Cost, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = Engine::new(&base)?;
    let profile = profile::load(&cost.profile, &base)?;
    let profile = profile::changed(profile, &base, &cost.changes)?;
    output.warnings(old_prices::warning(&base.prices, common.as_of()).as_slice());
    let usual = Scope::usual(&base, common.as_of());
    // Of a system, growth and curves are told part by part.
    let of_parts = cost.growth.is_some() || cost.from.is_some() || cost.to.is_some();
    let full = cost.full || of_parts && !profile.components.is_empty();
    let scope = Scope {
        from: cost.from.unwrap_or(usual.from),
        to: cost.to.map_or(usual.to, |to| to.min(usual.to)),
        curve: cost.from.is_some() || cost.to.is_some(),
        // Of a system only what each part costs is shown, unless all of it is wanted.
        comparison: profile.components.is_empty()
            || common.verbose
            || full
            || !matches!(output.format(), Format::Table | Format::Csv),
        growth: cost.growth.map(|rate| Growth { rate, months: cost.months }),
        ..usual
    };
    if scope.growth.is_some() && output.format() == Format::Csv {
        let message = "`--growth` is not shown in CSV, which lists what is paid for";
        let help = "every other format has it, such as `--format json`";
        return Err(Problem::error(Code::USAGE, message).help(help).into());
    }
    if scope.from == 0 || scope.from >= scope.to {
        let message = "`--from` must be at least 1 and less than `--to`";
        return Err(Problem::error(Code::OUT_OF_RANGE, message).into());
    }
    let made = Made::new(common.as_of(), [&base]);
    let advised = Advised::new(&engine, profile, &Settings::default());
    output.warnings(&advised.warnings_of_idle_assumptions());
    let text = match advised {
        Advised::Project(advice) => {
            let report = cost::report(&advice, &scope).ok_or_else(no_prices)?;
            match output.format() {
                Format::Csv if scope.curve => csv::curve(&report.curve),
                Format::Csv => csv::lines(&report),
                _ => output.report(&Signed { report, made }, common.detail_or_full(full))?,
            }
        }
        Advised::System(advice) => {
            let report = cost::system_report(&advice, &scope).ok_or_else(no_prices)?;
            match output.format() {
                Format::Csv if scope.curve => {
                    return Err(profile::several_parts(advice.profile()).into());
                }
                Format::Csv => csv::lines_of_system(&report),
                _ => output.report(&Signed { report, made }, common.detail_or_full(full))?,
            }
        }
    };
    output.page();
    output.data(&text)?;
    Ok(Exit::Done)
}

/// Says that there is nothing to price with.
pub(super) fn no_prices() -> Problem {
    let problem = Problem::error(Code::MISSING, "the rule base has no price book");
    problem.help("give one with --prices, or add a `prices` section")
}

/// Reads a growth in percent a month: `8%/month`, `8%`; or a year or a week, as what it is a month.
fn growth(text: &str) -> Result<Decimal, String> {
    let (percent, time) = text.trim().split_once('/').unwrap_or((text.trim(), "month"));
    let percent = percent.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok());
    let rate = percent.map(|percent: Decimal| percent / Decimal::ONE_HUNDRED);
    let rate = rate.filter(|rate| *rate > Decimal::NEGATIVE_ONE).and_then(|rate| {
        let months = match time.trim() {
            "month" => return Some(rate),
            "year" => 12.0,
            "week" => 12.0 * 7.0 / 365.25,
            _ => return None,
        };
        let monthly = libm::pow(1.0 + rate.to_f64()?, 1.0 / months) - 1.0;
        Decimal::from_f64(monthly).map(|rate| rate.round_dp(4))
    });
    let rate = rate.filter(|rate| *rate > Decimal::NEGATIVE_ONE && *rate <= Decimal::TEN);
    rate.ok_or_else(|| {
        "expected percent such as 8%/month or 100%/year, and --growth=-5% for less".to_owned()
    })
}

/// Reads a whole number of requests: `1000`, `1e6`, `5M`.
fn requests(text: &str) -> Result<u64, String> {
    let number = match Decimal::from_scientific(text) {
        Ok(number) => number,
        Err(_) => quantity::parse(text, "requests / month").map_err(quantity::Unread::words)?,
    };
    match u64::try_from(number) {
        Ok(whole) if number.is_integer() => Ok(whole),
        _ => Err("expected a whole number of requests a month".to_owned()),
    }
}
