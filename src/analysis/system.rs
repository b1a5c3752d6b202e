//! Systems of several parts: what one platform for all of them costs in fit, and whether that is
//! little.
//!
//! A part *loses* on an option what its fit falls short of the part's best. Of the options that no
//! part rules out, the best for all is the one whose greatest loss is least, and among these the
//! one whose losses add up to least (the minimax regret, as decision theory has it); of several that
//! are level, one that takes from no part what it cannot do without ([`crate::rulebase::mix`]). It
//! is the better choice as long as no part loses more than the rule base allows, nor what it cannot
//! do without.

use crate::{
    assessment::{Assessment, Verdict},
    rulebase::{OptionId, RuleId},
};

/// What can be said of a system as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    /// What one platform for all would cost, for each option in the order of the rule base.
    pub singles: Vec<Single>,
    /// The best of them for all; several when they are level, none when each is ruled out for some
    /// part.
    pub best: Vec<OptionId>,
    /// What follows.
    pub conclusion: Conclusion,
    /// Whether all parts run on the best one, and should stay there.
    pub stays: bool,
}

/// One platform for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Single {
    /// The option that all parts would run on.
    pub option: OptionId,
    /// What each part loses, in points of fit; none for a part that has no best option to compare
    /// with.
    pub losses: Vec<Option<f64>>,
    /// The parts for which it is ruled out while another is not.
    pub excluded_for: Vec<usize>,
    /// The parts that cannot do without what the option does not do well, each with the rule that
    /// says so, while another option is better for it.
    pub strains: Vec<(usize, RuleId)>,
}

/// Whether one platform is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// One platform fits every part best.
    Alike,
    /// One platform for all costs little.
    One,
    /// Several platforms are worth it.
    Mix,
    /// The rule base does not say what a mix is worth.
    Open,
    /// No part has anything recommended.
    Undecided,
}

impl Conclusion {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alike | Self::One => "one-platform",
            Self::Mix => "mix",
            Self::Open => "open",
            Self::Undecided => "undecided",
        }
    }
}

impl Single {
    /// The most that a part loses.
    pub fn greatest(&self) -> f64 {
        self.losses.iter().flatten().copied().fold(0.0, f64::max)
    }

    /// What all parts lose together.
    pub fn total(&self) -> f64 {
        self.losses.iter().flatten().sum()
    }

    /// The part that loses most, if any loses anything.
    pub fn pays(&self) -> Option<usize> {
        let parts =
            self.losses.iter().enumerate().filter_map(|(part, loss)| Some((part, (*loss)?)));
        let most = self.greatest();
        parts.into_iter().find(|(_, loss)| *loss > 0.0 && *loss >= most).map(|(part, _)| part)
    }
}

/// Compares one platform for all parts with the best for each. `most_loss` is what a part may lose,
/// `stays` the option on which all of them run and should stay, and `strains` tells which rule on
/// what a part cannot do without speaks against an option for it.
pub fn system(
    options: impl Iterator<Item = OptionId>,
    parts: &[&Assessment],
    most_loss: Option<u8>,
    stays: Option<OptionId>,
    strains: impl Fn(usize, OptionId) -> Option<RuleId>,
) -> System {
    // A part of which nothing is known, or which nothing fits, speaks for no platform and against
    // none.
    let best: Vec<Option<f64>> = parts
        .iter()
        .map(|part| match part.verdict {
            Verdict::Unanswered => None,
            Verdict::Recommended(_) | Verdict::Tie(_) | Verdict::NoneFits => part
                .standings
                .iter()
                .filter(|it| it.rank.is_some())
                .map(|it| it.fit)
                .reduce(f64::max),
        })
        .collect();
    let singles: Vec<Single> = options
        .map(|option| {
            let mut single = Single {
                option,
                losses: Vec::new(),
                excluded_for: Vec::new(),
                strains: Vec::new(),
            };
            for (part, (assessment, best)) in parts.iter().zip(&best).enumerate() {
                let standing = assessment.standing(option);
                let is_excluded = standing.rank.is_none();
                single.losses.push(best.filter(|_| !is_excluded).map(|best| best - standing.fit));
                let Some(best) = best else { continue };
                if is_excluded {
                    single.excluded_for.push(part);
                }
                if standing.fit < *best {
                    single.strains.extend(strains(part, option).map(|rule| (part, rule)));
                }
            }
            single
        })
        .collect();
    let possible = || singles.iter().filter(|single| single.excluded_for.is_empty());
    let order = |one: &&Single, other: &&Single| {
        let strained = one.strains.is_empty().cmp(&other.strains.is_empty()).reverse();
        let greatest = one.greatest().total_cmp(&other.greatest());
        greatest.then(one.total().total_cmp(&other.total())).then(strained)
    };
    let stayed_on = stays.and_then(|stays| possible().find(|single| single.option == stays));
    let first = stayed_on.or_else(|| possible().min_by(order));
    let chosen: Vec<OptionId> = match (stayed_on, first) {
        (Some(only), _) => vec![only.option],
        (None, Some(first)) => {
            let level = possible().filter(|single| order(single, &first).is_eq());
            level.map(|single| single.option).collect()
        }
        (None, None) => Vec::new(),
    };
    let is_strained = first.is_some_and(|first| !first.strains.is_empty());
    let conclusion = match (first.map(Single::greatest), most_loss) {
        _ if best.iter().all(Option::is_none) => Conclusion::Undecided,
        (Some(loss), _) if loss <= 0.0 => Conclusion::Alike,
        (None, _) => Conclusion::Mix,
        _ if stayed_on.is_some() => Conclusion::One,
        (Some(_), None) => Conclusion::Open,
        (Some(_), Some(_)) if is_strained => Conclusion::Mix,
        (Some(loss), Some(most)) if loss <= f64::from(most) => Conclusion::One,
        (Some(_), Some(_)) => Conclusion::Mix,
    };
    let stays = stayed_on.is_some();
    System { best: chosen, singles, conclusion, stays }
}
