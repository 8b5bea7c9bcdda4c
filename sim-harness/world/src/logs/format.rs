//! A scene file as it is written (`trunkline-scene-1`), before anything is checked.

use serde::Deserialize;

/// Name of the format, in the file's field `format`.
pub(super) const FORMAT: &str = "trunkline-scene-1";

#[derive(Debug, Deserialize)]
pub(super) struct SceneFile {
    pub(super) format: String,
    pub(super) scene_id: String,
    #[serde(default)]
    pub(super) origin: String,
    pub(super) dt: f64,
    pub(super) n_steps: usize,
    pub(super) history_steps: usize,
    pub(super) ego: usize,
    pub(super) agents: Vec<AgentEntry>,
    #[serde(default)]
    pub(super) lanes: Vec<LaneEntry>,
    #[serde(default)]
    pub(super) road_edges: Vec<LineEntry>,
    #[serde(default)]
    pub(super) crosswalks: Vec<Vec<[f64; 2]>>,
    #[serde(default)]
    pub(super) drivable_areas: Vec<Vec<[f64; 2]>>,
    #[serde(default)]
    pub(super) signals: Vec<SignalEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClassEntry {
    Vehicle,
    Pedestrian,
    Cyclist,
    Static,
}

#[derive(Debug, Deserialize)]
pub(super) struct AgentEntry {
    pub(super) id: String,
    pub(super) cls: ClassEntry,
    pub(super) length: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) start: usize,
    pub(super) n: usize,
    pub(super) x: Vec<Option<f64>>,
    pub(super) y: Vec<Option<f64>>,
    pub(super) yaw: Vec<Option<f64>>,
    pub(super) vx: Vec<Option<f64>>,
    pub(super) vy: Vec<Option<f64>>,
    #[serde(default)]
    pub(super) valid: Option<Vec<u8>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LaneEntry {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) centerline: Vec<[f64; 2]>,
    #[serde(default)]
    pub(super) successors: Vec<String>,
    #[serde(default)]
    pub(super) predecessors: Vec<String>,
    #[serde(default)]
    pub(super) left: Vec<String>,
    #[serde(default)]
    pub(super) right: Vec<String>,
    #[serde(default)]
    pub(super) width: Option<f64>,
    #[serde(default)]
    pub(super) speed_limit: Option<f64>,
    #[serde(default)]
    pub(super) in_intersection: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LineEntry {
    pub(super) points: Vec<[f64; 2]>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SignalEntry {
    pub(super) lane: String,
    pub(super) stop_point: [f64; 2],
    pub(super) states_rle: Vec<(String, usize)>,
}
