//! The noise model: what a detector gets wrong, and the covariance that says so.

use std::f64::consts::{PI, TAU};

use nalgebra::{Matrix2, Matrix4, Rotation2, Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::Detection3d;
use trunkline_interfaces::{AgentClass, DetectionId, Random};

use crate::oracle::chance::{false_score, poisson_times, true_score};

/// Variance below which no coordinate is reported, m² and rad²: 1 cm, 0.6 degrees. A perfect
/// oracle reports it, so that filters have something to divide by.
const VARIANCE_FLOOR: f64 = 1e-4;
/// Smallest share that size noise leaves of an extent.
const SMALLEST_SHARE: f64 = 0.2;
/// Length, width, height in metres and class of what false positives pretend to be.
const FALSE_KINDS: [(AgentClass, [f64; 3]); 3] = [
    (AgentClass::Car, [4.5, 1.8, 1.5]),
    (AgentClass::Pedestrian, [0.6, 0.6, 1.7]),
    (AgentClass::StaticObject, [1.0, 1.0, 1.0]),
];

/// Errors of a detector. Standard deviations grow linearly with range; all independent between
/// agents and frames.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct NoiseModel {
    /// Standard deviation of each coordinate at range 0.
    pub(super) position_m: f64,
    /// Growth along the line of sight, m per m.
    pub(super) range_per_m: f64,
    /// Standard deviation of the bearing.
    pub(super) bearing_rad: f64,
    /// Standard deviation of the yaw.
    pub(super) yaw_rad: f64,
    /// Standard deviation of each extent, as a share of it.
    pub(super) size: f64,
    /// Standard deviation of each component of a measured velocity.
    pub(super) velocity_mps: f64,
    /// Probability of a miss at range 0, fully visible.
    pub(super) miss: f64,
    /// Its growth per m of range.
    pub(super) miss_per_m: f64,
    /// Probability of a miss by full occlusion.
    pub(super) occlusion_miss: f64,
    /// Mean number of false positives in a frame.
    pub(super) false_positives: f64,
}

impl NoiseModel {
    /// Probability that an agent at a range, visible to a share, is missed: missed for the range
    /// or, independently, for the occlusion.
    fn miss_probability(&self, range_m: f64, visibility: f64) -> f64 {
        let by_range = (self.miss + self.miss_per_m * range_m).clamp(0.0, 1.0);
        let by_occlusion = (self.occlusion_miss * (1.0 - visibility)).clamp(0.0, 1.0);
        1.0 - (1.0 - by_range) * (1.0 - by_occlusion)
    }

    /// Standard deviations of the position along and across the line of sight.
    fn position_deviations_m(&self, range_m: f64) -> (f64, f64) {
        let along = self.position_m + self.range_per_m * range_m;
        (along, self.position_m + self.bearing_rad * range_m)
    }

    /// Covariance of `[x, y, z, yaw]` in the vehicle frame of a box at a position there.
    fn covariance(&self, center_m: &Vector3<f64>) -> Matrix4<f64> {
        let (along_m, across_m) = self.position_deviations_m(center_m.xy().norm());
        let floored = |deviation: f64| (deviation * deviation).max(VARIANCE_FLOOR);
        let vehicle_from_sight = vehicle_from_sight(center_m);
        let sight = Matrix2::new(floored(along_m), 0.0, 0.0, floored(across_m));
        let plane = vehicle_from_sight * sight * vehicle_from_sight.inverse();
        let mut covariance = Matrix4::zeros();
        covariance
            .fixed_view_mut::<2, 2>(0, 0)
            .copy_from(&(0.5 * (plane + plane.transpose())));
        covariance[(2, 2)] = floored(self.position_m);
        covariance[(3, 3)] = floored(self.yaw_rad);
        covariance
    }

