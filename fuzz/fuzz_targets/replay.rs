//! Replay of a recording whose messages, one a line after its topic, are anything: the whole stack
//! on a world that makes no sense.
#![no_main]

use std::sync::atomic::{AtomicBool, Ordering};

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{BareRecording, REGISTRY, entries};
use trunkline_harness::replay::{Replay, replay};

/// Observations after which a replay is stopped: time that leaps makes it long.
const MOST: u32 = 10;

fuzz_target!(|text: &str| {
    let mut recording = BareRecording::new().expect("a file in memory");
    for (topic, json) in entries(text) {
        if recording.add(topic, "json", json.as_bytes()).is_err() {
            return;
        }
    }
    let Ok(recording) = recording.read() else {
        return;
    };
    let (abort, mut seen) = (AtomicBool::new(false), 0);
    let replayed = replay(Replay {
        recording: &recording,
        registry: &REGISTRY,
        changes: &[],
        resimulates: false,
        abort: &abort,
        progress: &mut |_| {
            seen += 1;
            abort.store(seen >= MOST, Ordering::Relaxed);
        },
    });
    match replayed {
        Ok(document) => drop(serde_json::to_string(&document).expect("plain data")),
        Err(error) => drop(error.to_string()),
    }
});
