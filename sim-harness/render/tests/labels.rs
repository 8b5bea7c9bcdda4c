//! Labels are proved right over random scenes: against ray casting, projected corners, pictures of
//! one object alone, and the way from pixel to point and back.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod scenes;

use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Translation3, UnitQuaternion, Vector2, Vector3};
use proptest::prelude::*;
use scenes::cast::{Hit, cast, facets};
use scenes::random::{Shot, shot};
use trunkline_interfaces::SemanticClass;
use trunkline_render::{Picture, Placed, Renderer, Scene, SeenObject, Sensor};

/// Scenes that each test looks at.
const SEEDS: std::ops::Range<u64> = 0..24;

fn picture(renderer: &mut Renderer, shot: &Shot) -> Picture {
    let sensor = Sensor::default();
    renderer
        .render(&shot.scene, &shot.lens, &shot.world_from_camera, &sensor, 0)
        .unwrap()
}

fn seen(picture: &Picture, row: usize, column: usize) -> Hit {
    Hit {
        depth_m: f64::from(picture.depth_m[[row, column]]),
        class: picture.classes[[row, column]],
        instance: picture.instances[[row, column]],
    }
}

fn agree(a: &Hit, b: &Hit) -> bool {
    let error = (a.depth_m - b.depth_m).abs();
    a.class == b.class && a.instance == b.instance && error <= 1e-4 * b.depth_m
}

const SKY: Hit = Hit {
    depth_m: 0.0,
    class: SemanticClass::Sky as u8,
    instance: 0,
};

#[test]
fn depth_class_and_instance_are_those_of_ray_casting() {
    let mut renderer = Renderer::new();
    let (mut pixels, mut rim, mut worst, mut objects) = (0, 0, 0.0_f64, 0);
    for seed in SEEDS {
        let shot = shot(seed);
        let picture = picture(&mut renderer, &shot);
        let facets = facets(&shot.scene);
        for row in (0..120).step_by(3) {
            for column in (0..200).step_by(3) {
                let found = seen(&picture, row, column);
                let at = |du: f64, dv: f64| {
                    let pixel = Vector2::new(column as f64 + du, row as f64 + dv);
                    let hit = cast(&facets, &shot.world_from_camera, shot.lens.ray(pixel));
                    hit.unwrap_or(SKY)
                };
                let expected = at(0.0, 0.0);
                pixels += 1;
                objects += u32::from(expected.instance > 0);
                if agree(&found, &expected) {
                    let error = (found.depth_m - expected.depth_m).abs();
                    worst = worst.max(error / expected.depth_m.max(1.0));
                    continue;
                }
                // On a rim the ray may fall to either side by rounding: a hair aside it must agree.
                rim += 1;
                let hair = 2e-3;
                let aside = [(hair, 0.0), (-hair, 0.0), (0.0, hair), (0.0, -hair)];
                assert!(
                    aside.iter().any(|(u, v)| agree(&found, &at(*u, *v))),
                    "seed {seed}, row {row}, column {column}: {found:?} instead of {expected:?}"
                );
            }
        }
    }
    assert!(
        objects > 1000,
        "the scenes must show objects, not {objects} pixels of them"
    );
    println!(
        "{pixels} rays, {objects} on objects: worst depth error {worst:.1e} of the depth, {rim} on a rim"
    );
    assert!(rim * 1000 < pixels, "{rim} of {pixels} rays on rims");
}

#[test]
fn counts_and_boxes_are_those_of_the_instance_map() {
    let mut renderer = Renderer::new();
    let mut hidden = 0;
    for seed in SEEDS {
        let picture = picture(&mut renderer, &shot(seed));
        for (k, object) in picture.objects.iter().enumerate() {
            let mut count = 0;
            let mut edges = [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ];
            for ((row, column), instance) in picture.instances.indexed_iter() {
                if usize::from(*instance) == k + 1 {
                    count += 1;
                    let (u, v) = (column as f64, row as f64);
                    edges = [
                        edges[0].min(u - 0.5),
                        edges[1].min(v - 0.5),
                        edges[2].max(u + 0.5),
                        edges[3].max(v + 0.5),
                    ];
                }
            }
            assert_eq!(object.pixels, count, "seed {seed}, object {k}");
            assert_eq!(object.box_px, if count > 0 { edges } else { [0.0; 4] });
            assert!(object.pixels <= object.whole_pixels);
            hidden += u32::from(object.pixels < object.whole_pixels);
        }
    }
    assert!(hidden > 10, "some objects must hide others");
}

