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
use whereto::{field::Value, profile::Profile, rulebase::RuleBase, source::Source};

use crate::process::{TODAY, package, whereto};

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

const DOWN: &str = "\x1b[B";
const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const CTRL_C: &str = "\x03";

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

/// The program with arguments, on the day of the other tests, in a folder, on a terminal of 80
/// columns that shows UTF-8.
fn terminal<'f>(folder: &'f Path, arguments: &[&str]) -> Setup<'f> {
    let dated: &[&str] = if arguments.is_empty() { &[] } else { &["--as-of", TODAY] };
    let arguments = dated.iter().chain(arguments).map(|argument| (*argument).to_owned()).collect();
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
            .env("PAGER", "cat")
            .env("COLS", self.size.0.to_string())
            .env("ROWS", self.size.1.to_string());
        command.envs(self.env);
        let mut session = Session::spawn(command).unwrap();
        // From this side as well, since the library sets a size of its own meanwhile.
        session.get_process_mut().set_window_size(self.size.0, self.size.1).unwrap();
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

/// What the screen shows after all that was printed: the rows, without blanks at their ends.
fn screen(raw: &[u8], columns: usize, rows: usize) -> Vec<String> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let mut screen = vec![vec![' '; columns]; rows];
    let (mut row, mut column) = (0usize, 0usize);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\x1b' => {
                if characters.next() != Some('[') {
                    continue;
                }
                let mut number = String::new();
                let letter = characters.by_ref().find(|it| {
                    number.extend(it.is_ascii_digit().then_some(*it));
                    ('@'..='~').contains(it)
                });
                let count = number.parse().unwrap_or(1);
                match letter {
                    Some('A') => row = row.saturating_sub(count),
                    Some('B') => row = (row + count).min(rows - 1),
                    Some('C') => column = (column + count).min(columns - 1),
                    Some('D') => column = column.saturating_sub(count),
                    Some('J') => {
                        screen[row][column..].fill(' ');
                        screen[row + 1..].iter_mut().for_each(|line| line.fill(' '));
                    }
                    Some('K') => screen[row].fill(' '),
                    _ => {}
                }
            }
            '\r' => column = 0,
            '\n' => {
                row += 1;
                if row == rows {
                    screen.remove(0);
                    screen.push(vec![' '; columns]);
                    row -= 1;
                }
            }
            character if column < columns => {
                screen[row][column] = character;
                column += 1;
            }
            character => panic!("{character} is beyond the edge"),
        }
    }
    screen.iter().map(|line| line.iter().collect::<String>().trim_end().to_owned()).collect()
}

impl Terminal {
    /// What the screen of 80 columns and 24 rows shows now.
    fn screen(&self) -> String {
        screen(&self.raw, 80, 24).join("\n")
    }

    /// Chooses the item with some words in it, by way of the filter.
    fn choose(&mut self, words: &str) -> &mut Self {
        self.expect("filter").send("/").expect("clears the filter");
        self.send(words).expect(&format!("/{words}")).send(ENTER)
    }

    /// Leaves out the name of the project.
    fn begin(&mut self) -> &mut Self {
        self.expect("What is your project called?").expect("don't know").send(ENTER)
    }
}

const SAVED: &str = "whereto.yaml";

fn saved(folder: &Path) -> String {
    fs::read_to_string(folder.join(SAVED)).unwrap()
}

/// Answers the questions of the small rule base from the second one on, all of them.
fn answer_the_rest(terminal: &mut Terminal) {
    terminal.expect("What does the traffic look like?").choose("bursty").expect("→ bursty");
    terminal.expect("Within how many milliseconds").expect("confirm").send("1.5 s\r");
    terminal.expect("→ 1,500 ms").expect("slow first response").choose("Yes").expect("→ yes");
    terminal.expect("No remaining question can change this.").choose("Keep going");
    terminal.expect("Which rules must").choose("None of").expect("→ none of these");
}

#[test]
fn answers_lead_to_a_verdict() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.expect("You can skip any question").begin();
    terminal.expect("question 1 of about 5").expect("How many requests").expect("don't know");
    terminal.send("1k a day").expect("= 30,417 requests / month").send(ENTER);
    terminal.expect("→ 30,417 requests / month");
    answer_the_rest(&mut terminal);
    terminal.expect("See the recommendation").expect("choose").send(ENTER);
    terminal.expect("Functions · confidence: ").expect("Saved to whereto.yaml. Next:");
    terminal.expect("whereto advise whereto.yaml").expect("whereto adr").expect("whereto cost");
    terminal.ends(0);
    assert!(saved(folder.path()).contains("cold_start_ok: true"));
    assert!(saved(folder.path()).lines().count() < 8, "{}", saved(folder.path()));
}

/// Where Enter is all that is pressed, nothing is answered.
#[test]
fn enter_on_everything_answers_nothing() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["ask"]).start();
    terminal.begin().expect("What are you building?").expect("filter").send(ENTER);
    for number in 1..=7 {
        terminal.expect(&format!("question {number} of about")).expect("don't know").send(ENTER);
        terminal.expect("→ I don't know yet");
    }
    terminal.expect("question 8").send(CTRL_C);
    terminal.ends(130);
    let text = saved(folder.path());
    let answers = text.lines().filter(|line| !line.starts_with(['#', 's']));
    assert_eq!(answers.count(), 0, "{text}");
    assert_eq!(text.matches(',').count(), 6 + 1, "seven are skipped\n{text}");
}

