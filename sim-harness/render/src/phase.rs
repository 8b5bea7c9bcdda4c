//! Parts of the work on a picture.

/// A part of the work on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// What is in sight and not hidden; its triangles before the camera, sorted into tiles.
    Geometry,
    /// What every sample sees, and the labels; and what stands between the light and the ground,
    /// which is looked for meanwhile.
    Raster,
    /// Colours.
    Shading,
    /// Lens and sensor.
    Sensor,
}

impl Phase {
    /// Every phase in its order.
    pub const ALL: [Self; 4] = [Self::Geometry, Self::Raster, Self::Shading, Self::Sensor];
}
