//! Being too close for the speed: both going straight on, contact within a second (nuPlan's bound
//! is 0.95 s; some room is added, because forecasts are not exact).

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::{Rectangle, RectanglePair};

use super::collision::is_behind;
use super::term::{Context, CostTerm};
use crate::bounds::ROUNDING_M;
use crate::rollout::Rollout;
use crate::scene::{AgentState, Mode, SWEEPS, Scene, Swept};

/// Times ahead at which contact is looked for, s, and how bad contact then is: nuPlan's bound is
/// 0.95 s; forecasts are not exact, so a little more than that costs a little.
const LOOK_AHEAD: [(f64, f64); 6] = [
    (0.2, 1.0),
    (0.4, 1.0),
    (0.6, 1.0),
    (0.8, 1.0),
    (1.0, 0.9),
    (1.2, 0.4),
];
/// The last of these times, s.
const LAST_S: f64 = LOOK_AHEAD[LOOK_AHEAD.len() - 1].0;
/// Steps between states that are looked at; the present one cannot be changed.
const STRIDE: usize = 3;
/// A standing ego has no time to collision (nuPlan), m/s.
const STANDING_MPS: f64 = 0.005;
/// Cosine of 30°: within it another is ahead of the ego (nuPlan).
const AHEAD_COSINE: f64 = 0.866;
/// An ego farther over its lane's border than this is in several lanes (nuPlan), m.
const SEVERAL_LANES_M: f64 = 0.3;
/// Weight of how long it is too close, against how close it gets.
const DURATION_WEIGHT: f64 = 0.5;

/// Whether nuPlan looks at somebody there: ahead; in junctions and between lanes all around but
/// behind.
fn is_relevant(scene: &Scene<'_>, rollout: &Rollout, step: usize, center_m: Vector2<f64>) -> bool {
    let (state, line) = (&rollout.states[step], &rollout.line[step]);
    let to = center_m - state.position_m;
    if to.dot(&state.axis) > AHEAD_COSINE * to.norm() {
        return true;
    }
    let half_m = 0.5 * scene.vehicle.width_m;
    let over_m = (state.d_m + half_m - line.left_m).max(half_m - state.d_m - line.right_m);
    let lane = scene
        .line
        .lane_at(state.s_m)
        .and_then(|id| scene.map.lane(id));
    let is_between = over_m > SEVERAL_LANES_M || lane.is_none_or(|l| l.junction.is_some());
    is_between && !is_behind(state, center_m)
}

/// How near the centres come within the time looked ahead, both going straight on, squared.
fn closest_squared(apart_m: Vector2<f64>, relative_mps: Vector2<f64>) -> f64 {
    let squared = relative_mps.norm_squared();
    let time_s = if squared > 0.0 {
        (-apart_m.dot(&relative_mps) / squared).clamp(0.0, LAST_S)
    } else {
        0.0
    };
    (apart_m + relative_mps * time_s).norm_squared()
}

/// Whether two outlines stay out of each other's reach while both go straight on.
fn stays_clear(one: &Rectangle, other: &Rectangle, relative_mps: Vector2<f64>) -> bool {
    let reach_m = one.radius_m() + other.radius_m() + ROUNDING_M;
    closest_squared(other.center_m - one.center_m, relative_mps) > reach_m * reach_m
}

/// How bad the first contact of two outlines is, if they touch while both go straight on.
fn contact(one: &Rectangle, other: &Rectangle, relative_mps: Vector2<f64>) -> Option<f64> {
    let pair = RectanglePair::new(one, other);
    let touches = |(time_s, _): &&(f64, f64)| {
        let center_m = other.center_m + relative_mps * *time_s;
        pair.overlap_at(center_m - one.center_m)
    };
    LOOK_AHEAD
        .iter()
        .find(touches)
        .map(|(_, severity)| *severity)
}