#[test]
fn typing_over_an_earlier_number_replaces_it() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("5M\r");
    terminal.expect("→ 5 million").expect("What does the traffic").expect("filter").send("<");
    terminal.expect("How many requests").expect("5000000").expect("typing replaces it");
    terminal.send("2M").expect("= 2 million").send(ENTER).expect("→ 2 million");
    terminal.expect("What does the traffic").send(CTRL_C);
    terminal.ends(130);
    assert!(saved(folder.path()).contains("requests_per_month: 2000000"));
}

/// On a terminal that cannot be drawn on, questions and answers are lines, and nothing is written
/// over.
#[test]
fn a_dumb_terminal_is_asked_line_by_line() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).env("TERM", "dumb").start();
    terminal.expect("What is your project called?").expect("❯ ").send("Shop\n");
    terminal.expect("How many requests").expect("❯ ").send("many\n");
    terminal.expect("does not start with a number").expect("❯ ").send("5M\n");
    terminal
        .expect("→ 5 million")
        .expect("What does the traffic")
        .expect("-  I don't know yet")
        .expect("1  ");
    terminal.expect("? why").expect("❯ ").send("?\n").expect("❯ ").send("9\n");
    terminal.expect("`9` is none of these; give a number.").send("<\n");
    terminal.expect("How many requests").expect("It is 5000000; Enter keeps it.").expect("❯ ");
    terminal.send("\n").expect("→ 5 million").expect("❯ ").send("bursty\n").expect("→ bursty");
    terminal.expect("Within how many").expect("❯ ").send("!\n");
    terminal.expect("See the recommendation").expect("❯ ").send(CTRL_C);
    terminal.ends(130);
    let kept = saved(folder.path());
    assert!(kept.contains("requests_per_month: 5000000") && kept.contains("bursty"), "{kept}");
    assert!(!terminal.raw.contains(&0x1b), "{}", String::from_utf8_lossy(&terminal.raw));
}

/// Ctrl-D says there that nothing more is typed, and loses nothing either.
#[test]
fn a_dumb_terminal_may_be_left_by_ending_the_input() {
    const CTRL_D: &str = "\x04";
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).env("TERM", "dumb").start();
    terminal.expect("What is your project called?").expect("❯ ").send("Shop\n");
    terminal.expect("How many requests").expect("❯ ").send("5M\n").expect("→ 5 million");
    terminal
        .expect("What does the traffic")
        .expect("❯ ")
        .send(CTRL_D)
        .expect("Your answers are in");
    terminal.ends(130);
    assert!(saved(folder.path()).contains("requests_per_month: 5000000"));
}

#[test]
fn going_back_leaves_nothing_dangling() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm");
    let first = terminal.screen();
    terminal.send("5M\r").expect("What does the traffic").expect("filter");
    assert_eq!(terminal.screen().matches("How many requests").count(), 1, "{}", terminal.screen());
    terminal.send(ESCAPE).expect("typing replaces it").expect("confirm").send(CTRL_C);
    terminal.ends(130);
    let shown = screen(&terminal.raw, 80, 24).join("\n");
    assert_eq!(shown.matches("How many requests").count(), 1, "{shown}");
    assert!(!shown.contains("→ 5 million") && !shown.contains("What does the traffic"), "{shown}");
    assert!(first.contains("How many requests"), "{first}");
}

/// Whoever looks at earlier answers loses none of them, whatever comes then.
#[test]
fn an_answer_stays_until_there_is_another() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("5M\r");
    terminal.expect("What does the traffic").choose("bursty").expect("Within how many");
    terminal.expect("confirm").send("<").expect("What does the traffic").expect("❯ Bursty");
    terminal.expect("filter").send("<").expect("5000000").expect("confirm");
    let kept = saved(folder.path());
    assert!(kept.contains("requests_per_month: 5000000") && kept.contains("bursty"), "{kept}");
    // Forward the same way.
    terminal.send(ENTER).expect("→ 5 million").expect("❯ Bursty").expect("filter").send("<");
    terminal.expect("5000000").expect("confirm").send(CTRL_C);
    terminal.ends(130);
    assert_eq!(saved(folder.path()), kept);
    let mut again = small(folder.path(), &["--resume"]).start();
    again.expect("Kept from whereto.yaml: 2 answers.").expect("Within how many").send(CTRL_C);
    again.ends(130);
}

