//! Road maps in OpenDRIVE, and the world on them: traffic, some steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::look_at;
use trunkline_interfaces::LaneMap;
use trunkline_world::roads::Roads;
use trunkline_world::{Scenario, Simulation};

/// From the begin of the first driving lane to the end of one that it leads into.
fn scenario(map: &LaneMap) -> Option<Scenario> {
    let first = map.driving_lanes().next()?;
    let goal = first
        .successors
        .iter()
        .find_map(|id| map.lane(*id))
        .unwrap_or(first);
    let (start, goal) = (first.centerline.pose_at(0.0, 0.0), goal.centerline.end_m());
    let text = format!(
        "name = \"fuzz\"\npurpose = \"Does it stand?\"\ngroup = \"fuzz\"\nmap = \"fuzz\"\n\
         duration_s = 1.0\n[ego]\nstart = {{ x_m = {:?}, y_m = {:?}, yaw_rad = {:?} }}\n\
         goal = {{ x_m = {:?}, y_m = {:?} }}\nspeed_mps = 5.0\n\
         [traffic]\nvehicles = 4\npedestrians = 2\n",
        start.x_m, start.y_m, start.yaw_rad, goal.x, goal.y
    );
    Some(Scenario::from_text("fuzz.toml", &text).expect("a place of the map"))
}

fuzz_target!(|text: &str| {
    let Ok(roads) = Roads::read(text, "fuzz.xodr") else {
        return;
    };
    if let Some(scenario) = scenario(&roads.map)
        && let Ok(mut world) = Simulation::on_roads(&scenario, roads)
    {
        drop(look_at(&mut world, 20));
    }
});
