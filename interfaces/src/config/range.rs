//! Ranges that numbers of configs must keep; NaN keeps none.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::error::ConfigError;

/// Requires a value to be above zero and finite.
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub fn positive(key: &'static str, value: f64) -> Result<(), ConfigError> {
    let holds = value > 0.0 && value.is_finite();
    ConfigError::require(holds, key, value, "must be > 0 and finite")
}

/// Requires a value to be at least zero and finite.
///
/// # Errors
/// [`ConfigError::Range`] with the key.
pub fn not_negative(key: &'static str, value: f64) -> Result<(), ConfigError> {
    let holds = value >= 0.0 && value.is_finite();
    ConfigError::require(holds, key, value, "must be ≥ 0 and finite")
}

/// Requires a value to lie within a range, its ends included.
///
/// # Errors
/// [`ConfigError::Range`] with the key.
///
/// ```
/// use trunkline_interfaces::config::range::within;
///
/// assert!(within("max_modes", 6, 1..=16).is_ok());
/// let error = within("min_score", 1.5, 0.0..=1.0).unwrap_err();
/// assert_eq!(error.to_string(), "`min_score` is 1.5, but must be in [0, 1]");
/// ```
pub fn within<T: PartialOrd + Display>(
    key: &'static str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<(), ConfigError> {
    let rule = format!("must be in [{}, {}]", range.start(), range.end());
    ConfigError::require(range.contains(&value), key, value, &rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_not_positive_and_what_is_not_finite_keeps_no_range() {
        let share = |key, value| within(key, value, 0.0..=1.0);
        assert!(positive("a", 1e-300).is_ok() && positive("a", 0.0).is_err());
        assert!(not_negative("a", 0.0).is_ok());
        assert!(share("a", 0.0).is_ok() && share("a", 1.0).is_ok());
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            for check in [positive, not_negative, share] {
                let error = check("a", bad).unwrap_err().to_string();
                assert!(error.starts_with("`a` is "), "{error}");
            }
        }
    }
}
