//! Where a run is shown: a file, a viewer on this machine, a viewer elsewhere.

use std::path::Path;
use std::time::Duration;

use rerun::archetypes::ViewCoordinates;
use rerun::log::ChunkBatcherConfig;
use rerun::{RecordingStreamBuilder, SpawnError, SpawnOptions};

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{LaneMap, VehicleParams};

use crate::blueprint;
use crate::error::ViewerError;
use crate::latency;
use crate::map;
use crate::messages::camera_frame::Cameras;
use crate::messages::command::{self, Gate};
use crate::messages::ego_state::{self, Ego};
use crate::messages::forecasts::Classes;
use crate::messages::health::LastHealth;
use crate::messages::plan::LastPlan;
use crate::messages::route::{self, LastRoute};
use crate::messages::tracks::Trails;
use crate::messages::{detections3d, perception, truth, truth_future};
use crate::paths;
use crate::recording::Recording;
use crate::signals::Signals;

/// Version of Rerun that recordings are written with; the viewer should be the same.
pub const RERUN_VERSION: &str = "0.36.3";
/// Name of the application under which viewers keep a user's own layout.
const APPLICATION: &str = "trunkline";
/// Share of the machine's memory that a viewer opened by us may use: several may be open.
const MEMORY_LIMIT: &str = "25%";
/// An entity's chunks in a file end after so many rows, never after a time or a size (Rerun counts
/// the memory that it happens to hold), so that they are always the same. So many images fit in
/// memory.
const ROWS_PER_CHUNK: u64 = 64;

/// Shows the messages of one run.
pub struct Viewer {
    recording: Recording,
    scene: Scene,
}

/// What must be remembered between messages.
#[derive(Default)]
struct Scene {
    cameras: Cameras,
    classes: Classes,
    ego: Ego,
    gate: Gate,
    health: LastHealth,
    plan: LastPlan,
    route: LastRoute,
    signals: Signals,
    trails: Trails,
    layouts: usize,
    is_truth_known: bool,
}

impl Viewer {
    /// Writes the recording to a file. Equal messages give equal recordings.
    ///
    /// # Errors
    /// [`ViewerError::File`] if it cannot be written.
    pub fn save(path: &Path, run_id: &str) -> Result<Self, ViewerError> {
        let batching = ChunkBatcherConfig {
            flush_tick: Duration::MAX,
            flush_num_bytes: u64::MAX,
            flush_num_rows: ROWS_PER_CHUNK,
            ..ChunkBatcherConfig::DEFAULT
        };
        let stream = builder(run_id)
            .batcher_config(batching)
            .save(path)
            .map_err(|e| ViewerError::File {
                path: path.display().to_string(),
                reason: e.to_string(),
            })?;
        Ok(Self::new(Recording::new(
            stream,
            format!("`{}`", path.display()),
        )))
    }

    /// Opens a viewer on this machine, or takes the one that is open.
    ///
    /// # Errors
    /// [`ViewerError::NoViewer`] if none is installed, [`ViewerError::Spawn`] if it does not start.
    pub fn spawn(run_id: &str) -> Result<Self, ViewerError> {
        let options = SpawnOptions {
            memory_limit: MEMORY_LIMIT.to_owned(),
            hide_welcome_screen: true,
            ..SpawnOptions::default()
        };
        rerun::spawn(&options).map_err(|e| match e {
            SpawnError::ExecutableNotFoundInPath { .. } | SpawnError::ExecutableNotFound { .. } => {
                ViewerError::NoViewer {
                    version: RERUN_VERSION,
                }
            }
            SpawnError::Io(e) => ViewerError::Spawn {
                reason: e.to_string(),
            },
        })?;
        Self::connect(rerun::DEFAULT_CONNECT_URL, run_id)
    }

    /// Sends the recording to a viewer that listens at `url`
    /// (of the form `rerun+http://127.0.0.1:9876/proxy`).
    ///
    /// # Errors
    /// [`ViewerError::Connect`] if `url` is no viewer's address.
    pub fn connect(url: &str, run_id: &str) -> Result<Self, ViewerError> {
        let stream = builder(run_id)
            .connect_grpc_opts(url)
            .map_err(|e| ViewerError::Connect {
                url: url.to_owned(),
                reason: e.to_string(),
                example: rerun::DEFAULT_CONNECT_URL,
            })?;
        Ok(Self::new(Recording::new(stream, format!("`{url}`"))))
    }

