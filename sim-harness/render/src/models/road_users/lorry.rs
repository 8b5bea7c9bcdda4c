//! Lorries: a cab, and a box, a tank, a tarpaulin or an open platform behind it; long ones are
//! drawn by a tractor.

use trunkline_interfaces::Random;

use super::paint::{
    ALLOY, BRAKE, DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, STEEL, TAIL, canvas, indicator, lacquer,
    livery,
};
use super::wheel::Wheel;
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

const WHEEL_M: f32 = 0.5;
const CAB_M: f32 = 2.05;
const PLATFORM_M: f32 = 1.05;
/// Longer ones have a tractor.
const TRACTOR_FROM_M: f32 = 12.5;

/// What it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Load {
    Box,
    Tarpaulin,
    Tank,
    Open,
}

/// Everything about one lorry.
struct Lorry {
    size_m: [f32; 3],
    load: Load,
    cab: Surface,
    hold: Surface,
    stripe: Surface,
    is_far: bool,
}

/// A lorry.
pub(super) fn lorry(size_m: [f32; 3], is_far: bool, random: &mut Random) -> Mesh {
    let load = [
        Load::Box,
        Load::Box,
        Load::Tarpaulin,
        Load::Tank,
        Load::Open,
    ][random.index(5)];
    let paint = livery(random);
    let white = [0.72, 0.72, 0.7];
    let is_white = random.chance(0.5);
    let lorry = Lorry {
        size_m,
        load,
        cab: lacquer(livery(random)),
        hold: canvas(if is_white { white } else { paint }),
        stripe: canvas(if is_white { paint } else { white }),
        is_far,
    };
    let mut b = MeshBuilder::new(lorry.cab);
    lorry.cab(&mut b);
    lorry.chassis(&mut b);
    match load {
        Load::Box | Load::Tarpaulin => lorry.closed(&mut b),
        Load::Tank => lorry.tank(&mut b),
        Load::Open => lorry.open(&mut b, random),
    }
    lorry.tail(&mut b);
    b.build()
}

/// A quad on a flank at y: x from front to rear, z from low to high.
fn on_flank(b: &mut MeshBuilder, y: f32, [ahead, behind]: [f32; 2], [low, high]: [f32; 2]) {
    if y > 0.0 {
        b.quad(
            [ahead, y, low],
            [behind, y, low],
            [behind, y, high],
            [ahead, y, high],
        );
    } else {
        b.quad(
            [behind, y, low],
            [ahead, y, low],
            [ahead, y, high],
            [behind, y, high],
        );
    }
}

impl Lorry {
    fn front(&self) -> f32 {
        0.5 * self.size_m[0]
    }

    fn half(&self) -> f32 {
        0.5 * self.size_m[1]
    }

    fn is_articulated(&self) -> bool {
        self.size_m[0] > TRACTOR_FROM_M
    }

    /// Height of the cab's roof; what carries no high load ends with it.
    fn cab_top(&self) -> f32 {
        match self.load {
            Load::Open => self.size_m[2],
            _ => (0.93 * self.size_m[2]).min(3.4),
        }
    }

    /// Where the hold begins.
    fn hold_front(&self) -> f32 {
        self.front() - CAB_M - if self.is_articulated() { 0.55 } else { 0.12 }
    }

