//! The recorded path as the route: where to go, not when.

use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polygon, Polyline, Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{Header, Route, RoutePoint, RouteSignal};
use trunkline_interfaces::{LaneId, LaneMap};

use super::lane_map::DEFAULT_LANE_WIDTH_M;
use super::vehicle::rear_axle_pose;
use super::{Scene, signals, vehicle_of};

/// Recorded positions closer than this are thinned out: at low speed they are mostly noise.
const THINNING_M: f64 = 0.5;
/// How far the scored path goes on straight at both ends (docs/METRICS.md 4.1).
const SCORED_PROLONGATION_M: f64 = 10.0;
/// How far the driven path goes on ahead, along lanes: a planner looks 8 s ahead.
const AHEAD_M: f64 = 150.0;
/// Spacing at which the driven path is smoothed …
const SMOOTHING_SPACING_M: f64 = 0.5;
/// … by a parabola over this many points on each side: ±4 m.
const SMOOTHING_REACH: usize = 8;
/// Every second smoothed point is published.
const PUBLISHED_EVERY: usize = 2;
/// It follows so many lanes at most: some of no length lead into themselves.
const MOST_LANES_AHEAD: usize = 1000;
/// Distance over which the prolongation comes back to the middle of its lane.
const RECENTRING_M: f64 = 20.0;
/// A lane this far from the path, or more, is not its lane.
const LANE_REACH_M: f64 = 2.0;
/// A lane that leads another way is not its lane.
const LANE_GAP_RAD: f64 = std::f64::consts::FRAC_PI_4;
/// Metres that a radian of heading gap counts for in the choice of a lane (docs/METRICS.md 4.3).
const GAP_WEIGHT_M: f64 = 2.0;
/// Room that is given to the route beside its path where no lane says more: half a lane and 0.3 m.
const LEAST_ROOM_M: f64 = 0.5 * DEFAULT_LANE_WIDTH_M + 0.3;
/// Edges beyond this do not matter for the room beside the path.
const EDGE_REACH_M: f64 = 10.0;

/// The recorded path of box centres from `history_steps` on, thinned to steps of at least 0.5 m,
/// both ends prolonged straight by 10 m: what progress is measured along (docs/METRICS.md 4.1).
pub fn recorded_path(scene: &Scene) -> Polyline {
    let poses: Vec<Pose2> = (scene.history_steps..scene.steps)
        .filter_map(|k| scene.ego().at(k).map(|s| s.pose))
        .collect();
    let thinned = thinned(&poses);
    let behind = prolonged_end(&thinned, &poses, true, SCORED_PROLONGATION_M);
    let ahead = prolonged_end(&thinned, &poses, false, SCORED_PROLONGATION_M);
    let points = std::iter::once(behind).chain(thinned).chain([ahead]);
    // Never refused: the ends are 10 m away from what lies between, and recorded poses are finite.
    Polyline::new(points).unwrap_or_else(|_| unit_path())
}

fn unit_path() -> Polyline {
    #[expect(
        clippy::expect_used,
        reason = "two different constant points are a path"
    )]
    Polyline::new([Vector2::zeros(), Vector2::x()]).expect("two different points")
}

fn thinned(poses: &[Pose2]) -> Vec<Vector2<f64>> {
    let mut kept: Vec<Vector2<f64>> = Vec::new();
    for pose in poses {
        let p = pose.position_m();
        if kept
            .last()
            .is_none_or(|last| (p - last).norm() >= THINNING_M)
        {
            kept.push(p);
        }
    }
    kept
}

/// The point `by_m` beyond an end, in the direction of the path there (of the body if it stood).
fn prolonged_end(
    thinned: &[Vector2<f64>],
    poses: &[Pose2],
    is_start: bool,
    by_m: f64,
) -> Vector2<f64> {
    let n = thinned.len();
    let (end, inner) = if is_start {
        (thinned.first(), thinned.get(1))
    } else {
        (
            thinned.last(),
            n.checked_sub(2).and_then(|i| thinned.get(i)),
        )
    };
    let Some(end) = end.copied() else {
        return Vector2::zeros();
    };
    let outward = match inner {
        Some(inner) => (end - inner).normalize(),
        None => {
            let body = poses.first().map_or(Vector2::x(), Pose2::direction);
            if is_start { -body } else { body }
        }
    };
    end + outward * by_m
}

/// What a scene says of the way: the path of our rear axle, with what is beside it.
#[derive(Debug, Clone)]
pub(super) struct RecordedRoute {
    points: Vec<RoutePoint>,
    lanes: Vec<LaneId>,
    path: Polyline,
    lights: Vec<RouteSignal>,
}

