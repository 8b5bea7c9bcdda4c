//! From a file to a scene: everything is checked, and what forbids it is named.

use std::path::Path;

use nalgebra::Vector2;
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::{Polygon, Polyline, Pose2};
use trunkline_interfaces::messages::SignalState;

use super::error::LogError;
use super::format::{AgentEntry, ClassEntry, FORMAT, LaneEntry, SceneFile, SignalEntry};
use super::read::read_bounded;
use super::scene::{
    RecordedAgent, RecordedLane, RecordedSignal, RecordedState, SCENE_STEP_S, Scene,
};
use crate::file_name::{RULE, is_file_name};

/// More steps than this are no scene (the longest shared one has 201).
const MAX_STEPS: usize = 10_000;
/// More agents, lanes or lines than this are no scene (the fullest shared one has some hundreds).
const MAX_ITEMS: usize = 20_000;
/// Coordinates are relative to the scene; a larger one is a fault (a map is cropped to 120 m).
const MAX_COORDINATE_M: f64 = 1e5;
/// Nothing on a road is longer or faster.
const MAX_EXTENT_M: f64 = 100.0;
const MAX_SPEED_MPS: f64 = 200.0;
/// More lanes than this in all are no surroundings of a drive of some seconds (the longest shared
/// ones have 7.5 km), and what is laid along them every few centimetres would fill the memory.
const MAX_LANES_KM: f64 = 100.0;

impl Scene {
    /// Reads and checks a scene file, gzip or plain.
    ///
    /// # Errors
    /// [`LogError`] naming the file and the field.
    pub fn load(path: &Path) -> Result<Self, LogError> {
        Self::from_json(&read_bounded(path)?, path)
    }

    /// Checks the text of a scene file; `path` is for messages.
    ///
    /// # Errors
    /// [`LogError`] naming the file and the field.
    pub fn from_json(json: &[u8], path: &Path) -> Result<Self, LogError> {
        let file: SceneFile = serde_json::from_slice(json).map_err(|source| LogError::Parse {
            path: path.to_path_buf(),
            format: FORMAT,
            source,
        })?;
        Checker { path }.scene(file)
    }
}

fn each<A, B>(
    items: Vec<A>,
    check: impl Fn(usize, A) -> Result<B, LogError>,
) -> Result<Vec<B>, LogError> {
    items
        .into_iter()
        .enumerate()
        .map(|(i, item)| check(i, item))
        .collect()
}

/// Turns what the file says into what may be relied on, or says which field forbids it.
struct Checker<'a> {
    path: &'a Path,
}