    fn cab(&self, b: &mut MeshBuilder) {
        let (front, half, top) = (self.front(), self.half() - 0.1, self.cab_top());
        let rear = front - CAB_M;
        // From bumper to roof: distance behind the front, height, half width, bow.
        let rows = [
            (0.06, 0.34, half, 0.16),
            (0.012, 0.5, half, 0.16),
            (0.012, 0.95, half, 0.16),
            (0.04, 1.5, half, 0.16),
            (0.1, 1.62, half, 0.15),
            (0.3, top - 0.42, 0.97 * half, 0.12),
            (0.55, top - 0.08, 0.92 * half, 0.1),
            (0.9, top, 0.9 * half, 0.05),
            (CAB_M, top - 0.04, 0.9 * half, 0.0),
        ];
        let point = |k: usize, share: f32| {
            let (back, z, half, bow) = rows[k];
            [front - back - bow * share * share, half * share, z]
        };
        let covers = [
            PLASTIC, self.cab, self.cab, self.cab, GLASS, self.cab, self.cab, self.cab,
        ];
        let columns: &[f32] = if self.is_far {
            &[-1.0, 0.0, 1.0]
        } else {
            &[-1.0, -0.5, 0.0, 0.5, 1.0]
        };
        for (k, cover) in covers.into_iter().enumerate() {
            let rows: Vec<Vec<[f32; 3]>> = [k, k + 1]
                .iter()
                .map(|k| columns.iter().map(|s| point(*k, *s)).collect())
                .collect();
            b.surface(cover).sheet(&rows, false);
        }
        for side in [1.0_f32, -1.0] {
            let mut outline: Vec<[f32; 3]> = (3..rows.len()).map(|k| point(k, side)).collect();
            let belt_z = 1.05;
            let [edge_x, edge_y, _] = point(3, side);
            outline.push([rear, edge_y, belt_z]);
            outline.push([edge_x, edge_y, belt_z]);
            // Seen from the left the front is to the left: the outline runs clockwise there.
            if side > 0.0 {
                outline.reverse();
            }
            b.surface(self.cab).polygon(&outline);
            on_flank(b, edge_y, [edge_x, edge_x - 0.5], [0.34, belt_z]);
            on_flank(b, edge_y, [rear + 0.3, rear], [0.6, belt_z]);
            b.surface(GLASS);
            let y = edge_y - side * 0.006;
            let (low, high) = (1.58, top - 0.5);
            let pane = [
                [edge_x - 0.12, low],
                [edge_x - 1.05, low],
                [edge_x - 1.05, high],
                [edge_x - 0.38, high],
            ];
            // The side leans in towards the roof.
            let lean = |z: f32| 0.05 * half * (z - 1.5) / (top - 1.5).max(0.1);
            let mut corners = pane.map(|[x, z]| [x, y + side * (0.014 - lean(z)), z]);
            if side < 0.0 {
                corners.reverse();
            }
            b.polygon(&corners);
            if !self.is_far {
                self.mirror(b, side, edge_x);
                b.surface(DARK);
                let y = edge_y + side * 0.004;
                for x in [edge_x - 0.1, edge_x - 1.15] {
                    on_flank(b, y, [x, x - 0.014], [belt_z + 0.02, 1.52]);
                }
            }
        }
        let back: Vec<[f32; 3]> = vec![
            [rear, half, 0.6],
            [rear, -half, 0.6],
            [rear, -0.9 * half, top - 0.04],
            [rear, 0.9 * half, top - 0.04],
        ];
        b.surface(self.cab).polygon(&back);
        b.surface(DARK).cuboid(
            [rear + 0.05, -half + 0.3, 0.4],
            [front - 0.3, half - 0.3, 1.3],
        );
        self.face(b, half);
    }

    fn face(&self, b: &mut MeshBuilder, half: f32) {
        let front = self.front();
        let pane = |b: &mut MeshBuilder, x: f32, ys: [f32; 2], zs: [f32; 2]| {
            let (right, left) = (ys[0].min(ys[1]), ys[0].max(ys[1]));
            let at = |y: f32| x - 0.16 * (y / half) * (y / half);
            b.quad(
                [at(right), right, zs[0]],
                [at(left), left, zs[0]],
                [at(left), left, zs[1]],
                [at(right), right, zs[1]],
            );
        };
        for side in [1.0, -1.0] {
            b.surface(HEADLIGHT);
            pane(
                b,
                front - 0.002,
                [side * 0.62 * half, side * 0.9 * half],
                [0.55, 0.75],
            );
            b.surface(indicator(side));
            pane(
                b,
                front - 0.002,
                [side * 0.91 * half, side * 0.98 * half],
                [0.55, 0.75],
            );
        }
        let grille = if self.is_far { 0 } else { 3 };
        b.surface(DARK);
        for (low, high) in [(0.86, 0.93), (1.0, 1.12), (1.18, 1.3)]
            .into_iter()
            .take(grille)
        {
            pane(b, front - 0.006, [0.0, 0.6 * half], [low, high]);
            pane(b, front - 0.006, [-0.6 * half, 0.0], [low, high]);
        }
        b.surface(PLATE).quad(
            [front, -0.26, 0.5],
            [front, 0.26, 0.5],
            [front, 0.26, 0.61],
            [front, -0.26, 0.61],
        );
    }

