//! One decision, with what was known before it.

use crate::{
    field::{Facts, FieldId},
    rulebase::OptionId,
    source::Place,
    words::worded,
};

/// A decision that was made, with what was known before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The id of the decision, by which reports and other decisions name it.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// What it was about, in a few words.
    pub title: String,
    /// The option that was chosen.
    pub decision: OptionId,
    /// Why, as the team tells it.
    pub because: String,
    /// What was special about the project, in half a line.
    pub summary: String,
    /// The year in which it was published, where that is known.
    pub year: Option<i16>,
    /// What the backend ran on before, where it was moved.
    pub moved_from: Option<String>,
    /// What kind of text tells of it.
    pub source_kind: Option<SourceKind>,
    /// The title of that text.
    pub source_title: Option<String>,
    /// The address of that text.
    pub source_url: Option<String>,
    /// Write-ups of one project share a group; else it is the decision's own id.
    pub group: String,
    /// Whether points were set with it in sight.
    pub set: Set,
    /// What was known before the decision.
    pub facts: Facts,
    /// The questions whose answers the text does not state.
    pub inferred: Vec<FieldId>,
    /// How the facts were read, and what else there is to know.
    pub notes: Option<String>,
}

impl Decision {
    /// Returns whether it stands in a record that nobody published.
    pub fn is_record(&self) -> bool {
        self.source_kind == Some(SourceKind::Adr) && self.source_url.is_none()
    }
}

worded! {
    /// What points may be set on.
    pub enum Set {
        /// The points of rules were set with it in sight.
        Points = "points",
        /// It is kept apart, so that the advice can be measured on it.
        Apart = "apart",
    }

    /// What kind of text tells of a decision.
    pub enum SourceKind {
        /// A decision record.
        Adr = "adr",
        /// A blog of the company or project that decided.
        EngineeringBlog = "engineering-blog",
        /// A blog of one person.
        PersonalBlog = "personal-blog",
        /// A customer's story on a vendor's pages.
        VendorCaseStudy = "vendor-case-study",
        /// An issue, a pull request or a discussion.
        IssueThread = "issue-thread",
        /// The documentation of a project.
        Documentation = "documentation",
        /// A talk or an interview.
        Talk = "talk",
        /// A report in the press.
        News = "news",
        /// A scientific paper.
        Paper = "paper",
    }
}

impl Decision {
    /// Returns the answers: all of them, or those alone that the source states.
    pub fn answers(&self, stated_only: bool) -> Facts {
        let mut answers = self.facts.clone();
        if stated_only {
            self.inferred.iter().for_each(|field| answers.set(*field, None));
        }
        answers
    }
}
