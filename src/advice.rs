//! Advice in one call: everything that is to be said about a project, from a compiled rule base, a
//! profile and settings.
//!
//! [`Advice::new`] works out what rules look at and applies them. Estimates and analyses are made
//! when they are first asked for, and each once, so that nobody waits for what nobody reads.
//! [`Advised`] is the same for any profile, of one project or of a system of several parts.

mod assessed;
mod idle_assumptions;
pub mod old_prices;
mod products;
mod system;

use std::cell::OnceCell;

pub use self::{
    assessed::{Assessed, Assessor},
    products::Products,
    system::{Costs, Part, SystemAdvice},
};
use crate::{
    analysis::{
        Case,
        acceptability::{self, Acceptability, Settings},
        confidence::Confidence,
        flips::{self, Flip, FlipPair},
        likelihood::{self, Likely},
        memo::Memo,
        open_questions::{self, Openness},
        relax::{self, Relaxation},
        remaining::{self, Remaining},
    },
    assessment::{Assessment, Engine, Verdict, fit::Share},
    corpus::{Corpus, Precedent},
    cost::{Estimator, MadeOf, estimate::Estimate},
    field::{Facts, Value},
    money::Money,
    problem::Problems,
    profile::Profile,
    rulebase::{OptionId, RuleBase},
};

/// Everything that is to be said about one project.
#[derive(Debug)]
pub struct Advice<'e> {
    engine: &'e Engine<'e>,
    settings: Settings,
    estimator: Memo<'e>,
    assessed: Assessed,
    estimate: OnceCell<Option<Estimate>>,
    made_of: OnceCell<Vec<Option<MadeOf>>>,
    openness: OnceCell<Openness>,
    remaining: OnceCell<Remaining>,
    flips: OnceCell<Vec<Flip>>,
    flip_pairs: OnceCell<Vec<FlipPair>>,
    acceptability: OnceCell<Acceptability>,
    relaxations: OnceCell<Vec<Relaxation>>,
}

impl<'e> Advice<'e> {
    /// Applies the rules to a project. Of a profile with several parts only what they share is
    /// looked at; [`Advised::new`] looks at each.
    pub fn new(engine: &'e Engine<'e>, profile: Profile, settings: &Settings) -> Self {
        let estimator = Estimator::new(engine.base(), &profile.assumptions);
        Self {
            assessed: Assessed::new(engine, &estimator, profile),
            estimator: Memo::new(engine, estimator),
            engine,
            settings: settings.clone(),
            estimate: OnceCell::new(),
            made_of: OnceCell::new(),
            openness: OnceCell::new(),
            remaining: OnceCell::new(),
            flips: OnceCell::new(),
            flip_pairs: OnceCell::new(),
            acceptability: OnceCell::new(),
            relaxations: OnceCell::new(),
        }
    }

