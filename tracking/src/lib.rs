//! Tracking: boxes with time stamps in, tracks with identity and velocity out.
//!
//! Start at [`KalmanTracker`] (baseline), [`kitti::Sequence`] (recorded drives), or
//! [`Tracker`](trunkline_interfaces::stages::Tracker) to write your own.
//!
//! A car drives on at 5 m/s, 20 m ahead of an ego that stands:
//!
//! ```
//! use nalgebra::{Matrix4, Vector3};
//! use trunkline_interfaces::geometry::OrientedBox;
//! use trunkline_interfaces::messages::{Detection3d, Detections3d, EgoState, Header, Tracks};
//! use trunkline_interfaces::stages::{Tracker as _, TrackerInput};
//! use trunkline_interfaces::{
//!     AgentClass, DetectionId, Duration, LaneMap, Stage, Stamp, StepContext, VehicleParams,
//! };
//! use trunkline_tracking::{KalmanConfig, KalmanTracker};
//!
//! let mut tracker = KalmanTracker::from_config(KalmanConfig::default())?;
//! let (ego, vehicle, map) = (EgoState::default(), VehicleParams::default(), LaneMap::default());
//! let mut tracks = Tracks::default();
//! for step in 0..20 {
//!     let now = Stamp::from_s(0.1 * step as f64);
//!     let car = Detection3d {
//!         id: DetectionId(0),
//!         class: AgentClass::Car,
//!         bbox: OrientedBox {
//!             center_m: Vector3::new(20.0 + 5.0 * now.s(), 0.0, 0.75),
//!             size_m: Vector3::new(4.5, 1.9, 1.5),
//!             yaw_rad: 0.0,
//!         },
//!         velocity_mps: None,
//!         covariance: Matrix4::identity() * 0.01,
//!         score: 0.9,
//!     };
//!     let detections = Detections3d { header: Header::sensor(step, now), detections: vec![car] };
//!     let context = StepContext { step, ..StepContext::new(Stage::Tracker, now, &vehicle, &map) };
//!     tracks = tracker.track(TrackerInput { detections: &detections, ego: &ego }, &context)?;
//! }
//! assert_eq!(tracks.tracks.len(), 1);
//! assert!((tracks.tracks[0].speed_mps() - 5.0).abs() < 0.5); // nobody told it the speed
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod association; // which detection belongs to which track
mod kalman; // the baseline: Kalman filters, gated assignment, life cycle
pub mod kitti; // KITTI tracking files, read and written
mod motion; // how classes of agents move between frames
mod oracle; // tracks from ground truth
mod register; // names under which configs find the modules

pub use kalman::{KalmanConfig, KalmanTracker};
pub use oracle::{OracleTracker, OracleTrackerConfig};
pub use register::register;
