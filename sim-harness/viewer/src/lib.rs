//! Messages to Rerun: one file per message, the blueprint.

mod error; // what can go wrong
mod viewer; // where a run is shown

pub use error::ViewerError;
pub use viewer::{RERUN_VERSION, Viewer};
