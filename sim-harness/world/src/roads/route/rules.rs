//! Signals and places to give way along the path.

use trunkline_interfaces::geometry::{Polygon, angle_difference_rad};
use trunkline_interfaces::messages::{RouteSignal, RouteYield, SignalState};
use trunkline_interfaces::{Lane, LaneId, LaneMap, SignalKind};

use super::path::ReferencePath;
use crate::roads::conflict::conflict_m;

/// Stop lines this far behind the start are passed.
const PASSED_M: f64 = 3.0;
/// A sign this far before a junction is where one waits for it.
const SIGN_REACH_M: f64 = 20.0;
/// Distance kept from crossing traffic when waiting inside a junction.
const MARGIN_M: f64 = 1.0;
/// Distance kept from a crosswalk.
const CROSSWALK_MARGIN_M: f64 = 1.0;
/// Spacing at which the path is compared with crosswalks.
const CROSSWALK_STEP_M: f64 = 0.25;

/// Signals whose stop lines the path passes, in order.
pub(super) fn signals(map: &LaneMap, path: &ReferencePath) -> Vec<RouteSignal> {
    let mut found = Vec::new();
    for signal in map.signals.values() {
        for stop in &signal.stops {
            for stop_s_m in path.passes(map, stop.lane, stop.s_m) {
                if stop_s_m >= path.start_s_m - PASSED_M {
                    found.push(RouteSignal {
                        id: signal.id,
                        kind: signal.kind,
                        state: match signal.kind {
                            SignalKind::TrafficLight => SignalState::Unknown,
                            SignalKind::Stop | SignalKind::Yield => SignalState::Stop,
                        },
                        stop_s_m,
                    });
                }
            }
        }
    }
    found.sort_by(|a, b| a.stop_s_m.total_cmp(&b.stop_s_m).then(a.id.cmp(&b.id)));
    found.dedup_by(|a, b| a.id == b.id && (a.stop_s_m - b.stop_s_m).abs() < 1.0);
    found
}

/// Places to give way, in order.
pub(super) fn yields(
    map: &LaneMap,
    path: &ReferencePath,
    signals: &[RouteSignal],
) -> Vec<RouteYield> {
    let mut found = Vec::new();
    for (lane, begin_s_m) in junction_lanes(map, path) {
        found.extend(junction_yields(map, lane, begin_s_m, signals));
    }
    for (index, crosswalk) in map.crosswalks.iter().enumerate() {
        found.extend(crosswalk_yields(path, crosswalk, index as u32));
    }
    found.retain(|y| y.clear_s_m >= path.start_s_m);
    found.sort_by(|a, b| {
        let by_stop = a.stop_s_m.total_cmp(&b.stop_s_m);
        by_stop.then_with(|| a.clear_s_m.total_cmp(&b.clear_s_m))
    });
    found
}

/// Lanes through junctions that the path follows, with the arc length at which each begins.
fn junction_lanes<'a>(map: &'a LaneMap, path: &ReferencePath) -> Vec<(&'a Lane, f64)> {
    let s_m = path.line.arc_lengths_m();
    let mut found = Vec::new();
    let mut last: Option<LaneId> = None;
    for (sample, s_m) in path.samples.iter().zip(s_m) {
        if last != Some(sample.lane) {
            let lane = map.lane(sample.lane).filter(|l| l.junction.is_some());
            found.extend(lane.map(|lane| (lane, s_m - sample.lane_s_m)));
        }
        last = Some(sample.lane);
    }
    found
}

/// What a lane through a junction gives way to: oncoming traffic from within the junction, all
/// others from before it.
fn junction_yields(
    map: &LaneMap,
    lane: &Lane,
    begin_s_m: f64,
    signals: &[RouteSignal],
) -> Vec<RouteYield> {
    let junction = lane.junction.and_then(|id| map.junctions.get(&id));
    let to: Vec<&Lane> = junction
        .into_iter()
        .flat_map(|junction| &junction.yields)
        .filter(|y| y.lane == lane.id)
        .filter_map(|y| map.lane(y.to))
        .collect();
    let entry_rad = |lane: &Lane| lane.centerline.yaw_at(0.0);
    let is_oncoming = |other: &&Lane| {
        let turned_rad = angle_difference_rad(entry_rad(other), entry_rad(lane));
        turned_rad.abs() > 0.75 * std::f64::consts::PI
    };
    let (oncoming, others): (Vec<&Lane>, Vec<&Lane>) = to.into_iter().partition(is_oncoming);
    let line_s_m = signals
        .iter()
        .map(|signal| signal.stop_s_m)
        .filter(|s_m| (begin_s_m - SIGN_REACH_M..=begin_s_m + 0.5).contains(s_m))
        .fold(begin_s_m, f64::min);
    let within = |others: &[&Lane]| {
        let parts = others.iter().filter_map(|other| conflict_m(lane, other));
        parts.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    let place = |others: Vec<&Lane>, waits_inside: bool| {
        let (from_m, to_m) = within(&others)?;
        let inside_s_m = begin_s_m + (from_m - MARGIN_M).max(0.0);
        Some(RouteYield {
            stop_s_m: if waits_inside { inside_s_m } else { line_s_m },
            clear_s_m: begin_s_m + to_m,
            to: others.iter().map(|other| other.id).collect(),
            crosswalk: None,
        })
    };
    [place(others, false), place(oncoming, true)]
        .into_iter()
        .flatten()
        .collect()
}

/// Where the path crosses a crosswalk.
fn crosswalk_yields(path: &ReferencePath, crosswalk: &Polygon, index: u32) -> Vec<RouteYield> {
    let Some((low_m, high_m)) = crosswalk.bounds_m() else {
        return Vec::new();
    };
    let is_near = |s_m: f64| {
        let p = path.line.position_at(s_m);
        (low_m.x..=high_m.x).contains(&p.x) && (low_m.y..=high_m.y).contains(&p.y)
    };
    let count = (path.line.length_m() / CROSSWALK_STEP_M) as usize;
    let mut found: Vec<RouteYield> = Vec::new();
    for i in 0..=count {
        let s_m = CROSSWALK_STEP_M * i as f64;
        if !(is_near(s_m) && crosswalk.contains(path.line.position_at(s_m))) {
            continue;
        }
        match found.last_mut() {
            Some(last) if s_m - last.clear_s_m < 2.0 * CROSSWALK_STEP_M => last.clear_s_m = s_m,
            _ => found.push(RouteYield {
                stop_s_m: (s_m - CROSSWALK_MARGIN_M).max(0.0),
                clear_s_m: s_m,
                to: Vec::new(),
                crosswalk: Some(index),
            }),
        }
    }
    found
}
