//! Lanes in OpenDRIVE: kinds, vertices, speed limits, and whether paint allows to leave them.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::{JunctionId, LaneId, LaneKind};
use xodr::{Direction, Lane, LanePosition, LaneType, Layer, Provenance, RoadNetwork, SpeedLimit};

use crate::roads::error::MapError;
use crate::roads::survey::{LaneVertex, SurveyLane};

/// Beyond this, the reader's `f32` coordinates are coarser than 4 mm.
const MAX_COORDINATE_M: f32 = 50_000.0;
/// No lane is wider: what indexes the ground under lanes would be more than a machine holds.
const MAX_WIDTH_M: f32 = 100.0;
/// Places along a lane (shares of its length) at which paint and limits are asked for.
const PROBES: [f32; 3] = [0.25, 0.5, 0.75];

/// The lanes of the permanent layer.
pub(super) fn lanes(
    network: &RoadNetwork,
    provenance: &Provenance,
    junctions: &BTreeMap<&str, JunctionId>,
    name: &str,
) -> Result<Vec<SurveyLane>, MapError> {
    let mut lanes = Vec::new();
    for (lane, source) in network.lanes().iter().zip(&provenance.lanes) {
        if lane.layer != Layer::Permanent {
            continue;
        }
        let junction = network
            .road_by_od_id(&source.road_id)
            .and_then(|road| road.junction())
            .and_then(|id| junctions.get(id).copied());
        let vertices = vertices(lane).ok_or_else(|| MapError::Broken {
            name: name.to_owned(),
            place: format!(
                "road {} section {} lane {}",
                source.road_id, source.section, source.od_id
            ),
            reason: format!(
                "its centre line is not finite, or lies more than {} km from the origin: shift the map (its offset belongs into <header><offset>); or it is more than {MAX_WIDTH_M} m wide",
                MAX_COORDINATE_M / 1000.0
            ),
        })?;
        let may_change = |left| may_change(network, lane, left);
        lanes.push(SurveyLane {
            id: lane_id(lane.id),
            road: source.road_id.clone(),
            section: source.section,
            number: source.od_id,
            kind: kind(lane.kind),
            is_drivable: is_drivable(lane.kind),
            is_backward: lane.direction == Direction::Backward,
            vertices,
            speed_limit_mps: speed_limit(network, lane),
            predecessors: lane.predecessors.iter().copied().map(lane_id).collect(),
            successors: lane.successors.iter().copied().map(lane_id).collect(),
            may_change_left: may_change(true),
            may_change_right: may_change(false),
            junction,
        });
    }
    Ok(lanes)
}

pub(super) fn lane_id(id: xodr::LaneId) -> LaneId {
    LaneId(id.0 as u32)
}

pub(super) fn kind(kind: LaneType) -> LaneKind {
    match kind {
        LaneType::Driving
        | LaneType::Bidirectional
        | LaneType::Entry
        | LaneType::Exit
        | LaneType::OnRamp
        | LaneType::OffRamp
        | LaneType::ConnectingRamp
        | LaneType::SlipLane
        | LaneType::Shared => LaneKind::Driving,
        LaneType::Biking => LaneKind::Biking,
        LaneType::Sidewalk => LaneKind::Sidewalk,
        LaneType::Shoulder | LaneType::Stop => LaneKind::Shoulder,
        LaneType::Parking => LaneKind::Parking,
        _ => LaneKind::Other,
    }
}

/// Whether a vehicle may be on such a lane without having left the road: every lane of traffic,
/// parking bays and the hard shoulder; not verges, kerbs, borders, medians.
fn is_drivable(lane: LaneType) -> bool {
    matches!(
        kind(lane),
        LaneKind::Driving | LaneKind::Biking | LaneKind::Parking
    ) || matches!(
        lane,
        LaneType::Stop | LaneType::Bus | LaneType::Taxi | LaneType::Hov
    )
}

fn vertices(lane: &Lane) -> Option<Vec<LaneVertex>> {
    let points = lane.center.points();
    let tangents = lane.center.tangents();
    let mut vertices = Vec::with_capacity(points.len());
    for (i, (point, tangent)) in points.iter().zip(tangents).enumerate() {
        let width = match lane.widths.as_slice() {
            [] => lane.width,
            widths => widths.get(i).copied().unwrap_or(widths[widths.len() - 1]),
        };
        let is_near = point.x.abs() <= MAX_COORDINATE_M && point.y.abs() <= MAX_COORDINATE_M;
        let is_narrow = width.abs() <= MAX_WIDTH_M; // false for NaN
        if !(is_near && point.z.is_finite() && is_narrow) {
            return None;
        }
        let tangent = Vector2::new(f64::from(tangent.x), f64::from(tangent.y));
        vertices.push(LaneVertex {
            position_m: Vector2::new(f64::from(point.x), f64::from(point.y)),
            elevation_m: f64::from(point.z),
            tangent: tangent
                .try_normalize(1e-6)
                .unwrap_or_else(|| Vector2::new(1.0, 0.0)),
            width_m: f64::from(width).max(0.0),
        });
    }
    (vertices.len() >= 2).then_some(vertices)
}

/// The lowest limit along the lane.
fn speed_limit(network: &RoadNetwork, lane: &Lane) -> Option<f64> {
    PROBES
        .iter()
        .filter_map(|share| network.speed_limit_at(lane.id, share * lane.center.length()))
        .filter_map(|limit| match limit {
            SpeedLimit::Max(mps) if mps.is_finite() && mps > 0.0 => Some(f64::from(mps)),
            _ => None,
        })
        .reduce(f64::min)
}

/// Whether paint allows to leave the lane somewhere; `None` where there is no paint.
fn may_change(network: &RoadNetwork, lane: &Lane, to_left: bool) -> Option<bool> {
    if kind(lane.kind) != LaneKind::Driving {
        return None;
    }
    let road = network.road_lane(lane.id)?.road;
    let answers = PROBES.iter().filter_map(|share| {
        let point = lane.center.point_at(share * lane.center.length());
        let at = LanePosition {
            lane: lane.id,
            s: network.road_position_on(road, point)?.s,
            offset: 0.0,
        };
        if to_left {
            network.may_change_left(at)
        } else {
            network.may_change_right(at)
        }
    });
    answers.reduce(|a, b| a || b)
}
