//! From a file or a text to a map.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::OrientedBox;

use super::error::MapError;
use super::roadside::Roadside;
use super::survey::Survey;
use super::{assemble, opendrive};

/// The largest file that is read: twenty times the largest town of CARLA's.
const MAX_BYTES: u64 = 64 << 20;

/// What an OpenDRIVE file gives: the lane map, and what stands beside the lanes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roads {
    /// Lanes, junctions, signals, crosswalks, drivable area.
    pub map: LaneMap,
    /// Parked cars: boxes of subtype `car` or `parkedCar`.
    pub(crate) parked: Vec<OrientedBox>,
    /// Paint, signs and objects, for pictures.
    pub(crate) roadside: Roadside,
}

impl Roads {
    /// Reads an OpenDRIVE file.
    ///
    /// # Errors
    /// [`MapError`] if it cannot be read or is not a map that one can drive on.
    pub fn load(path: &Path) -> Result<Self, MapError> {
        Self::read(&text_of(path)?, &path.display().to_string())
    }

    /// Reads an OpenDRIVE text; `name` is for messages.
    ///
    /// # Errors
    /// [`MapError`] if it is not a map that one can drive on.
    pub fn read(text: &str, name: &str) -> Result<Self, MapError> {
        let survey = survey(text, name)?;
        Ok(Self {
            map: assemble::lane_map(&survey, name)?,
            parked: survey.parked,
            roadside: survey.roadside,
        })
    }
}

/// The text of a map file, if it is not too large.
pub(super) fn text_of(path: &Path) -> Result<String, MapError> {
    let read = |source| MapError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(read)?;
    // One byte more than allowed, so that a file that is too long shows, however long it says it is.
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(read)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(MapError::TooLarge {
            name: path.display().to_string(),
            limit: MAX_BYTES,
        });
    }
    String::from_utf8(bytes).map_err(|error| MapError::Parse {
        name: path.display().to_string(),
        reason: format!("it is not text in UTF-8: {}", error.utf8_error()),
    })
}

/// The survey of a text of bearable size.
pub(super) fn survey(text: &str, name: &str) -> Result<Survey, MapError> {
    if text.len() as u64 > MAX_BYTES {
        return Err(MapError::TooLarge {
            name: name.to_owned(),
            limit: MAX_BYTES,
        });
    }
    opendrive::survey(text, name)
}
