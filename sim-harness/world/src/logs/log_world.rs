//! A recorded scene as a world: agents replay the log, the ego drives.

use std::collections::BTreeSet;
use std::sync::Arc;

use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{
    Actuation, Collision, EgoState, FutureAgent, Header, RouteSignal, Trajectory, Truth,
    TruthFuture,
};
use trunkline_interfaces::{
    AgentId, Capabilities, Duration, Ending, LaneMap, Observation, Stamp, World, WorldError,
    WorldInfo,
};

use super::ego_motion::{self, EgoMotion};
use super::lane_map::lane_map;
use super::replay::agents_at;
use super::route::{RecordedRoute, recorded_route};
use super::scene::SCENE_STEP_S;
use super::{Scene, signals};

/// Time per step of the world, as in the embedded simulator.
const STEP_S: f64 = 0.01;

/// A recorded scene to drive in. Time 0 is the scene's `history_steps`.
#[derive(Debug, Clone)]
pub struct LogWorld {
    scene: Arc<Scene>,
    map: Arc<LaneMap>,
    route: RecordedRoute,
    ego: EgoMotion,
    /// Steps of the world since the reset.
    tick: u64,
    observations: u64,
    routes: u64,
    shown_signals: Option<Vec<RouteSignal>>,
    touched: BTreeSet<AgentId>,
}

impl LogWorld {
    /// A world over a scene, ready to be reset.
    pub fn new(scene: Arc<Scene>) -> Self {
        let lanes_only = lane_map(&scene, Vec::new());
        let route = recorded_route(&scene, &lanes_only);
        let map = Arc::new(lane_map(&scene, route.area(&scene)));
        Self {
            ego: ego_motion::starting(&scene),
            scene,
            map,
            route,
            tick: 0,
            observations: 0,
            routes: 0,
            shown_signals: None,
            touched: BTreeSet::new(),
        }
    }

    /// The scene's lanes as a map.
    pub fn map(&self) -> &Arc<LaneMap> {
        &self.map
    }

    fn now(&self) -> Stamp {
        let step = Duration::from_s(STEP_S);
        Stamp::from_ns(step.ns().saturating_mul(self.tick as i64))
    }

    /// Step of the log, fractional between its own steps.
    fn log_step(&self) -> f64 {
        self.scene.history_steps as f64 + self.tick as f64 * (STEP_S / SCENE_STEP_S)
    }

    fn ego_state(&self, seq: u64) -> EgoState {
        self.ego
            .motion()
            .to_ego_state(Header::sensor(seq, self.now()), 0.0, 0.0)
    }

    fn is_over(&self) -> bool {
        self.log_step() >= (self.scene.steps - 1) as f64 - 1e-6
    }
}

impl World for LogWorld {
    fn reset(&mut self, _seed: u64) -> Result<WorldInfo, WorldError> {
        self.ego = ego_motion::starting(&self.scene);
        self.tick = 0;
        self.observations = 0;
        self.routes = 0;
        self.shown_signals = None;
        self.touched.clear();
        Ok(WorldInfo {
            name: self.scene.id.clone(),
            capabilities: Capabilities {
                truth: true,
                future: true,
                ..Capabilities::default()
            },
            step: Duration::from_s(STEP_S),
            map: Arc::clone(&self.map),
            vehicle: *self.ego.vehicle(),
            duration: Duration::from_s(self.scene.driven_steps() as f64 * SCENE_STEP_S),
        })
    }

    fn ego(&self) -> EgoState {
        self.ego_state(self.tick)
    }

    fn observe(&mut self) -> Observation {
        let step = self.log_step();
        let header = Header::sensor(self.observations, self.now());
        let ego = self.ego_state(self.observations);
        let agents = agents_at(&self.scene, step);
        let footprint = ego.footprint(self.ego.vehicle());
        let velocity = ego.pose().rotate(ego.velocity_mps);
        let mut collisions = Vec::new();
        for agent in &agents {
            if footprint.overlaps(&agent.bbox.footprint()) && self.touched.insert(agent.id) {
                collisions.push(Collision {
                    agent: agent.id,
                    closing_mps: (velocity - agent.velocity_mps).norm(),
                });
            }
        }
        let whole_step = (step + 1e-6) as usize;
        let signals_now = self.route.lights(&self.scene, whole_step);
        let route = (self.shown_signals.as_ref() != Some(&signals_now)).then(|| {
            let header = Header::sensor(self.routes, self.now());
            self.routes += 1;
            self.route.message(&self.scene, header, whole_step)
        });
        self.shown_signals = Some(signals_now);
        self.observations += 1;
        Observation {
            frames: Vec::new(),
            route,
            truth: Some(Arc::new(Truth {
                header,
                ego,
                agents,
                collisions,
                signals: signals::states_at(&self.scene, whole_step),
                views: Vec::new(),
            })),
            ending: self.is_over().then_some(Ending::SourceEnded),
        }
    }

    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError> {
        if self.is_over() {
            return Ok(()); // the log has no more; observe says so
        }
        self.ego.step(actuation, STEP_S);
        self.tick += 1;
        Ok(())
    }

    fn future(&self, _plan: Option<&Trajectory>, horizon_s: f64, dt_s: f64) -> Option<TruthFuture> {
        if !(dt_s > 0.0 && horizon_s.is_finite()) {
            return None;
        }
        let step = self.log_step();
        let count = ((horizon_s / dt_s + 1e-9).floor() as usize).min(self.scene.steps * 100);
        let agents = agents_at(&self.scene, step);
        let futures = agents.iter().map(|agent| FutureAgent {
            id: agent.id,
            poses: self.poses_after(agent.id, step, dt_s, count),
        });
        Some(TruthFuture {
            header: Header::sensor(self.observations, self.now()),
            dt_s,
            agents: futures.collect(),
        })
    }
}

impl LogWorld {
    fn poses_after(&self, id: AgentId, step: f64, dt_s: f64, count: usize) -> Vec<Pose2> {
        let Some(agent) = self.scene.agents.get(id.0 as usize) else {
            return Vec::new();
        };
        (1..=count)
            .map_while(|k| agent.interpolated(step + k as f64 * dt_s / SCENE_STEP_S))
            .map(|s| s.pose)
            .collect()
    }
}
