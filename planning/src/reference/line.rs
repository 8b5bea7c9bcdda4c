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
mod tests {
    use super::*;
    use crate::fixtures::route_along;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::Pose2;

    fn circle() -> Line {
        let points: Vec<[f64; 2]> = (0..=100)
            .map(|i| {
                let a = f64::from(i) * 0.02;
                [20.0 * a.sin(), 20.0 * (1.0 - a.cos())]
            })
            .collect();
        Line::new(&route_along(&points, Some(13.9))).unwrap()
    }

    #[test]
    fn a_circle_has_the_curvature_of_its_radius() {
        let line = circle();
        for s in [8.0, 15.0, 30.0] {
            assert_abs_diff_eq!(line.at(s).curvature_1pm, 0.05, epsilon = 2e-3);
        }
    }

    #[test]
    fn places_come_back() {
        let line = circle();
        for (s, d) in [(5.0, 1.0), (20.0, -2.0), (33.0, 0.0)] {
            let at = line.at(s);
            let place = line.project_between(at.position_m + at.left() * d, 0.0, 40.0);
            assert_abs_diff_eq!(place.s_m, s, epsilon = 0.05);
            assert_abs_diff_eq!(place.d_m, d, epsilon = 0.01);
        }
    }

    #[test]
    fn beyond_the_end_the_line_goes_on_straight() {
        let line = Line::new(&route_along(&[[0.0, 0.0], [10.0, 0.0]], None)).unwrap();
        assert_abs_diff_eq!(line.at(25.0).position_m.x, 25.0, epsilon = 1e-9);
        assert_abs_diff_eq!(line.at(-5.0).position_m.x, -5.0, epsilon = 1e-9);
        assert!(line.at(5.0).limit_mps.is_infinite());
    }

    #[test]
    fn a_route_without_a_path_is_refused_in_words() {
        for points in [vec![], vec![[1.0, 1.0]], vec![[1.0, 1.0]; 5]] {
            let error = Line::new(&route_along(&points, None))
                .unwrap_err()
                .to_string();
            assert!(error.contains("two different points"), "{error}");
        }
    }

    #[test]
    fn a_route_is_sampled_every_half_metre_with_what_it_says_there() {
        let mut route = route_along(&[[0.0, 0.0], [10.0, 0.0], [20.2, 0.0]], Some(5.0));
        route.path[1].speed_limit_mps = Some(-1.0);
        route.path[1].left_m = 3.75;
        for (i, point) in route.path.iter_mut().enumerate() {
            point.lane = Some(LaneId(i as u32));
        }
        let line = Line::new(&route).unwrap();
        assert_eq!(line.samples().len(), 42); // 20.2 m / 0.5 m, rounded up, and both ends
        assert_abs_diff_eq!(line.spacing_m(), 20.2 / 41.0, epsilon = 1e-12);
        assert_abs_diff_eq!(line.length_m(), 20.2, epsilon = 1e-9);
        assert_abs_diff_eq!(line.at(5.0).left_m, 2.75, epsilon = 0.05); // half way from 1.75 m
        assert_abs_diff_eq!(line.at(15.1).left_m, 2.75, epsilon = 0.05);
        assert_abs_diff_eq!(line.at(15.1).right_m, 1.75, epsilon = 1e-12);
        assert_eq!(
            (line.limit_at(5.0), line.limit_at(15.0)),
            (5.0, f64::INFINITY)
        );
        assert_eq!(
            (line.at(5.0).limit_mps, line.at(15.0).limit_mps),
            (5.0, f64::INFINITY)
        );
        let lanes = [line.lane_at(5.0), line.lane_at(15.0), line.lane_at(99.0)];
        assert_eq!(lanes, [0, 1, 2].map(|id| Some(LaneId(id))));
        assert_eq!(line.index(-3.0), (0, 0.0));
        assert_eq!(line.index(99.0), (40, 1.0));
    }

