//! A run again: equal to the byte; a change is named.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use trunkline_harness::replay::{Replay, ReplayDocument, ReplayError, replay};
use trunkline_harness::{Recorded, Recording, Truncation, read_recording};
use trunkline_interfaces::Duration;

use crate::recording::record;
use crate::toy_modules::registry;

fn recorded(settings: &[&str]) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    record(&path, 2.0, settings);
    read_recording(&path).unwrap()
}

fn again(recording: &Recording, changes: &[&str]) -> Result<ReplayDocument, ReplayError> {
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    replay(Replay {
        recording,
        registry: &registry(),
        changes: &changes,
        resimulates: false,
        abort: &AtomicBool::new(false),
        progress: &mut |_| {},
    })
}

#[test]
fn a_replay_is_equal_in_every_message_of_every_stage() {
    let document = again(&recorded(&["planner.proposal.jitter=0.2"]), &[]).unwrap();
    assert!(document.equal, "{:?}", document.first_difference);
    assert_eq!(document.first_difference, None);
    // 20 each of detections, tracks, forecasts, plan; 100 each of wish and command.
    assert_eq!((document.messages, document.topics), (280, 6));
    assert_eq!(document.by_topic["/command"].messages, 100);
    assert!(!document.by_topic.contains_key("/ego"));
}

#[test]
fn one_perturbed_message_is_caught_with_topic_number_and_field() {
    let mut recording = recorded(&[]);
    let plan = recording
        .messages
        .iter_mut()
        .find(|m| m.topic.as_ref() == "/plan" && m.seq == 7)
        .unwrap();
    let text = String::from_utf8(plan.json.clone()).unwrap();
    let changed = text.replacen("\"speed_mps\":8.0", "\"speed_mps\":8.0000001", 1);
    assert_ne!(text, changed);
    plan.json = changed.into_bytes();
    let document = again(&recording, &[]).unwrap();
    assert!(!document.equal);
    let first = document.first_difference.unwrap();
    assert_eq!((first.topic.as_str(), first.seq), ("/plan", 7));
    assert_eq!(first.field, "trajectory[0].speed_mps");
    assert_eq!(
        (first.recorded, first.replayed),
        (8.000_000_1.into(), 8.0.into())
    );
    let different: Vec<_> = document
        .by_topic
        .iter()
        .filter(|(_, t)| t.different > 0)
        .map(|(topic, _)| topic.as_str())
        .collect();
    assert_eq!(different, ["/plan"]);
}

#[test]
fn a_recording_whose_time_leaps_is_refused_instead_of_lived_through() {
    // A day and a second; a clock that stands still at the end of its numbers.
    for end_ns in [86_401_000_000_000, i64::MAX] {
        let mut recording = recorded(&[]);
        let is_ego = |m: &&mut Recorded| m.topic.as_ref() == "/ego";
        let last = recording.messages.iter_mut().rfind(is_ego).unwrap();
        let mut ego: serde_json::Value = serde_json::from_slice(&last.json).unwrap();
        ego["header"]["stamp"] = end_ns.into();
        last.json = ego.to_string().into_bytes();
        let error = again(&recording, &[]).unwrap_err().to_string();
        assert!(error.contains("at most 24 h can be replayed"), "{error}");
    }
}

#[test]
fn a_perturbed_sensor_message_changes_what_the_stack_makes_of_it() {
    let mut recording = recorded(&[]);
    let truth = recording
        .messages
        .iter_mut()
        .filter(|m| m.topic.as_ref() == "/truth")
        .nth(4)
        .unwrap();
    let text = String::from_utf8(truth.json.clone()).unwrap();
    let changed = text.replacen("\"visibility\":1.0", "\"visibility\":0.5", 1);
    assert_ne!(text, changed);
    truth.json = changed
        .replacen("[4.0,2.0,1.5]", "[4.0,2.25,1.5]", 1)
        .into_bytes();
    let document = again(&recording, &[]).unwrap();
    let first = document.first_difference.unwrap();
    assert_eq!((first.topic.as_str(), first.seq), ("/detections", 4));
    assert_eq!(first.field, "detections[0].bbox.size_m[1]");
    let field = &document.by_topic["/tracks"].fields["tracks[].bbox.size_m[]"];
    assert_eq!((field.count, field.largest), (1, Some(0.25)));
}

#[test]
fn a_changed_parameter_is_shown_topic_by_topic() {
    let document = again(&recorded(&[]), &["planner.proposal.speed_mps=9"]).unwrap();
    assert!(!document.equal);
    assert_eq!(document.by_topic["/detections"].different, 0);
    assert_eq!(document.by_topic["/forecasts"].different, 0);
    let plan = &document.by_topic["/plan"];
    assert_eq!(plan.different, 20);
    let speed = &plan.fields["trajectory[].speed_mps"];
    // 20 plans of 41 points, each 1 m/s faster.
    assert_eq!((speed.count, speed.largest), (820, Some(1.0)));
    assert_eq!(document.first_difference.unwrap().topic, "/plan");
}

