//! What a camera sees of the things before it, and the labels.

use ndarray::{Array2, Array3};

use crate::geometry::{Outline, Thing, Triangle, gather};
use crate::lens::Lens;
use crate::picture::Picture;
use crate::raster::{Band, BandLabels, Bins, Canvas, Drawing};
use crate::renderer::Phase;

/// Triangles of the first wave, about; each next one may have twice as many.
const FIRST_WAVE: usize = 6_000;
/// Triangles that are drawn at most, nearest things first; bounds time and memory.
const MOST_TRIANGLES: usize = 2_000_000;
/// Pairs of triangle and tile that are drawn at most; bounds time and memory.
const MOST_PAIRS: usize = 8_000_000;

/// Draws things in waves, the nearest first: after each wave, what is hidden behind all that is
/// drawn already is left out before any of its triangles is looked at (Greene, Kass and Miller,
/// "Hierarchical Z-buffer visibility", 1993, with tiles as the one level). In a town that is most
/// of it. Nothing of the picture depends on it.
#[derive(Debug)]
pub(crate) struct Sight {
    first_wave: usize,
    pub(crate) triangles: Vec<Triangle>,
    pub(crate) bands: Vec<Band>,
    bins: Bins,
    canvas: Canvas,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            first_wave: FIRST_WAVE,
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
        let (mut drawn, mut left_out) = (0, 0);
        let (mut next, mut room, mut pairs) = (0, 0, 0);
        let mut size = self.first_wave;
        while next < things.len() {
            let most = MOST_TRIANGLES - room;
            let wave = self.wave(things, &mut next, lens, [size, most]);
            if wave.is_empty() {
                break;
            }
            let mut parts = gather(things, &wave, lens, &mut self.triangles, room);
            let triangles = &self.triangles;
            let bins = &mut self.bins;
            left_out += bins.fill(lens, &mut parts, triangles, MOST_PAIRS - pairs);
            ended(Phase::Geometry);
            self.canvas.draw(Drawing {
                lens,
                things,
                triangles,
                bins,
            });
            ended(Phase::Raster);
            drawn += parts.iter().map(|part| part.count as usize).sum::<usize>();
            pairs += self.bins.pairs();
            room += wave.iter().map(|i| triangles_of(things, *i)).sum::<usize>();
            size += size / 4 + 1;
        }
        let mut picture = blank(lens);
        let labels = (
            picture.depth_m.as_slice_mut(),
            picture.classes.as_slice_mut(),
            picture.instances.as_slice_mut(),
        );
        if let (Some(depth_m), Some(classes), Some(instances)) = labels {
            let labels = BandLabels {
                depth_m,
                classes,
                instances,
            };
            let drawing = Drawing {
                lens,
                things,
                triangles: &self.triangles,
                bins: &self.bins,
            };
            self.canvas.label(drawing, &mut self.bands, labels);
        }
        picture.objects = self.canvas.objects(objects);
        picture.triangles = drawn;
        picture.left_out = left_out + things.len() - next;
        ended(Phase::Raster);
        picture
    }

    /// The next things that are not known to be hidden, those of one object together: about `size` triangles of them and never
    /// more than `most`; `next` moves past all that were looked at.
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
            if !own[..count].iter().all(|thing| self.hides(thing, lens)) {
                let own = own[..count].iter();
                triangles += own.map(|thing| thing.mesh.triangles.len()).sum::<usize>();
                if triangles > most {
                    break;
                }
                wave.extend((*next..*next + count).map(|index| index as u32));
            }
            *next += count;
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
mod tests {
    use std::sync::Arc;

    use nalgebra::{Isometry3, UnitQuaternion, Vector3};
    use trunkline_interfaces::{AgentClass, Intrinsics, Random};

    use super::*;
    use crate::geometry::{Ball, View, visible_things};
    use crate::models::road_users::{Gait, RoadUser, build};
    use crate::models::scenery::{BuildingKind, TreeKind, building, tree};
    use crate::scene::{Lamps, Placed};

    /// Houses, trees and cars before a camera that looks along x.
    fn crowd(seed: u64) -> Vec<Placed> {
        let mut random = Random::new(seed, "test/crowd", 0);
        let house = Arc::new(building(BuildingKind::TownHouse, [12.0, 10.0, 7.0], seed));
        let tree = Arc::new(tree(TreeKind::Broadleaf, 9.0, seed));
        let car = RoadUser {
            class: AgentClass::Car,
            size_m: [4.5, 1.8, 1.5],
            seed,
        };
        let car = Arc::new(build(&car, Gait::Standing));
        (0..240_u16)
            .map(|number| {
                let (mesh, object) = match number % 4 {
                    0 => (&house, None),
                    1 | 2 => (&tree, None),
                    // Two things an object.
                    _ => (&car, Some(number / 8)),
                };
                let (ahead_m, aside_m) = (random.range(4.0, 150.0), random.range(-0.8, 0.8));
                let at = Vector3::new(ahead_m, ahead_m * aside_m, 0.0);
                Placed {
                    mesh: Arc::clone(mesh),
                    world_from_mesh: Isometry3::new(at, Vector3::z() * random.range(-3.0, 3.0)),
                    tint: [1.0; 3],
                    lamps: Lamps::default(),
                    object,
                }
            })
            .collect()
    }

    #[test]
    fn the_size_of_waves_changes_nothing_but_the_work() {
        let camera =
            UnitQuaternion::from_basis_unchecked(&[-Vector3::y(), -Vector3::z(), Vector3::x()]);
        let view = View::new(&Isometry3::from_parts(
            Vector3::new(0.0, 0.0, 1.6).into(),
            camera,
        ));
        let (view, lens) = (
            view.unwrap(),
            Lens::new(&Intrinsics::pinhole(320, 180, 1.6)),
        );
        let lens = lens.unwrap();
        for seed in 0..12 {
            let placed = crowd(seed);
            let balled = placed.iter().map(|p| (p, Ball::around(&p.mesh)));
            let things = visible_things(balled, &view, &lens);
            let look = |first_wave| {
                let mut sight = Sight {
                    first_wave,
                    ..Sight::default()
                };
                sight.look(&things, &lens, 30, &mut |_| {})
            };
            let (many, one) = (look(1), look(MOST_TRIANGLES));
            assert!(many.depth_m == one.depth_m, "seed {seed}");
            assert!(
                many.classes == one.classes && many.instances == one.instances,
                "{seed}"
            );
            assert_eq!(many.objects, one.objects, "seed {seed}");
            assert!(
                2 * many.triangles < one.triangles,
                "{} {}",
                many.triangles,
                one.triangles
            );
        }
    }
}
