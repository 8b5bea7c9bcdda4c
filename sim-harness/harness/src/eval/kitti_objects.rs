//! Real frames of the KITTI object benchmark with sparse lidar depth: their labelled 2D boxes as
//! detections, no class mask. Formats: Geiger, Lenz, Urtasun 2012, development kit.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use image::{DynamicImage, ImageReader, Limits};
use nalgebra::{Isometry3, Translation3, Vector3};
use ndarray::{Array2, Array3};
use trunkline_interfaces::messages::{CameraFrame, Detection2d, EgoState, Header, Perception};
use trunkline_interfaces::{DetectionId, Intrinsics, LaneMap};
use trunkline_tracking::kitti::{
    CAMERA_HEIGHT_M, Calibration, ImageBox, KittiError, Mounting, ObjectLabel, read_object_labels,
};

use super::error::EvalError;
use super::sample::{Sample, TruthBox};

/// The ground below camera 0, whose frame the labels are in, is the vehicle's origin.
const MOUNTING: Mounting = Mounting {
    camera_in_ego_m: Vector3::new(0.0, 0.0, CAMERA_HEIGHT_M),
};
/// Depth images hold 256 steps to the metre.
const STEPS_PER_METRE: f32 = 256.0;
/// Error that the depths of one object share, as a share: of the lidar and the calibration.
const LIDAR_NOISE: f64 = 0.003;
/// Labelled as hidden more than this (0 to 3: 3 is "unknown"), a road user need not be found.
const MOST_OCCLUDED: i32 = 2;
/// Truncated by the image's edge more than this share, neither.
const MOST_TRUNCATED: f64 = 0.5;
/// Shortest focal length of a lens that shows anything, px.
const MIN_FOCAL_PX: f64 = 1.0;
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
    let lens = lens(&folder.join("calib").join(format!("{name}.txt")), &depth_m)?;
    let road_users = road_users(&folder.join("label_2").join(format!("{name}.txt")))?;
    let camera = "image_2".to_owned();
    let frame = CameraFrame {
        header: Header::default(),
        camera: camera.clone(),
        image: Array3::zeros((0, 0, 3)), // lifters that look at it are refused
        intrinsics: lens.intrinsics,
        ego_from_camera: lens.ego_from_camera,
    };
    let detections = road_users.iter().zip(0..).map(|(user, id)| user.seen(id));
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
        boxes: road_users.iter().map(|user| user.truth).collect(),
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
    let DynamicImage::ImageLuma16(steps) = picture else {
        let reason = format!("depth is grey of 16 bits, this is {:?}", picture.color());
        return Err(EvalError::unreadable(path, reason, HINT));
    };
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

/// The camera of the images.
struct Lens {
    intrinsics: Intrinsics,
    ego_from_camera: Isometry3<f64>,
}

/// P2 = K [I | t]: camera 2 is `t` away from camera 0, whose axes it has.
fn lens(path: &Path, depth_m: &Array2<f32>) -> Result<Lens, EvalError> {
    let p = Calibration::read(&text_of(path)?, &path.display().to_string())?.image_from_camera;
    let (fx, fy, cx, cy) = (p[(0, 0)], p[(1, 1)], p[(0, 2)], p[(1, 2)]);
    let (tx, ty, tz) = (p[(0, 3)], p[(1, 3)], p[(2, 3)]);
    if !(fx >= MIN_FOCAL_PX && fy >= MIN_FOCAL_PX) {
        let problem = format!("focal lengths of P2 are {fx} and {fy} px, at least 1 is needed");
        return Err(EvalError::Kitti(KittiError::Incomplete {
            file: path.display().to_string(),
            problem,
            hint: "P2 is K·[I | t] in pixels, row by row",
        }));
    }
    let camera_from_camera_0 = Translation3::new((tx - cx * tz) / fx, (ty - cy * tz) / fy, tz);
    Ok(Lens {
        intrinsics: Intrinsics {
            width_px: depth_m.ncols() as u32,
            height_px: depth_m.nrows() as u32,
            fx_px: fx,
            fy_px: fy,
            cx_px: cx,
            cy_px: cy,
            distortion: Default::default(),
        },
        ego_from_camera: MOUNTING.ego_from_camera() * camera_from_camera_0.inverse(),
    })
}

/// What is labelled and has a class of ours.
struct RoadUser {
    image_box: ImageBox,
    truth: TruthBox,
}

impl RoadUser {
    fn of(label: ObjectLabel) -> Option<Self> {
        let is_in_view = label.truncated.is_none_or(|share| share <= MOST_TRUNCATED);
        Some(Self {
            image_box: label.image_box,
            truth: TruthBox {
                class: label.kind.class()?,
                bbox: MOUNTING.vehicle_box(&label.camera_box?),
                is_wanted: label.occluded <= MOST_OCCLUDED && is_in_view,
            },
        })
    }

