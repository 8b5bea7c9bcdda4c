//! Figures of the loop: whole repetitions only, and nothing left behind.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use trunkline_harness::bench::{LockstepBench, bench_lockstep};
use trunkline_interfaces::messages::Plan;
use trunkline_interfaces::stages::{Planner, PlannerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use crate::lockstep::source;
use crate::toy_modules::{Toy, registry};

static STOP: AtomicBool = AtomicBool::new(false);
static PLANS: AtomicU64 = AtomicU64::new(0);
/// Plans of one repetition and a half: 60 s at 10 Hz to warm up, and 30 s.
const ENOUGH: u64 = 900;

/// Gives no plan, and asks to stop in the middle of the second repetition.
#[derive(Debug)]
struct Stopper;

impl Planner for Stopper {
    fn plan(&mut self, _: PlannerInput<'_>, _: &StepContext<'_>) -> Result<Plan, StageError> {
        STOP.store(
            PLANS.fetch_add(1, Ordering::Relaxed) >= ENOUGH,
            Ordering::Relaxed,
        );
        Err(StageError::Internal {
            reason: "only counts".into(),
        })
    }

    fn reset(&mut self) {}
}

#[test]
fn a_repetition_that_was_cut_is_no_figure_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let registry = registry().planner("stopper", |_: Toy| Ok::<_, ConfigError>(Stopper));
    let document = bench_lockstep(LockstepBench {
        registry: &registry,
        source: &source(&["stack.planner=stopper"]),
        folder: folder.path(),
        repetitions: 1,
        abort: &STOP,
        progress: &mut |_| {},
    })
    .unwrap();
    assert!(
        PLANS.load(Ordering::Relaxed) > ENOUGH,
        "not stopped in time"
    );
    assert!(
        document.rows.is_empty() && !document.complete,
        "{document:?}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
