//! A drive with cameras: every pixel is recorded to the bit, replayed and compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use trunkline_harness::metrics::{ScoringScene, score};
use trunkline_harness::replay::{Replay, ReplayDocument, ReplayError, replay};
use trunkline_harness::report::{ReportInput, html};
use trunkline_harness::{DriveRecord, Part, Recording, read_recording};
use trunkline_interfaces::Stage;
use trunkline_interfaces::messages::Message;

use crate::lockstep::{Tape, drive_toy};
use crate::recording::record_world;
use crate::toy_modules::seeing_registry;
use crate::toy_world::ToyWorld;

const SEEING: [&str; 2] = ["stack.perceiver=oracle", "stack.lifter=clusters"];
const CAMERAS: [&str; 2] = ["front", "left"];

fn world() -> ToyWorld {
    ToyWorld::with_cameras(1.0, &CAMERAS)
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SEEING.iter().chain(more).copied().collect()
}

fn recorded(path: &Path, settings: &[&str]) -> (Recording, Tape) {
    let tape = record_world(path, &world(), settings);
    (read_recording(path).unwrap(), tape)
}

fn again(recording: &Recording, changes: &[&str]) -> Result<ReplayDocument, ReplayError> {
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    replay(Replay {
        recording,
        registry: &seeing_registry(),
        changes: &changes,
        resimulates: false,
        abort: &AtomicBool::new(false),
        progress: &mut |_| {},
    })
}

/// Messages and encoding of each topic in a file.
fn topics(path: &Path) -> BTreeMap<String, (usize, String)> {
    let bytes = std::fs::read(path).unwrap();
    let mut found = BTreeMap::new();
    for message in mcap::MessageStream::new(&bytes).unwrap() {
        let channel = message.unwrap().channel;
        let encoding = channel.message_encoding.clone();
        let entry = found.entry(channel.topic.clone()).or_insert((0, encoding));
        entry.0 += 1;
    }
    found
}

#[test]
fn every_pixel_comes_back_to_the_bit_and_the_truths_own_maps_are_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let (recording, tape) = recorded(&path, &SEEING);
    let mut back = Tape::default();
    recording.play(&mut back).unwrap().unwrap();
    assert_eq!(back.0.len(), tape.0.len());
    for (now, then) in back.0.iter().zip(&tape.0) {
        assert_eq!(now, then, "{}", then.topic()); // pictures and maps are part of a message
    }
    let seen = tape.topic("/perception/left").next().unwrap();
    let Message::Perception(seen) = seen else {
        panic!("{seen:?}")
    };
    assert!(
        seen.depth_m
            .as_ref()
            .is_some_and(|map| map.dim() == (18, 32))
    );
    let topics = topics(&path);
    let times = 11; // at 0.0, 0.1, … 1.0 s
    assert_eq!(topics["/camera/front/image"], (times, "protobuf".into()));
    assert_eq!(topics["/truth/left/depth"], (times, "protobuf".into()));
    assert_eq!(topics["/perception/left/maps"], (times - 1, "json".into()));
    for shared in ["/perception/left/depth", "/perception/left/segmentation"] {
        assert!(!topics.contains_key(shared), "{shared}");
    }
}

#[test]
fn a_map_that_is_not_the_truths_has_a_topic_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let (recording, tape) = recorded(&path, &with(&["perceiver.oracle.speed_mps=0.5"]));
    let topics = topics(&path);
    assert_eq!(topics["/perception/front/depth"], (10, "protobuf".into()));
    assert!(!topics.contains_key("/perception/front/segmentation"));
    let mut back = Tape::default();
    recording.play(&mut back).unwrap().unwrap();
    assert_eq!(back.0, tape.0);
}

#[test]
fn any_viewer_is_told_what_a_picture_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    recorded(&path, &SEEING);
    let bytes = std::fs::read(&path).unwrap();
    let messages = mcap::MessageStream::new(&bytes).unwrap();
    let image = messages
        .map(Result::unwrap)
        .find(|m| m.channel.topic == "/camera/front/image")
        .unwrap();
    let schema = image.channel.schema.as_ref().unwrap();
    assert_eq!(schema.name, "foxglove.CompressedImage");
    assert_eq!(schema.encoding, "protobuf");
    let png = image.data.windows(4).any(|w| w == [0x89, b'P', b'N', b'G']);
    assert!(png, "a PNG, whatever reads it");
}

#[test]
fn a_replay_feeds_the_pictures_again_and_is_equal() {
    let folder = tempfile::tempdir().unwrap();
    let (recording, _) = recorded(&folder.path().join("messages.mcap"), &SEEING);
    let document = again(&recording, &[]).unwrap();
    assert!(document.equal, "{:?}", document.first_difference);
    assert_eq!(document.by_topic["/perception/left"].messages, 10);
    assert!(document.by_topic["/detections"].messages >= 10);
}

#[test]
fn the_first_pixel_that_differs_is_named_and_all_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (recording, _) = recorded(&folder.path().join("messages.mcap"), &SEEING);
    let changed = ["perceiver.oracle.speed_mps=0.5"];
    let document = again(&recording, &changed).unwrap();
    let first = document.first_difference.unwrap();
    assert_eq!((first.topic.as_str(), first.seq), ("/perception/front", 0));
    assert_eq!(first.field, "/perception/front/depth[0, 0]");
    assert_eq!((first.recorded, first.replayed), (0.0.into(), 0.5.into()));
    let seen = &document.by_topic["/perception/front"];
    assert_eq!(seen.different, 10);
    let depth = &seen.fields["/perception/front/depth[]"];
    assert_eq!((depth.count, depth.largest), (10 * 18 * 32, Some(0.5)));
    // What rests on it differs too; what does not is the same.
    assert!(document.by_topic["/detections"].different > 0);
    assert_eq!(document.by_topic["/perception/left"].fields.len(), 1);
}

