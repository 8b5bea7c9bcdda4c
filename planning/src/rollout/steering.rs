//! How a candidate steers: onto its path, within the limits of the wheels and of comfort.

use trunkline_interfaces::VehicleParams;

use super::course::Course;
use super::state::State;
use crate::reference::Sample;
use crate::scene::DT_S;

/// Yaw acceleration that steering is allowed to make, rad/s² (nuPlan's comfort bound is 1.93).
const YAW_ACCELERATION_RADPS2: f64 = 1.2;
/// Lateral acceleration that steering is allowed to make, m/s² (nuPlan's comfort bound is 4.89).
const LATERAL_MPS2: f64 = 4.0;
/// Length over which an offset from the path is steered out, s of driving, within these lengths, m.
const STEERING_S: f64 = 0.9;
const STEERING_LENGTHS_M: (f64, f64) = (3.0, 12.0);
/// Damping of that correction: 1 is critical.
const STEERING_DAMPING: f64 = 1.0;

/// What the steered wheels allow.
pub(super) struct Wheels {
    wheelbase_m: f64,
    /// Curvature at full lock.
    most_1pm: f64,
    max_rate_radps: f64,
}

impl Wheels {
    pub(super) fn of(vehicle: &VehicleParams) -> Self {
        let wheelbase_m = vehicle.wheelbase_m.max(0.1);
        Self {
            wheelbase_m,
            most_1pm: libm::tan(vehicle.max_steering_rad.clamp(0.01, 1.4)) / wheelbase_m,
            max_rate_radps: vehicle.max_steering_rate_radps,
        }
    }

    /// Curvature of the next step: that of the path, minus offset and angle steered out over a
    /// length L as a damped oscillator over distance (d'' = −d/L² − 2ζ·d'/L), within the limits of
    /// the wheels and of comfort.
    pub(super) fn curvature_1pm(&self, course: &Course<'_>, state: &State, line: &Sample) -> f64 {
        let speed_mps = state.speed_mps.abs();
        let (target_m, slope, _) = course.lateral.at(state.s_m);
        let ahead_s_m = state.s_m + speed_mps * DT_S;
        let (target_ahead_m, _, bend) = course.lateral.at(ahead_s_m);
        let line_1pm = course.scene.line.curvature_at(ahead_s_m);
        let squeeze = (1.0 - line_1pm * target_ahead_m).max(0.2);
        let path_1pm = line_1pm / squeeze + bend;
        let (cos, sin) = (
            line.tangent.dot(&state.axis),
            line.tangent.perp(&state.axis),
        );
        let off_m = state.d_m - target_m;
        let angle_rad = libm::atan2(sin, cos)
            - libm::atan(slope / (1.0 - line.curvature_1pm * target_m).max(0.2));
        let length_m = (STEERING_S * speed_mps).clamp(STEERING_LENGTHS_M.0, STEERING_LENGTHS_M.1);
        let wish_1pm = path_1pm
            - off_m.clamp(-length_m, length_m) / (length_m * length_m)
            - 2.0 * STEERING_DAMPING * angle_rad.clamp(-1.0, 1.0) / length_m;
        let bound_1pm = self
            .most_1pm
            .min(LATERAL_MPS2 / (speed_mps * speed_mps).max(0.1));
        let bent = self.wheelbase_m * state.curvature_1pm;
        let wheels_rate = self.max_rate_radps * (1.0 + bent * bent) / self.wheelbase_m;
        let rate = wheels_rate.min(YAW_ACCELERATION_RADPS2 / speed_mps.max(0.5));
        let change = (wish_1pm.clamp(-bound_1pm, bound_1pm) - state.curvature_1pm)
            .clamp(-rate * DT_S, rate * DT_S);
        state.curvature_1pm + change
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, in_a_bend};
    use crate::idm::IdmConfig;
    use crate::rollout::{Driver, LateralProfile};
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;

    /// Curvature of the first step towards the middle, and what a step may change at most.
    fn first_1pm(speed: f64, y: f64, curvature_1pm: f64, vehicle: &VehicleParams) -> f64 {
        Bench::straight(speed).look(|scene| {
            let lateral = LateralProfile::new(scene.start, scene.line, 0.0); // d = 0 all the way
            let course = Course {
                config: &IdmConfig::default(),
                scene,
                lateral,
                driver: Driver::Follow { speed_share: 1.0 },
            };
            let mut state = State::of(scene.start);
            (state.d_m, state.curvature_1pm) = (y, curvature_1pm);
            Wheels::of(vehicle).curvature_1pm(&course, &state, &scene.line.at(state.s_m))
        })
    }

