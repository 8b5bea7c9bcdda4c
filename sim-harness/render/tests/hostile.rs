//! Whatever comes in: an error or a picture, never a panic, and no number that is none.

mod scenes;

use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Quaternion, Translation3, UnitQuaternion, Vector3};
use proptest::prelude::*;
use scenes::{cuboid, look, paint, place, standing, street};
use trunkline_interfaces::{Distortion, Intrinsics, SemanticClass};
use trunkline_render::{
    Conditions, Mesh, Picture, Placed, PointLight, RenderError, Renderer, Scene, Sensor, Surface,
    Texture, TimeOfDay,
};

fn lens() -> Intrinsics {
    Intrinsics::pinhole(64, 40, 1.2)
}

fn render(
    scene: &Scene,
    lens: &Intrinsics,
    camera: &Isometry3<f64>,
) -> Result<Picture, RenderError> {
    Renderer::new().render(scene, lens, camera, &Sensor::default(), 0)
}

fn front() -> Isometry3<f64> {
    look(0.0, 0.0, 1.5, 0.0, 0.0)
}

fn with(mesh: Mesh) -> Scene {
    Scene {
        moving: vec![Placed {
            object: Some(0),
            ..place(&Arc::new(mesh), standing(8.0, 0.0, 0.0, 0.3))
        }],
        ..Scene::default()
    }
}

#[test]
fn an_image_without_pixels_or_with_too_many_is_refused() {
    for (width_px, height_px) in [(0, 10), (10, 0), (0, 0), (8193, 2), (2, u32::MAX)] {
        let lens = Intrinsics {
            width_px,
            height_px,
            ..lens()
        };
        assert!(
            render(&Scene::default(), &lens, &front()).is_err(),
            "{width_px} × {height_px}"
        );
    }
    for (width_px, height_px) in [(1, 1), (1, 300), (300, 1), (33, 17)] {
        let lens = Intrinsics {
            width_px,
            height_px,
            ..lens()
        };
        let picture = render(&street(3, Conditions::default()), &lens, &front()).unwrap();
        assert_eq!(
            picture.classes.dim(),
            (height_px as usize, width_px as usize)
        );
    }
}

#[test]
fn numbers_of_the_camera_that_are_none_are_refused() {
    for bad in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        let lens = Intrinsics {
            fx_px: bad,
            ..lens()
        };
        let error = render(&Scene::default(), &lens, &front()).unwrap_err();
        assert!(error.to_string().contains("fx_px"), "{error}");
    }
    let bent = Distortion {
        k2: f64::NAN,
        ..Distortion::default()
    };
    let lens_bent = Intrinsics {
        distortion: bent,
        ..lens()
    };
    assert!(render(&Scene::default(), &lens_bent, &front()).is_err());
    for bad in [f64::NAN, f64::INFINITY, 1e12] {
        let lost = Isometry3::translation(bad, 0.0, 0.0);
        assert_eq!(
            render(&Scene::default(), &lens(), &lost),
            Err(RenderError::Pose)
        );
    }
    let turn = UnitQuaternion::new_unchecked(Quaternion::new(f64::NAN, 0.0, 0.0, 0.0));
    let lost = Isometry3::from_parts(Translation3::identity(), turn);
    assert_eq!(
        render(&Scene::default(), &lens(), &lost),
        Err(RenderError::Pose)
    );
}

#[test]
fn sensor_settings_out_of_range_are_refused_by_name() {
    let sound = Sensor::default();
    let cases = [
        (
            "exposure",
            Sensor {
                exposure: 0.0,
                ..sound
            },
        ),
        (
            "vignetting",
            Sensor {
                vignetting: 1.1,
                ..sound
            },
        ),
        (
            "noise",
            Sensor {
                noise: f64::NAN,
                ..sound
            },
        ),
        (
            "blur_px",
            Sensor {
                blur_px: 1e9,
                ..sound
            },
        ),
    ];
    for (name, sensor) in cases {
        let error = Renderer::new().render(&Scene::default(), &lens(), &front(), &sensor, 0);
        assert!(error.unwrap_err().to_string().contains(name));
    }
}

#[test]
fn an_empty_scene_is_sky() {
    let picture = render(&Scene::default(), &lens(), &front()).unwrap();
    assert!(
        picture
            .classes
            .iter()
            .all(|class| *class == SemanticClass::Sky as u8)
    );
    assert!(picture.depth_m.iter().all(|depth| *depth == 0.0));
    assert!(picture.instances.iter().all(|instance| *instance == 0));
}

