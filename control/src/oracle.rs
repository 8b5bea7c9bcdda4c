//! The plan followed exactly: what perfect control would do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{
    Actuation, Command, Trajectory, TrajectoryPoint, Validate as _,
};
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

/// Parameters of the oracle controller: none.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OracleControllerConfig {}

/// Asks the world to put the ego where the plan says.
#[derive(Debug, Clone)]
pub struct OracleController;

impl OracleController {
    /// The controller.
    ///
    /// # Errors
    /// None; the signature is that of every module.
    pub fn from_config(_: OracleControllerConfig) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Controller for OracleController {
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        input.plan.validate()?;
        let age_s = (ctx.now - input.plan.header.stamp).s();
        let trajectory = rebased(&input.plan.trajectory, age_s);
        Ok(Command {
            header: ctx.header(ctx.now, input.plan.header.captured),
            actuation: Actuation::Trajectory(trajectory),
            interventions: Vec::new(),
        })
    }

    fn reset(&mut self) {}
}

/// The part of a trajectory from `age_s` on, with times from there.
fn rebased(trajectory: &Trajectory, age_s: f64) -> Trajectory {
    let first = trajectory
        .at(age_s)
        .map(|p| TrajectoryPoint { time_s: 0.0, ..p });
    let rest = trajectory
        .points
        .iter()
        .filter(|p| p.time_s > age_s)
        .map(|p| TrajectoryPoint {
            time_s: p.time_s - age_s,
            ..*p
        });
    Trajectory {
        points: first.into_iter().chain(rest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;

    #[test]
    fn times_count_from_now() {
        let point = |time_s: f64| TrajectoryPoint {
            time_s,
            position_m: Vector2::new(10.0 * time_s, 0.0),
            yaw_rad: 0.0,
            speed_mps: 10.0,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
        };
        let points = (0..5).map(|i| point(0.1 * f64::from(i))).collect();
        let now = rebased(&Trajectory { points }, 0.15);
        assert_eq!(now.points.len(), 4); // at 0.15, then 0.2, 0.3, 0.4
        assert_abs_diff_eq!(now.points[0].position_m.x, 1.5, epsilon = 1e-12);
        assert_abs_diff_eq!(now.points[0].time_s, 0.0, epsilon = 0.0);
        assert_abs_diff_eq!(now.points[1].time_s, 0.05, epsilon = 1e-12);
    }
}
