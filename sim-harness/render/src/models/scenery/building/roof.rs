//! Roofs, chimneys, dormers.

use trunkline_interfaces::Random;

use super::super::materials::between;
use super::palette::{FELT, SHEET};
use super::wall::{WHITE, Wall, built, painted};
use crate::mesh::{Surface, Texture};
use crate::models::MeshBuilder;

/// A pitched roof over a footprint, its ridge along y.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pitched {
    pub(super) width_m: f32,
    pub(super) depth_m: f32,
    pub(super) eaves_m: f32,
    pub(super) ridge_m: f32,
    /// Beyond the walls at the eaves.
    pub(super) over_m: f32,
    pub(super) tiles: Surface,
    pub(super) wall: Surface,
}

/// Thickness of the roof as one sees it at its edges.
const THICK_M: f32 = 0.16;
/// Beyond the gables.
const VERGE_M: f32 = 0.2;

impl Pitched {
    /// Rise over run.
    fn pitch(&self) -> f32 {
        (self.ridge_m - self.eaves_m) / (0.5 * self.depth_m)
    }

    /// Height of the roof's surface at a distance from the middle.
    fn z_at(&self, x_m: f32) -> f32 {
        self.ridge_m - self.pitch() * x_m.abs()
    }

    /// Two slopes, the gables below them, boards along the edges, gutters.
    pub(super) fn gabled(&self, b: &mut MeshBuilder) {
        let (x, y) = (0.5 * self.depth_m, 0.5 * self.width_m);
        let (eaves, ridge) = (self.eaves_m, self.ridge_m);
        b.surface(self.wall);
        b.polygon(&[[-x, -y, eaves], [x, -y, eaves], [0.0, -y, ridge]]);
        b.polygon(&[[x, y, eaves], [-x, y, eaves], [0.0, y, ridge]]);
        let (out, side) = (x + self.over_m, y + VERGE_M);
        let low = self.z_at(out);
        // Boards below the eaves and at the gables' edges.
        let fascia = painted([0.36, 0.33, 0.29]);
        for s in [1.0, -1.0] {
            let rim = |z: f32, across: f32| [s * out, s * across, z];
            b.surface(self.tiles).quad(
                rim(low, -side),
                rim(low, side),
                [0.0, s * side, ridge],
                [0.0, -s * side, ridge],
            );
            b.surface(SHEET).quad(
                rim(low - THICK_M, -side),
                rim(low - THICK_M, side),
                rim(low, side),
                rim(low, -side),
            );
            b.surface(fascia).quad(
                [s * x, -s * side, eaves - THICK_M],
                [s * x, s * side, eaves - THICK_M],
                rim(low - THICK_M, side),
                rim(low - THICK_M, -side),
            );
            for end in [1.0, -1.0] {
                let at = end * side;
                let corners = [
                    [s * out, at, low - THICK_M],
                    [0.0, at, ridge - THICK_M],
                    [0.0, at, ridge],
                    [s * out, at, low],
                ];
                let [p, q, r, t] = corners;
                if s * end > 0.0 {
                    b.quad(p, q, r, t);
                } else {
                    b.quad(t, r, q, p);
                }
            }
        }
    }

    /// Four slopes; a pyramid where the house is no wider than deep.
    pub(super) fn hipped(&self, b: &mut MeshBuilder) {
        let (x, y) = (
            0.5 * self.depth_m + self.over_m,
            0.5 * self.width_m + self.over_m,
        );
        let low = self.z_at(x);
        let ridge_y = (0.5 * (self.width_m - self.depth_m)).max(0.02);
        let tops = [[0.0, -ridge_y, self.ridge_m], [0.0, ridge_y, self.ridge_m]];
        let [a, c, d, e] = [[-x, -y, low], [x, -y, low], [x, y, low], [-x, y, low]];
        b.surface(self.tiles);
        b.quad(c, d, tops[1], tops[0]);
        b.quad(e, a, tops[0], tops[1]);
        b.polygon(&[a, c, tops[0]]);
        b.polygon(&[d, e, tops[1]]);
        let outline = [[-x, -y], [x, -y], [x, y], [-x, y]];
        b.surface(SHEET).walls(&outline, low - THICK_M, low);
        b.surface(painted([0.36, 0.33, 0.29]));
        b.polygon(&[e, d, c, a].map(|[x, y, z]| [x, y, z - THICK_M]));
    }

