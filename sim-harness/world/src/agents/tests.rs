//! The traffic as a whole, on the urban map, without an ego.

use std::collections::BTreeSet;

use nalgebra::Vector2;

use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::{Polyline, Pose2, Rectangle};

use super::populate::{Ground, populate};
use super::traffic::{Body, DECISION_S, EgoView, Traffic};
use super::{Network, ScriptFrame};
use crate::roads::Roads;
use crate::scenario::Scenario;

/// An ego that is nowhere.
fn nobody() -> EgoView {
    EgoView {
        footprint: Rectangle::new(Pose2::new(-1e5, -1e5, 0.0), 4.6, 1.85),
        velocity_mps: Vector2::zeros(),
        speed_mps: 0.0,
        front_s_m: 0.0,
        lanes_ahead: Vec::new(),
    }
}

fn urban_traffic(vehicles: u32, pedestrians: u32, seed: u64) -> Traffic {
    let roads = Roads::builtin("urban").unwrap().unwrap();
    let path = Polyline::new([Vector2::new(0.0, 258.25), Vector2::new(600.0, 258.25)]).unwrap();
    let frame = ScriptFrame {
        path,
        start_s_m: 0.0,
    };
    let ground = Ground::new(Network::new(&roads.map), &[], frame, &roads.parked);
    let text = format!(
        r#"
        name = "traffic"
        purpose = "traffic alone"
        group = "test"
        map = "urban"
        duration_s = 60.0
        ego = {{ start = {{ x_m = 0.0, y_m = 0.0, yaw_rad = 0.0 }}, goal = {{ x_m = 1.0, y_m = 0.0 }}, speed_mps = 0.0 }}
        traffic = {{ vehicles = {vehicles}, pedestrians = {pedestrians}, radius_m = 1000.0, clear_m = 0.0, clear_ahead_m = 0.0 }}
        "#
    );
    let scenario = Scenario::from_text("test", &text).unwrap();
    populate(&ground, &scenario, seed).unwrap()
}

/// Calls `look` after every decision of `duration_s`.
fn run(traffic: &mut Traffic, duration_s: f64, mut look: impl FnMut(&mut Traffic, f64)) {
    let ticks = (duration_s / DECISION_S).round() as u64;
    for tick in 0..ticks {
        traffic.decide(&nobody(), tick as f64 * DECISION_S);
        look(traffic, tick as f64 * DECISION_S);
        for _ in 0..10 {
            traffic.advance(Vector2::new(-1e5, -1e5), 0.01);
        }
    }
}

fn overlaps(bodies: &[Body]) -> BTreeSet<(u32, u32)> {
    let mut found = BTreeSet::new();
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            if (a.pose.position_m() - b.pose.position_m()).norm_squared() < 200.0
                && a.footprint().overlaps(&b.footprint())
            {
                found.insert((a.id.0.min(b.id.0), a.id.0.max(b.id.0)));
            }
        }
    }
    found
}

fn vehicles_only(traffic: &Traffic) -> Vec<Body> {
    let bodies = traffic.bodies();
    bodies
        .filter(|b| b.class != AgentClass::Pedestrian)
        .collect()
}

#[test]
#[ignore = "slow: a minute of traffic with ten seeds"]
fn no_two_vehicles_ever_overlap() {
    let mut all = 0;
    for seed in 0..10 {
        let mut traffic = urban_traffic(60, 30, seed);
        let mut seen = BTreeSet::new();
        run(&mut traffic, 60.0, |t, time_s| {
            for pair in overlaps(&vehicles_only(t)) {
                if seen.insert(pair) {
                    for id in [pair.0, pair.1] {
                        match t.vehicles.iter().find(|v| v.id.0 == id) {
                            Some(v) => println!(
                                "seed {seed} t {time_s:.1}: {id} {:?} at ({:.1}, {:.1}) lane {} junction {:?} s {:.1}/{:.1} v {:.1} d {:.2} granted {} at {}",
                                v.class,
                                v.pose.x_m,
                                v.pose.y_m,
                                v.lane(),
                                t.network.lane(v.lane()).junction,
                                v.s_m,
                                t.network.lane(v.lane()).length_m,
                                v.speed_mps,
                                v.d_m,
                                v.granted_to,
                                v.at
                            ),
                            None => println!("seed {seed} t {time_s:.1}: {id} parked"),
                        }
                    }
                }
            }
        });
        all += seen.len();
    }
    assert_eq!(all, 0);
}

#[test]
#[ignore = "slow: a minute of traffic with ten seeds"]
fn traffic_keeps_moving() {
    for seed in 0..10 {
        let mut traffic = urban_traffic(60, 30, seed);
        let mut standing: std::collections::BTreeMap<u32, f64> = Default::default();
        let mut mean = 0.0;
        let mut n = 0.0;
        run(&mut traffic, 120.0, |t, _| {
            for v in t.vehicles.iter().filter(|v| !v.is_gone) {
                mean += v.speed_mps;
                n += 1.0;
                let s = standing.entry(v.id.0).or_default();
                *s = if v.speed_mps < 0.3 {
                    *s + DECISION_S
                } else {
                    0.0
                };
            }
        });
        let stuck: Vec<_> = standing.iter().filter(|(_, s)| **s > 60.0).collect();
        println!("seed {seed}: mean {:.2} m/s, stuck {stuck:?}", mean / n);
        for (id, _) in &stuck {
            let v = traffic.vehicles.iter().find(|v| v.id.0 == **id).unwrap();
            println!(
                "  {:?} at ({:.1}, {:.1}) lane {} junction {:?} s {:.1}/{:.1} granted {} at {} wait {:.0} path {:?} out {:?}",
                v.class,
                v.pose.x_m,
                v.pose.y_m,
                v.lane(),
                traffic.network.lane(v.lane()).junction,
                v.s_m,
                traffic.network.lane(v.lane()).length_m,
                v.granted_to,
                v.at,
                v.waiting_s,
                &v.path[v.at..],
                traffic
                    .vehicles
                    .iter()
                    .position(|w| w.id == v.id)
                    .and_then(|i| traffic.outlooks[i])
            );
        }
    }
}
