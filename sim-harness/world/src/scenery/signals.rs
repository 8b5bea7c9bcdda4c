//! Traffic lights, stop and yield signs, limits, warnings: what tells traffic what to do.

use std::sync::Arc;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{Lane, LaneKind, LaneMap, Signal, SignalId, SignalKind};
use trunkline_render::models::scenery::{SignKind, SignalMount, sign, signal_head};
use trunkline_render::{Lamp, Lamps, Placed};

use super::chunks::pose;
use super::field::Field;
use super::setting::{Setting, section};
use super::site::{Foot, Site};
use crate::roads::{Roadside, SignFace};

/// Poles keep this distance to where vehicles may be.
const GAP_M: f64 = 0.35;
/// How far a pole that stands on the road is moved at most.
const SEARCH_M: f64 = 25.0;
/// Arms reach no farther.
const MAX_ARM_M: f64 = 9.0;
const POLE: Foot = Foot {
    size_m: [0.3, 0.3],
    gap_m: -10.0,
};

/// A traffic light of the map as it stands there; its lamps follow the signal's state.
#[derive(Debug, Clone)]
pub(super) struct SignalHead {
    /// Which signal's state it shows.
    pub signal: SignalId,
    /// Pole and lamps, none of them lit.
    pub placed: Placed,
}

impl SignalHead {
    /// The head as it looks in a state.
    pub(super) fn showing(&self, state: SignalState) -> Placed {
        let lamps = Lamps::default();
        let lamps = match state {
            SignalState::Unknown => lamps,
            SignalState::Go => lamps.with(Lamp::Green),
            SignalState::Caution => lamps.with(Lamp::Amber),
            SignalState::Stop => lamps.with(Lamp::Red),
        };
        Placed {
            lamps,
            ..self.placed.clone()
        }
    }
}

/// The nearest place to the right of the traffic (then to its left) that is no road.
fn off_road(field: &Field, p_m: Vector2<f64>, along: Vector2<f64>) -> Vector2<f64> {
    let right = Vector2::new(along.y, -along.x);
    let steps = (SEARCH_M / 0.25) as usize;
    let places = (0..steps).flat_map(|k| {
        let off_m = 0.25 * k as f64;
        [p_m + right * off_m, p_m - right * off_m]
    });
    let is_off = |p: &Vector2<f64>| field.road_clearance_m(*p, 1.0) >= GAP_M;
    places.into_iter().find(is_off).unwrap_or(p_m)
}

/// Height of what people stand on beside the road.
fn foot(site: &Site<'_>, p_m: Vector2<f64>) -> Point3<f64> {
    let road = site.field.nearest(p_m, 6.0, |near| near.cover.is_road());
    let on_pavement = site.field.nearest(p_m, 0.3, |near| near.cover.is_raised());
    match (on_pavement, road) {
        (Some(near), _) => Point3::new(p_m.x, p_m.y, near.elevation_m + super::strip::KERB_M),
        _ => site.ground_m(p_m),
    }
}

/// Where the traffic that a signal stops comes from, and the lane.
fn approach<'a>(map: &'a LaneMap, signal: &Signal) -> Option<(&'a Lane, f64)> {
    let stop = signal.stops.first()?;
    Some((map.lane(stop.lane)?, stop.s_m))
}

