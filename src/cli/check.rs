//! `whereto check`: whether decisions still stand, in files and in folders of any size.

use std::{
    collections::HashMap,
    fs,
    io::Read,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use whereto::{
    decision::{
        check::{self, Checker, Terms},
        exceptions::{self, Exception},
        finding::{self, Excused, Finding},
        gates::Gates,
        output::{self, Tally},
        read,
    },
    problem::{Code, Problem, Problems},
    profile::Profile,
    reader::Reader,
    rulebase::RuleBase,
    source::Source,
    yaml,
};

use super::{
    Exit,
    args::{CheckArgs, Common, Format},
    input, many,
    ordered::{ordered, processors},
    output::Output,
    progress::Progress,
};

pub(super) fn run(args: &CheckArgs, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let engine = input::engine(&base)?;
    let terms = terms(args, common)?;
    let exceptions = match &args.exceptions {
        Some(path) => Exceptions::read(path)?,
        None => Exceptions::default(),
    };
    let mut items = Vec::new();
    for path in &args.paths {
        match many::pattern(path) {
            Some(pattern) => {
                items.extend(many::paths(pattern)?.into_iter().map(|path| Item::of(path, false)))
            }
            None => items.push(Item::of(path.clone(), !args.skip_others)),
        }
    }
    let examiner = Examiner { checker: Checker { engine: &engine, terms: &terms } };
    let mut printer = Printer {
        args,
        common,
        exceptions,
        format: match (args.format, args.format.sink()) {
            (_, Some(sink)) => Box::new(output::Cases(sink.sink(finding::RUN))),
            (Format::Json, None) => Box::<output::Json>::default(),
            (_, None) => Box::new(output::Table { screen: output.screen(), full: common.verbose }),
        },
        tally: Tally::default(),
        progress: Progress::new("files", output.is_quiet()),
        output,
    };
    printer.print(|format| format.begin())?;
    let printed = ordered(
        processors(),
        Walk::over(items),
        |item| examiner.item(item),
        |found| printer.found(found),
    );
    printer.progress.clear();
    printed?;
    let tally = printer.tally;
    printer.print(|format| format.end(&tally))?;
    output.warnings(&printer.exceptions.lost());
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
            Problems::from(Problem::error(
                Code::OUT_OF_RANGE,
                "`--sources-newer-than`: this reaches back too far",
            ))
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

/// Something to look at.
enum Item {
    /// A file, and whether it was named, so that it must hold a decision.
    File(PathBuf, bool),
    /// A folder.
    Folder(PathBuf),
    /// What holds no decision.
    Other,
    /// A folder that cannot be read.
    Unreadable(PathBuf, std::io::Error),
}

impl Item {
    fn of(path: PathBuf, named: bool) -> Self {
        if path.is_dir() { Self::Folder(path) } else { Self::File(path, named) }
    }
}

/// Goes through items and the folders among them, in the order of names, without holding more than
/// the names of the folders that it is in. Hidden folders are left out, and so are links to
/// folders, which could lead in circles.
struct Walk(Vec<std::vec::IntoIter<Item>>);

impl Walk {
    fn over(items: Vec<Item>) -> Self {
        Self(vec![items.into_iter()])
    }

    fn entries(folder: &Path) -> std::io::Result<Vec<Item>> {
        let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let item = |entry: &fs::DirEntry| {
            let path = entry.path();
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => (!hidden).then_some(Item::Folder(path)),
                Ok(kind)
                    if many::is_of(&path, &many::DECISIONS)
                        && (kind.is_file() || kind.is_symlink() && path.is_file()) =>
                {
                    Some(Item::File(path, false))
                }
                _ => Some(Item::Other),
            }
        };
        Ok(entries.iter().filter_map(item).collect())
    }
}

impl Iterator for Walk {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while let Some(items) = self.0.last_mut() {
            match items.next() {
                Some(Item::Folder(folder)) => match Self::entries(&folder) {
                    Ok(entries) => self.0.push(entries.into_iter()),
                    Err(error) => return Some(Item::Unreadable(folder, error)),
                },
                Some(item) => return Some(item),
                None => {
                    self.0.pop();
                }
            }
        }
        None
    }
}

/// What became of an item.
enum Found {
    Decisions(PathBuf, Vec<Finding>),
    Other,
    Bad(PathBuf, Problems),
}

/// Prints what is found, and counts it.
struct Printer<'a> {
    args: &'a CheckArgs,
    common: &'a Common,
    exceptions: Exceptions,
    format: Box<dyn output::Output>,
    tally: Tally,
    progress: Progress,
    output: &'a Output,
}

impl Printer<'_> {
    fn print(
        &mut self,
        text: impl FnOnce(&mut dyn output::Output) -> String,
    ) -> anyhow::Result<()> {
        let text = text(self.format.as_mut());
        self.output.data(&text)
    }

    fn found(&mut self, found: Found) -> anyhow::Result<()> {
        let Tally { checked, skipped, bad, .. } = self.tally;
        // How many there will be shows only when all folders have been gone through.
        self.progress.show((checked + skipped + bad) as u64, bad as u64, None);
        match found {
            Found::Decisions(path, findings) => {
                let today = input::as_of(self.common);
                for mut finding in findings {
                    let exception = self.exceptions.find(&path, finding.component.as_deref());
                    finding.exception = exception.map(|exception| Excused::new(exception, today));
                    let fails = finding.fails(self.args.strict);
                    self.tally.add(&finding, self.args.strict);
                    self.print(|format| format.finding(&finding, fails))?;
                }
                Ok(())
            }
            Found::Other => {
                self.tally.skipped += 1;
                Ok(())
            }
            Found::Bad(path, problems) => {
                self.tally.bad += 1;
                self.progress.clear();
                self.output.problems(&problems);
                self.print(|format| format.bad(&path.display().to_string(), &problems))
            }
        }
    }
}

