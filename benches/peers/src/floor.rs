//! The floor: a line is read into a typed struct, and the line that ours answers is written.
//!
//! Nothing is worked out between the two: the answers are known beforehand. No engine that reads
//! and writes JSON by `serde_json` can be faster.

use std::{hint::black_box, iter::Cycle, slice};

use serde::{Deserialize, Serialize};

use crate::{
    Result,
    answer::{Answer, Filter},
};

/// Answers with the lines that it was given, again and again.
pub(crate) struct Floor<'a>(Cycle<slice::Iter<'a, Line<'a>>>);

impl<'a> Floor<'a> {
    pub(crate) fn new(answers: &'a [Line<'a>]) -> Self {
        Self(answers.iter().cycle())
    }
}

impl Filter for Floor<'_> {
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()> {
        black_box(serde_json::from_str::<Profile>(line)?);
        Ok(serde_json::to_writer(to, &self.0.next())?)
    }
}

/// A line of ours: what `whereto advise --ndjson` prints for a profile.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line<'a> {
    line: u64,
    project: Option<&'a str>,
    verdict: &'a str,
    recommendation: Option<&'a str>,
    stays_on: Option<&'a str>,
    #[serde(borrow)]
    options: Vec<Standing<'a>>,
    fired: Vec<&'a str>,
    warnings: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Standing<'a> {
    id: &'a str,
    score: i64,
    fit: f64,
    rank: Option<usize>,
    excluded_by: Vec<&'a str>,
}

impl<'a> Line<'a> {
    /// Returns what the others answer as well.
    pub(crate) fn answer(&self) -> Answer<'a> {
        let mut fired = self.fired.clone();
        fired.sort_unstable();
        Answer { scores: self.options.iter().map(|option| option.score).collect(), fired }
    }
}

/// Parts of a profile, each with what is borrowed from the line and what is not; whatever is not
/// answered is left out.
macro_rules! parts {
    ($($name:ident { $($text:ident: $borrowed:ty,)*; $($value:ident: $owned:ty,)* })*) => {$(
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct $name<'a> {
            $(#[serde(borrow)] $text: $borrowed,)*
            $($value: $owned,)*
        }
    )*};
}

type Number = Option<f64>;
type YesNo = Option<bool>;
type Choice<'a> = Option<&'a str>;
type Several<'a> = Option<Vec<&'a str>>;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Latency {
    p99_target_ms: Number,
    cold_start_ok: YesNo,
}

parts! {
    Profile {
        traffic: Traffic<'a>,
        availability: Availability<'a>,
        compliance: Compliance<'a>,
        state: State<'a>,
        team: Team<'a>,
        current: Current<'a>,
        compute: Compute<'a>,
        clients: Several<'a>,
        features: Several<'a>,
        data: Data<'a>,
        cost: Cost<'a>,
        ;
        latency: Latency,
    }
    Traffic {
        pattern: Choice<'a>,
        ;
        requests_per_month: Number,
        peak_to_average: Number,
        monthly_users: Number,
    }
    Availability {
        downtime: Choice<'a>,
        ;
    }
    Compliance {
        regimes: Several<'a>,
        data_residency: Choice<'a>,
        infrastructure_control: Choice<'a>,
        ;
    }
    State {
        in_memory: Choice<'a>,
        connections: Choice<'a>,
        ;
        concurrent_connections: Number,
    }
    Team {
        operations: Choice<'a>,
        stage: Choice<'a>,
        skills: Several<'a>,
        ;
        size: Number,
    }
    Current {
        platform: Choice<'a>,
        trouble: Several<'a>,
        ;
        paid: YesNo,
    }
    Compute {
        style: Choice<'a>,
        architecture: Choice<'a>,
        needs: Several<'a>,
        ;
        average_duration_ms: Number,
        max_duration_s: Number,
        memory_mb: Number,
        gpu: YesNo,
    }
    Data {
        model: Choice<'a>,
        queries: Choice<'a>,
        ;
        size_gb: Number,
        reads_per_request: Number,
    }
    Cost {
        preference: Choice<'a>,
        lock_in: Choice<'a>,
        ;
        monthly_budget_usd: Number,
        hard_cap: YesNo,
    }
}
