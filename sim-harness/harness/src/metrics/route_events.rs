//! What the ego did along its route: how far it came, lights and stop signs (docs/METRICS.md 5).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::Polyline;
use trunkline_interfaces::messages::{Route, RouteSignal, SignalState, Truth};
use trunkline_interfaces::{SignalId, SignalKind};

use super::ego_series::EgoSeries;
use super::progress::{PathFollower, ratio, travelled_m};
use super::scoring_scene::ScoringScene;
use crate::drive_record::DriveRecord;

/// Farther from the route (CARLA's deviation) the route counts as left, m.
const DEVIATION_M: f64 = 30.0;
/// Who stops at a sign does so within this distance before its line, m …
const STOP_ZONE_M: f64 = 6.0;
/// … slower than this, m/s (CARLA's test takes 0.1).
const STOPPED_MPS: f64 = 0.1;

/// A signal that was not obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SignalViolation {
    /// When.
    pub time_s: f64,
    /// Which signal.
    pub signal: SignalId,
    /// A light run at red, or a stop sign passed without a stop.
    pub kind: SignalKind,
}

/// The ego along its route.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RouteEvents {
    /// Share of the way to the goal, 0 to 1; in a recorded scene the share of the recorded way.
    pub completion: f64,
    /// Distance driven.
    pub driven_m: f64,
    /// Share of that distance outside the drivable area or against a lane's direction, percent.
    pub outside_lanes_percent: f64,
    /// Signals that were not obeyed; none in recorded scenes, where signals are not judged
    /// (docs/METRICS.md 4.5).
    pub violations: Vec<SignalViolation>,
}

/// Follows the ego along its route. `is_off` tells per step whether it is off the drivable area.
pub(super) fn route_events(
    series: &EgoSeries,
    record: &DriveRecord,
    scene: &ScoringScene,
    is_off: &[bool],
) -> RouteEvents {
    let (driven_m, outside_m) = driven_m(series, scene, is_off);
    let (reached, violations) = along_route(series, record);
    let completion = if scene.progress.is_recorded {
        let path = scene.progress.path.as_ref();
        let ego_m = path.map_or(0.0, |p| travelled_m(p, &series.centers_m()));
        ratio(ego_m, scene.progress.expert_m)
    } else {
        reached
    };
    RouteEvents {
        completion,
        driven_m,
        outside_lanes_percent: if driven_m > 0.0 {
            100.0 * (outside_m / driven_m)
        } else {
            0.0
        },
        violations: if scene.progress.is_recorded {
            Vec::new()
        } else {
            violations
        },
    }
}

fn driven_m(series: &EgoSeries, scene: &ScoringScene, is_off: &[bool]) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for (i, pair) in series.samples.windows(2).enumerate() {
        let step_m = (pair[1].center_m - pair[0].center_m).norm();
        let is_against =
            !scene.progress.is_recorded && pair[1].lane.is_some_and(|l| l.is_opposing());
        sums.0 += step_m;
        if is_against || is_off.get(i + 1).copied().unwrap_or(false) {
            sums.1 += step_m;
        }
    }
    sums
}

/// Share of the way to the goal, and the signals that were not obeyed.
fn along_route(series: &EgoSeries, record: &DriveRecord) -> (f64, Vec<SignalViolation>) {
    let Some((path, goal_s_m)) = record
        .routes
        .first()
        .and_then(|r| Some((r.polyline().ok()?, r.goal_s_m)))
    else {
        return (0.0, Vec::new());
    };
    let feet = feet_m(&path, series, record);
    let Some(start_m) = feet.first().copied().flatten() else {
        return (0.0, Vec::new());
    };
    let farthest_m = feet.iter().map_while(|s| *s).fold(start_m, f64::max);
    let way_m = goal_s_m - start_m;
    let completion = if way_m > 0.0 {
        ((farthest_m - start_m) / way_m).clamp(0.0, 1.0)
    } else {
        1.0
    };
    (completion, violations(series, record, &feet))
}

/// Arc length of the front bumper along the route per step; `None` where the route was left.
fn feet_m(path: &Polyline, series: &EgoSeries, record: &DriveRecord) -> Vec<Option<f64>> {
    let front_m = record.vehicle.front_from_rear_axle_m();
    let mut follower = PathFollower::new(path);
    series
        .samples
        .iter()
        .map(|sample| {
            let foot = follower.follow(sample.rear_axle.position_m());
            (foot.d_m.abs() <= DEVIATION_M).then_some(foot.s_m + front_m)
        })
        .collect()
}

/// The route in force at a truth's time.
fn route_at<'a>(record: &'a DriveRecord, truth: &Truth) -> Option<&'a Arc<Route>> {
    let after = record
        .routes
        .partition_point(|r| r.header.stamp <= truth.header.stamp);
    record.routes.get(after.saturating_sub(1))
}

