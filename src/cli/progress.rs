//! How far long work has come: one line on standard error that is written over, on a terminal only.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use whereto::report::number;

use super::output::is_dumb;

/// The line.
pub(crate) struct Progress {
    shown: bool,
    noun: &'static str,
    started: Instant,
    last: Option<Instant>,
}

impl Progress {
    /// Nothing is shown within this time; most work is done by then.
    const PATIENCE: Duration = Duration::from_millis(300);
    const EVERY: Duration = Duration::from_millis(100);
    const WIDTH: usize = 30;

    /// Progress over things of a kind. It is shown on a terminal, unless the results go to one too.
    pub(crate) fn new(noun: &'static str, quiet: bool) -> Self {
        let shown =
            !quiet && !is_dumb() && io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self { shown, noun, started: Instant::now(), last: None }
    }

    /// So many are done, of which some were bad; `part` of all, from 0 to 1, where that is known.
    pub(crate) fn show(&mut self, done: u64, bad: u64, part: Option<f64>) {
        let now = Instant::now();
        let wait =
            self.last.map_or(now - self.started < Self::PATIENCE, |last| now - last < Self::EVERY);
        if !self.shown || wait {
            return;
        }
        self.last = Some(now);
        let rate = done as f64 / (now - self.started).as_secs_f64();
        let bar = part.map_or_else(String::new, |part| {
            let part = part.clamp(0.0, 1.0);
            let (filled, width) = ((part * Self::WIDTH as f64) as usize, Self::WIDTH);
            format!("[{:<width$}] {:>3} % ", "#".repeat(filled), (part * 100.0) as u64)
        });
        let bad = if bad > 0 { format!(", {bad} bad") } else { String::new() };
        let [done, rate] = [done, rate as u64].map(|number| number::thousands(number.into()));
        // Clearing to the end of the line takes off what a longer line has left.
        let line = format!("\r{bar}{done} {}{bad}, {rate} a second\x1b[K", self.noun);
        let _ = io::stderr().lock().write_all(line.as_bytes());
    }

    /// Takes the line off again.
    pub(crate) fn clear(&mut self) {
        if self.last.take().is_some() {
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }
}
