//! From the process's start to its exit code.

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::filter::LevelFilter;
use trunkline_interfaces::Registry;

use crate::command_line::CommandLine;
use crate::session::Session;
use crate::ui::{self, Ui};
use crate::verdict::{BAD_INPUT, FAULT, Verdict};
use crate::{fault, interrupt};

/// Every module that ships with trunkline.
#[must_use]
pub fn builtin() -> Registry {
    let registry = trunkline_perception::register(Registry::new());
    let registry = trunkline_tracking::register(registry);
    let registry = trunkline_planning::register(registry);
    trunkline_control::register(registry)
}

/// Runs the command line of this process with the given modules.
///
/// The exit code is 0 if the work was done and its criteria are met, 1 if a criterion or a
/// comparison failed or the user interrupted it, 2 for bad input, bad usage or a place that cannot
/// be written, 3 for a fault of trunkline's own.
pub fn run(registry: Registry) -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => return ui::usage(&error),
    };
    let ui = Ui::new(line.json, line.quiet);
    start_log(line.verbose, ui);
    let outcome = fault::caught(|| {
        let session = Session {
            registry,
            ui,
            interrupted: interrupt::flag()?,
        };
        line.command.run(&session)
    });
    match outcome {
        Ok(Ok(verdict)) => verdict.into(),
        Ok(Err(error)) if interrupt::is_told(&error) => {
            ui.warning(ui::chain(&error));
            Verdict::Failed.into()
        }
        Ok(Err(error)) if fault::is_ours(&error) => {
            ui.error_text(&fault::in_words(&ui::chain(&error)));
            ExitCode::from(FAULT)
        }
        Ok(Err(error)) => {
            ui.error(&error);
            ExitCode::from(BAD_INPUT)
        }
        Err(panic) => {
            ui.error_text(&fault::in_words(&panic));
            ExitCode::from(FAULT)
        }
    }
}

/// The log goes to stderr: warnings and errors, or more if asked for.
fn start_log(verbose: u8, ui: Ui) {
    let level = match verbose {
        0 if ui.quiet => LevelFilter::ERROR,
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(ui.is_colored())
        .without_time()
        .with_target(verbose > 0)
        .finish();
    // A program that embeds us may have a subscriber already: then the log is its own.
    drop(tracing::subscriber::set_global_default(log));
}
