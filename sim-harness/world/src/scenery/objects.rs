//! What the map itself says that stands there.

use std::sync::Arc;

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::MeshBuilder;
use trunkline_render::models::scenery::{
    BarrierKind, BuildingKind, StreetLightKind, TreeKind, barrier_along, building, bush,
    street_light, tree,
};
use trunkline_render::{Mesh, Surface};

use super::materials;
use super::paint::PAINT_UP_M;
use super::site::Site;
use crate::roads::{ObjectKind, ObjectShape, PaintColour, RoadObject, Roadside};

/// Objects larger than this are a mistake of the map, m.
const MAX_SIZE_M: f64 = 200.0;

/// Stands the objects of the map.
pub(super) fn stand(site: &mut Site<'_>, roadside: &Roadside) {
    for object in &roadside.objects {
        match &object.shape {
            ObjectShape::Solid {
                foot_m,
                yaw_rad,
                size_m,
            } if size_m.max() < MAX_SIZE_M => solid(site, object.kind, *foot_m, *yaw_rad, *size_m),
            ObjectShape::Outline { corners, is_closed } => {
                outline(site, object, corners, *is_closed)
            }
            ObjectShape::Solid { .. } => {}
        }
    }
}

fn or(value: f64, usual: f64) -> f32 {
    (if value > 0.1 { value } else { usual }) as f32
}

fn solid(
    site: &mut Site<'_>,
    kind: ObjectKind,
    foot_m: Point3<f64>,
    yaw_rad: f64,
    size_m: Vector3<f64>,
) {
    let seed = site.seed ^ foot_m.x.to_bits() ^ foot_m.y.to_bits();
    let mesh = match kind {
        ObjectKind::ParkingSpace => return bay(site, foot_m, yaw_rad, size_m),
        ObjectKind::Building if size_m.min() <= 2.0 => return,
        ObjectKind::Barrier | ObjectKind::SoundBarrier if size_m.x <= 1.0 => return,
        // No vehicle knows of them, so they do not stand where vehicles drive.
        ObjectKind::Tree
        | ObjectKind::Vegetation
        | ObjectKind::StreetLamp
        | ObjectKind::Pole
        | ObjectKind::Obstacle
            if site.field.road_clearance_m(foot_m.coords.xy(), 1.0) < 0.0 =>
        {
            return;
        }
        ObjectKind::Building => {
            // Its length lies along its yaw, which is the model's depth.
            let size = [size_m.y, size_m.x, size_m.z].map(|x| x as f32);
            building(BuildingKind::Block, size, seed)
        }
        ObjectKind::Barrier => fence(BarrierKind::GuardRail, size_m.x, seed),
        ObjectKind::SoundBarrier => fence(BarrierKind::NoiseBarrier, size_m.x, seed),
        ObjectKind::Island => block(materials::KERB, size_m, [1.0, 1.0, 0.12]),
        ObjectKind::Tree => tree(TreeKind::Broadleaf, or(size_m.z, 8.0), seed),
        ObjectKind::Vegetation => bush(or(size_m.z, 1.2), seed),
        ObjectKind::StreetLamp => {
            let light = street_light(StreetLightKind::Arm, or(size_m.z, 8.0), 2.0);
            site.shine(foot_m, yaw_rad, &light);
            light.mesh
        }
        ObjectKind::Pole => {
            let mut builder = MeshBuilder::new(materials::POLE);
            let radius_m = 0.5 * or(size_m.x.max(size_m.y), 0.16);
            builder.post([0.0; 3], or(size_m.z, 4.0), radius_m, 8);
            builder.build()
        }
        ObjectKind::Obstacle => block(materials::OBSTACLE, size_m, [1.0; 3]),
    };
    let [length_m, width_m] = [size_m.x.max(0.4), size_m.y.max(0.4)];
    site.take(Rectangle::new(
        Pose2::new(foot_m.x, foot_m.y, yaw_rad),
        length_m,
        width_m,
    ));
    site.chunks
        .stand(&Arc::new(mesh), foot_m, yaw_rad, [1.0; 3]);
}

/// A barrier along the x axis.
fn fence(kind: BarrierKind, length_m: f64, seed: u64) -> Mesh {
    let half = 0.5 * length_m as f32;
    barrier_along(kind, &[[-half, 0.0, 0.0], [half, 0.0, 0.0]], seed)
}

