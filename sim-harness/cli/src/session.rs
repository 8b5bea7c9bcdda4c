//! What every subcommand is given: the modules, the way to talk, the flag of Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use trunkline_interfaces::Registry;

use crate::ui::Ui;

/// What every subcommand is given.
pub(crate) struct Session {
    /// Every module that configs can name.
    pub(crate) registry: Registry,
    /// The one way to print.
    pub(crate) ui: Ui,
    /// Raised by Ctrl-C.
    pub(crate) interrupted: Arc<AtomicBool>,
}
