//! What tests of several crates need, and (in `tests/`) the tests of the stack as a whole.

use std::fmt;
use std::path::{Path, PathBuf};

/// A folder of the data that is shared beside the workspace but no part of it (`../shared/data`);
/// a test that gets `None` ends, and the reason stands in its output.
///
/// ```
/// assert_eq!(trunkline_tests::shared_data("no such data"), None);
/// ```
#[expect(
    clippy::print_stdout,
    reason = "why a test does nothing belongs to its output"
)]
pub fn shared_data(subject: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = root.join(subject);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no {}", folder.display());
    None
}

/// A key of a config and how to spoil its value.
pub type Spoilt<C> = (&'static str, fn(&mut C));

/// Asserts that the defaults of a config hold, and that each spoilt value is refused by the name of
/// its key.
///
/// # Panics
/// If one is not.
pub fn assert_refused<C: Default, E: fmt::Display>(
    check: impl Fn(C) -> Result<(), E>,
    spoilt: &[Spoilt<C>],
) {
    assert!(check(C::default()).is_ok(), "the defaults are refused");
    for (key, spoil) in spoilt {
        let mut config = C::default();
        spoil(&mut config);
        let said = check(config).err().map(|error| error.to_string());
        let is_named = said
            .as_ref()
            .is_some_and(|s| s.contains(&format!("`{key}`")));
        assert!(is_named, "`{key}`: {said:?}");
    }
}
