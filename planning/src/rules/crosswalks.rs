//! People who cross, or are about to.

use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::Polygon;
use trunkline_interfaces::messages::Track;

use super::input::{PASSED_M, RuleInput};
use crate::scene::{Cause, Stop};

/// People this near to a crosswalk and walking towards the path are about to cross, m.
const NEAR_M: f64 = 2.0;
/// Room that people on the crosswalk are given beside the ego's outline, m.
const ROOM_M: f64 = 1.0;
/// Slower people stand, m/s.
const STANDING_MPS: f64 = 0.2;
/// Time ahead within which somebody who walks towards the path is waited for, s.
const COMING_S: f64 = 5.0;
/// Crosswalks farther ahead than this are not yet judged, m.
const LOOK_AHEAD_M: f64 = 60.0;

/// Adds the stops of crosswalks that somebody uses.
pub(super) fn stops(input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
    for place in &input.route.yields {
        let gap_m = input.gap_m(place.stop_s_m);
        let area = place
            .crosswalk
            .and_then(|i| input.map.crosswalks.get(i as usize));
        let Some(area) = area.filter(|_| (-PASSED_M..=LOOK_AHEAD_M).contains(&gap_m)) else {
            continue;
        };
        let bounds = (place.stop_s_m, place.clear_s_m + NEAR_M);
        let walker = input
            .tracks
            .tracks
            .iter()
            .filter(|t| matches!(t.class, AgentClass::Pedestrian | AgentClass::Bicycle))
            .find(|t| crosses(input, area, bounds, t));
        if let Some(track) = walker {
            stops.push(Stop {
                front_s_m: place.stop_s_m,
                cause: Cause::Crosswalk(track.id),
            });
        }
    }
}

/// Whether somebody is on the ego's path over the crosswalk or comes to it.
fn crosses(input: &RuleInput<'_>, area: &Polygon, bounds: (f64, f64), track: &Track) -> bool {
    let p_m = track.bbox.center_m.xy();
    let is_on = area.contains(p_m);
    if !is_on && area.distance_to_edge_m(p_m) > NEAR_M {
        return false;
    }
    let place = input.line.project_between(p_m, bounds.0, bounds.1);
    let left = input.line.at(place.s_m).left();
    let sideways_mps = track.velocity_mps.dot(&left);
    let corridor_m = 0.5 * input.vehicle.width_m + ROOM_M;
    let outside_m = place.d_m.abs() - corridor_m;
    if outside_m <= 0.0 {
        // On the path: waited for unless it stands beside the crosswalk.
        return is_on || sideways_mps.abs() > STANDING_MPS;
    }
    let approach_mps = -sideways_mps * place.d_m.signum();
    approach_mps > STANDING_MPS && outside_m / approach_mps < COMING_S
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::track;
    use nalgebra::Vector2;
    use std::f64::consts::FRAC_PI_2;
    use trunkline_interfaces::messages::RouteYield;

    /// A crosswalk from x = 30 to 34 m; its line is at 28 m, the front at `28 − gap_m`.
    fn bench(gap_m: f64) -> Bench {
        let mut bench = Bench::straight(5.0).ego_at(28.0 - 3.65 - gap_m, 0.0, 0.0);
        let corner = Vector2::new;
        bench.map.crosswalks = vec![Polygon::new(vec![
            corner(30.0, -6.0),
            corner(34.0, -6.0),
            corner(34.0, 6.0),
            corner(30.0, 6.0),
        ])];
        bench.route.yields = vec![RouteYield {
            stop_s_m: 48.0,
            clear_s_m: 54.0,
            to: Vec::new(),
            crosswalk: Some(0),
        }];
        bench
    }

    fn is_waited_for(gap_m: f64, walker: Track) -> bool {
        let stops = bench(gap_m).with(walker).stops(super::stops);
        let expected = Cause::Crosswalk(trunkline_interfaces::TrackId(5));
        assert!(
            stops
                .iter()
                .all(|s| s.cause == expected && s.front_s_m == 48.0)
        );
        !stops.is_empty()
    }

    fn walker(x: f64, y: f64, yaw: f64, speed: f64) -> Track {
        track(5, AgentClass::Pedestrian, x, y, yaw, speed)
    }

    #[test]
    fn who_is_on_the_path_is_waited_for_and_beside_the_crosswalk_only_if_it_walks() {
        // the path is 0.925 + 1 m wide to each side
        assert!(is_waited_for(10.0, walker(32.0, 1.9, 0.0, 0.0)));
        assert!(!is_waited_for(10.0, walker(32.0, 1.95, 0.0, 0.0)));
        assert!(!is_waited_for(10.0, walker(35.0, 0.5, FRAC_PI_2, 0.1)));
        assert!(is_waited_for(10.0, walker(35.0, 0.5, FRAC_PI_2, 0.3)));
        assert!(is_waited_for(10.0, walker(35.0, 0.5, -FRAC_PI_2, 0.3)));
        assert!(is_waited_for(10.0, walker(35.9, 0.5, FRAC_PI_2, 1.0)));
        assert!(
            !is_waited_for(10.0, walker(36.1, 0.5, FRAC_PI_2, 1.0)),
            "too far from it"
        );
    }

    #[test]
    fn who_comes_within_five_seconds_is_waited_for() {
        for side in [1.0, -1.0] {
            let at = |y: f64, speed: f64| walker(32.0, side * y, -side * FRAC_PI_2, speed);
            assert!(is_waited_for(10.0, at(1.925 + 4.9, 1.0)));
            assert!(!is_waited_for(10.0, at(1.925 + 5.1, 1.0)));
            assert!(is_waited_for(10.0, at(1.925 + 2.4, 0.5)), "in 4.8 s");
            assert!(!is_waited_for(10.0, at(1.925 + 2.6, 0.5)), "in 5.2 s");
            assert!(!is_waited_for(10.0, at(3.0, -1.0)), "walks away");
            assert!(!is_waited_for(10.0, at(2.0, 0.19)), "stands");
        }
    }

    #[test]
    fn a_later_pass_over_the_crosswalk_does_not_count_for_this_one() {
        let stands = walker(32.0, 3.5, 0.0, 0.0);
        let mut bench = bench(10.0).with(stands);
        // back again 3.5 m to the left, where somebody stands: over the crosswalk at 91.5 m
        bench.route.path = crate::fixtures::route_along(
            &[[-20.0, 0.0], [50.0, 0.0], [50.0, 3.5], [-20.0, 3.5]],
            Some(13.9),
        )
        .path;
        assert!(bench.stops(super::stops).is_empty());
        let place = &mut bench.route.yields[0];
        (place.stop_s_m, place.clear_s_m) = (69.0, 93.5);
        assert_eq!(bench.stops(super::stops).len(), 1);
    }

    #[test]
    fn the_line_must_be_near_and_not_passed_and_only_people_count() {
        let on = || walker(32.0, 0.0, 0.0, 0.0);
        assert!(is_waited_for(-0.9, on()) && !is_waited_for(-1.1, on()));
        assert!(is_waited_for(59.9, on()) && !is_waited_for(60.1, on()));
        assert!(is_waited_for(
            10.0,
            track(5, AgentClass::Bicycle, 32.0, 0.0, 0.0, 0.0)
        ));
        assert!(!is_waited_for(
            10.0,
            track(5, AgentClass::Car, 32.0, 0.0, 0.0, 0.0)
        ));
    }
}
