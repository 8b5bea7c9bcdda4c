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
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::Pose2;

    proptest! {
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

    #[test]
    fn only_who_comes_within_reach_is_looked_at() {
        // Reaches of √29/2 and √23.49/2: 5.116 m. Abeam, opposite ways: as near as they get.
        let ego = Rectangle::new(Pose2::default(), 5.0, 2.0);
        let other = |y_m: f64| Rectangle::new(Pose2::new(5.0, y_m, 0.0), 4.5, 1.8);
        let relative_mps = Vector2::new(-10.0, 0.0);
        assert!(stays_clear(&ego, &other(5.12), relative_mps));
        assert!(!stays_clear(&ego, &other(5.11), relative_mps));
    }
}