impl Checker<'_> {
    fn fail<T>(&self, field: impl Into<String>, problem: impl Into<String>) -> Result<T, LogError> {
        Err(LogError::Field {
            path: self.path.to_path_buf(),
            field: field.into(),
            problem: problem.into(),
        })
    }

    fn scene(&self, file: SceneFile) -> Result<Scene, LogError> {
        if file.format != FORMAT {
            let problem = format!("is `{}`, must be `{FORMAT}`", file.format);
            return self.fail("format", problem);
        }
        if !is_file_name(&file.scene_id) {
            return self.fail("scene_id", format!("is `{}`, {RULE}", file.scene_id));
        }
        if (file.dt - SCENE_STEP_S).abs() > 1e-9 {
            return self.fail("dt", format!("is {} s, must be {SCENE_STEP_S} s", file.dt));
        }
        if !(2..=MAX_STEPS).contains(&file.n_steps) {
            return self.fail(
                "n_steps",
                format!("is {}, must be 2 to {MAX_STEPS}", file.n_steps),
            );
        }
        if file.history_steps + 1 >= file.n_steps {
            let problem = format!(
                "is {}, must leave at least one step of {} to drive",
                file.history_steps, file.n_steps
            );
            return self.fail("history_steps", problem);
        }
        for (field, count) in [
            ("agents", file.agents.len()),
            ("lanes", file.lanes.len()),
            ("road_edges", file.road_edges.len()),
            ("signals", file.signals.len()),
        ] {
            if count > MAX_ITEMS {
                return self.fail(
                    field,
                    format!("has {count} entries, at most {MAX_ITEMS} are read"),
                );
            }
        }
        let agents = each(file.agents, |i, a| self.agent(i, a, file.n_steps))?;
        self.check_ego(file.ego, &agents, file.n_steps)?;
        let lanes = each(file.lanes, |i, lane| self.lane(i, lane))?;
        self.check_length(&lanes)?;
        let road_edges = file
            .road_edges
            .into_iter()
            .enumerate()
            .map(|(i, e)| self.line(&format!("road_edges[{i}].points"), e.points))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        Ok(Scene {
            id: file.scene_id,
            origin: file.origin,
            steps: file.n_steps,
            history_steps: file.history_steps,
            ego_index: file.ego,
            agents,
            lanes,
            road_edges,
            crosswalks: self.polygons("crosswalks", file.crosswalks)?,
            drivable_areas: self.polygons("drivable_areas", file.drivable_areas)?,
            signals: each(file.signals, |i, s| self.signal(i, s, file.n_steps))?,
        })
    }

    /// The ego is there at every step, is a vehicle and moves like one.
    fn check_ego(
        &self,
        index: usize,
        agents: &[RecordedAgent],
        steps: usize,
    ) -> Result<(), LogError> {
        let Some(ego) = agents.get(index) else {
            return self.fail(
                "ego",
                format!("is {}, but there are {} agents", index, agents.len()),
            );
        };
        if let Some(step) = (0..steps).find(|k| ego.at(*k).is_none()) {
            let field = format!("agents[{}]", index);
            return self.fail(
                field,
                format!("is the ego and has no state at step {step}: it needs one at every step"),
            );
        }
        if !(ego.length_m > 0.5 && ego.width_m > 0.2) {
            return self.fail(
                format!("agents[{}].length", index),
                "is the ego's and too small for a vehicle",
            );
        }
        self.check_motion(index, ego)
    }

    /// The route lies along the ego's places, however far apart they are.
    fn check_motion(&self, index: usize, ego: &RecordedAgent) -> Result<(), LogError> {
        let step_m = |k: usize| {
            let (a, b) = (ego.at(k - 1)?.pose, ego.at(k)?.pose);
            Some((b.position_m() - a.position_m()).norm())
        };
        let most_m = MAX_SPEED_MPS * SCENE_STEP_S;
        let mut steps = (1..ego.states.len()).filter_map(|k| Some((k, step_m(k)?)));
        match steps.find(|(_, step_m)| *step_m > most_m) {
            Some((k, step_m)) => self.fail(
                format!("agents[{index}].*[{k}]"),
                format!(
                    "is {step_m:.1} m from the step before: the ego moves at most {most_m} m in {SCENE_STEP_S} s"
                ),
            ),
            None => Ok(()),
        }
    }

    fn check_length(&self, lanes: &[RecordedLane]) -> Result<(), LogError> {
        let length_m: f64 = lanes.iter().map(|lane| lane.centerline.length_m()).sum();
        let length_km = 1e-3 * length_m;
        if length_km <= MAX_LANES_KM {
            return Ok(());
        }
        let problem = format!(
            "are {length_km:.0} km long together, at most {MAX_LANES_KM} km are read: crop the map to what is around the drive"
        );
        self.fail("lanes", problem)
    }

    fn agent(&self, i: usize, entry: AgentEntry, steps: usize) -> Result<RecordedAgent, LogError> {
        let name = |part: &str| format!("agents[{i}].{part}");
        for (part, value) in [
            ("length", entry.length),
            ("width", entry.width),
            ("height", entry.height),
        ] {
            if !(0.0..=MAX_EXTENT_M).contains(&value) {
                return self.fail(
                    name(part),
                    format!("is {value} m, must be 0 to {MAX_EXTENT_M} m"),
                );
            }
        }
        if entry.start.saturating_add(entry.n) > steps {
            return self.fail(
                name("n"),
                format!(
                    "goes beyond the scene's {steps} steps (start {}, n {})",
                    entry.start, entry.n
                ),
            );
        }
        for (part, series) in [
            ("x", &entry.x),
            ("y", &entry.y),
            ("yaw", &entry.yaw),
            ("vx", &entry.vx),
            ("vy", &entry.vy),
        ] {
            if series.len() != entry.n {
                return self.fail(
                    name(part),
                    format!("has {} values, must have n = {}", series.len(), entry.n),
                );
            }
        }
        if entry.valid.as_ref().is_some_and(|v| v.len() != entry.n) {
            return self.fail(name("valid"), format!("must have n = {} values", entry.n));
        }
        let states = (0..entry.n)
            .map(|k| self.state(&name("x"), &entry, k))
            .collect::<Result<_, _>>()?;
        Ok(RecordedAgent {
            id: entry.id,
            class: match entry.cls {
                ClassEntry::Vehicle => AgentClass::Car,
                ClassEntry::Pedestrian => AgentClass::Pedestrian,
                ClassEntry::Cyclist => AgentClass::Bicycle,
                ClassEntry::Static => AgentClass::StaticObject,
            },
            length_m: entry.length,
            width_m: entry.width,
            height_m: entry.height,
            start: entry.start,
            states,
        })
    }

    fn state(
        &self,
        field: &str,
        entry: &AgentEntry,
        k: usize,
    ) -> Result<Option<RecordedState>, LogError> {
        if entry.valid.as_ref().is_some_and(|v| v[k] == 0) {
            return Ok(None);
        }
        let (Some(x), Some(y), Some(yaw), Some(vx), Some(vy)) = (
            entry.x[k],
            entry.y[k],
            entry.yaw[k],
            entry.vx[k],
            entry.vy[k],
        ) else {
            return Ok(None);
        };
        let is_sane = x.abs() <= MAX_COORDINATE_M
            && y.abs() <= MAX_COORDINATE_M
            && yaw.abs() <= MAX_COORDINATE_M
            && vx.abs() <= MAX_SPEED_MPS
            && vy.abs() <= MAX_SPEED_MPS;
        if !is_sane {
            return self.fail(
                field.replace(".x", &format!(".*[{k}]")),
                format!("is not sane (x {x}, y {y}, yaw {yaw}, vx {vx}, vy {vy}): at most {MAX_COORDINATE_M} m and {MAX_SPEED_MPS} m/s"),
            );
        }
        Ok(Some(RecordedState {
            pose: Pose2::new(x, y, yaw),
            velocity_mps: Vector2::new(vx, vy),
        }))
    }

    fn points(&self, field: &str, points: Vec<[f64; 2]>) -> Result<Vec<Vector2<f64>>, LogError> {
        match points
            .iter()
            .position(|p| !p.iter().all(|v| v.abs() <= MAX_COORDINATE_M))
        {
            Some(k) => self.fail(
                format!("{field}[{k}]"),
                format!("is {:?}, must be within {MAX_COORDINATE_M} m", points[k]),
            ),
            None => Ok(points.into_iter().map(Vector2::from).collect()),
        }
    }

    /// A line; `None` where all its points are one (the map's cropping leaves such).
    fn line(&self, field: &str, points: Vec<[f64; 2]>) -> Result<Option<Polyline>, LogError> {
        Ok(Polyline::new(self.points(field, points)?).ok())
    }

    fn polygons(
        &self,
        field: &str,
        polygons: Vec<Vec<[f64; 2]>>,
    ) -> Result<Vec<Polygon>, LogError> {
        polygons
            .into_iter()
            .enumerate()
            .map(|(i, points)| Ok(Polygon::new(self.points(&format!("{field}[{i}]"), points)?)))
            .collect()
    }

    fn lane(&self, i: usize, entry: LaneEntry) -> Result<RecordedLane, LogError> {
        let field = format!("lanes[{i}].centerline");
        let Some(centerline) = self.line(&field, entry.centerline)? else {
            return self.fail(
                field,
                "needs two different points: remove the lane or repair it",
            );
        };
        for (part, value, most) in [
            ("width", entry.width, MAX_EXTENT_M),
            ("speed_limit", entry.speed_limit, MAX_SPEED_MPS),
        ] {
            if let Some(v) = value.filter(|v| !(*v > 0.0 && *v <= most)) {
                return self.fail(
                    format!("lanes[{i}].{part}"),
                    format!("is {v}, must be above 0 and at most {most}, or null"),
                );
            }
        }
        Ok(RecordedLane {
            id: entry.id,
            is_bike_lane: entry.kind == "bike_lane",
            centerline,
            successors: entry.successors,
            predecessors: entry.predecessors,
            left: entry.left,
            right: entry.right,
            width_m: entry.width,
            speed_limit_mps: entry.speed_limit,
            is_in_intersection: entry.in_intersection,
        })
    }

    fn signal(
        &self,
        i: usize,
        entry: SignalEntry,
        steps: usize,
    ) -> Result<RecordedSignal, LogError> {
        let points = self.points(&format!("signals[{i}].stop_point"), vec![entry.stop_point])?;
        let mut states = Vec::new();
        for (name, count) in entry.states_rle {
            let state = match name.trim_start_matches("arrow_") {
                "go" => SignalState::Go,
                // A flashing light asks for care, whatever its colour; it holds nobody for good.
                "caution" | "flashing_caution" | "flashing_stop" => SignalState::Caution,
                "stop" => SignalState::Stop,
                "unknown" => SignalState::Unknown,
                _ => {
                    return self.fail(
                        format!("signals[{i}].states_rle"),
                        format!("has the unknown state `{name}`"),
                    );
                }
            };
            let room = steps.saturating_sub(states.len());
            states.extend(std::iter::repeat_n(state, count.min(room)));
        }
        Ok(RecordedSignal {
            lane: entry.lane,
            stop_point_m: points[0],
            states,
        })
    }
}
