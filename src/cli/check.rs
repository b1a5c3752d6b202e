//! `whereto check`: whether decisions still stand, in files and in folders of any size.

use std::{
    collections::HashMap,
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use whereto::{
    assessment::Engine,
    decision::{
        check::{self, Checker, Excused, Finding, Terms},
        exceptions::{self, Exception},
        gates::Gates,
        output::{self, Tally},
        read,
    },
    diagnostic::{Code, Diagnostic, Diagnostics},
    profile::Profile,
    reader::Reader,
    rulebase::RuleBase,
    source::Source,
    yaml,
};

use super::{
    Exit,
    args::{CheckArgs, CheckFormat, Common},
    exit::Problems,
    input,
    output::Output,
};

pub(super) fn run(args: &CheckArgs, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let engine = Engine::new(&base).map_err(|problem| Problems::from(*problem))?;
    let terms = terms(args, common)?;
    let exceptions = match &args.exceptions {
        Some(path) => Exceptions::read(path)?,
        None => Exceptions::default(),
    };
    let mut check = Run {
        args,
        common,
        checker: Checker { engine: &engine, terms: &terms },
        exceptions,
        format: match args.format {
            CheckFormat::Table => Box::new(output::Table { layout: output.layout(common.verbose) }),
            CheckFormat::Json => Box::<output::Json>::default(),
            CheckFormat::Sarif => Box::<output::Sarif>::default(),
            CheckFormat::Junit => Box::<output::Junit>::default(),
            CheckFormat::Github => Box::new(output::Github),
        },
        tally: Tally::default(),
        output,
    };
    check.print(|format| format.begin())?;
    for path in &args.paths {
        match path.is_dir() {
            true => check.folder(path)?,
            false => check.file(path, true)?,
        }
    }
    let tally = check.tally;
    check.print(|format| format.end(&tally))?;
    output.warnings(&check.exceptions.lost());
    Ok(match tally {
        Tally { bad: 1.., .. } => Exit::Bad,
        Tally { failing: 1.., .. } => Exit::No,
        _ => Exit::Done,
    })
}

/// What the arguments ask of decisions.
fn terms(args: &CheckArgs, common: &Common) -> Result<Terms, Problems> {
    let since = |age| {
        input::as_of(common).checked_sub(age).map_err(|_| {
            Problems::from(Diagnostic::error(Code::OutOfRange, "`--sources-newer-than`: this reaches back too far"))
        })
    };
    Ok(Terms {
        weaker_by: i64::from(args.weaker_by),
        gates: Gates {
            min_acceptability: args.min_acceptability,
            no_open_questions: args.no_open_questions,
            max_monthly_cost: args.max_monthly_cost,
            sources_since: args.sources_newer_than.map(since).transpose()?,
        },
    })
}

/// A check that goes on.
struct Run<'a> {
    args: &'a CheckArgs,
    common: &'a Common,
    checker: Checker<'a>,
    exceptions: Exceptions,
    format: Box<dyn output::Output>,
    tally: Tally,
    output: &'a Output,
}