    fn seen(&self, id: u32) -> Detection2d {
        let b = self.image_box;
        Detection2d {
            id: DetectionId(id),
            class: self.truth.class,
            box_px: [b.x1_px, b.y1_px, b.x2_px, b.y2_px],
            score: 1.0,
        }
    }
}

fn road_users(path: &Path) -> Result<Vec<RoadUser>, EvalError> {
    let labels = read_object_labels(&text_of(path)?, &path.display().to_string())?;
    Ok(labels.into_iter().filter_map(RoadUser::of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Point3;

    type Gray16 = image::ImageBuffer<image::Luma<u16>, Vec<u16>>;

    /// What is made of a calibration file, beside a depth map of 370 rows and 1240 columns.
    fn calibrated(p2: &str) -> Result<Lens, EvalError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let text = format!("P0: 1\n{p2}\nTr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n");
        fs::write(&path, text).unwrap();
        lens(&path, &Array2::zeros((370, 1240)))
    }

    #[test]
    fn a_projection_becomes_a_lens_and_a_place_of_the_vehicle_frame() {
        // K = [700 0 600; 0 700 180; 0 0 1], t = [0.06, -0.02, 0.003], so that K·t is
        // 700 · 0.06 + 600 · 0.003 = 43.8, 700 · -0.02 + 180 · 0.003 = -13.46, 0.003.
        let lens = calibrated("P2: 700 0 600 43.8 0 700 180 -13.46 0 0 1 0.003").unwrap();
        let ego_from_camera = lens.ego_from_camera;
        let lens = lens.intrinsics;
        assert_eq!((lens.width_px, lens.height_px), (1240, 370));
        assert_eq!((lens.fx_px, lens.fy_px), (700.0, 700.0));
        assert_eq!((lens.cx_px, lens.cy_px), (600.0, 180.0));
        // Camera 2 is at -t of camera 0, which is 1.65 m above the origin: its z is ahead, its -x
        // to the left, its -y up.
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
    fn only_what_has_a_class_is_a_road_user_and_what_is_hidden_need_not_be_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let columns = "-1.57 10 5 30 20 1.5 1.6 4.0 -1 1.65 14 -1.57";
        let text = format!(
            "Car 0 2 {columns}\nMisc 0 0 {columns}\nCar 0.5 3 {columns}\nVan 0.51 0 {columns}\n"
        );
        fs::write(&path, text).unwrap();
        let users = road_users(&path).unwrap();
        let wanted: Vec<bool> = users.iter().map(|u| u.truth.is_wanted).collect();
        assert_eq!(wanted, [true, false, false]);
        assert_eq!(users[1].seen(1).box_px, [10.0, 5.0, 30.0, 20.0]);
    }

    #[test]
    fn a_calibration_that_is_no_lens_s_is_refused() {
        for (p2, words) in [
            ("P1: 1", "matrix `P2` is missing"),
            ("P2: 1 2 3", "line 2, column 10: 4 fields"),
            (
                "P2: 0 0 600 0 0 700 180 0 0 0 1 0",
                "focal lengths of P2 are 0 and 700 px, at least 1 is needed",
            ),
        ] {
            let refused = calibrated(p2).map(|_| ()).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn a_depth_image_larger_than_any_camera_s_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.png");
        for (width, is_fit) in [(MAX_SIDE_PX, true), (MAX_SIDE_PX + 1, false)] {
            let wide = Gray16::new(width, 1);
            wide.save(&path).unwrap();
            let read = depth_map(&path);
            assert_eq!(read.is_ok(), is_fit, "{width}");
        }
    }

    #[test]
    fn a_picture_is_no_depth() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.png");
        Gray16::from_pixel(2, 1, image::Luma([640]))
            .save(&path)
            .unwrap();
        assert_eq!(depth_map(&path).unwrap(), Array2::from_elem((1, 2), 2.5));
        for picture in [DynamicImage::new_rgb8(2, 1), DynamicImage::new_luma8(2, 1)] {
            picture.save(&path).unwrap();
            let refused = depth_map(&path).unwrap_err().to_string();
            assert!(refused.contains("depth is grey of 16 bits"), "{refused}");
        }
    }

    #[test]
    fn a_text_larger_than_any_of_labels_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.txt");
        let blank = vec![b'\n'; MAX_TEXT_BYTES as usize + 1];
        fs::write(&path, &blank).unwrap();
        let refused = road_users(&path).map(|_| ()).unwrap_err().to_string();
        assert!(refused.contains("1048576 bytes"), "{refused}");
        fs::write(&path, &blank[1..]).unwrap();
        assert!(road_users(&path).is_ok());
    }
}
