//! Ground truth: everybody as they really are, faintly; signals; collisions.

use rerun::{Points3D, TextLogLevel};

use trunkline_interfaces::messages::Truth;

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::thin_boxes;
use crate::signals::Signals;

pub(crate) fn show(
    recording: &Recording,
    truth: &Truth,
    signals: &mut Signals,
) -> Result<(), ViewerError> {
    let agents: Vec<_> = truth
        .agents
        .iter()
        .map(|a| (a.bbox, colors::TRUTH))
        .collect();
    recording.log(paths::TRUTH_BOXES, &thin_boxes(&agents))?;
    signals.show(recording, &truth.signals)?;
    for collision in &truth.collisions {
        let what = truth
            .agent(collision.agent)
            .map_or("something", |a| a.class.name());
        let text = format!(
            "collision with {} ({what}) at {:.1} m/s",
            collision.agent, collision.closing_mps
        );
        recording.text(paths::LOG_COLLISIONS, TextLogLevel::CRITICAL, &text)?;
    }
    let places = truth.collisions.iter().filter_map(|c| {
        let p = truth.agent(c.agent)?.bbox.center_m;
        Some(rerun::Vec3D::from([p.x, p.y, p.z]))
    });
    if !truth.collisions.is_empty() {
        let shape = Points3D::new(places)
            .with_colors([colors::COLLISION])
            .with_radii([1.0]);
        recording.log(paths::COLLISIONS, &shape)?;
    }
    Ok(())
}
