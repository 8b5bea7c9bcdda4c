//! What drives the stack from outside: the embedded simulator, a recorded scene, a bridge.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::lane_map::LaneMap;
use crate::messages::{Actuation, CameraFrame, EgoState, Route, Trajectory, Truth, TruthFuture};
use crate::time::Duration;
use crate::vehicle::VehicleParams;

/// What a world offers; a stack that needs more is refused in words before the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Camera images.
    pub images: bool,
    /// Classes, road users and depths of their pixels ([`Truth::views`]).
    pub labels: bool,
    /// Ground truth of agents.
    pub truth: bool,
    /// The agents' futures.
    pub future: bool,
}

/// What a world says of itself when a run begins.
#[derive(Debug, Clone)]
pub struct WorldInfo {
    /// Name for people: scenario or scene.
    pub name: String,
    /// What it offers.
    pub capabilities: Capabilities,
    /// Time per [`World::act`].
    pub step: Duration,
    /// The map; empty where there is none.
    pub map: Arc<LaneMap>,
    /// The vehicle that the ego drives.
    pub vehicle: VehicleParams,
    /// How long the run is to last at most.
    pub duration: Duration,
}

/// Why a run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The ego reached its goal.
    GoalReached,
    /// The time is up.
    TimeUp,
    /// The source of the world ended (a log, a peer).
    SourceEnded,
}

/// What a world shows at one time. What is not offered or did not change is empty.
#[derive(Debug, Clone, Default)]
pub struct Observation {
    /// One per camera.
    pub frames: Vec<Arc<CameraFrame>>,
    /// Where to go, if it changed since the last observation (always in the first).
    pub route: Option<Arc<Route>>,
    /// Ground truth.
    pub truth: Option<Arc<Truth>>,
    /// Why the run is over, once it is.
    pub ending: Option<Ending>,
}

/// Why a world cannot go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WorldError {
    /// It cannot be set up as asked.
    #[error("cannot set up {world}: {reason}")]
    Setup {
        /// Scenario, scene or peer.
        world: String,
        /// What is wrong, where, and what to do.
        reason: String,
    },
    /// It does not take this kind of actuation.
    #[error(
        "{world} does not take {kind}\n\nhint: choose another controller (the command `modules controller` lists them)"
    )]
    Actuation {
        /// Scenario, scene or peer.
        world: String,
        /// What was asked of it.
        kind: &'static str,
    },
}

/// A world that a stack can drive in. `act` advances exactly one step; nothing else does.
pub trait World: Send {
    /// Begins a run.
    ///
    /// # Errors
    /// [`WorldError::Setup`] if the run cannot be set up.
    fn reset(&mut self, seed: u64) -> Result<WorldInfo, WorldError>;

    /// The ego's own motion now: cheap, for the control rate.
    fn ego(&self) -> EgoState;

    /// Everything else that can be seen now, for the sensor rate.
    fn observe(&mut self) -> Observation;

    /// Advances one step under a command.
    ///
    /// # Errors
    /// [`WorldError::Actuation`] if the world does not take this kind of actuation.
    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError>;

    /// What the agents are going to do over `horizon_s`, in steps of `dt_s`, if the ego drives
    /// `plan` (its own course goes on straight where there is none). `None` if the world cannot tell.
    fn future(&self, plan: Option<&Trajectory>, horizon_s: f64, dt_s: f64) -> Option<TruthFuture>;
}
