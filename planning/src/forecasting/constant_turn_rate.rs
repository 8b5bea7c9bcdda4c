//! Everybody goes on turning as now, less and less.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::positive;
use trunkline_interfaces::geometry::{Pose2, wrap_rad};
use trunkline_interfaces::messages::{ForecastMode, ForecastPoint, Forecasts, Track};
use trunkline_interfaces::stages::{Forecaster, ForecasterInput};
use trunkline_interfaces::{AgentClass, ConfigError, StageError, StepContext};

use super::constant_velocity::{course_rad, straight_on};
use super::horizon::{DEFAULT_DT_S, DEFAULT_HORIZON_S, Horizon};
use super::track_by_track::track_by_track;
use super::uncertainty::covariance_m2;

/// Time constant with which turns fade: half a junction's turn at town speed.
pub(super) const DEFAULT_TURN_DECAY_S: f64 = 2.0;
/// Step of the numerical integration, s.
const INTEGRATION_STEP_S: f64 = 0.1;
/// Strongest lateral acceleration that a turn is believed to have, m/s²: more is a tracker's noise.
const MAX_LATERAL_MPS2: f64 = 4.0;

/// Parameters of [`ConstantTurnRate`].
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConstantTurnRateConfig {
    /// Time between points, s, in [0.05, 1].
    pub dt_s: f64,
    /// Reach of the forecast, s, at most 20.
    pub horizon_s: f64,
    /// Time constant with which the turn fades, s, > 0 (large: never fades).
    pub turn_decay_s: f64,
}

impl Default for ConstantTurnRateConfig {
    fn default() -> Self {
        Self {
            dt_s: DEFAULT_DT_S,
            horizon_s: DEFAULT_HORIZON_S,
            turn_decay_s: DEFAULT_TURN_DECAY_S,
        }
    }
}

/// One mode per track: constant speed, yaw rate ω(t) = ω₀·exp(−t/τ) (the CTRV model of Schubert,
/// Richter, Wanielik 2008, with a decay of ours: turns end). People on foot go straight on.
#[derive(Debug)]
pub struct ConstantTurnRate {
    horizon: Horizon,
    turn_decay_s: f64,
}

impl ConstantTurnRate {
    /// The forecaster of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: ConstantTurnRateConfig) -> Result<Self, ConfigError> {
        positive("turn_decay_s", config.turn_decay_s)?;
        Ok(Self {
            horizon: Horizon::checked(config.dt_s, config.horizon_s)?,
            turn_decay_s: config.turn_decay_s,
        })
    }
}

/// The one future in which the present turn fades with a time constant.
pub(super) fn fading_turn(track: &Track, horizon: Horizon, turn_decay_s: f64) -> ForecastMode {
    let speed_mps = track.speed_mps();
    let turns = !matches!(
        track.class,
        AgentClass::Pedestrian | AgentClass::StaticObject
    );
    if !turns || speed_mps < 0.5 || track.yaw_rate_radps == 0.0 {
        return straight_on(track, horizon);
    }
    let bound = MAX_LATERAL_MPS2 / speed_mps;
    let yaw_rate_radps = track.yaw_rate_radps.clamp(-bound, bound);
    // ∫ω₀·exp(−t/τ) dt = ω₀·τ·(1 − exp(−t/τ))
    let turned_rad = |t: f64| yaw_rate_radps * turn_decay_s * -libm::expm1(-t / turn_decay_s);
    let course = course_rad(track);
    let mut position_m = track.bbox.center_m.xy();
    let mut time_s = 0.0;
    let substeps = (horizon.dt_s / INTEGRATION_STEP_S).ceil().max(1.0) as usize;
    let step_s = horizon.dt_s / substeps as f64;
    let points = horizon
        .times_s()
        .map(|t| {
            for _ in 0..substeps {
                let turn = Pose2 {
                    yaw_rad: turned_rad(time_s + 0.5 * step_s), // midpoint rule
                    ..Pose2::default()
                };
                position_m += turn.rotate(track.velocity_mps) * step_s;
                time_s += step_s;
            }
            let turned = turned_rad(t);
            ForecastPoint {
                position_m,
                yaw_rad: wrap_rad(track.bbox.yaw_rad + turned),
                covariance_m2: covariance_m2(track, course + turned, t),
            }
        })
        .collect();
    ForecastMode {
        probability: 1.0,
        points,
    }
}