/// A light is run when the rear axle (as in CARLA: the tail) passes the line at red; a stop sign
/// when the front passes without a stop in the zone before it.
fn violations(
    series: &EgoSeries,
    record: &DriveRecord,
    feet: &[Option<f64>],
) -> Vec<SignalViolation> {
    let front_m = record.vehicle.front_from_rear_axle_m();
    let mut found = Vec::new();
    let mut stopped_at: BTreeSet<SignalId> = BTreeSet::new();
    for i in 1..series.samples.len().min(record.truths.len()) {
        let (Some(before), Some(now)) = (feet[i - 1], feet[i]) else {
            continue;
        };
        let Some(route) = route_at(record, &record.truths[i]) else {
            continue;
        };
        for signal in &route.signals {
            let passes = |from: f64, to: f64| from < signal.stop_s_m && to >= signal.stop_s_m;
            let ahead_m = signal.stop_s_m - now;
            if series.samples[i].speed_mps < STOPPED_MPS && (-1.0..STOP_ZONE_M).contains(&ahead_m) {
                stopped_at.insert(signal.id);
            }
            let is_run = match signal.kind {
                SignalKind::TrafficLight => {
                    shows(signal, &record.truths[i]) == SignalState::Stop
                        && passes(before - front_m, now - front_m)
                }
                SignalKind::Stop => passes(before, now) && !stopped_at.contains(&signal.id),
                SignalKind::Yield => false,
            };
            if is_run {
                found.push(SignalViolation {
                    time_s: series.samples[i].time_s,
                    signal: signal.id,
                    kind: signal.kind,
                });
            }
        }
    }
    found
}

