//! What the ego sees at a time of a drive.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use trunkline_interfaces::messages::{CameraFrame, CameraTruth};
use trunkline_interfaces::{ConfigError, ConfigSource, Registry, World as _, WorldError};
use trunkline_world::roads::Roads;
use trunkline_world::{Camera, Scenario, Simulation};

use crate::config::RunConfig;
use crate::lockstep::{Drive, DriveError, drive};
use crate::stack::Stack;

/// The stack that drives up to the moment: detections straight from truth, so that no picture is
/// taken on the way.
const BLIND: [&str; 3] = [
    "stack.perceiver=\"none\"",
    "stack.lifter=\"oracle\"",
    "run.record=\"off\"",
];

/// Why there is no such moment.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MomentError {
    /// The world cannot be set up.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The stack that drives there cannot be built.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The drive could not be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The drive was over before.
    #[error(
        "the drive is over after {ended_s:.1} s, before the picture at {at_s:.1} s\n\nhint: choose an earlier time"
    )]
    TooLate {
        /// When the picture was to be taken, s.
        at_s: f64,
        /// When the drive ended, s.
        ended_s: f64,
    },
    /// The command was interrupted.
    #[error("interrupted before there was a result")]
    Interrupted,
}

/// What every camera shows `at_s` seconds into a drive, with labels. The default stack drives
/// there, with detections straight from truth. `roads` are those that the scenario's map names, if
/// that is neither built in nor a file.
///
/// # Errors
/// [`MomentError`] if the world cannot be set up or the drive ends earlier.
pub fn moment(
    registry: &Registry,
    (scenario, roads): (&Scenario, Option<&Roads>),
    seed: u64,
    at_s: f64,
    cameras: Vec<Camera>,
    interrupted: &AtomicBool,
) -> Result<Vec<(Arc<CameraFrame>, CameraTruth)>, MomentError> {
    let mut world = match roads {
        Some(roads) => Simulation::on_roads(scenario, roads.clone())?,
        None => Simulation::new(scenario)?,
    };
    if at_s > 0.0 {
        drive_to(&mut world, registry, seed, at_s, interrupted)?;
        world = world.with_cameras(cameras);
    } else {
        world = world.with_cameras(cameras);
        world.reset(seed)?;
    }
    let seen = world.observe();
    let truth = seen.truth.map(Arc::unwrap_or_clone);
    let views = truth.map_or_else(Vec::new, |truth| truth.views);
    Ok(seen.frames.into_iter().zip(views).collect())
}

/// Takes a world to a time of a drive, with the default stack and detections straight from truth.
///
/// # Errors
/// [`MomentError`] if the drive ends earlier.
pub(crate) fn drive_to(
    world: &mut Simulation,
    registry: &Registry,
    seed: u64,
    at_s: f64,
    interrupted: &AtomicBool,
) -> Result<(), MomentError> {
    let source = BLIND
        .iter()
        .try_fold(ConfigSource::new(), |source, set| source.set(set))?;
    let config = RunConfig::from_source(registry, &source)?;
    let mut stack = Stack::build(registry, &source, &config.stack)?;
    let is_there = AtomicBool::new(false);
    let outcome = drive(Drive {
        world,
        stack: &mut stack,
        config: &config,
        seed,
        sinks: Vec::new(),
        abort: &is_there,
        progress: &mut |progress| {
            let is_over = progress.simulated.s() >= at_s || interrupted.load(Ordering::Relaxed);
            is_there.store(is_over, Ordering::Relaxed);
        },
    })?;
    let ended_s = outcome.simulated.s();
    if interrupted.load(Ordering::Relaxed) {
        Err(MomentError::Interrupted)
    } else if ended_s < at_s {
        Err(MomentError::TooLate { at_s, ended_s })
    } else {
        Ok(())
    }
}
