//! What it takes to weigh the dimensions anew, for who has no rule base: points, the scale of fits,
//! likelihoods, and the words for everything that can come out.

use serde::Serialize;
use serde_json::Value as Json;

use super::{
    certainty::{SAME_WAY, borne_out},
    verdict::{recommended, staying, tie},
};
use crate::{
    advice::Advice, assessment::fit::Share, corpus::fit::SHARE_OF_EXCLUDED, rulebase::Band,
};

/// Everything that scores, fits, likelihoods and the verdict follow from when weights are given.
#[derive(Serialize)]
struct Model<'a> {
    /// The ids of the dimensions.
    dimensions: Vec<&'a str>,
    /// What each of them weighs.
    weights: &'a [u8],
    options: Vec<Weighable<'a>>,
    /// By answered question: what each answer could do to each option.
    scale: Vec<Vec<Reach>>,
    likelihood: Option<Likelihood>,
    headlines: Headlines,
    stay: Option<Stay>,
}

/// What an answer could do to the option with a number: by dimension what it could give and take,
/// before weights.
type Reach = (usize, Vec<(usize, i64, i64)>);

#[derive(Serialize)]
struct Weighable<'a> {
    name: &'a str,
    short: &'a str,
    /// Whether rules exclude it.
    out: bool,
    /// The points by dimension, before weights.
    points: &'a [i64],
}

#[derive(Serialize)]
struct Likelihood {
    temperature: f64,
    /// The share of an option that rules exclude.
    ruled_out: f64,
    bands: Vec<BandWords>,
}

/// What is said where the share of the recommended option is under a bound.
#[derive(Serialize)]
struct BandWords {
    to: f64,
    words: String,
}

/// The verdict in words, for each that there can be.
#[derive(Serialize)]
struct Headlines {
    recommended: Vec<String>,
    /// Before the names of those that are level.
    tie: String,
    none: String,
}

/// Where a project stays though another option leads, as long as the lead is no greater.
#[derive(Serialize)]
struct Stay {
    option: usize,
    lead: i64,
    headline: String,
}

/// Returns the model as JSON.
pub(super) fn model(advice: &Advice<'_>) -> Json {
    let (base, assessment) = (advice.base(), advice.assessment());
    let options = base.options.iter().zip(&assessment.standings);
    let is_last = assessment.standings.iter().filter(|it| it.rank.is_some()).count() == 1;
    let alone = is_last && base.options.len() > 1;
    let band = |band: &Band| BandWords { to: band.to, words: borne_out(*band, alone, SAME_WAY) };
    let triple = |share: &Share| (share.dimension, share.gain, share.loss);
    let stay = base.stay.as_ref().and_then(|stay| {
        let current = advice.runs_on()?;
        let headline = staying(advice, current);
        Some(Stay { option: current.index(), lead: stay.lead, headline })
    });
    let model = Model {
        dimensions: base.dimensions.iter().map(|it| it.id.as_str()).collect(),
        weights: &assessment.weights,
        options: options
            .map(|(option, standing)| Weighable {
                name: &option.name,
                short: &option.short,
                out: standing.rank.is_none(),
                points: &standing.points,
            })
            .collect(),
        scale: advice
            .scale()
            .map(|answers| {
                let of_option = |(option, shares): &(usize, Vec<Share>)| {
                    (*option, shares.iter().map(triple).collect())
                };
                answers.iter().map(of_option).collect()
            })
            .collect(),
        likelihood: base.likelihood.as_ref().zip(advice.likelihood()).map(|(known, likely)| {
            Likelihood {
                temperature: likely.temperature,
                ruled_out: SHARE_OF_EXCLUDED,
                bands: known.bands.iter().map(band).collect(),
            }
        }),
        headlines: Headlines {
            recommended: base.option_ids().map(|option| recommended(advice, option)).collect(),
            tie: tie(advice),
            none: super::verdict::nothing_fits(advice),
        },
        stay,
    };
    serde_json::to_value(model).unwrap_or_default()
}
