//! The pager: what is longer than the screen is shown from its beginning, as git does.

use std::{
    io::{self, IsTerminal, Write},
    process::{Command, ExitStatus, Stdio},
};

/// Which pager people want; the first that is set counts, and an empty one or `cat` is none.
const CHOSEN: [&str; 2] = [OWN, "PAGER"];

/// The one that is for this program alone.
pub(crate) const OWN: &str = "WHERETO_PAGER";

/// What is used where nobody says, with its options in `LESS` unless people have set their own: it
/// ends where all fits on the screen (F), shows colours (R), and leaves the text on the screen (X).
const USUAL: (&str, &str) = ("less", "FRX");

/// The statuses of a shell that finds no such program, or may not run it.
const NOT_RUN: [i32; 2] = [126, 127];

/// Returns the pager to show something with; none where nobody looks at a terminal, or wants one.
pub(crate) fn chosen() -> Option<String> {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if !io::stdout().is_terminal() || is_dumb {
        return None;
    }
    let set = CHOSEN.iter().find_map(|name| std::env::var(name).ok());
    let pager = set.unwrap_or_else(|| USUAL.0.to_owned());
    let pager = pager.trim();
    (!pager.is_empty() && pager != "cat").then(|| pager.to_owned())
}

/// Shows a text in a pager and waits until people have seen enough; returns whether it could be
/// shown. Where it cannot be run, nothing has been seen.
pub(crate) fn show(pager: &str, text: &[u8]) -> bool {
    let mut command = shell(pager);
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", USUAL.1);
    }
    // It is the pager that ctrl-c is meant for.
    let _ = ctrlc::set_handler(|| {});
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever has seen enough closes it.
        let _ = stdin.write_all(text);
    }
    child.wait().is_ok_and(was_run)
}

fn was_run(status: ExitStatus) -> bool {
    status.code().is_none_or(|code| !NOT_RUN.contains(&code))
}

#[cfg(unix)]
fn shell(pager: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", pager]);
    // Nobody is to read that there is no such program.
    if !pager.contains(' ') {
        command = Command::new(pager);
    }
    command
}

#[cfg(not(unix))]
fn shell(pager: &str) -> Command {
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}
