//! Runs a stack in a world: executor, recording, replay, metrics, report.

pub mod kitti; // recorded KITTI drives
pub mod metrics; // one file each
pub mod report; // the HTML page of a run

mod drive_record; // the messages of one drive, by type
mod sink; // where messages go besides the stack

pub use drive_record::DriveRecord;
pub use sink::{Sink, SinkError};
