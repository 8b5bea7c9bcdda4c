//! The ego's vehicle in the simulator: a bicycle with tyre forces.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Pose2;

use crate::ego::{Actuated, ActuatorLag, DynamicBicycle, Handling, Motion};

/// The ego's vehicle.
pub(super) type EgoVehicle = Actuated<DynamicBicycle>;

/// Rolling at a speed on a road of the given friction.
pub(super) fn rolling(pose: Pose2, speed_mps: f64, friction: f64) -> EgoVehicle {
    let vehicle = VehicleParams::default();
    let handling = Handling {
        friction,
        ..Handling::default()
    };
    let motion = Motion::rolling(pose, speed_mps);
    let bicycle = DynamicBicycle::new(handling);
    Actuated::new(vehicle, bicycle, ActuatorLag::default(), motion)
}
