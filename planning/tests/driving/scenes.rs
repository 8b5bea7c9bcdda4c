//! Routes and agents of the scenes.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polygon, Pose2};
use trunkline_interfaces::messages::{RouteYield, TrajectoryPoint};
use trunkline_interfaces::{AgentClass, LaneId, LaneMap, Turn};

use crate::closed_loop::{Agent, Scene};
use crate::fixtures::{lane, lane_map, left_arc, route_along};

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
        route: route_along(&[[-20.0, 0.0], [400.0, 0.0]], limit_mps),
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
    scene.route.yields = vec![RouteYield {
        stop_s_m: 77.0,
        clear_s_m: 82.0,
        to: Vec::new(),
        crosswalk: Some(0),
    }];
    scene
}

/// A left turn across oncoming traffic: the ego comes from the west at y = −1.75, oncoming
/// lanes 1 and 2 run west at y = 1.75.
pub(crate) fn left_turn(speed_mps: f64) -> Scene {
    let mut points = vec![[-80.0, -1.75]];
    points.extend(left_arc());
    points.push([1.75, 100.0]);
    let mut route = route_along(&points, Some(11.0));
    route.yields = vec![RouteYield {
        stop_s_m: 70.0,
        clear_s_m: 88.5,
        to: vec![LaneId(2)],
        crosswalk: None,
    }];
    let oncoming = |id, from_m, to_m, successors: &[u32]| {
        lane(
            id,
            &[[from_m, 1.75], [to_m, 1.75]],
            successors,
            Turn::Straight,
        )
    };
    Scene {
        route,
        map: lane_map(
            "left turn",
            vec![
                oncoming(1, 150.0, 10.0, &[2]),
                oncoming(2, 10.0, -10.0, &[3]),
                oncoming(3, -10.0, -150.0, &[]),
            ],
        ),
        start: at(-50.0, -1.75, 0.0, speed_mps),
        ..straight(None, 0.0)
    }
}
