//! What a route says along its way: limits, room, lanes.

use trunkline_interfaces::LaneId;
use trunkline_interfaces::messages::Route;

/// What a route says at one place besides geometry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes {
    /// Infinite where none is known.
    pub(super) limit_mps: f64,
    pub(super) left_m: f64,
    pub(super) right_m: f64,
    pub(super) lane: Option<LaneId>,
}

/// Walks along a route's vertices by ascending arc length.
pub(super) struct Vertices<'a> {
    route: &'a Route,
    index: usize,
    from_s_m: f64,
    to_s_m: f64,
}

impl<'a> Vertices<'a> {
    pub(super) fn new(route: &'a Route) -> Self {
        let mut vertices = Self {
            route,
            index: 0,
            from_s_m: 0.0,
            to_s_m: 0.0,
        };
        vertices.to_s_m = vertices.step_m(0);
        vertices
    }

    fn step_m(&self, i: usize) -> f64 {
        match self.route.path.get(i..i + 2) {
            Some([a, b]) => (b.position_m - a.position_m).norm(),
            _ => 0.0,
        }
    }

    /// What the route says at an arc length, not less than that of the last call.
    pub(super) fn at(&mut self, s_m: f64) -> Attributes {
        while self.to_s_m < s_m && self.index + 2 < self.route.path.len() {
            self.index += 1;
            self.from_s_m = self.to_s_m;
            self.to_s_m += self.step_m(self.index);
        }
        let points = &self.route.path;
        let a = &points[self.index.min(points.len() - 1)];
        let b = &points[(self.index + 1).min(points.len() - 1)];
        let span_m = self.to_s_m - self.from_s_m;
        let share = if span_m > 0.0 {
            ((s_m - self.from_s_m) / span_m).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let limit_mps = a.speed_limit_mps.filter(|v| *v > 0.0);
        Attributes {
            limit_mps: limit_mps.unwrap_or(f64::INFINITY),
            left_m: a.left_m + share * (b.left_m - a.left_m),
            right_m: a.right_m + share * (b.right_m - a.right_m),
            lane: if share < 1.0 { a.lane } else { b.lane },
        }
    }
}
