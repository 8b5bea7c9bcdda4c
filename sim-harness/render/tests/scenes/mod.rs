//! Scenes for tests and examples: a street with houses, posts and rounded bodies as road users.

#![expect(dead_code, reason = "each user of these scenes takes its part")]

pub(crate) mod cast;
pub(crate) mod random;

use std::sync::Arc;

use nalgebra::{Isometry3, Matrix3, Point3, Rotation3, Translation3, UnitQuaternion, Vector3};
use trunkline_interfaces::SemanticClass;
use trunkline_render::{
    Conditions, Lamp, Lamps, Mesh, Placed, PointLight, Scene, Surface, Texture,
};

/// A camera at a place, looking along a yaw, tilted down by a pitch.
pub(crate) fn look(
    x_m: f64,
    y_m: f64,
    z_m: f64,
    yaw_rad: f64,
    pitch_down_rad: f64,
) -> Isometry3<f64> {
    let world_from_level = Rotation3::from_axis_angle(&Vector3::z_axis(), yaw_rad)
        * Rotation3::from_axis_angle(&Vector3::y_axis(), pitch_down_rad);
    // Camera axes in a frame with x forward, y left, z up: right, down, forward.
    let level_from_camera = Rotation3::from_matrix_unchecked(Matrix3::new(
        0.0, 0.0, 1.0, //
        -1.0, 0.0, 0.0, //
        0.0, -1.0, 0.0,
    ));
    Isometry3::from_parts(
        Translation3::new(x_m, y_m, z_m),
        UnitQuaternion::from_rotation_matrix(&(world_from_level * level_from_camera)),
    )
}

/// Upright at a place.
pub(crate) fn standing(x_m: f64, y_m: f64, z_m: f64, yaw_rad: f64) -> Isometry3<f64> {
    Isometry3::new(Vector3::new(x_m, y_m, z_m), Vector3::z() * yaw_rad)
}

/// A box with its bottom's middle at the origin.
pub(crate) fn cuboid(size_m: [f32; 3], surface: Surface) -> Mesh {
    let mut mesh = Mesh {
        surfaces: vec![surface],
        ..Mesh::default()
    };
    let [l, w, h] = size_m;
    let axes = [
        ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], w, h, l),
        ([-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], w, h, l),
        ([0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], l, h, w),
        ([0.0, -1.0, 0.0], [1.0, 0.0, 0.0], l, h, w),
        ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], l, w, h),
        ([0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], l, w, h),
    ];
    for (normal, right, across, up_size, deep) in axes {
        let n = Vector3::from(normal);
        let r = Vector3::from(right);
        let up = n.cross(&r);
        quad(
            &mut mesh,
            Vector3::new(0.0, 0.0, 0.5 * h) + n * (0.5 * deep),
            r * (0.5 * across),
            up * (0.5 * up_size),
        );
    }
    mesh
}

/// Adds a rectangle; its front is where right × up points.
pub(crate) fn quad(mesh: &mut Mesh, middle: Vector3<f32>, right: Vector3<f32>, up: Vector3<f32>) {
    let first = mesh.positions_m.len() as u32;
    let normal = right.cross(&up).normalize();
    let (w, h) = (right.norm(), up.norm());
    for (a, b) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
        mesh.positions_m.push((middle + right * a + up * b).into());
        mesh.normals.push(normal.into());
        mesh.uv_m.push([w + a * w, h + b * h]);
    }
    for corners in [[0, 1, 2], [0, 2, 3]] {
        mesh.triangles.push(corners.map(|c| first + c));
        mesh.surface_of.push(0);
    }
}

/// A horizontal rectangle in pieces of about `piece_m`.
pub(crate) fn ground(size_m: [f32; 2], piece_m: f32, surface: Surface) -> Mesh {
    let mut mesh = Mesh {
        surfaces: vec![surface],
        ..Mesh::default()
    };
    let counts = size_m.map(|s| (s / piece_m).ceil().max(1.0) as u32);
    for j in 0..=counts[1] {
        for i in 0..=counts[0] {
            let x = size_m[0] * (i as f32 / counts[0] as f32 - 0.5);
            let y = size_m[1] * (j as f32 / counts[1] as f32 - 0.5);
            mesh.positions_m.push([x, y, 0.0]);
            mesh.normals.push([0.0, 0.0, 1.0]);
            mesh.uv_m.push([x, y]);
        }
    }
    let row = counts[0] + 1;
    for j in 0..counts[1] {
        for i in 0..counts[0] {
            let a = j * row + i;
            for corners in [[a, a + 1, a + row + 1], [a, a + row + 1, a + row]] {
                mesh.triangles.push(corners);
                mesh.surface_of.push(0);
            }
        }
    }
    mesh
}

