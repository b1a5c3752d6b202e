//! What of a report is drawn: how options come out, what dimensions add, and how far it is to where
//! the recommendation turns; each with a sentence that says what to see.

use super::{FlipReport, OptionReport, Report, WeighedDimension};
use crate::{
    analysis::confidence::Confidence,
    document::{Dimension, Level, Scale, Standing, Standings, Weighed, Weighing},
    report::{MonthlyCost, number::signed},
};

impl Report {
    /// Returns the options, the best first, and how sure the verdict is.
    pub(super) fn standings(&self) -> Standings {
        let mut options: Vec<Standing> =
            self.options.iter().enumerate().map(|it| self.standing(it)).collect();
        options.sort_by_key(|it| {
            self.options.get(it.number).and_then(|it| it.rank).unwrap_or(usize::MAX)
        });
        let levels = Confidence::LEVELS;
        let place = levels.iter().position(|level| *level == self.confidence);
        let level = place.map(|place| Level {
            name: self.confidence.name(),
            step: levels.len() - place,
            of: levels.len(),
        });
        Standings {
            options,
            confidence: level,
            grounds: self.borne_out().unwrap_or_default(),
            reservation: self.reservation().unwrap_or_default(),
        }
    }

    fn standing(&self, (number, option): (usize, &OptionReport)) -> Standing {
        Standing {
            number,
            name: option.name.clone(),
            leads: self.recommendation.as_ref() == Some(&option.id),
            ruled_out: option.rank.is_none(),
            fit: option.fit,
            cost: option.monthly_cost_usd.as_ref().map(MonthlyCost::words),
        }
    }

    /// Returns what each dimension adds to each option.
    pub(super) fn weighing(&self) -> Weighing {
        let option = |option: &OptionReport| Weighed {
            name: option.short.clone(),
            leads: self.recommendation.as_ref() == Some(&option.id),
            ruled_out: option.rank.is_none(),
            adds: option.dimensions.0.iter().map(|(_, adds)| *adds).collect(),
        };
        let dimension = |it: &WeighedDimension| Dimension {
            id: it.id.clone(),
            name: it.name.clone(),
            weight: it.weight,
        };
        Weighing {
            about: self.what_decides().unwrap_or_default(),
            options: self.options.iter().map(option).collect(),
            dimensions: self.dimensions.iter().map(dimension).collect(),
            model: self.model.clone(),
        }
    }

    /// Says which dimension puts the recommended option furthest ahead of the next one, and which
    /// holds it back most; nothing without a recommendation, or without a next one.
    fn what_decides(&self) -> Option<String> {
        let best = self.recommended()?;
        let others = self.options.iter().filter(|it| it.id != best.id && it.rank.is_some());
        let next = others.min_by_key(|option| option.rank)?;
        let ahead = |dimension: &WeighedDimension| {
            let adds = |option: &OptionReport| option.dimensions.get(&dimension.id).copied();
            Some((dimension.name.clone(), adds(best)?, adds(next)?))
        };
        let all = || self.dimensions.iter().filter_map(ahead);
        let by = |it: &(String, i64, i64)| it.1 - it.2;
        let (most, own, theirs) = all().max_by_key(by).filter(|it| by(it) > 0)?;
        let back = all().min_by_key(by).filter(|it| by(it) < 0);
        let back = back.map(|(dimension, own, theirs)| {
            let (own, theirs) = (signed(own), signed(theirs));
            format!("; {dimension} holds it back most ({own} against {theirs})")
        });
        Some(format!(
            "{most} puts {} furthest ahead of {} ({} against {}){}.",
            best.name,
            next.name,
            signed(own),
            signed(theirs),
            back.unwrap_or_default()
        ))
    }

    /// Returns the single changes that change the recommendation.
    pub(super) fn scales(&self) -> Vec<Scale> {
        let scale =
            |flip: &FlipReport| Scale { words: flip.words.clone(), axis: flip.axis.clone() };
        self.flips.iter().map(scale).collect()
    }
}
