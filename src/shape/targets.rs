//! What an id may refer to.

/// What an id may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Referent {
    Dimension,
    Question,
    Option,
    Rule,
    /// A claim or a fact.
    Source,
    Fact,
    Factor,
    Item,
    Catalog,
    Product,
    /// A question or an assumption that is a number.
    NumberField,
    Pack,
    /// An option, or a verdict without one.
    Outcome,
    /// A rule, or a dimension for all of its rules.
    Giver,
}

impl Referent {
    /// Returns what messages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dimension => "dimension",
            Self::Question => "question",
            Self::Option | Self::Outcome => "option",
            Self::Rule => "rule",
            Self::Source => "source",
            Self::Fact => "fact",
            Self::Factor => "factor",
            Self::Item => "item",
            Self::Catalog => "catalogue",
            Self::Product => "product",
            Self::NumberField => "question or assumption",
            Self::Pack => "pack",
            Self::Giver => "rule or dimension",
        }
    }
}

/// What names a kind of things that can be referred to.
pub(crate) trait Target {
    const REFERENT: Referent;
}

macro_rules! targets {
    ($($name:ident $referent:ident,)+) => {$(
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $name {}

        impl Target for $name {
            const REFERENT: Referent = Referent::$referent;
        }
    )+};
}

targets! {
    ToDimension Dimension,
    ToQuestion Question,
    ToOption Option,
    ToRule Rule,
    ToSource Source,
    ToFact Fact,
    ToFactor Factor,
    ToItem Item,
    ToCatalog Catalog,
    ToProduct Product,
    ToNumber NumberField,
    ToPack Pack,
    ToOutcome Outcome,
    ToGiver Giver,
}
