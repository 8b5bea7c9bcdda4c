//! Truths by time, and which agent a track is.

use std::sync::Arc;

use nalgebra::Vector2;
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_interfaces::{AgentId, Stamp};

/// A truth this close in time is the one that is asked for, ns.
const SAME_TIME_NS: i64 = 1_000_000;
/// A track farther than this from every agent is none of them, m (nuScenes' tracking benchmark).
pub(crate) const MATCH_M: f64 = 2.0;

/// The truth at a time, if there is one.
pub(crate) fn truth_at(truths: &[Arc<Truth>], at: Stamp) -> Option<&Arc<Truth>> {
    let after = truths.partition_point(|t| t.header.stamp.ns() + SAME_TIME_NS < at.ns());
    truths
        .get(after)
        .filter(|t| (t.header.stamp - at).ns().abs() <= SAME_TIME_NS)
}

/// The nearest agent within [`MATCH_M`].
pub(crate) fn agent_at(truth: &Truth, p_m: Vector2<f64>) -> Option<&TruthAgent> {
    let distance = |a: &TruthAgent| (a.bbox.center_m.xy() - p_m).norm();
    truth
        .agents
        .iter()
        .filter(|a| distance(a) <= MATCH_M)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Where an agent is at a time.
pub(crate) fn position_at(truths: &[Arc<Truth>], id: AgentId, at: Stamp) -> Option<Vector2<f64>> {
    truth_at(truths, at)?
        .agent(id)
        .map(|a| a.bbox.center_m.xy())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, truth};
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::geometry::Pose2;

    fn truths() -> Vec<Arc<Truth>> {
        let others = |k: u64| {
            let car = |id, x_m| agent(id, AgentClass::Car, x_m, 0.0, 0.0);
            vec![car(1, k as f64), car(2, 10.0)]
        };
        (0..5)
            .map(|k| truth(k, Pose2::default(), 0.0, others(k)))
            .collect()
    }

    #[test]
    fn a_truth_is_found_within_a_millisecond() {
        let truths = truths();
        let found = |at_us: i64| {
            let truth = truth_at(&truths, Stamp::from_ns(1000 * at_us));
            truth.map(|t| t.header.seq)
        };
        assert_eq!(
            [found(199_000), found(200_000), found(201_000)],
            [Some(2); 3]
        );
        assert_eq!([found(198_999), found(201_001), found(-2_000)], [None; 3]);
        assert_eq!(
            (found(0), found(400_900), found(402_000)),
            (Some(0), Some(4), None)
        );
    }

    #[test]
    fn the_nearest_agent_within_two_metres_is_who_is_meant() {
        let truths = truths();
        let at = |x_m: f64| agent_at(&truths[4], Vector2::new(x_m, 0.0)).map(|a| a.id.0);
        // They are at 4 and 10 m.
        assert_eq!(
            (at(2.0), at(1.99), at(6.0), at(7.0)),
            (Some(1), None, Some(1), None)
        );
        assert_eq!((at(8.0), at(11.0)), (Some(2), Some(2)));
        let place = position_at(&truths, AgentId(1), Stamp::from_s(0.3));
        assert_eq!(place, Some(Vector2::new(3.0, 0.0)));
        assert_eq!(position_at(&truths, AgentId(9), Stamp::from_s(0.3)), None);
    }
}
