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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trackers_are_found_by_their_names_and_one_is_an_oracle() {
        let registry = register(Registry::new());
        let modules = registry.modules().into_iter();
        let listed: Vec<_> = modules.map(|m| (m.name, m.is_oracle)).collect();
        assert_eq!(listed, [("kalman", false), ("oracle", true)]);
    }
}
