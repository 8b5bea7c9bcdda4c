//! A recording, played and lived in.

use trunkline_harness::replay::RecordedWorld;
use trunkline_harness::{DriveRecord, Recording};
use trunkline_interfaces::World as _;
use trunkline_interfaces::messages::Actuation;

/// Steps of a recorded world: time that leaps makes it long.
const STEPS: u32 = 30;

/// Reads every message, as viewer and metrics do, and steps through the recording as a world.
///
/// # Panics
/// If the reader does.
pub fn play(recording: &Recording) {
    let mut record = DriveRecord::default();
    match recording.play(&mut record) {
        Ok(played) => played.expect("a drive record takes every message"),
        Err(error) => drop(error.to_string()),
    }
    let mut world = match RecordedWorld::new(recording, true) {
        Ok(world) => world,
        Err(error) => return drop(error.to_string()),
    };
    let nothing = Actuation::Control {
        steering_rad: 0.0,
        acceleration_mps2: 0.0,
    };
    if world.reset(1).is_err() {
        return;
    }
    for _ in 0..STEPS {
        let _ego = world.ego();
        if world.observe().ending.is_some() || world.act(&nothing).is_err() {
            break;
        }
        drop(world.future(None, 2.0, 0.5));
    }
    if let Some(error) = world.into_error() {
        drop(error.to_string());
    }
}
