//! Where lanes are: how far away, how high, what kind; quick for any point.

use nalgebra::Vector2;
use trunkline_interfaces::LaneId;

use super::cover::Cover;
use super::setting::Setting;
use super::strip::{Section, Strip};

/// Side of a cell of the index.
const CELL_M: f64 = 16.0;
/// More cells than this are not kept.
const MOST_CELLS: f64 = 250_000.0;
/// Pieces of lanes longer than this are cut, so that few cells hold each.
const PIECE_M: f64 = 16.0;
/// Cross-sections that stand more aslant are not believed.
const LEAST_SINE: f64 = 0.4;

/// A piece of a lane as a quadrangle about its middle line. Where the lane widens or narrows, its
/// cross-sections stand aslant on that line.
#[derive(Debug, Clone, Copy)]
struct Piece {
    begin_m: Vector2<f64>,
    along: Vector2<f64>,
    /// Unit, to the left along the cross-sections.
    across: Vector2<f64>,
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
    grid: Grid,
    bounds_m: Option<(Vector2<f64>, Vector2<f64>)>,
}

/// Pieces by the cell in which their middle lies.
#[derive(Debug, Default)]
struct Grid {
    low_m: Vector2<f64>,
    cell_m: f64,
    width: usize,
    cells: Vec<Vec<u32>>,
    /// No piece reaches farther from its middle.
    slack_m: f64,
}

impl Grid {
    fn new(pieces: &[Piece], low_m: Vector2<f64>, high_m: Vector2<f64>) -> Self {
        let size = high_m - low_m;
        let mut cell_m = CELL_M;
        // A long road across a wide map gets wide cells.
        while (size.x / cell_m + 1.0) * (size.y / cell_m + 1.0) > MOST_CELLS {
            cell_m *= 2.0;
        }
        let count = (size / cell_m).map(|x| x as usize + 1);
        let mut grid = Self {
            low_m,
            cell_m,
            width: count.x,
            cells: vec![Vec::new(); count.x * count.y],
            slack_m: 0.0,
        };
        for (index, piece) in pieces.iter().enumerate() {
            let (middle, radius_m) = piece.ball();
            grid.slack_m = grid.slack_m.max(radius_m);
            let [i, j] = grid.cell(middle);
            let cell = j * grid.width + i;
            grid.cells[cell].push(index as u32);
        }
        grid
    }

    /// The cell of a point, the nearest one where it lies outside.
    fn cell(&self, p_m: Vector2<f64>) -> [usize; 2] {
        let at = (p_m - self.low_m) / self.cell_m;
        let height = self.cells.len() / self.width;
        [
            (at.x.max(0.0) as usize).min(self.width - 1),
            (at.y.max(0.0) as usize).min(height - 1),
        ]
    }

    /// The pieces in the cells within this reach: those and some more.
    fn within(&self, p_m: Vector2<f64>, reach_m: f64) -> impl Iterator<Item = u32> + '_ {
        let reach = Vector2::repeat(reach_m + self.slack_m);
        let is_empty = self.cells.is_empty();
        let [[i0, j0], [i1, j1]] = if is_empty {
            [[1, 1], [0, 0]]
        } else {
            [self.cell(p_m - reach), self.cell(p_m + reach)]
        };
        (j0..=j1)
            .flat_map(move |j| (i0..=i1).map(move |i| j * self.width + i))
            .flat_map(|cell| self.cells[cell].iter().copied())
    }
}

impl Field {
    pub(super) fn new(strips: &[Strip]) -> Self {
        let mut pieces = Vec::new();
        for strip in strips.iter().filter(|s| s.cover != Cover::Nothing) {
            for pair in strip.sections.windows(2) {
                add_pieces(&mut pieces, strip, pair);
            }
        }
        let bounds_m = pieces.iter().fold(None, |bounds, piece: &Piece| {
            let (middle, radius_m) = piece.ball();
            let (low, high) = (middle.add_scalar(-radius_m), middle.add_scalar(radius_m));
            Some(match bounds {
                None => (low, high),
                Some((l, h)) => (low.inf(&l), high.sup(&h)),
            })
        });
        let grid = bounds_m.map(|(low, high)| Grid::new(&pieces, low, high));
        Self {
            grid: grid.unwrap_or_default(),
            pieces,
            bounds_m,
        }
    }

