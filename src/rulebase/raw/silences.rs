//! Findings that were looked at and are meant to stay, as they are written:
//!
//! ```yaml
//! silence: {never-wins: It is there for those who must host at home.}
//! ```

use crate::{
    reader::Reader,
    shape::{At, Form, FromNode, Id, Keyed},
    yaml::Node,
};

/// Findings of `rules lint` that were looked at and are meant to stay.
#[derive(Debug)]
pub(crate) struct Silences<'n>(pub(crate) Vec<(Id<'n>, &'n str)>);

impl<'n> FromNode<'n> for Silences<'n> {
    const FORM: Form = Form::Keyed(Keyed::Silences);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let mut silences = Vec::new();
        for entry in reader.entries(node, at)? {
            let what = format!("the reason to silence `{}`", entry.key);
            if let Some(reason) = reader.text(&entry.value, what) {
                let check = Id { text: &entry.key, span: entry.key_span };
                silences.push((check, reason));
            }
        }
        Some(Self(silences))
    }
}
