//! The state from which plans begin: that of the last plan while the ego follows it, else the
//! measured one. Plans that begin at the measured state every time feed its noise, and the
//! controller's lag, back into the motion.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{EgoState, Trajectory};
use trunkline_interfaces::{ConfigError, Stamp, VehicleParams};

use crate::reference::{Line, Place};

/// Faster yaw rates than the tyres give at this speed are noise, m/s².
const MAX_LATERAL_MPS2: f64 = 8.0;

/// How far the ego may be off its last plan before the next plan begins at the measured state.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StartConfig {
    /// Distance along the path, m, ≥ 0 (0: always begin at the measured state).
    pub along_m: f64,
    /// Distance across the path, m, ≥ 0.
    pub across_m: f64,
    /// Yaw, rad, ≥ 0.
    pub yaw_rad: f64,
    /// Speed, m/s, ≥ 0.
    pub speed_mps: f64,
}

impl Default for StartConfig {
    fn default() -> Self {
        Self {
            along_m: 1.0,
            across_m: 0.3,
            yaw_rad: 0.1,
            speed_mps: 0.8,
        }
    }
}

impl StartConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [
            ("along_m", self.along_m),
            ("across_m", self.across_m),
            ("yaw_rad", self.yaw_rad),
            ("speed_mps", self.speed_mps),
        ] {
            ConfigError::require(value >= 0.0, key, value, "must be ≥ 0")?;
        }
        Ok(())
    }
}

/// What the planner decided last.
#[derive(Debug, Clone)]
pub(crate) struct LastPlan {
    pub(crate) stamp: Stamp,
    pub(crate) trajectory: Trajectory,
}

/// Where and how the ego moves at the plan's first point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Start {
    pub(crate) stamp: Stamp,
    /// Rear axle, world.
    pub(crate) pose: Pose2,
    pub(crate) speed_mps: f64,
    pub(crate) acceleration_mps2: f64,
    pub(crate) curvature_1pm: f64,
    /// Rear axle on the route.
    pub(crate) place: Place,
}

impl Start {
    /// The measured state.
    pub(crate) fn measured(
        ego: &EgoState,
        vehicle: &VehicleParams,
        line: &Line,
        near: Place,
    ) -> Self {
        let speed_mps = ego.speed_mps();
        // At a walk the yaw rate says little about the path; the wheels' angle does.
        let steered = libm::tan(ego.steering_rad.clamp(-1.2, 1.2)) / vehicle.wheelbase_m.max(0.1);
        let moved = ego.yaw_rate_radps / speed_mps.max(0.1);
        let bound = MAX_LATERAL_MPS2 / (speed_mps * speed_mps).max(1.0);
        let curvature_1pm = if speed_mps > 3.0 { moved } else { steered };
        let pose = ego.pose();
        Self {
            stamp: ego.header.stamp,
            pose,
            speed_mps,
            acceleration_mps2: ego.acceleration_mps2.x.clamp(-8.0, 4.0),
            curvature_1pm: curvature_1pm.clamp(-bound, bound),
            place: line.refined(pose.position_m(), near.s_m),
        }
    }

    /// The state that the last plan has for now, if the ego follows it closely enough.
    pub(crate) fn planned(
        &self,
        config: &StartConfig,
        last: &LastPlan,
        line: &Line,
    ) -> Option<Self> {
        let elapsed_s = (self.stamp - last.stamp).s();
        if !(elapsed_s > 0.0 && elapsed_s <= last.trajectory.horizon_s()) {
            return None;
        }
        let point = last.trajectory.at(elapsed_s)?;
        let off: Vector2<f64> = self.pose.inverse_transform_point(point.position_m);
        let follows = off.x.abs() <= config.along_m
            && off.y.abs() <= config.across_m
            && angle_difference_rad(point.yaw_rad, self.pose.yaw_rad).abs() <= config.yaw_rad
            && (point.speed_mps - self.speed_mps).abs() <= config.speed_mps;
        follows.then(|| Self {
            stamp: self.stamp,
            pose: point.pose(),
            speed_mps: point.speed_mps,
            acceleration_mps2: point.acceleration_mps2,
            curvature_1pm: point.curvature_1pm,
            place: line.refined(point.position_m, self.place.s_m),
        })
    }
}
