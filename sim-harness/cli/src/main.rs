//! The binary `trunkline`: every built-in module, every subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    trunkline::run(trunkline::builtin())
}
