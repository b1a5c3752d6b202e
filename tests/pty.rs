//! The interview on a real pseudo-terminal, driven through the real program.
//!
//! A shell runs the program on the terminal, so that how the terminal is set can be compared before
//! and after, and prints the exit status. Nothing sleeps in the hope that the program has come so
//! far: every step waits for its text.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use expectrl::{
    process::unix::{PtyStream, Signal, UnixProcess},
    session::Session,
};
use tempfile::{TempDir, tempdir};

use crate::process::{package, whereto};

/// How long a step may take on a busy machine before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// What runs on the terminal: it notes how the terminal is set, waits for a line, runs the program
/// as a process whose id is known, and notes the same again.
const SHELL: &str = r#"
stty cols "$COLS" rows "$ROWS" echo
stty -g > "$NOTES/before"
trap : INT HUP TERM
sh -c 'echo $$ > "$NOTES/pid"; exec "$@"' sh "$@"
echo "ended with $?"
stty -g > "$NOTES/after"
echo "that was all"
"#;

const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_U: &str = "\x15";

/// A terminal with the program on it.
struct Terminal {
    session: Session<UnixProcess, PtyStream>,
    /// All that was printed, without control sequences.
    text: String,
    /// All that was printed.
    raw: Vec<u8>,
    /// How much of `text` has been waited for.
    seen: usize,
    notes: TempDir,
}

/// A terminal that is being put together.
struct Setup<'f> {
    folder: &'f Path,
    arguments: Vec<String>,
    size: (u16, u16),
    env: Vec<(&'static str, &'static str)>,
}

/// The program with arguments, in a folder, on a terminal of 80 columns that shows UTF-8.
fn terminal<'f>(folder: &'f Path, arguments: &[&str]) -> Setup<'f> {
    let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    Setup {
        folder,
        arguments,
        size: (80, 24),
        env: vec![("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")],
    }
}

/// The same with the small rule base, whose questions come in the order of its file.
fn small<'f>(folder: &'f Path, arguments: &[&str]) -> Setup<'f> {
    let rules = package().join("tests/small");
    terminal(
        folder,
        &[&["--rules", rules.to_str().unwrap(), "ask", "--in-order"], arguments].concat(),
    )
}

impl Setup<'_> {
    fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    fn env(mut self, name: &'static str, value: &'static str) -> Self {
        self.env.push((name, value));
        self
    }

    fn start(self) -> Terminal {
        let notes = tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", SHELL, "sh", env!("CARGO_BIN_EXE_whereto")]).args(&self.arguments);
        command.current_dir(self.folder);
        for name in
            ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "LC_CTYPE", "LANG"]
        {
            command.env_remove(name);
        }
        command
            .env("NOTES", notes.path())
            .env("COLS", self.size.0.to_string())
            .env("ROWS", self.size.1.to_string());
        command.envs(self.env);
        let session = Session::spawn(command).unwrap();
        Terminal { session, text: String::new(), raw: Vec::new(), seen: 0, notes }
    }
}

