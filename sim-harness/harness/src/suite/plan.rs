//! Which runs a suite is made of.

use std::collections::BTreeMap;
use std::path::Path;

use trunkline_world::Scenario;
use trunkline_world::logs::{LogError, SceneIndex, SceneSet};

use crate::config::WorldSection;
use crate::course::{Course, CourseError};

/// One run of a suite.
#[derive(Debug, Clone)]
pub struct SuiteRun {
    /// How the run's config names the course.
    pub world: WorldSection,
    /// The course, opened.
    pub course: Course,
    /// Seed of the run.
    pub seed: u64,
}

impl SuiteRun {
    /// Name of the run, unique within a suite of different courses and seeds; names a file.
    pub fn id(&self) -> String {
        format!("{}-seed{}", self.course.name(), self.seed)
    }
}

/// The runs of a suite, in the order of its table.
#[derive(Debug, Clone, Default)]
pub struct SuitePlan {
    /// Name, for tables and reports.
    pub name: String,
    /// The runs.
    pub runs: Vec<SuiteRun>,
}

impl SuitePlan {
    /// Scenarios by name or file, each with seeds 1 to `seeds`. All shipped ones if none is named.
    ///
    /// # Errors
    /// [`CourseError`] for the first scenario that is not there or not valid, or has the name of
    /// another.
    pub fn scenarios(name: &str, scenarios: &[String], seeds: u64) -> Result<Self, CourseError> {
        let shipped = || Scenario::builtin_names().into_iter().map(String::from);
        let scenarios: Vec<String> = if scenarios.is_empty() {
            shipped().collect()
        } else {
            scenarios.to_vec()
        };
        let mut runs = Vec::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for scenario in scenarios {
            let course = Course::scenario(&scenario)?;
            let course_name = course.name().to_owned();
            if let Some(first) = taken.insert(course_name.clone(), scenario.clone()) {
                return Err(CourseError::SameName {
                    name: course_name,
                    first,
                    second: scenario,
                });
            }
            let world = WorldSection {
                scenario: Some(scenario),
                ..WorldSection::default()
            };
            runs.extend((1..=seeds).map(|seed| SuiteRun {
                world: world.clone(),
                course: course.clone(),
                seed,
            }));
        }
        Ok(Self {
            name: name.to_owned(),
            runs,
        })
    }

    /// The recorded scenes of a folder's index, one set of it or all.
    ///
    /// # Errors
    /// [`CourseError`] for the first file that is not there or not valid, or if there is no scene.
    pub fn logs(folder: &Path, set: Option<SceneSet>) -> Result<Self, CourseError> {
        let index = SceneIndex::load(folder)?;
        let mut runs = Vec::new();
        for entry in index.entries() {
            if set.is_some_and(|set| entry.set != set) {
                continue;
            }
            let file = index.path_of(entry);
            let course = Course::log(&file)?;
            if course.name() != entry.id {
                return Err(CourseError::Log(LogError::Field {
                    path: file,
                    field: "scene_id".into(),
                    problem: format!(
                        "is `{}`, but index.json calls the file's scene `{}`: make them the same",
                        course.name(),
                        entry.id
                    ),
                }));
            }
            runs.push(SuiteRun {
                course,
                world: WorldSection {
                    log: Some(file.display().to_string()),
                    ..WorldSection::default()
                },
                seed: 1,
            });
        }
        if runs.is_empty() {
            let (what, hint) = match set {
                Some(SceneSet::Train) => ("scene of set `train`", "leave --split out"),
                Some(SceneSet::Report) => ("scene of set `report`", "leave --split out"),
                None => ("scene", "give the folder that holds the recorded scenes"),
            };
            return Err(CourseError::NoScenes {
                folder: folder.display().to_string(),
                what,
                hint,
            });
        }
        Ok(Self {
            name: "logs".to_owned(),
            runs,
        })
    }
}
