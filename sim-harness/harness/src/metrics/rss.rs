//! Responsibility-sensitive safety: the distances that must be kept, and how often they were not
//! (Shalev-Shwartz, Shammah, Shashua 2017; docs/METRICS.md 8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::messages::{Truth, TruthAgent};

use super::ego_series::{EgoSample, EgoSeries};

/// Response time, s.
const RESPONSE_S: f64 = 1.0;
/// Largest acceleration during the response, m/s².
const ACCELERATION_MPS2: f64 = 3.5;
/// Braking that everybody can be relied on for, m/s².
const MIN_BRAKING_MPS2: f64 = 4.0;
/// Strongest braking of the one ahead, m/s².
const MAX_BRAKING_MPS2: f64 = 8.0;
/// Braking of the one who drives correctly in its own lane against oncoming traffic, m/s².
const CORRECT_BRAKING_MPS2: f64 = 4.0;
/// Largest lateral acceleration during the response, m/s².
const LATERAL_ACCELERATION_MPS2: f64 = 0.2;
/// Lateral braking, m/s².
const LATERAL_BRAKING_MPS2: f64 = 0.8;
/// Lateral fluctuation, m.
const LATERAL_MARGIN_M: f64 = 0.1;

/// Distance behind one who drives ahead, same direction:
/// [v_r ρ + ½ a ρ² + (v_r + ρ a)² / (2 b_min) − v_f² / (2 b_max)]₊.
fn longitudinal_m(rear_mps: f64, front_mps: f64) -> f64 {
    let after = rear_mps + RESPONSE_S * ACCELERATION_MPS2;
    let gap_m = rear_mps * RESPONSE_S
        + 0.5 * ACCELERATION_MPS2 * RESPONSE_S * RESPONSE_S
        + after * after / (2.0 * MIN_BRAKING_MPS2)
        - front_mps * front_mps / (2.0 * MAX_BRAKING_MPS2);
    gap_m.max(0.0)
}

/// Distance to one who comes the other way; speeds are magnitudes.
fn opposite_m(own_mps: f64, oncoming_mps: f64) -> f64 {
    let part = |v: f64, braking: f64| {
        let after = v + RESPONSE_S * ACCELERATION_MPS2;
        0.5 * (v + after) * RESPONSE_S + after * after / (2.0 * braking)
    };
    part(own_mps, CORRECT_BRAKING_MPS2) + part(oncoming_mps, MIN_BRAKING_MPS2)
}

/// Distance beside one: `own` is the speed towards the other, `other` the other's in the same
/// direction (so moving apart is `other` > `own`).
/// μ + [(v₁ + v₁ρ)/2 ρ + v₁ρ·|v₁ρ|/(2b) − ((v₂ + v₂ρ)/2 ρ + v₂ρ·|v₂ρ|/(2b))]₊. The paper squares
/// v₁ρ and v₂ρ with fixed signs, which is the same for v₁ρ ≥ 0 ≥ v₂ρ and wrong elsewhere.
fn lateral_m(own_mps: f64, other_mps: f64) -> f64 {
    let own_after = own_mps + RESPONSE_S * LATERAL_ACCELERATION_MPS2;
    let other_after = other_mps - RESPONSE_S * LATERAL_ACCELERATION_MPS2;
    let own_m = 0.5 * (own_mps + own_after) * RESPONSE_S
        + own_after * own_after.abs() / (2.0 * LATERAL_BRAKING_MPS2);
    let other_m = 0.5 * (other_mps + other_after) * RESPONSE_S
        + other_after * other_after.abs() / (2.0 * LATERAL_BRAKING_MPS2);
    LATERAL_MARGIN_M + (own_m - other_m).max(0.0)
}

/// How often the ego was too near.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rss {
    /// Share of the steps at which some vehicle ahead was nearer than both distances.
    pub share_below: f64,
    /// Steps at which a vehicle was ahead and beside at all, so that the rule said something.
    pub judged_steps: usize,
}

/// Share of time below RSS distance towards vehicles ahead; `None` for an empty drive.
pub(super) fn rss(series: &EgoSeries, truths: &[Arc<Truth>]) -> Option<Rss> {
    if series.samples.is_empty() {
        return None;
    }
    let mut below = 0_usize;
    let mut judged = 0_usize;
    for (ego, truth) in series.samples.iter().zip(truths) {
        let verdicts: Vec<bool> = truth
            .agents
            .iter()
            .filter_map(|agent| is_below(ego, agent))
            .collect();
        judged += usize::from(!verdicts.is_empty());
        below += usize::from(verdicts.contains(&true));
    }
    Some(Rss {
        share_below: below as f64 / series.samples.len() as f64,
        judged_steps: judged,
    })
}

