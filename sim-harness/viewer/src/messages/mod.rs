//! How each message is shown: one file each.

pub(crate) mod camera_frame;
pub(crate) mod command;
pub(crate) mod detections3d;
pub(crate) mod ego_state;
pub(crate) mod forecasts;
pub(crate) mod health;
pub(crate) mod perception;
pub(crate) mod plan;
pub(crate) mod route;
pub(crate) mod tracks;
pub(crate) mod truth;
pub(crate) mod truth_future;
