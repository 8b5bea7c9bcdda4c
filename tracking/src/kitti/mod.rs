//! KITTI tracking files: readers to typed structs and to our messages, and a writer of results.
//!
//! Formats and frames: Geiger, Lenz, Urtasun 2012 and the devkit's readme; detections in the CSV
//! form of AB3DMOT (Weng et al. 2020). Start at [`Sequence::load`].

mod calibration; // camera matrices and mounting
mod detections; // what a detector found
mod error; // file, line, column, what to do
mod frames; // KITTI's camera boxes and our vehicle boxes
mod labels; // what is really there
mod lines; // fields of a line, with their columns
mod poses; // the recorded drive as ego states
mod results; // what a tracker says
mod sequence; // everything of one drive

pub use calibration::{CAMERA_HEIGHT_M, Calibration};
pub use detections::{CameraDetection, read_detections};
pub use error::KittiError;
pub use frames::{CameraBox, ImageBox, Mounting};
pub use labels::{Label, LabelKind, ObjectLabel, read_labels, read_object_labels};
pub use poses::{ego_states, read_poses};
pub use results::ResultLine;
pub use sequence::{Frame, Sequence, sequences};
