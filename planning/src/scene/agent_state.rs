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

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn extents_and_speed_are_those_along_and_across_the_route() {
        let rectangle = Rectangle {
            center_m: Vector2::new(3.0, 4.0),
            axis: Vector2::new(0.6, 0.8),
            half_length_m: 2.5,
            half_width_m: 0.75,
        };
        let place = Place {
            s_m: 17.0,
            d_m: -2.0,
        };
        let velocity_mps = Vector2::new(3.0, -1.0);
        let state = AgentState::new(rectangle, velocity_mps, place, Vector2::new(0.8, 0.6));
        // of the axis 0.48 + 0.48 are along the route, |0.36 − 0.64| across
        assert_abs_diff_eq!(state.half_along_m, 2.4 + 0.21, epsilon = 1e-12);
        assert_abs_diff_eq!(state.half_across_m, 0.7 + 0.72, epsilon = 1e-12);
        assert_abs_diff_eq!(state.along_mps, 2.4 - 0.6, epsilon = 1e-12);
        assert_eq!((state.s_m, state.d_m), (17.0, -2.0));
        assert_eq!(
            (state.rectangle, state.velocity_mps),
            (rectangle, velocity_mps)
        );
    }
}
