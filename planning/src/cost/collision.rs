//! Hitting somebody: probability that any agent is hit at the ego's fault, sooner hits dearer.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::{AgentClass, TrackId};

use super::term::{Context, CostTerm};
use crate::rollout::{Rollout, State};
use crate::scene::{AgentState, DT_S, Mode, SWEEPS, Scene, Swept};

/// Room around the ego's outline that counts as contact already, m: along, across.
const MARGIN_M: (f64, f64) = (0.2, 0.15);
/// A standing ego is hit, it does not hit (nuPlan), m/s.
const STANDING_MPS: f64 = 0.05;
/// Cosine of 150°: beyond it another is behind the ego (nuPlan).
const BEHIND_COSINE: f64 = -0.866_025_403_784_438_6;

/// First contact with one mode of an agent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub(crate) track: TrackId,
    pub(crate) class: AgentClass,
    pub(crate) probability: f64,
    pub(crate) step: usize,
}

/// Whether somebody is behind the ego, seen from its rear axle.
pub(super) fn is_behind(state: &State, center_m: Vector2<f64>) -> bool {
    let to = center_m - state.position_m;
    to.dot(&state.axis) < BEHIND_COSINE * to.norm()
}

/// First contact with a mode at the ego's fault; contacts that exist at the start do not count,
/// because nothing can be done about them.
fn hit(rollout: &Rollout, swept: &[Swept; SWEEPS], scene: &Scene<'_>, mode: &Mode) -> Option<Hit> {
    let agents: &[AgentState] = scene.agents.states(mode);
    let vehicle = scene.vehicle;
    let reach_m = 0.5 * (vehicle.length_m + vehicle.width_m) + MARGIN_M.0 + MARGIN_M.1;
    let count = rollout.states.len().min(agents.len());
    let may_meet =
        |sweep: &usize| swept[*sweep].may_meet(&mode.swept[*sweep], MARGIN_M.0 + MARGIN_M.1);
    let steps = (0..SWEEPS).filter(may_meet);
    for step in steps.flat_map(|sweep| Swept::steps(sweep, count)) {
        let (footprint, state) = (&rollout.footprints[step], &rollout.states[step]);
        let agent = &agents[step];
        let reach = reach_m + agent.rectangle.half_length_m + agent.rectangle.half_width_m;
        let apart_m = agent.rectangle.center_m - footprint.center_m;
        if apart_m.norm_squared() > reach * reach {
            continue;
        }
        if !footprint
            .grown(MARGIN_M.0, MARGIN_M.1)
            .overlaps(&agent.rectangle)
        {
            continue;
        }
        if step == 0 {
            return None;
        }
        if state.speed_mps.abs() <= STANDING_MPS || is_behind(state, agent.rectangle.center_m) {
            return None;
        }
        return Some(Hit {
            track: mode.track,
            class: mode.class,
            probability: mode.probability,
            step,
        });
    }
    None
}

/// The soonest likely contact of a candidate.
pub(crate) fn first_hit(rollout: &Rollout, scene: &Scene<'_>) -> Option<Hit> {
    let swept = rollout.swept();
    (scene.agents.modes().iter())
        .filter_map(|mode| hit(rollout, &swept, scene, mode))
        .min_by_key(|hit| hit.step)
}

/// Cost of hitting somebody, by how likely and how soon.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Collision {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Collision {
    fn default() -> Self {
        Self { weight: 100.0 }
    }
}

