//! The course of a road seen from above: lines, arcs, clothoids, lane shifts, one after the other.

use std::f64::consts::PI;

use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};

/// Intervals of Simpson's rule: over a clothoid of 300 m that turns a radian its error is below a
/// nanometre.
const SIMPSON_INTERVALS: u32 = 128;
/// Pieces shorter than this are left out.
const LEAST_PIECE_M: f64 = 1e-6;

/// A piece of a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece {
    /// Curvature that is linear in arc length: line, arc or clothoid.
    Curve {
        length_m: f64,
        start_1pm: f64,
        end_1pm: f64,
    },
    /// Ahead and aside, parallel at both ends: v = left · (3p² − 2p³), u = along · p.
    Shift { along_m: f64, left_m: f64 },
}

impl Piece {
    pub(super) const fn line(length_m: f64) -> Self {
        Self::Curve {
            length_m,
            start_1pm: 0.0,
            end_1pm: 0.0,
        }
    }

    pub(super) fn length_m(&self) -> f64 {
        match *self {
            Self::Curve { length_m, .. } => length_m,
            Self::Shift { along_m, left_m } => {
                simpson(1.0, |p| libm::hypot(along_m, left_m * 6.0 * p * (1.0 - p)))
            }
        }
    }

    /// The pose after an arc length of it.
    pub(super) fn at(&self, start: Pose2, s_m: f64) -> Pose2 {
        match *self {
            Self::Curve {
                length_m,
                start_1pm,
                end_1pm,
            } => {
                let rate = (end_1pm - start_1pm) / length_m;
                let yaw_rad = |u: f64| start.yaw_rad + start_1pm * u + 0.5 * rate * u * u;
                Pose2::new(
                    start.x_m + simpson(s_m, |u| libm::cos(yaw_rad(u))),
                    start.y_m + simpson(s_m, |u| libm::sin(yaw_rad(u))),
                    yaw_rad(s_m),
                )
            }
            Self::Shift { along_m, left_m } => {
                let p = (s_m / self.length_m()).min(1.0);
                let aside_m = left_m * p * p * (3.0 - 2.0 * p);
                let turn_rad = libm::atan2(left_m * 6.0 * p * (1.0 - p), along_m);
                moved(start, along_m * p, aside_m, turn_rad)
            }
        }
    }

    /// Curvature at a share of its length.
    fn curvature_1pm(&self, share: f64) -> f64 {
        match *self {
            Self::Curve {
                start_1pm, end_1pm, ..
            } => start_1pm + (end_1pm - start_1pm) * share,
            // (u'·v'' − v'·u'') / (u'² + v'²)^1.5
            Self::Shift { along_m, left_m } => {
                let aside_m = left_m * 6.0 * share * (1.0 - share);
                let speed = libm::hypot(along_m, aside_m);
                along_m * left_m * 6.0 * (1.0 - 2.0 * share) / (speed * speed * speed)
            }
        }
    }

    /// The part of a curve between two arc lengths; a shift is given whole.
    fn part(&self, from_m: f64, to_m: f64) -> Self {
        match *self {
            Self::Curve {
                length_m,
                start_1pm,
                end_1pm,
            } => {
                let at = |s_m: f64| start_1pm + (end_1pm - start_1pm) * s_m / length_m;
                Self::Curve {
                    length_m: to_m - from_m,
                    start_1pm: at(from_m),
                    end_1pm: at(to_m),
                }
            }
            shift @ Self::Shift { .. } => shift,
        }
    }

    /// The same way driven back.
    fn reversed(&self) -> Self {
        match *self {
            Self::Curve {
                length_m,
                start_1pm,
                end_1pm,
            } => Self::Curve {
                length_m,
                start_1pm: -end_1pm,
                end_1pm: -start_1pm,
            },
            shift @ Self::Shift { .. } => shift,
        }
    }
}

/// Integral from 0 to `end` by Simpson's rule.
fn simpson(end: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = end / f64::from(SIMPSON_INTERVALS);
    let sum: f64 = (0..=SIMPSON_INTERVALS)
        .map(|i| {
            let weight = match i {
                0 | SIMPSON_INTERVALS => 1.0,
                i if i % 2 == 1 => 4.0,
                _ => 2.0,
            };
            weight * f(f64::from(i) * step)
        })
        .sum();
    sum * step / 3.0
}

/// A pose moved forward and to the left, and turned.
pub(super) fn moved(pose: Pose2, forward_m: f64, left_m: f64, turn_rad: f64) -> Pose2 {
    let p = pose.transform_point(nalgebra::Vector2::new(forward_m, left_m));
    Pose2::new(p.x, p.y, pose.yaw_rad + turn_rad)
}

