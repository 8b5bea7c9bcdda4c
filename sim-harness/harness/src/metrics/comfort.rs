//! Comfort: six bounds that must hold over the whole drive (docs/METRICS.md 2.7).

use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};

use super::ego_series::EgoSeries;
use super::savitzky_golay::savitzky_golay;

/// Bounds of nuPlan; all strict.
const MIN_LONGITUDINAL_MPS2: f64 = -4.05;
const MAX_LONGITUDINAL_MPS2: f64 = 2.40;
const MAX_LATERAL_MPS2: f64 = 4.89;
const MAX_JERK_MPS3: f64 = 8.37;
const MAX_LONGITUDINAL_JERK_MPS3: f64 = 4.13;
const MAX_YAW_RATE_RADPS: f64 = 0.95;
const MAX_YAW_ACCELERATION_RADPS2: f64 = 1.93;

/// The series that comfort is judged by.
#[derive(Debug, Clone, Default, PartialEq)]
struct ComfortSeries {
    /// Acceleration along the body, m/s².
    longitudinal_mps2: Vec<f64>,
    /// Acceleration across the body, m/s².
    lateral_mps2: Vec<f64>,
    /// Derivative of the magnitude of the acceleration, m/s³.
    jerk_mps3: Vec<f64>,
    /// Derivative of the acceleration along the body, m/s³.
    longitudinal_jerk_mps3: Vec<f64>,
    /// Yaw rate.
    yaw_rate_radps: Vec<f64>,
    /// Yaw acceleration.
    yaw_acceleration_radps2: Vec<f64>,
}

impl ComfortSeries {
    /// Filters of nuPlan with window 7 in place of nuPlan's even 8; the acceleration itself
    /// is the derivative (window 9, order 2) of the velocity of the box centre.
    fn new(series: &EgoSeries) -> Self {
        let dt_s = series.dt_s;
        let of = |f: fn(&super::ego_series::EgoSample) -> f64| -> Vec<f64> {
            series.samples.iter().map(f).collect()
        };
        let ax = savitzky_golay(&of(|s| s.velocity_mps.x), 9, 2, 1, dt_s);
        let ay = savitzky_golay(&of(|s| s.velocity_mps.y), 9, 2, 1, dt_s);
        let yaws = of(|s| s.rear_axle.yaw_rad);
        let body: Vec<_> = yaws
            .iter()
            .zip(ax.iter().zip(&ay))
            .map(|(yaw, (x, y))| Pose2::new(0.0, 0.0, -yaw).rotate([*x, *y].into()))
            .collect();
        let smooth = |raw: Vec<f64>| savitzky_golay(&raw, 7, 2, 0, dt_s);
        let longitudinal_mps2 = smooth(body.iter().map(|a| a.x).collect());
        let magnitude = smooth(body.iter().map(|a| a.norm()).collect());
        let heading = unwrapped(&yaws);
        Self {
            lateral_mps2: smooth(body.iter().map(|a| a.y).collect()),
            jerk_mps3: savitzky_golay(&magnitude, 15, 2, 1, dt_s),
            longitudinal_jerk_mps3: savitzky_golay(&longitudinal_mps2, 15, 2, 1, dt_s),
            longitudinal_mps2,
            yaw_rate_radps: savitzky_golay(&heading, 5, 2, 1, dt_s),
            yaw_acceleration_radps2: savitzky_golay(&heading, 5, 3, 2, dt_s),
        }
    }
}

/// A yaw series without jumps of 2π.
fn unwrapped(yaws_rad: &[f64]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(yaws_rad.len());
    for (i, yaw) in yaws_rad.iter().enumerate() {
        let next = match out.last() {
            Some(last) => last + angle_difference_rad(*yaw, yaws_rad[i - 1]),
            None => *yaw,
        };
        out.push(next);
    }
    out
}

/// One bound and how near the drive came to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComfortBound {
    /// Which quantity.
    pub name: String,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Must stay above.
    pub lower: f64,
    /// Must stay below.
    pub upper: f64,
    /// Whether it held.
    pub holds: bool,
}

