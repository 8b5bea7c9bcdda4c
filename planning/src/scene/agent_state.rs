//! Somebody else at one step, in the world and along the route.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Rectangle;

use crate::reference::Place;

/// An agent at one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AgentState {
    pub(crate) rectangle: Rectangle,
    pub(crate) velocity_mps: Vector2<f64>,
    /// Centre along the route.
    pub(crate) s_m: f64,
    /// Centre across the route, left positive.
    pub(crate) d_m: f64,
    /// Half extents along and across the route.
    pub(crate) half_along_m: f64,
    pub(crate) half_across_m: f64,
    /// Speed along the route.
    pub(crate) along_mps: f64,
}

impl AgentState {
    /// The state of an outline that moves with a velocity (world), at a place on the route where the
    /// route has a unit tangent.
    pub(super) fn new(
        rectangle: Rectangle,
        velocity_mps: Vector2<f64>,
        place: Place,
        tangent: Vector2<f64>,
    ) -> Self {
        let along = rectangle.axis.dot(&tangent).abs();
        let across = rectangle.axis.perp(&tangent).abs();
        Self {
            rectangle,
            velocity_mps,
            s_m: place.s_m,
            d_m: place.d_m,
            half_along_m: rectangle.half_length_m * along + rectangle.half_width_m * across,
            half_across_m: rectangle.half_length_m * across + rectangle.half_width_m * along,
            along_mps: velocity_mps.dot(&tangent),
        }
    }
}
