//! The steps of the simulated world.

use std::sync::Arc;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, EgoState, FutureAgent, Header, SignalState, Trajectory,
    Truth, TruthAgent, TruthFuture,
};
use trunkline_interfaces::{
    Capabilities, Duration, Ending, Observation, SignalId, SignalKind, Stamp, World, WorldError,
    WorldInfo,
};

use super::collisions::Contacts;
use super::ego_vehicle::{self, EgoVehicle};
use super::progress::Progress;
use super::setup::Stage;
use super::stance::Stance;
use super::visibility::visibility;
use crate::agents::{Body, EgoView, Traffic};
use crate::camera::{Camera, Rig, View};
use crate::roads::Roads;
use crate::scenario::Scenario;

/// Time per step.
const STEP: Duration = Duration::from_ms(10);
/// Steps between decisions of the traffic.
const STEPS_PER_DECISION: u64 = 10;
/// Arc length before the goal at which it counts as reached.
const GOAL_REACH_M: f64 = 2.0;
/// Agents farther away are not part of the truth.
const TRUTH_RADIUS_M: f64 = 150.0;
/// The traffic expects the ego on lanes of its route so far ahead.
const EXPECTED_AHEAD_M: f64 = 60.0;

/// The simulated world of one scenario.
#[derive(Debug, Clone)]
pub struct Simulation {
    stage: Arc<Stage>,
    seed: u64,
    traffic: Traffic,
    step: u64,
    ego: EgoVehicle,
    stance: Stance,
    progress: Progress,
    contacts: Contacts,
    signals: Vec<(SignalId, SignalState)>,
    route_seq: u64,
    truth_seq: u64,
    is_route_due: bool,
    rig: Arc<Rig>,
}

impl Simulation {
    /// The world of a scenario, with seed 0 until it is reset.
    ///
    /// # Errors
    /// [`WorldError::Setup`] if the map cannot be read or somebody would start off it.
    pub fn new(scenario: &Scenario) -> Result<Self, WorldError> {
        Self::on(Arc::new(Stage::new(scenario)?), 0)
    }

    /// The world of a scenario on roads of one's own, whatever map the scenario names.
    ///
    /// # Errors
    /// [`WorldError::Setup`] if somebody would start off the roads.
    pub fn on_roads(scenario: &Scenario, roads: Roads) -> Result<Self, WorldError> {
        Self::on(Arc::new(Stage::on_roads(scenario, roads)?), 0)
    }

    /// With cameras on the ego; each shows a frame at every observation, and the truth has its labels.
    #[must_use]
    pub fn with_cameras(mut self, cameras: Vec<Camera>) -> Self {
        self.rig = Arc::new(Rig::new(cameras));
        self
    }

    /// With the images of all frames left empty; the truth's labels are the same to the bit. For
    /// drives in which nobody looks at images: nothing is shaded for them.
    #[must_use]
    pub fn without_images(mut self) -> Self {
        self.rig = Arc::new(self.rig.without_images());
        self
    }

    /// How many agents there are now, wherever they are: everybody but the ego and parked cars.
    pub fn agent_count(&self) -> usize {
        self.traffic.count()
    }

    pub(super) fn on(stage: Arc<Stage>, seed: u64) -> Result<Self, WorldError> {
        let scenario = &stage.scenario;
        let traffic = stage.traffic(seed)?;
        let ego = ego_vehicle::rolling(
            stage.start,
            scenario.ego.speed_mps,
            scenario.weather.friction,
        );
        let path = stage.ground.frame.path.clone();
        let surface = &stage.ground.network.surface;
        let stance = Stance::on(surface, stage.start, ego.vehicle().wheelbase_m, None);
        Ok(Self {
            progress: Progress::new(path, stage.start.position_m()),
            signals: traffic.signal_states(0.0),
            traffic,
            step: 0,
            ego,
            stance,
            contacts: Contacts::default(),
            route_seq: 0,
            truth_seq: 0,
            is_route_due: true,
            rig: Arc::default(),
            seed,
            stage,
        })
    }

    fn now(&self) -> Stamp {
        Stamp::from_ns(STEP.ns().saturating_mul(self.step as i64))
    }

    fn footprint(&self) -> Rectangle {
        self.ego.vehicle().footprint(&self.ego.motion().pose)
    }

