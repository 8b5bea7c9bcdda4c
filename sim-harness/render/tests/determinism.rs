//! The same bits for any number of threads, from any renderer, on any machine
//! that these tests have run on: x86-64, built with AVX2 and without.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod scenes;

use blake3::Hasher;
use nalgebra::Isometry3;
use scenes::{look, street};
use trunkline_interfaces::{Distortion, Intrinsics};
use trunkline_render::{Conditions, Picture, Renderer, Scene, Sensor, Sky, TimeOfDay};

/// Frames of a street, each with its name and the hash of all that it gives.
///
/// Change them only where pictures are meant to change; the failing test prints the new ones.
const GOLDEN: [(&str, TimeOfDay, Sky, &str); 4] = [
    ("day", TimeOfDay::Day, Sky::Clear, "e050d5db68bb2823"),
    ("dusk", TimeOfDay::Dusk, Sky::Overcast, "8e8c4a7e9ef1e708"),
    ("night", TimeOfDay::Night, Sky::Rain, "e5bb08687e5bb5e7"),
    ("fog", TimeOfDay::Day, Sky::Fog, "95ba76ec8c0292f9"),
];

fn lens() -> Intrinsics {
    Intrinsics {
        distortion: Distortion {
            k1: -0.12,
            k2: 0.02,
            p1: 0.0005,
            p2: -0.0003,
            k3: 0.0,
        },
        ..Intrinsics::pinhole(200, 120, 1.2)
    }
}

fn camera() -> Isometry3<f64> {
    look(3.0, -1.8, 1.5, 0.02, 0.03)
}

fn picture(renderer: &mut Renderer, scene: &Scene, camera: &Isometry3<f64>, seed: u64) -> Picture {
    let sensor = Sensor::default();
    renderer
        .render(scene, &lens(), camera, &sensor, seed)
        .unwrap()
}

fn hash(picture: &Picture) -> String {
    let mut hasher = Hasher::new();
    hasher.update(picture.image.as_slice().unwrap());
    hasher.update(picture.classes.as_slice().unwrap());
    for depth in &picture.depth_m {
        hasher.update(&depth.to_bits().to_le_bytes());
    }
    for instance in &picture.instances {
        hasher.update(&instance.to_le_bytes());
    }
    for object in &picture.objects {
        hasher.update(&object.pixels.to_le_bytes());
        hasher.update(&object.whole_pixels.to_le_bytes());
        for edge in object.box_px.iter().chain(&object.whole_box_px) {
            hasher.update(&edge.to_bits().to_le_bytes());
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

#[test]
fn one_two_and_four_threads_give_the_same_bits() {
    for (name, time, sky, _) in GOLDEN {
        let scene = street(12, Conditions { time, sky });
        let hashes = [1, 2, 4].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            pool.install(|| hash(&picture(&mut Renderer::new(), &scene, &camera(), 5)))
        });
        assert_eq!(hashes[0], hashes[1], "{name}: 2 threads");
        assert_eq!(hashes[0], hashes[2], "{name}: 4 threads");
    }
}

#[test]
fn what_a_renderer_drew_before_changes_nothing() {
    let mut renderer = Renderer::new();
    for (name, time, sky, _) in GOLDEN {
        let scene = street(12, Conditions { time, sky });
        for x_m in [90.0, 40.0, 4.0] {
            picture(&mut renderer, &scene, &look(x_m, 0.0, 2.0, 0.3, 0.1), 1);
        }
        let used = hash(&picture(&mut renderer, &scene, &camera(), 5));
        let fresh = hash(&picture(&mut Renderer::new(), &scene, &camera(), 5));
        assert_eq!(used, fresh, "{name}");
    }
}

#[test]
fn frames_are_those_that_were_agreed_on() {
    let mut renderer = Renderer::new();
    let frames = GOLDEN.map(|(name, time, sky, _)| {
        let scene = street(12, Conditions { time, sky });
        (name, hash(&picture(&mut renderer, &scene, &camera(), 5)))
    });
    let agreed = GOLDEN.map(|(name, _, _, hash)| (name, hash.to_owned()));
    assert_eq!(frames, agreed);
}

#[test]
fn a_millimetre_or_another_seed_is_another_frame() {
    let mut renderer = Renderer::new();
    let scene = street(12, Conditions::default());
    let frame = hash(&picture(&mut renderer, &scene, &camera(), 5));
    let aside = look(3.0, -1.799, 1.5, 0.02, 0.03);
    assert_ne!(frame, hash(&picture(&mut renderer, &scene, &aside, 5)));
    assert_ne!(frame, hash(&picture(&mut renderer, &scene, &camera(), 6)));
}
