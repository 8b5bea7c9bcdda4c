//! Heights along the light over a square.

use nalgebra::{Matrix3, Vector3};

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

impl Map {
    /// Share of the light that reaches a place (relative to the map's middle, world axes) on a
    /// surface with a normal; smeared over `wide_m`. `None` off the map.
    #[inline]
    pub(super) fn light_at(
        &self,
        place: &Vector3<f32>,
        normal: &Vector3<f32>,
        wide_m: f32,
    ) -> Option<f32> {
        let place = place + normal * (OFF_TEXELS * self.texel_m);
        let p = self.map_from_world * place;
        let middle = 0.5 * self.side as f32;
        let (x, y) = (p.x / self.texel_m + middle, p.y / self.texel_m + middle);
        let spread = wide_m / self.texel_m;
        let edge = spread + 2.0;
        let far = self.side as f32 - edge;
        if !(x > edge && x < far && y > edge && y < far) {
            return None;
        }
        let height = p.z + 0.3 * self.texel_m;
        if spread < 0.5 {
            return Some(self.tap(x, y, height));
        }
        // Five taps on a turned cross.
        let (a, b) = (0.9 * spread, 0.4 * spread);
        let sum = self.tap(x, y, height)
            + self.tap(x + a, y + b, height)
            + self.tap(x - b, y + a, height)
            + self.tap(x - a, y - b, height)
            + self.tap(x + b, y - a, height);
        Some(sum * 0.2)
    }

    /// Four comparisons around a place, blended.
    #[inline]
    fn tap(&self, x: f32, y: f32, height: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x - column as f32, y - row as f32);
        let first = row * self.side + column;
        let lit = |at: usize| match self.heights.get(at) {
            Some(top) if *top > height => 0.0,
            _ => 1.0,
        };
        let upper = lit(first) * (1.0 - fx) + lit(first + 1) * fx;
        let lower = lit(first + self.side) * (1.0 - fx) + lit(first + self.side + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}
