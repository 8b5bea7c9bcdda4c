//! The ego at one step of a rollout.

use nalgebra::Vector2;
use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::{Rectangle, wrap_rad};
use trunkline_interfaces::messages::TrajectoryPoint;

use crate::scene::{Cause, DT_S, Start};

/// The ego at one step of a rollout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct State {
    pub(crate) position_m: Vector2<f64>,
    pub(crate) yaw_rad: f64,
    /// Unit vector along the yaw.
    pub(crate) axis: Vector2<f64>,
    pub(crate) speed_mps: f64,
    pub(crate) acceleration_mps2: f64,
    pub(crate) curvature_1pm: f64,
    /// Rear axle along the route.
    pub(crate) s_m: f64,
    /// Rear axle across the route, left positive.
    pub(crate) d_m: f64,
    /// What bounds the speed here.
    pub(crate) cause: Cause,
}

impl State {
    /// The state from which a plan begins.
    pub(super) fn of(start: &Start) -> Self {
        Self {
            position_m: start.pose.position_m(),
            yaw_rad: start.pose.yaw_rad,
            axis: start.pose.direction(),
            speed_mps: start.speed_mps,
            acceleration_mps2: start.acceleration_mps2,
            curvature_1pm: start.curvature_1pm,
            s_m: start.place.s_m,
            d_m: start.place.d_m,
            cause: Cause::Free,
        }
    }

    /// The ego's outline.
    pub(crate) fn footprint(&self, vehicle: &VehicleParams) -> Rectangle {
        Rectangle {
            center_m: self.position_m + self.axis * vehicle.center_from_rear_axle_m(),
            axis: self.axis,
            half_length_m: 0.5 * vehicle.length_m,
            half_width_m: 0.5 * vehicle.width_m,
        }
    }

    /// The state as a point of a plan.
    pub(crate) fn point(&self, step: usize) -> TrajectoryPoint {
        TrajectoryPoint {
            time_s: step as f64 * DT_S,
            position_m: self.position_m,
            yaw_rad: wrap_rad(self.yaw_rad),
            speed_mps: self.speed_mps,
            acceleration_mps2: self.acceleration_mps2,
            curvature_1pm: self.curvature_1pm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, in_a_bend};
    use approx::assert_abs_diff_eq;

    #[test]
    fn outline_and_point_are_those_of_the_rear_axle() {
        Bench::straight(3.0).ego_at(1.0, 2.0, 0.5).look(|scene| {
            let mut state = State::of(scene.start);
            let outline = state.footprint(scene.vehicle);
            let expected = scene.vehicle.footprint(&scene.start.pose);
            assert_abs_diff_eq!(outline.center_m, expected.center_m, epsilon = 1e-12);
            assert_eq!((outline.half_length_m, outline.half_width_m), (2.3, 0.925));
            state.yaw_rad = 4.0;
            let point = state.point(7);
            assert_abs_diff_eq!(point.time_s, 0.7, epsilon = 1e-12);
            assert_abs_diff_eq!(point.yaw_rad, 4.0 - std::f64::consts::TAU, epsilon = 1e-12);
            assert_eq!(
                (point.speed_mps, point.position_m),
                (3.0, Vector2::new(1.0, 2.0))
            );
        });
    }

    #[test]
    fn a_state_begins_with_all_of_the_start_and_its_point_has_all_of_the_state() {
        in_a_bend(|scene| {
            let start = Start {
                acceleration_mps2: -0.4,
                ..*scene.start
            };
            let state = State::of(&start);
            assert_eq!((state.yaw_rad, state.speed_mps), (0.55, 7.0));
            assert_eq!((state.acceleration_mps2, state.curvature_1pm), (-0.4, 0.09));
            assert_eq!((state.s_m, state.d_m), (start.place.s_m, 0.75));
            let outline = state.footprint(scene.vehicle);
            let ahead_m = Vector2::new(0.55_f64.cos(), 0.55_f64.sin()) * 1.35;
            let center_m = start.pose.position_m() + ahead_m;
            assert_abs_diff_eq!(outline.center_m, center_m, epsilon = 1e-12);
            assert_abs_diff_eq!(outline.axis.y, 0.55_f64.sin(), epsilon = 1e-12);
            let point = state.point(3);
            assert_eq!((point.acceleration_mps2, point.curvature_1pm), (-0.4, 0.09));
            assert_eq!(point.position_m, start.pose.position_m());
        });
    }
}
