//! The run again: its config, its sensor messages or its world, a fresh stack.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, World, WorldError};

use super::comparison::{Comparison, ReplayDocument};
use super::recorded_world::RecordedWorld;
use crate::config::{Record, RunConfig};
use crate::course::{Course, CourseError};
use crate::lockstep::{Drive, DriveEnding, DriveError, Progress, drive};
use crate::recording::{Recording, RecordingError};
use crate::sink::SinkError;
use crate::stack::Stack;

/// A replay to be made.
pub struct Replay<'a> {
    /// What was recorded.
    pub recording: &'a Recording,
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Changes to the recorded config: arguments of `--set`, in order.
    pub changes: &'a [String],
    /// Whether the world runs again too; else its recorded messages are fed to the stack.
    pub resimulates: bool,
    /// Set from elsewhere to end the replay; what was compared until then is reported.
    pub abort: &'a AtomicBool,
    /// Called at the sensing rate.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// Why a run cannot be replayed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// Not everything that replay needs was recorded.
    #[error(
        "`{path}` is a {level} recording: replay needs every sensor message\n\nhint: record with --record full (the default of `trunkline drive`)"
    )]
    NotFull {
        /// The file.
        path: String,
        /// "light".
        level: &'static str,
    },
    /// The stack uses images, which recordings do not hold.
    #[error(
        "`{path}` holds no pixels, which perceiver `{perceiver}` needs\n\nhint: --resimulate runs the world again, which renders them"
    )]
    NoImages {
        /// The file.
        path: String,
        /// The module.
        perceiver: String,
    },
    /// A message does not read back.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The recorded config and its changes do not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The world of the run is not there any more.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The world cannot be set up.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The run cannot be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A message cannot be compared.
    #[error(transparent)]
    Comparison(#[from] SinkError),
}

/// Runs the stack again on what was recorded and compares every message, byte for byte.
///
/// # Errors
/// [`ReplayError`] if the recording does not hold what is needed or the changed config is not valid.
/// A difference is no error: it is in the document.
pub fn replay(run: Replay<'_>) -> Result<ReplayDocument, ReplayError> {
    let recording = run.recording;
    let path = recording.path.display().to_string();
    match recording.info.record {
        Record::Full => {}
        Record::Light => {
            let level = "light";
            return Err(ReplayError::NotFull { path, level });
        }
        Record::Off => return Err(ReplayError::NotFull { path, level: "off" }),
    }
    let mut source = ConfigSource::new().text("config.toml", &recording.info.config)?;
    for change in run.changes {
        source = source.set(change)?;
    }
    let config = RunConfig::from_source(run.registry, &source)?;
    let mut stack = Stack::build(run.registry, &source)?;
    let mut world: Box<dyn World> = if run.resimulates {
        Course::open(&config.world)?.world()?
    } else {
        if let Some(perceiver) = &stack.perceiver {
            let perceiver = perceiver.name.clone();
            return Err(ReplayError::NoImages { path, perceiver });
        }
        Box::new(RecordedWorld::new(recording)?)
    };
    let mut comparison = Comparison::new(recording, run.resimulates);
    let outcome = drive(Drive {
        world: world.as_mut(),
        stack: &mut stack,
        config: &config,
        seed: config.seed(),
        sinks: vec![&mut comparison],
        abort: run.abort,
        progress: run.progress,
    })?;
    if let Some(error) = outcome.sink_errors.into_iter().next() {
        return Err(error.into());
    }
    if outcome.ending == DriveEnding::Aborted {
        comparison.stop();
    }
    Ok(comparison.into_document())
}
