//! The loop: tracks from scripts, a forecast, a plan, and the ego moves along it.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests: a failure here is a failed test"
)]

use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{
    EgoState, Header, Plan, Route, Tracks, TrajectoryPoint, Validate as _,
};
use trunkline_interfaces::stages::{
    Forecaster, ForecasterInput, Planner, PlannerInput, Stage, StageError,
};
use trunkline_interfaces::{
    AgentClass, ConfigSource, Duration, LaneMap, Registry, Stamp, VehicleParams,
};

use crate::fixtures::{context, track};

/// Where an agent is and how fast along its yaw, by time.
pub(crate) type Script = Box<dyn Fn(f64) -> (Pose2, f64)>;

/// Changes a route's signals by time.
pub(crate) type SignalScript = Box<dyn Fn(f64, &mut Route)>;

/// Someone else on the road.
pub(crate) struct Agent {
    pub(crate) class: AgentClass,
    pub(crate) script: Script,
}

/// A scene to drive in.
pub(crate) struct Scene {
    pub(crate) route: Route,
    pub(crate) map: LaneMap,
    pub(crate) agents: Vec<Agent>,
    pub(crate) start: TrajectoryPoint,
    /// Changes the route's signals by time.
    pub(crate) signals: Option<SignalScript>,
}

/// One step of a drive.
pub(crate) struct Step {
    pub(crate) time_s: f64,
    pub(crate) ego: TrajectoryPoint,
    pub(crate) plan: Plan,
    /// To the nearest agent's outline.
    pub(crate) distance_m: f64,
}

pub(crate) fn registry() -> Registry {
    trunkline_planning::register(Registry::new())
}

pub(crate) fn planner(name: &str) -> Box<dyn Planner> {
    registry()
        .build_planner(name, &ConfigSource::new())
        .unwrap()
        .module
}

pub(crate) fn forecaster(name: &str) -> Box<dyn Forecaster> {
    registry()
        .build_forecaster(name, &ConfigSource::new())
        .unwrap()
        .module
}

pub(crate) fn ego_state(point: &TrajectoryPoint, step: u64) -> EgoState {
    let vehicle = VehicleParams::default();
    EgoState {
        header: Header::sensor(step, stamp(step)),
        position_m: Vector3::new(point.position_m.x, point.position_m.y, 0.0),
        yaw_rad: point.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::new(point.speed_mps, 0.0),
        acceleration_mps2: Vector2::new(
            point.acceleration_mps2,
            point.speed_mps * point.speed_mps * point.curvature_1pm,
        ),
        yaw_rate_radps: point.speed_mps * point.curvature_1pm,
        steering_rad: (vehicle.wheelbase_m * point.curvature_1pm).atan(),
    }
}

fn stamp(step: u64) -> Stamp {
    Stamp::ZERO + Duration::from_ms(100 * step as i64)
}

pub(crate) fn tracks(scene: &Scene, step: u64) -> Tracks {
    let time_s = 0.1 * step as f64;
    Tracks {
        header: Header::sensor(step, stamp(step)),
        tracks: scene
            .agents
            .iter()
            .zip(1..)
            .map(|(agent, id)| {
                let (pose, speed_mps) = (agent.script)(time_s);
                track(id, agent.class, pose.x_m, pose.y_m, pose.yaw_rad, speed_mps)
            })
            .collect(),
    }
}

/// Plans once.
pub(crate) fn plan_once(
    planner: &mut dyn Planner,
    scene: &Scene,
    ego: &TrajectoryPoint,
    step: u64,
) -> Result<Plan, StageError> {
    let vehicle = VehicleParams::default();
    let mut route = scene.route.clone();
    if let Some(signals) = &scene.signals {
        signals(0.1 * step as f64, &mut route);
    }
    let tracks = tracks(scene, step);
    let forecasts = forecaster("lane_following").forecast(
        ForecasterInput {
            tracks: &tracks,
            route: &route,
        },
        &context(Stage::Forecaster, step, &vehicle, &scene.map),
    )?;
    let input = PlannerInput {
        ego: &ego_state(ego, step),
        route: &route,
        tracks: &tracks,
        forecasts: &forecasts,
    };
    planner.plan(input, &context(Stage::Planner, step, &vehicle, &scene.map))
}

/// Drives for a time with a planner.
pub(crate) fn drive(name: &str, scene: &Scene, duration_s: f64) -> Vec<Step> {
    let mut planner = planner(name);
    let vehicle = VehicleParams::default();
    let mut ego = scene.start;
    let mut steps = Vec::new();
    for step in 0..(duration_s * 10.0) as u64 {
        let plan = plan_once(&mut *planner, scene, &ego, step).unwrap();
        plan.validate().unwrap();
        let footprint = vehicle.footprint(&ego.pose());
        let distance_m = tracks(scene, step)
            .tracks
            .iter()
            .map(|t| t.bbox.footprint().distance_m(&footprint))
            .fold(f64::INFINITY, f64::min);
        let next = plan.trajectory.at(0.1).unwrap();
        steps.push(Step {
            time_s: 0.1 * step as f64,
            ego,
            plan,
            distance_m,
        });
        ego = next;
    }
    steps
}

/// Smallest distance to anybody over a drive.
pub(crate) fn closest_m(steps: &[Step]) -> f64 {
    steps
        .iter()
        .map(|s| s.distance_m)
        .fold(f64::INFINITY, f64::min)
}
