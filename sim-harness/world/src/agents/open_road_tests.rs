//! The traffic as a whole on the country road and the motorway, without an ego.

use std::collections::BTreeSet;

use super::tests::{nobody, overlaps, run, traffic_on};
use super::traffic::Traffic;
use super::vehicle::Vehicle;

/// Lanes that end beside others.
fn closing(traffic: &Traffic) -> BTreeSet<u32> {
    let lanes = 0..traffic.ground.network.lanes.len() as u32;
    lanes
        .filter(|lane| traffic.ground.network.lane(*lane).is_closing)
        .collect()
}

fn moving(traffic: &Traffic) -> impl Iterator<Item = &Vehicle> {
    traffic.vehicles.iter().filter(|v| !v.is_gone)
}

/// Drives two minutes; tells how many changed from a lane that ends, how fast everybody was in the mean,
/// and checks that nobody touches anybody or drives off the end of a lane that closes.
fn two_minutes(map: &str, vehicles: u32, seed: u64) -> (usize, f64) {
    let mut traffic = traffic_on(map, vehicles, 0, seed);
    let closing = closing(&traffic);
    let mut on_closing = BTreeSet::new();
    let mut merged = BTreeSet::new();
    let (mut sum_mps, mut count) = (0.0, 0);
    run(&mut traffic, &nobody(), 120.0, |t, time_s| {
        let bodies: Vec<_> = t.bodies().collect();
        let touching = overlaps(&bodies);
        assert!(
            touching.is_empty(),
            "{map} {seed} at {time_s:.1} s: {touching:?}"
        );
        for v in &t.vehicles {
            let is_on = closing.contains(&v.lane());
            assert!(!(is_on && v.is_gone), "{map} {seed}: {} fell off", v.id);
            if is_on {
                on_closing.insert(v.id);
            } else if on_closing.contains(&v.id) {
                merged.insert(v.id);
            }
        }
        for v in moving(t) {
            sum_mps += v.speed_mps;
            count += 1;
        }
    });
    (merged.len(), sum_mps / f64::from(count.max(1)))
}

#[test]
fn on_the_motorway_traffic_flows_and_merges_without_a_touch() {
    let (merged, mean_mps) = two_minutes("motorway", 80, 1);
    assert!(merged > 5, "{merged} merged");
    assert!(mean_mps > 18.0, "{mean_mps:.1} m/s in the mean");
}

#[test]
fn on_the_country_road_traffic_flows_without_a_touch() {
    let (_, mean_mps) = two_minutes("rural", 40, 1);
    assert!(mean_mps > 8.0, "{mean_mps:.1} m/s in the mean");
}

#[test]
#[ignore = "slow: twenty runs of two minutes"]
fn on_open_roads_nobody_is_touched_with_any_seed() {
    for seed in 2..12 {
        let (merged, _) = two_minutes("motorway", 120, seed);
        assert!(merged > 0, "seed {seed}");
        two_minutes("rural", 60, seed);
    }
}
