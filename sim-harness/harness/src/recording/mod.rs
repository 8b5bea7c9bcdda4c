//! What a run leaves behind: a numbered folder with every message in one MCAP file.

mod dense; // pictures and maps, which do not go into JSON
mod error; // what can go wrong, where, and what to do
mod mcap_file; // messages into an MCAP file
mod mcap_sink; // the same, on a thread of its own
mod read; // back from the file, as far as it goes
mod run_dir; // the run folder
mod run_info; // what the file says of the run at its start

pub(crate) use dense::{Dense, maps_of};
pub use error::RecordingError;
pub use mcap_sink::McapSink;
pub use read::{Recorded, Recording, Truncation, read_recording, read_recording_from};
pub use run_dir::{RunDir, write_whole};
pub use run_info::{RunInfo, WorldFacts};
