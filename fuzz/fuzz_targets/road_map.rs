//! Road maps in OpenDRIVE. The lanes of an accepted one are found at their places.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_world::roads::Roads;

fuzz_target!(|text: &str| {
    let roads = match Roads::read(text, "fuzz.xodr") {
        Ok(roads) => roads,
        Err(error) => return drop(error.to_string()),
    };
    let map = &roads.map;
    for lane in map.driving_lanes() {
        let middle = lane
            .centerline
            .pose_at(0.5 * lane.centerline.length_m(), 0.0);
        assert!(middle.is_finite(), "{}", lane.name);
        let found = map.driving_lanes_near(middle.position_m(), middle.yaw_rad, 3.0);
        assert!(
            found.iter().any(|found| found.lane == lane.id),
            "{}",
            lane.name
        );
    }
});
