//! The shape of whoever it is.

use trunkline_interfaces::{AgentClass, Random, SemanticClass};

use super::car::{car, far_car};
use super::look::{Look, RoadUser};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// The shape of a road user, the same for the same one and look. It fills its box to a centimetre,
/// over the cycle of those who move their limbs.
pub fn build(user: &RoadUser, look: Look) -> Mesh {
    let mut random = Random::new(user.seed, "render/road_user", 0);
    match (user.class, look.is_far) {
        (AgentClass::Car, false) => car(user.size_m, &mut random),
        (AgentClass::Car, true) => far_car(user.size_m, &mut random),
        _ => placeholder(user),
    }
}

fn placeholder(user: &RoadUser) -> Mesh {
    let class = match user.class {
        AgentClass::Pedestrian => SemanticClass::Pedestrian,
        AgentClass::StaticObject => SemanticClass::Dynamic,
        _ => SemanticClass::Vehicle,
    };
    let mut builder = MeshBuilder::new(Surface::matt(class, [0.3; 3], Texture::Plain));
    let [l, w, h] = user.size_m;
    builder.cuboid([-0.5 * l, -0.5 * w, 0.0], [0.5 * l, 0.5 * w, h]);
    builder.build()
}
