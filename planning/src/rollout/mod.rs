//! Forward simulation of a candidate: a kinematic bicycle that steers onto the candidate's path
//! and drives by the intelligent driver model.

mod lateral; // how a candidate gets to its offset
mod longitudinal; // how fast, and because of what
mod simulate; // both together, step by step

pub(crate) use lateral::LateralProfile;
pub(crate) use longitudinal::{Driver, corridor};
pub(crate) use simulate::{Course, Rollout, State, go_on, roll_out};
