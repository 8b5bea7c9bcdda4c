//! A scene's lanes as our lane map.

use std::collections::BTreeMap;

use trunkline_interfaces::geometry::{Polygon, Polyline, Region, angle_difference_rad};
use trunkline_interfaces::{
    Junction, JunctionId, Lane, LaneId, LaneKind, LaneMap, Neighbour, Turn,
};

use super::intersections::intersections;
use super::{RecordedLane, Scene, signals};

/// Width of lanes whose width was not recorded, m (docs/METRICS.md 4.2).
pub(super) const DEFAULT_LANE_WIDTH_M: f64 = 3.6;
/// A lane that turns by less leads straight on.
const TURN_RAD: f64 = 0.5;
/// A lane that turns by more leads back.
const U_TURN_RAD: f64 = 2.6;

/// The lane map of a scene: lane `k` of the file has id `k` and the file's id as its name.
/// Its drivable area is what the data set gives, else the lanes themselves with `route_area`.
pub(super) fn lane_map(scene: &Scene, route_area: Vec<Polygon>) -> LaneMap {
    let ids: BTreeMap<&str, LaneId> = scene
        .lanes
        .iter()
        .zip(0..)
        .map(|(lane, i)| (lane.id.as_str(), LaneId(i)))
        .collect();
    let mut lanes: BTreeMap<LaneId, Lane> = scene
        .lanes
        .iter()
        .zip(0..)
        .map(|(recorded, i)| (LaneId(i), lane(recorded, LaneId(i), &ids)))
        .collect();
    let mut junctions = BTreeMap::new();
    for (group, k) in intersections(scene).iter().zip(0..) {
        let id = JunctionId(k);
        let members: Vec<LaneId> = group.iter().map(|i| LaneId(*i as u32)).collect();
        for member in &members {
            if let Some(lane) = lanes.get_mut(member) {
                lane.junction = Some(id);
            }
        }
        let junction = Junction {
            id,
            name: format!("intersection {k}"),
            lanes: members,
            yields: Vec::new(), // not recorded
        };
        junctions.insert(id, junction);
    }
    let mut area: Vec<Polygon> = scene.drivable_areas.clone();
    if area.is_empty() {
        area = lanes
            .values()
            .filter_map(|l| band(&l.centerline, |s| l.width_at(s)))
            .collect();
        area.extend(route_area);
    }
    LaneMap {
        name: scene.id.clone(),
        signals: signals::of_map(scene, &lanes),
        lanes,
        junctions,
        crosswalks: scene.crosswalks.clone(),
        drivable: Region::new(area),
        road_edges: scene.road_edges.clone(),
        is_left_hand: false, // all shared data sets are from countries that keep right
    }
}

fn lane(recorded: &RecordedLane, id: LaneId, ids: &BTreeMap<&str, LaneId>) -> Lane {
    let known = |names: &[String]| -> Vec<LaneId> {
        names
            .iter()
            .filter_map(|n| ids.get(n.as_str()).copied())
            .collect()
    };
    let beside = |names: &[String]| {
        known(names).first().map(|lane| Neighbour {
            lane: *lane,
            is_same_direction: true,
            may_change: true,
        })
    };
    let count = recorded.centerline.points_m().len();
    Lane {
        id,
        name: recorded.id.clone(),
        kind: if recorded.is_bike_lane {
            LaneKind::Biking
        } else {
            LaneKind::Driving
        },
        elevation_m: vec![0.0; count],
        width_m: vec![recorded.width_m.unwrap_or(DEFAULT_LANE_WIDTH_M); count],
        speed_limit_mps: recorded.speed_limit_mps,
        predecessors: known(&recorded.predecessors),
        successors: known(&recorded.successors),
        left: beside(&recorded.left),
        right: beside(&recorded.right),
        junction: None,
        turn: turn(&recorded.centerline),
        centerline: recorded.centerline.clone(),
    }
}

/// Which way a lane leads, from its directions at both ends.
fn turn(centerline: &Polyline) -> Turn {
    let length = centerline.length_m();
    let by_rad = angle_difference_rad(centerline.yaw_at(length), centerline.yaw_at(0.0));
    if by_rad.abs() < TURN_RAD {
        Turn::Straight
    } else if by_rad.abs() > U_TURN_RAD {
        Turn::UTurn
    } else if by_rad > 0.0 {
        Turn::Left
    } else {
        Turn::Right
    }
}

/// The strip around a line, `width_m` wide at each arc length. `None` if it folds.
fn band(line: &Polyline, width_m: impl Fn(f64) -> f64) -> Option<Polygon> {
    let half = 0.5 * width_m(0.0);
    let left = line.shifted(half).ok()?;
    let right = line.shifted(-half).ok()?;
    let outline = left.points_m().iter().chain(right.points_m().iter().rev());
    Some(Polygon::new(outline.copied().collect()))
}
