//! How fast a candidate drives, and because of what.

use super::course::{Course, Driver};
use super::lateral::LateralProfile;
use super::state::State;
use crate::bounds::ROUNDING_M;
use crate::idm::IdmConfig;
use crate::reference::{Line, Sample};
use crate::scene::{Cause, Corridor, DT_S, Start};

/// Room beside a leader's outline that still makes it a leader, m.
const CORRIDOR_MARGIN_M: f64 = 0.2;
/// The road's speed is looked up this far ahead, s: a controller's preview.
const PREVIEW_S: f64 = 0.6;
/// Gap that is left to a stop line, m.
const STOP_GAP_M: f64 = 0.5;
/// Least probability of a future that is driven behind.
const LEADER_PROBABILITY: f64 = 0.25;
/// Jerk of ordinary driving, m/s³ (nuPlan's comfort bound is 4.13).
const COMFORT_JERK_MPS3: f64 = 2.5;
/// Jerk per m/s² of braking beyond the comfortable, and at most: harder braking must come, and
/// go, faster.
const URGENT_JERK_1PS: f64 = 3.0;
const MAX_JERK_MPS3: f64 = 15.0;

/// Where candidates of these offsets may have leaders.
pub(crate) fn corridor(start: &Start, line: &Line, offsets_m: &[f64], width_m: f64) -> Corridor {
    let ranges = offsets_m
        .iter()
        .map(|offset_m| LateralProfile::new(start, line, *offset_m).range_m());
    let (right_m, left_m) = ranges.fold((f64::INFINITY, f64::NEG_INFINITY), |all, range| {
        (all.0.min(range.0), all.1.max(range.1))
    });
    let room_m = 0.5 * width_m + CORRIDOR_MARGIN_M + ROUNDING_M;
    Corridor {
        right_m: right_m - room_m,
        left_m: left_m + room_m,
        least_probability: LEADER_PROBABILITY,
    }
}

/// Wished acceleration of a driver in a state at a step, and what bounds it.
pub(super) fn wish_mps2(
    course: &Course<'_>,
    state: &State,
    line: &Sample,
    step: usize,
) -> (f64, Cause) {
    let Course { config, scene, .. } = *course;
    let share = match course.driver {
        Driver::Halt { braking_mps2 } => return (-braking_mps2, Cause::Chosen),
        Driver::Follow { speed_share } => speed_share,
    };
    let speed_mps = state.speed_mps.max(0.0);
    let wished_mps = scene.wished_mps(line.limit_mps);
    let free_mps2 = config.free_mps2(speed_mps, share * wished_mps);
    let mut best = (free_mps2, Cause::Free);
    let mut bound = |acceleration_mps2: f64, cause: Cause| {
        if acceleration_mps2 < best.0 {
            best = (acceleration_mps2, cause);
        }
    };
    let road_mps = scene
        .profile
        .at(scene.line, state.s_m + speed_mps * PREVIEW_S);
    bound((road_mps - speed_mps) / PREVIEW_S, Cause::Road);
    let front_s_m = state.s_m + scene.vehicle.front_from_rear_axle_m();
    for stop in scene.stops {
        // The stop line is a standing leader; the model's own gap is for cars, not for lines.
        let gap_m = stop.front_s_m - front_s_m - STOP_GAP_M + config.min_gap_m;
        bound(
            config.behind_mps2(free_mps2, speed_mps, gap_m, speed_mps),
            stop.cause,
        );
    }
    let center_s_m = state.s_m + scene.vehicle.center_from_rear_axle_m();
    let (leaders, beyond_s) = scene.agents.leaders(step);
    for leader in leaders {
        let s_m = leader.s_m + leader.along_mps * beyond_s;
        if s_m <= center_s_m {
            continue;
        }
        let path_d_m = course.lateral.offset_at(s_m);
        let room_m =
            (leader.d_m - path_d_m).abs() - leader.half_across_m - 0.5 * scene.vehicle.width_m;
        if room_m > CORRIDOR_MARGIN_M {
            continue;
        }
        let gap_m = s_m - leader.half_along_m - front_s_m;
        let closing_mps = speed_mps - leader.along_mps.max(0.0);
        let mode = &scene.agents.modes()[leader.mode];
        bound(
            config.behind_mps2(free_mps2, speed_mps, gap_m, closing_mps),
            Cause::Agent(mode.track, mode.class),
        );
    }
    best
}