/// The route of a scene over its lanes: the recorded path of the rear axle (the whole scene,
/// history included, so that it begins behind the start), prolonged straight behind and along
/// the lanes with the least turn ahead, smoothed by local parabolas over ±4 m.
pub(super) fn recorded_route(scene: &Scene, map: &LaneMap) -> RecordedRoute {
    let path = smoothed(&driven_path(scene, map));
    let mut points = Vec::new();
    let mut lanes: Vec<LaneId> = Vec::new();
    let mut current = None;
    for (position_m, s_m) in path.points_m().iter().zip(path.arc_lengths_m()) {
        let pose = Pose2::new(position_m.x, position_m.y, path.yaw_at(*s_m));
        let found = lane_at(map, &pose, current);
        current = found.map(|(lane, _)| lane);
        if let Some(lane) = current.filter(|l| lanes.last() != Some(l)) {
            lanes.push(lane);
        }
        let lane = current.and_then(|id| map.lane(id));
        let half_m = 0.5 * lane.map_or(DEFAULT_LANE_WIDTH_M, |l| l.width_at(0.0));
        let offset_m = found.map_or(0.0, |(_, d_m)| d_m);
        points.push(RoutePoint {
            position_m: *position_m,
            speed_limit_mps: lane.and_then(|l| l.speed_limit_mps),
            lane: current,
            left_m: (half_m - offset_m)
                .max(0.0)
                .min(edge_distance_m(scene, &pose, 1.0)),
            right_m: (half_m + offset_m)
                .max(0.0)
                .min(edge_distance_m(scene, &pose, -1.0)),
        });
    }
    RecordedRoute {
        points,
        lanes,
        lights: signals::along(scene, &path),
        path,
    }
}

impl RecordedRoute {
    /// The lights along it, as they are at a step.
    pub(super) fn lights(&self, scene: &Scene, step: usize) -> Vec<RouteSignal> {
        signals::shown(scene, &self.lights, step)
    }

    /// The route message at a step.
    pub(super) fn message(&self, scene: &Scene, header: Header, step: usize) -> Arc<Route> {
        Arc::new(Route {
            header,
            lanes: self.lanes.clone(),
            path: self.points.clone(),
            goal_s_m: self.path.length_m(),
            stop_at_goal: false,
            signals: self.lights(scene, step),
            yields: Vec::new(),
        })
    }

    /// The strip beside the path that counts as drivable: the lane's, or [`LEAST_ROOM_M`] where
    /// that is more, but never across a road edge.
    pub(super) fn area(&self, scene: &Scene) -> Vec<Polygon> {
        let border = |i: usize, side: f64| {
            let s_m = self.path.arc_lengths_m()[i];
            let p = self.points[i].position_m;
            let pose = Pose2::new(p.x, p.y, self.path.yaw_at(s_m));
            let room_m = if side > 0.0 {
                self.points[i].left_m
            } else {
                self.points[i].right_m
            };
            let wide_m = room_m
                .max(LEAST_ROOM_M)
                .min(edge_distance_m(scene, &pose, side));
            pose.transform_point(Vector2::new(0.0, side * wide_m))
        };
        (1..self.points.len())
            .map(|i| {
                Polygon::new(vec![
                    border(i - 1, 1.0),
                    border(i - 1, -1.0),
                    border(i, -1.0),
                    border(i, 1.0),
                ])
            })
            .collect()
    }
}

/// The route message of a scene at a step of the log.
pub fn route(scene: &Scene, map: &LaneMap, header: Header, step: usize) -> Arc<Route> {
    recorded_route(scene, map).message(scene, header, step)
}

/// The recorded path of the rear axle, prolonged at both ends, as it is.
fn driven_path(scene: &Scene, map: &LaneMap) -> Polyline {
    let vehicle = vehicle_of(scene);
    let poses: Vec<Pose2> = (0..scene.steps)
        .filter_map(|k| scene.ego().at(k))
        .map(|s| rear_axle_pose(&vehicle, &s.pose))
        .collect();
    let thinned = thinned(&poses);
    let behind = prolonged_end(&thinned, &poses, true, SCORED_PROLONGATION_M);
    let ahead_m = prolonged_end(&thinned, &poses, false, 1.0);
    let end_m = thinned.last().copied().unwrap_or_default();
    let direction = ahead_m - end_m;
    let end = Pose2::new(end_m.x, end_m.y, libm::atan2(direction.y, direction.x));
    let ahead = along_lanes(map, &end);
    let points = std::iter::once(behind).chain(thinned).chain(ahead);
    Polyline::new(points).unwrap_or_else(|_| unit_path())
}

