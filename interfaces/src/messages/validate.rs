//! NaN never crosses a message boundary: the executor validates what a stage returns.

use std::fmt;

use thiserror::Error;

use crate::geometry::OrientedBox;

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

/// Messages that can tell whether they are fit to be consumed. The executor asks this of all that a
/// world or a stage gives:
///
/// - every number is finite; probabilities, scores and existences are in [0, 1];
/// - sizes of boxes are not negative; 2D boxes are `[left, top, right, bottom]`;
/// - tracks, forecasts and agents of the truth ascend by their number, each once;
/// - probabilities of a track's modes sum to 1, `dt_s` of forecasts is positive;
/// - a plan's trajectory has a point and goes forward in time, `chosen` is one of the candidates;
/// - depths are at least 0, classes are known, `depth_noise` is in [0, 1].
///
/// Covariances are to be symmetric and positive; that is not looked at here, as it costs a
/// decomposition each. Angles are to be in (-π, π].
pub trait Validate {
    /// Checks finiteness, ranges and internal consistency.
    ///
    /// # Errors
    /// [`InvalidMessage`] with the first field that fails.
    fn validate(&self) -> Result<(), InvalidMessage>;
}

/// Checks of one message, by the name of its type; each stops at the first bad value and names its
/// field.
pub(super) struct Check(pub(super) &'static str);

impl Check {
    pub(super) fn fail<T>(
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

    pub(super) fn bbox(
        &self,
        field: impl fmt::Display,
        bbox: &OrientedBox,
    ) -> Result<(), InvalidMessage> {
        if bbox.is_valid() {
            Ok(())
        } else {
            self.fail(field.to_string(), "is not finite or has a negative size")
        }
    }

    /// Requires a list to ascend by its ids, so that they can be searched.
    pub(super) fn ascending<I: Ord + fmt::Display>(
        &self,
        field: &str,
        ids: impl Iterator<Item = I> + Clone,
    ) -> Result<(), InvalidMessage> {
        match ids.clone().zip(ids.skip(1)).find(|(a, b)| a >= b) {
            Some((_, next)) => self.fail(field, format!("are not in ascending order at {next}")),
            None => Ok(()),
        }
    }

    pub(super) fn finite(
        &self,
        field: impl fmt::Display,
        values: &[f64],
    ) -> Result<(), InvalidMessage> {
        match values.iter().find(|v| !v.is_finite()) {
            Some(bad) => self.fail(field.to_string(), format!("is `{bad}`, must be finite")),
            None => Ok(()),
        }
    }

    pub(super) fn probability(
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

    pub(super) fn at_least(
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
