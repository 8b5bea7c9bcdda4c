//! One object in two cameras: found by where it is, then fitted again to what both see.

use nalgebra::Vector2;
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::{Pose2, Rectangle};

use super::box_fit::Fit;
use super::evidence::Evidence;

/// Footprints that share more than this (intersection over union) are one object …
const ONE_OBJECT: f64 = 0.1;
/// … and so are objects nearer than this, for the small ones, in their deviations.
const DEVIATIONS: f64 = 2.0;

/// An object with its fit.
#[derive(Debug, Clone)]
pub(super) struct Lifted {
    pub(super) evidence: Evidence,
    pub(super) fit: Fit,
}

impl Lifted {
    pub(super) fn footprint(&self) -> Rectangle {
        let pose = Pose2 {
            x_m: self.fit.center_m.x,
            y_m: self.fit.center_m.y,
            yaw_rad: self.fit.yaw_rad,
        };
        Rectangle::new(pose, self.fit.size_m.x, self.fit.size_m.y)
    }

    /// Whether two are one object, seen by different cameras.
    fn is_same(&self, other: &Self) -> bool {
        let is_alike = is_large(self.evidence.class) == is_large(other.evidence.class);
        let share_a_view = self.evidence.sightings.iter().any(|a| {
            let mut others = other.evidence.sightings.iter();
            others.any(|b| a.view == b.view)
        });
        if share_a_view || !is_alike {
            return false;
        }
        let apart_m: Vector2<f64> = (self.fit.center_m - other.fit.center_m).xy();
        let variance_m2 = |fit: &Fit| fit.covariance[(0, 0)] + fit.covariance[(1, 1)];
        let deviation_m = (variance_m2(&self.fit) + variance_m2(&other.fit)).sqrt();
        let reach_m = 0.5 * self.fit.size_m.y.min(other.fit.size_m.y);
        apart_m.norm() < reach_m + DEVIATIONS * deviation_m.min(reach_m)
            || self.footprint().iou(&other.footprint()) > ONE_OBJECT
    }
}

fn is_large(class: AgentClass) -> bool {
    matches!(class, AgentClass::Car | AgentClass::Truck | AgentClass::Bus)
}

/// Joins what is one object; `refit` makes the box of the joint evidence.
pub(super) fn joined(
    found: Vec<Lifted>,
    mut refit: impl FnMut(&Evidence) -> Option<Fit>,
) -> Vec<Lifted> {
    let mut kept: Vec<Lifted> = Vec::new();
    for next in found {
        let Some(twin) = kept.iter_mut().find(|known| known.is_same(&next)) else {
            kept.push(next);
            continue;
        };
        let mut evidence = twin.evidence.clone();
        evidence.sightings.extend(&next.evidence.sightings);
        evidence.outline.extend(&next.evidence.outline);
        if next.evidence.score > evidence.score {
            evidence.class = next.evidence.class;
            evidence.score = next.evidence.score;
        }
        if let Some(fit) = refit(&evidence) {
            *twin = Lifted { evidence, fit };
        }
    }
    kept
}
