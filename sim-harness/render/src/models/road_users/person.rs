//! People on foot: standing, or walking with moving limbs.

use trunkline_interfaces::Random;

use super::clothes::Clothes;
use super::figure::{self, ANKLE, Body, FAR_SIDES, Joints, SHIN, THIGH, TRUNK};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// Highest point of a foot while it swings, as a share of the body height.
const LIFT: f32 = 0.06;
/// From the middle between heel and toe to the ankle, as shares of the body height.
const FOOT_BEHIND: f32 = 0.04;
const FOOT_AHEAD: f32 = 0.112;

/// How far somebody of such a box goes in one cycle of both legs, m.
pub fn stride_m(size_m: [f32; 3]) -> f32 {
    4.0 * half_step_m(size_m)
}

/// How far the ankle swings ahead of its middle, such that heel and toe keep within the box.
fn half_step_m([length_m, _, stature_m]: [f32; 3]) -> f32 {
    (0.5 * (length_m - (FOOT_BEHIND + FOOT_AHEAD) * stature_m)).clamp(0.02, 0.2 * stature_m)
}

/// Somebody on foot; `cycle` is the share of the walking cycle that is past, `None` stands.
pub(super) fn person(
    size_m: [f32; 3],
    cycle: Option<f32>,
    is_far: bool,
    random: &mut Random,
) -> Mesh {
    let [_, width_m, stature_m] = size_m;
    let clothes = Clothes::drawn(random);
    let is_child = stature_m < 1.5;
    let sides = if is_far { FAR_SIDES } else { 7 };
    let head_m = stature_m * if is_child { 0.085 } else { 0.067 };
    let body = Body {
        stature_m,
        half_width_m: 0.5 * width_m - 0.055 * stature_m,
        head_m,
    };
    let joints = joints(&body, size_m, cycle);
    let mut b = MeshBuilder::new(clothes.top);
    figure::add(&mut b, &body, &joints, &clothes, sides);
    carry(&mut b, stature_m, &joints, random);
    b.build()
}

/// A foot's place ahead of the hip and above the ground, its share of the cycle being `u`: half of
/// it stands, half of it swings.
fn foot(u: f32, half_step_m: f32, stature_m: f32) -> ([f32; 2], f32) {
    let u = u - libm::floorf(u);
    if u < 0.5 {
        return ([half_step_m * (1.0 - 4.0 * u), 0.0], 0.0);
    }
    let swing = 2.0 * u - 1.0;
    let arc = libm::sinf(core::f32::consts::PI * swing);
    let ahead = -half_step_m * libm::cosf(core::f32::consts::PI * swing);
    let toes_down = 0.45 * libm::sinf(core::f32::consts::TAU * swing);
    (
        [ahead, LIFT * stature_m * arc + 0.02 * stature_m * arc],
        toes_down,
    )
}

fn joints(body: &Body, size_m: [f32; 3], cycle: Option<f32>) -> Joints {
    let h = body.stature_m;
    let half_step = half_step_m(size_m);
    let shift = -0.5 * (FOOT_AHEAD - FOOT_BEHIND) * h;
    let (feet, swing) = match cycle {
        Some(cycle) => {
            let feet = [foot(cycle, half_step, h), foot(cycle + 0.5, half_step, h)];
            (feet, libm::cosf(core::f32::consts::TAU * cycle))
        }
        None => ([([0.03 * h, 0.0], 0.0), ([-0.02 * h, 0.0], 0.0)], 0.0),
    };
    // The body is as high as the straighter of the standing legs lets it be; the top of the head
    // is then below the box by what the stride costs.
    let leg = (THIGH + SHIN) * h * 0.995;
    let reach = feet
        .map(|([ahead, up], _)| if up > 0.0 { 0.0 } else { ahead })
        .into_iter();
    let far = reach.fold(0.0_f32, |most, ahead| most.max(ahead.abs()));
    let hip_z = (leg * leg - far * far).max(0.0).sqrt() + ANKLE * h;
    let standing_hip_z = leg + ANKLE * h;
    let head_z = h - body.head_m - (standing_hip_z - hip_z);
    let neck_z = (hip_z + TRUNK * h).min(head_z - 0.75 * body.head_m);
    let ankle = |k: usize, side: f32| {
        let ([ahead, up], _) = feet[k];
        [shift + ahead, side * 0.055 * h, ANKLE * h + up]
    };
    let hand = |side: f32| {
        // Arms swing against the legs.
        let ahead = -side * swing * 0.9 * half_step;
        let up = 0.35 * ahead.abs() + 0.12 * ahead.max(0.0);
        let out = 0.5 * size_m[1] - 0.0225 * h;
        [
            shift + 0.04 * h + ahead,
            side * out,
            neck_z - 0.045 * h - 0.372 * h + up,
        ]
    };
    Joints {
        hip_m: [shift, 0.0, hip_z],
        neck_m: [shift + 0.01 * h, 0.0, neck_z],
        head_m: [shift + 0.03 * h, 0.0, head_z],
        ankles_m: [ankle(0, 1.0), ankle(1, -1.0)],
        hands_m: [hand(1.0), hand(-1.0)],
        toes_down_rad: [feet[0].1, feet[1].1],
    }
}

/// A backpack or a shopping bag, for some.
fn carry(b: &mut MeshBuilder, h: f32, joints: &Joints, random: &mut Random) {
    let bag = Clothes::bag(random);
    let pick = random.uniform();
    if pick < 0.22 {
        let [x, _, z] = joints.neck_m;
        b.surface(bag).cuboid(
            [x - 0.15 * h, -0.085 * h, z - 0.26 * h],
            [x - 0.05 * h, 0.085 * h, z - 0.03 * h],
        );
    } else if pick < 0.36 {
        let [x, y, z] = joints.hands_m[1];
        b.surface(bag).cuboid(
            [x - 0.08 * h, y - 0.022 * h, z - 0.2 * h],
            [x + 0.08 * h, y + 0.022 * h, z - 0.02 * h],
        );
    }
}