/// The term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comfort {
    /// 1 if all bounds hold, else 0; null where comfort is not judged (it then counts as 1).
    pub score: Option<f64>,
    /// The bounds.
    pub bounds: Vec<ComfortBound>,
}

/// The term.
pub(super) fn comfort(series: &EgoSeries, is_evaluated: bool) -> Comfort {
    let s = ComfortSeries::new(series);
    let bounds = vec![
        bound(
            "longitudinal_acceleration_mps2",
            &s.longitudinal_mps2,
            MIN_LONGITUDINAL_MPS2,
            MAX_LONGITUDINAL_MPS2,
        ),
        symmetric(
            "lateral_acceleration_mps2",
            &s.lateral_mps2,
            MAX_LATERAL_MPS2,
        ),
        symmetric("jerk_mps3", &s.jerk_mps3, MAX_JERK_MPS3),
        symmetric(
            "longitudinal_jerk_mps3",
            &s.longitudinal_jerk_mps3,
            MAX_LONGITUDINAL_JERK_MPS3,
        ),
        symmetric("yaw_rate_radps", &s.yaw_rate_radps, MAX_YAW_RATE_RADPS),
        symmetric(
            "yaw_acceleration_radps2",
            &s.yaw_acceleration_radps2,
            MAX_YAW_ACCELERATION_RADPS2,
        ),
    ];
    let holds = bounds.iter().all(|b| b.holds);
    Comfort {
        score: is_evaluated.then_some(if holds { 1.0 } else { 0.0 }),
        bounds,
    }
}

fn symmetric(name: &str, values: &[f64], limit: f64) -> ComfortBound {
    bound(name, values, -limit, limit)
}