#[test]
fn whole_boxes_are_those_of_the_object_alone() {
    let mut renderer = Renderer::new();
    let mut seen = 0;
    for seed in SEEDS.step_by(3) {
        let all = shot(seed);
        let together = picture(&mut renderer, &all);
        for k in 0..together.objects.len() {
            let own = all.scene.moving.iter();
            let own = own.filter(|placed| placed.object.map(usize::from) == Some(k));
            let alone = Shot {
                scene: Scene {
                    backdrop: Arc::new(Vec::new()),
                    moving: own.cloned().collect(),
                    ..Scene::default()
                },
                ..all
            };
            let alone = picture(&mut renderer, &alone);
            let (whole, alone) = (together.objects[k], alone.objects[k]);
            if whole.pixels == 0 {
                assert_eq!(whole, SeenObject::default(), "seed {seed}, object {k}");
                continue;
            }
            assert_eq!(whole.whole_pixels, alone.pixels, "seed {seed}, object {k}");
            assert_eq!(whole.whole_box_px, alone.box_px, "seed {seed}, object {k}");
            seen += u32::from(alone.pixels > 0);
        }
    }
    println!("{seen} objects alone");
    assert!(seen > 20, "{seen}");
}

#[test]
fn whole_boxes_lie_between_projected_corners() {
    let mut renderer = Renderer::new();
    let (mut compared, mut worst) = (0, 0.0_f64);
    for seed in SEEDS.step_by(2) {
        let shot = shot(seed);
        let picture = picture(&mut renderer, &shot);
        for (k, object) in picture.objects.iter().enumerate() {
            let [left, top, right, bottom] = object.whole_box_px;
            let is_cut = left < 0.5 || top < 0.5 || right > 198.5 || bottom > 118.5;
            if object.whole_pixels < 40 || is_cut {
                continue;
            }
            let mut edges = [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ];
            let parts = shot.scene.moving.iter();
            for placed in parts.filter(|placed| placed.object.map(usize::from) == Some(k)) {
                for position in &placed.mesh.positions_m {
                    let corner = placed.world_from_mesh * Point3::from(position.map(f64::from));
                    let seen = shot.world_from_camera.inverse() * corner;
                    let pixel = shot.lens.project(&seen).unwrap();
                    edges = [
                        edges[0].min(pixel.x),
                        edges[1].min(pixel.y),
                        edges[2].max(pixel.x),
                        edges[3].max(pixel.y),
                    ];
                }
            }
            // No pixel's centre lies outside of the corners; a sharp tip may show in none.
            let gaps = [
                left + 0.5 - edges[0],
                top + 0.5 - edges[1],
                edges[2] - (right - 0.5),
                edges[3] - (bottom - 0.5),
            ];
            for gap in gaps {
                assert!(
                    gap > -1e-3,
                    "seed {seed}, object {k}: {gap} beyond its corners"
                );
                worst = worst.max(gap);
            }
            compared += 1;
        }
    }
    println!("{compared} objects: pixels end at most {worst:.2} px within the projected corners");
    assert!(compared > 15, "{compared}");
    assert!(worst < 3.0, "{worst}");
}

