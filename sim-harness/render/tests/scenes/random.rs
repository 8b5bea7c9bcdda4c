//! Scenes by chance: boxes and rounded bodies around a camera.

use std::sync::Arc;

use nalgebra::{Isometry3, Translation3, UnitQuaternion, Vector3};
use trunkline_interfaces::{Distortion, Intrinsics, Random, SemanticClass};
use trunkline_render::{Conditions, Placed, Scene, Surface, Texture};

use super::{cuboid, ellipsoid, ground, look, place, standing};

/// A scene, a lens and a camera.
pub(crate) struct Shot {
    pub(crate) scene: Scene,
    pub(crate) lens: Intrinsics,
    pub(crate) world_from_camera: Isometry3<f64>,
}

/// Twelve bodies on a plane, some of two parts, seen from a random place; every other lens bends.
pub(crate) fn shot(seed: u64) -> Shot {
    let mut random = Random::new(seed, "scenes", 0);
    let mut lot = |low: f64, high: f64| low + (high - low) * random.uniform();
    let road = Surface::matt(SemanticClass::Road, [0.2; 3], Texture::Asphalt);
    let plane = Arc::new(ground([300.0, 300.0], 25.0, road));
    let mut moving = Vec::new();
    for object in 0..12_u16 {
        let class = SemanticClass::ALL[usize::from(object) + 1];
        let surface = Surface::matt(class, [0.4; 3], Texture::Plain);
        let size = [
            lot(0.4, 6.0) as f32,
            lot(0.4, 3.0) as f32,
            lot(0.5, 4.0) as f32,
        ];
        let mesh = Arc::new(match object % 3 {
            0 => ellipsoid(size, 9, surface),
            _ => cuboid(size, surface),
        });
        let tilt = Vector3::new(lot(-0.3, 0.3), lot(-0.3, 0.3), lot(-3.0, 3.0));
        let at = Isometry3::from_parts(
            Translation3::new(lot(-25.0, 25.0), lot(-25.0, 25.0), lot(-0.5, 2.0)),
            UnitQuaternion::from_scaled_axis(tilt),
        );
        let object = Some(object);
        moving.push(Placed {
            object,
            ..place(&mesh, at)
        });
        if lot(0.0, 1.0) < 0.4 {
            let upper = at * standing(0.0, 0.0, f64::from(size[2]), 0.3);
            moving.push(Placed {
                object,
                ..place(&mesh, upper)
            });
        }
    }
    let is_bent = seed % 2 == 1;
    let widest_rad = if is_bent { 1.2 } else { 1.7 };
    let mut lens = Intrinsics::pinhole(200, 120, lot(0.8, widest_rad));
    if is_bent {
        lens.distortion = Distortion {
            k1: lot(-0.2, 0.1),
            k2: lot(0.0, 0.06),
            p1: lot(-0.002, 0.002),
            p2: lot(-0.002, 0.002),
            k3: 0.0,
        };
    }
    // Somewhere around, looking to the middle.
    let (x_m, y_m) = (lot(-25.0, 25.0), lot(-25.0, 25.0));
    let yaw_rad = libm::atan2(-y_m, -x_m) + lot(-0.4, 0.4);
    let camera = look(x_m, y_m, lot(1.0, 6.0), yaw_rad, lot(-0.1, 0.4));
    Shot {
        scene: Scene {
            backdrop: Arc::new(vec![place(&plane, standing(0.0, 0.0, 0.0, 0.0))]),
            moving,
            lights: Vec::new(),
            conditions: Conditions::default(),
        },
        lens,
        world_from_camera: camera,
    }
}
