//! Noting who covers which lanes.

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Rectangle;

use super::lane_change;
use super::network::Network;
use super::occupancy::{Occupancy, Occupant, Who};
use super::vehicle::{Mode, Vehicle};

/// Notes a body on every lane that it covers, but for some.
pub(super) fn cover(
    network: &Network,
    occupancy: &mut Occupancy,
    body: &Rectangle,
    velocity_mps: Vector2<f64>,
    who: Who,
    except: &[u32],
) {
    for c in network.covered(body) {
        if !except.contains(&c.lane) {
            occupancy.add(c.lane, Occupant::covering(&c, velocity_mps, who));
        }
    }
}

/// Notes a vehicle on the lanes of its path that it covers, and beside them while it slides over.
pub(super) fn vehicle(network: &Network, occupancy: &mut Occupancy, slot: u32, v: &Vehicle) {
    let half_m = v.half_length_m();
    let half_width_m = 0.5 * v.size_m.y;
    let entry = |s_m: f64, d_m: f64| Occupant::vehicle(v, s_m, d_m, Who::Vehicle(slot));
    occupancy.add(v.lane(), entry(v.s_m, v.d_m));
    let (mut k, mut s_m) = (v.at, v.s_m);
    while s_m < half_m && k > 0 {
        k -= 1;
        s_m += network.lane(v.path[k]).length_m;
        occupancy.add(v.path[k], entry(s_m, v.d_m));
    }
    let (mut k, mut s_m) = (v.at, v.s_m);
    while k + 1 < v.path.len() && s_m + half_m > network.lane(v.path[k]).length_m {
        s_m -= network.lane(v.path[k]).length_m;
        k += 1;
        occupancy.add(v.path[k], entry(s_m, v.d_m));
    }
    if matches!(v.mode, Mode::Held { .. }) {
        // A script may put it anywhere: look where it really is.
        let velocity = v.velocity_mps();
        cover(
            network,
            occupancy,
            &v.footprint(),
            velocity,
            Who::Vehicle(slot),
            &v.path[v.at..],
        );
        return;
    }
    let lane = network.lane(v.lane());
    for (side, sign) in [(0, 1.0), (1, -1.0)] {
        if sign * v.d_m + half_width_m <= 0.5 * lane.width_m + 0.1 {
            continue;
        }
        if let Some(beside) = lane.beside[side] {
            let spacing_m = 0.5 * (lane.width_m + network.lane(beside).width_m);
            let s_m = lane_change::beside_s_m(network, v, beside);
            occupancy.add(beside, entry(s_m, v.d_m - sign * spacing_m));
        }
    }
}
