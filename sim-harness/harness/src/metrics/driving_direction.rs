//! How far the ego drives against the traffic within a second (docs/METRICS.md 2.3, 4.4).

use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::Polyline;

use super::ego_series::EgoSeries;
use super::progress::PathFollower;

/// Less than this is a nudge back.
const COMPLIANT_M: f64 = 2.0;
/// More than this is wrong-way driving.
const VIOLATION_M: f64 = 6.0;
/// Time of the window.
const WINDOW_S: f64 = 1.0;
/// A recorded path this close decides instead of the lanes.
const RECORDED_REACH_M: f64 = 2.0;

/// The term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrivingDirection {
    /// 1, ½ or 0.
    pub score: f64,
    /// Largest distance against the traffic within a second, m.
    pub against_m: f64,
}

/// Score of a distance driven against the traffic.
fn score(against_m: f64) -> f64 {
    if against_m < COMPLIANT_M {
        1.0
    } else if against_m < VIOLATION_M {
        0.5
    } else {
        0.0
    }
}

/// Largest distance against the traffic over windows of `WINDOW_S`: n + 1 increments for
/// n = int(1 s / dt). The original takes |min|, which also fires on fast forward driving; the
/// positive part of −min does not.
fn against_m(increments_m: &[f64], dt_s: f64) -> f64 {
    let n = if dt_s > 0.0 {
        (WINDOW_S / dt_s + 1e-9) as usize
    } else {
        0
    };
    (0..increments_m.len())
        .map(|i| increments_m[i.saturating_sub(n)..=i].iter().sum::<f64>())
        .fold(0.0, |worst: f64, sum| worst.max(-sum))
}

/// Change of arc length along the direction of traffic per step: along the recorded path where
/// it is near, else along the lane (0 on the first step on either, 0 outside lanes).
fn increments_m(series: &EgoSeries, recorded: Option<&Polyline>) -> Vec<f64> {
    let mut follower = recorded.map(PathFollower::new);
    let mut last_path_s: Option<f64> = None;
    let mut last_lane = None;
    let mut increments = Vec::with_capacity(series.samples.len());
    for sample in &series.samples {
        let foot = follower.as_mut().map(|f| f.follow(sample.center_m));
        let path_s = foot
            .filter(|p| p.d_m.abs() <= RECORDED_REACH_M)
            .map(|p| p.s_m);
        let lane = sample.lane.map(|l| (l.lane, l.s_m));
        increments.push(match (path_s, last_path_s, lane, last_lane) {
            (Some(now), Some(before), _, _) => now - before,
            (None, _, Some((id, now)), Some((last, before))) if id == last => now - before,
            _ => 0.0,
        });
        last_path_s = path_s;
        last_lane = lane;
    }
    increments
}

/// The term.
pub(super) fn driving_direction(
    series: &EgoSeries,
    recorded: Option<&Polyline>,
) -> DrivingDirection {
    let against_m = against_m(&increments_m(series, recorded), series.dt_s);
    DrivingDirection {
        score: score(against_m),
        against_m,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record, series};
    use nalgebra::Vector2;
    use trunkline_interfaces::geometry::Pose2;

    /// Drives along x at a speed for two seconds on the lane that leads along x.
    fn driven(speed_mps: f64, recorded: Option<&Polyline>) -> DrivingDirection {
        let truths = alone(21, |t| (Pose2::new(speed_mps * t, 0.0, 0.0), speed_mps));
        driving_direction(&series(&record(truths)), recorded)
    }

    #[test]
    fn the_worked_examples_come_out() {
        // 11 increments of 0.1 s: 1.65, 2.2 and 6.6 m
        for (speed, against, expected) in [(-1.5, 1.65, 1.0), (-2.0, 2.2, 0.5), (-6.0, 6.6, 0.0)] {
            let term = driven(speed, None);
            assert!((term.against_m - against).abs() < 1e-9, "{term:?}");
            assert_eq!(term.score, expected);
        }
    }

    #[test]
    fn fast_forward_driving_is_no_violation() {
        assert_eq!(driven(20.0, None).against_m, 0.0);
    }

    #[test]
    fn driving_against_a_lane_is_seen_by_its_direction() {
        let truths = alone(21, |t| {
            (Pose2::new(-8.0 * t, 0.0, std::f64::consts::PI), 8.0)
        });
        let term = driving_direction(&series(&record(truths)), None);
        assert_eq!(term.score, 0.0); // 8.8 m
    }

    #[test]
    fn near_the_recorded_path_that_path_decides() {
        let back = [Vector2::new(50.0, 0.5), Vector2::new(-50.0, 0.5)];
        let path = Polyline::new(back).unwrap();
        assert_eq!(driven(-6.0, Some(&path)).score, 1.0);
        assert_eq!(driven(6.0, Some(&path)).score, 0.0);
    }

    #[test]
    fn a_distance_at_a_limit_counts_as_beyond_it() {
        let scores = [1.999, 2.0, 5.999, 6.0].map(score);
        assert_eq!(scores, [1.0, 0.5, 0.5, 0.0]);
    }

    #[test]
    fn without_a_step_of_time_each_increment_stands_alone() {
        assert_eq!(against_m(&[-1.0, -1.5, 0.5], 0.0), 1.5);
        assert_eq!(against_m(&[-1.0, -1.5, 0.5], 1.0), 2.5);
        assert_eq!(against_m(&[], 0.1), 0.0);
    }

    #[test]
    fn the_recorded_path_decides_up_to_two_metres() {
        let back = |y_m: f64| {
            let path = [Vector2::new(50.0, y_m), Vector2::new(-50.0, y_m)];
            driven(6.0, Some(&Polyline::new(path).unwrap())).score
        };
        assert_eq!((back(2.0), back(2.01)), (0.0, 1.0));
    }
}
