//! Logs read on several processors: the lines of one in blocks, and of several that are packed each
//! as a whole, since unpacking takes longer than reading lines.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use memchr::memchr;
use whereto::{
    measure::{Context, Logs, Reading, Summary, Tally},
    problem::{Code, Problem, Problems},
    source::Source,
};

use super::{
    blocks::{Block, Blocks, Buffers},
    unpacked::{self, Packed},
};
use crate::cli::{parallel::ordered, progress::Progress, read};

/// Something to be worked on.
enum Task<'p> {
    /// Lines of a log.
    Lines(&'p Path, Block, Context),
    /// A log as a whole.
    Log(&'p Path),
    /// The end of a log: whether it could be opened, and why it was not read to its end.
    End(&'p Path, Result<Option<String>, Problem>),
}

/// What came of it.
struct Done<'p> {
    path: &'p Path,
    tallies: Vec<Tally>,
    end: Result<Option<String>, Problem>,
}

/// Reads logs.
///
/// # Errors
/// A log that cannot be opened.
pub(super) fn collect(
    paths: &[PathBuf],
    reading: &Reading,
    jobs: NonZeroUsize,
    quiet: bool,
) -> Result<Logs, Problems> {
    let collector = Collector { reading, buffers: Buffers::default(), summaries: Mutex::default() };
    let packed: Vec<bool> = paths.iter().map(|path| Packed::of(path) != Packed::No).collect();
    let are_several_packed = packed.iter().filter(|packed| **packed).count() > 1;
    let tasks =
        paths.iter().zip(packed).flat_map(|(path, packed)| -> Box<dyn Iterator<Item = _> + Send> {
            if packed && are_several_packed {
                Box::new(std::iter::once(Task::Log(path)))
            } else {
                Box::new(collector.tasks(path))
            }
        });
    let mut logs = Logs::default();
    let mut progress = Progress::new("lines", quiet);
    let mut lines = 0;
    let read = ordered(
        jobs,
        tasks,
        |task| collector.work(task),
        |done| {
            let name = name(done.path);
            for tally in &done.tallies {
                lines += tally.lines;
                logs.count(&name, tally);
            }
            if let Some(why) = done.end? {
                logs.broken(&name, why);
            }
            progress.show(lines, logs.summary.not_understood, None);
            Ok::<(), Problem>(())
        },
    );
    progress.clear();
    read?;
    let summaries = collector.summaries.into_inner().unwrap_or_else(PoisonError::into_inner);
    summaries.iter().for_each(|summary| logs.summary.merge(summary));
    Ok(logs)
}

/// Tells whether a text has line ends, all of them as the first Macintoshes had them.
fn has_only_returns(text: &[u8]) -> bool {
    memchr(b'\r', text.trim_ascii_end()).is_some() && memchr(b'\n', text).is_none()
}

/// How people call a log.
pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { Source::STDIN.to_owned() } else { path.display().to_string() }
}

struct Collector<'r> {
    reading: &'r Reading,
    buffers: Buffers,
    /// One for each thread, to be added up when all is done.
    summaries: Mutex<Vec<Summary>>,
}

impl Collector<'_> {
    /// The tasks that a log is, in its order.
    fn tasks<'t>(&'t self, path: &'t Path) -> impl Iterator<Item = Task<'t>> + Send + 't {
        let mut blocks = None;
        let mut context = None;
        let mut is_done = false;
        std::iter::from_fn(move || {
            if is_done {
                return None;
            }
            if blocks.is_none() {
                match unpacked::open(path) {
                    Ok(log) => blocks = Some(Blocks::new(log, &self.buffers)),
                    Err(error) => {
                        is_done = true;
                        return Some(Task::End(path, Err(read::unreadable(path, &error))));
                    }
                }
            }
            let blocks = blocks.as_mut()?;
            let Some(block) = blocks.next() else {
                is_done = true;
                let broken = blocks.broken.as_ref().map(ToString::to_string);
                return Some(Task::End(path, Ok(broken)));
            };
            if context.is_none() && has_only_returns(block.bytes()) {
                is_done = true;
                let message =
                    format!("the lines of `{}` end in carriage returns alone", name(path));
                let help = format!("`tr '\\r' '\\n' < {}` makes lines of them", path.display());
                return Some(Task::End(
                    path,
                    Err(Problem::error(Code::SYNTAX, message).help(help)),
                ));
            }
            let own = match context.take().map_or_else(|| self.reading.start(block.bytes()), Ok) {
                Ok(own) => own,
                Err(problem) => {
                    is_done = true;
                    let log = name(path);
                    return Some(Task::End(path, Err(problem.note(format!("in `{log}`")))));
                }
            };
            context = Some(own.after(block.bytes()));
            Some(Task::Lines(path, block, own))
        })
    }

    /// Works on a task, with a summary that no other thread has.
    fn work<'t>(&self, task: Task<'t>) -> Done<'t> {
        let free = self.summaries.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut summary = free.unwrap_or_default();
        let done = match task {
            Task::End(path, end) => Done { path, tallies: Vec::new(), end },
            Task::Lines(path, block, context) => {
                let tallies = vec![self.lines(block, &context, &mut summary)];
                Done { path, tallies, end: Ok(None) }
            }
            Task::Log(path) => self.log(path, &mut summary),
        };
        self.summaries.lock().unwrap_or_else(PoisonError::into_inner).push(summary);
        done
    }

    fn log<'t>(&self, path: &'t Path, summary: &mut Summary) -> Done<'t> {
        let (mut tallies, mut end) = (Vec::new(), Ok(None));
        for task in self.tasks(path) {
            match task {
                Task::Lines(_, block, context) => {
                    tallies.push(self.lines(block, &context, summary));
                }
                Task::End(_, how) => end = how,
                Task::Log(_) => {}
            }
        }
        Done { path, tallies, end }
    }

    fn lines(&self, block: Block, context: &Context, summary: &mut Summary) -> Tally {
        let tally = if block.is_cut {
            self.reading.too_long(block.bytes(), summary)
        } else {
            self.reading.block(block.bytes(), context, summary)
        };
        self.buffers.give(block);
        tally
    }
}
