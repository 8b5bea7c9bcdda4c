//! The surfaces of lanes and junctions.

use std::collections::BTreeMap;

use geo::Area as _;
use nalgebra::{Point3, Vector2};
use trunkline_interfaces::JunctionId;

use super::chunks::Chunks;
use super::cover::Cover;
use super::field::Field;
use super::materials;
use super::strip::{KERB_M, Section, Strip};
use super::triangulate::triangulated;
use crate::roads::MAX_ISLAND_M2;

/// Strips reach this far over their borders, so that no gap shows between two of them.
const OVERLAP_M: f64 = 0.02;
/// Raised strips leave this to the kerb.
pub(super) const KERB_WIDTH_M: f64 = 0.16;

/// A ring of a junction's border, the junction on its left.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    pub points_m: Vec<Vector2<f64>>,
    /// Whether it surrounds an island.
    pub is_island: bool,
}

/// Adds the surface of every lane.
pub(super) fn lay_strips(chunks: &mut Chunks, field: &Field, strips: &[Strip]) {
    for strip in strips {
        if strip.cover == Cover::Nothing {
            continue;
        }
        let surface = materials::of_cover(strip.cover);
        for pair in strip.sections.windows(2) {
            for quad in quads(strip, pair[0], pair[1], field) {
                chunks.floor(surface, &quad);
            }
        }
    }
}

/// A piece of a strip as quadrangles; of raised strips only what no road crosses.
fn quads(strip: &Strip, a: Section, b: Section, field: &Field) -> Vec<[Point3<f64>; 4]> {
    if !strip.cover.is_raised() {
        let [a, b] = [a, b].map(|section| widened(section, OVERLAP_M, OVERLAP_M));
        return vec![[a.right_m, b.right_m, b.left_m, a.left_m]];
    }
    let up = nalgebra::Vector3::new(0.0, 0.0, KERB_M);
    let is_kerb = |beyond: Option<super::strip::Beyond>| {
        beyond.is_some_and(|b| !b.cover.is_raised() && b.cover != Cover::Nothing)
    };
    let inset = |is_kerb: bool| if is_kerb { -KERB_WIDTH_M } else { OVERLAP_M };
    let (left, right) = (inset(is_kerb(strip.left)), inset(is_kerb(strip.right)));
    let [a, b] = [a, b].map(|section| widened(section, left, right));
    let whole = [a.right_m, b.right_m, b.left_m, a.left_m].map(|p| p + up);
    if strip.junction.is_none() {
        return vec![whole];
    }
    let pieces = ((b.s_m - a.s_m) / 1.5).ceil().max(1.0);
    let mix = |p: Point3<f64>, q: Point3<f64>, u: f64| p + (q - p) * u;
    let [r0, r1, l1, l0] = whole;
    (0..pieces as usize)
        .map(|k| {
            let (u, v) = (k as f64 / pieces, (k + 1) as f64 / pieces);
            [
                mix(r0, r1, u),
                mix(r0, r1, v),
                mix(l0, l1, v),
                mix(l0, l1, u),
            ]
        })
        .filter(|quad| {
            let on_road = |p: &Point3<f64>| field.road_clearance_m(p.coords.xy(), 1.0) < -0.1;
            !quad.iter().any(on_road)
        })
        .collect()
}

fn widened(section: Section, left_m: f64, right_m: f64) -> Section {
    let across = section.left_m - section.right_m;
    let width_m = across.norm();
    if !(width_m > 1e-6) || width_m + left_m + right_m <= 0.0 {
        return section;
    }
    let out = across / width_m;
    Section {
        left_m: section.left_m + out * left_m,
        right_m: section.right_m - out * right_m,
        ..section
    }
}

/// Paves the islands of junctions and gives the rings around their road surfaces.
pub(super) fn lay_junctions(chunks: &mut Chunks, field: &Field, strips: &[Strip]) -> Vec<Ring> {
    let mut junctions: BTreeMap<JunctionId, Vec<geo::Polygon>> = BTreeMap::new();
    for strip in strips.iter().filter(|s| s.cover.is_road()) {
        let Some(junction) = strip.junction else {
            continue;
        };
        let left = strip.border(true).collect::<Vec<_>>();
        let ring: Vec<(f64, f64)> = strip
            .border(false)
            .chain(left.into_iter().rev())
            .map(|p| (p.x, p.y))
            .collect();
        let polygon = geo::Polygon::new(ring.into(), Vec::new());
        junctions.entry(junction).or_default().push(polygon);
    }
    let mut rings = Vec::new();
    for parts in junctions.into_values() {
        for shape in geo::unary_union(&parts) {
            let (outer, holes) = shape.into_inner();
            rings.push(Ring {
                points_m: points(&outer),
                is_island: false,
            });
            for hole in holes {
                let area_m2 = geo::Polygon::new(hole.clone(), Vec::new()).unsigned_area();
                if area_m2 > MAX_ISLAND_M2 {
                    rings.push(Ring {
                        points_m: points(&hole),
                        is_island: true,
                    });
                } else if area_m2 > 1e-3 {
                    pave(chunks, field, &points(&hole));
                }
            }
        }
    }
    rings
}

/// Fills a ring with asphalt at the height of the lanes around it.
fn pave(chunks: &mut Chunks, field: &Field, ring: &[Vector2<f64>]) {
    for triangle in triangulated(ring) {
        let corners = triangle.map(|p| {
            let z = field.road_elevation_m(p).unwrap_or(0.0);
            Point3::new(p.x, p.y, z)
        });
        chunks.floor(materials::ASPHALT, &corners);
    }
}

/// The points of a closed ring, without those that all but coincide.
fn points(ring: &geo::LineString) -> Vec<Vector2<f64>> {
    let mut points: Vec<Vector2<f64>> = Vec::new();
    for c in ring.coords() {
        let p = Vector2::new(c.x, c.y);
        if points.last().is_none_or(|last| (p - last).norm() > 0.02) {
            points.push(p);
        }
    }
    while points.len() > 1 && (points[points.len() - 1] - points[0]).norm() <= 0.02 {
        points.pop();
    }
    points
}
