//! The shape of whoever it is.

use trunkline_interfaces::{AgentClass, Random};

use super::bus::bus;
use super::car::{car, far_car};
use super::lorry::lorry;
use super::object::object;
use super::person::person;
use super::two_wheeler::{bicycle, motorcycle};
use super::user::{Gait, RoadUser};
use crate::mesh::Mesh;

/// Shapes of smaller sides than this have none, m.
const SMALLEST_M: f32 = 0.05;
/// Those seen smaller than this across are drawn with few triangles, pixels.
const FAR_BELOW_PX: f32 = 28.0;

/// The shape of a road user, the same for the same one and gait, with a coarser one. Each fills
/// its box to a centimetre, people over the cycle of their steps.
pub fn build(user: &RoadUser, gait: Gait) -> Mesh {
    let is_sound = |side: &f32| *side >= SMALLEST_M && side.is_finite();
    if !user.size_m.iter().all(is_sound) {
        return Mesh::default();
    }
    let near = level(user, gait, false);
    match user.class {
        AgentClass::StaticObject => near,
        _ => near.with_coarser(FAR_BELOW_PX, level(user, gait, true)),
    }
}

fn level(user: &RoadUser, gait: Gait, is_far: bool) -> Mesh {
    let mut random = Random::new(user.seed, "render/road_user", 0);
    let (size_m, cycle) = (user.size_m, gait.cycle());
    match user.class {
        AgentClass::Car if is_far => far_car(size_m, &mut random),
        AgentClass::Car => car(size_m, &mut random),
        AgentClass::Truck => lorry(size_m, is_far, &mut random),
        AgentClass::Bus => bus(size_m, is_far, &mut random),
        AgentClass::Motorcycle => motorcycle(size_m, is_far, &mut random),
        AgentClass::Bicycle => bicycle(size_m, cycle, is_far, &mut random),
        AgentClass::Pedestrian => person(size_m, cycle, is_far, &mut random),
        AgentClass::StaticObject => object(size_m, &mut random),
    }
}
