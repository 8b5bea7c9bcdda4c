//! What cameras show of the real world, and whether its labels are right.

use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Vector2, Vector3};

use trunkline_interfaces::messages::{
    Actuation, CameraFrame, CameraTruth, SeenAgent, Truth, TruthAgent, Validate as _,
};
use trunkline_interfaces::{Distortion, Intrinsics, World as _};

use super::Camera;
use super::pose::{world_from_ego, world_from_foot};
use crate::{Scenario, Simulation};

/// Drives into which cameras look, and seeds.
const SCENES: [(&str, [u64; 3]); 3] = [
    ("dense_traffic", [1, 2, 3]),
    ("motorway_dense", [1, 2, 3]),
    ("rural_village", [1, 2, 3]),
];
/// Looks into each, some seconds apart.
const LOOKS: usize = 3;

fn lens() -> Intrinsics {
    Intrinsics::pinhole(320, 180, 1.4)
}

fn front() -> Camera {
    Camera::looking("front", lens(), Vector3::new(1.6, 0.0, 1.4), 0.0, 0.02)
}

/// Looks back and to the right through a lens that bends.
fn rear() -> Camera {
    let bent = Intrinsics {
        distortion: Distortion {
            k1: -0.12,
            k2: 0.01,
            ..Distortion::default()
        },
        ..lens()
    };
    Camera::looking("rear", bent, Vector3::new(-0.6, -0.5, 1.3), -2.6, 0.05)
}

fn world(name: &str, seed: u64, cameras: Vec<Camera>) -> Simulation {
    let scenario = Scenario::builtin(name).unwrap().unwrap();
    let mut world = Simulation::new(&scenario).unwrap().with_cameras(cameras);
    world.reset(seed).unwrap();
    world
}

/// Drives straight on for so long and looks.
fn look(world: &mut Simulation, after_s: u32) -> (Vec<Arc<CameraFrame>>, Arc<Truth>) {
    let coast = Actuation::Control {
        steering_rad: 0.0,
        acceleration_mps2: -0.3,
    };
    for _ in 0..100 * after_s {
        world.act(&coast).unwrap();
    }
    let seen = world.observe();
    (seen.frames, seen.truth.unwrap())
}

/// One road user in one picture, and where both are.
struct Sight<'a> {
    view: &'a CameraTruth,
    instance: u16,
    seen: &'a SeenAgent,
    agent: &'a TruthAgent,
    lens: Intrinsics,
    world_from_camera: Isometry3<f64>,
}

