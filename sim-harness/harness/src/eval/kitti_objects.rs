//! Real frames of the KITTI object benchmark with sparse lidar depth: their labelled 2D boxes as
//! detections, no class mask. Formats: Geiger, Lenz, Urtasun 2012, development kit.

use std::f64::consts::FRAC_PI_2;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use image::{ImageReader, Limits};
use nalgebra::{Isometry3, Matrix3, Point3, Rotation3, Translation3, UnitQuaternion, Vector3};
use ndarray::{Array2, Array3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{CameraFrame, Detection2d, EgoState, Header, Perception};
use trunkline_interfaces::{AgentClass, DetectionId, Intrinsics, LaneMap};

use super::error::EvalError;
use super::sample::{Sample, TruthBox};

/// Height of KITTI's camera above the road (Geiger et al. 2013, figure 3).
const CAMERA_HEIGHT_M: f64 = 1.65;
/// Depth images hold 256 steps to the metre.
const STEPS_PER_METRE: f32 = 256.0;
/// Error that the depths of one object share, as a share: of the lidar and the calibration.
const LIDAR_NOISE: f64 = 0.003;
/// Labelled as hidden more than this (0 to 3: 3 is "unknown"), a road user need not be found.
const MOST_OCCLUDED: f64 = 2.0;
/// Truncated by the image's edge more than this share, neither.
const MOST_TRUNCATED: f64 = 0.5;
/// Shortest focal length of a lens that shows anything, px.
const MIN_FOCAL_PX: f64 = 1.0;
/// Largest number that means anything in a file of calibration or labels, in whatever unit.
const MAX_NUMBER: f64 = 1e6;
/// Frames that the lifter was tuned on; all others it has not seen.
const TUNED_ON: [&str; 10] = [
    "000000", "000001", "000002", "000003", "000004", "000005", "000006", "000007", "000008",
    "000009",
];
/// Largest side of a depth image; KITTI's have 1242 columns.
const MAX_SIDE_PX: u32 = 1 << 13;
/// Most memory that decoding one may take, bytes.
const MAX_IMAGE_BYTES: u64 = 1 << 28;
/// Largest file of calibration or labels, bytes; KITTI's have some thousand.
const MAX_TEXT_BYTES: u64 = 1 << 20;
const HINT: &str =
    "DIR holds object/depth, object/label_2 and object/calib, as shared/data/kitti_depth does";

/// Which of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KittiSplit {
    /// Those that the lifter was tuned on.
    Tuned,
    /// Those that it was not.
    HeldOut,
    /// Both.
    All,
}

impl KittiSplit {
    fn holds(self, name: &str) -> bool {
        let is_tuned = TUNED_ON.contains(&name);
        match self {
            Self::Tuned => is_tuned,
            Self::HeldOut => !is_tuned,
            Self::All => true,
        }
    }
}

/// The frames that have depth, by name.
///
/// # Errors
/// [`EvalError`] for a folder or file that is missing or broken.
pub fn kitti_objects(data: &Path, split: KittiSplit) -> Result<Vec<Sample>, EvalError> {
    let folder = data.join("object");
    let depth = folder.join("depth");
    let entries = fs::read_dir(&depth).map_err(|e| EvalError::unreadable(&depth, e, HINT))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| split.holds(name))
        .collect();
    if names.is_empty() {
        return Err(EvalError::unreadable(&depth, "no frame in it", HINT));
    }
    names.sort();
    let map = Arc::new(LaneMap::default());
    let samples = names.iter().map(|name| sample(&folder, name, &map));
    samples.collect()
}

