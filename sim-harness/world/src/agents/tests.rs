//! The traffic as a whole, on the urban map, without an ego or with one that stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::{Polyline, Pose2, Rectangle};
use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{AgentClass, AgentId, Random, Turn};

use super::body::Body;
use super::kinds;
use super::populate::{lane_at, populate};
use super::traffic::{DECISION_S, Traffic};
use super::vehicle::{Mode, Vehicle};
use super::{EgoView, Ground, Network, ScriptFrame};
use crate::roads::Roads;
use crate::scenario::Scenario;

fn standing_ego(pose: Pose2) -> EgoView {
    EgoView {
        footprint: Rectangle::new(pose, 4.6, 1.85),
        velocity_mps: Vector2::zeros(),
        speed_mps: 0.0,
        front_s_m: 0.0,
        lanes_ahead: Vec::new(),
    }
}

/// An ego that is nowhere.
pub(super) fn nobody() -> EgoView {
    standing_ego(Pose2::new(-1e5, -1e5, 0.0))
}

fn urban_traffic(vehicles: u32, pedestrians: u32, seed: u64) -> Traffic {
    traffic_on("urban", vehicles, pedestrians, seed)
}

/// Traffic on a map that is built in, everywhere on it; no bicycles where there are only fast roads.
pub(super) fn traffic_on(map: &str, vehicles: u32, pedestrians: u32, seed: u64) -> Traffic {
    let roads = Roads::builtin(map).unwrap().unwrap();
    let path = Polyline::new([Vector2::new(0.0, 258.25), Vector2::new(600.0, 258.25)]).unwrap();
    let frame = ScriptFrame {
        path,
        start_s_m: 0.0,
    };
    let ground = Ground::new(Network::new(&roads.map), &[], frame, &roads.parked);
    let bicycles = if map == "motorway" { 0.0 } else { 0.04 };
    let text = format!(
        r#"
        name = "traffic"
        purpose = "traffic alone"
        group = "test"
        map = "urban"
        duration_s = 60.0
        ego = {{ start = {{ x_m = 0.0, y_m = 0.0, yaw_rad = 0.0 }}, goal = {{ x_m = 1.0, y_m = 0.0 }}, speed_mps = 0.0 }}
        traffic = {{ vehicles = {vehicles}, pedestrians = {pedestrians}, radius_m = 9000.0, mix = {{ bicycle = {bicycles} }}, clear_m = 0.0, clear_ahead_m = 0.0 }}
        "#
    );
    let scenario = Scenario::from_text("test", &text).unwrap();
    populate(&ground, &scenario, seed).unwrap()
}

/// Puts one more vehicle onto the road and returns its slot.
fn add(traffic: &mut Traffic, class: AgentClass, pose: Pose2, speed_mps: f64) -> usize {
    let place = lane_at(&traffic.ground.network, pose).unwrap();
    let driver = kinds::driver(class, &mut Random::new(0, "test", 0));
    let id = traffic.newcomers.take_id();
    let v = Vehicle::new(id, class, driver, place, speed_mps, &traffic.ground.network);
    traffic.vehicles.push(v);
    traffic.vehicles.len() - 1
}

/// Calls `look` after every decision of `duration_s`.
pub(super) fn run(
    traffic: &mut Traffic,
    ego: &EgoView,
    duration_s: f64,
    mut look: impl FnMut(&Traffic, f64),
) {
    let ticks = (duration_s / DECISION_S).round() as u64;
    for tick in 0..ticks {
        let time_s = tick as f64 * DECISION_S;
        traffic.decide(ego, time_s);
        look(traffic, time_s);
        for _ in 0..10 {
            traffic.advance(ego.footprint.center_m, 0.01);
        }
    }
}

pub(super) fn overlaps(bodies: &[Body]) -> BTreeSet<(AgentId, AgentId)> {
    let mut found = BTreeSet::new();
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            let is_person = |x: &Body| x.class == AgentClass::Pedestrian;
            if (a.pose.position_m() - b.pose.position_m()).norm_squared() < 200.0
                && !(is_person(a) && is_person(b))
                && a.footprint().overlaps(&b.footprint())
            {
                found.insert((a.id.min(b.id), a.id.max(b.id)));
            }
        }
    }
    found
}

