//! Road maps in OpenDRIVE, what stands around them, and who stands on them for a picture. Slow: the
//! ground reaches to the horizon.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_interfaces::geometry::Pose2;
use trunkline_render::Conditions;
use trunkline_world::roads::Roads;
use trunkline_world::{Still, still_scene};

fuzz_target!(|text: &str| {
    if let Ok(roads) = Roads::read(text, "fuzz.xodr") {
        let still = Still {
            pose: Pose2::new(0.0, 0.0, 0.0),
            conditions: Conditions::default(),
            agents: 20,
            seed: 0,
        };
        drop(still_scene(&roads, &still).expect("a place of the world"));
    }
});
