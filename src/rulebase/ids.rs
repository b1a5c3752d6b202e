//! The numbers by which the things of a rule base refer to each other.

macro_rules! ids {
    ($($(#[$meta:meta])+ $name:ident($number:ty),)+) => {$(
        $(#[$meta])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $number);

        impl $name {
            /// Returns it as an index of a list of all of them.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )+};
}

ids! {
    /// The number of a dimension.
    DimensionId(u8),
    /// The number of an option.
    OptionId(u8),
    /// The number of a pack, in the order in which packs apply.
    PackId(u8),
    /// The number of a rule.
    RuleId(u16),
    /// The number of a claim.
    ClaimId(u16),
    /// The number of a fact.
    FactId(u16),
}

/// What is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Citation {
    /// A claim of one of the documents.
    Claim(ClaimId),
    /// A dated fact.
    Fact(FactId),
}