#[test]
fn another_rate_is_shown_as_missing_messages() {
    let document = again(&recorded(&[]), &["rates.planning_hz=5"]).unwrap();
    let plan = &document.by_topic["/plan"];
    assert_eq!((plan.messages, plan.missing, plan.surplus), (20, 10, 0));
}

#[test]
fn a_recording_that_breaks_off_replays_up_to_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.mcap");
    record(&path, 5.0, &["latency.planner=25"]);
    let whole = std::fs::read(&path).unwrap();
    let mut lengths = Vec::new();
    for share in [40, 50, 60, 70] {
        std::fs::write(&path, &whole[..whole.len() * share / 100]).unwrap();
        let recording = read_recording(&path).unwrap();
        assert!(recording.truncation.is_some());
        match again(&recording, &[]) {
            Ok(document) => {
                assert!(document.equal, "{share} %: {:?}", document.first_difference);
                assert!(document.truncated_at_s.is_some());
                lengths.push(document.messages);
            }
            Err(ReplayError::Recording(error)) => {
                assert!(error.to_string().contains("ends before the first step"));
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(lengths.iter().any(|n| *n > 100), "{lengths:?}");
}

#[test]
fn a_light_recording_and_an_oracle_without_its_truth_are_refused_in_words() {
    let error = again(&recorded(&["run.record=light"]), &[])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("light recording") && error.contains("--record full"),
        "{error}"
    );
    let oracle = again(&recorded(&[]), &["stack.forecaster=oracle"]).unwrap_err();
    assert!(
        oracle.to_string().contains("no future of its agents"),
        "{oracle}"
    );
    let unknown = again(&recorded(&[]), &["planner.proposal.sped_mps=1"]).unwrap_err();
    assert!(
        unknown.to_string().contains("did you mean `speed_mps`"),
        "{unknown}"
    );
}

#[test]
fn a_recording_without_a_message_of_the_stack_is_not_called_equal() {
    let mut recording = recorded(&[]);
    // Killed in its first step: the world was seen, nothing was made of it yet.
    let start = recording.messages[0].produced;
    let is_of_the_world = |topic: &str| ["/ego", "/route", "/truth"].contains(&topic);
    recording
        .messages
        .retain(|m| m.produced == start && is_of_the_world(&m.topic));
    assert!(!recording.messages.is_empty());
    recording.truncation = Some(Truncation {
        until: start,
        reason: "killed".into(),
    });
    let error = again(&recording, &[]).unwrap_err();
    assert!(matches!(error, ReplayError::Empty { .. }), "{error}");
    assert!(error.to_string().contains("hint: "), "{error}");
}

#[test]
fn an_aborted_replay_reports_what_it_compared() {
    let abort = AtomicBool::new(false);
    let document = replay(Replay {
        recording: &recorded(&[]),
        registry: &registry(),
        changes: &[],
        resimulates: false,
        abort: &abort,
        progress: &mut |p| abort.store(p.simulated >= Duration::from_ms(1000), Ordering::Relaxed),
    })
    .unwrap();
    assert!(document.equal, "{:?}", document.first_difference);
    assert_eq!(document.by_topic["/plan"].messages, 11);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_run_replays_equal(
        seed in 0_u64..1000,
        jitter in 0.0..0.5_f64,
        latency_ms in prop::array::uniform7(prop::option::of(0.0..250.0_f64)),
        control_hz in 20.0..120.0_f64,
        fails_from in 0_u64..30,
        how in prop::sample::select(vec!["error", "not_a_number"]),
        is_foreseen in any::<bool>(),
    ) {
        let mut settings = vec![
            format!("run.seed={seed}"),
            format!("planner.proposal.jitter={jitter:?}"),
            format!("rates.control_hz={control_hz:?}"),
            format!("tracker.kalman.fails_from={fails_from}"),
            format!("tracker.kalman.fails_until={}", fails_from + 3),
            format!("tracker.kalman.how={how}"),
        ];
        let stages = ["perceiver", "lifter", "tracker", "forecaster", "planner", "controller", "gate"];
        for (stage, ms) in stages.iter().zip(latency_ms) {
            settings.extend(ms.map(|ms| format!("latency.{stage}={ms:?}")));
        }
        if is_foreseen {
            settings.push("stack.forecaster=oracle".into());
        }
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let document = again(&recorded(&settings), &[]).unwrap();
        prop_assert!(document.equal, "{:?}", document.first_difference);
        prop_assert!(document.messages > 50);
    }
}

#[test]
fn paths_are_named_in_errors() {
    let error = read_recording(Path::new("no/such/run"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no/such/run") && error.contains("hint:"),
        "{error}"
    );
}
