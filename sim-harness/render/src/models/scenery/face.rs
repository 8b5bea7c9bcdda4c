//! What is painted on a plate that looks along x: layers of flat shapes, the later before the
//! earlier.

use core::f32::consts::TAU;

use super::glyphs;
use crate::mesh::Surface;
use crate::models::MeshBuilder;

/// Distance of one layer from the next: enough to be told apart from afar.
const LAYER_M: f32 = 0.008;
/// Thickness of plates.
const PLATE_M: f32 = 0.02;

/// A plate in the making. Its coordinates are to the right (y) and up, for those who look at it,
/// from its middle.
pub(super) struct Face<'a> {
    b: &'a mut MeshBuilder,
    /// Where its middle is.
    middle_m: [f32; 3],
}

impl<'a> Face<'a> {
    /// A plate of an outline with its back.
    pub(super) fn new(
        b: &'a mut MeshBuilder,
        middle_m: [f32; 3],
        outline: &[[f32; 2]],
        [front, back]: [Surface; 2],
    ) -> Self {
        let mut face = Self { b, middle_m };
        face.middle_m[0] -= PLATE_M;
        face.b.surface(back);
        let corners: Vec<[f32; 3]> = outline.iter().rev().map(|p| face.at(*p)).collect();
        face.b.polygon(&corners);
        face.middle_m[0] += PLATE_M - LAYER_M;
        face.paint(front).flat(outline);
        face
    }

    fn at(&self, [right, up]: [f32; 2]) -> [f32; 3] {
        let [x, y, z] = self.middle_m;
        [x, y + right, z + up]
    }

    /// What follows is of this colour and lies over what was.
    pub(super) fn paint(&mut self, surface: Surface) -> &mut Self {
        self.middle_m[0] += LAYER_M;
        self.b.surface(surface);
        self
    }

    /// A convex shape, whichever way round its corners go.
    pub(super) fn flat(&mut self, corners: &[[f32; 2]]) -> &mut Self {
        let area: f32 = (0..corners.len())
            .map(|i| {
                let ([ax, ay], [bx, by]) = (corners[i], corners[(i + 1) % corners.len()]);
                ax * by - bx * ay
            })
            .sum();
        let mut at: Vec<[f32; 3]> = corners.iter().map(|p| self.at(*p)).collect();
        if area < 0.0 {
            at.reverse();
        }
        self.b.polygon(&at);
        self
    }

    /// A rectangle by its middle and size.
    pub(super) fn rectangle(&mut self, [y, z]: [f32; 2], [w, h]: [f32; 2]) -> &mut Self {
        let (w, h) = (0.5 * w, 0.5 * h);
        self.flat(&[
            [y - w, z - h],
            [y + w, z - h],
            [y + w, z + h],
            [y - w, z + h],
        ])
    }

    /// A disc.
    pub(super) fn disc(&mut self, [y, z]: [f32; 2], radius: f32) -> &mut Self {
        let rim: Vec<[f32; 2]> = regular(12, radius, 0.0)
            .into_iter()
            .map(|[dy, dz]| [y + dy, z + dz])
            .collect();
        self.flat(&rim)
    }

    /// A straight stroke.
    pub(super) fn stroke(&mut self, from: [f32; 2], to: [f32; 2], wide: f32) -> &mut Self {
        let (dy, dz) = (to[0] - from[0], to[1] - from[1]);
        let length = libm::hypotf(dy, dz);
        if length < 1e-4 {
            return self;
        }
        let (ny, nz) = (-dz / length * 0.5 * wide, dy / length * 0.5 * wide);
        self.flat(&[
            [from[0] - ny, from[1] - nz],
            [to[0] - ny, to[1] - nz],
            [to[0] + ny, to[1] + nz],
            [from[0] + ny, from[1] + nz],
        ])
    }