    #[test]
    fn an_offset_is_steered_out_as_a_damped_oscillator_over_distance() {
        let vehicle = VehicleParams::default();
        // L = 0.9 s · 10 m/s = 9 m: −0.05/81; within what a step may change (1.2/10 · 0.1)
        assert_abs_diff_eq!(
            first_1pm(10.0, 0.05, 0.0, &vehicle),
            -0.05 / 81.0,
            epsilon = 1e-12
        );
        // at 1 m/s L = 3 m, at 20 m/s 12 m
        assert_abs_diff_eq!(
            first_1pm(1.0, 0.05, 0.0, &vehicle),
            -0.05 / 9.0,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            first_1pm(20.0, 0.05, 0.0, &vehicle),
            -0.05 / 144.0,
            epsilon = 1e-12
        );
    }

    #[test]
    fn steering_changes_no_faster_than_wheels_and_comfort_allow() {
        let vehicle = VehicleParams::default();
        // at 10 m/s yaw acceleration decides: 1.2 / 10 per second
        assert_abs_diff_eq!(first_1pm(10.0, -9.0, 0.0, &vehicle), 0.012, epsilon = 1e-12);
        // at 1 m/s the wheels: 0.7 / 2.75 per second, and more where they are turned already
        assert_abs_diff_eq!(
            first_1pm(1.0, -9.0, 0.0, &vehicle),
            0.07 / 2.75,
            epsilon = 1e-12
        );
        let turned = 0.07 * (1.0 + 0.275 * 0.275) / 2.75;
        assert_abs_diff_eq!(
            first_1pm(1.0, -9.0, 0.1, &vehicle),
            0.1 + turned,
            epsilon = 1e-12
        );
        // lateral acceleration: 4 / 10² at most, reached from 0.035
        assert_abs_diff_eq!(
            first_1pm(10.0, -9.0, 0.035, &vehicle),
            0.04,
            epsilon = 1e-12
        );
        // full lock: tan 0.6 / 2.75
        let lock_1pm = 0.6_f64.tan() / 2.75;
        let near_lock = first_1pm(1.0, -9.0, lock_1pm - 1e-3, &vehicle);
        assert_abs_diff_eq!(near_lock, lock_1pm, epsilon = 1e-12);
    }

    #[test]
    fn on_a_bend_the_path_ahead_and_both_corrections_add_up() {
        in_a_bend(|scene| {
            let lateral = LateralProfile::new(scene.start, scene.line, -0.5);
            let course = Course {
                config: &IdmConfig::default(),
                scene,
                lateral,
                driver: Driver::Follow { speed_share: 1.0 },
            };
            // 0.2 m to the left of the path at 4 m/s, turned 0.1 rad against the line
            let s_m = scene.start.place.s_m + 4.2;
            let line = scene.line.at(s_m);
            let (target_m, slope, _) = lateral.at(s_m);
            let (target_ahead_m, _, bend) = lateral.at(s_m + 0.4);
            let yaw = line.tangent.y.atan2(line.tangent.x) - 0.1;
            let mut state = State {
                yaw_rad: yaw,
                axis: Vector2::new(yaw.cos(), yaw.sin()),
                speed_mps: 4.0,
                s_m,
                d_m: target_m + 0.2,
                ..State::of(scene.start)
            };
            // L = 0.9 s · 4 m/s = 3.6 m, L² = 12.96 m²; the line bends by 0.04 1/m
            let path_1pm = 0.04 / (1.0 - 0.04 * target_ahead_m) + bend;
            let angle_rad = -0.1 - (slope / (1.0 - 0.04 * target_m)).atan();
            let wish_1pm = path_1pm - 0.2 / 12.96 - 2.0 * angle_rad / 3.6;
            assert!(
                wish_1pm.abs() < 0.24,
                "4 m/s² at 4 m/s, and less than full lock: {wish_1pm}"
            );
            let wheels = Wheels::of(scene.vehicle);
            state.curvature_1pm = wish_1pm + 0.02; // the wheels change 0.07 / 2.75 in a step
            let next_1pm = wheels.curvature_1pm(&course, &state, &line);
            assert_abs_diff_eq!(next_1pm, wish_1pm, epsilon = 1e-9);
            // as fast backwards: the speed's sign does not matter
            state.speed_mps = -4.0;
            let next_1pm = wheels.curvature_1pm(&course, &state, &line);
            assert_abs_diff_eq!(next_1pm, wish_1pm, epsilon = 1e-9);
        });
    }

    #[test]
    fn to_the_right_the_limits_are_those_to_the_left() {
        let vehicle = VehicleParams::default();
        let cases = [
            (10.0, 0.0),
            (10.0, 0.035),
            (1.0, 0.1),
            (1.0, 0.2),
            (0.1, 0.05),
        ];
        for (speed, curvature_1pm) in cases {
            let left_1pm = first_1pm(speed, -9.0, curvature_1pm, &vehicle);
            let right_1pm = first_1pm(speed, 9.0, -curvature_1pm, &vehicle);
            assert!(left_1pm > curvature_1pm);
            assert_abs_diff_eq!(right_1pm, -left_1pm, epsilon = 1e-12);
        }
    }
}
