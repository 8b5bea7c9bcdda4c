//! Labels as ground truth, world frame.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::AgentId;
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_tracking::kitti::{Frame, Sequence};

/// Every frame's truth: the recording car and the labelled road users, with velocities from the
/// labels of the frames around.
pub(super) fn recorded_truth(sequence: &Sequence) -> Vec<Truth> {
    let mut truths: Vec<Truth> = sequence
        .frames
        .iter()
        .map(|frame| Truth {
            header: frame.ego.header,
            ego: frame.ego.clone(),
            agents: agents(sequence, frame),
            collisions: Vec::new(),
            signals: Vec::new(),
            views: Vec::new(),
        })
        .collect();
    let motions: Vec<Vec<(Vector2<f64>, f64)>> = (0..truths.len())
        .map(|i| {
            let around = [i.saturating_sub(1), i, (i + 1).min(truths.len() - 1)];
            let here = truths[i].agents.iter();
            here.map(|agent| motion(agent.id, &around.map(|k| &truths[k])))
                .collect()
        })
        .collect();
    for (truth, motions) in truths.iter_mut().zip(motions) {
        for (agent, (velocity_mps, yaw_rate_radps)) in truth.agents.iter_mut().zip(motions) {
            agent.velocity_mps = velocity_mps;
            agent.yaw_rate_radps = yaw_rate_radps;
        }
    }
    truths
}

fn agents(sequence: &Sequence, frame: &Frame) -> Vec<TruthAgent> {
    let labelled = frame.labels.iter().filter_map(|label| {
        let vehicle_box = sequence.mounting.vehicle_box(&label.object.camera_box?);
        let agent = TruthAgent {
            id: AgentId(label.track?),
            class: label.object.kind.class()?,
            bbox: frame.ego.world_box(&vehicle_box),
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            visibility: visibility(label.object.occluded),
        };
        Some((agent.id, agent))
    });
    labelled.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// KITTI gives three steps (visible, partly, largely occluded), no shares: ours are those of the
/// steps. What is not known counts as visible.
fn visibility(occluded: i32) -> f64 {
    match occluded {
        1 => 2.0 / 3.0,
        2 => 1.0 / 3.0,
        _ => 1.0,
    }
}

/// Velocity and yaw rate between the first and the last of neighbouring frames with the agent.
fn motion(id: AgentId, around: &[&Truth; 3]) -> (Vector2<f64>, f64) {
    let seen = around
        .iter()
        .filter_map(|t| Some((t.header.stamp, t.agent(id)?)));
    let seen: Vec<_> = seen.collect();
    let (Some((from, a)), Some((to, b))) = (seen.first(), seen.last()) else {
        return (Vector2::zeros(), 0.0);
    };
    let span_s = (*to - *from).s();
    if span_s <= 0.0 {
        return (Vector2::zeros(), 0.0);
    }
    let moved_m = b.bbox.center_m.xy() - a.bbox.center_m.xy();
    let turned_rad = angle_difference_rad(b.bbox.yaw_rad, a.bbox.yaw_rad);
    (moved_m / span_s, turned_rad / span_s)
}
