//! Stands in for the renderer until it is there.

use nalgebra::{Isometry3, Point3, Vector3};
use ndarray::{Array2, Array3};

use trunkline_interfaces::Intrinsics;
use trunkline_render::{Placed, Scene};

use super::labels::SeenObject;

pub(super) struct Picture {
    pub(super) rgb: Array3<u8>,
    pub(super) classes: Array2<u8>,
    pub(super) objects: Array2<u16>,
    pub(super) depth_m: Array2<f32>,
    pub(super) seen: Vec<SeenObject>,
}

const NEAR_M: f64 = 0.1;

pub(super) fn render(
    scene: &Scene,
    lens: &Intrinsics,
    world_from_camera: &Isometry3<f64>,
) -> Picture {
    let size = (lens.height_px as usize, lens.width_px as usize);
    let mut picture = Picture {
        rgb: Array3::from_shape_fn((size.0, size.1, 3), |(_, _, c)| [150, 185, 225][c]),
        classes: Array2::from_elem(size, 13),
        objects: Array2::zeros(size),
        depth_m: Array2::zeros(size),
        seen: Vec::new(),
    };
    let mut stamp = Array2::<u16>::zeros(size);
    let mut whole = std::collections::BTreeMap::<u16, (u32, [usize; 4])>::new();
    let mut placed: Vec<&Placed> = scene.backdrop.iter().chain(&scene.moving).collect();
    placed.sort_by_key(|p| p.object.map_or(0, |o| o + 1));
    let camera_from_world = world_from_camera.inverse();
    for p in placed {
        draw(
            p,
            &camera_from_world,
            lens,
            &mut picture,
            &mut stamp,
            &mut whole,
        );
    }
    let mut seen = std::collections::BTreeMap::<u16, (u32, [usize; 4])>::new();
    for ((v, u), o) in picture.objects.indexed_iter() {
        if *o > 0 {
            grow(
                seen.entry(*o)
                    .or_insert((0, [usize::MAX, usize::MAX, 0, 0])),
                u,
                v,
            );
        }
    }
    let edges = |b: [usize; 4]| {
        [
            b[0] as f64 - 0.5,
            b[1] as f64 - 0.5,
            b[2] as f64 + 0.5,
            b[3] as f64 + 0.5,
        ]
    };
    picture.seen = seen
        .iter()
        .map(|(o, (pixels, b))| {
            let (whole_pixels, w) = whole.get(o).copied().unwrap_or((*pixels, *b));
            SeenObject {
                object: o - 1,
                box_px: edges(*b),
                whole_box_px: edges(w),
                pixels: *pixels,
                whole_pixels,
            }
        })
        .collect();
    picture
}

fn grow(entry: &mut (u32, [usize; 4]), u: usize, v: usize) {
    entry.0 += 1;
    let b = &mut entry.1;
    *b = [b[0].min(u), b[1].min(v), b[2].max(u), b[3].max(v)];
}

