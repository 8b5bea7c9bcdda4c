//! Body and glass: a spine of rows across the car from the front lip over bonnet, windscreen, roof
//! and rear window to the rear lip; sides below the belt with their wheel arches; sides above it.

use super::super::paint::{DARK, GLASS, PLASTIC};
use super::proportions::Proportions;
use crate::mesh::Surface;
use crate::models::MeshBuilder;

/// Columns of the spine as shares of the row's half width.
const COLUMNS: [f32; 7] = [-1.0, -0.92, -0.5, 0.0, 0.5, 0.92, 1.0];
/// Highest point of the side's bulge as a share of the way from sill to belt.
const BULGE: f32 = 0.45;
/// Gap between tyre and arch as a share of the wheel's radius.
const ARCH_GAP: f32 = 1.16;
/// Body that is seen of bumpers: plates stand before it, m.
const SKIN_M: f32 = 0.012;

/// A row of the spine. Its edges lie `bow` behind its middle, which is `crown` higher.
#[derive(Debug, Clone, Copy)]
struct Row {
    from_front: f32,
    z: f32,
    half: f32,
    bow: f32,
    crown: f32,
}

/// What covers the spine between two rows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cover {
    Body,
    Lip,
    Pane,
}

/// The shape of the body, for what is fixed to it.
pub(super) struct Shell {
    pub(super) p: Proportions,
    rows: Vec<Row>,
    covers: Vec<Cover>,
    /// Index of the row at the cowl and at the deck.
    cowl: usize,
    deck: usize,
}

fn row(from_front: f32, z: f32, half: f32, bow: f32, crown: f32) -> Row {
    Row {
        from_front,
        z,
        half,
        bow,
        crown,
    }
}

impl Shell {
    pub(super) fn new(p: Proportions) -> Self {
        let (half, end) = (p.half, p.length);
        let nose_half = 0.9 * half;
        let belt = p.belt_share * half;
        let roof = p.roof_share * half;
        let bumper_z = p.sill_z + 0.45 * (p.nose_z - p.sill_z);
        let bow = 0.22_f32.min(0.25 * p.cowl);
        let crown = 0.04;
        let roof_z = p.height - crown;
        let edge_z = roof_z - 0.03;
        let peak = p.roof_front + 0.3 * (p.roof_rear - p.roof_front);
        let mut rows = vec![
            row(0.05, p.sill_z, 0.89 * half, bow, 0.0),
            row(
                0.03,
                p.sill_z + 0.35 * (bumper_z - p.sill_z),
                nose_half,
                bow,
                0.0,
            ),
            row(SKIN_M, bumper_z, nose_half, bow, 0.0),
            row(0.04, 0.5 * (bumper_z + p.nose_z), nose_half, bow, 0.0),
            row(0.1, p.nose_z, nose_half, bow, 0.01),
            row(
                0.1 + 0.3 * (p.cowl - 0.1),
                p.nose_z + 0.42 * (p.cowl_z - p.nose_z),
                0.91 * half,
                0.6 * bow,
                0.03,
            ),
            row(p.cowl, p.cowl_z, belt, 0.5 * bow, 0.03),
            row(p.roof_front, edge_z, roof, 0.06, crown),
            row(peak, roof_z, roof, 0.0, crown),
            row(p.roof_rear, edge_z - 0.01, roof, -0.04, crown),
            row(p.deck, p.deck_z, belt, -0.06, 0.02),
        ];
        let (cowl, deck) = (6, 10);
        let mut covers = vec![
            Cover::Lip,
            Cover::Body,
            Cover::Body,
            Cover::Body,
            Cover::Body,
            Cover::Body,
            Cover::Pane,
            Cover::Body,
            Cover::Body,
            Cover::Pane,
        ];
        let tail_z = p.sill_z + 0.48 * (p.deck_z - p.sill_z);
        let tail_bow = -0.13;
        if p.has_boot() {
            rows.push(row(end - 0.1, p.deck_z - 0.01, 0.91 * half, tail_bow, 0.02));
            rows.push(row(end - 0.05, p.deck_z - 0.1, 0.9 * half, tail_bow, 0.0));
            covers.extend([Cover::Body; 2]);
        }
        rows.push(row(end - 0.05, tail_z + 0.06, 0.9 * half, tail_bow, 0.0));
        rows.push(row(end - SKIN_M, tail_z, 0.9 * half, tail_bow, 0.0));
        rows.push(row(
            end - 0.04,
            p.sill_z + 0.4 * (tail_z - p.sill_z),
            0.9 * half,
            tail_bow,
            0.0,
        ));
        rows.push(row(end - 0.06, p.sill_z, 0.89 * half, tail_bow, 0.0));
        covers.extend([Cover::Body, Cover::Body, Cover::Body, Cover::Lip]);
        covers.truncate(rows.len() - 1);
        Self {
            p,
            rows,
            covers,
            cowl,
            deck,
        }
    }

