//! Kinds of road users: dimensions and temperament.

use nalgebra::Vector3;

use trunkline_interfaces::{AgentClass, Random};

use super::idm::Idm;

/// Length, width, height of a kind of road user, m; usual European sizes.
pub(crate) fn size_m(class: AgentClass) -> Vector3<f64> {
    let [length, width, height] = match class {
        AgentClass::Pedestrian => [0.5, 0.6, 1.75],
        AgentClass::Car => [4.5, 1.85, 1.5],
        AgentClass::Truck => [8.5, 2.5, 3.3],
        AgentClass::Bus => [12.0, 2.55, 3.1],
        AgentClass::Motorcycle => [2.2, 0.8, 1.5],
        AgentClass::Bicycle => [1.8, 0.6, 1.75],
        AgentClass::StaticObject => [0.5, 0.5, 1.0],
    };
    Vector3::new(length, width, height)
}

/// Distance between the axles as a share of the length.
pub(crate) const WHEELBASE_SHARE: f64 = 0.6;

/// A driver of a kind of vehicle: IDM with the values of Treiber, Kesting 2013, table 11.2, for town
/// (v₀ is the limit times the driver's own factor, T 1.0 to 1.6, s₀ 2, a 1.0 to 1.5, b 1.5 to 2), drawn
/// within ±15 %.
pub(crate) fn driver(class: AgentClass, random: &mut Random) -> Driver {
    let (acceleration, headway_s) = match class {
        AgentClass::Truck => (0.8, 1.6),
        AgentClass::Bus => (0.9, 1.5),
        AgentClass::Motorcycle => (2.0, 1.2),
        AgentClass::Bicycle => (0.8, 1.2),
        _ => (1.4, 1.3),
    };
    let is_bicycle = class == AgentClass::Bicycle;
    Driver {
        idm: Idm {
            desired_mps: 10.0,
            headway_s: headway_s * random.range(0.85, 1.15),
            standstill_gap_m: 2.0,
            acceleration_mps2: acceleration * random.range(0.85, 1.15),
            braking_mps2: 2.0,
        },
        limit_factor: random.range(0.85, 1.05),
        top_mps: if is_bicycle {
            random.range(4.0, 6.0)
        } else {
            40.0
        },
        keeps_left_m: if is_bicycle { -0.9 } else { 0.0 },
    }
}

/// How one driver drives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Driver {
    pub(crate) idm: Idm,
    /// Desired speed as a share of the limit.
    pub(crate) limit_factor: f64,
    /// Faster is not possible.
    pub(crate) top_mps: f64,
    /// Offset from the lane's centre line.
    pub(crate) keeps_left_m: f64,
}
