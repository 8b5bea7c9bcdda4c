//! Names under which configs find the modules of perception.

use trunkline_interfaces::Registry;

use crate::oracle::OracleLifter;

/// Every module of perception that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .lifter_as("oracle", OracleLifter::from_config, true)
        .lifter_as("noisy_oracle", OracleLifter::from_noisy_config, true)
}
