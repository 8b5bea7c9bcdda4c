//! `trunkline map info FILE`: what the loader made of a road map.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use trunkline_world::roads::{self, MapInfo};

use crate::session::Session;
use crate::ui;
use crate::verdict::Verdict;

/// What to do about a map that cannot be used.
const MAP_HINT: &str = "give an OpenDRIVE file (.xodr); if it should be one, see whether it was \
    copied whole and what its author's own tools say";

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
        let info = roads::describe(&self.file).map_err(|error| {
            let words = anyhow::Error::from(error);
            anyhow!("{words:#}\n\nhint: {MAP_HINT}")
        })?;
        session.ui.result(in_words(&info))?;
        session.ui.document(&info)?;
        Ok(Verdict::Passed)
    }
}

fn in_words(info: &MapInfo) -> String {
    let rows = [
        ("roads", info.roads.to_string()),
        ("junctions", info.junctions.to_string()),
        ("lanes", info.lanes.to_string()),
        ("driving lanes", info.driving_lanes.to_string()),
        ("signals", info.signals.to_string()),
        (
            "length of all roads",
            format!("{:.1} m", info.road_length_m),
        ),
    ];
    let rows = rows.map(|(what, count)| vec![format!("  {what}"), count]);
    let mut text = format!("{}\n{}", info.file, ui::plain_table(rows));
    for warning in &info.warnings {
        text.push_str(&format!("\n  warning: {warning}"));
    }
    text
}
