//! Constant velocity (CV), for pedestrians and static objects: they need not move along their
//! own axis.
//!
//! State `[x, y, vx, vy]` with white acceleration (Bar-Shalom, Li, Kirubarajan 2001, section
//! 6.2.2); the yaw is a filter of its own, a random walk.

use std::f64::consts::PI;

use nalgebra::{Matrix2, Matrix4, SMatrix, SVector, Vector2};
use trunkline_interfaces::geometry::wrap_rad;

use super::estimate::Estimate;
use super::gaussian::{FilterError, correct, predicted};
use super::measurement::Measurement;
use super::process_noise::ProcessNoise;

/// How fast people turn on the spot, as a random walk, rad²/s: a quarter turn in about 2 s.
const YAW_WALK_RAD2PS: f64 = 1.0;
/// Below this speed its direction, and so the gradient of the speed, is not defined, m/s.
const STANDING_MPS: f64 = 0.05;

type State = SVector<f64, 4>;
type Covariance = SMatrix<f64, 4, 4>;

/// Filter of one pedestrian or static object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConstantVelocity {
    x: State,
    p: Covariance,
    yaw_rad: f64,
    yaw_variance_rad2: f64,
}

impl ConstantVelocity {
    /// From the first measurement: velocity 0 ± `speed_deviation_mps` unless measured.
    pub(crate) fn new(m: &Measurement, speed_deviation_mps: f64) -> Self {
        let (v, variance) = m
            .velocity_mps
            .unwrap_or((Vector2::zeros(), speed_deviation_mps.powi(2)));
        let mut p = Covariance::identity() * variance;
        p.fixed_view_mut::<2, 2>(0, 0)
            .copy_from(&m.covariance.fixed_view::<2, 2>(0, 0));
        Self {
            x: State::new(m.center_m.x, m.center_m.y, v.x, v.y),
            p,
            yaw_rad: wrap_rad(m.yaw_rad),
            yaw_variance_rad2: m.covariance[(2, 2)],
        }
    }

    /// Moves the state on by `dt_s`.
    pub(crate) fn predict(&mut self, dt_s: f64, noise: &ProcessNoise) {
        let mut f = Covariance::identity();
        f[(0, 2)] = dt_s;
        f[(1, 3)] = dt_s;
        let a = noise.acceleration_m2ps3;
        let mut q = Covariance::zeros();
        for axis in 0..2 {
            q[(axis, axis)] = a * dt_s.powi(3) / 3.0 + noise.slip_m2ps * dt_s;
            q[(axis, axis + 2)] = 0.5 * a * dt_s * dt_s;
            q[(axis + 2, axis)] = q[(axis, axis + 2)];
            q[(axis + 2, axis + 2)] = a * dt_s;
        }
        self.x = f * self.x;
        self.p = predicted(&self.p, &f, &q);
        self.yaw_variance_rad2 = (self.yaw_variance_rad2 + YAW_WALK_RAD2PS * dt_s).min(PI * PI);
    }

    /// Corrects with a detected box; front and rear may be confused.
    ///
    /// # Errors
    /// [`FilterError::NotPositive`] if the measurement's covariance is no covariance.
    pub(crate) fn update(&mut self, m: &Measurement) -> Result<(), FilterError> {
        let position = SMatrix::<f64, 2, 4>::identity();
        let r = m.covariance.fixed_view::<2, 2>(0, 0).into_owned();
        let innovation = m.center_m - self.x.xy();
        correct(&mut self.x, &mut self.p, &innovation, &position, &r)?;
        if let Some((velocity_mps, variance)) = m.velocity_mps {
            let mut h = SMatrix::<f64, 2, 4>::zeros();
            h[(0, 2)] = 1.0;
            h[(1, 3)] = 1.0;
            let innovation = velocity_mps - Vector2::new(self.x[2], self.x[3]);
            correct(
                &mut self.x,
                &mut self.p,
                &innovation,
                &h,
                &(Matrix2::identity() * variance),
            )?;
        }
        let (innovation, _) = m.yaw_innovation(self.yaw_rad);
        let gain = self.yaw_variance_rad2 / (self.yaw_variance_rad2 + m.covariance[(2, 2)]);
        self.yaw_rad = wrap_rad(self.yaw_rad + gain * innovation);
        self.yaw_variance_rad2 *= 1.0 - gain;
        Ok(())
    }

