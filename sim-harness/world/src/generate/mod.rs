//! Random worlds: towns, country roads, motorways, as OpenDRIVE text.
//!
//! Start at [`generate`]; [`Split`] says which worlds are for training.

mod arm; // a road's end at a junction
mod course; // lines, arcs, clothoids
mod cross_section; // lanes side by side
mod cubic; // cubics along a road
mod furniture; // signs, lights, crosswalks, boxes as OpenDRIVE writes them
mod heights; // the road's height along its course
mod junctions; // roads joined by connecting roads
mod kind; // which worlds there are, and the way from a seed to a text
mod motorway; // motorways
mod motorway_lanes; // their cross-sections
mod network; // roads and junctions in the making
mod opendrive; // roads, junctions, the file, and how they are written
mod placing; // lights, signs, crosswalks, boxes onto roads
#[cfg(test)]
mod read_back; // what a reader makes of it is what was generated
mod roundabout; // rings and their arms
mod rural; // country roads
mod rural_draw; // those of a seed
mod section; // lanes side by side, as the file has them
#[cfg(test)]
pub(crate) mod shipped; // the worlds that are part of the binary
mod split; // which worlds are for training
mod step; // a way as whoever plans a world says it
mod urban; // towns
mod urban_grid; // their plan
mod xml; // how texts and numbers are written

pub use kind::{Kind, generate};
pub use split::Split;
