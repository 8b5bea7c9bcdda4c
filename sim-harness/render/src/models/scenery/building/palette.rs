//! Colours of houses.

use trunkline_interfaces::Random;

use super::super::materials::pick;
use super::wall::{built, painted};
use crate::mesh::{Surface, Texture};

/// Plaster, then brick, as one sees them in European towns.
const WALLS: [([f32; 3], Texture); 16] = [
    ([0.62, 0.58, 0.5], Texture::Plaster),
    ([0.66, 0.64, 0.6], Texture::Plaster),
    ([0.6, 0.48, 0.3], Texture::Plaster),
    ([0.55, 0.4, 0.3], Texture::Plaster),
    ([0.42, 0.47, 0.46], Texture::Plaster),
    ([0.64, 0.55, 0.38], Texture::Plaster),
    ([0.48, 0.52, 0.56], Texture::Plaster),
    ([0.52, 0.33, 0.27], Texture::Plaster),
    ([0.56, 0.56, 0.52], Texture::Plaster),
    ([0.45, 0.49, 0.38], Texture::Plaster),
    ([0.5, 0.44, 0.38], Texture::Plaster),
    ([0.3, 0.125, 0.085], Texture::Bricks),
    ([0.36, 0.17, 0.11], Texture::Bricks),
    ([0.42, 0.28, 0.19], Texture::Bricks),
    ([0.25, 0.11, 0.085], Texture::Bricks),
    ([0.46, 0.36, 0.25], Texture::Bricks),
];
/// How many of them are plaster.
const PLASTERS: usize = 11;
const ROOFS: [[f32; 3]; 7] = [
    [0.32, 0.105, 0.06],
    [0.26, 0.08, 0.05],
    [0.35, 0.15, 0.08],
    [0.2, 0.085, 0.06],
    [0.09, 0.09, 0.1],
    [0.14, 0.11, 0.1],
    [0.12, 0.125, 0.135],
];
const DOORS: [[f32; 3]; 7] = [
    [0.16, 0.07, 0.03],
    [0.05, 0.12, 0.07],
    [0.05, 0.08, 0.16],
    [0.25, 0.05, 0.04],
    [0.45, 0.43, 0.4],
    [0.09, 0.09, 0.095],
    [0.22, 0.13, 0.06],
];
const BOARDS: [[f32; 3]; 9] = [
    [0.45, 0.05, 0.05],
    [0.04, 0.13, 0.36],
    [0.05, 0.26, 0.12],
    [0.58, 0.4, 0.05],
    [0.06, 0.06, 0.065],
    [0.6, 0.58, 0.54],
    [0.38, 0.1, 0.26],
    [0.03, 0.3, 0.34],
    [0.5, 0.2, 0.03],
];

/// A wall of plaster or brick.
pub(super) fn wall(random: &mut Random) -> Surface {
    let (albedo, texture) = pick(random, &WALLS);
    faded(albedo, texture, random)
}

/// A wall of plaster.
pub(super) fn plaster(random: &mut Random) -> Surface {
    let (albedo, _) = WALLS[random.index(PLASTERS)];
    faded(albedo, Texture::Plaster, random)
}

/// A wall a little lighter or darker than its paint was.
fn faded(albedo: [f32; 3], texture: Texture, random: &mut Random) -> Surface {
    let light = 0.92 + 0.16 * random.uniform() as f32;
    built(albedo.map(|x| x * light), texture)
}

/// Tiles.
pub(super) fn roof(random: &mut Random) -> Surface {
    built(pick(random, &ROOFS), Texture::RoofTiles)
}

/// A door.
pub(super) fn door(random: &mut Random) -> Surface {
    painted(pick(random, &DOORS))
}

/// The colour of a shop's board or awning.
pub(super) fn board(random: &mut Random) -> [f32; 3] {
    pick(random, &BOARDS)
}

/// Concrete, stone of sills and ledges.
pub(super) const STONE: Surface = built([0.45, 0.44, 0.42], Texture::Plaster);
/// The foot of a wall.
pub(super) const PLINTH: Surface = built([0.24, 0.235, 0.225], Texture::Plaster);
/// Gravel or felt on flat roofs.
pub(super) const FELT: Surface = built([0.19, 0.185, 0.18], Texture::Soil);
/// Sheet metal of gutters, edges, machines.
pub(super) const SHEET: Surface = built([0.3, 0.31, 0.32], Texture::Plain);
/// Where it is dark inside.
pub(super) const DARK: Surface = built([0.015, 0.015, 0.016], Texture::Plain);