    /// Velocity of the rear axle in the world.
    fn velocity_mps(&self) -> Vector2<f64> {
        let motion = self.ego.motion();
        motion.pose.rotate(motion.velocity_mps)
    }

    fn ending(&self) -> Option<Ending> {
        if self.progress.s_m() >= self.stage.route.goal_s_m - GOAL_REACH_M {
            Some(Ending::GoalReached)
        } else if self.now().s() >= self.stage.scenario.duration_s {
            Some(Ending::TimeUp)
        } else {
            None
        }
    }

    /// What the traffic knows of the ego.
    fn ego_view(&self) -> EgoView {
        let front_s_m = self.progress.s_m() + self.ego.vehicle().front_from_rear_axle_m();
        // A red light ahead holds the ego back, as it does others.
        let red_s_m = self.stage.route.signals.iter().find_map(|s| {
            let is_ahead = s.kind == SignalKind::TrafficLight && s.stop_s_m > front_s_m - 1.0;
            (is_ahead && self.signal_state(s.id) == SignalState::Stop).then_some(s.stop_s_m)
        });
        let end_s_m = red_s_m
            .unwrap_or(f64::INFINITY)
            .min(front_s_m + EXPECTED_AHEAD_M);
        let ahead = |(lane, s_m): &(u32, f64)| {
            (*s_m > front_s_m && *s_m < end_s_m).then_some((*lane, s_m - front_s_m))
        };
        EgoView {
            footprint: self.footprint(),
            velocity_mps: self.velocity_mps(),
            speed_mps: self.ego.motion().speed_mps(),
            front_s_m,
            lanes_ahead: self.stage.lane_starts.iter().filter_map(ahead).collect(),
        }
    }

    fn signal_state(&self, id: SignalId) -> SignalState {
        self.signals
            .binary_search_by_key(&id, |(id, _)| *id)
            .map_or(SignalState::Unknown, |i| self.signals[i].1)
    }

    /// One step of everything.
    fn advance(&mut self, actuation: &Actuation) {
        if self.step.is_multiple_of(STEPS_PER_DECISION) {
            let view = self.ego_view();
            self.traffic.decide(&view, self.now().s());
        }
        self.ego.bicycle_mut().set_climb(self.stance.climb());
        self.ego.step(actuation, STEP.s());
        self.stance = Stance::on(
            &self.stage.ground.network.surface,
            self.ego.motion().pose,
            self.ego.vehicle().wheelbase_m,
            Some(self.stance),
        );
        self.progress.follow(self.ego.motion().pose.position_m());
        let footprint = self.footprint();
        self.traffic.advance(footprint.center_m, STEP.s());
        self.step += 1;
        let velocity_mps = self.velocity_mps();
        let near = self.traffic.bodies_near(footprint.center_m);
        self.contacts.update(&footprint, velocity_mps, near);
        if self.step.is_multiple_of(STEPS_PER_DECISION) {
            let states = self.traffic.signal_states(self.now().s());
            if states != self.signals {
                let is_on_route =
                    |id: SignalId| self.stage.route.signals.iter().any(|s| s.id == id);
                let mut changed = states
                    .iter()
                    .zip(&self.signals)
                    .filter(|(new, old)| new != old);
                self.is_route_due |= changed.any(|(new, _)| is_on_route(new.0));
                self.signals = states;
            }
        }
    }

    /// What the cameras show of a truth, and its labels.
    fn look(&self, truth: &Truth) -> (Vec<Arc<CameraFrame>>, Vec<CameraTruth>) {
        if self.rig.is_empty() {
            return Default::default();
        }
        let told = self.traffic.signalling();
        let scenery = self.stage.scenery();
        let conditions = self.stage.scenario.weather.conditions();
        let told_by = |a: &TruthAgent| told.get(&a.id).copied().unwrap_or_default();
        self.rig.shoot(View {
            header: truth.header,
            conditions,
            ego: &truth.ego,
            agents: &truth.agents,
            signalling: &truth.agents.iter().map(told_by).collect::<Vec<_>>(),
            seed: self.seed,
            backdrop: scenery.backdrop_in(conditions),
            switched: scenery.showing(|id| self.signal_state(id)),
            street_lights: &scenery.street_lights,
        })
    }

