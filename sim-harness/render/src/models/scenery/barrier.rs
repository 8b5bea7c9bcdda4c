//! Guard rails, fences, walls along a line.

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{FOOT_M, glossy, matt, pick, sound, two_sided};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::normals::left_of_line;
use crate::models::{MeshBuilder, standing};

/// What keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BarrierKind {
    /// A steel beam on posts, 0.75 m high, the beam towards the front.
    GuardRail,
    /// Concrete, 0.9 m high, the same from both sides.
    Concrete,
    /// Posts with bars of wire, 1.8 m high.
    WireFence,
    /// Posts with two or three rails, 1.2 m high: around meadows.
    RailFence,
    /// Boards, 1.1 m high: around gardens.
    BoardFence,
    /// Bricks or plaster with a coping, 1.6 m high.
    Wall,
    /// Panels between steel posts, 4 m high: beside motorways.
    NoiseBarrier,
}

const STEEL: Surface = glossy(SemanticClass::GuardRail, [0.36, 0.37, 0.38], 0.35);
const STONE: Surface = matt(SemanticClass::Wall, [0.42, 0.41, 0.39], Texture::Plaster);

impl BarrierKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::GuardRail,
        Self::Concrete,
        Self::WireFence,
        Self::RailFence,
        Self::BoardFence,
        Self::Wall,
        Self::NoiseBarrier,
    ];

    /// Height above the line, m.
    pub const fn height_m(self) -> f32 {
        match self {
            Self::GuardRail => 0.75,
            Self::Concrete => 0.9,
            Self::WireFence => 1.8,
            Self::RailFence => 1.2,
            Self::BoardFence => 1.1,
            Self::Wall => 1.6,
            Self::NoiseBarrier => 4.0,
        }
    }
}

/// A straight section along y, its front towards x.
pub fn barrier(kind: BarrierKind, length_m: f32, seed: u64) -> Mesh {
    let half = 0.5 * sound(length_m, 0.5, 500.0);
    barrier_along(kind, &[[0.0, -half, 0.0], [0.0, half, 0.0]], seed)
}

/// Along a line on the ground, its front on the right of the line's direction. The line may climb.
/// Fewer than two points, or points that are not finite, give nothing.
pub fn barrier_along(kind: BarrierKind, line_m: &[[f32; 3]], seed: u64) -> Mesh {
    let mut random = Random::new(seed, "render/barrier", kind as u64);
    let mut b = MeshBuilder::new(STEEL);
    let is_sound = line_m.len() > 1 && line_m.iter().flatten().all(|x| x.abs() < 1e6);
    if !is_sound {
        return b.build();
    }
    let height = kind.height_m();
    match kind {
        BarrierKind::GuardRail => guard_rail(&mut b, line_m),
        BarrierKind::Concrete => concrete(&mut b, line_m),
        BarrierKind::WireFence => wire_fence(&mut b, line_m, height, &mut random),
        BarrierKind::RailFence => rail_fence(&mut b, line_m, height, &mut random),
        BarrierKind::BoardFence => board_fence(&mut b, line_m, height, &mut random),
        BarrierKind::Wall => wall(&mut b, line_m, height, &mut random),
        BarrierKind::NoiseBarrier => noise_barrier(&mut b, line_m, height, &mut random),
    }
    b.build()
}

/// A beam with two waves before its posts.
fn guard_rail(b: &mut MeshBuilder, line_m: &[[f32; 3]]) {
    // From the lower edge upwards, seen along the line: the front is on the right (negative).
    let beam = [
        [0.0, 0.44],
        [-0.075, 0.5],
        [-0.075, 0.54],
        [-0.01, 0.6],
        [-0.075, 0.66],
        [-0.075, 0.7],
        [0.0, 0.75],
    ];
    b.surface(two_sided(STEEL)).sweep(&beam, line_m);
    b.surface(glossy(SemanticClass::GuardRail, [0.25, 0.26, 0.27], 0.2));
    posts(b, line_m, 4.0, [0.04, 0.05], 0.7, 0.06);
}

