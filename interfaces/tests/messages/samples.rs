//! A message of each kind, valid, of numbers that are hard to write.

use std::sync::Arc;

use nalgebra::{Isometry3, Matrix2, Matrix4, Vector2, Vector3};
use ndarray::Array3;
use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, Candidate, Collision, Command, Condition, CostTerm,
    Detection2d, Detection3d, Detections3d, EgoState, Forecast, ForecastMode, ForecastPoint,
    Forecasts, FutureAgent, Header, Health, Intervention, Message, Perception, Plan, Reason, Route,
    RoutePoint, RouteSignal, RouteYield, SeenAgent, SignalState, StageHealth, Track, Tracks,
    Trajectory, TrajectoryPoint, Truth, TruthAgent, TruthFuture,
};
use trunkline_interfaces::{
    AgentClass, AgentId, DetectionId, Distortion, Duration, Intrinsics, LaneId, Random, SignalId,
    SignalKind, Stage, Stamp, TrackId,
};

/// Numbers with long decimals: where float parsing is wrong, it is wrong here.
pub(crate) struct Numbers(Random);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed, "messages", 0))
    }

    fn next(&mut self) -> f64 {
        self.0.range(-1e3, 1e3)
    }

    fn positive(&mut self) -> f64 {
        self.0.range(0.1, 9.0)
    }

    fn vector2(&mut self) -> Vector2<f64> {
        Vector2::new(self.next(), self.next())
    }

    fn header(&mut self) -> Header {
        let stamp = Stamp::from_s(self.positive());
        Header {
            seq: 7,
            stamp,
            produced: stamp + Duration::from_ms(3),
            captured: stamp,
        }
    }

    fn bbox(&mut self) -> OrientedBox {
        OrientedBox {
            center_m: Vector3::new(self.next(), self.next(), self.next()),
            size_m: Vector3::new(self.positive(), self.positive(), self.positive()),
            yaw_rad: self.0.range(-3.0, 3.0),
        }
    }

    pub(crate) fn ego(&mut self) -> EgoState {
        EgoState {
            header: self.header(),
            position_m: Vector3::new(self.next(), self.next(), self.next()),
            yaw_rad: self.0.range(-3.0, 3.0),
            pitch_rad: 0.0,
            roll_rad: 0.0,
            velocity_mps: self.vector2(),
            acceleration_mps2: self.vector2(),
            yaw_rate_radps: self.next(),
            steering_rad: self.next(),
        }
    }

    fn box_px(&mut self) -> [f64; 4] {
        let [left, top] = [self.next(), self.next()];
        [left, top, left + self.positive(), top + self.positive()]
    }

    fn detection(&mut self) -> Detection3d {
        Detection3d {
            id: DetectionId(3),
            class: AgentClass::Bicycle,
            bbox: self.bbox(),
            velocity_mps: Some(self.vector2()),
            covariance: Matrix4::from_fn(|_, _| self.next()),
            score: self.0.uniform(),
        }
    }

    fn trajectory(&mut self) -> Trajectory {
        let points = (0..3).map(|k| TrajectoryPoint {
            time_s: f64::from(k) * 0.1,
            position_m: self.vector2(),
            yaw_rad: self.0.range(-3.0, 3.0),
            speed_mps: self.positive(),
            acceleration_mps2: self.next(),
            curvature_1pm: self.next(),
        });
        Trajectory {
            points: points.collect(),
        }
    }
}

/// What a camera shows, without its maps: they travel beside the JSON.
fn camera_truth(n: &mut Numbers) -> CameraTruth {
    CameraTruth {
        camera: "front".into(),
        classes: ndarray::Array2::default((0, 0)),
        instances: ndarray::Array2::default((0, 0)),
        depth_m: ndarray::Array2::default((0, 0)),
        agents: vec![SeenAgent {
            agent: AgentId(5),
            class: AgentClass::Car,
            box_px: n.box_px(),
            whole_box_px: n.box_px(),
            pixels: 40,
            visibility: 0.5,
        }],
    }
}

pub(crate) fn camera_frame(n: &mut Numbers) -> CameraFrame {
    CameraFrame {
        header: n.header(),
        camera: "front".into(),
        image: Array3::zeros((0, 0, 0)),
        intrinsics: Intrinsics {
            distortion: Distortion::default(),
            width_px: 640,
            height_px: 360,
            fx_px: n.positive(),
            fy_px: n.positive(),
            cx_px: n.next(),
            cy_px: n.next(),
        },
        ego_from_camera: Isometry3::new(Vector3::new(1.5, 0.0, 1.4), Vector3::new(0.1, 0.2, 0.3)),
    }
}

pub(crate) fn route(n: &mut Numbers) -> Route {
    Route {
        header: n.header(),
        lanes: vec![LaneId(4)],
        path: vec![RoutePoint {
            position_m: n.vector2(),
            speed_limit_mps: None,
            lane: Some(LaneId(4)),
            left_m: n.positive(),
            right_m: n.positive(),
        }],
        goal_s_m: n.positive(),
        stop_at_goal: true,
        signals: vec![RouteSignal {
            id: SignalId(2),
            kind: SignalKind::TrafficLight,
            state: SignalState::Caution,
            stop_s_m: n.positive(),
        }],
        yields: vec![RouteYield {
            stop_s_m: n.positive(),
            clear_s_m: n.positive(),
            to: vec![LaneId(9)],
            crosswalk: Some(0),
        }],
    }
}

