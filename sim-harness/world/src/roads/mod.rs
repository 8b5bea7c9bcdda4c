//! Roads: OpenDRIVE files to the lane map, and routes on it.
//!
//! Start at [`Roads`].

mod assemble; // from a survey to the lane map
mod builtin; // our own maps, part of the binary
mod centerline; // vertices where the course needs them
mod conflict; // where two lanes cross or merge
mod drivable; // where vehicles may be
mod error; // what can be wrong with a map or a route
mod hermite; // the cubic between two places and two tangents
mod info; // counts, for `trunkline map info`
mod load; // from a file or a text to a map
mod opendrive; // the crate that reads OpenDRIVE, behind `survey`
mod right_of_way; // who gives way in a junction
mod roadside; // paint, signs and objects, for pictures
mod route; // from a start to a goal
mod row; // copies of a map in a row
mod surface; // how high the road is
mod survey; // what a reader of maps must tell

pub use builtin::builtin_names;
pub(crate) use drivable::MAX_ISLAND_M2;
pub use error::MapError;
pub(crate) use error::RouteError;
pub use info::{MapInfo, describe};
pub use load::Roads;
pub(crate) use roadside::{
    Beside, ObjectKind, ObjectShape, Paint, PaintColour, RoadObject, RoadType, Roadside, SignFace,
};
pub(crate) use route::plan_route;
pub(crate) use surface::RoadSurface;

#[cfg(test)]
mod tests;
