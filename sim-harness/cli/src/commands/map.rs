//! `trunkline map`: what the loader makes of a road map; random worlds as road maps.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use serde::Serialize;
use trunkline_world::generate::{Split, generate};
use trunkline_world::roads::{self, MapInfo};

use crate::options::WorldKind;
use crate::session::Session;
use crate::tables::plain_table;
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
    /// The .xodr file to write; one that is there already is refused
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// `trunkline map generate --json`: what was made, and the counts of `map info`.
#[derive(Debug, Serialize)]
struct GeneratedDocument {
    #[serde(flatten)]
    info: MapInfo,
    kind: &'static str,
    seed: u64,
    /// What the world may be used for: `training`, `held_out` or `shipped`.
    split: &'static str,
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
        let (kind, seed) = (self.kind.kind(), self.seed);
        write_new(&self.out, &generate(kind, seed))?;
        let (split, purpose) = match Split::of(seed) {
            Split::Training => ("training", "for training"),
            Split::HeldOut => ("held_out", "for held-out tests"),
            Split::Shipped => ("shipped", "a reserved seed"),
        };
        let document = GeneratedDocument {
            info: roads::describe(&self.out)?,
            kind: kind.name(),
            seed,
            split,
        };
        let words = in_words(&document.info);
        let head = format!("{} world {seed}, {purpose}", kind.name());
        session.ui.result(format!("{head}\n{words}"))?;
        session.ui.document(&document)?;
        Ok(Verdict::Passed)
    }
}

/// Writes a file that was not there before, whole or not at all.
fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = match File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(
            "`{}` is there already\n\nhint: give --out a new file, or delete that one",
            path.display()
        ),
        Err(error) => return Err(unwritable(path, &error)),
    };
    file.write_all(text.as_bytes()).map_err(|error| {
        // Half a map is of no use to anybody, and takes room on a disk that may be full.
        drop(fs::remove_file(path));
        unwritable(path, &error)
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow!(
        "cannot write the map `{}`: {error}\n\nhint: pass --out FILE in a folder that is there, \
         with room and leave to write",
        path.display()
    )
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
    let mut text = format!("{}\n{}", info.file, plain_table(rows));
    for warning in &info.warnings {
        text.push_str(&format!("\n  warning: {warning}"));
    }
    text
}
