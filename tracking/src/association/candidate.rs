//! A pair that may belong together.

/// A track and a detection, by their indices, that may belong together, and what that costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) track: usize,
    pub(crate) detection: usize,
    pub(crate) cost: f64,
}
