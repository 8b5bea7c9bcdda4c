//! The state from which plans begin: that of the last plan while the ego follows it, else the
//! measured one. Plans that begin at the measured state every time feed its noise, and the
//! controller's lag, back into the motion.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::not_negative;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{EgoState, Trajectory};
use trunkline_interfaces::{ConfigError, Stamp, VehicleParams};

use crate::reference::{Line, Place};

/// Faster yaw rates than the tyres give at this speed are noise, m/s².
const MAX_LATERAL_MPS2: f64 = 8.0;

/// How far the ego may be off its last plan before the next plan begins at the measured state.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StartConfig {
    /// Distance along the path, m, ≥ 0 (0: always begin at the measured state).
    pub along_m: f64,
    /// Distance across the path, m, ≥ 0.
    pub across_m: f64,
    /// Yaw, rad, ≥ 0.
    pub yaw_rad: f64,
    /// Speed, m/s, ≥ 0.
    pub speed_mps: f64,
}

impl Default for StartConfig {
    fn default() -> Self {
        Self {
            along_m: 1.0,
            across_m: 0.3,
            yaw_rad: 0.1,
            speed_mps: 0.8,
        }
    }
}

impl StartConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        not_negative("along_m", self.along_m)?;
        not_negative("across_m", self.across_m)?;
        not_negative("yaw_rad", self.yaw_rad)?;
        not_negative("speed_mps", self.speed_mps)
    }
}

/// What the planner decided last.
#[derive(Debug, Clone)]
pub(crate) struct LastPlan {
    pub(crate) stamp: Stamp,
    pub(crate) trajectory: Trajectory,
}

/// Where and how the ego moves at the plan's first point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Start {
    pub(crate) stamp: Stamp,
    /// Rear axle, world.
    pub(crate) pose: Pose2,
    pub(crate) speed_mps: f64,
    pub(crate) acceleration_mps2: f64,
    pub(crate) curvature_1pm: f64,
    /// Rear axle on the route.
    pub(crate) place: Place,
}

impl Start {
    /// The measured state.
    pub(crate) fn measured(
        ego: &EgoState,
        vehicle: &VehicleParams,
        line: &Line,
        near: Place,
    ) -> Self {
        let speed_mps = ego.speed_mps();
        // At a walk the yaw rate says little about the path; the wheels' angle does.
        let steered = libm::tan(ego.steering_rad.clamp(-1.2, 1.2)) / vehicle.wheelbase_m.max(0.1);
        let moved = ego.yaw_rate_radps / speed_mps.max(0.1);
        let bound = MAX_LATERAL_MPS2 / (speed_mps * speed_mps).max(1.0);
        let curvature_1pm = if speed_mps > 3.0 { moved } else { steered };
        let pose = ego.pose();
        Self {
            stamp: ego.header.stamp,
            pose,
            speed_mps,
            acceleration_mps2: ego.acceleration_mps2.x.clamp(-8.0, 4.0),
            curvature_1pm: curvature_1pm.clamp(-bound, bound),
            place: line.refined(pose.position_m(), near.s_m),
        }
    }