/// How bad the time to collision with an agent is at a step, both going straight on: 0 to 1.
fn severity(scene: &Scene<'_>, agent: &AgentState, rollout: &Rollout, step: usize) -> f64 {
    let (state, footprint) = (&rollout.states[step], &rollout.footprints[step]);
    if state.speed_mps.abs() <= STANDING_MPS {
        return 0.0;
    }
    let other = &agent.rectangle;
    let relative_mps = agent.velocity_mps - state.axis * state.speed_mps;
    // Contact now is the collision term's business.
    if stays_clear(footprint, other, relative_mps) || footprint.overlaps(other) {
        return 0.0;
    }
    match contact(footprint, other, relative_mps) {
        Some(severity) if is_relevant(scene, rollout, step, other.center_m) => severity,
        _ => 0.0,
    }
}

/// The steps that are looked at and how bad each is with a mode; those that are not are not bad.
fn severities<'a>(
    rollout: &'a Rollout,
    swept: &'a [Swept; SWEEPS],
    scene: &'a Scene<'a>,
    mode: &'a Mode,
) -> impl Iterator<Item = (usize, f64)> {
    let agents = scene.agents.states(mode);
    let count = rollout.states.len().min(agents.len());
    let may_meet = move |sweep: &usize| {
        let (ego, other) = (&swept[*sweep], &mode.swept[*sweep]);
        let closing_m = (ego.top_mps + other.top_mps) * LAST_S;
        ego.may_meet(other, closing_m + ROUNDING_M)
    };
    (0..SWEEPS)
        .filter(may_meet)
        .flat_map(move |sweep| Swept::steps(sweep, count))
        .filter(|step| *step > 0 && step.is_multiple_of(STRIDE))
        .map(move |step| (step, severity(scene, &agents[step], rollout, step)))
}

/// Who comes closest to touching the ego too soon, if anybody.
pub(crate) fn nearest(rollout: &Rollout, scene: &Scene<'_>) -> Option<Mode> {
    let swept = rollout.swept();
    let worst = |mode: &Mode| {
        let bad = severities(rollout, &swept, scene, mode).map(|(_, bad)| bad);
        mode.probability * bad.fold(0.0, f64::max)
    };
    (scene.agents.modes().iter())
        .map(|mode| (worst(mode), mode))
        .filter(|(bad, _)| *bad > 0.0)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, mode)| *mode)
}

/// Cost of a time to collision below the bound.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimeToCollision {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for TimeToCollision {
    fn default() -> Self {
        Self { weight: 5.0 }
    }
}

