//! The nearest triangles of a tile's samples.

use wide::bytemuck::cast;
use wide::f32x4;

use super::planes::{Plane, Planes};
use crate::four::LANES;
use crate::lens::{TILE_H, TILE_PX, TILE_W, TileRays};

/// Samples of a pixel: its centre, which the labels are taken from, and three around it.
pub(crate) const SAMPLES: usize = 4;
/// Where they lie, pixels from the centre: a turned triangle around it.
pub(crate) const SAMPLE_AT_PX: [[f32; 2]; SAMPLES] =
    [[0.0, 0.0], [0.374, 0.066], [-0.244, 0.291], [-0.13, -0.357]];
/// The sample sees nothing.
pub(crate) const NOTHING: u32 = 0;
/// Groups of pixels in a tile.
const GROUPS: usize = TILE_PX / LANES;
/// Groups of pixels in a row.
const ROW_GROUPS: usize = TILE_W / LANES;

/// What the samples of a tile see so far.
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    nearness: [[f32x4; GROUPS]; SAMPLES],
    /// Bits of the number of the triangle, [`NOTHING`] or 1 + its index.
    number: [[f32x4; GROUPS]; SAMPLES],
}

/// Pixels of a tile, one bit each.
pub(crate) type Mask = [u32; TILE_H];

impl Default for Tile {
    fn default() -> Self {
        Self {
            nearness: [[f32x4::ZERO; GROUPS]; SAMPLES],
            number: [[f32x4::ZERO; GROUPS]; SAMPLES],
        }
    }
}

impl Tile {
    pub(crate) fn clear(&mut self) {
        for planes in [&mut self.nearness, &mut self.number] {
            planes.as_flattened_mut().fill(f32x4::ZERO);
        }
    }

    /// Numbers of the triangles that the samples of a group of pixels see.
    #[inline]
    pub(crate) fn numbers(&self, group: usize) -> [[u32; LANES]; SAMPLES] {
        let of = |sample: usize| cast::<f32x4, [u32; LANES]>(self.number[sample][group]);
        [of(0), of(1), of(2), of(3)]
    }

    /// Nearness at the centres of a group of pixels.
    #[inline]
    pub(crate) fn nearness(&self, group: usize) -> f32x4 {
        self.nearness[0][group]
    }

    /// What every sample sees is at least this near, 1/m; zero where one sees nothing.
    pub(crate) fn floor(&self) -> f32 {
        let mut lowest = f32x4::splat(f32::INFINITY);
        for group in self.nearness.as_flattened() {
            lowest = lowest.fast_min(*group);
        }
        let [a, b, c, d] = lowest.to_array();
        a.min(b).min(c.min(d))
    }

    /// Whether all samples that may show a span of rays see something nearer.
    pub(crate) fn hides(&self, span: [[f32; 2]; 2], rays: &TileRays, nearness: f32) -> bool {
        let [first_row, end_row] = rays.rows_of(span[1][0], span[1][1]);
        let [first_group, end_group] = rays.groups_of(span[0][0], span[0][1]);
        let nearness = f32x4::splat(nearness);
        (first_row..end_row).all(|row| {
            let groups = row * ROW_GROUPS + first_group..row * ROW_GROUPS + end_group;
            let mut farthest = f32x4::splat(f32::INFINITY);
            for sample in &self.nearness {
                for seen in &sample[groups.clone()] {
                    farthest = farthest.fast_min(*seen);
                }
            }
            farthest.simd_gt(nearness).all()
        })
    }

    /// Which pixels' centres a triangle covers, hidden or not.
    pub(crate) fn cover(planes: &Planes, span: [[f32; 2]; 2], rays: &TileRays, covered: &mut Mask) {
        let [first_row, end_row] = rays.rows_of(span[1][0], span[1][1]);
        let [first_group, end_group] = rays.groups_of(span[0][0], span[0][1]);
        let edges = planes.edges.each_ref().map(WidePlane::new);
        let thresholds = planes.thresholds.map(f32x4::splat);
        let nearness = WidePlane::new(&planes.nearness);
        let nearest = f32x4::splat(planes.nearest);
        for (row, covered) in covered.iter_mut().enumerate().take(end_row).skip(first_row) {
            for group in first_group..end_group {
                let at = row * ROW_GROUPS + group;
                let (dx, dy) = (rays.dx[at], rays.dy[at]);
                let inside = edges[0].at(dx, dy).simd_ge(thresholds[0])
                    & edges[1].at(dx, dy).simd_ge(thresholds[1])
                    & edges[2].at(dx, dy).simd_ge(thresholds[2])
                    & nearness.at(dx, dy).simd_le(nearest);
                *covered |= inside.to_bitmask() << (group * LANES);
            }
        }
    }

