//! The moment at which the ego and a road user first touch, between two steps.

use trunkline_interfaces::geometry::{Pose2, Rectangle, angle_difference_rad};
use trunkline_interfaces::messages::TruthAgent;

use super::ego_series::EgoSample;

/// A step is looked at in so many moments: a millisecond apart at 10 Hz, 3 cm at 30 m/s.
const MOMENTS: u32 = 100;

/// The ego and a road user as they are when they first touch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contact {
    pub(super) ego: EgoSample,
    pub(super) agent: TruthAgent,
    /// Whether that is nearer to the step before than to the step at which they overlap.
    pub(super) is_nearer_before: bool,
}

/// The ego and a road user that overlap `now` and did not `before`, at the first moment at which
/// they do, with positions, headings and velocities between those of the two steps. Without a step
/// before, that moment is `now`.
pub(super) fn first_contact(
    before: Option<(&EgoSample, &TruthAgent)>,
    now: (&EgoSample, &TruthAgent),
) -> Contact {
    let moments = before.into_iter().flat_map(|before| {
        (1..MOMENTS).map(move |k| {
            let share = f64::from(k) / f64::from(MOMENTS);
            Contact {
                ego: ego_between(before.0, now.0, share),
                agent: agent_between(before.1, now.1, share),
                is_nearer_before: 2 * k < MOMENTS,
            }
        })
    });
    let mut touching = moments.filter(|m| m.ego.footprint.overlaps(&m.agent.bbox.footprint()));
    touching.next().unwrap_or(Contact {
        ego: *now.0,
        agent: *now.1,
        is_nearer_before: false,
    })
}

fn ego_between(before: &EgoSample, now: &EgoSample, share: f64) -> EgoSample {
    let rear_axle = pose_between(before.rear_axle, now.rear_axle, share);
    let center_m = before.center_m.lerp(&now.center_m, share);
    let velocity_mps = before.velocity_mps.lerp(&now.velocity_mps, share);
    EgoSample {
        rear_axle,
        center_m,
        footprint: Rectangle {
            center_m,
            axis: rear_axle.direction(),
            ..now.footprint
        },
        velocity_mps,
        speed_mps: velocity_mps.norm(),
        ..*now
    }
}

fn agent_between(before: &TruthAgent, now: &TruthAgent, share: f64) -> TruthAgent {
    let mut agent = *now;
    agent.bbox.center_m = before.bbox.center_m.lerp(&now.bbox.center_m, share);
    agent.bbox.yaw_rad = yaw_between(before.bbox.yaw_rad, now.bbox.yaw_rad, share);
    agent.velocity_mps = before.velocity_mps.lerp(&now.velocity_mps, share);
    agent
}

fn pose_between(before: Pose2, now: Pose2, share: f64) -> Pose2 {
    let p_m = before.position_m().lerp(&now.position_m(), share);
    Pose2::new(
        p_m.x,
        p_m.y,
        yaw_between(before.yaw_rad, now.yaw_rad, share),
    )
}

/// The shorter way round.
fn yaw_between(before_rad: f64, now_rad: f64, share: f64) -> f64 {
    before_rad + share * angle_difference_rad(now_rad, before_rad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, truth};
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::AgentClass;

    #[test]
    fn the_moment_lies_where_the_boxes_begin_to_touch() {
        // The ego drives from 0 to 1 m and slows from 10 to 0 m/s; the rear of the box ahead stands
        // at 2.6 m, so the bumper (2 m ahead of the ego's middle) touches it after 0.6 of the step.
        let wall = |x_m: f64| agent(1, AgentClass::Car, x_m, 0.0, 0.0);
        let record = record(vec![
            truth(0, Pose2::default(), 10.0, vec![wall(4.6)]),
            truth(1, Pose2::new(1.0, 0.0, 0.0), 0.0, vec![wall(4.6)]),
        ]);
        let samples = series(&record).samples;
        let before = (&samples[0], &record.truths[0].agents[0]);
        let now = (&samples[1], &record.truths[1].agents[0]);
        let contact = first_contact(Some(before), now);
        assert_abs_diff_eq!(contact.ego.center_m.x, 0.6, epsilon = 0.01 + 1e-9);
        assert_abs_diff_eq!(contact.ego.speed_mps, 4.0, epsilon = 0.1 + 1e-9);
        assert_abs_diff_eq!(
            contact.ego.rear_axle.x_m,
            contact.ego.center_m.x,
            epsilon = 1e-9
        );
        assert_eq!(contact.ego.footprint.center_m, contact.ego.center_m);
        assert_eq!(contact.agent.bbox, wall(4.6).bbox);
        assert!(!contact.is_nearer_before);
        // Without a step before, the step itself has to do.
        assert_eq!(first_contact(None, now).ego.speed_mps, 0.0);
    }

    #[test]
    fn headings_take_the_shorter_way_round() {
        let yaw = yaw_between(3.0, -3.0, 0.5);
        assert_abs_diff_eq!(yaw, std::f64::consts::PI, epsilon = 1e-12);
    }
}
