//! Collisions and whose fault they were (docs/METRICS.md 2.1).
//!
//! One departure: nuPlan asks its questions at the first step of contact. At 10 m/s the bumper
//! moves a metre between steps, so somebody on foot who is run over is seldom under it at a step,
//! and would count as hit by the side; and an ego that stands at the step may have driven when it
//! hit. We ask them at the moment of first contact between the steps; lane and road, which are
//! known at steps, are those of the step nearer to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_interfaces::{AgentClass, AgentId};

use super::contact::first_contact;
use super::ego_series::{EgoSample, EgoSeries};

/// Slower than this stands still.
const STOPPED_MPS: f64 = 0.05;
/// At the moment of first contact boxes only just touch: this near counts as touching.
const TOUCH_M: f64 = 0.01;
/// A road user at a larger bearing is behind.
pub(super) const BEHIND_RAD: f64 = 150.0 * std::f64::consts::PI / 180.0;

/// How the ego and a road user met; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollisionKind {
    /// The ego stood: not its fault.
    StoppedEgo,
    /// The other stood, or is a thing: the ego's fault.
    StoppedTrack,
    /// The other came from behind: not the ego's fault.
    ActiveRear,
    /// With the ego's front bumper: its fault.
    ActiveFront,
    /// From the side: the ego's fault if it was in several lanes or off the road.
    ActiveLateral,
}

/// One contact of the ego with one road user: the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollisionEvent {
    /// When, since the first scored step.
    pub time_s: f64,
    /// With whom.
    pub agent: AgentId,
    /// What it is.
    pub class: AgentClass,
    /// How they met.
    pub kind: CollisionKind,
    /// Whether it was the ego's fault.
    pub is_at_fault: bool,
    /// Magnitude of the relative velocity at first contact.
    pub closing_mps: f64,
    /// Step of the drive.
    #[serde(skip)]
    pub step: usize,
}

/// Every first contact of the drive, in order. `is_off` tells per step whether the ego is off the
/// drivable area; contacts with `ignored` agents are faults of the recording.
pub(super) fn collisions(
    series: &EgoSeries,
    truths: &[Arc<Truth>],
    is_off: &[bool],
    ignored: &BTreeSet<AgentId>,
) -> Vec<CollisionEvent> {
    let mut met = ignored.clone();
    let mut events = Vec::new();
    for (step, (ego, truth)) in series.samples.iter().zip(truths).enumerate() {
        let last = step
            .checked_sub(1)
            .map(|k| (&series.samples[k], &truths[k]));
        for agent in &truth.agents {
            if met.contains(&agent.id) || !ego.footprint.overlaps(&agent.bbox.footprint()) {
                continue;
            }
            met.insert(agent.id);
            let before = last.and_then(|(ego, truth)| Some((ego, truth.agent(agent.id)?)));
            let contact = first_contact(before, (ego, agent));
            let (ego_then, agent_then) = (&contact.ego, &contact.agent);
            let kind = kind(ego_then, agent_then);
            let nearer = step - usize::from(contact.is_nearer_before);
            let is_loose = series.samples[nearer].is_in_several_lanes
                || is_off.get(nearer).copied().unwrap_or(false);
            events.push(CollisionEvent {
                time_s: ego.time_s,
                agent: agent.id,
                class: agent.class,
                kind,
                is_at_fault: match kind {
                    CollisionKind::StoppedEgo | CollisionKind::ActiveRear => false,
                    CollisionKind::StoppedTrack | CollisionKind::ActiveFront => true,
                    CollisionKind::ActiveLateral => is_loose,
                },
                closing_mps: (ego_then.velocity_mps - agent_then.velocity_mps).norm(),
                step,
            });
        }
    }
    events
}

/// How they meet; both as they are at the moment of first contact.
fn kind(ego: &EgoSample, agent: &TruthAgent) -> CollisionKind {
    let [left_m, right_m] = ego.footprint.front_edge_m();
    let other = agent.bbox.footprint().grown(TOUCH_M, TOUCH_M);
    if ego.speed_mps <= STOPPED_MPS {
        CollisionKind::StoppedEgo
    } else if agent.speed_mps() <= STOPPED_MPS || agent.class == AgentClass::StaticObject {
        CollisionKind::StoppedTrack
    } else if ego.bearing_rad(agent.bbox.center_m.xy()) > BEHIND_RAD {
        CollisionKind::ActiveRear
    } else if other.intersects_segment(left_m, right_m) {
        CollisionKind::ActiveFront
    } else {
        CollisionKind::ActiveLateral
    }
}

