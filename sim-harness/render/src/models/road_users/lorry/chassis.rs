//! What a lorry rolls on: frame, wheels, guards, and the lamps at its rear.

use super::super::paint::{ALLOY, BRAKE, DARK, PLATE, STEEL, TAIL, indicator};
use super::super::panels::{cuboid_on_side, on_end};
use super::super::wheel::Wheel;
use super::measures::{CAB_M, Lorry, PLATFORM_M, WHEEL_M};
use crate::models::MeshBuilder;

impl Lorry {
    pub(super) fn chassis(&self, b: &mut MeshBuilder) {
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
            b.surface(ALLOY);
            for z in [0.5, 0.78] {
                cuboid_on_side(
                    b,
                    side,
                    [guard_rear, half - 0.08, z],
                    [guard_front, half - 0.12, z + 0.12],
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

    pub(super) fn tail(&self, b: &mut MeshBuilder) {
        let (rear, half) = (-self.front(), self.half());
        b.surface(STEEL).cuboid(
            [rear + 0.004, -half + 0.1, 0.45],
            [rear + 0.1, half - 0.1, 0.6],
        );
        for side in [1.0, -1.0] {
            let at = |share: f32| side * half * share;
            if !self.is_far {
                b.surface(DARK);
                cuboid_on_side(
                    b,
                    side,
                    [rear + 0.004, 0.5 * half, 0.68],
                    [rear + 0.08, 0.94 * half, 0.88],
                );
            }
            b.surface(indicator(side));
            on_end(b, rear, [at(0.83), at(0.92)], [0.71, 0.85]);
            b.surface(TAIL);
            on_end(b, rear, [at(0.7), at(0.82)], [0.71, 0.85]);
            b.surface(BRAKE);
            on_end(b, rear, [at(0.57), at(0.69)], [0.71, 0.85]);
        }
        b.surface(PLATE);
        on_end(b, rear, [-0.26, 0.26], [0.46, 0.57]);
    }
}
