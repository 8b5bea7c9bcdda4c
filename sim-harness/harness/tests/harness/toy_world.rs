//! A straight road along x, the ego as a point mass, one car ahead with a speed from the seed.

use std::sync::Arc;

use nalgebra::{Isometry3, Vector2, Vector3};
use ndarray::{Array2, Array3};

use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, EgoState, FutureAgent, Header, Route, RoutePoint,
    SeenAgent, Trajectory, Truth, TruthAgent, TruthFuture,
};
use trunkline_interfaces::{
    AgentClass, AgentId, Capabilities, Duration, Ending, Intrinsics, LaneMap, Observation, Random,
    SemanticClass, Stamp, VehicleParams, World, WorldError, WorldInfo,
};

pub(crate) const STEP: Duration = Duration::from_ms(10);
/// Height and width of an image.
const IMAGE: (usize, usize) = (18, 32);

/// What tests want to be otherwise.
#[derive(Debug, Clone)]
pub(crate) struct ToyWorld {
    pub(crate) duration_s: f64,
    pub(crate) capabilities: Capabilities,
    /// The ego's position becomes NaN at this time.
    pub(crate) nan_at: Option<Stamp>,
    /// Names of its cameras, which all look ahead.
    pub(crate) cameras: Vec<&'static str>,
    now: Stamp,
    ego_x_m: f64,
    speed_mps: f64,
    acceleration_mps2: f64,
    lead_x_m: f64,
    lead_speed_mps: f64,
    is_route_due: bool,
    /// What was asked of it, in order.
    pub(crate) actuations: Vec<Actuation>,
}

impl ToyWorld {
    pub(crate) fn new(duration_s: f64) -> Self {
        Self {
            duration_s,
            capabilities: Capabilities {
                truth: true,
                future: true,
                ..Capabilities::default()
            },
            nan_at: None,
            cameras: Vec::new(),
            now: Stamp::ZERO,
            ego_x_m: 0.0,
            speed_mps: 0.0,
            acceleration_mps2: 0.0,
            lead_x_m: 0.0,
            lead_speed_mps: 0.0,
            is_route_due: true,
            actuations: Vec::new(),
        }
    }

    /// The same with cameras that look ahead.
    pub(crate) fn with_cameras(duration_s: f64, cameras: &[&'static str]) -> Self {
        let mut world = Self::new(duration_s);
        world.capabilities.images = true;
        world.capabilities.labels = true;
        world.cameras = cameras.to_vec();
        world
    }

    /// Sky, a road that comes nearer row by row, and the car ahead in the middle.
    fn frame(&self, name: &str) -> CameraFrame {
        let tick = (self.now.ns() / STEP.ns()) as usize;
        let (height, width) = IMAGE;
        CameraFrame {
            header: Header::sensor(0, self.now),
            camera: name.into(),
            image: Array3::from_shape_fn((height, width, 3), |(y, x, c)| {
                (3 * tick + 7 * x + 5 * y + 11 * c + name.len()) as u8
            }),
            intrinsics: Intrinsics::pinhole(width as u32, height as u32, 1.5),
            ego_from_camera: Isometry3::translation(1.5, 0.0, 1.4),
        }
    }

    fn view(&self, name: &str) -> CameraTruth {
        let (height, width) = IMAGE;
        let ahead_m = (self.lead_x_m - self.ego_x_m) as f32;
        let is_car = |(y, x): (usize, usize)| (7..12).contains(&y) && (14..18).contains(&x);
        let is_sky = |y: usize| y < height / 2;
        CameraTruth {
            camera: name.into(),
            classes: Array2::from_shape_fn(IMAGE, |at| match at {
                _ if is_car(at) => SemanticClass::Vehicle as u8,
                (y, _) if is_sky(y) => SemanticClass::Sky as u8,
                _ => SemanticClass::Road as u8,
            }),
            instances: Array2::from_shape_fn(IMAGE, |at| u16::from(is_car(at))),
            depth_m: Array2::from_shape_fn((height, width), |at| match at {
                _ if is_car(at) => ahead_m,
                (y, _) if is_sky(y) => 0.0,
                (y, _) => 25.0 / (y - height / 2 + 1) as f32,
            }),
            agents: vec![SeenAgent {
                agent: AgentId(7),
                class: AgentClass::Car,
                box_px: [13.5, 6.5, 17.5, 11.5],
                whole_box_px: [13.5, 6.5, 17.5, 11.5],
                pixels: 20,
                visibility: 1.0,
            }],
        }
    }

    fn lead(&self) -> TruthAgent {
        TruthAgent {
            id: AgentId(7),
            class: AgentClass::Car,
            bbox: OrientedBox {
                center_m: Vector3::new(self.lead_x_m, 0.0, 0.75),
                size_m: Vector3::new(4.0, 2.0, 1.5),
                yaw_rad: 0.0,
            },
            velocity_mps: Vector2::new(self.lead_speed_mps, 0.0),
            yaw_rate_radps: 0.0,
            visibility: 1.0,
        }
    }
}

impl World for ToyWorld {
    fn reset(&mut self, seed: u64) -> Result<WorldInfo, WorldError> {
        let mut random = Random::new(seed, "toy", 0);
        self.now = Stamp::ZERO;
        self.ego_x_m = 0.0;
        self.speed_mps = 5.0;
        self.lead_x_m = 40.0;
        self.lead_speed_mps = random.range(3.0, 8.0);
        self.is_route_due = true;
        self.actuations.clear();
        Ok(WorldInfo {
            name: "toy".into(),
            capabilities: self.capabilities.clone(),
            step: STEP,
            map: Arc::new(LaneMap {
                name: "straight".into(),
                ..LaneMap::default()
            }),
            vehicle: VehicleParams::default(),
            duration: Duration::from_s(self.duration_s),
        })
    }

