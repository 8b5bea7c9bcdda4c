//! When the vehicle stands, and what keeps it there.

/// Slower than this is standing, m/s.
pub(crate) const STANDING_MPS: f64 = 0.1;
/// Acceleration asked for to keep a standing vehicle where it is, m/s²: holds on a slope of 8 %.
pub(crate) const HOLD_MPS2: f64 = -0.8;