#[test]
fn a_camera_inside_of_a_house_takes_a_picture() {
    let wall = Surface::matt(SemanticClass::Building, [0.5; 3], Texture::Bricks);
    let open = Surface {
        is_two_sided: true,
        ..wall
    };
    let closed = render(
        &Scene {
            moving: vec![place(
                &Arc::new(cuboid([9.0; 3], wall)),
                standing(0.0, 0.0, -2.0, 0.0),
            )],
            ..Scene::default()
        },
        &lens(),
        &front(),
    );
    assert!(
        closed
            .unwrap()
            .classes
            .iter()
            .all(|class| *class == SemanticClass::Sky as u8)
    );
    let room = render(
        &Scene {
            moving: vec![place(
                &Arc::new(cuboid([9.0; 3], open)),
                standing(0.0, 0.0, -2.0, 0.0),
            )],
            ..Scene::default()
        },
        &lens(),
        &front(),
    );
    assert!(
        room.unwrap()
            .classes
            .iter()
            .all(|class| *class == SemanticClass::Building as u8)
    );
}

/// Ways in which a mesh may be broken.
const BREAKS: [fn(&mut Mesh); 9] = [
    |mesh| mesh.positions_m[0] = [f32::NAN; 3],
    |mesh| mesh.positions_m[1] = [f32::INFINITY, 0.0, 0.0],
    |mesh| {
        mesh.positions_m
            .iter_mut()
            .for_each(|p| *p = p.map(|v| v * 1e30))
    },
    |mesh| mesh.triangles[3] = [7, 8, 9_999_999],
    |mesh| mesh.normals.clear(),
    |mesh| mesh.uv_m.iter_mut().for_each(|uv| *uv = [f32::NAN, 1e30]),
    |mesh| mesh.surfaces.clear(),
    |mesh| mesh.surface_of.truncate(3),
    |mesh| mesh.positions_m.iter_mut().for_each(|p| *p = [1.0; 3]),
];

#[test]
fn broken_meshes_are_left_out_where_they_are_broken() {
    let sound = cuboid([2.0; 3], paint());
    for (number, spoil) in BREAKS.iter().enumerate() {
        let mut mesh = sound.clone();
        spoil(&mut mesh);
        let picture = render(&with(mesh), &lens(), &front()).unwrap();
        assert!(
            picture.depth_m.iter().all(|depth| depth.is_finite()),
            "break {number}"
        );
    }
    assert!(render(&with(sound), &lens(), &front()).unwrap().objects[0].pixels > 50);
}

#[test]
fn broken_coarser_meshes_are_left_out_where_they_are_broken() {
    let sound = cuboid([2.0; 3], paint());
    // All that the camera sees is smaller than this, and in every shadow map: the finest level is
    // never drawn.
    let below_px = 1e6;
    let seen = |coarser: Mesh, below_px: f32| {
        let mesh = cuboid([2.0; 3], paint()).with_coarser(below_px, coarser);
        render(&with(mesh), &lens(), &front()).unwrap()
    };
    for (number, spoil) in BREAKS.iter().enumerate() {
        let mut coarser = sound.clone();
        spoil(&mut coarser);
        let deeper = cuboid([2.0; 3], paint()).with_coarser(below_px, coarser.clone());
        for coarser in [coarser, deeper] {
            let picture = seen(coarser, below_px);
            assert!(
                picture.depth_m.iter().all(|depth| depth.is_finite()),
                "break {number}"
            );
        }
    }
    assert!(seen(sound, below_px).objects[0].pixels > 50);
    // The coarser level is what is drawn; where its limit is no number it never is.
    assert_eq!(seen(Mesh::default(), below_px).objects[0].pixels, 0);
    for limit in [f32::NAN, f32::NEG_INFINITY, -1.0, 0.0] {
        assert!(
            seen(Mesh::default(), limit).objects[0].pixels > 50,
            "{limit}"
        );
    }
}

/// Lights the road before the camera.
fn lamp() -> PointLight {
    PointLight {
        position_m: Point3::new(8.0, 0.0, 3.0),
        direction: -Vector3::z(),
        cos_half_angle: 0.5,
        intensity: [20.0; 3],
        reach_m: 10.0,
    }
}

#[test]
fn broken_lamps_light_nothing() {
    let night = Conditions {
        time: TimeOfDay::Night,
        ..Conditions::default()
    };
    let lit_by = |lamp: PointLight| {
        let mut scene = street(4, night);
        scene.lights = vec![lamp];
        render(&scene, &lens(), &front()).unwrap().image
    };
    let mut dark = street(4, night);
    dark.lights.clear();
    let dark = render(&dark, &lens(), &front()).unwrap().image;
    assert_ne!(lit_by(lamp()), dark, "a sound lamp must light something");
    let breaks: [fn(&mut PointLight); 12] = [
        |lamp| lamp.position_m.x = f64::NAN,
        |lamp| lamp.position_m.y = 1e300,
        |lamp| lamp.direction.y = f64::NAN,
        |lamp| lamp.direction.z = f64::NEG_INFINITY,
        |lamp| lamp.cos_half_angle = f32::NAN,
        |lamp| lamp.cos_half_angle = 2.0,
        |lamp| lamp.intensity[1] = f32::NAN,
        |lamp| lamp.intensity[2] = f32::INFINITY,
        |lamp| lamp.reach_m = f32::NAN,
        |lamp| lamp.reach_m = f32::INFINITY,
        |lamp| lamp.reach_m = 0.0,
        |lamp| lamp.reach_m = -10.0,
    ];
    for (number, spoil) in breaks.iter().enumerate() {
        let mut lamp = lamp();
        spoil(&mut lamp);
        assert!(lit_by(lamp) == dark, "break {number} shines");
    }
}

