//! What every message carries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Duration, Stamp};

/// When, in what order, and resting on what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Number of the message on its topic, from 0.
    pub seq: u64,
    /// Time at which the content is valid.
    pub stamp: Stamp,
    /// Time at which the message became available to others.
    pub produced: Stamp,
    /// Oldest sensor capture that the content rests on.
    pub captured: Stamp,
}

impl Header {
    /// A sensor's own message: valid, produced and captured at one time.
    pub fn sensor(seq: u64, stamp: Stamp) -> Self {
        Self {
            seq,
            stamp,
            produced: stamp,
            captured: stamp,
        }
    }

    /// How old the oldest sensor data in it is.
    pub fn data_age(&self, now: Stamp) -> Duration {
        now - self.captured
    }
}