/// Stands every signal of the map at its place; gives the lights.
pub(super) fn stand(site: &mut Site<'_>, map: &LaneMap, roadside: &Roadside) -> Vec<SignalHead> {
    let mut heads = Vec::new();
    for signal in map.signals.values() {
        let face = roadside.signal_faces.get(&signal.id);
        let approach = approach(map, signal);
        let along = match (approach, face) {
            (Some((lane, s_m)), _) => lane.centerline.pose_at(s_m, 0.0).direction(),
            (None, Some(face)) => Vector2::new(-libm::cos(face.yaw_rad), -libm::sin(face.yaw_rad)),
            (None, None) => continue,
        };
        let p = off_road(site.field, signal.position_m, along);
        let foot = foot(site, p);
        let yaw_rad = libm::atan2(-along.y, -along.x);
        site.take(Rectangle::new(
            Pose2::new(p.x, p.y, yaw_rad),
            POLE.size_m[0],
            POLE.size_m[1],
        ));
        match signal.kind {
            SignalKind::TrafficLight => {
                let mount = mount(map, signal, p);
                heads.push(SignalHead {
                    signal: signal.id,
                    placed: Placed {
                        mesh: Arc::new(signal_head(mount)),
                        world_from_mesh: pose(foot, yaw_rad),
                        tint: [1.0; 3],
                        lamps: Lamps::default(),
                        object: None,
                    },
                });
            }
            SignalKind::Stop => stand_sign(site, SignKind::Stop, foot, yaw_rad),
            SignalKind::Yield => stand_sign(site, SignKind::Yield, foot, yaw_rad),
        }
    }
    heads
}

fn stand_sign(site: &mut Site<'_>, kind: SignKind, foot_m: Point3<f64>, yaw_rad: f64) {
    site.chunks
        .stand(&Arc::new(sign(kind)), foot_m, yaw_rad, [1.0; 3]);
}

/// A mast with an arm where the light rules lanes beside each other and stands to their right.
fn mount(map: &LaneMap, signal: &Signal, p_m: Vector2<f64>) -> SignalMount {
    let rights = signal.stops.iter().filter_map(|stop| {
        let lane = map.lane(stop.lane)?;
        let pose = lane.centerline.pose_at(stop.s_m, 0.0);
        let direction = pose.direction();
        Some(direction.perp(&(pose.position_m() - p_m)))
    });
    let reaches: Vec<f64> = rights.collect();
    let farthest = reaches.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let nearest = reaches.iter().copied().fold(f64::INFINITY, f64::min);
    if nearest > 0.5 && farthest - nearest > 2.0 && nearest < MAX_ARM_M {
        SignalMount::MastArm {
            reach_m: (0.5 * (nearest + farthest)).min(MAX_ARM_M) as f32,
        }
    } else {
        SignalMount::Post
    }
}

/// Other signs of the map, and those that its rules imply: limits where they change, crosswalks.
pub(super) fn stand_signs(site: &mut Site<'_>, map: &LaneMap, roadside: &Roadside) {
    for sign in &roadside.signs {
        let kind = match sign.face {
            SignFace::SpeedLimit { number } => SignKind::SpeedLimit(number.min(200) as u8),
            SignFace::Priority => SignKind::Priority,
            SignFace::Warning | SignFace::Board => SignKind::Danger,
        };
        let along = Vector2::new(-libm::cos(sign.yaw_rad), -libm::sin(sign.yaw_rad));
        let p = off_road(site.field, sign.position_m.coords.xy(), along);
        let foot = foot(site, p);
        stand_sign(site, kind, foot, sign.yaw_rad);
    }
    let tells_limits = roadside
        .signs
        .iter()
        .any(|s| matches!(s.face, SignFace::SpeedLimit { .. }));
    if !tells_limits {
        limits(site, map);
    }
    crosswalk_signs(site, map);
    for lane in map.lanes.values() {
        let is_long = lane.centerline.length_m() > 20.0;
        if lane.kind == LaneKind::Parking && lane.junction.is_none() && is_long {
            at_right(site, map, lane, 3.0, SignKind::Parking);
        }
    }
}

/// A sign at the right of a lane, beyond its edge.
fn at_right(site: &mut Site<'_>, map: &LaneMap, lane: &Lane, s_m: f64, kind: SignKind) {
    let pose = lane.centerline.pose_at(s_m, 0.0);
    let along = pose.direction();
    let right = Vector2::new(along.y, -along.x);
    let begin = pose.position_m();
    let width = |l: &&Lane| l.width_at(l.centerline.project(begin).s_m);
    let width_m: f64 = section(map, lane).iter().map(width).sum();
    let steps = (width_m.min(40.0) / 0.25) as usize + 20;
    let place = (0..steps)
        .map(|k| begin + right * (0.25 * k as f64))
        .find(|p| site.field.clearance_m(*p, 1.0) >= 0.4);
    let Some(p) = place else {
        return;
    };
    let yaw_rad = libm::atan2(-along.y, -along.x);
    let foot = Foot {
        size_m: [0.3, 0.3],
        gap_m: 0.2,
    };
    site.put(&Arc::new(sign(kind)), p, yaw_rad, foot);
}

