//! What a run is made of: typed sections over a config source, and written back complete.

mod run_config; // all sections together, read and written
mod sections; // one type per table

pub(crate) use run_config::NO_PERCEIVER;
pub use run_config::RunConfig;
pub use sections::{Latency, Rates, Record, RunSection, StackSection, WorldSection};
