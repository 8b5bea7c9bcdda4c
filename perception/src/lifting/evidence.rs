//! What is known of one object before it is a box.

use nalgebra::Vector2;
use trunkline_interfaces::{AgentClass, DetectionId};

use super::outline::OutlinePoint;

/// A 2D box in one view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sighting {
    /// Index of the view.
    pub(super) view: usize,
    pub(super) box_px: [f64; 4],
    /// Left, top, right, bottom: whether the object ends there.
    pub(super) is_own: [bool; 4],
}

/// What is known of one object: boxes in the views that see it, and its outline from above.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    pub(super) id: DetectionId,
    pub(super) class: AgentClass,
    pub(super) score: f64,
    pub(super) sightings: Vec<Sighting>,
    /// Empty where no depth shows the object.
    pub(super) outline: Vec<OutlinePoint>,
    /// About where it is, vehicle frame.
    pub(super) about_m: Vector2<f64>,
}
