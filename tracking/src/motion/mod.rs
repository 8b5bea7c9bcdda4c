//! How agents move between frames, and what a measurement says about it.

mod chord; // the way along an arc
mod constant_velocity; // pedestrians and static objects
mod gaussian; // prediction and correction of any linearised model
mod turn_rate; // everything on wheels

pub(crate) use constant_velocity::ConstantVelocity;
pub(crate) use gaussian::FilterError;
pub(crate) use turn_rate::TurnRate;

use nalgebra::{Matrix2, Matrix3, Matrix4, Vector2};

/// A detected box in the world, as filters see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measurement {
    /// Centre of the box.
    pub(crate) center_m: Vector2<f64>,
    /// Yaw; the front may be confused with the rear.
    pub(crate) yaw_rad: f64,
    /// Covariance of `[x, y, yaw]`.
    pub(crate) covariance: Matrix3<f64>,
    /// Velocity of the centre and its variance, if measured.
    pub(crate) velocity_mps: Option<(Vector2<f64>, f64)>,
}

/// What a filter says of its agent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// Centre of the box.
    pub(crate) center_m: Vector2<f64>,
    pub(crate) yaw_rad: f64,
    /// Velocity of the centre.
    pub(crate) velocity_mps: Vector2<f64>,
    pub(crate) yaw_rate_radps: f64,
    /// Covariance of `[x, y, yaw, speed]`.
    pub(crate) covariance: Matrix4<f64>,
}

impl Estimate {
    /// Covariance of the centre.
    pub(crate) fn position_covariance_m2(&self) -> Matrix2<f64> {
        self.covariance.fixed_view::<2, 2>(0, 0).into_owned()
    }
}

/// Intensities of the process noise of one class, per second: independent of the frame rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ProcessNoise {
    /// Of the acceleration, m²/s³.
    pub(crate) acceleration_m2ps3: f64,
    /// Of the yaw acceleration, rad²/s³.
    pub(crate) yaw_acceleration_rad2ps3: f64,
    /// Of motion that the model cannot express (slip, side steps), m²/s.
    pub(crate) slip_m2ps: f64,
}
