//! The messages of a recording, one a line after its topic, in a file that holds. They are played,
//! and are a world.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{BareRecording, entries, play};

fuzz_target!(|text: &str| {
    let mut recording = BareRecording::new().expect("a file in memory");
    for (topic, json) in entries(text) {
        if recording.add(topic, "json", json.as_bytes()).is_err() {
            return;
        }
    }
    match recording.read() {
        Ok(recording) => play(&recording),
        Err(error) => drop(error.to_string()),
    }
});
