//! How a run ended.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use trunkline_interfaces::messages::InvalidMessage;
use trunkline_interfaces::{Duration, Ending, WorldError};

use super::times::StageTimes;
use crate::sink::SinkError;
use crate::stack::Unfit;

/// Why a run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriveEnding {
    /// The ego reached its goal.
    GoalReached,
    /// The time is up.
    TimeUp,
    /// The source of the world ended (a log, a peer).
    SourceEnded,
    /// Somebody asked to stop (Ctrl-C).
    Aborted,
}

impl From<Ending> for DriveEnding {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::GoalReached => Self::GoalReached,
            Ending::TimeUp => Self::TimeUp,
            Ending::SourceEnded => Self::SourceEnded,
        }
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct DriveOutcome {
    /// Why it is over.
    pub ending: DriveEnding,
    /// Logical time that passed.
    pub simulated: Duration,
    /// Steps of the world.
    pub steps: u64,
    /// Wall time from reset to ending, s.
    pub wall_s: f64,
    /// Where the wall time went.
    pub times: StageTimes,
    /// Sinks that gave up on the way or could not be completed, in the order in which it happened.
    pub sink_errors: Vec<SinkError>,
}

/// Why a run could not be made or could not go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DriveError {
    /// The world cannot be set up or does not take the commands.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The stack needs what the world lacks.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The world gives a message that nobody could use.
    #[error("{world} gave an unusable message at {at_s:.2} s")]
    Message {
        /// Scenario, scene or peer.
        world: String,
        /// Simulated time.
        at_s: f64,
        /// Which field.
        source: InvalidMessage,
    },
    /// The world says of itself what cannot be.
    #[error("{world} says that one step takes {step_ns} ns: a world must step forward in time")]
    Step {
        /// Scenario, scene or peer.
        world: String,
        /// The step as given.
        step_ns: i64,
    },
}