/// What a signal shows, from the truth where that lists it, else from the route.
fn shows(signal: &RouteSignal, truth: &Truth) -> SignalState {
    let listed = truth.signals.iter().find(|(id, _)| *id == signal.id);
    listed.map_or(signal.state, |(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record, series};
    use trunkline_interfaces::geometry::Pose2;

    /// 50 m forward at 10 m/s with such a heading and place beside the route.
    fn driven(yaw_rad: f64, y_m: f64, is_off: &[bool]) -> RouteEvents {
        let truths = alone(51, |t| (Pose2::new(10.0 * t, y_m, yaw_rad), 10.0));
        let record = record(truths);
        let scene = ScoringScene::for_scenario(&record, 100.0);
        route_events(&series(&record), &record, &scene, is_off)
    }

    #[test]
    fn completion_is_the_share_of_the_way_to_the_goal_while_the_route_is_near() {
        // The bumper comes from 2 to 52 m; the goal is at 100 m.
        let events = driven(0.0, 0.0, &[]);
        assert!((events.completion - 50.0 / 98.0).abs() < 1e-9, "{events:?}");
        assert!((events.driven_m - 50.0).abs() < 1e-9, "{events:?}");
        assert!((driven(0.0, 30.0, &[]).completion - 50.0 / 98.0).abs() < 1e-9);
        assert_eq!(driven(0.0, 30.1, &[]).completion, 0.0);
    }

    #[test]
    fn outside_is_off_the_road_or_against_the_lane() {
        assert_eq!(driven(0.0, 0.0, &[]).outside_lanes_percent, 0.0);
        let mut off = [false; 51];
        off[1..11].fill(true); // 10 of 50 steps of 1 m
        let events = driven(0.0, 0.0, &off);
        assert!(
            (events.outside_lanes_percent - 20.0).abs() < 1e-9,
            "{events:?}"
        );
        let events = driven(std::f64::consts::PI, 0.0, &[]);
        assert!(
            (events.outside_lanes_percent - 100.0).abs() < 1e-9,
            "{events:?}"
        );
    }

    /// Drives 100 m past a signal at x = 40 m (arc length 90).
    fn passed(kind: SignalKind, state: SignalState, stop_s: f64) -> Vec<SignalViolation> {
        // Waits `stop_s` seconds with the front bumper 1 m before the line.
        let x = move |t: f64| {
            let wait_from = 3.7; // 37 m; the front is 2 m ahead of the centre
            if t < wait_from {
                10.0 * t
            } else {
                37.0 + 10.0 * (t - wait_from - stop_s).max(0.0)
            }
        };
        let speed = move |t: f64| {
            if (3.7..3.7 + stop_s).contains(&t) {
                0.0
            } else {
                10.0
            }
        };
        let mut record = record(alone(120, |t| (Pose2::new(x(t), 0.0, 0.0), speed(t))));
        let mut route = (*record.routes[0]).clone();
        route.signals = vec![RouteSignal {
            id: SignalId(4),
            kind,
            state,
            stop_s_m: 90.0,
        }];
        record.routes = vec![Arc::new(route)];
        let scene = ScoringScene::for_scenario(&record, 100.0);
        route_events(&series(&record), &record, &scene, &[]).violations
    }

    #[test]
    fn a_red_light_is_run_once_and_a_green_one_never() {
        let red = passed(SignalKind::TrafficLight, SignalState::Stop, 0.0);
        assert_eq!(red.len(), 1);
        assert_eq!(red[0].signal, SignalId(4));
        for state in [SignalState::Go, SignalState::Caution, SignalState::Unknown] {
            assert!(passed(SignalKind::TrafficLight, state, 0.0).is_empty());
        }
    }

    #[test]
    fn a_stop_sign_wants_a_stop() {
        assert_eq!(passed(SignalKind::Stop, SignalState::Stop, 0.0).len(), 1);
        assert!(passed(SignalKind::Stop, SignalState::Stop, 1.0).is_empty());
        assert!(passed(SignalKind::Yield, SignalState::Stop, 0.0).is_empty());
    }

    /// Drives at 10 m/s to `x_m`, waits a second there, and goes on if it does; the line is at 40 m.
    fn waiting_at(x_m: f64, goes_on: bool, change: impl Fn(&mut DriveRecord)) -> RouteEvents {
        let arrives_s = 0.1 * x_m;
        let gone_s = if goes_on {
            arrives_s + 1.0
        } else {
            f64::INFINITY
        };
        let pose = |t: f64| 10.0 * t.min(arrives_s) + 10.0 * (t - gone_s).max(0.0);
        let speed = |t: f64| {
            if (arrives_s..gone_s).contains(&t) {
                0.0
            } else {
                10.0
            }
        };
        let mut record = record(alone(120, |t| (Pose2::new(pose(t), 0.0, 0.0), speed(t))));
        let signal = |id, kind| RouteSignal {
            id: SignalId(id),
            kind,
            state: SignalState::Stop,
            stop_s_m: 90.0,
        };
        record.routes = vec![Arc::new(Route {
            signals: vec![
                signal(1, SignalKind::TrafficLight),
                signal(2, SignalKind::Stop),
            ],
            ..(*record.routes[0]).clone()
        })];
        change(&mut record);
        let scene = ScoringScene::for_scenario(&record, 100.0);
        route_events(&series(&record), &record, &scene, &[])
    }

    fn run(events: &RouteEvents) -> Vec<SignalKind> {
        events.violations.iter().map(|v| v.kind).collect()
    }

    #[test]
    fn a_stop_counts_within_six_metres_before_the_line() {
        use SignalKind::{Stop, TrafficLight};
        // The bumper is 2 m ahead of the middle: 5.5 and 6.5 m before the line.
        assert_eq!(run(&waiting_at(32.5, true, |_| {})), [TrafficLight]);
        assert_eq!(run(&waiting_at(31.5, true, |_| {})), [Stop, TrafficLight]);
    }

    #[test]
    fn a_light_is_run_by_the_tail_and_a_sign_by_the_nose() {
        // It stands with its bumper a metre past the line, its rear axle a metre before it.
        assert_eq!(run(&waiting_at(39.0, false, |_| {})), [SignalKind::Stop]);
    }

    #[test]
    fn what_the_truth_says_of_a_light_counts_more_than_the_route() {
        let green = |record: &mut DriveRecord| {
            for truth in &mut record.truths {
                Arc::make_mut(truth).signals = vec![(SignalId(1), SignalState::Go)];
            }
        };
        assert!(run(&waiting_at(36.5, true, green)).is_empty());
    }

    #[test]
    fn the_route_in_force_tells_which_signals_there_are() {
        let without_signals_from = |stamp_s: f64| {
            move |record: &mut DriveRecord| {
                let mut route = (*record.routes[0]).clone();
                route.header.stamp = trunkline_interfaces::Stamp::from_s(stamp_s);
                route.signals.clear();
                record.routes.push(Arc::new(route));
            }
        };
        // The tail passes after some 5 s.
        let light = [SignalKind::TrafficLight];
        assert!(run(&waiting_at(36.5, true, without_signals_from(2.0))).is_empty());
        assert_eq!(
            run(&waiting_at(36.5, true, without_signals_from(8.0))),
            light
        );
    }

    #[test]
    fn who_starts_beyond_the_goal_has_arrived() {
        let near = |record: &mut DriveRecord| {
            let route = Arc::make_mut(&mut record.routes[0]);
            route.goal_s_m = 51.0; // the bumper starts at 52
        };
        assert_eq!(waiting_at(36.5, true, near).completion, 1.0);
    }
}
