//! Names under which configs find the controllers and the gate.

use trunkline_interfaces::Registry;

use crate::{Lqr, OracleController, PurePursuit, SafetyGate, Stanley};

/// Every controller and gate that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .controller("pure_pursuit", PurePursuit::from_config)
        .controller("stanley", Stanley::from_config)
        .controller("lqr", Lqr::from_config)
        .controller_as("oracle", OracleController::from_config, true)
        .gate("safety", SafetyGate::from_config)
}
