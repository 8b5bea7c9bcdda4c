use super::*;
use trunkline_interfaces::messages::{Header, Validate as _};
use trunkline_interfaces::nalgebra::{Isometry3, Matrix3, Translation3, UnitQuaternion};
use trunkline_interfaces::ndarray::Array3;
use trunkline_interfaces::{Intrinsics, LaneMap, Stage, Stamp, VehicleParams};

/// A level camera 2 m above the ground that looks ahead: x right, y down, z forward.
fn frame(seq: u64) -> Arc<CameraFrame> {
    let axes = Matrix3::new(0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0);
    Arc::new(CameraFrame {
        header: Header::sensor(seq, Stamp::from_s(0.1 * seq as f64)),
        camera: "front".into(),
        image: Array3::zeros((0, 0, 3)),
        intrinsics: Intrinsics::pinhole(64, 32, 90_f64.to_radians()),
        ego_from_camera: Isometry3::from_parts(
            Translation3::new(0.0, 0.0, 2.0),
            UnitQuaternion::from_matrix(&axes),
        ),
    })
}

fn look(pictures: PathBuf, seq: u64) -> Result<Vec<Perception>, StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let context = StepContext::new(Stage::Perceiver, Stamp::ZERO, &vehicle, &map);
    let config = FolderConfig {
        pictures,
        ..FolderConfig::default()
    };
    let mut module = Folder::from_config(config).expect("the folder is there");
    module.perceive(&[frame(seq)], &context)
}

#[test]
fn a_red_block_on_grey_is_a_car_as_far_away_as_its_foot() {
    let folder = tempfile::tempdir().expect("a place for a picture");
    std::fs::create_dir(folder.path().join("front")).expect("a folder for the camera");
    let is_red = |x: u32, y: u32| (20..30).contains(&x) && (16..24).contains(&y);
    let picture = image::RgbImage::from_fn(64, 32, |x, y| match is_red(x, y) {
        true => image::Rgb([200, 20, 20]),
        false => image::Rgb([90, 90, 90]),
    });
    let path = folder.path().join("front/000007.png");
    picture.save(path).expect("a picture");

    let seen = look(folder.path().into(), 7).expect("the picture is there");
    let [seen] = seen.as_slice() else {
        panic!("one for each frame: {seen:?}");
    };
    seen.validate().expect("a message that others can use");
    let boxes = seen.detections_2d.as_ref().expect("boxes");
    assert_eq!(boxes.len(), 1);
    assert_eq!(boxes[0].box_px, [19.5, 15.5, 29.5, 23.5]);
    // Focal length 32 px (90° over 64 px), row 23 is 7.5 px below the middle (15.5):
    // depth = 2 m · 32 / 7.5 = 128 / 15 m.
    let depth_m = seen.depth_m.as_ref().expect("depth")[(16, 25)];
    assert!((depth_m - 128.0 / 15.0).abs() < 1e-4, "{depth_m}");
    // 2 m · 32 / 0.5 = 128 m at the row below the horizon: too far to be told.
    assert_eq!(seen.depth_m.as_ref().expect("depth")[(16, 3)], 0.0);
    let above = seen.segmentation.as_ref().expect("classes")[(3, 3)];
    assert_eq!(above, SemanticClass::Sky as u8);

    let missing = look(folder.path().into(), 8).expect_err("there is no picture 8");
    assert!(
        missing.to_string().contains("front/000008.png"),
        "{missing}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_refused_before_anything_is_driven() {
    let error = Folder::from_config(FolderConfig::default()).err();
    let error = error.expect("there is no such folder").to_string();
    assert!(error.contains("must be a folder of pictures"), "{error}");
}
