//! Which lane a point lies on.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::{LaneId, LaneMap, LaneMatch};

use crate::roads::error::RouteError;

/// A point may lie this far over the border of a lane and still be on it.
const TOLERANCE_M: f64 = 0.5;
/// A start may face this far away from its lane's traffic.
const MAX_TURNED_RAD: f64 = 1.05;
/// Cost of being off the middle of a lane, so that the nearest of several lanes is chosen, s/m.
const COST_SPM: f64 = 2.0;
/// Cost of facing away from a lane, so that of the lanes through a junction the right one is chosen, s/rad.
const COST_SPRAD: f64 = 10.0;

/// A place on a lane, with what it costs to take this one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub lane: LaneId,
    pub s_m: f64,
    pub cost_s: f64,
}

/// Lanes that the start lies on.
pub(super) fn start_places(map: &LaneMap, start: Pose2) -> Result<Vec<Place>, RouteError> {
    let matches = lanes_at(map, "start", start.position_m(), start.yaw_rad)?;
    let places: Vec<Place> = matches
        .iter()
        .filter(|m| m.yaw_difference_rad.abs() <= MAX_TURNED_RAD)
        .map(|m| Place {
            lane: m.lane,
            s_m: m.s_m,
            cost_s: COST_SPM * m.d_m.abs() + COST_SPRAD * m.yaw_difference_rad.abs(),
        })
        .collect();
    match (places.is_empty(), matches.first()) {
        (true, Some(nearest)) => Err(RouteError::WrongWay {
            map: map.name.clone(),
            x_m: start.x_m,
            y_m: start.y_m,
            lane: lane_name(map, nearest.lane),
            turned_deg: nearest.yaw_difference_rad.abs().to_degrees(),
        }),
        _ => Ok(places),
    }
}

/// Lanes that a goal or via point lies on.
pub(super) fn goal_places(
    map: &LaneMap,
    point: &str,
    p_m: Vector2<f64>,
) -> Result<Vec<Place>, RouteError> {
    let matches = lanes_at(map, point, p_m, 0.0)?;
    Ok(matches
        .iter()
        .map(|m| Place {
            lane: m.lane,
            s_m: m.s_m,
            cost_s: COST_SPM * m.d_m.abs(),
        })
        .collect())
}

/// Lanes under a point, nearest first; at least one.
fn lanes_at(
    map: &LaneMap,
    point: &str,
    p_m: Vector2<f64>,
    yaw_rad: f64,
) -> Result<Vec<LaneMatch>, RouteError> {
    let all = map.driving_lanes_near(p_m, yaw_rad, f64::INFINITY);
    let half_width_m = |m: &LaneMatch| {
        let lane = map.lane(m.lane);
        0.5 * lane.map_or(0.0, |lane| lane.width_at(m.s_m))
    };
    let under: Vec<LaneMatch> = all
        .iter()
        .filter(|m| m.d_m.abs() <= half_width_m(m) + TOLERANCE_M)
        .copied()
        .collect();
    if !under.is_empty() {
        return Ok(under);
    }
    let nearest_m = all
        .iter()
        .map(|m| m.d_m.abs() - half_width_m(m))
        .fold(f64::INFINITY, f64::min);
    Err(RouteError::OffMap {
        point: point.to_owned(),
        map: map.name.clone(),
        x_m: p_m.x,
        y_m: p_m.y,
        distance_m: nearest_m,
    })
}

/// Name of a lane for messages.
pub(super) fn lane_name(map: &LaneMap, id: LaneId) -> String {
    map.lane(id)
        .map_or_else(|| id.to_string(), |lane| lane.name.clone())
}
