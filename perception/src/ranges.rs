//! Ranges that values of configs must keep; NaN keeps none.

use trunkline_interfaces::ConfigError;

/// Refuses what is not above zero and finite; `unit` ends in a space where there is one.
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub(crate) fn positive(key: &'static str, value: f64, unit: &str) -> Result<(), ConfigError> {
    let holds = value > 0.0 && value.is_finite();
    ConfigError::require(holds, key, value, &format!("must be > 0 {unit}and finite"))
}

/// Refuses what is below zero or not finite.
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub(crate) fn not_negative(key: &'static str, value: f64) -> Result<(), ConfigError> {
    let holds = value >= 0.0 && value.is_finite();
    ConfigError::require(holds, key, value, "must be ≥ 0 and finite")
}

/// Refuses what lies outside of [0, `most`].
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub(crate) fn up_to(most: f64, key: &'static str, value: f64) -> Result<(), ConfigError> {
    let holds = (0.0..=most).contains(&value);
    ConfigError::require(holds, key, value, &format!("must be in [0, {most}]"))
}

/// Refuses what is no share of a whole: outside of [0, 1].
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub(crate) fn share(key: &'static str, value: f64) -> Result<(), ConfigError> {
    up_to(1.0, key, value)
}