fn bound(name: &str, values: &[f64], lower: f64, upper: f64) -> ComfortBound {
    let min = values.iter().copied().reduce(f64::min).unwrap_or(0.0);
    let max = values.iter().copied().reduce(f64::max).unwrap_or(0.0);
    ComfortBound {
        name: name.to_string(),
        min,
        max,
        lower,
        upper,
        holds: min > lower && max < upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record, series};
    use approx::assert_abs_diff_eq;
    use std::sync::Arc;
    use trunkline_interfaces::messages::Truth;

    fn holds(comfort: &Comfort, name: &str) -> bool {
        comfort.bounds.iter().any(|b| b.name == name && b.holds)
    }

    fn circling(speed_mps: f64) -> Vec<Arc<Truth>> {
        let (r, w) = (20.0, speed_mps / 20.0);
        alone(60, |t| {
            let a = w * t;
            (Pose2::new(r * a.sin(), r * (1.0 - a.cos()), a), speed_mps)
        })
    }

    fn circle(speed_mps: f64) -> Comfort {
        comfort(&series(&record(circling(speed_mps))), true)
    }

    #[test]
    fn braking_at_4_is_within_bounds() {
        let truths = alone(21, |t| {
            (Pose2::new(10.0 * t - 2.0 * t * t, 0.0, 0.0), 10.0 - 4.0 * t)
        });
        let term = comfort(&series(&record(truths)), true);
        assert_abs_diff_eq!(term.bounds[0].min, -4.0, epsilon = 1e-9);
        assert!(holds(&term, "longitudinal_acceleration_mps2"));
        assert_eq!(term.score, Some(1.0));
    }

    #[test]
    fn a_circle_of_20_m_is_too_fast_at_10_and_not_at_9_5() {
        // v²/R = 5.0 and 4.5125, v/R = 0.5 and 0.475
        assert!(!holds(&circle(10.0), "lateral_acceleration_mps2"));
        let slower = circle(9.5);
        assert_eq!(slower.score, Some(1.0));
        let series = ComfortSeries::new(&series(&record(circling(9.5))));
        assert_abs_diff_eq!(series.yaw_rate_radps[30], 0.475, epsilon = 1e-9);
        // Nine points of a sine of θ = 0.0475 rad a step lose θ²/6 · Σk⁴/Σk² = 0.000376 · 708/60
        // of its slope: 4.5125 · (1 − 0.00444) = 4.4925.
        assert_abs_diff_eq!(series.lateral_mps2[30], 4.4925, epsilon = 1e-3);
    }

    /// Bounds that do not hold.
    fn broken(steps: u64, at: impl Fn(f64) -> (Pose2, f64)) -> Vec<String> {
        let comfort = comfort(&series(&record(alone(steps, at))), true);
        let broken: Vec<String> = (comfort.bounds.iter().filter(|b| !b.holds))
            .map(|b| b.name.clone())
            .collect();
        assert_eq!(
            comfort.score,
            Some(if broken.is_empty() { 1.0 } else { 0.0 })
        );
        broken
    }

    #[test]
    fn each_bound_breaks_alone_just_beyond_it_and_holds_just_below() {
        let straight = |x_m: f64| Pose2::new(x_m, 0.0, 0.0);
        let turned = |yaw_rad: f64| Pose2::new(0.0, 0.0, yaw_rad);
        // Speeds of constant acceleration a.
        let speeding = |a: f64| broken(21, |t| (straight(0.5 * a * t * t), 20.0 + a * t));
        assert_eq!(speeding(2.41), ["longitudinal_acceleration_mps2"]);
        assert_eq!(speeding(-4.06), ["longitudinal_acceleration_mps2"]);
        assert!(speeding(2.39).is_empty() && speeding(-4.04).is_empty());
        // Acceleration that grows by j a second, over half a second: 2.1 m/s² at its end.
        let jerking = |j: f64| broken(6, |t| (straight(0.0), 0.5 * j * t * t));
        assert_eq!(jerking(4.14), ["longitudinal_jerk_mps3"]);
        assert!(jerking(4.12).is_empty());
        // On the spot: constant yaw rate, then yaw rate that grows for 0.4 s.
        let spinning = |w: f64| broken(21, |t| (turned(w * t), 0.0));
        assert_eq!(spinning(-0.96), ["yaw_rate_radps"]);
        assert!(spinning(0.94).is_empty());
        let winding = |w: f64| broken(5, |t| (turned(0.5 * w * t * t), 0.0));
        assert_eq!(winding(1.94), ["yaw_acceleration_radps2"]);
        assert!(winding(1.92).is_empty());
        // Into a curve at 10 m/s, yaw rate k · t: the acceleration across grows by 10 k a second.
        let curving = |k: f64| broken(6, |t| (turned(0.5 * k * t * t), 10.0));
        assert_eq!(curving(0.9), ["jerk_mps3"]);
        assert!(curving(0.8).is_empty());
    }

    #[test]
    fn turning_through_the_back_is_no_jump() {
        // 0.8 rad/s for 5.9 s: the yaw passes π. Unwrapped, the rate stays what it is.
        let series = series(&record(alone(60, |t| (Pose2::new(0.0, 0.0, 0.8 * t), 0.0))));
        assert!(series.samples.iter().any(|s| s.rear_axle.yaw_rad < 0.0));
        for rate in ComfortSeries::new(&series).yaw_rate_radps {
            assert_abs_diff_eq!(rate, 0.8, epsilon = 1e-9);
        }
    }

    #[test]
    fn comfort_that_is_not_judged_is_null() {
        assert_eq!(
            comfort(
                &series(&record(alone(3, |_| (Pose2::default(), 0.0)))),
                false
            )
            .score,
            None
        );
    }

    #[test]
    fn a_bound_that_is_touched_does_not_hold() {
        let held = |lower, upper| bound("x", &[-1.0, 0.5, 1.0], lower, upper);
        assert!(!held(-1.0, 2.0).holds && !held(-2.0, 1.0).holds);
        assert!(held(-1.01, 1.01).holds);
        assert_eq!((held(-2.0, 2.0).min, held(-2.0, 2.0).max), (-1.0, 1.0));
        assert!(bound("x", &[], -1.0, 1.0).holds);
    }
}
