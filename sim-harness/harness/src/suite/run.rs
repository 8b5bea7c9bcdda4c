//! All runs of a suite, on all cores.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry};

use super::plan::{SuitePlan, SuiteRun};
use super::row_store::{RowStore, RowStoreError};
use crate::config::{Record, RunConfig};
use crate::course_drive::{CourseDrive, blank, drive_course};
use crate::documents::{DriveDocument, SuiteDocument};
use crate::lockstep::DriveEnding;
use crate::metrics::Scorecard;
use crate::recording::RunDir;
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

/// Why a suite cannot be run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Finished rows cannot be kept.
    #[error(transparent)]
    Rows(#[from] RowStoreError),
}

/// Runs a suite on the threads of the current rayon pool. A run that cannot be finished is a row
/// with score 0 that says why; an interrupted suite gives the rows that it has.
///
/// # Errors
/// [`SuiteError`] if the config is not valid or rows cannot be kept.
pub fn run_suite(suite: &Suite<'_>) -> Result<SuiteDocument, SuiteError> {
    let start = Instant::now();
    let config = RunConfig::from_source(suite.registry, suite.source)?;
    let store = suite.out.map(RowStore::new).transpose()?;
    let finished = AtomicUsize::new(0);
    let rows: Vec<Option<DriveDocument>> = suite
        .plan
        .runs
        .par_iter()
        .map(|run| {
            let row = one(suite, &config, store.as_ref(), run)?;
            if row.is_some() {
                (suite.progress)(finished.fetch_add(1, Ordering::Relaxed) + 1);
            }
            Ok(row)
        })
        .collect::<Result<_, SuiteError>>()?;
    Ok(SuiteDocument::new(
        rows.into_iter().flatten().collect(),
        suite.plan.runs.len(),
        start.elapsed().as_secs_f64(),
    ))
}

/// One run; `None` if the suite was stopped before or in it.
fn one(
    suite: &Suite<'_>,
    base: &RunConfig,
    store: Option<&RowStore>,
    run: &SuiteRun,
) -> Result<Option<DriveDocument>, SuiteError> {
    let mut config = base.clone();
    config.world.scenario.clone_from(&run.world.scenario);
    config.world.log.clone_from(&run.world.log);
    config.run.seed = Some(run.seed);
    let (id, hash) = (run.id(), run.course.fingerprint(&config));
    if let Some(store) = store.filter(|_| suite.resumes)
        && let Some(row) = store.load(&id, &hash)
    {
        return Ok(Some(row));
    }
    if suite.abort.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let stack = Stack::build(suite.registry, suite.source)?;
    let blank = blank(&run.course, &config, &stack);
    let driven = catch_unwind(AssertUnwindSafe(|| attempt(suite, &config, run, &id)));
    let row = match driven {
        Ok(Ok(row)) if row.ending == Some(DriveEnding::Aborted) => return Ok(None),
        Ok(Ok(row)) => row,
        Ok(Err(fault)) => crashed(blank, fault),
        Err(panic) => crashed(blank, format!("panicked: {}", words(panic.as_ref()))),
    };
    if let Some(store) = store {
        store.save(&id, &hash, &row)?;
    }
    Ok(Some(row))
}

fn attempt(
    suite: &Suite<'_>,
    config: &RunConfig,
    run: &SuiteRun,
    id: &str,
) -> Result<DriveDocument, String> {
    let is_kept = config.run.record != Record::Off;
    let folder = match suite.out.filter(|_| is_kept) {
        Some(out) => Some(RunDir::at(&out.join("runs").join(id)).map_err(|e| e.to_string())?),
        None => None,
    };
    let driven = drive_course(CourseDrive {
        course: &run.course,
        registry: suite.registry,
        source: suite.source,
        config,
        run_dir: folder.as_ref(),
        sinks: Vec::new(),
        abort: suite.abort,
        progress: &mut |_| {},
    });
    let driven = driven.map_err(|e| e.to_string())?;
    match driven.outcome.sink_errors.first() {
        // A run that could not be recorded is not one that others can look at.
        Some(error) => Err(error.to_string()),
        None => Ok(driven.document),
    }
}

/// A run that could not be finished: score 0, counted.
fn crashed(blank: DriveDocument, fault: String) -> DriveDocument {
    let card = Scorecard::failed(&blank.scenario, fault.clone());
    DriveDocument {
        failed_criteria: vec![fault],
        ..blank.with_scorecard(&card)
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}