/// The way back leads from the verdict to the very first question, and no farther.
#[test]
fn one_can_go_back_all_the_way() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("5M\r");
    answer_the_rest(&mut terminal);
    terminal.expect("See the recommendation").expect("choose").send("<");
    terminal.expect("Which rules must").expect("❯ None of these").expect("filter").send("<");
    terminal.expect("slow first response").expect("❯ Yes").expect("filter").send("<");
    terminal.expect("Within how many").expect("1500").expect("confirm").send("<");
    terminal.expect("What does the traffic").expect("❯ Bursty").expect("filter").send("<");
    terminal.expect("How many requests").expect("confirm").send("<");
    terminal.expect("What is your project called?").expect("know").send("<");
    terminal.expect("What is your project called?").expect("know").send("Shop\r");
    terminal.expect("whereto · Shop").expect("How many requests").expect("confirm").send(CTRL_C);
    terminal.ends(130);
    let kept = saved(folder.path());
    for answer in ["Shop", "5000000", "bursty", "1500", "cold_start_ok: true"] {
        assert!(kept.contains(answer), "{answer} is not in {kept}");
    }
}

/// A key leads from any question to the verdict, and back to that question.
#[test]
fn the_verdict_is_one_key_away() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("! verdict").send("!");
    terminal.expect("There are no answers yet.").expect("choose").send("<");
    terminal.expect("How many requests").expect("confirm").send("5M\r");
    terminal.expect("What does the traffic").expect("filter").send("!");
    terminal.expect("Keep going: ").expect("choose").choose("Keep going");
    terminal.expect("What does the traffic").choose("bursty").expect("Within how many");
    terminal.expect("confirm").send("!").expect("See the recommendation").expect("choose");
    terminal.send(ENTER).expect("confidence: ").expect("Saved to");
    terminal.ends(0);
}

/// The name and what is being built can be corrected, and the list says how much more there is.
#[test]
fn the_review_lists_everything() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["ask"]).start();
    terminal.expect("What is your project called?").expect("know").send("Shp\r");
    terminal.expect("What are you building?").choose("JSON API").expect("question 1 of");
    terminal.expect("! verdict").send("!").expect("choose").choose("Review");
    terminal.expect("What is your project called? Shp").expect("JSON API").expect("more below");
    terminal.expect("filter").send(ENTER).expect("Shp").expect("know").send("Shop\r");
    terminal.expect("whereto · Shop").expect("❯ What is your project called? Shop");
    terminal.expect("filter").send(DOWN).expect("❯ What are").expect("filter").send(ENTER);
    terminal.expect("❯ JSON API").choose("game").expect("❯ What are you building? real-time game");
    terminal.expect("filter").send(CTRL_C);
    terminal.ends(130);
    let kept = saved(folder.path());
    assert!(kept.contains("Shop") && kept.contains("archetype: realtime-game"), "{kept}");
}

#[test]
fn letters_look_for_an_answer() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("-");
    terminal.expect("= I don't know yet").send(ENTER).expect("→ I don't know yet");
    terminal.expect("What does the traffic").expect("filter").send("abc");
    terminal.expect("No match; esc clears").send(ENTER).expect("No match; esc clears");
    terminal.send(ESCAPE).expect("enter choose").send("bur").expect("/bur").send(ENTER);
    terminal.expect("→ bursty").expect("Within how many").expect("confirm").send("-\r");
    terminal.expect("slow first").expect("filter").send("y\r").expect("→ yes");
    terminal.expect("See the recommendation").choose("Keep going").expect("Which rules must");
    terminal.expect("filter").send("gd\r").expect("❯ [x] Gdpr").send(ENTER).expect("→ gdpr");
    terminal.expect("See the").send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn there_must_be_something_to_resume() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--resume"]).start();
    terminal.expect("there is no `whereto.yaml` to continue with").expect("leave --resume out");
    let text = terminal.ends(2);
    assert!(!text.contains("remove"), "{text}");
}

#[test]
fn several_are_selected_below_their_question() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("-\r");
    terminal.expect("What does the traffic").expect("filter").send("-");
    terminal.expect("Within how many").expect("confirm").send("-\r");
    terminal.expect("slow first").expect("filter").send("-");
    terminal.expect("Which rules must").expect("space select").send(&DOWN.repeat(2));
    terminal.expect("❯ [ ] Gdpr").send(ENTER).expect("Nothing is selected yet");
    terminal.send(" ").expect("❯ [x] Gdpr");
    let shown = terminal.screen();
    assert!(shown.contains("Which rules must the system comply with?"), "{shown}");
    terminal.send("?").expect("Platforms differ").send(ENTER).expect("→ gdpr");
    terminal.expect("See the recommendation").expect("choose").send(ENTER).expect("ended with");
    assert!(saved(folder.path()).contains("[gdpr]"));
}

#[test]
fn wrong_numbers_are_explained_and_asked_again() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm");
    for (typed, told) in [
        ("many", "does not start with a number"),
        ("1e999", "expected a whole number from 0 to"),
        ("5 parsecs", "Unknown unit `parsecs`. Try:"),
        ("1,5", "can be read in several ways"),
        ("9999999999999", "expected a whole number from 0 to"),
        ("½ ✓ 数", "does not start with a number"),
        ("-5", "expected a whole number from 0 to"),
    ] {
        terminal.send("\x15").send(typed).send(ENTER).expect(told);
    }
    // A jump is asked back, and counts when it is meant.
    terminal.send("\x15").send("900000000000\r").expect("though most projects have").send(ENTER);
    terminal.expect("→ 900 billion requests / month");
    terminal.expect("What does the traffic").send(CTRL_C);
    terminal.ends(130);
}