    fn ego(&self) -> EgoState {
        let is_nan = self.nan_at.is_some_and(|at| self.now >= at);
        let x_m = if is_nan { f64::NAN } else { self.ego_x_m };
        EgoState {
            header: Header::sensor(0, self.now),
            position_m: Vector3::new(x_m, 0.0, 0.0),
            yaw_rad: 0.0,
            pitch_rad: 0.0,
            roll_rad: 0.0,
            velocity_mps: Vector2::new(self.speed_mps, 0.0),
            acceleration_mps2: Vector2::new(self.acceleration_mps2, 0.0),
            yaw_rate_radps: 0.0,
            steering_rad: 0.0,
        }
    }

    fn observe(&mut self) -> Observation {
        let header = Header::sensor(0, self.now);
        let route = std::mem::take(&mut self.is_route_due).then(|| {
            let point = |x_m| RoutePoint {
                position_m: Vector2::new(x_m, 0.0),
                speed_limit_mps: Some(13.9),
                lane: None,
                left_m: 1.8,
                right_m: 1.8,
            };
            Arc::new(Route {
                header,
                path: vec![point(-10.0), point(500.0)],
                goal_s_m: 500.0,
                ..Route::default()
            })
        });
        let is_there = self.ego_x_m >= 490.0;
        Observation {
            frames: self
                .cameras
                .iter()
                .map(|name| Arc::new(self.frame(name)))
                .collect(),
            route,
            truth: Some(Arc::new(Truth {
                header,
                ego: self.ego(),
                agents: vec![self.lead()],
                collisions: Vec::new(),
                signals: Vec::new(),
                views: self.cameras.iter().map(|name| self.view(name)).collect(),
            })),
            ending: is_there.then_some(Ending::GoalReached),
        }
    }

    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError> {
        self.acceleration_mps2 = match actuation {
            Actuation::Control {
                acceleration_mps2, ..
            } => *acceleration_mps2,
            Actuation::Trajectory(_) => {
                return Err(WorldError::Actuation {
                    world: "toy".into(),
                    kind: "trajectories",
                });
            }
        };
        self.actuations.push(actuation.clone());
        self.speed_mps = (self.speed_mps + self.acceleration_mps2 * STEP.s()).max(0.0);
        self.ego_x_m += self.speed_mps * STEP.s();
        self.lead_x_m += self.lead_speed_mps * STEP.s();
        self.now += STEP;
        Ok(())
    }

    fn future(&self, _: Option<&Trajectory>, horizon_s: f64, dt_s: f64) -> Option<TruthFuture> {
        let poses = (1..=(horizon_s / dt_s) as usize).map(|k| {
            let ahead_m = self.lead_speed_mps * dt_s * k as f64;
            Pose2::new(self.lead_x_m + ahead_m, 0.0, 0.0)
        });
        Some(TruthFuture {
            header: Header::sensor(0, self.now),
            dt_s,
            agents: vec![FutureAgent {
                id: AgentId(7),
                poses: poses.collect(),
            }],
        })
    }
}
