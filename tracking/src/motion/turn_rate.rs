//! Constant turn rate and velocity (CTRV), for everything on wheels (Schubert, Richter, Wanielik
//! 2008).
//!
//! State `[x, y, yaw, speed, yaw rate]` of a point near the rear axle, because that is the point
//! of a vehicle that moves along its own axis; the box's centre lies ahead of it by a share of the
//! length. Process noise: white acceleration and white yaw acceleration (Bar-Shalom, Li,
//! Kirubarajan 2001, section 6.2.2), and a little slip.

use std::f64::consts::PI;

use nalgebra::{Matrix2, SMatrix, SVector, Vector2, Vector3};
use trunkline_interfaces::geometry::wrap_rad;

use super::chord::Chord;
use super::estimate::Estimate;
use super::gaussian::{FilterError, correct, predicted, symmetric};
use super::measurement::Measurement;
use super::process_noise::ProcessNoise;

/// Rear axle to centre, as a share of the length: that of nuPlan's Pacifica, 1.46 m of
/// 5.18 m.
const CENTER_SHARE: f64 = 0.28;
/// Standard deviation of the yaw rate of a new track, rad/s: a car in a narrow bend.
const YAW_RATE_DEVIATION_RADPS: f64 = 0.5;
/// Vehicles do not reverse faster than this, m/s: a track that does has its front at the wrong end.
const REVERSE_MPS: f64 = 3.0;
/// Below this speed repeated reports of the other end as the front are believed, m/s.
const SLOW_MPS: f64 = 1.0;
/// That many reports in a row.
const FLIPS_BELIEVED: u32 = 5;

type State = SVector<f64, 5>;
type Covariance = SMatrix<f64, 5, 5>;

/// Filter of one vehicle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TurnRate {
    x: State,
    p: Covariance,
    /// Reference point to the box's centre.
    center_ahead_m: f64,
    flips: u32,
}

impl TurnRate {
    /// From the first measurement: speed 0 ± `speed_deviation_mps` unless measured. The second
    /// measurement then gives the speed, as its distance over time.
    pub(crate) fn new(m: &Measurement, length_m: f64, speed_deviation_mps: f64) -> Self {
        let center_ahead_m = CENTER_SHARE * length_m;
        let direction = Vector2::new(libm::cos(m.yaw_rad), libm::sin(m.yaw_rad));
        let reference = m.center_m - direction * center_ahead_m;
        let (mut speed_mps, mut variance) = (0.0, speed_deviation_mps.powi(2));
        if let Some((velocity_mps, v)) = m.velocity_mps {
            speed_mps = velocity_mps.dot(&direction);
            variance = v;
        }
        // Measured [x, y, yaw] of the centre to those of the reference point.
        let mut jacobian = nalgebra::Matrix3::identity();
        jacobian[(0, 2)] = center_ahead_m * direction.y;
        jacobian[(1, 2)] = -center_ahead_m * direction.x;
        let mut p = Covariance::zeros();
        p.fixed_view_mut::<3, 3>(0, 0).copy_from(&symmetric(
            &(jacobian * m.covariance * jacobian.transpose()),
        ));
        p[(3, 3)] = variance;
        p[(4, 4)] = YAW_RATE_DEVIATION_RADPS.powi(2);
        Self {
            x: State::new(
                reference.x,
                reference.y,
                wrap_rad(m.yaw_rad),
                speed_mps,
                0.0,
            ),
            p,
            center_ahead_m,
            flips: 0,
        }
    }

    /// Moves the state on by `dt_s`.
    ///
    /// (x', y') = (x, y) + v · [`Chord`], ψ' = ψ + ωΔt.
    pub(crate) fn predict(&mut self, dt_s: f64, noise: &ProcessNoise) {
        let [x, y, yaw, v, w] = [self.x[0], self.x[1], self.x[2], self.x[3], self.x[4]];
        let (s, c) = (libm::sin(yaw), libm::cos(yaw));
        let Chord {
            way_s: way,
            by_yaw_rate_s2: by_w,
        } = Chord::new(yaw, w, dt_s);
        let mut f = Covariance::identity();
        f[(0, 2)] = -v * way.y;
        f[(1, 2)] = v * way.x;
        f[(0, 3)] = way.x;
        f[(1, 3)] = way.y;
        f[(0, 4)] = v * by_w.x;
        f[(1, 4)] = v * by_w.y;
        f[(2, 4)] = dt_s;
        self.p = predicted(&self.p, &f, &process_covariance(c, s, dt_s, noise));
        self.x = State::new(x + v * way.x, y + v * way.y, wrap_rad(yaw + w * dt_s), v, w);
    }

