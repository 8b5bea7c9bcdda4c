//! Passenger cars and vans.

mod details; // lamps, plates, doors, mirrors
mod far; // few triangles
mod proportions; // builds and their measures
mod shell; // body and glass

pub(super) use details::car;
pub(super) use far::far_car;