impl Terminal {
    /// Takes what the program has printed meanwhile; false when it can print no more.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        match self.session.try_read(&mut buffer) {
            Ok(0) => return false,
            Ok(length) => self.raw.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
            // A terminal that nothing is open on any more.
            Err(_) => return false,
        }
        self.text = plain(&self.raw);
        true
    }

    /// Waits until a text comes, after all that was waited for before.
    fn expect(&mut self, wanted: &str) -> &mut Self {
        let start = Instant::now();
        loop {
            let open = self.read();
            if let Some(at) = self.text[self.seen..].find(wanted) {
                self.seen += at + wanted.len();
                return self;
            }
            assert!(
                open && start.elapsed() < PATIENCE,
                "waited for {wanted:?} after\n{}",
                &self.text
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn send(&mut self, keys: &str) -> &mut Self {
        self.session.write_all(keys.as_bytes()).unwrap();
        self.session.flush().unwrap();
        self
    }

    /// Waits for the end; gives all that was printed.
    fn ends(&mut self, status: i32) -> String {
        self.expect(&format!("ended with {status}")).expect("that was all");
        let note = |name: &str| fs::read_to_string(self.notes.path().join(name)).unwrap();
        assert_eq!(note("before"), note("after"), "the terminal is set as it was");
        let shown = self.raw.windows(6).rposition(|it| it == b"\x1b[?25h");
        let hidden = self.raw.windows(6).rposition(|it| it == b"\x1b[?25l");
        assert!(hidden <= shown, "the cursor is hidden");
        self.text.clone()
    }

    fn signal(&mut self, signal: Signal) {
        let pid = fs::read_to_string(self.notes.path().join("pid")).unwrap();
        let name = signal.as_str().trim_start_matches("SIG");
        assert!(Command::new("kill").args(["-s", name, pid.trim()]).status().unwrap().success());
    }

    fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.session.get_process_mut().set_window_size(columns, rows).unwrap();
        self
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.session.get_process_mut().exit(true);
    }
}

/// Text without control sequences; what is cut in the middle waits for the rest.
fn plain(raw: &[u8]) -> String {
    let end = match std::str::from_utf8(raw) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    };
    let mut text = String::new();
    let mut characters = std::str::from_utf8(&raw[..end]).unwrap().chars();
    while let Some(character) = characters.next() {
        match character {
            '\x1b' => {
                if characters.next() == Some('[') {
                    // Parameters, then a letter. What comes after a line was cleared is no longer
                    // part of it.
                    let letter = characters.by_ref().find(|it| ('@'..='~').contains(it));
                    text.extend((letter == Some('K')).then_some('\n'));
                }
            }
            '\r' => {}
            character => text.push(character),
        }
    }
    text
}

const AUTOSAVE: &str = "whereto-interview.yaml";

/// Answers the questions of the small rule base from the second one on, all of them.
fn answer_the_rest(terminal: &mut Terminal) {
    terminal
        .expect("What does the traffic look like?")
        .expect("< back")
        .send(DOWN)
        .expect("❯ bursty")
        .send(ENTER);
    terminal
        .expect("→ bursty")
        .expect("Within how many milliseconds")
        .send("1.5 s\r")
        .expect("→ 1,500 ms");
    terminal.expect("slow first response").expect("❯ yes").send(ENTER).expect("→ yes");
    terminal
        .expect("The recommendation is settled")
        .expect("❯ show me")
        .send(DOWN)
        .expect("❯ go on")
        .send(ENTER);
    terminal
        .expect("Which rules must")
        .expect("< back")
        .send(DOWN)
        .expect("❯ none of them")
        .send(ENTER);
    terminal.expect("→ none of them");
}

#[test]
fn answers_lead_to_a_verdict() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("Every question may be skipped")
        .expect("Answers are kept in whereto-interview.yaml");
    terminal.expect("How many requests").send("1k a day\r").expect("→ 30,417 requests / month");
    terminal.expect("So far:");
    answer_the_rest(&mut terminal);
    terminal
        .expect("Your answers; choose one to change it")
        .expect("❯ show me the recommendation")
        .send(ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Functions"), "{text}");
    assert!(!folder.path().join(AUTOSAVE).exists(), "nothing is left to go on with");
}

#[test]
fn everything_may_be_skipped() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("How many requests")
        .send(ENTER)
        .expect("→ not known")
        .expect("nothing known yet");
    terminal.expect("What does the traffic").expect("< back").send(ESCAPE).expect("→ not known");
    terminal.expect("Within how many").send(ENTER).expect("→ not known");
    terminal
        .expect("slow first")
        .expect("< back")
        .send(UP)
        .send(UP)
        .send(UP)
        .expect("❯ I don't know")
        .send(ENTER);
    terminal
        .expect("→ not known")
        .expect("Which rules")
        .expect("< back")
        .send(ESCAPE)
        .expect("→ not known");
    terminal.expect("Your answers").expect("❯ show me").send(ENTER);
    terminal.ends(3);
}