/// An ellipsoid on the ground with about `2 * rings * rings` triangles.
pub(crate) fn ellipsoid(size_m: [f32; 3], rings: u32, surface: Surface) -> Mesh {
    let mut mesh = Mesh {
        surfaces: vec![surface],
        ..Mesh::default()
    };
    let around = 2 * rings;
    for ring in 0..=rings {
        let polar = std::f32::consts::PI * ring as f32 / rings as f32;
        for step in 0..=around {
            let angle = std::f32::consts::TAU * step as f32 / around as f32;
            let n = Vector3::new(
                libm::sinf(polar) * libm::cosf(angle),
                libm::sinf(polar) * libm::sinf(angle),
                libm::cosf(polar),
            );
            let half = Vector3::from(size_m) * 0.5;
            let p = n.component_mul(&half) + Vector3::new(0.0, 0.0, half.z);
            mesh.positions_m.push(p.into());
            mesh.normals.push(n.component_div(&half).normalize().into());
            mesh.uv_m.push([angle, polar]);
        }
    }
    let row = around + 1;
    for ring in 0..rings {
        for step in 0..around {
            let a = ring * row + step;
            for corners in [[a, a + row, a + row + 1], [a, a + row + 1, a + 1]] {
                mesh.triangles.push(corners);
                mesh.surface_of.push(0);
            }
        }
    }
    mesh
}

/// A thing that stands.
pub(crate) fn place(mesh: &Arc<Mesh>, at: Isometry3<f64>) -> Placed {
    Placed {
        mesh: Arc::clone(mesh),
        world_from_mesh: at,
        tint: [0.5; 3],
        lamps: Lamps::default(),
        object: None,
    }
}

/// Car paint, to be tinted.
pub(crate) fn paint() -> Surface {
    Surface {
        gloss: 0.5,
        is_tinted: true,
        ..Surface::matt(SemanticClass::Vehicle, [0.5; 3], Texture::Plain)
    }
}

/// A street along x with houses, posts, trees and `agents` rounded bodies.
pub(crate) fn street(agents: u16, conditions: Conditions) -> Scene {
    Scene {
        backdrop: Arc::new(street_backdrop()),
        moving: street_agents(agents),
        lights: street_lights(),
        conditions,
    }
}

fn street_backdrop() -> Vec<Placed> {
    use SemanticClass as Class;
    let mut backdrop = Vec::new();
    let matt = Surface::matt;
    let road = Arc::new(ground(
        [20.0, 14.0],
        2.0,
        matt(Class::Road, [0.16; 3], Texture::Asphalt),
    ));
    let slabs = Texture::Slabs { joint_m: 1.0 };
    let pavement = Arc::new(cuboid(
        [20.0, 4.0, 0.15],
        matt(Class::Sidewalk, [0.45; 3], slabs),
    ));
    let grass = matt(Class::Terrain, [0.13, 0.2, 0.06], Texture::Grass);
    let lawn = Arc::new(ground([20.0, 60.0], 5.0, grass));
    let white = Surface {
        texture: Texture::RoadPaint,
        ..matt(Class::RoadLine, [0.8; 3], Texture::Plain)
    };
    let dash = Arc::new(ground([3.0, 0.15], 3.0, white));
    let line = Arc::new(ground([20.0, 0.15], 20.0, white));
    let post = Arc::new(cuboid(
        [0.12, 0.12, 7.0],
        matt(Class::Pole, [0.35; 3], Texture::Metal),
    ));
    let leaves = matt(Class::Vegetation, [0.08, 0.17, 0.04], Texture::Foliage);
    let crown = Arc::new(ellipsoid([5.0, 5.0, 5.0], 14, leaves));
    let bark = matt(Class::Vegetation, [0.15, 0.1, 0.06], Texture::Plain);
    let trunk = Arc::new(cuboid([0.35, 0.35, 3.2], bark));
    let lamp = Surface {
        emission: [9.0, 6.5, 3.5],
        lamp: Some(Lamp::Street),
        ..matt(Class::Pole, [0.6; 3], Texture::Plain)
    };
    let head = Arc::new(cuboid([0.6, 0.3, 0.12], lamp));
    for piece in -5..25 {
        let x = 20.0 * f64::from(piece);
        backdrop.push(place(&road, standing(x, 0.0, 0.0, 0.0)));
        for side in [-1.0, 1.0] {
            backdrop.push(place(&pavement, standing(x, side * 9.0, 0.0, 0.0)));
            backdrop.push(place(&lawn, standing(x, side * 40.0, 0.0, 0.0)));
            backdrop.push(place(&line, standing(x, side * 6.6, 0.0, 0.0)));
            backdrop.push(place(&trunk, standing(x + 5.0, side * 10.2, 0.1, 0.0)));
            backdrop.push(place(
                &crown,
                standing(x + 5.0, side * 10.2, 2.4, f64::from(piece)),
            ));
            backdrop.push(place(&post, standing(x - 5.0, side * 7.6, 0.1, 0.0)));
            let mut light = place(&head, standing(x - 5.0, side * 7.0, 7.0, 1.57));
            light.lamps = Lamps::default().with(Lamp::Street);
            backdrop.push(light);
        }
        for k in 0..2 {
            backdrop.push(place(
                &dash,
                standing(x + 9.0 * f64::from(k), 0.0, 0.0, 0.0),
            ));
        }
    }
    backdrop.extend(houses());
    backdrop
}