#[test]
fn the_truths_maps_are_kept_only_if_an_oracle_looks_at_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let settings = ["stack.perceiver=colors", "stack.lifter=clusters"];
    let (recording, _) = recorded(&path, &settings);
    let topics = topics(&path);
    assert!(
        topics.keys().all(|topic| !topic.starts_with("/truth/")),
        "{topics:?}"
    );
    assert_eq!(topics["/perception/front/segmentation"].0, 10);
    assert!(again(&recording, &[]).unwrap().equal);
    let error = again(&recording, &["stack.perceiver=oracle"]).unwrap_err();
    let error = error.to_string();
    for words in [
        "holds no labels of its images",
        "perceiver `oracle`",
        "--resimulate",
    ] {
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_recording_without_pictures_is_no_food_for_a_perceiver() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let blind = ["stack.perceiver=none", "stack.lifter=oracle"];
    record_world(&path, &ToyWorld::new(1.0), &blind);
    let recording = read_recording(&path).unwrap();
    let error = again(&recording, &SEEING).unwrap_err().to_string();
    assert!(
        error.contains("holds no images, which perceiver `oracle` needs"),
        "{error}"
    );
    // The other way round there is nothing that is lacking.
    let (recording, _) = recorded(&path, &SEEING);
    let document = again(&recording, &blind).unwrap();
    assert_eq!(document.by_topic["/perception/front"].missing, 10);
}

#[test]
fn a_light_recording_has_no_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    recorded(&path, &with(&["run.record=light"]));
    let topics = topics(&path);
    let expected = ["/command", "/ego", "/map", "/plan", "/route"];
    assert_eq!(topics.keys().collect::<Vec<_>>(), expected);
}

#[test]
fn a_recording_with_pictures_that_breaks_off_reads_and_replays_up_to_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    let (_, tape) = recorded(&path, &SEEING);
    let whole = std::fs::read(&path).unwrap();
    for share in [60, 80, 90] {
        std::fs::write(&path, &whole[..whole.len() * share / 100]).unwrap();
        let Ok(recording) = read_recording(&path) else {
            continue; // cut within its description
        };
        let mut back = Tape::default();
        recording.play(&mut back).unwrap().unwrap();
        assert_eq!(
            back.0[..],
            tape.0[..back.0.len()],
            "a prefix, with its pixels"
        );
    }
}

#[test]
fn a_disk_without_room_ends_the_recording_and_not_the_run() {
    let path = Path::new("/dev/full");
    let (source, registry) = (crate::lockstep::source(&SEEING), seeing_registry());
    let config = trunkline_harness::RunConfig::from_source(&registry, &source).unwrap();
    let stack = trunkline_harness::Stack::build(&registry, &source, &config.stack).unwrap();
    let mut sink = trunkline_harness::McapSink::new(path, &config, &stack);
    let outcome = drive_toy(&mut world(), &SEEING, &mut sink).unwrap();
    assert_eq!(outcome.sink_errors.len(), 1);
    let text = outcome.sink_errors[0].to_string();
    assert!(text.contains("No space left"), "{text}");
}

#[test]
fn pictures_are_seen_and_timed_apart_and_what_metrics_keep_has_none() {
    let mut record = DriveRecord::default();
    let outcome = drive_toy(&mut world(), &SEEING, &mut record).unwrap();
    let times = outcome.times.summaries();
    assert_eq!(times[&Part::Cameras].n, 11);
    assert_eq!(times[&Part::Stage(Stage::Perceiver)].n, 10);
    assert!(record.truths.iter().all(|t| t.views.is_empty()));
    // The blind look at the world as well, but at no picture.
    let blind = drive_toy(&mut ToyWorld::new(1.0), &[], &mut record).unwrap();
    assert!(!blind.times.summaries().contains_key(&Part::Cameras));
}

#[test]
fn a_stack_that_sees_is_refused_where_there_is_nothing_to_be_seen() {
    let mut sink = DriveRecord::default();
    let error = drive_toy(&mut ToyWorld::new(1.0), &SEEING, &mut sink).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("no camera images, which perceiver `oracle` needs"),
        "{text}"
    );
    let mut unlabelled = world();
    unlabelled.capabilities.labels = false;
    let error = drive_toy(&mut unlabelled, &SEEING, &mut sink).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("no labels of its images, which perceiver"),
        "{text}"
    );
}

#[test]
fn the_report_shows_the_worst_moments_as_the_car_saw_them() {
    let folder = tempfile::tempdir().unwrap();
    let (recording, tape) = recorded(&folder.path().join("messages.mcap"), &SEEING);
    let mut record = DriveRecord::default();
    recording.play(&mut record).unwrap().unwrap();
    assert_eq!(record.truths.len(), tape.topic("/truth").count());
    let scene = ScoringScene::for_scenario(&record, 5.0);
    let scorecard = score(&record, &scene);
    assert!(!scorecard.worst_moments.is_empty());
    let page = |recording| {
        let input = ReportInput {
            record: &record,
            scorecard: &scorecard,
            scene: &scene,
            seed: 1,
            modules: &BTreeMap::new(),
            oracles: &[],
            criteria: &[],
            config_toml: "",
            run_dir: None,
            recording,
        };
        html(&input).unwrap()
    };
    let pictures = |page: &str| page.matches("<img src=\"data:image/jpeg;base64,").count();
    let seen = page(Some(&recording));
    assert_eq!(pictures(&seen), 3 * scorecard.worst_moments.len());
    assert!(seen.contains("depth of camera front"));
    assert_eq!(pictures(&page(None)), 0);
}
