//! Heights along the light over a square.

use nalgebra::{Matrix3, Vector3};
use wide::f32x4;

use crate::four::{LANES, Wide3};

/// No height: nothing is below the light.
pub(super) const OPEN: f32 = f32::NEG_INFINITY;

/// The highest surfaces over a square, seen along the light.
#[derive(Debug, Clone)]
pub(crate) struct Map {
    /// Rows are the map's axes in the world: two across the light, and towards it.
    pub(super) map_from_world: Matrix3<f32>,
    /// Middle of the square, world.
    pub(super) middle_m: Vector3<f64>,
    pub(super) side: usize,
    pub(super) texel_m: f32,
    pub(super) heights: Vec<f32>,
}

/// How far a place is moved off its surface before it is asked for shade, texels.
const OFF_TEXELS: f32 = 1.6;
/// How much higher than it is a place counts, texels.
const LIFT_TEXELS: f32 = 0.3;
/// Smeared over less than this, texels, one tap is enough.
const SHARP_TEXELS: f32 = 0.5;
/// Where five taps lie, shares of the smear: a turned cross.
const CROSS: [[f32; 2]; 5] = [
    [0.0, 0.0],
    [0.9, 0.4],
    [-0.4, 0.9],
    [-0.9, -0.4],
    [0.4, -0.9],
];

/// A map as it lies around a camera.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenMap<'a> {
    map: &'a Map,
    /// From a place relative to the camera, world axes, to texels, texels and m.
    texels_from_seen: Matrix3<f32>,
    origin: Vector3<f32>,
    off_m: f32,
    /// Smear of the shadows, texels.
    spread: f32,
}

impl<'a> SeenMap<'a> {
    pub(super) fn new(map: &'a Map, eye_m: &Vector3<f64>, penumbra_m: f32) -> Self {
        let per_m = 1.0 / map.texel_m;
        let scale = Vector3::new(per_m, per_m, 1.0);
        let texels_from_seen = Matrix3::from_diagonal(&scale) * map.map_from_world;
        let to_eye_m: Vector3<f32> = (eye_m - map.middle_m).cast();
        let middle = 0.5 * map.side as f32;
        let corner = Vector3::new(middle, middle, LIFT_TEXELS * map.texel_m);
        Self {
            map,
            texels_from_seen,
            origin: texels_from_seen * to_eye_m + corner,
            off_m: OFF_TEXELS * map.texel_m,
            spread: penumbra_m * per_m,
        }
    }

    /// Shares of the light that reach places (relative to the camera, world axes) on surfaces with
    /// normals, and which places lie on the map.
    #[inline(always)]
    pub(super) fn light_at(&self, places: Wide3, normals: Wide3) -> [f32x4; 2] {
        let places = places + normals * f32x4::splat(self.off_m);
        let at = places.turned(&self.texels_from_seen) + Wide3::splat(&self.origin);
        let edge = f32x4::splat(self.spread + 2.0);
        let far = f32x4::splat(self.map.side as f32) - edge;
        let is_on = at.x.simd_gt(edge) & at.x.simd_lt(far) & at.y.simd_gt(edge) & at.y.simd_lt(far);
        // Off the map, any place on it will do.
        let (x, y) = (is_on.bitselect(at.x, edge), is_on.bitselect(at.y, edge));
        if self.spread < SHARP_TEXELS {
            return [self.tap(x, y, at.z), is_on];
        }
        let mut sum = f32x4::ZERO;
        for [dx, dy] in CROSS {
            let [dx, dy] = [dx, dy].map(|share| f32x4::splat(share * self.spread));
            sum += self.tap(x + dx, y + dy, at.z);
        }
        [sum * f32x4::splat(1.0 / CROSS.len() as f32), is_on]
    }

    /// Four comparisons around each place, blended.
    #[inline(always)]
    fn tap(&self, x: f32x4, y: f32x4, height: f32x4) -> f32x4 {
        let (x, y) = (x - f32x4::HALF, y - f32x4::HALF);
        let (column, row) = (x.fast_trunc_int(), y.fast_trunc_int());
        let (fx, fy) = (x - f32x4::from_i32x4(column), y - f32x4::from_i32x4(row));
        let (column, row) = (column.to_array(), row.to_array());
        let mut corners = [[0.0; LANES]; 4];
        for lane in 0..LANES {
            let first = row[lane] as usize * self.map.side + column[lane] as usize;
            let second = first + self.map.side;
            let pairs = (
                self.map.heights.get(first..first + 2),
                self.map.heights.get(second..second + 2),
            );
            if let (Some([a, b]), Some([c, d])) = pairs {
                corners[0][lane] = *a;
                corners[1][lane] = *b;
                corners[2][lane] = *c;
                corners[3][lane] = *d;
            }
        }
        let [a, b, c, d] = corners;
        let lit = |tops: [f32; LANES]| {
            let is_below = f32x4::new(tops).simd_gt(height);
            f32x4::ONE - (is_below & f32x4::ONE)
        };
        let upper = lit(a) * (f32x4::ONE - fx) + lit(b) * fx;
        let lower = lit(c) * (f32x4::ONE - fx) + lit(d) * fx;
        upper * (f32x4::ONE - fy) + lower * fy
    }
}
