//! Small drives for tests: a straight lane along x, an ego on it, whoever else is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use nalgebra::{Matrix4, Vector2};
use trunkline_interfaces::geometry::{OrientedBox, Polygon, Polyline, Pose2, Region};
use trunkline_interfaces::messages::{
    EgoState, Header, Route, RoutePoint, Track, Truth, TruthAgent,
};
use trunkline_interfaces::{
    AgentClass, AgentId, Duration, Lane, LaneId, LaneKind, LaneMap, Stamp, TrackId, Turn,
    VehicleParams,
};

use super::ego_series::EgoSeries;
use super::nuplan::Terms;
use super::scoring_scene::ScoringScene;
use crate::drive_record::DriveRecord;

/// Nothing lost.
pub(crate) const FULL: Terms = Terms {
    no_collision: 1.0,
    drivable: 1.0,
    making_progress: 1.0,
    direction: 1.0,
    progress: 1.0,
    ttc: 1.0,
    speed: 1.0,
    comfort: 1.0,
};

/// An ego of 4 m by 2 m whose rear axle is below its centre, so that worked examples stay simple.
pub(crate) fn vehicle() -> VehicleParams {
    VehicleParams {
        length_m: 4.0,
        width_m: 2.0,
        rear_overhang_m: 2.0,
        ..VehicleParams::default()
    }
}

fn straight(length_m: f64) -> Polyline {
    Polyline::new([Vector2::new(-50.0, 0.0), Vector2::new(length_m, 0.0)]).unwrap()
}

/// A lane along x, 3.6 m wide, 50 km/h.
pub(crate) fn map() -> LaneMap {
    let lane = Lane {
        id: LaneId(1),
        name: "straight".into(),
        kind: LaneKind::Driving,
        centerline: straight(300.0),
        elevation_m: vec![0.0; 2],
        width_m: vec![3.6; 2],
        speed_limit_mps: Some(13.9),
        predecessors: Vec::new(),
        successors: Vec::new(),
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    };
    let area = [[-50.0, -1.8], [300.0, -1.8], [300.0, 1.8], [-50.0, 1.8]];
    LaneMap {
        lanes: BTreeMap::from([(lane.id, lane)]),
        drivable: Region::new(vec![Polygon::new(area.map(Vector2::from).to_vec())]),
        ..LaneMap::default()
    }
}

/// The ego at a pose with a forward speed.
pub(crate) fn ego(header: Header, pose: Pose2, speed_mps: f64) -> EgoState {
    EgoState {
        header,
        position_m: [pose.x_m, pose.y_m, 0.0].into(),
        yaw_rad: pose.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::new(speed_mps, 0.0),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

/// A road user of 4 m by 2 m along x.
pub(crate) fn agent(id: u32, class: AgentClass, x_m: f64, y_m: f64, speed_mps: f64) -> TruthAgent {
    TruthAgent {
        id: AgentId(id),
        class,
        bbox: OrientedBox {
            center_m: [x_m, y_m, 0.75].into(),
            size_m: [4.0, 2.0, 1.5].into(),
            yaw_rad: 0.0,
        },
        velocity_mps: Vector2::new(speed_mps, 0.0),
        yaw_rate_radps: 0.0,
        visibility: 1.0,
    }
}

/// A track that is right about an agent.
pub(crate) fn track(id: u32, agent: &TruthAgent) -> Track {
    Track {
        id: TrackId(id),
        class: agent.class,
        bbox: agent.bbox,
        velocity_mps: agent.velocity_mps,
        yaw_rate_radps: 0.0,
        covariance: Matrix4::identity(),
        existence: 1.0,
        detection: None,
        first_seen: Stamp::ZERO,
        coasting: Duration::ZERO,
    }
}

/// A truth at a step of 0.1 s.
pub(crate) fn truth(step: u64, pose: Pose2, speed_mps: f64, agents: Vec<TruthAgent>) -> Arc<Truth> {
    let header = Header::sensor(step, Stamp::from_s(0.1 * step as f64));
    Arc::new(Truth {
        header,
        ego: ego(header, pose, speed_mps),
        agents,
        collisions: Vec::new(),
        signals: Vec::new(),
        views: Vec::new(),
    })
}

/// The ego along poses and speeds given per step, alone.
pub(crate) fn alone(steps: u64, at: impl Fn(f64) -> (Pose2, f64)) -> Vec<Arc<Truth>> {
    (0..steps)
        .map(|k| {
            let (pose, speed_mps) = at(0.1 * k as f64);
            truth(k, pose, speed_mps, Vec::new())
        })
        .collect()
}

/// A record of truths on the straight lane, with the lane's middle as the route.
pub(crate) fn record(truths: Vec<Arc<Truth>>) -> DriveRecord {
    let path = straight(300.0).resampled(5.0);
    let point = |p: &Vector2<f64>| RoutePoint {
        position_m: *p,
        speed_limit_mps: Some(13.9),
        lane: Some(LaneId(1)),
        left_m: 1.8,
        right_m: 1.8,
    };
    DriveRecord {
        world: "fixture".into(),
        map: Arc::new(map()),
        vehicle: vehicle(),
        planned_duration: Duration::from_s(15.0),
        routes: vec![Arc::new(Route {
            lanes: vec![LaneId(1)],
            path: path.points_m().iter().map(point).collect(),
            goal_s_m: 150.0, // x = 100 m
            ..Route::default()
        })],
        truths,
        ..DriveRecord::default()
    }
}

/// The series of a record.
pub(super) fn series(record: &DriveRecord) -> EgoSeries {
    let scene = ScoringScene::for_scenario(record, 100.0);
    EgoSeries::new(&record.truths, &record.vehicle, &scene.lanes).unwrap()
}
