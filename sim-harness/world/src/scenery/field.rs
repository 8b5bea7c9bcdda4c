//! Where lanes are: how far away, how high, what kind; quick for any point.

use std::collections::HashMap;

use nalgebra::Vector2;
use trunkline_interfaces::LaneId;

use super::cover::Cover;
use super::setting::Setting;
use super::strip::Strip;

/// Side of a cell of the index.
const CELL_M: f64 = 16.0;
/// Pieces of lanes longer than this are cut, so that few cells hold each.
const PIECE_M: f64 = 16.0;

/// A piece of a lane as a quadrangle about its middle line.
#[derive(Debug, Clone, Copy)]
struct Piece {
    begin_m: Vector2<f64>,
    along: Vector2<f64>,
    length_m: f64,
    half_width_m: [f64; 2],
    elevation_m: [f64; 2],
    cover: Cover,
    setting: Setting,
    lane: LaneId,
}

/// A lane near a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// How far outside the lane the point is; negative inside.
    pub outside_m: f64,
    /// Height of the lane's middle line abreast of the point.
    pub elevation_m: f64,
    /// Width of the lane there.
    pub width_m: f64,
    /// Direction of its traffic.
    pub along: Vector2<f64>,
    pub cover: Cover,
    pub setting: Setting,
    pub lane: LaneId,
}

/// Every lane's surface, by place.
#[derive(Debug, Default)]
pub(super) struct Field {
    pieces: Vec<Piece>,
    cells: HashMap<(i32, i32), Vec<u32>>,
    bounds_m: Option<(Vector2<f64>, Vector2<f64>)>,
}

fn cell_of(p_m: Vector2<f64>) -> (i32, i32) {
    (
        (p_m.x / CELL_M).floor() as i32,
        (p_m.y / CELL_M).floor() as i32,
    )
}

impl Field {
    pub(super) fn new(strips: &[Strip]) -> Self {
        let mut field = Self::default();
        for strip in strips.iter().filter(|s| s.cover != Cover::Nothing) {
            for pair in strip.sections.windows(2) {
                let middle = |i: usize| nalgebra::center(&pair[i].left_m, &pair[i].right_m);
                let (a, b) = (middle(0), middle(1));
                let off = (b - a).xy();
                let length_m = off.norm();
                if !(length_m > 1e-6) {
                    continue;
                }
                let half = |i: usize| 0.5 * (pair[i].left_m - pair[i].right_m).xy().norm();
                let cuts = (length_m / PIECE_M).ceil().max(1.0);
                for k in 0..cuts as usize {
                    let (u, v) = (k as f64 / cuts, (k + 1) as f64 / cuts);
                    let at = |u: f64, x: f64, y: f64| x + u * (y - x);
                    field.add(Piece {
                        begin_m: a.coords.xy() + off * u,
                        along: off / length_m,
                        length_m: length_m / cuts,
                        half_width_m: [at(u, half(0), half(1)), at(v, half(0), half(1))],
                        elevation_m: [at(u, a.z, b.z), at(v, a.z, b.z)],
                        cover: strip.cover,
                        setting: strip.setting,
                        lane: strip.lane,
                    });
                }
            }
        }
        field
    }

    fn add(&mut self, piece: Piece) {
        let end = piece.begin_m + piece.along * piece.length_m;
        let wide = piece.half_width_m[0].max(piece.half_width_m[1]);
        let low = piece.begin_m.inf(&end).add_scalar(-wide);
        let high = piece.begin_m.sup(&end).add_scalar(wide);
        let index = self.pieces.len() as u32;
        let ((i0, j0), (i1, j1)) = (cell_of(low), cell_of(high));
        for i in i0..=i1 {
            for j in j0..=j1 {
                self.cells.entry((i, j)).or_default().push(index);
            }
        }
        self.bounds_m = Some(match self.bounds_m {
            None => (low, high),
            Some((l, h)) => (l.inf(&low), h.sup(&high)),
        });
        self.pieces.push(piece);
    }

