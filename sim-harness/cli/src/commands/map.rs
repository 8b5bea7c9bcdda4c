//! `trunkline map info FILE`: what the loader made of a road map.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trunkline_world::roads;

use crate::session::Session;
use crate::verdict::Verdict;

/// Look at road maps
#[derive(Debug, Subcommand)]
pub(crate) enum Map {
    Info(Info),
}

/// Say what the loader made of an OpenDRIVE file: counts, lengths, warnings
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The .xodr file
    file: PathBuf,
}

impl Map {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Info(info) => info.run(session),
        }
    }
}

impl Info {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let info = roads::describe(&self.file)?;
        session.ui.document(&info)?;
        Ok(Verdict::Passed)
    }
}
