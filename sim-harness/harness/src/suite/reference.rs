//! How far the expert comes in each scenario (docs/METRICS.md 3), to be written into its file.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry};
use trunkline_world::Scenario;

use super::plan::SuitePlan;
use super::side_by_side::side_by_side;
use crate::config::RunConfig;
use crate::course::Course;
use crate::course_drive::{CourseDrive, CourseDriveError, drive_course};

/// The expert: the lane-following planner, with oracle inputs.
const EXPERT: [&str; 4] = [
    "stack.lifter=oracle",
    "stack.tracker=oracle",
    "stack.forecaster=constant_velocity",
    "stack.planner=idm",
];

/// The expert covers at least this, m (docs/METRICS.md 3).
const LEAST_PROGRESS_M: f64 = 2.0;

/// Why the expert's progress cannot be found.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The expert's modules are not there, or a scenario's file cannot be written to.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A drive could not be made.
    #[error("expert in `{scenario}`, seed {seed}: {source}")]
    Drive {
        /// The scenario.
        scenario: String,
        /// The seed.
        seed: u64,
        /// What happened.
        source: Box<CourseDriveError>,
    },
}

/// Drives the expert over a plan's scenarios and seeds. Returns for each scenario, by its name,
/// the text of its file with the expert's progress in it.
///
/// # Errors
/// [`ReferenceError`] if the expert's modules are not registered, a drive cannot be made, or a file
/// has its progress where it cannot be replaced.
pub fn write_reference(
    registry: &Registry,
    plan: &SuitePlan,
    abort: &AtomicBool,
) -> Result<BTreeMap<String, String>, ReferenceError> {
    let mut source = ConfigSource::new().set("run.record=off")?;
    for choice in EXPERT {
        source = source.set(choice)?;
    }
    let base = RunConfig::from_source(registry, &source)?;
    let driven = side_by_side(&plan.runs, |run| {
        let Course::Scenario(scenario) = &run.course else {
            return Ok(None); // recorded scenes have an expert: the recorded driver
        };
        let mut config = base.clone();
        config.run.seed = Some(run.seed);
        let driven = drive_course(CourseDrive {
            course: &run.course,
            registry,
            source: &source,
            config: &config,
            run_dir: None,
            sinks: Vec::new(),
            abort,
            progress: &mut |_| {},
        });
        let driven = driven.map_err(|source| ReferenceError::Drive {
            scenario: scenario.name.clone(),
            seed: run.seed,
            source: Box::new(source),
        })?;
        let progress_m = driven.scorecard.nuplan.map_or(0.0, |n| n.progress.ego_m);
        let progress_m = progress_m.max(LEAST_PROGRESS_M);
        Ok::<_, ReferenceError>(Some((scenario.as_ref(), run.seed, progress_m)))
    })?;
    let mut by_scenario: BTreeMap<&str, (&Scenario, BTreeMap<u64, f64>)> = BTreeMap::new();
    for (scenario, seed, progress_m) in driven.into_iter().flatten() {
        let entry = by_scenario.entry(&scenario.name);
        let (_, seeds) = entry.or_insert_with(|| (scenario, BTreeMap::new()));
        seeds.insert(seed, progress_m);
    }
    let texts = by_scenario.into_iter().map(|(name, (scenario, seeds))| {
        let text = scenario.text_with_reference(&seeds)?;
        Ok((name.to_owned(), text))
    });
    texts.collect()
}
