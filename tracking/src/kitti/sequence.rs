//! Everything of one recorded drive, as our messages.

use std::path::Path;

use nalgebra::Point3;
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{Detections3d, EgoState, Header, Track};
use trunkline_interfaces::{AgentClass, DetectionId};

use super::calibration::Calibration;
use super::detections::{CameraDetection, read_detections};
use super::error::KittiError;
use super::frames::Mounting;
use super::labels::{Label, LabelKind, read_labels};
use super::lines::read_text;
use super::poses::{ego_states, read_poses, stamp};
use super::results::ResultLine;

const FOLDERS: [&str; 3] = ["Car", "Pedestrian", "Cyclist"];
const FOLDER_HINT: &str =
    "the folder needs detections/, calib/ and poses/, see the README of tracking";
/// More frames than any drive has; a guard against absurd files.
const MAX_FRAMES: usize = 100_000;

/// One frame of a drive.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The recording car.
    pub ego: EgoState,
    /// Everything detected, vehicle frame; ids index `camera_detections`.
    pub detections: Detections3d,
    /// The detections as the files have them.
    pub camera_detections: Vec<CameraDetection>,
    /// What is really there; empty where the sequence has no labels.
    pub labels: Vec<Label>,
}

/// One recorded drive.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Its name: "0012".
    pub name: String,
    /// The cameras.
    pub calibration: Calibration,
    /// Where the camera sits on the vehicle.
    pub mounting: Mounting,
    /// The frames, by ascending time, without a gap.
    pub frames: Vec<Frame>,
    /// Whether there are labels.
    pub has_labels: bool,
}

