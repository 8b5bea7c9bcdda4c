//! What really is going to happen, as the world tells it.

use nalgebra::{Matrix2, Vector2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{
    ForecastMode, ForecastPoint, Forecasts, FutureAgent, Track, Truth, TruthAgent, TruthFuture,
};
use trunkline_interfaces::stages::{Forecaster, ForecasterInput};
use trunkline_interfaces::{AgentId, ConfigError, StageError, StepContext};

use super::constant_velocity::straight_on;
use super::horizon::{DEFAULT_DT_S, DEFAULT_HORIZON_S, Horizon};
use super::track_by_track::track_by_track;

/// A track farther than this from every agent of its class is a ghost and goes straight on, m.
const MATCH_RADIUS_M: f64 = 4.0;
/// Standard deviation that is stated for the true future, m: it must not be zero.
const STATED_SIGMA_M: f64 = 0.05;

/// Parameters of [`OracleForecaster`].
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OracleForecasterConfig {
    /// Time between points, s, in [0.05, 1].
    pub dt_s: f64,
    /// Reach of the forecast, s, at most 20.
    pub horizon_s: f64,
}

impl Default for OracleForecasterConfig {
    fn default() -> Self {
        Self {
            dt_s: DEFAULT_DT_S,
            horizon_s: DEFAULT_HORIZON_S,
        }
    }
}

/// The true future, one mode per track. A track is the nearest agent of its class (its id is the
/// agent's only with the oracle tracker).
#[derive(Debug)]
pub struct OracleForecaster {
    horizon: Horizon,
}

impl OracleForecaster {
    /// The forecaster of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: OracleForecasterConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            horizon: Horizon::checked(config.dt_s, config.horizon_s)?,
        })
    }
}

/// The agent that a track most likely is.
fn agent_of(track: &Track, truth: &Truth) -> Option<AgentId> {
    let distance_m = |a: &TruthAgent| (a.bbox.center_m - track.bbox.center_m).xy().norm();
    truth
        .agents
        .iter()
        .filter(|a| a.class == track.class)
        .map(|a| (distance_m(a), a.id))
        .filter(|(distance_m, _)| *distance_m <= MATCH_RADIUS_M)
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map(|(_, id)| id)
}

/// The pose of an agent some time after the future's stamp, interpolated; where the future ends
/// it goes straight on.
pub(crate) fn pose_after(now: Pose2, future: &FutureAgent, dt_s: f64, time_s: f64) -> Pose2 {
    let pose = |k: usize| match k.checked_sub(1) {
        None => now,
        Some(i) => future.poses.get(i).copied().unwrap_or(now),
    };
    let last = future.poses.len();
    if last == 0 || !(dt_s > 0.0) {
        return now;
    }
    let place = (time_s / dt_s).max(0.0);
    let k = (place.floor() as usize).min(last - 1);
    let (a, b) = (pose(k), pose(k + 1));
    let share = place - k as f64; // > 1 beyond the end: straight on
    let turn = angle_difference_rad(b.yaw_rad, a.yaw_rad) * share.min(1.0);
    let p: Vector2<f64> = a.position_m() + (b.position_m() - a.position_m()) * share;
    Pose2 {
        x_m: p.x,
        y_m: p.y,
        yaw_rad: wrap_rad(a.yaw_rad + turn),
    }
}

/// The forecast points of an agent's true future, from `delay_s` after the future's stamp on.
pub(crate) fn true_points(
    now: Pose2,
    future: &FutureAgent,
    future_dt_s: f64,
    delay_s: f64,
    times_s: impl Iterator<Item = f64>,
) -> Vec<ForecastPoint> {
    times_s
        .map(|t| {
            let pose = pose_after(now, future, future_dt_s, t + delay_s);
            ForecastPoint {
                position_m: pose.position_m(),
                yaw_rad: pose.yaw_rad,
                covariance_m2: Matrix2::identity() * (STATED_SIGMA_M * STATED_SIGMA_M),
            }
        })
        .collect()
}

fn future_of(future: &TruthFuture, id: AgentId) -> Option<&FutureAgent> {
    future
        .agents
        .binary_search_by_key(&id, |a| a.id)
        .ok()
        .map(|i| &future.agents[i])
}