#[test]
fn a_point_comes_back_to_its_pixel_through_camera_and_depth() {
    let mut renderer = Renderer::new();
    let (mut points, mut worst_px, mut worst_m) = (0, 0.0_f64, 0.0_f64);
    for seed in SEEDS {
        let shot = shot(seed);
        let picture = picture(&mut renderer, &shot);
        let facets = facets(&shot.scene);
        for row in (1..120).step_by(7) {
            for column in (1..200).step_by(7) {
                let found = seen(&picture, row, column);
                if found.class == SKY.class {
                    continue;
                }
                let pixel = Vector2::new(column as f64, row as f64);
                let ray = shot.lens.ray(pixel);
                let world = shot.world_from_camera * Point3::from(ray * found.depth_m);
                let back = shot.world_from_camera.inverse() * world;
                worst_px = worst_px.max((shot.lens.project(&back).unwrap() - pixel).norm());
                let hit = cast(&facets, &shot.world_from_camera, ray).unwrap_or(SKY);
                if agree(&found, &hit) {
                    worst_m = worst_m.max((found.depth_m - hit.depth_m).abs() * ray.norm());
                }
                points += 1;
            }
        }
    }
    println!("{points} points: worst {worst_px:.1e} px and {worst_m:.1e} m off");
    assert!(points > 5000);
    assert!(worst_px < 1e-5 && worst_m < 5e-3);
}

#[test]
fn a_label_that_is_wrong_is_noticed() {
    let mut renderer = Renderer::new();
    let shot = shot(0);
    let picture = picture(&mut renderer, &shot);
    let facets = facets(&shot.scene);
    let ray = shot.lens.ray(Vector2::new(100.0, 110.0));
    let right = cast(&facets, &shot.world_from_camera, ray).unwrap();
    assert!(agree(&seen(&picture, 110, 100), &right));
    let deeper = Hit {
        depth_m: right.depth_m * 1.0003,
        ..right
    };
    let other = Hit {
        class: right.class + 1,
        ..right
    };
    let stranger = Hit {
        instance: right.instance + 1,
        ..right
    };
    for wrong in [deeper, other, stranger] {
        assert!(!agree(&seen(&picture, 110, 100), &wrong));
    }
}

#[test]
fn labels_alone_are_those_of_the_picture_to_the_bit() {
    let mut renderer = Renderer::new();
    for seed in SEEDS {
        let shot = shot(seed);
        let whole = picture(&mut renderer, &shot);
        let labels = renderer.render_labels(&shot.scene, &shot.lens, &shot.world_from_camera);
        let labels = labels.unwrap();
        assert_eq!(labels.image.len(), 0);
        let image = whole.image.clone();
        assert!(whole == Picture { image, ..labels }, "seed {seed}");
    }
}

/// Everything of a scene moved at once.
fn moved(placed: &[Placed], motion: &Isometry3<f64>) -> Vec<Placed> {
    let moved = placed.iter().map(|placed| Placed {
        world_from_mesh: motion * placed.world_from_mesh,
        ..placed.clone()
    });
    moved.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn camera_and_scene_moved_together_show_the_same(
        seed in SEEDS,
        turn in [-3.0..3.0_f64, -3.0..3.0_f64, -3.0..3.0_f64],
        shift_m in [-1e4..1e4_f64, -1e4..1e4_f64, -1e3..1e3_f64],
    ) {
        let turn = UnitQuaternion::from_scaled_axis(Vector3::from(turn));
        let motion = Isometry3::from_parts(Translation3::from(Vector3::from(shift_m)), turn);
        let shot = shot(seed);
        let there = Scene {
            backdrop: Arc::new(moved(&shot.scene.backdrop, &motion)),
            moving: moved(&shot.scene.moving, &motion),
            ..Scene::default()
        };
        let mut renderer = Renderer::new();
        let mut look = |scene: &Scene, camera: Isometry3<f64>| {
            renderer.render_labels(scene, &shot.lens, &camera).unwrap()
        };
        let a = look(&shot.scene, shot.world_from_camera);
        let b = look(&there, motion * shot.world_from_camera);
        // On rims a ray may fall to either side by rounding.
        let (rows, columns) = a.depth_m.dim();
        let mut rim = 0;
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |c| (row, c))) {
            rim += usize::from(!agree(&seen(&a, row, column), &seen(&b, row, column)));
        }
        prop_assert!(rim * 500 < rows * columns, "{} pixels differ", rim);
    }
}
