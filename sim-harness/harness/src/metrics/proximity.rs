//! How near it got: smallest distance, and the braking that would have been needed (METRICS 6).

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

/// Time to collision of two cars in a line: gap / closing speed; `None` unless they close in.
pub fn ttc_in_line_s(gap_m: f64, rear_mps: f64, front_mps: f64) -> Option<f64> {
    let closing_mps = rear_mps - front_mps;
    (closing_mps > 0.0).then(|| gap_m / closing_mps)
}

/// Deceleration rate to avoid a crash: (v_r − v_f)² / (2 · gap), m/s² (Cooper, Space 1984).
/// `None` unless they close in over a gap.
pub fn drac_mps2(gap_m: f64, rear_mps: f64, front_mps: f64) -> Option<f64> {
    let closing_mps = rear_mps - front_mps;
    (closing_mps > 0.0 && gap_m > 0.0).then(|| closing_mps * closing_mps / (2.0 * gap_m))
}

/// The smallest distance to anybody within 60 m; `None` if nobody was there.
pub fn nearest(series: &EgoSeries, truths: &[Arc<Truth>]) -> Option<Nearest> {
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
pub fn max_drac_mps2(series: &EgoSeries, truths: &[Arc<Truth>]) -> Option<f64> {
    let pairs = series.samples.iter().zip(truths);
    pairs
        .flat_map(|(ego, truth)| truth.agents.iter().filter_map(move |a| drac_ahead(ego, a)))
        .reduce(f64::max)
}

fn drac_ahead(ego: &EgoSample, agent: &TruthAgent) -> Option<f64> {
    let other = agent.bbox.footprint();
    let (axis, left) = (ego.footprint.axis, ego.footprint.left());
    let d = other.center_m - ego.footprint.center_m;
    let extent = |along: nalgebra::Vector2<f64>| {
        other.half_length_m * other.axis.dot(&along).abs()
            + other.half_width_m * other.left().dot(&along).abs()
    };
    let is_in_way = d.dot(&left).abs() < ego.footprint.half_width_m + extent(left);
    let gap_m = d.dot(&axis) - ego.footprint.half_length_m - extent(axis);
    let front_mps = agent.velocity_mps.dot(&axis);
    is_in_way
        .then(|| drac_mps2(gap_m, ego.velocity_mps.dot(&axis), front_mps))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_in_line_are_the_textbook_ones() {
        // 16 m at 8 m/s; 8² / (2 · 16) = 2
        assert_eq!(ttc_in_line_s(16.0, 10.0, 2.0), Some(2.0));
        assert_eq!(drac_mps2(16.0, 10.0, 2.0), Some(2.0));
        assert_eq!(ttc_in_line_s(16.0, 2.0, 10.0), None);
        assert_eq!(drac_mps2(16.0, 5.0, 5.0), None);
        assert_eq!(drac_mps2(0.0, 5.0, 1.0), None);
    }
}