#[test]
fn one_goes_back_and_changes_an_answer() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--save", "mine.yaml"]).start();
    terminal.expect("How many requests").send("<\r").expect("This is the first question.");
    terminal
        .expect("How many requests")
        .send("100\r")
        .expect("What does the traffic")
        .expect("❯ steady");
    terminal.send(UP).expect("❯ < back").send(ENTER);
    // The answer from before is there to be edited.
    terminal.expect("How many requests").expect("100").send("\x7f\x7f2\r").expect("→ 12 requests");
    terminal.expect("What does the traffic").expect("❯ steady").send(ENTER).expect("→ steady");
    terminal
        .expect("Within how many")
        .send("back\r")
        .expect("What does the traffic")
        .expect("❯ steady");
    terminal
        .send(DOWN)
        .send(DOWN)
        .expect("❯ rare")
        .send(ENTER)
        .expect("→ rare")
        .expect("Within how many")
        .send("9\r");
    terminal
        .expect("slow first")
        .expect("❯ yes")
        .send(ENTER)
        .expect("Which rules")
        .expect("❯ choose")
        .send(ENTER);
    terminal.expect("Space marks").expect("hipaa").send(" ").send(ENTER).expect("→ gdpr");
    // From the review, another time.
    terminal.expect("Your answers").expect("❯ show me").expect("latency.cold_start_ok");
    terminal.send(&DOWN.repeat(4));
    terminal.expect("❯ latency.cold_start_ok").send(ENTER).expect("slow first").expect("❯ yes");
    terminal.send(DOWN).expect("❯ no").send(ENTER).expect("→ no");
    terminal.expect("Your answers").expect("❯ show me").send(ENTER).expect("Wrote mine.yaml.");
    terminal.expect("ended with");
    let saved = fs::read_to_string(folder.path().join("mine.yaml")).unwrap();
    for line in [
        "requests_per_month: 12",
        "pattern: rare",
        "p99_target_ms: 9",
        "cold_start_ok: false",
        "[gdpr]",
    ] {
        assert!(
            saved.lines().any(|it| it.contains(line) && !it.trim_start().starts_with('#')),
            "{line} in\n{saved}"
        );
    }
}

#[test]
fn wrong_numbers_are_explained_and_asked_again() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    for (typed, told) in [
        ("-5", "expected a whole number from 0 to"),
        ("many", "does not start with a number"),
        ("1e999", "expected a whole number from 0 to"),
        ("5 parsecs", "is no unit here; understood are"),
        ("1,5", "can be read in several ways"),
        ("9999999999999", "expected a whole number from 0 to"),
        ("½ ✓ 数", "does not start with a number"),
        ("99999999999999999999999999999999999999999999999999", "expected a whole number"),
    ] {
        terminal.expect("How many requests").send(typed).send(ENTER).expect(told);
    }
    let long = "x".repeat(300);
    terminal
        .expect("How many requests")
        .send(&long)
        .send(ENTER)
        .expect("xxx…` does not start with a number");
    terminal.expect("How many requests").send("5M\r").expect("→ 5 million requests / month");
    // What is pasted with line ends answers one question after the other.
    terminal
        .expect("❯ steady")
        .send(ENTER)
        .expect("is settled")
        .expect("❯ show me")
        .send(DOWN)
        .expect("❯ go on")
        .send(ENTER);
    terminal.expect("Within how many").send("nonsense\n250\n");
    terminal
        .expect("does not start with a number")
        .expect("→ 250 ms")
        .expect("slow first")
        .send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn why_is_answered_with_rules() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.expect("How many requests").send("?\r").expect("Cost follows it.");
    terminal
        .expect("How many requests")
        .send(ENTER)
        .expect("What does the traffic")
        .expect("❯ steady");
    terminal
        .send(UP)
        .send(UP)
        .expect("❯ ? why do you ask")
        .send(ENTER)
        .expect("Peaks want capacity that follows.");
    terminal.expect("[").expect("What does the traffic").expect("❯ steady").send(CTRL_C);
    terminal.ends(130);
}

/// Stops an interview after two answers, by a signal or by Ctrl-C.
fn stopped(folder: &Path, arguments: &[&str], stop: impl Fn(&mut Terminal)) -> String {
    let mut terminal = small(folder, arguments).start();
    terminal
        .expect("How many requests")
        .send("3000\r")
        .expect("What does the traffic")
        .expect("❯ steady")
        .send(ENTER);
    terminal.expect("→ steady").expect("for why, < to go back").expect("Within how many");
    stop(&mut terminal);
    terminal.ends(130)
}

