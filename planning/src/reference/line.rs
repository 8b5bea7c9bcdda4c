//! The route's path, sampled evenly, so that a place on it is found by a division.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::Route;
use trunkline_interfaces::{LaneId, StageError};

use super::vertices::Vertices;

/// Distance of samples, m; larger only on routes of more than [`MAX_SAMPLES`].
const SPACING_M: f64 = 0.5;
/// Bounds the memory that a hostile route can ask for.
const MAX_SAMPLES: f64 = 40_000.0;
/// Half of the length over which directions and curvatures are averaged, m: recorded paths carry
/// noise of centimetres, which over shorter lengths reads as curves.
const SMOOTHING_M: f64 = 2.0;

/// One place of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sample {
    pub(crate) position_m: Vector2<f64>,
    /// Unit vector along the line.
    pub(crate) tangent: Vector2<f64>,
    /// Left positive.
    pub(crate) curvature_1pm: f64,
    /// Infinite where no limit is known.
    pub(crate) limit_mps: f64,
    pub(crate) left_m: f64,
    pub(crate) right_m: f64,
}

impl Sample {
    pub(crate) fn left(&self) -> Vector2<f64> {
        Vector2::new(-self.tangent.y, self.tangent.x)
    }
}

/// A place relative to the line: arc length and offset, left positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(crate) s_m: f64,
    pub(crate) d_m: f64,
}

/// The route's path by arc length; beyond its ends it goes on straight.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    spacing_m: f64,
    samples: Vec<Sample>,
    /// Positions of the samples once more, close together: projections look at many of them.
    positions_m: Vec<Vector2<f64>>,
    lanes: Vec<Option<LaneId>>,
}

/// Place and direction of the line at an arc length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Foot {
    pub(crate) position_m: Vector2<f64>,
    /// Unit vector along the line.
    pub(crate) tangent: Vector2<f64>,
}

impl Line {
    /// Samples a route's path.
    ///
    /// # Errors
    /// [`StageError::Input`] if the path has fewer than two different points.
    pub(crate) fn new(route: &Route) -> Result<Self, StageError> {
        let path = route.polyline().map_err(|e| StageError::Input {
            reason: format!("the route's path cannot be followed: {e}"),
        })?;
        let length_m = path.length_m();
        let count = (length_m / SPACING_M).ceil().clamp(1.0, MAX_SAMPLES) as usize;
        let spacing_m = length_m / count as f64;
        let mut positions_m = Vec::with_capacity(count + 1);
        let mut attributes = Vec::with_capacity(count + 1);
        let mut vertex = Vertices::new(route);
        for i in 0..=count {
            let s_m = i as f64 * spacing_m;
            positions_m.push(path.position_at(s_m));
            attributes.push(vertex.at(s_m));
        }
        let window = ((SMOOTHING_M / spacing_m).round() as usize).max(1);
        let tangents = tangents(&positions_m, window);
        let curvature_1pm = |i: usize| {
            let (a, b) = (i.saturating_sub(window), (i + window).min(count));
            let turn = libm::atan2(
                tangents[a].perp(&tangents[b]),
                tangents[a].dot(&tangents[b]),
            );
            turn / ((b - a) as f64 * spacing_m)
        };
        let samples = (0..=count)
            .map(|i| Sample {
                position_m: positions_m[i],
                tangent: tangents[i],
                curvature_1pm: curvature_1pm(i),
                limit_mps: attributes[i].limit_mps,
                left_m: attributes[i].left_m,
                right_m: attributes[i].right_m,
            })
            .collect();
        Ok(Self {
            spacing_m,
            samples,
            positions_m,
            lanes: attributes.iter().map(|a| a.lane).collect(),
        })
    }

    pub(crate) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    pub(crate) fn spacing_m(&self) -> f64 {
        self.spacing_m
    }

    pub(crate) fn length_m(&self) -> f64 {
        (self.samples.len() - 1) as f64 * self.spacing_m
    }

    /// Index of the sample at or before an arc length, and the share of the way to the next.
    pub(crate) fn index(&self, s_m: f64) -> (usize, f64) {
        let place = (s_m / self.spacing_m).clamp(0.0, (self.samples.len() - 1) as f64);
        let i = (place as usize).min(self.samples.len() - 2);
        (i, place - i as f64)
    }

    /// How far an arc length is beyond the ends; 0 between them.
    fn beyond_m(&self, s_m: f64) -> f64 {
        s_m - s_m.clamp(0.0, self.length_m())
    }

    /// The line at an arc length, interpolated.
    pub(crate) fn at(&self, s_m: f64) -> Sample {
        let (i, share) = self.index(s_m);
        let (a, b) = (&self.samples[i], &self.samples[i + 1]);
        let mix = |x: f64, y: f64| x + share * (y - x);
        let beyond_m = self.beyond_m(s_m);
        let tangent = direction(a, b, share);
        Sample {
            position_m: a.position_m.lerp(&b.position_m, share) + tangent * beyond_m,
            tangent,
            curvature_1pm: if beyond_m == 0.0 {
                mix(a.curvature_1pm, b.curvature_1pm)
            } else {
                0.0
            },
            limit_mps: if share < 1.0 {
                a.limit_mps
            } else {
                b.limit_mps
            },
            left_m: mix(a.left_m, b.left_m),
            right_m: mix(a.right_m, b.right_m),
        }
    }

