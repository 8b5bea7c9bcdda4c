//! What the ego intends to do, what else it considered, and why it decided so.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::geometry::{Pose2, angle_difference_rad, wrap_rad};
use crate::ids::{LaneId, SignalId, TrackId};

/// One timed state of the rear axle's centre, world frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrajectoryPoint {
    /// Time after the plan's stamp.
    pub time_s: f64,
    /// Position.
    #[schemars(with = "[f64; 2]")]
    pub position_m: Vector2<f64>,
    /// Yaw, (-π, π].
    pub yaw_rad: f64,
    /// Forward speed.
    pub speed_mps: f64,
    /// Acceleration along the path.
    pub acceleration_mps2: f64,
    /// Curvature of the path, left positive.
    pub curvature_1pm: f64,
}

impl TrajectoryPoint {
    /// Planar pose of the rear axle.
    pub fn pose(&self) -> Pose2 {
        Pose2::at(self.position_m, self.yaw_rad)
    }
}

/// Timed states, by ascending time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Trajectory {
    /// The states.
    pub points: Vec<TrajectoryPoint>,
}

impl Trajectory {
    /// The state at a time, interpolated; clamped to the ends. `None` if empty.
    pub fn at(&self, time_s: f64) -> Option<TrajectoryPoint> {
        let upper = self.points.partition_point(|p| p.time_s <= time_s);
        let after = self.points.get(upper).or(self.points.last())?;
        let before = self.points.get(upper.saturating_sub(1)).unwrap_or(after);
        let span_s = after.time_s - before.time_s;
        let share = if span_s > 0.0 {
            ((time_s - before.time_s) / span_s).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let mix = |a: f64, b: f64| a + share * (b - a);
        Some(TrajectoryPoint {
            time_s: mix(before.time_s, after.time_s),
            position_m: before.position_m.lerp(&after.position_m, share),
            yaw_rad: wrap_rad(
                before.yaw_rad + share * angle_difference_rad(after.yaw_rad, before.yaw_rad),
            ),
            speed_mps: mix(before.speed_mps, after.speed_mps),
            acceleration_mps2: mix(before.acceleration_mps2, after.acceleration_mps2),
            curvature_1pm: mix(before.curvature_1pm, after.curvature_1pm),
        })
    }

    /// Time of the last state; 0 if empty.
    pub fn horizon_s(&self) -> f64 {
        self.points.last().map_or(0.0, |p| p.time_s)
    }

    pub(super) fn check(&self, check: &Check) -> Result<(), InvalidMessage> {
        for (i, p) in self.points.iter().enumerate() {
            let numbers = [
                p.time_s,
                p.yaw_rad,
                p.speed_mps,
                p.acceleration_mps2,
                p.curvature_1pm,
            ];
            check.finite(format_args!("trajectory[{i}]"), &numbers)?;
            check.finite(
                format_args!("trajectory[{i}].position_m"),
                p.position_m.as_slice(),
            )?;
        }
        Ok(())
    }
}

/// One named part of a plan's cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CostTerm {
    /// Name of the term.
    pub name: String,
    /// Its weighted value; lower is better.
    pub value: f64,
}

/// A plan that was considered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// What it stands for: "offset +1.0 m, 60 % speed".
    pub label: String,
    /// Positions of the rear axle, thinned for looking at.
    #[schemars(with = "Vec<[f64; 2]>")]
    pub path_m: Vec<Vector2<f64>>,
    /// Total cost; lower is better.
    pub cost: f64,
    /// Parts of the cost.
    pub terms: Vec<CostTerm>,
}

/// Why the plan is as it is, with what decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// One plain-English sentence: "slowing from 12 to 7 m/s: pedestrian 14 on the path in 1.8 s".
    pub sentence: String,
    /// Tracks that decided.
    pub tracks: Vec<TrackId>,
    /// Lanes that decided.
    pub lanes: Vec<LaneId>,
    /// Signals that decided.
    pub signals: Vec<SignalId>,
}

/// The chosen plan. To be valid its trajectory has a point, goes forward in time and is finite.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Time and order; `stamp` is the time of the first point.
    pub header: Header,
    /// What to drive, long enough to bridge plans that do not come. Ours are 8 s at 0.1 s; past its
    /// end the last state stays the target. In JSON a list of points.
    pub trajectory: Trajectory,
    /// What was considered; may be empty.
    pub candidates: Vec<Candidate>,
    /// Index of the chosen candidate, if it is one of them.
    pub chosen: Option<u32>,
    /// Whether this is an emergency manoeuvre: our controllers then steer as fast as the vehicle can.
    /// The gate does not see it: it lifts its limit of jerk for any wish to brake hard.
    pub is_emergency: bool,
    /// Why.
    pub reason: Reason,
}

impl Validate for Plan {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Plan");
        let points = &self.trajectory.points;
        if points.is_empty() {
            return check.fail("trajectory", "is empty");
        }
        self.trajectory.check(&check)?;
        if points.windows(2).any(|w| w[1].time_s <= w[0].time_s) {
            return check.fail("trajectory", "does not go forward in time");
        }
        for (i, c) in self.candidates.iter().enumerate() {
            check.finite(format_args!("candidates[{i}].cost"), &[c.cost])?;
            for p_m in &c.path_m {
                check.finite(format_args!("candidates[{i}].path_m"), p_m.as_slice())?;
            }
            for term in &c.terms {
                check.finite(
                    format_args!("candidates[{i}].terms, {}", term.name),
                    &[term.value],
                )?;
            }
        }
        match self.chosen {
            Some(i) if i as usize >= self.candidates.len() => check.fail(
                "chosen",
                format!("is {i} of {} candidates", self.candidates.len()),
            ),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn point(time_s: f64, x: f64, yaw: f64) -> TrajectoryPoint {
        TrajectoryPoint {
            time_s,
            position_m: Vector2::new(x, 0.0),
            yaw_rad: yaw,
            speed_mps: 1.0,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
        }
    }

    #[test]
    fn interpolation_takes_the_short_way_round() {
        let t = Trajectory {
            points: vec![point(0.0, 0.0, 3.0), point(1.0, 2.0, -3.0)],
        };
        let middle = t.at(0.5).unwrap();
        assert_abs_diff_eq!(middle.position_m.x, 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(middle.yaw_rad.abs(), std::f64::consts::PI, epsilon = 1e-12);
        assert_abs_diff_eq!(t.at(9.0).unwrap().position_m.x, 2.0, epsilon = 0.0);
        assert!(Trajectory::default().at(0.0).is_none());
    }

    #[test]
    fn nan_in_a_plan_is_named() {
        let mut plan = Plan {
            trajectory: Trajectory {
                points: vec![point(0.0, 0.0, 0.0)],
            },
            ..Plan::default()
        };
        assert!(plan.validate().is_ok());
        plan.trajectory.points[0].position_m.y = f64::NAN;
        assert_eq!(
            plan.validate().unwrap_err().field,
            "trajectory[0].position_m"
        );
    }
}