    /// Draws a triangle; `span` is that of its rays from the tile's origin. With `covered`, the
    /// pixels whose centre it covers are added, hidden or not.
    pub(crate) fn draw(
        &mut self,
        planes: &Planes,
        number: u32,
        lead: f32,
        span: [[f32; 2]; 2],
        rays: &TileRays,
        mut covered: Option<&mut Mask>,
    ) {
        let [first_row, end_row] = rays.rows_of(span[1][0], span[1][1]);
        let [first_group, end_group] = rays.groups_of(span[0][0], span[0][1]);
        let job = Job::new(planes, number, lead, rays.pixel);
        for row in first_row..end_row {
            for group in first_group..end_group {
                let at = row * ROW_GROUPS + group;
                let centres = self.draw_group(&job, at, rays.dx[at], rays.dy[at]);
                if let Some(covered) = covered.as_deref_mut() {
                    covered[row] |= centres << (group * LANES);
                }
            }
        }
    }

    /// Returns which of the group's centres are covered, hidden or not.
    #[inline(always)]
    fn draw_group(&mut self, job: &Job, at: usize, dx: f32x4, dy: f32x4) -> u32 {
        let [a, b, c] = &job.edges;
        let edges = [a.at(dx, dy), b.at(dx, dy), c.at(dx, dy)];
        let near_any = edges[0].simd_ge(job.lowest[0])
            & edges[1].simd_ge(job.lowest[1])
            & edges[2].simd_ge(job.lowest[2]);
        if near_any.to_bitmask() == 0 {
            return 0;
        }
        let nearness = job.nearness.at(dx, dy);
        let [a, b, c, d] = &self.nearness;
        let farthest = a[at].fast_min(b[at]).fast_min(c[at].fast_min(d[at]));
        if !farthest.simd_lt(job.high * job.lead).any() {
            return job.inside(0, &edges, nearness).to_bitmask();
        }
        let mut centres = 0;
        for sample in 0..SAMPLES {
            let at_sample = nearness + job.nearness_step[sample];
            let inside = job.inside(sample, &edges, at_sample);
            if sample == 0 {
                centres = inside.to_bitmask();
            }
            let at_sample = at_sample.fast_max(job.low).fast_min(job.high) * job.lead;
            let old = self.nearness[sample][at];
            let wins = inside & at_sample.simd_gt(old);
            self.nearness[sample][at] = wins.bitselect(at_sample, old);
            self.number[sample][at] = wins.bitselect(job.number, self.number[sample][at]);
        }
        centres
    }
}

/// A [`Plane`] for four pixels at once.
#[derive(Debug, Clone, Copy)]
struct WidePlane {
    x: f32x4,
    y: f32x4,
    at: f32x4,
}

impl WidePlane {
    fn new(plane: &Plane) -> Self {
        Self {
            x: f32x4::splat(plane.x),
            y: f32x4::splat(plane.y),
            at: f32x4::splat(plane.at),
        }
    }

    #[inline(always)]
    fn at(&self, dx: f32x4, dy: f32x4) -> f32x4 {
        self.x * dx + (self.y * dy + self.at)
    }
}

/// A triangle, ready for a tile.
struct Job {
    edges: [WidePlane; 3],
    /// By sample and edge.
    thresholds: [[f32x4; 3]; SAMPLES],
    /// Lowest threshold of each edge.
    lowest: [f32x4; 3],
    nearness: WidePlane,
    nearness_step: [f32x4; SAMPLES],
    /// Nothing nearer is seen.
    nearest: f32x4,
    low: f32x4,
    high: f32x4,
    /// What the nearness is multiplied by before it is compared.
    lead: f32x4,
    number: f32x4,
}

impl Job {
    /// Where a sample lies within the triangle.
    #[inline(always)]
    fn inside(&self, sample: usize, edges: &[f32x4; 3], nearness: f32x4) -> f32x4 {
        let thresholds = &self.thresholds[sample];
        edges[0].simd_ge(thresholds[0])
            & edges[1].simd_ge(thresholds[1])
            & edges[2].simd_ge(thresholds[2])
            & nearness.simd_le(self.nearest)
    }

    #[inline]
    fn new(planes: &Planes, number: u32, lead: f32, pixel: [f32; 2]) -> Self {
        let step = |plane: &Plane, sample: usize| {
            let [x, y] = SAMPLE_AT_PX[sample];
            plane.x * (x * pixel[0]) + plane.y * (y * pixel[1])
        };
        let thresholds: [[f32; 3]; SAMPLES] = std::array::from_fn(|sample| {
            std::array::from_fn(|edge| match sample {
                0 => planes.thresholds[edge],
                _ => -step(&planes.edges[edge], sample),
            })
        });
        let lowest = std::array::from_fn(|edge| {
            let lowest = thresholds.iter().map(|t| t[edge]);
            f32x4::splat(lowest.fold(f32::INFINITY, f32::min))
        });
        Self {
            edges: planes.edges.each_ref().map(WidePlane::new),
            thresholds: thresholds.map(|t| t.map(f32x4::splat)),
            lowest,
            nearness: WidePlane::new(&planes.nearness),
            nearness_step: std::array::from_fn(|sample| {
                f32x4::splat(step(&planes.nearness, sample))
            }),
            nearest: f32x4::splat(planes.nearest),
            low: f32x4::splat(planes.nearness_span[0]),
            high: f32x4::splat(planes.nearness_span[1]),
            lead: f32x4::splat(lead),
            number: f32x4::splat(f32::from_bits(number)),
        }
    }
}
