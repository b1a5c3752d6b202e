//! Exit statuses.

use std::process::ExitCode;

use whereto::{advice::Advised, assessment::Verdict};

/// What the process tells its caller; of several inputs, what matters more comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// No single recommendation: a tie, nothing fits, or nothing answered.
    Undecided,
    /// The answer is no.
    No,
    /// Bad usage or bad input.
    Bad,
    /// Ctrl-C.
    Interrupted,
    /// Nobody reads the output any more: what the shell says of a program that SIGPIPE has ended. A
    /// gate whose reader went away has not passed.
    Unread,
}

impl From<&Verdict> for Exit {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Recommended(_) => Self::Done,
            Verdict::Tie(_) | Verdict::NoneFits | Verdict::Unanswered => Self::Undecided,
        }
    }
}

impl From<&Advised<'_>> for Exit {
    /// Returns the status of a project, or of all parts of a system together.
    fn from(advised: &Advised<'_>) -> Self {
        let verdicts = advised.each().map(|advice| &advice.assessment().verdict);
        verdicts.map(Self::from).fold(Self::Done, Self::and)
    }
}

impl Exit {
    /// The status of several inputs together: bad input first, then no, then undecided.
    pub(crate) fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Bad => 2,
            Exit::Undecided => 3,
            Exit::Interrupted => 130,
            Exit::Unread => 141,
        })
    }
}
