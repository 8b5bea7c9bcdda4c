//! A drive made by hand: two lanes with a signal and a crosswalk, a car ahead, a pedestrian, a
//! camera; every kind of message occurs.

use std::collections::BTreeMap;
use std::sync::Arc;

use nalgebra::{Isometry3, Matrix2, Matrix4, Translation3, UnitQuaternion, Vector2, Vector3};
use ndarray::{Array2, Array3};
use trunkline_interfaces::geometry::{OrientedBox, Polygon, Polyline, Region};
use trunkline_interfaces::messages::*;
use trunkline_interfaces::stages::Stage;
use trunkline_interfaces::*;

/// Length of the drive: more than one chunk of a recording.
pub(crate) const STEPS: u32 = 300;
const STEP_S: f64 = 0.1;
const LANE_M: f64 = 3.5;

fn lane(id: u32, y_m: f64) -> Lane {
    let points = (0..=20).map(|i| Vector2::new(10.0 * f64::from(i), y_m));
    Lane {
        id: LaneId(id),
        name: format!("road 1 section 0 lane -{id}"),
        kind: LaneKind::Driving,
        centerline: Polyline::new(points).unwrap(),
        elevation_m: vec![0.0; 21],
        width_m: vec![LANE_M; 21],
        speed_limit_mps: Some(13.9),
        predecessors: vec![],
        successors: vec![],
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    }
}

pub(crate) fn map() -> LaneMap {
    let signal = Signal {
        id: SignalId(1),
        name: "light".to_owned(),
        kind: SignalKind::TrafficLight,
        group: Some(0),
        position_m: Vector2::new(100.0, -3.0),
        stops: vec![SignalStop {
            lane: LaneId(1),
            s_m: 98.0,
        }],
    };
    let corners = [(101.0, -2.0), (104.0, -2.0), (104.0, 5.5), (101.0, 5.5)];
    let crosswalk = Polygon::new(corners.map(|(x, y)| Vector2::new(x, y)).to_vec());
    LaneMap {
        name: "by hand".to_owned(),
        lanes: BTreeMap::from([(LaneId(1), lane(1, 0.0)), (LaneId(2), lane(2, LANE_M))]),
        signals: BTreeMap::from([(signal.id, signal)]),
        crosswalks: vec![crosswalk],
        drivable: Region::default(),
        ..LaneMap::default()
    }
}

