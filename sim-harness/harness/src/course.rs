//! Where a run drives, and what it is judged by: a scenario or a recorded scene.

use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use trunkline_interfaces::{World, WorldError};
use trunkline_world::logs::{
    IndexEntry, LogError, LogWorld, Scene, SceneIndex, SceneKind, SceneSet,
};
use trunkline_world::{Camera, Criteria, Scenario, ScenarioError, Simulation};

use crate::config::{RunConfig, WorldSection};
use crate::drive_record::DriveRecord;
use crate::fault::{Fault, json_text};
use crate::metrics::{Scorecard, ScoringScene, score};

/// The scenario that is driven when none is asked for.
pub const DEFAULT_SCENARIO: &str = "cut_in";

/// Where a run drives, and what it is judged by.
#[derive(Debug, Clone)]
pub enum Course {
    /// In the embedded simulator.
    Scenario(Arc<Scenario>),
    /// In a recorded scene.
    Log {
        /// The scene.
        scene: Arc<Scene>,
        /// Its row in the folder's index, if it has one.
        entry: Option<IndexEntry>,
        /// blake3 of its file.
        hash: String,
    },
}

/// Why there is nowhere to drive.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CourseError {
    /// The scenario's file.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The scene's file.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Neither a shipped scenario nor a file.
    #[error("no scenario is named `{name}`, and there is no such file\n\nhint: {hint}")]
    Unknown {
        /// As given.
        name: String,
        /// Nearest name and all names.
        hint: String,
    },
    /// Two of a suite's scenarios have one name, which their runs would have to share.
    #[error(
        "`{first}` and `{second}` are both named `{name}`\n\nhint: name each scenario once, and give each a `name` of its own"
    )]
    SameName {
        /// What both are called.
        name: String,
        /// As given.
        first: String,
        /// As given.
        second: String,
    },
    /// No recorded scene is asked for.
    #[error("`{folder}` lists no {what} in its index.json\n\nhint: {hint}")]
    NoScenes {
        /// The folder.
        folder: String,
        /// "scene of set `report`", "scene".
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
}

impl Course {
    /// Opens what a config's `[world]` says.
    ///
    /// # Errors
    /// [`CourseError`] naming file, place and what to do.
    pub fn open(world: &WorldSection) -> Result<Self, CourseError> {
        match (&world.log, &world.scenario) {
            (Some(file), _) => Self::log(Path::new(file)),
            (None, Some(name)) => Self::scenario(name),
            (None, None) => Self::scenario(DEFAULT_SCENARIO),
        }
    }

    /// A shipped scenario by name, or a scenario's file.
    ///
    /// # Errors
    /// [`CourseError`] with the nearest name, or the place in the file.
    pub fn scenario(name: &str) -> Result<Self, CourseError> {
        let scenario = match Scenario::builtin(name) {
            Some(scenario) => scenario?,
            None if Path::new(name).exists() || name.ends_with(".toml") => {
                Scenario::load(Path::new(name))?
            }
            None => {
                let names = Scenario::builtin_names();
                let near = names
                    .iter()
                    .map(|known| (strsim::jaro_winkler(name, known), known))
                    .filter(|(similarity, _)| *similarity >= 0.8)
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                let question = near.map_or(String::new(), |(_, k)| format!("did you mean `{k}`? "));
                return Err(CourseError::Unknown {
                    name: name.to_owned(),
                    hint: format!("{question}Shipped are: {}", names.join(", ")),
                });
            }
        };
        Ok(Self::Scenario(Arc::new(scenario)))
    }

    /// The file of a recorded scene; the folder's index is looked at if there is one.
    ///
    /// # Errors
    /// [`CourseError::Log`] naming the file and the field.
    pub fn log(file: &Path) -> Result<Self, CourseError> {
        let scene = Scene::load(file)?;
        let bytes = std::fs::read(file).map_err(|source| LogError::Io {
            path: file.to_owned(),
            source,
        })?;
        let hash = blake3::hash(&bytes);
        let folder = file.parent().filter(|f| f.join("index.json").exists());
        let entry = match folder {
            Some(folder) => {
                let index = SceneIndex::load(folder)?;
                index.entries().iter().find(|e| e.id == scene.id).cloned()
            }
            None => None,
        };
        Ok(Self::Log {
            scene: Arc::new(scene),
            entry,
            hash: hash.to_hex().to_string(),
        })
    }

