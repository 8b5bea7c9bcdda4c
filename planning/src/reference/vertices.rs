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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::route_along;
    use approx::assert_abs_diff_eq;

    /// Two pieces of 5 m and 13 m, off the axes; room, limit and lane differ at each vertex.
    fn route() -> Route {
        let mut route = route_along(&[[1.0, 2.0], [4.0, 6.0], [9.0, 18.0]], None);
        let says = [
            (1.5, 2.0, Some(7.0), Some(11)),
            (2.5, 1.2, Some(9.0), None),
            (4.1, 3.2, Some(6.0), Some(13)),
        ];
        for (point, (left_m, right_m, limit_mps, lane)) in route.path.iter_mut().zip(says) {
            (point.left_m, point.right_m) = (left_m, right_m);
            (point.speed_limit_mps, point.lane) = (limit_mps, lane.map(LaneId));
        }
        route
    }

    #[test]
    fn between_vertices_room_is_interpolated_and_the_rest_is_that_of_the_last_vertex() {
        let route = route();
        let mut vertices = Vertices::new(&route);
        let cases = [
            (2.0, (1.9, 1.68, 7.0, Some(11))), // 2/5: 1.5 + 0.4, 2 − 0.4 · 0.8
            (4.9, (2.48, 1.216, 7.0, Some(11))),
            (8.9, (2.98, 1.8, 9.0, None)), // 3.9/13: 2.5 + 0.3 · 1.6, 1.2 + 0.3 · 2
            (16.7, (3.94, 3.0, 9.0, None)),
            (18.0, (4.1, 3.2, 9.0, Some(13))), // the end's own limit is nobody's
            (30.0, (4.1, 3.2, 9.0, Some(13))),
        ];
        for (s_m, (left_m, right_m, limit_mps, lane)) in cases {
            let at = vertices.at(s_m);
            assert_abs_diff_eq!(at.left_m, left_m, epsilon = 1e-12);
            assert_abs_diff_eq!(at.right_m, right_m, epsilon = 1e-12);
            assert_eq!(
                (at.limit_mps, at.lane),
                (limit_mps, lane.map(LaneId)),
                "{s_m}"
            );
        }
    }

    #[test]
    fn several_vertices_are_passed_in_one_step() {
        let mut route = route_along(&[[0.0, 0.0], [0.3, 0.4], [0.9, 1.2], [0.9, 3.2]], None);
        route.path[2].left_m = 2.25;
        let mut vertices = Vertices::new(&route);
        // 0.5 m, 1 m, 2 m; a quarter of the last: 2.25 − 0.25 · 0.5
        assert_abs_diff_eq!(vertices.at(2.0).left_m, 2.125, epsilon = 1e-12);
    }

    #[test]
    fn a_repeated_vertex_has_no_length() {
        let mut route = route_along(&[[1.0, 1.0], [1.0, 1.0], [4.0, 5.0]], Some(0.0));
        route.path[0].left_m = 0.5;
        let mut vertices = Vertices::new(&route);
        let at = vertices.at(0.0);
        assert_eq!((at.left_m, at.limit_mps), (0.5, f64::INFINITY));
        assert_abs_diff_eq!(vertices.at(2.5).left_m, 1.75, epsilon = 1e-12);
        assert_eq!(
            vertices.at(2.5).limit_mps,
            f64::INFINITY,
            "a limit of 0 is none"
        );
    }
}