    /// Place and direction at an arc length, interpolated.
    #[inline]
    pub(crate) fn foot(&self, s_m: f64) -> Foot {
        let (i, share) = self.index(s_m);
        let (a, b) = (&self.samples[i], &self.samples[i + 1]);
        let tangent = direction(a, b, share);
        Foot {
            position_m: a.position_m.lerp(&b.position_m, share) + tangent * self.beyond_m(s_m),
            tangent,
        }
    }

    /// Curvature at an arc length, interpolated; none beyond the ends.
    #[inline]
    pub(crate) fn curvature_at(&self, s_m: f64) -> f64 {
        if self.beyond_m(s_m) != 0.0 {
            return 0.0;
        }
        let (i, share) = self.index(s_m);
        let (a, b) = (&self.samples[i], &self.samples[i + 1]);
        a.curvature_1pm + share * (b.curvature_1pm - a.curvature_1pm)
    }

    /// Speed limit at an arc length; infinite where none is known.
    #[inline]
    pub(crate) fn limit_at(&self, s_m: f64) -> f64 {
        let (i, share) = self.index(s_m);
        self.samples[if share < 1.0 { i } else { i + 1 }].limit_mps
    }

    /// The lane at an arc length, where the route names one.
    pub(crate) fn lane_at(&self, s_m: f64) -> Option<LaneId> {
        let (i, share) = self.index(s_m);
        self.lanes[if share < 1.0 { i } else { i + 1 }]
    }

    /// The nearest place with arc length in about `[from, to]`.
    pub(crate) fn project_between(&self, p_m: Vector2<f64>, from_s_m: f64, to_s_m: f64) -> Place {
        let (first, _) = self.index(from_s_m);
        let (last, _) = self.index(to_s_m);
        let window = &self.positions_m[first..=(last + 1).min(self.samples.len() - 1)];
        let nearest = first + nearest(window, p_m);
        self.refined(p_m, nearest as f64 * self.spacing_m)
    }

    /// The place of a point that lies near an arc length: two Newton steps on the foot point.
    pub(crate) fn refined(&self, p_m: Vector2<f64>, near_s_m: f64) -> Place {
        let mut s_m = near_s_m;
        for _ in 0..2 {
            let foot = self.foot(s_m);
            let along_m = (p_m - foot.position_m).dot(&foot.tangent);
            s_m += along_m.clamp(-2.0 * self.spacing_m, 2.0 * self.spacing_m);
        }
        let foot = self.foot(s_m);
        let off = p_m - foot.position_m;
        Place {
            s_m: s_m + off.dot(&foot.tangent).clamp(-1e3, 1e3),
            d_m: foot.tangent.perp(&off),
        }
    }

    /// Where a vehicle at a pose is on the line, anywhere: near in place and in direction.
    pub(crate) fn locate(&self, p_m: Vector2<f64>, yaw_rad: f64) -> Place {
        // 2 m per radian: of two branches that cross here, the one that leads our way.
        let cost = |sample: &Sample| {
            let yaw = libm::atan2(sample.tangent.y, sample.tangent.x);
            (sample.position_m - p_m).norm() + 2.0 * angle_difference_rad(yaw, yaw_rad).abs()
        };
        let mut best = (f64::INFINITY, 0);
        for (i, sample) in self.samples.iter().enumerate() {
            let c = cost(sample);
            if c < best.0 {
                best = (c, i);
            }
        }
        self.refined(p_m, best.1 as f64 * self.spacing_m)
    }
}

/// Direction between two samples.
fn direction(a: &Sample, b: &Sample, share: f64) -> Vector2<f64> {
    let tangent = a.tangent.lerp(&b.tangent, share);
    tangent / tangent.norm().max(1e-9)
}

/// Index of the first of the points that are nearest to one. Four of them at a time: each
/// comparison alone would wait for the one before.
fn nearest(points_m: &[Vector2<f64>], p_m: Vector2<f64>) -> usize {
    const LANES: usize = 4;
    let mut best = [(f64::INFINITY, 0); LANES];
    for (group, four) in points_m.chunks(LANES).enumerate() {
        for (lane, (best, point)) in best.iter_mut().zip(four).enumerate() {
            let squared = (point - p_m).norm_squared();
            if squared < best.0 {
                *best = (squared, group * LANES + lane);
            }
        }
    }
    best.into_iter()
        .reduce(|a, b| if (b.0, b.1) < (a.0, a.1) { b } else { a })
        .map_or(0, |(_, index)| index)
}

/// Direction at each position, over `window` positions to both sides.
fn tangents(positions_m: &[Vector2<f64>], window: usize) -> Vec<Vector2<f64>> {
    let last = positions_m.len() - 1;
    let mut previous = Vector2::new(1.0, 0.0);
    (0..=last)
        .map(|i| {
            let chord = positions_m[(i + window).min(last)] - positions_m[i.saturating_sub(window)];
            let norm = chord.norm();
            if norm > 1e-6 {
                previous = chord / norm; // else a hairpin's tip: the direction before it
            }
            previous
        })
        .collect()
}

#[cfg(test)]
mod tests;
