//! The executor's promises.

use std::sync::atomic::{AtomicBool, Ordering};

use trunkline_harness::{
    Drive, DriveEnding, DriveError, DriveOutcome, DriveRecord, RunConfig, Sink, SinkError, Stack,
    drive,
};
use trunkline_interfaces::messages::{Actuation, Condition, Intervention, Message};
use trunkline_interfaces::{ConfigSource, Duration, Registry, Stage, Stamp, World};

use crate::toy_modules::{registry, seeing_registry};
use crate::toy_world::ToyWorld;

/// Keeps every message.
#[derive(Default)]
pub(crate) struct Tape(pub(crate) Vec<Message>);

impl Sink for Tape {
    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        self.0.push(message.clone());
        Ok(())
    }
}

impl Tape {
    pub(crate) fn topic<'a>(&'a self, topic: &'a str) -> impl Iterator<Item = &'a Message> {
        self.0.iter().filter(move |m| m.topic() == topic)
    }

    /// Every message as it would be recorded.
    pub(crate) fn bytes(&self) -> Vec<String> {
        let line = |m: &Message| format!("{} {}", m.topic(), serde_json::to_string(m).unwrap());
        self.0.iter().map(line).collect()
    }
}

pub(crate) fn source(settings: &[&str]) -> ConfigSource {
    let add = |source: ConfigSource, set: &&str| source.set(set).unwrap();
    settings.iter().fold(ConfigSource::new(), add)
}

/// Modules that see are there only where they are asked for: most toy worlds have no camera.
pub(crate) fn registry_for(settings: &[&str]) -> Registry {
    match settings.iter().any(|s| s.starts_with("stack.perceiver")) {
        true => seeing_registry(),
        false => registry(),
    }
}

pub(crate) fn drive_toy(
    world: &mut dyn World,
    settings: &[&str],
    sink: &mut dyn Sink,
) -> Result<DriveOutcome, DriveError> {
    let (source, registry) = (source(settings), registry_for(settings));
    let config = RunConfig::from_source(&registry, &source).unwrap();
    let mut stack = Stack::build(&registry, &source, &config.stack).unwrap();
    drive(Drive {
        world,
        stack: &mut stack,
        config: &config,
        seed: config.seed(),
        sinks: vec![sink],
        abort: &AtomicBool::new(false),
        progress: &mut |_| {},
    })
}

fn tape(settings: &[&str]) -> (Tape, DriveOutcome) {
    let mut tape = Tape::default();
    let outcome = drive_toy(&mut ToyWorld::new(2.0), settings, &mut tape).unwrap();
    (tape, outcome)
}

#[test]
fn every_stage_runs_at_its_rate_until_the_time_is_up() {
    let (tape, outcome) = tape(&[]);
    assert_eq!(outcome.ending, DriveEnding::TimeUp);
    assert_eq!(outcome.simulated, Duration::from_ms(2000));
    assert_eq!(outcome.steps, 200);
    // 2 s from 0: 20 sensing and planning steps, 100 control steps; the world's own messages come
    // once more, at the end.
    for (topic, count) in [
        ("/ego", 101),
        ("/route", 1),
        ("/truth", 21),
        ("/detections", 20),
        ("/tracks", 20),
        ("/forecasts", 20),
        ("/plan", 20),
        ("/wish", 100),
        ("/command", 100),
        ("/health", 0),
        ("/truth/future", 0),
    ] {
        assert_eq!(tape.topic(topic).count(), count, "{topic}");
        for (seq, message) in tape.topic(topic).enumerate() {
            assert_eq!(message.header().seq, seq as u64, "{topic}");
        }
    }
    let first: Vec<_> = tape
        .0
        .iter()
        .take(9)
        .map(|m| m.topic().into_owned())
        .collect();
    let order = [
        "/ego",
        "/route",
        "/truth",
        "/detections",
        "/tracks",
        "/forecasts",
        "/plan",
        "/wish",
        "/command",
    ];
    assert_eq!(first, order);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let jitter = "planner.proposal.jitter=0.1";
    let one = tape(&["run.seed=3", jitter]).0.bytes();
    assert_eq!(one, tape(&["run.seed=3", jitter]).0.bytes());
    assert_ne!(one, tape(&["run.seed=4", jitter]).0.bytes());
    // The twin: one parameter changed a little is seen.
    assert_ne!(
        one,
        tape(&["run.seed=3", "planner.proposal.jitter=0.1000001"])
            .0
            .bytes()
    );
}

