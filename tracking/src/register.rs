//! Names under which configs find the trackers.

use trunkline_interfaces::Registry;

use crate::{KalmanTracker, OracleTracker};

/// Every tracker that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .tracker("kalman", KalmanTracker::from_config)
        .tracker_as("oracle", OracleTracker::from_config, true)
}
