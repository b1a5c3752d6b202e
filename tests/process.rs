//! Runs the program as its users do, and compares what it prints with files.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use snapbox::{Assert, Data, data::DataFormat};

/// A run of the program that is being put together.
pub(crate) struct Run {
    command: Command,
    stdin: Vec<u8>,
}

/// What came of a run.
pub(crate) struct Finished {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The day on which the program runs, unless arguments give another.
pub(crate) const TODAY: &str = "2026-11-28";

/// The program with arguments, in the folder of the package, on a day that stays the same, and with
/// nothing in the environment that changes output.
pub(crate) fn whereto(arguments: &[&str]) -> Run {
    let is_dated = arguments.iter().any(|argument| argument.starts_with("--as-of"));
    let dated = if is_dated { &[][..] } else { &["--as-of", TODAY] };
    whereto_today(&[dated, arguments].concat())
}

/// The same on the day that it is.
pub(crate) fn whereto_today(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
    command.args(arguments).current_dir(package());
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "COLUMNS",
        "LC_ALL",
        "LC_CTYPE",
        "LANG",
        "GITHUB_WORKSPACE",
    ] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WHERETO_") {
            command.env_remove(name);
        }
    }
    Run { command, stdin: Vec::new() }
}

/// The folder of the package.
pub(crate) fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

impl Run {
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    pub(crate) fn finish(mut self) -> Finished {
        let pipes =
            self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.stdin;
        // Beside reading its output, which a program may write while it reads. One that does not
        // read all of its input closes the pipe.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Finished {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output of a run that ends well and has nothing else to say.
    pub(crate) fn succeeds(self) -> String {
        self.exits(0).quietly()
    }

    /// Standard error of a run that refuses its input.
    pub(crate) fn refused(self) -> String {
        let finished = self.exits(2);
        assert_eq!(
            finished.stdout, "",
            "nothing is printed for input that is refused\n{}",
            finished.stderr
        );
        finished.stderr
    }

    pub(crate) fn exits(self, status: i32) -> Finished {
        let finished = self.finish();
        assert_eq!(
            finished.status, status,
            "stdout:\n{}\nstderr:\n{}",
            finished.stdout, finished.stderr
        );
        finished
    }
}

impl Finished {
    /// Standard output, when there is nothing on standard error.
    pub(crate) fn quietly(self) -> String {
        assert_eq!(self.stderr, "", "nothing was to be said on standard error\n{}", self.stdout);
        self.stdout
    }
}

/// Compares a text with a file below `tests/`; `SNAPSHOTS=overwrite cargo test` writes the file
/// instead.
pub(crate) fn golden(path: impl AsRef<Path>, actual: impl Into<String>) {
    let path = package().join("tests").join(path);
    let expected = Data::read_from(&path, Some(DataFormat::Text)).raw();
    Assert::new().action_env("SNAPSHOTS").eq(Data::text(actual.into()).raw(), expected);
}
