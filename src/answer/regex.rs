//! The texts that are answers, as a regular expression of ECMA-262, for schemas.

use super::{BETWEEN, JOINTS, NONE, plain};
use crate::{
    field::{Choice, Field, Kind},
    quantity::{self, any_case, any_of},
    yaml::{NO, YES},
};

/// Returns the pattern of texts that [`super::read`] takes for an answer. What a number comes to,
/// and whether a choice is listed twice, is beyond it.
pub(crate) fn pattern(field: &Field) -> String {
    match &field.kind {
        Kind::Number(scale) => quantity::pattern(&scale.unit),
        Kind::YesNo => format!("^\\s*{}\\s*$", any_of(&[YES, NO].concat())),
        Kind::Choice(choices) => pattern_of_one(choices),
        Kind::Several(choices) => {
            let (one, none) = (one(choices), any_case(NONE));
            format!("^\\s*(?:{none}|{one}(?:\\s*{BETWEEN}\\s*{one})*)\\s*$")
        }
    }
}

/// Returns the pattern of one of several choices, as an item of a list.
pub(crate) fn pattern_of_one(choices: &[Choice]) -> String {
    format!("^\\s*{}\\s*$", one(choices))
}

fn one(choices: &[Choice]) -> String {
    let ways = |choice: &Choice| {
        let alike = choices.iter().filter(|other| plain(&other.id) == plain(&choice.id));
        // Those that differ only in what joins their words must be written as they are.
        if alike.count() == 1 { joined(&choice.id) } else { choice.id.replace('.', "[.]") }
    };
    let ways: Vec<String> = choices.iter().map(ways).collect();
    format!("(?:{})", ways.join("|"))
}

/// Describes an id in any case, its words joined in any way.
fn joined(id: &str) -> String {
    let joint = format!("[{}-]", JOINTS.iter().collect::<String>());
    let words = plain(id);
    words.split('-').map(any_case).collect::<Vec<_>>().join(&joint)
}