    /// Position and motion.
    pub(crate) fn estimate(&self) -> Estimate {
        let velocity_mps = Vector2::new(self.x[2], self.x[3]);
        let speed_mps = velocity_mps.norm();
        let mut covariance = Matrix4::zeros();
        covariance
            .fixed_view_mut::<2, 2>(0, 0)
            .copy_from(&self.p.fixed_view::<2, 2>(0, 0));
        covariance[(2, 2)] = self.yaw_variance_rad2;
        let of_velocity = self.p.fixed_view::<2, 2>(2, 2);
        if speed_mps > STANDING_MPS {
            let gradient = velocity_mps / speed_mps;
            covariance[(3, 3)] = gradient.dot(&(of_velocity * gradient));
            let cross = self.p.fixed_view::<2, 2>(0, 2) * gradient;
            covariance.fixed_view_mut::<2, 1>(0, 3).copy_from(&cross);
            covariance
                .fixed_view_mut::<1, 2>(3, 0)
                .copy_from(&cross.transpose());
        } else {
            covariance[(3, 3)] = 0.5 * of_velocity.trace();
        }
        Estimate {
            center_m: self.x.xy(),
            yaw_rad: self.yaw_rad,
            velocity_mps,
            yaw_rate_radps: 0.0,
            covariance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Matrix3;
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::Pose2;

    const NOISE: ProcessNoise = ProcessNoise {
        acceleration_m2ps3: 0.5,
        yaw_acceleration_rad2ps3: 0.0,
        slip_m2ps: 0.0,
    };

    fn person_at(x: f64, y: f64) -> Measurement {
        Measurement {
            center_m: Vector2::new(x, y),
            yaw_rad: 0.0,
            covariance: Matrix3::identity() * 1e-4,
            velocity_mps: None,
        }
    }

    #[test]
    fn a_pedestrian_may_walk_sideways() {
        let mut filter = ConstantVelocity::new(&person_at(0.0, 0.0), 2.0);
        for k in 1..=10 {
            filter.predict(0.1, &NOISE);
            filter.update(&person_at(0.0, 0.14 * f64::from(k))).unwrap();
        }
        let e = filter.estimate();
        assert_abs_diff_eq!(e.velocity_mps, Vector2::new(0.0, 1.4), epsilon = 5e-3);
        assert_abs_diff_eq!(e.yaw_rad, 0.0, epsilon = 1e-12);
    }

    #[test]
    fn one_long_prediction_equals_many_short_ones() {
        let mut long = ConstantVelocity::new(&person_at(0.0, 0.0), 2.0);
        let mut short = long.clone();
        long.predict(0.5, &NOISE);
        (0..5).for_each(|_| short.predict(0.1, &NOISE));
        assert_abs_diff_eq!(long.p, short.p, epsilon = 1e-12);
    }

    #[test]
    fn a_measured_velocity_is_believed_as_far_as_it_is_sure() {
        let moving = Measurement {
            velocity_mps: Some((Vector2::new(1.0, -2.0), 0.04)),
            ..person_at(3.0, 4.0)
        };
        let born = ConstantVelocity::new(&moving, 2.0);
        assert_eq!(born.x, State::new(3.0, 4.0, 1.0, -2.0));
        assert_eq!((born.p[(0, 0)], born.p[(2, 2)]), (1e-4, 0.04));
        let mut filter = ConstantVelocity::new(&person_at(3.0, 4.0), 0.2);
        filter.update(&moving).unwrap();
        // As sure as what it knew, 0.2²: half-way.
        assert_abs_diff_eq!(
            filter.estimate().velocity_mps,
            Vector2::new(0.5, -1.0),
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(filter.p[(3, 3)], 0.02, epsilon = 1e-12);
    }

    #[test]
    fn the_yaw_is_a_walk_that_measurements_pull_back() {
        let mut filter = ConstantVelocity::new(&person_at(0.0, 0.0), 2.0);
        filter.predict(0.5, &NOISE);
        assert_abs_diff_eq!(filter.yaw_variance_rad2, 1e-4 + 0.5, epsilon = 1e-12);
        // Seen from behind at 0.4: the front is at 0.4, too. As unsure as 0.5001: half-way.
        let mut seen = Measurement {
            yaw_rad: 0.4 - PI,
            ..person_at(0.0, 0.0)
        };
        seen.covariance[(2, 2)] = 0.5001;
        filter.update(&seen).unwrap();
        assert_abs_diff_eq!(filter.estimate().yaw_rad, 0.2, epsilon = 1e-12);
        assert_abs_diff_eq!(filter.yaw_variance_rad2, 0.25005, epsilon = 1e-12);
        filter.predict(1e3, &NOISE);
        assert_abs_diff_eq!(filter.yaw_variance_rad2, PI * PI, epsilon = 0.0);
        assert_abs_diff_eq!(filter.estimate().covariance[(2, 2)], PI * PI, epsilon = 0.0);
    }

    #[test]
    fn the_speeds_variance_is_that_along_the_way_and_the_mean_of_both_while_standing() {
        let mut filter = ConstantVelocity::new(&person_at(0.0, 0.0), 2.0);
        filter.p[(2, 2)] = 0.09;
        filter.p[(3, 3)] = 0.25;
        (filter.p[(0, 2)], filter.p[(2, 0)]) = (1e-3, 1e-3);
        assert_abs_diff_eq!(filter.estimate().covariance[(3, 3)], 0.17, epsilon = 1e-12);
        filter.x[2] = 1.0;
        let along_x = filter.estimate().covariance;
        assert_abs_diff_eq!(along_x[(3, 3)], 0.09, epsilon = 1e-12);
        assert_eq!((along_x[(0, 3)], along_x[(3, 0)]), (1e-3, 1e-3));
        (filter.x[2], filter.x[3]) = (3.0, -4.0);
        let aslant = filter.estimate().covariance;
        // 0.36 · 0.09 + 0.64 · 0.25; 0.6 · 1e-3
        assert_abs_diff_eq!(aslant[(3, 3)], 0.1924, epsilon = 1e-12);
        assert_abs_diff_eq!(aslant[(0, 3)], 6e-4, epsilon = 1e-12);
    }

    #[test]
    fn noise_spreads_place_and_velocity_together() {
        let mut filter = ConstantVelocity::new(&person_at(0.0, 0.0), 0.0);
        let noise = ProcessNoise {
            slip_m2ps: 0.1,
            ..NOISE
        };
        filter.predict(2.0, &noise);
        // 0.5 · 2³/3 + 0.1 · 2; 0.5 · 0.5 · 2²; 0.5 · 2
        assert_abs_diff_eq!(filter.p[(0, 0)], 1e-4 + 4.0 / 3.0 + 0.2, epsilon = 1e-12);
        assert_abs_diff_eq!(filter.p[(1, 3)], 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(filter.p[(3, 3)], 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(filter.p[(0, 1)], 0.0, epsilon = 0.0);
    }

    proptest! {
        #[test]
        fn turning_the_world_turns_the_estimate(
            turn in -3.1..3.1_f64, vx in -3.0..3.0_f64, vy in -3.0..3.0_f64, yaw in -3.1..3.1_f64,
        ) {
            let frame = Pose2::new(0.0, 0.0, turn);
            let seen = |k: i32, frame: &Pose2| {
                let p = frame.rotate(Vector2::new(vx, vy) * (0.1 * f64::from(k)));
                Measurement { yaw_rad: wrap_rad(yaw + frame.yaw_rad), ..person_at(p.x, p.y) }
            };
            let follow = |frame: &Pose2| {
                let mut filter = ConstantVelocity::new(&seen(0, frame), 2.0);
                for k in 1..5 {
                    filter.predict(0.1, &NOISE);
                    filter.update(&seen(k, frame)).unwrap();
                }
                filter.estimate()
            };
            let (here, there) = (follow(&Pose2::default()), follow(&frame));
            prop_assert!((frame.rotate(here.center_m) - there.center_m).norm() < 1e-9);
            prop_assert!((frame.rotate(here.velocity_mps) - there.velocity_mps).norm() < 1e-9);
            prop_assert!(wrap_rad(here.yaw_rad + turn - there.yaw_rad).abs() < 1e-9);
            prop_assert!((here.covariance.determinant() - there.covariance.determinant()).abs() < 1e-12);
        }

        #[test]
        fn covariances_stay_symmetric_and_positive(vx in -3.0..3.0_f64, vy in -3.0..3.0_f64, dt in 1e-3..1.0_f64) {
            let mut filter = ConstantVelocity::new(&person_at(0.0, 0.0), 2.0);
            filter.x[2] = vx;
            filter.x[3] = vy;
            for _ in 0..10 {
                filter.predict(dt, &NOISE);
                filter.update(&person_at(vx * dt, vy * dt)).unwrap();
                let c = filter.estimate().covariance;
                prop_assert_eq!(c, c.transpose());
                prop_assert!(c.cholesky().is_some(), "not positive definite: {}", c);
            }
        }
    }
}
