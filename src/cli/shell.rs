//! Commands for people to paste into a shell.

use std::path::Path;

use super::arguments::Common;

/// Words a command that goes by the same rule base as this run.
pub(crate) fn command(common: &Common, command: &str, file: &Path) -> String {
    let mut words = vec!["whereto".to_owned(), command.to_owned()];
    let single = [("--rules", &common.rules), ("--prices", &common.prices)];
    let single = single.into_iter().filter_map(|(flag, path)| Some((flag, path.as_ref()?)));
    for (flag, path) in single.chain(common.packs.iter().map(|pack| ("--pack", pack))) {
        words.extend([flag.to_owned(), quoted(path)]);
    }
    words.push(quoted(file));
    words.join(" ")
}

/// Quotes a path where a shell would take it for something else.
fn quoted(path: &Path) -> String {
    let word = path.display().to_string();
    let is_plain = !word.is_empty() && word.chars().all(is_plain);
    if is_plain { word } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_./=:@%+,".contains(character)
}
