//! Runs a stack in a world: executor, recording, replay, metrics, report.
//!
//! Start at [`drive_course()`] for one run on a course, [`drive()`] for any stack in any world,
//! [`suite`] for many runs, [`read_recording()`] for what a run left behind, [`replay`] for doing
//! it again.

pub mod bench; // figures of the whole loop
pub mod documents; // JSON that scripts rely on
pub mod eval; // modules against labelled data
pub mod kitti; // recorded KITTI drives
pub mod metrics; // one file each
pub mod replay; // the stack again on what was recorded
pub mod report; // the HTML page of a run
pub mod still; // single pictures with their labels
pub mod suite; // many runs on all cores

mod config; // what a run is made of
mod course; // where to drive, and what it is judged by
mod course_drive; // run, record, measure, judge
mod drive_record; // the messages of one drive, by type
mod fault; // mistakes of our own
mod lockstep; // one logical clock, the same bytes every time
mod paint; // labels as colours, for pages and pictures
mod recording; // what a run leaves behind
mod sink; // where messages go besides the stack
mod stack; // one field per stage

pub use config::{
    CameraSection, Cameras, Latency, Rates, Record, RunConfig, RunSection, StackSection,
    WorldSection,
};
pub use course::{Course, CourseError, DEFAULT_SCENARIO};
pub use course_drive::{CourseDrive, CourseDriveError, DrivenCourse, check_course, drive_course};
pub use drive_record::DriveRecord;
pub use fault::{Fault, json_text};
pub use lockstep::{
    Drive, DriveEnding, DriveError, DriveOutcome, Part, Progress, StageTimes, Summary, drive,
};
pub use recording::{
    McapSink, Recorded, Recording, RecordingError, RunDir, RunInfo, Truncation, WorldFacts,
    read_recording, read_recording_from, write_whole,
};
pub use sink::{Sink, SinkError};
pub use stack::{Seat, Stack, Unfit};
