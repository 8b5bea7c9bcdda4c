//! What can be typed: the subcommands and the flags that mean the same everywhere.

use clap::{Parser, Subcommand};

use crate::commands;
use crate::session::Session;
use crate::verdict::Verdict;

/// A modular perception and planning stack for automated driving, its simulator and its tools.
#[derive(Debug, Parser)]
#[command(name = "trunkline", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done and criteria met; 1 done, a criterion or comparison \
    failed, or interrupted; 2 bad input or usage; 3 a fault of trunkline's own."
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print one JSON document on stdout, and nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No notes and no progress on stderr
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// More of the log on stderr: once for what is used by the way, twice for each run, three times for each step
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The subcommands, one file each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Drive(commands::drive::Drive),
    Suite(commands::suite::Suite),
    View(commands::view::View),
    Replay(commands::replay::Replay),
    Render(commands::render::Render),
    Bench(commands::bench::Bench),
    Modules(commands::modules::Modules),
    #[command(subcommand)]
    Config(commands::config::Config),
    #[command(subcommand)]
    Map(commands::map::Map),
    #[command(subcommand)]
    Track(commands::track::Track),
    #[command(subcommand)]
    Eval(commands::eval::Eval),
}

impl Command {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Drive(command) => command.run(session),
            Self::Suite(command) => command.run(session),
            Self::View(command) => command.run(session),
            Self::Replay(command) => command.run(session),
            Self::Render(command) => command.run(session),
            Self::Bench(command) => command.run(session),
            Self::Modules(command) => command.run(session),
            Self::Config(command) => command.run(session),
            Self::Map(command) => command.run(session),
            Self::Track(command) => command.run(session),
            Self::Eval(command) => command.run(session),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
