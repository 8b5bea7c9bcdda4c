//! How fast a candidate drives, and because of what.

use super::simulate::Course;
use super::{LateralProfile, State};
use crate::reference::{Line, Sample};
use crate::scene::{Cause, Corridor, Start};

/// Room beside a leader's outline that still makes it a leader, m.
const CORRIDOR_MARGIN_M: f64 = 0.2;
/// The road's speed is looked up this far ahead, s: a controller's preview.
const PREVIEW_S: f64 = 0.6;
/// Gap that is left to a stop line, m.
const STOP_GAP_M: f64 = 0.5;
/// The corridor is this much wider, m: whom it leaves out must not matter by any rounding.
const ROUNDING_M: f64 = 1e-6;
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
    let wish_mps = if line.limit_mps.is_finite() {
        line.limit_mps
    } else {
        scene.cruise_mps
    };
    let free_mps2 = config.free_mps2(speed_mps, share * wish_mps);
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
