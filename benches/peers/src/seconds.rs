//! Processor time: what counts on a machine that does other work as well.

use nix::sys::resource::{UsageWho, getrusage};

use crate::Result;

/// Returns what came of some work, and how many seconds of processor time this process spent on it,
/// in itself and in the system.
pub(crate) fn of_this<T>(work: impl FnOnce() -> T) -> Result<(T, f64)> {
    of(UsageWho::RUSAGE_SELF, work)
}

/// Returns the same for the programs that the work starts, and waits for: all of it, from their
/// start to their end.
pub(crate) fn of_children<T>(work: impl FnOnce() -> T) -> Result<(T, f64)> {
    of(UsageWho::RUSAGE_CHILDREN, work)
}

fn of<T>(who: UsageWho, work: impl FnOnce() -> T) -> Result<(T, f64)> {
    let before = so_far(who)?;
    let done = work();
    Ok((done, so_far(who)? - before))
}

fn so_far(who: UsageWho) -> Result<f64> {
    let usage = getrusage(who)?;
    let times = [usage.user_time(), usage.system_time()];
    Ok(times.iter().map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6).sum())
}

/// What several runs took.
#[derive(Default)]
pub(crate) struct Runs(Vec<f64>);

impl Runs {
    pub(crate) fn push(&mut self, seconds: f64) {
        self.0.push(seconds);
    }

    pub(crate) fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    pub(crate) fn greatest(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }
}
