//! Recordings, the whole file. An accepted one is played, and is a world.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::play;
use trunkline_harness::read_recording_from;

fuzz_target!(|bytes: &[u8]| {
    match read_recording_from(bytes, Path::new("fuzz.mcap")) {
        Ok(recording) => play(&recording),
        Err(error) => drop(error.to_string()),
    }
});
