//! Roads: OpenDRIVE files to the lane map, and routes on it.
//!
//! Start at [`load`] for a map, [`Roads`] for a map with its parked cars, [`plan_route`] for a way
//! through it, [`LaneIndex`] for quick look-ups.

mod assemble; // from a survey to the lane map
mod builtin; // our own maps, part of the binary
mod centerline; // vertices where the course needs them
mod conflict; // where two lanes cross or merge
mod drivable; // where vehicles may be
mod error; // what can be wrong with a map or a route
mod info; // counts, for `trunkline map info`
mod lane_index; // which lanes are near a point
mod load; // from a file or a text to a map
mod opendrive; // the crate that reads OpenDRIVE, behind `survey`
mod opendrive_faults; // what its reader dropped is an error
mod opendrive_furniture; // signals, crosswalks, parked cars
mod opendrive_roadside; // paint, signs, objects
mod references; // what a file names and does not have
mod right_of_way; // who gives way in a junction
pub mod roadside; // paint, signs and objects, for pictures
mod route; // from a start to a goal
mod row; // copies of a map in a row
mod surface; // how high the road is
mod survey; // what a reader of maps must tell

pub use builtin::{builtin, builtin_names};
pub use error::{MapError, RouteError};
pub use info::{MapInfo, describe};
pub use lane_index::LaneIndex;
pub use load::{Roads, load, read};
pub use route::plan_route;
pub use surface::RoadSurface;

#[cfg(test)]
mod tests;
