//! Thresholds of the safety gate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{not_negative, positive, within};

/// Parameters of the safety gate.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SafetyConfig {
    /// Largest change of acceleration in normal driving, m/s³ (> 0). nuPlan's 4.13 m/s³ is measured
    /// after smoothing over 1.5 s; this bound only cuts steps.
    pub max_jerk_mps3: f64,
    /// Wishes to brake harder than this are emergencies: no jerk limit, m/s² (> 0).
    pub emergency_wish_mps2: f64,
    /// Oldest wish that is carried out, s (> 0).
    pub max_wish_age_s: f64,
    /// Oldest tracks that are trusted, s (> 0).
    pub max_tracks_age_s: f64,
    /// Oldest sensor data that a wish may rest on, s (> 0).
    pub max_data_age_s: f64,
    /// How long the first inputs may take before the vehicle is braked, s (≥ 0).
    pub start_up_s: f64,
    /// Braking of the minimal-risk stop, m/s² (> 0); nuPlan's comfort bound is 4.05.
    pub minimal_risk_braking_mps2: f64,
    /// Whether collisions that cannot be avoided otherwise are braked for.
    pub emergency_braking: bool,
    /// If braking this hard would not avoid a collision, the emergency brake acts, m/s² (> 0).
    pub emergency_threshold_mps2: f64,
    /// Least probability of existence of a track that is braked for, [0, 1].
    pub min_existence: f64,
}

impl Default for SafetyConfig {
    fn default() -> Self {
        Self {
            max_jerk_mps3: 10.0,
            emergency_wish_mps2: 4.0,
            max_wish_age_s: 0.3,
            max_tracks_age_s: 0.8,
            max_data_age_s: 1.0,
            start_up_s: 1.0,
            minimal_risk_braking_mps2: 2.5,
            emergency_braking: true,
            emergency_threshold_mps2: 5.5,
            min_existence: 0.5,
        }
    }
}

impl SafetyConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("max_jerk_mps3", self.max_jerk_mps3)?;
        positive("emergency_wish_mps2", self.emergency_wish_mps2)?;
        positive("max_wish_age_s", self.max_wish_age_s)?;
        positive("max_tracks_age_s", self.max_tracks_age_s)?;
        positive("max_data_age_s", self.max_data_age_s)?;
        positive("minimal_risk_braking_mps2", self.minimal_risk_braking_mps2)?;
        positive("emergency_threshold_mps2", self.emergency_threshold_mps2)?;
        not_negative("start_up_s", self.start_up_s)?;
        within("min_existence", self.min_existence, 0.0..=1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_tests::assert_refused;

    #[test]
    fn values_out_of_their_range_are_refused_by_name() {
        assert_refused::<SafetyConfig, _>(
            |c| c.check(),
            &[
                ("max_jerk_mps3", |c| c.max_jerk_mps3 = 0.0),
                ("max_tracks_age_s", |c| c.max_tracks_age_s = f64::NAN),
                ("start_up_s", |c| c.start_up_s = -0.1),
                ("min_existence", |c| c.min_existence = 1.1),
                ("min_existence", |c| c.min_existence = -0.1),
            ],
        );
    }
}