/// Stops an interview after two replies, an answer and a skip, by a signal or by Ctrl-C.
fn stopped(folder: &Path, arguments: &[&str], stop: impl Fn(&mut Terminal)) -> String {
    let mut terminal = small(folder, arguments).start();
    terminal.begin().expect("How many requests").expect("confirm").send("3000\r");
    terminal.expect("What does the traffic").expect("filter").send("-");
    terminal.expect("→ I don't know yet").expect("Within how many").expect("confirm");
    stop(&mut terminal);
    terminal.ends(130)
}

fn press_ctrl_c(terminal: &mut Terminal) {
    terminal.send(CTRL_C);
}

#[test]
fn resuming_says_what_is_kept_and_asks_nothing_twice() {
    let folder = tempdir().unwrap();
    let text = stopped(folder.path(), &[], press_ctrl_c);
    assert!(text.contains("Your answers are in whereto.yaml"), "{text}");
    assert!(text.contains("whereto ask --resume"), "{text}");
    let mut terminal = small(folder.path(), &["--resume"]).start();
    terminal.expect("Kept from whereto.yaml: 1 answer, 1 skipped.").expect("Within how many");
    terminal.send(CTRL_C);
    let text = terminal.ends(130);
    assert!(!text.contains("How many requests") && !text.contains("What does the"), "{text}");
    // Unless somebody wants to.
    let mut terminal = small(folder.path(), &["--resume", "--ask-skipped"]).start();
    terminal.expect("What does the traffic").send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn what_is_there_is_not_overwritten_without_asking() {
    let folder = tempdir().unwrap();
    stopped(folder.path(), &[], press_ctrl_c);
    let before = saved(folder.path());
    let mut terminal = small(folder.path(), &[]).start();
    terminal.expect("There are answers in whereto.yaml: 1 answer, 1 skipped.");
    terminal.choose("Leave").expect("whereto.yaml is unchanged");
    terminal.ends(0);
    assert_eq!(saved(folder.path()), before);
    let mut terminal = small(folder.path(), &[]).start();
    terminal.expect("There are answers").choose("Start over").begin();
    terminal.expect("How many requests").expect("confirm").send("7000\r").expect("What does");
    terminal.send(CTRL_C);
    terminal.ends(130);
    assert!(saved(folder.path()).contains("requests_per_month: 7000"));
}

#[test]
fn a_signal_restores_the_terminal_and_keeps_the_answers() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let folder = tempdir().unwrap();
        let text = stopped(folder.path(), &[], |terminal| terminal.signal(signal));
        assert!(text.contains("Your answers are in"), "{signal}: {text}");
        assert!(saved(folder.path()).contains("requests_per_month: 3000"));
    }
}

/// The terminal window is closed.
#[test]
fn answers_survive_a_closed_terminal() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("3000\r");
    terminal.expect("What does the traffic");
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
    assert!(saved(folder.path()).contains("requests_per_month: 3000"));
}

#[test]
fn the_window_may_change_its_size() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").resize(40, 12).send("1000\r");
    terminal.expect("→ 1,000").expect("What does the traffic").expect("❯").resize(120, 40);
    terminal.send(DOWN).expect("❯ Steady").resize(30, 8).send(DOWN).expect("❯ Bursty").send(ENTER);
    terminal.expect("→ bursty").resize(80, 24).send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn forty_columns_are_enough() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).size(40, 24).start();
    terminal.begin().expect("How many requests").expect("confirm").send("1000\r");
    terminal.expect("What does the traffic").choose("bursty");
    terminal.expect("Within how many").expect("confirm").send("-\r");
    terminal.expect("slow first").choose("Yes").expect("See the").send(CTRL_C);
    let text = terminal.ends(130);
    for line in text.lines() {
        assert!(line.chars().count() <= 40, "too long: {line:?}");
    }
    assert!(screen(&terminal.raw, 40, 24).iter().all(|line| line.chars().count() <= 40));
}

/// Whatever is printed, nothing is wider than a narrow screen.
#[test]
fn no_line_is_wider_than_a_narrow_screen() {
    let examples = package().join("examples");
    for columns in [20, 40] {
        for arguments in [
            &["advise", "trading-gateway.yaml", "-v", "--samples", "10"][..],
            &["advise", "b2b-saas.yaml", "mobile-mvp.yaml", "--portfolio", "--samples", "10"],
            &["compare", "b2b-saas.yaml", "hospital-records.yaml"],
            &["cost", "trading-gateway.yaml"],
            &["explain", "firebase"],
            &["explain", "traffic.pattern"],
            &["rules", "list"],
            &["check", "trading-gateway.yaml", "--skip-others"],
        ] {
            narrow(&examples, arguments, columns);
        }
    }
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["advise", "--help"],
        // What is said on standard error as well.
        &["explain", "no-such-thing-as-this"],
        &["advise", "mobile-mvp.yaml", "-o", "mobile-mvp.docx"],
        &["advise", ".", "--portfolio", "--samples", "10"],
    ] {
        narrow(&examples, arguments, 40);
    }
    narrow(&examples, &["check", "-h"], 36);
    // Where the last decade of a chart would end at the edge.
    narrow(&examples, &["cost", "webhook-receiver.yaml", "--full"], 41);
}

