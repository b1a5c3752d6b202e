//! A profile assessed, whether it is of one project or of a system of several parts.

use serde::Serialize;
use whereto::{
    analysis::{acceptability::Settings, system},
    assessment::{Assessment, Engine},
    cost::Estimator,
    document::{Detail, Document, ToDocument},
    problem::{Problem, Problems},
    profile::Profile,
    report::{
        Report,
        brief::{Brief, SystemBrief},
        system::{self as system_report, SystemReport},
    },
};

use super::{
    Exit,
    advise::{Advice, assess_silently},
};

/// Everything that is to be said about a profile.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Advised {
    /// One project.
    #[serde(serialize_with = "report_of")]
    Project(Box<Advice>),
    /// Several parts.
    #[serde(serialize_with = "system_report_of")]
    System(Box<SystemAdvice>),
}

fn report_of<S: serde::Serializer>(advice: &Advice, serializer: S) -> Result<S::Ok, S::Error> {
    advice.report.serialize(serializer)
}

fn system_report_of<S: serde::Serializer>(
    advice: &SystemAdvice,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    advice.report.serialize(serializer)
}

/// Everything that is to be said about a system.
pub(super) struct SystemAdvice {
    pub(super) report: SystemReport,
    warnings: Problems,
    exit: Exit,
}

impl Advised {
    /// Assesses a profile.
    pub(super) fn of(engine: &Engine<'_>, profile: &Profile, settings: &Settings) -> Self {
        if profile.components.is_empty() {
            return Self::Project(Box::new(assess_silently(engine, profile, settings)));
        }
        let (mut reports, mut assessments, mut warnings, mut exit) =
            (Vec::new(), Vec::new(), Problems::new(), Exit::Done);
        for (name, part) in profile.parts() {
            let advice = assess_silently(engine, &part, settings);
            warnings.extend(advice.warnings.into_iter().map(|warning| within(name, warning)));
            exit = exit.and(advice.exit);
            assessments.push(advice.assessment);
            reports.push(advice.report);
        }
        let base = engine.base();
        let facts = Estimator::new(base, &profile.assumptions).facts(&profile.answers);
        let report = system_report::report(
            base,
            profile,
            &facts,
            &system::of(engine, profile, &assessments),
            reports,
        );
        Self::System(Box::new(SystemAdvice { report, warnings, exit }))
    }

    /// What is odd about the input.
    pub(super) fn warnings(&self) -> &[Problem] {
        match self {
            Self::Project(advice) => &advice.warnings,
            Self::System(advice) => &advice.warnings,
        }
    }

    /// What the process is to tell its caller: undecided when any part is.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Project(advice) => advice.exit,
            Self::System(advice) => advice.exit,
        }
    }

    /// The reports of all parts.
    pub(super) fn reports(&self) -> impl Iterator<Item = &Report> {
        let (one, parts) = match self {
            Self::Project(advice) => (Some(&advice.report), [].as_slice()),
            Self::System(advice) => (None, advice.report.components.as_slice()),
        };
        one.into_iter().chain(parts.iter().map(|part| &part.report))
    }
}

impl ToDocument for Advised {
    fn document(&self, detail: Detail) -> Document {
        match self {
            Self::Project(advice) => advice.report.document(detail),
            Self::System(advice) => advice.report.document(detail),
        }
    }
}

fn within(name: &str, mut problem: Problem) -> Problem {
    problem.message = format!("{name}: {}", problem.message);
    problem
}

/// What a line of a stream comes to.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Briefly {
    Project(Brief),
    System(SystemBrief),
}

impl Briefly {
    /// Assesses a profile without the analyses.
    pub(super) fn of(engine: &Engine<'_>, profile: &Profile) -> (Self, Exit) {
        if profile.components.is_empty() {
            let (brief, assessment) = brief(engine, profile);
            return (Self::Project(brief), Exit::of(&assessment.verdict));
        }
        let (mut briefs, mut assessments, mut exit) = (Vec::new(), Vec::new(), Exit::Done);
        for (name, part) in profile.parts() {
            let (brief, assessment) = brief(engine, &part);
            exit = exit.and(Exit::of(&assessment.verdict));
            briefs.push((name.to_owned(), brief));
            assessments.push(assessment);
        }
        let system = system::of(engine, profile, &assessments);
        (Self::System(SystemBrief::new(engine.base(), profile, &system, briefs)), exit)
    }
}

fn brief(engine: &Engine<'_>, profile: &Profile) -> (Brief, Assessment) {
    let base = engine.base();
    let facts = Estimator::new(base, &profile.assumptions).facts(&profile.answers);
    let assessment = engine.assess(&facts, &profile.weights);
    let warnings = profile.contradictions(base, &facts);
    (Brief::new(base, profile, &assessment, &warnings), assessment)
}
