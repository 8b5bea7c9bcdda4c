//! What the samples of a whole picture see so far.

use rayon::prelude::*;

use super::band::{Band, Labels, label_tile};
use super::bins::Bins;
use super::count::PixelCount;
use super::draw::{Drawing, PAINT_LEAD, draw_tile, relative};
use super::place::Place;
use crate::geometry::Outline;
use crate::lens::{Lens, TILE_H};
use crate::picture::SeenObject;

/// Every tile of a picture, row after row: 32 bytes a pixel.
#[derive(Debug, Default)]
pub(crate) struct Canvas {
    /// Those of this picture, and as many more as a larger one had.
    places: Vec<Place>,
    columns: usize,
    rows: usize,
}

impl Canvas {
    /// Begins a picture.
    pub(crate) fn clear(&mut self, lens: &Lens) {
        (self.columns, self.rows) = (lens.columns, lens.rows);
        let count = self.columns * self.rows;
        if self.places.len() < count {
            self.places.resize_with(count, Place::default);
        }
        self.places_mut().par_iter_mut().for_each(|place| {
            place.tile.clear();
            place.floor = 0.0;
            place.objects.clear();
        });
    }

    fn places_mut(&mut self) -> &mut [Place] {
        &mut self.places[..self.columns * self.rows]
    }

    /// Whether nothing is seen of what keeps within an outline: whatever it may touch shows nearer
    /// things already.
    pub(crate) fn hides(&self, lens: &Lens, outline: &Outline) -> bool {
        let nearness = outline.nearness * (1.0 + PAINT_LEAD);
        let [x, y] = outline.span.map(|ends| ends.map(f64::from));
        let [left, right] = lens.columns_of(x[0], x[1]);
        let [top, bottom] = lens.rows_of(y[0], y[1]);
        let mut tiles =
            (top..bottom).flat_map(|row| (left..right).map(move |column| [column, row]));
        tiles.all(|[column, row]| {
            let place = &self.places[row * self.columns + column];
            let (rays, origin) = lens.tile(column, row);
            let is_hidden = || {
                place
                    .tile
                    .hides(relative(outline.span, origin), rays, nearness)
            };
            nearness < place.floor || is_hidden()
        })
    }

    /// Draws triangles over what is there. Those of one object come all at once.
    pub(crate) fn draw(&mut self, drawing: Drawing<'_>, bins: &Bins) {
        let columns = self.columns;
        // Tile by tile: what is far away lies in the one row at the horizon.
        let tiles = self.places_mut().par_iter_mut().enumerate().with_max_len(2);
        tiles.for_each(|(tile, place)| {
            draw_tile(drawing, bins, [tile % columns, tile / columns], place);
        });
    }

    /// Hands over what is seen: numbers of triangles into `bands`, one a row of tiles, and labels
    /// of each pixel.
    pub(crate) fn label(
        &mut self,
        drawing: Drawing<'_>,
        bands: &mut Vec<Band>,
        labels: Labels<'_>,
    ) {
        bands.resize_with(drawing.lens.rows, Band::default);
        let chunk = drawing.lens.width * TILE_H;
        let depth_m = labels.depth_m.par_chunks_mut(chunk);
        let classes = labels.classes.par_chunks_mut(chunk);
        let instances = labels.instances.par_chunks_mut(chunk);
        let labels = depth_m.zip(classes).zip(instances);
        let columns = self.columns;
        let places = self.places_mut().par_chunks_mut(columns);
        let jobs = bands.par_iter_mut().zip(places).zip(labels).enumerate();
        jobs.with_max_len(1).for_each(
            |(row, ((band, places), ((depth_m, classes), instances)))| {
                let mut labels = Labels {
                    depth_m,
                    classes,
                    instances,
                };
                band.clear(drawing.lens);
                for (column, place) in places.iter_mut().enumerate() {
                    label_tile(drawing, [column, row], place, band, &mut labels);
                }
            },
        );
    }

    /// What is seen and what would be seen of each object, once all is drawn and labelled.
    pub(crate) fn objects(&self, count: usize) -> Vec<SeenObject> {
        let mut seen = vec![PixelCount::NONE; count];
        let mut whole = seen.clone();
        let places = &self.places[..self.columns * self.rows];
        for entry in places.iter().flat_map(|place| &place.objects) {
            let object = usize::from(entry.object);
            seen[object].join(&entry.seen);
            whole[object].join(&entry.whole);
        }
        let pairs = seen.iter().zip(&whole);
        pairs
            .map(|(seen, whole)| match seen.pixels {
                0 => SeenObject::default(),
                _ => SeenObject {
                    pixels: seen.pixels,
                    box_px: seen.box_px(),
                    whole_pixels: whole.pixels,
                    whole_box_px: whole.box_px(),
                },
            })
            .collect()
    }
}
