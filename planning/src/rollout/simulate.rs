//! A candidate driven forward, step by step.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Rectangle;

use super::course::Course;
use super::longitudinal::{acceleration_mps2, wish_mps2};
use super::state::State;
use super::steering::Wheels;
use crate::reference::Sample;
use crate::scene::{DT_S, SWEEPS, Scene, Swept};

/// A candidate's states from the start on, [`DT_S`] apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rollout {
    pub(crate) states: Vec<State>,
    /// The route under the rear axle at each state: several terms of the cost look at it.
    pub(crate) line: Vec<Sample>,
    /// The ego's outline at each state, likewise.
    pub(crate) footprints: Vec<Rectangle>,
}

impl Rollout {
    /// Way along the route.
    pub(crate) fn progress_m(&self) -> f64 {
        match (self.states.first(), self.states.last()) {
            (Some(first), Some(last)) => last.s_m - first.s_m,
            _ => 0.0,
        }
    }

    fn push(&mut self, state: State, scene: &Scene<'_>) {
        self.states.push(state);
        self.line.push(scene.line.at(state.s_m));
        self.footprints.push(state.footprint(scene.vehicle));
    }

    /// Where the ego is, a few scored steps at a time.
    pub(crate) fn swept(&self) -> [Swept; SWEEPS] {
        Swept::of(self.states.iter().zip(&self.footprints).map(|(s, f)| {
            let reach_m = f.half_length_m + f.half_width_m;
            (f.center_m, reach_m, s.speed_mps.abs())
        }))
    }
}

/// Drives a candidate forward; the rollout's memory is used again.
pub(crate) fn roll_out(course: &Course<'_>, steps: usize, rollout: &mut Rollout) {
    rollout.states.clear();
    rollout.line.clear();
    rollout.footprints.clear();
    rollout.push(State::of(course.scene.start), course.scene);
    go_on(course, steps, rollout);
}

/// Drives a candidate on from where its rollout ends, until it has so many steps.
pub(crate) fn go_on(course: &Course<'_>, steps: usize, rollout: &mut Rollout) {
    let wheels = Wheels::of(course.scene.vehicle);
    for step in rollout.states.len().saturating_sub(1)..steps {
        let (state, line) = (&mut rollout.states[step], &rollout.line[step]);
        let (wish_mps2, cause) = wish_mps2(course, state, line, step);
        state.cause = cause;
        let next = next(course, &wheels, state, line, wish_mps2);
        rollout.push(next, course.scene);
    }
}

/// One step of the kinematic bicycle, reference point on the rear axle (Rajamani 2012,
/// section 2.2), with the middle yaw of the step.
fn next(
    course: &Course<'_>,
    wheels: &Wheels,
    state: &State,
    line: &Sample,
    wish_mps2: f64,
) -> State {
    let acceleration_mps2 = acceleration_mps2(course.config, course.driver, state, wish_mps2);
    let mut speed_mps = state.speed_mps + acceleration_mps2 * DT_S;
    // Braking ends at a standstill, from either direction.
    if speed_mps * state.speed_mps < 0.0 || (state.speed_mps == 0.0 && speed_mps < 0.0) {
        speed_mps = 0.0;
    }
    let stands = speed_mps == 0.0 && acceleration_mps2 <= 0.0;
    let curvature_1pm = wheels.curvature_1pm(course, state, line);
    let step_m = 0.5 * (state.speed_mps + speed_mps) * DT_S;
    let turn_rad = step_m * 0.5 * (state.curvature_1pm + curvature_1pm);
    let yaw_rad = state.yaw_rad + turn_rad;
    let middle = state.yaw_rad + 0.5 * turn_rad;
    let position_m = state.position_m + direction(middle) * step_m;
    let near_s_m = state.s_m + step_m;
    let foot = course.scene.line.foot(near_s_m);
    let off = position_m - foot.position_m;
    let s_m = near_s_m + off.dot(&foot.tangent).clamp(-1.0, 1.0);
    State {
        position_m,
        yaw_rad,
        axis: direction(yaw_rad),
        speed_mps,
        acceleration_mps2: if stands { 0.0 } else { acceleration_mps2 },
        curvature_1pm,
        s_m,
        d_m: foot.tangent.perp(&off),
        cause: state.cause,
    }
}

