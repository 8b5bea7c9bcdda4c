//! A row of tiles: what its pixels see, and their labels.

use trunkline_interfaces::SemanticClass;
use wide::f32x4;

use super::bins::Bins;
use super::planes::Planes;
use super::tile::{Mask, NOTHING, SAMPLES, Tile};
use crate::four::LANES;
use crate::geometry::{NEAR_M, Thing, Triangle};
use crate::lens::{Lens, TILE_H, TILE_PX, TILE_W, TileOrigin};

/// Paint counts as nearer by this share than it is, so that it may lie on the road exactly.
const PAINT_LEAD: f32 = 5e-4;

/// After so many triangles a tile is asked anew what lies behind all that it shows.
const FLOOR_EVERY: usize = 24;

/// A pixel whose samples do not see the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    /// Place in [`Band::centres`].
    pub(crate) at: u32,
    /// Numbers of what the samples but the centre's see.
    pub(crate) others: [u32; SAMPLES - 1],
}

/// What the pixels of a row of tiles see, tile after tile.
#[derive(Debug, Default)]
pub(crate) struct Band {
    /// Number of the triangle at each pixel's centre: [`NOTHING`] or 1 + its index.
    pub(crate) centres: Vec<u32>,
    /// By ascending place.
    pub(crate) edges: Vec<Edge>,
    /// Objects of its tiles; one comes once for each tile.
    pub(crate) objects: Vec<ObjectPixels>,
}

/// Pixels of an object in a tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ObjectPixels {
    pub(crate) object: u16,
    pub(crate) seen: PixelCount,
    pub(crate) whole: PixelCount,
}

/// How many pixels, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PixelCount {
    pub(crate) pixels: u32,
    /// First and last column, first and last row.
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) top: u32,
    pub(crate) bottom: u32,
}

impl PixelCount {
    pub(crate) const NONE: Self = Self {
        pixels: 0,
        left: u32::MAX,
        right: 0,
        top: u32::MAX,
        bottom: 0,
    };

    /// Both together.
    pub(crate) fn join(&mut self, other: &Self) {
        self.pixels += other.pixels;
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.top = self.top.min(other.top);
        self.bottom = self.bottom.max(other.bottom);
    }

    /// Edges around the pixels; all zero where there are none.
    pub(crate) fn box_px(&self) -> [f64; 4] {
        if self.pixels == 0 {
            return [0.0; 4];
        }
        [
            f64::from(self.left) - 0.5,
            f64::from(self.top) - 0.5,
            f64::from(self.right) + 0.5,
            f64::from(self.bottom) + 0.5,
        ]
    }

    fn of(mask: &Mask, left: usize, top: usize) -> Self {
        let mut count = Self::NONE;
        for (row, bits) in mask.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let y = (top + row) as u32;
            count.join(&Self {
                pixels: bits.count_ones(),
                left: left as u32 + bits.trailing_zeros(),
                right: left as u32 + (u32::BITS - 1 - bits.leading_zeros()),
                top: y,
                bottom: y,
            });
        }
        count
    }
}

/// Where a band's labels go: rows of the picture, each of its full width.
pub(crate) struct BandLabels<'a> {
    pub(crate) depth_m: &'a mut [f32],
    pub(crate) classes: &'a mut [u8],
    pub(crate) instances: &'a mut [u16],
}

/// What a band is drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    pub(crate) lens: &'a Lens,
    pub(crate) things: &'a [Thing<'a>],
    pub(crate) triangles: &'a [Triangle],
    pub(crate) bins: &'a Bins,
}

fn lead(triangle: &Triangle) -> f32 {
    match triangle.is_paint {
        true => 1.0 + PAINT_LEAD,
        false => 1.0,
    }
}

/// Draws the tiles of a row.
pub(crate) fn draw_band(
    drawing: Drawing<'_>,
    row: usize,
    tile: &mut Tile,
    band: &mut Band,
    labels: &mut BandLabels<'_>,
) {
    let columns = drawing.lens.columns;
    band.centres.clear();
    band.centres.resize(columns * TILE_PX, NOTHING);
    band.edges.clear();
    band.objects.clear();
    for column in 0..columns {
        tile.clear();
        let first_object = band.objects.len();
        draw_tile(drawing, column, row, tile, &mut band.objects);
        label_tile(drawing, [column, row], tile, first_object, band, labels);
    }
}

/// Pixels of a tile that lie in the image.
fn inside(lens: &Lens, column: usize, row: usize) -> Mask {
    let width = (lens.width - column * TILE_W).min(TILE_W);
    let height = (lens.height - row * TILE_H).min(TILE_H);
    let bits = u32::MAX >> (TILE_W - width);
    std::array::from_fn(|y| if y < height { bits } else { 0 })
}

