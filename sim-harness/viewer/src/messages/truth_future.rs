//! What the agents are really going to do, faintly.

use rerun::LineStrips3D;

use trunkline_interfaces::messages::TruthFuture;

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::strip;

/// Time between the points that are drawn.
const STEP_S: f64 = 0.5;

pub(crate) fn show(
    recording: &Recording,
    future: &TruthFuture,
    ground_m: f64,
) -> Result<(), ViewerError> {
    let stride = (STEP_S / future.dt_s.max(1e-3)).round().max(1.0) as usize;
    let lines = future.agents.iter().map(|a| {
        let thinned = a.poses.iter().step_by(stride);
        strip(thinned.map(|p| p.position_m()), ground_m + 0.04)
    });
    let shape = LineStrips3D::new(lines)
        .with_colors([colors::TRUTH])
        .with_radii([0.04]);
    recording.log(paths::TRUTH_FUTURES, &shape)
}
