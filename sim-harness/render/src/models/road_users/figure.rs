//! A human figure from its joints: walking, or sitting on two wheels.

use nalgebra::Vector3;

use super::clothes::{Clothes, VISOR};
use crate::mesh::Surface;
use crate::models::MeshBuilder;

/// Lengths as shares of the body height (Drillis, Contini 1966, as in Winter 2009, figure 4.1).
pub(super) const THIGH: f32 = 0.245;
pub(super) const SHIN: f32 = 0.246;
pub(super) const ANKLE: f32 = 0.039;
const UPPER_ARM: f32 = 0.186;
const FOREARM: f32 = 0.2;
pub(super) const TRUNK: f32 = 0.288;

/// Where the joints are, m. Index 0 is on the left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joints {
    pub(super) hip_m: [f32; 3],
    pub(super) neck_m: [f32; 3],
    /// Middle of the head.
    pub(super) head_m: [f32; 3],
    pub(super) ankles_m: [[f32; 3]; 2],
    pub(super) hands_m: [[f32; 3]; 2],
    /// Pitch of the feet: toes down is positive, rad.
    pub(super) toes_down_rad: [f32; 2],
}

/// Sizes of the body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    /// Height that its lengths belong to, m.
    pub(super) stature_m: f32,
    /// Half of the width over the arms, m.
    pub(super) half_width_m: f32,
    /// Half of the head's height, m.
    pub(super) head_m: f32,
}

/// A point between two, bent to a side: the knee or elbow of a limb of two lengths.
fn bend(
    from: Vector3<f32>,
    to: Vector3<f32>,
    lengths_m: [f32; 2],
    pole: Vector3<f32>,
) -> Vector3<f32> {
    let [a, b] = lengths_m;
    let way = to - from;
    let distance = way.norm().clamp((a - b).abs() + 1e-3, a + b - 1e-4);
    let along = way.try_normalize(1e-6).unwrap_or(-Vector3::z());
    let share = (a * a - b * b + distance * distance) / (2.0 * distance);
    let aside = (a * a - share * share).max(0.0).sqrt();
    let out = pole - along * pole.dot(&along);
    from + along * share + out.try_normalize(1e-6).unwrap_or_else(Vector3::x) * aside
}

/// Limbs of this many sides are for figures far away.
pub(super) const FAR_SIDES: u32 = 4;

/// A ball that closes the gap at a bent joint, near by.
fn ball(b: &mut MeshBuilder, at: Vector3<f32>, radius_m: f32, sides: u32) {
    if sides > FAR_SIDES {
        b.lump(at.into(), [radius_m; 3], [sides.min(6), 3], |_| 1.0);
    }
}