fn press_ctrl_c(terminal: &mut Terminal) {
    terminal.send(CTRL_C);
}

/// Goes on with the interview that was stopped, to its end.
fn goes_on(folder: &Path, arguments: &[&str]) -> String {
    let mut terminal = small(folder, arguments).start();
    finish(&mut terminal)
}

fn finish(terminal: &mut Terminal) -> String {
    terminal
        .expect("Within how many")
        .send("100\r")
        .expect("slow first")
        .expect("❯ yes")
        .send(ENTER);
    terminal
        .expect("Which rules")
        .expect("❯ choose")
        .send(ESCAPE)
        .expect("Your answers")
        .expect("❯ show me");
    terminal.expect("traffic.requests_per_month").expect("3,000");
    terminal.send(ENTER).expect("ended with 3");
    terminal.text.clone()
}

#[test]
fn ctrl_c_keeps_the_answers_to_go_on_with() {
    let folder = tempdir().unwrap();
    let text = stopped(folder.path(), &[], press_ctrl_c);
    assert!(text.contains("Your answers are in whereto-interview.yaml"), "{text}");
    assert!(text.contains("whereto ask --resume"), "{text}");
    let kept = fs::read_to_string(folder.path().join(AUTOSAVE)).unwrap();
    assert!(kept.contains("pattern: steady"), "{kept}");
    let text = goes_on(folder.path(), &["--resume"]);
    assert!(!text.contains("How many requests"), "what is answered is not asked again\n{text}");
    assert!(!folder.path().join(AUTOSAVE).exists());
}

#[test]
fn an_unfinished_interview_is_offered_again() {
    let folder = tempdir().unwrap();
    stopped(folder.path(), &[], press_ctrl_c);
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("There are answers of an unfinished interview")
        .expect("Go on with them?")
        .send("y");
    finish(&mut terminal);
}

#[test]
fn an_unfinished_interview_is_not_overwritten_without_asking() {
    let folder = tempdir().unwrap();
    stopped(folder.path(), &[], press_ctrl_c);
    let kept = fs::read_to_string(folder.path().join(AUTOSAVE)).unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("Go on with them?")
        .send("n")
        .expect("Start anew and overwrite them?")
        .send("n");
    terminal.expect("exists already");
    terminal.ends(2);
    assert_eq!(fs::read_to_string(folder.path().join(AUTOSAVE)).unwrap(), kept);
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("Go on with them?")
        .send("n")
        .expect("Start anew and overwrite them?")
        .send("y");
    terminal.expect("How many requests").send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn a_named_file_is_gone_on_from() {
    let folder = tempdir().unwrap();
    let text = stopped(folder.path(), &["--save", "mine.yaml"], press_ctrl_c);
    assert!(text.contains("whereto ask --from mine.yaml --save mine.yaml"), "{text}");
    goes_on(folder.path(), &["--from", "mine.yaml", "--save", "mine.yaml"]);
    assert!(
        fs::read_to_string(folder.path().join("mine.yaml")).unwrap().contains("p99_target_ms: 100")
    );
}

#[test]
fn a_signal_restores_the_terminal_and_keeps_the_answers() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let folder = tempdir().unwrap();
        let text = stopped(folder.path(), &[], |terminal| terminal.signal(signal));
        assert!(text.contains("Your answers are in"), "{signal}: {text}");
        assert!(
            fs::read_to_string(folder.path().join(AUTOSAVE))
                .unwrap()
                .contains("requests_per_month: 3000")
        );
    }
}

/// A process that is killed cannot restore anything, but has lost nothing.
#[test]
fn answers_survive_a_kill() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("How many requests")
        .send("3000\r")
        .expect("❯ steady")
        .send(ENTER)
        .expect("→ steady");
    terminal.expect("Within how many");
    terminal.signal(Signal::SIGKILL);
    terminal.expect("ended with 137");
    goes_on(folder.path(), &["--resume"]);
}

