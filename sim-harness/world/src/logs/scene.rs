//! A recorded scene: what everything else may rely on.

use nalgebra::Vector2;
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::{OrientedBox, Polygon, Polyline, Pose2};
use trunkline_interfaces::messages::SignalState;

/// Time between steps of a scene, s: fixed by the format.
pub const SCENE_STEP_S: f64 = 0.1;

/// A recorded drive of some seconds: the driver's own, everybody else's, and the map around.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Name, also of its file.
    pub id: String,
    /// Data set that it came from: `womd`, `nuscenes`, `av2`.
    pub origin: String,
    /// Number of steps, each [`SCENE_STEP_S`] long.
    pub steps: usize,
    /// Step at which driving begins; those before are history.
    pub history_steps: usize,
    /// Index of the recorded driver among the agents.
    pub ego_index: usize,
    /// Everybody, the recorded driver included.
    pub agents: Vec<RecordedAgent>,
    /// Lanes in the order of the file.
    pub lanes: Vec<RecordedLane>,
    /// Solid limits of the road.
    pub road_edges: Vec<Polyline>,
    /// Where people cross.
    pub crosswalks: Vec<Polygon>,
    /// Where vehicles may be; empty where the data set does not say.
    pub drivable_areas: Vec<Polygon>,
    /// Recorded lights.
    pub signals: Vec<RecordedSignal>,
}

/// One road user of a scene.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedAgent {
    /// Identity in the file.
    pub id: String,
    /// What it is; the files do not tell cars from trucks.
    pub class: AgentClass,
    /// Length, m.
    pub length_m: f64,
    /// Width, m.
    pub width_m: f64,
    /// Height, m.
    pub height_m: f64,
    /// First step of `states`.
    pub start: usize,
    /// State per step; `None` inside a gap.
    pub states: Vec<Option<RecordedState>>,
}

/// Where one road user was at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordedState {
    /// Box centre, world.
    pub pose: Pose2,
    /// Velocity of the box centre, world.
    pub velocity_mps: Vector2<f64>,
}

impl RecordedAgent {
    /// The state at a step of the scene; `None` outside its life and inside a gap.
    pub fn at(&self, step: usize) -> Option<RecordedState> {
        *self.states.get(step.checked_sub(self.start)?)?
    }

    /// The box around a pose of its centre, standing on the ground.
    pub fn bbox(&self, pose: Pose2) -> OrientedBox {
        OrientedBox {
            center_m: [pose.x_m, pose.y_m, 0.5 * self.height_m].into(),
            size_m: [self.length_m, self.width_m, self.height_m].into(),
            yaw_rad: pose.yaw_rad,
        }
    }
}

/// One lane of a scene.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedLane {
    /// Identity in the file.
    pub id: String,
    /// Whether it is for bicycles only.
    pub is_bike_lane: bool,
    /// Centre line in driving direction.
    pub centerline: Polyline,
    /// Ids of lanes that it leads into.
    pub successors: Vec<String>,
    /// Ids of lanes that lead into it.
    pub predecessors: Vec<String>,
    /// Ids of lanes to the left, same direction.
    pub left: Vec<String>,
    /// Ids of lanes to the right, same direction.
    pub right: Vec<String>,
    /// Width, where known, m.
    pub width_m: Option<f64>,
    /// Legal speed, where known.
    pub speed_limit_mps: Option<f64>,
    /// Whether it lies in an intersection, where the data set says.
    pub is_in_intersection: Option<bool>,
}

/// One recorded light, as it rules one lane.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedSignal {
    /// Id of the lane.
    pub lane: String,
    /// Where its traffic stops.
    pub stop_point_m: Vector2<f64>,
    /// State per step; `Unknown` beyond the end.
    pub states: Vec<SignalState>,
}

impl Scene {
    /// The recorded driver.
    pub fn ego(&self) -> &RecordedAgent {
        &self.agents[self.ego_index]
    }

    /// Steps to drive: from `history_steps` to the last.
    pub fn driven_steps(&self) -> usize {
        self.steps - 1 - self.history_steps
    }
}
