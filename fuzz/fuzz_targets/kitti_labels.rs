//! KITTI's labels. The boxes of accepted ones are put onto the vehicle.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nalgebra::Vector3;
use trunkline_tracking::kitti::{Mounting, read_labels};

const MOUNTING: Mounting = Mounting {
    camera_in_ego_m: Vector3::new(1.03, 0.0, 1.65),
};

fuzz_target!(|text: &str| {
    match read_labels(text, "fuzz.txt", 100) {
        Ok(labels) => {
            for camera_box in labels.iter().filter_map(|label| label.object.camera_box) {
                let bbox = MOUNTING.vehicle_box(&camera_box);
                assert!(bbox.is_valid(), "{bbox:?}");
            }
        }
        Err(error) => drop(error.to_string()),
    }
});