#[test]
fn a_moving_mesh_with_broken_vertices_leaves_no_shadow_behind() {
    let breaks: [[f32; 3]; 3] = [
        [f32::NAN; 3],
        [f32::INFINITY, 0.0, 0.0],
        [0.0, 0.0, f32::NAN],
    ];
    for (number, broken) in breaks.into_iter().enumerate() {
        let mut mesh = cuboid([6.0, 6.0, 3.0], paint());
        // A triangle from a sound corner to broken ones; and nothing far from the middle after it.
        for p in [broken, [0.0, 0.0, 1.5]] {
            mesh.positions_m.push(p);
            mesh.normals.push([0.0, 0.0, 1.0]);
            mesh.uv_m.push([0.0; 2]);
        }
        mesh.triangles.push([0, 9, 24]);
        mesh.surface_of.push(0);
        let street = street(0, Conditions::default());
        let mesh = Arc::new(mesh);
        let with_mesh = Scene {
            moving: vec![place(&mesh, standing(14.0, 0.0, 0.0, 0.3))],
            ..street.clone()
        };
        let mut used = Renderer::new();
        let mut image = |scene: &Scene| {
            let picture = used.render(scene, &lens(), &front(), &Sensor::default(), 0);
            picture.unwrap().image
        };
        let before = image(&with_mesh);
        let after = image(&street);
        let fresh = render(&street, &lens(), &front()).unwrap().image;
        assert!(before != fresh, "{number}: the mesh must be seen");
        assert!(after == fresh, "{number}: its shadow stayed");
    }
}

#[test]
fn an_object_that_the_map_cannot_name_is_refused() {
    let mut scene = with(cuboid([2.0; 3], paint()));
    scene.moving[0].object = Some(u16::MAX);
    let error = render(&scene, &lens(), &front()).unwrap_err();
    assert_eq!(
        error,
        RenderError::TooManyObjects {
            object: u16::MAX,
            limit: u16::MAX
        }
    );
    scene.moving[0].object = Some(u16::MAX - 1);
    assert!(
        render(&scene, &lens(), &front())
            .unwrap()
            .instances
            .iter()
            .any(|i| *i == u16::MAX)
    );
}

#[test]
#[ignore = "slow: a million things"]
fn a_million_things_are_a_picture() {
    let mesh = Arc::new(cuboid([0.4; 3], paint()));
    // A field of them, and a heap.
    for (apart_m, is_too_much) in [(0.5, false), (0.005, true)] {
        let moving = (0..1_000_000_u32).map(|i| {
            let (x, y) = (f64::from(i / 1000), f64::from(i % 1000) - 500.0);
            let at = standing(3.0 + x * apart_m, y * apart_m, 0.0, 0.0);
            Placed {
                object: Some((i % 60_000) as u16),
                ..place(&mesh, at)
            }
        });
        let scene = Scene {
            moving: moving.collect(),
            ..Scene::default()
        };
        let picture = render(&scene, &lens(), &front()).unwrap();
        assert_eq!(picture.left_out > 0, is_too_much, "{}", picture.left_out);
        assert!(picture.objects.iter().any(|object| object.pixels > 10));
    }
}

fn any_number() -> impl Strategy<Value = f32> {
    prop_oneof![
        -50.0..50.0_f32,
        Just(0.0),
        Just(f32::NAN),
        Just(f32::INFINITY),
        Just(1e30),
        Just(-1e-30)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_triangles_give_finite_depths_and_known_labels(
        positions in prop::collection::vec([any_number(), any_number(), any_number()], 3..24),
        order in prop::collection::vec([0..24_u32, 0..24_u32, 0..24_u32], 1..16),
        is_two_sided in any::<bool>(),
        k1 in -0.4..0.4_f64,
    ) {
        let surface = Surface { is_two_sided, gloss: 0.5, ..paint() };
        let mesh = Mesh {
            normals: positions.clone(),
            uv_m: positions.iter().map(|p| [p[0], p[1]]).collect(),
            positions_m: positions,
            surface_of: vec![0; order.len()],
            triangles: order,
            surfaces: vec![surface],
            coarser: None,
        };
        let bent = Intrinsics { distortion: Distortion { k1, ..Distortion::default() }, ..lens() };
        let picture = render(&with(mesh), &bent, &front()).unwrap();
        prop_assert!(picture.depth_m.iter().all(|depth| depth.is_finite() && *depth >= 0.0));
        prop_assert!(picture.classes.iter().all(|c| SemanticClass::from_value(*c).is_some()));
        let object = picture.objects[0];
        prop_assert!(object.pixels <= object.whole_pixels);
    }
}
