//! What an id may refer to.

/// What names a kind of things that can be referred to.
pub(crate) trait Target {
    const REFERENT: Referent;
}

macro_rules! targets {
    ($($(#[$meta:meta])* $target:ident $referent:ident $name:literal,)+) => {
        /// What an id may be of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Referent { $($(#[$meta])* $referent,)+ }

        impl Referent {
            /// Returns what messages call it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$referent => $name,)+ }
            }
        }

        $(#[derive(Clone, Copy, Debug)]
        pub(crate) enum $target {}

        impl Target for $target {
            const REFERENT: Referent = Referent::$referent;
        })+
    };
}

targets! {
    ToDimension Dimension "dimension",
    ToQuestion Question "question",
    ToOption Option "option",
    ToRule Rule "rule",
    /// A claim or a fact.
    ToSource Source "source",
    ToFact Fact "fact",
    ToFactor Factor "factor",
    ToItem Item "item",
    ToCatalog Catalog "catalogue",
    ToProduct Product "product",
    /// A question or an assumption that is a number.
    ToNumber NumberField "question or assumption",
    ToPack Pack "pack",
    ToTrace Trace "trace",
    ToArchetype Archetype "archetype",
    /// An option, or a verdict without one.
    ToOutcome Outcome "option",
    /// A rule, or a dimension for all of its rules.
    ToGiver Giver "rule or dimension",
}
