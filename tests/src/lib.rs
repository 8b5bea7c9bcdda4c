//! What tests of several crates need, and (in `tests/`) the tests of the stack as a whole.

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
