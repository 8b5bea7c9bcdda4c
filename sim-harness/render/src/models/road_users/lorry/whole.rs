//! A lorry put together.

use trunkline_interfaces::Random;

use super::super::paint::{canvas, lacquer, livery};
use super::measures::{Load, Lorry};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// A lorry.
pub(in super::super) fn lorry(size_m: [f32; 3], is_far: bool, random: &mut Random) -> Mesh {
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