    fn mirror(&self, b: &mut MeshBuilder, side: f32, edge_x: f32) {
        let ys = [side * self.half(), side * (self.half() - 0.16)];
        let top = self.cab_top();
        b.surface(PLASTIC).cuboid(
            [edge_x - 0.04, ys[0].min(ys[1]), top - 1.2],
            [edge_x + 0.06, ys[0].max(ys[1]), top - 0.6],
        );
    }

    fn chassis(&self, b: &mut MeshBuilder) {
        let [length, _, _] = self.size_m;
        let (front, half) = (self.front(), self.half());
        let rear = front - length;
        b.surface(STEEL).cuboid(
            [rear + 0.05, -0.45, 0.62],
            [front - 0.4, 0.45, PLATFORM_M - 0.03],
        );
        let mut axles = vec![(front - 1.3, 0.3)];
        if self.is_articulated() {
            axles.push((front - CAB_M - 1.9, 0.55));
            axles.extend([3.6, 2.3, 1.0].map(|off| (rear + 1.2 + off, 0.35)));
        } else {
            axles.push((rear + 0.23 * length, 0.55));
            if length > 9.2 {
                axles.push((rear + 0.23 * length - 1.25, 0.55));
            }
        }
        for (x, width_m) in axles.iter().copied() {
            for side in [1.0, -1.0] {
                let wheel = Wheel {
                    hub_m: [x, side * (half - 0.06), WHEEL_M],
                    radius_m: WHEEL_M,
                    width_m,
                    side,
                    spokes: 0,
                    sides: if self.is_far { 8 } else { 16 },
                };
                wheel.add(b, ALLOY);
            }
        }
        if self.is_far {
            return;
        }
        let (guard_front, guard_rear) = (front - 2.2, axles[1].0 + 0.75);
        for side in [1.0_f32, -1.0] {
            let ys = [side * (half - 0.08), side * (half - 0.12)];
            b.surface(ALLOY);
            for z in [0.5, 0.78] {
                b.cuboid(
                    [guard_rear, ys[0].min(ys[1]), z],
                    [guard_front, ys[0].max(ys[1]), z + 0.12],
                );
            }
        }
        if guard_front - guard_rear > 1.6 {
            let y = half - 0.45;
            b.rod(
                [guard_front - 0.2, y, 0.72],
                [guard_front - 1.2, y, 0.72],
                [0.26; 2],
                8,
                true,
            );
        }
    }

    fn closed(&self, b: &mut MeshBuilder) {
        let [length, width, height] = self.size_m;
        let (front, rear, half) = (self.hold_front(), -0.5 * length + 0.03, 0.5 * width);
        b.surface(self.hold).cuboid(
            [rear, -half + 0.012, PLATFORM_M],
            [front, half - 0.012, height],
        );
        let rise = height - PLATFORM_M;
        for side in [1.0_f32, -1.0] {
            let y = side * half;
            b.surface(self.stripe);
            on_flank(
                b,
                y,
                [front - 0.12 * (front - rear), rear + 0.3 * (front - rear)],
                [PLATFORM_M + 0.38 * rise, PLATFORM_M + 0.72 * rise],
            );
            b.surface(STEEL);
            on_flank(b, y, [front, rear], [PLATFORM_M - 0.06, PLATFORM_M + 0.06]);
            if self.load == Load::Tarpaulin && !self.is_far {
                b.surface(DARK);
                let count = ((front - rear) / 0.7) as u32;
                for k in 1..count {
                    let x = front - (front - rear) * k as f32 / count as f32;
                    on_flank(
                        b,
                        y,
                        [x + 0.012, x - 0.012],
                        [PLATFORM_M + 0.06, PLATFORM_M + 0.3],
                    );
                }
            }
        }
        b.surface(STEEL);
        let x = rear - 0.006;
        for (right, left) in [
            (-0.02, 0.02),
            (half - 0.06, half - 0.02),
            (0.02 - half, 0.06 - half),
        ] {
            b.quad(
                [x, left, PLATFORM_M],
                [x, right, PLATFORM_M],
                [x, right, height - 0.04],
                [x, left, height - 0.04],
            );
        }
        if !self.is_far {
            b.surface(ALLOY);
            for y in [-0.3, 0.3] {
                b.rod(
                    [x - 0.012, y, PLATFORM_M + 0.05],
                    [x - 0.012, y, height - 0.06],
                    [0.015; 2],
                    4,
                    false,
                );
            }
        }
    }

