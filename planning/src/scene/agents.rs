//! Everybody else over the horizon: rectangles in the world, places along the route.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::{ForecastMode, Forecasts, Track, Tracks};
use trunkline_interfaces::{AgentClass, Stamp, TrackId};

use super::agent_state::AgentState;
use super::future::Future;
use super::leaders::{Corridor, Leader, Leaders};
use super::start::Start;
use super::steps::{DT_S, SCORED_STEPS};
use super::swept::{SWEEPS, Swept};
use crate::reference::Line;

/// More agents than this are not looked at, nearest first: it bounds the time of a step.
const MAX_AGENTS: usize = 64;
/// Tracks less likely to exist are ignored.
const MIN_EXISTENCE: f64 = 0.25;
/// Modes less probable are ignored.
const MIN_PROBABILITY: f64 = 0.1;
/// Agents beyond what both can drive within the horizon and this do not matter, m.
const MARGIN_M: f64 = 15.0;
/// Slower agents are taken to stand, m/s, if their future keeps them within a distance, m.
const RESTING: (f64, f64) = (0.2, 0.5);
/// Where on the route an agent is looked for at first, m behind and ahead of the ego.
const WINDOW_M: (f64, f64) = (30.0, 150.0);
/// Where it is looked for a step later: this much farther than it drives, m.
const WINDOW_EXTRA_M: f64 = 3.0;

/// One possible future of one agent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) track: TrackId,
    pub(crate) class: AgentClass,
    pub(crate) probability: f64,
    first: usize,
    /// Where it is, a few steps at a time.
    pub(crate) swept: [Swept; SWEEPS],
}

/// Every agent that matters, mode by mode, with its state at each scored step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agents {
    modes: Vec<Mode>,
    states: Vec<AgentState>,
    near: Vec<(f64, usize)>,
    leaders: Leaders,
}

impl Agents {
    pub(crate) fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// Whom a candidate may have to drive behind at a step; see [`Leaders::at`].
    pub(crate) fn leaders(&self, step: usize) -> (&[Leader], f64) {
        self.leaders.at(step)
    }

    /// The states of a mode at steps 0 to [`SCORED_STEPS`].
    pub(crate) fn states(&self, mode: &Mode) -> &[AgentState] {
        &self.states[mode.first..=mode.first + SCORED_STEPS]
    }

    /// Fills in the agents of a step; keeps its memory from step to step. Whoever is never in the
    /// corridor is nobody's leader.
    pub(crate) fn fill(
        &mut self,
        tracks: &Tracks,
        forecasts: &Forecasts,
        start: &Start,
        line: &Line,
        corridor: &Corridor,
    ) {
        self.modes.clear();
        self.states.clear();
        self.near.clear();
        let horizon_s = DT_S * SCORED_STEPS as f64;
        let ego_reach_m = (start.speed_mps.max(5.0) + horizon_s) * horizon_s;
        for (i, track) in tracks.tracks.iter().enumerate() {
            let distance_m = (track.bbox.center_m.xy() - start.pose.position_m()).norm();
            let reach_m = ego_reach_m + track.speed_mps() * (horizon_s + 1.0) + MARGIN_M;
            if track.existence >= MIN_EXISTENCE && distance_m <= reach_m {
                self.near.push((distance_m, i));
            }
        }
        self.near
            .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        self.near.truncate(MAX_AGENTS);
        for k in 0..self.near.len() {
            let track = &tracks.tracks[self.near[k].1];
            self.add(track, tracks.header.stamp, forecasts, start, line);
        }
        self.leaders.clear();
        for step in 0..=SCORED_STEPS {
            let states = &self.states;
            let modes = self.modes.iter().enumerate();
            self.leaders.push(
                corridor,
                modes.map(|(index, mode)| (index, mode.probability, &states[mode.first + step])),
            );
        }
    }

    /// Adds the futures of an agent, or that it goes straight on if none is known.
    fn add(
        &mut self,
        track: &Track,
        stamp: Stamp,
        forecasts: &Forecasts,
        start: &Start,
        line: &Line,
    ) {
        let age_s = (start.stamp - stamp).s();
        let first_s = forecasts.dt_s - (start.stamp - forecasts.header.stamp).s();
        let known = forecasts.get(track.id).map_or(&[][..], |f| &f.modes);
        let is_usable = |mode: &&ForecastMode| {
            mode.probability >= MIN_PROBABILITY && !mode.points.is_empty() && forecasts.dt_s > 0.0
        };
        let before = self.modes.len();
        for mode in known.iter().filter(is_usable) {
            let future = Future::forecast(track, age_s, &mode.points, first_s, forecasts.dt_s);
            self.push(track, mode.probability, &future, start, line);
        }
        if self.modes.len() == before {
            self.push(track, 1.0, &Future::straight_on(track, age_s), start, line);
        }
    }

