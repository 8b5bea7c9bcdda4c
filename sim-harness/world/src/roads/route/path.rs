//! The reference path through the lanes, with the lane that each of its points belongs to.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polyline, angle_difference_rad};
use trunkline_interfaces::messages::RoutePoint;
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap};

use super::lane_curve::position_at;
use super::search::{DEFAULT_SPEED_MPS, Part};
use crate::roads::error::RouteError;

/// Spacing of the path's points.
const SPACING_M: f64 = 1.0;
/// Points closer than this to the last one are left out: sections may be centimetres long.
const MIN_SPACING_M: f64 = 0.4;
/// How far the path begins before the start, and goes on beyond the goal, where the map allows.
const BEHIND_M: f64 = 10.0;
const BEYOND_M: f64 = 80.0;
/// A lane change begins after this, and takes this time at the speed limit.
const CHANGE_MARGIN_M: f64 = 5.0;
const CHANGE_TIME_S: f64 = 4.0;
/// More lanes than this are not needed for tens of metres; a loop of tiny lanes must end.
const MAX_EXTENSION_LANES: usize = 200;

/// A point of the path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub position_m: Vector2<f64>,
    pub lane: LaneId,
    /// Arc length on the lane's centre line.
    pub lane_s_m: f64,
}

/// The path with its lanes.
pub(super) struct ReferencePath {
    pub samples: Vec<Sample>,
    pub line: Polyline,
    /// Arc length of the start.
    pub start_s_m: f64,
    /// Arc length of the goal.
    pub goal_s_m: f64,
}

impl ReferencePath {
    /// The path through the parts, lengthened on both ends.
    pub(super) fn new(map: &LaneMap, way: &[Part]) -> Result<Self, RouteError> {
        let too_short = || RouteError::TooShort {
            map: map.name.clone(),
        };
        let mut samples = Vec::new();
        for part in before(map, way) {
            add(map, &part, &mut samples);
        }
        let start = samples.len().saturating_sub(1);
        for part in way {
            add(map, part, &mut samples);
        }
        let goal = samples.len().saturating_sub(1);
        for part in beyond(map, way) {
            add(map, &part, &mut samples);
        }
        let line = Polyline::new(samples.iter().map(|s| s.position_m))
            .map_err(|_too_short| too_short())?;
        let s_m = line.arc_lengths_m();
        // Samples are apart by MIN_SPACING_M, so the line has kept them all.
        let at = |i: usize| s_m.get(i).copied().ok_or_else(too_short);
        Ok(Self {
            start_s_m: at(start)?,
            goal_s_m: at(goal)?,
            samples,
            line,
        })
    }

    /// The path as the message has it.
    pub(super) fn points(&self, map: &LaneMap) -> Vec<RoutePoint> {
        self.samples
            .iter()
            .map(|sample| {
                let lane = map.lane(sample.lane);
                let half_m = 0.5 * lane.map_or(0.0, |lane| lane.width_at(sample.lane_s_m));
                let d_m = lane.map_or(0.0, |lane| {
                    let (near_m, reach_m) = (sample.lane_s_m, 2.0 * SPACING_M);
                    let line = &lane.centerline;
                    line.project_between(sample.position_m, near_m - reach_m, near_m + reach_m)
                        .d_m
                });
                RoutePoint {
                    position_m: sample.position_m,
                    speed_limit_mps: lane.and_then(|lane| lane.speed_limit_mps),
                    lane: Some(sample.lane),
                    left_m: (half_m - d_m).max(0.0),
                    right_m: (half_m + d_m).max(0.0),
                }
            })
            .collect()
    }

    /// Arc lengths of the path at which it passes a place on a lane; a path may pass it twice.
    pub(super) fn passes(&self, map: &LaneMap, lane: LaneId, s_m: f64) -> Vec<f64> {
        let length_m = map.lane(lane).map_or(0.0, |l| l.centerline.length_m());
        let path_s_m = self.line.arc_lengths_m();
        let mut found: Vec<f64> = Vec::new();
        for (i, sample) in self.samples.iter().enumerate() {
            if sample.lane != lane {
                continue;
            }
            let is_first = i == 0 || self.samples[i - 1].lane != lane;
            let next = self.samples.get(i + 1);
            let next_m = next.map_or(sample.lane_s_m, |n| {
                if n.lane == lane && n.lane_s_m > sample.lane_s_m {
                    n.lane_s_m
                } else {
                    length_m
                }
            });
            let ahead_m = s_m - sample.lane_s_m;
            // The lane begins between two samples: the first on it is up to a spacing further.
            let is_just_before = is_first && i > 0 && (-1.5 * SPACING_M..0.0).contains(&ahead_m);
            let is_here = ahead_m >= 0.0
                && (s_m < next_m || (next_m >= length_m && s_m <= length_m))
                && next.is_some();
            if is_here || is_just_before {
                found.push(path_s_m[i] + ahead_m);
            }
        }
        found.dedup_by(|a, b| (*a - *b).abs() < SPACING_M);
        found
    }
}