/// Whether a lane is the one at the right edge of its side of the road.
fn is_rightmost(map: &LaneMap, lane: &Lane) -> bool {
    lane.right
        .filter(|n| n.is_same_direction)
        .and_then(|n| map.lane(n.lane))
        .is_none_or(|other| other.kind != LaneKind::Driving)
}

/// Signs where a lane allows another speed than those before it, where a town begins or ends, and
/// where a motorway begins.
fn limits(site: &mut Site<'_>, map: &LaneMap) {
    const IN_M: f64 = 12.0;
    let kmh = |lane: &Lane| {
        lane.speed_limit_mps
            .map(|v| (v * 3.6 / 10.0).round() * 10.0)
    };
    for lane in map.driving_lanes() {
        let is_long = lane.centerline.length_m() > 2.0 * IN_M;
        if lane.junction.is_some() || !is_long || !is_rightmost(map, lane) {
            continue;
        }
        let before = lane.predecessors.iter().filter_map(|id| map.lane(*id));
        let before: Vec<&Lane> = before
            .flat_map(|l| match l.junction {
                None => vec![l],
                Some(_) => l
                    .predecessors
                    .iter()
                    .filter_map(|id| map.lane(*id))
                    .collect(),
            })
            .collect();
        let is_in = |lane: &Lane, setting: Setting| {
            let middle = lane
                .centerline
                .position_at(0.5 * lane.centerline.length_m());
            let near = site.field.nearest(middle, 1.0, |near| near.lane == lane.id);
            near.is_some_and(|near| near.setting == setting)
        };
        let here_and_before = |setting| {
            let was = before.iter().any(|before| is_in(before, setting));
            (is_in(lane, setting), was)
        };
        let (town, motorway) = (
            here_and_before(Setting::Urban),
            here_and_before(Setting::Motorway),
        );
        let border = match (town, motorway) {
            _ if before.is_empty() => None,
            ((true, false), _) => Some(SignKind::TownBegin),
            (_, (true, false)) => Some(SignKind::Motorway),
            ((false, true), _) => Some(SignKind::TownEnd),
            _ => None,
        };
        if let Some(kind) = border {
            at_right(site, map, lane, IN_M, kind);
            continue;
        }
        let limit = kmh(lane).filter(|v| (10.0..=200.0).contains(v));
        let mut others = before.iter().filter_map(|l| kmh(l));
        if let Some(limit) = limit
            && others.any(|other| other != limit)
        {
            at_right(site, map, lane, IN_M, SignKind::SpeedLimit(limit as u8));
        }
    }
}

/// Blue signs at crosswalks that no light guards.
fn crosswalk_signs(site: &mut Site<'_>, map: &LaneMap) {
    for crosswalk in &map.crosswalks {
        let Some((low, high)) = crosswalk.bounds_m() else {
            continue;
        };
        let middle = 0.5 * (low + high);
        let guarded = map.signals.values().any(|signal| {
            signal.kind == SignalKind::TrafficLight && (signal.position_m - middle).norm() < 25.0
        });
        if guarded {
            continue;
        }
        for near in map.driving_lanes_near(middle, 0.0, 12.0) {
            if let Some(lane) = map.lane(near.lane).filter(|lane| is_rightmost(map, lane)) {
                let s_m = (near.s_m - 3.0).max(0.5);
                if lane.junction.is_none() {
                    at_right(site, map, lane, s_m, SignKind::Crosswalk);
                }
            }
        }
    }
}
