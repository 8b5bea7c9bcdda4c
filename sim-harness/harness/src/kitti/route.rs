//! The recorded path as the route.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{EgoState, Header, Route, RoutePoint};
use trunkline_tracking::kitti::Frame;

/// Points of the path are at least this far apart, m: the recording trembles where the car stands.
const SPACING_M: f64 = 1.0;
/// The path goes on straight behind its start and beyond its end, so that a plan has room, m.
const EXTENSION_M: f64 = 100.0;
/// Room to both sides, m: half of a lane of 3.5 m (the recording has no lanes).
const HALF_LANE_M: f64 = 1.75;

/// The way that the recording car took, without its times. A car that stood has a straight route
/// ahead of it.
pub(super) fn recorded_route(frames: &[Frame]) -> Route {
    let mut driven: Vec<Pose2> = Vec::new();
    for pose in frames.iter().map(|f: &Frame| EgoState::pose(&f.ego)) {
        let is_apart = |last: &Pose2| (pose.position_m() - last.position_m()).norm() >= SPACING_M;
        if driven.last().is_none_or(is_apart) {
            driven.push(pose);
        }
    }
    let (Some(first), Some(last)) = (driven.first().copied(), driven.last().copied()) else {
        return Route::default();
    };
    let steps = (EXTENSION_M / SPACING_M) as u32;
    let behind = (1..=steps)
        .rev()
        .map(|i| first.forward(-SPACING_M * f64::from(i)));
    let beyond = (1..=steps).map(|i| last.forward(SPACING_M * f64::from(i)));
    let positions: Vec<Vector2<f64>> = behind
        .chain(driven.iter().copied())
        .chain(beyond)
        .map(|pose| pose.position_m())
        .collect();
    let length_m: f64 = positions.windows(2).map(|w| (w[1] - w[0]).norm()).sum();
    Route {
        header: Header::default(),
        lanes: Vec::new(),
        path: positions.into_iter().map(point).collect(),
        goal_s_m: length_m - EXTENSION_M,
        stop_at_goal: false,
        signals: Vec::new(),
        yields: Vec::new(),
    }
}

fn point(position_m: Vector2<f64>) -> RoutePoint {
    RoutePoint {
        position_m,
        speed_limit_mps: None,
        lane: None,
        left_m: HALF_LANE_M,
        right_m: HALF_LANE_M,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kitti::world::tests::straight_drive;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_path_reaches_behind_the_start_and_beyond_the_end() {
        // 5 frames at 1 m: 4 m driven, 100 m before, 100 m after.
        let route = recorded_route(&straight_drive(5, 1.0).frames);
        let path = route.polyline().unwrap();
        assert_abs_diff_eq!(path.length_m(), 204.0, epsilon = 1e-9);
        assert_abs_diff_eq!(route.goal_s_m, 104.0, epsilon = 1e-9);
        assert_abs_diff_eq!(path.start_m().x, -100.0, epsilon = 1e-9);
    }

    #[test]
    fn a_car_that_stands_has_a_straight_route() {
        let route = recorded_route(&straight_drive(3, 0.0).frames);
        assert_abs_diff_eq!(route.polyline().unwrap().length_m(), 200.0, epsilon = 1e-9);
    }
}
