//! What unit tests have at hand: configs that are refused.

use trunkline_interfaces::ConfigError;

/// A key of a config and how to spoil its value.
pub(crate) type Spoilt<C> = (&'static str, fn(&mut C));

/// Asserts that each spoilt value is refused by the name of its key.
pub(crate) fn assert_refused<C: Default>(
    check: impl Fn(C) -> Result<(), ConfigError>,
    spoilt: &[Spoilt<C>],
) {
    assert!(check(C::default()).is_ok());
    for (key, spoil) in spoilt {
        let mut config = C::default();
        spoil(&mut config);
        let error = check(config).unwrap_err().to_string();
        assert!(error.contains(&format!("`{key}`")), "{error}");
    }
}
