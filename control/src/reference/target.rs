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

/// A target for tests: the middle of a straight plan east along y = 0 at 5 m/s.
#[cfg(test)]
pub(crate) fn test_target() -> Target {
    bending_target(|_| 0.0)
}

/// The same with curvatures by x that the plan states, though it is straight.
#[cfg(test)]
pub(crate) fn bending_target(curvature_1pm: impl Fn(f64) -> f64) -> Target {
    let mut trajectory = tests::plan(|_| 5.0).trajectory;
    for point in &mut trajectory.points {
        point.curvature_1pm = curvature_1pm(point.position_m.x);
    }
    let now = TrajectoryPoint {
        acceleration_mps2: 0.0,
        ..trajectory.points[40]
    };
    Target {
        path: tests::path(&trajectory),
        s_m: 20.0,
        lateral_m: 0.0,
        now,
        ahead: now,
        behind_m: 0.0,
        is_holding: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Vector2, Vector3};
    use trunkline_interfaces::messages::{EgoState, Plan, Trajectory};
    use trunkline_interfaces::{Duration, LaneMap, Stage, Stamp, VehicleParams};

    /// Eight seconds east along y = 0 at speeds by time, accelerating by 0.5 m/s² in words.
    pub(super) fn plan(speed_mps: impl Fn(f64) -> f64) -> Plan {
        let mut x = 0.0;
        let point = |k: i32| {
            let time_s = 0.1 * f64::from(k);
            let point = TrajectoryPoint {
                time_s,
                position_m: Vector2::new(x, 0.0),
                yaw_rad: 0.0,
                speed_mps: speed_mps(time_s),
                acceleration_mps2: 0.5,
                curvature_1pm: 0.0,
            };
            x += 0.1 * speed_mps(time_s);
            point
        };
        Plan {
            trajectory: Trajectory {
                points: (0..=80).map(point).collect(),
            },
            ..Plan::default()
        }
    }

    pub(super) fn path(trajectory: &Trajectory) -> PlannedPath {
        PlannedPath::new(trajectory).unwrap()
    }

    /// The target of an ego at a place some time after the plan's stamp, with 0.2 s of lag.
    fn target(plan: &Plan, age_ms: i64, x: f64, y: f64, speed: f64) -> Target {
        let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
        let now = Stamp::ZERO + Duration::from_ms(age_ms);
        let ctx = StepContext {
            period: Duration::from_ms(20),
            ..StepContext::new(Stage::Controller, now, &vehicle, &map)
        };
        let ego = EgoState {
            position_m: Vector3::new(x, y, 0.0),
            velocity_mps: Vector2::new(speed, 0.0),
            ..EgoState::default()
        };
        Target::new(&ControllerInput { plan, ego: &ego }, 0.2, &ctx).unwrap()
    }

    #[test]
    fn speed_is_read_at_the_time_and_the_way_at_the_place() {
        let t = target(&plan(|t| 5.0 + t), 1_000, 4.0, 0.3, 5.0);
        assert_abs_diff_eq!(t.now.speed_mps, 6.0, epsilon = 1e-9);
        assert_abs_diff_eq!(t.ahead.speed_mps, 6.2, epsilon = 1e-9);
        assert_abs_diff_eq!(t.s_m, 4.0, epsilon = 1e-9);
        assert_abs_diff_eq!(t.lateral_m, 0.3, epsilon = 1e-9);
        // planned after 1 s: Σ 0.1 · (5 + 0.1 k) for k < 10
        assert_abs_diff_eq!(t.behind_m, 5.45 - 4.0, epsilon = 1e-9);
        assert!(!t.is_holding);
    }

    #[test]
    fn past_its_end_a_plan_accelerates_no_more() {
        let plan = plan(|_| 5.0);
        let accelerations = |age_ms: i64| {
            let t = target(&plan, age_ms, 40.0, 0.0, 5.0);
            (t.now.acceleration_mps2, t.ahead.acceleration_mps2)
        };
        assert_eq!(accelerations(7_800), (0.5, 0.5));
        assert_eq!(accelerations(7_900), (0.5, 0.0));
        assert_eq!(accelerations(8_100), (0.0, 0.0));
    }

    #[test]
    fn it_holds_where_plan_and_vehicle_stand_and_go_on_standing() {
        let standing = plan(|_| 0.05);
        assert!(target(&standing, 100, 0.0, 0.0, 0.09).is_holding);
        assert!(!target(&standing, 100, 0.0, 0.0, 0.11).is_holding);
        assert!(!target(&standing, 100, 0.0, 0.0, -0.11).is_holding);
        assert!(!target(&plan(|_| 0.15), 100, 0.0, 0.0, 0.0).is_holding);
        let starting = |at_s: f64| plan(move |t| if t > at_s { 2.0 } else { 0.0 });
        assert!(!target(&starting(0.55), 100, 0.0, 0.0, 0.0).is_holding); // seen at 0.7 s
        assert!(target(&starting(0.75), 100, 0.0, 0.0, 0.0).is_holding);
    }
}
