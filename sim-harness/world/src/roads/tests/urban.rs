//! Properties of our own district.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Validate as _;
use trunkline_interfaces::{LaneKind, Random, SignalKind, Turn};

use super::meeting::assert_lanes_meet;
use crate::roads::survey::Survey;
use crate::roads::{Roads, load, plan_route};

/// The district, read once for all tests.
fn urban() -> &'static Roads {
    static ROADS: OnceLock<Roads> = OnceLock::new();
    ROADS.get_or_init(|| Roads::builtin("urban").unwrap().unwrap())
}

fn survey() -> Survey {
    load::survey(include_str!("../../../maps/urban.xodr"), "urban").unwrap()
}

#[test]
fn it_has_no_warning_and_what_the_scenarios_need() {
    assert_eq!(survey().warnings, Vec::<String>::new());
    let roads = urban();
    let kinds = |kind| {
        roads
            .map
            .signals
            .values()
            .filter(|s| s.kind == kind)
            .count()
    };
    assert_eq!(kinds(SignalKind::TrafficLight), 12);
    assert_eq!(kinds(SignalKind::Stop), 4);
    assert_eq!(kinds(SignalKind::Yield), 8); // 4 side roads, 4 arms of the roundabout
    assert_eq!(roads.map.crosswalks.len(), 20); // 12 at lights, 4 at the roundabout, 4 in mid-block
    assert_eq!(roads.parked.len(), 33);
    assert_eq!(roads.map.junctions.len(), 15); // 3 + 8 + 4 of the roundabout
    let groups: BTreeSet<u32> = roads.map.signals.values().filter_map(|s| s.group).collect();
    assert_eq!(groups.len(), 6); // two phases at three junctions
}

#[test]
fn lanes_meet_within_a_millimetre_and_head_on() {
    let links = assert_lanes_meet("urban", &survey(), 0.001);
    assert!(links > 100, "{links}");
}

#[test]
fn every_lane_leads_on_or_ends_at_the_border() {
    let map = &urban().map;
    for lane in map.driving_lanes() {
        let end = lane.centerline.end_m();
        let is_border = end.x < 0.1 || end.x > 599.9 || end.y > 589.9;
        assert!(
            !lane.successors.is_empty() || is_border,
            "{} ends at {end}",
            lane.name
        );
        let start = lane.centerline.start_m();
        let is_border = start.x < 0.1 || start.x > 599.9 || start.y > 589.9;
        assert!(
            !lane.predecessors.is_empty() || is_border,
            "{} begins at {start}",
            lane.name
        );
    }
}

#[test]
fn every_arm_leads_straight_left_and_right() {
    let map = &urban().map;
    let mut turns = [0; 3];
    for lane in map.driving_lanes().filter(|l| l.junction.is_some()) {
        match lane.turn {
            Turn::Straight => turns[0] += 1,
            Turn::Left => turns[1] += 1,
            Turn::Right => turns[2] += 1,
            Turn::UTurn => panic!("{}", lane.name),
        }
    }
    // Lights: (4 + 2) straight, 4 left, 4 right each; the crossing 4, 4, 4; seven T: 2, 2, 2;
    // roundabout: 4 through, 8 right.
    assert_eq!(turns, [3 * 6 + 4 + 14 + 4, 12 + 4 + 14, 12 + 4 + 14 + 8]);
}

#[test]
fn turns_can_be_driven() {
    let map = &urban().map;
    for lane in map.driving_lanes() {
        let path = &lane.centerline;
        let count = (path.length_m() / 0.5) as usize;
        for i in 0..=count {
            let k = path.curvature_at(0.5 * i as f64);
            // 6 m to the right, 9 m to the left, and what chords of 0.3 m add.
            let limit = if lane.turn == Turn::Left {
                1.0 / 9.0
            } else {
                1.0 / 6.0
            };
            assert!(k.abs() < limit * 1.05, "{}: {k} 1/m", lane.name);
        }
    }
}

#[test]
fn the_avenue_allows_lane_changes_and_no_street_a_change_into_oncoming_on_the_avenue() {
    let map = &urban().map;
    let near = map.driving_lanes_near(Vector2::new(200.0, 258.25), 0.0, 0.5);
    let inner = &map.lanes[&near[0].lane];
    let (left, right) = (inner.left.unwrap(), inner.right.unwrap());
    assert!(right.is_same_direction && right.may_change);
    assert!(
        !left.is_same_direction && !left.may_change,
        "double solid line"
    );
    let near = map.driving_lanes_near(Vector2::new(301.75, 200.0), 1.57, 0.5);
    let street = &map.lanes[&near[0].lane];
    assert!(
        street
            .left
            .is_some_and(|n| !n.is_same_direction && n.may_change)
    );
    assert!(street.right.is_some_and(|n| !n.may_change), "pavement");
}

