//! Roads: OpenDRIVE files to the lane map, and routes on it.
//!
//! Start at [`load`] for a map, [`Roads`] for a map with its parked cars, [`plan_route`] for a way
//! through it, [`LaneIndex`] for quick look-ups.

mod builtin; // our own maps, part of the binary
mod error; // what can be wrong with a map or a route
mod info; // counts, for `trunkline map info`
mod lane_index; // which lanes are near a point
mod load; // from a file or a text to a map
mod route; // from a start to a goal

pub use builtin::{builtin, builtin_names};
pub use error::{MapError, RouteError};
pub use info::{MapInfo, describe};
pub use lane_index::LaneIndex;
pub use load::{Roads, load, read};
pub use route::plan_route;
