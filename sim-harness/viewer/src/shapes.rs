//! From our geometry to Rerun's.

use nalgebra::{Isometry3, Vector2};
use rerun::{Boxes3D, FillMode, HalfSize3D, LineStrip3D, Quaternion, Transform3D, Vec3D};

use trunkline_interfaces::geometry::OrientedBox;

use crate::colors::Rgba;

/// Radius of thin edges, m.
const THIN_M: f32 = 0.02;

/// A point of the plane at a height.
pub(crate) fn point(p_m: Vector2<f64>, z_m: f64) -> Vec3D {
    Vec3D::from([p_m.x, p_m.y, z_m])
}

/// A line through points of the plane at one height.
pub(crate) fn strip(points_m: impl IntoIterator<Item = Vector2<f64>>, z_m: f64) -> LineStrip3D {
    LineStrip3D::from_iter(points_m.into_iter().map(|p| point(p, z_m)))
}

/// A rigid transform, `parent_from_child`.
pub(crate) fn transform(parent_from_child: &Isometry3<f64>) -> Transform3D {
    let t = parent_from_child.translation;
    let q = parent_from_child.rotation.coords.map(|v| v as f32);
    Transform3D::from_translation_rotation(
        Vec3D::from([t.x, t.y, t.z]),
        Quaternion::from_xyzw([q.x, q.y, q.z, q.w]),
    )
}

/// Rotation about the vertical axis.
fn yaw(yaw_rad: f64) -> Quaternion {
    let half = 0.5 * yaw_rad;
    Quaternion::from_xyzw([0.0, 0.0, half.sin() as f32, half.cos() as f32])
}

/// Upright boxes with one colour each; an empty batch clears the entity.
pub(crate) fn boxes(boxes: &[(OrientedBox, Rgba)]) -> Boxes3D {
    let half = |b: &OrientedBox| {
        let h = b.size_m * 0.5;
        HalfSize3D::new(h.x as f32, h.y as f32, h.z as f32)
    };
    let center = |b: &OrientedBox| Vec3D::from([b.center_m.x, b.center_m.y, b.center_m.z]);
    Boxes3D::from_centers_and_half_sizes(
        boxes.iter().map(|(b, _)| center(b)),
        boxes.iter().map(|(b, _)| half(b)),
    )
    .with_quaternions(boxes.iter().map(|(b, _)| yaw(b.yaw_rad)))
    .with_colors(boxes.iter().map(|(_, color)| *color))
}

/// The same as thin edges, for what is shown beside something else.
pub(crate) fn thin_boxes(found: &[(OrientedBox, Rgba)]) -> Boxes3D {
    let shape = boxes(found).with_fill_mode(FillMode::MajorWireframe);
    shape.with_radii([THIN_M])
}
