//! What is told of the things of the price book.

use schemars::JsonSchema;
use serde::Serialize;

use super::refs::{CaseRef, Named, Source, StackRef};
use crate::{report::ids::AnOption, rulebase::FactConfidence};

/// Something that is paid for.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the price, such as API Gateway, HTTP API.
    pub name: String,
    /// How much of it there is, in words.
    pub amount: String,
    /// What it costs, in words.
    pub price: String,
    /// What of it is free, in words.
    pub free: Option<String>,
    /// Whether it is people's time, which no hosting budget covers.
    pub people: bool,
    /// What else there is to know.
    pub note: Option<String>,
    /// The oldest date among its sources.
    pub as_of: String,
    /// The sources' titles.
    pub sources: Vec<String>,
    /// Their addresses.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    pub confidence: FactConfidence,
    /// The facts that it rests on; empty where it has a source of its own.
    pub cites: Vec<Source>,
    /// What it is a part of.
    pub stacks: Vec<StackRef>,
}

/// Something that the price book works out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AmountThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it is.
    pub about: String,
    /// What it is counted in.
    pub unit: String,
    /// How it is worked out; the first case whose condition holds counts.
    pub cases: Vec<CaseRef>,
    /// The ids of the prices that name it.
    pub prices: Vec<String>,
}

/// What prices are multiplied by.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FactorThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// Why prices differ there, a sentence.
    pub because: String,
    /// By how much; the first case whose condition holds counts, and where none does it is one.
    pub cases: Vec<CaseRef>,
    /// The ids of the prices and catalogues that it changes.
    pub prices: Vec<String>,
    /// The facts that it rests on.
    pub cites: Vec<Source>,
}

/// What an option is made of.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the stack, such as one EC2 instance with the database on it.
    pub name: String,
    /// Names the option that it belongs to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// When it can do what is asked, in words.
    pub when: String,
    /// When a team like this would run it, in words; of those the cheapest is taken.
    pub suits: String,
    /// The id of the product that it is, if it is one.
    pub product: Option<String>,
    /// Lists what it is made of.
    pub parts: Vec<PartRef>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// One part of a stack.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PartRef {
    /// What it is for.
    pub name: String,
    /// What it can be; the first whose condition holds is taken.
    pub first_of: Vec<AlternativeRef>,
}

/// What a part can be.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AlternativeRef {
    /// When it is the one to take, in words.
    pub when: String,
    /// The ids of the prices that are paid.
    pub items: Vec<String>,
    /// The id of the catalogue from which machines are taken.
    pub catalog: Option<String>,
}

/// Machines to choose from.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CatalogThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the catalogue, such as Fargate tasks.
    pub name: String,
    /// Lists what can be taken from it.
    pub machines: Vec<MachineRef>,
    /// What is said of them beside their prices.
    pub cites: Vec<Source>,
    /// What takes machines from it.
    pub stacks: Vec<StackRef>,
}

/// A machine.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MachineRef {
    /// The name of the machine, such as `t4g.small`.
    pub id: String,
    /// What it has and costs, in words.
    pub words: String,
    /// The ids of the facts that say so.
    pub cites: Vec<String>,
    /// The oldest date among its sources.
    pub as_of: String,
}

/// What stands in for something that is never asked.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AssumptionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it is, in a few words.
    pub about: String,
    /// What can be given in its place, in words.
    pub answers: String,
    /// What it is taken to be; null where what depends on it is left out.
    pub assumed: Option<String>,
    /// Why that.
    pub because: String,
    /// The ids of the prices that depend on it.
    pub prices: Vec<String>,
    /// What is made otherwise by it.
    pub stacks: Vec<StackRef>,
}