/// The pose that faces the other way.
pub(super) fn turned_round(pose: Pose2) -> Pose2 {
    Pose2::new(pose.x_m, pose.y_m, pose.yaw_rad + PI)
}

/// Clothoid, arc, clothoid through an angle (left positive) with the given least radius. Each
/// clothoid turns a quarter of the angle, the arc half of it, so the curvature has no step.
pub(super) fn bend(angle_rad: f64, radius_m: f64) -> [Piece; 3] {
    let k = angle_rad.signum() / radius_m;
    let length_m = 0.5 * angle_rad.abs() * radius_m;
    let curve = |start_1pm: f64, end_1pm: f64| Piece::Curve {
        length_m,
        start_1pm,
        end_1pm,
    };
    [curve(0.0, k), curve(k, k), curve(k, 0.0)]
}

/// A bend that leaves and reaches its tangents so far from where they cross.
pub(super) fn bend_within(angle_rad: f64, tangent_m: f64) -> [Piece; 3] {
    let angle = angle_rad.abs();
    // The shape at radius 1; its tangent length then gives the scale.
    let end = bend(angle, 1.0)
        .iter()
        .fold(Pose2::default(), |at, piece| piece.at(at, piece.length_m()));
    let unit_m = end.x_m - end.y_m * libm::cos(angle) / libm::sin(angle);
    bend(angle_rad, tangent_m / unit_m)
}

/// A smooth way from one pose to another: straight, a lane shift, or line, bend, line. `None` if their
/// tangents do not cross between them.
pub(super) fn connect(from: Pose2, to: Pose2) -> Option<Vec<Piece>> {
    let angle_rad = angle_difference_rad(to.yaw_rad, from.yaw_rad);
    let off = from.inverse_transform_point(to.position_m());
    let (along_m, left_m) = (off.x, off.y);
    if angle_rad.abs() < 1e-9 {
        let piece = if left_m.abs() < 1e-9 {
            Piece::line(along_m)
        } else {
            Piece::Shift { along_m, left_m }
        };
        return (along_m > LEAST_PIECE_M).then(|| vec![piece]);
    }
    // Where the two tangents cross: `before` ahead of one, `after` behind the other.
    let after_m = left_m / libm::sin(angle_rad);
    let before_m = along_m - after_m * libm::cos(angle_rad);
    let tangent_m = before_m.min(after_m);
    if tangent_m <= 0.5 {
        return None;
    }
    let mut pieces = vec![Piece::line(before_m - tangent_m)];
    pieces.extend(bend_within(angle_rad, tangent_m));
    pieces.push(Piece::line(after_m - tangent_m));
    pieces.retain(|piece| piece.length_m() > LEAST_PIECE_M);
    Some(pieces)
}

/// A course from a pose on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    pub(super) start: Pose2,
    pub(super) pieces: Vec<Piece>,
}

impl Course {
    /// Of no length yet.
    pub(super) fn from(start: Pose2) -> Self {
        Self {
            start,
            pieces: Vec::new(),
        }
    }

    /// Of the pieces given.
    pub(super) fn of(start: Pose2, pieces: Vec<Piece>) -> Self {
        Self { start, pieces }
    }

    /// Goes on straight.
    #[must_use]
    pub(super) fn straight(mut self, length_m: f64) -> Self {
        self.pieces.push(Piece::line(length_m));
        self
    }

    /// Goes on round a bend (left positive).
    #[must_use]
    pub(super) fn bend(mut self, angle_rad: f64, radius_m: f64) -> Self {
        self.pieces.extend(bend(angle_rad, radius_m));
        self
    }

    pub(super) fn length_m(&self) -> f64 {
        self.pieces.iter().map(Piece::length_m).sum()
    }

    /// Where it ends.
    pub(super) fn end(&self) -> Pose2 {
        self.at(self.length_m())
    }

    /// The pose at an arc length; before its begin and past its end it goes on straight.
    pub(super) fn at(&self, s_m: f64) -> Pose2 {
        if s_m < 0.0 {
            return self.start.forward(s_m);
        }
        let (mut pose, mut rest_m) = (self.start, s_m);
        for piece in &self.pieces {
            let length_m = piece.length_m();
            if rest_m <= length_m {
                return piece.at(pose, rest_m);
            }
            pose = piece.at(pose, length_m);
            rest_m -= length_m;
        }
        pose.forward(rest_m)
    }