fn draw_tile(
    drawing: Drawing<'_>,
    column: usize,
    row: usize,
    tile: &mut Tile,
    objects: &mut Vec<ObjectPixels>,
) {
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
    let mut floor = 0.0;
    let numbers = drawing.bins.of(row * drawing.lens.columns + column);
    for (count, &index) in numbers.iter().enumerate() {
        let triangle = &drawing.triangles[index as usize];
        let of_object = drawing.things[triangle.thing as usize].placed.object;
        if of_object != object {
            close(object, &mut covered);
            object = of_object;
        }
        if count % FLOOR_EVERY == FLOOR_EVERY - 1 {
            floor = tile.floor();
        }
        let is_hidden = nearest(triangle) * (1.0 + PAINT_LEAD) < floor;
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
}

/// Nearness of a triangle's nearest corner.
#[inline]
fn nearest(triangle: &Triangle) -> f32 {
    let [a, b, c] = triangle.corners_m;
    1.0 / a[2].min(b[2]).min(c[2]).max(NEAR_M)
}

#[inline]
fn relative(span: [[f32; 2]; 2], origin: TileOrigin) -> [[f32; 2]; 2] {
    [
        span[0].map(|x| (f64::from(x) - origin.x) as f32),
        span[1].map(|y| (f64::from(y) - origin.y) as f32),
    ]
}

/// What a triangle writes into the labels.
#[derive(Clone, Copy)]
struct Label {
    number: u32,
    class: u8,
    object: Option<u16>,
    lead: f32,
}

fn label_tile(
    drawing: Drawing<'_>,
    [column, row]: [usize; 2],
    tile: &Tile,
    first_object: usize,
    band: &mut Band,
    labels: &mut BandLabels<'_>,
) {
    let lens = drawing.lens;
    let (left, top) = (column * TILE_W, row * TILE_H);
    let width = (lens.width - left).min(TILE_W);
    let mut label = Label::SKY;
    for y in 0..(lens.height - top).min(TILE_H) {
        for x in (0..width).step_by(LANES) {
            let pixel = y * TILE_W + x;
            let (at, out) = (column * TILE_PX + pixel, y * lens.width + left + x);
            let seen = tile.numbers(pixel / LANES);
            let count = (width - x).min(LANES);
            let objects = &mut band.objects[first_object..];
            let number = seen[0][0];
            let differ = seen.as_flattened().iter().fold(0, |d, n| d | (n ^ number));
            if count == LANES && differ == 0 {
                label.turn_to(drawing, number);
                band.centres[at..at + LANES].fill(number);
                labels.classes[out..out + LANES].fill(label.class);
                labels.instances[out..out + LANES].fill(label.instance());
                let depth_m = label.depth_m(tile.nearness(pixel / LANES));
                labels.depth_m[out..out + LANES].copy_from_slice(&depth_m);
                label.count(objects, LANES as u32, left + x, top + y);
                continue;
            }
            let nearness = tile.nearness(pixel / LANES);
            for (lane, &number) in seen[0].iter().enumerate().take(count) {
                label.turn_to(drawing, number);
                let others = [seen[1][lane], seen[2][lane], seen[3][lane]];
                if others.iter().any(|other| *other != number) {
                    let at = (at + lane) as u32;
                    band.edges.push(Edge { at, others });
                }
                band.centres[at + lane] = number;
                labels.classes[out + lane] = label.class;
                labels.instances[out + lane] = label.instance();
                labels.depth_m[out + lane] = label.depth_m(nearness)[lane];
                label.count(objects, 1, left + x + lane, top + y);
            }
        }
    }
}

impl Label {
    const SKY: Self = Self {
        number: NOTHING,
        class: SemanticClass::Sky as u8,
        object: None,
        lead: 1.0,
    };

    /// Becomes that of another triangle, or of nothing.
    #[inline]
    fn turn_to(&mut self, drawing: Drawing<'_>, number: u32) {
        if number != self.number {
            *self = match number {
                NOTHING => Self::SKY,
                _ => label_of(drawing, number),
            };
        }
    }

    fn instance(&self) -> u16 {
        self.object.map_or(0, |object| object + 1)
    }

    #[inline]
    fn depth_m(&self, nearness: f32x4) -> [f32; LANES] {
        match self.number {
            NOTHING => [0.0; LANES],
            _ => (f32x4::splat(self.lead) / nearness).to_array(),
        }
    }

    /// Counts pixels of a row to its object.
    #[inline]
    fn count(&self, objects: &mut [ObjectPixels], pixels: u32, x: usize, y: usize) {
        let Some(object) = self.object else {
            return;
        };
        if let Some(entry) = objects.iter_mut().find(|entry| entry.object == object) {
            let (x, y) = (x as u32, y as u32);
            entry.seen.join(&PixelCount {
                pixels,
                left: x,
                right: x + pixels - 1,
                top: y,
                bottom: y,
            });
        }
    }
}

fn label_of(drawing: Drawing<'_>, number: u32) -> Label {
    let triangle = &drawing.triangles[number as usize - 1];
    let placed = drawing.things[triangle.thing as usize].placed;
    Label {
        number,
        class: placed.mesh.surfaces[usize::from(triangle.surface)].class as u8,
        object: placed.object,
        lead: lead(triangle),
    }
}
