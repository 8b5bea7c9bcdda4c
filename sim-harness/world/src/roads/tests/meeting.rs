//! Whether lanes meet where they are linked.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::LaneKind;

use crate::roads::survey::{Survey, SurveyLane};

/// Position and direction of the traffic at a lane's begin or end.
fn pose(lane: &SurveyLane, at_end: bool) -> (Vector2<f64>, Vector2<f64>, f64) {
    let vertex = if at_end == lane.is_backward {
        lane.vertices.first()
    } else {
        lane.vertices.last()
    };
    let vertex = vertex.unwrap();
    let along = if lane.is_backward {
        -vertex.tangent
    } else {
        vertex.tangent
    };
    (vertex.position_m, along, vertex.elevation_m)
}

/// Every driving lane ends where the next one begins, head on and as high; tells how many links there
/// are.
pub(super) fn assert_lanes_meet(name: &str, survey: &Survey, within_m: f64) -> usize {
    let lanes: BTreeMap<_, _> = survey.lanes.iter().map(|l| (l.id, l)).collect();
    let mut links = 0;
    for lane in survey.lanes.iter().filter(|l| l.kind == LaneKind::Driving) {
        for next in &lane.successors {
            let ((end, out, z), (start, on, next_z)) = (pose(lane, true), pose(lanes[next], false));
            let place = format!("{name}: {} to {}", lane.name(), lanes[next].name());
            assert!((end - start).norm() < within_m, "{place}: {end} {start}");
            assert!(out.perp(&on).abs() < 0.002 && out.dot(&on) > 0.0, "{place}");
            assert!((z - next_z).abs() < within_m, "{place}: {z} {next_z}");
            links += 1;
        }
    }
    links
}
