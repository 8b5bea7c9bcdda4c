//! The one place that prints. Data to stdout, everything else to stderr; colour only on
//! terminals and never under `NO_COLOR`.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use trunkline_harness::{Progress, json_text};

use crate::verdict::BAD_INPUT;

const RED: &str = "\x1b[31;1m";
const YELLOW: &str = "\x1b[33;1m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// How this run of the command talks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    /// One JSON document on stdout instead of words.
    pub(crate) json: bool,
    /// No notes and no progress.
    pub(crate) quiet: bool,
    colored: bool,
}

impl Ui {
    /// Looks once at what stderr is; colour is for errors and notes, data stays plain.
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        let wants_none = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let colored = std::io::stderr().is_terminal() && !wants_none;
        Self {
            json,
            quiet,
            colored,
        }
    }

    /// Whether stderr takes colour: for the log, which is not printed here.
    pub(crate) fn is_colored(&self) -> bool {
        self.colored
    }

    /// The result in words. Nothing under `--json`: the document is the result then.
    pub(crate) fn result(&self, text: impl Display) -> anyhow::Result<()> {
        if self.json {
            return Ok(());
        }
        to_stdout(&text.to_string())
    }

    /// The result as the one JSON document. Nothing without `--json`.
    pub(crate) fn document(&self, document: &impl Serialize) -> anyhow::Result<()> {
        if !self.json {
            return Ok(());
        }
        to_stdout(&json_text("the result", document)?)
    }

    /// Something that helps but is not the result.
    pub(crate) fn note(&self, text: impl Display) {
        if !self.quiet {
            to_stderr(&text.to_string());
        }
    }

    /// A hint on what to do next, in the colour of hints.
    pub(crate) fn hint(&self, text: impl Display) {
        self.note(format!("{} {text}", self.paint(CYAN, "hint:")));
    }

    /// Something went less well than asked, but the result stands. Shown under `--quiet` too.
    pub(crate) fn warning(&self, text: impl Display) {
        to_stderr(&format!("{} {text}", self.paint(YELLOW, "warning:")));
    }

    /// Why the command could not do its work: the chain once, then the hint.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        self.error_text(&chain(error));
    }

    /// An error in words that are ready; a line that begins with `hint:` gets its colour.
    pub(crate) fn error_text(&self, text: &str) {
        let text = text.replace("\nhint:", &format!("\n{}", self.paint(CYAN, "hint:")));
        to_stderr(&format!("{} {text}", self.paint(RED, "error:")));
    }

    /// A progress bar over `steps`, on terminals only.
    pub(crate) fn progress(&self, steps: u64, what: &str) -> ProgressBar {
        let hidden = self.quiet || !std::io::stderr().is_terminal();
        let target = if hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        let form = "  {prefix} {wide_bar} {pos}/{len} {elapsed}/{duration}";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar
    }

    fn paint(&self, color: &str, text: &str) -> String {
        if self.colored {
            format!("{color}{text}{RESET}")
        } else {
            text.to_owned()
        }
    }
}

/// Moves a progress bar to where a run is, in tenths of a simulated second.
pub(crate) fn advance(bar: &ProgressBar, run: Progress) {
    bar.set_length((10.0 * run.planned.s()) as u64);
    bar.set_position((10.0 * run.simulated.s()) as u64);
}

/// The chain of causes, each once: some errors tell their cause in their own words.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// A usage error or help text, in clap's own words; with the exit code that belongs to it.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where stderr itself is gone there is nobody left to tell.
    drop(error.print());
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(BAD_INPUT))
}

fn to_stdout(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    match written {
        // The reader has seen enough: `trunkline modules | head`.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to stdout"),
    }
}

fn to_stderr(text: &str) {
    // Where stderr itself is gone there is nobody left to tell.
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_is_already_told_is_not_told_again() {
        let full = std::io::Error::other("no space left");
        let error = anyhow::Error::from(full).context("cannot write `a`: no space left");
        assert_eq!(chain(&error), "cannot write `a`: no space left");
        let error = error.context("the run has no report");
        assert_eq!(
            chain(&error),
            "the run has no report: cannot write `a`: no space left"
        );
    }
}
