//! The ego under a stack's commands: steering and acceleration, or a trajectory followed exactly.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::messages::Actuation;

use super::actuators::Actuators;
use super::follower::TrajectoryFollower;
use super::motion::Motion;

/// Braking along a trajectory that says nothing, m/s².
const LOST_MPS2: f64 = -2.0;

/// A model of how requests for steering and acceleration move a vehicle.
pub trait Bicycle {
    /// How it moves now.
    fn motion(&self) -> &Motion;

    /// Its actuators and its motion, to be set.
    fn state_mut(&mut self) -> (&mut Actuators, &mut Motion);

    /// Puts it elsewhere; the actuators go on from the motion's own steering and acceleration.
    fn set_motion(&mut self, motion: Motion) {
        let (actuators, own) = self.state_mut();
        actuators.steering_rad = motion.steering_rad;
        actuators.acceleration_mps2 = motion.acceleration_mps2.x;
        *own = motion;
    }

    /// Advances `dt_s` under a request for steering and acceleration.
    fn step(&mut self, steering_rad: f64, acceleration_mps2: f64, dt_s: f64) -> &Motion;
}

/// A vehicle under a stack's commands.
#[derive(Debug, Clone)]
pub(crate) struct Actuated<B> {
    vehicle: VehicleParams,
    car: B,
    follower: TrajectoryFollower,
}

impl<B: Bicycle> Actuated<B> {
    pub(crate) fn new(vehicle: VehicleParams, car: B) -> Self {
        Self {
            vehicle,
            car,
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

    /// The vehicle, to be put onto other ground.
    pub(crate) fn car_mut(&mut self) -> &mut B {
        &mut self.car
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
                        self.car.step(before.steering_rad, LOST_MPS2, dt_s);
                    }
                }
            }
        }
    }
}
