//! Small scenes for this crate's tests; those of `tests/driving` include this file too.

use nalgebra::{Matrix4, Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, Polyline};
use trunkline_interfaces::messages::{
    Forecasts, Header, Route, RoutePoint, RouteYield, Track, Tracks,
};
use trunkline_interfaces::stages::{Forecaster, ForecasterInput, Stage};
use trunkline_interfaces::{
    AgentClass, Duration, Lane, LaneId, LaneKind, LaneMap, Stamp, StepContext, TrackId, Turn,
    VehicleParams,
};

/// A road user of its class's usual size, moving along its yaw.
pub(crate) fn track(id: u32, class: AgentClass, x: f64, y: f64, yaw: f64, speed: f64) -> Track {
    let size = match class {
        AgentClass::Pedestrian => [0.6, 0.6, 1.75],
        AgentClass::Bicycle => [1.8, 0.6, 1.75],
        AgentClass::Truck | AgentClass::Bus => [9.0, 2.5, 3.2],
        _ => [4.6, 1.85, 1.5],
    };
    Track {
        id: TrackId(id),
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.5 * size[2]),
            size_m: Vector3::from(size),
            yaw_rad: yaw,
        },
        velocity_mps: Vector2::new(yaw.cos(), yaw.sin()) * speed,
        yaw_rate_radps: 0.0,
        covariance: Matrix4::identity() * 0.01,
        existence: 1.0,
        detection: None,
        first_seen: Stamp::ZERO,
        coasting: Duration::ZERO,
    }
}

/// The context of a step.
pub(crate) fn context<'a>(
    stage: Stage,
    step: u64,
    vehicle: &'a VehicleParams,
    map: &'a LaneMap,
) -> StepContext<'a> {
    let now = Stamp::ZERO + Duration::from_ms(100 * step as i64);
    StepContext {
        step,
        seed: 1,
        ..StepContext::new(stage, now, vehicle, map)
    }
}

/// One step of a forecaster.
pub(crate) fn forecast_with(
    forecaster: &mut dyn Forecaster,
    tracks: Vec<Track>,
    map: &LaneMap,
) -> Forecasts {
    let tracks = Tracks {
        header: Header::default(),
        tracks,
    };
    let route = Route::default();
    let vehicle = VehicleParams::default();
    let ctx = context(Stage::Forecaster, 0, &vehicle, map);
    let input = ForecasterInput {
        tracks: &tracks,
        route: &route,
    };
    forecaster.forecast(input, &ctx).unwrap()
}

/// A driving lane, 3.5 m wide; the map adds its predecessors.
pub(crate) fn lane(id: u32, points: &[[f64; 2]], successors: &[u32], turn: Turn) -> Lane {
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
        predecessors: Vec::new(),
        successors: successors.iter().map(|id| LaneId(*id)).collect(),
        left: None,
        right: None,
        junction: None,
        turn,
    }
}

/// A map of lanes alone, each known to its successors.
pub(crate) fn lane_map(name: &str, mut lanes: Vec<Lane>) -> LaneMap {
    let pairs: Vec<(LaneId, LaneId)> = lanes
        .iter()
        .flat_map(|l| l.successors.iter().map(|s| (l.id, *s)))
        .collect();
    for lane in &mut lanes {
        let id = lane.id;
        lane.predecessors = pairs.iter().filter(|p| p.1 == id).map(|p| p.0).collect();
    }
    LaneMap {
        name: name.into(),
        lanes: lanes.into_iter().map(|l| (l.id, l)).collect(),
        ..LaneMap::default()
    }
}

/// From (−10, −1.75) east to (1.75, 10) north: a left turn around (−10, 10).
pub(crate) fn left_arc() -> Vec<[f64; 2]> {
    (0..=8)
        .map(|i| {
            let angle = f64::from(i) / 8.0 * std::f64::consts::FRAC_PI_2;
            [-10.0 + 11.75 * angle.sin(), 10.0 - 11.75 * angle.cos()]
        })
        .collect()
}

/// Two roads that cross at the origin, right-hand traffic, lanes 3.5 m wide. Eastbound comes
/// lane 1 (y = −1.75), then 2 straight on to 3, or 4 to the left and 5 northbound; westbound
/// comes lane 6 (y = 1.75), which goes first before lane 4.
pub(crate) fn junction_map() -> LaneMap {
    let west = [[-60.0, -1.75], [-30.0, -1.75], [-10.0, -1.75]];
    let straight =
        |id, from, to, successors: &[u32]| lane(id, &[from, to], successors, Turn::Straight);
    lane_map(
        "junction",
        vec![
            lane(1, &west, &[2, 4], Turn::Straight),
            straight(2, [-10.0, -1.75], [10.0, -1.75], &[3]),
            straight(3, [10.0, -1.75], [80.0, -1.75], &[]),
            lane(4, &left_arc(), &[5], Turn::Left),
            straight(5, [1.75, 10.0], [1.75, 80.0], &[]),
            straight(6, [80.0, 1.75], [10.0, 1.75], &[7]),
            straight(7, [10.0, 1.75], [-10.0, 1.75], &[8]),
            straight(8, [-10.0, 1.75], [-80.0, 1.75], &[]),
        ],
    )
}

/// A route along points, 1.75 m of room to both sides, goal at its end.
pub(crate) fn route_along(points: &[[f64; 2]], speed_limit_mps: Option<f64>) -> Route {
    let path: Vec<RoutePoint> = points
        .iter()
        .map(|p| RoutePoint {
            position_m: Vector2::from(*p),
            speed_limit_mps,
            lane: None,
            left_m: 1.75,
            right_m: 1.75,
        })
        .collect();
    let length_m = path
        .windows(2)
        .map(|w| (w[1].position_m - w[0].position_m).norm())
        .sum();
    Route {
        path,
        goal_s_m: length_m,
        ..Route::default()
    }
}

/// From the west through the junction to the left, giving way to oncoming traffic.
pub(crate) fn left_turn_route() -> Route {
    let map = junction_map();
    let points: Vec<[f64; 2]> = [1, 4, 5]
        .iter()
        .flat_map(|id| map.lanes[&LaneId(*id)].centerline.points_m().to_vec())
        .map(Into::into)
        .collect();
    let mut route = route_along(&points, Some(13.9));
    route.lanes = [1, 4, 5].map(LaneId).to_vec();
    route.yields = vec![RouteYield {
        stop_s_m: 50.0,
        clear_s_m: 68.5,
        to: vec![LaneId(7)],
        crosswalk: None,
    }];
    route
}
