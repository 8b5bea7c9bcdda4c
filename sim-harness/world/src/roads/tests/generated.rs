//! Generated worlds, and the shipped ones that are made in the same way.

use std::path::Path;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::{Lane, LaneMap};

use super::meeting::assert_lanes_meet;
use crate::generate::{Kind, generate, shipped};
use crate::roads::survey::Survey;
use crate::roads::{Roads, load, plan_route};

/// Seeds of the quick tests; the slow one takes more.
const SEEDS: [u64; 4] = [0, 1, 2, 3];

/// Every world of the seeds, and the shipped ones.
fn worlds(seeds: &[u64]) -> Vec<(String, String)> {
    let drawn = Kind::ALL
        .into_iter()
        .flat_map(|kind| seeds.iter().map(move |seed| (kind, *seed)));
    let mut worlds: Vec<(String, String)> = drawn
        .map(|(kind, seed)| (format!("{} {seed}", kind.name()), generate(kind, seed)))
        .collect();
    worlds.push(("rural".to_owned(), shipped::country()));
    worlds.push(("motorway".to_owned(), shipped::motorway()));
    worlds
}

fn survey(name: &str, text: &str) -> Survey {
    load::survey(text, name).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn assert_good(name: &str, text: &str) {
    let survey = survey(name, text);
    assert_eq!(survey.warnings, Vec::<String>::new(), "{name}");
    let links = assert_lanes_meet(name, &survey, 0.005);
    assert!(links > 10, "{name}: {links}");
    let map = Roads::read(text, name).unwrap().map;
    for lane in map.driving_lanes() {
        assert_drivable(name, lane);
    }
    assert_no_dead_ends(name, &map);
    assert_far_places_are_joined(name, &map);
}

/// Its curvature, and its grade.
fn assert_drivable(name: &str, lane: &Lane) {
    let path = &lane.centerline;
    for i in 0..=(path.length_m() / 0.5) as usize {
        let k = path.curvature_at(0.5 * i as f64);
        assert!(k.abs() < 1.0 / 5.5, "{name}: {} {k} 1/m", lane.name);
    }
    let s_m = path.arc_lengths_m();
    for i in 1..s_m.len() {
        let rise_m = lane.elevation_m[i] - lane.elevation_m[i - 1];
        let grade = rise_m / (s_m[i] - s_m[i - 1]);
        assert!(grade.abs() < 0.085, "{name}: {} {grade}", lane.name);
    }
}

/// A lane ends where its road leaves the map, or beside a lane that goes on.
fn assert_no_dead_ends(name: &str, map: &LaneMap) {
    let goes_on = |lane: &Lane| !lane.successors.is_empty();
    let comes_from = |lane: &Lane| !lane.predecessors.is_empty();
    let is_beside = |lane: &Lane, is_so: fn(&Lane) -> bool| {
        let beside = lane.left.filter(|n| n.is_same_direction && n.may_change);
        beside.and_then(|n| map.lane(n.lane)).is_some_and(is_so)
    };
    let starts: Vec<Vector2<f64>> = map
        .driving_lanes()
        .map(|l| l.centerline.start_m())
        .collect();
    let ends: Vec<Vector2<f64>> = map.driving_lanes().map(|l| l.centerline.end_m()).collect();
    let is_alone = |p: Vector2<f64>, others: &[Vector2<f64>]| {
        others.iter().filter(|o| (**o - p).norm() < 2.0).count() == 0
    };
    let mut entries = 0;
    for lane in map.driving_lanes() {
        let (start, end) = (lane.centerline.start_m(), lane.centerline.end_m());
        assert!(
            goes_on(lane)
                || is_alone(end, &starts)
                || is_beside(lane, |l| !l.successors.is_empty()),
            "{name}: {} ends at {end}",
            lane.name
        );
        assert!(
            comes_from(lane)
                || is_alone(start, &ends)
                || is_beside(lane, |l| !l.predecessors.is_empty()),
            "{name}: {} begins at {start}",
            lane.name
        );
        entries += usize::from(!comes_from(lane));
    }
    assert!(entries >= 2, "{name}: {entries}");
}

/// From every way into the map there is a way to a place far away.
fn assert_far_places_are_joined(name: &str, map: &LaneMap) {
    let is_long = |lane: &&Lane| lane.centerline.length_m() > 20.0 && lane.junction.is_none();
    let exits: Vec<&Lane> = map
        .driving_lanes()
        .filter(|l| l.successors.is_empty())
        .filter(is_long)
        .collect();
    let mut farthest_m: f64 = 0.0;
    for lane in map
        .driving_lanes()
        .filter(|l| l.predecessors.is_empty())
        .filter(is_long)
    {
        let yaw_rad = lane.centerline.yaw_at(5.0);
        let from = lane.centerline.position_at(5.0);
        let start = Pose2::new(from.x, from.y, yaw_rad);
        let reached = exits.iter().filter_map(|exit| {
            let goal = exit
                .centerline
                .position_at(exit.centerline.length_m() - 5.0);
            let route = plan_route(map, start, goal, &[]).ok()?;
            Some(route.goal_s_m)
        });
        let far_m = reached.fold(0.0, f64::max);
        assert!(far_m > 100.0, "{name}: {} leads {far_m:.0} m", lane.name);
        farthest_m = farthest_m.max(far_m);
    }
    // As far as the map is wide, or nearly.
    let ends = map.driving_lanes().map(|l| l.centerline.end_m());
    let (low, high) = ends.fold(
        (
            Vector2::repeat(f64::INFINITY),
            Vector2::repeat(f64::NEG_INFINITY),
        ),
        |(low, high), p| (low.inf(&p), high.sup(&p)),
    );
    let wide_m = (high - low).norm();
    assert!(
        farthest_m > 0.7 * wide_m,
        "{name}: {farthest_m:.0} m of {wide_m:.0} m"
    );
}

#[test]
fn worlds_are_whole() {
    for (name, text) in worlds(&SEEDS) {
        assert_good(&name, &text);
    }
}

#[test]
#[ignore = "slow: builds and checks 180 worlds"]
fn worlds_of_many_seeds_are_whole() {
    let seeds: Vec<u64> = (4..64).collect();
    for (name, text) in worlds(&seeds) {
        assert_good(&name, &text);
    }
}

#[test]
fn equal_seeds_give_equal_bytes_and_others_other_worlds() {
    for kind in Kind::ALL {
        assert_eq!(generate(kind, 8), generate(kind, 8));
        assert_ne!(generate(kind, 8), generate(kind, 9));
    }
}

#[test]
fn a_world_with_a_hole_is_refused() {
    // See it fail: a road that leads into a junction which is not there.
    let text = generate(Kind::Rural, 0);
    let broken = text.replacen("elementId=\"5000\"", "elementId=\"5999\"", 1);
    assert_ne!(text, broken);
    assert!(Roads::read(&text, "whole").is_ok());
    assert!(Roads::read(&broken, "with a hole").is_err());
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "TRUNKLINE_BLESS renews what a test compares with"
)]
fn shipped_maps_are_what_the_generator_writes() {
    for (name, text) in [
        ("rural", shipped::country()),
        ("motorway", shipped::motorway()),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("maps/{name}.xodr"));
        if std::env::var("TRUNKLINE_BLESS").is_ok() {
            std::fs::write(&path, &text).unwrap();
        }
        assert!(text.len() < 500_000, "{name}: {} bytes", text.len());
        let file = std::fs::read_to_string(&path).unwrap();
        assert!(file == text, "{name}.xodr is not what the generator writes");
    }
}
