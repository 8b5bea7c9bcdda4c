//! How fast a candidate drives, and because of what.

use super::course::{Course, Driver};
use super::lateral::LateralProfile;
use super::state::State;
use crate::bounds::ROUNDING_M;
use crate::idm::IdmConfig;
use crate::reference::{Line, Sample};
use crate::scene::{Cause, Corridor, DT_S, Start};

/// Room beside a leader's outline that still makes it a leader, m.
const CORRIDOR_MARGIN_M: f64 = 0.2;
/// The road's speed is looked up this far ahead, s: a controller's preview.
const PREVIEW_S: f64 = 0.6;
/// Gap that is left to a stop line, m.
const STOP_GAP_M: f64 = 0.5;
/// Least probability of a future that is driven behind.
const LEADER_PROBABILITY: f64 = 0.25;
/// Jerk of ordinary driving, m/s³ (nuPlan's comfort bound is 4.13).
const COMFORT_JERK_MPS3: f64 = 2.5;
/// Jerk per m/s² of braking beyond the comfortable, and at most: harder braking must come, and
/// go, faster.
const URGENT_JERK_1PS: f64 = 3.0;
const MAX_JERK_MPS3: f64 = 15.0;

/// Where candidates of these offsets may have leaders.
pub(crate) fn corridor(start: &Start, line: &Line, offsets_m: &[f64], width_m: f64) -> Corridor {
    let ranges = offsets_m
        .iter()
        .map(|offset_m| LateralProfile::new(start, line, *offset_m).range_m());
    let (right_m, left_m) = ranges.fold((f64::INFINITY, f64::NEG_INFINITY), |all, range| {
        (all.0.min(range.0), all.1.max(range.1))
    });
    let room_m = 0.5 * width_m + CORRIDOR_MARGIN_M + ROUNDING_M;
    Corridor {
        right_m: right_m - room_m,
        left_m: left_m + room_m,
        least_probability: LEADER_PROBABILITY,
    }
}

/// Wished acceleration of a driver in a state at a step, and what bounds it.
pub(super) fn wish_mps2(
    course: &Course<'_>,
    state: &State,
    line: &Sample,
    step: usize,
) -> (f64, Cause) {
    let Course { config, scene, .. } = *course;
    let share = match course.driver {
        Driver::Halt { braking_mps2 } => return (-braking_mps2, Cause::Chosen),
        Driver::Follow { speed_share } => speed_share,
    };
    let speed_mps = state.speed_mps.max(0.0);
    let wished_mps = scene.wished_mps(line.limit_mps);
    let free_mps2 = config.free_mps2(speed_mps, share * wished_mps);
    let mut best = (free_mps2, Cause::Free);
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
            config.behind_mps2(free_mps2, speed_mps, gap_m, speed_mps),
            stop.cause,
        );
    }
    let center_s_m = state.s_m + scene.vehicle.center_from_rear_axle_m();
    let (leaders, beyond_s) = scene.agents.leaders(step);
    for leader in leaders {
        let s_m = leader.s_m + leader.along_mps * beyond_s;
        if s_m <= center_s_m {
            continue;
        }
        let path_d_m = course.lateral.offset_at(s_m);
        let room_m =
            (leader.d_m - path_d_m).abs() - leader.half_across_m - 0.5 * scene.vehicle.width_m;
        if room_m > CORRIDOR_MARGIN_M {
            continue;
        }
        let gap_m = s_m - leader.half_along_m - front_s_m;
        let closing_mps = speed_mps - leader.along_mps.max(0.0);
        let mode = &scene.agents.modes()[leader.mode];
        bound(
            config.behind_mps2(free_mps2, speed_mps, gap_m, closing_mps),
            Cause::Agent(mode.track, mode.class),
        );
    }
    best
}

/// The wish within the driver's limits of force and jerk.
pub(super) fn acceleration_mps2(
    config: &IdmConfig,
    driver: Driver,
    state: &State,
    wish_mps2: f64,
) -> f64 {
    if state.speed_mps < 0.0 {
        return config.braking_mps2; // rolling backwards: brake
    }
    let hardest = match driver {
        Driver::Follow { .. } => config.max_braking_mps2,
        Driver::Halt { braking_mps2 } => braking_mps2,
    };
    let wish = wish_mps2.clamp(-hardest, config.acceleration_mps2);
    let hardest_mps2 = -wish.min(state.acceleration_mps2);
    let urgency = (hardest_mps2 - config.braking_mps2).max(0.0);
    let jerk_mps3 = (COMFORT_JERK_MPS3 + URGENT_JERK_1PS * urgency).min(MAX_JERK_MPS3);
    let change = (wish - state.acceleration_mps2).clamp(-jerk_mps3 * DT_S, jerk_mps3 * DT_S);
    state.acceleration_mps2 + change
}