    /// Around all lanes; `None` without lanes.
    pub(super) fn bounds_m(&self) -> Option<(Vector2<f64>, Vector2<f64>)> {
        self.bounds_m
    }

    /// Whether any piece of a lane lies in the cells within this reach: quick, and generous.
    pub(super) fn is_any_near(&self, p_m: Vector2<f64>, reach_m: f64) -> bool {
        let reach = Vector2::repeat(reach_m);
        let ((i0, j0), (i1, j1)) = (cell_of(p_m - reach), cell_of(p_m + reach));
        (i0..=i1).any(|i| (j0..=j1).any(|j| self.cells.contains_key(&(i, j))))
    }

    /// Calls for every piece of a lane within `reach_m`, some of them twice.
    pub(super) fn each_near(&self, p_m: Vector2<f64>, reach_m: f64, mut visit: impl FnMut(Near)) {
        let reach = Vector2::repeat(reach_m);
        let ((i0, j0), (i1, j1)) = (cell_of(p_m - reach), cell_of(p_m + reach));
        for i in i0..=i1 {
            for j in j0..=j1 {
                for index in self.cells.get(&(i, j)).into_iter().flatten() {
                    let near = self.pieces[*index as usize].near(p_m);
                    if near.outside_m <= reach_m {
                        visit(near);
                    }
                }
            }
        }
    }

    /// The lane that is nearest, among those that `wanted` says, within `reach_m`; of lanes that
    /// hold the point the one in which it lies deepest.
    pub(super) fn nearest(
        &self,
        p_m: Vector2<f64>,
        reach_m: f64,
        wanted: impl Fn(&Near) -> bool,
    ) -> Option<Near> {
        let mut best: Option<Near> = None;
        self.each_near(p_m, reach_m, |near| {
            let is_nearer = best.as_ref().is_none_or(|b| near.outside_m < b.outside_m);
            if is_nearer && wanted(&near) {
                best = Some(near);
            }
        });
        best
    }

    /// How far a point is outside every lane; `reach_m` if there is none within it.
    pub(super) fn clearance_m(&self, p_m: Vector2<f64>, reach_m: f64) -> f64 {
        let mut least = reach_m;
        self.each_near(p_m, reach_m, |near| least = least.min(near.outside_m));
        least
    }

    /// How far a point is outside every lane on which vehicles may stand.
    pub(super) fn road_clearance_m(&self, p_m: Vector2<f64>, reach_m: f64) -> f64 {
        let mut least = reach_m;
        self.each_near(p_m, reach_m, |near| {
            if near.cover.is_road() {
                least = least.min(near.outside_m);
            }
        });
        least
    }

    /// Height of the carriageway at a point on or near it.
    pub(super) fn road_elevation_m(&self, p_m: Vector2<f64>) -> Option<f64> {
        let near = self.nearest(p_m, 12.0, |near| near.cover.is_road());
        near.map(|near| near.elevation_m)
    }
}

impl Piece {
    fn near(&self, p_m: Vector2<f64>) -> Near {
        let off = p_m - self.begin_m;
        let s_m = off.dot(&self.along);
        let share = (s_m / self.length_m).clamp(0.0, 1.0);
        let mix = |[x, y]: [f64; 2]| x + share * (y - x);
        let beyond_m = (s_m - self.length_m).max(-s_m).max(0.0);
        let sideways_m = self.along.perp(&off).abs() - mix(self.half_width_m);
        let outside_m = if beyond_m > 0.0 {
            libm::hypot(beyond_m, sideways_m.max(0.0))
        } else {
            sideways_m
        };
        Near {
            outside_m,
            elevation_m: mix(self.elevation_m),
            width_m: 2.0 * mix(self.half_width_m),
            along: self.along,
            cover: self.cover,
            setting: self.setting,
            lane: self.lane,
        }
    }
}
