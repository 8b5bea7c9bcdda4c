//! One recorded drive through the stack.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{
    AgentClass, ConfigError, ConfigSource, Registry, Stage, World as _, WorldError,
};
use trunkline_tracking::kitti::Sequence;

use super::detections::RecordedDetections;
use super::identities::Identities;
use super::no_part::NoPart;
use super::world::KittiWorld;
use crate::config::RunConfig;
use crate::drive_record::DriveRecord;
use crate::lockstep::{Drive, DriveError, DriveOutcome, Part, Progress, drive};
use crate::recording::McapSink;
use crate::sink::Sink;
use crate::stack::{Stack, Unfit};

/// A recorded drive to be tracked.
pub struct KittiDrive<'a> {
    /// The recording.
    pub sequence: &'a Sequence,
    /// Detections of these classes only; all if none is given.
    pub classes: &'a [AgentClass],
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Which modules, with which parameters.
    pub source: &'a ConfigSource,
    /// Where every message is recorded, if anywhere.
    pub recording: Option<&'a Path>,
    /// Who else gets every message, in the order of publication.
    pub sinks: Vec<&'a mut dyn Sink>,
    /// Set from elsewhere to end the run cleanly.
    pub abort: &'a AtomicBool,
    /// Called at every frame.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// What came of a recorded drive.
#[derive(Debug)]
pub struct KittiOutcome {
    /// The effective config, complete.
    pub config: String,
    /// Name of the tracker.
    pub tracker: String,
    /// How the run ended.
    pub drive: DriveOutcome,
    /// Its messages.
    pub record: DriveRecord,
    /// What became of the identities.
    pub identities: Identities,
    /// Frames per second of the tracker alone.
    pub tracker_frames_per_s: f64,
}

/// Why a recorded drive cannot be tracked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KittiRunError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The run could not be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A module was asked for that recorded detections stand in for.
    #[error(transparent)]
    NoPart(#[from] NoPart),
    /// The recorded drive lacks what a module needs.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The recorded drive has nothing in it.
    #[error(transparent)]
    World(#[from] WorldError),
}

/// Whether a config could take a recorded drive through the stack; makes nothing.
///
/// # Errors
/// [`KittiRunError`], as [`track`] would give before its first step.
pub fn check(
    registry: &Registry,
    source: &ConfigSource,
    sequence: &Sequence,
) -> Result<(), KittiRunError> {
    NoPart::check(source)?;
    let source = without_images(source)?;
    let config = RunConfig::from_source(registry, &source)?;
    let mut stack = Stack::build(registry, &source, &config.stack)?;
    stack.lifter = RecordedDetections::new(sequence, &[]).seat();
    let info = KittiWorld::new(sequence).reset(config.seed())?;
    Ok(stack.check_world(&info)?)
}

/// What stands in the places that recorded detections take.
fn without_images(source: &ConfigSource) -> Result<ConfigSource, ConfigError> {
    let source = source.clone().set("stack.perceiver=none")?;
    source.set("stack.lifter=oracle")
}

/// Takes a recorded drive through tracker, forecaster, planner, controller and gate. The ego stays
/// on its recorded path, whatever they decide.
///
/// # Errors
/// [`KittiRunError`] if the config does not hold or asks for what recorded drives cannot give.
pub fn track(run: KittiDrive<'_>) -> Result<KittiOutcome, KittiRunError> {
    NoPart::check(run.source)?;
    let source = without_images(run.source)?;
    let config = RunConfig::from_source(run.registry, &source)?;
    let mut stack = Stack::build(run.registry, &source, &config.stack)?;
    stack.lifter = RecordedDetections::new(run.sequence, run.classes).seat();
    let mut world = KittiWorld::new(run.sequence);
    let mut record = DriveRecord::default();
    let mut recording = run
        .recording
        .map(|path| McapSink::new(path, &config, &stack));
    let others = run.sinks.into_iter().map(|sink| sink as &mut dyn Sink);
    let recorded = recording.as_mut().map(|sink| sink as &mut dyn Sink);
    let sinks = others.chain(recorded).chain([&mut record as &mut dyn Sink]);
    let outcome = drive(Drive {
        world: &mut world,
        stack: &mut stack,
        config: &config,
        seed: config.seed(),
        sinks: sinks.collect(),
        abort: run.abort,
        progress: &mut *run.progress,
    })?;
    drop(recording);
    let tracker = outcome
        .times
        .summaries()
        .remove(&Part::Stage(Stage::Tracker));
    let tracker_frames_per_s = tracker.map_or(0.0, |t| 1e3 * t.n as f64 / t.total.max(1e-6));
    Ok(KittiOutcome {
        config: config.effective(),
        tracker: config.stack.tracker,
        identities: Identities::of(&record, run.classes),
        drive: outcome,
        record,
        tracker_frames_per_s,
    })
}