    fn push(
        &mut self,
        track: &Track,
        probability: f64,
        future: &Future<'_>,
        start: &Start,
        line: &Line,
    ) {
        let first = self.states.len();
        let (length_m, width_m) = (track.bbox.size_m.x, track.bbox.size_m.y);
        let end_m = future.at(SCORED_STEPS as f64 * DT_S).0.position_m();
        let is_resting =
            track.speed_mps() < RESTING.0 && (end_m - track.bbox.center_m.xy()).norm() < RESTING.1;
        let mut s_m = start.place.s_m;
        let mut window_m = WINDOW_M;
        let mut heading = (f64::NAN, Vector2::zeros());
        for k in 0..=SCORED_STEPS {
            if is_resting && k > 0 {
                self.states.push(self.states[first]);
                continue;
            }
            let (pose, velocity_mps) = future.at(k as f64 * DT_S);
            if pose.yaw_rad != heading.0 {
                heading = (pose.yaw_rad, pose.direction());
            }
            let rectangle = Rectangle {
                center_m: pose.position_m(),
                axis: heading.1,
                half_length_m: 0.5 * length_m,
                half_width_m: 0.5 * width_m,
            };
            let place =
                line.project_between(rectangle.center_m, s_m - window_m.0, s_m + window_m.1);
            s_m = place.s_m;
            let step_m = velocity_mps.norm() * DT_S + WINDOW_EXTRA_M;
            window_m = (step_m, step_m);
            let tangent = line.foot(s_m).tangent;
            self.states
                .push(AgentState::new(rectangle, velocity_mps, place, tangent));
        }
        let steps = self.states[first..].iter().map(|state| {
            let r = &state.rectangle;
            let speed_mps = state.velocity_mps.abs().sum();
            (r.center_m, r.half_length_m + r.half_width_m, speed_mps)
        });
        self.modes.push(Mode {
            swept: Swept::of(steps),
            track: track.id,
            class: track.class,
            probability,
            first,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, CHORD_M, bend};
    use crate::fixtures::{route_along, track};
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::Duration;
    use trunkline_interfaces::messages::{Forecast, ForecastPoint};

    fn car(id: u32, x: f64, y: f64, yaw: f64, speed: f64) -> Track {
        track(id, AgentClass::Car, x, y, yaw, speed)
    }

    fn mode(probability: f64, y: f64) -> ForecastMode {
        let point = |k: i32| ForecastPoint {
            position_m: Vector2::new(30.0 + 2.5 * f64::from(k), y),
            yaw_rad: 0.0,
            covariance_m2: nalgebra::Matrix2::identity(),
        };
        ForecastMode {
            probability,
            points: (1..=12).map(point).collect(),
        }
    }

    #[test]
    fn a_state_has_its_place_and_extent_along_the_route() {
        let yaw = 0.3_f64;
        Bench::straight(5.0)
            .with(car(1, 30.0, -4.0, yaw, 5.0))
            .look(|scene| {
                let states = scene.agents.states(&scene.agents.modes()[0]);
                assert_eq!(states.len(), SCORED_STEPS + 1);
                for (k, state) in states.iter().enumerate() {
                    let time_s = 0.1 * k as f64;
                    assert_abs_diff_eq!(state.s_m, 50.0 + 5.0 * yaw.cos() * time_s, epsilon = 1e-9);
                    assert_abs_diff_eq!(state.d_m, -4.0 + 5.0 * yaw.sin() * time_s, epsilon = 1e-9);
                    assert_abs_diff_eq!(state.along_mps, 5.0 * yaw.cos(), epsilon = 1e-9);
                    let (along, across) = (
                        2.3 * yaw.cos() + 0.925 * yaw.sin(),
                        2.3 * yaw.sin() + 0.925 * yaw.cos(),
                    );
                    assert_abs_diff_eq!(state.half_along_m, along, epsilon = 1e-9);
                    assert_abs_diff_eq!(state.half_across_m, across, epsilon = 1e-9);
                    assert_abs_diff_eq!(state.rectangle.axis.y, yaw.sin(), epsilon = 1e-9);
                }
            });
    }

    #[test]
    fn ghosts_and_the_far_away_are_left_out_and_the_nearest_kept() {
        let count = |tracks: Vec<Track>| {
            let mut bench = Bench::straight(5.0);
            bench.tracks = tracks;
            bench.look(|scene| scene.agents.modes().len())
        };
        let mut ghost = car(1, 30.0, 0.0, 0.0, 0.0);
        ghost.existence = 0.25;
        assert_eq!(count(vec![ghost.clone()]), 1);
        ghost.existence = 0.24;
        assert_eq!(count(vec![ghost]), 0);
        // the ego reaches (5 + 4) · 4 = 36 m, and 15 m are added; a car of 2 m/s 10 m more
        assert_eq!(count(vec![car(1, 50.9, 0.0, 0.0, 0.0)]), 1);
        assert_eq!(count(vec![car(1, 51.1, 0.0, 0.0, 0.0)]), 0);
        assert_eq!(count(vec![car(1, 60.9, 0.0, 0.0, 2.0)]), 1);
        assert_eq!(count(vec![car(1, 61.1, 0.0, 0.0, 2.0)]), 0);
        let crowd = (0..70).map(|i| car(i, 49.0 - 0.1 * f64::from(i), 9.0, 0.0, 0.0));
        let mut bench = Bench::straight(5.0);
        bench.tracks = crowd.collect();
        bench.look(|scene| {
            let modes = scene.agents.modes();
            assert_eq!(modes.len(), MAX_AGENTS);
            assert_eq!(modes[0].track, TrackId(69), "nearest first");
            assert_eq!(modes[63].track, TrackId(6));
        });
    }

    #[test]
    fn modes_hardly_probable_are_left_out_and_without_any_it_goes_straight_on() {
        let modes = |probabilities: &[f64], dt_s: f64| {
            let mut bench = Bench::straight(5.0).with(car(1, 30.0, 0.0, 0.0, 5.0));
            let modes = probabilities.iter().map(|p| mode(*p, 20.0));
            bench.forecasts = Forecasts {
                dt_s,
                forecasts: vec![Forecast {
                    track: TrackId(1),
                    modes: modes.collect(),
                }],
                ..Forecasts::default()
            };
            bench.look(|scene| {
                let end = |m: &Mode| scene.agents.states(m)[SCORED_STEPS].rectangle.center_m.y;
                let all = scene.agents.modes().iter();
                all.map(|m| (m.probability, end(m) > 10.0))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(modes(&[0.8, 0.1, 0.09], 0.5), [(0.8, true), (0.1, true)]);
        assert_eq!(modes(&[0.09], 0.5), [(1.0, false)]);
        assert_eq!(modes(&[], 0.5), [(1.0, false)]);
        assert_eq!(modes(&[1.0], 0.0), [(1.0, false)]);
    }

    #[test]
    fn who_rests_keeps_its_state_unless_it_is_forecast_to_move() {
        let moved_m = |speed: f64, forecast_to: Option<f64>| {
            let mut bench = Bench::straight(5.0).with(car(1, 32.5, 0.0, 0.0, speed));
            if let Some(y) = forecast_to {
                bench.forecasts = Forecasts {
                    dt_s: 0.5,
                    forecasts: vec![Forecast {
                        track: TrackId(1),
                        modes: vec![mode(1.0, y)],
                    }],
                    ..Forecasts::default()
                };
            }
            bench.look(|scene| {
                let states = scene.agents.states(&scene.agents.modes()[0]);
                (states[SCORED_STEPS].rectangle.center_m - states[0].rectangle.center_m).norm()
            })
        };
        assert_eq!(moved_m(0.12, None), 0.0); // 0.48 m within the horizon
        assert!(moved_m(0.13, None) > 0.5);
        assert!(moved_m(0.1, Some(5.0)) > 5.0);
    }

    fn point(x: f64, y: f64, yaw_rad: f64) -> ForecastPoint {
        ForecastPoint {
            position_m: Vector2::new(x, y),
            yaw_rad,
            covariance_m2: nalgebra::Matrix2::identity(),
        }
    }

    /// One certain future of track 1, points half a second apart, the first half a second after a
    /// stamp.
    fn forecasts(points: Vec<ForecastPoint>, stamp_ms: i64) -> Forecasts {
        let mut forecasts = Forecasts {
            dt_s: 0.5,
            forecasts: vec![Forecast {
                track: TrackId(1),
                modes: vec![ForecastMode {
                    probability: 0.7,
                    points,
                }],
            }],
            ..Forecasts::default()
        };
        forecasts.header.stamp = Stamp::ZERO + Duration::from_ms(stamp_ms);
        forecasts
    }

    /// The centres of the first agent at each step.
    fn centers_m(bench: &Bench) -> Vec<Vector2<f64>> {
        bench.look(|scene| {
            let states = scene.agents.states(&scene.agents.modes()[0]);
            states.iter().map(|s| s.rectangle.center_m).collect()
        })
    }

    #[test]
    fn tracks_and_forecasts_hold_at_their_own_stamps() {
        let mut moving = car(1, 30.0, 2.0, 0.0, 0.0);
        moving.velocity_mps = Vector2::new(4.0, 1.0);
        let mut bench = Bench::straight(5.0).with(moving);
        bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms(300);
        // the track is 0.3 s old
        let at_m = centers_m(&bench);
        assert_abs_diff_eq!(at_m[0], Vector2::new(31.2, 2.3), epsilon = 1e-9);
        assert_abs_diff_eq!(at_m[10], Vector2::new(35.2, 3.3), epsilon = 1e-9);
        // the forecast is of 0.1 s, its points hold at 0.6 s and 1.1 s: 0.3 s and 0.8 s from now
        bench.forecasts = forecasts(vec![point(33.0, 3.0, 0.2), point(36.0, 5.0, 0.4)], 100);
        let at_m = centers_m(&bench);
        assert_abs_diff_eq!(at_m[0], Vector2::new(31.5, 2.5), epsilon = 1e-9); // half way
        assert_abs_diff_eq!(at_m[3], Vector2::new(33.0, 3.0), epsilon = 1e-9);
        assert_abs_diff_eq!(at_m[5], Vector2::new(34.2, 3.8), epsilon = 1e-9); // 0.2 / 0.5
        assert_abs_diff_eq!(at_m[8], Vector2::new(36.0, 5.0), epsilon = 1e-9);
    }

    #[test]
    fn a_future_without_points_is_none() {
        let mut bench = Bench::straight(5.0).with(car(1, 30.0, 0.0, 0.0, 5.0));
        bench.forecasts = forecasts(Vec::new(), 0);
        bench.look(|scene| {
            let modes = scene.agents.modes();
            assert_eq!((modes.len(), modes[0].probability), (1, 1.0));
        });
        bench.forecasts = forecasts(vec![point(33.0, 3.0, 0.2)], 0);
        assert_eq!(bench.look(|scene| scene.agents.modes()[0].probability), 0.7);
    }

    #[test]
    fn how_far_somebody_is_counts_from_the_ego() {
        let count = |x: f64, y: f64| {
            let bench = Bench::straight(8.0).ego_at(40.0, 6.0, 0.0);
            let bench = bench.with(car(1, 40.0 + x, 6.0 + y, 1.0, 3.0));
            bench.look(|scene| scene.agents.modes().len())
        };
        // (8 + 4) · 4 + 3 · 5 + 15 = 78 m; 0.6 and 0.8 of it
        for side in [1.0, -1.0] {
            assert_eq!(count(side * 46.7, side * 62.3), 1);
            assert_eq!(count(side * 46.9, side * 62.5), 0);
        }
    }

    #[test]
    fn who_is_slow_and_kept_near_rests_and_no_one_faster() {
        let moved_m = |speed: f64, to_x: f64| {
            let mut bench = Bench::straight(5.0).with(car(1, 32.5, 1.0, 0.0, speed));
            bench.forecasts = forecasts(vec![point(to_x, 1.0, 0.0); 12], 0);
            let at_m = centers_m(&bench);
            (at_m[SCORED_STEPS] - at_m[0]).norm()
        };
        assert_eq!(moved_m(0.19, 32.9), 0.0);
        assert_eq!(moved_m(0.19, 32.1), 0.0);
        assert_abs_diff_eq!(moved_m(0.21, 32.9), 0.4, epsilon = 1e-9);
        assert_abs_diff_eq!(moved_m(0.19, 33.1), 0.6, epsilon = 1e-9);
    }

    #[test]
    fn where_the_route_comes_back_somebody_is_looked_for_around_the_ego() {
        let at = |ego: [f64; 3], x: f64, y: f64| {
            let points = [[0.0, 0.0], [200.0, 0.0], [200.0, 8.0], [0.0, 8.0]];
            let mut bench = Bench::straight(5.0).ego_at(ego[0], ego[1], ego[2]);
            bench.route = route_along(&points, Some(13.9));
            let bench = bench.with(car(1, x, y, 0.0, 0.0));
            bench.look(|scene| {
                let state = scene.agents.states(&scene.agents.modes()[0])[0];
                (state.s_m, state.d_m)
            })
        };
        let assert_at = |got: (f64, f64), s_m: f64, d_m: f64| {
            assert_abs_diff_eq!(got.0, s_m, epsilon = 1e-6);
            assert_abs_diff_eq!(got.1, d_m, epsilon = 1e-6);
        };
        // the way back is 348 m ahead of the ego
        assert_at(at([20.0, 0.0, 0.0], 40.0, 7.0), 40.0, 7.0);
        // the way there is 58 m behind the ego on its way back, 20 m behind it counts
        let back = [180.0, 8.0, std::f64::consts::PI];
        assert_at(at(back, 170.0, 1.0), 208.0 + 30.0, 7.0);
        assert_at(at([190.0, 0.0, 0.0], 170.0, 1.0), 170.0, 1.0);
    }

    #[test]
    fn step_by_step_somebody_stays_on_its_branch_of_the_route() {
        let points = [[0.0, 0.0], [40.0, 0.0], [40.0, 24.0], [0.0, 24.0]];
        let north = std::f64::consts::FRAC_PI_2;
        let mut bench = Bench::straight(5.0).ego_at(20.0, 0.0, 0.0);
        bench.route = route_along(&points, Some(13.9));
        // 5 m beside the branch that goes north, and on to the one that comes back
        bench.with(car(1, 35.0, 1.0, north, 5.0)).look(|scene| {
            let states = scene.agents.states(&scene.agents.modes()[0]);
            for (k, state) in states.iter().enumerate() {
                assert_abs_diff_eq!(state.s_m, 35.0, epsilon = 1e-6);
                assert_abs_diff_eq!(state.d_m, 1.0 + 0.5 * k as f64, epsilon = 1e-6);
            }
        });
    }

    #[test]
    fn a_future_is_swept_as_far_as_the_outlines_corners() {
        let other = |x: f64| Swept::of(std::iter::once((Vector2::new(x, 0.0), 0.0, 0.0)))[0];
        let mut parked = car(1, 30.0, 0.0, 0.0, 0.0);
        parked.velocity_mps = Vector2::new(0.03, -0.04);
        Bench::straight(5.0).with(parked).look(|scene| {
            let swept = scene.agents.modes()[0].swept[0];
            // 2.3 + 0.925 m
            assert!(swept.may_meet(&other(30.0 - 3.225 - 4.0 + 1e-3), 4.0));
            assert!(!swept.may_meet(&other(30.0 - 3.225 - 4.0 - 1e-3), 4.0));
            assert_abs_diff_eq!(swept.top_mps, 0.07, epsilon = 1e-12);
        });
    }

    #[test]
    fn inside_a_bend_somebody_is_followed_on_a_route_that_goes_by_faster() {
        // around (x, y), 25 m to the left of sample 30; the car passes it at 4 m
        let route = bend(0.7, 0.04, 120);
        let mut bench = Bench::straight(5.0).ego_at(3.0, -2.0, 0.7);
        let yaw = 0.7 + 29.5 * CHORD_M * 0.04_f64;
        let inside_m = Vector2::new(-yaw.sin(), yaw.cos()) * (25.0 - 4.0);
        let at_m = route.path[30].position_m + inside_m;
        bench.route = route;
        bench.with(car(1, at_m.x, at_m.y, yaw, 5.0)).look(|scene| {
            let states = scene.agents.states(&scene.agents.modes()[0]);
            for (k, state) in states.iter().enumerate() {
                let angle = (0.5 * k as f64 / 4.0).atan();
                let expected = 30.0 * CHORD_M + 25.0 * angle;
                assert_abs_diff_eq!(state.s_m, expected, epsilon = 0.3);
            }
        });
    }
}