    /// Name for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.name,
            Self::Log { scene, .. } => &scene.id,
        }
    }

    /// Kind of course, for tables.
    pub fn group(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.group,
            Self::Log { entry, .. } => match entry.as_ref().map(|e| e.kind) {
                Some(SceneKind::Straight) => "straight",
                Some(SceneKind::Turn) => "turn",
                Some(SceneKind::Stationary) => "stationary",
                None => "log",
            },
        }
    }

    /// What a recorded scene may be used for, if its folder's index says so.
    pub fn set(&self) -> Option<SceneSet> {
        match self {
            Self::Scenario(_) => None,
            Self::Log { entry, .. } => entry.as_ref().map(|e| e.set),
        }
    }

    /// A world to drive in, not yet reset, with cameras on the ego, whose frames hold images or stay
    /// without; a recorded scene shows none.
    ///
    /// # Errors
    /// [`WorldError::Setup`] if the map or the start do not hold.
    pub fn world(
        &self,
        cameras: Vec<Camera>,
        has_images: bool,
    ) -> Result<Box<dyn World>, WorldError> {
        Ok(match self {
            Self::Scenario(scenario) => {
                let world = Simulation::new(scenario)?.with_cameras(cameras);
                Box::new(if has_images {
                    world
                } else {
                    world.without_images()
                })
            }
            Self::Log { scene, .. } => Box::new(LogWorld::new(Arc::clone(scene))),
        })
    }

    /// What a run here must reach. Recorded scenes ask for no collision by the ego's fault.
    pub fn criteria(&self) -> Criteria {
        match self {
            Self::Scenario(scenario) => scenario.criteria.clone(),
            Self::Log { .. } => Criteria {
                min_route_completion: 0.0,
                ..Criteria::default()
            },
        }
    }

    /// What a drive here is judged by.
    pub fn scoring_scene(&self, record: &DriveRecord, seed: u64) -> ScoringScene {
        match self {
            Self::Scenario(scenario) => {
                let expert_m = scenario
                    .reference_progress(seed)
                    .unwrap_or_else(|| way_to_goal_m(record));
                ScoringScene::for_scenario(record, expert_m)
            }
            Self::Log { scene, entry, .. } => {
                ScoringScene::for_log(scene, entry.as_ref(), &record.map)
            }
        }
    }

    /// blake3 of everything that decides a run here and its score: course, map, config, version.
    ///
    /// # Errors
    /// [`Fault`] if the course does not go into JSON.
    pub(crate) fn fingerprint(&self, config: &RunConfig) -> Result<String, Fault> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(config.effective().as_bytes());
        match self {
            Self::Scenario(scenario) => {
                hasher.update(json_text("the scenario", scenario.as_ref())?.as_bytes());
                // A map of the user's own. A built-in one is no file but part of the version; of
                // one that cannot be read the run itself will tell.
                if let Ok(map) = std::fs::read(&scenario.map) {
                    hasher.update(&map);
                }
            }
            Self::Log { hash, entry, .. } => {
                hasher.update(hash.as_bytes());
                hasher.update(json_text("the scene's row", entry)?.as_bytes());
            }
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Measures a drive.
    pub fn score(&self, record: &DriveRecord, seed: u64) -> Scorecard {
        score(record, &self.scoring_scene(record, seed))
    }
}

/// From start to goal along the route: what the expert is taken to cover where nobody has written
/// down what it does (docs/METRICS.md 3), so that such a drive is scored rather too low than too
/// high.
fn way_to_goal_m(record: &DriveRecord) -> f64 {
    let start = record.truths.first().map(|t| t.ego.position_m.xy());
    let way = record.routes.first().and_then(|route| {
        let path = route.polyline().ok()?;
        Some(route.goal_s_m - path.project(start?).s_m)
    });
    way.unwrap_or(0.0)
}
