//! The ego as the traffic sees it.

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Rectangle;

/// The ego as the traffic sees it.
#[derive(Debug, Clone)]
pub(crate) struct EgoView {
    pub(crate) footprint: Rectangle,
    pub(crate) velocity_mps: Vector2<f64>,
    pub(crate) speed_mps: f64,
    /// Arc length of its front bumper along its route.
    pub(crate) front_s_m: f64,
    /// Lanes of its route ahead and the distance to each, as far as no red light is before them.
    pub(crate) lanes_ahead: Vec<(u32, f64)>,
}