/// Names of the sequences in a folder, sorted: those that have poses.
///
/// # Errors
/// [`KittiError::Unreadable`] if `dir/poses` cannot be listed or holds no sequence.
pub fn sequences(dir: &Path) -> Result<Vec<String>, KittiError> {
    let poses = dir.join("poses");
    let unreadable = |reason: String| KittiError::Unreadable {
        path: poses.display().to_string(),
        reason,
        hint: FOLDER_HINT,
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&poses).map_err(|e| unreadable(e.to_string()))? {
        let path = entry.map_err(|e| unreadable(e.to_string()))?.path();
        if path.extension().is_some_and(|e| e == "txt")
            && let Some(name) = path.file_stem().and_then(|s| s.to_str())
        {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(unreadable("it holds no sequence".to_owned()));
    }
    names.sort_unstable();
    Ok(names)
}

impl Sequence {
    /// Reads a sequence of a KITTI tracking folder. A detection file that is not there means that
    /// nothing of its class was detected; labels may be missing altogether.
    ///
    /// # Errors
    /// [`KittiError`] that names the file, line, column, and what to do.
    pub fn load(dir: &Path, sequence: &str) -> Result<Self, KittiError> {
        let known = sequences(dir)?;
        if !known.iter().any(|n| n == sequence) {
            return Err(KittiError::UnknownSequence {
                name: sequence.to_owned(),
                dir: dir.display().to_string(),
                known: known.join(", "),
            });
        }
        let file = format!("{sequence}.txt");
        let read = |path: &Path| {
            let text = read_text(path, FOLDER_HINT)?;
            Ok::<_, KittiError>((text, path.display().to_string()))
        };
        let (text, name) = read(&dir.join("calib").join(&file))?;
        let calibration = Calibration::read(&text, &name)?;
        let (text, name) = read(&dir.join("poses").join(&file))?;
        let poses = read_poses(&text, &name)?;
        check_frames(poses.len(), &name)?;
        let folder = dir.join("detections");
        if !folder.is_dir() {
            return Err(KittiError::Unreadable {
                path: folder.display().to_string(),
                reason: "it is no folder".to_owned(),
                hint: FOLDER_HINT,
            });
        }
        let mut detections = Vec::new();
        for class in FOLDERS {
            let path = folder.join(class).join(&file);
            if path.exists() {
                let (text, name) = read(&path)?;
                detections.extend(read_detections(&text, &name, poses.len())?);
            }
        }
        let label_path = dir.join("labels").join(&file);
        let has_labels = label_path.exists();
        let labels = if has_labels {
            let (text, name) = read(&label_path)?;
            read_labels(&text, &name, poses.len())?
        } else {
            Vec::new()
        };
        let mounting = calibration.mounting();
        Ok(Self {
            name: sequence.to_owned(),
            calibration,
            mounting,
            frames: frames(ego_states(&poses, &mounting), detections, labels, &mounting),
            has_labels,
        })
    }

    /// A track at a frame as a line of a result file, `None` if the frame is not there. The image
    /// box and the score are those of the detection that updated the track; while it coasts, the
    /// projected box, and the logit of its existence.
    pub fn result_line(&self, frame: usize, track: &Track) -> Option<ResultLine> {
        let f = self.frames.get(frame)?;
        let camera_box = self.mounting.camera_box(&vehicle_box(&f.ego, &track.bbox));
        let detection = track
            .detection
            .and_then(|id| f.camera_detections.get(id.0 as usize));
        let odds = track.existence.clamp(1e-6, 1.0 - 1e-6);
        Some(ResultLine {
            frame,
            track: track.id.0,
            kind: match track.class {
                AgentClass::Pedestrian => LabelKind::Pedestrian,
                AgentClass::Bicycle => LabelKind::Cyclist,
                AgentClass::Truck => LabelKind::Truck,
                AgentClass::Bus => LabelKind::Tram,
                AgentClass::Car | AgentClass::Motorcycle => LabelKind::Car,
                AgentClass::StaticObject => LabelKind::Misc,
            },
            alpha_rad: camera_box.alpha_rad(),
            image_box: detection.map_or_else(
                || self.calibration.project(&camera_box).unwrap_or_default(),
                |d| d.image_box,
            ),
            camera_box,
            score: detection.map_or_else(|| libm::log(odds / (1.0 - odds)), |d| d.raw_score),
        })
    }
}

/// A box of the world in the vehicle frame.
fn vehicle_box(ego: &EgoState, world_box: &OrientedBox) -> OrientedBox {
    let center = ego
        .world_from_ego()
        .inverse_transform_point(&Point3::from(world_box.center_m));
    OrientedBox {
        center_m: center.coords,
        size_m: world_box.size_m,
        yaw_rad: wrap_rad(world_box.yaw_rad - ego.yaw_rad),
    }
}

/// Refuses a drive without frames, and one that is absurdly long.
fn check_frames(count: usize, file: &str) -> Result<(), KittiError> {
    let unfit = |problem: String, hint| KittiError::Incomplete {
        file: file.to_owned(),
        problem,
        hint,
    };
    match count {
        0 => Err(unfit(
            "there is no pose".to_owned(),
            "give it a line for each frame",
        )),
        1..=MAX_FRAMES => Ok(()),
        _ => Err(unfit(
            format!("{count} poses, at most {MAX_FRAMES} are read"),
            "split the sequence",
        )),
    }
}

/// What belongs together; every frame number has been checked against the poses.
fn frames(
    egos: Vec<EgoState>,
    detections: Vec<CameraDetection>,
    labels: Vec<Label>,
    mounting: &Mounting,
) -> Vec<Frame> {
    let mut frames: Vec<Frame> = egos
        .into_iter()
        .enumerate()
        .map(|(i, ego)| Frame {
            ego,
            detections: Detections3d {
                header: Header::sensor(i as u64, stamp(i)),
                detections: Vec::new(),
            },
            camera_detections: Vec::new(),
            labels: Vec::new(),
        })
        .collect();
    for detection in detections {
        let frame = &mut frames[detection.frame];
        let id = DetectionId(u32::try_from(frame.camera_detections.len()).unwrap_or(u32::MAX));
        frame
            .detections
            .detections
            .push(detection.to_message(id, mounting));
        frame.camera_detections.push(detection);
    }
    for label in labels {
        frames[label.frame].labels.push(label);
    }
    frames
}
