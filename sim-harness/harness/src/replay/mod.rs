//! The stack again on what a run recorded, and every message compared byte for byte.

mod comparison; // two streams of messages, message by message
mod fields; // which field differs, and by how much
mod maps; // which pixel differs, and by how much
mod recorded_world; // a recording as a world
mod rerun; // the run again

pub use comparison::{FirstDifference, ReplayDocument, TopicComparison};
pub use fields::FieldDifference;
pub use recorded_world::RecordedWorld;
pub use rerun::{Replay, ReplayError, replay};
