//! The messages between stages: plain data, immutable behind `Arc`, one file each.

mod camera_frame;
mod camera_truth; // what a camera shows, labelled
mod command;
mod detections3d;
mod ego_state;
mod forecasts;
mod header;
mod health;
mod lane_map; // whether a map from outside can be used
mod perception;
mod plan;
mod route;
mod topic; // the sum of all messages, and where each is published
mod tracks;
mod truth;
mod validate;

pub use camera_frame::CameraFrame;
pub use camera_truth::{CameraTruth, SeenAgent};
pub use command::{Actuation, Command, Intervention};
pub use detections3d::{Detection3d, Detections3d};
pub use ego_state::EgoState;
pub use forecasts::{Forecast, ForecastMode, ForecastPoint, Forecasts};
pub use header::Header;
pub use health::{Condition, Health, StageHealth};
pub use perception::{Detection2d, Perception};
pub use plan::{Candidate, CostTerm, Plan, Reason, Trajectory, TrajectoryPoint};
pub use route::{Route, RoutePoint, RouteSignal, RouteYield, SignalState};
pub use topic::{Message, SchemaEntry, message_schemas};
pub use tracks::{Track, Tracks};
pub use truth::{Collision, FutureAgent, Truth, TruthAgent, TruthFuture};
pub use validate::{InvalidMessage, Validate};
