//! Recorded KITTI drives through the stack: detections from files, the ego on its recorded path,
//! tracks in the world frame, and what became of the identities.

mod detections; // recorded detections in the place of the lifter
mod identities; // tracks against labels, by centre distance
mod no_part; // stages that have none
mod route; // the recorded path as the route
mod run; // one recorded drive through the stack
mod truth; // labels as ground truth
mod world; // a recorded drive as a world

pub(crate) use detections::RecordedDetections;
pub use identities::{ClassCounts, Identities, LabelCounts};
pub use no_part::NoPart;
pub use run::{KittiDrive, KittiOutcome, KittiRunError, check, track};
pub use world::KittiWorld;