/// The terminal window is closed.
#[test]
fn answers_survive_a_closed_terminal() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("How many requests")
        .send("3000\r")
        .expect("❯ steady")
        .send(ENTER)
        .expect("→ steady");
    terminal.expect("Within how many");
    let pid = fs::read_to_string(terminal.notes.path().join("pid")).unwrap();
    drop(terminal);
    let start = Instant::now();
    while Command::new("kill")
        .args(["-0", pid.trim()])
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
    {
        assert!(start.elapsed() < PATIENCE, "it goes on without a terminal");
        std::thread::sleep(Duration::from_millis(20));
    }
    goes_on(folder.path(), &["--resume"]);
}

#[test]
fn a_list_is_left_as_the_terminal_was() {
    let folder = tempdir().unwrap();
    for key in [CTRL_C, CTRL_D, CTRL_U] {
        let mut terminal = small(folder.path(), &["--save", "list.yaml", "--force"]).start();
        terminal
            .expect("How many requests")
            .send(ENTER)
            .expect("What does the traffic")
            .expect("< back")
            .send(key);
        if key != CTRL_C {
            // Keys that mean nothing to a list do nothing.
            terminal.send(DOWN).expect("❯ bursty").send(CTRL_C);
        }
        terminal.ends(130);
    }
}

#[test]
fn the_window_may_change_its_size() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal
        .expect("How many requests")
        .resize(40, 12)
        .send("1000\r")
        .expect("What does the traffic")
        .expect("< back");
    terminal
        .resize(120, 40)
        .send(DOWN)
        .expect("❯ bursty")
        .resize(30, 8)
        .send(ENTER)
        .expect("→ bursty");
    terminal
        .expect("Your choice")
        .send("100\r")
        .expect("→ 100 ms")
        .expect("Your choice")
        .expect("❯ yes")
        .resize(80, 24);
    terminal.send(ENTER);
    terminal.expect("→ yes").expect("is settled").expect("❯ show me").send(ENTER);
    terminal.expect("Your answers").expect("❯ show me").send(ENTER);
    terminal.ends(0);
}

/// Lines that a terminal would wrap are not cleared away when a list is drawn again.
#[test]
fn forty_columns_are_enough() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).size(40, 24).start();
    terminal
        .expect("How many requests")
        .expect("Your choice")
        .send("1000\r")
        .expect("What does the traffic");
    terminal.expect("❯ steady").send(DOWN).expect("❯ bursty").send(ENTER);
    terminal
        .expect("Your choice")
        .send(ENTER)
        .expect("Your choice")
        .expect("❯ yes")
        .send(ENTER)
        .expect("→ yes");
    terminal
        .expect("is settled")
        .expect("❯ show me")
        .send(ENTER)
        .expect("Your answers")
        .expect("❯ show me");
    let shown = terminal.text.clone();
    terminal.send(ENTER);
    terminal.ends(0);
    assert!(
        shown.contains("- bursty: quiet stretches and sudden"),
        "meanings are told in full\n{shown}"
    );
    for line in shown.lines() {
        assert!(line.chars().count() <= 40, "too long: {line:?}");
    }
}

#[test]
fn a_terminal_without_utf8_gets_ascii() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).env("LC_ALL", "C").start();
    terminal
        .expect("How many requests")
        .send("1000\r")
        .expect("-> 1,000 requests")
        .expect("> steady")
        .send(DOWN);
    terminal
        .expect("> bursty")
        .send(ENTER)
        .expect("-> bursty")
        .expect("Within how many")
        .send("5\r");
    terminal
        .expect("slow first")
        .expect("> yes")
        .send(ENTER)
        .expect("Which rules")
        .expect("> choose")
        .send(ENTER);
    terminal
        .expect("Space marks")
        .expect("gdpr")
        .send(" ")
        .send(ENTER)
        .expect("Your answers")
        .expect("> show me");
    terminal.send(ENTER);
    let text = terminal.ends(0);
    assert!(text.is_ascii(), "{:?}", text.chars().filter(|it| !it.is_ascii()).collect::<String>());
}

/// Colours are control sequences that end in `m`; moving the cursor about is none.
fn coloured(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw).into_owned();
    let ends = text
        .split("\x1b[")
        .skip(1)
        .filter_map(|it| it.find(|c: char| ('@'..='~').contains(&c)).map(|at| (it, at)));
    ends.into_iter()
        .any(|(it, at)| it[at..].starts_with('m') && !it[..at].is_empty() && &it[..at] != "0")
}