    /// A chimney beside the ridge.
    pub(super) fn chimney(&self, b: &mut MeshBuilder, random: &mut Random) {
        let y = between(random, -0.36, 0.36) * self.width_m;
        let x = between(random, -0.25, 0.05) * self.depth_m;
        let foot = self.z_at(x) - 0.6;
        let top = self.ridge_m + between(random, 0.5, 0.9);
        b.surface(built([0.28, 0.13, 0.09], Texture::Bricks));
        b.block([x - 0.3, y - 0.35, foot], [x + 0.3, y + 0.35, top]);
    }

    /// Windows in the slope towards the street, each with a small roof of its own.
    pub(super) fn dormers(&self, b: &mut MeshBuilder, random: &mut Random) {
        let count = (self.width_m / 4.4).floor().clamp(1.0, 4.0);
        let step = self.width_m / count;
        let slope_x = |z: f32| (self.ridge_m - z) / self.pitch().max(0.05);
        let (low, high) = (self.eaves_m + 0.3, self.eaves_m + 1.7);
        let top = high + 0.25;
        if top > self.ridge_m - 0.2 {
            return;
        }
        let (front, back) = (slope_x(low), slope_x(high));
        for k in 0..count as usize {
            let y = (k as f32 + 0.5) * step - 0.5 * self.width_m;
            let half = 0.7;
            let face = Wall {
                left_m: [front, y - half],
                along: [0.0, 1.0],
                length_m: 2.0 * half,
            };
            b.surface(self.wall);
            face.panel(b, [0.0, low], [2.0 * half, high - low], 0.0);
            b.polygon(&[
                [back, y - half, high],
                [front, y - half, low],
                [front, y - half, high],
            ]);
            b.polygon(&[
                [front, y + half, high],
                [front, y + half, low],
                [back, y + half, high],
            ]);
            let is_lit = random.chance(0.3);
            face.window(
                b,
                [0.18, low + 0.15],
                [2.0 * half - 0.36, 1.1],
                WHITE,
                is_lit,
            );
            b.surface(self.tiles);
            let (out, over) = (front + 0.2, half + 0.14);
            let end = slope_x(top);
            b.quad(
                [out, y - over, high],
                [out, y + over, high],
                [end, y + over, top],
                [end, y - over, top],
            );
            b.surface(SHEET);
            b.quad(
                [out, y - over, high - 0.12],
                [out, y + over, high - 0.12],
                [out, y + over, high],
                [out, y - over, high],
            );
        }
    }
}

/// A flat roof with a parapet and what houses the lift and the fans.
pub(super) fn flat(
    b: &mut MeshBuilder,
    [width_m, depth_m]: [f32; 2],
    top_m: f32,
    edge: Surface,
    random: &mut Random,
) {
    const PARAPET_M: f32 = 0.45;
    let (x, y) = (0.5 * depth_m, 0.5 * width_m);
    b.surface(edge);
    for wall in &Wall::of_box(width_m, depth_m) {
        let length_m = wall.length_m;
        wall.ledge(b, [-0.12, top_m - 0.12], [length_m + 0.24, PARAPET_M], 0.12);
    }
    b.surface(FELT).quad(
        [-x, -y, top_m],
        [x, -y, top_m],
        [x, y, top_m],
        [-x, y, top_m],
    );
    b.surface(SHEET);
    for _ in 0..1 + random.index(2) {
        let half = [0.12 * depth_m, 0.09 * width_m].map(|h| h.clamp(0.3, 2.2));
        let at_x = between(random, -0.28, 0.28) * depth_m;
        let at_y = between(random, -0.32, 0.32) * width_m;
        let high = between(random, 1.2, 2.6);
        b.block(
            [at_x - half[0], at_y - half[1], top_m],
            [at_x + half[0], at_y + half[1], top_m + high],
        );
    }
}
