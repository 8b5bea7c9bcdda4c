//! Paths by arc length, and Frenet coordinates along them.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::angle::{angle_difference_rad, wrap_rad};
use super::pose::Pose2;

/// Points closer than this are one point: directions between them are noise.
const MIN_SPACING_M: f64 = 1e-6;

/// Why points are not a path.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum PolylineError {
    /// Fewer than two points that differ.
    #[error(
        "a path needs two different points, got {distinct}: give the start and the end at least"
    )]
    TooShort {
        /// Number of different points.
        distinct: usize,
    },
    /// A coordinate is NaN or infinite.
    #[error("point {index} of a path is not finite: remove it or repair its source")]
    NotFinite {
        /// Index of the first such point.
        index: usize,
    },
}

/// A path of straight segments with arc length. At least two points, all different from their
/// neighbours, all finite: the constructor sees to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<[f64; 2]>", into = "Vec<[f64; 2]>")]
#[schemars(with = "Vec<[f64; 2]>")]
pub struct Polyline {
    points_m: Vec<Vector2<f64>>,
    s_m: Vec<f64>,
    /// Direction of each segment: asked for far more often than paths are made.
    yaws_rad: Vec<f64>,
}

/// A place on a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathPoint {
    /// Position.
    pub position_m: Vector2<f64>,
    /// Direction of the path.
    pub yaw_rad: f64,
    /// Curvature, positive to the left.
    pub curvature_1pm: f64,
}

/// A point expressed along a path (Frenet).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    /// Arc length of the foot point, in `[0, length]`.
    pub s_m: f64,
    /// Signed offset, positive to the left. Its magnitude is the distance to the foot point.
    pub d_m: f64,
    /// Segment on which the foot point lies.
    pub segment: usize,
}

impl Polyline {
    /// A path through the points; repeated points are merged.
    ///
    /// # Errors
    /// [`PolylineError`] if a point is not finite or fewer than two differ.
    pub fn new(points_m: impl IntoIterator<Item = Vector2<f64>>) -> Result<Self, PolylineError> {
        let mut kept: Vec<Vector2<f64>> = Vec::new();
        let mut s_m: Vec<f64> = Vec::new();
        for (index, p) in points_m.into_iter().enumerate() {
            if !(p.x.is_finite() && p.y.is_finite()) {
                return Err(PolylineError::NotFinite { index });
            }
            match (kept.last(), s_m.last()) {
                (Some(last), Some(s)) => {
                    let step = (p - last).norm();
                    if step >= MIN_SPACING_M {
                        s_m.push(s + step);
                        kept.push(p);
                    }
                }
                _ => {
                    s_m.push(0.0);
                    kept.push(p);
                }
            }
        }
        if kept.len() < 2 {
            return Err(PolylineError::TooShort {
                distinct: kept.len(),
            });
        }
        let yaws_rad = kept
            .windows(2)
            .map(|w| libm::atan2(w[1].y - w[0].y, w[1].x - w[0].x))
            .collect();
        Ok(Self {
            points_m: kept,
            s_m,
            yaws_rad,
        })
    }

    /// The vertices.
    pub fn points_m(&self) -> &[Vector2<f64>] {
        &self.points_m
    }

    /// Arc length of each vertex, from 0.
    pub fn arc_lengths_m(&self) -> &[f64] {
        &self.s_m
    }

    /// Total length.
    pub fn length_m(&self) -> f64 {
        self.s_m[self.s_m.len() - 1]
    }

    /// First vertex.
    pub fn start_m(&self) -> Vector2<f64> {
        self.points_m[0]
    }

    /// Last vertex.
    pub fn end_m(&self) -> Vector2<f64> {
        self.points_m[self.points_m.len() - 1]
    }

    /// Segment that holds an arc length (ends clamp).
    pub fn segment_at(&self, s_m: f64) -> usize {
        let upper = self.s_m.partition_point(|v| *v <= s_m);
        upper.saturating_sub(1).min(self.points_m.len() - 2)
    }

    /// The same for callers who know which segment held a place near it: quick if it is this one or
    /// one of the next.
    pub fn segment_from(&self, guess: usize, s_m: f64) -> usize {
        let last = self.points_m.len() - 2;
        let mut segment = guess.min(last);
        while segment < last && self.s_m[segment + 1] <= s_m {
            segment += 1;
        }
        while segment > 0 && self.s_m[segment] > s_m {
            segment -= 1;
        }
        segment
    }

    /// Position at an arc length that a segment holds, as [`Self::segment_from`] tells.
    pub fn position_on(&self, segment: usize, s_m: f64) -> Vector2<f64> {
        self.points_m[segment] + self.direction(segment) * (s_m - self.s_m[segment])
    }

    /// Unit direction of a segment.
    fn direction(&self, segment: usize) -> Vector2<f64> {
        (self.points_m[segment + 1] - self.points_m[segment])
            / (self.s_m[segment + 1] - self.s_m[segment])
    }

    /// Position at an arc length; beyond the ends the path goes on straight.
    pub fn position_at(&self, s_m: f64) -> Vector2<f64> {
        self.position_on(self.segment_at(s_m), s_m)
    }

    /// Direction at an arc length, rad. Turns smoothly: interpolated between the middles of segments.
    pub fn yaw_at(&self, s_m: f64) -> f64 {
        let i = self.segment_at(s_m);
        let middle = |k: usize| 0.5 * (self.s_m[k] + self.s_m[k + 1]);
        let own = self.yaws_rad[i];
        let other = if s_m < middle(i) {
            i.checked_sub(1)
        } else {
            Some(i + 1)
        };
        let Some(j) = other.filter(|j| *j + 1 < self.points_m.len()) else {
            return own;
        };
        let share = ((s_m - middle(i)) / (middle(j) - middle(i))).clamp(0.0, 1.0);
        wrap_rad(own + share * angle_difference_rad(self.yaws_rad[j], own))
    }

