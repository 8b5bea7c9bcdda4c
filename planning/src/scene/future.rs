//! A forecast read at any time: where an agent is, and how fast.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{ForecastPoint, Track};

/// A future as poses at known times after the plan's stamp.
pub(super) struct Future<'a> {
    /// Pose now, and its time (not later than 0).
    now: (Pose2, f64),
    points: &'a [ForecastPoint],
    first_s: f64,
    dt_s: f64,
    /// Velocity where there are no points.
    velocity_mps: Vector2<f64>,
}

impl<'a> Future<'a> {
    /// What forecast points say: the first is valid `first_s` after the plan's stamp, the others
    /// follow `dt_s` apart. The track's own state is `age_s` old.
    pub(super) fn forecast(
        track: &Track,
        age_s: f64,
        points: &'a [ForecastPoint],
        first_s: f64,
        dt_s: f64,
    ) -> Self {
        Self {
            now: (track.bbox.pose(), -age_s),
            points,
            first_s,
            dt_s,
            velocity_mps: track.velocity_mps,
        }
    }

    /// Straight on as now, from a state that is `age_s` old.
    pub(super) fn straight_on(track: &Track, age_s: f64) -> Self {
        Self::forecast(track, age_s, &[], 0.0, 1.0)
    }

    fn knot(&self, k: usize) -> (Pose2, f64) {
        match k.checked_sub(1).and_then(|i| self.points.get(i)) {
            Some(point) => (point.pose(), self.first_s + (k - 1) as f64 * self.dt_s),
            None => self.now,
        }
    }

    /// Pose and velocity (world) at a time after the plan's stamp; beyond the last point straight on.
    pub(super) fn at(&self, time_s: f64) -> (Pose2, Vector2<f64>) {
        if self.points.is_empty() {
            let p = self.now.0.position_m() + self.velocity_mps * (time_s - self.now.1);
            let pose = Pose2 {
                x_m: p.x,
                y_m: p.y,
                yaw_rad: self.now.0.yaw_rad,
            };
            return (pose, self.velocity_mps);
        }
        let after_first = ((time_s - self.first_s) / self.dt_s).floor() + 1.0;
        let k = (after_first.max(0.0) as usize).min(self.points.len() - 1);
        let ((a, a_s), (b, b_s)) = (self.knot(k), self.knot(k + 1));
        let span_s = (b_s - a_s).max(1e-3);
        let share = ((time_s - a_s) / span_s).max(0.0);
        let velocity_mps = (b.position_m() - a.position_m()) / span_s;
        let p = a.position_m() + velocity_mps * (share * span_s);
        let turn = angle_difference_rad(b.yaw_rad, a.yaw_rad) * share.min(1.0);
        let pose = Pose2 {
            x_m: p.x,
            y_m: p.y,
            yaw_rad: a.yaw_rad + turn,
        };
        (pose, velocity_mps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::track;
    use approx::assert_abs_diff_eq;
    use nalgebra::Matrix2;
    use trunkline_interfaces::AgentClass;

    fn car() -> Track {
        track(1, AgentClass::Car, 10.0, 0.0, 0.0, 4.0)
    }

    fn point(x: f64, yaw_rad: f64) -> ForecastPoint {
        ForecastPoint {
            position_m: Vector2::new(x, 1.0),
            yaw_rad,
            covariance_m2: Matrix2::identity(),
        }
    }

    #[test]
    fn without_a_forecast_the_state_goes_straight_on_from_its_own_time() {
        let car = car();
        let (pose, velocity_mps) = Future::straight_on(&car, 0.2).at(1.0);
        assert_abs_diff_eq!(pose.x_m, 10.0 + 4.0 * 1.2, epsilon = 1e-12);
        assert_eq!(velocity_mps, Vector2::new(4.0, 0.0));
    }

    #[test]
    fn between_points_it_is_interpolated_and_beyond_the_last_straight_on() {
        // valid at 0.3, 0.8 and 1.3 s; the state is 0.2 s old
        let (car, points) = (
            car(),
            [point(12.0, 0.1), point(14.0, 0.3), point(18.0, 0.3)],
        );
        let future = Future::forecast(&car, 0.2, &points, 0.3, 0.5);
        let at = |time_s: f64| {
            let (pose, velocity_mps) = future.at(time_s);
            (pose.x_m, pose.yaw_rad, velocity_mps.x)
        };
        let cases = [
            (0.05, (11.0, 0.05, 4.0)), // half way from −0.2 s to 0.3 s
            (0.55, (13.0, 0.2, 4.0)),
            (0.8, (14.0, 0.3, 8.0)),
            (1.05, (16.0, 0.3, 8.0)),
            (2.3, (26.0, 0.3, 8.0)),
        ];
        for (time_s, (x, yaw, speed)) in cases {
            let got = at(time_s);
            assert_abs_diff_eq!(got.0, x, epsilon = 1e-9);
            assert_abs_diff_eq!(got.1, yaw, epsilon = 1e-9);
            assert_abs_diff_eq!(got.2, speed, epsilon = 1e-9);
        }
        let alone = Future::forecast(&car, 0.2, &points[..1], 0.3, 0.5);
        assert_abs_diff_eq!(alone.at(1.3).0.x_m, 16.0, epsilon = 1e-9);
    }

    #[test]
    fn position_yaw_and_velocity_are_interpolated_in_the_plane() {
        let mut car = track(1, AgentClass::Car, 10.0, 3.0, 0.4, 0.0);
        car.velocity_mps = Vector2::new(3.0, -2.0);
        let assert_at = |future: &Future<'_>, time_s: f64, expected: [f64; 5]| {
            let (pose, velocity_mps) = future.at(time_s);
            let got = [
                pose.x_m,
                pose.y_m,
                pose.yaw_rad,
                velocity_mps.x,
                velocity_mps.y,
            ];
            for (got, expected) in got.into_iter().zip(expected) {
                assert_abs_diff_eq!(got, expected, epsilon = 1e-9);
            }
        };
        // 1.2 s from its own time on
        let alone = Future::straight_on(&car, 0.2);
        assert_at(&alone, 1.0, [13.6, 0.6, 0.4, 3.0, -2.0]);
        // known at −0.2 s, 0.3 s and 0.7 s
        let at = |x: f64, y: f64, yaw_rad: f64| ForecastPoint {
            position_m: Vector2::new(x, y),
            yaw_rad,
            covariance_m2: Matrix2::identity(),
        };
        let points = [at(12.0, 4.0, 0.9), at(13.0, 7.0, 0.5)];
        let future = Future::forecast(&car, 0.2, &points, 0.3, 0.4);
        assert_at(&future, 0.1, [11.2, 3.6, 0.7, 4.0, 2.0]); // 3/5 of the way, 0.5 s long
        assert_at(&future, 0.5, [12.5, 5.5, 0.7, 2.5, 7.5]); // half of 0.4 s
        assert_at(&future, 1.1, [14.0, 10.0, 0.5, 2.5, 7.5]); // as far again, not turned further
        assert_at(&future, -0.5, [10.0, 3.0, 0.4, 4.0, 2.0]); // before it is known
    }
}