/// The wish within the driver's limits of force and jerk.
pub(super) fn acceleration_mps2(
    config: &IdmConfig,
    driver: Driver,
    state: &State,
    wish_mps2: f64,
) -> f64 {
    if state.speed_mps < 0.0 {
        return config.braking_mps2; // rolling backwards: brake
    }
    let hardest = match driver {
        Driver::Follow { .. } => config.max_braking_mps2,
        Driver::Halt { braking_mps2 } => braking_mps2,
    };
    let wish = wish_mps2.clamp(-hardest, config.acceleration_mps2);
    let hardest_mps2 = -wish.min(state.acceleration_mps2);
    let urgency = (hardest_mps2 - config.braking_mps2).max(0.0);
    let jerk_mps3 = (COMFORT_JERK_MPS3 + URGENT_JERK_1PS * urgency).min(MAX_JERK_MPS3);
    let change = (wish - state.acceleration_mps2).clamp(-jerk_mps3 * DT_S, jerk_mps3 * DT_S);
    state.acceleration_mps2 + change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::{route_along, track};
    use crate::scene::Stop;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::AgentClass;

    const FOLLOW: Driver = Driver::Follow { speed_share: 1.0 };

    fn wish(bench: &Bench, driver: Driver, step: usize) -> (f64, Cause) {
        bench.look(|scene| {
            let course = Course {
                config: &IdmConfig::default(),
                scene,
                lateral: LateralProfile::new(scene.start, scene.line, 0.0),
                driver,
            };
            let state = State::of(scene.start);
            wish_mps2(&course, &state, &scene.line.at(state.s_m), step)
        })
    }

    #[test]
    fn what_bounds_the_speed_is_named() {
        let free = Bench::straight(5.0);
        let (a, cause) = wish(&free, FOLLOW, 0);
        assert_abs_diff_eq!(a, 1.5 * (1.0 - (5.0_f64 / 13.9).powi(4)), epsilon = 1e-12);
        assert_eq!(cause, Cause::Free);
        let slow = Driver::Follow { speed_share: 0.5 };
        assert_abs_diff_eq!(
            wish(&free, slow, 0).0,
            1.5 * (1.0 - (5.0_f64 / 6.95).powi(4)),
            epsilon = 1e-12
        );
        let halt = Driver::Halt { braking_mps2: 3.0 };
        assert_eq!(wish(&free, halt, 0), (-3.0, Cause::Chosen));
        // 15 m/s on a road of 13.9: (13.9 − 15) / 0.6 s
        let (a, cause) = wish(&Bench::straight(15.0), FOLLOW, 0);
        assert_abs_diff_eq!(a, -1.1 / 0.6, epsilon = 1e-9);
        assert_eq!(cause, Cause::Road);
    }

    #[test]
    fn without_a_limit_the_cruise_speed_is_wanted() {
        let mut bench = Bench::straight(5.0);
        bench
            .route
            .path
            .iter_mut()
            .for_each(|p| p.speed_limit_mps = None);
        let expected = 1.5 * (1.0 - (5.0_f64 / 12.0).powi(4));
        assert_abs_diff_eq!(wish(&bench, FOLLOW, 0).0, expected, epsilon = 1e-12);
    }

    #[test]
    fn a_line_is_a_standing_leader_half_a_metre_before_itself() {
        let mut bench = Bench::straight(5.0);
        bench.stops = vec![Stop {
            front_s_m: 20.0 + 3.65 + 12.0,
            cause: Cause::Goal,
        }];
        let idm = IdmConfig::default();
        let expected = idm.behind_mps2(idm.free_mps2(5.0, 13.9), 5.0, 12.0 - 0.5 + 1.5, 5.0);
        let (a, cause) = wish(&bench, FOLLOW, 0);
        assert_abs_diff_eq!(a, expected, epsilon = 1e-9);
        assert_eq!(cause, Cause::Goal);
    }

    #[test]
    fn who_is_ahead_on_the_path_is_a_leader_also_beyond_the_scored_steps() {
        let bench =
            |x: f64, y: f64| Bench::straight(5.0).with(track(4, AgentClass::Car, x, y, 0.0, 3.0));
        let idm = IdmConfig::default();
        let behind = |gap_m: f64| idm.behind_mps2(idm.free_mps2(5.0, 13.9), 5.0, gap_m, 2.0);
        let agent = Cause::Agent(trunkline_interfaces::TrackId(4), AgentClass::Car);
        // rear at 15 − 2.3, front at 3.65
        let (a, cause) = wish(&bench(15.0, 0.0), FOLLOW, 0);
        assert_abs_diff_eq!(a, behind(15.0 - 2.3 - 3.65), epsilon = 1e-9);
        assert_eq!(cause, agent);
        // 0.5 s beyond the known 4 s it has gone on: 4.5 s · 3 m/s
        let (a, _) = wish(&bench(15.0, 0.0), FOLLOW, 45);
        assert_abs_diff_eq!(a, behind(15.0 + 13.5 - 2.3 - 3.65), epsilon = 1e-6);
        // beside: 0.2 m of room still counts; and whose centre is passed leads no more
        assert_eq!(wish(&bench(15.0, 1.85 + 0.199), FOLLOW, 0).1, agent);
        assert_eq!(wish(&bench(15.0, 1.85 + 0.201), FOLLOW, 0).1, Cause::Free);
        assert_eq!(wish(&bench(15.0, -1.85 - 0.201), FOLLOW, 0).1, Cause::Free);
        assert_eq!(wish(&bench(1.36, 0.0), FOLLOW, 0).1, agent);
        assert_eq!(wish(&bench(1.34, 0.0), FOLLOW, 0).1, Cause::Free);
    }

    #[test]
    fn an_oncoming_leader_counts_as_standing() {
        let idm = IdmConfig::default();
        let oncoming = track(4, AgentClass::Car, 30.0, 0.0, std::f64::consts::PI, 3.0);
        let (a, _) = wish(&Bench::straight(5.0).with(oncoming), FOLLOW, 0);
        let expected = idm.behind_mps2(idm.free_mps2(5.0, 13.9), 5.0, 30.0 - 2.3 - 3.65, 5.0);
        assert_abs_diff_eq!(a, expected, epsilon = 1e-9);
    }

    #[test]
    fn the_corridor_holds_every_path_and_room_beside_it() {
        Bench::straight(10.0).look(|scene| {
            // from rest on the middle to 1 m: coefficients −1, 0, 0, 10, −15, 6
            let most_m = 32.0;
            let corridor = corridor(scene.start, scene.line, &[0.0, 1.0], 1.85);
            let room_m = 0.925 + 0.2 + 1e-6;
            assert_abs_diff_eq!(corridor.left_m, 1.0 + most_m + room_m, epsilon = 1e-9);
            assert_abs_diff_eq!(corridor.right_m, 1.0 - most_m - room_m, epsilon = 1e-9);
        });
    }

    #[test]
    fn jerk_is_comfortable_unless_hard_braking_is_asked_for() {
        let idm = IdmConfig::default();
        let after = |speed_mps: f64, now_mps2: f64, wish_mps2: f64, driver: Driver| {
            Bench::straight(speed_mps).look(|scene| {
                let mut state = State::of(scene.start);
                state.acceleration_mps2 = now_mps2;
                acceleration_mps2(&idm, driver, &state, wish_mps2)
            })
        };
        assert_abs_diff_eq!(after(5.0, 0.0, 1.0, FOLLOW), 0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(after(5.0, 0.0, 0.1, FOLLOW), 0.1, epsilon = 1e-12);
        assert_abs_diff_eq!(after(5.0, 0.0, -2.0, FOLLOW), -0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(after(5.0, 1.4, 9.0, FOLLOW), 1.5, epsilon = 1e-12); // at most a
        // 3 m/s² beyond the comfortable 2: 2.5 + 9 m/s³; and as fast back
        assert_abs_diff_eq!(after(5.0, 0.0, -5.0, FOLLOW), -1.15, epsilon = 1e-12);
        assert_abs_diff_eq!(after(5.0, -5.0, 0.0, FOLLOW), -3.85, epsilon = 1e-12);
        assert_abs_diff_eq!(after(5.0, 0.0, -9.0, FOLLOW), -1.15, epsilon = 1e-12); // no harder than 5
        let emergency = Driver::Halt { braking_mps2: 7.2 };
        assert_abs_diff_eq!(after(5.0, 0.0, -7.2, emergency), -1.5, epsilon = 1e-12); // at most 15 m/s³
        assert_abs_diff_eq!(after(-1.0, 0.0, 1.0, FOLLOW), 2.0, epsilon = 1e-12);
    }

    #[test]
    fn the_roads_speed_is_that_of_a_preview_and_of_equals_the_wish_is_named() {
        let mut bench = Bench::straight(10.0);
        bench.route = route_along(&[[-20.0, 0.0], [40.0, 0.0], [200.0, 0.0]], Some(13.9));
        bench.route.path[1].speed_limit_mps = Some(5.0);
        // 0.6 s ahead is s = 26 m, 34.5 m before 60.5 m, the first sample of 5 m/s:
        // v² = 25 + 2 · 1.2 · 34.5 = 107.8
        let (a, cause) = wish(&bench, FOLLOW, 0);
        assert_abs_diff_eq!(a, (107.8_f64.sqrt() - 10.0) / 0.6, epsilon = 1e-9);
        assert_eq!(cause, Cause::Road);
        // at the limit neither changes the speed
        assert_eq!(wish(&Bench::straight(13.9), FOLLOW, 0), (0.0, Cause::Free));
    }

    #[test]
    fn leaders_are_those_on_the_candidates_own_path() {
        // 3 s · 5 m/s: 15 m on, the path is 0.6 m to the right
        let named = |y: f64| {
            let car = track(4, AgentClass::Car, 15.0, y, 0.0, 3.0);
            Bench::straight(5.0).with(car).look(|scene| {
                let course = Course {
                    config: &IdmConfig::default(),
                    scene,
                    lateral: LateralProfile::new(scene.start, scene.line, -0.6),
                    driver: FOLLOW,
                };
                let state = State::of(scene.start);
                wish_mps2(&course, &state, &scene.line.at(state.s_m), 0).1
            })
        };
        let agent = Cause::Agent(trunkline_interfaces::TrackId(4), AgentClass::Car);
        // half of both widths and 0.2 m: 2.05 m to both sides of it
        assert_eq!((named(1.449), named(-2.649)), (agent, agent));
        assert_eq!((named(1.451), named(-2.651)), (Cause::Free, Cause::Free));
    }

    #[test]
    fn the_nearest_bound_wins_with_everything_ahead_at_once() {
        let idm = IdmConfig::default();
        let slow = track(4, AgentClass::Car, 32.0, 0.0, 0.0, 3.5);
        let far = track(5, AgentClass::Truck, 70.0, 0.0, 0.0, 1.0);
        let mut bench = Bench::straight(8.0).with(far).with(slow);
        let stop = |front_s_m: f64, cause: Cause| Stop { front_s_m, cause };
        bench.stops = vec![stop(80.0, Cause::Goal), stop(52.0, Cause::RouteEnd)];
        let free = idm.free_mps2(8.0, 0.9 * 13.9);
        let at = |step: usize| wish(&bench, Driver::Follow { speed_share: 0.9 }, step);
        // the slow one's rear is 32 − 2.3 − 3.65 m ahead, closing with 4.5 m/s
        let by_slow = idm.behind_mps2(free, 8.0, 26.05, 4.5);
        // the line 52 − 20 − 3.65 − 0.5 m, seen as 1.5 m more
        let by_line = idm.behind_mps2(free, 8.0, 29.35, 8.0);
        assert!(by_line < by_slow);
        assert_abs_diff_eq!(at(0).0, by_line, epsilon = 1e-9);
        assert_eq!(at(0).1, Cause::RouteEnd);
        bench.stops.pop();
        let (a, cause) = wish(&bench, Driver::Follow { speed_share: 0.9 }, 0);
        assert_abs_diff_eq!(a, by_slow, epsilon = 1e-9);
        assert_eq!(
            cause,
            Cause::Agent(trunkline_interfaces::TrackId(4), AgentClass::Car)
        );
    }

    #[test]
    fn who_stands_is_not_taken_to_roll_backwards() {
        Bench::straight(0.0).look(|scene| {
            let state = State::of(scene.start);
            let after = acceleration_mps2(&IdmConfig::default(), FOLLOW, &state, 1.0);
            assert_abs_diff_eq!(after, 0.25, epsilon = 1e-12);
        });
    }
}
