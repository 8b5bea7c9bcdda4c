//! What is written reads back, whole or broken off.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_harness::{
    McapSink, Record, Recording, RecordingError, RunConfig, Sink as _, Stack, read_recording,
    read_recording_from,
};
use trunkline_interfaces::geometry::Polyline;
use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{Duration, Stage, Stamp, World as _};

use crate::lockstep::{Tape, drive_toy, registry_for, source};
use crate::toy_modules::registry;
use crate::toy_world::ToyWorld;

pub(crate) fn record(path: &Path, duration_s: f64, settings: &[&str]) -> Tape {
    record_world(path, &ToyWorld::new(duration_s), settings)
}

pub(crate) fn record_world(path: &Path, world: &ToyWorld, settings: &[&str]) -> Tape {
    let (source, registry) = (source(settings), registry_for(settings));
    let config = RunConfig::from_source(&registry, &source).unwrap();
    let stack = Stack::build(&registry, &source, &config.stack).unwrap();
    let mut tape = Tape::default();
    drive_toy(&mut world.clone(), settings, &mut tape).unwrap();
    let mut sink = McapSink::new(path, &config, &stack);
    let outcome = drive_toy(&mut world.clone(), settings, &mut sink).unwrap();
    assert!(outcome.sink_errors.is_empty(), "{:?}", outcome.sink_errors);
    tape
}

fn lines(recording: &Recording) -> Vec<String> {
    let line = |m: &trunkline_harness::Recorded| {
        format!("{} {}", m.topic, std::str::from_utf8(&m.json).unwrap())
    };
    recording.messages.iter().map(line).collect()
}

#[test]
fn a_full_recording_holds_every_message_in_order_and_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let tape = record(&path, 2.0, &["planner.proposal.jitter=0.3", "run.seed=9"]);
    let recording = read_recording(&path).unwrap();
    assert_eq!(recording.truncation, None);
    assert_eq!(lines(&recording), tape.bytes());
    let mut back = Tape::default();
    recording.play(&mut back).unwrap().unwrap();
    assert_eq!(back.0, tape.0);
    assert_eq!(recording.info.seed, 9);
    assert_eq!(recording.info.oracles, [Stage::Lifter]);
    assert_eq!(recording.info.modules[&Stage::Planner], "proposal");
    assert_eq!(recording.info.world.duration, Duration::from_ms(2000));
    assert!(recording.info.has_current_schemas());
    assert_eq!(recording.map.name, "straight");
    assert!(
        recording.info.config.contains("jitter = 0.3"),
        "{}",
        recording.info.config
    );
}

#[test]
fn a_light_recording_holds_what_was_driven_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    record(&path, 1.0, &["run.record=light"]);
    let recording = read_recording(&path).unwrap();
    assert_eq!(recording.info.record, Record::Light);
    let mut topics: Vec<&str> = recording
        .messages
        .iter()
        .map(|m| m.topic.as_ref())
        .collect();
    topics.sort_unstable();
    topics.dedup();
    assert_eq!(topics, ["/command", "/ego", "/plan", "/route"]);
}

#[test]
fn what_is_half_a_second_old_is_on_its_way_to_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let (source, mut world) = (source(&[]), ToyWorld::new(5.0));
    let config = RunConfig::from_source(&registry(), &source).unwrap();
    let stack = Stack::build(&registry(), &source, &config.stack).unwrap();
    let mut tape = Tape::default();
    drive_toy(&mut world, &[], &mut tape).unwrap();
    let plans = tape.0.iter().filter(|m| matches!(m, Message::Plan(_)));
    let plans: Vec<_> = plans.collect();
    assert!((40..64).contains(&plans.len()), "{}", plans.len());
    let mut sink = McapSink::new(&path, &config, &stack);
    sink.begin(&world.reset(1).unwrap()).unwrap();
    for plan in plans {
        sink.message(plan).unwrap();
    }
    // Nothing was finished: as if the process was killed. The writer has a thread of its own.
    let read = || read_recording(&path).map_or(0, |r| r.messages.len());
    let start = std::time::Instant::now();
    while read() < 30 && start.elapsed().as_secs() < 20 {
        std::thread::yield_now();
    }
    assert!(read() >= 30, "{} of 50 messages", read());
}

#[test]
fn nothing_is_made_when_nothing_is_to_be_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    record(&path, 0.5, &["run.record=off"]);
    assert!(!path.exists());
}

