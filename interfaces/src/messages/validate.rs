//! NaN never crosses a message boundary: the executor validates what a stage returns.

use std::fmt;

use thiserror::Error;

/// A message with a value that no consumer could use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}: field `{field}` {problem}")]
pub struct InvalidMessage {
    /// The message type.
    pub message: &'static str,
    /// The field, with index where it is a list.
    pub field: String,
    /// What is wrong with it, with the value.
    pub problem: String,
}

/// Messages that can tell whether they are fit to be consumed.
pub trait Validate {
    /// Checks finiteness, ranges and internal consistency.
    ///
    /// # Errors
    /// [`InvalidMessage`] with the first field that fails.
    fn validate(&self) -> Result<(), InvalidMessage>;
}

/// Collects nothing, stops at the first bad field, and names it.
pub(crate) struct Check(pub(crate) &'static str);

impl Check {
    pub(crate) fn fail<T>(
        &self,
        field: impl Into<String>,
        problem: impl Into<String>,
    ) -> Result<T, InvalidMessage> {
        Err(InvalidMessage {
            message: self.0,
            field: field.into(),
            problem: problem.into(),
        })
    }

    pub(crate) fn finite(
        &self,
        field: impl fmt::Display,
        values: &[f64],
    ) -> Result<(), InvalidMessage> {
        match values.iter().find(|v| !v.is_finite()) {
            Some(bad) => self.fail(field.to_string(), format!("is `{bad}`, must be finite")),
            None => Ok(()),
        }
    }

    pub(crate) fn probability(
        &self,
        field: impl fmt::Display,
        value: f64,
    ) -> Result<(), InvalidMessage> {
        if (0.0..=1.0).contains(&value) {
            Ok(())
        } else {
            self.fail(
                field.to_string(),
                format!("is `{value}`, must be a probability in [0, 1]"),
            )
        }
    }

    pub(crate) fn at_least(
        &self,
        field: impl fmt::Display,
        value: f64,
        least: f64,
    ) -> Result<(), InvalidMessage> {
        if value >= least {
            Ok(())
        } else {
            self.fail(
                field.to_string(),
                format!("is `{value}`, must be at least {least}"),
            )
        }
    }
}
