//! Boxes on a plane, cast ray by ray: labels whose every number is known.

#![expect(dead_code, reason = "each test file uses a part of it")]

use std::sync::Arc;

use nalgebra::{Isometry3, Matrix3, Rotation3, Translation3, UnitQuaternion, Vector3};
use ndarray::{Array2, Array3};
use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::{
    CameraFrame, CameraTruth, Detection2d, EgoState, Header, Perception, SeenAgent, Truth,
};
use trunkline_interfaces::{
    AgentClass, AgentId, DetectionId, Distortion, Intrinsics, LaneMap, SemanticClass, Stage, Stamp,
    StepContext, VehicleParams,
};

/// Camera height, m.
const HEIGHT_M: f64 = 1.5;
/// Rays that meet nothing nearer show the sky, m.
const HORIZON_M: f64 = 200.0;

/// Somebody on the plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) class: AgentClass,
    pub(crate) bbox: OrientedBox,
}

/// A box on the ground.
pub(crate) fn standing(
    class: AgentClass,
    x: f64,
    y: f64,
    yaw_rad: f64,
    size: [f64; 3],
) -> Standing {
    Standing {
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.5 * size[2]),
            size_m: Vector3::from(size),
            yaw_rad,
        },
    }
}

/// A car of the usual size.
pub(crate) fn car(x: f64, y: f64, yaw_rad: f64) -> Standing {
    standing(AgentClass::Car, x, y, yaw_rad, [4.3, 1.8, 1.5])
}

/// A camera that looks to a yaw, 640 × 360 pixels, 90 degrees.
pub(crate) fn camera(name: &str, yaw_rad: f64) -> CameraFrame {
    let axes = Matrix3::new(0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0);
    let ahead = UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes));
    let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), yaw_rad);
    CameraFrame {
        header: Header::sensor(0, Stamp::from_s(1.0)),
        camera: name.to_owned(),
        image: Array3::zeros((0, 0, 3)),
        intrinsics: Intrinsics::pinhole(640, 360, std::f64::consts::FRAC_PI_2),
        ego_from_camera: Isometry3::from_parts(Translation3::new(1.0, 0.0, HEIGHT_M), turn * ahead),
    }
}

/// The same camera with a lens that bends.
pub(crate) fn bent(frame: CameraFrame) -> CameraFrame {
    let mut frame = frame;
    frame.intrinsics.distortion = Distortion {
        k1: -0.12,
        k2: 0.01,
        ..Distortion::default()
    };
    frame
}

/// What a camera shows of boxes on a plane that rises by a slope along x.
pub(crate) fn labels(frame: &CameraFrame, agents: &[Standing], slope: f64) -> CameraTruth {
    let lens = &frame.intrinsics;
    let size = (lens.height_px as usize, lens.width_px as usize);
    let mut classes = Array2::from_elem(size, SemanticClass::Sky as u8);
    let mut instances = Array2::zeros(size);
    let mut depth_m = Array2::zeros(size);
    let mut alone = vec![0_u32; agents.len()];
    let from = frame.ego_from_camera.translation.vector;
    for ((row, column), depth) in depth_m.indexed_iter_mut() {
        let ray = lens.ray(nalgebra::Vector2::new(column as f64, row as f64));
        let along = frame.ego_from_camera.rotation * ray;
        let mut nearest = HORIZON_M;
        let ground = -(from.z - slope * from.x) / (along.z - slope * along.x);
        if ground > 0.0 && ground < nearest {
            nearest = ground;
            classes[(row, column)] = SemanticClass::Road as u8;
        }
        for (k, agent) in agents.iter().enumerate() {
            let Some(hit) = hit(&from, &along, &agent.bbox) else {
                continue;
            };
            alone[k] += 1;
            if hit < nearest {
                nearest = hit;
                instances[(row, column)] = k as u16 + 1;
                classes[(row, column)] = label(agent.class) as u8;
            }
        }
        if nearest < HORIZON_M {
            *depth = nearest as f32;
        }
    }
    let mut seen = Vec::new();
    for (k, agent) in agents.iter().enumerate() {
        let mut bounds = [f64::INFINITY, f64::INFINITY, -1.0, -1.0];
        let mut pixels = 0;
        for ((row, column), _) in instances
            .indexed_iter()
            .filter(|(_, i)| **i == k as u16 + 1)
        {
            let (u, v) = (column as f64, row as f64);
            bounds[0] = f64::min(bounds[0], u - 0.5);
            bounds[1] = f64::min(bounds[1], v - 0.5);
            bounds[2] = f64::max(bounds[2], u + 0.5);
            bounds[3] = f64::max(bounds[3], v + 0.5);
            pixels += 1;
        }
        if pixels > 0 {
            seen.push(SeenAgent {
                agent: AgentId(k as u32),
                class: agent.class,
                box_px: bounds,
                whole_box_px: bounds,
                pixels,
                visibility: f64::from(pixels) / f64::from(alone[k]),
            });
        }
    }
    CameraTruth {
        camera: frame.camera.clone(),
        classes,
        instances,
        depth_m,
        agents: seen,
    }
}

