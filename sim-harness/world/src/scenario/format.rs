//! The scenario file, table by table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use trunkline_render::{Conditions, Sky, TimeOfDay};

use super::criteria::Criteria;
use super::place::{GroundPoint, GroundPose};
use super::storyboard::ScriptedAgent;

/// A scenario as its file says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name, as commands use it.
    pub name: String,
    /// What it is to find out, in one line.
    pub purpose: String,
    /// Group in tables: "interaction", "signals", …
    pub group: String,
    /// Name of a map that is built in, or path of an OpenDRIVE file relative to the scenario's.
    pub map: String,
    /// How long it lasts at most, s, in (0, 3600].
    pub duration_s: f64,
    /// Where the ego starts and is to go.
    pub ego: EgoSetup,
    /// Who else is on the road without a script.
    #[serde(default)]
    pub traffic: Traffic,
    /// State of the traffic lights at the start.
    #[serde(default)]
    pub signals: SignalSetup,
    /// Weather.
    #[serde(default)]
    pub weather: Weather,
    /// How much the seeds differ.
    #[serde(default)]
    pub jitter: Jitter,
    /// Who does what when.
    #[serde(default)]
    pub agents: Vec<ScriptedAgent>,
    /// What makes a run passed.
    #[serde(default)]
    pub criteria: Criteria,
    /// Expert progress per seed, m (docs/METRICS.md 3): key = seed. Written by a command.
    #[serde(default)]
    pub reference_progress_m: BTreeMap<String, f64>,
    /// Where the text came from, and the text, for messages.
    #[serde(skip)]
    pub(crate) source: Source,
}

/// The text of a scenario and its name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Source {
    pub(crate) origin: String,
    pub(crate) text: String,
}

/// Where the ego starts and is to go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EgoSetup {
    /// Rear axle at the start; put onto the nearest lane of that direction within 3 m.
    pub start: GroundPose,
    /// Where to go.
    pub goal: GroundPoint,
    /// Points to pass on the way, in order.
    #[serde(default)]
    pub via: Vec<GroundPoint>,
    /// Speed at the start, m/s, in [0, 40].
    pub speed_mps: f64,
}

/// Who else is on the road without a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traffic {
    /// Number of vehicles; fewer if there is no room.
    pub vehicles: u32,
    /// Number of pedestrians.
    pub pedestrians: u32,
    /// They start within this distance of the ego's route, m, > 0.
    pub radius_m: f64,
    /// Nobody starts within this distance of the ego, m, ≥ 0.
    pub clear_m: f64,
    /// Nobody starts on the ego's route within this distance ahead of it, m, ≥ 0.
    pub clear_ahead_m: f64,
    /// Shares of kinds of vehicles; need not sum to one.
    pub mix: Mix,
    /// Whether the map's parked cars stand at the roadside.
    pub parked: bool,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            vehicles: 0,
            pedestrians: 0,
            radius_m: 200.0,
            clear_m: 15.0,
            clear_ahead_m: 30.0,
            mix: Mix::default(),
            parked: true,
        }
    }
}

/// Shares of kinds of vehicles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mix {
    /// Cars.
    pub car: f64,
    /// Trucks.
    pub truck: f64,
    /// Buses.
    pub bus: f64,
    /// Motorcycles.
    pub motorcycle: f64,
    /// Bicycles.
    pub bicycle: f64,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            car: 0.8,
            truck: 0.07,
            bus: 0.04,
            motorcycle: 0.05,
            bicycle: 0.04,
        }
    }
}

/// State of the traffic lights at the start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignalSetup {
    /// The first light on the ego's route is red until this time, then green, s, ≥ 0. Absent: as the
    /// seed has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_red_until_s: Option<f64>,
    /// The first light on the ego's route is green until this time, then amber, s, ≥ 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_green_until_s: Option<f64>,
}

/// Weather: what the tyres feel and what cameras see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weather {
    /// Friction between tyres and road, in [0.05, 1.2]: dry 1.0, wet 0.7, snow 0.3.
    pub friction: f64,
    /// Where the sun stands: day, dusk, night.
    pub time: TimeOfDay,
    /// What comes from above: clear, overcast, rain, fog.
    pub sky: Sky,
}

impl Weather {
    /// What of it cameras see.
    pub fn conditions(&self) -> Conditions {
        Conditions {
            time: self.time,
            sky: self.sky,
        }
    }
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            friction: 1.0,
            time: TimeOfDay::default(),
            sky: Sky::default(),
        }
    }
}

/// How much the seeds differ: each scripted agent draws its own deviations, uniformly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Jitter {
    /// Places along the route, ± m, ≥ 0.
    pub position_m: f64,
    /// Speeds, ± share, in [0, 0.5].
    pub speed: f64,
    /// Times, distances and headways of triggers, ± share, in [0, 0.5].
    pub trigger: f64,
}

impl Default for Jitter {
    fn default() -> Self {
        Self {
            position_m: 2.0,
            speed: 0.05,
            trigger: 0.1,
        }
    }
}