fn narrow(folder: &Path, arguments: &[&str], columns: u16) {
    let mut terminal = terminal(folder, arguments).size(columns, 24).start();
    terminal.expect("ended with ");
    let shown = terminal.text.clone();
    let shown = shown.split("ended with ").next().unwrap();
    terminal.expect("that was all");
    for line in shown.lines() {
        assert!(line.chars().count() <= columns.into(), "{arguments:?} on {columns}: {line:?}");
    }
}

#[test]
fn a_terminal_without_utf8_gets_ascii() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).env("LC_ALL", "C").start();
    terminal.begin().expect("How many requests").expect("confirm").send("1000\r");
    terminal.expect("-> 1,000 requests").expect("> I don't know yet").expect("filter").send(DOWN);
    terminal.expect("> Steady").send(ENTER).expect("-> steady").send(CTRL_C);
    let text = terminal.ends(130);
    assert!(text.is_ascii(), "{:?}", text.chars().filter(|it| !it.is_ascii()).collect::<String>());
}

#[test]
fn colours_are_left_out_when_nobody_wants_them() {
    let folder = tempdir().unwrap();
    let asked = |setup: Setup<'_>| {
        let mut terminal = setup.start();
        terminal.begin().expect("How many requests").expect("confirm").send(CTRL_C);
        terminal.ends(130);
        let _ = fs::remove_file(folder.path().join(SAVED));
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
    terminal.expect("where to run your backend").expect("Start the interview?").send("y");
    terminal.expect("What is your project called?").send(CTRL_C);
    terminal.ends(130);
    let mut declined = self::terminal(folder.path(), &[]).start();
    declined.expect("Start the interview?").send("n").expect("whereto --help");
    declined.ends(0);
    // In a pipe the same is the help.
    let help = whereto(&[]).succeeds();
    assert!(help.contains("Usage: whereto"), "{help}");
}

/// Hints are put as answers to questions, and what may well not be so is not accepted beforehand.
#[test]
fn hints_that_say_perhaps_are_not_selected() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "package.json",
        r#"{"private": true, "scripts": {"start": "node ."}, "dependencies": {"express": "5"}}"#,
    );
    write("compose.yaml", "services: {db: {image: 'postgres:16'}}\n");
    let mut terminal = terminal(folder.path(), &["ask", "--scan", "."]).start();
    terminal.expect("These are likely.").expect("filter");
    let shown = terminal.screen();
    let starts: Vec<&str> = shown.lines().filter(|line| line.contains("[")).collect();
    assert!(starts.iter().any(|line| line.contains("[ ] ")), "{shown}");
    assert!(!shown.contains("data.model:") && shown.contains("perhaps only"), "{shown}");
    terminal.send("?").expect("Space selects one").send(CTRL_C);
    terminal.ends(130);
}

/// What is likely of one part is put as that.
#[test]
fn hints_about_parts_are_put_with_their_names() {
    let folder = tempdir().unwrap();
    for (name, text) in [
        ("api/fly.toml", "app = 'x'\n"),
        (
            "fn/serverless.yml",
            "provider: {name: aws, timeout: 20}\nfunctions: {a: {handler: x.y}}\n",
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut terminal = terminal(folder.path(), &["ask", "--scan", "."]).start();
    terminal.expect("These are likely.").expect("[x] fn: ").send(CTRL_C);
    terminal.ends(130);
}

#[test]
fn what_is_saved_gives_the_same_advice() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--save", "mine.yaml", "--format", "json"]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("2m\r");
    answer_the_rest(&mut terminal);
    terminal.expect("See the recommendation").expect("choose").send(ENTER);
    terminal.expect("Saved to mine.yaml");
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
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_the_first_question() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &["--save", "nowhere/mine.yaml"]).start();
    terminal.expect("there is no folder `nowhere`");
    let text = terminal.ends(2);
    assert!(!text.contains("How many requests"), "{text}");
}

#[test]
fn answers_for_another_rule_base_are_refused_with_their_place() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join(SAVED), "weather: {sunny: true}\n").unwrap();
    let mut terminal = small(folder.path(), &["--resume"]).start();
    terminal.expect("whereto.yaml:1:1").expect("to start anew, remove whereto.yaml");
    terminal.ends(2);
    assert_eq!(saved(folder.path()), "weather: {sunny: true}\n");
}

