//! Boxes.

use trunkline_interfaces::{AgentClass, SemanticClass};

use super::look::{Look, RoadUser};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// The shape of a road user.
pub fn build(user: &RoadUser, _look: Look) -> Mesh {
    let class = match user.class {
        AgentClass::Pedestrian => SemanticClass::Pedestrian,
        AgentClass::StaticObject => SemanticClass::Dynamic,
        _ => SemanticClass::Vehicle,
    };
    let shade = |k: u32| 0.1 + 0.1 * ((user.seed >> 32 >> k) & 7) as f32;
    let mut builder = MeshBuilder::new(Surface::matt(
        class,
        [shade(0), shade(1), shade(2)],
        Texture::Plain,
    ));
    let [l, w, h] = user.size_m;
    builder.cuboid([-0.5 * l, -0.5 * w, 0.0], [0.5 * l, 0.5 * w, h]);
    builder.build()
}
