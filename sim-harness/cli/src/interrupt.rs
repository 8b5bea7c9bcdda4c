//! Ctrl-C: the first asks the running work to end cleanly, the second ends the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

/// A flag that Ctrl-C raises.
///
/// # Errors
/// If the system does not let us listen, or somebody in this process already does.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::SeqCst) {
            // Recordings are written chunk by chunk: what is on disk stays readable, the open chunk
            // and what waits for the writer are lost.
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(flag)
}
