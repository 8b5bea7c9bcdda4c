//! KITTI detections, as AB3DMOT writes them. Accepted ones become messages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nalgebra::Vector3;
use trunkline_interfaces::DetectionId;
use trunkline_interfaces::messages::{Detections3d, Header, Validate as _};
use trunkline_tracking::kitti::{Mounting, read_detections};

const MOUNTING: Mounting = Mounting {
    camera_in_ego_m: Vector3::new(1.03, 0.0, 1.65),
};

fuzz_target!(|text: &str| {
    match read_detections(text, "fuzz.txt", 100) {
        Ok(found) => {
            let detections = found.iter().zip(0..);
            let detections = detections.map(|(d, id)| d.to_message(DetectionId(id), &MOUNTING));
            let message = Detections3d {
                header: Header::default(),
                detections: detections.collect(),
            };
            message.validate().expect("detections of finite numbers");
        }
        Err(error) => drop(error.to_string()),
    }
});