impl CostTerm for TimeToCollision {
    fn name(&self) -> &'static str {
        "time_to_collision"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// The worst time to collision, sooner ones dearer, and how much of the horizon is too close.
    fn share(&self, context: &Context<'_>) -> f64 {
        let scene = context.scene;
        let rollout = context.rollout;
        let steps = rollout.states.len();
        let (mut worst, mut total) = (0.0_f64, 0.0);
        for mode in scene.agents.modes() {
            for (step, severity) in severities(rollout, context.swept, scene, mode) {
                let bad = mode.probability * severity;
                worst = worst.max(bad * (1.0 - 0.5 * step as f64 / steps as f64));
                total += bad;
            }
        }
        (worst + DURATION_WEIGHT * total * STRIDE as f64 / steps.max(1) as f64).min(2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::{share, with_modes};
    use crate::fixtures::{lane, lane_map, track};
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::{AgentClass, JunctionId, LaneId, Turn};

    proptest! {
        #[test]
        fn no_time_looked_ahead_is_closer_than_the_closest(
            x in -20.0..20.0_f64, y in -20.0..20.0_f64,
            vx in -20.0..20.0_f64, vy in -20.0..20.0_f64,
        ) {
            let (apart_m, relative_mps) = (Vector2::new(x, y), Vector2::new(vx, vy));
            let closest = closest_squared(apart_m, relative_mps);
            let at = |k: u32| (apart_m + relative_mps * (0.001 * f64::from(k))).norm_squared();
            let least = (0..=1200).map(at).fold(f64::INFINITY, f64::min);
            // between two samples it gets nearer by no more than half a millisecond's way
            prop_assert!(closest <= least + 1e-9 && least.sqrt() <= closest.sqrt() + 0.015);
        }

        #[test]
        fn who_stays_clear_has_no_contact(
            x in -20.0..20.0_f64, y in -20.0..20.0_f64, yaw in -3.1..3.1_f64,
            vx in -20.0..20.0_f64, vy in -20.0..20.0_f64,
        ) {
            let ego = Rectangle::new(Pose2::default(), 5.0, 2.0);
            let other = Rectangle::new(Pose2::new(x, y, yaw), 4.5, 1.8);
            let relative_mps = Vector2::new(vx, vy);
            let is_clear = stays_clear(&ego, &other, relative_mps);
            let touches = ego.overlaps(&other) || contact(&ego, &other, relative_mps).is_some();
            prop_assert!(!(is_clear && touches));
        }
    }

    /// The share of going straight on at 10 m/s.
    fn straight_on(bench: &Bench, speed_mps: f64) -> (f64, Option<Mode>) {
        bench.look(|scene| {
            let rollout = by_hand(scene, speed_mps, |_, _| ());
            let share = share(&TimeToCollision::default(), scene, &rollout);
            (share, nearest(&rollout, scene))
        })
    }

    fn with_car(x: f64, y: f64, yaw: f64, speed: f64) -> Bench {
        Bench::straight(10.0).with(track(7, AgentClass::Car, x, y, yaw, speed))
    }

    #[test]
    fn the_worst_and_how_long_it_lasts_count() {
        // Step 39 is the last that is looked at: the front is at 42.65 m then. A rear 11 m ahead is
        // met within 1.2 s (0.4), not within 1 s; at step 36 it is 14 m away.
        let (share, who) = straight_on(&with_car(42.65 + 11.0 + 2.3, 0.0, 0.0, 0.0), 10.0);
        let expected = 0.4 * (1.0 - 0.5 * 39.0 / 41.0) + 0.5 * 0.4 * 3.0 / 41.0;
        assert_abs_diff_eq!(share, expected, epsilon = 1e-12);
        assert_eq!(who.unwrap().track.0, 7);
        // 3 m nearer: 0.8 s at step 39 is whole, 1.1 s at step 36 is 0.4
        let (share, _) = straight_on(&with_car(42.65 + 8.0 - 0.01 + 2.3, 0.0, 0.0, 0.0), 10.0);
        let expected = (1.0 - 0.5 * 39.0 / 41.0) + 0.5 * 1.4 * 3.0 / 41.0;
        assert_abs_diff_eq!(share, expected, epsilon = 1e-12);
        // as far as 12.1 m: nothing
        let (share, who) = straight_on(&with_car(42.65 + 12.1 + 2.3, 0.0, 0.0, 0.0), 10.0);
        assert!(share == 0.0 && who.is_none());
    }

    #[test]
    fn what_is_less_likely_costs_less() {
        // As above: whole at step 39, 0.4 at step 36, each times its probability
        let x_m = 42.65 + 8.0 - 0.01 + 2.3;
        let bench = with_modes(
            Bench::straight(10.0),
            track(7, AgentClass::Car, x_m, 0.0, 0.0, 0.0),
            &[(0.35, [0.0, 0.0])],
        );
        let (share, who) = straight_on(&bench, 10.0);
        let expected = 0.35 * (1.0 - 0.5 * 39.0 / 41.0) + 0.5 * 0.35 * 1.4 * 3.0 / 41.0;
        assert_abs_diff_eq!(share, expected, epsilon = 1e-12);
        assert_eq!(who.unwrap().probability, 0.35);
    }

    #[test]
    fn who_is_nearest_is_whose_probability_times_badness_is_greatest() {
        // The first is met 11 m beyond the last front (0.4), the second 7 m beyond it (1).
        let nearest = |one: f64, other: f64| {
            let car = |id: u32, gap_m: f64| {
                track(id, AgentClass::Car, 42.65 + gap_m + 2.3, 0.0, 0.0, 0.0)
            };
            let rest = [0.0, 0.0];
            let bench = with_modes(Bench::straight(10.0), car(1, 11.0), &[(one, rest)]);
            let bench = with_modes(bench, car(2, 7.0), &[(other, rest)]);
            straight_on(&bench, 10.0).1.unwrap().track.0
        };
        assert_eq!(nearest(0.9, 0.35), 1); // 0.36 against 0.35
        assert_eq!(nearest(0.9, 0.37), 2); // 0.36 against 0.37
        let twins =
            with_car(53.0, 0.0, 0.0, 0.0).with(track(8, AgentClass::Car, 53.0, 0.0, 0.0, 0.0));
        assert_eq!(straight_on(&twins, 10.0).1.unwrap().track.0, 7, "the first");
    }

    #[test]
    fn both_speeds_tell_who_is_met_in_time() {
        // The front is at 42.65 m at step 39, an oncoming car's 23.8 m farther: met in 1.19 s.
        let x_m = 42.65 + 23.8 + 2.3 + 39.0;
        let oncoming = with_car(x_m, 0.0, std::f64::consts::PI, 10.0);
        let expected = 0.4 * (1.0 - 0.5 * 39.0 / 41.0) + 0.5 * 0.4 * 3.0 / 41.0;
        assert_abs_diff_eq!(straight_on(&oncoming, 10.0).0, expected, epsilon = 1e-9);
        // A car that drives ahead at 4 m/s: 6 m/s faster, 7.1 m are 1.18 s.
        let x_m = 42.65 + 7.1 + 2.3 - 4.0 * 3.9;
        let slower = with_car(x_m, 0.0, 0.0, 4.0);
        let (share, _) = straight_on(&slower, 10.0);
        assert_abs_diff_eq!(share, expected, epsilon = 1e-9);
    }

    #[test]
    fn neither_the_present_nor_a_contact_that_is_there_counts() {
        // 2.9 m ahead it is met in 0.29 s, but at the next state that is looked at it is touched.
        assert_eq!(
            straight_on(&with_car(3.65 + 2.9 + 2.3, 0.0, 0.0, 0.0), 10.0).0,
            0.0
        );
        // As fast and in the ego's outline all along.
        assert_eq!(straight_on(&with_car(4.0, 0.0, 0.0, 10.0), 10.0).0, 0.0);
    }

    #[test]
    fn who_is_ahead_counts_and_who_is_beside_counts_between_lanes() {
        let mut bench = Bench::straight(10.0);
        for point in &mut bench.route.path {
            (point.lane, point.left_m, point.right_m) = (Some(LaneId(1)), 2.1, 1.4);
        }
        let ends = [[-20.0, 0.0], [200.0, 0.0]];
        bench.map = lane_map("one", vec![lane(1, &ends, &[], Turn::Straight)]);
        bench.look(|scene| {
            let is_relevant = |d_m: f64, degrees: f64| {
                let rollout = by_hand(scene, 10.0, |_, s| {
                    (s.d_m, s.axis) = (d_m, Vector2::new(0.6, 0.8));
                });
                let angle = 0.8_f64.atan2(0.6) + degrees.to_radians();
                let to = 7.0 * Vector2::new(angle.cos(), angle.sin());
                is_relevant(scene, &rollout, 5, rollout.states[5].position_m + to)
            };
            for degrees in [0.0, 29.5, -29.5] {
                assert!(is_relevant(0.2, degrees), "{degrees}");
            }
            for degrees in [30.5, -30.5, 90.0, 180.0] {
                assert!(!is_relevant(0.2, degrees), "{degrees}");
            }
            // Half a width is 0.925 m: 0.3 m over the border at 2.1 − 0.925 + 0.3 = 1.475 m to the
            // left, 1.4 − 0.925 + 0.3 = 0.775 m to the right.
            assert!(is_relevant(1.48, 90.0) && !is_relevant(1.47, 90.0));
            assert!(is_relevant(-0.78, 90.0) && !is_relevant(-0.77, 90.0));
            assert!(is_relevant(1.48, 149.5) && !is_relevant(1.48, 150.5));
        });
    }

    #[test]
    fn a_contact_is_as_bad_as_it_is_soon() {
        // Closed at 10 m/s along and, without mattering, 2 m/s across; off the origin.
        let ego = Rectangle::new(Pose2::new(3.0, -2.0, 0.0), 5.0, 2.0);
        let bad = |gap_m: f64| {
            let center = Pose2::new(3.0 + 2.5 + 2.0 + gap_m, -2.0 - 1.0, 0.0);
            let other = Rectangle::new(center, 4.0, 1.8);
            contact(&ego, &other, Vector2::new(-10.0, 2.0))
        };
        let cases = [
            (7.9, Some(1.0)),
            (8.1, Some(0.9)),
            (9.9, Some(0.9)),
            (10.1, Some(0.4)),
            (11.9, Some(0.4)),
            (12.1, None),
        ];
        for (gap_m, expected) in cases {
            assert_eq!(bad(gap_m), expected, "{gap_m} m");
        }
    }

    #[test]
    fn a_standing_ego_and_who_drives_ahead_as_fast_are_not_too_close() {
        let ahead = with_car(12.0, 0.0, 0.0, 10.0);
        assert_eq!(straight_on(&ahead, 10.0).0, 0.0);
        let oncoming = with_car(12.0, 0.0, std::f64::consts::PI, 5.0);
        assert_eq!(straight_on(&oncoming, 0.0).0, 0.0);
        assert!(straight_on(&oncoming, 0.1).0 > 0.5);
    }

    #[test]
    fn from_the_side_only_junctions_and_lane_changes_look() {
        // From the left into the ego's flank, abeam and as fast along: the bearing is 70°.
        let mut bench = with_car(3.0, 4.0, -0.2, 10.0);
        assert!(
            straight_on(&bench, 10.0).0 > 0.1,
            "without lanes all around"
        );
        bench
            .route
            .path
            .iter_mut()
            .for_each(|p| p.lane = Some(LaneId(1)));
        bench.map = lane_map(
            "one",
            vec![lane(1, &[[-20.0, 0.0], [200.0, 0.0]], &[], Turn::Straight)],
        );
        assert_eq!(straight_on(&bench, 10.0).0, 0.0, "in its lane ahead only");
        for point in &mut bench.route.path {
            point.left_m = 0.6; // the flank is 0.325 m over the border
        }
        assert!(straight_on(&bench, 10.0).0 > 0.1, "in several lanes");
        bench.route.path.iter_mut().for_each(|p| p.left_m = 1.75);
        bench.map.lanes.get_mut(&LaneId(1)).unwrap().junction = Some(JunctionId(3));
        assert!(straight_on(&bench, 10.0).0 > 0.1, "in a junction");
    }

    #[test]
    fn the_closest_approach_is_within_the_time_looked_ahead() {
        let at =
            |x: f64, y: f64, vx: f64| closest_squared(Vector2::new(x, y), Vector2::new(vx, 0.0));
        assert_abs_diff_eq!(at(5.0, 2.0, -10.0), 4.0, epsilon = 1e-12); // abeam after 0.5 s
        assert_abs_diff_eq!(at(20.0, 2.0, -10.0), 68.0, epsilon = 1e-12); // 8 m short after 1.2 s
        assert_abs_diff_eq!(at(5.0, 2.0, 10.0), 29.0, epsilon = 1e-12); // goes away
        assert_abs_diff_eq!(at(5.0, 2.0, 0.0), 29.0, epsilon = 1e-12);
        // aslant: the cross product squared over the speed's: (6 · 5 − 3 · 4)² / (4² + 5²)
        let aslant = closest_squared(Vector2::new(6.0, -3.0), Vector2::new(-4.0, 5.0));
        assert_abs_diff_eq!(aslant, 324.0 / 41.0, epsilon = 1e-12);
    }

    #[test]
    fn only_who_comes_within_reach_is_looked_at() {
        // Reaches of √29/2 and √23.49/2: 5.116 m. Abeam, opposite ways: as near as they get.
        let ego = Rectangle::new(Pose2::new(2.0, -3.0, 0.0), 5.0, 2.0);
        let other = |y_m: f64| Rectangle::new(Pose2::new(7.0, y_m - 3.0, 0.0), 4.5, 1.8);
        let relative_mps = Vector2::new(-10.0, 0.0);
        assert!(stays_clear(&ego, &other(5.12), relative_mps));
        assert!(!stays_clear(&ego, &other(5.11), relative_mps));
    }
}