/// Finds out what became of decisions; any number of threads may ask at once.
struct Examiner<'a> {
    checker: Checker<'a>,
}

impl Examiner<'_> {
    fn item(&self, item: Item) -> Found {
        match item {
            Item::File(path, named) => match self.examine(&path, named) {
                Ok(findings) if findings.is_empty() => Found::Other,
                Ok(findings) => Found::Decisions(path, findings),
                Err(problems) => Found::Bad(path, problems),
            },
            Item::Folder(_) | Item::Other => Found::Other,
            Item::Unreadable(folder, error) => {
                let message = format!("cannot read the folder `{}`: {error}", folder.display());
                Found::Bad(folder, Problem::error(Code::IO, message).into())
            }
        }
    }

    /// What is found out about the decisions in a file; nothing in one that holds none and need
    /// not.
    fn examine(&self, path: &Path, named: bool) -> Result<Vec<Finding>, Problems> {
        let source = match input::source(path) {
            Ok(source) => source,
            // In folders there are other texts, of any size and encoding.
            Err(problems)
                if !named
                    && problems
                        .iter()
                        .all(|it| [Code::NOT_UTF8, Code::TOO_LARGE].contains(&it.code))
                    && is_other(path) =>
            {
                return Ok(Vec::new());
            }
            Err(problems) => return Err(problems),
        };
        match read::read(&source) {
            Ok(Some(decision)) => {
                return self.checker.record(&decision).map(|finding| vec![finding]);
            }
            Ok(None) => {}
            Err(problems) => {
                return check::unreadable(&source, &problems).map(|it| vec![it]).ok_or(problems);
            }
        }
        if many::is_of(path, &["md"]) {
            let message = format!("there is no decision in `{}`", path.display());
            let problem = Problem::error(Code::MISSING, message)
                .help("`whereto adr` writes records that can be checked");
            return if named { Err(problem.into()) } else { Ok(Vec::new()) };
        }
        self.profile(&source, named)
    }

    fn profile(&self, source: &Arc<Source>, named: bool) -> Result<Vec<Finding>, Problems> {
        if !named && !expects(source) {
            return Ok(Vec::new());
        }
        let base = self.checker.engine.base();
        let findings = self.checker.profile(&Profile::read(source, base)?);
        if findings.is_empty() && named {
            Err(expects_nothing(source, base).into())
        } else {
            Ok(findings)
        }
    }
}

/// Whether a file that is no text of ours has nothing in it that looks like a decision.
fn is_other(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = input::open(path)
        .and_then(|file| file.take(Source::MAX_BYTES as u64).read_to_end(&mut bytes));
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    read.is_ok() && !holds(b"\nwhereto:") && !holds(b"expect:")
}

/// Whether something is expected in a text that may be no profile: at its top level, or in a part
/// of a system.
fn expects(source: &Arc<Source>) -> bool {
    // Most files of a folder are something else, and this tells it at once.
    if !source.text().contains("expect") {
        return false;
    }
    let Ok((root, _)) = yaml::read(source) else { return false };
    let reader = Reader::new(source);
    let top = reader.unchecked(&root);
    let parts = top
        .get("components")
        .map(|components| reader.unchecked(components).entries())
        .unwrap_or_default();
    top.entry("expect").is_some()
        || parts.iter().any(|part| reader.unchecked(&part.value).entry("expect").is_some())
}

fn expects_nothing(source: &Source, base: &RuleBase) -> Problem {
    let options: Vec<&str> = base.options.iter().map(|option| option.id.as_str()).collect();
    Problem::error(
        Code::MISSING,
        format!("`{}` expects nothing that could be checked", source.name()),
    )
    .help(format!("give it `expect:` with one of {}", options.join(", ")))
}

/// The exceptions, by the files that they are made for.
#[derive(Default)]
struct Exceptions(HashMap<(PathBuf, Option<String>), Exception>);

impl Exceptions {
    fn read(path: &Path) -> Result<Self, Problems> {
        let source = input::file(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut exceptions = HashMap::new();
        for exception in exceptions::read(&source)? {
            let (place, subject) = (exception.place.clone(), exception.subject());
            let key = (resolved(&folder.join(&exception.file)), exception.component.clone());
            if let Some(first) = exceptions.insert(key, exception) {
                let message = format!("there are two exceptions for {subject}");
                let problem =
                    Problem::error(Code::DUPLICATE_ID, message).at(place, "the second one");
                return Err(problem.related(first.place, "the first one").into());
            }
        }
        Ok(Self(exceptions))
    }

    /// The exception for the part of a system, or else the one for the whole file.
    fn find(&self, path: &Path, component: Option<&str>) -> Option<&Exception> {
        // Without exceptions there is nothing to resolve a path for.
        if self.0.is_empty() {
            return None;
        }
        let path = resolved(path);
        let own =
            component.and_then(|component| self.0.get(&(path.clone(), Some(component.to_owned()))));
        own.or_else(|| self.0.get(&(path, None)))
    }

    /// Warnings about exceptions for files that are not there.
    fn lost(&self) -> Problems {
        let mut lost: Vec<&Exception> =
            self.0.iter().filter(|((path, _), _)| !path.is_file()).map(|(_, it)| it).collect();
        lost.sort_by_key(|exception| exception.place.span.start);
        let warning = |exception: &Exception| {
            Problem::warning(Code::UNKNOWN_ID, format!("there is no file `{}`", exception.file))
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