impl Forecaster for ConstantTurnRate {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        let dt_s = self.horizon.dt_s;
        Ok(track_by_track(input.tracks, dt_s, ctx, |track| {
            vec![fading_turn(track, self.horizon, self.turn_decay_s)]
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
    use trunkline_interfaces::LaneMap;

    fn end_of(turn_decay_s: f64, yaw_rate_radps: f64) -> ForecastPoint {
        let config = ConstantTurnRateConfig {
            dt_s: 0.1,
            horizon_s: 3.0,
            turn_decay_s,
        };
        let mut forecaster = ConstantTurnRate::from_config(config).unwrap();
        let mut car = track(1, AgentClass::Car, 0.0, 0.0, 0.0, 10.0);
        car.yaw_rate_radps = yaw_rate_radps;
        let forecasts = forecast_with(&mut forecaster, vec![car], &LaneMap::default());
        forecasts.forecasts[0].modes[0].points[29]
    }

    #[test]
    fn a_turn_that_never_fades_is_a_circle() {
        // radius v/ω = 10 / 0.2 = 50 m, turned 0.6 rad: x = 50·sin 0.6, y = 50·(1 − cos 0.6)
        let end = end_of(1e9, 0.2);
        assert_abs_diff_eq!(end.position_m.x, 50.0 * 0.6_f64.sin(), epsilon = 2e-3);
        assert_abs_diff_eq!(
            end.position_m.y,
            50.0 * (1.0 - 0.6_f64.cos()),
            epsilon = 2e-3
        );
        assert_abs_diff_eq!(end.yaw_rad, 0.6, epsilon = 1e-6);
    }

    #[test]
    fn a_fading_turn_turns_less() {
        // ω₀·τ·(1 − exp(−3/2)) = 0.2 · 2 · 0.7769 = 0.31075
        let end = end_of(2.0, 0.2);
        assert_abs_diff_eq!(end.yaw_rad, 0.4 * (1.0 - (-1.5_f64).exp()), epsilon = 1e-12);
        assert!(end.position_m.y < end_of(1e9, 0.2).position_m.y);
    }

    #[test]
    fn an_impossible_turn_is_bounded_by_lateral_acceleration() {
        // 4 m/s² at 10 m/s are 0.4 rad/s
        assert_abs_diff_eq!(
            end_of(2.0, 9.0).yaw_rad,
            end_of(2.0, 0.4).yaw_rad,
            epsilon = 1e-12
        );
    }

    #[test]
    fn who_hardly_moves_and_who_walks_goes_straight_on() {
        let yaw_rad = |class: AgentClass, speed: f64| {
            let mut forecaster =
                ConstantTurnRate::from_config(ConstantTurnRateConfig::default()).unwrap();
            let mut agent = track(1, class, 0.0, 0.0, 0.0, speed);
            agent.yaw_rate_radps = 0.3;
            let forecasts = forecast_with(&mut forecaster, vec![agent], &LaneMap::default());
            forecasts.forecasts[0].modes[0].points[11].yaw_rad
        };
        assert!(yaw_rad(AgentClass::Car, 0.51) > 0.1);
        assert_eq!(yaw_rad(AgentClass::Car, 0.49), 0.0);
        assert_eq!(yaw_rad(AgentClass::Pedestrian, 1.5), 0.0);
        assert_eq!(yaw_rad(AgentClass::StaticObject, 1.5), 0.0);
    }

    #[test]
    fn a_turn_that_never_was_is_refused() {
        for turn_decay_s in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let config = ConstantTurnRateConfig {
                turn_decay_s,
                ..ConstantTurnRateConfig::default()
            };
            assert!(
                ConstantTurnRate::from_config(config).is_err(),
                "{turn_decay_s}"
            );
        }
    }

    #[test]
    fn points_are_as_fine_as_the_turn_whatever_their_distance() {
        let end = |dt_s: f64| {
            let config = ConstantTurnRateConfig {
                dt_s,
                horizon_s: 3.0,
                turn_decay_s: 2.0,
            };
            let mut forecaster = ConstantTurnRate::from_config(config).unwrap();
            let mut car = track(1, AgentClass::Car, 0.0, 0.0, 0.0, 10.0);
            car.yaw_rate_radps = 0.3;
            let forecasts = forecast_with(&mut forecaster, vec![car], &LaneMap::default());
            forecasts.forecasts[0].modes[0]
                .points
                .last()
                .unwrap()
                .position_m
        };
        assert!((end(1.0) - end(0.05)).norm() < 2e-3);
    }

    #[test]
    fn off_the_axes_a_fading_turn_is_driven_by_the_midpoint_rule() {
        // course 0.4, box turned 0.1 further; steps of 0.25 s are three of 1/12 s each
        let mut car = track(1, AgentClass::Car, 5.0, -2.0, 0.5, 0.0);
        car.velocity_mps = Vector2::new(0.4_f64.cos(), 0.4_f64.sin()) * 8.0;
        car.yaw_rate_radps = -0.3;
        let horizon = Horizon {
            dt_s: 0.25,
            steps: 2,
        };
        let points = fading_turn(&car, horizon, 1.5).points;
        // ω₀·τ·(1 − exp(−t/τ)), ω₀·τ = −0.45
        let turned = |t: f64| -0.45 * (1.0 - (-t / 1.5).exp());
        let mut at_m = Vector2::new(5.0, -2.0);
        for (k, point) in points.iter().enumerate() {
            for j in 0..3 {
                let middle_s = (f64::from(3 * k as u8 + j) + 0.5) / 12.0;
                let yaw = 0.4 + turned(middle_s);
                at_m += Vector2::new(yaw.cos(), yaw.sin()) * (8.0 / 12.0);
            }
            let t = 0.25 * (k + 1) as f64;
            assert_abs_diff_eq!(point.position_m, at_m, epsilon = 1e-12);
            assert_abs_diff_eq!(point.yaw_rad, 0.5 + turned(t), epsilon = 1e-12);
            let expected = covariance_m2(&car, 0.4 + turned(t), t);
            assert_abs_diff_eq!(point.covariance_m2, expected, epsilon = 1e-12);
        }
    }

    #[test]
    fn turns_are_bounded_to_both_sides_and_begin_at_half_a_metre_per_second() {
        // 4 m/s² at 10 m/s are 0.4 rad/s
        for (yaw_rate_radps, believed) in
            [(-9.0, -0.4), (-0.41, -0.4), (-0.39, -0.39), (0.39, 0.39)]
        {
            let expected = believed * 2.0 * (1.0 - (-1.5_f64).exp());
            assert_abs_diff_eq!(
                end_of(2.0, yaw_rate_radps).yaw_rad,
                expected,
                epsilon = 1e-12
            );
        }
        let horizon = Horizon {
            dt_s: 0.5,
            steps: 4,
        };
        let mut car = track(1, AgentClass::Car, 0.0, 0.0, 0.0, 0.5);
        assert_eq!(fading_turn(&car, horizon, 2.0), straight_on(&car, horizon));
        car.yaw_rate_radps = 0.3;
        // 0.3 · 2 · (1 − exp(−2/2))
        let expected = 0.6 * (1.0 - (-1.0_f64).exp());
        let end = fading_turn(&car, horizon, 2.0).points[3];
        assert_abs_diff_eq!(end.yaw_rad, expected, epsilon = 1e-12);
    }
}
