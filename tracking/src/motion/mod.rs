//! How agents move between frames, and what a measurement says about it.

mod chord; // the way along an arc
mod constant_velocity; // pedestrians and static objects
mod estimate; // what a filter says
mod gaussian; // prediction and correction of any linearised model
mod measurement; // what is measured
mod process_noise; // how much agents move otherwise than their model says
mod turn_rate; // everything on wheels

pub(crate) use constant_velocity::ConstantVelocity;
pub(crate) use estimate::Estimate;
pub(crate) use gaussian::FilterError;
pub(crate) use measurement::Measurement;
pub(crate) use process_noise::ProcessNoise;
pub(crate) use turn_rate::TurnRate;