impl Run<'_> {
    fn print(&mut self, text: impl FnOnce(&mut dyn output::Output) -> String) -> anyhow::Result<()> {
        let text = text(self.format.as_mut());
        self.output.data(&text)
    }

    /// Checks what is decided in a folder and the folders in it. Hidden folders are left out, and so are links to
    /// folders, which could lead in circles.
    fn folder(&mut self, folder: &Path) -> anyhow::Result<()> {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("cannot read the folder `{}`: {error}", folder.display());
                return self.bad(folder, &[Diagnostic::error(Code::Io, message)]);
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let hidden = entry.file_name().as_encoded_bytes().first() == Some(&b'.');
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => self.folder(&path)?,
                Ok(kind) if kind.is_dir() => {}
                Ok(kind) if may_hold_a_decision(&path) && (kind.is_file() || kind.is_symlink() && path.is_file()) => {
                    self.file(&path, false)?;
                }
                _ => self.tally.skipped += 1,
            }
        }
        Ok(())
    }

    /// Checks a file; one that was found in a folder and holds no decision is left out.
    fn file(&mut self, path: &Path, named: bool) -> anyhow::Result<()> {
        match self.examine(path, named) {
            Ok(Some(mut finding)) => {
                let today = input::as_of(self.common);
                finding.exception = self.exceptions.find(path).map(|exception| Excused::of(exception, today));
                let fails = finding.fails(self.args.strict);
                self.tally.add(&finding, self.args.strict);
                self.print(|format| format.finding(&finding, fails))
            }
            Ok(None) => {
                self.tally.skipped += 1;
                Ok(())
            }
            Err(problems) => self.bad(path, &problems),
        }
    }

    fn bad(&mut self, path: &Path, problems: &[Diagnostic]) -> anyhow::Result<()> {
        self.tally.bad += 1;
        self.output.problems(problems);
        self.print(|format| format.bad(&path.display().to_string(), problems))
    }

    fn examine(&self, path: &Path, named: bool) -> Result<Option<Finding>, Diagnostics> {
        let source = input::source(path).map_err(|problem| vec![*problem])?;
        match read::read(&source) {
            Ok(Some(decision)) => return self.checker.record(&decision).map(Some),
            Ok(None) => {}
            Err(problems) => return check::unreadable(&source, &problems).map(Some).ok_or(problems),
        }
        if is_markdown(path) {
            let message = format!("there is no decision in `{}`", path.display());
            let problem =
                Diagnostic::error(Code::Missing, message).help("`whereto adr` writes records that can be checked");
            return if named { Err(vec![problem]) } else { Ok(None) };
        }
        self.profile(&source, named)
    }

    fn profile(&self, source: &Arc<Source>, named: bool) -> Result<Option<Finding>, Diagnostics> {
        // Most files of a folder are something else, and this tells it at once.
        if !named && !source.text().contains("expect") {
            return Ok(None);
        }
        let root = match yaml::read(source) {
            Ok((root, _)) => Some(root),
            Err(_) if !named => return Ok(None),
            Err(_) => None,
        };
        let reader = Reader::new(source);
        let expect = root.as_ref().and_then(|root| reader.unchecked(root).entry("expect"));
        if expect.is_none() && !named {
            return Ok(None);
        }
        let base = self.checker.engine.base();
        let profile = Profile::read(source, base)?;
        match (profile.expect, expect) {
            (Some(option), Some(expect)) => {
                let place = reader.place(expect.key_span);
                Ok(Some(self.checker.profile(&profile, &base.option(option).id, &place)))
            }
            _ if !named => Ok(None),
            _ => Err(vec![expects_nothing(source, base)]),
        }
    }
}

fn expects_nothing(source: &Source, base: &RuleBase) -> Diagnostic {
    let options: Vec<&str> = base.options.iter().map(|option| option.id.as_str()).collect();
    Diagnostic::error(Code::Missing, format!("`{}` expects nothing that could be checked", source.name()))
        .help(format!("give it `expect:` with one of {}", options.join(", ")))
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

fn may_hold_a_decision(path: &Path) -> bool {
    is_markdown(path) || path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// The exceptions, by the files that they are made for.
#[derive(Default)]
struct Exceptions(HashMap<PathBuf, Exception>);

impl Exceptions {
    fn read(path: &Path) -> Result<Self, Problems> {
        let source = input::file(path).map_err(|problem| Problems::from(*problem))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut exceptions = HashMap::new();
        for exception in exceptions::read(&source).map_err(Problems)? {
            let place = exception.place.clone();
            let file = exception.file.clone();
            if let Some(first) = exceptions.insert(resolved(&folder.join(&exception.file)), exception) {
                let message = format!("there are two exceptions for `{file}`");
                let problem = Diagnostic::error(Code::DuplicateId, message).at(place, "the second one");
                return Err(problem.related(first.place, "the first one").into());
            }
        }
        Ok(Self(exceptions))
    }

    fn find(&self, path: &Path) -> Option<&Exception> {
        // Without exceptions there is nothing to resolve a path for.
        if self.0.is_empty() { None } else { self.0.get(&resolved(path)) }
    }

    /// Warnings about exceptions for files that are not there.
    fn lost(&self) -> Diagnostics {
        let mut lost: Vec<&Exception> = self.0.iter().filter(|(path, _)| !path.exists()).map(|(_, it)| it).collect();
        lost.sort_by_key(|exception| exception.place.span.start);
        let warning = |exception: &Exception| {
            Diagnostic::warning(Code::UnknownId, format!("there is no file `{}`", exception.file))
                .at(exception.place.clone(), "an exception for nothing")
        };
        lost.into_iter().map(warning).collect()
    }
}

/// A path from the root on, without `.` and `..`.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.components().fold(PathBuf::new(), |mut path, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            component => path.push(component),
        }
        path
    })
}
