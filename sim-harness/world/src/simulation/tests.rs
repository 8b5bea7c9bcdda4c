//! The world as a whole: teeth, determinism, errors.

use std::collections::BTreeMap;

use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::{
    Actuation, Route, SignalState, Trajectory, TrajectoryPoint, Truth, TruthAgent, Validate as _,
};
use trunkline_interfaces::{AgentClass, Ending, SignalKind, World as _};

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
        let speed_mps = route.speed_limit_at(s_m).unwrap_or(13.9);
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

/// Drives to the end; `look` is shown every truth, ten a second.
fn drive_blind(world: &mut Simulation, seed: u64, mut look: impl FnMut(&Truth)) -> BlindDrive {
    world.reset(seed).unwrap();
    let first = world.observe();
    look(first.truth.as_ref().unwrap());
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
        look(&truth);
        drive.collisions += truth.collisions.len();
        drive.duration_s = truth.header.stamp.s();
        if let Some(ending) = seen.ending {
            drive.is_goal_reached = ending == Ending::GoalReached;
            return drive;
        }
    }
}

/// Drives that a blind ego gets through unharmed although it should not, and the reverse.
fn without_teeth(seeds: std::ops::Range<u64>) -> Vec<String> {
    let mut found = Vec::new();
    for name in Scenario::builtin_names() {
        let mut world = Simulation::new(&builtin(name)).unwrap();
        for seed in seeds.clone() {
            let drive = drive_blind(&mut world, seed, |_| {});
            let is_bitten = drive.collisions + drive.red_lights > 0;
            if is_bitten == (name == "free_drive") {
                found.push(format!("{name} seed {seed}: {drive:?}"));
            }
        }
    }
    found
}

#[test]
fn every_scenario_but_free_drive_has_teeth() {
    assert!(Scenario::builtin_names().len() >= 14);
    assert_eq!(without_teeth(0..2), Vec::<String>::new());
}

#[test]
#[ignore = "slow: ten seeds of every scenario"]
fn every_scenario_but_free_drive_has_teeth_with_any_seed() {
    assert_eq!(without_teeth(0..10), Vec::<String>::new());
}

/// What is too much for a vehicle between two truths a tenth of a second apart.
///
/// The centre of the box moves no farther than the speed, a swerve of 30° and a bend of 8 m radius
/// driven 1 m off its middle make it: 1.3 of the way. It turns no more than on the tightest circle
/// of the axles, 3 m.
fn leap(before: &TruthAgent, after: &TruthAgent) -> Option<String> {
    let speed_mps = before.velocity_mps.norm().max(after.velocity_mps.norm());
    let moved_m = (after.bbox.center_m - before.bbox.center_m).norm();
    let turned_rad = angle_difference_rad(after.bbox.yaw_rad, before.bbox.yaw_rad).abs();
    let is_leap = moved_m > 1.3 * speed_mps * 0.1 + 0.02;
    let is_twist = turned_rad > speed_mps * 0.1 / 3.0 + 0.01;
    (is_leap || is_twist)
        .then(|| format!("{moved_m:.3} m and {turned_rad:.3} rad at {speed_mps:.2} m/s"))
}

/// Every leap of a vehicle in blind drives of every scenario.
fn leaps(seeds: std::ops::Range<u64>) -> Vec<String> {
    let mut found = Vec::new();
    for name in Scenario::builtin_names() {
        let mut world = Simulation::new(&builtin(name)).unwrap();
        for seed in seeds.clone() {
            let mut last = BTreeMap::new();
            drive_blind(&mut world, seed, |truth| {
                let vehicles = truth.agents.iter();
                let vehicles = vehicles.filter(|a| a.class != AgentClass::Pedestrian);
                let now: BTreeMap<_, _> = vehicles.map(|a| (a.id, *a)).collect();
                found.extend(now.iter().filter_map(|(id, after)| {
                    let leap = leap(last.get(id)?, after)?;
                    let class = after.class;
                    let at = truth.header.stamp;
                    Some(format!(
                        "{name} seed {seed}: {class:?} {id} at {at}: {leap}"
                    ))
                }));
                last = now;
            });
        }
    }
    found
}

#[test]
fn no_vehicle_leaps_or_twists() {
    assert_eq!(leaps(0..2), Vec::<String>::new());
}

#[test]
#[ignore = "slow: ten seeds of every scenario"]
fn no_vehicle_leaps_or_twists_with_any_seed() {
    assert_eq!(leaps(0..10), Vec::<String>::new());
}

#[test]
fn a_leap_is_seen() {
    let mut world = Simulation::new(&builtin("following")).unwrap();
    world.reset(0).unwrap();
    let before = world.observe().truth.unwrap().agents[0];
    let speed_mps = before.velocity_mps.norm();
    let mut after = before;
    after.bbox.center_m.x += 0.1 * speed_mps;
    assert_eq!(leap(&before, &after), None);
    after.bbox.yaw_rad += 0.9; // as once at the border of two lanes
    assert!(leap(&before, &after).is_some());
    after = before;
    after.bbox.center_m.x += 0.1 * speed_mps + 2.8;
    assert!(leap(&before, &after).is_some());
}

