//! The run again: its config, its sensor messages or its world, a fresh stack.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, Stage, World, WorldError};

use super::comparison::{Comparison, ReplayDocument};
use super::recorded_world::RecordedWorld;
use crate::config::{NO_PERCEIVER, Record, RunConfig};
use crate::course::{Course, CourseError};
use crate::fault::Fault;
use crate::kitti::{NoPart, RecordedDetections};
use crate::lockstep::{Drive, DriveEnding, DriveError, Progress, drive};
use crate::recording::{Recording, RecordingError};
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
    /// The stack looks at what the recording does not hold.
    #[error(
        "`{path}` holds no {lacking}, which perceiver `{perceiver}` needs\n\nhint: --resimulate runs the world again, which renders them"
    )]
    NoImages {
        /// The file.
        path: String,
        /// "images", "labels of its images".
        lacking: &'static str,
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
    /// The world of the run were files, which the recording does not name.
    #[error(
        "`{path}` was made of recorded files: there is no world that could be run again\n\nhint: leave --resimulate out, or make the run again with the command that made it"
    )]
    NoWorld {
        /// The file.
        path: String,
    },
    /// A module was asked for that recorded detections stand in for.
    #[error(transparent)]
    NoPart(#[from] NoPart),
    /// There is nothing to compare: the recording ends before the stack has said anything.
    #[error(
        "`{path}` holds no message of the stack that could be compared\n\nhint: record a longer run"
    )]
    Empty {
        /// The file.
        path: String,
    },
    /// A mistake of ours.
    #[error("{0}")]
    Fault(#[from] Fault),
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
    let lifter = recording.info.modules.get(&Stage::Lifter);
    let is_kitti = lifter.is_some_and(|name| name == RecordedDetections::NAME);
    if is_kitti {
        NoPart::check(&changed(ConfigSource::new(), run.changes)?)?;
    }
    let recorded = ConfigSource::new().text("config.toml", &recording.info.config)?;
    let source = changed(recorded, run.changes)?;
    let config = RunConfig::from_source(run.registry, &source)?;
    let mut stack = Stack::build(run.registry, &source, &config.stack)?;
    if is_kitti {
        if run.resimulates {
            return Err(ReplayError::NoWorld { path });
        }
        // No module that a config names: what it said stands in the recording.
        stack.lifter = RecordedDetections::of_recording(recording)?.seat();
    }
    let is_oracle = stack.perceiver.as_ref().is_some_and(|p| p.is_oracle);
    let mut comparison = Comparison::new(recording, run.resimulates);
    let mut go = |world: &mut dyn World| {
        drive(Drive {
            world,
            stack: &mut stack,
            config: &config,
            seed: config.seed(),
            sinks: vec![&mut comparison],
            abort: run.abort,
            progress: &mut *run.progress,
        })
    };
    let outcome = if run.resimulates {
        let mut world = Course::open(&config.world)?.world(config.mounted_cameras(), true)?;
        go(world.as_mut())?
    } else {
        let has_eyes = config.stack.perceiver != NO_PERCEIVER;
        let mut world = RecordedWorld::new(recording, has_eyes)?;
        let offers = world.capabilities();
        let lacking = match (offers.images, offers.labels) {
            (false, _) => Some("images"),
            (true, false) if is_oracle => Some("labels of its images"),
            _ => None,
        };
        if let Some(lacking) = lacking.filter(|_| has_eyes) {
            let perceiver = config.stack.perceiver;
            return Err(ReplayError::NoImages {
                path,
                lacking,
                perceiver,
            });
        }
        let outcome = go(&mut world)?;
        match world.into_error() {
            Some(error) => return Err(error.into()),
            None => outcome,
        }
    };
    if let Some(error) = outcome.sink_errors.into_iter().next() {
        return Err(Fault::new("the comparison", error).into());
    }
    let is_aborted = outcome.ending == DriveEnding::Aborted;
    if is_aborted {
        comparison.stop();
    }
    let document = comparison.into_document();
    if document.messages == 0 && !is_aborted {
        return Err(ReplayError::Empty { path });
    }
    Ok(document)
}

fn changed(source: ConfigSource, changes: &[String]) -> Result<ConfigSource, ConfigError> {
    changes
        .iter()
        .try_fold(source, |source, set| source.set(set))
}
