//! Truths by time, and which agent a track is.

use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_interfaces::{AgentId, Stamp};

/// A truth this close in time is the one that is asked for, ns.
const SAME_TIME_NS: i64 = 1_000_000;
/// A track farther than this from every agent is none of them, m (nuScenes' tracking benchmark).
pub(crate) const MATCH_M: f64 = 2.0;

/// The truth at a time, if there is one.
pub(crate) fn truth_at(truths: &[Arc<Truth>], at: Stamp) -> Option<&Arc<Truth>> {
    let after = truths.partition_point(|t| t.header.stamp.ns() + SAME_TIME_NS < at.ns());
    truths
        .get(after)
        .filter(|t| (t.header.stamp - at).ns().abs() <= SAME_TIME_NS)
}

/// The nearest agent within [`MATCH_M`].
pub(crate) fn agent_at(truth: &Truth, p_m: Vector2<f64>) -> Option<&TruthAgent> {
    let distance = |a: &TruthAgent| (a.bbox.center_m.xy() - p_m).norm();
    truth
        .agents
        .iter()
        .filter(|a| distance(a) <= MATCH_M)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Where an agent is at a time.
pub(crate) fn position_at(truths: &[Arc<Truth>], id: AgentId, at: Stamp) -> Option<Vector2<f64>> {
    truth_at(truths, at)?
        .agent(id)
        .map(|a| a.bbox.center_m.xy())
}
