//! Ranges of config values that several modules ask for.

use trunkline_interfaces::ConfigError;

/// Requires each value, given with its key, to be positive and finite.
///
/// # Errors
/// [`ConfigError::Range`] with the first key that is out of range.
pub(crate) fn positive(values: &[(&'static str, f64)]) -> Result<(), ConfigError> {
    values.iter().try_for_each(|&(key, value)| {
        let holds = value > 0.0 && value.is_finite();
        ConfigError::require(holds, key, value, "must be > 0 and finite")
    })
}

/// Requires each value, given with its key, to be at least zero and finite.
///
/// # Errors
/// [`ConfigError::Range`] with the first key that is out of range.
pub(crate) fn not_negative(values: &[(&'static str, f64)]) -> Result<(), ConfigError> {
    values.iter().try_for_each(|&(key, value)| {
        let holds = value >= 0.0 && value.is_finite();
        ConfigError::require(holds, key, value, "must be ≥ 0 and finite")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_out_of_range_is_named() {
        assert!(positive(&[("a", 1.0), ("b", 1e-300)]).is_ok());
        assert!(not_negative(&[("a", 0.0), ("b", 2.0)]).is_ok());
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            for check in [positive, not_negative] {
                let error = check(&[("a", 1.0), ("b", bad), ("c", bad)]).unwrap_err();
                assert!(error.to_string().contains("`b`"), "{error}");
            }
        }
        assert!(positive(&[("a", 0.0)]).is_err());
    }
}