#[test]
fn a_file_that_breaks_off_anywhere_reads_up_to_its_last_whole_chunk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let tape = record(&path, 4.0, &[]);
    let whole = fs::read(&path).unwrap();
    let mut counts = Vec::new();
    for share in [30, 50, 70, 90, 99] {
        fs::write(&path, &whole[..whole.len() * share / 100]).unwrap();
        match read_recording(&path) {
            Ok(recording) => {
                let truncation = recording.truncation.clone().unwrap();
                let lines = lines(&recording);
                assert_eq!(lines[..], tape.bytes()[..lines.len()], "a prefix");
                assert!(truncation.until <= Stamp::from_s(4.0));
                counts.push(lines.len());
            }
            // Cut within the description: nothing of the run is there.
            Err(RecordingError::NotARecording { .. }) => counts.push(0),
            Err(other) => panic!("{other}"),
        }
    }
    assert!(counts.windows(2).all(|w| w[0] <= w[1]), "{counts:?}");
    assert!(
        counts[4] > tape.0.len() / 2,
        "{counts:?} of {}",
        tape.0.len()
    );
}

#[test]
fn damage_never_reads_as_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let tape = record(&path, 2.0, &[]);
    let whole = fs::read(&path).unwrap();
    let mut noticed = 0;
    for share in 1..40 {
        let mut bytes = whole.clone();
        bytes[whole.len() * share / 40] ^= 0xff;
        fs::write(&path, &bytes).unwrap();
        match read_recording(&path) {
            Ok(recording) => {
                let lines = lines(&recording);
                assert_eq!(lines[..], tape.bytes()[..lines.len()], "a prefix");
                noticed += usize::from(recording.truncation.is_some());
            }
            Err(error) => {
                assert!(
                    matches!(error, RecordingError::NotARecording { .. }),
                    "{error}"
                );
                noticed += 1;
            }
        }
    }
    // What is not noticed lies in the index at the end, most of this small file, which is not read.
    assert!(noticed > 5, "{noticed} of 39");
}

#[test]
fn what_is_no_recording_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let error = read_recording(folder.path()).unwrap_err().to_string();
    assert!(error.contains("messages.mcap`: No such file"), "{error}");
    for text in ["", "hello", "{}"] {
        fs::write(&path, text).unwrap();
        let error = read_recording(&path).unwrap_err();
        assert!(
            matches!(error, RecordingError::NotARecording { .. }),
            "{error}"
        );
    }
}

#[test]
fn a_record_that_is_said_to_be_far_larger_than_the_file_is_refused() {
    let said_bytes: u64 = 17 << 20;
    let bytes = [
        &b"\x89MCAP0\r\n\x01"[..],
        &said_bytes.to_le_bytes(),
        &[0; 100],
    ]
    .concat();
    let error = read_recording_from(&bytes, Path::new("short.mcap")).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("short.mcap") && error.contains("exceeds limit"),
        "{error}"
    );
}

#[test]
fn a_recording_on_a_map_that_cannot_be_is_refused_with_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let (source, mut world) = (source(&[]), ToyWorld::new(0.1));
    let config = RunConfig::from_source(&registry(), &source).unwrap();
    let stack = Stack::build(&registry(), &source, &config.stack).unwrap();
    let mut info = world.reset(1).unwrap();
    let edge = [Vector2::zeros(), Vector2::new(1e9, 0.0)];
    Arc::make_mut(&mut info.map).road_edges = vec![Polyline::new(edge).unwrap()];
    let mut sink = McapSink::new(&path, &config, &stack);
    sink.begin(&info).unwrap();
    sink.finish().unwrap();
    let error = read_recording(&path).unwrap_err().to_string();
    assert!(
        error.contains("its map cannot be used") && error.contains("road_edges"),
        "{error}"
    );
}

#[test]
fn a_recording_without_room_says_up_to_when_it_goes() {
    // /dev/full takes nothing; tests/ has the disk that fills up on the way.
    let config = RunConfig::from_source(&registry(), &source(&[])).unwrap();
    let stack = Stack::build(&registry(), &source(&[]), &config.stack).unwrap();
    let mut sink = McapSink::new(Path::new("/dev/full"), &config, &stack);
    let outcome = drive_toy(&mut ToyWorld::new(0.5), &[], &mut sink).unwrap();
    assert_eq!(outcome.sink_errors.len(), 1);
    let text = outcome.sink_errors[0].to_string();
    assert!(
        text.contains("/dev/full") && text.contains("No space left"),
        "{text}"
    );
    assert!(sink.finish().is_ok());
}
