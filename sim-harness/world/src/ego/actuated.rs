//! The ego under a stack's commands: steering and acceleration, or a trajectory followed exactly.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::messages::Actuation;

use super::actuators::{ActuatorLag, Actuators};
use super::follower::TrajectoryFollower;
use super::motion::Motion;

/// Braking along a trajectory that says nothing, m/s².
const LOST_MPS2: f64 = -2.0;

/// A model of how a vehicle moves as its actuators make it.
pub(crate) trait Bicycle {
    /// The motion `dt_s` after `before`, front wheels at `steering_rad`, drive and brakes giving
    /// `acceleration_mps2`.
    fn moved(
        &self,
        before: &Motion,
        steering_rad: f64,
        acceleration_mps2: f64,
        vehicle: &VehicleParams,
        dt_s: f64,
    ) -> Motion;
}

/// A vehicle under a stack's commands.
#[derive(Debug, Clone)]
pub(crate) struct Actuated<B> {
    vehicle: VehicleParams,
    bicycle: B,
    actuators: Actuators,
    motion: Motion,
    follower: TrajectoryFollower,
}

impl<B: Bicycle> Actuated<B> {
    /// A vehicle in motion; its actuators stand where the motion has them.
    pub(crate) fn new(
        vehicle: VehicleParams,
        bicycle: B,
        lag: ActuatorLag,
        motion: Motion,
    ) -> Self {
        let mut actuated = Self {
            vehicle,
            bicycle,
            actuators: Actuators::new(lag),
            motion,
            follower: TrajectoryFollower::default(),
        };
        actuated.put(motion);
        actuated
    }

    /// Dimensions and limits.
    pub(crate) fn vehicle(&self) -> &VehicleParams {
        &self.vehicle
    }

    /// How it moves now.
    pub(crate) fn motion(&self) -> &Motion {
        &self.motion
    }

    /// The model that moves it, to be put onto other ground.
    pub(crate) fn bicycle_mut(&mut self) -> &mut B {
        &mut self.bicycle
    }

    /// Advances one step. A trajectory that says nothing leaves the vehicle braking gently.
    pub(crate) fn step(&mut self, actuation: &Actuation, dt_s: f64) {
        match actuation {
            Actuation::Control {
                steering_rad,
                acceleration_mps2,
            } => {
                self.follower.reset();
                self.control(*steering_rad, *acceleration_mps2, dt_s);
            }
            Actuation::Trajectory(trajectory) => {
                match self
                    .follower
                    .step(trajectory, &self.motion, &self.vehicle, dt_s)
                {
                    Some(motion) => self.put(motion),
                    None => self.control(self.motion.steering_rad, LOST_MPS2, dt_s),
                }
            }
        }
    }

    /// Advances one step under a request for steering and acceleration.
    pub(super) fn control(&mut self, steering_rad: f64, acceleration_mps2: f64, dt_s: f64) {
        self.actuators
            .step(steering_rad, acceleration_mps2, &self.vehicle, dt_s);
        self.motion = self.bicycle.moved(
            &self.motion,
            self.actuators.steering_rad,
            self.actuators.acceleration_mps2,
            &self.vehicle,
            dt_s,
        );
    }

    /// Puts it elsewhere; the actuators go on from the motion's own steering and acceleration.
    fn put(&mut self, motion: Motion) {
        self.actuators.steering_rad = motion.steering_rad;
        self.actuators.acceleration_mps2 = motion.acceleration_mps2.x;
        self.motion = motion;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ego::{DynamicBicycle, Handling, KinematicBicycle};
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};

    /// What a vehicle does from a pose on that drives a slalom and brakes.
    fn slalom<B: Bicycle>(bicycle: B, from: Pose2, speed_mps: f64, steering_rad: f64) -> Motion {
        let start = Motion::rolling(from, speed_mps);
        let mut car = Actuated::new(
            VehicleParams::default(),
            bicycle,
            ActuatorLag::default(),
            start,
        );
        for k in 0..200 {
            let side = if k % 100 < 50 { 1.0 } else { -0.7 };
            car.control(side * steering_rad, if k < 120 { 0.5 } else { -3.0 }, 0.01);
        }
        *car.motion()
    }

    /// The same drive from the origin and from elsewhere: what the vehicle feels is equal to the bit,
    /// where it ends is the same place seen from the start.
    fn assert_same_drive<B: Bicycle + Copy>(bicycle: B, from: Pose2, speed: f64, steering: f64) {
        let here = slalom(bicycle, Pose2::default(), speed, steering);
        let there = slalom(bicycle, from, speed, steering);
        assert_eq!(there.velocity_mps, here.velocity_mps);
        assert_eq!(there.acceleration_mps2, here.acceleration_mps2);
        assert_eq!(
            there.yaw_rate_radps.to_bits(),
            here.yaw_rate_radps.to_bits()
        );
        let expected_m = from.transform_point(here.pose.position_m());
        assert!((there.pose.position_m() - expected_m).norm() < 1e-8);
        let turned_rad = angle_difference_rad(there.pose.yaw_rad, from.yaw_rad + here.pose.yaw_rad);
        assert!(turned_rad.abs() < 1e-11);
    }

    proptest! {
        #[test]
        fn where_a_drive_begins_and_which_way_it_faces_does_not_change_it(
            x in -1e3..1e3_f64, y in -1e3..1e3_f64, yaw in -3.1..3.1_f64,
            speed in 0.0..25.0_f64, steering in -0.3..0.3_f64,
        ) {
            let from = Pose2::new(x, y, yaw);
            assert_same_drive(KinematicBicycle, from, speed, steering);
            assert_same_drive(DynamicBicycle::new(Handling::default()), from, speed, steering);
        }
    }
}
