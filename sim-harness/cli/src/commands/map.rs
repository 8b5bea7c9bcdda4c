//! `trunkline map`: what the loader makes of a road map; random worlds as road maps.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use trunkline_world::generate::{Kind, Split, generate};
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
    Generate(Generate),
}

/// Say what the loader made of an OpenDRIVE file: counts, lengths, warnings
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The .xodr file
    file: PathBuf,
}

/// Write a random world as an OpenDRIVE file: even seeds are for training, odd ones for held-out tests
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// What kind of world
    #[arg(long, value_enum)]
    kind: WorldKind,
    /// Which one: the same seed gives the same bytes
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The .xodr file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Kinds of worlds, as they are typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum WorldKind {
    /// A town: lights, signs, roundabouts, crosswalks, parked cars
    Urban,
    /// Country roads: winding, hilly, side roads, a village
    Rural,
    /// Two carriageways with ramps
    Motorway,
}

impl Map {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Info(info) => info.run(session),
            Self::Generate(generate) => generate.run(session),
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

impl Generate {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let kind = match self.kind {
            WorldKind::Urban => Kind::Urban,
            WorldKind::Rural => Kind::Rural,
            WorldKind::Motorway => Kind::Motorway,
        };
        std::fs::write(&self.out, generate(kind, self.seed)).with_context(|| {
            let file = self.out.display();
            format!("cannot write the map `{file}`")
        })?;
        let info = roads::describe(&self.out)?;
        let split = match Split::of(self.seed) {
            Split::Training => "for training",
            Split::HeldOut => "for held-out tests",
            Split::Shipped => "a reserved seed",
        };
        let (name, seed) = (kind.name(), self.seed);
        let words = in_words(&info);
        session
            .ui
            .result(format!("{name} world {seed}, {split}\n{words}"))?;
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
