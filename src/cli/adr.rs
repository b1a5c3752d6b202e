//! `whereto adr`: an Architecture Decision Record, printed or put among others.

use std::{
    fs,
    path::{Path, PathBuf},
};

use whereto::{
    analysis::acceptability::Settings,
    assessment::Engine,
    cost::Estimator,
    decision::{
        adr::{self, Within},
        number,
        record::{Choice, Record},
        status,
    },
    problem::{Code, Problem, Problems},
    profile::Profile,
    rulebase::RuleBase,
};

use super::{
    Exit,
    advise::{self, Advice},
    args::{Adr, Common},
    input,
    output::Output,
    system::Advised,
};

pub(super) fn run(args: &Adr, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let engine = input::engine(&base)?;
    let chosen = choice(args, &base)?;
    let profile =
        input::changed(input::profile(&args.profile, &base, None)?, &base, &args.changes)?;
    let writing = Writing { engine: &engine, args, common, output };
    if profile.components.is_empty() {
        return writing.record(&profile, chosen, None);
    }
    if args.dir.is_none() || args.supersedes.is_some() || chosen.is_some() {
        let problem = input::several_parts(&profile);
        return Err(Problems::from(
            problem.help("or write a record for each of them, with --dir alone"),
        )
        .into());
    }
    let Advised::System(system) = Advised::of(&engine, &profile, &Settings::default()) else {
        return Ok(Exit::Done);
    };
    let mut exit = Exit::Done;
    for (part, profile) in profile.parts() {
        let within = Within { part, system: &system.report };
        exit = exit.and(writing.record(&profile, within.choice(), Some(within))?);
    }
    Ok(exit)
}

/// What records are written with.
struct Writing<'a> {
    engine: &'a Engine<'a>,
    args: &'a Adr,
    common: &'a Common,
    output: &'a Output,
}

impl Writing<'_> {
    /// Writes the record of one project or part.
    fn record(
        &self,
        profile: &Profile,
        chosen: Option<Choice>,
        within: Option<Within<'_>>,
    ) -> anyhow::Result<Exit> {
        let base = self.engine.base();
        // A check draws the same weightings, so that what changed did not change by chance.
        let settings = Settings::default();
        let advice = advise::assess(self.engine, profile, &settings, self.output);
        let Advice { report, assessment, analysis, exit, .. } = advice;
        advise::warn_of_old_prices(&report, base, self.common, self.output);
        let estimate = Estimator::new(base, &profile.assumptions).estimate(&profile.answers);
        let record =
            Record::of(base, profile, &assessment, estimate.as_ref(), Some(analysis.confidence));
        // To choose what is recommended is not to choose otherwise.
        let same =
            |chosen: &Choice| record.recommendation.as_deref() == Some(chosen.option.as_str());
        if self.args.because.is_some() && chosen.as_ref().is_some_and(same) {
            let message =
                "`--because` is not recorded, since what is chosen is what is recommended";
            self.output.warnings(&[Problem::warning(Code::UNSUPPORTED, message)]);
        }
        let chosen = chosen.filter(|chosen| !same(chosen));
        let text = |supersedes: Option<&str>, file: &Path| {
            adr::render(&adr::Input {
                base,
                profile,
                record: &record,
                report: &report,
                date: input::as_of(self.common),
                chosen: chosen.as_ref(),
                within,
                supersedes,
                check: &self.common.command("check", file),
            })
        };
        match &self.args.dir {
            None => self.output.data(&text(None, Path::new("FILE")))?,
            Some(folder) => {
                let written = place(folder, &adr::slug(profile), self.args.supersedes, &text)?;
                self.output.data(&format!("{}\n", written.display()))?;
            }
        }
        Ok(exit)
    }
}

/// What people chose, as the arguments say.
fn choice(args: &Adr, base: &RuleBase) -> Result<Option<Choice>, Problems> {
    let (Some(option), Some(because)) = (&args.chosen, &args.because) else { return Ok(None) };
    if base.find_option(option).is_none() {
        let known = base.options.iter().map(|option| option.id.as_str());
        return Err(Problem::unknown("option", option, known, None).of_argument("--chosen").into());
    }
    if because.trim().is_empty() {
        return Err(Problem::error(Code::EMPTY, "`--because`: there is no reason").into());
    }
    Ok(Some(Choice { option: option.clone(), because: because.trim().to_owned() }))
}

/// Writes a record into a folder under the next free number, and marks the one that it supersedes.
fn place(
    folder: &Path,
    slug: &str,
    supersedes: Option<u32>,
    text: &dyn Fn(Option<&str>, &Path) -> String,
) -> Result<PathBuf, Problems> {
    let failed = |what: &str, error: std::io::Error| {
        Problems::from(Problem::error(
            Code::IO,
            format!("cannot {what} `{}`: {error}", folder.display()),
        ))
    };
    if supersedes.is_none() {
        fs::create_dir_all(folder).map_err(|error| failed("make the folder", error))?;
    }
    let _lock = lock(folder);
    let names = record_names(folder).map_err(|error| failed("read the folder", error))?;
    let in_folder = || names.iter().map(String::as_str);
    let old = supersedes
        .map(|old| number::find(old, in_folder(), &folder.display().to_string()))
        .transpose()?;
    let name = format!("{:04}-{slug}.md", number::next(in_folder()));
    let path = folder.join(&name);
    let marked = match &old {
        None => None,
        Some(old_name) => {
            let old_path = folder.join(old_name);
            let source = input::file(&old_path)?;
            let marked = status::supersede(&source, &name)?;
            Some((old_path, marked))
        }
    };
    input::write(&path, &text(old, &path), false)?;
    if let Some((old_path, marked)) = marked
        && let Err(problems) = input::write(&old_path, &marked, true)
    {
        // One without the other would be a link that leads nowhere.
        let _ = fs::remove_file(&path);
        return Err(problems);
    }
    Ok(path)
}

/// Keeps other runs from taking the same number until it is dropped. Where folders cannot be
/// locked, only the name of the file, which is never overwritten, stands between two runs.
fn lock(folder: &Path) -> Option<fs::File> {
    let folder = fs::File::open(folder).ok()?;
    folder.lock().ok().map(|()| folder)
}

/// The names of the Markdown files in a folder.
fn record_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}