impl Forecaster for OracleForecaster {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        let truth = ctx.truth()?;
        let tracks = input.tracks;
        let mode = |track: &Track| {
            let id = agent_of(track, truth.now)?;
            let agent = truth.now.agent(id)?;
            let future = truth.future?;
            let delay_s = (tracks.header.stamp - future.header.stamp).s();
            Some(ForecastMode {
                probability: 1.0,
                points: true_points(
                    agent.bbox.pose(),
                    future_of(future, id)?,
                    future.dt_s,
                    delay_s,
                    self.horizon.times_s(),
                ),
            })
        };
        Ok(track_by_track(tracks, self.horizon.dt_s, ctx, |track| {
            vec![mode(track).unwrap_or_else(|| straight_on(track, self.horizon))]
        }))
    }

    fn reset(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{context, track};
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::messages::Tracks;
    use trunkline_interfaces::stages::{Stage, TruthView};
    use trunkline_interfaces::{AgentClass, Duration, Stamp};

    fn future() -> FutureAgent {
        FutureAgent {
            id: AgentId(1),
            poses: vec![Pose2::new(1.0, 0.0, 0.0), Pose2::new(3.0, 0.0, 0.2)],
        }
    }

    #[test]
    fn poses_between_the_given_ones_are_interpolated() {
        let now = Pose2::new(0.0, 0.0, 0.0);
        // the poses hold at 0.5 s and 1 s: 0.75 s is half way from x = 1 to x = 3
        assert_abs_diff_eq!(
            pose_after(now, &future(), 0.5, 0.75).x_m,
            2.0,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            pose_after(now, &future(), 0.5, 0.25).x_m,
            0.5,
            epsilon = 1e-12
        );
    }

    #[test]
    fn beyond_its_end_the_future_goes_straight_on() {
        let now = Pose2::new(0.0, 0.0, 0.0);
        let far = pose_after(now, &future(), 0.5, 2.0);
        assert_abs_diff_eq!(far.x_m, 7.0, epsilon = 1e-12); // 3 + 1 s · 4 m/s
        assert_abs_diff_eq!(far.yaw_rad, 0.2, epsilon = 1e-12);
    }

    #[test]
    fn a_track_is_the_nearest_agent_of_its_class() {
        let agent = |id: u32, class: AgentClass, x: f64| TruthAgent {
            id: AgentId(id),
            class,
            bbox: track(id, class, x, 0.0, 0.0, 0.0).bbox,
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            visibility: 1.0,
        };
        let truth = crate::bench::truth(vec![
            agent(1, AgentClass::Car, 0.0),
            agent(2, AgentClass::Car, 3.0),
            agent(3, AgentClass::Pedestrian, 1.9),
        ]);
        let of = |x: f64| agent_of(&track(9, AgentClass::Car, x, 0.0, 0.0, 0.0), &truth);
        assert_eq!(of(1.4), Some(AgentId(1)));
        assert_eq!(of(1.6), Some(AgentId(2)));
        assert_eq!(of(1.5), Some(AgentId(1)), "of equals the first");
        assert_eq!((of(6.9), of(7.1)), (Some(AgentId(2)), None));
    }

    #[test]
    fn a_future_of_no_poses_or_no_step_stays() {
        let now = Pose2::new(1.0, 2.0, 0.3);
        let empty = FutureAgent {
            id: AgentId(1),
            poses: Vec::new(),
        };
        assert_eq!(pose_after(now, &empty, 0.5, 3.0), now);
        assert_eq!(pose_after(now, &future(), 0.0, 3.0), now);
        assert_eq!(pose_after(now, &future(), 0.5, -3.0), now);
        let points = true_points(now, &future(), 0.5, 0.25, [0.25, 0.5].into_iter());
        assert_abs_diff_eq!(points[0].position_m.x, 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(points[1].position_m.x, 2.0, epsilon = 1e-12);
        assert_abs_diff_eq!(points[1].yaw_rad, 0.1, epsilon = 1e-12);
        assert_abs_diff_eq!(points[0].covariance_m2[(0, 0)], 0.0025, epsilon = 1e-15);
        assert!(future_of(&TruthFuture::default(), AgentId(1)).is_none());
    }

    #[test]
    fn off_the_axes_poses_are_interpolated_and_yaws_turn_the_shorter_way() {
        let now = Pose2::new(1.0, 2.0, 0.3);
        let future = FutureAgent {
            id: AgentId(1),
            poses: vec![
                Pose2::new(4.0, 6.0, 0.5),
                Pose2::new(5.0, 9.0, 1.1),
                Pose2::new(9.0, 8.0, 0.9),
            ],
        };
        // valid at 0.4 s, 0.8 s and 1.2 s
        let cases = [
            (0.1, [1.75, 3.0, 0.35]), // a quarter of the way to the first
            (0.4, [4.0, 6.0, 0.5]),
            (0.9, [6.0, 8.75, 1.05]), // a quarter from the second to the third
            (1.2, [9.0, 8.0, 0.9]),
            (1.6, [13.0, 7.0, 0.9]), // as far again, not turned further
            (-0.2, [1.0, 2.0, 0.3]),
        ];
        for (time_s, [x, y, yaw]) in cases {
            let pose = pose_after(now, &future, 0.4, time_s);
            assert_abs_diff_eq!(pose.x_m, x, epsilon = 1e-9);
            assert_abs_diff_eq!(pose.y_m, y, epsilon = 1e-9);
            assert_abs_diff_eq!(pose.yaw_rad, yaw, epsilon = 1e-9);
        }
        let across = FutureAgent {
            id: AgentId(1),
            poses: vec![Pose2::new(0.0, 0.0, -3.0)],
        };
        // from 3.0 to −3.0 by the back: 2π − 6 = 0.283 rad, three quarters of it are past π
        let pose = pose_after(Pose2::new(0.0, 0.0, 3.0), &across, 0.4, 0.3);
        let tau = std::f64::consts::TAU;
        assert_abs_diff_eq!(pose.yaw_rad, 3.0 + 0.75 * (tau - 6.0) - tau, epsilon = 1e-9);
    }

    #[test]
    fn who_is_known_does_what_it_is_going_to_do_and_a_ghost_goes_straight_on() {
        let known = track(7, AgentClass::Car, 10.0, 5.0, 0.2, 3.0);
        let agent = |id: u32, x: f64| TruthAgent {
            id: AgentId(id),
            class: AgentClass::Car,
            bbox: track(id, AgentClass::Car, x, 5.0, 0.2, 0.0).bbox,
            velocity_mps: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            visibility: 1.0,
        };
        let now = crate::bench::truth(vec![agent(3, 60.0), agent(8, 10.5)]);
        let mut future = TruthFuture {
            dt_s: 0.5,
            agents: vec![FutureAgent {
                id: AgentId(8),
                poses: vec![Pose2::new(12.0, 6.0, 0.4), Pose2::new(14.0, 8.0, 0.8)],
            }],
            ..TruthFuture::default()
        };
        future.header.stamp = Stamp::ZERO + Duration::from_ms(100);
        let mut tracks = Tracks {
            tracks: vec![known, track(1, AgentClass::Car, 30.0, 9.0, 0.6, 4.0)],
            ..Tracks::default()
        };
        tracks.header.stamp = Stamp::ZERO + Duration::from_ms(200);
        let (vehicle, map, route) = Default::default();
        let ctx = StepContext {
            truth: Some(TruthView {
                now: &now,
                future: Some(&future),
            }),
            ..context(Stage::Forecaster, 2, &vehicle, &map)
        };
        let mut oracle = OracleForecaster::from_config(OracleForecasterConfig {
            dt_s: 0.3,
            horizon_s: 0.9,
        })
        .unwrap();
        let input = ForecasterInput {
            tracks: &tracks,
            route: &route,
        };
        let forecasts = oracle.forecast(input, &ctx).unwrap();
        assert_eq!(
            (forecasts.dt_s, forecasts.header.stamp),
            (0.3, tracks.header.stamp)
        );
        let of = |i: usize| {
            (
                forecasts.forecasts[i].track.0,
                &forecasts.forecasts[i].modes[0],
            )
        };
        let (id, mode) = of(0);
        assert_eq!((id, mode.probability, mode.points.len()), (7, 1.0, 3));
        // 0.3 s after the tracks are 0.4 s of the future: 4/5 from (10.5, 5) to (12, 6)
        assert_abs_diff_eq!(
            mode.points[0].position_m,
            Vector2::new(11.7, 5.8),
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(mode.points[0].yaw_rad, 0.36, epsilon = 1e-9);
        // and 1 s the second pose
        assert_abs_diff_eq!(
            mode.points[2].position_m,
            Vector2::new(14.0, 8.0),
            epsilon = 1e-9
        );
        let (id, mode) = of(1);
        let end = Vector2::new(30.0 + 3.6 * 0.6_f64.cos(), 9.0 + 3.6 * 0.6_f64.sin());
        assert_eq!(id, 1);
        assert_abs_diff_eq!(mode.points[2].position_m, end, epsilon = 1e-9);
    }
}