/// A box, of the usual size where the map tells none.
fn block(surface: Surface, size_m: Vector3<f64>, usual_m: [f64; 3]) -> Mesh {
    let [length, width, height] = [0, 1, 2].map(|axis| or(size_m[axis], usual_m[axis]));
    let mut builder = MeshBuilder::new(surface);
    let (half_l, half_w) = (0.5 * length, 0.5 * width);
    builder.block([-half_l, -half_w, 0.0], [half_l, half_w, height]);
    builder.build()
}

/// The lines around a parking bay.
fn bay(site: &mut Site<'_>, foot_m: Point3<f64>, yaw_rad: f64, size_m: Vector3<f64>) {
    let along = Vector2::new(libm::cos(yaw_rad), libm::sin(yaw_rad));
    let left = Vector2::new(-along.y, along.x);
    let (half_l, half_w) = (0.5 * size_m.x, 0.5 * size_m.y);
    let at = |a: f64, l: f64| {
        let p = foot_m.coords.xy() + along * a + left * l;
        let z = site.field.road_elevation_m(p).unwrap_or(foot_m.z);
        Point3::new(p.x, p.y, z + PAINT_UP_M)
    };
    const LINE_M: f64 = 0.1;
    let sides = [
        [[-half_l, half_l], [-half_w, -half_w + LINE_M]],
        [[-half_l, half_l], [half_w - LINE_M, half_w]],
        [[-half_l, -half_l + LINE_M], [-half_w, half_w]],
        [[half_l - LINE_M, half_l], [-half_w, half_w]],
    ];
    for [[a0, a1], [l0, l1]] in sides {
        if a1 > a0 && l1 > l0 {
            let corners = [at(a0, l0), at(a1, l0), at(a1, l1), at(a0, l1)];
            site.chunks
                .floor(materials::paint(PaintColour::White), &corners);
        }
    }
}

/// Walls along an outline, with a roof over a closed one.
fn outline(
    site: &mut Site<'_>,
    object: &RoadObject,
    corners: &[(Point3<f64>, f64)],
    is_closed: bool,
) {
    let Some((first, _)) = corners.first() else {
        return;
    };
    let far = |(p, up): &(Point3<f64>, f64)| (p - first).norm() > MAX_SIZE_M || *up > MAX_SIZE_M;
    if corners.iter().any(far) {
        return;
    }
    let surface = match object.kind {
        ObjectKind::Building => materials::CONCRETE_BUILDING,
        ObjectKind::Island => materials::KERB,
        ObjectKind::Vegetation => materials::LAWN,
        ObjectKind::ParkingSpace => return,
        ObjectKind::Obstacle => materials::OBSTACLE,
        ObjectKind::Pole
        | ObjectKind::Tree
        | ObjectKind::Barrier
        | ObjectKind::StreetLamp
        | ObjectKind::SoundBarrier => materials::CONCRETE,
    };
    let doubled_m2: f64 = (0..corners.len())
        .map(|i| {
            (corners[i].0 - first)
                .xy()
                .perp(&(corners[(i + 1) % corners.len()].0 - first).xy())
        })
        .sum();
    let mut ring: Vec<(Point3<f64>, f64)> = corners.to_vec();
    if is_closed && doubled_m2 < 0.0 {
        ring.reverse();
    }
    let sides = if is_closed {
        ring.len()
    } else {
        ring.len() - 1
    };
    for i in 0..sides {
        let ((a, up_a), (b, up_b)) = (ring[i], ring[(i + 1) % ring.len()]);
        let top = |p: Point3<f64>, up: f64| p + Vector3::new(0.0, 0.0, up);
        if up_a + up_b > 0.0 {
            let mut surface = surface;
            surface.is_two_sided = !is_closed;
            site.chunks
                .wall(surface, &[a, b, top(b, up_b), top(a, up_a)]);
        }
    }
    if is_closed {
        let plan: Vec<Vector2<f64>> = ring.iter().map(|(p, _)| p.coords.xy()).collect();
        let height = ring
            .iter()
            .map(|(p, up)| p.z + up)
            .fold(f64::NEG_INFINITY, f64::max);
        for triangle in super::triangulate::triangulated(&plan) {
            let lid = triangle.map(|p| Point3::new(p.x, p.y, height));
            site.chunks.floor(surface, &lid);
        }
    }
}