fn sample(folder: &Path, name: &str, map: &Arc<LaneMap>) -> Result<Sample, EvalError> {
    let depth_m = depth_map(&folder.join("depth").join(format!("{name}.png")))?;
    let calibration = calibration(&folder.join("calib").join(format!("{name}.txt")), &depth_m)?;
    let labels = labels(&folder.join("label_2").join(format!("{name}.txt")))?;
    let camera = "image_2".to_owned();
    let frame = CameraFrame {
        header: Header::default(),
        camera: camera.clone(),
        image: Array3::zeros((0, 0, 3)), // lifters that look at it are refused
        intrinsics: calibration.lens,
        ego_from_camera: calibration.ego_from_camera,
    };
    let detections = labels.iter().zip(0..).map(|(label, id)| Detection2d {
        id: DetectionId(id),
        class: label.class,
        box_px: label.box_px,
        score: 1.0,
    });
    let perception = Perception {
        header: Header::default(),
        camera,
        segmentation: None,
        depth_m: Some(depth_m),
        depth_noise: Some(LIDAR_NOISE),
        detections_2d: Some(detections.collect()),
        detections_3d: None,
    };
    Ok(Sample {
        name: name.to_owned(),
        frames: vec![Arc::new(frame)],
        perception: vec![Arc::new(perception)],
        ego: EgoState::default(),
        map: Arc::clone(map),
        boxes: labels.iter().map(Label::truth).collect(),
        truth: None,
    })
}

fn depth_map(path: &Path) -> Result<Array2<f32>, EvalError> {
    let mut reader = ImageReader::open(path).map_err(|e| EvalError::unreadable(path, e, HINT))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MAX_IMAGE_BYTES);
    reader.limits(limits);
    let picture = reader.decode();
    let picture = picture.map_err(|e| EvalError::unreadable(path, e, HINT))?;
    let steps = picture.into_luma16();
    let size = (steps.height() as usize, steps.width() as usize);
    let values = steps
        .into_raw()
        .into_iter()
        .map(|v| f32::from(v) / STEPS_PER_METRE);
    Array2::from_shape_vec(size, values.collect()).map_err(|e| EvalError::unreadable(path, e, HINT))
}

/// The text of a file of bearable size.
fn text_of(path: &Path) -> Result<String, EvalError> {
    let file = File::open(path).map_err(|e| EvalError::unreadable(path, e, HINT))?;
    let mut text = String::new();
    match file.take(MAX_TEXT_BYTES + 1).read_to_string(&mut text) {
        Ok(n) if n as u64 > MAX_TEXT_BYTES => {
            let reason = format!("it has more than {MAX_TEXT_BYTES} bytes");
            Err(EvalError::unreadable(path, reason, HINT))
        }
        Ok(_) => Ok(text),
        Err(e) => Err(EvalError::unreadable(path, e, HINT)),
    }
}

/// The camera of the images, with the ground below camera 0 as the vehicle's origin.
struct Calibration {
    lens: Intrinsics,
    ego_from_camera: Isometry3<f64>,
}

/// Vehicle axes from those of camera 0, whose frame the labels are in.
fn ego_from_camera_0() -> Isometry3<f64> {
    // x forward is z, y left is -x, z up is -y
    let axes = Matrix3::new(0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0);
    Isometry3::from_parts(
        Translation3::new(0.0, 0.0, CAMERA_HEIGHT_M),
        UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes)),
    )
}

/// P2 = K [I | t]: camera 2 is `t` away from camera 0, whose axes it has.
fn calibration(path: &Path, depth_m: &Array2<f32>) -> Result<Calibration, EvalError> {
    let text = text_of(path)?;
    let row = text.lines().enumerate().find(|(_, l)| l.starts_with("P2:"));
    let (index, row) = row.ok_or_else(|| EvalError::broken(path, 1, "there is no line `P2:`"))?;
    let p = numbers(path, index + 1, row.trim_start_matches("P2:"))?;
    let &[fx, _, cx, tx, _, fy, cy, ty, _, _, _, tz] = p.as_slice() else {
        let problem = format!("P2 has {} numbers, 12 are needed", p.len());
        return Err(EvalError::broken(path, index + 1, problem));
    };
    if !(fx >= MIN_FOCAL_PX && fy >= MIN_FOCAL_PX) {
        let problem = format!("focal lengths of P2 are {fx} and {fy} px, at least 1 is needed");
        return Err(EvalError::broken(path, index + 1, problem));
    }
    let camera_from_camera_0 = Translation3::new((tx - cx * tz) / fx, (ty - cy * tz) / fy, tz);
    Ok(Calibration {
        lens: Intrinsics {
            width_px: depth_m.ncols() as u32,
            height_px: depth_m.nrows() as u32,
            fx_px: fx,
            fy_px: fy,
            cx_px: cx,
            cy_px: cy,
            distortion: Default::default(),
        },
        ego_from_camera: ego_from_camera_0() * camera_from_camera_0.inverse(),
    })
}

