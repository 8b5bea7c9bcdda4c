//! The most probable box: least squares over all that is known of an object. Its sizes are of
//! its class; its outline lies on the faces that the camera sees; its corners, projected, touch
//! the sides of the 2D box that are its own; it stands on the ground; it may go along a lane; and
//! all depths of it may be wrong by one share.

use nalgebra::{Matrix4, Point3, SMatrix, SVector, Vector2, Vector3};
use trunkline_interfaces::geometry::wrap_rad;

use super::box_in_image::bounds_px;
use super::evidence::{Evidence, Sighting};
use super::footprint::Footprint;
use super::ground::LocalGround;
use super::hypotheses::Start;
use super::loss::{cauchy, huber};
use super::size_prior::SizePrior;
use super::view::View;

/// Unknowns: x, y, yaw, height of the bottom, logarithms of length, width, height, and the share
/// by which depths are too small.
const N: usize = 8;
type State = SVector<f64, N>;
type Information = SMatrix<f64, N, N>;

/// Points of an outline that are worth as much as independent ones: errors of neighbours are alike.
const INDEPENDENT_POINTS: f64 = 8.0;
/// Standard deviation of a 2D box's sides from a box's corners, as a share of its size: bodies
/// are rounded, loads stick out.
const SILHOUETTE_SHARE: f64 = 0.02;
/// Deviations beyond which a side of a 2D box is a mistake (Huber).
const SIDE_MISTAKE: f64 = 2.5;
/// Deviation from a lane beyond which somebody is not following it (Cauchy).
const LANE_MISTAKE: f64 = 1.5;
/// Standard deviation of the yaw of what has no direction, within the fit.
const HELD_YAW_RAD: f64 = 0.01;
/// Standard deviation of the yaw from where the fit began, where no lane tells more.
const FREE_YAW_RAD: f64 = 1.0;
/// Depths are never trusted to the digit.
const LEAST_DEPTH_NOISE: f64 = 1e-3;
/// Steps of the fit, at most.
const STEPS: usize = 8;
/// A step that gains less is the last.
const ENOUGH: f64 = 1e-3;

/// What the box is to agree with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) views: &'a [View<'a>],
    pub(super) prior: SizePrior,
    pub(super) ground: LocalGround,
    /// Yaws of the lanes here, vehicle frame, and the deviation from them.
    pub(super) lane_yaws_rad: &'a [f64],
    pub(super) lane_deviation_rad: f64,
    pub(super) depth_noise: f64,
    pub(super) box_noise_px: f64,
}

/// A box with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    pub(super) center_m: Vector3<f64>,
    pub(super) size_m: Vector3<f64>,
    pub(super) yaw_rad: f64,
    /// Of `[x, y, z, yaw]`.
    pub(super) covariance: Matrix4<f64>,
    /// Half of the sum of the squared deviations: the less, the more probable.
    pub(super) cost: f64,
    /// Cost of the sizes alone.
    pub(super) size_cost: f64,
}

