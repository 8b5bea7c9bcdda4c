//! All runs of a suite, on all cores.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry};

use super::plan::{SuitePlan, SuiteRun};
use super::row_store::RowStore;
use super::side_by_side::side_by_side;
use crate::config::{Record, RunConfig, WorldSection};
use crate::course::Course;
use crate::course_drive::{CourseDrive, CourseDriveError, drive_course};
use crate::documents::{DriveDocument, SuiteDocument};
use crate::fault::{Fault, panic_words};
use crate::lockstep::DriveEnding;
use crate::metrics::{Scorecard, judge};
use crate::recording::{RecordingError, RunDir};
use crate::stack::Stack;

/// A suite to be run.
pub struct Suite<'a> {
    /// Which runs.
    pub plan: &'a SuitePlan,
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Which modules, with which parameters.
    pub source: &'a ConfigSource,
    /// Where to keep rows and run folders; nothing is kept without.
    pub out: Option<&'a Path>,
    /// Whether rows that are already in `out` are taken over, if their config is the same.
    pub resumes: bool,
    /// Set from elsewhere to stop after the runs that are under way, which are not counted.
    pub abort: &'a AtomicBool,
    /// Called after each run with the number of finished ones. From several threads.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// Why a suite cannot be run, or cannot go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The plan has no runs.
    #[error(
        "suite `{name}` has no run to make\n\nhint: give it at least one scenario and one seed"
    )]
    Empty {
        /// Name of the plan.
        name: String,
    },
    /// The suite's folder cannot be used.
    #[error(transparent)]
    Folder(#[from] RecordingError),
    /// What is to be gone on with is no suite.
    #[error(
        "`{folder}` holds no suite that could go on\n\nhint: give the folder of the suite, or a new one without --resume"
    )]
    NotASuite {
        /// The folder.
        folder: String,
    },
    /// A run could not be kept. What was finished before is.
    #[error(
        "the suite stopped in run {run}; {finished} of {planned} runs are finished and kept, \
         --resume goes on from there"
    )]
    NotKept {
        /// Which run.
        run: String,
        /// Runs that are finished and kept.
        finished: usize,
        /// Runs that were planned.
        planned: usize,
        /// What could not be written, where and why.
        source: Box<CourseDriveError>,
    },
    /// A mistake of ours.
    #[error("{0}")]
    Fault(#[from] Fault),
}

/// The config that a suite's runs share: what it leaves to the world is chosen for that of the
/// first run.
///
/// # Errors
/// [`ConfigError`] if it does not hold.
pub fn suite_config(
    registry: &Registry,
    source: &ConfigSource,
    plan: &SuitePlan,
) -> Result<RunConfig, ConfigError> {
    let given: WorldSection = source.section("world")?;
    let first = plan.runs.first().map(|run| run.world.clone());
    let world = WorldSection {
        cameras: given.cameras,
        ..first.unwrap_or_default()
    };
    let mut config = RunConfig::in_world(registry, source, world)?;
    (config.world.scenario, config.world.log) = (None, None);
    Ok(config)
}

