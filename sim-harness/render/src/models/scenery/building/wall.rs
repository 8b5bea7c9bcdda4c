//! Walls with windows, doors and ledges.

use trunkline_interfaces::{Random, SemanticClass};

use super::super::materials::{FOOT_M, between, glossy, lit_by, matt};
use crate::mesh::{Lamp, Surface, Texture};
use crate::models::MeshBuilder;

/// What is fixed to a wall stands so far before it: enough to be told apart at any distance.
const FRAME_OUT_M: f32 = 0.02;
const PANE_OUT_M: f32 = 0.035;
/// Width of a window's frame.
const FRAME_M: f32 = 0.08;
/// Share of windows with a light behind them at night.
const LIT_SHARE: f64 = 0.35;
/// Walls reach so far below the ground, for houses on a slope.
const FOUNDATION_M: f32 = 3.0 * FOOT_M;
/// Light of a window at night.
const WINDOW_LIGHT: [f32; 3] = [0.55, 0.4, 0.2];

/// A surface of a house.
pub(super) const fn built(albedo: [f32; 3], texture: Texture) -> Surface {
    matt(SemanticClass::Building, albedo, texture)
}

/// Painted wood or metal of a house.
pub(super) const fn painted(albedo: [f32; 3]) -> Surface {
    glossy(SemanticClass::Building, albedo, 0.15)
}

/// Window frames.
pub(super) const WHITE: Surface = painted([0.68, 0.67, 0.64]);

/// A pane, from outside.
pub(super) fn pane(is_lit: bool) -> Surface {
    let glass = glossy(SemanticClass::Building, [0.04, 0.05, 0.06], 0.85);
    match is_lit {
        true => lit_by(Lamp::Window, WINDOW_LIGHT, glass),
        false => glass,
    }
}

/// An upright wall: its left end as seen from outside, its direction to the right, its length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wall {
    pub(super) left_m: [f32; 2],
    pub(super) along: [f32; 2],
    pub(super) length_m: f32,
}

/// A storey's windows.
#[derive(Debug, Clone, Copy)]
pub(super) struct WindowRow {
    /// Height of the lower edge, m.
    pub(super) sill_m: f32,
    /// Width and height, m.
    pub(super) size_m: [f32; 2],
    pub(super) count: usize,
    pub(super) frame: Surface,
    /// A ledge below.
    pub(super) sill: Option<Surface>,
    /// Folded back on both sides.
    pub(super) shutters: Option<Surface>,
}

impl Wall {
    /// The four walls of a footprint of a width (y) and depth (x): front, its right end's, back,
    /// its left end's.
    pub(super) fn of_box(width_m: f32, depth_m: f32) -> [Self; 4] {
        Self::between(
            [-0.5 * depth_m, -0.5 * width_m],
            [0.5 * depth_m, 0.5 * width_m],
        )
    }

    /// The same, between two corners.
    pub(super) fn between([x0, y0]: [f32; 2], [x1, y1]: [f32; 2]) -> [Self; 4] {
        let wall = |left_m, along, length_m| Self {
            left_m,
            along,
            length_m,
        };
        let (width_m, depth_m) = (y1 - y0, x1 - x0);
        [
            wall([x1, y0], [0.0, 1.0], width_m),
            wall([x1, y1], [-1.0, 0.0], depth_m),
            wall([x0, y1], [0.0, -1.0], width_m),
            wall([x0, y0], [1.0, 0.0], depth_m),
        ]
    }

    /// A point `out_m` before the wall.
    pub(super) fn at(&self, u_m: f32, z_m: f32, out_m: f32) -> [f32; 3] {
        let [x, y] = self.along;
        [
            self.left_m[0] + x * u_m + y * out_m,
            self.left_m[1] + y * u_m - x * out_m,
            z_m,
        ]
    }

    /// A flat piece before the wall: its lower left corner, its width and height.
    pub(super) fn panel(
        &self,
        b: &mut MeshBuilder,
        [u, z]: [f32; 2],
        [w, h]: [f32; 2],
        out_m: f32,
    ) {
        if !(w > 0.0 && h > 0.0) {
            return;
        }
        b.quad(
            self.at(u, z, out_m),
            self.at(u + w, z, out_m),
            self.at(u + w, z + h, out_m),
            self.at(u, z + h, out_m),
        );
    }

    /// The wall itself, from below the ground to a height.
    pub(super) fn whole(&self, b: &mut MeshBuilder, top_m: f32) {
        let low_m = -FOUNDATION_M;
        self.panel(b, [0.0, low_m], [self.length_m, top_m - low_m], 0.0);
    }

