//! How near it got: smallest distance, braking that would have been needed (docs/METRICS.md 8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::AgentId;
use trunkline_interfaces::messages::{Truth, TruthAgent};

use super::ego_series::{EgoSample, EgoSeries};

/// Farther road users do not matter for the smallest distance.
const LOOK_M: f64 = 60.0;

/// The smallest distance from box to box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    /// The distance, 0 in a collision.
    pub distance_m: f64,
    /// When.
    pub time_s: f64,
    /// To whom.
    pub agent: AgentId,
}

/// Deceleration rate to avoid a crash: (v_r − v_f)² / (2 · gap), m/s² (Cooper, Space 1984).
/// `None` unless they close in over a gap.
fn drac_mps2(gap_m: f64, rear_mps: f64, front_mps: f64) -> Option<f64> {
    let closing_mps = rear_mps - front_mps;
    (closing_mps > 0.0 && gap_m > 0.0).then(|| closing_mps * closing_mps / (2.0 * gap_m))
}

/// The smallest distance to anybody within 60 m; `None` if nobody was there.
pub(super) fn nearest(series: &EgoSeries, truths: &[Arc<Truth>]) -> Option<Nearest> {
    let mut best: Option<Nearest> = None;
    for (ego, truth) in series.samples.iter().zip(truths) {
        for agent in &truth.agents {
            let other = agent.bbox.footprint();
            let between_m = (other.center_m - ego.footprint.center_m).norm();
            let bound_m = between_m - other.radius_m() - ego.footprint.radius_m();
            if bound_m > best.map_or(LOOK_M, |b| b.distance_m) {
                continue;
            }
            let distance_m = ego.footprint.distance_m(&other);
            if best.is_none_or(|b| distance_m < b.distance_m) {
                best = Some(Nearest {
                    distance_m,
                    time_s: ego.time_s,
                    agent: agent.id,
                });
            }
        }
    }
    best
}

/// The largest DRAC towards a road user straight ahead; `None` if the ego never closed in.
pub(super) fn max_drac_mps2(series: &EgoSeries, truths: &[Arc<Truth>]) -> Option<f64> {
    let pairs = series.samples.iter().zip(truths);
    pairs
        .flat_map(|(ego, truth)| truth.agents.iter().filter_map(move |a| drac_ahead(ego, a)))
        .reduce(f64::max)
}

fn drac_ahead(ego: &EgoSample, agent: &TruthAgent) -> Option<f64> {
    let other = agent.bbox.footprint();
    let (axis, left) = (ego.footprint.axis, ego.footprint.left());
    let d = other.center_m - ego.footprint.center_m;
    let is_in_way = d.dot(&left).abs() < ego.footprint.half_width_m + other.half_extent_m(left);
    let gap_m = ego.gap_ahead_m(&other);
    let front_mps = agent.velocity_mps.dot(&axis);
    is_in_way
        .then(|| drac_mps2(gap_m, ego.velocity_mps.dot(&axis), front_mps))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, truth};
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::geometry::Pose2;

    /// Smallest distance and largest DRAC of an ego at 10 m/s among others.
    fn measured(others: Vec<TruthAgent>) -> (Option<Nearest>, Option<f64>) {
        let record = record(vec![truth(0, Pose2::default(), 10.0, others)]);
        let series = series(&record);
        (
            nearest(&series, &record.truths),
            max_drac_mps2(&series, &record.truths),
        )
    }

    fn car(id: u32, x_m: f64, y_m: f64) -> TruthAgent {
        agent(id, AgentClass::Car, x_m, y_m, 2.0)
    }

    #[test]
    fn braking_that_was_needed_is_the_textbook_one() {
        // (10 − 2)² / (2 · 16) = 2
        assert_eq!(drac_mps2(16.0, 10.0, 2.0), Some(2.0));
        assert_eq!(drac_mps2(16.0, 5.0, 5.0), None);
        assert_eq!(drac_mps2(0.0, 5.0, 1.0), None);
        // Boxes of 4 m with middles 20 m apart: the same gap.
        assert_eq!(measured(vec![car(1, 20.0, 0.0)]).1, Some(2.0));
        // In the way while the middles are less than 1 + 1 m apart across.
        assert_eq!(measured(vec![car(1, 20.0, 1.99)]).1, Some(2.0));
        assert_eq!(measured(vec![car(1, 20.0, 2.0)]).1, None);
        assert_eq!(measured(vec![car(1, -20.0, 0.0)]).1, None);
    }

    #[test]
    fn the_nearest_is_told_from_box_to_box() {
        // 20 − 4 = 16 m ahead, 5 − 2 = 3 m beside.
        let beside = measured(vec![car(1, 20.0, 0.0), car(2, 0.0, 5.0)])
            .0
            .unwrap();
        assert_eq!((beside.agent, beside.distance_m), (AgentId(2), 3.0));
        assert_eq!(measured(vec![car(1, 3.0, 0.0)]).0.unwrap().distance_m, 0.0);
        // The boxes' circles (√5 m each) end 60.03 m apart; 59.93 m.
        assert_eq!(measured(vec![car(1, 64.5, 0.0)]).0, None);
        assert!(measured(vec![car(1, 64.4, 0.0)]).0.is_some());
    }
}
