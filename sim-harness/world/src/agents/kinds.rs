//! Kinds of road users: dimensions and temperament.

use nalgebra::Vector3;

use trunkline_interfaces::{AgentClass, AgentId, Random};

use super::idm::Idm;

/// Length, width, height of the usual one of its kind, m, in Europe: what scripts count on.
pub(crate) fn size_m(class: AgentClass) -> Vector3<f64> {
    let [length, width, height] = match class {
        AgentClass::Pedestrian => [0.8, 0.66, 1.75],
        AgentClass::Car => [4.5, 1.85, 1.5],
        AgentClass::Truck => [8.5, 2.5, 3.3],
        AgentClass::Bus => [12.0, 2.55, 3.1],
        AgentClass::Motorcycle => [2.2, 0.8, 1.5],
        AgentClass::Bicycle => [1.8, 0.6, 1.75],
        AgentClass::StaticObject => [0.5, 0.5, 1.0],
    };
    Vector3::new(length, width, height)
}

/// Builds of passenger cars: share among them, and length, width, height, m, of about the Fiat 500,
/// VW Golf, VW Passat (saloon, estate), VW Tiguan, VW Transporter and Mercedes Sprinter.
const CAR_BUILDS: [(f64, [f64; 3]); 7] = [
    (0.12, [3.6, 1.64, 1.49]),
    (0.28, [4.25, 1.79, 1.47]),
    (0.17, [4.75, 1.84, 1.45]),
    (0.13, [4.78, 1.83, 1.5]),
    (0.2, [4.5, 1.85, 1.66]),
    (0.06, [4.95, 1.93, 1.97]),
    (0.04, [5.95, 2.03, 2.6]),
];

/// Share of children among people on foot.
const CHILDREN: f64 = 0.15;

/// Length, width, height of one of the traffic, m: it stays the same for who it is.
pub(crate) fn drawn_size_m(class: AgentClass, seed: u64, id: AgentId) -> Vector3<f64> {
    let mut random = Random::new(seed, "traffic/size", u64::from(id.0));
    let usual = size_m(class);
    match class {
        AgentClass::Car => {
            let mut pick = random.uniform();
            let is_it = |(share, _): &&(f64, [f64; 3])| {
                pick -= share;
                pick < 0.0
            };
            let build = CAR_BUILDS.iter().find(is_it);
            let size_m = build.map_or(usual, |(_, size_m)| Vector3::from(*size_m));
            varied(size_m, [0.03, 0.015, 0.02], &mut random)
        }
        AgentClass::Truck => varied(usual, [0.15, 0.0, 0.1], &mut random),
        AgentClass::Bus => varied(usual, [0.05, 0.0, 0.04], &mut random),
        AgentClass::Motorcycle | AgentClass::Bicycle => {
            varied(usual, [0.06, 0.08, 0.05], &mut random)
        }
        AgentClass::Pedestrian => {
            let height_m = if random.chance(CHILDREN) {
                random.range(1.05, 1.45)
            } else {
                random.range(1.55, 1.92)
            };
            usual * (height_m / usual.z)
        }
        AgentClass::StaticObject => usual,
    }
}

/// A size within shares of another.
fn varied(size_m: Vector3<f64>, shares: [f64; 3], random: &mut Random) -> Vector3<f64> {
    size_m.zip_map(&Vector3::from(shares), |extent_m, share| {
        extent_m * (1.0 + random.range(-share, share))
    })
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
        top_mps: match class {
            AgentClass::Bicycle => random.range(4.0, 6.0),
            AgentClass::Truck => TRUCK_TOP_MPS,
            AgentClass::Bus => BUS_TOP_MPS,
            _ => 40.0,
        },
        keeps_left_m: if is_bicycle { -0.9 } else { 0.0 },
    }
}

/// Speed limiters of trucks and buses: 90 and 100 km/h (Directive 92/6/EEC).
const TRUCK_TOP_MPS: f64 = 25.0;
const BUS_TOP_MPS: f64 = 27.8;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_it_is_decides_its_size_and_sizes_differ() {
        let size = |seed, id| drawn_size_m(AgentClass::Car, seed, AgentId(id));
        assert_eq!(size(1, 5), size(1, 5));
        let lengths_m: Vec<f64> = (0..200).map(|id| size(1, id).x).collect();
        let shortest_m = lengths_m.iter().copied().fold(f64::INFINITY, f64::min);
        let longest_m = lengths_m.iter().copied().fold(0.0, f64::max);
        // 3.6 · 0.97 and 5.95 · 1.03 are the ends.
        assert!((3.49..3.75).contains(&shortest_m), "{shortest_m}");
        assert!((5.7..6.13).contains(&longest_m), "{longest_m}");
    }

    #[test]
    fn shares_of_builds_make_a_whole() {
        let sum: f64 = CAR_BUILDS.iter().map(|(share, _)| share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }
}
