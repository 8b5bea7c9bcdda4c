//! Shapes made by rule from sizes and a seed.

mod builder; // triangles from boxes, cylinders, sweeps
mod normals; // normals, and directions across lines

pub use builder::{MeshBuilder, standing};
