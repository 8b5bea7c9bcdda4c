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
