//! What the YAML parser made of the files that are built in, recorded when the program was built:
//! reading them again takes no parser. The build script writes it, and stops at what cannot be
//! recorded: anchors, aliases and tags.

use super::{
    Scalar, Span,
    read::{Piece, PieceKind},
};

/// What the parser made of one text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded {
    /// For each piece four little-endian numbers of 32 bits: what it is (0 a plain scalar, 1
    /// another scalar, 2 a list, 3 a mapping, 4 the end of either), the character at which it
    /// starts, the one before which it ends, and how many bytes of `texts` are its text.
    pub(crate) pieces: &'static [u8],
    /// The texts of all scalars, one after the other.
    pub(crate) texts: &'static str,
}

impl Recorded {
    pub(super) fn pieces(self) -> impl Iterator<Item = Piece> {
        let (pieces, _) = self.pieces.as_chunks::<16>();
        let mut rest = self.texts;
        pieces.iter().map(move |piece| {
            let (numbers, _) = piece.as_chunks::<4>();
            let number = |at: usize| numbers.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes));
            let kind = match number(0) {
                kind @ (0 | 1) => {
                    let (text, after) =
                        rest.split_at_checked(number(3) as usize).unwrap_or_default();
                    rest = after;
                    PieceKind::Scalar(Scalar { text: text.into(), plain: kind == 0 })
                }
                2 => PieceKind::Sequence,
                3 => PieceKind::Mapping,
                _ => PieceKind::End,
            };
            Piece {
                kind,
                place: Span::new(number(1) as usize, number(2) as usize),
                anchor: 0,
                tagged: false,
            }
        })
    }
}
