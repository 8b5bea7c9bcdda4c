//! Leaving the road: corners outside the drivable area, or, where the map has none, outside the
//! room that the route gives to both sides; and an outline that touches a road edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};
use crate::rollout::Rollout;
use crate::scene::{Scene, Segment};

/// Steps between states that are looked at.
const STRIDE: usize = 4;
/// A corner this far outside is a whole violation, m (nuPlan's bound).
const WHOLE_M: f64 = 0.3;
/// The outline is this much smaller on each side when it is held against road edges, m: they are
/// drawn by hand, and people drive close to kerbs.
const EDGE_TOLERANCE_M: f64 = 0.15;

/// How far the farthest corner is outside at a step, m.
fn outside_m(scene: &Scene<'_>, edges: &[Segment], rollout: &Rollout, step: usize) -> f64 {
    let (state, line) = (&rollout.states[step], &rollout.line[step]);
    let footprint = &rollout.footprints[step];
    let inner = footprint.grown(-EDGE_TOLERANCE_M, -EDGE_TOLERANCE_M);
    if edges.iter().any(|edge| edge.touches(&inner)) {
        return WHOLE_M;
    }
    let along = footprint.axis.dot(&line.tangent).abs();
    let across = footprint.axis.perp(&line.tangent).abs();
    let half_m = footprint.half_width_m * along + footprint.half_length_m * across;
    let outside_lane_m = (state.d_m + half_m - line.left_m).max(half_m - state.d_m - line.right_m);
    if outside_lane_m <= 0.0 || scene.map.drivable.is_empty() {
        return outside_lane_m.max(0.0);
    }
    footprint
        .corners_m()
        .iter()
        .map(|corner| scene.map.drivable.distance_outside_m(*corner, 1.0))
        .fold(0.0, f64::max)
}

/// Cost of leaving the road.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Drivable {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Drivable {
    fn default() -> Self {
        Self { weight: 50.0 }
    }
}

impl CostTerm for Drivable {
    fn name(&self) -> &'static str {
        "drivable"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// How far outside, over and above where the ego stands already.
    fn share(&self, context: &Context<'_>) -> f64 {
        let (scene, rollout) = (context.scene, context.rollout);
        let edges = scene.edges.along(context.swept);
        let outside_m = |step: usize| outside_m(scene, &edges, rollout, step);
        let mut steps = (0..rollout.states.len()).step_by(STRIDE);
        let already_m = steps.next().map_or(0.0, outside_m);
        let most_m = steps.map(outside_m).fold(0.0, f64::max);
        ((most_m - already_m) / WHOLE_M).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;
    use trunkline_interfaces::geometry::{Polygon, Polyline, Region};

    /// The share of driving 40 m ahead, at an offset from 2 s on.
    fn at(bench: &Bench, before_m: f64, d_m: f64) -> f64 {
        bench.look(|scene| {
            let shift = |t: f64, s: &mut crate::rollout::State| {
                s.d_m = if t > 1.95 { d_m } else { before_m };
            };
            share(&Drivable::default(), scene, &by_hand(scene, 10.0, shift))
        })
    }

    #[test]
    fn without_an_area_the_room_of_the_route_counts_on_both_sides() {
        let bench = Bench::straight(10.0);
        // half a width is 0.925 m, the room 1.75 m: free up to 0.825 m
        assert_eq!(at(&bench, 0.0, 0.8), 0.0);
        for side in [1.0, -1.0] {
            assert_abs_diff_eq!(at(&bench, 0.0, 0.975 * side), 0.5, epsilon = 1e-9);
            assert_abs_diff_eq!(at(&bench, 0.0, 3.0 * side), 1.0, epsilon = 0.0);
            // who stands outside already is charged for what is added
            assert_abs_diff_eq!(at(&bench, 0.9 * side, 0.975 * side), 0.25, epsilon = 1e-9);
            assert_eq!(at(&bench, 0.975 * side, 0.0), 0.0);
        }
    }

    #[test]
    fn an_outline_aslant_is_wider() {
        // Along (0.8, 0.6): half of the extent is 0.925 · 0.8 + 2.3 · 0.6 = 2.12 m.
        let share = |d_m: f64, left_m: f64, right_m: f64| {
            let mut bench = Bench::straight(10.0);
            for point in &mut bench.route.path {
                (point.left_m, point.right_m) = (left_m, right_m);
            }
            bench.look(|scene| {
                let turn = |t: f64, s: &mut crate::rollout::State| {
                    if t > 1.95 {
                        (s.d_m, s.axis) = (d_m, Vector2::new(0.8, 0.6));
                    }
                };
                share(&Drivable::default(), scene, &by_hand(scene, 10.0, turn))
            })
        };
        // 0.4 + 2.12 − 2.31 = 0.21 m of 0.3 m outside on the left, 2.12 + 0.4 − 2.4 = 0.12 m on
        // the right
        assert_abs_diff_eq!(share(0.4, 2.31, 9.0), 0.7, epsilon = 1e-9);
        assert_abs_diff_eq!(share(-0.4, 9.0, 2.4), 0.4, epsilon = 1e-9);
    }

    #[test]
    fn a_wall_across_the_road_is_touched_by_the_front() {
        // the front less 0.15 m comes to 40 + 3.65 − 0.15 = 43.5 m
        let touched = |x: f64| {
            let mut bench = Bench::straight(10.0);
            let wall = [Vector2::new(x, -4.0), Vector2::new(x, 3.0)];
            bench.map.road_edges.push(Polyline::new(wall).unwrap());
            at(&bench, 0.0, 0.0)
        };
        assert_eq!((touched(43.45), touched(43.55)), (1.0, 0.0));
    }

    #[test]
    fn an_area_wider_than_the_lane_may_be_used() {
        let corner = Vector2::new;
        let mut bench = Bench::straight(10.0);
        bench.map.drivable = Region::new(vec![Polygon::new(vec![
            corner(-50.0, -2.0),
            corner(200.0, -2.0),
            corner(200.0, 2.0),
            corner(-50.0, 2.0),
        ])]);
        assert_eq!(at(&bench, 0.0, 1.05), 0.0); // corner at 1.975 m
        assert_abs_diff_eq!(at(&bench, 0.0, 1.225), 0.5, epsilon = 1e-9); // corner 0.15 m outside
    }

    #[test]
    fn a_kerb_under_the_outline_is_a_whole_violation() {
        let mut bench = Bench::straight(10.0);
        // along the road from x = 30 m on, 0.8 m to the left
        let kerb = [Vector2::new(30.0, 0.8), Vector2::new(60.0, 0.8)];
        bench.map.road_edges.push(Polyline::new(kerb).unwrap());
        assert_eq!(at(&bench, 0.0, 0.0), 0.0); // the outline less 0.15 m ends at 0.775 m
        assert_eq!(at(&bench, 0.0, 0.1), 1.0);
        assert_eq!(at(&bench, 0.0, -0.1), 0.0);
    }
}
