//! Our own vehicle: actuators, kinematic and dynamic bicycle, exact following of a trajectory.

mod actuated; // commands to motion
mod actuators; // lag and limits between a request and the wheels
mod dynamic; // bicycle with tyre forces
mod follower; // a trajectory followed exactly
mod kinematic; // bicycle that rolls without slip
mod motion; // pose and motion of the rear axle
mod tyre; // lateral force with saturation

pub(crate) use actuated::Actuated;
pub(crate) use actuators::ActuatorLag;
pub(crate) use dynamic::{DynamicBicycle, Handling};
pub(crate) use kinematic::KinematicBicycle;
pub(crate) use motion::Motion;
