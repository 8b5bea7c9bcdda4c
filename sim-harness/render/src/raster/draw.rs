//! A tile's triangles onto what its samples see.

use super::bins::Bins;
use super::count::{ObjectPixels, PixelCount};
use super::place::Place;
use super::planes::Planes;
use super::tile::{Mask, Tile};
use crate::geometry::{NEAR_M, Thing, Triangle};
use crate::lens::{Lens, TILE_H, TILE_W, TileOrigin};

/// Paint counts as nearer by this share than it is, so that it may lie on the road exactly.
pub(super) const PAINT_LEAD: f32 = 5e-4;

/// After so many triangles a tile is asked anew what lies behind all that it shows.
const FLOOR_EVERY: usize = 24;

/// What tiles are drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    pub(crate) lens: &'a Lens,
    pub(crate) things: &'a [Thing<'a>],
    pub(crate) triangles: &'a [Triangle],
}

pub(super) fn lead(triangle: &Triangle) -> f32 {
    match triangle.is_paint {
        true => 1.0 + PAINT_LEAD,
        false => 1.0,
    }
}

/// Pixels of a tile that lie in the image.
fn inside(lens: &Lens, column: usize, row: usize) -> Mask {
    let width = (lens.width - column * TILE_W).min(TILE_W);
    let height = (lens.height - row * TILE_H).min(TILE_H);
    let bits = u32::MAX >> (TILE_W - width);
    std::array::from_fn(|y| if y < height { bits } else { 0 })
}

/// Draws a tile's triangles over what it shows.
pub(super) fn draw_tile(
    drawing: Drawing<'_>,
    bins: &Bins,
    [column, row]: [usize; 2],
    place: &mut Place,
) {
    let numbers = bins.of(row * drawing.lens.columns + column);
    if numbers.is_empty() {
        return;
    }
    let Place {
        tile,
        floor,
        objects,
    } = place;
    let (rays, origin) = drawing.lens.tile(column, row);
    let inside = inside(drawing.lens, column, row);
    let mut object = None;
    let mut covered = [0; TILE_H];
    let mut close = |object: Option<u16>, covered: &mut Mask| {
        let Some(object) = object else {
            return;
        };
        covered.iter_mut().zip(&inside).for_each(|(c, i)| *c &= i);
        let whole = PixelCount::of(covered, column * TILE_W, row * TILE_H);
        if whole.pixels > 0 {
            let seen = PixelCount::NONE;
            objects.push(ObjectPixels {
                object,
                seen,
                whole,
            });
        }
        *covered = [0; TILE_H];
    };
    for (count, &index) in numbers.iter().enumerate() {
        let triangle = &drawing.triangles[index as usize];
        let of_object = drawing.things[triangle.thing as usize].placed.object;
        if of_object != object {
            close(object, &mut covered);
            object = of_object;
        }
        if count % FLOOR_EVERY == FLOOR_EVERY - 1 {
            *floor = tile.floor();
        }
        let is_hidden = nearest(triangle) * (1.0 + PAINT_LEAD) < *floor;
        if is_hidden && object.is_none() {
            continue;
        }
        let planes = Planes::new(triangle, origin);
        let span = relative(triangle.span, origin);
        if is_hidden {
            Tile::cover(&planes, span, rays, &mut covered);
            continue;
        }
        let lead = lead(triangle);
        let cover = object.is_some().then_some(&mut covered);
        tile.draw(&planes, index + 1, lead, span, rays, cover);
    }
    close(object, &mut covered);
    *floor = tile.floor();
}

/// Nearness of a triangle's nearest corner.
#[inline]
fn nearest(triangle: &Triangle) -> f32 {
    let [a, b, c] = triangle.corners_m;
    1.0 / a[2].min(b[2]).min(c[2]).max(NEAR_M)
}

/// A span of rays from a tile's origin.
#[inline]
pub(super) fn relative(span: [[f32; 2]; 2], origin: TileOrigin) -> [[f32; 2]; 2] {
    [
        span[0].map(|x| (f64::from(x) - origin.x) as f32),
        span[1].map(|y| (f64::from(y) - origin.y) as f32),
    ]
}
