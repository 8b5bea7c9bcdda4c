//! Routes and agents of the scenes.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests: a failure here is a failed test"
)]

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polygon, Polyline, Pose2};
use trunkline_interfaces::messages::{Route, RoutePoint, TrajectoryPoint};
use trunkline_interfaces::{AgentClass, Lane, LaneId, LaneKind, LaneMap, Turn};

use crate::closed_loop::{Agent, Scene};

pub(crate) fn route(points: &[[f64; 2]], limit_mps: Option<f64>) -> Route {
    let path: Vec<RoutePoint> = points
        .iter()
        .map(|p| RoutePoint {
            position_m: Vector2::from(*p),
            speed_limit_mps: limit_mps,
            lane: None,
            left_m: 1.75,
            right_m: 1.75,
        })
        .collect();
    let goal_s_m = path
        .windows(2)
        .map(|w| (w[1].position_m - w[0].position_m).norm())
        .sum();
    Route {
        path,
        goal_s_m,
        ..Route::default()
    }
}

pub(crate) fn at(x: f64, y: f64, yaw: f64, speed_mps: f64) -> TrajectoryPoint {
    TrajectoryPoint {
        time_s: 0.0,
        position_m: Vector2::new(x, y),
        yaw_rad: yaw,
        speed_mps,
        acceleration_mps2: 0.0,
        curvature_1pm: 0.0,
    }
}

/// A straight road east along y = 0 from x = −20 to 400 with the ego at x = 0.
pub(crate) fn straight(limit_mps: Option<f64>, speed_mps: f64) -> Scene {
    Scene {
        route: route(&[[-20.0, 0.0], [400.0, 0.0]], limit_mps),
        map: LaneMap::default(),
        agents: Vec::new(),
        start: at(0.0, 0.0, 0.0, speed_mps),
        signals: None,
    }
}

/// An agent that keeps its course and speed.
pub(crate) fn steady(class: AgentClass, x: f64, y: f64, yaw: f64, speed_mps: f64) -> Agent {
    Agent {
        class,
        script: Box::new(move |t| (Pose2::new(x, y, yaw).forward(speed_mps * t), speed_mps)),
    }
}

/// A straight road with a crosswalk from x = 58 to 62.
pub(crate) fn crosswalk(limit_mps: f64, speed_mps: f64) -> Scene {
    let mut scene = straight(Some(limit_mps), speed_mps);
    let corner = Vector2::new;
    scene.map.crosswalks = vec![Polygon::new(vec![
        corner(58.0, -6.0),
        corner(62.0, -6.0),
        corner(62.0, 6.0),
        corner(58.0, 6.0),
    ])];
    scene.route.yields = vec![trunkline_interfaces::messages::RouteYield {
        stop_s_m: 77.0,
        clear_s_m: 82.0,
        to: Vec::new(),
        crosswalk: Some(0),
    }];
    scene
}

fn lane(id: u32, points: &[[f64; 2]], successors: &[u32], predecessors: &[u32]) -> Lane {
    let centerline = Polyline::new(points.iter().map(|p| Vector2::from(*p))).unwrap();
    let count = centerline.points_m().len();
    Lane {
        id: LaneId(id),
        name: format!("lane {id}"),
        kind: LaneKind::Driving,
        centerline,
        elevation_m: vec![0.0; count],
        width_m: vec![3.5; count],
        speed_limit_mps: Some(13.9),
        predecessors: predecessors.iter().map(|id| LaneId(*id)).collect(),
        successors: successors.iter().map(|id| LaneId(*id)).collect(),
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    }
}

/// A left turn across oncoming traffic: the ego comes from the west at y = −1.75, oncoming
/// lanes 1 and 2 run west at y = 1.75.
pub(crate) fn left_turn(speed_mps: f64) -> Scene {
    let arc = (0..=8).map(|i| {
        let angle = f64::from(i) / 8.0 * std::f64::consts::FRAC_PI_2;
        [-10.0 + 11.75 * angle.sin(), 10.0 - 11.75 * angle.cos()]
    });
    let mut points = vec![[-80.0, -1.75]];
    points.extend(arc);
    points.push([1.75, 100.0]);
    let mut route = route(&points, Some(11.0));
    route.yields = vec![trunkline_interfaces::messages::RouteYield {
        stop_s_m: 70.0,
        clear_s_m: 88.5,
        to: vec![LaneId(2)],
        crosswalk: None,
    }];
    let lanes = [
        lane(1, &[[150.0, 1.75], [10.0, 1.75]], &[2], &[]),
        lane(2, &[[10.0, 1.75], [-10.0, 1.75]], &[3], &[1]),
        lane(3, &[[-10.0, 1.75], [-150.0, 1.75]], &[], &[2]),
    ];
    Scene {
        route,
        map: LaneMap {
            name: "left turn".into(),
            lanes: lanes
                .into_iter()
                .map(|l| (l.id, l))
                .collect::<BTreeMap<_, _>>(),
            ..LaneMap::default()
        },
        agents: Vec::new(),
        start: at(-50.0, -1.75, 0.0, speed_mps),
        signals: None,
    }
}