fn ego(header: Header, x_m: f64) -> EgoState {
    EgoState {
        header,
        position_m: Vector3::new(x_m, 0.0, 0.0),
        yaw_rad: 0.0,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::new(10.0, 0.0),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

fn route(header: Header, state: SignalState) -> Route {
    let point = |i: u32| RoutePoint {
        position_m: Vector2::new(10.0 * f64::from(i), 0.0),
        speed_limit_mps: Some(13.9),
        lane: Some(LaneId(1)),
        left_m: 1.75,
        right_m: 1.75,
    };
    Route {
        header,
        lanes: vec![LaneId(1)],
        path: (0..=20).map(point).collect(),
        goal_s_m: 180.0,
        stop_at_goal: false,
        signals: vec![RouteSignal {
            id: SignalId(1),
            kind: SignalKind::TrafficLight,
            state,
            stop_s_m: 98.0,
        }],
        yields: vec![],
    }
}

fn plan(header: Header, x_m: f64, step: u32) -> Plan {
    let point = |i: u32| {
        let time_s = 0.1 * f64::from(i);
        TrajectoryPoint {
            time_s,
            position_m: Vector2::new(x_m + 10.0 * time_s - 0.5 * time_s * time_s, 0.0),
            yaw_rad: 0.0,
            speed_mps: 10.0 - time_s,
            acceleration_mps2: -1.0,
            curvature_1pm: 0.0,
        }
    };
    let candidate = |offset: i32| Candidate {
        label: format!("offset {offset} m"),
        path_m: (0..8)
            .map(|i| {
                let s = 5.0 * f64::from(i);
                Vector2::new(x_m + s, f64::from(offset) * (s / 20.0).min(1.0))
            })
            .collect(),
        cost: 1.0 + f64::from(offset.abs()),
        terms: vec![
            CostTerm {
                name: "progress".to_owned(),
                value: 0.6,
            },
            CostTerm {
                name: "comfort / jerk".to_owned(),
                value: 0.4 + f64::from(step % 3),
            },
        ],
    };
    Plan {
        header,
        trajectory: Trajectory {
            points: (0..40).map(point).collect(),
        },
        candidates: (-1..=1).map(candidate).collect(),
        chosen: Some(1),
        is_emergency: step > 35,
        reason: Reason {
            sentence: format!("slowing from 10.0 to {step} m/s: red signal 1"),
            ..Reason::default()
        },
    }
}

fn camera(header: Header) -> [Message; 2] {
    let frame = CameraFrame {
        header,
        camera: "front/wide".to_owned(),
        image: Array3::from_elem((48, 64, 3), 90),
        intrinsics: Intrinsics {
            distortion: Distortion::default(),
            width_px: 64,
            height_px: 48,
            fx_px: 50.0,
            fy_px: 50.0,
            cx_px: 31.5,
            cy_px: 23.5,
        },
        // Columns are the camera's x, y, z in the vehicle: right, down, forward.
        ego_from_camera: Isometry3::from_parts(
            Translation3::new(1.5, 0.0, 1.4),
            UnitQuaternion::from_quaternion(nalgebra::Quaternion::new(0.5, -0.5, 0.5, -0.5)),
        ),
    };
    let perception = Perception {
        header,
        camera: frame.camera.clone(),
        segmentation: Some(Array2::from_elem((48, 64), SemanticClass::Road as u8)),
        depth_m: Some(Array2::from_elem((48, 64), 12.0)),
        depth_noise: None,
        detections_2d: Some(vec![Detection2d {
            id: DetectionId(0),
            class: AgentClass::Car,
            box_px: [20.0, 20.0, 40.0, 35.0],
            score: 0.9,
        }]),
        detections_3d: None,
    };
    [
        Message::CameraFrame(Arc::new(frame)),
        Message::Perception(Arc::new(perception)),
    ]
}

/// Everybody on the road: class, position, velocity.
type State = (AgentClass, Vector2<f64>, Vector2<f64>);

fn states(t_s: f64) -> [State; 3] {
    let at = |x: f64, y: f64, vx: f64, vy: f64| {
        let velocity_mps = Vector2::new(vx, vy);
        (Vector2::new(x, y) + velocity_mps * t_s, velocity_mps)
    };
    let ahead = at(45.0, 0.0, 8.0, 0.0);
    let beside = at(20.0, LANE_M, 12.0, 0.0);
    let walker = at(102.5, -2.0, 0.0, 1.2);
    [
        (AgentClass::Car, ahead.0, ahead.1),
        (AgentClass::Car, beside.0, beside.1),
        (AgentClass::Pedestrian, walker.0, walker.1),
    ]
}

fn bbox(class: AgentClass, p_m: Vector2<f64>) -> OrientedBox {
    let (size_m, yaw_rad) = match class {
        AgentClass::Pedestrian => (Vector3::new(0.5, 0.6, 1.8), 1.57),
        _ => (Vector3::new(4.5, 1.8, 1.5), 0.0),
    };
    OrientedBox {
        center_m: Vector3::new(p_m.x, p_m.y, 0.5 * size_m.z),
        size_m,
        yaw_rad,
    }
}

fn truth(header: Header, t_s: f64, step: u32) -> Truth {
    let hit = Collision {
        agent: AgentId(1),
        closing_mps: 2.0,
    };
    Truth {
        header,
        ego: ego(header, 10.0 * t_s),
        agents: (1_u32..)
            .zip(states(t_s))
            .map(|(id, (class, p_m, velocity_mps))| TruthAgent {
                id: AgentId(id),
                class,
                bbox: bbox(class, p_m),
                velocity_mps,
                yaw_rate_radps: 0.0,
                visibility: 1.0,
            })
            .collect(),
        collisions: if step == 38 { vec![hit] } else { vec![] },
        signals: vec![(SignalId(1), signal_state(step))],
        views: Vec::new(),
    }
}

fn future(truth: &Truth) -> TruthFuture {
    let pose = |a: &TruthAgent, k: u32| {
        let p = a.bbox.center_m.xy() + a.velocity_mps * (0.5 * f64::from(k));
        geometry::Pose2::new(p.x, p.y, a.bbox.yaw_rad)
    };
    TruthFuture {
        header: truth.header,
        dt_s: 0.5,
        agents: truth
            .agents
            .iter()
            .map(|a| FutureAgent {
                id: a.id,
                poses: (1..6).map(|k| pose(a, k)).collect(),
            })
            .collect(),
    }
}

fn detections(header: Header, t_s: f64) -> Detections3d {
    let ego_m = Vector2::new(10.0 * t_s, 0.0);
    Detections3d {
        header,
        detections: (0_u32..)
            .zip(states(t_s))
            .map(|(id, (class, p_m, _))| Detection3d {
                id: DetectionId(id),
                class,
                bbox: bbox(class, p_m - ego_m + Vector2::new(0.2, 0.0)),
                velocity_mps: None,
                covariance: Matrix4::identity() * 0.01,
                score: 0.9,
            })
            .collect(),
    }
}

fn tracks(header: Header, t_s: f64, step: u32) -> Tracks {
    Tracks {
        header,
        tracks: (0_u32..)
            .zip(states(t_s))
            .map(|(id, (class, p_m, velocity_mps))| Track {
                id: TrackId(id + 11),
                class,
                bbox: bbox(class, p_m),
                velocity_mps,
                yaw_rate_radps: 0.0,
                covariance: Matrix4::identity() * 0.01,
                existence: 0.95,
                detection: (!step.is_multiple_of(7)).then_some(DetectionId(id)),
                first_seen: Stamp::ZERO,
                coasting: Duration::ZERO,
            })
            .collect(),
    }
}

fn forecasts(tracks: &Tracks) -> Forecasts {
    let point = |t: &Track, bend: f64, k: u32| {
        let t_s = 0.1 * f64::from(k);
        let side = Vector2::new(-t.velocity_mps.y, t.velocity_mps.x);
        ForecastPoint {
            position_m: t.bbox.center_m.xy()
                + t.velocity_mps * t_s
                + side * (0.05 * bend * t_s * t_s),
            yaw_rad: t.bbox.yaw_rad,
            covariance_m2: Matrix2::identity(),
        }
    };
    let modes = |t: &Track| {
        [(0.7, 0.0), (0.3, 0.4)].map(|(probability, bend)| ForecastMode {
            probability,
            points: (1..40).map(|k| point(t, bend, k)).collect(),
        })
    };
    Forecasts {
        header: tracks.header,
        dt_s: 0.1,
        forecasts: tracks
            .tracks
            .iter()
            .map(|t| Forecast {
                track: t.id,
                modes: modes(t).to_vec(),
            })
            .collect(),
    }
}

fn agents(header: Header, t_s: f64, step: u32) -> [Message; 5] {
    let truth = truth(header, t_s, step);
    let tracks = tracks(header, t_s, step);
    [
        Message::TruthFuture(Arc::new(future(&truth))),
        Message::Truth(Arc::new(truth)),
        Message::Detections3d(Arc::new(detections(header, t_s))),
        Message::Forecasts(Arc::new(forecasts(&tracks))),
        Message::Tracks(Arc::new(tracks)),
    ]
}

fn signal_state(step: u32) -> SignalState {
    match step {
        0..15 => SignalState::Go,
        15..22 => SignalState::Caution,
        _ => SignalState::Stop,
    }
}

fn commands(header: Header, step: u32) -> [Message; 2] {
    let command = |interventions| {
        Arc::new(Command {
            header: Header {
                captured: header.stamp + Duration::from_ms(-80),
                ..header
            },
            actuation: Actuation::Control {
                steering_rad: 0.02 * (0.3 * f64::from(step)).sin(),
                acceleration_mps2: -1.0,
            },
            interventions,
        })
    };
    let braking = if step > 30 {
        vec![Intervention::EmergencyBraking]
    } else {
        vec![]
    };
    [
        Message::Wish(command(vec![])),
        Message::Command(command(braking)),
    ]
}

/// The messages of the drive, in the order of their publication.
pub(crate) fn messages() -> Vec<Message> {
    let mut all = Vec::new();
    for step in 0..STEPS {
        let t_s = STEP_S * f64::from(step);
        let header = Header::sensor(u64::from(step), Stamp::from_s(t_s));
        let late = Header {
            produced: header.produced + Duration::from_ms(40),
            ..header
        };
        all.push(Message::EgoState(Arc::new(ego(header, 10.0 * t_s))));
        if step % 15 == 0 {
            all.push(Message::Route(Arc::new(route(header, signal_state(step)))));
        }
        all.extend(camera(header));
        all.extend(agents(header, t_s, step));
        all.push(Message::Plan(Arc::new(plan(late, 10.0 * t_s, step))));
        all.extend(commands(late, step));
        if step == 20 || step == 25 {
            let stale = StageHealth {
                stage: Stage::Planner,
                condition: Condition::Stale,
                since: header.stamp,
                note: "last output used".to_owned(),
            };
            all.push(Message::Health(Arc::new(Health {
                header,
                stages: if step == 20 { vec![stale] } else { vec![] },
            })));
        }
    }
    all
}