/// Whether a vehicle ahead is nearer than both distances; `None` if it is not ahead or the rule
/// does not speak of it.
fn is_below(ego: &EgoSample, agent: &TruthAgent) -> Option<bool> {
    if matches!(
        agent.class,
        AgentClass::Pedestrian | AgentClass::StaticObject
    ) {
        return None;
    }
    let (axis, left) = (ego.footprint.axis, ego.footprint.left());
    let other = agent.bbox.footprint();
    let d = other.center_m - ego.footprint.center_m;
    let gap_m = ego.gap_ahead_m(&other);
    if gap_m < 0.0 {
        return None; // beside or behind: then the other is to keep its distance
    }
    let side = d.dot(&left).signum();
    let side_gap_m = d.dot(&left).abs() - ego.footprint.half_width_m - other.half_extent_m(left);
    let along = |v: nalgebra::Vector2<f64>| v.dot(&axis);
    let across = |v: nalgebra::Vector2<f64>| v.dot(&left) * side;
    let (own, theirs) = (ego.velocity_mps, agent.velocity_mps);
    let needed_side_m = lateral_m(across(own), across(theirs));
    let needed_m = if along(theirs) >= 0.0 {
        longitudinal_m(along(own).max(0.0), along(theirs))
    } else {
        opposite_m(along(own).max(0.0), -along(theirs))
    };
    Some(gap_m < needed_m && side_gap_m < needed_side_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, truth};
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::geometry::Pose2;

    #[test]
    fn the_worked_examples_come_out() {
        // 20 + 1.75 + 23.5² / 8 − 225 / 16 = 20 + 1.75 + 69.03125 − 14.0625
        assert_abs_diff_eq!(longitudinal_m(20.0, 15.0), 76.718_75, epsilon = 1e-9);
        // 0.1 + (0.1 + 0.04 / 1.6) − (−0.1 − 0.04 / 1.6) = 0.1 + 0.125 + 0.125
        assert_abs_diff_eq!(lateral_m(0.0, 0.0), 0.35, epsilon = 1e-12);
    }

    #[test]
    fn a_faster_leader_needs_no_distance() {
        assert_abs_diff_eq!(longitudinal_m(0.0, 30.0), 0.0, epsilon = 0.0);
    }

    /// The verdict on an ego at 10 m/s with one other road user.
    fn judged(class: AgentClass, x_m: f64, y_m: f64, speed_mps: f64) -> Rss {
        let other = agent(1, class, x_m, y_m, speed_mps);
        let record = record(vec![truth(0, Pose2::default(), 10.0, vec![other])]);
        rss(&series(&record), &record.truths).unwrap()
    }

    #[test]
    fn who_keeps_one_of_both_distances_keeps_enough() {
        // 10 + 1.75 + 13.5² / 8 − 100 / 16 = 28.28125 m, and boxes of 4 m: middles at 32.28125 m.
        let below = |x, y| judged(AgentClass::Car, x, y, 10.0).share_below;
        assert_eq!((below(32.28, 0.0), below(32.29, 0.0)), (1.0, 0.0));
        // Across: 0.35 m, and boxes of 2 m.
        assert_eq!((below(20.0, 2.34), below(20.0, 2.36)), (1.0, 0.0));
        assert_eq!((below(20.0, -2.34), below(20.0, -2.36)), (1.0, 0.0));
        // Oncoming at 10 m/s: 69.0625 m.
        let oncoming = |x| judged(AgentClass::Car, x, 0.0, -10.0).share_below;
        assert_eq!((oncoming(73.06), oncoming(73.07)), (1.0, 0.0));
    }

    #[test]
    fn the_rule_speaks_of_vehicles_ahead_only() {
        assert_eq!(judged(AgentClass::Car, 20.0, 0.0, 10.0).judged_steps, 1);
        assert_eq!(judged(AgentClass::Car, -5.0, 0.0, 20.0).judged_steps, 0);
        assert_eq!(
            judged(AgentClass::Pedestrian, 20.0, 0.0, 0.0).judged_steps,
            0
        );
        assert_eq!(rss(&EgoSeries::default(), &[]), None);
    }

    #[test]
    fn oncoming_traffic_needs_both_stopping_distances() {
        // Each: (10 + 13.5) / 2 + 13.5² / 8 = 11.75 + 22.78125
        assert_abs_diff_eq!(opposite_m(10.0, 10.0), 2.0 * 34.531_25, epsilon = 1e-9);
    }
}
