//! Names under which configs find the modules of perception.

use trunkline_interfaces::Registry;

use crate::lifting::ClusterLifter;
use crate::oracle::{OracleLifter, OraclePerceiver};

/// Every module of perception that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .perceiver_as("oracle", OraclePerceiver::from_config, true)
        .perceiver_as("noisy_oracle", OraclePerceiver::from_noisy_config, true)
        .lifter("clusters", ClusterLifter::from_config)
        .lifter_as("oracle", OracleLifter::from_config, true)
        .lifter_as("noisy_oracle", OracleLifter::from_noisy_config, true)
}
