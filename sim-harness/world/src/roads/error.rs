//! What can be wrong with a map, or with a route on it.

use std::path::PathBuf;

use thiserror::Error;

use trunkline_interfaces::geometry::PolylineError;

/// Why a file is not a map that one can drive on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MapError {
    /// The file cannot be read.
    #[error("cannot read the map `{}`", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is larger than any map we accept.
    #[error("map `{name}` is larger than the {} MiB that are accepted: cut it into parts", limit >> 20)]
    TooLarge {
        /// Which map.
        name: String,
        /// The largest size accepted, bytes.
        limit: u64,
    },
    /// The text is not OpenDRIVE.
    #[error("map `{name}` is not OpenDRIVE that can be read: {reason}")]
    Parse {
        /// Which map.
        name: String,
        /// What the reader says, with its place.
        reason: String,
    },
    /// The text is OpenDRIVE, but what it describes is broken.
    #[error("map `{name}` is broken at {place}: {reason}")]
    Broken {
        /// Which map.
        name: String,
        /// Road, lane, s.
        place: String,
        /// What is wrong there and what to do.
        reason: String,
    },
    /// A copy of a map would be where its lines are no lines any more.
    #[error("a copy of the map cannot be moved by ({x_m}, {y_m}) m: take a shorter step")]
    Moved {
        /// To the east, m.
        x_m: f64,
        /// To the north, m.
        y_m: f64,
        /// What becomes of a line.
        #[source]
        source: PolylineError,
    },
}

/// Why there is no route.
#[derive(Debug, Clone, PartialEq, Error)]
pub(crate) enum RouteError {
    /// A point is not near any driving lane.
    #[error(
        "the {point} at ({x_m:.1}, {y_m:.1}) m is off map `{map}` by {distance_m:.1} m: move it onto a driving lane"
    )]
    OffMap {
        /// Start, goal, or which via point.
        point: String,
        /// Which map.
        map: String,
        /// Where it is.
        x_m: f64,
        /// Where it is.
        y_m: f64,
        /// How far from the nearest driving lane.
        distance_m: f64,
    },
    /// The start lies on a lane, but faces against its traffic.
    #[error(
        "the start at ({x_m:.1}, {y_m:.1}) m faces {turned_deg:.0}° away from the traffic of {lane} on map `{map}`: turn it"
    )]
    WrongWay {
        /// Which map.
        map: String,
        /// Where it is.
        x_m: f64,
        /// Where it is.
        y_m: f64,
        /// The nearest lane, by name.
        lane: String,
        /// Angle between the start and the lane, degrees.
        turned_deg: f64,
    },
    /// No sequence of lanes leads from one point to the next.
    #[error(
        "the {to} at {to_lane} cannot be reached from the {from} at {from_lane} on map `{map}`: choose a point that traffic leads to"
    )]
    Unreachable {
        /// Which map.
        map: String,
        /// Start or which via point.
        from: String,
        /// Its lane, by name.
        from_lane: String,
        /// Goal or which via point.
        to: String,
        /// Its lane, by name.
        to_lane: String,
    },
    /// The lanes make no path: they are shorter than what can be driven.
    #[error(
        "the route on map `{map}` is too short to be a path: move the goal away from the start"
    )]
    TooShort {
        /// Which map.
        map: String,
    },
}