/// One labelled road user.
struct Label {
    class: AgentClass,
    truncated: f64,
    occluded: f64,
    box_px: [f64; 4],
    size_m: Vector3<f64>,
    /// Middle of the bottom face, frame of camera 0.
    bottom_m: Point3<f64>,
    /// About the axis that points down; 0 is along x.
    rotation_y_rad: f64,
}

impl Label {
    fn truth(&self) -> TruthBox {
        let bottom = ego_from_camera_0() * self.bottom_m;
        TruthBox {
            class: self.class,
            bbox: OrientedBox {
                center_m: bottom.coords + Vector3::new(0.0, 0.0, 0.5 * self.size_m.z),
                size_m: self.size_m,
                yaw_rad: wrap_rad(-self.rotation_y_rad - FRAC_PI_2),
            },
            is_wanted: self.occluded <= MOST_OCCLUDED && self.truncated <= MOST_TRUNCATED,
        }
    }
}

fn labels(path: &Path) -> Result<Vec<Label>, EvalError> {
    let text = text_of(path)?;
    let mut labels = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let class = match kind {
            "Car" | "Van" => AgentClass::Car,
            "Truck" => AgentClass::Truck,
            "Pedestrian" | "Person_sitting" => AgentClass::Pedestrian,
            "Cyclist" => AgentClass::Bicycle,
            _ => continue, // Misc, Tram, DontCare: no class of ours
        };
        let n = numbers(path, index + 1, rest)?;
        let Some(
            &[
                truncated,
                occluded,
                _,
                left,
                top,
                right,
                bottom,
                h,
                w,
                l,
                x,
                y,
                z,
                ry,
            ],
        ) = n.get(..14)
        else {
            let problem = format!("a label has 15 columns, this one {}", n.len() + 1);
            return Err(EvalError::broken(path, index + 1, problem));
        };
        if !(h > 0.0 && w > 0.0 && l > 0.0) {
            let problem = format!("height, width and length are {h}, {w} and {l} m, must be > 0");
            return Err(EvalError::broken(path, index + 1, problem));
        }
        if left > right || top > bottom {
            let problem = format!(
                "the 2D box is {left} {top} {right} {bottom}, must be left top right bottom"
            );
            return Err(EvalError::broken(path, index + 1, problem));
        }
        labels.push(Label {
            class,
            truncated,
            occluded,
            box_px: [left, top, right, bottom],
            size_m: Vector3::new(l, w, h),
            bottom_m: Point3::new(x, y, z),
            rotation_y_rad: ry,
        });
    }
    Ok(labels)
}

