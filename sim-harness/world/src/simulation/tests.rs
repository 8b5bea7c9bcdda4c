//! The world as a whole: teeth, determinism, errors.

use trunkline_interfaces::messages::{Actuation, Route, SignalState, Trajectory, TrajectoryPoint};
use trunkline_interfaces::{SignalKind, World};

use super::Simulation;
use crate::scenario::Scenario;

fn builtin(name: &str) -> Scenario {
    Scenario::builtin(name).unwrap().unwrap()
}

/// What a drive along the route at the speed limit, blind to everybody, comes to.
#[derive(Debug, Default)]
struct BlindDrive {
    collisions: usize,
    red_lights: usize,
    is_goal_reached: bool,
    duration_s: f64,
}

/// The whole route at the speed limit, as a trajectory from the start.
fn at_the_limit(route: &Route, from_s_m: f64) -> Trajectory {
    let path = route.polyline().unwrap();
    let (mut time_s, mut s_m) = (0.0, from_s_m);
    let mut points = Vec::new();
    while s_m < path.length_m() {
        let at = path.at(s_m);
        let speed_mps = route.speed_limit_at(path.segment_at(s_m)).unwrap_or(13.9);
        points.push(TrajectoryPoint {
            time_s,
            position_m: at.position_m,
            yaw_rad: at.yaw_rad,
            speed_mps,
            acceleration_mps2: 0.0,
            curvature_1pm: at.curvature_1pm,
        });
        s_m += 1.0;
        time_s += 1.0 / speed_mps;
    }
    Trajectory { points }
}

fn drive_blind(name: &str, seed: u64) -> BlindDrive {
    let mut world = Simulation::new(&builtin(name)).unwrap();
    world.reset(seed).unwrap();
    let first = world.observe();
    let mut route = first.route.unwrap();
    let path = route.polyline().unwrap();
    let start_s_m = path.project(world.ego().pose().position_m()).s_m;
    let actuation = Actuation::Trajectory(at_the_limit(&route, start_s_m));
    let mut drive = BlindDrive::default();
    let mut last_s_m = start_s_m;
    loop {
        for _ in 0..10 {
            world.act(&actuation).unwrap();
        }
        let seen = world.observe();
        let s_m = path.project(world.ego().pose().position_m()).s_m;
        let front_m = 3.65;
        drive.red_lights += route
            .signals
            .iter()
            .filter(|s| {
                s.kind == SignalKind::TrafficLight
                    && s.state == SignalState::Stop
                    && (last_s_m + front_m..s_m + front_m).contains(&s.stop_s_m)
            })
            .count();
        last_s_m = s_m;
        route = seen.route.unwrap_or(route);
        let truth = seen.truth.unwrap();
        drive.collisions += truth.collisions.len();
        drive.duration_s = truth.header.stamp.s();
        if let Some(ending) = seen.ending {
            drive.is_goal_reached = ending == trunkline_interfaces::Ending::GoalReached;
            return drive;
        }
    }
}

#[test]
fn every_scenario_but_free_drive_has_teeth() {
    assert!(!Scenario::builtin_names().is_empty());
    let mut report = String::new();
    for name in Scenario::builtin_names() {
        for seed in 0..10 {
            let drive = drive_blind(name, seed);
            let is_bitten = drive.collisions + drive.red_lights > 0;
            if is_bitten == (name == "free_drive") {
                report.push_str(&format!("{name} seed {seed}: {drive:?}\n"));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