/// Points ahead of a pose, a metre apart: along its lane and the successors with the least turn,
/// straight where there is none.
fn along_lanes(map: &LaneMap, end: &Pose2) -> Vec<Vector2<f64>> {
    let mut points: Vec<Vector2<f64>> = Vec::new();
    let mut last = *end;
    if let Some((mut id, offset_m)) = lane_at(map, end, None) {
        let mut s_m = map
            .lane(id)
            .map_or(0.0, |l| l.centerline.project(end.position_m()).s_m);
        for _ in 0..MOST_LANES_AHEAD {
            let Some(lane) = map.lane(id).filter(|_| (points.len() as f64) < AHEAD_M) else {
                break;
            };
            while s_m + 1.0 <= lane.centerline.length_m() && (points.len() as f64) < AHEAD_M {
                s_m += 1.0;
                let fading = (1.0 - (points.len() + 1) as f64 / RECENTRING_M).max(0.0);
                last = lane.centerline.pose_at(s_m, offset_m * fading);
                points.push(last.position_m());
            }
            s_m -= lane.centerline.length_m();
            let turn = |next: &LaneId| {
                map.lane(*next).map_or(f64::INFINITY, |l| {
                    let c = &l.centerline;
                    angle_difference_rad(c.yaw_at(c.length_m()), c.yaw_at(0.0)).abs()
                })
            };
            let next = lane
                .successors
                .iter()
                .min_by(|a, b| turn(a).total_cmp(&turn(b)));
            let Some(next) = next else { break };
            id = *next;
        }
    }
    while (points.len() as f64) < AHEAD_M {
        last = last.forward(1.0);
        points.push(last.position_m());
    }
    points
}

/// The lane that a pose is in, with the pose's offset from its centre line: of those near and of
/// its direction the previous one, else a successor of it, else the nearest (docs/METRICS.md 4.3).
fn lane_at(map: &LaneMap, pose: &Pose2, previous: Option<LaneId>) -> Option<(LaneId, f64)> {
    let near = map.driving_lanes_near(pose.position_m(), pose.yaw_rad, LANE_REACH_M);
    let candidates: Vec<_> = near
        .into_iter()
        .filter(|m| m.yaw_difference_rad.abs() <= LANE_GAP_RAD)
        .collect();
    let kept = previous.and_then(|id| candidates.iter().find(|m| m.lane == id));
    let follows = |id: LaneId| {
        let lane = map.lane(id)?;
        candidates
            .iter()
            .find(|m| lane.successors.contains(&m.lane))
    };
    let cost = |m: &trunkline_interfaces::LaneMatch| {
        m.d_m.abs() + GAP_WEIGHT_M * m.yaw_difference_rad.abs()
    };
    kept.or_else(|| previous.and_then(follows))
        .or_else(|| candidates.iter().min_by(|a, b| cost(a).total_cmp(&cost(b))))
        .map(|m| (m.lane, m.d_m))
}

/// Distance from a pose sideways (side +1 left, −1 right) to the nearest road edge.
fn edge_distance_m(scene: &Scene, pose: &Pose2, side: f64) -> f64 {
    let origin = pose.position_m();
    let ray = pose.rotate(Vector2::new(0.0, side));
    let mut nearest = EDGE_REACH_M;
    for edge in &scene.road_edges {
        for w in edge.points_m().windows(2) {
            let (a, b) = (w[0] - origin, w[1] - origin);
            let (ca, cb) = (ray.perp(&a), ray.perp(&b));
            if (ca > 0.0) != (cb > 0.0) {
                let along = (a + (b - a) * (ca / (ca - cb))).dot(&ray);
                if along >= 0.0 {
                    nearest = nearest.min(along);
                }
            }
        }
    }
    nearest
}

/// The path with each point replaced by the value of the parabola fitted to its neighbours
/// (Savitzky, Golay 1964): takes out the jitter of recorded positions and keeps curvature, where
/// an average would cut corners. The ends stay.
fn smoothed(path: &Polyline) -> Polyline {
    let even = path.resampled(SMOOTHING_SPACING_M);
    let points = even.points_m();
    let n = points.len();
    let m = SMOOTHING_REACH as f64;
    let at = |i: usize| -> Vector2<f64> {
        if i < SMOOTHING_REACH || i + SMOOTHING_REACH >= n {
            return points[i];
        }
        // Weights of the quadratic fit at the window's middle: (3m² + 3m − 1 − 5k²) · 3 over
        // (2m − 1)(2m + 1)(2m + 3).
        let norm = (2.0 * m - 1.0) * (2.0 * m + 1.0) * (2.0 * m + 3.0);
        let mut sum = Vector2::zeros();
        for (k, p) in points[i - SMOOTHING_REACH..=i + SMOOTHING_REACH]
            .iter()
            .enumerate()
        {
            let k = k as f64 - m;
            sum += p * (3.0 * (3.0 * m * m + 3.0 * m - 1.0 - 5.0 * k * k) / norm);
        }
        sum
    };
    let kept = (0..n)
        .filter(|i| i % PUBLISHED_EVERY == 0 || i + 1 == n)
        .map(at);
    Polyline::new(kept).unwrap_or_else(|_| path.clone())
}
