//! Progress along the route against the expert's (docs/METRICS.md 2.4, 4.1).

use nalgebra::Vector2;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::{Polyline, Projection};

/// Farther from the route nothing counts.
const REACH_M: f64 = 7.5;
/// Progress below this is taken as this, the ego's and the expert's.
const LEAST_M: f64 = 2.0;
/// At least this share counts as making progress.
const MAKING_PROGRESS: f64 = 0.2;
/// How far before and after the last foot point the next one is looked for.
const SEARCH_M: f64 = 30.0;

/// The term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The ego's progress over the expert's, in `[0, 1]`; null without a route.
    pub ratio: Option<f64>,
    /// 1 if the ratio is at least 0.2.
    pub making_progress: f64,
    /// The ego's, m.
    pub ego_m: f64,
    /// The expert's, m.
    pub expert_m: f64,
}

/// Foot points on a path that may cross itself: the first anywhere, the next ones near the last.
#[derive(Debug, Clone)]
pub(super) struct PathFollower<'a> {
    path: &'a Polyline,
    last_s_m: Option<f64>,
}

impl<'a> PathFollower<'a> {
    /// At no place yet.
    pub(super) fn new(path: &'a Polyline) -> Self {
        Self {
            path,
            last_s_m: None,
        }
    }

    /// The foot point of the next position.
    pub(super) fn follow(&mut self, p_m: Vector2<f64>) -> Projection {
        let foot = match self.last_s_m {
            Some(s) => self.path.project_between(p_m, s - SEARCH_M, s + SEARCH_M),
            None => self.path.project(p_m),
        };
        self.last_s_m = Some(foot.s_m);
        foot
    }
}

/// Sum of the changes of arc length along a path, while within 7.5 m of it.
pub(super) fn travelled_m(path: &Polyline, positions_m: &[Vector2<f64>]) -> f64 {
    let mut follower = PathFollower::new(path);
    let mut last: Option<f64> = None;
    let mut sum_m = 0.0;
    for p in positions_m {
        let foot = follower.follow(*p);
        let s_m = (foot.d_m.abs() <= REACH_M).then_some(foot.s_m);
        if let (Some(now), Some(before)) = (s_m, last) {
            sum_m += now - before;
        }
        last = s_m;
    }
    sum_m
}

/// 0 if the ego went back by more than 2 m, else min(1, max(ego, 2) / max(expert, 2)).
pub(super) fn ratio(ego_m: f64, expert_m: f64) -> f64 {
    if ego_m < -LEAST_M {
        return 0.0;
    }
    (ego_m.max(LEAST_M) / expert_m.max(LEAST_M)).min(1.0)
}

/// The term; `path` is the route, `None` where there is none.
pub(super) fn progress(
    path: Option<&Polyline>,
    expert_m: f64,
    centers_m: &[Vector2<f64>],
) -> Progress {
    let ego_m = path.map_or(0.0, |p| travelled_m(p, centers_m));
    let ratio = path.map(|_| ratio(ego_m, expert_m));
    Progress {
        making_progress: if ratio.is_none_or(|r| r >= MAKING_PROGRESS) {
            1.0
        } else {
            0.0
        },
        ratio,
        ego_m,
        expert_m,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Polyline {
        Polyline::new([Vector2::new(0.0, 0.0), Vector2::new(100.0, 0.0)]).unwrap()
    }

    fn driven(ego_m: f64, expert_m: f64) -> Progress {
        let n = 40;
        let at = |k: i32| Vector2::new(30.0 + ego_m * f64::from(k) / f64::from(n), 1.0);
        let centers: Vec<_> = (0..=n).map(at).collect();
        progress(Some(&path()), expert_m, &centers)
    }

    #[test]
    fn the_worked_examples_come_out() {
        for (ego, expert, ratio, making) in [
            (30.0, 60.0, 0.5, 1.0),
            (0.0, 1.0, 1.0, 1.0),
            (5.0, 60.0, 5.0 / 60.0, 0.0),
            (-3.0, 60.0, 0.0, 0.0),
        ] {
            let term = driven(ego, expert);
            assert!((term.ratio.unwrap() - ratio).abs() < 1e-9, "{term:?}");
            assert_eq!(term.making_progress, making);
        }
    }

    #[test]
    fn far_from_the_route_nothing_counts() {
        let centers = [Vector2::new(0.0, 8.0), Vector2::new(50.0, 8.0)];
        assert_eq!(travelled_m(&path(), &centers), 0.0);
    }

    #[test]
    fn without_a_route_progress_is_not_judged() {
        let term = progress(None, 60.0, &[]);
        assert_eq!((term.ratio, term.making_progress), (None, 1.0));
    }

    #[test]
    fn a_path_that_crosses_itself_is_followed_on_its_branch() {
        // East, back over itself 1 m to the north: the second pass must not be taken for the first.
        let path =
            Polyline::new([[0.0, 0.0], [100.0, 0.0], [100.0, 1.0], [0.0, 1.0]].map(Vector2::from));
        let path = path.unwrap();
        let out = (0..=100).map(|x| Vector2::new(f64::from(x), 0.4));
        let back = (0..=100).rev().map(|x| Vector2::new(f64::from(x), 0.6));
        let all: Vec<_> = out.chain(back).collect();
        assert!((travelled_m(&path, &all) - 201.0).abs() < 1e-6);
    }

    #[test]
    fn limits_belong_to_what_still_counts() {
        let at = |y_m: f64| {
            let centers = [Vector2::new(0.0, y_m), Vector2::new(50.0, y_m)];
            travelled_m(&path(), &centers)
        };
        assert_eq!((at(7.5), at(-7.5), at(7.51)), (50.0, 50.0, 0.0));
        // Two metres back are none; a centimetre more scores 0.
        assert_eq!((ratio(-2.0, 4.0), ratio(-2.01, 4.0)), (0.5, 0.0));
        assert_eq!((ratio(3.0, 2.0), ratio(3.0, 12.0)), (1.0, 0.25));
        let start = Vector2::new(0.0, 0.0);
        let moved = |x_m: f64, expert_m: f64| {
            let centers = [start, Vector2::new(x_m, 0.0)];
            progress(Some(&path()), expert_m, &centers).making_progress
        };
        assert_eq!((moved(2.0, 10.0), moved(2.0, 10.01)), (1.0, 0.0));
    }
}
