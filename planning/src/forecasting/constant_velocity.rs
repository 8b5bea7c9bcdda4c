//! Everybody goes straight on at the present velocity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{ForecastMode, ForecastPoint, Forecasts, Track};
use trunkline_interfaces::stages::{Forecaster, ForecasterInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::horizon::{DEFAULT_DT_S, DEFAULT_HORIZON_S, Horizon};
use super::track_by_track::track_by_track;
use super::uncertainty::covariance_m2;

/// Parameters of [`ConstantVelocity`].
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConstantVelocityConfig {
    /// Time between points, s, in [0.05, 1].
    pub dt_s: f64,
    /// Reach of the forecast, s, at most 20.
    pub horizon_s: f64,
}

impl Default for ConstantVelocityConfig {
    fn default() -> Self {
        Self {
            dt_s: DEFAULT_DT_S,
            horizon_s: DEFAULT_HORIZON_S,
        }
    }
}

/// One mode per track: p(t) = p + v·t, yaw as now.
#[derive(Debug)]
pub struct ConstantVelocity {
    horizon: Horizon,
}

impl ConstantVelocity {
    /// The forecaster of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: ConstantVelocityConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            horizon: Horizon::checked(config.dt_s, config.horizon_s)?,
        })
    }
}

/// The one future in which nothing changes.
pub(super) fn straight_on(track: &Track, horizon: Horizon) -> ForecastMode {
    let start_m = track.bbox.center_m.xy();
    let course_rad = course_rad(track);
    let points = horizon
        .times_s()
        .map(|t| ForecastPoint {
            position_m: start_m + track.velocity_mps * t,
            yaw_rad: track.bbox.yaw_rad,
            covariance_m2: covariance_m2(track, course_rad, t),
        })
        .collect();
    ForecastMode {
        probability: 1.0,
        points,
    }
}

/// Direction of motion; that of the box where it hardly moves.
pub(super) fn course_rad(track: &Track) -> f64 {
    if track.speed_mps() > 0.5 {
        libm::atan2(track.velocity_mps.y, track.velocity_mps.x)
    } else {
        track.bbox.yaw_rad
    }
}

impl Forecaster for ConstantVelocity {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        let dt_s = self.horizon.dt_s;
        Ok(track_by_track(input.tracks, dt_s, ctx, |track| {
            vec![straight_on(track, self.horizon)]
        }))
    }

    fn reset(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{forecast_with, track};
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;
    use trunkline_interfaces::{AgentClass, LaneMap};

    #[test]
    fn a_car_at_ten_metres_per_second_is_thirty_metres_on_after_three_seconds() {
        let mut forecaster =
            ConstantVelocity::from_config(ConstantVelocityConfig::default()).unwrap();
        let car = track(4, AgentClass::Car, 5.0, 2.0, 0.0, 10.0);
        let forecasts = forecast_with(&mut forecaster, vec![car], &LaneMap::default());
        // point 5 is valid at 6 · 0.5 s = 3 s
        let point = forecasts.forecasts[0].modes[0].points[5];
        assert_abs_diff_eq!(point.position_m.x, 35.0, epsilon = 1e-12);
        assert_abs_diff_eq!(point.position_m.y, 2.0, epsilon = 1e-12);
    }

    #[test]
    fn a_step_of_zero_is_refused() {
        for dt_s in [0.0, -1.0, f64::NAN, 2.0] {
            let config = ConstantVelocityConfig {
                dt_s,
                ..ConstantVelocityConfig::default()
            };
            assert!(ConstantVelocity::from_config(config).is_err(), "{dt_s}");
        }
    }

    #[test]
    fn off_the_axes_position_goes_on_with_the_velocity_and_the_yaw_stays() {
        let mut car = track(4, AgentClass::Car, 5.0, 2.0, 0.7, 0.0);
        car.velocity_mps = Vector2::new(3.0, -4.0);
        let horizon = Horizon {
            dt_s: 0.4,
            steps: 3,
        };
        let mode = straight_on(&car, horizon);
        assert_eq!((mode.probability, mode.points.len()), (1.0, 3));
        for (k, point) in mode.points.iter().enumerate() {
            let time_s = 0.4 * (k + 1) as f64;
            let expected = Vector2::new(5.0 + 3.0 * time_s, 2.0 - 4.0 * time_s);
            assert_abs_diff_eq!(point.position_m, expected, epsilon = 1e-12);
            assert_eq!(point.yaw_rad, 0.7);
            // uncertain along its course, not along its box
            let expected = covariance_m2(&car, (-4.0_f64).atan2(3.0), time_s);
            assert_abs_diff_eq!(point.covariance_m2, expected, epsilon = 1e-12);
        }
    }

    #[test]
    fn who_hardly_moves_has_its_boxs_course() {
        let course = |speed: f64| {
            let mut car = track(4, AgentClass::Car, 0.0, 0.0, 0.7, 0.0);
            car.velocity_mps = Vector2::new(0.0, -speed);
            course_rad(&car)
        };
        let south = -std::f64::consts::FRAC_PI_2;
        assert_abs_diff_eq!(course(0.51), south, epsilon = 1e-12);
        assert_abs_diff_eq!(course(9.0), south, epsilon = 1e-12);
        assert_eq!((course(0.5), course(0.1)), (0.7, 0.7));
    }
}