    /// The state that the last plan has for now, if the ego follows it closely enough.
    pub(crate) fn planned(
        &self,
        config: &StartConfig,
        last: &LastPlan,
        line: &Line,
    ) -> Option<Self> {
        let elapsed_s = (self.stamp - last.stamp).s();
        if !(elapsed_s > 0.0 && elapsed_s <= last.trajectory.horizon_s()) {
            return None;
        }
        let point = last.trajectory.at(elapsed_s)?;
        let off: Vector2<f64> = self.pose.inverse_transform_point(point.position_m);
        let follows = off.x.abs() <= config.along_m
            && off.y.abs() <= config.across_m
            && angle_difference_rad(point.yaw_rad, self.pose.yaw_rad).abs() <= config.yaw_rad
            && (point.speed_mps - self.speed_mps).abs() <= config.speed_mps;
        follows.then(|| Self {
            stamp: self.stamp,
            pose: point.pose(),
            speed_mps: point.speed_mps,
            acceleration_mps2: point.acceleration_mps2,
            curvature_1pm: point.curvature_1pm,
            place: line.refined(point.position_m, self.place.s_m),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::Duration;
    use trunkline_interfaces::messages::TrajectoryPoint;
    use trunkline_tests::assert_refused;

    fn curvature_1pm(speed: f64, yaw_rate: f64, steering: f64) -> f64 {
        let mut bench = Bench::straight(speed);
        (bench.ego.yaw_rate_radps, bench.ego.steering_rad) = (yaw_rate, steering);
        bench.look(|scene| scene.start.curvature_1pm)
    }

    #[test]
    fn curvature_is_that_of_the_wheels_at_a_walk_and_of_the_motion_above() {
        assert_abs_diff_eq!(
            curvature_1pm(2.9, 0.5, 0.1),
            0.1_f64.tan() / 2.75,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(curvature_1pm(4.0, 0.2, 0.1), 0.05, epsilon = 1e-12);
        // 8 m/s² at 10 m/s
        assert_abs_diff_eq!(curvature_1pm(10.0, -9.0, 0.0), -0.08, epsilon = 1e-12);
        // a wheel angle beyond any lock counts as 1.2 rad
        assert_abs_diff_eq!(
            curvature_1pm(0.0, 0.0, 1.5),
            1.2_f64.tan() / 2.75,
            epsilon = 1e-12
        );
    }

    #[test]
    fn measured_acceleration_is_believed_within_bounds() {
        for (measured, believed) in [(-9.0, -8.0), (5.0, 4.0), (1.0, 1.0)] {
            let mut bench = Bench::straight(5.0);
            bench.ego.acceleration_mps2.x = measured;
            let start = bench.look(|scene| scene.start.acceleration_mps2);
            assert_abs_diff_eq!(start, believed, epsilon = 0.0);
        }
    }

    /// Whether a plan of 5 m/s along y = 0, 0.5 s old, is followed by an ego at a state.
    fn follows(x: f64, y: f64, yaw: f64, speed: f64, age_s: f64) -> bool {
        let point = |time_s: f64| TrajectoryPoint {
            time_s,
            position_m: Vector2::new(5.0 * time_s, 0.0),
            yaw_rad: 0.0,
            speed_mps: 5.0,
            acceleration_mps2: 0.3,
            curvature_1pm: 0.01,
        };
        let last = LastPlan {
            stamp: Stamp::ZERO,
            trajectory: Trajectory {
                points: vec![point(0.0), point(8.0)],
            },
        };
        let mut bench = Bench::straight(speed).ego_at(x, y, yaw);
        bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms((1e3 * age_s) as i64);
        bench.look(|scene| {
            let planned = scene
                .start
                .planned(&StartConfig::default(), &last, scene.line);
            if let Some(planned) = &planned {
                assert_abs_diff_eq!(planned.pose.x_m, 5.0 * age_s, epsilon = 1e-9);
                assert_abs_diff_eq!(planned.place.s_m, 20.0 + 5.0 * age_s, epsilon = 1e-9);
                assert_eq!(
                    (planned.acceleration_mps2, planned.curvature_1pm),
                    (0.3, 0.01)
                );
                assert_eq!(planned.stamp, bench.ego.header.stamp);
            }
            planned.is_some()
        })
    }

    #[test]
    fn a_plan_goes_on_while_the_ego_is_near_it() {
        assert!(follows(2.5, 0.0, 0.0, 5.0, 0.5));
        for side in [1.0, -1.0] {
            assert!(follows(2.5 + 0.99 * side, 0.0, 0.0, 5.0, 0.5));
            assert!(!follows(2.5 + 1.01 * side, 0.0, 0.0, 5.0, 0.5));
            assert!(follows(2.5, 0.29 * side, 0.0, 5.0, 0.5));
            assert!(!follows(2.5, 0.31 * side, 0.0, 5.0, 0.5));
            assert!(follows(2.5, 0.0, 0.09 * side, 5.0, 0.5));
            assert!(!follows(2.5, 0.0, 0.11 * side, 5.0, 0.5));
            assert!(follows(2.5, 0.0, 0.0, 5.0 + 0.79 * side, 0.5));
            assert!(!follows(2.5, 0.0, 0.0, 5.0 + 0.81 * side, 0.5));
        }
        assert!(!follows(0.0, 0.0, 0.0, 5.0, 0.0), "of this very time");
        assert!(follows(40.0, 0.0, 0.0, 5.0, 8.0));
        assert!(!follows(40.5, 0.0, 0.0, 5.0, 8.1), "past its end");
    }

    #[test]
    fn thresholds_below_zero_are_refused() {
        assert_refused::<StartConfig, _>(
            |c| c.check(),
            &[
                ("along_m", |c| c.along_m = -0.1),
                ("across_m", |c| c.across_m = f64::NAN),
                ("yaw_rad", |c| c.yaw_rad = -0.1),
                ("speed_mps", |c| c.speed_mps = -0.1),
            ],
        );
    }

    #[test]
    fn three_metres_per_second_is_still_a_walk_and_the_motion_has_its_sign() {
        assert_abs_diff_eq!(
            curvature_1pm(3.0, 0.6, 0.1),
            0.1_f64.tan() / 2.75,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(curvature_1pm(3.2, -0.16, 0.1), -0.05, epsilon = 1e-12);
        // 8 m/s² at 4 m/s
        assert_abs_diff_eq!(curvature_1pm(4.0, 9.0, 0.0), 0.5, epsilon = 1e-12);
        // and no more than 8 1/m below 1 m/s: only the wheels speak there
        let turned = -0.4_f64.tan() / 2.75;
        assert_abs_diff_eq!(curvature_1pm(-0.5, 9.0, -0.4), turned, epsilon = 1e-12);
    }

    #[test]
    fn how_far_off_the_plan_is_counts_along_and_across_the_ego() {
        let planned = |forward_m: f64, left_m: f64, turned: f64| {
            let ego = Pose2::new(2.0, 1.0, 1.2);
            let point = |time_s: f64| TrajectoryPoint {
                time_s,
                position_m: ego.transform_point(Vector2::new(forward_m, left_m)),
                yaw_rad: 1.2 + turned,
                speed_mps: 4.5,
                acceleration_mps2: -0.6,
                curvature_1pm: 0.02,
            };
            let last = LastPlan {
                stamp: Stamp::ZERO + Duration::from_ms(700),
                trajectory: Trajectory {
                    points: vec![point(0.0), point(8.0)],
                },
            };
            let mut bench = Bench::straight(5.0).ego_at(2.0, 1.0, 1.2);
            bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms(1200);
            bench.look(|scene| {
                scene
                    .start
                    .planned(&StartConfig::default(), &last, scene.line)
            })
        };
        let start = planned(-0.9, 0.25, 0.08).unwrap();
        // on a road along y = 0, whose s = 20 m is x = 0
        let x = 2.0 - 0.9 * 1.2_f64.cos() - 0.25 * 1.2_f64.sin();
        let y = 1.0 - 0.9 * 1.2_f64.sin() + 0.25 * 1.2_f64.cos();
        assert_abs_diff_eq!(start.pose.position_m(), Vector2::new(x, y), epsilon = 1e-9);
        assert_abs_diff_eq!(start.pose.yaw_rad, 1.28, epsilon = 1e-9);
        assert_abs_diff_eq!(start.place.s_m, 20.0 + x, epsilon = 1e-9);
        assert_abs_diff_eq!(start.place.d_m, y, epsilon = 1e-9);
        assert_eq!((start.speed_mps, start.acceleration_mps2), (4.5, -0.6));
        // any of the three alone is too much
        assert!(planned(-0.25, 0.9, 0.08).is_none());
        assert!(planned(1.1, 0.25, 0.08).is_none());
        assert!(planned(-0.9, 0.25, -0.12).is_none());
    }
}
