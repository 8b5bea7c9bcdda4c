//! Collisions and whose fault they were (METRICS 1.1).
//!
//! One departure: nuPlan asks whether the front bumper touches the other's box at the first step of
//! contact. At 10 m/s the bumper moves a metre between steps, so somebody on foot who is run over
//! is seldom under it at a step, and would count as hit by the side. We ask whether the bumper
//! swept over the box since the last step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_interfaces::{AgentClass, AgentId};

use super::ego_series::{EgoSample, EgoSeries};

/// Slower than this stands still.
const STOPPED_MPS: f64 = 0.05;
/// A road user at a larger bearing is behind.
pub(crate) const BEHIND_RAD: f64 = 150.0 * std::f64::consts::PI / 180.0;

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
    /// Magnitude of the relative velocity.
    pub closing_mps: f64,
    /// Step of the drive.
    #[serde(skip)]
    pub step: usize,
}

/// Every first contact of the drive, in order. `is_off` tells per step whether the ego is off the
/// drivable area; contacts with `ignored` agents are faults of the recording.
pub fn collisions(
    series: &EgoSeries,
    truths: &[Arc<Truth>],
    is_off: &[bool],
    ignored: &BTreeSet<AgentId>,
) -> Vec<CollisionEvent> {
    let mut met = ignored.clone();
    let mut events = Vec::new();
    let mut last_s = None;
    for (step, (ego, truth)) in series.samples.iter().zip(truths).enumerate() {
        let since_last_s = last_s
            .replace(ego.time_s)
            .map_or(0.0, |last| ego.time_s - last);
        for agent in &truth.agents {
            let box_ = agent.bbox.footprint();
            if met.contains(&agent.id) || !ego.footprint.overlaps(&box_) {
                continue;
            }
            met.insert(agent.id);
            let is_loose = ego.is_in_several_lanes || is_off.get(step).copied().unwrap_or(false);
            let kind = kind(ego, agent, since_last_s);
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
                closing_mps: (ego.velocity_mps - agent.velocity_mps).norm(),
                step,
            });
        }
    }
    events
}

/// What the front bumper swept since the last step, as the agent sees it: the strip behind the
/// bumper that is as long as the ego gained on the agent.
fn swept_by_bumper(ego: &EgoSample, agent: &TruthAgent, since_last_s: f64) -> Rectangle {
    let outline = ego.footprint;
    let gained_m = (ego.velocity_mps - agent.velocity_mps).dot(&outline.axis) * since_last_s;
    let half_m = 0.5 * gained_m.clamp(0.0, 2.0 * outline.half_length_m);
    Rectangle {
        center_m: outline.center_m + outline.axis * (outline.half_length_m - half_m),
        half_length_m: half_m,
        ..outline
    }
}

fn kind(ego: &EgoSample, agent: &TruthAgent, since_last_s: f64) -> CollisionKind {
    if ego.speed_mps <= STOPPED_MPS {
        CollisionKind::StoppedEgo
    } else if agent.speed_mps() <= STOPPED_MPS || agent.class == AgentClass::StaticObject {
        CollisionKind::StoppedTrack
    } else if ego.bearing_rad(agent.bbox.center_m.xy()) > BEHIND_RAD {
        CollisionKind::ActiveRear
    } else if swept_by_bumper(ego, agent, since_last_s).overlaps(&agent.bbox.footprint()) {
        CollisionKind::ActiveFront
    } else {
        CollisionKind::ActiveLateral
    }
}

/// Π over classes of max(0, 1 − n / (t + 1)), t = 0 for people and vehicles, 1 for objects.
pub fn score(events: &[CollisionEvent]) -> f64 {
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

    #[test]
    fn somebody_under_the_bumper_between_steps_was_hit_by_the_front() {
        // 10 m/s: the bumper goes from 2.0 to 3.0 m, over a box from 2.45 to 2.95 m.
        let walker = |x_m: f64| {
            let mut walker = agent(1, AgentClass::Pedestrian, x_m, 0.0, 0.0);
            walker.bbox.size_m = [0.5, 0.5, 1.7].into();
            walker.velocity_mps.y = 1.4;
            vec![walker]
        };
        let kind_at = |x_m: f64| {
            let steps = vec![
                truth(0, Pose2::default(), 10.0, walker(x_m)),
                truth(1, Pose2::new(1.0, 0.0, 0.0), 10.0, walker(x_m)),
            ];
            let record = record(steps);
            let none = BTreeSet::new();
            collisions(&series(&record), &record.truths, &[false; 2], &none)[0].kind
        };
        assert_eq!(kind_at(2.7), CollisionKind::ActiveFront);
        // A metre farther back the ego was there already: walked into its side.
        assert_eq!(kind_at(1.2), CollisionKind::ActiveLateral);
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
}
