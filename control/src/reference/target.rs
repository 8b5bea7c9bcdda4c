//! What the plan wants now.

use trunkline_interfaces::messages::{TrajectoryPoint, Validate as _};
use trunkline_interfaces::stages::ControllerInput;
use trunkline_interfaces::{StageError, StepContext};

use super::path::PlannedPath;
use crate::standstill::STANDING_MPS;

/// Time ahead over which the plan must stand still for the vehicle to be held.
const HOLD_LOOK_AHEAD_S: f64 = 0.6;

/// What the plan wants now, and where the vehicle is.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The plan's geometry.
    pub(crate) path: PlannedPath,
    /// Arc length of the vehicle on it.
    pub(crate) s_m: f64,
    /// Lateral offset of the vehicle's rear axle, left positive.
    pub(crate) lateral_m: f64,
    /// The planned state now.
    pub(crate) now: TrajectoryPoint,
    /// The planned state when an acceleration that is asked for now will be there.
    pub(crate) ahead: TrajectoryPoint,
    /// Planned position now minus the vehicle's, along the path.
    pub(crate) behind_m: f64,
    /// Whether the plan stands, and the vehicle too: nothing is to be done but to hold.
    pub(crate) is_holding: bool,
}

impl Target {
    /// Looks up the plan at `ctx.now`; plans may be some 100 ms old. `lag_s` is how long an
    /// acceleration takes to be there.
    ///
    /// # Errors
    /// [`StageError`] if plan or ego are not fit for use.
    pub(crate) fn new(
        input: &ControllerInput<'_>,
        lag_s: f64,
        ctx: &StepContext<'_>,
    ) -> Result<Self, StageError> {
        input.plan.validate()?;
        input.ego.validate()?;
        let trajectory = &input.plan.trajectory;
        let age_s = (ctx.now - input.plan.header.stamp).s();
        let empty = || StageError::Input {
            reason: "plan has no trajectory: plan again".to_owned(),
        };
        let path = PlannedPath::new(trajectory).ok_or_else(empty)?;
        let at = |time_s: f64| trajectory.at(time_s).ok_or_else(empty);
        let mut now = at(age_s)?;
        let mut ahead = at(age_s + lag_s)?;
        // Past its end a plan is not known to be safe: its last speed is kept no longer, and the
        // gate stops for the age.
        let horizon_s = trajectory.horizon_s();
        for (point, time_s) in [(&mut now, age_s), (&mut ahead, age_s + lag_s)] {
            if time_s > horizon_s {
                point.acceleration_mps2 = point.acceleration_mps2.min(0.0);
            }
        }
        let offset = path.project(input.ego.position_m.xy());
        let planned_s_m = path.project(now.position_m).s_m;
        let stands_until_s = age_s + HOLD_LOOK_AHEAD_S;
        let plan_stands =
            now.speed_mps < STANDING_MPS && at(stands_until_s)?.speed_mps < STANDING_MPS;
        Ok(Self {
            s_m: offset.s_m,
            lateral_m: offset.lateral_m,
            behind_m: planned_s_m - offset.s_m,
            is_holding: plan_stands && input.ego.speed_mps().abs() < STANDING_MPS,
            path,
            now,
            ahead,
        })
    }
}
