//! What the OpenDRIVE reader makes of a generated world is what was generated.

use std::collections::BTreeMap;

use trunkline_interfaces::Lane as MapLane;

use super::course::moved;
use super::network::Network;
use super::opendrive::Road;
use super::section::{Lane, Section};
use super::{Kind, motorway, rural_draw, urban};
use crate::roads::Roads;

/// Spacing of the places that are compared, m.
const STEP_M: f64 = 7.0;
/// The reader's `f32` and its chords, m.
const WITHIN_M: f64 = 0.03;

fn network(kind: Kind, seed: u64) -> Network {
    match kind {
        Kind::Urban => urban::town(seed),
        Kind::Rural => rural_draw::country(seed),
        Kind::Motorway => motorway::motorway(seed),
    }
}

/// How far to the left of its road's course the middle of a lane is.
fn left_m(road: &Road, section: &Section, lane: &Lane, s_m: f64) -> f64 {
    let along_m = s_m - section.s_m;
    let side = lane.number.signum();
    let inner_m: f64 = (1..lane.number.abs())
        .filter_map(|n| section.lane(side * n))
        .map(|inner| inner.width_m(along_m))
        .sum();
    road.lane_offset.at(s_m) + f64::from(side) * (inner_m + 0.5 * lane.width_m(along_m))
}

/// Compares a lane with what was read of it; `shift_m` moves what was generated to the side.
fn worst_m(road: &Road, section: usize, lane: &Lane, read: &MapLane, shift_m: f64) -> f64 {
    let from = &road.sections[section];
    let to_m = road
        .sections
        .get(section + 1)
        .map_or(road.length_m(), |s| s.s_m);
    let count = ((to_m - from.s_m) / STEP_M).ceil() as usize;
    let mut worst_m: f64 = 0.0;
    for k in 0..=count {
        let s_m = from.s_m + (to_m - from.s_m) * k as f64 / count as f64;
        let place = moved(
            road.course.at(s_m),
            0.0,
            left_m(road, from, lane, s_m) + shift_m,
            0.0,
        );
        let foot = read.centerline.project(place.position_m());
        let width_m = lane.width_m(s_m - from.s_m);
        let off_m = [
            foot.d_m,
            read.elevation_at(foot.s_m) - road.heights.at(s_m).0,
            read.width_at(foot.s_m) - width_m,
        ];
        worst_m = off_m
            .iter()
            .fold(worst_m, |worst, off_m| worst.max(off_m.abs()));
    }
    worst_m
}

/// Compares a whole world; the worst difference, and how many driving lanes there are.
fn compare(kind: Kind, seed: u64, shift_m: f64) -> (f64, usize) {
    let name = format!("{} {seed}", kind.name());
    let network = network(kind, seed);
    let map = Roads::read(&network.document.xml(), &name).unwrap().map;
    let by_name: BTreeMap<&str, &MapLane> =
        map.driving_lanes().map(|l| (l.name.as_str(), l)).collect();
    let (mut worst, mut count): (f64, usize) = (0.0, 0);
    for road in &network.document.roads {
        for (k, section) in road.sections.iter().enumerate() {
            for lane in section.lanes.iter().filter(|lane| lane.kind == "driving") {
                let place = format!("road {} section {k} lane {}", road.id, lane.number);
                let read = by_name[place.as_str()];
                let limit_mps = read.speed_limit_mps.unwrap();
                assert!((limit_mps - road.limit_mps).abs() < 1e-3, "{name}: {place}");
                assert_eq!(
                    read.junction.is_some(),
                    road.junction.is_some(),
                    "{name}: {place}"
                );
                worst = worst.max(worst_m(road, k, lane, read, shift_m));
                count += 1;
            }
        }
    }
    assert_eq!(count, map.driving_lanes().count(), "{name}");
    assert_eq!(
        network.document.junctions.len(),
        map.junctions.len(),
        "{name}"
    );
    (worst, count)
}

#[test]
fn worlds_are_read_back_as_they_were_generated() {
    for kind in Kind::ALL {
        for seed in 0..3 {
            let (worst_m, count) = compare(kind, seed, 0.0);
            assert!(count > 10, "{kind:?} {seed}: {count} lanes");
            assert!(worst_m < WITHIN_M, "{kind:?} {seed}: {worst_m} m");
        }
    }
    // See it fail: everything 5 cm to the side.
    assert!(compare(Kind::Rural, 0, 0.05).0 > WITHIN_M);
}