/// Truths of ten seconds of dense traffic as bytes, the ego steering as given.
fn truths(seed: u64, steering_rad: f64) -> Vec<String> {
    let mut world = Simulation::new(&builtin("dense_traffic")).unwrap();
    world.reset(seed).unwrap();
    let actuation = Actuation::Control {
        steering_rad,
        acceleration_mps2: -0.5,
    };
    (0..100)
        .map(|_| {
            for _ in 0..10 {
                world.act(&actuation).unwrap();
            }
            let truth = world.observe().truth.unwrap();
            truth.validate().unwrap();
            serde_json::to_string(&*truth).unwrap()
        })
        .collect()
}

#[test]
fn equal_seeds_give_equal_bytes() {
    assert_eq!(truths(3, 0.0), truths(3, 0.0));
}

#[test]
fn another_seed_or_the_slightest_steering_changes_the_bytes() {
    let reference = truths(3, 0.0);
    assert_ne!(reference, truths(4, 0.0));
    assert_ne!(reference, truths(3, 1e-12));
}

#[test]
fn the_future_is_what_then_happens() {
    let mut world = Simulation::new(&builtin("roundabout")).unwrap();
    world.reset(5).unwrap();
    let route = world.observe().route.unwrap();
    let plan = at_the_limit(
        &route,
        route
            .polyline()
            .unwrap()
            .project(world.ego().pose().position_m())
            .s_m,
    );
    let future = world.future(Some(&plan), 3.0, 0.5).unwrap();
    assert!(!future.agents.is_empty());
    for k in 0..6 {
        for _ in 0..50 {
            world.act(&Actuation::Trajectory(plan.clone())).unwrap();
        }
        let truth = world.observe().truth.unwrap();
        for agent in &truth.agents {
            let Ok(i) = future.agents.binary_search_by_key(&agent.id, |a| a.id) else {
                continue; // came near only later
            };
            assert_eq!(
                future.agents[i].poses[k],
                agent.bbox.pose(),
                "{} at pose {k}",
                agent.id
            );
        }
    }
}

#[test]
fn the_ego_stands_at_the_start_of_its_route_at_its_speed() {
    let world = Simulation::new(&builtin("following")).unwrap();
    let ego = world.ego();
    assert!((ego.position_m.x - 140.0).abs() < 1e-6 && (ego.position_m.y - 28.25).abs() < 0.05);
    assert!((ego.speed_mps() - 8.0).abs() < 1e-12);
}

#[test]
fn a_collision_is_reported_once_per_agent() {
    let mut world = Simulation::new(&builtin("stopped_vehicle")).unwrap();
    let drive = drive_blind(&mut world, 0, |_| {});
    assert_eq!(drive.collisions, 1);
}

#[test]
fn time_runs_out_for_an_ego_that_stands() {
    let mut world = Simulation::new(&builtin("free_drive")).unwrap();
    world.reset(0).unwrap();
    let brake = Actuation::Control {
        steering_rad: 0.0,
        acceleration_mps2: -3.0,
    };
    for _ in 0..3999 {
        world.act(&brake).unwrap();
    }
    assert_eq!(world.observe().ending, None);
    world.act(&brake).unwrap();
    assert_eq!(world.observe().ending, Some(Ending::TimeUp));
}

#[test]
fn lights_change_the_route() {
    let mut world = Simulation::new(&builtin("red_signal")).unwrap();
    world.reset(0).unwrap();
    assert_eq!(
        world.observe().route.unwrap().signals[0].state,
        SignalState::Stop
    );
    let brake = Actuation::Control {
        steering_rad: 0.0,
        acceleration_mps2: -3.0,
    };
    let mut green_s = None;
    for tick in 1..=200 {
        for _ in 0..10 {
            world.act(&brake).unwrap();
        }
        let route = world.observe().route;
        if route.is_some_and(|r| r.signals[0].state == SignalState::Go) {
            green_s = green_s.or(Some(0.1 * f64::from(tick)));
        }
    }
    assert!((green_s.unwrap() - 16.0).abs() < 0.11, "{green_s:?}");
}

/// The error of a builtin scenario with one text replaced by another.
fn error_of(name: &str, from: &str, to: &str) -> String {
    let text = builtin(name).text_with_reference(&BTreeMap::new()).unwrap();
    assert!(text.contains(from), "`{from}` is not in {name}");
    let changed = text.replacen(from, to, 1);
    match Scenario::from_text(&format!("{name}.toml"), &changed) {
        Err(e) => e.to_string(),
        Ok(scenario) => Simulation::new(&scenario).unwrap_err().to_string(),
    }
}

#[test]
fn a_start_off_the_map_is_named_with_its_line() {
    insta::assert_snapshot!(error_of(
        "free_drive",
        "x_m = 270.0, y_m = 31.75",
        "x_m = 270.0, y_m = 71.75"
    ));
}

#[test]
fn a_goal_off_the_map_is_named_with_its_line() {
    let message = error_of("free_drive", "y_m = 120.0", "y_m = 5000.0");
    assert!(message.contains("line 9"), "{message}");
}

#[test]
fn an_agent_off_the_lanes_is_named_with_its_line() {
    insta::assert_snapshot!(error_of("cut_in", "left_m = -3.5", "left_m = -35.0"));
}

#[test]
fn an_unknown_map_is_named_with_its_line() {
    insta::assert_snapshot!(error_of(
        "free_drive",
        "map = \"urban\"",
        "map = \"suburban\""
    ));
}
