//! Traces: what the files of a repository give away about the project, so that it need not be
//! asked.

mod key_pattern;

use std::collections::BTreeSet;

pub(crate) use self::key_pattern::package;
pub use self::key_pattern::{KeyPattern, wild};
use super::Citation;
use crate::{
    field::{FieldId, Value},
    words::worded,
};

/// What gives a technology away, such as "SAM template".
#[derive(Clone, Debug)]
pub struct Trace {
    /// The id of the trace, such as `sam-template`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Patterns of the files that are looked at, by name or by path; none for all that are read.
    pub files: Vec<String>,
    /// What says what it means.
    pub cites: Vec<Citation>,
    /// Where its makers say what it means.
    pub url: Option<String>,
    /// What is looked for.
    pub finds: Vec<Find>,
}

/// One thing that is looked for, and what it means.
#[derive(Clone, Debug)]
pub struct Find {
    /// What is looked for.
    pub what: What,
    /// What else the same file must state.
    pub with: Vec<KeyPattern>,
    /// What the same file must not state.
    pub without: Vec<KeyPattern>,
    /// Traces of which one must be found as well, by their numbers; none where nothing else need be.
    pub needs: Vec<usize>,
    /// Traces of which none may be found, by their numbers.
    pub unless: Vec<usize>,
    /// What it says.
    pub says: Saying,
    /// The question whose answer is the value that is found.
    pub takes: Option<FieldId>,
    /// What it marks.
    pub mark: Option<Mark>,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub enum What {
    /// The file itself.
    File,
    /// Any of some keys, perhaps with a value.
    Keys(Vec<KeyPattern>),
    /// Any of some texts, outside of comments, and those that are code outside of literals, too.
    Texts(Vec<String>),
}

/// Answers, with how far they can be relied on and why.
#[derive(Clone, Debug)]
pub struct Saying {
    /// The answers.
    pub answers: Vec<(FieldId, Value)>,
    /// How far they can be relied on.
    pub strength: Strength,
    /// Why the trace says so, a sentence.
    pub because: String,
}

worded! {
    /// How far an answer that was read can be relied on.
    pub enum Strength {
        /// It is offered for confirmation, and counts once somebody confirms it.
        Hint = "hint",
        /// The repository states it itself; it counts as an answer.
        Proof = "proof",
    }
}

worded! {
    /// What is found at a place, beside what it says.
    pub enum Mark {
        /// Code that runs by itself; its folder holds a deployable part of the system.
        App = "app",
        /// The description of how one part is deployed; where no app is in its folder, it stands
        /// for one.
        Service = "service",
        /// An image of something that serves; it stands for a part where its folder is a package.
        Image = "image",
        /// Proof that there is a back end, wherever its code is.
        BackEnd = "back-end",
        /// The folder of a package, to which an app further down belongs.
        Package = "package",
        /// A package that is published for others to use; what is bound to it counts within its folder.
        Library = "library",
        /// A function that is deployed by itself.
        Function = "function",
        /// A workload of a cluster.
        Workload = "workload",
    }
}

/// What follows from how many there are of something.
#[derive(Clone, Debug)]
pub struct Tally {
    /// What is counted: functions in each part of the system, and for apps the parts themselves.
    pub of: Mark,
    /// The least number.
    pub from: usize,
    /// The greatest number; none for any.
    pub to: Option<usize>,
    /// Traces of which none may be found, by their numbers.
    pub unless: Vec<usize>,
    /// What it says.
    pub says: Saying,
}

/// Folders and files that are not looked into.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The names of folders.
    pub folders: BTreeSet<String>,
    /// Patterns of files.
    pub files: Vec<String>,
    /// Why nothing in them counts.
    pub because: String,
}

/// All that a rule base knows about reading repositories.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// What gives technologies away.
    pub list: Vec<Trace>,
    /// What follows from how many there are of something.
    pub tallies: Vec<Tally>,
    /// Folders and files that are not looked into.
    pub left_out: Vec<LeftOut>,
}

impl Traces {
    /// Returns the questions of which traces can tell.
    pub fn fields(&self) -> BTreeSet<FieldId> {
        let finds = self.list.iter().flat_map(|trace| &trace.finds);
        let says = finds.clone().map(|find| &find.says);
        let says = says.chain(self.tallies.iter().map(|tally| &tally.says));
        let said = says.flat_map(|says| says.answers.iter().map(|(field, _)| *field));
        said.chain(finds.filter_map(|find| find.takes)).collect()
    }
}