    /// What the detector makes of an agent; `None` if it misses it. `truth` is the true
    /// detection, in the vehicle frame. Draws the same number of random numbers in any case, so
    /// that a miss changes nothing for the agents after it.
    pub(super) fn distort(
        &self,
        truth: Detection3d,
        visibility: f64,
        random: &mut Random,
    ) -> Option<Detection3d> {
        let miss_draw = random.uniform();
        let score_draw = random.uniform();
        let draws: [f64; 9] = std::array::from_fn(|_| random.normal());
        let center_m = truth.bbox.center_m;
        let range_m = center_m.xy().norm();
        let miss = self.miss_probability(range_m, visibility);
        if miss_draw < miss {
            return None;
        }
        let (along_m, across_m) = self.position_deviations_m(range_m);
        let vehicle_from_sight = vehicle_from_sight(&center_m);
        let shift = vehicle_from_sight * Vector2::new(along_m * draws[0], across_m * draws[1]);
        let size = |extent: f64, draw: f64| extent * (1.0 + self.size * draw).max(SMALLEST_SHARE);
        let s = truth.bbox.size_m;
        Some(Detection3d {
            bbox: OrientedBox {
                center_m: center_m + Vector3::new(shift.x, shift.y, self.position_m * draws[2]),
                size_m: Vector3::new(
                    size(s.x, draws[4]),
                    size(s.y, draws[5]),
                    size(s.z, draws[6]),
                ),
                yaw_rad: wrap_rad(truth.bbox.yaw_rad + self.yaw_rad * draws[3]),
            },
            velocity_mps: truth
                .velocity_mps
                .map(|v| v + self.velocity_mps * Vector2::new(draws[7], draws[8])),
            covariance: self.covariance(&center_m),
            score: if *self == Self::default() {
                1.0
            } else {
                true_score(miss, score_draw)
            },
            ..truth
        })
    }

    /// Boxes where there is nothing: their number is Poisson distributed, their places uniform over
    /// the disc of radius `range_m`.
    pub(super) fn false_positives(
        &self,
        first_id: u32,
        range_m: f64,
        random: &mut Random,
    ) -> Vec<Detection3d> {
        let mut found = Vec::new();
        poisson_times(self.false_positives, random, |random| {
            let id = DetectionId(first_id.saturating_add(found.len() as u32));
            found.push(self.false_positive(id, range_m, random));
        });
        found
    }

    fn false_positive(&self, id: DetectionId, range_m: f64, random: &mut Random) -> Detection3d {
        let (class, [length, width, height]) = FALSE_KINDS[random.index(FALSE_KINDS.len())];
        let (distance_m, bearing_rad) = (range_m * random.uniform().sqrt(), random.range(-PI, PI));
        let center_m = Vector3::new(
            distance_m * libm::cos(bearing_rad),
            distance_m * libm::sin(bearing_rad),
            0.5 * height,
        );
        Detection3d {
            id,
            class,
            bbox: OrientedBox {
                center_m,
                size_m: Vector3::new(length, width, height),
                yaw_rad: wrap_rad(random.range(0.0, TAU)),
            },
            velocity_mps: None,
            covariance: self.covariance(&center_m),
            score: false_score(random),
        }
    }
}

/// Turns from axes along and across the line of sight into those of the vehicle.
fn vehicle_from_sight(center_m: &Vector3<f64>) -> Rotation2<f64> {
    let bearing_rad = libm::atan2(center_m.y, center_m.x);
    let (s, c) = (libm::sin(bearing_rad), libm::cos(bearing_rad));
    Rotation2::from_matrix_unchecked(Matrix2::new(c, -s, s, c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn misses_by_range_and_by_occlusion_combine_as_independent() {
        let noise = NoiseModel {
            miss: 0.1,
            miss_per_m: 0.002,
            occlusion_miss: 0.5,
            ..NoiseModel::default()
        };
        // range: 0.1 + 0.002·50 = 0.2; occlusion: 0.5·(1 − 0.4) = 0.3; 1 − 0.8·0.7 = 0.44
        assert_abs_diff_eq!(noise.miss_probability(50.0, 0.4), 0.44, epsilon = 1e-12);
        assert_abs_diff_eq!(noise.miss_probability(1e6, 1.0), 1.0, epsilon = 0.0);
    }

    #[test]
    fn the_covariance_points_along_the_line_of_sight() {
        let noise = NoiseModel {
            position_m: 0.1,
            range_per_m: 0.01,
            bearing_rad: 0.002,
            ..NoiseModel::default()
        };
        // straight left, 40 m: along y (0.1 + 0.4)² = 0.25, across x (0.1 + 0.08)² = 0.0324
        let covariance = noise.covariance(&Vector3::new(0.0, 40.0, 1.0));
        assert_abs_diff_eq!(covariance[(0, 0)], 0.0324, epsilon = 1e-12);
        assert_abs_diff_eq!(covariance[(1, 1)], 0.25, epsilon = 1e-12);
    }
}