    /// Returns the rule base that was applied.
    pub fn base(&self) -> &'e RuleBase {
        self.engine.base()
    }

    /// Returns the project with what came of the rules.
    pub fn assessed(&self) -> &Assessed {
        &self.assessed
    }

    /// Returns the project.
    pub fn profile(&self) -> &Profile {
        &self.assessed.profile
    }

    /// Returns the answers with every derived field that follows from them: all that rules looked
    /// at.
    pub fn facts(&self) -> &Facts {
        &self.assessed.facts
    }

    /// Returns what came of the rules.
    pub fn assessment(&self) -> &Assessment {
        &self.assessed.assessment
    }

    /// Returns what is odd about the profile, such as answers that contradict each other.
    pub fn warnings(&self) -> &Problems {
        &self.assessed.warnings
    }

    /// Returns the option on which the project runs today, where it should stay: nothing leads it by
    /// more than a move is worth.
    pub fn stay(&self) -> Option<OptionId> {
        self.assessed.stays_on(self.base())
    }

    /// Returns where the project should go: the option to stay on, or else the recommended one.
    pub fn advised(&self) -> Option<OptionId> {
        self.stay().or(self.assessment().verdict.recommendation())
    }

    /// Returns what is recommended where the project should stay on something else.
    pub(crate) fn not_worth_a_move(&self) -> Option<OptionId> {
        let best = self.assessment().verdict.recommendation();
        best.filter(|best| self.advised() != Some(*best))
    }

    /// Returns the option on which the project runs today, unless it is ruled out; nothing where the
    /// rule base does not say what a move is worth.
    pub fn runs_on(&self) -> Option<OptionId> {
        self.assessed.runs_on(self.base())
    }

    /// Returns what each answered question could contribute to a score, by its answers, each for the
    /// option of a number: what the scale of fits is made of.
    pub fn scale(&self) -> impl Iterator<Item = &[(usize, Vec<Share>)]> {
        self.engine.scale().shares(self.facts())
    }

    /// Returns the project as the analyses take it, to try other answers.
    pub fn case(&self) -> Case<'_> {
        Case {
            engine: self.engine,
            answers: &self.profile().answers,
            weights: &self.profile().weights,
            derivation: &self.estimator,
        }
    }

    /// Returns what works out estimates for other answers to this project.
    pub fn estimator(&self) -> &Estimator<'e> {
        self.estimator.estimator()
    }

    /// Returns what each option costs in a month; nothing where it is not known how much traffic
    /// there is.
    pub fn estimate(&self) -> Option<&Estimate> {
        self.estimate.get_or_init(|| self.estimator().estimate(&self.profile().answers)).as_ref()
    }

    /// Returns what may be spent in a month; nothing where nobody has said.
    pub fn budget(&self) -> Option<Money> {
        match self.profile().answers.get(self.base().prices.shown.budget?) {
            Some(Value::Number(budget)) => Some(Money(budget)),
            _ => None,
        }
    }

    /// Returns which open questions can still change the recommendation.
    pub fn openness(&self) -> &Openness {
        self.openness
            .get_or_init(|| open_questions::open_questions(&self.case(), self.assessment()))
    }

    /// Returns what is left to find out, and what it could still change.
    pub fn remaining(&self) -> &Remaining {
        self.remaining.get_or_init(|| {
            let Profile { answers, skipped, .. } = self.profile();
            let stated = remaining::stated(self.engine);
            let chances = remaining::chances(self.base(), answers, skipped, &stated);
            Remaining::new(&self.case(), self.assessment(), self.openness(), skipped, chances)
        })
    }

    /// Returns how analyses are made.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Works out what takes longest of all that reports show, on two processors where it may.
    pub(crate) fn analyse(&self) {
        let Some(both) = self.engine.both() else { return };
        if !self.settings.changes || self.flips.get().is_some() {
            return;
        }
        let (engine, verdict) = (self.engine, &self.assessment().verdict);
        let Profile { answers, weights, .. } = self.profile();
        // What is remembered of estimates belongs to one thread.
        let own = Memo::new(engine, self.estimator().anew());
        let mut found = Vec::new();
        {
            let found = &mut found;
            let mut changes = move || {
                let case = Case { engine, answers, weights, derivation: &own };
                *found = flips::flips(&case, verdict);
            };
            both(&mut changes, &mut || {
                self.remaining();
            });
        }
        self.flips.get_or_init(|| found);
    }

    /// Returns the single changes of answers that change the recommendation, the smallest first;
    /// none where the settings want none.
    pub fn flips(&self) -> &[Flip] {
        self.flips.get_or_init(|| {
            if !self.settings.changes {
                return Vec::new();
            }
            flips::flips(&self.case(), &self.assessment().verdict)
        })
    }

    /// Returns, where no single change does, the smallest pairs of changes.
    pub fn flip_pairs(&self) -> &[FlipPair] {
        self.flip_pairs.get_or_init(|| {
            let is_unanswered = self.assessment().verdict == Verdict::Unanswered;
            if !self.settings.changes || is_unanswered || !self.flips().is_empty() {
                return Vec::new();
            }
            flips::pairs(&self.case(), &self.assessment().verdict)
        })
    }

    /// Returns how often each option takes each rank over all weightings of the dimensions.
    pub fn acceptability(&self) -> &Acceptability {
        self.acceptability
            .get_or_init(|| acceptability::acceptability(&self.case(), &self.settings))
    }

    /// Returns how likely each option is to be the one that people choose, as published decisions
    /// bear it out; nothing where the rule base knows of none.
    pub fn likelihood(&self) -> Option<Likely> {
        likelihood::likelihood(self.base(), self.assessment())
    }

    /// Returns how far the recommendation can be relied on.
    pub fn confidence(&self) -> Confidence {
        Confidence::new(
            self.assessment(),
            self.likelihood().as_ref(),
            self.acceptability(),
            self.remaining().holds(),
        )
    }

    /// Returns what would have to be given up for each option that is ruled out.
    pub fn relaxations(&self) -> &[Relaxation] {
        self.relaxations.get_or_init(|| relax::relaxations(&self.case(), self.assessment()))
    }

    /// Returns the decisions that the project is compared with.
    pub fn corpus(&self) -> &'e Corpus {
        self.engine.corpus()
    }

    /// Returns the decisions that are like the project, the nearest first.
    pub fn precedents(&self) -> Vec<Precedent<'e>> {
        let profile = self.profile();
        self.corpus().precedents(self.base(), profile.project.as_deref(), &profile.answers)
    }
}

/// Everything that is to be said about a profile.
#[derive(Debug)]
pub enum Advised<'e> {
    /// Of one project.
    Project(Box<Advice<'e>>),
    /// Of a system of several parts.
    System(Box<SystemAdvice<'e>>),
}

impl<'e> Advised<'e> {
    /// Applies the rules to a project, or to each part of a system.
    pub fn new(engine: &'e Engine<'e>, profile: Profile, settings: &Settings) -> Self {
        if profile.components.is_empty() {
            Self::Project(Box::new(Advice::new(engine, profile, settings)))
        } else {
            Self::System(Box::new(SystemAdvice::new(engine, profile, settings)))
        }
    }

    /// Returns the advice on each part; a project is its own only part.
    pub fn each(&self) -> impl Iterator<Item = &Advice<'e>> {
        let (project, parts) = match self {
            Self::Project(advice) => (Some(&**advice), [].as_slice()),
            Self::System(system) => (None, system.parts()),
        };
        project.into_iter().chain(parts.iter().map(|part| &part.advice))
    }

    /// Returns what is odd about the profile; of a system each with the name of its part.
    pub fn warnings(&self) -> Problems {
        match self {
            Self::Project(advice) => advice.warnings().clone(),
            Self::System(system) => system.warnings(),
        }
    }
}