    fn new(recording: Recording) -> Self {
        Self {
            recording,
            scene: Scene::default(),
        }
    }

    /// A run begins: the layout, and what does not change.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if the recording does not take it.
    pub fn begin(
        &mut self,
        map: &LaneMap,
        vehicle: &VehicleParams,
        name: &str,
    ) -> Result<(), ViewerError> {
        let recording = &self.recording;
        self.scene = Scene {
            signals: Signals::of(map),
            ..Scene::default()
        };
        recording
            .stream()
            .send_recording_name(name)
            .map_err(|e| recording.error("name", &e))?;
        recording.log_static(paths::WORLD, &ViewCoordinates::FLU())?;
        map::show(recording, map)?;
        ego_state::show_body(recording, vehicle)?;
        ego_state::style(recording)?;
        route::style(recording)?;
        command::style(recording)?;
        latency::style(recording)?;
        perception::style(recording)?;
        self.send_layout()
    }

    fn send_layout(&mut self) -> Result<(), ViewerError> {
        let scene = &mut self.scene;
        let cameras = scene.cameras.names();
        scene.layouts += 1;
        blueprint::send(&self.recording, APPLICATION, &cameras, scene.layouts)
    }

    /// Shows one message, at the time at which it became available.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if the recording does not take it.
    pub fn message(&mut self, message: &Message) -> Result<(), ViewerError> {
        let (recording, scene) = (&self.recording, &mut self.scene);
        recording.set_time(message.header().produced);
        latency::show(recording, message)?;
        let ground_m = scene.ego.ground_m;
        match message {
            Message::CameraFrame(m) => {
                if scene.cameras.show(recording, m)? {
                    self.send_layout()?;
                }
                Ok(())
            }
            Message::EgoState(m) => scene.ego.show(recording, m, &scene.plan),
            Message::Route(m) => {
                scene.route.show(recording, m, ground_m)?;
                if scene.is_truth_known {
                    return Ok(());
                }
                let states: Vec<_> = m.signals.iter().map(|s| (s.id, s.state)).collect();
                scene.signals.show(recording, &states)
            }
            Message::Truth(m) => {
                scene.is_truth_known = true;
                truth::show(recording, m, &mut scene.signals)
            }
            Message::TruthFuture(m) => truth_future::show(recording, m, ground_m),
            Message::Perception(m) => {
                let image = scene.cameras.image_size(&m.camera);
                perception::show(recording, m, image)
            }
            Message::Detections3d(m) => match scene.ego.state_at(m.header.stamp) {
                Some(ego) => detections3d::show(recording, m, &ego),
                None => Ok(()),
            },
            Message::Tracks(m) => {
                scene.classes.remember(m);
                let ego_m = scene.ego.position_m().unwrap_or_default();
                scene.trails.show(recording, m, ego_m, ground_m)
            }
            Message::Forecasts(m) => scene.classes.show(recording, m, ground_m),
            Message::Plan(m) => {
                let limit = scene
                    .ego
                    .position_m()
                    .and_then(|p| scene.route.limit_mps(p));
                if let Some(limit_mps) = limit {
                    recording.scalar(&format!("{}/limit", paths::PLOT_SPEED), limit_mps)?;
                }
                scene.plan.show(recording, m, ground_m)
            }
            Message::Wish(m) => command::show_wish(recording, m),
            Message::Command(m) => scene.gate.show(recording, m),
            Message::Health(m) => scene.health.show(recording, m),
        }
    }

    /// The run is over: everything is written out.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if something could not be written.
    pub fn finish(&mut self) -> Result<(), ViewerError> {
        self.scene.gate.finish(&self.recording)?;
        self.recording.flush()
    }
}

fn builder(run_id: &str) -> RecordingStreamBuilder {
    RecordingStreamBuilder::new(APPLICATION)
        .recording_id(run_id)
        .enabled(true)
        // The time of recording would differ between two recordings of one run.
        .send_properties(false)
}
