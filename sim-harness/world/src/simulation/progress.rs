//! Where the ego is along its route.

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Polyline;

/// The foot point may run ahead of the last one by so much per step; keeps to one branch where the
/// path crosses itself.
const WINDOW_M: f64 = 15.0;

/// Arc length of the ego along its route, followed step by step.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    path: Polyline,
    s_m: f64,
}

impl Progress {
    /// At the point of the path nearest to the start.
    pub(crate) fn new(path: Polyline, start_m: Vector2<f64>) -> Self {
        let foot = path.project(start_m);
        Self {
            path,
            s_m: foot.s_m,
        }
    }

    /// Arc length now.
    pub(crate) fn s_m(&self) -> f64 {
        self.s_m
    }

    /// Follows the ego to where it is now.
    pub(crate) fn follow(&mut self, position_m: Vector2<f64>) {
        let foot = self.path.project_between(
            position_m,
            (self.s_m - WINDOW_M).max(0.0),
            self.s_m + WINDOW_M,
        );
        self.s_m = foot.s_m;
    }
}
