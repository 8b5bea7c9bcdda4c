//! The steps of the simulated world.

use std::sync::Arc;

use trunkline_interfaces::messages::{Actuation, EgoState, Header, Trajectory, Truth, TruthFuture};
use trunkline_interfaces::{
    Capabilities, Duration, Ending, Observation, Stamp, World, WorldError, WorldInfo,
};

use super::ego_vehicle::EgoVehicle;
use super::progress::Progress;
use super::setup::Stage;
use crate::scenario::Scenario;

/// Time per step.
const STEP: Duration = Duration::from_ms(10);
/// Arc length before the goal at which it counts as reached.
const GOAL_REACH_M: f64 = 2.0;

/// The simulated world of one scenario.
#[derive(Debug, Clone)]
pub struct Simulation {
    stage: Arc<Stage>,
    now: Stamp,
    step: u64,
    ego: EgoVehicle,
    progress: Progress,
    route_seq: u64,
    truth_seq: u64,
    is_route_due: bool,
}

impl Simulation {
    /// The world of a scenario, with seed 0 until it is reset.
    ///
    /// # Errors
    /// [`WorldError::Setup`] if the map cannot be read or the start is off it.
    pub fn new(scenario: &Scenario) -> Result<Self, WorldError> {
        Self::on(Arc::new(Stage::new(scenario)?))
    }

    fn on(stage: Arc<Stage>) -> Result<Self, WorldError> {
        let scenario = &stage.scenario;
        let path = stage.route.polyline().map_err(|e| WorldError::Setup {
            world: format!("scenario `{}`", scenario.name),
            reason: e.to_string(),
        })?;
        let ego = EgoVehicle::new(
            stage.start,
            scenario.ego.speed_mps,
            scenario.weather.friction,
        );
        Ok(Self {
            progress: Progress::new(path, stage.start.position_m()),
            now: Stamp::ZERO,
            step: 0,
            ego,
            route_seq: 0,
            truth_seq: 0,
            is_route_due: true,
            stage,
        })
    }

    fn ending(&self) -> Option<Ending> {
        if self.progress.s_m() >= self.stage.route.goal_s_m - GOAL_REACH_M {
            Some(Ending::GoalReached)
        } else if self.now.s() >= self.stage.scenario.duration_s {
            Some(Ending::TimeUp)
        } else {
            None
        }
    }
}

impl World for Simulation {
    fn reset(&mut self, _seed: u64) -> Result<WorldInfo, WorldError> {
        *self = Self::on(Arc::clone(&self.stage))?;
        Ok(WorldInfo {
            name: self.stage.scenario.name.clone(),
            capabilities: Capabilities {
                images: false,
                depth: false,
                semantics: false,
                truth: true,
                future: true,
                map: true,
                deterministic: true,
            },
            step: STEP,
            map: Arc::clone(&self.stage.map),
            vehicle: *self.ego.vehicle(),
            duration: Duration::from_s(self.stage.scenario.duration_s),
        })
    }

    fn ego(&self) -> EgoState {
        self.ego
            .motion()
            .to_ego_state(Header::sensor(self.step, self.now), 0.0)
    }

    fn observe(&mut self) -> Observation {
        let route = self.is_route_due.then(|| {
            let mut route = self.stage.route.clone();
            route.header = Header::sensor(self.route_seq, self.now);
            Arc::new(route)
        });
        if route.is_some() {
            self.route_seq += 1;
            self.is_route_due = false;
        }
        let truth = Truth {
            header: Header::sensor(self.truth_seq, self.now),
            ego: self.ego(),
            agents: Vec::new(),
            collisions: Vec::new(),
            signals: Vec::new(),
        };
        self.truth_seq += 1;
        Observation {
            frames: Vec::new(),
            route,
            truth: Some(Arc::new(truth)),
            ending: self.ending(),
        }
    }

    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError> {
        self.ego.step(actuation, STEP.s());
        self.now += STEP;
        self.step += 1;
        self.progress.follow(self.ego.motion().pose.position_m());
        Ok(())
    }

    fn future(
        &self,
        _plan: Option<&Trajectory>,
        _horizon_s: f64,
        _dt_s: f64,
    ) -> Option<TruthFuture> {
        None
    }
}
