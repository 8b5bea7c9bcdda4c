//! Random worlds: towns, country roads, motorways, as OpenDRIVE text.
//!
//! Start at [`generate`]; [`Split`] says which worlds are for training.

mod arm; // a road's end at a junction
mod course; // lines, arcs, clothoids
mod cross_section; // lanes side by side
mod cubic; // cubics, and how numbers are written
mod furniture; // signs, lights, crosswalks, boxes as OpenDRIVE writes them
mod heights; // the road's height along its course
mod kind; // which worlds there are, and the way from a seed to a text
mod motorway; // motorways
mod motorway_lanes; // their cross-sections
mod network; // roads and junctions in the making
mod opendrive; // elements of the file, and how they are written
mod roundabout; // rings and their arms
mod rural; // country roads
#[cfg(test)]
pub(crate) mod shipped; // the worlds that are part of the binary
mod split; // which worlds are for training
mod urban; // towns

pub use kind::{Kind, generate};
pub use split::Split;