/// Unit vector along a yaw.
fn direction(yaw_rad: f64) -> Vector2<f64> {
    let (sin, cos) = libm::sincos(yaw_rad);
    Vector2::new(cos, sin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, driven, in_a_bend};
    use crate::fixtures::route_along;
    use crate::rollout::Driver;
    use crate::scene::SCORED_STEPS;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    const FOLLOW: Driver = Driver::Follow { speed_share: 1.0 };

    #[test]
    fn braking_ends_at_a_standstill_from_either_direction() {
        for speed_mps in [3.0, -1.0] {
            Bench::straight(speed_mps).look(|scene| {
                let halt = Driver::Halt { braking_mps2: 2.0 };
                let states = driven(scene, 0.0, halt).states;
                let last = states[SCORED_STEPS];
                assert_eq!((last.speed_mps, last.acceleration_mps2), (0.0, 0.0));
                assert!(states.iter().all(|s| s.speed_mps >= speed_mps.min(0.0)));
                assert_eq!(states[SCORED_STEPS - 1].position_m, last.position_m);
            });
        }
    }

    #[test]
    fn each_step_moves_by_the_mean_speed_along_the_mean_yaw() {
        let bench = Bench::straight(8.0).ego_at(0.0, 1.0, 0.1);
        bench.look(|scene| {
            let rollout = driven(scene, 0.0, FOLLOW);
            assert!(rollout.states[0].yaw_rad == 0.1 && rollout.states[9].yaw_rad < 0.09);
            for w in rollout.states.windows(2) {
                let way = w[1].position_m - w[0].position_m;
                let mean_mps = 0.5 * (w[0].speed_mps + w[1].speed_mps);
                assert_abs_diff_eq!(way.norm(), 0.1 * mean_mps, epsilon = 1e-12);
                let middle = 0.5 * (w[0].yaw_rad + w[1].yaw_rad);
                assert_abs_diff_eq!(way.y.atan2(way.x), middle, epsilon = 1e-9);
                let turned = w[1].yaw_rad - w[0].yaw_rad;
                let curvature = 0.5 * (w[0].curvature_1pm + w[1].curvature_1pm);
                assert_abs_diff_eq!(turned, way.norm() * curvature, epsilon = 1e-12);
                assert_abs_diff_eq!(w[1].d_m, w[1].position_m.y, epsilon = 1e-9);
                assert_abs_diff_eq!(w[1].s_m, 20.0 + w[1].position_m.x, epsilon = 1e-9);
                assert_abs_diff_eq!(w[1].axis.y, w[1].yaw_rad.sin(), epsilon = 1e-12);
            }
            let way_m = rollout.states[SCORED_STEPS].s_m - 20.0;
            assert_abs_diff_eq!(rollout.progress_m(), way_m, epsilon = 1e-9);
            let end = rollout.states[SCORED_STEPS];
            assert!(end.d_m.abs() < 0.3, "comes to the middle: {}", end.d_m);
        });
    }

    #[test]
    fn going_on_gives_what_driving_on_at_once_gives() {
        Bench::straight(8.0).ego_at(0.0, 0.5, 0.0).look(|scene| {
            let course = Course {
                config: &crate::idm::IdmConfig::default(),
                scene,
                lateral: crate::rollout::LateralProfile::new(scene.start, scene.line, -1.0),
                driver: FOLLOW,
            };
            let (mut parts, mut whole) = (driven(scene, 1.0, FOLLOW), Rollout::default());
            roll_out(&course, 25, &mut parts);
            go_on(&course, 60, &mut parts);
            roll_out(&course, 60, &mut whole);
            assert_eq!(parts.states.len(), 61);
            assert!(parts.states == whole.states && parts.line.len() == 61);
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn candidates_start_at_the_ego_and_left_is_as_right(
            speed in 0.0..18.0_f64, y in -2.0..2.0_f64, yaw in -0.4..0.4_f64, bend in -0.02..0.02_f64,
            offset in -1.0..1.0_f64, share in 0.1..1.0_f64,
        ) {
            let states = |side: f64| {
                let points: Vec<[f64; 2]> =
                    (-20..150).map(|i| [f64::from(i), side * 0.5 * bend * f64::from(i).powi(2)]).collect();
                let mut bench = Bench::straight(speed).ego_at(0.0, side * y, side * yaw);
                bench.route = route_along(&points, Some(15.0));
                bench.look(|scene| {
                    let driver = Driver::Follow { speed_share: share };
                    (driven(scene, side * offset, driver).states, *scene.start)
                })
            };
            let ((left, start), (right, _)) = (states(1.0), states(-1.0));
            prop_assert_eq!(left[0].position_m, start.pose.position_m());
            prop_assert_eq!((left[0].yaw_rad, left[0].speed_mps), (yaw, speed));
            prop_assert_eq!((left[0].s_m, left[0].d_m), (start.place.s_m, start.place.d_m));
            for (a, b) in left.iter().zip(&right) {
                prop_assert!((a.position_m.x - b.position_m.x).abs() < 1e-6);
                prop_assert!((a.position_m.y + b.position_m.y).abs() < 1e-6);
                prop_assert!((a.speed_mps - b.speed_mps).abs() < 1e-6);
                prop_assert!((a.curvature_1pm + b.curvature_1pm).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_step_in_a_bend_is_that_of_the_bicycle_and_stays_on_its_place() {
        in_a_bend(|scene| {
            let start = crate::scene::Start {
                acceleration_mps2: -1.3,
                ..*scene.start
            };
            let scene = &Scene {
                start: &start,
                ..*scene
            };
            let halt = Driver::Halt { braking_mps2: 1.4 };
            let rollout = driven(scene, -0.5, halt);
            let (a, b) = (rollout.states[0], rollout.states[1]);
            // comfortable jerk: −1.3 m/s² may fall to −1.55, the wish is −1.4; 7 − 0.14 m/s
            assert_abs_diff_eq!(b.acceleration_mps2, -1.4, epsilon = 1e-12);
            assert_abs_diff_eq!(b.speed_mps, 6.86, epsilon = 1e-12);
            let step_m = 0.1 * 0.5 * (7.0 + 6.86);
            let turn_rad = step_m * 0.5 * (0.09 + b.curvature_1pm);
            assert!((b.curvature_1pm - 0.09).abs() > 1e-3 && a.yaw_rad == 0.55);
            assert_abs_diff_eq!(b.yaw_rad, 0.55 + turn_rad, epsilon = 1e-12);
            assert_abs_diff_eq!(b.axis.x, b.yaw_rad.cos(), epsilon = 1e-12);
            let middle = 0.55 + 0.5 * turn_rad;
            let way = Vector2::new(middle.cos(), middle.sin()) * step_m;
            assert_abs_diff_eq!(b.position_m, a.position_m + way, epsilon = 1e-12);
            // its place is that of a search along the whole line
            let place = scene.line.project_between(b.position_m, 0.0, 40.0);
            assert_abs_diff_eq!(b.s_m, place.s_m, epsilon = 1e-2);
            assert_abs_diff_eq!(b.d_m, place.d_m, epsilon = 1e-3);
        });
    }

    #[test]
    fn who_stands_stays_when_halting_and_drives_off_when_following() {
        let second = |speed_mps: f64, driver: Driver| {
            Bench::straight(speed_mps).look(|scene| {
                let state = driven(scene, 0.0, driver).states[1];
                (state.speed_mps, state.acceleration_mps2)
            })
        };
        let halt = Driver::Halt { braking_mps2: 2.0 };
        assert_eq!(second(0.0, halt), (0.0, 0.0));
        // within comfortable jerk: 2.5 m/s³ · 0.1 s, and a tenth of a second of that
        let (speed_mps, acceleration_mps2) = second(0.0, FOLLOW);
        assert_abs_diff_eq!(acceleration_mps2, 0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(speed_mps, 0.025, epsilon = 1e-12);
        // rolling backwards is braked with 2 m/s², and ends within the step
        assert_eq!(second(-0.1, halt), (0.0, 2.0));
        assert_abs_diff_eq!(second(-1.0, halt).0, -0.8, epsilon = 1e-12);
    }

    #[test]
    fn what_is_swept_reaches_as_far_as_the_outlines_corners_and_names_the_top_speed() {
        Bench::straight(0.0).look(|scene| {
            let halt = Driver::Halt { braking_mps2: 2.0 };
            let rollout = driven(scene, 0.0, halt);
            // centre 1.35 m before the rear axle, 2.3 + 0.925 m of reach
            let other = |x: f64| Swept::of(std::iter::once((Vector2::new(x, 0.0), 0.0, 0.0)));
            let at = 1.35 + 3.225 + 4.0;
            assert!(rollout.swept()[0].may_meet(&other(at - 1e-3)[0], 4.0));
            assert!(!rollout.swept()[0].may_meet(&other(at + 1e-3)[0], 4.0));
        });
        Bench::straight(-3.0).look(|scene| {
            let rollout = driven(scene, 0.0, Driver::Halt { braking_mps2: 2.0 });
            assert_eq!(rollout.swept()[0].top_mps, 3.0);
            assert!(rollout.progress_m() < -1.0);
        });
    }
}