fn overlaps_of_a_minute(
    vehicles: u32,
    pedestrians: u32,
    seed: u64,
) -> BTreeSet<(AgentId, AgentId)> {
    let mut traffic = urban_traffic(vehicles, pedestrians, seed);
    let mut seen = BTreeSet::new();
    run(&mut traffic, &nobody(), 60.0, |t, _| {
        seen.extend(overlaps(&t.bodies().collect::<Vec<_>>()));
    });
    seen
}

#[test]
fn no_two_vehicles_overlap_in_a_minute() {
    assert_eq!(overlaps_of_a_minute(60, 30, 0), BTreeSet::new());
}

#[test]
#[ignore = "slow: ten seeds"]
fn no_two_vehicles_overlap_with_any_seed() {
    for seed in 0..10 {
        let found = overlaps_of_a_minute(60, 30, seed);
        assert_eq!(found, BTreeSet::new(), "seed {seed}");
    }
}

#[test]
fn overlaps_are_seen() {
    let mut traffic = urban_traffic(0, 0, 0);
    add(
        &mut traffic,
        AgentClass::Car,
        Pose2::new(200.0, 258.25, 0.0),
        0.0,
    );
    add(
        &mut traffic,
        AgentClass::Car,
        Pose2::new(203.0, 258.25, 0.0),
        0.0,
    );
    assert!(!overlaps(&traffic.bodies().collect::<Vec<_>>()).is_empty());
}

#[test]
fn nobody_stands_for_minutes() {
    for seed in 0..2 {
        let mut traffic = urban_traffic(60, 30, seed);
        let mut standing_s: BTreeMap<AgentId, f64> = BTreeMap::new();
        run(&mut traffic, &nobody(), 120.0, |t, _| {
            for v in t.vehicles.iter().filter(|v| !v.is_gone) {
                let s = standing_s.entry(v.id).or_default();
                *s = if v.speed_mps < 0.3 {
                    *s + DECISION_S
                } else {
                    0.0
                };
            }
        });
        let longest = standing_s.values().copied().fold(0.0, f64::max);
        assert!(
            longest < 90.0,
            "seed {seed}: somebody stands for {longest} s"
        );
    }
}

/// Stop lines that are crossed at red within a minute, and those crossed at all.
fn lines_crossed(seed: u64) -> (u32, u32) {
    let mut traffic = urban_traffic(60, 10, seed);
    let mut before: BTreeMap<(AgentId, u32), f64> = BTreeMap::new();
    let (mut red, mut all) = (0, 0);
    run(&mut traffic, &nobody(), 60.0, |t, time_s| {
        for v in t.vehicles.iter().filter(|v| !v.is_gone) {
            let mut start_m = -v.s_m;
            for lane in v.path[v.at..].iter().take(3) {
                for line in &t.ground.network.lane(*lane).stops {
                    let Some(light) = line.light else { continue };
                    let distance_m = start_m + line.s_m - v.half_length_m();
                    let last_m = before.insert((v.id, *lane), distance_m);
                    if last_m.is_some_and(|last| last > 0.0) && distance_m <= 0.0 {
                        all += 1;
                        let state =
                            t.ground
                                .network
                                .signals
                                .state(&t.times, light, time_s - DECISION_S);
                        red += u32::from(state == SignalState::Stop);
                    }
                }
                start_m += t.ground.network.lane(*lane).length_m;
            }
        }
    });
    (red, all)
}

#[test]
fn nobody_drives_through_red() {
    for seed in 0..2 {
        let (red, all) = lines_crossed(seed);
        assert!(
            all > 10,
            "seed {seed}: only {all} stop lines were crossed: this proves nothing"
        );
        assert_eq!(red, 0, "seed {seed}");
    }
}

#[test]
fn a_driver_stops_behind_a_standing_ego_and_drives_on_without_one() {
    let ego = standing_ego(Pose2::new(250.0, 28.25, 0.0));
    for (view, stops) in [(ego, true), (nobody(), false)] {
        let mut traffic = urban_traffic(0, 0, 0);
        let slot = add(
            &mut traffic,
            AgentClass::Car,
            Pose2::new(180.0, 28.25, 0.0),
            12.0,
        );
        run(&mut traffic, &view, 20.0, |_, _| {});
        let v = &traffic.vehicles[slot];
        assert_eq!(v.speed_mps < 0.1, stops);
        if stops {
            let gap_m = 250.0 - 2.3 - (v.pose.x_m + 2.25);
            assert!((1.0..4.0).contains(&gap_m), "gap {gap_m}");
        }
    }
}