/// Π over classes of max(0, 1 − n / (t + 1)), t = 0 for people and vehicles, 1 for objects.
pub(super) fn score(events: &[CollisionEvent]) -> f64 {
    let mut at_fault: BTreeMap<&str, f64> = BTreeMap::new();
    for event in events.iter().filter(|e| e.is_at_fault) {
        let group = match event.class {
            AgentClass::Pedestrian | AgentClass::Bicycle => "people",
            AgentClass::Car | AgentClass::Truck | AgentClass::Bus | AgentClass::Motorcycle => {
                "vehicles"
            }
            AgentClass::StaticObject => "objects",
        };
        *at_fault.entry(group).or_default() += 1.0;
    }
    let part = |(group, n): (&&str, &f64)| {
        let tolerated = if *group == "objects" { 1.0 } else { 0.0 };
        (1.0 - n / (tolerated + 1.0)).max(0.0)
    };
    at_fault.iter().map(part).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, truth};
    use trunkline_interfaces::geometry::Pose2;

    fn events_with(ego: (Pose2, f64), agents: Vec<TruthAgent>) -> Vec<CollisionEvent> {
        let record = record(vec![truth(0, ego.0, ego.1, agents)]);
        collisions(&series(&record), &record.truths, &[false], &BTreeSet::new())
    }

    fn moving() -> (Pose2, f64) {
        (Pose2::default(), 5.0)
    }

    #[test]
    fn running_into_one_ahead_is_at_fault() {
        // Boxes of 4 m: centres 3.9 m apart overlap by 0.1 m.
        let events = events_with(moving(), vec![agent(1, AgentClass::Car, 3.9, 0.0, 3.0)]);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, CollisionKind::ActiveFront);
        assert!(events[0].is_at_fault);
        assert_eq!(score(&events), 0.0); // max(0, 1 − 1/1)
    }

    /// The kind of a first contact between two steps; each is the ego's pose and speed, and the
    /// other.
    fn kind_between(
        before: (Pose2, f64, TruthAgent),
        now: (Pose2, f64, TruthAgent),
    ) -> CollisionKind {
        event_between(before, now, [false; 2]).kind
    }

    fn event_between(
        before: (Pose2, f64, TruthAgent),
        now: (Pose2, f64, TruthAgent),
        is_off: [bool; 2],
    ) -> CollisionEvent {
        let record = record(vec![
            truth(0, before.0, before.1, vec![before.2]),
            truth(1, now.0, now.1, vec![now.2]),
        ]);
        let none = BTreeSet::new();
        let mut events = collisions(&series(&record), &record.truths, &is_off, &none);
        assert_eq!((events.len(), events[0].step), (1, 1));
        events.remove(0)
    }

    /// The ego drives 1 m at 10 m/s and ends at the origin.
    const STEPS: [Pose2; 2] = [
        Pose2 {
            x_m: -1.0,
            y_m: 0.0,
            yaw_rad: 0.0,
        },
        Pose2 {
            x_m: 0.0,
            y_m: 0.0,
            yaw_rad: 0.0,
        },
    ];

    #[test]
    fn somebody_under_the_bumper_between_steps_was_hit_by_the_front() {
        // The bumper goes from 1 to 2 m, over somebody who stands between 1.45 and 1.95 m and
        // crosses at 1.4 m/s. At the second step the bumper's line is past all of them.
        let walker = |y_m: f64| {
            let mut walker = agent(1, AgentClass::Pedestrian, 1.7, y_m, 0.0);
            walker.bbox.size_m = [0.5, 0.5, 1.7].into();
            walker.velocity_mps = [0.0, 1.4].into();
            walker
        };
        let kind_to = |y_m: f64| {
            kind_between(
                (STEPS[0], 10.0, walker(y_m - 0.14)),
                (STEPS[1], 10.0, walker(y_m)),
            )
        };
        assert_eq!(kind_to(0.0), CollisionKind::ActiveFront);
        // Enters the ego's right edge (−1 m) when 0.065 of 0.14 m are left, after 0.536 of the step:
        // the bumper's line is at 1.536 m then, under them.
        assert_eq!(kind_to(-1.185), CollisionKind::ActiveFront);
        // Enters it when 0.001 of 0.14 m are left: the bumper's line is at 1.99 m, past them
        // (1.95 m). They walked into the side.
        assert_eq!(kind_to(-1.249), CollisionKind::ActiveLateral);
    }

    #[test]
    fn who_drives_into_the_side_behind_the_bumper_is_not_hit_by_the_front() {
        // From the right at 8 m/s, nose up, 2 m wide, its nearer flank half a metre behind the
        // bumper at the second step.
        let crossing = |nose_m: f64| {
            let mut other = agent(1, AgentClass::Car, 0.5, nose_m - 2.0, 0.0);
            other.bbox.yaw_rad = std::f64::consts::FRAC_PI_2;
            other.velocity_mps = [0.0, 8.0].into();
            other
        };
        let kind_to = |nose_m: f64| {
            kind_between(
                (STEPS[0], 10.0, crossing(nose_m - 0.8)),
                (STEPS[1], 10.0, crossing(nose_m)),
            )
        };
        // Its flank is at 1.5 m. The nose reaches the ego's side (−1 m) after (−1 + 1.5) / 0.8 =
        // 0.625 of the step: the bumper is at 1.625 m and past it.
        assert_eq!(kind_to(-0.7), CollisionKind::ActiveLateral);
        // After (−1 + 1.1) / 0.8 = 0.125 of the step: the bumper is at 1.125 m and hits it.
        assert_eq!(kind_to(-0.3), CollisionKind::ActiveFront);
    }

    #[test]
    fn an_ego_that_drove_when_it_hit_and_stood_after_is_not_a_standing_one() {
        // It brakes from 0.5 m/s to a stand over the last 2.5 cm; the other rolls back at 1 m/s.
        let start = Pose2::new(-0.025, 0.0, 0.0);
        let back = |x_m: f64| agent(1, AgentClass::Car, x_m, 0.0, -1.0);
        let kind_to = |x_m: f64| {
            let before = (start, 0.5, back(x_m + 0.1));
            kind_between(before, (Pose2::default(), 0.0, back(x_m)))
        };
        // Gap 0.075 m, closing 0.125 m: contact after 0.6 of the step, at 0.5 · 0.4 = 0.2 m/s.
        assert_eq!(kind_to(3.95), CollisionKind::ActiveFront);
        // Gap 0.12 m: contact after 0.96, at 0.02 m/s: below 0.05 m/s it stands.
        assert_eq!(kind_to(3.995), CollisionKind::StoppedEgo);
    }

    #[test]
    fn being_run_into_from_behind_is_not() {
        let events = events_with(moving(), vec![agent(1, AgentClass::Car, -3.9, 0.0, 8.0)]);
        assert_eq!(events[0].kind, CollisionKind::ActiveRear); // 180° > 150°
        assert!(!events[0].is_at_fault);
        assert_eq!(score(&events), 1.0);
    }

    #[test]
    fn a_standing_ego_is_never_at_fault() {
        let ego = (Pose2::default(), 0.05);
        let events = events_with(ego, vec![agent(1, AgentClass::Car, 3.9, 0.0, -3.0)]);
        assert_eq!(events[0].kind, CollisionKind::StoppedEgo);
        assert!(!events[0].is_at_fault);
    }

    #[test]
    fn a_standing_or_dead_thing_is_hit_at_fault() {
        for (class, speed) in [(AgentClass::Car, 0.0), (AgentClass::StaticObject, 3.0)] {
            let events = events_with(moving(), vec![agent(1, class, -3.9, 0.0, speed)]);
            assert_eq!(events[0].kind, CollisionKind::StoppedTrack);
        }
    }

    #[test]
    fn a_lateral_contact_is_at_fault_only_in_several_lanes() {
        let beside = |y: f64| vec![agent(1, AgentClass::Car, -1.0, y + 1.9, 5.0)];
        let events = events_with(moving(), beside(0.0));
        assert_eq!(events[0].kind, CollisionKind::ActiveLateral);
        assert!(!events[0].is_at_fault);
        // 1.2 m off the middle: 1.2 + 1.0 > 1.8 + 0.3
        let astray = (Pose2::new(0.0, 1.2, 0.0), 5.0);
        let events = events_with(astray, beside(1.2));
        assert!(events[0].is_at_fault);
    }

    #[test]
    fn lane_and_road_at_a_lateral_contact_are_those_of_the_nearer_step() {
        // The ego drifts from 1.0 to 1.2 m beside the middle of its lane: it sticks out of it at
        // the second step (1.2 + 1.0 > 1.8 + 0.3) and not at the first (1.0 + 1.0 < 2.1). The right
        // side of the other, who drives along behind the bumper, is at `border_m`.
        let drift = |border_m: f64, is_off: [bool; 2]| {
            let beside = |x_m: f64| agent(1, AgentClass::Car, x_m - 1.0, border_m + 1.0, 5.0);
            let event = event_between(
                (Pose2::new(-0.5, 1.0, 0.0), 5.0, beside(-0.5)),
                (Pose2::new(0.0, 1.2, 0.0), 5.0, beside(0.0)),
                is_off,
            );
            assert_eq!(event.kind, CollisionKind::ActiveLateral);
            event.is_at_fault
        };
        // The left side gets to 2.05 m after a quarter of the step, to 2.15 m after three.
        assert!(!drift(2.05, [false; 2]));
        assert!(drift(2.15, [false; 2]));
        assert!(drift(2.05, [true, false]));
        assert!(!drift(2.05, [false, true]));
    }

    #[test]
    fn classes_cost_what_the_formula_says() {
        let object = |id, x| agent(id, AgentClass::StaticObject, x, 0.0, 0.0);
        assert_eq!(score(&events_with(moving(), vec![object(1, 3.0)])), 0.5); // 1 − 1/2
        let two = vec![object(1, 3.0), object(2, 3.5)];
        assert_eq!(score(&events_with(moving(), two)), 0.0); // 1 − 2/2
        let person = vec![agent(1, AgentClass::Pedestrian, 3.0, 0.0, 0.0)];
        assert_eq!(score(&events_with(moving(), person)), 0.0);
    }

    #[test]
    fn each_road_user_counts_once_and_ignored_ones_never() {
        let other = || vec![agent(1, AgentClass::Car, 3.9, 0.0, 3.0)];
        let (pose, speed) = moving();
        let record = record((0..3).map(|k| truth(k, pose, speed, other())).collect());
        let series = series(&record);
        let none = BTreeSet::new();
        assert_eq!(collisions(&series, &record.truths, &[], &none).len(), 1);
        let ignored = BTreeSet::from([AgentId(1)]);
        assert!(collisions(&series, &record.truths, &[], &ignored).is_empty());
    }

    #[test]
    fn who_rolls_at_5_cm_a_second_stands_and_who_is_faster_does_not() {
        let from_behind = |speed_mps: f64| {
            let other = agent(1, AgentClass::Car, -3.9, 0.0, speed_mps);
            events_with(moving(), vec![other])[0].kind
        };
        assert_eq!(from_behind(0.05), CollisionKind::StoppedTrack);
        assert_eq!(from_behind(0.051), CollisionKind::ActiveRear);
    }

    #[test]
    fn two_of_a_class_cost_no_less_than_one() {
        // max(0, 1 − 2) for people and for vehicles: not (−1) · (−1).
        let others = vec![
            agent(1, AgentClass::Pedestrian, 3.0, 0.5, 0.0),
            agent(2, AgentClass::Bicycle, 3.0, -0.5, 0.0),
            agent(3, AgentClass::Car, 3.5, 0.5, 0.0),
            agent(4, AgentClass::Truck, 3.5, -0.5, 0.0),
        ];
        let events = events_with(moving(), others);
        assert_eq!((events.len(), score(&events)), (4, 0.0));
    }
}