impl CostTerm for Collision {
    fn name(&self) -> &'static str {
        "collision"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// 1 − Π over modes of (1 − p · (1 − t/2T)).
    fn share(&self, context: &Context<'_>) -> f64 {
        let horizon_s = context.rollout.states.len() as f64 * DT_S;
        let missed: f64 = (context.scene.agents.modes().iter())
            .filter_map(|mode| hit(context.rollout, context.swept, context.scene, mode))
            .map(|hit| 1.0 - hit.probability * (1.0 - 0.5 * hit.step as f64 * DT_S / horizon_s))
            .product();
        1.0 - missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::{share, with_modes};
    use crate::fixtures::track;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::messages::Track;

    fn car(x: f64, y: f64, speed: f64) -> Track {
        track(7, AgentClass::Car, x, y, 0.0, speed)
    }

    /// The share of going straight on at a speed, and whom that hits first.
    fn straight_on(speed_mps: f64, others: &[Track]) -> (f64, Option<Hit>) {
        let mut bench = Bench::straight(speed_mps);
        bench.tracks = others.to_vec();
        bench.look(|scene| {
            let rollout = by_hand(scene, speed_mps, |_, _| ());
            let share = share(&Collision::default(), scene, &rollout);
            (share, first_hit(&rollout, scene))
        })
    }

    #[test]
    fn a_sooner_hit_is_dearer() {
        // rear at 20 − 2.3 = 17.7 m, front with its margin at 3.85 m: met after 13.85 m, step 14
        let (share, hit) = straight_on(10.0, &[car(20.0, 0.0, 0.0)]);
        assert_abs_diff_eq!(share, 1.0 - 0.5 * 14.0 / 41.0, epsilon = 1e-12);
        let hit = hit.unwrap();
        assert_eq!(
            (hit.step, hit.track, hit.class),
            (14, TrackId(7), AgentClass::Car)
        );
        assert_eq!(straight_on(10.0, &[car(50.0, 0.0, 0.0)]), (0.0, None));
    }

    #[test]
    fn two_hits_are_as_bad_as_one_of_them_or_both() {
        let far = track(8, AgentClass::Truck, 30.0, 0.0, 0.0, 0.0); // rear at 25.5: step 22
        let (share, hit) = straight_on(10.0, &[far, car(20.0, 0.0, 0.0)]);
        let missed = (0.5 * 14.0 / 41.0) * (0.5 * 22.0 / 41.0);
        assert_abs_diff_eq!(share, 1.0 - missed, epsilon = 1e-12);
        assert_eq!(hit.unwrap().step, 14);
    }

    #[test]
    fn what_is_less_likely_costs_less() {
        // Standing it is met at step 14. At 3 m/s the 13.85 m take 13.85 / 7 = 1.98 s: step 20.
        let bench = with_modes(
            Bench::straight(10.0),
            car(20.0, 0.0, 0.0),
            &[(0.3, [3.0, 0.0]), (0.6, [0.0, 0.0])],
        );
        bench.look(|scene| {
            let rollout = by_hand(scene, 10.0, |_, _| ());
            let missed = (1.0 - 0.3 * (1.0 - 0.5 * 20.0 / 41.0)) * (1.0 - 0.6 * (1.0 - 7.0 / 41.0));
            let share = share(&Collision::default(), scene, &rollout);
            assert_abs_diff_eq!(share, 1.0 - missed, epsilon = 1e-12);
            let hit = first_hit(&rollout, scene).unwrap();
            assert_eq!((hit.step, hit.probability), (14, 0.6));
        });
    }

    #[test]
    fn somebody_small_is_met_as_soon_as_touched() {
        // 0.6 m by 0.6 m: rear at 19.7 m, 15.85 m before the front with its margin
        let walker = track(7, AgentClass::Pedestrian, 20.0, 0.4, 0.0, 0.0);
        let (share, hit) = straight_on(10.0, &[walker]);
        assert_abs_diff_eq!(share, 1.0 - 0.5 * 16.0 / 41.0, epsilon = 1e-12);
        assert_eq!(hit.unwrap().class, AgentClass::Pedestrian);
    }

    #[test]
    fn corners_meet_as_soon_as_bumpers() {
        // 1.9 m beside: the corners are 0.05 m inside the margin, the centres 5.02 m apart
        for y in [1.9, -1.9] {
            let (share, hit) = straight_on(10.0, &[car(20.0, y, 0.0)]);
            assert_abs_diff_eq!(share, 1.0 - 0.5 * 14.0 / 41.0, epsilon = 1e-12);
            assert_eq!(hit.unwrap().step, 14);
        }
    }

    #[test]
    fn behind_is_beyond_a_hundred_and_fifty_degrees_of_the_axis() {
        Bench::straight(5.0).look(|scene| {
            let mut state = by_hand(scene, 5.0, |_, _| ()).states[0];
            state.position_m = Vector2::new(3.0, -2.0);
            state.axis = Vector2::new(0.6, 0.8);
            let at = |degrees: f64| {
                let angle = 0.8_f64.atan2(0.6) + degrees.to_radians();
                let to = 2.5 * Vector2::new(angle.cos(), angle.sin());
                is_behind(&state, state.position_m + to)
            };
            for degrees in [150.5, -150.5, 180.0] {
                assert!(at(degrees), "{degrees}");
            }
            for degrees in [149.5, -149.5, 90.0, 0.0] {
                assert!(!at(degrees), "{degrees}");
            }
        });
    }

    #[test]
    fn an_ego_that_rolls_at_walking_pace_or_backwards_hits() {
        let oncoming = track(7, AgentClass::Car, 9.0, 0.0, std::f64::consts::PI, 3.0);
        for (speed_mps, hits) in [
            (0.049, false),
            (0.051, true),
            (-0.049, false),
            (-0.051, true),
        ] {
            let (share, hit) = straight_on(speed_mps, std::slice::from_ref(&oncoming));
            assert_eq!((share > 0.0, hit.is_some()), (hits, hits), "{speed_mps}");
        }
    }

    #[test]
    fn passing_closer_than_the_margin_is_a_hit() {
        let beside = |room_m: f64| straight_on(10.0, &[car(20.0, 1.85 + room_m, 0.0)]).0;
        assert!(beside(0.149) > 0.5);
        assert_eq!(beside(0.151), 0.0);
    }

    #[test]
    fn stopping_closer_than_the_margin_is_a_hit() {
        // the front's last place is at 40 + 3.65 m, the margin along is 0.2 m
        let ahead = |room_m: f64| straight_on(10.0, &[car(43.65 + room_m + 2.3, 0.0, 0.0)]).0;
        assert_abs_diff_eq!(ahead(0.199), 1.0 - 0.5 * 40.0 / 41.0, epsilon = 1e-12);
        assert_eq!(ahead(0.201), 0.0);
    }

    #[test]
    fn who_touches_already_who_comes_from_behind_and_who_hits_a_standing_ego_are_not_hit() {
        assert_eq!(straight_on(10.0, &[car(4.0, 0.0, 0.0)]), (0.0, None));
        assert_eq!(straight_on(2.0, &[car(-12.0, 0.0, 12.0)]), (0.0, None));
        let oncoming = track(7, AgentClass::Car, 20.0, 0.0, std::f64::consts::PI, 8.0);
        assert_eq!(
            straight_on(0.04, std::slice::from_ref(&oncoming)),
            (0.0, None)
        );
        assert!(straight_on(0.5, &[oncoming]).0 > 0.5);
    }
}
