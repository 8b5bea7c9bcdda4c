//! What other fits of an object say about the best.

use nalgebra::{Matrix4, Vector4};

use super::box_fit::Fit;
use super::direction::half_turn_difference_rad;

/// Fits with costs less apart are both possible.
const POSSIBLE: f64 = 8.0;

/// The best fit; where others are nearly as probable, its covariance spans them (variance of a
/// mixture).
pub(super) fn with_doubt(fits: &[Fit]) -> Option<Fit> {
    let best = fits.first()?;
    let (mut sum, mut spread) = (0.0, Matrix4::zeros());
    for fit in fits.iter().filter(|fit| fit.cost - best.cost < POSSIBLE) {
        let weight = libm::exp(best.cost - fit.cost);
        let apart = fit.center_m - best.center_m;
        let turn_rad = half_turn_difference_rad(fit.yaw_rad, best.yaw_rad);
        let off = Vector4::new(apart.x, apart.y, apart.z, turn_rad);
        sum += weight;
        spread += weight * off * off.transpose();
    }
    let mut fit = best.clone();
    fit.covariance += spread / sum;
    Some(fit)
}