fn houses() -> Vec<Placed> {
    let mut houses = Vec::new();
    let colours = [
        [0.55, 0.42, 0.32],
        [0.5, 0.5, 0.46],
        [0.38, 0.2, 0.14],
        [0.62, 0.58, 0.5],
    ];
    for house in 0..28_usize {
        for side in [-1.0, 1.0] {
            let height_m = 8.0 + 3.0 * (house * 7 % 5) as f32;
            let texture = match house % 4 {
                2 => Texture::Bricks,
                _ => Texture::Windows {
                    cell_m: [3.0, 3.2],
                    pane: [0.45, 0.5],
                },
            };
            let wall = Surface::matt(
                SemanticClass::Building,
                colours[(house * 5 + usize::from(side > 0.0)) % 4],
                texture,
            );
            let mesh = Arc::new(cuboid([17.0, 12.0, height_m], wall));
            let mut placed = place(
                &mesh,
                standing(
                    20.0 * house as f64 - 60.0,
                    side * (19.0 + (house % 3) as f64),
                    0.0,
                    0.0,
                ),
            );
            placed.lamps = Lamps::default().with(Lamp::Window);
            houses.push(placed);
        }
    }
    houses
}

fn street_agents(agents: u16) -> Vec<Placed> {
    let body = Arc::new(ellipsoid([4.4, 1.9, 1.5], 20, paint()));
    let small = Arc::new(cuboid(
        [0.5, 0.1, 0.15],
        Surface {
            emission: [3.0, 0.1, 0.05],
            lamp: Some(Lamp::Tail),
            ..Surface::matt(SemanticClass::Vehicle, [0.4, 0.02, 0.02], Texture::Plain)
        },
    ));
    let person = Surface {
        is_tinted: true,
        ..Surface::matt(SemanticClass::Pedestrian, [0.4; 3], Texture::Plain)
    };
    let walker = Arc::new(ellipsoid([0.5, 0.5, 1.8], 27, person));
    let mut moving = Vec::new();
    for agent in 0..agents {
        let k = f64::from(agent);
        let shade = |n: u16| f32::from(agent.wrapping_mul(n) % 97) / 97.0;
        let tint = [shade(37), shade(53), shade(71)];
        let is_walker = agent % 4 == 3;
        let side = if agent % 2 == 0 { -1.0 } else { 1.0 };
        let (mesh, at) = match is_walker {
            true => (&walker, standing(4.0 * k + 8.0, side * 8.5, 0.15, k)),
            false => (
                &body,
                standing(
                    4.5 * k + 9.0,
                    side * (1.8 + 3.3 * f64::from(agent % 3 / 2)),
                    0.1,
                    0.0,
                ),
            ),
        };
        let object = Some(agent);
        moving.push(Placed {
            tint,
            object,
            ..place(mesh, at)
        });
        if !is_walker {
            let lamps = Lamps::default().with(Lamp::Tail);
            let at = at * standing(-2.1, 0.0, 0.7, 1.57);
            moving.push(Placed {
                lamps,
                object,
                ..place(&small, at)
            });
        }
    }
    moving
}

fn street_lights() -> Vec<PointLight> {
    let mut lights = Vec::new();
    for piece in -5..25 {
        for side in [-1.0, 1.0] {
            lights.push(PointLight {
                position_m: Point3::new(20.0 * f64::from(piece) - 5.0, side * 7.0, 6.9),
                direction: -Vector3::z(),
                cos_half_angle: 0.2,
                intensity: [9.0, 6.5, 3.6],
                reach_m: 25.0,
            });
        }
    }
    lights
}
