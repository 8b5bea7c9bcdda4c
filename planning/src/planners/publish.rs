//! From rollouts to the message.

use nalgebra::Vector2;
use trunkline_interfaces::StepContext;
use trunkline_interfaces::messages::{Plan, Reason, Trajectory};
use trunkline_interfaces::stages::PlannerInput;

use crate::rollout::Rollout;
use crate::scene::LastPlan;

/// Steps between the points that show a candidate.
const SHOWN_STRIDE: usize = 5;

/// The trajectory of a rollout.
pub(super) fn trajectory(rollout: &Rollout) -> Trajectory {
    Trajectory {
        points: (rollout.states.iter().enumerate())
            .map(|(step, state)| state.point(step))
            .collect(),
    }
}

/// Thinned positions of a rollout, for looking at.
pub(super) fn shown_path_m(rollout: &Rollout) -> Vec<Vector2<f64>> {
    rollout
        .states
        .iter()
        .step_by(SHOWN_STRIDE)
        .map(|state| state.position_m)
        .collect()
}

/// A plan without candidates.
pub(super) fn plan(
    input: &PlannerInput<'_>,
    ctx: &StepContext<'_>,
    trajectory: Trajectory,
    reason: Reason,
) -> Plan {
    let captured = input.tracks.header.captured.min(input.ego.header.captured);
    Plan {
        header: ctx.header(input.ego.header.stamp, captured),
        trajectory,
        candidates: Vec::new(),
        chosen: None,
        is_emergency: false,
        reason,
    }
}

/// What the next step needs to remember of a plan.
pub(super) fn last(plan: &Plan) -> LastPlan {
    LastPlan {
        stamp: plan.header.stamp,
        trajectory: plan.trajectory.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};

    #[test]
    fn every_state_is_published_and_every_fifth_shown() {
        Bench::straight(10.0).look(|scene| {
            let rollout = by_hand(scene, 10.0, |_, _| ());
            let points = trajectory(&rollout).points;
            assert_eq!(points.len(), 41);
            assert!((points[40].time_s - 4.0).abs() < 1e-12);
            let shown = shown_path_m(&rollout);
            assert_eq!(shown.len(), 9);
            assert_eq!(shown[1], points[5].position_m);
        });
    }
}
