//! A row of tiles: what its pixels see, and their labels.

use trunkline_interfaces::SemanticClass;
use wide::f32x4;

use super::count::{ObjectPixels, PixelCount};
use super::draw::{Drawing, lead};
use super::place::Place;
use super::tile::{NOTHING, SAMPLES};
use crate::four::LANES;
use crate::lens::{Lens, TILE_H, TILE_PX, TILE_W};

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
}

impl Band {
    pub(super) fn clear(&mut self, lens: &Lens) {
        self.centres.clear();
        self.centres.resize(lens.columns * TILE_PX, NOTHING);
        self.edges.clear();
    }
}

/// Where labels go: the picture's, or rows of it, each of its full width.
pub(crate) struct Labels<'a> {
    pub(crate) depth_m: &'a mut [f32],
    pub(crate) classes: &'a mut [u8],
    pub(crate) instances: &'a mut [u16],
}

/// What a triangle writes into the labels.
#[derive(Clone, Copy)]
struct Label {
    number: u32,
    class: u8,
    object: Option<u16>,
    lead: f32,
}

/// Writes what a tile's pixels see, and counts them to their objects.
pub(super) fn label_tile(
    drawing: Drawing<'_>,
    [column, row]: [usize; 2],
    place: &mut Place,
    band: &mut Band,
    labels: &mut Labels<'_>,
) {
    let Place { tile, objects, .. } = place;
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
    let thing = &drawing.things[triangle.thing as usize];
    Label {
        number,
        class: thing.mesh.surfaces[usize::from(triangle.surface)].class as u8,
        object: thing.placed.object,
        lead: lead(triangle),
    }
}
