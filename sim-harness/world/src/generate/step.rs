//! A road's way as whoever plans a world says it: so far straight on, round such a bend.

use trunkline_interfaces::geometry::Pose2;

use super::course::Course;

/// A piece of way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// So far straight on, m.
    Straight(f64),
    /// Round a bend: angle (left positive), rad, and least radius, m.
    Bend(f64, f64),
}

/// The course of a way from a pose on.
pub(super) fn course(start: Pose2, steps: &[Step]) -> Course {
    steps
        .iter()
        .fold(Course::from(start), |course, step| match *step {
            Step::Straight(length_m) => course.straight(length_m),
            Step::Bend(angle_rad, radius_m) => course.bend(angle_rad, radius_m),
        })
}
