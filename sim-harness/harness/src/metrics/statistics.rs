//! Means, quantiles and bootstrap intervals (docs/METRICS.md 9): the one place where
//! quantiles are made.

use serde::{Deserialize, Serialize};
use statrs::statistics::{Data, OrderStatistics as _};
use trunkline_interfaces::Random;

/// Resamples of a bootstrap interval.
const RESAMPLES: usize = 1000;

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    /// The mean.
    pub(crate) mean: f64,
    /// 2.5 % quantile of the resampled means.
    pub(crate) low: f64,
    /// 97.5 % quantile of the resampled means.
    pub(crate) high: f64,
    /// How many values.
    pub(crate) n: usize,
}

/// Mean and 95 % bootstrap interval (percentile method; Efron 1979), 1000 resamples, always the
/// same for the same values. `None` without values.
pub(crate) fn bootstrap_mean(values: &[f64]) -> Option<Interval> {
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
    Some(Interval {
        mean: mean_of(values.iter().sum()),
        low: quantile(&mut means, 0.025)?,
        high: quantile(&mut means, 0.975)?,
        n,
    })
}

/// Quantile of some values, whose order may change; `share` is cut to `[0, 1]`. `None` without
/// values. Between neighbours it is linear, and does not depend on the distribution in the median
/// (Hyndman, Fan 1996, type 8): at place (n + 1/3) · share + 1/3 of the ascending values.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let is_some = !values.is_empty();
    is_some.then(|| Data::new(values).quantile(share.clamp(0.0, 1.0)))
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
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp); // once, for three of them
        Some(Self {
            p50: quantile(&mut values, 0.5)?,
            p99: quantile(&mut values, 0.99)?,
            max: quantile(&mut values, 1.0)?,
            n: values.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn quantiles_lie_between_neighbours_whatever_the_order() {
        let mut values = [4.0, 1.0, 3.0, 2.0];
        assert_abs_diff_eq!(quantile(&mut values, 0.5).unwrap(), 2.5, epsilon = 1e-12);
        // Place 13/3 · 0.9 + 1/3 = 4.233: past the last. 13/3 · 0.2 + 1/3 = 1.2.
        assert_eq!(quantile(&mut values, 0.9), Some(4.0));
        assert_abs_diff_eq!(quantile(&mut values, 0.2).unwrap(), 1.2, epsilon = 1e-12);
        assert_eq!(quantile(&mut values, 0.0), Some(1.0));
        assert_eq!(quantile(&mut values, 1.0), Some(4.0));
        assert_eq!(quantile(&mut [7.0], 0.99), Some(7.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }

    #[test]
    fn a_spread_is_that_of_the_values() {
        let spread = Spread::of((1..=200).rev().map(f64::from).collect()).unwrap();
        // Places 200.333 · 0.5 + 0.333 = 100.5 and 200.333 · 0.99 + 0.333 = 198.663.
        assert_abs_diff_eq!(spread.p50, 100.5, epsilon = 1e-9);
        assert_abs_diff_eq!(spread.p99, 198.0 + 199.0 / 300.0, epsilon = 1e-9);
        assert_eq!((spread.max, spread.n), (200.0, 200));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn intervals_hold_the_mean_and_are_the_same_each_time() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let interval = bootstrap_mean(&values).unwrap();
        assert_abs_diff_eq!(interval.mean, 24.5, epsilon = 1e-12);
        // Standard error √((50² − 1) / 12) / √50 = 2.041; 1.96 of it is 4.0. A 90 % interval
        // (± 3.36) or one of the values instead of their mean (± 24) would fail.
        assert_abs_diff_eq!(interval.low, 24.5 - 4.0, epsilon = 0.3);
        assert_abs_diff_eq!(interval.high, 24.5 + 4.0, epsilon = 0.3);
        assert_eq!(bootstrap_mean(&values), Some(interval));
        assert_eq!(bootstrap_mean(&[]), None);
        let constant = bootstrap_mean(&[3.0; 4]).unwrap();
        assert_eq!((constant.low, constant.high), (3.0, 3.0));
    }

    #[test]
    fn a_share_outside_0_to_1_is_the_nearest_within() {
        let mut values = [3.0, 1.0, 2.0];
        assert_eq!(quantile(&mut values, -0.5), Some(1.0));
        assert_eq!(quantile(&mut values, 1.5), Some(3.0));
    }

    proptest! {
        #[test]
        fn quantiles_lie_within_the_values_and_grow_with_the_share(
            values in vec(-1e6..1e6_f64, 1..40), a in 0.0..1.0_f64, b in 0.0..1.0_f64,
        ) {
            let at = |share| quantile(&mut values.clone(), share).unwrap();
            let (low, high) = (at(a.min(b)), at(a.max(b)));
            prop_assert!(at(0.0) <= low && low <= high && high <= at(1.0));
            prop_assert_eq!(at(0.0), values.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(at(1.0), values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }

        #[test]
        fn quantiles_know_no_order_and_move_with_their_values(
            values in vec(-1e3..1e3_f64, 1..40), share in 0.0..1.0_f64, by in -1e3..1e3_f64,
        ) {
            let at = |mut values: Vec<f64>| quantile(&mut values, share).unwrap();
            let found = at(values.clone());
            prop_assert_eq!(at(values.iter().rev().copied().collect()), found);
            let moved = at(values.iter().map(|v| v + by).collect());
            prop_assert!((moved - found - by).abs() < 1e-9, "{} {}", moved, found + by);
        }

        #[test]
        fn an_interval_holds_its_mean_and_lies_within_the_values(
            values in vec(0.0..100.0_f64, 1..30),
        ) {
            let found = bootstrap_mean(&values).unwrap();
            let (least, most) = values.iter().fold((100.0_f64, 0.0_f64), |(l, h), v| {
                (l.min(*v), h.max(*v))
            });
            let slack = 1e-9; // sums in another order
            prop_assert!(found.low <= found.mean + slack && found.mean <= found.high + slack);
            prop_assert!(least <= found.low + slack && found.high <= most + slack);
            prop_assert_eq!(found.n, values.len());
        }
    }
}
