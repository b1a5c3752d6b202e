//! The history of a Git repository, read from its objects: who wrote it within a year.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use gix_hash::ObjectId;
use gix_mailmap::Snapshot;
use gix_object::FindExt;

/// The seconds of a year.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// So many commits are looked at. Who wrote more in a year is no team whose size matters.
const MOST: usize = 50_000;

/// Lists the names and mail addresses of the authors of the last year before the newest commit,
/// as the `.mailmap` has them. None for a folder that is no repository of its own, and for a
/// history of which a year is not there, as in a shallow clone.
pub(crate) fn authors(folder: &Path) -> Option<Vec<(String, String)>> {
    let git = git_folder(&folder.join(".git"))?;
    let common = common(&git);
    let objects = gix_odb::at(common.join("objects"), gix_hash::Kind::Sha1).ok()?;
    let cut: HashSet<ObjectId> = fs::read_to_string(common.join("shallow"))
        .map(|text| text.lines().filter_map(id).collect())
        .unwrap_or_default();
    // As Git does, it is not looked for behind a link.
    let mailmap = folder.join(".mailmap");
    let is_there = mailmap.symlink_metadata().is_ok_and(|it| it.is_file());
    let mailmap = is_there.then(|| fs::read(mailmap).ok()).flatten().unwrap_or_default();
    let mailmap = Snapshot::from_bytes(&mailmap);
    let (mut next, mut seen) = (vec![head(&git, &common)?], HashSet::new());
    let (mut since, mut authors, mut buffer) = (None, HashSet::new(), Vec::new());
    while let Some(commit_id) = next.pop() {
        if !seen.insert(commit_id) {
            continue;
        }
        if seen.len() > MOST {
            return None;
        }
        let commit = objects.find_commit(&commit_id, &mut buffer).ok()?;
        let time = commit.time().ok()?.seconds;
        if time < *since.get_or_insert(time - YEAR) {
            continue;
        }
        if cut.contains(&commit_id) {
            return None;
        }
        let author = mailmap.resolve(commit.author().ok()?);
        authors.insert((author.name.to_string(), author.email.to_string()));
        next.extend(commit.parents());
    }
    let mut authors: Vec<(String, String)> = authors.into_iter().collect();
    authors.sort();
    Some(authors)
}

/// Returns the folder of a repository; that of a further work tree stands in a file.
pub(crate) fn git_folder(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_owned());
    }
    let text = fs::read_to_string(path).ok()?;
    Some(path.parent()?.join(text.strip_prefix("gitdir:")?.trim()))
}

/// Returns the folder that all work trees of a repository share.
pub(crate) fn common(git: &Path) -> PathBuf {
    let common = fs::read_to_string(git.join("commondir")).ok();
    common.map_or_else(|| git.to_owned(), |path| git.join(path.trim()))
}

/// Returns the newest commit of what is checked out.
fn head(git: &Path, common: &Path) -> Option<ObjectId> {
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else { return id(&head) };
    // The name is no way out of the folder.
    if !name.starts_with("refs/") || name.contains("..") {
        return None;
    }
    let loose = fs::read_to_string(common.join(name)).ok();
    loose.and_then(|text| id(&text)).or_else(|| {
        let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
        let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
        lines.find(|(_, own)| *own == name).and_then(|(commit, _)| id(commit))
    })
}

fn id(text: &str) -> Option<ObjectId> {
    ObjectId::from_hex(text.trim().as_bytes()).ok()
}