fn numbers(path: &Path, line: usize, text: &str) -> Result<Vec<f64>, EvalError> {
    text.split_whitespace()
        .map(|word| match word.parse::<f64>() {
            Ok(value) if value.abs() <= MAX_NUMBER => Ok(value),
            Ok(value) if value.is_finite() => {
                let problem = format!("`{word}` is beyond ±{MAX_NUMBER}");
                Err(EvalError::broken(path, line, problem))
            }
            _ => {
                let problem = format!("`{word}` is not a finite number");
                Err(EvalError::broken(path, line, problem))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn a_label_becomes_a_box_of_the_vehicle_frame() {
        // Driving away, 20 m ahead and 3 m to the right, its bottom 1.65 m below the camera.
        let label = Label {
            class: AgentClass::Car,
            truncated: 0.0,
            occluded: 0.0,
            box_px: [0.0; 4],
            size_m: Vector3::new(4.0, 1.6, 1.5),
            bottom_m: Point3::new(3.0, 1.65, 20.0),
            rotation_y_rad: -FRAC_PI_2,
        };
        let bbox = label.truth().bbox;
        assert_abs_diff_eq!(
            bbox.center_m,
            Vector3::new(20.0, -3.0, 0.75),
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(bbox.yaw_rad, 0.0, epsilon = 1e-12);
    }

    /// What is made of a calibration file, beside a depth map of 370 rows and 1240 columns.
    fn calibrated(text: &str) -> Result<Calibration, EvalError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        fs::write(&path, text).unwrap();
        calibration(&path, &Array2::zeros((370, 1240)))
    }

    #[test]
    fn a_projection_becomes_a_lens_and_a_place_of_the_vehicle_frame() {
        // K = [700 0 600; 0 700 180; 0 0 1], t = [0.06, -0.02, 0.003], so that K·t is
        // 700 · 0.06 + 600 · 0.003 = 43.8, 700 · -0.02 + 180 · 0.003 = -13.46, 0.003.
        let text = "P0: 1\nP2: 700 0 600 43.8 0 700 180 -13.46 0 0 1 0.003\n";
        let calibration = calibrated(text).unwrap();
        let lens = calibration.lens;
        assert_eq!((lens.width_px, lens.height_px), (1240, 370));
        assert_eq!((lens.fx_px, lens.fy_px), (700.0, 700.0));
        assert_eq!((lens.cx_px, lens.cy_px), (600.0, 180.0));
        // Camera 2 is at -t of camera 0, which is 1.65 m above the origin: its z is ahead, its -x
        // to the left, its -y up.
        let ego_from_camera = calibration.ego_from_camera;
        assert_abs_diff_eq!(
            ego_from_camera * Point3::origin(),
            Point3::new(-0.003, 0.06, 1.63),
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            ego_from_camera * Vector3::z(),
            Vector3::x(),
            epsilon = 1e-12
        );
    }

    #[test]
    fn a_label_without_a_size_or_with_its_sides_exchanged_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let fit = "Car 0 0 -1.57 10 5 30 20 1.5 1.6 4.0 -1 1.65 14 -1.57";
        fs::write(&path, fit).unwrap();
        assert_eq!(labels(&path).unwrap().len(), 1);
        fs::write(&path, fit.replace(" 1.6 ", " -1.6 ")).unwrap();
        let refused = labels(&path).map(|_| ()).unwrap_err().to_string();
        assert!(
            refused.contains("line 1: height, width and length"),
            "{refused}"
        );
        for exchanged in [" 30 4 ", " 9 20 "] {
            fs::write(&path, fit.replace(" 30 20 ", exchanged)).unwrap();
            let refused = labels(&path).map(|_| ()).unwrap_err().to_string();
            let words = format!("line 1: the 2D box is 10 5{exchanged}")
                .trim_end()
                .to_owned();
            assert!(refused.contains(&words), "{refused}");
        }
    }

    #[test]
    fn a_calibration_that_is_no_lens_s_is_refused() {
        for (text, words) in [
            ("P0: 1\n", "there is no line `P2:`"),
            (
                "P0: 1\nP2: 1 2 3\n",
                "line 2: P2 has 3 numbers, 12 are needed",
            ),
            (
                "P2: 0 0 600 0 0 700 180 0 0 0 1 0\n",
                "line 1: focal lengths of P2 are 0 and 700 px, at least 1 is needed",
            ),
            (
                "P2: 1e300 0 600 0 0 700 180 0 0 0 1 0\n",
                "line 1: `1e300` is beyond ±1000000",
            ),
        ] {
            let refused = calibrated(text).map(|_| ()).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn a_depth_image_larger_than_any_camera_s_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.png");
        for (width, is_fit) in [(MAX_SIDE_PX, true), (MAX_SIDE_PX + 1, false)] {
            let wide = image::GrayImage::new(width, 1);
            wide.save(&path).unwrap();
            let read = depth_map(&path);
            assert_eq!(read.is_ok(), is_fit, "{width}");
        }
    }

    #[test]
    fn a_text_larger_than_any_of_labels_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let blank = vec![b'\n'; MAX_TEXT_BYTES as usize + 1];
        fs::write(&path, &blank).unwrap();
        let refused = labels(&path).map(|_| ()).unwrap_err().to_string();
        assert!(refused.contains("1048576 bytes"), "{refused}");
        fs::write(&path, &blank[1..]).unwrap();
        assert!(labels(&path).is_ok());
    }

    #[test]
    fn a_word_that_is_no_number_is_named_with_its_line() {
        let error = numbers(Path::new("a.txt"), 3, "1.0 two").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a.txt`, line 3: `two` is not a finite number"
        );
    }
}
