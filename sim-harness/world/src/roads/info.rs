//! What the loader made of a map: the counts of `trunkline map info`.

use std::path::Path;

use serde::Serialize;

use super::MapError;

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
    Err(MapError::Parse {
        name: path.display().to_string(),
        reason: "not built yet".to_owned(),
    })
}
