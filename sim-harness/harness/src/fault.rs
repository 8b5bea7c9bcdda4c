//! What can only be a mistake of trunkline's own, whatever the user gave it.

use std::any::Any;
use std::fmt::Display;

use serde::Serialize;
use thiserror::Error;

/// A mistake of trunkline's own: nothing that the user gives or changes mends it. It is the
/// source of every error that stems from one, so that a program can tell it from bad input.
#[derive(Debug, Error)]
#[error("{what} could not be made: {reason}")]
pub struct Fault {
    what: String,
    reason: String,
}

impl Fault {
    /// What could not be made, and why.
    pub fn new(what: impl Into<String>, reason: impl Display) -> Self {
        Self {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}

/// A document of ours as JSON text; `what` names it if that fails.
///
/// # Errors
/// [`Fault`]: our documents are plain data, which JSON can always hold.
pub fn json_text(what: &str, document: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string_pretty(document).map_err(|e| Fault::new(what, e))
}

/// What a panic said.
pub(crate) fn panic_words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_json_cannot_hold_is_a_fault_that_names_the_document() {
        let text = json_text("the table", &BTreeMap::from([(1, "a")])).unwrap();
        assert!(text.contains("\"1\""), "{text}");
        let keys_are_lists = BTreeMap::from([(vec![1], "a")]);
        let fault = json_text("the table", &keys_are_lists).unwrap_err();
        assert!(
            fault
                .to_string()
                .starts_with("the table could not be made: "),
            "{fault}"
        );
    }
}
