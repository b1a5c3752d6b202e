//! Where prices come from.

use crate::rulebase::{AsOf, Fact, FactConfidence, FactId};

/// Where a price comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The facts that it rests on.
    pub cites: Vec<FactId>,
    /// The oldest date among its sources.
    pub as_of: AsOf,
    /// The sources' titles.
    pub sources: Vec<String>,
    /// Their addresses.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    pub confidence: FactConfidence,
}

impl Origin {
    /// Returns the origin of what a profile says itself.
    pub(crate) fn of_profile() -> Self {
        Self {
            cites: Vec::new(),
            as_of: AsOf::Unknown,
            sources: vec!["the profile".to_owned()],
            urls: Vec::new(),
            confidence: FactConfidence::High,
        }
    }

    /// Returns the origin of what rests on facts; none where there are none.
    pub(crate) fn of_facts(cites: Vec<FactId>, facts: &[Fact]) -> Option<Self> {
        let cited: Vec<&Fact> =
            cites.iter().filter_map(|fact| facts.get(usize::from(fact.0))).collect();
        let as_of = cited.iter().map(|fact| fact.as_of).min_by_key(|as_of| as_of.latest());
        let mut sources: Vec<String> = cited.iter().map(|fact| fact.source.clone()).collect();
        let mut urls: Vec<String> = cited.iter().filter_map(|fact| fact.url.clone()).collect();
        sources.dedup();
        urls.dedup();
        let confidence = cited.iter().map(|fact| fact.confidence).min();
        Some(Self { as_of: as_of?, sources, urls, confidence: confidence?, cites })
    }

    /// Two origins of one price: as old as the older, and as sure as the less sure of them.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        fn add<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
            for one in more {
                if !list.contains(one) {
                    list.push(one.clone());
                }
            }
        }
        add(&mut self.sources, &other.sources);
        add(&mut self.urls, &other.urls);
        add(&mut self.cites, &other.cites);
        // No date at all is the oldest.
        if other.as_of.latest() < self.as_of.latest() {
            self.as_of = other.as_of;
        }
        self.confidence = self.confidence.min(other.confidence);
        self
    }
}
