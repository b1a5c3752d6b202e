//! Joins packs to a rule base: which there are and in which order they apply, and what they change
//! in the files before them.
//!
//! All of it happens on the trees, before anything is checked: what a pack overrides takes its
//! place among what was there, each piece with its own place in its own file, and then the whole is
//! read like any other rule base. So a pack can go wrong in no way that a rule base cannot, and
//! both are reported in the same way.
//!
//! Packs apply in an order of their own (a pack after those that it requires, otherwise by name),
//! and two packs of which neither requires the other may not change the same thing: so the order in
//! which they are given never matters.

mod each;
mod order;
mod overrides;
mod pieces;
pub(super) mod sections;

use std::collections::BTreeSet;

pub(super) use self::pieces::{Draft, File, Joined};
use self::{order::Candidate, pieces::kind};
use super::{Pack, PackId};
use crate::{
    problem::{Code, Problem, Problems},
    reader::Reader,
    yaml::{Entry, Node},
};

/// What a pack has besides the sections of a rule base.
const SECTIONS: [&str; 3] = ["pack", "overrides", "extends"];

/// The most packs; ids of packs are kept small.
const MOST: usize = 100;

/// Puts packs behind the files of the base, and applies what they change.
pub(super) fn join(
    files: &mut Vec<File>,
    packs: Vec<Vec<File>>,
    reader: &mut Reader,
    problems: &mut Problems,
) -> Joined {
    let mut joined = Joined::default();
    files.iter().for_each(|file| refuse_sections_of_packs(&file.root, reader));
    if packs.len() > MOST {
        problems.push(Problem::error(
            Code::TOO_LARGE,
            format!("{} packs are given; the most is {MOST}", packs.len()),
        ));
        return joined;
    }
    let candidates = packs.into_iter().map(|files| Candidate::new(files, reader)).collect();
    let (order, requires) = order::arrange(candidates, problems);
    for (Candidate { files: own, header }, requires) in order.into_iter().zip(requires) {
        let id = PackId(joined.packs.len() as u8);
        joined.packs.extend(header.map(|header| Pack {
            requires: requires.into_iter().map(|index| PackId(index as u8)).collect(),
            ..header.pack
        }));
        files.extend(own.into_iter().map(|file| File { pack: Some(id), ..file }));
    }
    each::expand(files);
    let joined = overrides::apply(joined, files, reader);
    check_options(files, reader);
    joined
}

/// Reports options of packs of which no rule speaks: they could not win.
fn check_options(files: &[File], reader: &mut Reader) {
    let spoken_of: BTreeSet<String> =
        files.iter().flat_map(|file| sections::options_of_rules(&file.root)).collect();
    for File { root, .. } in files.iter().filter(|file| file.pack.is_some()) {
        for (_, _, option, node) in sections::items(root, kind("option")) {
            let Some(id) = node.get("id").filter(|_| !spoken_of.contains(option)) else { continue };
            let message = format!("no rule speaks of the option `{option}`");
            let problem = Problem::error(Code::MISSING, message)
                .at(reader.place(id.span), "this option")
                .help("give it points in rules of the pack, or in rules of others with `extends`");
            reader.report(problem);
        }
    }
}

/// Reports sections that only packs have: only packs change what others brought.
fn refuse_sections_of_packs(root: &Node, reader: &mut Reader) {
    let of_packs = |entry: &&Entry| SECTIONS.contains(&entry.key.as_ref());
    for entry in root.entries().iter().filter(of_packs) {
        let message = format!("`{}` belongs into a pack, not into a rule base", entry.key);
        let problem = Problem::error(Code::UNKNOWN_KEY, message)
            .at(reader.place(entry.key_span), "not in a rule base")
            .help("give a pack with --pack");
        reader.report(problem);
    }
}
