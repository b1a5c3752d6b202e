//! Advice on a system of several parts: on each part, and on whether one platform is enough for all.

use std::cell::OnceCell;

use super::Advice;
use crate::{
    analysis::{
        acceptability::Settings,
        system::{self, System},
    },
    assessment::{Assessment, Engine},
    cost::{self, Estimator, Pooled},
    field::Facts,
    problem::Problems,
    profile::Profile,
    rulebase::{OptionId, RuleBase},
};

/// Everything that is to be said about a system.
#[derive(Debug)]
pub struct SystemAdvice<'e> {
    engine: &'e Engine<'e>,
    profile: Profile,
    facts: Facts,
    parts: Vec<Part<'e>>,
    together: System,
    costs: OnceCell<Costs>,
}

/// What a system costs in a month, in one account.
#[derive(Debug)]
pub struct Costs {
    /// All parts on one platform, for each option in the order of the rule base; none where a part
    /// has no price there.
    pub singles: Vec<Option<Pooled>>,
    /// Each part on what is recommended for it, or on what it should stay on; none unless each has one
    /// with a price.
    pub recommended: Option<Pooled>,
}

/// One part of a system.
#[derive(Debug)]
pub struct Part<'e> {
    /// The name that the profile gives it.
    pub name: String,
    /// The advice on it, as if it were a project of its own.
    pub advice: Advice<'e>,
}

impl<'e> SystemAdvice<'e> {
    /// Applies the rules to every part of a profile with components.
    pub fn new(engine: &'e Engine<'e>, profile: Profile, settings: &Settings) -> Self {
        let base = engine.base();
        let part = |(name, part): (&str, Profile)| Part {
            name: name.to_owned(),
            advice: Advice::new(engine, part, settings),
        };
        let parts: Vec<Part<'e>> = profile.parts().map(part).collect();
        // What a part may lose is decided by the answers that all parts share.
        let facts = Estimator::new(base, &profile.assumptions).facts(&profile.answers);
        let most_loss = base.mix.as_ref().and_then(|mix| mix.most_loss(&facts));
        let assessments: Vec<&Assessment> =
            parts.iter().map(|part| part.advice.assessment()).collect();
        let unless = base.mix.as_ref().map_or(&[][..], |mix| &mix.unless);
        let strains = |part: usize, option: OptionId| {
            let fired = &assessments.get(part)?.fired;
            let mut named = unless.iter().copied().filter(|rule| fired.contains(rule));
            named.find(|rule| base.rule(*rule).points(option) < 0)
        };
        let most = most_loss.map(|most| most.fit);
        let mut places = parts.iter().map(|part| part.advice.stay());
        let stays = places.next().flatten().filter(|first| places.all(|it| it == Some(*first)));
        let together = system::system(base.option_ids(), &assessments, most, stays, strains);
        Self { engine, profile, facts, parts, together, costs: OnceCell::new() }
    }

    /// Returns the rule base that was applied.
    pub fn base(&self) -> &'e RuleBase {
        self.engine.base()
    }

    /// Returns the profile of the whole system.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Returns what rules look at, from the answers that all parts share.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Returns the parts, in the order of the profile.
    pub fn parts(&self) -> &[Part<'e>] {
        &self.parts
    }

    /// Returns what can be said of all parts together.
    pub fn together(&self) -> &System {
        &self.together
    }

    /// Returns what the parts cost together.
    pub fn costs(&self) -> &Costs {
        self.costs.get_or_init(|| {
            let parts: Vec<(&Estimator<'_>, &Facts)> = self
                .parts
                .iter()
                .map(|part| (part.advice.estimator(), &part.advice.profile().answers))
                .collect();
            let on_one = |option| vec![option; parts.len()];
            let recommended = self.parts.iter().map(|part| part.advice.advised());
            let recommended: Option<Vec<OptionId>> = recommended.collect();
            let ways = self.base().option_ids().map(on_one).chain(recommended.clone());
            let mut costs = cost::together(&parts, &ways.collect::<Vec<_>>());
            let last = recommended.and_then(|_| costs.pop());
            Costs { singles: costs, recommended: last.flatten() }
        })
    }

    /// Returns what is odd about the parts, each with the name of its part.
    pub fn warnings(&self) -> Problems {
        let mut all = Problems::new();
        for part in &self.parts {
            all.extend(part.advice.warnings().iter().cloned().map(|mut warning| {
                warning.message = format!("{}: {}", part.name, warning.message);
                warning
            }));
        }
        all
    }
}
