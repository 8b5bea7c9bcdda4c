//! A tracker, what it is shown, and one step of it.

use nalgebra::{Matrix4, Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::{
    Detection3d, Detections3d, EgoState, Header, Tracks, Validate as _,
};
use trunkline_interfaces::stages::{Tracker as _, TrackerInput};
use trunkline_interfaces::{
    AgentClass, DetectionId, LaneMap, Stage, StageError, Stamp, StepContext, VehicleParams,
};
use trunkline_tracking::{KalmanConfig, KalmanTracker};

pub(crate) fn tracker() -> KalmanTracker {
    KalmanTracker::from_config(KalmanConfig::default()).unwrap()
}

pub(crate) fn ego(pose: Pose2) -> EgoState {
    EgoState {
        header: Header::default(),
        position_m: Vector3::new(pose.x_m, pose.y_m, 0.0),
        yaw_rad: pose.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::zeros(),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

pub(crate) fn detection(
    id: u32,
    class: AgentClass,
    x: f64,
    y: f64,
    yaw_rad: f64,
    score: f64,
) -> Detection3d {
    let size_m = match class {
        AgentClass::Pedestrian => Vector3::new(0.6, 0.6, 1.7),
        _ => Vector3::new(4.5, 1.8, 1.5),
    };
    Detection3d {
        id: DetectionId(id),
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.5 * size_m.z),
            size_m,
            yaw_rad,
        },
        velocity_mps: None,
        covariance: Matrix4::identity() * 1e-4,
        score,
    }
}

pub(crate) fn car(id: u32, x: f64, y: f64) -> Detection3d {
    detection(id, AgentClass::Car, x, y, 0.0, 1.0)
}

pub(crate) fn step(
    tracker: &mut KalmanTracker,
    time_s: f64,
    pose: Pose2,
    detections: Vec<Detection3d>,
) -> Result<Tracks, StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let now = Stamp::from_s(time_s + 0.05);
    let ctx = StepContext::new(Stage::Tracker, now, &vehicle, &map);
    let header = Header {
        captured: Stamp::from_s(time_s - 0.03),
        ..Header::sensor(0, Stamp::from_s(time_s))
    };
    let detections = Detections3d { header, detections };
    let tracks = tracker.track(
        TrackerInput {
            detections: &detections,
            ego: &ego(pose),
        },
        &ctx,
    )?;
    tracks.validate()?;
    for t in &tracks.tracks {
        assert_eq!(t.covariance, t.covariance.transpose());
        assert!(t.covariance.cholesky().is_some(), "{t:?}");
    }
    Ok(tracks)
}

pub(crate) const HERE: Pose2 = Pose2 {
    x_m: 0.0,
    y_m: 0.0,
    yaw_rad: 0.0,
};
