//! Modules against labelled data: `trunkline eval`.

mod document; // the JSON document
mod error;
mod kitti_objects; // real frames with lidar depth and labels
mod lifter; // samples through a lifter
mod lifter_table; // boxes against truth, by class and distance
mod rendered; // generated worlds, seen by rendered cameras
mod sample; // what a lifter is given, and what it should say

pub use document::EvalDocument;
pub use error::EvalError;
pub use kitti_objects::{KittiSplit, kitti_objects};
pub use lifter::{LifterEval, LifterOutcome};
pub use lifter_table::{LifterTable, TableRow};
pub use rendered::{RenderedFrames, rendered_frames};
pub use sample::{Sample, TruthBox};
