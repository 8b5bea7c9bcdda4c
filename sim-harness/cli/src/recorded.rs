//! Recordings as commands take them: read, with a word on what they cannot give.

use std::path::Path;

use trunkline_harness::{Recording, read_recording};

use crate::ui::Ui;

/// Reads a recording. One whose messages have another form is taken all the same: what this
/// version makes of them is compared or shown.
///
/// # Errors
/// If there is no recording of ours.
pub(crate) fn read(ui: Ui, run: &Path) -> anyhow::Result<Recording> {
    let recording = read_recording(run)?;
    if !recording.info.has_current_schemas() {
        ui.warning(format!(
            "recorded by trunkline {} with messages of another form than this one has: \
             differences may come from that alone",
            recording.info.version
        ));
    }
    Ok(recording)
}

/// Says where a recording breaks off, if it does; `done` is what was done with what is before.
pub(crate) fn tell_if_cut(ui: Ui, recording: &Recording, done: &str) {
    if let Some(cut) = &recording.truncation {
        ui.warning(format!(
            "the recording breaks off at {:.1} s ({}): {done} until there",
            cut.until.s(),
            cut.reason
        ));
    }
}
