//! What stands beside roads: buildings, plants, lights, signs, furniture.
//!
//! Every shape stands in its own frame: x forward, towards the road or the traffic that it faces, y
//! left, z up, the origin on the ground in the middle of the footprint or at the foot of the pole.
//! The same arguments give the same mesh, to the bit. Sizes that are not finite or out of all
//! proportion are brought within it.

mod barrier; // guard rails, fences, walls along a line
mod board; // motorway boards, gantries
mod building; // houses
mod face; // what is painted on plates
mod furniture; // benches, shelters, bins
mod glyphs; // letters and numbers as strokes
mod light; // street lights
mod materials; // what all this is made of
mod plants; // trees, bushes, hedges, forests
mod power; // poles of power lines, and wires
mod sign; // traffic signs on their poles
mod signal; // traffic lights

pub use barrier::{BarrierKind, barrier, barrier_along};
pub use board::{chevron_board, direction_board, gantry};
pub use building::{BuildingKind, building};
pub use furniture::{FurnitureKind, furniture};
pub use light::{StreetLight, StreetLightKind, street_light};
pub use plants::{TreeKind, bush, forest_edge, hedge, tree};
pub use power::{PowerPole, power_pole, wire};
pub use sign::{SignKind, sign};
pub use signal::{SignalMount, signal_head};

#[cfg(test)]
mod tests;
