//! Cameras on the ego: what they show, and the labels of every pixel.

use trunkline_interfaces::CameraMount;
use trunkline_render::Sensor;

/// A camera of the ego.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Name, lens and place.
    pub mount: CameraMount,
    /// Lens and sensor faults.
    pub sensor: Sensor,
}
