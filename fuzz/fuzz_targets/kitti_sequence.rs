//! A whole recorded drive of KITTI: calibration, poses, detections of cars, labels, separated by
//! lines `===`. An accepted one is tracked, and the tracks are written as KITTI has them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{folder, look_at};
use trunkline_harness::kitti::KittiWorld;
use trunkline_interfaces::messages::Validate as _;
use trunkline_interfaces::stages::{Tracker as _, TrackerInput};
use trunkline_interfaces::{LaneMap, Stage, StepContext, VehicleParams};
use trunkline_tracking::kitti::Sequence;
use trunkline_tracking::{KalmanConfig, KalmanTracker};

const PLACES: [&str; 4] = [
    "calib/0000.txt",
    "poses/0000.txt",
    "detections/Car/0000.txt",
    "labels/0000.txt",
];

fn track(sequence: &Sequence) {
    let tracker = KalmanTracker::from_config(KalmanConfig::default());
    let mut tracker = tracker.expect("the defaults hold");
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    for (step, frame) in sequence.frames.iter().enumerate() {
        frame
            .detections
            .validate()
            .expect("detections of finite numbers");
        let now = frame.ego.header.stamp;
        let ctx = StepContext {
            step: step as u64,
            ..StepContext::new(Stage::Tracker, now, &vehicle, &map)
        };
        let input = TrackerInput {
            detections: &frame.detections,
            ego: &frame.ego,
        };
        match tracker.track(input, &ctx) {
            Ok(tracks) => {
                tracks.validate().expect("tracks of finite numbers");
                for track in &tracks.tracks {
                    let line = sequence.result_line(step, track);
                    drop(line.expect("a line of a frame that is there").to_string());
                }
            }
            Err(error) => drop(error.to_string()),
        }
    }
}

fuzz_target!(|text: &str| {
    let parts = text.split("\n===\n").map(str::as_bytes);
    let folder = folder(PLACES.into_iter().zip(parts));
    match Sequence::load(folder.path(), "0000") {
        Ok(sequence) => {
            track(&sequence);
            look_at(&mut KittiWorld::new(&sequence), 50).expect("a drive with frames");
        }
        Err(error) => drop(error.to_string()),
    }
});
