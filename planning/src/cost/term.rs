//! What a term of the cost is.

use crate::proposals::Proposal;
use crate::rollout::Rollout;
use crate::scene::{SWEEPS, Scene, Swept};

/// What a term looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) rollout: &'a Rollout,
    /// Where it is, a few steps at a time.
    pub(crate) swept: &'a [Swept; SWEEPS],
    pub(crate) proposal: &'a Proposal,
    /// What was chosen at the last step.
    pub(crate) last_chosen: Option<&'a Proposal>,
    /// Way along the route that the road alone would allow within the horizon.
    pub(crate) free_progress_m: f64,
}

/// One named part of the cost of a candidate.
pub(crate) trait CostTerm {
    /// Name in plans and records.
    fn name(&self) -> &'static str;
    /// What one whole violation costs.
    fn weight(&self) -> f64;
    /// How bad the candidate is in this respect: 0 not at all, 1 a whole violation.
    fn share(&self, context: &Context<'_>) -> f64;
}

/// A term's share of a rollout, for tests: the middle of the route, 40 m of free road.
#[cfg(test)]
pub(super) fn share(term: &dyn CostTerm, scene: &Scene<'_>, rollout: &Rollout) -> f64 {
    term.share(&Context {
        scene,
        rollout,
        swept: &rollout.swept(),
        proposal: &Proposal::MIDDLE,
        last_chosen: None,
        free_progress_m: 40.0,
    })
}
