//! How fast a candidate drives, and because of what.

use crate::idm::{IdmConfig, idm_acceleration_mps2};
use crate::scene::{Cause, Scene};

use super::{LateralProfile, State};

/// Room beside a leader's outline that still makes it a leader, m.
const CORRIDOR_MARGIN_M: f64 = 0.2;
/// The road's speed is looked up this far ahead, s: a controller's preview.
const PREVIEW_S: f64 = 0.6;
/// Gap that is left to a stop line, m.
const STOP_GAP_M: f64 = 0.5;
/// Least probability of a future that is driven behind.
const LEADER_PROBABILITY: f64 = 0.25;

/// How a candidate wants to drive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Driver {
    /// At this share of the wished speed, behind whoever is ahead.
    Follow { speed_share: f64 },
    /// To a standstill, with this braking.
    Halt { braking_mps2: f64 },
}

/// Wished acceleration of a driver in a state at a step, and what bounds it.
pub(crate) fn wish_mps2(
    config: &IdmConfig,
    driver: Driver,
    scene: &Scene<'_>,
    lateral: &LateralProfile,
    state: &State,
    step: usize,
) -> (f64, Cause) {
    let share = match driver {
        Driver::Halt { braking_mps2 } => return (-braking_mps2, Cause::Chosen),
        Driver::Follow { speed_share } => speed_share,
    };
    let speed_mps = state.speed_mps.max(0.0);
    let limit_mps = scene.line.at(state.s_m).limit_mps;
    let wish_mps = if limit_mps.is_finite() {
        limit_mps
    } else {
        scene.cruise_mps
    };
    let desired_mps = share * wish_mps;
    let mut best = (config.free_mps2(speed_mps, desired_mps), Cause::Free);
    let mut bound = |acceleration_mps2: f64, cause: Cause| {
        if acceleration_mps2 < best.0 {
            best = (acceleration_mps2, cause);
        }
    };
    let road_mps = scene
        .profile
        .at(scene.line, state.s_m + speed_mps * PREVIEW_S);
    bound((road_mps - speed_mps) / PREVIEW_S, Cause::Road);
    let front_s_m = state.s_m + scene.vehicle.front_from_rear_axle_m();
    for stop in scene.stops {
        // The stop line is a standing leader; the model's own gap is for cars, not for lines.
        let gap_m = stop.front_s_m - front_s_m - STOP_GAP_M + config.min_gap_m;
        bound(
            idm_acceleration_mps2(config, speed_mps, desired_mps, gap_m, speed_mps),
            stop.cause,
        );
    }
    let center_s_m = state.s_m + scene.vehicle.center_from_rear_axle_m();
    for mode in scene.agents.modes() {
        if mode.probability < LEADER_PROBABILITY {
            continue;
        }
        let agent = scene.agents.state(mode, step);
        if agent.s_m <= center_s_m {
            continue;
        }
        let path_d_m = lateral.at(agent.s_m).0;
        let room_m =
            (agent.d_m - path_d_m).abs() - agent.half_across_m - 0.5 * scene.vehicle.width_m;
        if room_m > CORRIDOR_MARGIN_M {
            continue;
        }
        let gap_m = agent.s_m - agent.half_along_m - front_s_m;
        let closing_mps = speed_mps - agent.along_mps.max(0.0);
        bound(
            idm_acceleration_mps2(config, speed_mps, desired_mps, gap_m, closing_mps),
            Cause::Agent(mode.track, mode.class),
        );
    }
    best
}
