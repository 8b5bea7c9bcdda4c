//! From a file or a text to a map.

use std::path::Path;

use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::OrientedBox;

use super::MapError;

/// What an OpenDRIVE file gives: the lane map, and what stands beside the lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct Roads {
    /// Lanes, junctions, signals, crosswalks, drivable area.
    pub map: LaneMap,
    /// Parked cars: objects of type `car` (or `parkedCar`).
    pub parked: Vec<OrientedBox>,
}

impl Roads {
    /// Reads an OpenDRIVE file.
    ///
    /// # Errors
    /// [`MapError`] if it cannot be read or is not a map that one can drive on.
    pub fn load(path: &Path) -> Result<Self, MapError> {
        let text = std::fs::read_to_string(path).map_err(|source| MapError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::read(&text, &path.display().to_string())
    }

    /// Reads an OpenDRIVE text; `name` is for messages.
    ///
    /// # Errors
    /// [`MapError`] if it is not a map that one can drive on.
    pub fn read(_text: &str, name: &str) -> Result<Self, MapError> {
        Err(MapError::Parse {
            name: name.to_owned(),
            reason: "not built yet".to_owned(),
        })
    }
}

/// Reads the lane map of an OpenDRIVE file.
///
/// # Errors
/// [`MapError`] if it cannot be read or is not a map that one can drive on.
pub fn load(path: &Path) -> Result<LaneMap, MapError> {
    Roads::load(path).map(|roads| roads.map)
}

/// Reads the lane map of an OpenDRIVE text; `name` is for messages.
///
/// # Errors
/// [`MapError`] if it is not a map that one can drive on.
pub fn read(text: &str, name: &str) -> Result<LaneMap, MapError> {
    Roads::read(text, name).map(|roads| roads.map)
}