pub(crate) fn truth(n: &mut Numbers) -> Truth {
    Truth {
        header: n.header(),
        ego: n.ego(),
        agents: vec![TruthAgent {
            id: AgentId(5),
            class: AgentClass::Car,
            bbox: n.bbox(),
            velocity_mps: n.vector2(),
            yaw_rate_radps: n.next(),
            visibility: 0.5,
        }],
        collisions: vec![Collision {
            agent: AgentId(5),
            closing_mps: n.positive(),
        }],
        signals: vec![(SignalId(2), SignalState::Go)],
        views: vec![camera_truth(n)],
    }
}

pub(crate) fn future(n: &mut Numbers) -> TruthFuture {
    TruthFuture {
        header: n.header(),
        dt_s: 0.1,
        agents: vec![FutureAgent {
            id: AgentId(5),
            poses: vec![Pose2::new(n.next(), n.next(), 1.0)],
        }],
    }
}

pub(crate) fn perception(n: &mut Numbers) -> Perception {
    Perception {
        header: n.header(),
        camera: "front".into(),
        segmentation: None,
        depth_m: None,
        depth_noise: Some(0.125),
        detections_2d: Some(vec![Detection2d {
            id: DetectionId(1),
            class: AgentClass::Bus,
            box_px: n.box_px(),
            score: 0.25,
        }]),
        detections_3d: Some(vec![n.detection()]),
    }
}

pub(crate) fn detections(n: &mut Numbers) -> Detections3d {
    Detections3d {
        header: n.header(),
        detections: vec![n.detection()],
    }
}

pub(crate) fn tracks(n: &mut Numbers) -> Tracks {
    let track = Track {
        id: TrackId(11),
        class: AgentClass::Pedestrian,
        bbox: n.bbox(),
        velocity_mps: n.vector2(),
        yaw_rate_radps: n.next(),
        covariance: Matrix4::from_fn(|_, _| n.next()),
        existence: 0.75,
        detection: None,
        first_seen: Stamp::from_s(0.4),
        coasting: Duration::from_ms(100),
    };
    Tracks {
        header: n.header(),
        tracks: vec![track],
    }
}

pub(crate) fn forecasts(n: &mut Numbers) -> Forecasts {
    let point = ForecastPoint {
        position_m: n.vector2(),
        yaw_rad: 0.3,
        covariance_m2: Matrix2::from_fn(|_, _| n.next()),
    };
    let modes = vec![ForecastMode {
        probability: 1.0,
        points: vec![point],
    }];
    Forecasts {
        header: n.header(),
        dt_s: 0.5,
        forecasts: vec![Forecast {
            track: TrackId(11),
            modes,
        }],
    }
}

pub(crate) fn health(n: &mut Numbers) -> Health {
    Health {
        header: n.header(),
        stages: vec![StageHealth {
            stage: Stage::Tracker,
            condition: Condition::Failed,
            since: Stamp::from_s(1.0),
            note: "returned NaN; last output is used".into(),
        }],
    }
}

pub(crate) fn plan(n: &mut Numbers) -> Plan {
    Plan {
        header: n.header(),
        trajectory: n.trajectory(),
        candidates: vec![Candidate {
            label: "offset +1.0 m, 60 % speed".into(),
            path_m: vec![n.vector2()],
            cost: n.next(),
            terms: vec![CostTerm {
                name: "jerk".into(),
                value: n.next(),
            }],
        }],
        chosen: Some(0),
        is_emergency: false,
        reason: Reason {
            sentence: "keeping 8 m/s".into(),
            tracks: vec![TrackId(11)],
            lanes: vec![LaneId(4)],
            signals: vec![SignalId(2)],
        },
    }
}

pub(crate) fn wish(n: &mut Numbers) -> Command {
    Command {
        header: n.header(),
        actuation: Actuation::Control {
            steering_rad: n.next(),
            acceleration_mps2: n.next(),
        },
        interventions: vec![Intervention::JerkLimit],
    }
}

pub(crate) fn command(n: &mut Numbers) -> Command {
    Command {
        actuation: Actuation::Trajectory(n.trajectory()),
        ..wish(n)
    }
}

/// A message of each kind.
pub(crate) fn one_of_each(seed: u64) -> Vec<Message> {
    let n = &mut Numbers::new(seed);
    vec![
        Message::CameraFrame(Arc::new(camera_frame(n))),
        Message::EgoState(Arc::new(n.ego())),
        Message::Route(Arc::new(route(n))),
        Message::Truth(Arc::new(truth(n))),
        Message::TruthFuture(Arc::new(future(n))),
        Message::Perception(Arc::new(perception(n))),
        Message::Detections3d(Arc::new(detections(n))),
        Message::Tracks(Arc::new(tracks(n))),
        Message::Forecasts(Arc::new(forecasts(n))),
        Message::Plan(Arc::new(plan(n))),
        Message::Wish(Arc::new(wish(n))),
        Message::Command(Arc::new(command(n))),
        Message::Health(Arc::new(health(n))),
    ]
}
