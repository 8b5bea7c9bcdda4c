//! One drive on a course from beginning to end: run, record, measure, judge.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, WorldError};

use crate::config::{Record, RunConfig};
use crate::course::Course;
use crate::documents::DriveDocument;
use crate::drive_record::DriveRecord;
use crate::fault::{Fault, json_text};
use crate::lockstep::{Drive, DriveError, DriveOutcome, Progress, drive};
use crate::metrics::{Criterion, Scorecard, judge};
use crate::recording::{McapSink, RecordingError, RunDir, write_whole};
use crate::sink::{Sink, SinkError};
use crate::stack::Stack;

/// A drive to be made.
pub struct CourseDrive<'a> {
    /// Where.
    pub course: &'a Course,
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Which modules, with which parameters.
    pub source: &'a ConfigSource,
    /// The same, read; seed and `[world]` in here are what is driven.
    pub config: &'a RunConfig,
    /// Where to keep it; nothing is kept without.
    pub run_dir: Option<&'a RunDir>,
    /// Who else gets every message: a viewer.
    pub sinks: Vec<&'a mut dyn Sink>,
    /// Set from elsewhere to end the drive cleanly.
    pub abort: &'a AtomicBool,
    /// Called at the sensing rate.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// A drive that was made.
#[derive(Debug)]
pub struct DrivenCourse {
    /// How it ended.
    pub outcome: DriveOutcome,
    /// What happened.
    pub record: DriveRecord,
    /// What it was worth.
    pub scorecard: Scorecard,
    /// What was asked, and what came of it.
    pub criteria: Vec<Criterion>,
    /// Scores and figures for scripts.
    pub document: DriveDocument,
    /// Whether `metrics.json` could be written; a full disk takes the recording with it, whose
    /// error says more.
    pub metrics_written: Result<(), RecordingError>,
}

impl DrivenCourse {
    /// The drive, if all that was to be kept of it was kept.
    ///
    /// # Errors
    /// [`CourseDriveError`] for the first sink that failed, then for the scorecard.
    pub fn whole(mut self) -> Result<Self, CourseDriveError> {
        if !self.outcome.sink_errors.is_empty() {
            return Err(self.outcome.sink_errors.swap_remove(0).into());
        }
        std::mem::replace(&mut self.metrics_written, Ok(()))?;
        Ok(self)
    }
}

/// Why a drive could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CourseDriveError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The world cannot be set up.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The run could not be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The run's folder cannot be written.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The drive was made, but not all of it could be recorded.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// A mistake of ours.
    #[error("{0}")]
    Fault(#[from] Fault),
}

impl CourseDriveError {
    /// Whether the drive itself is not to blame, but where it was to be kept: a full disk, a
    /// folder that may not be written. Another drive would fare the same.
    pub(crate) fn is_about_keeping(&self) -> bool {
        matches!(self, Self::Recording(_) | Self::Sink(_))
    }
}

/// Refuses what a drive would refuse at its first moment, before anything is made: a config that
/// does not hold, a world that cannot be set up, a stack that needs what the world lacks.
///
/// # Errors
/// [`CourseDriveError`] with what is refused, and what to do.
pub fn check_course(
    course: &Course,
    registry: &Registry,
    source: &ConfigSource,
    config: &RunConfig,
) -> Result<(), CourseDriveError> {
    let stack = Stack::build(registry, source, &config.stack)?;
    let mut world = course.world(config.mounted_cameras(), stack.looks_at_images())?;
    let info = world.reset(config.seed())?;
    stack.check_world(&info).map_err(DriveError::from)?;
    Ok(())
}

/// Makes a drive. The run folder gets config.toml, messages.mcap and metrics.json.
///
/// # Errors
/// [`CourseDriveError`] if it could not be made at all. What could not be kept of a drive that was
/// made is in the result; [`DrivenCourse::whole`] asks for all of it.
pub fn drive_course(run: CourseDrive<'_>) -> Result<DrivenCourse, CourseDriveError> {
    let config = run.config;
    let mut stack = Stack::build(run.registry, run.source, &config.stack)?;
    let is_recorded = run.run_dir.is_some() && config.run.record == Record::Full;
    let is_looked_at = stack.looks_at_images() || is_recorded || !run.sinks.is_empty();
    let cameras = config.mounted_cameras();
    let mut world = run.course.world(cameras, is_looked_at)?;
    let mut record = DriveRecord::default();
    let mut recorder = match run.run_dir {
        Some(folder) => {
            write_whole(&folder.config(), &config.effective())?;
            let is_on = config.run.record != Record::Off;
            is_on.then(|| McapSink::new(&folder.recording(), config, &stack))
        }
        None => None,
    };
    let mut sinks: Vec<&mut dyn Sink> = vec![&mut record];
    sinks.extend(recorder.as_mut().map(|r| r as &mut dyn Sink));
    sinks.extend(run.sinks.into_iter().map(|sink| sink as &mut dyn Sink));
    let outcome = drive(Drive {
        world: world.as_mut(),
        stack: &mut stack,
        config,
        seed: config.seed(),
        sinks,
        abort: run.abort,
        progress: run.progress,
    })?;
    let scorecard = run.course.score(&record, config.seed());
    let criteria = judge(&run.course.criteria(), &scorecard);
    let metrics_written = match run.run_dir {
        Some(folder) => write_whole(&folder.metrics(), &json_text("the scorecard", &scorecard)?),
        None => Ok(()),
    };
    let document = DriveDocument {
        run_dir: run.run_dir.map(|d| d.path().display().to_string()),
        ..DriveDocument::blank(run.course, config.seed(), Some(&stack))
            .with_outcome(&outcome)
            .with_scorecard(&scorecard)
            .with_criteria(&criteria)
    };
    Ok(DrivenCourse {
        outcome,
        record,
        scorecard,
        criteria,
        document,
        metrics_written,
    })
}