    /// A piece that stands out of the wall: front, ends, top and bottom.
    pub(super) fn ledge(
        &self,
        b: &mut MeshBuilder,
        [u, z]: [f32; 2],
        [w, h]: [f32; 2],
        out_m: f32,
    ) {
        if !(w > 0.0 && h > 0.0) {
            return;
        }
        let p = |du: f32, dz: f32, out: f32| self.at(u + du, z + dz, out);
        self.panel(b, [u, z], [w, h], out_m);
        b.quad(
            p(0.0, h, out_m),
            p(w, h, out_m),
            p(w, h, 0.0),
            p(0.0, h, 0.0),
        );
        b.quad(
            p(0.0, 0.0, 0.0),
            p(w, 0.0, 0.0),
            p(w, 0.0, out_m),
            p(0.0, 0.0, out_m),
        );
        b.quad(
            p(0.0, 0.0, 0.0),
            p(0.0, 0.0, out_m),
            p(0.0, h, out_m),
            p(0.0, h, 0.0),
        );
        b.quad(
            p(w, 0.0, out_m),
            p(w, 0.0, 0.0),
            p(w, h, 0.0),
            p(w, h, out_m),
        );
    }

    /// A window with its frame and two sashes.
    pub(super) fn window(
        &self,
        b: &mut MeshBuilder,
        [u, z]: [f32; 2],
        [w, h]: [f32; 2],
        frame: Surface,
        is_lit: bool,
    ) {
        b.surface(frame);
        self.panel(b, [u, z], [w, h], FRAME_OUT_M);
        b.surface(pane(is_lit));
        let sash_m = 0.5 * (w - 2.5 * FRAME_M);
        for left in [u + FRAME_M, u + w - FRAME_M - sash_m] {
            self.panel(
                b,
                [left, z + FRAME_M],
                [sash_m, h - 2.0 * FRAME_M],
                PANE_OUT_M,
            );
        }
    }

    /// Windows evenly spread, each lit by chance; none where `is_left_out` says so.
    pub(super) fn windows(
        &self,
        b: &mut MeshBuilder,
        row: &WindowRow,
        random: &mut Random,
        is_left_out: impl Fn(usize) -> bool,
    ) {
        let step_m = self.length_m / row.count.max(1) as f32;
        let [w, h] = row.size_m;
        for k in 0..row.count {
            let is_lit = random.chance(LIT_SHARE);
            if is_left_out(k) {
                continue;
            }
            let u = (k as f32 + 0.5) * step_m - 0.5 * w;
            self.window(b, [u, row.sill_m], row.size_m, row.frame, is_lit);
            if let Some(sill) = row.sill {
                b.surface(sill);
                self.panel(b, [u - 0.06, row.sill_m - 0.09], [w + 0.12, 0.09], 0.05);
            }
            if let Some(shutters) = row.shutters {
                b.surface(shutters);
                let wide_m = 0.5 * w;
                for left in [u - wide_m - 0.03, u + w + 0.03] {
                    self.panel(b, [left, row.sill_m], [wide_m, h], 0.04);
                }
            }
        }
    }

    /// A façade whose windows are a pattern: whole cells over the wall between two heights, each
    /// wall with panes of its own chance.
    pub(super) fn facade(
        &self,
        b: &mut MeshBuilder,
        [low_m, high_m]: [f32; 2],
        pattern: &Facade,
        random: &mut Random,
    ) {
        let columns = (self.length_m / pattern.cell_m[0]).round().max(1.0);
        let rows = ((high_m - low_m) / pattern.cell_m[1]).round().max(1.0);
        // The pattern's cells are stretched to fit by the texture's own coordinates.
        let (u0, v0) = (
            random.index(64) as f32 * pattern.cell_m[0],
            random.index(64) as f32 * pattern.cell_m[1],
        );
        let (u1, v1) = (
            u0 + columns * pattern.cell_m[0],
            v0 + rows * pattern.cell_m[1],
        );
        b.surface(pattern.surface());
        b.polygon_with_uv(
            &[
                self.at(0.0, low_m, 0.0),
                self.at(self.length_m, low_m, 0.0),
                self.at(self.length_m, high_m, 0.0),
                self.at(0.0, high_m, 0.0),
            ],
            &[[u0, v0], [u1, v0], [u1, v1], [u0, v1]],
        );
    }
}

/// Windows as a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facade {
    pub(super) albedo: [f32; 3],
    pub(super) cell_m: [f32; 2],
    /// Width and height of the pane as shares of the cell.
    pub(super) pane: [f32; 2],
}

impl Facade {
    /// Dwellings: a window a cell.
    pub(super) fn of_flats(albedo: [f32; 3], storey_m: f32, random: &mut Random) -> Self {
        Self {
            albedo,
            cell_m: [between(random, 2.5, 3.4), storey_m],
            pane: [between(random, 0.38, 0.52), between(random, 0.44, 0.54)],
        }
    }

    fn surface(&self) -> Surface {
        built(
            self.albedo,
            Texture::Windows {
                cell_m: self.cell_m,
                pane: self.pane,
            },
        )
    }
}