/// Adds the samples of a part; the first is left out where the path is already there.
fn add(map: &LaneMap, part: &Part, samples: &mut Vec<Sample>) {
    let lanes: Vec<&Lane> = part.lanes.iter().filter_map(|id| map.lane(*id)).collect();
    let Some(first) = lanes.first() else {
        return;
    };
    let span_m = (part.to_share - part.from_share) * first.centerline.length_m();
    let blend = Blend::new(span_m, lanes.len() - 1, first.speed_limit_mps);
    let count = (span_m / SPACING_M).ceil().max(1.0) as usize;
    for i in 0..=count {
        let progress = i as f64 / count as f64;
        let share = part.from_share + progress * (part.to_share - part.from_share);
        let (from, weight) = blend.at(progress * span_m);
        let at = |lane: &Lane| position_at(&lane.centerline, share * lane.centerline.length_m());
        let (own, next) = (lanes[from], lanes[(from + 1).min(lanes.len() - 1)]);
        let position_m = at(own) + (at(next) - at(own)) * weight;
        let lane = if weight < 0.5 { own } else { next };
        let is_far = samples
            .last()
            .is_none_or(|last| (last.position_m - position_m).norm() >= MIN_SPACING_M);
        let sample = Sample {
            position_m,
            lane: lane.id,
            lane_s_m: share * lane.centerline.length_m(),
        };
        if is_far {
            samples.push(sample);
        }
    }
}

/// When a part over several lanes changes from one to the next.
struct Blend {
    begin_m: f64,
    each_m: f64,
    changes: usize,
}

impl Blend {
    fn new(span_m: f64, changes: usize, speed_limit_mps: Option<f64>) -> Self {
        let begin_m = CHANGE_MARGIN_M.min(0.1 * span_m);
        let room_m = (span_m - begin_m) / changes.max(1) as f64;
        let comfortable_m = CHANGE_TIME_S * speed_limit_mps.unwrap_or(DEFAULT_SPEED_MPS);
        Self {
            begin_m,
            each_m: room_m.min(comfortable_m).max(1e-3),
            changes,
        }
    }

    /// The lane to start from (by number) and the weight of the one after it: a quintic that begins
    /// and ends without curvature.
    fn at(&self, along_m: f64) -> (usize, f64) {
        let done = ((along_m - self.begin_m) / self.each_m).clamp(0.0, self.changes as f64);
        let from = (done.floor() as usize).min(self.changes.saturating_sub(1));
        let t = done - from as f64;
        (from, t * t * t * (10.0 - 15.0 * t + 6.0 * t * t))
    }
}

/// Parts that lead to the start: along its lane, then the straightest way back.
fn before(map: &LaneMap, way: &[Part]) -> Vec<Part> {
    let mut parts = Vec::new();
    let start = way.first().and_then(|part| {
        let lane = map.lane(*part.lanes.first()?)?;
        Some((lane, part.from_share))
    });
    let Some((mut lane, mut to_share)) = start else {
        return parts;
    };
    let mut left_m = BEHIND_M;
    for _ in 0..MAX_EXTENSION_LANES {
        let length_m = lane.centerline.length_m();
        let from_share = (to_share - left_m / length_m).max(0.0);
        parts.push(Part {
            lanes: vec![lane.id],
            from_share,
            to_share,
        });
        left_m -= (to_share - from_share) * length_m;
        let yaw_rad = lane.centerline.yaw_at(0.0);
        // Where the whole lane before comes from: of the ways through a junction the one without a turn.
        let back = |l: &Lane| l.centerline.yaw_at(0.0);
        match straightest(map, &lane.predecessors, yaw_rad, back) {
            Some(next) if left_m > MIN_SPACING_M => lane = next,
            _ => break,
        }
        to_share = 1.0;
    }
    parts.reverse();
    parts
}

/// Parts that lead on from the goal: along its lane, then the straightest way.
fn beyond(map: &LaneMap, way: &[Part]) -> Vec<Part> {
    let mut parts = Vec::new();
    let goal = way.last().and_then(|part| {
        let lane = map.lane(*part.lanes.last()?)?;
        Some((lane, part.to_share))
    });
    let Some((mut lane, mut from_share)) = goal else {
        return parts;
    };
    let mut left_m = BEYOND_M;
    for _ in 0..MAX_EXTENSION_LANES {
        let length_m = lane.centerline.length_m();
        let to_share = (from_share + left_m / length_m).min(1.0);
        parts.push(Part {
            lanes: vec![lane.id],
            from_share,
            to_share,
        });
        left_m -= (to_share - from_share) * length_m;
        let yaw_rad = lane.centerline.yaw_at(length_m);
        // Over the whole next lane: of the ways through a junction the one without a turn.
        let on = |l: &Lane| l.centerline.yaw_at(l.centerline.length_m());
        match straightest(map, &lane.successors, yaw_rad, on) {
            Some(next) if left_m > MIN_SPACING_M => lane = next,
            _ => break,
        }
        from_share = 0.0;
    }
    parts
}

/// The driving lane whose direction (as `yaw_of` has it) is nearest to a yaw; ties go by id.
fn straightest<'a>(
    map: &'a LaneMap,
    lanes: &[LaneId],
    yaw_rad: f64,
    yaw_of: impl Fn(&Lane) -> f64,
) -> Option<&'a Lane> {
    lanes
        .iter()
        .filter_map(|id| map.lane(*id))
        .filter(|lane| lane.kind == LaneKind::Driving)
        .min_by(|a, b| {
            let turn = |lane: &Lane| angle_difference_rad(yaw_of(lane), yaw_rad).abs();
            turn(a).total_cmp(&turn(b)).then(a.id.cmp(&b.id))
        })
}
