//! The command `trunkline`: drive, suite, replay, view and the rest.
//!
//! A crate with modules of its own gets the whole command line with two lines of `main`:
//!
//! ```no_run
//! # use std::process::ExitCode;
//! fn main() -> ExitCode {
//!     let registry = trunkline::builtin(); // .planner("mine", MyPlanner::from_config)
//!     trunkline::run(registry)
//! }
//! ```
//!
//! `examples/my-modules` is such a crate.

mod command_line; // what can be typed
mod commands; // one file per subcommand
mod entry; // from the process's start to its exit code
mod fault; // mistakes of our own, in words
mod figures; // numbers as words and tables show them
mod finish; // recordings that are not whole
mod interrupt; // Ctrl-C
mod log_text; // recorded scenes in words
mod options; // flags that mean the same in every command that has them
mod recorded; // recordings as commands take them
mod scorecard_text; // a drive's result in words
mod session; // what every subcommand is given
mod showing; // runs in Rerun
mod suite_text; // a suite's result in words
mod tables; // rows and columns as text
mod ui; // the one place that prints
mod verdict; // exit codes

pub use entry::{builtin, run};
