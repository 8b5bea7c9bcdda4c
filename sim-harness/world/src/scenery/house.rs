//! A building where there is room for one.

use std::sync::Arc;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{BuildingKind, building};

use super::site::Site;

/// Buildings off the street keep this distance to every lane and pavement.
const GAP_M: f64 = 8.0;

/// Builds one on the lowest of the ground under it.
pub(super) fn raise(
    site: &mut Site<'_>,
    kind: BuildingKind,
    size_m: [f32; 3],
    p_m: Vector2<f64>,
    yaw_rad: f64,
    random: &mut Random,
) {
    let [width_m, depth_m, _] = size_m.map(f64::from);
    let footprint = Rectangle::new(Pose2::new(p_m.x, p_m.y, yaw_rad), depth_m, width_m);
    let seed = random.index(1 << 30) as u64;
    if !site.is_free(&footprint, GAP_M) {
        return;
    }
    let low_m = site.lowest_ground_m(&footprint);
    let mesh = Arc::new(building(kind, size_m, seed));
    site.take(footprint);
    let foot = Point3::new(p_m.x, p_m.y, low_m);
    site.chunks.stand(&mesh, foot, yaw_rad, [1.0; 3]);
}
