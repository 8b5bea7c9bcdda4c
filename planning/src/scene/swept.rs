//! Where somebody is over a few steps, as a box: pairs that are far apart are passed over without
//! a look at each step.

use std::ops::Range;

use nalgebra::Vector2;

use super::steps::SCORED_STEPS;
use crate::bounds::Bounds;

/// Steps that share a box: a car moves some metres within them.
const STEPS: usize = 8;
/// Boxes of a scored horizon.
pub(crate) const SWEEPS: usize = SCORED_STEPS.div_ceil(STEPS) + 1;

/// The box around somebody's centres over some steps, and what must be added on all sides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Swept {
    centers: Bounds,
    /// Half length and half width together: no corner is farther from the centre.
    reach_m: f64,
    /// Highest speed, as the sum of both components.
    pub(crate) top_mps: f64,
}

/// Somebody at one step: centre, half length and half width together, speed as the sum of both
/// components.
pub(crate) type SweptStep = (Vector2<f64>, f64, f64);

impl Swept {
    /// The boxes of a future, [`STEPS`] states each.
    pub(crate) fn of(mut steps: impl Iterator<Item = SweptStep>) -> [Self; SWEEPS] {
        let nowhere = Self {
            centers: Bounds::NOWHERE,
            reach_m: 0.0,
            top_mps: 0.0,
        };
        std::array::from_fn(|_| {
            let some = steps.by_ref().take(STEPS);
            some.fold(nowhere, |swept, (center_m, reach_m, speed_mps)| Self {
                centers: swept.centers.with(&center_m),
                reach_m: swept.reach_m.max(reach_m),
                top_mps: swept.top_mps.max(speed_mps),
            })
        })
    }

    /// The box that everybody may meet: with it nothing is passed over.
    #[cfg(test)]
    pub(crate) const EVERYWHERE: Self = Self {
        centers: Bounds::EVERYWHERE,
        reach_m: f64::INFINITY,
        top_mps: f64::INFINITY,
    };

    /// Whether the two could come within `room_m` of each other.
    pub(crate) fn may_meet(&self, other: &Self, room_m: f64) -> bool {
        let reach_m = self.reach_m + other.reach_m + room_m;
        self.centers.may_meet(&other.centers, reach_m)
    }

    /// The box around a whole way, outlines included.
    pub(crate) fn whole(way: &[Self; SWEEPS]) -> (Bounds, f64) {
        way.iter()
            .fold((Bounds::NOWHERE, 0.0), |(all, reach_m), swept| {
                (all.join(swept.centers), reach_m.max(swept.reach_m))
            })
    }

    /// The steps of a box, among the first `count`.
    pub(crate) fn steps(sweep: usize, count: usize) -> Range<usize> {
        (sweep * STEPS).min(count)..((sweep + 1) * STEPS).min(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn who_may_not_meet_is_never_within_reach(
            x in -30.0..30.0_f64, y in -30.0..30.0_f64, vx in -15.0..15.0_f64, room in 0.0..9.0_f64,
        ) {
            let at = |k: usize, p: Vector2<f64>, v: f64| p + Vector2::new(v, 0.3 * v) * (0.1 * k as f64);
            let a = |k: usize| (at(k, Vector2::new(x, y), vx), 3.0, vx.abs());
            let b = |k: usize| (at(k, Vector2::zeros(), 8.0), 2.5, 8.0);
            let (sweeps_a, sweeps_b) = (Swept::of((0..=SCORED_STEPS).map(a)), Swept::of((0..=SCORED_STEPS).map(b)));
            let mut seen = 0;
            for sweep in 0..SWEEPS {
                for k in Swept::steps(sweep, SCORED_STEPS + 1) {
                    seen += 1;
                    let apart_m = (a(k).0 - b(k).0).norm();
                    let is_within = apart_m <= 3.0 + 2.5 + room;
                    prop_assert!(!is_within || sweeps_a[sweep].may_meet(&sweeps_b[sweep], room));
                }
            }
            prop_assert_eq!(seen, SCORED_STEPS + 1);
        }
    }

    #[test]
    fn who_is_far_away_does_not_meet() {
        let at = |x: f64| Swept::of(std::iter::once((Vector2::new(x, 0.0), 2.0, 0.0)));
        // 10 m between the centres, 2 m reach each: met with 6 m of room
        assert!(at(0.0)[0].may_meet(&at(10.0)[0], 6.0));
        assert!(!at(0.0)[0].may_meet(&at(10.0)[0], 5.9));
    }

    #[test]
    fn both_reaches_and_the_room_add_up() {
        let at = |x: f64, y: f64, reach_m: f64| {
            Swept::of(std::iter::once((Vector2::new(x, y), reach_m, 0.0)))[0]
        };
        // 3 + 2.5 + 4 m, on each axis
        for (x, y) in [(9.4, 0.0), (-9.4, 3.0), (1.0, 9.4), (9.4, -9.4)] {
            assert!(at(7.0, 5.0, 3.0).may_meet(&at(7.0 + x, 5.0 + y, 2.5), 4.0));
        }
        for (x, y) in [(9.6, 0.0), (-9.6, 3.0), (1.0, 9.6), (-2.0, -9.6)] {
            assert!(!at(7.0, 5.0, 3.0).may_meet(&at(7.0 + x, 5.0 + y, 2.5), 4.0));
        }
    }

    #[test]
    fn each_box_has_eight_steps_up_to_the_count() {
        assert_eq!(Swept::steps(0, 41), 0..8);
        assert_eq!(Swept::steps(3, 41), 24..32);
        assert_eq!(Swept::steps(5, 41), 40..41);
        assert_eq!(Swept::steps(3, 27), 24..27);
        assert!(Swept::steps(4, 27).is_empty());
        // one a metre further on at each step: the boxes' tops tell which step is whose
        let steps = (0..=SCORED_STEPS).map(|k| (Vector2::zeros(), 1.0, k as f64));
        let tops = Swept::of(steps).map(|swept| swept.top_mps);
        assert_eq!(tops, [7.0, 15.0, 23.0, 31.0, 39.0, 40.0]);
    }
}