#[test]
fn parked_cars_stand_in_bays_and_off_the_lanes() {
    let roads = urban();
    for car in &roads.parked {
        let center = car.center_m.xy();
        assert!(roads.map.drivable.contains(center));
        let on_lane = roads.map.driving_lanes_near(center, 0.0, 3.25 / 2.0 + 0.8);
        assert!(on_lane.is_empty(), "{center}");
        assert!((124.0..476.0).contains(&center.x));
    }
    assert!(
        roads
            .map
            .lanes
            .values()
            .any(|l| l.kind == LaneKind::Parking)
    );
}

#[test]
fn speed_limits_are_known_everywhere() {
    for lane in urban().map.driving_lanes() {
        let limit = lane.speed_limit_mps.unwrap();
        assert!((8.3..16.7).contains(&limit), "{}: {limit}", lane.name);
    }
}

#[test]
fn routes_between_random_places_exist_and_are_smooth() {
    let map = &urban().map;
    // Dead ends are only the borders: from there no way leads on, to them all do.
    let lanes: Vec<_> = map
        .driving_lanes()
        .filter(|l| l.junction.is_none())
        .collect();
    let inner: Vec<_> = lanes.iter().filter(|l| !l.successors.is_empty()).collect();
    let reachable: Vec<_> = lanes
        .iter()
        .filter(|l| !l.predecessors.is_empty())
        .collect();
    let mut random = Random::new(1, "urban routes", 0);
    for i in 0..60 {
        let from = inner[random.index(inner.len())];
        let to = reachable[random.index(reachable.len())];
        let start_s_m = random.range(0.0, from.centerline.length_m());
        let start = from.centerline.pose_at(start_s_m, 0.0);
        let goal = to
            .centerline
            .position_at(random.range(0.0, to.centerline.length_m()));
        let route = plan_route(map, start, goal, &[]).unwrap_or_else(|e| panic!("{i}: {e}"));
        route.validate().unwrap();
        let path = route.polyline().unwrap();
        let near_m = (path.position_at(route.goal_s_m) - goal).norm();
        assert!(near_m < 0.5, "{i}: ends {near_m} m from the goal");
        assert!(path.project(start.position_m()).d_m.abs() < 0.1, "{i}");
        for (k, pair) in route.path.windows(2).enumerate() {
            let step_m = (pair[1].position_m - pair[0].position_m).norm();
            assert!((0.3..1.6).contains(&step_m), "{i}: step {k} of {step_m} m");
        }
        for k in 0..path.length_m() as usize {
            let curvature = path.curvature_at(k as f64).abs();
            assert!(
                curvature < 0.2,
                "{i}: {curvature} 1/m at {k} m, {:?}",
                path.position_at(k as f64)
            );
        }
        let beyond_m = path.length_m() - route.goal_s_m;
        let end = path.position_at(path.length_m());
        let is_border = end.x < 1.0 || end.x > 599.0 || end.y > 589.0;
        assert!(
            beyond_m >= 60.0 || is_border,
            "{i}: {beyond_m} m beyond the goal"
        );
    }
}

#[test]
fn the_readme_s_places_can_be_driven() {
    let map = &urban().map;
    let readme = include_str!("../../../maps/README.md");
    let numbers = |cell: &str| -> Vec<f64> {
        let inside = cell.split(['(', ')']).nth(1).unwrap_or_default();
        inside
            .split(',')
            .filter_map(|n| n.trim().parse().ok())
            .collect()
    };
    let mut driven = 0;
    for row in readme
        .lines()
        .skip_while(|line| !line.contains("start pose"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        let cells: Vec<&str> = row.split('|').collect();
        let (start, goal) = (numbers(cells[2]), numbers(cells[3]));
        let [x, y, yaw] = start[..] else {
            panic!("{row}")
        };
        let [goal_x, goal_y] = goal[..] else {
            panic!("{row}")
        };
        let route = plan_route(
            map,
            Pose2::new(x, y, yaw),
            Vector2::new(goal_x, goal_y),
            &[],
        );
        let route = route.unwrap_or_else(|e| panic!("{row}: {e}"));
        // The direct way, not round the block.
        let straight_m = (x - goal_x).abs() + (y - goal_y).abs();
        let start_s_m = route.polyline().unwrap().project(Vector2::new(x, y)).s_m;
        assert!(
            route.goal_s_m - start_s_m < straight_m + 60.0,
            "{row}: {} m",
            route.goal_s_m
        );
        driven += 1;
    }
    assert!(driven > 12, "{driven}");
}

#[test]
fn reading_twice_gives_the_same_bytes() {
    let bytes = || serde_json::to_vec(&Roads::builtin("urban").unwrap().unwrap().map).unwrap();
    assert_eq!(bytes(), bytes());
}