/// Runs a suite, as many drives at a time as the current rayon pool has threads. A run whose drive fails is a row with
/// score 0 that says why; an interrupted suite gives the rows that it has.
///
/// # Errors
/// [`SuiteError`] if the plan is empty, the config is not valid, or a run could not be kept.
pub fn run_suite(suite: &Suite<'_>) -> Result<SuiteDocument, SuiteError> {
    let start = Instant::now();
    let runs = &suite.plan.runs;
    if runs.is_empty() {
        return Err(SuiteError::Empty {
            name: suite.plan.name.clone(),
        });
    }
    let config = suite_config(suite.registry, suite.source, suite.plan)?;
    if let Some(out) = suite.out {
        check_folder(out, suite.resumes)?;
    }
    let store = suite.out.map(RowStore::new).transpose()?;
    let finished = AtomicUsize::new(0);
    let rows = side_by_side(runs, |run| {
        let row = one(suite, &config, store.as_ref(), run)?;
        if row.is_some() {
            (suite.progress)(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
        Ok(row)
    });
    let rows: Vec<Option<DriveDocument>> =
        rows.map_err(|error: SuiteError| error.after(finished.into_inner(), runs.len()))?;
    Ok(SuiteDocument::new(
        rows.into_iter().flatten().collect(),
        runs.len(),
        start.elapsed().as_secs_f64(),
    ))
}

impl SuiteError {
    fn not_kept(run: String, source: CourseDriveError) -> Self {
        Self::NotKept {
            run,
            finished: 0,
            planned: 0,
            source: Box::new(source),
        }
    }

    /// With the number of runs that are finished when the last thread has stopped.
    fn after(mut self, done: usize, all: usize) -> Self {
        if let Self::NotKept {
            finished, planned, ..
        } = &mut self
        {
            (*finished, *planned) = (done, all);
        }
        self
    }
}

/// A suite's folder is new, or that of the suite that goes on.
fn check_folder(out: &Path, resumes: bool) -> Result<(), SuiteError> {
    match RunDir::check_new(out) {
        Err(RecordingError::NotEmpty { path }) if resumes => {
            let is_suite = RowStore::is_in(out);
            is_suite
                .then_some(())
                .ok_or(SuiteError::NotASuite { folder: path })
        }
        result => Ok(result?),
    }
}

/// One run; `None` if the suite was stopped before or in it.
fn one(
    suite: &Suite<'_>,
    base: &RunConfig,
    store: Option<&RowStore>,
    run: &SuiteRun,
) -> Result<Option<DriveDocument>, SuiteError> {
    let world = WorldSection {
        cameras: base.world.cameras.clone(),
        ..run.world.clone()
    };
    let mut config = RunConfig::in_world(suite.registry, suite.source, world)?;
    config.run.seed = Some(run.seed);
    let (id, hash) = (run.id(), run.course.fingerprint(&config)?);
    if let Some(store) = store.filter(|_| suite.resumes)
        && let Some(row) = store.load(&id, &hash)
    {
        return Ok(Some(row));
    }
    if suite.abort.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let stack = Stack::build(suite.registry, suite.source, &config.stack)?;
    let blank = DriveDocument::blank(&run.course, run.seed, Some(&stack));
    let driven = catch_unwind(AssertUnwindSafe(|| attempt(suite, &config, run, &id)));
    let row = match driven {
        Ok(Ok(row)) if row.ending == Some(DriveEnding::Aborted) => return Ok(None),
        Ok(Ok(row)) => row,
        Ok(Err(CourseDriveError::Fault(fault))) => return Err(fault.into()),
        Ok(Err(error)) if error.is_about_keeping() => return Err(SuiteError::not_kept(id, error)),
        Ok(Err(error)) => crashed(&run.course, blank, error.to_string()),
        Err(panic) => {
            let words = format!("panicked: {}", panic_words(panic.as_ref()));
            crashed(&run.course, blank, words)
        }
    };
    if let Some(store) = store {
        let saved = store.save(&id, &hash, &row);
        saved.map_err(|error| SuiteError::not_kept(id, error))?;
    }
    Ok(Some(row))
}

fn attempt(
    suite: &Suite<'_>,
    config: &RunConfig,
    run: &SuiteRun,
    id: &str,
) -> Result<DriveDocument, CourseDriveError> {
    let is_kept = config.run.record != Record::Off;
    let folder = suite.out.filter(|_| is_kept);
    let folder = folder.map(|out| {
        let path = out.join("runs").join(id);
        match suite.resumes {
            true => RunDir::begun_before(&path), // its row is missing
            false => RunDir::new(&path),
        }
    });
    let folder = folder.transpose()?;
    let driven = drive_course(CourseDrive {
        course: &run.course,
        registry: suite.registry,
        source: suite.source,
        config,
        run_dir: folder.as_ref(),
        sinks: Vec::new(),
        abort: suite.abort,
        progress: &mut |_| {},
    })?;
    // A run that could not be recorded is not one that others can look at.
    Ok(driven.whole()?.document)
}

/// A run whose drive failed: score 0, counted.
fn crashed(course: &Course, blank: DriveDocument, fault: String) -> DriveDocument {
    let card = Scorecard::failed(&blank.scenario, fault);
    let judged = judge(&course.criteria(), &card);
    blank.with_scorecard(&card).with_criteria(&judged)
}