#[test]
fn a_faster_driver_overtakes_a_truck_where_there_are_two_lanes() {
    let mut traffic = urban_traffic(0, 0, 0);
    let truck = add(
        &mut traffic,
        AgentClass::Truck,
        Pose2::new(150.0, 254.75, 0.0),
        4.0,
    );
    // A driver of its own would, politely, change lanes itself.
    traffic.vehicles[truck].mode = Mode::Held {
        target_mps: 4.0,
        rate_mps2: 1.0,
    };
    let car = add(
        &mut traffic,
        AgentClass::Car,
        Pose2::new(130.0, 254.75, 0.0),
        10.0,
    );
    let mut has_left = false;
    run(&mut traffic, &nobody(), 14.0, |t, _| {
        has_left |= (t.vehicles[car].pose.y_m - 258.25).abs() < 0.3;
        assert!(overlaps(&t.bodies().collect::<Vec<_>>()).is_empty());
    });
    assert!(has_left, "the car stayed behind the truck");
}

/// Time at which a car from the side road enters the junction at (300, 30).
fn entry_time_s(with_main_road: bool) -> f64 {
    let mut traffic = urban_traffic(0, 0, 0);
    let side = Pose2::new(298.25, 60.0, -std::f64::consts::FRAC_PI_2);
    let slot = add(&mut traffic, AgentClass::Car, side, 6.0);
    if with_main_road {
        for k in 0..4 {
            let x_m = 330.0 + 14.0 * f64::from(k);
            let pose = Pose2::new(x_m, 31.75, std::f64::consts::PI);
            add(&mut traffic, AgentClass::Car, pose, 9.0);
        }
    }
    let mut entered_s = f64::INFINITY;
    run(&mut traffic, &nobody(), 40.0, |t, time_s| {
        if t.ground
            .network
            .lane(t.vehicles[slot].lane())
            .junction
            .is_some()
        {
            entered_s = entered_s.min(time_s);
        }
        assert!(overlaps(&t.bodies().collect::<Vec<_>>()).is_empty());
    });
    entered_s
}

#[test]
fn a_driver_from_a_side_road_waits_for_a_gap() {
    let (free_s, busy_s) = (entry_time_s(false), entry_time_s(true));
    assert!(free_s.is_finite() && busy_s.is_finite());
    // The last of four cars passes the junction after (330 + 3·14 − 300) / 9 = 8 s.
    assert!(free_s < 5.0, "{free_s}");
    assert!(busy_s > free_s + 2.0, "{busy_s} after {free_s}");
}

#[test]
fn nobody_is_run_over_on_a_crosswalk() {
    let mut traffic = urban_traffic(0, 12, 1);
    let mut walked = false;
    add(
        &mut traffic,
        AgentClass::Car,
        Pose2::new(301.75, 372.0, std::f64::consts::FRAC_PI_2),
        8.0,
    );
    run(&mut traffic, &nobody(), 30.0, |t, _| {
        walked |= t.pedestrians.iter().any(|p| p.speed_mps > 0.0);
        assert!(overlaps(&t.bodies().collect::<Vec<_>>()).is_empty());
    });
    assert!(walked, "nobody crossed: this proves nothing");
}

/// Puts a car onto the road that goes `turn` at the next junction.
fn add_turning(traffic: &mut Traffic, pose: Pose2, speed_mps: f64, turn: Turn) -> usize {
    let slot = add(traffic, AgentClass::Car, pose, speed_mps);
    let network = Arc::clone(&traffic.ground.network);
    let mut lane = traffic.vehicles[slot].path[0];
    while network.lane(lane).junction.is_none() {
        let next = &network.lane(lane).successors;
        let wanted = next.iter().find(|l| network.lane(**l).turn == turn);
        lane = *wanted.unwrap_or(&next[0]);
        traffic.vehicles[slot].path.push(lane);
    }
    assert_eq!(network.lane(lane).turn, turn);
    slot
}