    /// A point of a row at a share of its half width, left positive.
    fn at(&self, row: &Row, share: f32) -> [f32; 3] {
        let bent = share * share;
        [
            self.p.x(row.from_front + row.bow * bent),
            row.half * share,
            row.z + row.crown * (1.0 - bent),
        ]
    }

    /// A point of the front (or rear) face at a height and a share of the half width.
    pub(super) fn on_end(&self, is_front: bool, z: f32, share: f32, out_m: f32) -> [f32; 3] {
        let rows: Vec<&Row> = if is_front {
            self.rows[..5].iter().collect()
        } else {
            self.rows[self.deck..].iter().rev().collect()
        };
        let above = rows.partition_point(|r| r.z < z).clamp(1, rows.len() - 1);
        let (low, high) = (rows[above - 1], rows[above]);
        let t = ((z - low.z) / (high.z - low.z)).clamp(0.0, 1.0);
        let (a, b) = (self.at(low, share), self.at(high, share));
        let out = if is_front { out_m } else { -out_m };
        [a[0] + t * (b[0] - a[0]) + out, a[1] + t * (b[1] - a[1]), z]
    }

    /// Where the side ends at a height: x and y of the front (or rear) edge.
    fn end_edge(&self, is_front: bool, z: f32) -> [f32; 2] {
        let [x, y, _] = self.on_end(is_front, z, 1.0, 0.0);
        [x, y]
    }

