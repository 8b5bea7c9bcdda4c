//! What a camera sees of the things before it, and the labels.

use ndarray::{Array2, Array3};

use crate::geometry::{Outline, Thing, Triangle, gather};
use crate::lens::Lens;
use crate::phase::Phase;
use crate::picture::Picture;
use crate::raster::{Band, Bins, Canvas, Drawing, Labels};

/// Triangles of the first wave, about. Each next one is larger: what is far is mostly hidden by
/// then, and a wave costs some tens of microseconds of waiting for the threads.
const FIRST_WAVE: usize = 6_000;
/// A wave is larger than the one before by one part in so many.
const GROWTH: usize = 4;
/// Triangles that are drawn at most, nearest things first; bounds time and memory.
const MOST_TRIANGLES: usize = 2_000_000;
/// Pairs of triangle and tile that are drawn at most; bounds time and memory.
const MOST_PAIRS: usize = 8_000_000;

/// Draws things in waves, the nearest first: after each wave, what is hidden behind all that is
/// drawn already is left out before any of its triangles is looked at (Greene, Kass and Miller,
/// "Hierarchical Z-buffer visibility", 1993, with tiles and pixels as the levels). In a town that
/// is most of it. Up to the limits nothing of the picture depends on it.
#[derive(Debug)]
pub(crate) struct Sight {
    limits: Limits,
    pub(crate) triangles: Vec<Triangle>,
    pub(crate) bands: Vec<Band>,
    bins: Bins,
    canvas: Canvas,
}

/// How much is drawn.
#[derive(Debug, Clone, Copy)]
struct Limits {
    first_wave: usize,
    triangles: usize,
    pairs: usize,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            limits: Limits {
                first_wave: FIRST_WAVE,
                triangles: MOST_TRIANGLES,
                pairs: MOST_PAIRS,
            },
            triangles: Vec::new(),
            bands: Vec::new(),
            bins: Bins::default(),
            canvas: Canvas::default(),
        }
    }
}

impl Sight {
    /// The labels of things in their order, and the numbers of triangles that pixels see, in
    /// `bands`; the image stays empty.
    pub(crate) fn look(
        &mut self,
        things: &[Thing<'_>],
        lens: &Lens,
        objects: usize,
        ended: &mut (dyn FnMut(Phase) + Send),
    ) -> Picture {
        self.canvas.clear(lens);
        let limits = self.limits;
        let (mut drawn, mut cut) = (0, 0);
        let (mut next, mut room, mut pairs) = (0, 0, 0);
        let mut size = limits.first_wave;
        // Behind what is cut nothing is drawn: it would show through.
        while next < things.len() && cut == 0 {
            let most = limits.triangles - room;
            let wave = self.wave(things, &mut next, lens, [size, most]);
            if wave.is_empty() {
                break;
            }
            let mut parts = gather(things, &wave, lens, &mut self.triangles, room);
            let triangles = &self.triangles;
            let bins = &mut self.bins;
            cut = bins.fill(lens, &mut parts, triangles, limits.pairs - pairs);
            ended(Phase::Geometry);
            let drawing = Drawing {
                lens,
                things,
                triangles,
            };
            self.canvas.draw(drawing, bins);
            ended(Phase::Raster);
            drawn += parts.iter().map(|part| part.count as usize).sum::<usize>();
            pairs += self.bins.pairs();
            room += wave.iter().map(|i| triangles_of(things, *i)).sum::<usize>();
            size += size / GROWTH + 1;
        }
        let mut picture = blank(lens);
        let labels = (
            picture.depth_m.as_slice_mut(),
            picture.classes.as_slice_mut(),
            picture.instances.as_slice_mut(),
        );
        if let (Some(depth_m), Some(classes), Some(instances)) = labels {
            let labels = Labels {
                depth_m,
                classes,
                instances,
            };
            let drawing = Drawing {
                lens,
                things,
                triangles: &self.triangles,
            };
            self.canvas.label(drawing, &mut self.bands, labels);
        }
        picture.objects = self.canvas.objects(objects);
        picture.triangles = drawn;
        picture.left_out = cut + things.len() - next;
        ended(Phase::Raster);
        picture
    }

    /// The next things that are not known to be hidden, those of one object together: about `size`
    /// triangles of them and never more than `most`. `next` moves past all that were looked at;
    /// where `most` is reached it stays at the first that did not fit.
    fn wave(
        &self,
        things: &[Thing<'_>],
        next: &mut usize,
        lens: &Lens,
        [size, most]: [usize; 2],
    ) -> Vec<u32> {
        let mut wave = Vec::new();
        let mut triangles = 0;
        while triangles < size && *next < things.len() {
            let own = &things[*next..];
            let count = 1 + own
                .iter()
                .skip(1)
                .take_while(|t| t.is_with(&own[0]))
                .count();
            if own[..count].iter().all(|thing| self.hides(thing, lens)) {
                *next += count;
                continue;
            }
            for thing in &own[..count] {
                triangles += thing.mesh.triangles.len();
                if triangles > most {
                    return wave;
                }
                wave.push(*next as u32);
                *next += 1;
            }
        }
        wave
    }

    fn hides(&self, thing: &Thing<'_>, lens: &Lens) -> bool {
        let outline = Outline::of(thing);
        outline.is_some_and(|outline| self.canvas.hides(lens, &outline))
    }
}

fn triangles_of(things: &[Thing<'_>], index: u32) -> usize {
    things[index as usize].mesh.triangles.len()
}

fn blank(lens: &Lens) -> Picture {
    let size = (lens.height, lens.width);
    Picture {
        image: Array3::zeros((0, 0, 3)),
        depth_m: Array2::zeros(size),
        classes: Array2::zeros(size),
        instances: Array2::zeros(size),
        objects: Vec::new(),
        triangles: 0,
        left_out: 0,
    }
}

#[cfg(test)]
mod tests;