/// Everybody in every picture of the scenes.
fn each_sight(mut check: impl FnMut(&Sight<'_>)) -> usize {
    let mut count = 0;
    for (name, seeds) in SCENES {
        let mut world = world(name, 0, vec![front(), rear()]);
        for seed in seeds {
            world.reset(seed).unwrap();
            for _ in 0..LOOKS {
                let (frames, truth) = look(&mut world, 2);
                truth.validate().unwrap();
                count += each_of(&frames, &truth, &mut check);
            }
        }
    }
    count
}

fn each_of(frames: &[Arc<CameraFrame>], truth: &Truth, mut check: impl FnMut(&Sight<'_>)) -> usize {
    let mut count = 0;
    for (frame, view) in frames.iter().zip(&truth.views) {
        for (k, seen) in view.agents.iter().enumerate() {
            count += 1;
            check(&Sight {
                view,
                instance: k as u16 + 1,
                seen,
                agent: truth.agent(seen.agent).unwrap(),
                lens: frame.intrinsics,
                world_from_camera: world_from_ego(&truth.ego) * frame.ego_from_camera,
            });
        }
    }
    count
}

impl Sight<'_> {
    /// Bounds of the projected corners of its box, within the image; `None` if a corner is behind
    /// the camera.
    fn projected_px(&self) -> Option<[f64; 4]> {
        let half = 0.5 * self.agent.bbox.size_m;
        let world_from_box = world_from_foot(&self.agent.bbox);
        let camera_from_box = self.world_from_camera.inverse() * world_from_box;
        let mut bounds = [
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        ];
        for corner in 0..8 {
            let sign = |bit: u32| if corner >> bit & 1 == 1 { 1.0 } else { -1.0 };
            let up = if sign(2) > 0.0 { 2.0 * half.z } else { 0.0 };
            let at = Point3::new(sign(0) * half.x, sign(1) * half.y, up);
            let camera = camera_from_box * at;
            let pixel = self.lens.project(&camera).filter(|_| camera.z > 0.3)?;
            bounds = [
                bounds[0].min(pixel.x),
                bounds[1].min(pixel.y),
                bounds[2].max(pixel.x),
                bounds[3].max(pixel.y),
            ];
        }
        let (right, bottom) = (
            f64::from(self.lens.width_px),
            f64::from(self.lens.height_px),
        );
        Some([
            bounds[0].clamp(-0.5, right - 0.5),
            bounds[1].clamp(-0.5, bottom - 0.5),
            bounds[2].clamp(-0.5, right - 0.5),
            bounds[3].clamp(-0.5, bottom - 0.5),
        ])
    }

    /// How far the worst pixel of it lies outside of its box in the world, m.
    fn worst_excess_m(&self) -> f64 {
        let box_from_camera = world_from_foot(&self.agent.bbox).inverse() * self.world_from_camera;
        let half = 0.5 * self.agent.bbox.size_m;
        let mut worst_m: f64 = 0.0;
        for ((v, u), instance) in self.view.instances.indexed_iter() {
            if *instance != self.instance {
                continue;
            }
            let ray = self.lens.ray(Vector2::new(u as f64, v as f64));
            let depth_m = f64::from(self.view.depth_m[(v, u)]);
            let at = box_from_camera * Point3::from(ray * depth_m);
            let outside = [
                at.x.abs() - half.x,
                at.y.abs() - half.y,
                at.z - 2.0 * half.z,
                -at.z,
            ];
            worst_m = outside.into_iter().fold(worst_m, f64::max);
        }
        worst_m
    }
}

/// Instance map, boxes and counts of one road user say the same.
fn agree(sight: &Sight<'_>) {
    let pixels = sight
        .view
        .instances
        .iter()
        .filter(|i| **i == sight.instance);
    assert_eq!(pixels.count(), sight.seen.pixels as usize);
    let [left, top, right, bottom] = sight.seen.box_px;
    let whole = sight.seen.whole_box_px;
    assert!(whole[0] <= left && whole[1] <= top && whole[2] >= right && whole[3] >= bottom);
    assert!(sight.seen.visibility > 0.0 && sight.seen.visibility <= 1.0);
    let inside = |u: usize, v: usize| {
        (left..right).contains(&(u as f64)) && (top..bottom).contains(&(v as f64))
    };
    let mut all = sight.view.instances.indexed_iter();
    assert!(all.all(|((v, u), i)| *i != sight.instance || inside(u, v)));
}

/// How far its boxes reach beyond the projected corners of its box in the world, px; half a pixel
/// is allowed for, since a pixel's edge is half a pixel from its centre.
fn excess_px(sight: &Sight<'_>) -> Option<f64> {
    // A bent lens bends the edges between the corners outwards.
    let is_bent = !sight.lens.distortion.is_none();
    let around = sight.projected_px().filter(|_| !is_bent)?;
    let excess = [sight.seen.box_px, sight.seen.whole_box_px].map(|bounds| {
        [
            around[0] - bounds[0],
            around[1] - bounds[1],
            bounds[2] - around[2],
            bounds[3] - around[3],
        ]
    });
    Some(excess.iter().flatten().fold(0.0, |worst, e| e.max(worst)) - 0.5).map(|e: f64| e.max(0.0))
}

#[test]
#[ignore = "slow: three maps with their scenery, 54 pictures"]
fn labels_of_random_scenes_are_right() {
    let (mut boxes, mut worst_px, mut worst_m, mut shrunk_m) = (0, 0.0_f64, 0.0_f64, 0.0_f64);
    let count = each_sight(|sight| {
        agree(sight);
        if let Some(excess_px) = excess_px(sight) {
            boxes += 1;
            worst_px = worst_px.max(excess_px);
        }
        worst_m = worst_m.max(sight.worst_excess_m());
        // See it fail: a box that is 10 cm shorter does not hold its pixels.
        let mut agent = *sight.agent;
        agent.bbox.size_m.x -= 0.1;
        let shrunk = Sight {
            agent: &agent,
            ..*sight
        };
        shrunk_m = shrunk_m.max(shrunk.worst_excess_m());
    });
    println!("{count} road users in 54 pictures");
    println!("worst excess of {boxes} boxes over their projected corners: {worst_px:.3} px");
    println!("worst excess of pixels over the box in the world: {worst_m:.4} m");
    assert!(count > 150 && boxes > 50, "{count} {boxes}");
    assert!(worst_px < 0.25, "{worst_px}");
    assert!(worst_m < 0.02, "{worst_m}");
    assert!(shrunk_m > 0.04, "{shrunk_m}");
}

#[test]
fn labels_of_a_scene_are_right() {
    let mut world = world("dense_traffic", 3, vec![front(), rear()]);
    let (frames, truth) = look(&mut world, 4);
    let count = each_of(&frames, &truth, |sight| {
        agree(sight);
        assert!(sight.worst_excess_m() < 0.02);
        assert!(excess_px(sight).is_none_or(|excess_px| excess_px < 0.25));
    });
    assert!(count > 5, "{count}");
}

#[test]
fn threads_do_not_change_a_bit() {
    let start = world("dense_traffic", 1, vec![front(), rear()]);
    let shot = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| look(&mut start.clone(), 1))
    };
    let (frames, truth) = shot(1);
    assert!(!truth.views[0].agents.is_empty());
    for threads in [2, 4] {
        assert!(
            shot(threads) == (frames.clone(), truth.clone()),
            "{threads} threads"
        );
    }
}

