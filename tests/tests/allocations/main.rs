//! How often a simulated step asks for memory, and who does. `--nocapture` prints the tables.
//!
//! Counts are exact and the same on every machine, so they are held to bounds here; what they cost
//! is for `trunkline bench lockstep` to say.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test: what fails there fails it, and the tables are what it is asked for"
)]

mod counted; // stages and a world that count
mod counter; // the allocator

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use trunkline_harness::{Course, Drive, McapSink, RunConfig, Sink, Stack, drive};
use trunkline_interfaces::{ConfigSource, Registry};

use crate::counted::{Book, CountedWorld, Counts, counted};
use crate::counter::Counter;

#[global_allocator]
static ALLOCATOR: Counter = Counter;

/// Steps of the simulator, 10 ms each, before the count and in all.
const WARM_UP: u64 = 500;
const STEPS: u64 = 1500;

/// All threads are counted, so one drive is counted at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Drives in dense traffic and counts; `sets` are arguments of `--set`.
fn count(sets: &[&str]) -> Counts {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let registry = trunkline_perception::register(Registry::new());
    let registry = trunkline_tracking::register(registry);
    let registry = trunkline_planning::register(registry);
    let registry = trunkline_control::register(registry);
    let sets = sets
        .iter()
        .try_fold(ConfigSource::new(), |s, set| s.set(set));
    let source = sets.unwrap();
    let config = RunConfig::from_source(&registry, &source).unwrap();
    let course = Course::scenario("dense_traffic").unwrap();
    let stack = Stack::build(&registry, &source, &config.stack).unwrap();
    let (abort, book) = (AtomicBool::new(false), Book::default());
    let mut world = CountedWorld {
        inner: course
            .world(config.mounted_cameras(), stack.looks_at_images())
            .unwrap(),
        book: book.clone(),
        open_after: WARM_UP,
        steps: 0,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut recorder = McapSink::new(&folder.path().join("messages.mcap"), &config, &stack);
    let mut stack = counted(stack, &book);
    let mut counts = None;
    let outcome = drive(Drive {
        world: &mut world,
        stack: &mut stack,
        config: &config,
        seed: config.seed(),
        sinks: vec![&mut recorder as &mut dyn Sink],
        abort: &abort,
        progress: &mut |progress| {
            if progress.simulated.s() >= 0.01 * STEPS as f64 && counts.is_none() {
                counts = Some(book.close());
            }
        },
    });
    assert!(outcome.unwrap().sink_errors.is_empty());
    counts.unwrap()
}

/// Allocations per simulated step of one part, with calls and allocations per call; then the rest.
fn print(name: &str, counts: &Counts) {
    let per_step = |count: u64| count as f64 / (STEPS - WARM_UP) as f64;
    println!("{name}: allocations per simulated step of 10 ms");
    for (part, entry) in &counts.parts {
        println!(
            "  {part:<16} {:8.2}   {:7.1} a call, {} calls",
            per_step(entry.allocations),
            entry.allocations as f64 / entry.calls as f64,
            entry.calls
        );
    }
    println!(
        "  {:<16} {:8.2}",
        "executor, sinks",
        per_step(counts.rest())
    );
    println!(
        "  {:<16} {:8.2}",
        "other threads",
        per_step(counts.elsewhere)
    );
    println!(
        "  {:<16} {:8.2}",
        "in all",
        per_step(counts.here + counts.elsewhere)
    );
}

#[test]
fn a_step_asks_for_little_memory() {
    let blind = count(&["stack.perceiver=none", "run.record=off"]);
    print("without cameras", &blind);
    let recorded = count(&["stack.perceiver=none", "run.record=light"]);
    print("without cameras, recording light", &recorded);
    let parts = blind.parts.len();
    assert!(
        parts >= 9,
        "six stages and the world in three parts: {blind:?}"
    );
    // 56 a step were counted; a list for each agent at each step would be far beyond.
    assert!(blind.here < 80 * (STEPS - WARM_UP), "{blind:?}");
    let light = recorded.here + recorded.elsewhere;
    assert!(light < 90 * (STEPS - WARM_UP), "{recorded:?}");
}

#[test]
#[ignore = "slow: pictures"]
fn a_step_with_a_camera_asks_for_little_memory() {
    let seeing = count(&["world.cameras=[\"front\"]", "run.record=off"]);
    print("with the front camera", &seeing);
    // 163 were counted, 74 of them in the lifter: outline, starts and fits of each box.
    assert!(
        seeing.here + seeing.elsewhere < 230 * (STEPS - WARM_UP),
        "{seeing:?}"
    );
}
