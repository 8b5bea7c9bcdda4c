//! What drivers tell others by their lamps.

use std::collections::BTreeMap;

use trunkline_interfaces::{AgentId, Turn};

use super::network::Network;
use super::traffic::Traffic;
use super::vehicle::Vehicle;

/// Braking harder than this lights the brake lamps, m/s².
const BRAKES_MPS2: f64 = 0.6;
/// Whoever stands keeps a foot on the brake, m/s.
const STANDS_MPS: f64 = 0.3;
/// A driver indicates this time before the turn, s, and from this distance at least, m.
const INDICATES_S: f64 = 3.0;
const INDICATES_M: f64 = 20.0;
/// A move to the side by more than this is a change of lanes, m.
const LANE_CHANGE_M: f64 = 1.2;

/// What a road user tells others by its lamps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sign {
    /// Somebody sits in it.
    pub(crate) is_driven: bool,
    pub(crate) is_braking: bool,
    /// 1 to the left, -1 to the right.
    pub(crate) turns_left: i8,
}

impl Traffic {
    /// What every vehicle on the lanes tells, by who it is; those who are not named tell nothing.
    pub(crate) fn signs(&self) -> BTreeMap<AgentId, Sign> {
        let vehicles = self.vehicles.iter().filter(|v| !v.is_gone);
        vehicles.map(|v| (v.id, sign(&self.network, v))).collect()
    }
}

fn sign(network: &Network, v: &Vehicle) -> Sign {
    let shift_m = v.target_d_m() - v.d_m;
    let turns_left = if shift_m.abs() > LANE_CHANGE_M {
        if shift_m > 0.0 { 1 } else { -1 }
    } else {
        coming_turn(network, v)
    };
    Sign {
        is_driven: true,
        is_braking: v.acceleration_mps2 < -BRAKES_MPS2 || v.speed_mps < STANDS_MPS,
        turns_left,
    }
}

/// The turn that it makes or is about to make.
fn coming_turn(network: &Network, v: &Vehicle) -> i8 {
    let reach_m = (INDICATES_S * v.speed_mps).max(INDICATES_M);
    let mut ahead_m = -v.s_m;
    for lane in &v.path[v.at..] {
        let lane = network.lane(*lane);
        if ahead_m > reach_m {
            break;
        }
        match lane.turn {
            Turn::Left | Turn::UTurn => return 1,
            Turn::Right => return -1,
            Turn::Straight => {}
        }
        ahead_m += lane.length_m;
    }
    0
}