impl Terminal {
    /// Waits for the next page of the interview; gives its words on one line.
    fn page(&mut self) -> String {
        let seen = self.seen;
        self.expect("< back");
        self.text[seen..self.seen].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Reads what comes after the last question: the verdict, and where the answers are.
    fn verdict(&mut self) -> String {
        let seen = self.seen;
        self.send(ENTER).expect("confidence:").expect("Saved to whereto.yaml. Next:");
        let all = self.ends(0);
        // When all is said, the verdict is still in sight.
        const LAST: &[u8] = b"whereto cost whereto.yaml";
        let end = self.raw.windows(LAST.len()).rposition(|it| it == LAST).unwrap() + LAST.len();
        let shown = screen(&self.raw[..end], 80, 24).join("\n");
        assert!(shown.contains("confidence: "), "{shown}");
        all[seen..].to_owned()
    }
}

const THE_END: &str = "See the recommendation";

/// Somebody with an idea: knows what it is, confirms what is typical of that, and knows little else.
#[test]
fn a_founder_who_knows_little_comes_to_a_recommendation() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["ask"]).start();
    terminal.expect("What is your project called?").expect("know").send("Swap shop\r");
    terminal.expect("What are you building?").choose("mobile app").expect("whereto · Swap shop");
    let mut asked = 0;
    while let page = terminal.page()
        && !page.contains(THE_END)
    {
        asked += 1;
        assert!(asked <= 12, "{}", terminal.text);
        let is_typed = page.contains("enter confirm");
        let unknown = if is_typed { "-\r" } else { "-" };
        terminal.send(if page.contains("Press Tab") { "\t\r" } else { unknown }).expect("→ ");
    }
    let verdict = terminal.verdict();
    assert!(verdict.contains("Firebase for Swap shop"), "{verdict}");
    let saved = saved(folder.path());
    assert!(saved.contains("clients: [mobile]") && saved.contains("skipped: ["), "{saved}");
}

/// Somebody who has the figures at hand, in units of their own, and answers whatever is asked.
#[test]
fn a_platform_engineer_answers_everything() {
    const KNOWN: &str = "
traffic: {requests_per_month: 40000000, pattern: diurnal, peak_to_average: 4, monthly_users: 20000}
latency: {p99_target_ms: 200, cold_start_ok: false}
availability: {downtime: minutes}
compliance: {regimes: [gdpr, sox], data_residency: region, infrastructure_control: shared}
state: {in_memory: cache, connections: none, concurrent_connections: 500}
team: {size: 12, operations: dedicated, stage: growth, skills: [aws, linux, containers]}
current: {platform: none, trouble: [], paid: false}
compute: {style: request-response, architecture: microservices, average_duration_ms: 80,
    max_duration_s: 20, memory_mb: 512, gpu: false, needs: [other-processes]}
clients: [web, backend]
features: [sign-in]
data: {model: relational, queries: complex, size_gb: 300, reads_per_request: 12}
cost: {preference: predictable, lock_in: avoid, monthly_budget_usd: 4000, hard_cap: false}
";
    let base = RuleBase::shipped().unwrap();
    let known = Profile::read(&Source::new("known.yaml", KNOWN), &base).unwrap();
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["ask"]).start();
    terminal.expect("What is your project called?").expect("know").send("Orders\r");
    terminal.expect("What are you building?").choose("JSON API");
    let mut asked = 0;
    while let page = terminal.page()
        && !page.contains(THE_END)
    {
        asked += 1;
        assert!(asked <= 15, "{}", terminal.text);
        let question = base.questions.iter().find(|it| page.contains(&it.prompt)).unwrap();
        let keys = match known.answers.get(question.field).unwrap() {
            Value::Number(number) => format!("{number}\r"),
            Value::Choice(choice) => DOWN.repeat(usize::from(choice) + 1) + ENTER,
            Value::YesNo(yes) => DOWN.repeat(if yes { 1 } else { 2 }) + ENTER,
            Value::Between(..) => unreachable!("a profile gives one number"),
            Value::Several(0) => DOWN.to_owned() + ENTER,
            Value::Several(bits) => {
                let marks = (0..u64::BITS).filter(|bit| bits >> bit & 1 == 1);
                let mut keys = DOWN.repeat(2);
                let mut at = 0;
                for mark in marks {
                    keys += &(DOWN.repeat((mark - at) as usize) + " ");
                    at = mark;
                }
                keys + ENTER
            }
        };
        terminal.send(&keys).expect("→ ");
    }
    let verdict = terminal.verdict();
    assert!(verdict.contains("Traditional server for Orders"), "{verdict}");
    let saved = saved(folder.path());
    let saved = Profile::read(&Source::new(SAVED, saved), &base).unwrap();
    assert_eq!(saved.answered(), asked);
    for (field, value) in saved.answers.known() {
        assert_eq!(Some(value), known.answers.get(field), "{}", base.fields.get(field).id);
    }
}

