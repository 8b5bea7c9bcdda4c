//! Recorded real scenes as worlds: agents replay the log, the ego is ours.
//!
//! Start at [`Scene::load`] and [`LogWorld`]. The format is `trunkline-scene-1`.

mod check; // from a file to a scene
mod ego_motion; // how our ego moves
mod error; // what can be wrong with a file
#[cfg(test)]
mod fixtures; // a small scene for tests
mod format; // the file as it is written
mod index; // which scenes a folder holds
mod intersections; // lanes that cross others
mod lane_map; // a scene's lanes as our map
mod log_world; // the world
mod read; // bounded reading, gzip or plain
mod replay; // agents at any time
mod route; // the recorded path as the route
mod scene; // a scene
mod signals; // recorded lights
#[cfg(test)]
mod tests; // reading, refusing, replaying
mod vehicle; // the recorded ego's body

pub use error::LogError;
pub use index::{IndexEntry, SceneIndex, SceneKind, SceneSet};
pub use log_world::LogWorld;
pub use replay::recorded_truths;
pub use route::{recorded_path, route};
pub use scene::{RecordedAgent, RecordedLane, RecordedSignal, RecordedState, SCENE_STEP_S, Scene};
pub use vehicle::vehicle_of;