impl Problem<'_> {
    /// The state of a start.
    fn state(&self, start: &Start) -> State {
        State::from([
            start.center_m.x,
            start.center_m.y,
            start.yaw_rad,
            self.ground.height_at_m(start.center_m),
            libm::log(start.length_m.max(0.05)),
            libm::log(start.width_m.max(0.05)),
            libm::log(self.prior.mean_m.z),
            0.0,
        ])
    }

    /// Cost of a start, before any fit.
    pub(super) fn cost(&self, start: &Start, residuals: &mut Vec<f64>) -> f64 {
        self.residuals(&self.state(start), start.yaw_rad, residuals);
        half_sum_of_squares(residuals)
    }

    /// The box of least cost near a start (Levenberg 1944, Marquardt 1963); `None` if nothing
    /// finite is found.
    pub(super) fn fit(&self, start: &Start) -> Option<Fit> {
        let mut state = self.state(start);
        let room = || Vec::with_capacity(self.residual_count());
        let (mut residuals, mut tried) = (room(), room());
        self.residuals(&state, start.yaw_rad, &mut residuals);
        let mut cost = half_sum_of_squares(&residuals);
        let mut damping = 1e-2;
        let mut information = Information::zeros();
        let mut columns: [Vec<f64>; N] = std::array::from_fn(|_| room());
        for _ in 0..STEPS {
            let gradient;
            (information, gradient) =
                self.linearise(&state, start.yaw_rad, &residuals, &mut columns);
            let mut damped = information;
            for k in 0..N {
                damped[(k, k)] += damping * information[(k, k)] + 1e-9;
            }
            let step = damped.cholesky()?.solve(&gradient);
            let next = state - step;
            self.residuals(&next, start.yaw_rad, &mut tried);
            let next_cost = half_sum_of_squares(&tried);
            if next_cost < cost {
                let gain = cost - next_cost;
                (state, cost) = (next, next_cost);
                std::mem::swap(&mut residuals, &mut tried);
                damping *= 0.2;
                if gain < ENOUGH * (1.0 + cost) {
                    break;
                }
            } else {
                damping *= 8.0;
            }
        }
        self.solution(&state, cost, &information)
    }

    fn solution(&self, state: &State, cost: f64, information: &Information) -> Option<Fit> {
        let regular = information + Information::identity() * 1e-6;
        let covariance = regular.cholesky()?.inverse();
        let size_m = Vector3::new(state[4], state[5], state[6]).map(libm::exp);
        // z of the centre is the bottom and half of the height: ∂z/∂(ln h) = h/2.
        let mut read = SMatrix::<f64, 4, N>::zeros();
        (read[(0, 0)], read[(1, 1)], read[(3, 2)]) = (1.0, 1.0, 1.0);
        (read[(2, 3)], read[(2, 6)]) = (1.0, 0.5 * size_m.z);
        let of_box = read * covariance * read.transpose();
        let size_cost = (0..3)
            .map(|k| self.size_deviation(state, k))
            .map(|deviation| 0.5 * deviation * deviation)
            .sum();
        let fit = Fit {
            center_m: Vector3::new(state[0], state[1], state[3] + 0.5 * size_m.z),
            size_m,
            yaw_rad: wrap_rad(state[2]),
            covariance: 0.5 * (of_box + of_box.transpose()),
            cost,
            size_cost,
        };
        let numbers = fit
            .center_m
            .iter()
            .chain(&fit.size_m)
            .chain(&fit.covariance);
        let is_finite = numbers.copied().all(f64::is_finite) && fit.yaw_rad.is_finite();
        is_finite.then_some(fit)
    }

    /// JᵀJ and Jᵀr by forward differences.
    fn linearise(
        &self,
        state: &State,
        first_yaw_rad: f64,
        residuals: &[f64],
        columns: &mut [Vec<f64>; N],
    ) -> (Information, State) {
        const STEP: f64 = 1e-5;
        for (k, column) in columns.iter_mut().enumerate() {
            let mut moved = *state;
            moved[k] += STEP;
            self.residuals(&moved, first_yaw_rad, column);
            for (value, before) in column.iter_mut().zip(residuals) {
                *value = (*value - before) / STEP;
            }
        }
        let mut information = Information::zeros();
        let mut gradient = State::zeros();
        for (i, a) in columns.iter().enumerate() {
            gradient[i] = dot(a, residuals);
            for (j, b) in columns.iter().enumerate().skip(i) {
                information[(i, j)] = dot(a, b);
                information[(j, i)] = information[(i, j)];
            }
        }
        (information, gradient)
    }

    fn size_deviation(&self, state: &State, k: usize) -> f64 {
        (state[4 + k] - libm::log(self.prior.mean_m[k])) / self.prior.log_deviation[k]
    }

    /// Three sizes, ground, depth, yaw, place; points; sides.
    pub(super) fn residual_count(&self) -> usize {
        8 + self.evidence.outline.len() + 4 * self.evidence.sightings.len()
    }

    /// Every deviation in its own standard deviations, mistakes drawn in.
    fn residuals(&self, state: &State, first_yaw_rad: f64, out: &mut Vec<f64>) {
        out.clear();
        let size_m = Vector3::new(state[4], state[5], state[6]).map(libm::exp);
        let (sin, cos) = libm::sincos(state[2]);
        let center_m = Vector2::new(state[0], state[1]);
        let footprint = Footprint {
            center_m,
            sin,
            cos,
            half_m: 0.5 * size_m.xy(),
        };
        let corners_m = footprint.corners_m(state[3], size_m.z);
        out.extend((0..3).map(|k| self.size_deviation(state, k)));
        out.push((state[3] - self.ground.height_at_m(center_m)) / self.ground.deviation_m);
        out.push(state[7] / self.depth_noise.max(LEAST_DEPTH_NOISE));
        out.push(self.yaw_deviation(state[2], first_yaw_rad));
        // The centre lies about a usual length or less from the points that are seen: holds a box of
        // which neither end is in sight, and weighs little where one is.
        let off_m = match self.evidence.outline.is_empty() {
            true => Vector2::zeros(),
            false => center_m - self.evidence.about_m,
        };
        let deviation_m = self.prior.mean_m.x;
        out.extend([off_m.x / deviation_m, off_m.y / deviation_m]);
        let scale = (self.evidence.outline.len() as f64 / INDEPENDENT_POINTS)
            .max(1.0)
            .sqrt();
        for point in &self.evidence.outline {
            out.push(footprint.deviation(point, 1.0 + state[7]) / scale);
        }
        for sighting in &self.evidence.sightings {
            out.extend(self.side_deviations(sighting, &corners_m));
        }
    }

    fn yaw_deviation(&self, yaw_rad: f64, first_yaw_rad: f64) -> f64 {
        if !self.prior.has_direction {
            return (yaw_rad - first_yaw_rad) / HELD_YAW_RAD;
        }
        let from_lane = |lane_rad: &f64| {
            let deviation = libm::sin(yaw_rad - lane_rad) / self.lane_deviation_rad;
            cauchy(deviation, LANE_MISTAKE)
        };
        let deviations = self.lane_yaws_rad.iter().map(from_lane);
        let nearest = deviations.min_by(|a, b| a.abs().total_cmp(&b.abs()));
        nearest.unwrap_or((yaw_rad - first_yaw_rad) / FREE_YAW_RAD)
    }

    /// How far the projected box is from each side of a 2D box; a side that is not the object's
    /// own only has to be reached.
    fn side_deviations(&self, sighting: &Sighting, corners_m: &[Point3<f64>; 8]) -> [f64; 4] {
        let view = self.views.get(sighting.view);
        let bounds = view.and_then(|view| bounds_px(&view.lens, corners_m, sighting));
        let Some(projected_px) = bounds else {
            return [0.0; 4];
        };
        let seen_px = sighting.box_px;
        let mut deviations = [0.0; 4];
        for side in 0..4 {
            let size_px = seen_px[side % 2 + 2] - seen_px[side % 2];
            let deviation_px = self.box_noise_px + SILHOUETTE_SHARE * size_px.max(0.0);
            let outward = if side < 2 { -1.0 } else { 1.0 };
            let short_px = outward * (seen_px[side] - projected_px[side]);
            let counted_px = if sighting.is_own[side] {
                short_px
            } else {
                short_px.max(0.0)
            };
            deviations[side] = huber(counted_px / deviation_px, SIDE_MISTAKE);
        }
        deviations
    }
}

fn half_sum_of_squares(residuals: &[f64]) -> f64 {
    let sum: f64 = residuals.iter().map(|r| r * r).sum();
    if sum.is_finite() {
        0.5 * sum
    } else {
        f64::INFINITY
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
