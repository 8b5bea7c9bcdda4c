//! Runs a stack in a world: executor, recording, replay, metrics, report.
//!
//! Start at [`drive()`] for one run, [`suite`] for many, [`Recording`] for what a run left behind.

pub mod kitti; // recorded KITTI drives
pub mod metrics; // one file each
pub mod report; // the HTML page of a run

mod config; // what a run is made of
mod drive_record; // the messages of one drive, by type
mod lockstep; // one logical clock, the same bytes every time
mod recording; // what a run leaves behind
mod sink; // where messages go besides the stack
mod stack; // one field per stage

pub use config::{Latency, Rates, Record, RunConfig, RunSection, StackSection, WorldSection};
pub use drive_record::DriveRecord;
pub use lockstep::{
    Drive, DriveEnding, DriveError, DriveOutcome, Part, Progress, StageTimes, Summary, drive,
};
pub use recording::{
    McapSink, Recorded, Recording, RecordingError, RunDir, RunInfo, Truncation, WorldFacts,
    read_recording, write_whole,
};
pub use sink::{Sink, SinkError};
pub use stack::{Seat, Stack, Unfit};