/// A profile that leads wheels back.
fn concrete(b: &mut MeshBuilder, line_m: &[[f32; 3]]) {
    let profile = [
        [-0.3, -FOOT_M],
        [-0.28, 0.08],
        [-0.15, 0.32],
        [-0.09, 0.9],
        [0.09, 0.9],
        [0.15, 0.32],
        [0.28, 0.08],
        [0.3, -FOOT_M],
    ];
    b.surface(matt(
        SemanticClass::Wall,
        [0.4, 0.39, 0.37],
        Texture::Plaster,
    ));
    b.sweep(&profile, line_m);
}

/// Bars that one looks through, between slender posts.
fn wire_fence(b: &mut MeshBuilder, line_m: &[[f32; 3]], height: f32, random: &mut Random) {
    let paint = pick(
        random,
        &[[0.05, 0.13, 0.07], [0.3, 0.31, 0.32], [0.08, 0.085, 0.09]],
    );
    let steel = glossy(SemanticClass::Fence, paint, 0.2);
    b.surface(two_sided(steel));
    for k in 0..6_u16 {
        let z = 0.1 + (height - 0.2) * f32::from(k) / 5.0;
        upright(b, line_m, 0.0, [z, z + 0.035]);
    }
    b.surface(steel);
    posts(b, line_m, 2.5, [0.03, 0.03], height, 0.0);
}

fn rail_fence(b: &mut MeshBuilder, line_m: &[[f32; 3]], height: f32, random: &mut Random) {
    let paint = pick(
        random,
        &[
            [0.19, 0.14, 0.1],
            [0.26, 0.23, 0.2],
            [0.5, 0.49, 0.46],
            [0.13, 0.09, 0.06],
        ],
    );
    let wood = matt(SemanticClass::Fence, paint, Texture::Plain);
    let rails = if random.chance(0.5) {
        [0.45, 0.92].as_slice()
    } else {
        [0.3, 0.65, 1.0].as_slice()
    };
    b.surface(two_sided(wood));
    for z in rails {
        upright(b, line_m, -0.07, [*z, *z + 0.12]);
    }
    b.surface(wood);
    posts(b, line_m, 2.6, [0.06, 0.06], height, 0.0);
}

fn board_fence(b: &mut MeshBuilder, line_m: &[[f32; 3]], height: f32, random: &mut Random) {
    let paint = pick(
        random,
        &[
            [0.5, 0.48, 0.44],
            [0.2, 0.12, 0.07],
            [0.28, 0.25, 0.22],
            [0.12, 0.16, 0.1],
        ],
    );
    let boards = matt(SemanticClass::Fence, paint, Texture::Metal);
    b.surface(two_sided(boards));
    upright(b, line_m, -0.05, [0.07, height - 0.06]);
    b.surface(matt(
        SemanticClass::Fence,
        paint.map(|x| 0.7 * x),
        Texture::Plain,
    ));
    posts(b, line_m, 2.2, [0.05, 0.05], height, 0.0);
}

fn wall(b: &mut MeshBuilder, line_m: &[[f32; 3]], height: f32, random: &mut Random) {
    let (albedo, texture) = pick(
        random,
        &[
            ([0.32, 0.14, 0.09], Texture::Bricks),
            ([0.4, 0.26, 0.18], Texture::Bricks),
            ([0.5, 0.47, 0.41], Texture::Plaster),
            ([0.36, 0.35, 0.33], Texture::Plaster),
        ],
    );
    b.surface(matt(SemanticClass::Wall, albedo, texture));
    let back: Vec<[f32; 3]> = line_m.iter().rev().copied().collect();
    upright(b, line_m, -0.14, [-FOOT_M, height - 0.1]);
    upright(b, &back, -0.14, [-FOOT_M, height - 0.1]);
    let (low, high) = (height - 0.1, height);
    b.surface(STONE);
    b.sweep(
        &[
            [0.2, low],
            [-0.2, low],
            [-0.2, high - 0.03],
            [0.0, high],
            [0.2, high - 0.03],
            [0.2, low],
        ],
        line_m,
    );
    ends(
        b,
        line_m,
        0.14,
        [-FOOT_M, high - 0.1],
        matt(SemanticClass::Wall, albedo, texture),
    );
}

