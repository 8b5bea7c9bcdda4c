//! KITTI's poses. Accepted ones become states of the ego.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nalgebra::Vector3;
use trunkline_interfaces::messages::Validate as _;
use trunkline_tracking::kitti::{Mounting, ego_states, read_poses};

const MOUNTING: Mounting = Mounting {
    camera_in_ego_m: Vector3::new(1.03, 0.0, 1.65),
};

fuzz_target!(|text: &str| {
    match read_poses(text, "fuzz.txt") {
        Ok(poses) => {
            for ego in ego_states(&poses, &MOUNTING) {
                ego.validate().expect("an ego of finite numbers");
            }
        }
        Err(error) => drop(error.to_string()),
    }
});