/// Adds a figure. `sides` are those of its limbs.
pub(super) fn add(
    b: &mut MeshBuilder,
    body: &Body,
    joints: &Joints,
    clothes: &Clothes,
    sides: u32,
) {
    let h = body.stature_m;
    let hip = Vector3::from(joints.hip_m);
    let neck = Vector3::from(joints.neck_m);
    for (k, side) in [1.0_f32, -1.0].into_iter().enumerate() {
        leg(
            b,
            h,
            hip,
            joints.ankles_m[k],
            joints.toes_down_rad[k],
            side,
            clothes,
            sides,
        );
        let shoulder = neck + Vector3::new(0.0, side * (body.half_width_m - 0.035 * h), -0.045 * h);
        arm(b, h, shoulder, joints.hands_m[k], side, clothes, sides);
    }
    trunk(b, body, hip, neck, clothes, sides);
    head(b, body, Vector3::from(joints.head_m), neck, clothes, sides);
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call, and each is a different thing"
)]
fn leg(
    b: &mut MeshBuilder,
    h: f32,
    hip: Vector3<f32>,
    ankle_m: [f32; 3],
    toes_down_rad: f32,
    side: f32,
    clothes: &Clothes,
    sides: u32,
) {
    let top = hip + Vector3::new(0.0, side * 0.05 * h, 0.0);
    let ankle = Vector3::from(ankle_m);
    let knee = bend(
        top,
        ankle,
        [THIGH * h, SHIN * h],
        Vector3::new(1.0, side * 0.12, 0.1),
    );
    b.surface(clothes.bottom);
    b.rod(
        top.into(),
        knee.into(),
        [0.052 * h, 0.034 * h],
        sides,
        false,
    );
    ball(b, knee, 0.0345 * h, sides);
    let shin = if clothes.has_skirt {
        clothes.skin
    } else {
        clothes.bottom
    };
    b.surface(shin);
    b.rod(
        knee.into(),
        ankle.into(),
        [0.035 * h, 0.024 * h],
        sides,
        false,
    );
    // The shoe: heel behind the ankle, toe before it.
    let (s, c) = (libm::sinf(toes_down_rad), libm::cosf(toes_down_rad));
    let at = |x: f32, z: f32, y: f32| {
        [
            ankle.x + c * x * h + s * z * h,
            ankle.y + y * h,
            ankle.z - s * x * h + c * z * h,
        ]
    };
    let wide = 0.026;
    let profile = [
        [-0.04, -ANKLE],
        [0.112, -ANKLE],
        [0.112, -0.022],
        [0.02, 0.012],
        [-0.04, 0.012],
    ];
    b.surface(clothes.shoes);
    let face = |y: f32| profile.map(|[x, z]| at(x, z, y));
    let (left, right) = (face(wide), face(-wide));
    b.polygon(&right);
    let mut turned = left;
    turned.reverse();
    b.polygon(&turned);
    for i in 0..profile.len() {
        let j = (i + 1) % profile.len();
        b.quad(right[i], left[i], left[j], right[j]);
    }
}

fn arm(
    b: &mut MeshBuilder,
    h: f32,
    shoulder: Vector3<f32>,
    hand_m: [f32; 3],
    side: f32,
    clothes: &Clothes,
    sides: u32,
) {
    let hand = Vector3::from(hand_m);
    let elbow = bend(
        shoulder,
        hand,
        [UPPER_ARM * h, FOREARM * h],
        Vector3::new(-0.8, side * 0.1, -0.4),
    );
    b.surface(clothes.top);
    ball(b, shoulder, 0.0335 * h, sides);
    ball(b, elbow, 0.0262 * h, sides);
    b.rod(
        shoulder.into(),
        elbow.into(),
        [0.032 * h, 0.026 * h],
        sides,
        false,
    );
    b.surface(if clothes.has_bare_arms {
        clothes.skin
    } else {
        clothes.top
    });
    b.rod(
        elbow.into(),
        hand.into(),
        [0.026 * h, 0.02 * h],
        sides,
        false,
    );
    if sides <= FAR_SIDES {
        return;
    }
    b.surface(clothes.skin);
    b.lump(
        hand.into(),
        [0.026 * h, 0.02 * h, 0.03 * h],
        [sides.min(5), 3],
        |_| 1.0,
    );
}

/// An oval ring across the trunk.
fn ring(center: Vector3<f32>, ahead: Vector3<f32>, half: [f32; 2], sides: u32) -> Vec<[f32; 3]> {
    (0..=sides)
        .map(|i| {
            let angle = core::f32::consts::TAU * (i % sides) as f32 / sides as f32;
            let out = ahead * (half[0] * libm::cosf(angle))
                + Vector3::y() * (half[1] * libm::sinf(angle));
            (center + out).into()
        })
        .collect()
}

