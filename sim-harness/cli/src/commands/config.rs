//! `trunkline config check FILE`: does a config hold, before a run does.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use trunkline_harness::RunConfig;
use trunkline_interfaces::{ConfigSource, Stage};

use crate::session::Session;
use crate::tables::plain_table;
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

/// The `--json` document.
#[derive(Debug, Serialize)]
struct Document {
    schema: u32,
    file: String,
    modules: BTreeMap<Stage, String>,
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
        let source = ConfigSource::new().file(&self.file)?;
        let config = RunConfig::from_source(&session.registry, &source)?;
        let modules = Stage::ALL.map(|stage| (stage, config.stack.name(stage).to_owned()));
        let rows = modules
            .iter()
            .map(|(stage, name)| vec![format!("  {stage}"), name.clone()]);
        let file = self.file.display().to_string();
        session
            .ui
            .result(format!("`{file}` holds\n{}", plain_table(rows)))?;
        session.ui.document(&Document {
            schema: 1,
            file,
            modules: modules.into(),
        })?;
        Ok(Verdict::Passed)
    }
}
