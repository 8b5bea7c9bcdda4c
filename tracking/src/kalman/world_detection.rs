//! A detection in the world, checked and in an order that does not depend on the detector's.

use std::cmp::Ordering;

use nalgebra::{Matrix3, Point3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{Detection3d, Detections3d, EgoState};
use trunkline_interfaces::{AgentClass, DetectionId, StageError};

use crate::association::Place;
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
pub(super) struct WorldDetection {
    pub(super) id: DetectionId,
    pub(super) class: AgentClass,
    pub(super) score: f64,
    pub(super) bbox: OrientedBox,
    pub(super) measurement: Measurement,
    /// x, y, z, yaw in the vehicle frame: the order must not depend on where the world begins.
    in_vehicle: [f64; 4],
}

impl WorldDetection {
    /// What the gate needs to know.
    pub(super) fn place(&self) -> Place {
        Place {
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
            .in_vehicle
            .iter()
            .zip(&other.in_vehicle)
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
) -> Result<Vec<WorldDetection>, StageError> {
    let world_from_ego = ego.world_from_ego();
    let (s, c) = (libm::sin(ego.yaw_rad), libm::cos(ego.yaw_rad));
    // Of x, y and yaw. Yaw is a number of its own: turning the axes leaves it alone.
    let turn = Matrix3::new(c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0);
    let mut seen = Vec::with_capacity(detections.detections.len());
    for (i, d) in detections.detections.iter().enumerate() {
        let r = covariance(d).filter(|_| is_plausible(d)).ok_or_else(|| StageError::Input {
            reason: format!(
                "detections[{i}] ({}) at {:.3?} m is not plausible: centres must lie within {MAX_DISTANCE_M} m, sizes within \
                 0 and {MAX_EXTENT_M} m, the score within 0 and 1, and the covariance must be positive definite",
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
        seen.push(WorldDetection {
            id: d.id,
            in_vehicle: [p.x, p.y, p.z, d.bbox.yaw_rad],
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
    seen.sort_by(WorldDetection::order);
    Ok(seen)
}

/// The one check of a detection: stricter than that of its message, and no NaN passes.
fn is_plausible(d: &Detection3d) -> bool {
    let is_extent = |size_m: &f64| (0.0..=MAX_EXTENT_M).contains(size_m);
    d.bbox.center_m.norm() <= MAX_DISTANCE_M
        && d.bbox.size_m.iter().all(is_extent)
        && d.bbox.yaw_rad.is_finite()
        && d.velocity_mps.is_none_or(|v| v.norm() <= MAX_SPEED_MPS)
        && (0.0..=1.0).contains(&d.score)
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

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Matrix4, Vector2, Vector3, Vector4};
    use std::f64::consts::FRAC_PI_2;

    #[test]
    fn a_detection_turns_with_the_ego_and_its_yaw_does_not_lean() {
        let ego = EgoState {
            position_m: Vector3::new(10.0, 20.0, 1.0),
            yaw_rad: FRAC_PI_2,
            ..EgoState::default()
        };
        let mut covariance = Matrix4::from_diagonal(&Vector4::new(0.04, 0.01, 9.0, 0.02));
        // Half of what stands on one side only.
        covariance[(0, 1)] = 0.002;
        let seen = Detection3d {
            id: DetectionId(1),
            class: AgentClass::Car,
            bbox: OrientedBox {
                center_m: Vector3::new(5.0, 2.0, 0.5),
                size_m: Vector3::new(4.0, 2.0, 1.5),
                yaw_rad: 0.3,
            },
            velocity_mps: Some(Vector2::new(3.0, 1.0)),
            covariance,
            score: 0.5,
        };
        let detections = Detections3d {
            detections: vec![seen],
            ..Detections3d::default()
        };
        let found = in_world(&detections, &ego, 0.5).unwrap().remove(0);
        assert_abs_diff_eq!(
            found.bbox.center_m,
            Vector3::new(8.0, 25.0, 1.5),
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(found.bbox.yaw_rad, 0.3 + FRAC_PI_2, epsilon = 1e-12);
        let m = &found.measurement;
        let (velocity_mps, variance) = m.velocity_mps.unwrap();
        assert_abs_diff_eq!(velocity_mps, Vector2::new(-1.0, 3.0), epsilon = 1e-12);
        assert_abs_diff_eq!(variance, 0.25, epsilon = 0.0);
        // Across for along, the floor of 1e-5 added to each.
        let expected = Matrix3::new(
            0.01001, -0.001, 0.0, -0.001, 0.04001, 0.0, 0.0, 0.0, 0.02001,
        );
        assert_abs_diff_eq!(m.covariance, expected, epsilon = 1e-12);
        assert_eq!(
            found.place().covariance_m2,
            m.covariance.fixed_view::<2, 2>(0, 0).into_owned()
        );
    }

    #[test]
    fn limits_are_part_of_what_is_plausible() {
        let at = |x: f64, length_m: f64, variance: f64| Detection3d {
            id: DetectionId(1),
            class: AgentClass::Car,
            bbox: OrientedBox {
                center_m: Vector3::new(x, 0.0, 0.0),
                size_m: Vector3::new(length_m, 0.0, 0.0),
                yaw_rad: 0.0,
            },
            velocity_mps: Some(Vector2::new(MAX_SPEED_MPS, 0.0)),
            covariance: Matrix4::identity() * variance,
            score: 1.0,
        };
        let passes = |d: Detection3d| covariance(&d).is_some() && is_plausible(&d);
        assert!(
            passes(at(MAX_DISTANCE_M, MAX_EXTENT_M, 0.0)),
            "the floor makes it a covariance"
        );
        assert!(passes(at(0.0, 0.0, 0.999e6)) && !passes(at(0.0, 0.0, 1.001e6)));
        assert!(!passes(at(MAX_DISTANCE_M + 1.0, 1.0, 1.0)) && !passes(at(0.0, 1000.1, 1.0)));
    }
}
