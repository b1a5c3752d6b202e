//! The options: where a backend can run, and which concrete products make each of them up.

use crate::{condition::Condition, rulebase::Citation, words::worded};

/// One of the places a backend can run.
#[derive(Clone, Debug)]
pub struct HostingOption {
    /// Its id, such as `aws-lambda`.
    pub id: String,
    /// What reports call it.
    pub name: String,
    /// A short form of the name, for narrow columns.
    pub short: String,
    /// What kind of hosting it is: FaaS, BaaS, server.
    pub kind: String,
    /// What it is, in a sentence or two.
    pub about: String,
    /// What says so.
    pub cites: Vec<Citation>,
    /// The concrete products, in order of precedence.
    pub products: Vec<Product>,
}

/// A concrete product, or a set of products that are used together.
#[derive(Clone, Debug)]
pub struct Product {
    /// What packs and reports in JSON call it.
    pub id: String,
    /// What reports call it.
    pub name: String,
    /// The part it plays.
    pub role: Role,
    /// When it is the right one within its option, by what is known; always, where nothing is said.
    /// What stacks of the option are made of goes by the stack that is priced instead.
    pub when: Condition,
    /// Why it is the right one then.
    pub because: String,
    /// What says so.
    pub cites: Vec<Citation>,
}

worded! {
    /// The part that a product plays within an option.
    pub enum Role {
        /// What to start with: what the price book bills, or else the first whose condition holds.
        Start = "start",
        /// What could be taken instead.
        StandIn = "stand-in",
        /// A service used beside it.
        Companion = "companion",
    }
}
