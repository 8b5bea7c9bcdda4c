//! Shapes made by rule from sizes and a seed.

mod builder; // triangles from boxes, cylinders, sweeps
mod normals; // normals, and directions across lines
pub mod road_users; // cars, lorries, buses, two-wheelers, people
pub mod scenery; // what stands beside roads

pub use builder::{MeshBuilder, standing};
