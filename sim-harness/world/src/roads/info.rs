//! What the loader made of a map: the counts of `trunkline map info`.

use std::path::Path;

use serde::Serialize;

use super::error::MapError;
use super::{assemble, load};

/// Counts of a map. They are of the file: a lane counts once per lane section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapInfo {
    /// Version of this document.
    pub schema: u32,
    /// Which file.
    pub file: String,
    /// Roads.
    pub roads: usize,
    /// Junctions.
    pub junctions: usize,
    /// Lanes of every kind but the centre.
    pub lanes: usize,
    /// Lanes of motor traffic.
    pub driving_lanes: usize,
    /// Signals, without references to them.
    pub signals: usize,
    /// Sum of the lengths of all roads.
    pub road_length_m: f64,
    /// What the reader found odd but usable.
    pub warnings: Vec<String>,
}

/// Reads a map and counts.
///
/// # Errors
/// [`MapError`] if the file is not a map that one can drive on.
pub fn describe(path: &Path) -> Result<MapInfo, MapError> {
    let name = path.display().to_string();
    let survey = load::survey(&load::text_of(path)?, &name)?;
    // A map counts only if it can be driven on: the rest of the loader must accept it too.
    assemble::lane_map(&survey, &name)?;
    Ok(MapInfo {
        schema: 1,
        file: name,
        roads: survey.counts.roads,
        junctions: survey.junctions.len(),
        lanes: survey.lanes.len(),
        driving_lanes: survey.counts.driving_lanes,
        signals: survey.counts.signals,
        road_length_m: survey.counts.road_length_m,
        warnings: survey.warnings,
    })
}
