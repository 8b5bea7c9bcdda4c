//! A run that ends in a crash, and a suite of three, made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use nalgebra::{Vector2, Vector3};
use trunkline_harness::documents::{
    DriveDocument, LogScores, Scores, SubScores, SuiteDocument, Versus,
};
use trunkline_harness::metrics::Terms;
use trunkline_harness::{DriveEnding, DriveRecord};
use trunkline_interfaces::geometry::{OrientedBox, Polyline};
use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Header, Plan, Reason, Route, RoutePoint, Trajectory,
    TrajectoryPoint, Truth, TruthAgent,
};
use trunkline_interfaces::{
    AgentClass, AgentId, Duration, Lane, LaneId, LaneKind, LaneMap, Stage, Stamp, Turn,
    VehicleParams,
};
use trunkline_world::logs::SceneSet;

const STEPS: u32 = 60;
const SPEED_MPS: f64 = 10.0;

fn map() -> LaneMap {
    let lane = Lane {
        id: LaneId(1),
        name: "road 1 section 0 lane -1".to_owned(),
        kind: LaneKind::Driving,
        centerline: Polyline::new((-2..12).map(|i| Vector2::new(10.0 * f64::from(i), 0.0)))
            .unwrap(),
        elevation_m: vec![0.0; 14],
        width_m: vec![3.5; 14],
        speed_limit_mps: Some(13.9),
        predecessors: vec![],
        successors: vec![],
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    };
    LaneMap {
        name: "straight".to_owned(),
        lanes: BTreeMap::from([(lane.id, lane)]),
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
        velocity_mps: Vector2::new(SPEED_MPS, 0.0),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

/// A standing car.
fn car() -> TruthAgent {
    TruthAgent {
        id: AgentId(1),
        class: AgentClass::Car,
        bbox: OrientedBox {
            center_m: Vector3::new(50.0, 0.3, 0.75),
            size_m: Vector3::new(4.5, 1.8, 1.5),
            yaw_rad: 0.0,
        },
        velocity_mps: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        visibility: 1.0,
    }
}

fn plan(header: Header, x_m: f64) -> Plan {
    let point = |i: u32| TrajectoryPoint {
        time_s: 0.5 * f64::from(i),
        position_m: Vector2::new(x_m + 0.5 * SPEED_MPS * f64::from(i), 0.0),
        yaw_rad: 0.0,
        speed_mps: SPEED_MPS,
        acceleration_mps2: 0.0,
        curvature_1pm: 0.0,
    };
    Plan {
        header,
        trajectory: Trajectory {
            points: (0..8).map(point).collect(),
        },
        reason: Reason {
            sentence: "slowing down: car 1 ahead".to_owned(),
            ..Reason::default()
        },
        ..Plan::default()
    }
}

fn route() -> Route {
    let point = |i: i32| RoutePoint {
        position_m: Vector2::new(10.0 * f64::from(i), 0.0),
        speed_limit_mps: Some(13.9),
        lane: Some(LaneId(1)),
        left_m: 1.75,
        right_m: 1.75,
    };
    Route {
        path: (-2..12).map(point).collect(),
        goal_s_m: 90.0,
        ..Route::default()
    }
}

/// The ego drives into a standing car.
pub(crate) fn record(name: &str) -> DriveRecord {
    let mut record = DriveRecord {
        world: name.to_owned(),
        map: Arc::new(map()),
        vehicle: VehicleParams::default(),
        planned_duration: Duration::from_s(6.0),
        routes: vec![Arc::new(route())],
        ..DriveRecord::default()
    };
    for step in 0..STEPS {
        let t_s = 0.1 * f64::from(step);
        let header = Header::sensor(u64::from(step), Stamp::from_s(t_s));
        let x_m = SPEED_MPS * t_s;
        record.truths.push(Arc::new(Truth {
            header,
            ego: ego(header, x_m),
            agents: vec![car()],
            collisions: vec![],
            signals: vec![],
            views: Vec::new(),
        }));
        record.plans.push(Arc::new(plan(header, x_m)));
        record.commands.push(Arc::new(Command {
            header: Header {
                produced: header.stamp + Duration::from_ms(60),
                ..header
            },
            actuation: Actuation::Control {
                steering_rad: 0.0,
                acceleration_mps2: 0.0,
            },
            interventions: vec![],
        }));
    }
    record
}

pub(crate) fn modules() -> BTreeMap<Stage, String> {
    BTreeMap::from([
        (Stage::Lifter, "oracle".to_owned()),
        (Stage::Planner, "proposal".to_owned()),
    ])
}

fn row(scenario: &str, nuplan: f64, failed: &[&str]) -> DriveDocument {
    DriveDocument {
        schema: 1,
        scenario: scenario.to_owned(),
        group: "interaction".to_owned(),
        set: None,
        seed: 1,
        run_dir: Some(format!("suites/0001/runs/{scenario}-seed1")),
        ending: Some(DriveEnding::TimeUp),
        simulated_s: 30.0,
        wall_s: 0.5,
        modules: modules(),
        oracles: vec![Stage::Lifter],
        scores: Scores {
            nuplan: Some(nuplan),
            carla_driving: Some(nuplan),
            carla_driving_2_0: None,
        },
        sub_scores: Some(SubScores {
            terms: Terms {
                no_collision: 1.0,
                drivable: 1.0,
                making_progress: 1.0,
                direction: 1.0,
                progress: 1.0,
                ttc: 1.0,
                speed: 1.0,
                comfort: 0.0,
            },
            not_evaluated: vec!["speed_limit".to_owned()],
            speed_limit_known: 0.0,
        }),
        at_fault_collisions: 0,
        route_completion: 0.4,
        data_age_ms: None,
        latency_ms: BTreeMap::new(),
        time_share: BTreeMap::new(),
        stage_failures: Vec::new(),
        passed: failed.is_empty(),
        failed_criteria: failed.iter().map(|f| (*f).to_owned()).collect(),
    }
}

/// Three of five planned runs, and the same under another planner.
pub(crate) fn suite() -> SuiteDocument {
    let rows = |less: f64| {
        vec![
            row("cut_in_with_a_long_name_that_has_to_wrap", 90.0 - less, &[]),
            row(
                "following",
                80.0 - less,
                &["route completion at least 90 %: 40 %"],
            ),
            row("roundabout", 70.0 - less, &[]),
        ]
    };
    let first = rows(0.0);
    let versus = Versus::new("stack.planner=idm", &first, rows(10.0));
    SuiteDocument {
        versus: Some(versus),
        ..SuiteDocument::new(first, 5, 12.0)
    }
}

/// The same as recorded scenes, whose recorded drivers made no mistake.
pub(crate) fn log_suite() -> SuiteDocument {
    let scene = |mut row: DriveDocument| {
        row.group = "turn".to_owned();
        row.set = Some(SceneSet::Report);
        row
    };
    let suite = suite();
    let first: Vec<_> = suite.rows.into_iter().map(scene).collect();
    let second = suite.versus.map(|v| v.rows).unwrap_or_default();
    let second: Vec<_> = second.into_iter().map(scene).collect();
    let mut recorded = first.clone();
    for row in &mut recorded {
        row.scores.nuplan = Some(100.0);
    }
    SuiteDocument {
        logs: Some(LogScores::new(&first, Some(&second), recorded)),
        versus: Some(Versus::new("stack.planner=idm", &first, second)),
        ..SuiteDocument::new(first, 3, 12.0)
    }
}