fn label(class: AgentClass) -> SemanticClass {
    match class {
        AgentClass::Pedestrian => SemanticClass::Pedestrian,
        AgentClass::StaticObject => SemanticClass::Static,
        _ => SemanticClass::Vehicle,
    }
}

/// Where a ray enters a box, in its own lengths.
fn hit(from: &Vector3<f64>, along: &Vector3<f64>, bbox: &OrientedBox) -> Option<f64> {
    let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), -bbox.yaw_rad);
    let (origin, ray) = (turn * (from - bbox.center_m), turn * along);
    let (mut enter, mut leave) = (0.0_f64, f64::INFINITY);
    for k in 0..3 {
        let half = 0.5 * bbox.size_m[k];
        if ray[k].abs() < 1e-12 {
            if origin[k].abs() > half {
                return None;
            }
            continue;
        }
        let (a, b) = ((-half - origin[k]) / ray[k], (half - origin[k]) / ray[k]);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    (enter > 0.0 && enter <= leave).then_some(enter)
}

/// Labels as a perfect perceiver reports them.
pub(crate) fn perceived(view: &CameraTruth, frame: &CameraFrame) -> Perception {
    let boxes = view.agents.iter().map(|seen| Detection2d {
        id: DetectionId(seen.agent.0),
        class: seen.class,
        box_px: seen.box_px,
        score: 0.9,
    });
    Perception {
        header: frame.header,
        camera: frame.camera.clone(),
        segmentation: Some(view.classes.clone()),
        depth_m: Some(view.depth_m.clone()),
        depth_noise: None,
        detections_2d: Some(boxes.collect()),
        detections_3d: None,
    }
}

/// Everything that a lifter is given of some cameras.
pub(crate) type Seen = (Vec<Arc<CameraFrame>>, Vec<Arc<Perception>>);

/// Boxes on a plane as cameras and a perfect perceiver see them.
pub(crate) fn seen(frames: Vec<CameraFrame>, agents: &[Standing]) -> Seen {
    let perception = frames
        .iter()
        .map(|frame| Arc::new(perceived(&labels(frame, agents, 0.0), frame)))
        .collect();
    (frames.into_iter().map(Arc::new).collect(), perception)
}

/// A truth with views.
pub(crate) fn truth(views: Vec<CameraTruth>) -> Truth {
    Truth {
        header: Header::sensor(0, Stamp::from_s(1.0)),
        ego: EgoState::default(),
        agents: Vec::new(),
        collisions: Vec::new(),
        signals: Vec::new(),
        views,
    }
}

/// The context of a step.
pub(crate) fn context<'a>(
    stage: Stage,
    step: u64,
    vehicle: &'a VehicleParams,
    map: &'a LaneMap,
) -> StepContext<'a> {
    StepContext {
        step,
        seed: 7,
        ..StepContext::new(stage, Stamp::from_s(1.0), vehicle, map)
    }
}
