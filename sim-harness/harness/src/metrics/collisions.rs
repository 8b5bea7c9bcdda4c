//! Collisions and whose fault they were (METRICS 1.1).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
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
    for (step, (ego, truth)) in series.samples.iter().zip(truths).enumerate() {
        for agent in &truth.agents {
            let box_ = agent.bbox.footprint();
            if met.contains(&agent.id) || !ego.footprint.overlaps(&box_) {
                continue;
            }
            met.insert(agent.id);
            let is_loose = ego.is_in_several_lanes || is_off.get(step).copied().unwrap_or(false);
            let kind = kind(ego, agent);
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

fn kind(ego: &EgoSample, agent: &TruthAgent) -> CollisionKind {
    let [left, right] = ego.footprint.front_edge_m();
    if ego.speed_mps <= STOPPED_MPS {
        CollisionKind::StoppedEgo
    } else if agent.speed_mps() <= STOPPED_MPS || agent.class == AgentClass::StaticObject {
        CollisionKind::StoppedTrack
    } else if ego.bearing_rad(agent.bbox.center_m.xy()) > BEHIND_RAD {
        CollisionKind::ActiveRear
    } else if agent.bbox.footprint().intersects_segment(left, right) {
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
