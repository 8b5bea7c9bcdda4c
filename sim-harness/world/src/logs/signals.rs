//! Recorded lights: in the map, along the route, over time.

use std::collections::BTreeMap;

use trunkline_interfaces::geometry::{Polyline, angle_difference_rad};
use trunkline_interfaces::messages::{RouteSignal, SignalState};
use trunkline_interfaces::{Lane, LaneId, Signal, SignalId, SignalKind, SignalStop};

use super::{RecordedSignal, Scene};

/// A route follows a lane if it stays this close to its first metres …
const FOLLOW_M: f64 = 1.5;
/// … over this length (lanes that leave one stop line have parted by then) …
const FOLLOW_LENGTH_M: f64 = 20.0;
/// … with directions this close …
const FOLLOW_RAD: f64 = 0.5;
/// … at this share of the points looked at.
const FOLLOW_SHARE: f64 = 0.8;
/// Stop lines closer than this along the route are one; the lane that fits best decides.
const ONE_STOP_LINE_M: f64 = 6.0;

/// Every recorded light of a scene for its map: light `k` has id `k`.
pub(super) fn of_map(scene: &Scene, lanes: &BTreeMap<LaneId, Lane>) -> BTreeMap<SignalId, Signal> {
    scene
        .signals
        .iter()
        .zip(0..)
        .map(|(recorded, k)| {
            let id = SignalId(k);
            let lane = lanes.values().find(|l| l.name == recorded.lane);
            let stop = lane.map(|l| SignalStop {
                lane: l.id,
                s_m: l.centerline.project(recorded.stop_point_m).s_m,
            });
            let signal = Signal {
                id,
                name: format!("light {k} of lane {}", recorded.lane),
                kind: SignalKind::TrafficLight,
                group: Some(k),
                position_m: recorded.stop_point_m,
                stops: stop.into_iter().collect(),
            };
            (id, signal)
        })
        .collect()
}

/// What a light shows at a step; unknown beyond its record.
fn state_at(signal: &RecordedSignal, step: usize) -> SignalState {
    signal
        .states
        .get(step)
        .copied()
        .unwrap_or(SignalState::Unknown)
}

/// What every light shows at a step, by ascending id.
pub(super) fn states_at(scene: &Scene, step: usize) -> Vec<(SignalId, SignalState)> {
    scene
        .signals
        .iter()
        .zip(0..)
        .map(|(signal, k)| (SignalId(k), state_at(signal, step)))
        .collect()
}

/// Lights along a route as they are at a step.
pub(super) fn shown(scene: &Scene, lights: &[RouteSignal], step: usize) -> Vec<RouteSignal> {
    let at_step = |light: &RouteSignal| RouteSignal {
        state: scene
            .signals
            .get(light.id.0 as usize)
            .map_or(SignalState::Unknown, |s| state_at(s, step)),
        ..*light
    };
    lights.iter().map(at_step).collect()
}

/// The lights that rule a path, by ascending stop line, with states unknown.
/// A light rules the path if the path follows its lane; of several at one stop line (one per
/// lane that leaves it) the one whose lane fits best.
pub(super) fn along(scene: &Scene, path: &Polyline) -> Vec<RouteSignal> {
    let mut found: Vec<(f64, RouteSignal)> = Vec::new();
    for (signal, k) in scene.signals.iter().zip(0..) {
        let lane = scene.lanes.iter().find(|l| l.id == signal.lane);
        let Some(misfit_m) = lane.and_then(|l| misfit_m(&l.centerline, path)) else {
            continue;
        };
        let stop = path.project(signal.stop_point_m);
        let entry = RouteSignal {
            id: SignalId(k),
            kind: SignalKind::TrafficLight,
            state: SignalState::Unknown,
            stop_s_m: stop.s_m,
        };
        let same = found
            .iter_mut()
            .find(|(_, other)| (other.stop_s_m - stop.s_m).abs() < ONE_STOP_LINE_M);
        match same {
            Some(other) if misfit_m < other.0 => *other = (misfit_m, entry),
            Some(_) => {}
            None => found.push((misfit_m, entry)),
        }
    }
    let mut signals: Vec<RouteSignal> = found.into_iter().map(|(_, s)| s).collect();
    signals.sort_by(|a, b| a.stop_s_m.total_cmp(&b.stop_s_m).then(a.id.cmp(&b.id)));
    signals
}

/// Mean distance of a path from the first metres of a lane; `None` if it does not follow it.
fn misfit_m(lane: &Polyline, path: &Polyline) -> Option<f64> {
    let end_m = lane.length_m().min(FOLLOW_LENGTH_M);
    let count = end_m.floor() as usize + 1;
    let mut close = 0_usize;
    let mut sum_m = 0.0;
    for k in 0..count {
        let s_m = k as f64;
        let foot = path.project(lane.position_at(s_m));
        sum_m += foot.d_m.abs();
        let gap_rad = angle_difference_rad(path.yaw_at(foot.s_m), lane.yaw_at(s_m));
        close += usize::from(foot.d_m.abs() <= FOLLOW_M && gap_rad.abs() <= FOLLOW_RAD);
    }
    (close as f64 >= FOLLOW_SHARE * count as f64).then_some(sum_m / count as f64)
}
