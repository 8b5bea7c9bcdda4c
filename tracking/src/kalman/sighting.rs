//! A detection in the world, checked and in an order that does not depend on the detector's.

use std::cmp::Ordering;

use nalgebra::{Matrix3, Point3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{Detection3d, Detections3d, EgoState};
use trunkline_interfaces::{AgentClass, DetectionId, StageError};

use crate::association::Sighting;
use crate::motion::Measurement;

/// Variance below which no measurement is believed, m² and rad²: 3 mm, 0.2 degrees.
const VARIANCE_FLOOR: f64 = 1e-5;
/// Nothing is detected farther away than this, m; also keeps the arithmetic finite.
const MAX_DISTANCE_M: f64 = 1e4;
/// No agent, and no standard deviation, is larger than this, m.
const MAX_EXTENT_M: f64 = 1e3;
/// No agent is faster than this, m/s.
const MAX_SPEED_MPS: f64 = 1e3;

/// A detection in the world.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) id: DetectionId,
    pub(super) class: AgentClass,
    pub(super) score: f64,
    pub(super) bbox: OrientedBox,
    pub(super) measurement: Measurement,
    /// x, y, z, yaw in the vehicle frame: the order must not depend on where the world begins.
    place: [f64; 4],
}

impl Seen {
    /// What the gate needs to know.
    pub(super) fn sighting(&self) -> Sighting {
        Sighting {
            center_m: self.measurement.center_m,
            covariance_m2: self
                .measurement
                .covariance
                .fixed_view::<2, 2>(0, 0)
                .into_owned(),
            class: self.class,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        let numbers = self
            .place
            .iter()
            .zip(&other.place)
            .map(|(a, b)| a.total_cmp(b))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal);
        other
            .score
            .total_cmp(&self.score)
            .then(self.class.cmp(&other.class))
            .then(numbers)
            .then(self.id.cmp(&other.id))
    }
}

/// All detections in the world, surest first.
///
/// # Errors
/// [`StageError::Input`] with the detection that cannot be used.
pub(super) fn in_world(
    detections: &Detections3d,
    ego: &EgoState,
    velocity_noise_mps: f64,
) -> Result<Vec<Seen>, StageError> {
    let world_from_ego = ego.world_from_ego();
    let (s, c) = (libm::sin(ego.yaw_rad), libm::cos(ego.yaw_rad));
    // Of x, y and yaw. Yaw is a number of its own: turning the axes leaves it alone.
    let turn = Matrix3::new(c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0);
    let mut seen = Vec::with_capacity(detections.detections.len());
    for (i, d) in detections.detections.iter().enumerate() {
        let r = covariance(d).filter(|_| is_plausible(d)).ok_or_else(|| StageError::Input {
            reason: format!(
                "detections[{i}] ({}) at {:.3?} m is not plausible: centres must lie within {MAX_DISTANCE_M} m, sizes within \
                 {MAX_EXTENT_M} m, and the covariance must be positive definite",
                d.id,
                d.bbox.center_m.as_slice()
            ),
        })?;
        let center = world_from_ego * Point3::from(d.bbox.center_m);
        let turned = turn * r * turn.transpose();
        let velocity = d.velocity_mps.map(|v| {
            let v_world = world_from_ego.rotation * v.push(0.0);
            (v_world.xy(), velocity_noise_mps * velocity_noise_mps)
        });
        let yaw_rad = wrap_rad(d.bbox.yaw_rad + ego.yaw_rad);
        let p = d.bbox.center_m;
        seen.push(Seen {
            id: d.id,
            place: [p.x, p.y, p.z, d.bbox.yaw_rad],
            class: d.class,
            score: d.score,
            bbox: OrientedBox {
                center_m: center.coords,
                size_m: d.bbox.size_m,
                yaw_rad,
            },
            measurement: Measurement {
                center_m: center.coords.xy(),
                yaw_rad,
                covariance: (turned + turned.transpose()) * 0.5,
                velocity_mps: velocity,
            },
        });
    }
    seen.sort_by(Seen::order);
    Ok(seen)
}

fn is_plausible(d: &Detection3d) -> bool {
    d.bbox.center_m.norm() <= MAX_DISTANCE_M
        && d.bbox.size_m.max() <= MAX_EXTENT_M
        && d.velocity_mps.is_none_or(|v| v.norm() <= MAX_SPEED_MPS)
}

/// Covariance of `[x, y, yaw]` with its floor; `None` if it is no covariance.
fn covariance(d: &Detection3d) -> Option<Matrix3<f64>> {
    let pick = [0, 1, 3];
    let c = Matrix3::from_fn(|i, j| {
        0.5 * (d.covariance[(pick[i], pick[j])] + d.covariance[(pick[j], pick[i])])
    });
    let floored = c + Matrix3::identity() * VARIANCE_FLOOR;
    let is_covariance =
        floored.cholesky().is_some() && floored.max() <= MAX_EXTENT_M * MAX_EXTENT_M;
    is_covariance.then_some(floored)
}
