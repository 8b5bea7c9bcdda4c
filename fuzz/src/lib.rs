//! What several fuzz targets need: every module, a small map, a look at a world, a recording around
//! some messages.
//!
//! The targets are in `fuzz_targets/`, one for each reader of bytes from outside.

mod bare_recording; // a file around messages
mod folder; // files for readers that take a path
mod played; // a recording, lived in
mod seen_world; // some steps of a world, looked at

pub use bare_recording::{BareRecording, entries};
pub use folder::folder;
pub use played::play;
pub use seen_world::look_at;

use std::sync::LazyLock;

use trunkline_interfaces::Registry;
use trunkline_world::roads::Roads;

/// Every module that ships with trunkline.
pub static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let registry = trunkline_perception::register(Registry::new());
    let registry = trunkline_tracking::register(registry);
    let registry = trunkline_planning::register(registry);
    trunkline_control::register(registry)
});

/// A map of three roads at a junction, small enough to set up a world on it hundreds of times a
/// second: the seed of the target `road_map`.
pub static SMALL_ROADS: LazyLock<Roads> = LazyLock::new(|| {
    let text = include_str!("../corpus/road_map/junction.xodr");
    Roads::read(text, "junction.xodr").expect("the map is part of the project")
});