/// Somebody who types nonsense, goes back, skips, leaves and comes back.
#[test]
fn nonsense_and_second_thoughts_do_no_harm() {
    let folder = tempdir().unwrap();
    let mut first = terminal(folder.path(), &["ask", "--in-order"]).start();
    first.expect("What is your project called?").expect("know").send("Söhne & <b>🦀\r");
    first.expect("What are you building?").expect("filter").send("/qqqq");
    first.expect("/qqqq").send(ENTER).expect("No match; esc clears the filter.");
    // Escape clears the filter, and then goes back, where the name still stands.
    first.send(ESCAPE).expect("something else").expect("/ filter").send(ESCAPE);
    first.expect("What is your project called?");
    first.expect("Söhne & <b>🦀").expect("know").send(ENTER);
    first.expect("What are you building?").choose("something else").expect("question 1 of");
    // One can go back before the first question, and what was said is where the cursor stands.
    first.expect("< back").send("<").expect("❯ something else").expect("filter").send("<");
    first.expect("Söhne & <b>🦀").expect("know").send(ENTER);
    first.expect("❯ something else").expect("filter").send(ENTER);
    let requests = "How many requests does the backend serve per month?";
    first.expect(requests).expect("confirm").send("lots\r").expect("does not start with a number");
    first.send("\x152.5\r").expect("expected a whole number").send("\x155 bananas\r");
    first.expect("Unknown unit `bananas`").send("\x1590000000000000\r");
    first.expect("though most projects have").send("\x15250k\r").expect("→ 250,000 requests");
    first.expect("question 2 of").expect("< back").send("<").expect("250000").send("300k\r");
    first.expect("→ 300,000 requests").expect("question 2 of");
    first
        .expect("< back")
        .send("-")
        .expect("→ I don't know yet")
        .expect("question 3 of")
        .expect("< back")
        .send(CTRL_C);
    first.expect("To continue:").expect("whereto ask --resume");
    first.ends(130);
    let kept = saved(folder.path());
    assert!(kept.contains("requests_per_month: 300000"), "{kept}");

    let mut again = terminal(folder.path(), &["ask", "--resume"]).start();
    again.expect("Kept from whereto.yaml for Söhne & <b>🦀: 1 answer, 1 skipped.");
    again.expect("question 1 of").expect("< back").send(CTRL_C);
    again.ends(130);
    assert!(saved(folder.path()).contains("requests_per_month: 300000"));

    // In the end there is a verdict, whatever was typed on the way.
    let mut third = terminal(folder.path(), &["ask", "--resume"]).start();
    third.expect("Kept from whereto.yaml for Söhne & <b>🦀: 1 answer, 1 skipped.");
    let mut asked = 0;
    while let page = third.page()
        && !page.contains(THE_END)
    {
        asked += 1;
        assert!(asked <= 20, "{}", third.text);
        if page.contains("space select") {
            third.send(&DOWN.repeat(2)).send(ENTER).expect("Nothing is selected yet");
            third.send(" ").send(ENTER);
        } else if page.contains("enter choose") {
            third.send("q/zzz").expect("/zzz").send(ENTER).expect("No match");
            third.send(ESCAPE).expect("/ filter").send(DOWN).send(ENTER);
        } else {
            third.send("soon\r").expect("does not start with a number").send("\x15-\r");
        }
        third.expect("→ ");
    }
    let verdict = third.verdict();
    assert!(verdict.contains(" for Söhne & <b>🦀 · confidence: "), "{verdict}");
    let kept = saved(folder.path());
    assert!(kept.contains("requests_per_month: 300000"), "{kept}");
    let base = RuleBase::shipped().unwrap();
    assert!(Profile::read(&Source::new(SAVED, kept), &base).unwrap().answered() > 1);
}

/// The review says questions and answers as people do; Esc leaves it with nothing changed, and what is
/// typed over a number takes its place.
#[test]
fn the_review_changes_what_is_chosen_and_nothing_else() {
    let folder = tempdir().unwrap();
    let mut terminal = small(folder.path(), &[]).start();
    terminal.begin().expect("How many requests").expect("confirm").send("5M\r");
    answer_the_rest(&mut terminal);
    terminal.expect("See the recommendation").choose("Review").expect("Your answers.");
    terminal.expect("filter");
    let shown = terminal.screen();
    assert!(shown.contains("How many requests arrive in a month? 5 million"), "{shown}");
    assert!(shown.contains("none of these") && !shown.contains("[]"), "{shown}");
    assert!(!shown.contains("requests_per_month"), "{shown}");
    let before = saved(folder.path());
    terminal.send(ESCAPE).expect("See the recommendation");
    assert_eq!(saved(folder.path()), before);
    terminal.choose("Review").expect("Your answers.").choose("requests");
    // Back is to the list again, with nothing changed, and so is on.
    terminal.expect("5000000").expect("typing replaces it").expect("confirm").send("<");
    terminal.expect("Your answers.").expect("❯ How many requests").expect("filter");
    assert_eq!(saved(folder.path()), before);
    terminal.send(ENTER).expect("typing replaces it").expect("confirm").send("2M\r");
    terminal.expect("→ 2 million").expect("Your answers.").expect("a month? 2 million");
    terminal.expect("filter").send("<").expect("See the recommendation").expect("choose");
    terminal.send(ENTER).expect("Saved to");
    terminal.ends(0);
    let after = before.replace("requests_per_month: 5000000", "requests_per_month: 2000000");
    assert_ne!(after, before);
    assert_eq!(saved(folder.path()), after);
}

