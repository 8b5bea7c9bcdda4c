//! Speed limit: how much and how long the ego was too fast (docs/METRICS.md 2.6).

use serde::{Deserialize, Serialize};

use super::ego_series::EgoSeries;

/// Over the whole drive too fast by this, m/s, scores 0.
const MAX_OVER_MPS: f64 = 2.23;

/// The term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeedLimit {
    /// In `[0, 1]`; null where no limit is known at any step (it then counts as 1).
    pub score: Option<f64>,
    /// Share of the steps at which a limit is known.
    pub known_share: f64,
    /// Largest excess.
    pub max_over_mps: f64,
}

/// max(0, 1 − Σ over · dt / (2.23 · duration)).
fn score(over_mps: &[f64], dt_s: f64, duration_s: f64) -> f64 {
    let sum_m: f64 = over_mps.iter().sum::<f64>() * dt_s;
    if sum_m <= 0.0 {
        return 1.0;
    }
    (1.0 - sum_m / (MAX_OVER_MPS * duration_s).max(f64::MIN_POSITIVE)).max(0.0)
}

/// The term.
pub(super) fn speed_limit(series: &EgoSeries) -> SpeedLimit {
    let limits: Vec<Option<f64>> = series
        .samples
        .iter()
        .map(|s| s.lane.and_then(|l| l.speed_limit_mps))
        .collect();
    let over: Vec<f64> = series
        .samples
        .iter()
        .zip(&limits)
        .map(|(s, limit)| limit.map_or(0.0, |l| (s.speed_mps - l).max(0.0)))
        .collect();
    let known = limits.iter().filter(|l| l.is_some()).count();
    SpeedLimit {
        score: (known > 0).then(|| score(&over, series.dt_s, series.duration_s())),
        known_share: known as f64 / limits.len().max(1) as f64,
        max_over_mps: over.iter().copied().fold(0.0, f64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record, series};
    use trunkline_interfaces::geometry::Pose2;

    #[test]
    fn the_worked_examples_come_out() {
        // 15 s, 1 m/s over for 3 s: 1 − 3 / (2.23 · 15) = 1 − 3 / 33.45 = 0.9103
        let mut over = vec![0.0; 150];
        over[..30].fill(1.0);
        assert!((score(&over, 0.1, 15.0) - (1.0 - 3.0 / 33.45)).abs() < 1e-12);
        assert!(score(&[2.23; 150], 0.1, 15.0).abs() < 1e-12);
        assert_eq!(score(&[0.0; 150], 0.1, 15.0), 1.0);
        assert_eq!(score(&[], 0.0, 0.0), 1.0);
    }

    #[test]
    fn an_unknown_limit_is_not_judged() {
        let off_lanes = alone(5, |t| (Pose2::new(90.0 * t, 50.0, 0.0), 90.0));
        let term = speed_limit(&series(&record(off_lanes)));
        assert_eq!((term.score, term.known_share), (None, 0.0));
        let on_lane = alone(5, |t| (Pose2::new(14.9 * t, 0.0, 0.0), 14.9));
        let term = speed_limit(&series(&record(on_lane)));
        assert!((term.max_over_mps - 1.0).abs() < 1e-9 && term.known_share == 1.0);
    }

    #[test]
    fn a_single_step_that_is_too_fast_scores_nothing() {
        assert_eq!(score(&[1.0], 0.1, 0.0), 0.0);
        assert_eq!(score(&[9.0; 10], 0.1, 1.0), 0.0);
        let half_known = alone(4, |t| {
            let y_m = if t < 0.15 { 0.0 } else { 50.0 };
            (Pose2::new(0.0, y_m, 0.0), 10.0)
        });
        let term = speed_limit(&series(&record(half_known)));
        assert_eq!(
            (term.score, term.known_share, term.max_over_mps),
            (Some(1.0), 0.5, 0.0)
        );
    }
}
