//! What a run is made of: typed sections over a config source, and written back complete.

mod cameras; // what the ego sees with
mod eyes; // whether it sees, if nobody says so
mod run_config; // all sections together, read and written
mod sections; // one type per table

pub use cameras::{CameraSection, Cameras};
pub(crate) use eyes::NO_PERCEIVER;
pub use run_config::RunConfig;
pub use sections::{Latency, Rates, Record, RunSection, StackSection, WorldSection};
