//! Planner `oracle`: the proposal planner on true agents and true futures.

use nalgebra::Matrix4;
use trunkline_interfaces::messages::{
    Forecast, ForecastMode, Forecasts, Plan, Track, Tracks, TruthAgent,
};
use trunkline_interfaces::stages::{Planner, PlannerInput, TruthView};
use trunkline_interfaces::{ConfigError, Duration, StageError, StepContext, TrackId};

use super::{ProposalPlanner, ProposalPlannerConfig};
use crate::forecasting::true_points;

/// Variance that is stated for true states: it must not be zero.
const STATED_VARIANCE: f64 = 1e-4;

/// The proposal planner, given what really is there and what really is going to happen. Where
/// the world cannot tell the future, agents go straight on.
#[derive(Debug)]
pub struct OraclePlanner {
    planner: ProposalPlanner,
}

impl OraclePlanner {
    /// The planner of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: ProposalPlannerConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            planner: ProposalPlanner::from_config(config)?,
        })
    }
}

fn track(agent: &TruthAgent, truth: TruthView<'_>) -> Track {
    Track {
        id: TrackId(agent.id.0),
        class: agent.class,
        bbox: agent.bbox,
        velocity_mps: agent.velocity_mps,
        yaw_rate_radps: agent.yaw_rate_radps,
        covariance: Matrix4::identity() * STATED_VARIANCE,
        existence: 1.0,
        detection: None,
        first_seen: truth.now.header.stamp,
        coasting: Duration::ZERO,
    }
}

fn forecasts(truth: TruthView<'_>) -> Forecasts {
    let Some(future) = truth.future else {
        return Forecasts {
            header: truth.now.header,
            dt_s: 1.0,
            forecasts: Vec::new(),
        };
    };
    let forecasts = future
        .agents
        .iter()
        .filter_map(|agent| {
            let now = truth.now.agent(agent.id)?.bbox.pose();
            let times_s = (1..=agent.poses.len()).map(|k| k as f64 * future.dt_s);
            let points = true_points(now, agent, future.dt_s, 0.0, times_s);
            Some(Forecast {
                track: TrackId(agent.id.0),
                modes: vec![ForecastMode {
                    probability: 1.0,
                    points,
                }],
            })
        })
        .collect();
    Forecasts {
        header: future.header,
        dt_s: future.dt_s,
        forecasts,
    }
}

impl Planner for OraclePlanner {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let truth = ctx.truth()?;
        let tracks = Tracks {
            header: truth.now.header,
            tracks: truth.now.agents.iter().map(|a| track(a, truth)).collect(),
        };
        let forecasts = forecasts(truth);
        self.planner.plan(
            PlannerInput {
                tracks: &tracks,
                forecasts: &forecasts,
                ..input
            },
            ctx,
        )
    }

    fn reset(&mut self) {
        self.planner.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Vector2, Vector3};
    use trunkline_interfaces::geometry::{OrientedBox, Pose2};
    use trunkline_interfaces::messages::{FutureAgent, TruthFuture};
    use trunkline_interfaces::{AgentClass, AgentId};

    #[test]
    fn tracks_and_forecasts_are_those_of_the_truth() {
        let agent = TruthAgent {
            id: AgentId(6),
            class: AgentClass::Car,
            bbox: OrientedBox {
                center_m: Vector3::new(1.0, 2.0, 0.75),
                size_m: Vector3::new(4.5, 1.8, 1.5),
                yaw_rad: 0.3,
            },
            velocity_mps: Vector2::new(3.0, 4.0),
            yaw_rate_radps: 0.1,
            visibility: 1.0,
        };
        let poses = vec![Pose2::new(2.0, 3.0, 0.3), Pose2::new(4.0, 3.0, 0.4)];
        let gone = FutureAgent {
            id: AgentId(99),
            poses: poses.clone(),
        };
        let future = TruthFuture {
            dt_s: 0.5,
            agents: vec![
                FutureAgent {
                    id: AgentId(6),
                    poses,
                },
                gone,
            ],
            ..TruthFuture::default()
        };
        let now = crate::bench::truth(vec![agent]);
        let truth = TruthView {
            now: &now,
            future: Some(&future),
        };
        let track = track(&agent, truth);
        assert_eq!(
            (track.id, track.class, track.bbox),
            (TrackId(6), agent.class, agent.bbox)
        );
        assert_eq!(
            (track.velocity_mps, track.yaw_rate_radps),
            (agent.velocity_mps, 0.1)
        );
        assert_eq!((track.existence, track.coasting), (1.0, Duration::ZERO));
        assert_eq!(track.covariance, Matrix4::from_diagonal_element(1e-4));
        let forecasts = forecasts(truth);
        assert_eq!((forecasts.dt_s, forecasts.forecasts.len()), (0.5, 1));
        let points = &forecasts.forecasts[0].modes[0].points;
        let places: Vec<_> = points.iter().map(|p| (p.position_m, p.yaw_rad)).collect();
        assert_eq!(places[0], (Vector2::new(2.0, 3.0), 0.3));
        assert!((places[1].0 - Vector2::new(4.0, 3.0)).norm() < 1e-12 && places.len() == 2);
        let blind = super::forecasts(TruthView {
            now: &now,
            future: None,
        });
        assert!(blind.forecasts.is_empty());
    }
}