/// When a car that turns left at (300, 30) enters the junction, against a stream of cars so far
/// apart in time, and the hardest braking of the stream.
fn left_turn(headway_s: f64) -> (f64, f64) {
    let mut traffic = urban_traffic(0, 0, 0);
    let start = Pose2::new(150.0, 28.25, 0.0);
    let slot = add_turning(&mut traffic, start, 8.0, Turn::Left);
    let (mut entered_s, mut hardest_mps2) = (f64::INFINITY, 0.0_f64);
    let every = (headway_s / DECISION_S).round() as u64;
    for tick in 0..700 {
        if tick % every == 0 {
            let pose = Pose2::new(430.0, 31.75, std::f64::consts::PI);
            add_turning(&mut traffic, pose, 12.0, Turn::Straight);
        }
        traffic.decide(&nobody(), tick as f64 * DECISION_S);
        let stream = &traffic.vehicles[slot + 1..];
        let coming = stream.iter().filter(|v| !v.is_gone && v.pose.x_m > 300.0);
        hardest_mps2 = coming.fold(hardest_mps2, |h, v| h.min(v.acceleration_mps2));
        let turner = &traffic.vehicles[slot];
        if traffic.ground.network.lane(turner.lane()).turn == Turn::Left {
            entered_s = entered_s.min(tick as f64 * DECISION_S);
        }
        assert!(overlaps(&traffic.bodies().collect::<Vec<_>>()).is_empty());
        for _ in 0..10 {
            traffic.advance(Vector2::zeros(), 0.01);
        }
    }
    (entered_s, hardest_mps2)
}

#[test]
fn who_waits_long_turns_left_into_a_gap_that_was_too_short_at_first() {
    let (calm_s, calm_mps2) = left_turn(12.0);
    let (pressed_s, pressed_mps2) = left_turn(5.0);
    // With 5 s between cars nobody would ever turn who wants 7 s.
    assert!(
        calm_s < 20.0 && (20.0..60.0).contains(&pressed_s),
        "{calm_s} {pressed_s}"
    );
    // And those who have the right of way brake as for a light, no harder.
    assert!(
        calm_mps2 > -3.5 && pressed_mps2 > -3.5,
        "{calm_mps2} {pressed_mps2}"
    );
}

#[test]
fn two_cars_that_wait_to_turn_left_leave_when_the_light_changes() {
    let mut traffic = urban_traffic(0, 0, 0);
    let east = |x_m: f64| Pose2::new(x_m, 258.25, 0.0);
    let west = |x_m: f64| Pose2::new(x_m, 265.25, std::f64::consts::PI);
    let waiting = [262.0, 254.0].map(|x_m| add_turning(&mut traffic, east(x_m), 5.0, Turn::Left));
    let lane = traffic
        .ground
        .network
        .lane(traffic.vehicles[waiting[0]].lane());
    let light = lane.stops.iter().find_map(|stop| stop.light).unwrap();
    let network = Arc::clone(&traffic.ground.network);
    network
        .signals
        .shift_amber_to(&mut traffic.times, light, 20.0);
    for x_m in [330.0, 360.0, 390.0] {
        add_turning(&mut traffic, west(x_m), 12.0, Turn::Straight);
    }
    let mut across_s = [f64::INFINITY; 2];
    for tick in 0..360 {
        if tick % 25 == 0 {
            add_turning(&mut traffic, west(420.0), 12.0, Turn::Straight);
        }
        let time_s = tick as f64 * DECISION_S;
        traffic.decide(&nobody(), time_s);
        for (slot, across_s) in waiting.iter().zip(&mut across_s) {
            if traffic.vehicles[*slot].pose.y_m > 266.0 {
                *across_s = across_s.min(time_s);
            }
        }
        assert!(overlaps(&traffic.bodies().collect::<Vec<_>>()).is_empty());
        for _ in 0..10 {
            traffic.advance(Vector2::zeros(), 0.01);
        }
    }
    let [first_s, second_s] = across_s;
    // Amber at 20 s; the next green of this street is 5 + 12 s after its end at the soonest.
    assert!(first_s > 20.0 && second_s < 36.0, "{first_s} {second_s}");
}