fn draw(
    p: &Placed,
    camera_from_world: &Isometry3<f64>,
    lens: &Intrinsics,
    picture: &mut Picture,
    stamp: &mut Array2<u16>,
    whole: &mut std::collections::BTreeMap<u16, (u32, [usize; 4])>,
) {
    let object = p.object.map_or(0, |o| o + 1);
    let camera_from_mesh = camera_from_world * p.world_from_mesh;
    let points: Vec<Point3<f64>> = p
        .mesh
        .positions_m
        .iter()
        .map(|v| camera_from_mesh * Point3::new(f64::from(v[0]), f64::from(v[1]), f64::from(v[2])))
        .collect();
    let sun = Vector3::new(0.5, 0.3, 0.8).normalize();
    for (t, s) in p.mesh.triangles.iter().zip(&p.mesh.surface_of) {
        let surface = &p.mesh.surfaces[usize::from(*s)];
        let corners = t.map(|i| points[i as usize]);
        let normal = (corners[1] - corners[0]).cross(&(corners[2] - corners[0]));
        let is_back = normal.dot(&corners[0].coords) >= 0.0;
        if is_back && !surface.is_two_sided {
            continue;
        }
        let n = p.mesh.normals[t[0] as usize];
        let mut n = p.world_from_mesh.rotation
            * Vector3::new(f64::from(n[0]), f64::from(n[1]), f64::from(n[2]));
        if is_back {
            n = -n;
        }
        let light = 0.35 + 0.65 * n.dot(&sun).max(0.0);
        let is_lit = surface.emission != [0.0; 3] && surface.lamp.is_none_or(|l| p.lamps.is_lit(l));
        let rgb = [0, 1, 2].map(|c| {
            let a = if surface.is_tinted {
                p.tint[c]
            } else {
                surface.albedo[c]
            };
            let e = if is_lit { surface.emission[c] } else { 0.0 };
            ((f64::from(a) * light + f64::from(e))
                .clamp(0.0, 1.0)
                .powf(1.0 / 2.2)
                * 255.0) as u8
        });
        let mut polygon: Vec<Point3<f64>> = Vec::new();
        for i in 0..3 {
            let (a, b) = (corners[i], corners[(i + 1) % 3]);
            if a.z >= NEAR_M {
                polygon.push(a);
            }
            if (a.z >= NEAR_M) != (b.z >= NEAR_M) {
                polygon.push(a + (b - a) * ((NEAR_M - a.z) / (b.z - a.z)));
            }
        }
        for i in 1..polygon.len().saturating_sub(1) {
            let q = [polygon[0], polygon[i], polygon[i + 1]].map(|c| {
                [
                    c.x / c.z * lens.fx_px + lens.cx_px,
                    c.y / c.z * lens.fy_px + lens.cy_px,
                    1.0 / c.z,
                ]
            });
            let area = (q[1][0] - q[0][0]) * (q[2][1] - q[0][1])
                - (q[1][1] - q[0][1]) * (q[2][0] - q[0][0]);
            if area == 0.0 {
                continue;
            }
            let bound = |k: usize, most: usize| {
                let low = q
                    .iter()
                    .map(|c| c[k])
                    .fold(f64::INFINITY, f64::min)
                    .ceil()
                    .max(0.0) as usize;
                let high = q
                    .iter()
                    .map(|c| c[k])
                    .fold(f64::NEG_INFINITY, f64::max)
                    .floor()
                    .min(most as f64 - 1.0);
                (low, if high < 0.0 { 0 } else { high as usize + 1 })
            };
            let (u, v) = (
                bound(0, lens.width_px as usize),
                bound(1, lens.height_px as usize),
            );
            for y in v.0..v.1 {
                for x in u.0..u.1 {
                    let (px, py) = (x as f64, y as f64);
                    let w = |i: usize, j: usize| {
                        ((q[j][0] - q[i][0]) * (py - q[i][1])
                            - (q[j][1] - q[i][1]) * (px - q[i][0]))
                            / area
                    };
                    let w = [w(1, 2), w(2, 0), w(0, 1)];
                    if w.iter().any(|w| *w < 0.0) {
                        continue;
                    }
                    let depth = (1.0 / (w[0] * q[0][2] + w[1] * q[1][2] + w[2] * q[2][2])) as f32;
                    if object > 0 && stamp[(y, x)] != object {
                        stamp[(y, x)] = object;
                        grow(
                            whole
                                .entry(object)
                                .or_insert((0, [usize::MAX, usize::MAX, 0, 0])),
                            x,
                            y,
                        );
                    }
                    let d = &mut picture.depth_m[(y, x)];
                    if *d == 0.0 || depth < *d {
                        *d = depth;
                        picture.objects[(y, x)] = object;
                        picture.classes[(y, x)] = surface.class as u8;
                        for c in 0..3 {
                            picture.rgb[(y, x, c)] = rgb[c];
                        }
                    }
                }
            }
        }
    }
}