    #[test]
    fn of_two_branches_that_cross_the_one_that_leads_our_way_is_found() {
        // east, a loop to the left, and south over the first branch at (50, 0)
        let points = [
            [0.0, 0.0],
            [100.0, 0.0],
            [100.0, 50.0],
            [50.0, 50.0],
            [50.0, -50.0],
        ];
        let line = Line::new(&route_along(&points, None)).unwrap();
        let at = Vector2::new(50.2, 0.3);
        assert_abs_diff_eq!(line.locate(at, 0.1).s_m, 50.2, epsilon = 0.1);
        let south = -std::f64::consts::FRAC_PI_2;
        assert_abs_diff_eq!(
            line.locate(at, south).s_m,
            100.0 + 50.0 + 50.0 + 49.7,
            epsilon = 0.3
        );
        let near = line.project_between(at, 230.0, 270.0);
        assert_abs_diff_eq!(near.s_m, 249.7, epsilon = 0.3);
        assert_abs_diff_eq!(near.d_m, 0.2, epsilon = 1e-3);
    }

    #[test]
    fn curvature_turns_left_positive_and_ends_with_the_line() {
        let line = circle();
        assert!(line.curvature_at(20.0) > 0.04);
        assert_eq!(
            (line.curvature_at(-0.1), line.at(-0.1).curvature_1pm),
            (0.0, 0.0)
        );
        assert_eq!(
            (line.curvature_at(41.0), line.at(41.0).curvature_1pm),
            (0.0, 0.0)
        );
        let points: Vec<[f64; 2]> = (0..=40)
            .map(|i| {
                let a = f64::from(i) * 0.05;
                [20.0 * a.sin(), -20.0 * (1.0 - a.cos())]
            })
            .collect();
        let right = Line::new(&route_along(&points, None)).unwrap();
        assert!(right.curvature_at(20.0) < -0.04);
    }

    proptest! {
        #[test]
        fn a_place_beside_the_line_comes_back(
            bend in -0.02..0.02_f64, s in 5.0..90.0_f64, d in -3.0..3.0_f64,
            x in -9.0..9.0_f64, turn in -3.0..3.0_f64,
        ) {
            let moved = Pose2::new(x, -x, turn);
            let points: Vec<[f64; 2]> = (0..=100)
                .map(|i| {
                    let a = f64::from(i) * bend;
                    let along = if bend.abs() > 1e-6 { a.sin() / bend } else { f64::from(i) };
                    let left = if bend.abs() > 1e-6 { (1.0 - a.cos()) / bend } else { 0.0 };
                    moved.transform_point(Vector2::new(along, left)).into()
                })
                .collect();
            let line = Line::new(&route_along(&points, None)).unwrap();
            let at = line.at(s);
            let p_m = at.position_m + at.left() * d;
            for place in [line.project_between(p_m, s - 9.0, s + 9.0), line.refined(p_m, s + 1.0)] {
                prop_assert!((place.s_m - s).abs() < 0.03 && (place.d_m - d).abs() < 0.01, "{:?}", place);
            }
            let foot = line.foot(s);
            prop_assert_eq!((foot.position_m, foot.tangent), (at.position_m, at.tangent));
            prop_assert_eq!(line.curvature_at(s), at.curvature_1pm);
            prop_assert_eq!(line.limit_at(s), at.limit_mps);
            prop_assert!((at.tangent.norm() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn the_nearest_point_is_that_of_a_plain_search(
            coordinates in prop::collection::vec((-5_i32..5, -5_i32..5), 1..40), x in -6.0..6.0_f64,
        ) {
            let points: Vec<_> = coordinates
                .iter()
                .map(|(x, y)| Vector2::new(f64::from(*x), f64::from(*y)))
                .collect();
            let p_m = Vector2::new(x.round(), 0.5 * x.round()); // ties are common
            let squared = |i: &usize| (points[*i] - p_m).norm_squared();
            let plain = (0..points.len()).reduce(|a, b| if squared(&b) < squared(&a) { b } else { a });
            prop_assert_eq!(Some(nearest(&points, p_m)), plain);
        }
    }
}
