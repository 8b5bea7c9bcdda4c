//! Road maps in OpenDRIVE, and the world on them: a route, traffic, some steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::look_at;
use trunkline_interfaces::{Lane, LaneMap};
use trunkline_world::roads::Roads;
use trunkline_world::{Scenario, Simulation};

/// From the begin of the first driving lane to the end of the last, and of one that it leads into.
fn scenarios(map: &LaneMap) -> impl Iterator<Item = Scenario> {
    let first = map.driving_lanes().next();
    let last = map.driving_lanes().last();
    let next = first.and_then(|lane| lane.successors.iter().find_map(|id| map.lane(*id)));
    let goals = [last, next.or(first)].into_iter().flatten();
    goals.filter_map(move |goal| Some(scenario(first?, goal)))
}

fn scenario(first: &Lane, goal: &Lane) -> Scenario {
    let (start, goal) = (first.centerline.pose_at(0.0, 0.0), goal.centerline.end_m());
    let text = format!(
        "name = \"fuzz\"\npurpose = \"Does it stand?\"\ngroup = \"fuzz\"\nmap = \"fuzz\"\n\
         duration_s = 1.0\n[ego]\nstart = {{ x_m = {:?}, y_m = {:?}, yaw_rad = {:?} }}\n\
         goal = {{ x_m = {:?}, y_m = {:?} }}\nspeed_mps = 5.0\n\
         [traffic]\nvehicles = 4\npedestrians = 2\n",
        start.x_m, start.y_m, start.yaw_rad, goal.x, goal.y
    );
    Scenario::from_text("fuzz.toml", &text).expect("a place of the map")
}

fuzz_target!(|text: &str| {
    let Ok(roads) = Roads::read(text, "fuzz.xodr") else {
        return;
    };
    // Where no way leads to the last lane, the next is driven to.
    let mut worlds = scenarios(&roads.map)
        .filter_map(|scenario| Simulation::on_roads(&scenario, roads.clone()).ok());
    if let Some(mut world) = worlds.next() {
        drop(look_at(&mut world, 20));
    }
});
