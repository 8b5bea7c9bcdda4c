//! Possible futures of tracked road users.

use nalgebra::{Matrix2, Vector2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::geometry::Pose2;
use crate::ids::TrackId;

/// Where an agent is at one future time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastPoint {
    /// Box centre, world.
    #[schemars(with = "[f64; 2]")]
    pub position_m: Vector2<f64>,
    /// Yaw of the box, world.
    pub yaw_rad: f64,
    /// Covariance of the position, m².
    #[schemars(with = "[f64; 4]")]
    pub covariance_m2: Matrix2<f64>,
}

impl ForecastPoint {
    /// Planar pose of the box centre.
    pub fn pose(&self) -> Pose2 {
        Pose2::at(self.position_m, self.yaw_rad)
    }
}

/// One possible future. Point `k` is valid at the message's stamp + (k + 1) · `dt_s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastMode {
    /// Probability of this mode.
    pub probability: f64,
    /// The future, step by step.
    pub points: Vec<ForecastPoint>,
}

/// The futures of one track; the modes' probabilities sum to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// Whose future.
    pub track: TrackId,
    /// The possibilities.
    pub modes: Vec<ForecastMode>,
}

impl Forecast {
    /// The most probable mode (the first of equals).
    pub fn most_likely(&self) -> Option<&ForecastMode> {
        self.modes.iter().reduce(|best, m| {
            if m.probability > best.probability {
                m
            } else {
                best
            }
        })
    }
}

/// Futures of all tracks, world frame; 6 s at 0.5 s from ours, by default. What happens later is the
/// reader's own guess.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecasts {
    /// Time and order.
    pub header: Header,
    /// Time between points.
    pub dt_s: f64,
    /// One per track, by ascending track id.
    pub forecasts: Vec<Forecast>,
}

impl Forecasts {
    /// The forecast of a track.
    pub fn get(&self, track: TrackId) -> Option<&Forecast> {
        self.forecasts
            .binary_search_by_key(&track, |f| f.track)
            .ok()
            .map(|i| &self.forecasts[i])
    }
}

impl Validate for Forecasts {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Forecasts");
        check.finite("dt_s", &[self.dt_s])?;
        if !self.forecasts.is_empty() && self.dt_s <= 0.0 {
            return check.fail("dt_s", format!("is `{}`, must be positive", self.dt_s));
        }
        check.ascending("forecasts", self.forecasts.iter().map(|f| f.track))?;
        for (i, forecast) in self.forecasts.iter().enumerate() {
            let total: f64 = forecast.modes.iter().map(|m| m.probability).sum();
            if (total - 1.0).abs() > 1e-6 {
                return check.fail(
                    format!("forecasts[{i}].modes"),
                    format!("have total probability {total}"),
                );
            }
            for (k, mode) in forecast.modes.iter().enumerate() {
                check.probability(
                    format_args!("forecasts[{i}].modes[{k}].probability"),
                    mode.probability,
                )?;
                for p in &mode.points {
                    check.finite(
                        format_args!("forecasts[{i}].modes[{k}].position_m"),
                        p.position_m.as_slice(),
                    )?;
                    check.finite(
                        format_args!("forecasts[{i}].modes[{k}].yaw_rad"),
                        &[p.yaw_rad],
                    )?;
                    check.finite(
                        format_args!("forecasts[{i}].modes[{k}].covariance_m2"),
                        p.covariance_m2.as_slice(),
                    )?;
                }
            }
        }
        Ok(())
    }
}
