//! The kinds of problems, each with a stable name for scripts and with what it means.

/// What kind of problem one is. Bad input has the kinds below; checks of rule bases and of
/// decisions bring their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The name that is printed, in kebab-case; it never changes its meaning.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub means: &'static str,
}

macro_rules! codes {
    ($($constant:ident $name:literal $means:literal,)+) => {
        impl Code {
            $(#[doc = $means] pub const $constant: Self = Self { name: $name, means: $means };)+

            /// Every kind of bad input.
            pub const ALL: &[Self] = &[$(Self::$constant,)+];
        }
    };
}

codes! {
    ALIAS_BUDGET "alias-budget" "Aliases expand to more nodes than any real file has.",
    COLLISION "collision" "Two packs that do not know of each other change the same thing.",
    CONTRADICTION "contradiction" "Two answers cannot both be meant.",
    CYCLE "cycle" "Packs require each other in a circle.",
    DUPLICATE_ID "duplicate-id" "Two things of one kind have the same id.",
    DUPLICATE_KEY "duplicate-key" "A mapping has a key twice.",
    EMPTY "empty" "There is no document in the file.",
    EVIDENCE "evidence" "A rule claims more than its evidence carries.",
    INCONSISTENT "inconsistent" "Parts of a file contradict each other.",
    IO "io" "A file cannot be read or written.",
    MISSING "missing" "A required key is not there.",
    NOT_UTF8 "not-utf8" "The file is not UTF-8 text.",
    OUT_OF_RANGE "out-of-range" "A number is outside the range that makes sense.",
    SEVERAL_DOCUMENTS "several-documents" "A file holds more than one YAML document.",
    STALE "stale" "Something rests on data that is older than it should be.",
    SYNTAX "syntax" "The text is not YAML.",
    TOO_DEEP "too-deep" "The nesting is deeper than any real file's.",
    TOO_LARGE "too-large" "The file is larger than any real one.",
    UNKNOWN_CHOICE "unknown-choice" "An answer that the question does not offer.",
    UNKNOWN_ID "unknown-id" "A reference to something that does not exist.",
    UNKNOWN_KEY "unknown-key" "A key that means nothing here.",
    UNSUPPORTED "unsupported" "A YAML feature that is not accepted here.",
    USAGE "usage" "The arguments are not those of the command.",
    VERSION "version" "The file follows a form that this version does not know.",
    WRONG_TYPE "wrong-type" "A value of another kind than expected.",
}