#[test]
fn colours_are_left_out_when_nobody_wants_them() {
    let folder = tempdir().unwrap();
    let asked = |setup: Setup<'_>| {
        let mut terminal = setup.start();
        terminal.expect("How many requests").send("1000\r").expect("< back").send(CTRL_C);
        terminal.ends(130);
        let _ = fs::remove_file(folder.path().join(AUTOSAVE));
        coloured(&terminal.raw)
    };
    assert!(asked(small(folder.path(), &[])));
    assert!(!asked(small(folder.path(), &[]).env("NO_COLOR", "1")));
    assert!(!asked(small(folder.path(), &["--color", "never"])));
}

#[test]
fn the_name_alone_greets_and_offers_the_interview() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &[]).start();
    terminal
        .expect("where your project's backend should run")
        .expect("Start the interview?")
        .send("y");
    terminal.expect("Every question may be skipped").expect("back").send(CTRL_C);
    terminal.ends(130);
    let mut declined = self::terminal(folder.path(), &[]).start();
    declined.expect("Start the interview?").send("n").expect("whereto --help");
    declined.ends(0);
    // In a pipe the same is the help.
    let help = whereto(&[]).succeeds();
    assert!(help.contains("Usage: whereto"), "{help}");
}

#[test]
fn what_is_saved_gives_the_same_advice() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--save", "mine.yaml", "--format", "json"]).start();
    terminal.expect("How many requests").send("2m\r").expect("→ 2 million requests");
    answer_the_rest(&mut terminal);
    terminal.expect("Your answers").expect("❯ show me").send(ENTER).expect("Wrote mine.yaml.");
    let text = terminal.ends(0);
    let json = &text[text.find("\n{").unwrap()..text.rfind("\n}").unwrap() + 2];
    let interview: serde_json::Value = serde_json::from_str(json).unwrap();
    let rules = package().join("tests/small");
    let advise = ["--rules", rules.to_str().unwrap(), "advise", "mine.yaml", "--format", "json"];
    let advised = whereto(&advise).within(folder.path()).finish();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&advised.stdout).unwrap(),
        interview,
        "{}",
        advised.stderr
    );
    // A file that is there stays, whatever is answered.
    let mut again = small(folder.path(), &["--save", "mine.yaml"]).start();
    again.expect("`mine.yaml` exists already");
    again.ends(2);
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_the_first_question() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--save", "nowhere/mine.yaml"]).start();
    terminal.expect("there is no folder `nowhere`");
    let text = terminal.ends(2);
    assert!(!text.contains("How many requests"), "{text}");
    // Where nobody named a file, the interview goes on without one.
    let gone = folder.path().join("gone");
    fs::create_dir(&gone).unwrap();
    let mut terminal = small(&gone, &[]).start();
    terminal.expect("How many requests");
    fs::remove_dir_all(&gone).unwrap();
    terminal.send("1000\r").expect("Answers are not kept any more").expect("❯ steady").send(ENTER);
    let seen = terminal.seen;
    terminal.expect("Within how many");
    assert!(!terminal.text[seen..].contains("not kept"), "said once is enough");
    terminal.send("5\r").expect("is settled").expect("❯ show me").send(ENTER);
    terminal.expect("Your answers").expect("❯ show me").send(ENTER);
    terminal.ends(0);
}

#[test]
fn an_autosave_of_another_rule_base_is_refused_with_its_place() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join(AUTOSAVE), "weather: {sunny: true}\n").unwrap();
    let mut terminal = small(folder.path(), &["--resume"]).start();
    terminal
        .expect("whereto-interview.yaml:1:1")
        .expect("to start anew, remove whereto-interview.yaml");
    terminal.ends(2);
    assert_eq!(
        fs::read_to_string(folder.path().join(AUTOSAVE)).unwrap(),
        "weather: {sunny: true}\n"
    );
}

#[test]
fn nothing_to_resume_is_said() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--resume"]).start();
    terminal.expect("whereto-interview.yaml");
    terminal.ends(2);
}
