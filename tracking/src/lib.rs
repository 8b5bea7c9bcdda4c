//! Tracking: boxes with time stamps in, tracks with identity and velocity out.
//!
//! Start at [`KalmanTracker`] (baseline), [`kitti::Sequence`] (recorded drives), or
//! [`Tracker`](trunkline_interfaces::stages::Tracker) to write your own.

mod association; // which detection belongs to which track
mod kalman; // the baseline: Kalman filters, gated assignment, life cycle
pub mod kitti; // KITTI tracking files, read and written
mod life_cycle; // birth, confirmation, coasting, death
mod motion; // how classes of agents move between frames
mod oracle; // tracks from ground truth
mod register; // names under which configs find the modules

pub use kalman::{KalmanConfig, KalmanTracker};
pub use oracle::{OracleTracker, OracleTrackerConfig};
pub use register::register;
