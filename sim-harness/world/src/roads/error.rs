//! What can be wrong with a map, or with a route on it.

use std::path::PathBuf;

use thiserror::Error;

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
    #[error(
        "map `{name}` has {bytes} bytes, more than the {limit} that are accepted: cut it into parts"
    )]
    TooLarge {
        /// Which map.
        name: String,
        /// Its size.
        bytes: u64,
        /// The largest size accepted.
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
}

/// Why there is no route.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum RouteError {
    /// A point is not near any driving lane.
    #[error(
        "the {point} ({x_m:.1}, {y_m:.1}) is off the map `{map}` by {distance_m:.1} m: move it onto a driving lane"
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
}
