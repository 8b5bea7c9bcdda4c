//! What the depth is worth, and limits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{positive, within};

/// Parameters of the lifter from clusters of points.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClustersConfig {
    /// Least score of a 2D box that is lifted, [0, 1].
    pub min_score: f64,
    /// Farthest distance from the rear axle at which a box is reported, m (> 0).
    pub range_m: f64,
    /// Standard deviation of the error that the depths of one object share, as a share of depth, [0, 0.5], where the perceiver does not say.
    pub depth_noise: f64,
    /// Standard deviation of each side of a 2D box, image pixels (> 0).
    pub box_noise_px: f64,
    /// Standard deviation of a vehicle's yaw from the direction of its lane, rad (> 0); heavy tails: who crosses is believed to cross.
    pub lane_yaw_rad: f64,
    /// Most points of an object that are looked at (16 to 4096).
    pub max_points: u32,
}

impl Default for ClustersConfig {
    fn default() -> Self {
        Self {
            min_score: 0.1,
            range_m: 100.0,
            depth_noise: 0.02,
            box_noise_px: 1.0,
            lane_yaw_rad: 0.1,
            max_points: 400,
        }
    }
}

impl ClustersConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        within("min_score", self.min_score, 0.0..=1.0)?;
        positive("range_m", self.range_m)?;
        within("depth_noise", self.depth_noise, 0.0..=0.5)?;
        positive("box_noise_px", self.box_noise_px)?;
        positive("lane_yaw_rad", self.lane_yaw_rad)?;
        within("max_points", self.max_points, 16..=4096)
    }
}