#[test]
fn latency_delays_what_others_see_and_ages_the_data() {
    let (tape, _) = tape(&["latency.lifter=150", "latency.planner=30"]);
    let detections = tape.topic("/detections").next().unwrap().header();
    assert_eq!(detections.stamp, Stamp::ZERO);
    assert_eq!(detections.produced, Stamp::ZERO + Duration::from_ms(150));
    // The tracker runs when it has something to track, with the ego of that time (asserted there).
    let tracks = tape.topic("/tracks").next().unwrap().header();
    assert_eq!(tracks.stamp, Stamp::ZERO);
    assert_eq!(tracks.produced, Stamp::ZERO + Duration::from_ms(150));
    // Planning is due at 200 ms, its plan is there at 230 ms and used at 240 ms: 240 ms old data.
    let plan = tape.topic("/plan").next().unwrap().header();
    assert_eq!(plan.produced, Stamp::ZERO + Duration::from_ms(230));
    let wish = tape.topic("/wish").next().unwrap().header();
    assert_eq!(wish.stamp, Stamp::ZERO + Duration::from_ms(240));
    assert_eq!(wish.data_age(wish.produced), Duration::from_ms(240));
    // 20 frames were lifted; the last was still on its way when the run ended.
    assert_eq!(tape.topic("/detections").count(), 19);
}

fn health_of(tape: &Tape, stage: Stage) -> Vec<(i64, Condition)> {
    let conditions = tape.topic("/health").filter_map(|m| match m {
        Message::Health(h) => Some((h.header.stamp.ns() / 1_000_000, h.condition(stage))),
        _ => None,
    });
    let mut changes: Vec<(i64, Condition)> = conditions.collect();
    changes.dedup_by_key(|(_, condition)| *condition);
    changes
}

#[test]
fn a_failing_stage_becomes_health_and_the_last_good_output_is_kept() {
    for (how, words) in [
        ("error", "toy failure at step 5"),
        ("not_a_number", "trajectory[0]"),
        ("panic", "panicked: toy panic"),
    ] {
        let how = format!("planner.proposal.how={how}");
        let (tape, outcome) = tape(&[
            "planner.proposal.fails_from=5",
            "planner.proposal.fails_until=8",
            &how,
        ]);
        assert_eq!(outcome.ending, DriveEnding::TimeUp);
        assert_eq!(tape.topic("/plan").count(), 17, "{how}");
        assert_eq!(tape.topic("/wish").count(), 100, "{how}");
        let expected = [(500, Condition::Failed), (800, Condition::Ok)];
        assert_eq!(health_of(&tape, Stage::Planner), expected, "{how}");
        let Some(Message::Health(first)) = tape.topic("/health").next() else {
            panic!("no health")
        };
        assert!(first.stages[0].note.contains(words), "{first:?}");
        assert!(
            first.stages[0].note.contains("last good output is kept"),
            "{first:?}"
        );
    }
}

#[test]
fn stages_behind_a_failing_one_are_stale() {
    let (tape, _) = tape(&["lifter.oracle.fails_from=5", "lifter.oracle.how=error"]);
    assert_eq!(health_of(&tape, Stage::Lifter), [(500, Condition::Failed)]);
    // The tracks' last good step was at 0.4 s; two periods of 0.1 s are allowed.
    let tracker = health_of(&tape, Stage::Tracker);
    assert_eq!(tracker, [(500, Condition::Ok), (620, Condition::Stale)]);
}