    /// Curvature at an arc length: change of direction between the middles of the neighbouring
    /// segments, per metre. Positive to the left.
    pub fn curvature_at(&self, s_m: f64) -> f64 {
        let n = self.points_m.len();
        if n < 3 {
            return 0.0;
        }
        let i = self.segment_at(s_m);
        let nearer_end = s_m > 0.5 * (self.s_m[i] + self.s_m[i + 1]);
        let vertex = (if nearer_end { i + 1 } else { i }).clamp(1, n - 2);
        let turn = angle_difference_rad(self.yaws_rad[vertex], self.yaws_rad[vertex - 1]);
        turn / (0.5 * (self.s_m[vertex + 1] - self.s_m[vertex - 1]))
    }

    /// Position, direction and curvature at an arc length.
    pub fn at(&self, s_m: f64) -> PathPoint {
        PathPoint {
            position_m: self.position_at(s_m),
            yaw_rad: self.yaw_at(s_m),
            curvature_1pm: self.curvature_at(s_m),
        }
    }

    /// The nearest point of the path. Linear in the number of points.
    ///
    /// ```
    /// use nalgebra::Vector2;
    /// use trunkline_interfaces::geometry::Polyline;
    ///
    /// let corner = [Vector2::new(0.0, 0.0), Vector2::new(10.0, 0.0), Vector2::new(10.0, 5.0)];
    /// let path = Polyline::new(corner)?;
    /// assert_eq!(path.length_m(), 15.0);
    /// assert_eq!(path.position_at(12.0), Vector2::new(10.0, 2.0));
    /// let foot = path.project(Vector2::new(4.0, 1.5));
    /// assert_eq!((foot.s_m, foot.d_m), (4.0, 1.5)); // 4 m along it, 1.5 m to its left
    /// # Ok::<(), trunkline_interfaces::geometry::PolylineError>(())
    /// ```
    pub fn project(&self, p_m: Vector2<f64>) -> Projection {
        self.project_segments(p_m, 0, self.points_m.len() - 1)
    }

    /// The nearest point with arc length in `[from, to]` (whole segments), for callers that know
    /// roughly where they are; also keeps to one branch where a path crosses itself.
    pub fn project_between(&self, p_m: Vector2<f64>, from_s_m: f64, to_s_m: f64) -> Projection {
        let first = self.segment_at(from_s_m);
        let last = self.segment_at(to_s_m.max(from_s_m));
        self.project_segments(p_m, first, last + 1)
    }

    fn project_segments(&self, p_m: Vector2<f64>, first: usize, end: usize) -> Projection {
        let mut best = Projection {
            s_m: self.s_m[first],
            d_m: f64::INFINITY,
            segment: first,
        };
        let mut best_squared = f64::INFINITY;
        for i in first..end {
            let a = self.points_m[i];
            let step = self.points_m[i + 1] - a;
            let along = ((p_m - a).dot(&step) / step.norm_squared()).clamp(0.0, 1.0);
            let off = p_m - (a + step * along);
            let squared = off.norm_squared();
            if squared < best_squared {
                best_squared = squared;
                let side = if step.perp(&(p_m - a)) >= 0.0 {
                    1.0
                } else {
                    -1.0
                };
                best = Projection {
                    s_m: self.s_m[i] + along * (self.s_m[i + 1] - self.s_m[i]),
                    d_m: side * squared.sqrt(),
                    segment: i,
                };
            }
        }
        best
    }

    /// The pose at Frenet coordinates `(s, d)`, facing along the path.
    pub fn pose_at(&self, s_m: f64, d_m: f64) -> Pose2 {
        let yaw = self.yaw_at(s_m);
        let (sin, cos) = libm::sincos(yaw);
        let left = Vector2::new(-sin, cos);
        Pose2::at(self.position_at(s_m) + left * d_m, yaw)
    }

    /// The same path with vertices at most `spacing_m` apart, evenly spaced.
    #[must_use]
    pub fn resampled(&self, spacing_m: f64) -> Self {
        let length = self.length_m();
        let count = (length / spacing_m.max(MIN_SPACING_M)).ceil().max(1.0) as usize;
        let points_m: Vec<_> = (0..=count)
            .map(|i| self.position_at(length * i as f64 / count as f64))
            .collect();
        Self::new(points_m).unwrap_or_else(|_| self.clone()) // distinct by construction
    }

    /// The path shifted sideways (left positive), vertex by vertex along the mean normal.
    ///
    /// # Errors
    /// [`PolylineError::TooShort`] if the shift folds the whole path into a point.
    pub fn shifted(&self, d_m: f64) -> Result<Self, PolylineError> {
        let last = self.points_m.len() - 1;
        Self::new((0..=last).map(|i| {
            let before = self.direction(i.saturating_sub(1).min(last - 1));
            let after = self.direction(i.min(last - 1));
            let mean = before + after;
            // A hairpin's directions cancel; then the one ahead decides.
            let tangent = if mean.norm() > 1e-9 {
                mean.normalize()
            } else {
                after
            };
            self.points_m[i] + Vector2::new(-tangent.y, tangent.x) * d_m
        }))
    }
}

impl TryFrom<Vec<[f64; 2]>> for Polyline {
    type Error = PolylineError;
    fn try_from(points: Vec<[f64; 2]>) -> Result<Self, PolylineError> {
        Self::new(points.into_iter().map(Vector2::from))
    }
}

impl From<Polyline> for Vec<[f64; 2]> {
    fn from(path: Polyline) -> Self {
        path.points_m.into_iter().map(Into::into).collect()
    }
}

#[cfg(test)]
mod tests;
