//! The shape of whoever it is.

use trunkline_interfaces::{AgentClass, Random};

use super::bus::bus;
use super::car::{car, far_car};
use super::look::{Look, RoadUser};
use super::lorry::lorry;
use super::object::object;
use super::person::person;
use super::two_wheeler::{bicycle, motorcycle};
use crate::mesh::Mesh;

/// Shapes of smaller sides than this have none, m.
const SMALLEST_M: f32 = 0.05;

/// The shape of a road user, the same for the same one and look. It fills its box to a centimetre,
/// people over the cycle of their steps.
pub fn build(user: &RoadUser, look: Look) -> Mesh {
    let mut random = Random::new(user.seed, "render/road_user", 0);
    let size_m = user.size_m;
    if size_m
        .iter()
        .any(|side| !(*side >= SMALLEST_M && side.is_finite()))
    {
        return Mesh::default();
    }
    match (user.class, look.is_far) {
        (AgentClass::Car, false) => car(size_m, &mut random),
        (AgentClass::Car, true) => far_car(size_m, &mut random),
        (AgentClass::Truck, is_far) => lorry(size_m, is_far, &mut random),
        (AgentClass::Bus, is_far) => bus(size_m, is_far, &mut random),
        (AgentClass::Motorcycle, is_far) => motorcycle(size_m, is_far, &mut random),
        (AgentClass::Bicycle, is_far) => bicycle(size_m, look.cycle(), is_far, &mut random),
        (AgentClass::Pedestrian, is_far) => person(size_m, look.cycle(), is_far, &mut random),
        (AgentClass::StaticObject, _) => object(size_m, &mut random),
    }
}
