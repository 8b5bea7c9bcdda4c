//! What lorries carry: a box, a tarpaulin, a tank, an open platform.

use trunkline_interfaces::Random;

use super::super::paint::{ALLOY, DARK, STEEL, canvas};
use super::super::panels::{on_end, on_flank};
use super::measures::{Load, Lorry, PLATFORM_M};
use crate::mesh::Surface;
use crate::models::MeshBuilder;

impl Lorry {
    pub(super) fn closed(&self, b: &mut MeshBuilder) {
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
            on_end(b, x, [right, left], [PLATFORM_M, height - 0.04]);
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

    pub(super) fn tank(&self, b: &mut MeshBuilder) {
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

    pub(super) fn open(&self, b: &mut MeshBuilder, random: &mut Random) {
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
}
