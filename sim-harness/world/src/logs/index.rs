//! Which scenes a folder holds, and which may be tuned on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use trunkline_interfaces::AgentId;

use super::read::read_bounded;
use super::{LogError, Scene};
use crate::file_name::{RULE, is_file_name};

const FORMAT: &str = "trunkline-scene-index-1";

/// What a scene may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SceneSet {
    /// To tune and train on.
    Train,
    /// To quote figures from; never tuned on.
    Report,
}

/// What the recorded driver did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SceneKind {
    /// Drove ahead.
    Straight,
    /// Turned.
    Turn,
    /// Stood still.
    Stationary,
}

/// One row of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Name of the scene; its file is `<id>.json.gz` or `<id>.json`.
    pub id: String,
    /// What it may be used for.
    pub set: SceneSet,
    /// What the recorded driver did.
    pub kind: SceneKind,
    /// Known faults of the recording, in words.
    #[serde(default)]
    pub known_issues: Vec<String>,
}

impl IndexEntry {
    /// Agents whose contact with the ego is a fault of the recording: those that a known issue
    /// says the recorded driver's box overlaps (`ego box overlaps pedestrian 27 at step 0`).
    pub fn ignored_agents(&self, scene: &Scene) -> Vec<AgentId> {
        let named = |issue: &String| {
            let id = issue.strip_prefix("ego box overlaps ")?.split(' ').nth(1)?;
            let index = scene.agents.iter().position(|a| a.id == id)?;
            u32::try_from(index).ok().map(AgentId)
        };
        self.known_issues.iter().filter_map(named).collect()
    }
}

#[derive(Deserialize)]
struct IndexFile {
    format: String,
    scenes: Vec<IndexEntry>,
}

/// The index of a folder of scenes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneIndex {
    folder: PathBuf,
    entries: Vec<IndexEntry>,
}

impl SceneIndex {
    /// Reads `index.json` of a folder.
    ///
    /// # Errors
    /// [`LogError`] naming the file and what is wrong in it.
    pub fn load(folder: &Path) -> Result<Self, LogError> {
        let path = folder.join("index.json");
        let file: IndexFile =
            serde_json::from_slice(&read_bounded(&path)?).map_err(|source| LogError::Parse {
                path: path.clone(),
                format: FORMAT,
                source,
            })?;
        let fail = |field: String, problem: String| {
            Err(LogError::Field {
                path: path.clone(),
                field,
                problem,
            })
        };
        if file.format != FORMAT {
            return fail(
                "format".into(),
                format!("is `{}`, must be `{FORMAT}`", file.format),
            );
        }
        let mut places = BTreeMap::new();
        for (i, entry) in file.scenes.iter().enumerate() {
            let (field, id) = (format!("scenes[{i}].id"), entry.id.as_str());
            if !is_file_name(id) {
                return fail(field, format!("is `{id}`, {RULE}"));
            }
            if let Some(first) = places.insert(id, i) {
                let problem = format!("is `{id}`, as scenes[{first}].id is: keep one of them");
                return fail(field, problem);
            }
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            entries: file.scenes,
        })
    }

    /// The rows, in the order of the file.
    pub fn entries(&self) -> &[IndexEntry] {
        &self.entries
    }

    /// The file of a scene.
    pub fn path_of(&self, entry: &IndexEntry) -> PathBuf {
        let packed = self.folder.join(format!("{}.json.gz", entry.id));
        let plain = self.folder.join(format!("{}.json", entry.id));
        if !packed.exists() && plain.exists() {
            plain
        } else {
            packed
        }
    }
}
