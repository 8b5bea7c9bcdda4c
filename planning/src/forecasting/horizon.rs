//! How far a forecast reaches, and in which steps.

use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::within;

/// Default time between points: short enough to interpolate (½·3 m/s²·(0.25 s)² < 0.1 m), long
/// enough to keep recordings small.
pub(crate) const DEFAULT_DT_S: f64 = 0.5;
/// Default reach: the planner scores 4 s and looks 1 s further, on tracks that may be some 100 ms old.
pub(crate) const DEFAULT_HORIZON_S: f64 = 6.0;

/// The times of a forecast's points: `dt_s`, 2 · `dt_s`, … up to the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Horizon {
    pub(crate) dt_s: f64,
    pub(crate) steps: usize,
}

impl Horizon {
    /// Checks the two config keys that every forecaster has.
    pub(crate) fn checked(dt_s: f64, horizon_s: f64) -> Result<Self, ConfigError> {
        within("dt_s", dt_s, 0.05..=1.0)?;
        ConfigError::require(
            horizon_s >= dt_s && horizon_s <= 20.0,
            "horizon_s",
            horizon_s,
            "must be at least `dt_s` and at most 20 s",
        )?;
        Ok(Self {
            dt_s,
            steps: (horizon_s / dt_s).round() as usize,
        })
    }

    /// Time of each point after the forecast's stamp.
    pub(crate) fn times_s(self) -> impl Iterator<Item = f64> {
        (1..=self.steps).map(move |k| k as f64 * self.dt_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_reach_have_their_ranges() {
        for (dt_s, horizon_s, steps) in [(0.05, 0.05, 1), (1.0, 20.0, 20), (0.5, 6.0, 12)] {
            let horizon = Horizon::checked(dt_s, horizon_s).unwrap();
            let times: Vec<f64> = horizon.times_s().collect();
            assert_eq!(
                (times.len(), times[0], times[steps - 1]),
                (steps, dt_s, horizon_s)
            );
        }
        for (dt_s, horizon_s, key) in [
            (0.04, 6.0, "dt_s"),
            (1.1, 6.0, "dt_s"),
            (0.5, 0.4, "horizon_s"),
            (0.5, 20.1, "horizon_s"),
            (0.5, f64::NAN, "horizon_s"),
        ] {
            let error = Horizon::checked(dt_s, horizon_s).unwrap_err().to_string();
            assert!(error.contains(&format!("`{key}`")), "{error}");
        }
    }
}