    /// Around all lanes; `None` without lanes.
    pub(super) fn bounds_m(&self) -> Option<(Vector2<f64>, Vector2<f64>)> {
        self.bounds_m
    }

    /// Whether any lane may be within this reach: quick, and generous.
    pub(super) fn is_any_near(&self, p_m: Vector2<f64>, reach_m: f64) -> bool {
        self.grid.within(p_m, reach_m).next().is_some()
    }

    /// Calls for every piece of a lane within `reach_m`.
    pub(super) fn each_near(&self, p_m: Vector2<f64>, reach_m: f64, mut visit: impl FnMut(Near)) {
        for index in self.grid.within(p_m, reach_m) {
            let near = self.pieces[index as usize].near(p_m);
            if near.outside_m <= reach_m {
                visit(near);
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

    /// Height of the lowest carriageway within `reach_m`.
    pub(super) fn lowest_road_m(&self, p_m: Vector2<f64>, reach_m: f64) -> Option<f64> {
        let mut lowest_m: Option<f64> = None;
        self.each_near(p_m, reach_m, |near| {
            if near.cover.is_road() {
                let z = lowest_m.unwrap_or(f64::INFINITY).min(near.elevation_m);
                lowest_m = Some(z);
            }
        });
        lowest_m
    }

    /// Height of the carriageway at a point on or near it.
    pub(super) fn road_elevation_m(&self, p_m: Vector2<f64>) -> Option<f64> {
        let near = self.nearest(p_m, 12.0, |near| near.cover.is_road());
        near.map(|near| near.elevation_m)
    }
}

/// Cuts a straight part of a strip into pieces.
fn add_pieces(pieces: &mut Vec<Piece>, strip: &Strip, pair: &[Section]) {
    let middle = |i: usize| nalgebra::center(&pair[i].left_m, &pair[i].right_m);
    let (a, b) = (middle(0), middle(1));
    let off = (b - a).xy();
    let length_m = off.norm();
    if !(length_m > 1e-6) {
        return;
    }
    let half = |i: usize| 0.5 * (pair[i].left_m - pair[i].right_m).xy().norm();
    let along = off / length_m;
    let section = |i: usize| (pair[i].left_m - pair[i].right_m).xy();
    let mean = (section(0) + section(1)).try_normalize(1e-6);
    let across = mean
        .filter(|across| along.perp(across) > LEAST_SINE)
        .unwrap_or(Vector2::new(-along.y, along.x));
    let cuts = (length_m / PIECE_M).ceil().max(1.0);
    for k in 0..cuts as usize {
        let (u, v) = (k as f64 / cuts, (k + 1) as f64 / cuts);
        let at = |u: f64, x: f64, y: f64| x + u * (y - x);
        pieces.push(Piece {
            begin_m: a.coords.xy() + off * u,
            along,
            across,
            length_m: length_m / cuts,
            half_width_m: [at(u, half(0), half(1)), at(v, half(0), half(1))],
            elevation_m: [at(u, a.z, b.z), at(v, a.z, b.z)],
            cover: strip.cover,
            setting: strip.setting,
            lane: strip.lane,
        });
    }
}

impl Piece {
    /// The middle, and how far it reaches from there.
    fn ball(&self) -> (Vector2<f64>, f64) {
        let half_m = 0.5 * self.length_m;
        let wide_m = self.half_width_m[0].max(self.half_width_m[1]);
        (
            self.begin_m + self.along * half_m,
            libm::hypot(half_m, wide_m) + wide_m * self.across.dot(&self.along).abs(),
        )
    }

    fn near(&self, p_m: Vector2<f64>) -> Near {
        // Along the middle line and along the cross-section through the point.
        let off = p_m - self.begin_m;
        let sine = self.along.perp(&self.across);
        let left_m = self.along.perp(&off) / sine;
        let s_m = off.dot(&self.along) - left_m * self.across.dot(&self.along);
        let share = (s_m / self.length_m).clamp(0.0, 1.0);
        let mix = |[x, y]: [f64; 2]| x + share * (y - x);
        let beyond_m = (s_m - self.length_m).max(-s_m).max(0.0);
        let sideways_m = (left_m.abs() - mix(self.half_width_m)) * sine;
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