#[test]
fn a_failing_gate_is_replaced_by_braking_to_a_stop() {
    let mut world = ToyWorld::new(3.0);
    let mut tape = Tape::default();
    drive_toy(
        &mut world,
        &["gate.safety.fails_from=10", "gate.safety.how=not_a_number"],
        &mut tape,
    )
    .unwrap();
    let Some(Message::Command(last)) = tape.topic("/command").last() else {
        panic!("no command")
    };
    assert_eq!(last.interventions, [Intervention::MinimalRisk]);
    assert!(
        world.ego().speed_mps() < 0.06,
        "{}",
        world.ego().speed_mps()
    );
    assert_eq!(health_of(&tape, Stage::Gate), [(200, Condition::Failed)]);
    assert!(
        world
            .actuations
            .iter()
            .all(|a| matches!(a, Actuation::Control { .. }))
    );
}

#[test]
fn an_oracle_forecaster_is_given_the_future_and_only_then_is_it_asked_for() {
    let (tape, _) = tape(&["stack.forecaster=oracle"]);
    assert_eq!(tape.topic("/truth/future").count(), 20);
    assert_eq!(tape.topic("/forecasts").count(), 20);
    assert_eq!(tape.topic("/health").count(), 0);
}

#[test]
fn a_stack_that_needs_what_the_world_lacks_is_refused_in_words() {
    let mut world = ToyWorld::new(1.0);
    world.capabilities.truth = false;
    let error = drive_toy(&mut world, &[], &mut Tape::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("toy gives no ground truth, which lifter `oracle` needs"),
        "{error}"
    );
    let mut world = ToyWorld::new(1.0);
    world.capabilities.future = false;
    let forecaster = ["stack.forecaster=oracle"];
    let error = drive_toy(&mut world, &forecaster, &mut Tape::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no future of its agents, which forecaster `oracle`"),
        "{error}"
    );
}

#[test]
fn a_nan_from_the_world_ends_the_run_with_the_field() {
    let mut world = ToyWorld::new(1.0);
    world.nan_at = Some(Stamp::ZERO + Duration::from_ms(500));
    let mut tape = Tape::default();
    let error = drive_toy(&mut world, &[], &mut tape).unwrap_err();
    assert!(
        matches!(error, DriveError::Message { at_s, .. } if at_s == 0.5),
        "{error}"
    );
    assert_eq!(tape.topic("/command").count(), 25);
}

#[test]
fn an_abort_ends_the_run_with_what_there_is() {
    let abort = AtomicBool::new(false);
    let source = source(&[]);
    let config = RunConfig::from_source(&registry(), &source).unwrap();
    let mut stack = Stack::build(&registry(), &source, &config.stack).unwrap();
    let mut record = DriveRecord::default();
    let outcome = drive(Drive {
        world: &mut ToyWorld::new(5.0),
        stack: &mut stack,
        config: &config,
        seed: 1,
        sinks: vec![&mut record],
        abort: &abort,
        progress: &mut |p| abort.store(p.simulated >= Duration::from_ms(1000), Ordering::Relaxed),
    })
    .unwrap();
    assert_eq!(outcome.ending, DriveEnding::Aborted);
    assert_eq!(outcome.simulated, Duration::from_ms(1010));
    assert_eq!(record.commands.len(), 51);
    assert_eq!(record.truths.len(), 12);
}

#[test]
fn a_sink_that_fails_is_left_out_and_named() {
    struct Full(usize);
    impl Sink for Full {
        fn message(&mut self, message: &Message) -> Result<(), SinkError> {
            self.0 += 1;
            assert!(self.0 <= 10, "not called after its error");
            if self.0 < 10 {
                return Ok(());
            }
            Err(SinkError {
                target: "full".into(),
                at_s: message.header().produced.s(),
                reason: "no space left on device".into(),
                fault: None,
            })
        }
    }
    let mut full = Full(0);
    let outcome = drive_toy(&mut ToyWorld::new(1.0), &[], &mut full).unwrap();
    assert_eq!(outcome.sink_errors.len(), 1);
    assert_eq!(outcome.sink_errors[0].target, "full");
    assert_eq!(outcome.ending, DriveEnding::TimeUp);
}
