//! All engines on the same rules and profiles: answers compared, processor time in a table.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{
    ANSWERED, Result,
    answer::{self, Answer, Filter},
    common_expression::Cel,
    datalogic::Datalogic,
    floor::{Floor, Line},
    ours::{self, Whereto},
    questionnaire::{self, Question},
    rego::Rego,
    rules,
    seconds::{self, Runs},
    write_file,
    zen::Zen,
};

/// How many rules there are, and how long profiles are on average.
const RULES: usize = 120;
const BYTES: usize = 655;

/// So many answers are known beforehand by the floor; few enough to stay in a cache.
const KNOWN: usize = 1_000;

/// What is measured, and how.
pub(crate) struct Bench<'a> {
    pub(crate) whereto: &'a Whereto,
    pub(crate) profiles: usize,
    pub(crate) runs: usize,
}

/// The name of a crate, and what is made with it.
type Engine<'a> = (&'static str, Box<dyn Filter + 'a>);

/// Profiles, and what our program answers to them.
struct Stream<'a> {
    /// Where the files are.
    folder: TempDir,
    /// The folder with the rules; the built-in ones if not given.
    rules: Option<&'a Path>,
    profiles: PathBuf,
    /// How long a profile is on average, and an answer.
    bytes: (usize, usize),
    answers: String,
}

impl Bench<'_> {
    /// Measures all engines on drawn rules.
    pub(crate) fn drawn(&self, questions: &[Question]) -> Result<()> {
        let asked = questionnaire::of_length(questions, BYTES);
        let options = ours::options(3);
        let rules = rules::rules(asked, RULES, options.len(), &mut fastrand::Rng::with_seed(1));
        let folder = tempfile::tempdir()?;
        ours::write(asked, &rules, &options, folder.path())?;
        let stream = self.stream(asked, 1.0, Some(folder.path()))?;
        let known = stream.known()?;
        let mut engines: [Engine<'_>; 5] = [
            ("serde_json", Box::new(Floor::new(&known))),
            ("datalogic-rs", Box::new(Datalogic::new(&rules)?)),
            ("cel", Box::new(Cel::new(&rules)?)),
            ("zen-expression", Box::new(Zen::new(&rules)?)),
            ("regorus", Box::new(Rego::new(&rules)?)),
        ];
        for (name, engine) in engines.iter_mut().skip(1) {
            stream.compare(name, engine.as_mut())?;
        }
        println!("{RULES} drawn rules over {} questions, no prices", asked.len());
        self.table(&stream, &mut engines)
    }

    /// Measures ours on the shipped rule base.
    pub(crate) fn shipped(&self, questions: &[Question]) -> Result<()> {
        let stream = self.stream(questions, ANSWERED, None)?;
        let known = stream.known()?;
        let mut engines: [Engine<'_>; 1] = [("serde_json", Box::new(Floor::new(&known)))];
        println!("the shipped rule base, with prices");
        self.table(&stream, &mut engines)
    }

    fn stream<'a>(
        &self,
        questions: &[Question],
        answered: f64,
        rules: Option<&'a Path>,
    ) -> Result<Stream<'a>> {
        let folder = tempfile::tempdir()?;
        let (profiles, answers) = (folder.path().join("profiles"), folder.path().join("answers"));
        let bytes = write_file(questions, answered, self.profiles, &profiles)?;
        self.whereto.advise(rules, &profiles, &answers)?;
        let answers = fs::read_to_string(answers)?;
        let bytes = (bytes / self.profiles, answers.len() / self.profiles);
        Ok(Stream { folder, rules, profiles, bytes, answers })
    }

    /// Runs all engines in turn, and prints what they took; the first is the floor.
    fn table(&self, stream: &Stream<'_>, engines: &mut [Engine<'_>]) -> Result<()> {
        let (profile, answer) = stream.bytes;
        let count = thousands(self.profiles);
        println!("{count} profiles of {profile} bytes, our answers of {answer}; one thread");
        println!(
            "{:24} {:>9} {:>9} {:>12} {:>10}",
            "", "seconds", "at most", "a profile", "x floor"
        );
        let mut ours = Runs::default();
        let mut others: Vec<Runs> = engines.iter().map(|_| Runs::default()).collect();
        let nothing = Path::new("/dev/null");
        for _ in 0..self.runs {
            for ((_, engine), runs) in engines.iter_mut().zip(&mut others) {
                let mut to = File::create(nothing)?;
                let run = || answer::file(engine.as_mut(), &stream.profiles, &mut to);
                let (done, taken) = seconds::of_this(run)?;
                done?;
                runs.push(taken);
            }
            ours.push(self.whereto.advise(stream.rules, &stream.profiles, nothing)?);
        }
        let floor = others.first().map_or(f64::NAN, Runs::least);
        let row = |name: &str, runs: &Runs| {
            let (least, most) = (runs.least(), runs.greatest());
            let each = least / self.profiles as f64 * 1e6;
            let name = format!("{name} {}", version(name).unwrap_or_default());
            println!("{name:24} {least:9.3} {most:9.3} {each:9.2} µs {:10.2}", least / floor);
        };
        for ((name, _), runs) in engines.iter().zip(&others) {
            row(name, runs);
        }
        row("whereto", &ours);
        Ok(())
    }
}

impl Stream<'_> {
    /// Returns the first answers, read; that writing them gives the same bytes is checked.
    fn known(&self) -> Result<Vec<Line<'_>>> {
        let read = |line| Ok(serde_json::from_str::<Line>(line)?);
        let known = self.answers.lines().take(KNOWN).map(read).collect::<Result<Vec<_>>>()?;
        for (known, line) in known.iter().zip(self.answers.lines()) {
            if serde_json::to_string(known)? != line {
                return Err(format!("the floor does not write what ours answers: {line}").into());
            }
        }
        Ok(known)
    }

    /// Compares each answer of an engine with ours.
    fn compare(&self, name: &str, engine: &mut dyn Filter) -> Result<()> {
        let path = self.folder.path().join(name);
        answer::file(engine, &self.profiles, &mut File::create(&path)?)?;
        let theirs = fs::read_to_string(path)?;
        if theirs.lines().count() != self.answers.lines().count() {
            return Err(format!("{name} and ours differ in how many lines they answer").into());
        }
        for (number, (ours, theirs)) in self.answers.lines().zip(theirs.lines()).enumerate() {
            let ours = serde_json::from_str::<Line>(ours)?.answer();
            let theirs = serde_json::from_str::<Answer>(theirs)?;
            if ours != theirs {
                let line = number + 1;
                return Err(format!("line {line}: {name}: {theirs:?}, ours: {ours:?}").into());
            }
        }
        Ok(())
    }
}

/// Returns the version of a crate that this is built with.
fn version(name: &str) -> Option<&'static str> {
    let (_, package) =
        include_str!("../Cargo.lock").split_once(&format!("name = \"{name}\"\nversion = \""))?;
    Some(package.split_once('"')?.0)
}

/// Writes a number with separators.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}
