//! Records as decisions with which other projects are compared.

use std::{path::Path, sync::Arc};

use jiff::civil::Date;

use super::{front_matter, read as record};
use crate::{
    corpus::{Decision, Set, SourceKind},
    problem::Problems,
    profile::Profile,
    rulebase::{OptionId, RuleBase},
    source::Source,
    yaml,
};

/// Reads a record as a decision with which other projects are compared; none for a text that is no
/// record, and for one that is out of force or decides on no option that there is.
///
/// # Errors
/// As for [`record::read`], and where its answers are none to the questions of the rule base.
pub fn read(source: &Arc<Source>, base: &RuleBase) -> Result<Option<Decision>, Problems> {
    let Some(record) = record::read(source)? else { return Ok(None) };
    let option = record.decided().and_then(|option| base.find_option(option));
    let Some(option) = option.filter(|_| record.retired.is_none()) else { return Ok(None) };
    let profile = Profile::read_node(&record.profile, &record.yaml, base)?;
    Ok(Some(decision(source, &record, option, profile, base)))
}

fn decision(
    source: &Arc<Source>,
    record: &record::Decision,
    option: OptionId,
    profile: Profile,
    base: &RuleBase,
) -> Decision {
    let name = Path::new(source.name()).file_stem().unwrap_or_default().to_string_lossy();
    let id = name.to_lowercase().replace(' ', "-");
    let title = profile.project.clone().unwrap_or_else(|| id.clone());
    let because = record.chosen.as_ref().map_or_else(
        || format!("{} was what the rules of the day recommended.", base.option(option).name),
        |chosen| chosen.because.clone(),
    );
    Decision {
        place: record.place.clone(),
        summary: profile.description.clone().unwrap_or_else(|| title.clone()),
        title,
        decision: option,
        because,
        year: year(source),
        moved_from: None,
        source_kind: Some(SourceKind::Adr),
        source_title: Some(source.name().to_owned()),
        source_url: None,
        group: id.clone(),
        id,
        set: Set::Points,
        facts: profile.answers,
        inferred: Vec::new(),
        notes: profile.notes,
    }
}

/// Returns the year in which a record was written.
fn year(source: &Arc<Source>) -> Option<i16> {
    let front_matter = front_matter::find(source).ok()??;
    let root = yaml::parse(&front_matter.yaml).ok()?;
    let date: Date = root.get("date")?.text()?.parse().ok()?;
    Some(date.year())
}
