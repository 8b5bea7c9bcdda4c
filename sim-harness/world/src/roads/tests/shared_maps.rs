//! The shared maps, against an independent reader's counts.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::Validate as _;
use trunkline_interfaces::{LaneMap, Random, Turn};
use trunkline_tests::shared_data;

use crate::roads::{MapInfo, Roads, RouteError, describe, plan_route};

/// Facts of an independent reader: `facts.json` of the shared maps, described in the README beside it.
#[derive(Debug, Deserialize)]
struct Facts {
    file: String,
    roads: usize,
    junctions: usize,
    lanes_noncenter: usize,
    lane_types: BTreeMap<String, usize>,
    signals: usize,
    length_m: f64,
    #[serde(rename = "road_rule_LHT")]
    left_hand_roads: usize,
}

type Loaded = (Facts, MapInfo, LaneMap);

/// Every shared map, read once for all tests; empty where the data is absent.
fn maps() -> &'static [Loaded] {
    static MAPS: OnceLock<Vec<Loaded>> = OnceLock::new();
    MAPS.get_or_init(|| {
        let Some(folder) = shared_data("opendrive") else {
            return Vec::new();
        };
        let text = std::fs::read_to_string(folder.join("facts.json")).unwrap();
        let all: Vec<Facts> = serde_json::from_str(&text).unwrap();
        assert_eq!(all.len(), 12, "the shared maps have changed");
        let read = |facts: Facts| {
            let path = folder.join(&facts.file);
            let info = describe(&path).unwrap_or_else(|e| panic!("{e}"));
            let map = Roads::load(&path).unwrap_or_else(|e| panic!("{e}")).map;
            (facts, info, map)
        };
        all.into_iter().map(read).collect()
    })
}

fn each_map(mut check: impl FnMut(&Facts, &MapInfo, &LaneMap)) {
    for (facts, info, map) in maps() {
        check(facts, info, map);
    }
}

#[test]
fn counts_are_those_of_an_independent_reader() {
    each_map(|facts, info, _| {
        let file = &facts.file;
        assert_eq!(info.roads, facts.roads, "{file}");
        assert_eq!(info.junctions, facts.junctions, "{file}");
        assert_eq!(info.lanes, facts.lanes_noncenter, "{file}");
        assert_eq!(info.driving_lanes, facts.lane_types["driving"], "{file}");
        assert_eq!(info.signals, facts.signals, "{file}");
        assert!(
            (info.road_length_m - facts.length_m).abs() < 1e-3,
            "{file}: {}",
            info.road_length_m
        );
        // Gaps on verges and pavements of the two CARLA towns, as the README says.
        let warnings = match file.as_str() {
            "Town01.xodr" => 78,
            "Town10HD.xodr" => 62,
            _ => 0,
        };
        assert_eq!(info.warnings.len(), warnings, "{file}: {:?}", info.warnings);
    });
}

#[test]
fn left_hand_traffic_is_known() {
    each_map(|facts, _, map| {
        assert_eq!(
            map.is_left_hand,
            facts.left_hand_roads > 0,
            "{}",
            facts.file
        );
    });
}

#[test]
fn lanes_meet_where_they_are_linked() {
    each_map(|facts, _, map| {
        let mut links = 0;
        for lane in map.driving_lanes() {
            for next in &lane.successors {
                let next = &map.lanes[next];
                let gap_m = (lane.centerline.end_m() - next.centerline.start_m()).norm();
                // A lane that begins or ends beside its neighbour is linked to it: half a lane apart.
                let beside_m = 0.5 * (lane.width_m[0] + next.width_m[0]);
                assert!(
                    gap_m < beside_m + 0.6,
                    "{}: {} to {}: {gap_m} m",
                    facts.file,
                    lane.name,
                    next.name
                );
                assert!(
                    next.predecessors.contains(&lane.id),
                    "{}: {}",
                    facts.file,
                    lane.name
                );
                links += 1;
            }
        }
        assert!(links > 0 || facts.junctions == 0, "{}", facts.file);
    });
}

#[test]
fn every_driving_lane_lies_in_the_drivable_area() {
    each_map(|facts, _, map| {
        for lane in map.driving_lanes() {
            let length_m = lane.centerline.length_m();
            for share in [0.0, 0.1, 0.35, 0.5, 0.75, 0.9, 1.0] {
                let p = lane.centerline.position_at(share * length_m);
                let outside_m = map.drivable.distance_outside_m(p, 10.0);
                assert!(
                    outside_m < 0.05,
                    "{}: {} at {share}: {outside_m} m",
                    facts.file,
                    lane.name
                );
            }
        }
    });
}

#[test]
fn lights_of_the_towns_stop_somebody() {
    each_map(|facts, _, map| {
        if facts.file.starts_with("Town") {
            let ruling = map.signals.values().filter(|s| !s.stops.is_empty()).count();
            assert!(2 * ruling > map.signals.len(), "{}: {ruling}", facts.file);
        }
    });
}

#[test]
fn routes_on_every_map_are_whole_or_refused_in_words() {
    let mut found = 0;
    each_map(|facts, _, map| {
        let lanes: Vec<_> = map.driving_lanes().collect();
        let mut random = Random::new(5, "shared routes", 0);
        for i in 0..12 {
            let (from, to) = (
                lanes[random.index(lanes.len())],
                lanes[random.index(lanes.len())],
            );
            let start = from
                .centerline
                .pose_at(0.5 * from.centerline.length_m(), 0.0);
            let goal = to.centerline.position_at(0.7 * to.centerline.length_m());
            let route = match plan_route(map, start, goal, &[]) {
                Ok(route) => route,
                Err(RouteError::Unreachable { .. }) => continue,
                Err(error) => panic!("{}: {error}", facts.file),
            };
            route.validate().unwrap();
            for pair in route.path.windows(2) {
                let step_m = (pair[1].position_m - pair[0].position_m).norm();
                // Lanes that begin beside their neighbours (gores) are linked half a lane apart.
                assert!(
                    step_m < 3.0,
                    "{} route {i}: a step of {step_m} m",
                    facts.file
                );
            }
            found += 1;
        }
    });
    assert!(found > 40 || maps().is_empty(), "{found}");
}

#[test]
fn where_traffic_keeps_left_the_right_turn_waits_for_oncoming_traffic() {
    let mut waiting = 0;
    each_map(|facts, _, map| {
        if facts.file != "route_strategy_test_road_LHT.xodr" {
            return;
        }
        for pair in map.junctions.values().flat_map(|j| &j.yields) {
            let (lane, to) = (&map.lanes[&pair.lane], &map.lanes[&pair.to]);
            let turned_rad =
                angle_difference_rad(to.centerline.yaw_at(0.0), lane.centerline.yaw_at(0.0));
            if turned_rad.abs() > 2.5 {
                assert_eq!(lane.turn, Turn::Right, "{} for {}", lane.name, to.name);
                waiting += 1;
            }
        }
    });
    assert!(waiting > 0 || maps().is_empty());
}
