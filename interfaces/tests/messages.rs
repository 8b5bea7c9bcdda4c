//! Every message survives its JSON to the bit, and its schema describes what is really written.

use std::sync::Arc;

use nalgebra::{Isometry3, Matrix2, Matrix4, Vector2, Vector3};
use ndarray::Array3;
use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, Candidate, Collision, Command, Condition, CostTerm,
    Detection2d, Detection3d, Detections3d, EgoState, Forecast, ForecastMode, ForecastPoint,
    Forecasts, FutureAgent, Header, Health, Intervention, Message, Perception, Plan, Reason, Route,
    RoutePoint, RouteSignal, RouteYield, SeenAgent, SignalState, StageHealth, Track, Tracks,
    Trajectory, TrajectoryPoint, Truth, TruthAgent, TruthFuture, message_schemas,
};
use trunkline_interfaces::{
    AgentClass, AgentId, DetectionId, Distortion, Duration, Intrinsics, LaneId, Random, SignalId,
    SignalKind, Stage, Stamp, TrackId,
};

/// Numbers with long decimals: where float parsing is wrong, it is wrong here.
struct Numbers(Random);

impl Numbers {
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

    fn ego(&mut self) -> EgoState {
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

fn sensor_messages(n: &mut Numbers) -> Vec<Message> {
    let frame = CameraFrame {
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
    };
    let route = Route {
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
    };
    let truth = Truth {
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
    };
    let future = TruthFuture {
        header: n.header(),
        dt_s: 0.1,
        agents: vec![FutureAgent {
            id: AgentId(5),
            poses: vec![Pose2::new(n.next(), n.next(), 1.0)],
        }],
    };
    vec![
        Message::CameraFrame(Arc::new(frame)),
        Message::EgoState(Arc::new(n.ego())),
        Message::Route(Arc::new(route)),
        Message::Truth(Arc::new(truth)),
        Message::TruthFuture(Arc::new(future)),
    ]
}

fn stage_messages(n: &mut Numbers) -> Vec<Message> {
    let perception = Perception {
        header: n.header(),
        camera: "front".into(),
        segmentation: None,
        depth_m: None,
        depth_noise: Some(0.125),
        detections_2d: Some(vec![Detection2d {
            id: DetectionId(1),
            class: AgentClass::Bus,
            box_px: [n.next(), n.next(), n.next(), n.next()],
            score: 0.25,
        }]),
        detections_3d: Some(vec![n.detection()]),
    };
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
    let point = ForecastPoint {
        position_m: n.vector2(),
        yaw_rad: 0.3,
        covariance_m2: Matrix2::from_fn(|_, _| n.next()),
    };
    let modes = vec![ForecastMode {
        probability: 1.0,
        points: vec![point],
    }];
    let health = Health {
        header: n.header(),
        stages: vec![StageHealth {
            stage: Stage::Tracker,
            condition: Condition::Failed,
            since: Stamp::from_s(1.0),
            note: "returned NaN; last output is used".into(),
        }],
    };
    vec![
        Message::Perception(Arc::new(perception)),
        Message::Detections3d(Arc::new(Detections3d {
            header: n.header(),
            detections: vec![n.detection()],
        })),
        Message::Tracks(Arc::new(Tracks {
            header: n.header(),
            tracks: vec![track],
        })),
        Message::Forecasts(Arc::new(Forecasts {
            header: n.header(),
            dt_s: 0.5,
            forecasts: vec![Forecast {
                track: TrackId(11),
                modes,
            }],
        })),
        Message::Health(Arc::new(health)),
    ]
}

fn decision_messages(n: &mut Numbers) -> Vec<Message> {
    let plan = Plan {
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
    };
    let steer = Actuation::Control {
        steering_rad: n.next(),
        acceleration_mps2: n.next(),
    };
    let command = |n: &mut Numbers, actuation| Command {
        header: n.header(),
        actuation,
        interventions: vec![Intervention::JerkLimit],
    };
    vec![
        Message::Plan(Arc::new(plan)),
        Message::Wish(Arc::new(command(n, steer))),
        Message::Command({
            let trajectory = n.trajectory();
            Arc::new(command(n, Actuation::Trajectory(trajectory)))
        }),
    ]
}

fn one_of_each(seed: u64) -> Vec<Message> {
    let mut numbers = Numbers(Random::new(seed, "messages", 0));
    let mut messages = sensor_messages(&mut numbers);
    messages.extend(stage_messages(&mut numbers));
    messages.extend(decision_messages(&mut numbers));
    messages
}

#[test]
fn every_message_reads_back_to_the_same_bits() {
    for seed in 0..50 {
        for message in one_of_each(seed) {
            let json = serde_json::to_vec(&message).unwrap();
            let back = Message::from_json(&message.topic(), &json)
                .unwrap()
                .unwrap();
            assert_eq!(back, message);
            assert_eq!(serde_json::to_vec(&back).unwrap(), json);
        }
    }
}

#[test]
fn one_changed_bit_is_a_different_message() {
    let Message::EgoState(ego) = &one_of_each(1)[1] else {
        panic!("the second message is the ego's")
    };
    let mut other = (**ego).clone();
    other.yaw_rad = f64::from_bits(other.yaw_rad.to_bits() + 1);
    let json = |m: &EgoState| serde_json::to_vec(m).unwrap();
    assert_ne!(json(ego), json(&other));
}

#[test]
fn schemas_name_exactly_the_fields_that_are_written() {
    let schemas = message_schemas();
    for message in one_of_each(3) {
        let entry = schemas
            .iter()
            .find(|s| s.name == message.type_name())
            .unwrap();
        let properties = entry.schema.get("properties").unwrap().as_object().unwrap();
        let written = serde_json::to_value(&message).unwrap();
        let written: Vec<&String> = written.as_object().unwrap().keys().collect();
        assert_eq!(
            properties.keys().collect::<Vec<_>>(),
            written,
            "{}",
            message.type_name()
        );
    }
}

#[test]
fn a_topic_that_is_not_ours_is_not_read() {
    assert!(Message::from_json("/lidar", b"{}").is_none());
    assert!(Message::from_json("/ego", b"{}").unwrap().is_err());
}
