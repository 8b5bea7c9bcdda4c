//! Routes are connected, on any map.

use trunkline_interfaces::messages::{Route, Validate as _};
use trunkline_interfaces::{Lane, LaneMap, Random};

use crate::generate::{Kind, generate};
use crate::roads::{Roads, RouteError, plan_route};

/// The first pair of lanes of a route of which the second can neither be driven on to nor changed to.
fn first_gap(map: &LaneMap, route: &Route) -> Option<String> {
    route.lanes.windows(2).find_map(|pair| {
        let [from, to] = [&map.lanes[&pair[0]], &map.lanes[&pair[1]]];
        let is_beside = [from.left, from.right]
            .into_iter()
            .flatten()
            .any(|n| n.lane == to.id && n.is_same_direction && n.may_change);
        let leads_on = from.successors.contains(&to.id);
        (!leads_on && !is_beside).then(|| format!("{} to {}", from.name, to.name))
    })
}

/// Routes between random places of a map; tells how many there are.
fn assert_connected(name: &str, map: &LaneMap, tries: u32) -> u32 {
    let lanes: Vec<&Lane> = map
        .driving_lanes()
        .filter(|lane| lane.junction.is_none())
        .collect();
    let mut random = Random::new(2, "connected routes", 0);
    let mut found = 0;
    for _ in 0..tries {
        let mut place = || {
            let lane = lanes[random.index(lanes.len())];
            let s_m = random.range(0.0, lane.centerline.length_m());
            lane.centerline.pose_at(s_m, 0.0)
        };
        let (start, goal) = (place(), place());
        let route = match plan_route(map, start, goal.position_m(), &[]) {
            Ok(route) => route,
            Err(RouteError::Unreachable { .. } | RouteError::TooShort { .. }) => continue,
            Err(error) => panic!("{name}: {error}"),
        };
        route.validate().unwrap();
        assert_eq!(first_gap(map, &route), None, "{name}");
        for pair in route.path.windows(2) {
            let step_m = (pair[1].position_m - pair[0].position_m).norm();
            assert!((0.3..1.6).contains(&step_m), "{name}: a step of {step_m} m");
        }
        let path = route.polyline().unwrap();
        let goal_m = path.position_at(route.goal_s_m);
        assert!((goal_m - goal.position_m()).norm() < 0.5, "{name}");
        found += 1;
    }
    found
}

#[test]
fn every_route_is_connected_from_its_start_to_its_goal() {
    let urban = Roads::builtin("urban").unwrap().unwrap().map;
    assert!(assert_connected("urban", &urban, 40) > 20);
    for kind in Kind::ALL {
        for seed in 0..2 {
            let name = format!("{} {seed}", kind.name());
            let map = Roads::read(&generate(kind, seed), &name).unwrap().map;
            assert!(assert_connected(&name, &map, 60) > 2, "{name}");
        }
    }
}

#[test]
fn a_gap_is_seen() {
    let map = Roads::builtin("urban").unwrap().unwrap().map;
    let mut lanes = map.driving_lanes();
    let is_long = |lane: &&Lane| lane.centerline.length_m() > 20.0 && !lane.successors.is_empty();
    let lane = lanes.find(is_long).unwrap();
    let start = lane.centerline.pose_at(5.0, 0.0);
    let goal = map.lanes[&lane.successors[0]].centerline.end_m();
    let mut route = plan_route(&map, start, goal, &[]).unwrap();
    assert_eq!(first_gap(&map, &route), None);
    route.lanes.reverse();
    assert!(first_gap(&map, &route).is_some());
}
