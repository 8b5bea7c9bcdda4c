//! The ego's vehicle, driven by commands or along a trajectory.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Actuation;

use crate::ego::{ActuatorLag, DynamicBicycle, Handling, Motion, TrajectoryFollower};

/// The ego's vehicle.
#[derive(Debug, Clone)]
pub(crate) struct EgoVehicle {
    vehicle: VehicleParams,
    car: DynamicBicycle,
    follower: TrajectoryFollower,
}

impl EgoVehicle {
    /// Rolling at a speed on a road of the given friction.
    pub(crate) fn new(pose: Pose2, speed_mps: f64, friction: f64) -> Self {
        let vehicle = VehicleParams::default();
        let handling = Handling {
            friction,
            ..Handling::default()
        };
        let motion = Motion::rolling(pose, speed_mps);
        Self {
            vehicle,
            car: DynamicBicycle::new(vehicle, handling, ActuatorLag::default(), motion),
            follower: TrajectoryFollower::default(),
        }
    }

    /// Dimensions and limits.
    pub(crate) fn vehicle(&self) -> &VehicleParams {
        &self.vehicle
    }

    /// How it moves now.
    pub(crate) fn motion(&self) -> &Motion {
        self.car.motion()
    }

    /// Advances one step. A trajectory that says nothing leaves the vehicle braking gently.
    pub(crate) fn step(&mut self, actuation: &Actuation, dt_s: f64) {
        match actuation {
            Actuation::Control {
                steering_rad,
                acceleration_mps2,
            } => {
                self.follower.reset();
                self.car.step(*steering_rad, *acceleration_mps2, dt_s);
            }
            Actuation::Trajectory(trajectory) => {
                let before = *self.car.motion();
                match self.follower.step(trajectory, &before, &self.vehicle, dt_s) {
                    Some(motion) => self.car.set_motion(motion),
                    None => {
                        self.car.step(before.steering_rad, -2.0, dt_s);
                    }
                }
            }
        }
    }
}