fn noise_barrier(b: &mut MeshBuilder, line_m: &[[f32; 3]], height: f32, random: &mut Random) {
    let paint = pick(
        random,
        &[
            [0.24, 0.3, 0.22],
            [0.3, 0.33, 0.35],
            [0.33, 0.27, 0.2],
            [0.2, 0.3, 0.33],
        ],
    );
    let panel = |light: f32| {
        matt(
            SemanticClass::Wall,
            paint.map(|x| x * light),
            Texture::Metal,
        )
    };
    let back: Vec<[f32; 3]> = line_m.iter().rev().copied().collect();
    for line in [line_m, &back] {
        b.surface(STONE);
        upright(b, line, -0.08, [-1.5 * FOOT_M, 0.5]);
        // Panels one upon another, in two shades.
        for k in 0..4_u16 {
            let z = |k: u16| 0.5 + (height - 0.6) * f32::from(k) / 4.0;
            b.surface(panel([1.0, 0.82, 1.12, 0.92][usize::from(k)]));
            upright(b, line, -0.07, [z(k), z(k + 1)]);
        }
    }
    b.surface(matt(SemanticClass::Wall, [0.2, 0.21, 0.21], Texture::Plain));
    b.sweep(
        &[
            [-0.1, height - 0.12],
            [-0.1, height],
            [0.1, height],
            [0.1, height - 0.12],
        ],
        line_m,
    );
    posts(b, line_m, 4.0, [0.1, 0.13], height, 0.0);
    ends(b, line_m, 0.08, [-FOOT_M, height], STONE);
}

/// An upright strip beside the line between two heights, its front on the right. Texture: u along
/// the line, v up.
fn upright(b: &mut MeshBuilder, line_m: &[[f32; 3]], left_m: f32, [low, high]: [f32; 2]) {
    let lefts = left_of_line(line_m);
    let mut u = 0.0;
    for (pair, left) in line_m.windows(2).zip(lefts.windows(2)) {
        let at = |k: usize, z: f32| {
            let [x, y, ground] = pair[k];
            [x + left[k][0] * left_m, y + left[k][1] * left_m, ground + z]
        };
        let length = libm::hypotf(pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]);
        b.polygon_with_uv(
            &[at(0, low), at(1, low), at(1, high), at(0, high)],
            &[[u, low], [u + length, low], [u + length, high], [u, high]],
        );
        u += length;
    }
}

/// What closes a wall at both ends.
fn ends(
    b: &mut MeshBuilder,
    line_m: &[[f32; 3]],
    half_m: f32,
    [low, high]: [f32; 2],
    surface: Surface,
) {
    let lefts = left_of_line(line_m);
    b.surface(surface);
    for (k, side) in [(0, -1.0), (line_m.len() - 1, 1.0)] {
        let ([x, y, z], [lx, ly]) = (line_m[k], lefts[k]);
        let at = |s: f32, up: f32| [x + s * half_m * lx, y + s * half_m * ly, z + up];
        b.quad(
            at(-side, low),
            at(side, low),
            at(side, high),
            at(-side, high),
        );
    }
}

/// Square posts along a line, `gap_m` apart, at both ends too, a little to its left.
fn posts(
    b: &mut MeshBuilder,
    line_m: &[[f32; 3]],
    gap_m: f32,
    [half_along, half_across]: [f32; 2],
    height_m: f32,
    left_m: f32,
) {
    const MOST: usize = 400;
    let length = |pair: &[[f32; 3]]| libm::hypotf(pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]);
    let whole: f32 = line_m.windows(2).map(length).sum();
    let count = (whole / gap_m).round().clamp(1.0, MOST as f32);
    let step = whole / count;
    let (mut next, mut placed) = (0.0, 0);
    for (k, pair) in line_m.windows(2).enumerate() {
        let long = length(pair);
        // The last post belongs to the last piece, whatever the sums round to.
        let is_last = k + 2 == line_m.len();
        while placed <= count as usize && long > 0.0 && (next <= long || is_last) {
            let t = (next / long).min(1.0);
            let at = [0, 1, 2].map(|i| pair[0][i] + (pair[1][i] - pair[0][i]) * t);
            let yaw = libm::atan2f(pair[1][1] - pair[0][1], pair[1][0] - pair[0][0]);
            b.place(standing(at, yaw));
            b.block(
                [-half_along, left_m - half_across, -FOOT_M],
                [half_along, left_m + half_across, height_m],
            );
            placed += 1;
            next += step;
        }
        next -= long;
    }
    b.place(standing([0.0; 3], 0.0));
}
