//! Triangles of visible things, in the camera frame, and the tiles that they may touch.

use std::ops::Range;

use rayon::prelude::*;

use super::visible::Thing;
use crate::lens::Lens;
use crate::mesh::Texture;

/// Nothing nearer to the camera is seen.
pub(crate) const NEAR_M: f32 = 0.05;
/// Set in [`Triangle::face`] where the back is seen and the corners are swapped.
pub(crate) const FLIPPED: u32 = 1 << 31;

/// A triangle before the camera. Seen from there its corners run so that their determinant is
/// negative.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Triangle {
    /// Corners, camera frame, m.
    pub(crate) corners_m: [[f32; 3]; 3],
    /// Which thing, by place among the visible.
    pub(crate) thing: u32,
    /// Which triangle of its mesh, with [`FLIPPED`].
    pub(crate) face: u32,
    /// Which surface of its mesh, and whether that is paint on the road.
    pub(crate) surface: u16,
    pub(crate) is_paint: bool,
    /// Lowest and highest x, then y, of its rays.
    pub(crate) span: [[f32; 2]; 2],
    /// First and one past the last column, then row, of tiles.
    pub(crate) tiles: [[u16; 2]; 2],
}

/// The triangles of a thing: where the first is, and how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl Part {
    pub(crate) fn range(&self) -> Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

/// Writes what of some of the things may be seen into `triangles`, from place `first` on; each has
/// as much room as its mesh has triangles.
pub(crate) fn gather(
    things: &[Thing<'_>],
    some: &[u32],
    lens: &Lens,
    triangles: &mut Vec<Triangle>,
    first: usize,
) -> Vec<Part> {
    let room_of = |index: u32| things[index as usize].mesh.triangles.len();
    let total = some.iter().map(|index| room_of(*index)).sum::<usize>();
    if triangles.len() < first + total {
        triangles.resize(first + total, Triangle::default());
    }
    let mut rest = &mut triangles[first..first + total];
    let mut first = first;
    let mut jobs = Vec::with_capacity(some.len());
    for &index in some {
        let room = room_of(index);
        let (own, others) = rest.split_at_mut(room);
        rest = others;
        jobs.push((index, first as u32, own));
        first += room;
    }
    jobs.into_par_iter()
        .with_min_len(4)
        .map_init(Spare::default, |spare, (index, first, own)| {
            let thing = &things[index as usize];
            let count = gather_thing(index, thing, lens, spare, own);
            Part { first, count }
        })
        .collect()
}

/// Room to work, used from thing to thing.
#[derive(Default)]
struct Spare {
    /// The mesh's vertices, camera frame, m.
    corners_m: Vec<[f32; 3]>,
    /// Of each surface, whether its back is seen and whether it is paint.
    sides: Vec<(bool, bool)>,
}

fn gather_thing(
    index: u32,
    thing: &Thing<'_>,
    lens: &Lens,
    spare: &mut Spare,
    out: &mut [Triangle],
) -> u32 {
    let mesh = thing.mesh;
    let Spare { corners_m, sides } = spare;
    corners_m.clear();
    corners_m.extend(mesh.positions_m.iter().map(|p| thing.seen_at(*p)));
    sides.clear();
    sides.extend(mesh.surfaces.iter().map(|surface| {
        let is_paint = matches!(surface.texture, Texture::RoadPaint);
        (surface.is_two_sided, is_paint)
    }));
    let mut count = 0;
    for (face, indices) in mesh.triangles.iter().enumerate() {
        let at = indices.map(|i| corners_m.get(i as usize));
        let [Some(a), Some(b), Some(c)] = at else {
            continue;
        };
        let Some(&surface) = mesh.surface_of.get(face) else {
            continue;
        };
        let Some(&(is_two_sided, is_paint)) = sides.get(usize::from(surface)) else {
            continue;
        };
        let Some(triangle) = face_triangle([*a, *b, *c], is_two_sided, lens) else {
            continue;
        };
        out[count] = Triangle {
            thing: index,
            face: triangle.face | face as u32,
            surface,
            is_paint,
            ..triangle
        };
        count += 1;
    }
    count as u32
}

#[inline]
fn face_triangle(corners: [[f32; 3]; 3], is_two_sided: bool, lens: &Lens) -> Option<Triangle> {
    let [a, b, c] = corners;
    let highest_z = a[2].max(b[2]).max(c[2]);
    if !(highest_z > NEAR_M) {
        return None;
    }
    let determinant = determinant(&corners);
    let is_back = determinant > 0.0;
    if !(determinant.abs() > 0.0 && determinant.is_finite()) || (is_back && !is_two_sided) {
        return None;
    }
    let span = ray_span(&corners)?;
    let columns = lens.columns_of(f64::from(span[0][0]), f64::from(span[0][1]));
    let rows = lens.rows_of(f64::from(span[1][0]), f64::from(span[1][1]));
    (columns[0] < columns[1] && rows[0] < rows[1]).then(|| Triangle {
        corners_m: if is_back { [a, c, b] } else { [a, b, c] },
        thing: 0,
        face: if is_back { FLIPPED } else { 0 },
        surface: 0,
        is_paint: false,
        span,
        tiles: [columns.map(|c| c as u16), rows.map(|r| r as u16)],
    })
}

/// Six times the volume between the triangle and the camera, in f64, where products of f32 are
/// exact.
#[inline]
pub(crate) fn determinant(corners: &[[f32; 3]; 3]) -> f64 {
    let [a, b, c] = corners.map(|p| p.map(f64::from));
    a[0] * (b[1] * c[2] - b[2] * c[1])
        + a[1] * (b[2] * c[0] - b[0] * c[2])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
}

/// Lowest and highest x/z and y/z of the part beyond [`NEAR_M`].
#[inline]
fn ray_span(corners: &[[f32; 3]; 3]) -> Option<[[f32; 2]; 2]> {
    let is_beyond = corners.iter().all(|p| p[2] >= NEAR_M);
    let mut span = match is_beyond {
        true => whole_span(corners),
        false => cut_span(corners),
    };
    // Rounding of the division, with room to spare.
    for [low, high] in &mut span {
        *low -= 1e-6 * (1.0 + low.abs());
        *high += 1e-6 * (1.0 + high.abs());
    }
    let is_finite = span.as_flattened().iter().all(|v| v.is_finite());
    is_finite.then_some(span)
}

#[inline]
fn whole_span(corners: &[[f32; 3]; 3]) -> [[f32; 2]; 2] {
    let inverse = corners.map(|p| 1.0 / p[2]);
    [0, 1].map(|axis| {
        let [a, b, c] = [0, 1, 2].map(|i| corners[i][axis] * inverse[i]);
        [a.min(b).min(c), a.max(b).max(c)]
    })
}

fn cut_span(corners: &[[f32; 3]; 3]) -> [[f32; 2]; 2] {
    let mut span = [[f32::INFINITY, f32::NEG_INFINITY]; 2];
    let mut add = |p: [f32; 3]| {
        for axis in 0..2 {
            let ray = p[axis] / p[2];
            span[axis] = [span[axis][0].min(ray), span[axis][1].max(ray)];
        }
    };
    for (i, p) in corners.iter().enumerate() {
        let q = corners[(i + 1) % 3];
        if p[2] >= NEAR_M {
            add(*p);
        }
        if (p[2] >= NEAR_M) != (q[2] >= NEAR_M) {
            let share = (NEAR_M - p[2]) / (q[2] - p[2]);
            let [x, y] = [0, 1].map(|axis| p[axis] + share * (q[axis] - p[axis]));
            add([x, y, NEAR_M]);
        }
    }
    span
}