    fn tank(&self, b: &mut MeshBuilder) {
        let [length, width, height] = self.size_m;
        let (front, rear) = (self.hold_front(), -0.5 * length + 0.1);
        let radius = (0.5 * width).min(0.5 * (height - PLATFORM_M));
        let z = height - radius;
        let sides = if self.is_far { 8 } else { 16 };
        let metal = Surface {
            gloss: 0.55,
            ..self.hold
        };
        b.surface(metal).rod(
            [rear + 0.2, 0.0, z],
            [front - 0.2, 0.0, z],
            [radius; 2],
            sides,
            false,
        );
        b.rod(
            [front - 0.2, 0.0, z],
            [front, 0.0, z],
            [radius, 0.7 * radius],
            sides,
            true,
        );
        b.rod(
            [rear + 0.2, 0.0, z],
            [rear, 0.0, z],
            [radius, 0.7 * radius],
            sides,
            true,
        );
        b.surface(self.stripe);
        for x in [0.25, 0.5, 0.75] {
            let x = rear + x * (front - rear);
            b.rod(
                [x - 0.05, 0.0, z],
                [x + 0.05, 0.0, z],
                [radius; 2],
                sides,
                false,
            );
        }
        let half = 0.5 * width;
        b.surface(STEEL).cuboid(
            [-0.5 * length + 0.03, -half, PLATFORM_M - 0.12],
            [front, half, PLATFORM_M],
        );
        b.cuboid(
            [rear + 0.4, -0.5 * radius, PLATFORM_M],
            [front - 0.4, 0.5 * radius, z],
        );
    }

    fn open(&self, b: &mut MeshBuilder, random: &mut Random) {
        let [length, width, height] = self.size_m;
        let (front, rear, half) = (self.hold_front(), -0.5 * length + 0.03, 0.5 * width);
        b.surface(STEEL).cuboid(
            [rear, -half, PLATFORM_M - 0.12],
            [front, half, PLATFORM_M + 0.02],
        );
        let board = PLATFORM_M + 0.55;
        b.surface(self.hold);
        b.cuboid([rear, half - 0.05, PLATFORM_M], [front, half, board]);
        b.cuboid([rear, -half, PLATFORM_M], [front, -half + 0.05, board]);
        b.cuboid([rear, -half, PLATFORM_M], [rear + 0.05, half, board]);
        b.cuboid(
            [front - 0.06, -half, PLATFORM_M],
            [front, half, 0.8 * height],
        );
        let cargo =
            canvas([[0.28, 0.2, 0.12], [0.35, 0.33, 0.3], [0.2, 0.12, 0.07]][random.index(3)]);
        b.surface(cargo);
        let room = front - rear - 0.5;
        for k in 0..3 {
            let x = rear + 0.2 + room * k as f32 / 3.0;
            let high = random.range(0.4, 1.0) as f32 * (0.95 * height - PLATFORM_M);
            b.block(
                [x, -half + 0.25, PLATFORM_M],
                [x + room / 3.0 - 0.15, half - 0.25, PLATFORM_M + high],
            );
        }
    }

    fn tail(&self, b: &mut MeshBuilder) {
        let (rear, half) = (-self.front(), self.half());
        b.surface(STEEL).cuboid(
            [rear + 0.004, -half + 0.1, 0.45],
            [rear + 0.1, half - 0.1, 0.6],
        );
        let pane = |b: &mut MeshBuilder, ys: [f32; 2], zs: [f32; 2]| {
            let (right, left) = (ys[0].min(ys[1]), ys[0].max(ys[1]));
            b.quad(
                [rear, left, zs[0]],
                [rear, right, zs[0]],
                [rear, right, zs[1]],
                [rear, left, zs[1]],
            );
        };
        for side in [1.0, -1.0] {
            let at = |share: f32| side * half * share;
            if !self.is_far {
                b.surface(DARK).cuboid(
                    [rear + 0.004, at(0.5).min(at(0.94)), 0.68],
                    [rear + 0.08, at(0.5).max(at(0.94)), 0.88],
                );
            }
            b.surface(indicator(side));
            pane(b, [at(0.83), at(0.92)], [0.71, 0.85]);
            b.surface(TAIL);
            pane(b, [at(0.7), at(0.82)], [0.71, 0.85]);
            b.surface(BRAKE);
            pane(b, [at(0.57), at(0.69)], [0.71, 0.85]);
        }
        b.surface(PLATE);
        pane(b, [-0.26, 0.26], [0.46, 0.57]);
    }
}
