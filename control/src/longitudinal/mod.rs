//! Speed control that the geometric controllers share.

mod pid; // proportional, integral, derivative, with feed-forward

pub(crate) use pid::SpeedPid;
pub use pid::SpeedPidConfig;

/// Acceleration asked for to keep a standing vehicle where it is, m/s²: holds on a slope of 8 %.
pub(crate) const HOLD_MPS2: f64 = -0.8;
