//! The geometry of a plan, by arc length.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{Trajectory, TrajectoryPoint};

/// Points nearer than this to their predecessor carry no geometry: the plan stands still there.
const DISTINCT_M: f64 = 0.02;

/// One place of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    s_m: f64,
    pose: Pose2,
    curvature_1pm: f64,
}

/// The plan as a path of the rear axle; beyond its ends it goes on straight.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlannedPath {
    places: Vec<Place>,
}

/// Where the vehicle is relative to the path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offset {
    /// Arc length of the nearest place; negative before the start, beyond the length after it.
    pub(crate) s_m: f64,
    /// Signed distance, left positive.
    pub(crate) lateral_m: f64,
}

impl PlannedPath {
    /// The path of a trajectory; `None` if that is empty.
    pub(crate) fn new(trajectory: &Trajectory) -> Option<Self> {
        let place = |s_m: f64, p: &TrajectoryPoint| Place {
            s_m,
            pose: p.pose(),
            curvature_1pm: p.curvature_1pm,
        };
        let mut places = vec![place(0.0, trajectory.points.first()?)];
        for p in &trajectory.points {
            let last = places[places.len() - 1]; // never empty
            let distance_m = (p.position_m - last.pose.position_m()).norm();
            if distance_m >= DISTINCT_M {
                places.push(place(last.s_m + distance_m, p));
            }
        }
        Some(Self { places })
    }

    /// Total length.
    pub(crate) fn length_m(&self) -> f64 {
        self.places.last().map_or(0.0, |p| p.s_m)
    }

    /// Pose at an arc length; straight beyond the ends.
    pub(crate) fn pose_at(&self, s_m: f64) -> Pose2 {
        let (before, after, share) = self.around(s_m);
        let over_m = s_m - s_m.clamp(0.0, self.length_m());
        let p = before
            .pose
            .position_m()
            .lerp(&after.pose.position_m(), share);
        let turn = angle_difference_rad(after.pose.yaw_rad, before.pose.yaw_rad);
        Pose2 {
            x_m: p.x,
            y_m: p.y,
            yaw_rad: wrap_rad(before.pose.yaw_rad + share * turn),
        }
        .forward(over_m)
    }

    /// Curvature at an arc length, left positive; that of the ends beyond them.
    pub(crate) fn curvature_at(&self, s_m: f64) -> f64 {
        let (before, after, share) = self.around(s_m);
        before.curvature_1pm + share * (after.curvature_1pm - before.curvature_1pm)
    }

    /// The place nearest to a point.
    pub(crate) fn project(&self, p_m: Vector2<f64>) -> Offset {
        let mut best = (f64::INFINITY, 0.0);
        for w in self.places.windows(2) {
            let (a, b) = (w[0].pose.position_m(), w[1].pose.position_m());
            let along = b - a;
            let share = ((p_m - a).dot(&along) / along.norm_squared()).clamp(0.0, 1.0);
            let distance = (p_m - (a + along * share)).norm_squared();
            if distance < best.0 {
                best = (distance, w[0].s_m + share * (w[1].s_m - w[0].s_m));
            }
        }
        let mut s_m = best.1;
        let at = self.pose_at(s_m);
        let beyond_m = at.inverse_transform_point(p_m).x;
        // Off the ends the path goes on straight.
        if (s_m <= 0.0 && beyond_m < 0.0) || (s_m >= self.length_m() && beyond_m > 0.0) {
            s_m += beyond_m;
        }
        let lateral_m = self.pose_at(s_m).inverse_transform_point(p_m).y;
        Offset { s_m, lateral_m }
    }

    fn around(&self, s_m: f64) -> (&Place, &Place, f64) {
        let upper = self
            .places
            .partition_point(|p| p.s_m <= s_m)
            .clamp(1, self.places.len().max(2) - 1)
            .min(self.places.len() - 1);
        let (before, after) = (&self.places[upper.saturating_sub(1)], &self.places[upper]);
        let span_m = after.s_m - before.s_m;
        let share = if span_m > 0.0 {
            ((s_m - before.s_m) / span_m).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (before, after, share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn point(time_s: f64, x: f64) -> TrajectoryPoint {
        TrajectoryPoint {
            time_s,
            position_m: Vector2::new(x, 0.0),
            yaw_rad: 0.0,
            speed_mps: 1.0,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.1 * x,
        }
    }

    #[test]
    fn standing_still_adds_no_length_and_the_ends_go_on_straight() {
        let points = vec![
            point(0.0, 0.0),
            point(1.0, 2.0),
            point(2.0, 2.001),
            point(3.0, 2.002),
        ];
        let path = PlannedPath::new(&Trajectory { points }).unwrap();
        assert_abs_diff_eq!(path.length_m(), 2.0, epsilon = 1e-12);
        assert_abs_diff_eq!(path.pose_at(5.0).x_m, 5.0, epsilon = 1e-12);
        assert_abs_diff_eq!(path.pose_at(-1.0).x_m, -1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(path.curvature_at(1.0), 0.1, epsilon = 1e-12);
        let offset = path.project(Vector2::new(3.0, 0.5));
        assert_abs_diff_eq!(offset.s_m, 3.0, epsilon = 1e-12);
        assert_abs_diff_eq!(offset.lateral_m, 0.5, epsilon = 1e-12);
        let offset = path.project(Vector2::new(-1.0, -0.5));
        assert_abs_diff_eq!(offset.s_m, -1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(offset.lateral_m, -0.5, epsilon = 1e-12);
    }

    #[test]
    fn a_single_point_is_a_straight_line() {
        let path = PlannedPath::new(&Trajectory {
            points: vec![point(0.0, 1.0)],
        })
        .unwrap();
        let offset = path.project(Vector2::new(4.0, 1.0));
        assert_abs_diff_eq!(offset.s_m, 3.0, epsilon = 1e-12);
        assert_abs_diff_eq!(path.pose_at(3.0).x_m, 4.0, epsilon = 1e-12);
        assert!(PlannedPath::new(&Trajectory::default()).is_none());
    }
}
