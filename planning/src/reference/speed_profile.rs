//! How fast each place of the line may be driven: limits, curves, and room to slow down for them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::positive;

use super::Line;

/// Parameters of the speed that the road itself allows.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeedProfileConfig {
    /// Lateral acceleration in curves, m/s², in (0, 4.8]; nuPlan's comfort bound is 4.89.
    pub lateral_mps2: f64,
    /// Yaw rate in tight curves, rad/s, in (0, 0.95] (nuPlan's comfort bound is 0.95).
    pub yaw_rate_radps: f64,
    /// Braking ahead of curves and lower limits, m/s², > 0.
    pub braking_mps2: f64,
}

impl Default for SpeedProfileConfig {
    fn default() -> Self {
        Self {
            lateral_mps2: 2.6,
            yaw_rate_radps: 0.7,
            braking_mps2: 1.2,
        }
    }
}

impl SpeedProfileConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        ConfigError::require(
            self.lateral_mps2 > 0.0 && self.lateral_mps2 <= 4.8,
            "lateral_mps2",
            self.lateral_mps2,
            "must be in (0, 4.8] m/s²",
        )?;
        ConfigError::require(
            self.yaw_rate_radps > 0.0 && self.yaw_rate_radps <= 0.95,
            "yaw_rate_radps",
            self.yaw_rate_radps,
            "must be in (0, 0.95] rad/s",
        )?;
        positive("braking_mps2", self.braking_mps2)
    }
}

/// Speed allowed at each sample of a line; infinite where nothing bounds it.
#[derive(Debug, Clone)]
pub(crate) struct SpeedProfile {
    allowed_mps: Vec<f64>,
}

impl SpeedProfile {
    /// v ≤ limit, v²·|κ| ≤ a_lat, v·|κ| ≤ ω, and backwards v_i² ≤ v_{i+1}² + 2·b·Δs.
    pub(crate) fn new(config: &SpeedProfileConfig, line: &Line) -> Self {
        let mut allowed_mps: Vec<f64> = line
            .samples()
            .iter()
            .map(|sample| {
                let curvature_1pm = sample.curvature_1pm.abs().max(1e-6);
                (sample.limit_mps)
                    .min((config.lateral_mps2 / curvature_1pm).sqrt())
                    .min(config.yaw_rate_radps / curvature_1pm)
            })
            .collect();
        for i in (0..allowed_mps.len() - 1).rev() {
            let ahead_mps = allowed_mps[i + 1];
            let reachable = ahead_mps * ahead_mps + 2.0 * config.braking_mps2 * line.spacing_m();
            allowed_mps[i] = allowed_mps[i].min(reachable.sqrt());
        }
        Self { allowed_mps }
    }

