//! How a command ended, as scripts read it: exit codes 0 to 3.

use std::process::ExitCode;

/// How a command that ran to its end came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done, and every criterion met.
    Passed,
    /// Done, but a criterion or a comparison failed, or the user interrupted it.
    Failed,
}

/// Bad input or usage: what the user typed or gave cannot be used.
pub(crate) const BAD_INPUT: u8 = 2;
/// A fault of trunkline itself.
pub(crate) const FAULT: u8 = 3;

impl Verdict {
    /// `Passed` if it holds.
    pub(crate) fn of(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::SUCCESS,
            Verdict::Failed => Self::from(1),
        }
    }
}
