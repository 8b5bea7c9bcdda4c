//! Road maps in OpenDRIVE. An accepted one is indexed, and a route is planned along it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_interfaces::messages::Validate as _;
use trunkline_world::roads::{LaneIndex, RoadSurface, Roads, plan_route};

fuzz_target!(|text: &str| {
    let roads = match Roads::read(text, "fuzz.xodr") {
        Ok(roads) => roads,
        Err(error) => return drop(error.to_string()),
    };
    let map = &roads.map;
    let (index, surface) = (LaneIndex::new(map), RoadSurface::new(map));
    for lane in map.driving_lanes() {
        let middle = lane
            .centerline
            .pose_at(0.5 * lane.centerline.length_m(), 0.0);
        assert!(middle.is_finite(), "{}", lane.name);
        let found = index.near(map, middle.position_m(), middle.yaw_rad, 3.0);
        assert!(!found.is_empty(), "{}", lane.name);
        assert!(surface.elevation_m(middle.position_m(), None).is_finite());
    }
    let mut lanes = map.driving_lanes();
    if let (Some(first), Some(last)) = (lanes.next(), lanes.last()) {
        let start = first.centerline.pose_at(0.0, 0.0);
        match plan_route(map, start, last.centerline.end_m(), &[]) {
            Ok(route) => route.validate().expect("a route of finite numbers"),
            Err(error) => drop(error.to_string()),
        }
    }
});