    /// Upper edge of the lower side: y and z.
    fn top_edge(&self, x: f32) -> [f32; 2] {
        let rows = self.rows[4..=self.cowl].iter();
        let rear_end = self.deck + if self.p.has_boot() { 2 } else { 0 };
        let rows = rows.chain(&self.rows[self.deck..=rear_end]);
        let edge: Vec<[f32; 3]> = rows.map(|r| self.at(r, 1.0)).collect();
        let behind = edge.partition_point(|e| e[0] > x).clamp(1, edge.len() - 1);
        let (a, b) = (edge[behind - 1], edge[behind]);
        let t = ((a[0] - x) / (a[0] - b[0]).max(1e-6)).clamp(0.0, 1.0);
        [a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])]
    }

    /// Lower edge of the side, raised over the wheels.
    fn bottom_edge(&self, x: f32) -> f32 {
        let p = &self.p;
        let radius = ARCH_GAP * p.wheel_radius;
        [p.front_axle, p.rear_axle]
            .iter()
            .map(|axle| {
                let off = x - p.x(*axle);
                let up2 = radius * radius - off * off;
                if up2 > 0.0 {
                    p.wheel_radius + up2.sqrt()
                } else {
                    0.0
                }
            })
            .fold(p.sill_z, f32::max)
    }

    /// Heights at which the side bends: its widest line and its shoulder.
    pub(super) fn bends(&self, x: f32) -> [f32; 2] {
        let p = &self.p;
        let bulge_z = p.sill_z + BULGE * (p.cowl_z - p.sill_z);
        let [_, top_z] = self.top_edge(x);
        [bulge_z, top_z - 0.2 * (top_z - bulge_z)]
    }

    /// How far out the side is at a place, half the width at most.
    pub(super) fn side_y(&self, x: f32, z: f32) -> f32 {
        let p = &self.p;
        let [top_y, top_z] = self.top_edge(x);
        let [bulge_z, shoulder_z] = self.bends(x);
        let y = if z <= bulge_z {
            let t = ((z - p.sill_z) / (bulge_z - p.sill_z)).clamp(0.0, 1.0);
            p.half * (0.955 + 0.045 * t)
        } else if z <= shoulder_z {
            p.half * (1.0 - 0.015 * (z - bulge_z) / (shoulder_z - bulge_z).max(1e-3))
        } else {
            let t = ((z - shoulder_z) / (top_z - shoulder_z).max(1e-3)).clamp(0.0, 1.0);
            0.985 * p.half + t * (top_y - 0.985 * p.half)
        };
        // Towards the ends the side runs into the edges of the faces there.
        let near_end = |is_front: bool| {
            let [end_x, end_y] = self.end_edge(is_front, z);
            let t = ((x - end_x).abs() / 0.55).clamp(0.0, 1.0);
            (t * (2.0 - t), end_y)
        };
        let (front, rear) = (near_end(true), near_end(false));
        let (t, end_y) = if front.0 < rear.0 { front } else { rear };
        end_y + t * (y - end_y)
    }

    /// Places along the side where it needs a column, front to rear.
    fn stations(&self) -> Vec<f32> {
        let p = &self.p;
        let radius = ARCH_GAP * p.wheel_radius;
        let mut xs: Vec<f32> = self.rows[4..=self.cowl]
            .iter()
            .chain(&self.rows[self.deck..])
            .map(|r| self.at(r, 1.0)[0])
            .collect();
        for axle in [p.front_axle, p.rear_axle] {
            let arc = [
                -1.03, -0.995, -0.92, -0.68, -0.36, 0.0, 0.36, 0.68, 0.92, 0.995, 1.03,
            ];
            xs.extend(arc.map(|c| p.x(axle) + radius * c));
        }
        xs.push(p.x(0.5 * (p.front_axle + p.rear_axle)));
        let (front, rear) = (
            self.end_edge(true, p.nose_z)[0],
            self.end_edge(false, p.nose_z)[0],
        );
        xs.retain(|x| *x < front - 0.02 && *x > rear + 0.02);
        xs.sort_by(|a, b| b.total_cmp(a));
        xs.dedup_by(|a, b| (*a - *b).abs() < 0.004);
        xs
    }

    /// Builds everything of it.
    pub(super) fn build(&self, b: &mut MeshBuilder, paint: Surface) {
        self.spine(b, paint);
        for side in [1.0, -1.0] {
            self.lower_side(b, paint, side);
            self.upper_side(b, paint, side);
        }
        self.core(b);
    }

    fn spine(&self, b: &mut MeshBuilder, paint: Surface) {
        let mut first = 0;
        while first < self.covers.len() {
            let cover = self.covers[first];
            let mut last = first;
            while last + 1 < self.covers.len()
                && self.covers[last + 1] == cover
                && !self.is_crease(last + 1)
            {
                last += 1;
            }
            let rows = &self.rows[first..=last + 1];
            let sheet = |columns: &[f32]| -> Vec<Vec<[f32; 3]>> {
                rows.iter()
                    .map(|r| columns.iter().map(|c| self.at(r, *c)).collect())
                    .collect()
            };
            match cover {
                Cover::Body => {
                    b.surface(paint).sheet(&sheet(&COLUMNS), false);
                }
                Cover::Lip => {
                    b.surface(PLASTIC).sheet(&sheet(&COLUMNS), false);
                }
                Cover::Pane => {
                    b.surface(GLASS).sheet(&sheet(&COLUMNS[1..6]), false);
                    b.surface(paint).sheet(&sheet(&COLUMNS[..2]), false);
                    b.sheet(&sheet(&COLUMNS[5..]), false);
                }
            }
            first = last + 1;
        }
    }

    /// Whether the surface bends sharply at a row.
    fn is_crease(&self, row: usize) -> bool {
        row == 4 || row == self.deck || (self.p.has_boot() && row == self.deck + 2)
    }

    fn lower_side(&self, b: &mut MeshBuilder, paint: Surface, side: f32) {
        let p = &self.p;
        let bulge_z = p.sill_z + BULGE * (p.cowl_z - p.sill_z);
        let column = |x: f32| -> [[f32; 3]; 4] {
            let [_, top] = self.top_edge(x);
            let [bulge_z, shoulder] = self.bends(x);
            let bottom = self.bottom_edge(x);
            let middle = bulge_z.max(bottom + 0.3 * (shoulder - bottom));
            [bottom, middle, shoulder, top].map(|z| [x, side * self.side_y(x, z), z])
        };
        let end = |is_front: bool| -> [[f32; 3]; 4] {
            let top = if is_front {
                p.nose_z
            } else {
                p.deck_z - if p.has_boot() { 0.1 } else { 0.0 }
            };
            let shoulder = top - 0.2 * (top - bulge_z);
            [p.sill_z, bulge_z.min(shoulder), shoulder, top].map(|z| {
                let [x, y] = self.end_edge(is_front, z);
                [x, side * y, z]
            })
        };
        let mut columns = vec![end(true)];
        columns.extend(self.stations().into_iter().map(column));
        columns.push(end(false));
        if side < 0.0 {
            columns.reverse();
        }
        let rows: Vec<Vec<[f32; 3]>> = (0..4)
            .map(|k| columns.iter().map(|c| c[k]).collect())
            .collect();
        b.surface(paint).sheet(&rows, false);
        self.arches(b, side);
    }

    /// The dark insides of the wheel arches.
    fn arches(&self, b: &mut MeshBuilder, side: f32) {
        let p = &self.p;
        let radius = ARCH_GAP * p.wheel_radius;
        for axle in [p.front_axle, p.rear_axle] {
            let rim = |inset: f32| -> Vec<[f32; 3]> {
                (0..=8)
                    .map(|i| {
                        let angle = core::f32::consts::PI * i as f32 / 8.0;
                        let x = p.x(axle) + radius * libm::cosf(angle);
                        let z = p.wheel_radius + radius * libm::sinf(angle);
                        let outer = self.side_y(x, z).min(0.97 * p.half);
                        [x, side * (outer - inset), z]
                    })
                    .collect()
            };
            let (outer, inner) = (rim(0.0), rim(0.3));
            let rows = if side > 0.0 {
                [inner, outer]
            } else {
                [outer, inner]
            };
            b.surface(DARK).sheet(&rows, false);
        }
    }

    /// What fills the body, so that nobody looks through it.
    fn core(&self, b: &mut MeshBuilder) {
        let p = &self.p;
        let half = p.half - 0.3;
        b.surface(DARK).cuboid(
            [p.x(p.length - 0.35), -half, p.sill_z - 0.02],
            [p.x(0.4), half, p.nose_z.min(p.deck_z) - 0.05],
        );
        let wide = p.half - 0.08;
        let reach = 1.2 * p.wheel_radius;
        b.cuboid(
            [p.x(p.rear_axle - reach), -wide, p.sill_z],
            [p.x(p.front_axle + reach), wide, p.sill_z + 0.12],
        );
    }

    /// A point of the side above the belt: `share` of the way up to the roof's edge.
    pub(super) fn upper_at(&self, x: f32, share: f32, side: f32) -> [f32; 3] {
        let edge: Vec<[f32; 3]> = self.rows[self.cowl..=self.deck]
            .iter()
            .map(|r| self.at(r, 1.0))
            .collect();
        let behind = edge.partition_point(|e| e[0] > x).clamp(1, edge.len() - 1);
        let (a, c) = (edge[behind - 1], edge[behind]);
        let t = ((a[0] - x) / (a[0] - c[0]).max(1e-6)).clamp(0.0, 1.0);
        let roof = [a[1] + t * (c[1] - a[1]), a[2] + t * (c[2] - a[2])];
        let belt = self.top_edge(x);
        [
            x,
            side * (belt[0] + share * (roof[0] - belt[0])),
            belt[1] + share * (roof[1] - belt[1]),
        ]
    }

    /// Where the side panes are, as pairs of x: front to rear.
    fn panes(&self) -> Vec<[f32; 2]> {
        let p = &self.p;
        let (front, rear) = (
            self.at(&self.rows[self.cowl], 1.0)[0],
            self.at(&self.rows[self.deck], 1.0)[0],
        );
        let pillar = 0.1;
        let b_pillar = p.x(p.front_axle + 0.44 * (p.rear_axle - p.front_axle) + 0.08);
        let mut panes = vec![[front - 0.12, b_pillar]];
        if !p.is_panelled() {
            let c_pillar = p.x(p.rear_axle - 0.05);
            panes.push([b_pillar - pillar, c_pillar.max(rear + 0.25)]);
            let is_long = c_pillar - rear > 0.75 && !p.has_boot();
            if is_long {
                panes.push([c_pillar - pillar, rear + 0.22]);
            }
        }
        panes
    }

    fn upper_side(&self, b: &mut MeshBuilder, paint: Surface, side: f32) {
        let panes = self.panes();
        let mut xs: Vec<f32> = self.rows[self.cowl..=self.deck]
            .iter()
            .map(|r| self.at(r, 1.0)[0])
            .collect();
        let (front, rear) = (xs[0], xs[xs.len() - 1]);
        xs.extend(panes.iter().flatten());
        xs.push(0.5 * (xs[0] + xs[1]));
        let last = xs[3];
        xs.push(0.5 * (last + rear));
        xs.retain(|x| *x <= front && *x >= rear);
        xs.sort_by(|a, b| b.total_cmp(a));
        xs.dedup_by(|a, b| (*a - *b).abs() < 0.01);
        for pair in xs.windows(2) {
            let (ahead, behind) = (pair[0], pair[1]);
            let middle = 0.5 * (ahead + behind);
            let is_pane = panes.iter().any(|[a, c]| middle < *a && middle > *c);
            // The rail over the panes is 6 cm wide, the frame below them 2.
            let split = |x: f32, from_top: f32| {
                let (low, high) = (self.upper_at(x, 0.0, side), self.upper_at(x, 1.0, side));
                let rise = high[2] - low[2];
                (1.0 - from_top / rise.max(1e-3)).clamp(0.0, 1.0)
            };
            let strip = |b: &mut MeshBuilder, low: [f32; 2], high: [f32; 2]| {
                let corners = [
                    self.upper_at(ahead, low[0], side),
                    self.upper_at(ahead, high[0], side),
                    self.upper_at(behind, high[1], side),
                    self.upper_at(behind, low[1], side),
                ];
                let [low_ahead, high_ahead, high_behind, low_behind] = corners;
                if side > 0.0 {
                    b.quad(low_ahead, low_behind, high_behind, high_ahead);
                } else {
                    b.quad(low_behind, low_ahead, high_ahead, high_behind);
                }
            };
            if is_pane {
                let rail = [split(ahead, 0.065), split(behind, 0.065)];
                b.surface(GLASS);
                strip(b, [0.0; 2], rail);
                b.surface(paint);
                strip(b, rail, [1.0; 2]);
            } else {
                b.surface(paint);
                strip(b, [0.0; 2], [1.0; 2]);
            }
        }
    }
}
