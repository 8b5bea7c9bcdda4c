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

/// A bench with somebody who may go on at any of some velocities, each with its probability.
#[cfg(test)]
pub(super) fn with_modes(
    mut bench: crate::bench::Bench,
    track: trunkline_interfaces::messages::Track,
    modes: &[(f64, [f64; 2])],
) -> crate::bench::Bench {
    use nalgebra::{Matrix2, Vector2};
    use trunkline_interfaces::messages::{Forecast, ForecastMode, ForecastPoint};
    bench.forecasts.dt_s = 4.0;
    let center_m = track.bbox.center_m.xy();
    let modes = modes
        .iter()
        .map(|(probability, velocity_mps)| ForecastMode {
            probability: *probability,
            points: vec![ForecastPoint {
                position_m: center_m + 4.0 * Vector2::from(*velocity_mps),
                yaw_rad: track.bbox.yaw_rad,
                covariance_m2: Matrix2::identity(),
            }],
        });
    bench.forecasts.forecasts.push(Forecast {
        track: track.id,
        modes: modes.collect(),
    });
    bench.with(track)
}