    /// Corrects with a detected box; a yaw that differs by more than a right angle is taken as a
    /// confusion of front and rear.
    ///
    /// # Errors
    /// [`FilterError::NotPositive`] if the measurement's covariance is no covariance.
    pub(crate) fn update(&mut self, m: &Measurement, length_m: f64) -> Result<(), FilterError> {
        self.center_ahead_m = CENTER_SHARE * length_m;
        let (yaw_innovation, is_flipped) = m.yaw_innovation(self.x[2]);
        self.flips = if is_flipped { self.flips + 1 } else { 0 };
        let direction = Vector2::new(libm::cos(self.x[2]), libm::sin(self.x[2]));
        let d = self.center_ahead_m;
        let expected = self.x.xy() + direction * d;
        let mut h = SMatrix::<f64, 3, 5>::zeros();
        h.fixed_view_mut::<3, 3>(0, 0).fill_with_identity();
        h[(0, 2)] = -d * direction.y;
        h[(1, 2)] = d * direction.x;
        let error = m.center_m - expected;
        let innovation = Vector3::new(error.x, error.y, yaw_innovation);
        correct(&mut self.x, &mut self.p, &innovation, &h, &m.covariance)?;
        if let Some((velocity_mps, variance)) = m.velocity_mps {
            self.update_velocity(&velocity_mps, variance)?;
        }
        self.x[2] = wrap_rad(self.x[2]);
        let is_reversing = self.x[3] < -REVERSE_MPS;
        if is_reversing || (self.flips >= FLIPS_BELIEVED && self.x[3].abs() < SLOW_MPS) {
            self.turn_round();
        }
        Ok(())
    }

    /// Velocity of the centre: v·(cos ψ, sin ψ) + ω·d·(−sin ψ, cos ψ).
    fn update_velocity(
        &mut self,
        velocity_mps: &Vector2<f64>,
        variance: f64,
    ) -> Result<(), FilterError> {
        let (s, c) = (libm::sin(self.x[2]), libm::cos(self.x[2]));
        let (v, wd, d) = (
            self.x[3],
            self.x[4] * self.center_ahead_m,
            self.center_ahead_m,
        );
        let expected = Vector2::new(v * c - wd * s, v * s + wd * c);
        #[rustfmt::skip]
        let h = SMatrix::<f64, 2, 5>::new(
            0.0, 0.0, -expected.y, c, -d * s,
            0.0, 0.0, expected.x, s, d * c,
        );
        let innovation = velocity_mps - expected;
        correct(
            &mut self.x,
            &mut self.p,
            &innovation,
            &h,
            &(Matrix2::identity() * variance),
        )
    }

    /// Front becomes rear: the reference point moves to the other end of the box.
    fn turn_round(&mut self) {
        let (s, c) = (libm::sin(self.x[2]), libm::cos(self.x[2]));
        let d = self.center_ahead_m;
        let mut j = Covariance::identity();
        j[(0, 2)] = -2.0 * d * s;
        j[(1, 2)] = 2.0 * d * c;
        j[(3, 3)] = -1.0;
        self.x[0] += 2.0 * d * c;
        self.x[1] += 2.0 * d * s;
        self.x[2] = wrap_rad(self.x[2] + PI);
        self.x[3] = -self.x[3];
        self.p = symmetric(&(j * self.p * j.transpose()));
        self.flips = 0;
    }

    /// The box's centre and its motion.
    pub(crate) fn estimate(&self) -> Estimate {
        let (s, c) = (libm::sin(self.x[2]), libm::cos(self.x[2]));
        let (v, w, d) = (self.x[3], self.x[4], self.center_ahead_m);
        let mut j = SMatrix::<f64, 4, 5>::zeros();
        j.fixed_view_mut::<4, 4>(0, 0).fill_with_identity();
        j[(0, 2)] = -d * s;
        j[(1, 2)] = d * c;
        Estimate {
            center_m: self.x.xy() + Vector2::new(c, s) * d,
            yaw_rad: self.x[2],
            velocity_mps: Vector2::new(v * c - w * d * s, v * s + w * d * c),
            yaw_rate_radps: w,
            covariance: symmetric(&(j * self.p * j.transpose())),
        }
    }
}

/// Q for motion along `(c, s)`: q·[Δt³/3, Δt²/2; Δt²/2, Δt] for position and speed, likewise for
/// yaw and yaw rate.
fn process_covariance(c: f64, s: f64, dt_s: f64, noise: &ProcessNoise) -> Covariance {
    let (cube, square) = (dt_s.powi(3) / 3.0, 0.5 * dt_s * dt_s);
    let (a, b) = (noise.acceleration_m2ps3, noise.yaw_acceleration_rad2ps3);
    let slip = noise.slip_m2ps * dt_s;
    let mut q = Covariance::zeros();
    q[(0, 0)] = a * cube * c * c + slip;
    q[(1, 1)] = a * cube * s * s + slip;
    q[(0, 1)] = a * cube * c * s;
    q[(0, 3)] = a * square * c;
    q[(1, 3)] = a * square * s;
    q[(3, 3)] = a * dt_s;
    q[(2, 2)] = b * cube;
    q[(2, 4)] = b * square;
    q[(4, 4)] = b * dt_s;
    q.fill_lower_triangle_with_upper_triangle();
    q
}

#[cfg(test)]
mod tests;