    /// Agents near the ego, by ascending id, as the truth has them.
    fn truth_agents(&self) -> Vec<TruthAgent> {
        let center_m = self.footprint().center_m;
        let is_near = |b: &Body| {
            (b.pose.position_m() - center_m).norm_squared() < TRUTH_RADIUS_M * TRUTH_RADIUS_M
        };
        let mut bodies: Vec<Body> = self.traffic.bodies().filter(is_near).collect();
        bodies.sort_unstable_by_key(|b| b.id);
        let seen = visibility(center_m, self.stance.elevation_m, &bodies);
        bodies
            .iter()
            .zip(seen)
            .map(|(b, visibility)| TruthAgent {
                id: b.id,
                class: b.class,
                bbox: b.bbox(),
                velocity_mps: b.velocity_mps,
                yaw_rate_radps: b.yaw_rate_radps,
                visibility,
            })
            .collect()
    }
}

impl World for Simulation {
    fn reset(&mut self, seed: u64) -> Result<WorldInfo, WorldError> {
        self.rig.check().map_err(|reason| WorldError::Setup {
            world: format!("scenario `{}`", self.stage.scenario.name),
            reason,
        })?;
        let rig = Arc::clone(&self.rig);
        *self = Self {
            rig,
            ..Self::on(Arc::clone(&self.stage), seed)?
        };
        Ok(WorldInfo {
            name: self.stage.scenario.name.clone(),
            capabilities: Capabilities {
                images: self.rig.has_images(),
                labels: !self.rig.is_empty(),
                truth: true,
                future: true,
            },
            step: STEP,
            map: Arc::clone(&self.stage.map),
            vehicle: *self.ego.vehicle(),
            duration: Duration::from_s(self.stage.scenario.duration_s),
        })
    }

    fn ego(&self) -> EgoState {
        let header = Header::sensor(self.step, self.now());
        self.ego
            .motion()
            .to_ego_state(header, self.stance.elevation_m, self.stance.pitch_rad)
    }

    fn observe(&mut self) -> Observation {
        let route = std::mem::take(&mut self.is_route_due).then(|| {
            let mut route = self.stage.route.clone();
            route.header = Header::sensor(self.route_seq, self.now());
            for signal in &mut route.signals {
                signal.state = match signal.kind {
                    SignalKind::TrafficLight => self.signal_state(signal.id),
                    SignalKind::Stop | SignalKind::Yield => SignalState::Stop,
                };
            }
            self.route_seq += 1;
            Arc::new(route)
        });
        let center_m = self.footprint().center_m;
        self.traffic.place_within(center_m, TRUTH_RADIUS_M);
        let mut truth = Truth {
            header: Header::sensor(self.truth_seq, self.now()),
            ego: self.ego(),
            agents: self.truth_agents(),
            collisions: self.contacts.take(),
            signals: self.signals.clone(),
            views: Vec::new(),
        };
        self.truth_seq += 1;
        let frames;
        (frames, truth.views) = self.look(&truth);
        Observation {
            frames,
            route,
            truth: Some(Arc::new(truth)),
            ending: self.ending(),
        }
    }

    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError> {
        self.advance(actuation);
        Ok(())
    }

    fn future(&self, plan: Option<&Trajectory>, horizon_s: f64, dt_s: f64) -> Option<TruthFuture> {
        let steps_per_pose = (dt_s / STEP.s()).round();
        let poses = (horizon_s / dt_s).round();
        if !(1.0..=1e4).contains(&steps_per_pose) || !(0.0..=1e4).contains(&poses) {
            return None;
        }
        let actuation = plan.filter(|p| !p.points.is_empty()).map_or(
            Actuation::Control {
                steering_rad: 0.0,
                acceleration_mps2: 0.0,
            },
            |p| Actuation::Trajectory(p.clone()),
        );
        let mut copy = self.clone();
        copy.traffic.place();
        let mut agents: Vec<FutureAgent> = copy
            .truth_agents()
            .iter()
            .map(|a| FutureAgent {
                id: a.id,
                poses: Vec::with_capacity(poses as usize),
            })
            .collect();
        for _ in 0..poses as usize {
            for _ in 0..steps_per_pose as usize {
                copy.advance(&actuation);
            }
            copy.traffic.place();
            for body in copy.traffic.bodies() {
                if let Ok(i) = agents.binary_search_by_key(&body.id, |a| a.id) {
                    agents[i].poses.push(body.pose);
                }
            }
        }
        Some(TruthFuture {
            header: Header::sensor(self.truth_seq, self.now()),
            dt_s,
            agents,
        })
    }
}
