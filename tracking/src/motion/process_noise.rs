//! How much agents move otherwise than their model says.

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
