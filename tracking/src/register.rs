//! Names under which configs find the trackers.

use trunkline_interfaces::Registry;

/// Every tracker that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
}
