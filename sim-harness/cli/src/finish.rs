//! What every run ends with: a recording that is not whole is bad input to whoever comes next.

use trunkline_harness::SinkError;

use crate::ui::Ui;

/// Turns the first error of a sink into the command's; the others are warnings.
///
/// # Errors
/// The first of them, if there is any.
pub(crate) fn complain_about_sinks(
    ui: Ui,
    errors: impl IntoIterator<Item = SinkError>,
) -> anyhow::Result<()> {
    let mut errors = errors.into_iter();
    let Some(first) = errors.next() else {
        return Ok(());
    };
    for other in errors {
        ui.warning(other);
    }
    Err(first.into())
}
