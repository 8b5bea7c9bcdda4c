//! Which detection belongs to which track: gate, split into independent groups, assign.

mod assignment; // the cheapest pairing of one group
mod components; // groups that share no candidate
mod gate; // which pairs are possible at all

pub(crate) use gate::{Gate, Prediction, Sighting, motion_kind};

use components::components;

/// A pair that may belong together, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) track: usize,
    pub(crate) detection: usize,
    pub(crate) cost: f64,
}

/// The cheapest pairing: for each of `tracks` tracks its detection, if any. Every connected group
/// of candidates is solved by itself, so that effort grows with the crowd, not with the scene.
pub(crate) fn assign(
    candidates: &[Candidate],
    tracks: usize,
    detections: usize,
) -> Vec<Option<usize>> {
    let mut paired = vec![None; tracks];
    for group in components(candidates, tracks, detections) {
        for (track, detection) in assignment::solve(&group) {
            paired[track] = Some(detection);
        }
    }
    paired
}
