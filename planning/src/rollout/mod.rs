//! Forward simulation of a candidate: a kinematic bicycle that steers onto the candidate's path
//! and drives by the intelligent driver model.

mod course; // by what a candidate is driven, and through what
mod lateral; // how a candidate gets to its offset
mod longitudinal; // how fast, and because of what
mod simulate; // all together, step by step
mod state; // the ego at one step
mod steering; // how it steers onto its path

pub(crate) use course::{Course, Driver};
pub(crate) use lateral::LateralProfile;
pub(crate) use longitudinal::corridor;
pub(crate) use simulate::{Rollout, go_on, roll_out};
pub(crate) use state::State;