/// The README shows what the program shows.
#[test]
fn the_readme_shows_a_question_as_it_is_asked() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["ask"]).start();
    terminal.expect("What is your project called?").expect("know").send("Swap shop\r");
    terminal.expect("What are you building?").choose("mobile app");
    terminal.expect("question 1").expect("/ filter").send(CTRL_C);
    let readme = fs::read_to_string(package().join("README.md")).unwrap();
    let shown = readme.split("<!-- interview -->\n```text\n").nth(1).unwrap();
    let shown = shown.split("\n```").next().unwrap();
    terminal.ends(130);
    let screen = screen(&terminal.raw, 80, 24).join("\n");
    assert!(screen.contains(shown), "{screen}");
}

/// What is wrong with arguments is said without what they would make of the terminal.
#[test]
fn arguments_do_not_steer_the_terminal() {
    let folder = tempdir().unwrap();
    let mut terminal = terminal(folder.path(), &["--no-such\x1b[31m-thing\x07"]).start();
    terminal.expect("unexpected argument").expect("found").ends(2);
    let raw = String::from_utf8_lossy(&terminal.raw);
    assert!(!raw.contains("\x1b[31m") && !raw.contains('\x07'), "{raw:?}");
}

/// A question in a pack is asked without what its words would make of the terminal.
#[test]
fn packs_do_not_steer_the_terminal() {
    let folder = tempdir().unwrap();
    let pack = r#"
pack: {name: p, version: 1.0.0, reviewed: 2026-01-01, about: x}
overrides:
  - question: traffic.requests_per_month
    reason: r
    with: {prompt: "How \e[41mmany\u202E?", help: "As \e[42mmany as\u0007 there are."}
"#;
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    let mut terminal = small(folder.path(), &["--pack", "pack.yaml"]).start();
    terminal.begin().expect("many").expect("there are").expect("confirm").send(CTRL_C);
    terminal.ends(130);
    let raw = String::from_utf8_lossy(&terminal.raw);
    assert!(!raw.contains(['\u{202e}', '\u{7}']) && !raw.contains("\x1b[4"), "{raw:?}");
}

/// A pager that says that it was there.
fn pager(folder: &Path) -> String {
    let file = folder.join("pager");
    fs::write(&file, "#!/bin/sh\necho 'PAGED'\ncat\necho 'PAGED TO THE END'\n").unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&file, permissions).unwrap();
    file.to_str().unwrap().to_owned()
}

fn shown_on_a_terminal(
    folder: &Path,
    arguments: &[&str],
    env: &[(&'static str, &'static str)],
) -> String {
    let mut setup = terminal(folder, arguments);
    for (name, value) in env {
        setup = setup.env(name, value);
    }
    let mut terminal = setup.start();
    terminal.ends(0)
}

/// What is long goes through a pager, what fits on a screen and what nobody looks at does not.
#[test]
fn long_output_goes_through_a_pager() {
    let folder = tempdir().unwrap();
    let pager: &'static str = Box::leak(pager(folder.path()).into_boxed_str());
    let profile = package().join("examples/webhook-receiver.yaml");
    let profile = profile.to_str().unwrap();
    let shown = |arguments: &[&str], env: &[(&'static str, &'static str)]| {
        shown_on_a_terminal(folder.path(), arguments, env)
    };
    let full = ["advise", profile, "--full", "--samples", "10"];
    for arguments in [
        &full[..],
        &["explain", "firebase"],
        &["rules", "list"],
        &["cost", profile],
        &["precedents", profile],
    ] {
        let text = shown(arguments, &[("PAGER", pager)]);
        assert!(
            text.contains("PAGED") && text.contains("PAGED TO THE END"),
            "{arguments:?}\n{text}"
        );
    }
    assert!(shown(&full, &[("PAGER", "false"), ("WHERETO_PAGER", pager)]).contains("PAGED"));
    for (arguments, env) in [
        (&["advise", profile, "--samples", "10"][..], [("PAGER", pager)]),
        (&["advise", profile, "--full", "--no-pager", "--samples", "10"], [("PAGER", pager)]),
        (&full, [("PAGER", "")]),
        (&full, [("PAGER", "cat")]),
        // One that is not there is no reason to show nothing.
        (&full, [("PAGER", "no-such-pager-anywhere")]),
        (&full, [("PAGER", "no-such-pager-anywhere --with an-argument")]),
    ] {
        let text = shown(arguments, &env);
        assert!(!text.contains("PAGED"), "{arguments:?}\n{text}");
        assert!(text.contains("AWS Lambda for Payment webhooks"), "{arguments:?} {env:?}\n{text}");
    }
    // Whoever has seen enough ends it, and that is all.
    let text = shown(&full, &[("PAGER", "head -1")]);
    assert!(text.contains("ended with 0"), "{text}");
}

#[test]
fn settings_are_no_answers_and_stay() {
    let folder = tempdir().unwrap();
    let settings = "gates: {strict: true}\n";
    fs::write(folder.path().join("whereto.yaml"), settings).unwrap();
    let text = small(folder.path(), &[]).start().ends(2);
    assert!(text.contains("`whereto.yaml` holds settings and no answers"), "{text}");
    assert!(!text.contains("remove whereto.yaml"), "{text}");
    assert_eq!(fs::read_to_string(folder.path().join("whereto.yaml")).unwrap(), settings);
}
