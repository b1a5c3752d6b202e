//! Packs: which there are and in which order they apply, and what they change in the files before
//! them.
//!
//! All of it happens on the trees, before anything is checked: what a pack overrides takes its
//! place among what was there, each piece with its own place in its own file, and then the whole is
//! read like any other rule base. So a pack can go wrong in no way that a rule base cannot, and
//! both are reported in the same way.
//!
//! Packs apply in an order of their own (a pack after those that it requires, otherwise by name),
//! and two packs of which neither requires the other may not change the same thing: so the order in
//! which they are given never matters.

mod amend;
mod order;

use std::collections::{BTreeSet, HashMap};

use self::order::{Candidate, arrange, candidate};
use super::{File, kinds};
use crate::{
    problem::{Code, Problem, Problems},
    rulebase::pack::{Override, Pack, PackId},
    yaml::{Content, Node},
};

/// What a pack has besides the sections of a rule base.
pub(super) const SECTIONS: [&str; 3] = ["pack", "overrides", "extends"];

/// The most packs; ids of packs are kept small.
const MOST: usize = 100;

/// What a pack says of its own options in a rule of others, until that rule is read.
pub(super) struct Draft {
    pub(super) pack: PackId,
    pub(super) options: Vec<String>,
    pub(super) because: Option<String>,
    /// Places in it are known to the reader of the rule's file.
    pub(super) cites: Option<Node>,
}

/// Packs that have been joined to a base.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) packs: Vec<Pack>,
    pub(super) overrides: Vec<Override>,
    pub(super) extensions: HashMap<String, Vec<Draft>>,
}

/// Puts packs behind the files of the base, and applies what they change.
pub(super) fn join(
    files: &mut Vec<File>,
    packs: Vec<Vec<File>>,
    problems: &mut Problems,
) -> Joined {
    let mut joined = Joined::default();
    refuse_amendments(files);
    if packs.len() > MOST {
        problems.push(Problem::error(
            Code::TOO_LARGE,
            format!("{} packs are given; the most is {MOST}", packs.len()),
        ));
        return joined;
    }
    let candidates: Vec<Candidate> = packs.into_iter().map(candidate).collect();
    let (order, requires) = arrange(candidates, problems);
    for (candidate, requires) in order.into_iter().zip(requires) {
        let Candidate { files: own, header } = candidate;
        let id = PackId(joined.packs.len() as u8);
        if let Some(header) = header {
            joined.packs.push(Pack {
                requires: requires.into_iter().map(|index| PackId(index as u8)).collect(),
                ..header.pack
            });
        }
        files.extend(own.into_iter().map(|file| File { pack: Some(id), ..file }));
    }
    let joined = amend::amend(joined, files);
    check_options(files);
    joined
}

/// An option that a pack brings can only win by rules that speak of it.
fn check_options(files: &mut [File]) {
    let spoken_of: BTreeSet<String> =
        files.iter().flat_map(|file| kinds::options_of_rules(&file.root)).collect();
    for File { root, reader, .. } in files.iter_mut().filter(|file| file.pack.is_some()) {
        let own =
            kinds::items(root, "option").filter(|(_, _, option)| !spoken_of.contains(*option));
        for (option, span) in own.filter_map(|(section, index, option)| {
            Some((option, kinds::id_span(root, section, index)?))
        }) {
            let problem =
                Problem::error(Code::MISSING, format!("no rule speaks of the option `{option}`"))
                    .at(reader.place(span), "this option")
                    .help(
                        "give it points in rules of the pack, or in rules of others with `extends`",
                    );
            reader.report(problem);
        }
    }
}

/// Only packs change what others brought.
fn refuse_amendments(files: &mut [File]) {
    for File { root, reader, .. } in files {
        let Content::Mapping(entries) = &root.content else { continue };
        for entry in entries.iter().filter(|entry| SECTIONS.contains(&entry.key.as_ref())) {
            let message = format!("`{}` belongs into a pack, not into a rule base", entry.key);
            let problem = Problem::error(Code::UNKNOWN_KEY, message)
                .at(reader.place(entry.key_span), "not in a rule base")
                .help("give a pack with --pack");
            reader.report(problem);
        }
    }
}