#[test]
fn a_picture_does_not_depend_on_those_before() {
    let mut often = world("crossing_pedestrian", 3, vec![front()]);
    // The same world, with buffers of its own.
    let mut once = often.clone().with_cameras(vec![front()]);
    for _ in 0..3 {
        look(&mut often, 1);
    }
    let (frames, truth) = look(&mut often, 0);
    let (other_frames, other_truth) = look(&mut once, 3);
    assert_eq!(frames[0].image, other_frames[0].image);
    assert_eq!(truth.views, other_truth.views);
}

#[test]
fn without_cameras_there_are_no_views() {
    let mut world = world("following", 0, Vec::new());
    let (frames, truth) = look(&mut world, 0);
    assert!(frames.is_empty() && truth.views.is_empty());
}

#[test]
fn a_camera_that_cannot_take_pictures_is_refused_by_name() {
    let scenario = Scenario::builtin("following").unwrap().unwrap();
    let mut blind = front();
    blind.mount.intrinsics.width_px = 0;
    let mut astray = front();
    astray.mount.ego_from_camera.translation.vector.x = f64::NAN;
    for (cameras, wanted) in [
        (vec![blind], "camera `front`: the image has no pixels"),
        (vec![astray], "camera `front`: the camera's pose"),
        (vec![front(), front()], "two cameras are named `front`"),
    ] {
        let mut world = Simulation::new(&scenario).unwrap().with_cameras(cameras);
        let refused = world.reset(0).unwrap_err().to_string();
        assert!(refused.contains(wanted), "{refused}");
    }
}

#[test]
fn without_images_the_labels_are_the_same_to_the_bit() {
    let scenario = Scenario::builtin("dense_traffic").unwrap().unwrap();
    let world = Simulation::new(&scenario).unwrap();
    let mut seeing = world.with_cameras(vec![front()]);
    let mut labelling = seeing.clone().without_images();
    seeing.reset(3).unwrap();
    labelling.reset(3).unwrap();
    let (a, b) = (seeing.observe(), labelling.observe());
    assert!(!a.frames[0].image.is_empty());
    assert!(b.frames[0].image.is_empty());
    assert!(a.truth.is_some());
    assert_eq!(a.truth, b.truth);
}
