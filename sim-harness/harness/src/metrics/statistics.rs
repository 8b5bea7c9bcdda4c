//! Means, quantiles and bootstrap intervals (METRICS 8).

use serde::{Deserialize, Serialize};
use trunkline_interfaces::Random;

/// Resamples of a bootstrap interval.
const RESAMPLES: usize = 1000;

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// 2.5 % quantile of the resampled means.
    pub low: f64,
    /// 97.5 % quantile of the resampled means.
    pub high: f64,
    /// How many values.
    pub n: usize,
}

/// Mean and 95 % bootstrap interval (percentile method; Efron 1979), 1000 resamples, always the
/// same for the same values. `None` without values.
pub fn bootstrap_mean(values: &[f64]) -> Option<Interval> {
    let n = values.len();
    let mean_of = |sum: f64| sum / n as f64;
    if n == 0 {
        return None;
    }
    let mut means: Vec<f64> = (0..RESAMPLES as u64)
        .map(|resample| {
            let mut random = Random::new(0, "bootstrap", resample);
            mean_of((0..n).map(|_| values[random.index(n)]).sum())
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Some(Interval {
        mean: mean_of(values.iter().sum()),
        low: quantile(&means, 0.025)?,
        high: quantile(&means, 0.975)?,
        n,
    })
}

/// Quantile of ascending values, interpolated between neighbours. `None` without values.
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let mix = place - below as f64;
    Some(ascending[below] + mix * (ascending[above] - ascending[below]))
}

/// p50, p99 and largest of some values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Median.
    pub p50: f64,
    /// 99 % quantile.
    pub p99: f64,
    /// Largest.
    pub max: f64,
    /// How many values.
    pub n: usize,
}

impl Spread {
    /// The spread of some values, in any order; `None` without values.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        Some(Self {
            p50: quantile(&values, 0.5)?,
            p99: quantile(&values, 0.99)?,
            max: quantile(&values, 1.0)?,
            n: values.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn quantiles_interpolate() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_abs_diff_eq!(quantile(&values, 0.5).unwrap(), 2.5, epsilon = 1e-12);
        assert_eq!(quantile(&values, 1.0), Some(4.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn intervals_hold_the_mean_and_are_the_same_each_time() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let interval = bootstrap_mean(&values).unwrap();
        assert_abs_diff_eq!(interval.mean, 24.5, epsilon = 1e-12);
        // Standard error 14.4 / √50 = 2.04; ±1.96 of it.
        assert_abs_diff_eq!(interval.low, 24.5 - 4.0, epsilon = 0.7);
        assert_abs_diff_eq!(interval.high, 24.5 + 4.0, epsilon = 0.7);
        assert_eq!(bootstrap_mean(&values), Some(interval));
        assert_eq!(bootstrap_mean(&[]), None);
        let constant = bootstrap_mean(&[3.0; 4]).unwrap();
        assert_eq!((constant.low, constant.high), (3.0, 3.0));
    }
}