fn trunk(
    b: &mut MeshBuilder,
    body: &Body,
    hip: Vector3<f32>,
    neck: Vector3<f32>,
    clothes: &Clothes,
    sides: u32,
) {
    let h = body.stature_m;
    let wide = body.half_width_m;
    let up = (neck - hip).try_normalize(1e-6).unwrap_or_else(Vector3::z);
    let ahead = Vector3::new(up.z, 0.0, -up.x);
    let length = (neck - hip).norm();
    let sides = if sides <= FAR_SIDES { sides } else { sides + 2 };
    // Places along the trunk, half depths and half widths.
    let rows = [
        (-0.09 * h, 0.03 * h, 0.05 * h),
        (-0.05 * h, 0.062 * h, 0.085 * h),
        (0.12 * length, 0.064 * h, 0.088 * h),
        (0.35 * length, 0.056 * h, 0.078 * h),
        (0.68 * length, 0.068 * h, 0.8 * wide),
        (0.86 * length, 0.062 * h, 0.86 * wide),
        (0.96 * length, 0.045 * h, 0.55 * wide),
        (1.03 * length, 0.03 * h, 0.034 * h),
    ];
    let sheet = |from: usize, to: usize| -> Vec<Vec<[f32; 3]>> {
        rows[from..=to]
            .iter()
            .map(|(along, deep, wide)| ring(hip + up * *along, ahead, [*deep, *wide], sides))
            .collect()
    };
    b.surface(clothes.bottom).sheet(&sheet(0, 2), true);
    b.surface(clothes.top).sheet(&sheet(2, 7), true);
    if clothes.has_skirt {
        let hem = hip - Vector3::z() * (0.2 * h) + ahead * (0.01 * h);
        let rows = [
            ring(hem, Vector3::x(), [0.1 * h, 0.1 * h], sides),
            ring(
                hip + up * (0.1 * length),
                ahead,
                [0.066 * h, 0.09 * h],
                sides,
            ),
        ];
        b.surface(Surface {
            is_two_sided: true,
            ..clothes.top
        })
        .sheet(&rows, true);
    }
}

fn head(
    b: &mut MeshBuilder,
    body: &Body,
    center: Vector3<f32>,
    neck: Vector3<f32>,
    clothes: &Clothes,
    sides: u32,
) {
    let r = body.head_m;
    let rings = if sides <= FAR_SIDES { 4 } else { 6 };
    b.surface(clothes.skin);
    b.rod(
        neck.into(),
        center.into(),
        [0.45 * r; 2],
        sides.min(6),
        false,
    );
    b.lump(
        center.into(),
        [0.8 * r, 0.68 * r, 0.97 * r],
        [sides + 1, rings],
        |_| 1.0,
    );
    // Hair covers the top and the back: what lies low in front stays inside the head.
    let is_whole = clothes.has_visor && clothes.helmet.is_some();
    let is_hair = |[x, _, z]: [f32; 3]| z > 0.35 + 0.3 * x || x < -0.25 && z > -0.45;
    let cap = clothes.helmet.unwrap_or(clothes.hair);
    let thick = if clothes.helmet.is_some() { 1.16 } else { 1.06 };
    b.surface(cap);
    let top = (center.z + r) - (center.z - 0.02 * r);
    let radii = [0.83 * r * thick, 0.71 * r * thick, top];
    let at = center - Vector3::new(0.03 * r, 0.0, 0.02 * r);
    b.lump(at.into(), radii, [sides + 1, rings], |unit| {
        if is_whole || is_hair(unit) { 1.0 } else { 0.8 }
    });
    if is_whole && sides > FAR_SIDES {
        let is_visor = |[x, _, z]: [f32; 3]| x > 0.35 && (-0.35..0.45).contains(&z);
        b.surface(VISOR);
        let radii = radii.map(|r| 1.03 * r);
        b.lump(
            at.into(),
            [radii[0], radii[1], top],
            [sides + 1, rings],
            |unit| {
                if is_visor(unit) { 1.0 } else { 0.8 }
            },
        );
    }
    if clothes.has_long_hair {
        let back = center + Vector3::new(-0.45 * r, 0.0, -0.7 * r);
        b.lump(
            back.into(),
            [0.4 * r, 0.62 * r, 1.05 * r],
            [sides, 4],
            |_| 1.0,
        );
    }
}