    /// Strokes one after another, their corners filled.
    pub(super) fn line(&mut self, points: &[[f32; 2]], wide: f32) -> &mut Self {
        for (k, pair) in points.windows(2).enumerate() {
            let (a, c) = (pair[0], pair[1]);
            let length = libm::hypotf(c[0] - a[0], c[1] - a[1]).max(1e-4);
            // Within the line, strokes overlap by a third of their width.
            let over = |is_end: bool| if is_end { 0.0 } else { 0.35 * wide / length };
            let (begin, end) = (over(k == 0), over(k + 2 == points.len()));
            let at = |t: f32| [a[0] + (c[0] - a[0]) * t, a[1] + (c[1] - a[1]) * t];
            self.stroke(at(-begin), at(1.0 + end), wide);
        }
        self
    }

    /// A line that ends in the head of an arrow.
    pub(super) fn arrow(&mut self, points: &[[f32; 2]], wide: f32) -> &mut Self {
        let [.., before, tip] = points else {
            return self;
        };
        let (dy, dz) = (tip[0] - before[0], tip[1] - before[1]);
        let length = libm::hypotf(dy, dz).max(1e-4);
        let (ey, ez) = (dy / length, dz / length);
        let neck = [tip[0] - 2.2 * wide * ey, tip[1] - 2.2 * wide * ez];
        let mut shaft = points.to_vec();
        if let Some(last) = shaft.last_mut() {
            *last = neck;
        }
        self.line(&shaft, wide);
        let half = 1.5 * wide;
        self.flat(&[
            *tip,
            [neck[0] - half * ez, neck[1] + half * ey],
            [neck[0] + half * ez, neck[1] - half * ey],
        ])
    }

    /// Text around a place; returns nothing for letters that it does not know.
    pub(super) fn text(&mut self, text: &str, [y, z]: [f32; 2], height: f32) -> &mut Self {
        let whole = text_width(text, height);
        self.text_from(text, [y - 0.5 * whole, z], height)
    }

    /// Text that begins at a place; `z` is its middle.
    pub(super) fn text_from(&mut self, text: &str, [y, z]: [f32; 2], height: f32) -> &mut Self {
        let unit = 0.5 * height;
        let wide = stroke_width(height);
        for (k, character) in text.chars().enumerate() {
            let left = y + k as f32 * advance(height) + 0.5 * wide;
            for line in glyphs::lines(character) {
                let points: Vec<[f32; 2]> = line
                    .iter()
                    .map(|[u, v]| [left + u * cell(height), z + (v - 1.0) * (unit - 0.5 * wide)])
                    .collect();
                self.line(&points, wide);
            }
        }
        self
    }
}

fn stroke_width(height: f32) -> f32 {
    0.17 * height
}

fn cell(height: f32) -> f32 {
    0.4 * height
}

fn advance(height: f32) -> f32 {
    0.74 * height
}

/// How wide a text is.
pub(super) fn text_width(text: &str, height: f32) -> f32 {
    let count = text.chars().count() as f32;
    (count - 1.0).max(0.0) * advance(height) + cell(height) + stroke_width(height)
}

/// A regular polygon about the origin, its first corner at an angle.
pub(super) fn regular(sides: u16, radius: f32, begin_rad: f32) -> Vec<[f32; 2]> {
    (0..sides)
        .map(|k| {
            let angle = begin_rad + TAU * f32::from(k) / f32::from(sides);
            [radius * libm::cosf(angle), radius * libm::sinf(angle)]
        })
        .collect()
}

/// A rectangle about the origin.
pub(super) fn rectangle([w, h]: [f32; 2]) -> [[f32; 2]; 4] {
    let (w, h) = (0.5 * w, 0.5 * h);
    [[-w, -h], [w, -h], [w, h], [-w, h]]
}

/// A triangle about the origin with its corners cut; on its tip with `up` = -1.
pub(super) fn triangle(radius: f32, up: f32) -> Vec<[f32; 2]> {
    let corners = regular(3, radius, 0.25 * TAU);
    (0..3)
        .flat_map(|k| {
            let ([ay, az], [by, bz]) = (corners[k], corners[(k + 1) % 3]);
            [0.08, 0.92].map(|t| [ay + (by - ay) * t, up * (az + (bz - az) * t)])
        })
        .collect()
}

/// Made smaller.
pub(super) fn scaled(outline: &[[f32; 2]], share: f32) -> Vec<[f32; 2]> {
    outline
        .iter()
        .map(|[y, z]| [y * share, z * share])
        .collect()
}
