//! How our ego moves in a recorded scene: a bicycle that rolls without slip, with actuators that
//! lag, or exactly along a trajectory.

use nalgebra::Vector2;
use trunkline_interfaces::messages::Header;

use super::replay::recorded_ego;
use super::{Scene, vehicle_of};
use crate::ego::{Actuated, ActuatorLag, KinematicBicycle, Motion};

/// Data set in which single steps of the ego jump, position and velocity (docs/METRICS.md 4.5).
const JUMPING_ORIGIN: &str = "nuscenes";
/// History steps whose median speed stands for the start where steps jump.
const MEDIAN_STEPS: usize = 5;
/// Below this speed a yaw rate says nothing of the steering angle.
const CRAWLING_MPS: f64 = 1.0;

/// The ego's vehicle in a recorded scene.
pub(super) type EgoMotion = Actuated<KinematicBicycle>;

/// Where the recorded driver is when driving begins, and as fast.
pub(super) fn starting(scene: &Scene) -> EgoMotion {
    let vehicle = vehicle_of(scene);
    let mut motion = Motion::default();
    if let Some(ego) = recorded_ego(scene, scene.history_steps, Header::default()) {
        let speed_mps = start_speed_mps(scene);
        let limit = vehicle.max_steering_rad;
        let curvature_1pm = ego.yaw_rate_radps / speed_mps.max(CRAWLING_MPS);
        motion = Motion::rolling(ego.pose(), speed_mps);
        motion.steering_rad = libm::atan(vehicle.wheelbase_m * curvature_1pm).clamp(-limit, limit);
        motion.yaw_rate_radps = speed_mps * libm::tan(motion.steering_rad) / vehicle.wheelbase_m;
        motion.acceleration_mps2 = Vector2::new(0.0, speed_mps * motion.yaw_rate_radps);
    }
    Actuated::new(vehicle, KinematicBicycle, ActuatorLag::default(), motion)
}

/// The recorded speed along the body; where steps jump the median of the last history steps.
fn start_speed_mps(scene: &Scene) -> f64 {
    let forward = |step: usize| {
        let state = scene.ego().at(step);
        state.map(|s| s.velocity_mps.dot(&s.pose.direction()))
    };
    let first = scene.history_steps;
    let from = if scene.origin == JUMPING_ORIGIN {
        (first + 1).saturating_sub(MEDIAN_STEPS)
    } else {
        first
    };
    let mut recent: Vec<f64> = (from..=first).filter_map(forward).collect();
    recent.sort_by(f64::total_cmp);
    recent
        .get(recent.len() / 2)
        .copied()
        .unwrap_or(0.0)
        .max(0.0)
}
