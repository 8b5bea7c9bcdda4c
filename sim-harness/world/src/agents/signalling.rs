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

/// Lamps that blink on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indicator {
    Left,
    Right,
}

/// What a road user tells others by its lamps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signalling {
    /// Somebody sits in it.
    pub(crate) is_driven: bool,
    pub(crate) is_braking: bool,
    /// Where it is about to turn or to change lanes to.
    pub(crate) indicator: Option<Indicator>,
}

impl Traffic {
    /// What every vehicle on the lanes tells, by who it is; those who are not named tell nothing.
    pub(crate) fn signalling(&self) -> BTreeMap<AgentId, Signalling> {
        let vehicles = self.vehicles.iter().filter(|v| !v.is_gone);
        vehicles
            .map(|v| (v.id, signalling(&self.ground.network, v)))
            .collect()
    }
}

fn signalling(network: &Network, v: &Vehicle) -> Signalling {
    let shift_m = v.target_d_m() - v.d_m;
    let indicator = if shift_m > LANE_CHANGE_M {
        Some(Indicator::Left)
    } else if shift_m < -LANE_CHANGE_M {
        Some(Indicator::Right)
    } else {
        coming_turn(network, v)
    };
    Signalling {
        is_driven: true,
        is_braking: v.acceleration_mps2 < -BRAKES_MPS2 || v.speed_mps < STANDS_MPS,
        indicator,
    }
}

/// The turn that it makes or is about to make.
fn coming_turn(network: &Network, v: &Vehicle) -> Option<Indicator> {
    let reach_m = (INDICATES_S * v.speed_mps).max(INDICATES_M);
    let mut ahead_m = -v.s_m;
    for lane in &v.path[v.at..] {
        let lane = network.lane(*lane);
        if ahead_m > reach_m {
            break;
        }
        match lane.turn {
            Turn::Left | Turn::UTurn => return Some(Indicator::Left),
            Turn::Right => return Some(Indicator::Right),
            Turn::Straight => {}
        }
        ahead_m += lane.length_m;
    }
    None
}