    /// Speed allowed at an arc length, interpolated; the ends hold on.
    pub(crate) fn at(&self, line: &Line, s_m: f64) -> f64 {
        let (i, share) = line.index(s_m);
        let (a, b) = (self.allowed_mps[i], self.allowed_mps[i + 1]);
        a + share * (b - a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{CHORD_M, bend};
    use crate::fixtures::route_along;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::messages::RoutePoint;
    use trunkline_tests::assert_refused;

    #[test]
    fn a_lower_limit_ahead_is_braked_for_in_time() {
        let mut route = route_along(&[[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]], Some(20.0));
        route.path[1].speed_limit_mps = Some(10.0);
        let line = Line::new(&route).unwrap();
        let profile = SpeedProfile::new(&SpeedProfileConfig::default(), &line);
        assert_abs_diff_eq!(profile.at(&line, 150.0), 10.0, epsilon = 1e-9);
        // 50 m before: √(10² + 2 · 1.2 · 50) = √220
        assert_abs_diff_eq!(profile.at(&line, 50.0), 220.0_f64.sqrt(), epsilon = 0.1);
        assert_abs_diff_eq!(profile.at(&line, 0.0), 340.0_f64.sqrt(), epsilon = 0.1);
    }

    #[test]
    fn a_curve_is_driven_at_its_lateral_acceleration() {
        let points: Vec<[f64; 2]> = (0..=100)
            .map(|i| {
                let a = f64::from(i) * 0.02;
                [50.0 * a.sin(), 50.0 * (1.0 - a.cos())]
            })
            .collect();
        let line = Line::new(&route_along(&points, Some(30.0))).unwrap();
        let profile = SpeedProfile::new(&SpeedProfileConfig::default(), &line);
        // √(2.6 · 50) = 11.4
        assert_abs_diff_eq!(profile.at(&line, 40.0), 130.0_f64.sqrt(), epsilon = 0.2);
    }

    #[test]
    fn a_tight_curve_is_driven_at_its_yaw_rate() {
        let points: Vec<[f64; 2]> = (0..=60)
            .map(|i| {
                let a = f64::from(i) * 0.05;
                [4.0 * a.sin(), 4.0 * (1.0 - a.cos())]
            })
            .collect();
        let line = Line::new(&route_along(&points, Some(30.0))).unwrap();
        let profile = SpeedProfile::new(&SpeedProfileConfig::default(), &line);
        // 0.7 · 4 = 2.8 m/s; by lateral acceleration it would be √(2.6 · 4) = 3.2
        assert_abs_diff_eq!(profile.at(&line, 6.0), 2.8, epsilon = 0.15);
    }

    #[test]
    fn values_out_of_their_range_are_refused_by_name() {
        let at_the_bounds = SpeedProfileConfig {
            lateral_mps2: 4.8,
            yaw_rate_radps: 0.95,
            ..SpeedProfileConfig::default()
        };
        assert!(at_the_bounds.check().is_ok());
        assert_refused::<SpeedProfileConfig, _>(
            |c| c.check(),
            &[
                ("lateral_mps2", |c| c.lateral_mps2 = 0.0),
                ("lateral_mps2", |c| c.lateral_mps2 = 4.9),
                ("yaw_rate_radps", |c| c.yaw_rate_radps = 0.0),
                ("yaw_rate_radps", |c| c.yaw_rate_radps = 1.0),
                ("braking_mps2", |c| c.braking_mps2 = 0.0),
                ("braking_mps2", |c| c.braking_mps2 = f64::NAN),
            ],
        );
    }

    #[test]
    fn between_samples_the_speed_is_interpolated_and_braking_is_counted_exactly() {
        let mut route = route_along(&[[0.0, 0.0], [60.0, 0.0], [200.0, 0.0]], Some(13.9));
        route.path[1].speed_limit_mps = Some(5.0);
        let line = Line::new(&route).unwrap();
        let config = SpeedProfileConfig {
            braking_mps2: 0.7,
            ..SpeedProfileConfig::default()
        };
        let profile = SpeedProfile::new(&config, &line);
        // the first sample of 5 m/s is at 60.5 m: v² = 25 + 2 · 0.7 · 10.5 and · 11
        let (near, far) = (39.7_f64.sqrt(), 40.4_f64.sqrt());
        assert_abs_diff_eq!(profile.at(&line, 50.0), near, epsilon = 1e-9);
        assert_abs_diff_eq!(profile.at(&line, 49.5), far, epsilon = 1e-9);
        let expected = 0.6 * far + 0.4 * near;
        assert_abs_diff_eq!(profile.at(&line, 49.7), expected, epsilon = 1e-9);
        assert_eq!(
            (profile.at(&line, 80.2), profile.at(&line, 300.0)),
            (5.0, 5.0)
        );
    }

    #[test]
    fn the_slowest_of_limit_lateral_acceleration_and_yaw_rate_holds() {
        // the samples of a bend have its curvature exactly
        let allowed_mps = |curvature_1pm: f64, limit_mps: f64| {
            let mut route = bend(0.7, curvature_1pm, 60);
            let set = |p: &mut RoutePoint| p.speed_limit_mps = Some(limit_mps);
            route.path.iter_mut().for_each(set);
            let line = Line::new(&route).unwrap();
            let profile = SpeedProfile::new(&SpeedProfileConfig::default(), &line);
            profile.at(&line, 30.0 * CHORD_M)
        };
        for side in [1.0, -1.0] {
            // √(2.6 / 0.04) = √65 = 8.06, 0.7 / 0.04 = 17.5
            assert_abs_diff_eq!(
                allowed_mps(side * 0.04, 30.0),
                65.0_f64.sqrt(),
                epsilon = 1e-6
            );
            assert_abs_diff_eq!(allowed_mps(side * 0.04, 8.0), 8.0, epsilon = 1e-9);
            // √(2.6 / 0.2) = √13 = 3.606, 0.7 / 0.2 = 3.5
            assert_abs_diff_eq!(allowed_mps(side * 0.2, 30.0), 3.5, epsilon = 1e-6);
        }
    }
}
