//! Driving a scenario with a config.

use std::sync::atomic::AtomicBool;

use trunkline_harness::{
    Course, CourseDrive, CourseDriveError, DrivenCourse, RunConfig, drive_course,
};
use trunkline_interfaces::{ConfigSource, Registry};

use crate::blind::{Blind, Eyeless, NoParameters, Open};
use crate::pixels::Looking;

/// Every module that ships, and those of these tests.
pub(crate) fn registry() -> Registry {
    let registry = trunkline_perception::register(Registry::new());
    let registry = trunkline_tracking::register(registry);
    let registry = trunkline_planning::register(registry);
    trunkline_control::register(registry)
        .planner("blind", Blind::from_config)
        .gate("open", |_: NoParameters| Ok(Open))
        .perceiver("looking", |_: NoParameters| Ok(Looking))
        .lifter_as("eyeless", |_: NoParameters| Ok(Eyeless), true)
}

/// Drives a course; `sets` are arguments of `--set`. Detections come from the truth unless they say
/// otherwise: what is asked here is how it drives, not what it sees.
pub(crate) fn drive(
    course: &Course,
    seed: u64,
    sets: &[String],
) -> Result<DrivenCourse, CourseDriveError> {
    let registry = registry();
    let mut source = ConfigSource::new().set(&format!("run.seed={seed}"))?;
    let sees = |set: &String| set.starts_with("stack.perceiver") || set.starts_with("stack.lifter");
    if !sets.iter().any(sees) {
        source = source.set("stack.perceiver=none")?;
    }
    for set in sets {
        source = source.set(set)?;
    }
    let config = RunConfig::from_source(&registry, &source)?;
    drive_course(CourseDrive {
        course,
        registry: &registry,
        source: &source,
        config: &config,
        run_dir: None,
        sinks: Vec::new(),
        abort: &AtomicBool::new(false),
        progress: &mut |_| {},
    })
}
