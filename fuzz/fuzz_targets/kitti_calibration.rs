//! KITTI's calibration files. With an accepted one a box is put onto the vehicle and into the image.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nalgebra::Vector3;
use trunkline_tracking::kitti::{Calibration, CameraBox};

fuzz_target!(|text: &str| {
    let calibration = match Calibration::read(text, "fuzz.txt") {
        Ok(calibration) => calibration,
        Err(error) => return drop(error.to_string()),
    };
    let camera_box = CameraBox {
        height_m: 1.5,
        width_m: 1.6,
        length_m: 4.0,
        bottom_center_m: Vector3::new(1.0, 1.65, 12.0),
        rotation_y_rad: 0.3,
    };
    let bbox = calibration.mounting().vehicle_box(&camera_box);
    assert!(bbox.is_valid(), "{bbox:?}");
    if let Some(seen) = calibration.project(&camera_box) {
        let edges = [seen.x1_px, seen.y1_px, seen.x2_px, seen.y2_px];
        assert!(edges.iter().all(|px| px.is_finite()), "{seen:?}");
    }
});
