//! How our ego moves in a recorded scene: a kinematic bicycle with actuators that lag a little.

use nalgebra::Vector2;
use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::{Pose2, wrap_rad};
use trunkline_interfaces::messages::{Actuation, EgoState, Header, Trajectory};

use super::Scene;
use super::log_world::start;

/// Time constant of the steering actuator, s.
const STEERING_LAG_S: f64 = 0.1;
/// Time constant of drive and brakes, s.
const ACCELERATION_LAG_S: f64 = 0.15;
/// Below this speed a yaw rate says nothing of the steering angle.
const CRAWLING_MPS: f64 = 1.0;

/// Pose and motion of the rear axle.
#[derive(Debug, Clone)]
pub(super) struct EgoMotion {
    vehicle: VehicleParams,
    pose: Pose2,
    speed_mps: f64,
    acceleration_mps2: f64,
    steering_rad: f64,
    /// The trajectory at hand, and the time since it was first given.
    following: Option<(Trajectory, f64)>,
}

impl EgoMotion {
    /// Where the recorded driver is when driving begins.
    pub(super) fn new(scene: &Scene, vehicle: &VehicleParams) -> Self {
        let (pose, speed_mps, yaw_rate_radps) = start(scene);
        let curvature_1pm = yaw_rate_radps / speed_mps.max(CRAWLING_MPS);
        let limit = vehicle.max_steering_rad;
        Self {
            vehicle: *vehicle,
            pose,
            speed_mps,
            acceleration_mps2: 0.0,
            steering_rad: libm::atan(vehicle.wheelbase_m * curvature_1pm).clamp(-limit, limit),
            following: None,
        }
    }

    /// The state as a message.
    pub(super) fn state(&self, header: Header) -> EgoState {
        let yaw_rate_radps = self.yaw_rate_radps();
        EgoState {
            header,
            position_m: [self.pose.x_m, self.pose.y_m, 0.0].into(),
            yaw_rad: self.pose.yaw_rad,
            pitch_rad: 0.0,
            roll_rad: 0.0,
            velocity_mps: Vector2::new(self.speed_mps, 0.0),
            acceleration_mps2: Vector2::new(
                self.acceleration_mps2,
                self.speed_mps * yaw_rate_radps,
            ),
            yaw_rate_radps,
            steering_rad: self.steering_rad,
        }
    }

    /// ψ' = v · tan δ / L: kinematic bicycle at the rear axle (Rajamani 2012, section 2.2).
    fn yaw_rate_radps(&self) -> f64 {
        self.speed_mps * libm::tan(self.steering_rad) / self.vehicle.wheelbase_m
    }

    /// Moves on by one step.
    pub(super) fn step(&mut self, actuation: &Actuation, dt_s: f64) {
        match actuation {
            Actuation::Control {
                steering_rad,
                acceleration_mps2,
            } => {
                self.following = None;
                self.drive(*steering_rad, *acceleration_mps2, dt_s);
            }
            Actuation::Trajectory(trajectory) => self.follow(trajectory, dt_s),
        }
    }

    fn drive(&mut self, steering_rad: f64, acceleration_mps2: f64, dt_s: f64) {
        let v = self.vehicle;
        let wish = acceleration_mps2.clamp(-v.max_braking_mps2, v.max_acceleration_mps2);
        let lag = |time_constant_s: f64| 1.0 - libm::exp(-dt_s / time_constant_s);
        self.acceleration_mps2 += lag(ACCELERATION_LAG_S) * (wish - self.acceleration_mps2);
        let target = steering_rad.clamp(-v.max_steering_rad, v.max_steering_rad);
        let most = v.max_steering_rate_radps * dt_s;
        self.steering_rad +=
            (lag(STEERING_LAG_S) * (target - self.steering_rad)).clamp(-most, most);
        let before_mps = self.speed_mps;
        self.speed_mps = (before_mps + self.acceleration_mps2 * dt_s).max(0.0);
        if self.speed_mps == 0.0 {
            self.acceleration_mps2 = self.acceleration_mps2.max(0.0); // brakes hold, they do not push back
        }
        // Midpoint rule: the mean speed, along the mean heading.
        let distance_m = 0.5 * (before_mps + self.speed_mps) * dt_s;
        let turn_rad = distance_m * libm::tan(self.steering_rad) / v.wheelbase_m;
        let middle = Pose2::new(
            self.pose.x_m,
            self.pose.y_m,
            self.pose.yaw_rad + 0.5 * turn_rad,
        );
        let moved = middle.forward(distance_m);
        self.pose = Pose2::new(moved.x_m, moved.y_m, wrap_rad(self.pose.yaw_rad + turn_rad));
    }

    /// Follows a trajectory exactly; its time goes on while the same one is given again.
    fn follow(&mut self, trajectory: &Trajectory, dt_s: f64) {
        let elapsed_s = match &self.following {
            Some((last, elapsed_s)) if last == trajectory => elapsed_s + dt_s,
            _ => dt_s,
        };
        if let Some(point) = trajectory.at(elapsed_s) {
            self.pose = point.pose();
            self.speed_mps = point.speed_mps.max(0.0);
            self.acceleration_mps2 = point.acceleration_mps2;
            self.steering_rad = libm::atan(self.vehicle.wheelbase_m * point.curvature_1pm);
        }
        self.following = Some((trajectory.clone(), elapsed_s));
    }
}
