//! Measures `whereto` beside other engines that apply rules, on the same rules and profiles, and
//! holds their answers against each other.
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/Cargo.toml [-- ARGUMENTS]
//!
//! peers                      all engines, and the shipped rule base, beside the floor
//! growth                     larger rule bases and more profiles
//! profiles                   write profiles, and nothing else
//! --profiles N               how many profiles
//! --runs N                   how many runs, of which the least counts
//! --whereto FILE             the program; built if not given
//! ```

mod answer;
mod common_expression;
mod datalogic;
mod floor;
mod growth;
mod ours;
mod questionnaire;
mod rego;
mod rules;
mod seconds;
mod side_by_side;
mod zen;

use std::{
    error::Error,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use questionnaire::Question;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// How often a question is answered in profiles for the shipped rule base.
const ANSWERED: f64 = 0.75;

/// What is wanted.
struct Wanted {
    what: String,
    profiles: Option<usize>,
    runs: usize,
    whereto: Option<PathBuf>,
}

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let questions = questionnaire::shipped(&root)?;
    let wanted = wanted()?;
    let whereto = || ours::Whereto::find(wanted.whereto.clone(), &root);
    match &*wanted.what {
        "peers" => {
            let bench = side_by_side::Bench {
                whereto: &whereto()?,
                profiles: wanted.profiles.unwrap_or(100_000),
                runs: wanted.runs,
            };
            bench.drawn(&questions)?;
            println!();
            bench.shipped(&questions)
        }
        "growth" => growth::print(&whereto()?, &questions, &root, wanted.runs),
        "profiles" => {
            let count = wanted.profiles.unwrap_or(100_000);
            match write(&questions, ANSWERED, count, io::stdout().lock()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                written => Ok(written.map(drop)?),
            }
        }
        what => Err(format!("`{what}` is none of `peers`, `growth` and `profiles`").into()),
    }
}

fn wanted() -> Result<Wanted> {
    let mut wanted = Wanted { what: "peers".to_owned(), profiles: None, runs: 3, whereto: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().ok_or_else(|| format!("{argument}: a value is missing"));
        match &*argument {
            "--profiles" => wanted.profiles = Some(value()?.parse()?),
            "--runs" => wanted.runs = value()?.parse()?,
            "--whereto" => wanted.whereto = Some(value()?.into()),
            _ => wanted.what = argument,
        }
    }
    Ok(wanted)
}

/// Writes drawn profiles to a file, and returns how many bytes they take.
fn write_file(questions: &[Question], answered: f64, count: usize, path: &Path) -> Result<usize> {
    Ok(write(questions, answered, count, File::create(path)?)?)
}

fn write(questions: &[Question], answered: f64, count: usize, to: impl Write) -> io::Result<usize> {
    let mut draw = fastrand::Rng::with_seed(2);
    let mut to = BufWriter::new(to);
    let mut bytes = 0;
    for _ in 0..count {
        let line = questionnaire::profile(questions, answered, &mut draw);
        bytes += line.len() + 1;
        writeln!(to, "{line}")?;
    }
    to.flush()?;
    Ok(bytes)
}
