//! Ctrl-C, SIGTERM and a closed terminal: the terminal is left as it was found, and one exit status
//! says so.
//!
//! A prompt reads keys with echo off and the cursor hidden, and neither is undone when the process
//! is ended from outside. Answers are on disk after every reply, so there is nothing else to save.

use std::{
    process,
    sync::{Mutex, MutexGuard},
    thread,
    time::Duration,
};

/// What to say when the process is ended.
static FAREWELL: Mutex<Option<String>> = Mutex::new(None);

/// From here on an interruption restores the terminal, says farewell and exits with status 130.
pub(crate) fn catch() {
    let terminal = terminal::State::now();
    // A second handler cannot be set; there is only one interview in a process.
    let _ = ctrlc::set_handler(move || end(&terminal));
}

/// Ends the process where nothing more can be typed, as Ctrl-D says on a terminal that is read line
/// by line.
pub(crate) fn leave() -> ! {
    end(&terminal::State::now())
}

/// Leaves the terminal as it was found, says farewell and ends the process.
fn end(terminal: &terminal::State) -> ! {
    // Nobody draws a page or sets the terminal for another key from here on.
    let _terminal = take_over();
    terminal.restore();
    let term = dialoguer::console::Term::stderr();
    if !super::output::is_dumb() {
        let _ = term.show_cursor();
    }
    if let Some(farewell) = FAREWELL.lock().ok().and_then(|farewell| farewell.clone()) {
        let lines = super::output::wrapped(&farewell, usize::from(term.size().1));
        let _ = term.write_line(&format!("\n{}", lines.join("\n")));
    }
    process::exit(130)
}

/// Held by whoever uses the terminal: to draw, or to wait for a key, for which it is set and set
/// back.
static TERMINAL: Mutex<()> = Mutex::new(());

/// Uses the terminal, unless the process is being ended.
pub(crate) fn undisturbed<T>(using: impl FnOnce() -> T) -> T {
    let _terminal = TERMINAL.lock();
    using()
}

/// Waits until nobody uses the terminal, or for so long that somebody certainly waits for a key: then
/// it is set for that already, and stays as it is restored.
fn take_over() -> Option<MutexGuard<'static, ()>> {
    for _ in 0..100 {
        match TERMINAL.try_lock() {
            Ok(terminal) => return Some(terminal),
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
    }
    None
}

/// Sets what to say when the process is ended.
pub(crate) fn farewell(text: String) {
    if let Ok(mut farewell) = FAREWELL.lock() {
        *farewell = Some(text);
    }
}

/// Keeps keys that are pressed between two questions from being printed, until it is dropped.
pub(crate) struct Quiet(terminal::State);

impl Quiet {
    pub(crate) fn new() -> Self {
        let before = terminal::State::now();
        before.quieten();
        Self(before)
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        self.0.restore();
    }
}

/// Lets the handler, which runs in a thread of its own, end the process.
pub(crate) fn wait_for_the_end() {
    thread::sleep(Duration::from_secs(2));
    process::exit(130);
}

#[cfg(unix)]
mod terminal {
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// How the terminal was set.
    pub(super) struct State(Option<Termios>);

    impl State {
        pub(super) fn now() -> Self {
            Self(tcgetattr(rustix::stdio::stdin()).ok())
        }

        /// Turns echo off, and takes keys one by one; Ctrl-C stays a signal.
        pub(super) fn quieten(&self) {
            if let Some(state) = &self.0 {
                let mut quiet = state.clone();
                quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON;
                let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &quiet);
            }
        }

        pub(super) fn restore(&self) {
            if let Some(state) = &self.0 {
                // Nothing can be done for a terminal that is gone.
                let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, state);
            }
        }
    }
}

#[cfg(not(unix))]
mod terminal {
    /// Other systems undo this by themselves when a process ends.
    pub(super) struct State;

    impl State {
        pub(super) fn now() -> Self {
            Self
        }

        pub(super) fn quieten(&self) {}

        pub(super) fn restore(&self) {}
    }
}