    /// Curvature at an arc length.
    pub(super) fn curvature_1pm(&self, s_m: f64) -> f64 {
        let mut rest_m = s_m;
        for piece in &self.pieces {
            let length_m = piece.length_m();
            if rest_m <= length_m {
                return piece.curvature_1pm(rest_m / length_m);
            }
            rest_m -= length_m;
        }
        0.0
    }

    /// The part between two arc lengths.
    pub(super) fn slice(&self, from_m: f64, to_m: f64) -> Self {
        let mut pieces = Vec::new();
        let mut begin_m = 0.0;
        for piece in &self.pieces {
            let length_m = piece.length_m();
            let (from, to) = (
                (from_m - begin_m).clamp(0.0, length_m),
                (to_m - begin_m).clamp(0.0, length_m),
            );
            if to - from > LEAST_PIECE_M {
                pieces.push(piece.part(from, to));
            }
            begin_m += length_m;
        }
        Self::of(self.at(from_m), pieces)
    }

    /// The same way driven back.
    pub(super) fn reversed(&self) -> Self {
        let pieces = self.pieces.iter().rev().map(Piece::reversed).collect();
        Self::of(turned_round(self.end()), pieces)
    }

    /// Poses at about the given spacing, both ends included.
    pub(super) fn samples(&self, spacing_m: f64) -> Vec<Pose2> {
        let length_m = self.length_m();
        let count = (length_m / spacing_m).ceil().max(1.0) as usize;
        (0..=count)
            .map(|i| self.at(length_m * i as f64 / count as f64))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn assert_meets(a: Pose2, b: Pose2, within: f64) {
        assert_abs_diff_eq!(a.x_m, b.x_m, epsilon = within);
        assert_abs_diff_eq!(a.y_m, b.y_m, epsilon = within);
        assert_abs_diff_eq!(
            angle_difference_rad(a.yaw_rad, b.yaw_rad),
            0.0,
            epsilon = within
        );
    }

    #[test]
    fn a_quarter_circle_ends_beside_its_centre() {
        let k = 1.0 / 50.0;
        let arc = Piece::Curve {
            length_m: 25.0 * PI,
            start_1pm: k,
            end_1pm: k,
        };
        let end = arc.at(Pose2::default(), arc.length_m());
        assert_meets(end, Pose2::new(50.0, 50.0, 0.5 * PI), 1e-7);
    }

    #[test]
    fn a_shift_bends_to_its_side_and_back() {
        let shift = Piece::Shift {
            along_m: 40.0,
            left_m: 3.0,
        };
        let course = Course::of(Pose2::default(), vec![shift]);
        let length_m = course.length_m();
        for share in [0.05, 0.3, 0.5, 0.8] {
            let s_m = share * length_m;
            let turn_rad = course.at(s_m + 0.1).yaw_rad - course.at(s_m - 0.1).yaw_rad;
            assert_abs_diff_eq!(course.curvature_1pm(s_m), turn_rad / 0.2, epsilon = 1e-4);
        }
        assert!(course.curvature_1pm(0.05 * length_m) > 0.008);
    }

    #[test]
    fn tangents_that_do_not_cross_between_two_poses_are_not_connected() {
        let behind = Pose2::new(-10.0, 5.0, 1.0);
        assert_eq!(connect(Pose2::default(), behind), None);
    }

    proptest! {
        #[test]
        fn what_is_connected_meets(x in 5.0..80.0_f64, y in -60.0..60.0_f64, yaw in -2.0..2.0_f64) {
            let to = Pose2::new(x, y, yaw);
            if let Some(pieces) = connect(Pose2::default(), to) {
                assert_meets(Course::of(Pose2::default(), pieces).end(), to, 1e-6);
            }
        }

        #[test]
        fn a_course_driven_back_ends_where_it_began(a in -1.5..1.5_f64, r in 20.0..500.0_f64) {
            let course = Course::from(Pose2::new(3.0, 4.0, 0.5)).straight(30.0).bend(a, r).straight(20.0);
            assert_meets(course.reversed().end(), turned_round(course.start), 1e-6);
        }

        #[test]
        fn slices_join(a in -1.5..1.5_f64, r in 20.0..500.0_f64, share in 0.05..0.95_f64) {
            let course = Course::from(Pose2::default()).straight(30.0).bend(a, r).straight(20.0);
            let (length, cut) = (course.length_m(), share * course.length_m());
            let (first, second) = (course.slice(0.0, cut), course.slice(cut, length));
            assert_meets(first.end(), second.start, 1e-6);
            assert_meets(second.end(), course.end(), 1e-6);
            prop_assert!((first.length_m() + second.length_m() - length).abs() < 1e-5);
        }
    }
}
