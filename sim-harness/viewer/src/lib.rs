//! Messages to Rerun: one file per message, the blueprint.
//!
//! Start at [`Viewer`]. Everything lies on one timeline, `sim_time`; nothing depends on the wall
//! clock, so a run shown twice gives the same recording.

mod blueprint; // the layout that a recording opens with
mod colors; // colours, once
mod error; // what can go wrong
mod latency; // how long each stage took
mod map; // the lane map
mod messages; // how each message is shown
mod paths; // names of the entities
mod recent; // what was the case lately
mod recording; // the stream into Rerun
mod shapes; // from our geometry to Rerun's
mod signals; // traffic lights
mod viewer; // where a run is shown

pub use error::ViewerError;
pub use viewer::{RERUN_VERSION, Viewer};
