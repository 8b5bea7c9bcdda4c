//! A triangle as functions of the ray: Olano and Greer, "Triangle scan conversion using 2D
//! homogeneous coordinates", 1997. No clipping is needed, and any lens will do.

use crate::geometry::{NEAR_M, Triangle, determinant};
use crate::lens::TileOrigin;

/// A linear function of the ray: `x * dx + y * dy + at`, with dx and dy from a tile's origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) at: f32,
}

/// What decides whether a ray of a tile meets a triangle, and how near.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planes {
    /// Not below the threshold within the triangle, one an edge.
    pub(crate) edges: [Plane; 3],
    /// Zero, or the least above it where the edge belongs to the neighbour.
    pub(crate) thresholds: [f32; 3],
    /// One over the distance along the optical axis, 1/m.
    pub(crate) nearness: Plane,
    /// Lowest and highest nearness of the triangle.
    pub(crate) nearness_span: [f32; 2],
    /// Rays that meet it nearer than this do not see it.
    pub(crate) nearest: f32,
}

/// Cross product in f64, where products of f32 are exact: swapping the factors negates it exactly,
/// so that neighbours agree on their edge.
#[inline]
pub(crate) fn cross(a: [f32; 3], b: [f32; 3]) -> [f64; 3] {
    let (a, b) = (a.map(f64::from), b.map(f64::from));
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[inline]
fn plane(normal: [f64; 3], origin: TileOrigin) -> Plane {
    Plane {
        x: normal[0] as f32,
        y: normal[1] as f32,
        at: (normal[0] * origin.x + normal[1] * origin.y + normal[2]) as f32,
    }
}

/// An edge shared by two triangles belongs to the one whose normal points to the right, or down,
/// or away.
#[inline]
fn owns(normal: [f64; 3]) -> bool {
    normal[0] > 0.0
        || (normal[0] == 0.0 && (normal[1] > 0.0 || (normal[1] == 0.0 && normal[2] > 0.0)))
}

impl Planes {
    /// Of a triangle, for a tile.
    #[inline]
    pub(crate) fn new(triangle: &Triangle, origin: TileOrigin) -> Self {
        let [a, b, c] = triangle.corners_m;
        // The determinant is negative, so that these point into the triangle.
        let normals = [cross(c, b), cross(a, c), cross(b, a)];
        let scale = -1.0 / determinant(&triangle.corners_m);
        let sum = [0, 1, 2].map(|i| (normals[0][i] + normals[1][i] + normals[2][i]) * scale);
        let low_z = a[2].min(b[2]).min(c[2]);
        let high_z = a[2].max(b[2]).max(c[2]);
        Self {
            edges: normals.map(|normal| plane(normal, origin)),
            thresholds: normals.map(|normal| match owns(normal) {
                true => 0.0,
                false => f32::MIN_POSITIVE,
            }),
            nearness: plane(sum, origin),
            nearness_span: [1.0 / high_z, 1.0 / low_z.max(NEAR_M)],
            nearest: match low_z < NEAR_M {
                true => 1.0 / NEAR_M,
                false => f32::INFINITY,
            },
        }
    }
}
