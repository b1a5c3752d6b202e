//! The report on any profile: of one project, or of a system of several parts.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Report,
    brief::{Brief, RuleIds, SystemBrief},
    system::SystemReport,
};
use crate::{
    advice::Advised,
    document::{Detail, Document, ToDocument},
};

/// A report on one project or on a system.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum AnyReport {
    /// On one project.
    Project(Box<Report>),
    /// On a system of several parts.
    System(Box<SystemReport>),
}

impl AnyReport {
    /// Returns the reports on all parts; a project is its own only part.
    pub fn each(&self) -> impl Iterator<Item = &Report> {
        let (project, parts) = match self {
            Self::Project(report) => (Some(&**report), [].as_slice()),
            Self::System(report) => (None, report.components.as_slice()),
        };
        project.into_iter().chain(parts.iter().map(|part| &part.report))
    }

    /// Returns the short form, with reasons.
    pub fn brief(&self) -> AnyBrief<'_> {
        match self {
            Self::Project(report) => AnyBrief::Project(Box::new(Brief::from(&**report))),
            Self::System(report) => AnyBrief::System(SystemBrief::from(&**report)),
        }
    }
}

impl AnyReport {
    /// Returns the report with the day with which dates were compared.
    #[must_use]
    pub fn dated(self, date: Date) -> Self {
        match self {
            Self::Project(report) => Self::Project(Box::new(report.dated(date))),
            Self::System(report) => Self::System(Box::new(report.dated(date))),
        }
    }
}

impl ToDocument for AnyReport {
    fn document(&self, detail: Detail) -> Document {
        match self {
            Self::Project(report) => report.document(detail),
            Self::System(report) => report.document(detail),
        }
    }
}

/// The short form of what came of a project or of a system.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum AnyBrief<'a> {
    /// Of one project.
    Project(Box<Brief<'a>>),
    /// Of a system of several parts.
    System(SystemBrief<'a>),
}

impl Advised<'_> {
    /// Puts together what is to be shown.
    pub fn report(&self) -> AnyReport {
        match self {
            Self::Project(advice) => AnyReport::Project(Box::new(advice.report())),
            Self::System(advice) => AnyReport::System(Box::new(advice.report())),
        }
    }

    /// Returns the short form, for which no analysis is made.
    pub fn brief<'b>(&'b self, ids: &'b RuleIds) -> AnyBrief<'b> {
        match self {
            Self::Project(advice) => {
                AnyBrief::Project(Box::new(Brief::new(advice.base(), ids, advice.assessed())))
            }
            Self::System(advice) => AnyBrief::System(SystemBrief::new(advice, ids)),
        }
    }
}
