//! Guard rails, fences, walls along a line.

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{glossy, matt, sound};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// What keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BarrierKind {
    /// A steel beam on posts, 0.75 m high, the beam towards the front.
    GuardRail,
    /// Concrete, 0.9 m high, the same from both sides.
    Concrete,
    /// Posts with wire mesh, 1.8 m high.
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

    const fn surface(self) -> Surface {
        match self {
            Self::GuardRail => glossy(SemanticClass::GuardRail, [0.4, 0.41, 0.42], 0.35),
            Self::Concrete => matt(SemanticClass::Wall, [0.38, 0.37, 0.35], Texture::Plaster),
            Self::WireFence | Self::RailFence | Self::BoardFence => {
                matt(SemanticClass::Fence, [0.2, 0.15, 0.1], Texture::Plain)
            }
            Self::Wall => matt(SemanticClass::Wall, [0.35, 0.16, 0.1], Texture::Bricks),
            Self::NoiseBarrier => matt(SemanticClass::Wall, [0.25, 0.3, 0.22], Texture::Metal),
        }
    }
}

/// A straight section along y, its front towards x.
pub fn barrier(kind: BarrierKind, length_m: f32, seed: u64) -> Mesh {
    let half = 0.5 * sound(length_m, 0.5, 500.0);
    barrier_along(kind, &[[0.0, -half, 0.0], [0.0, half, 0.0]], seed)
}

/// Along a line on the ground, its front on the right of the line's direction. The line may climb.
/// Fewer than two points give nothing.
pub fn barrier_along(kind: BarrierKind, line_m: &[[f32; 3]], seed: u64) -> Mesh {
    let mut random = Random::new(seed, "render/barrier", kind as u64);
    let thick = 0.1 + 0.05 * random.uniform() as f32;
    let height = kind.height_m();
    let mut b = MeshBuilder::new(kind.surface());
    b.sweep(
        &[
            [-thick, 0.0],
            [-thick, height],
            [thick, height],
            [thick, 0.0],
        ],
        line_m,
    );
    b.build()
}
