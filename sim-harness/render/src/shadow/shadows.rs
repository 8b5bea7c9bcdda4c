//! The maps around a camera, and what is kept of them from picture to picture.

use std::sync::Arc;

use nalgebra::{Matrix3, Vector3};
use wide::f32x4;

use super::cast::{Caster, cast};
use super::map::{Map, OPEN, SeenMap};
use crate::four::Wide3;
use crate::geometry::Bounds;
use crate::scene::Placed;

/// Texels a side of each map.
const SIDE: usize = 1024;
/// Size of a texel of the near and the far map, m.
const TEXEL_M: [f32; 2] = [0.08, 0.36];
/// Grid on which the maps' middles lie, m.
const STEP_M: [f64; 2] = [16.0, 64.0];
/// Maps of the backdrop that are kept.
const KEPT: usize = 8;

/// Triangles that a map is drawn from at most; bounds time.
const MOST_TRIANGLES: usize = 1_000_000;

/// What a map of the backdrop is made from.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    towards_light: [f32; 3],
    level: usize,
    cell: [i64; 3],
}

/// A map of the backdrop with what moves drawn over it.
#[derive(Debug)]
struct Working {
    key: Key,
    map: Map,
    /// Rows that differ from the backdrop's map.
    dirty: Vec<[[usize; 2]; 2]>,
}

/// Maps that are kept from picture to picture; they depend on backdrop, light and place only.
#[derive(Debug, Default)]
pub(crate) struct ShadowCache {
    backdrop: Vec<(Key, Arc<Map>)>,
    working: [Option<Working>; 2],
}

/// The shadows around a camera.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shadows<'a> {
    maps: [SeenMap<'a>; 2],
}

impl ShadowCache {
    /// Forgets the backdrop.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws the shadows around a camera.
    pub(crate) fn around(
        &mut self,
        eye_m: &Vector3<f64>,
        towards_light: &Vector3<f32>,
        penumbra_m: f32,
        backdrop: &[(&Placed, Bounds)],
        moving: &[(&Placed, Bounds)],
    ) -> Option<Shadows<'_>> {
        for level in 0..2 {
            let (key, middle_m) = key(eye_m, towards_light, level);
            let base = self.base(key, middle_m, backdrop);
            let working = renew(self.working[level].take(), key, &base);
            // What the near map holds throws no shadow beyond it.
            let near = self.working[0].as_ref().filter(|_| level > 0);
            let casters = moving.iter().copied().filter(|(placed, bounds)| {
                near.is_none_or(|near| !near.map.holds(placed, *bounds))
            });
            let casters = casters.collect::<Vec<_>>();
            self.working[level] = Some(with_moving(working, &casters));
        }
        let [Some(near), Some(far)] = &self.working else {
            return None;
        };
        let maps = [&near.map, &far.map].map(|map| SeenMap::new(map, eye_m, penumbra_m));
        Some(Shadows { maps })
    }

    fn base(
        &mut self,
        key: Key,
        middle_m: Vector3<f64>,
        backdrop: &[(&Placed, Bounds)],
    ) -> Arc<Map> {
        if let Some((_, map)) = self.backdrop.iter().find(|(known, _)| *known == key) {
            return Arc::clone(map);
        }
        let mut map = Map {
            map_from_world: axes(&Vector3::from(key.towards_light)),
            middle_m,
            side: SIDE,
            texel_m: TEXEL_M[key.level],
            heights: vec![OPEN; SIDE * SIDE],
        };
        let casters = casters(&map, backdrop);
        cast(&casters, &mut map.heights, SIDE, map.texel_m);
        let map = Arc::new(map);
        if self.backdrop.len() >= KEPT {
            self.backdrop.remove(0);
        }
        self.backdrop.push((key, Arc::clone(&map)));
        map
    }
}

/// Texels at a map's edge where the next map is asked, too.
const EDGE: usize = 48;

impl Map {
    /// Whether a thing lies within the map, well off its edge.
    fn holds(&self, placed: &Placed, bounds: Bounds) -> bool {
        let caster = self.caster(placed, bounds);
        caster.is_some_and(|caster| {
            let mut reach = caster.reach.iter();
            reach.all(|[first, end]| *first >= EDGE && *end <= SIDE - EDGE)
        })
    }
}

fn casters<'a>(map: &Map, placed: &[(&'a Placed, Bounds)]) -> Vec<Caster<'a>> {
    let mut triangles = 0;
    let placed = placed.iter();
    let over = placed.filter_map(|(placed, bounds)| map.caster(placed, *bounds));
    over.take_while(|caster| {
        triangles += caster.triangles();
        triangles <= MOST_TRIANGLES
    })
    .collect()
}

/// Undoes what moved, or copies another base.
fn renew(old: Option<Working>, key: Key, base: &Arc<Map>) -> Working {
    let Some(mut working) = old.filter(|old| old.key == key) else {
        return Working {
            key,
            map: Map::clone(base),
            dirty: Vec::new(),
        };
    };
    for [columns, rows] in working.dirty.drain(..) {
        for row in rows[0]..rows[1] {
            let span = row * SIDE + columns[0]..row * SIDE + columns[1];
            working.map.heights[span.clone()].copy_from_slice(&base.heights[span]);
        }
    }
    working
}

fn with_moving(mut working: Working, moving: &[(&Placed, Bounds)]) -> Working {
    let casters = casters(&working.map, moving);
    cast(
        &casters,
        &mut working.map.heights,
        SIDE,
        working.map.texel_m,
    );
    working
        .dirty
        .extend(casters.iter().map(|caster| caster.reach));
    working
}

/// Axes of a map: two across the light, the light's last.
fn axes(towards_light: &Vector3<f32>) -> Matrix3<f32> {
    let aside = match towards_light.x.abs() < 0.9 * towards_light.norm() {
        true => Vector3::x(),
        false => Vector3::y(),
    };
    let across = towards_light.cross(&aside).normalize();
    let along = towards_light.cross(&across);
    Matrix3::from_rows(&[
        across.transpose(),
        along.transpose(),
        towards_light.transpose(),
    ])
}

fn key(eye_m: &Vector3<f64>, towards_light: &Vector3<f32>, level: usize) -> (Key, Vector3<f64>) {
    let map_from_world = axes(towards_light).cast::<f64>();
    let cell = (map_from_world * eye_m / STEP_M[level]).map(libm::round);
    let key = Key {
        towards_light: (*towards_light).into(),
        level,
        cell: [cell.x as i64, cell.y as i64, cell.z as i64],
    };
    (key, map_from_world.transpose() * cell * STEP_M[level])
}

impl Shadows<'_> {
    /// Shares of the light that reach those of four places that are `wanted`, relative to the
    /// camera in world axes.
    #[inline(always)]
    pub(crate) fn light_at(&self, places_m: Wide3, normals: Wide3, mut wanted: f32x4) -> f32x4 {
        let mut light = f32x4::ONE;
        for map in &self.maps {
            if !wanted.any() {
                break;
            }
            let [own, is_on] = map.light_at(places_m, normals);
            let is_found = is_on & wanted;
            light = is_found.bitselect(own, light);
            wanted &= !is_found;
        }
        light
    }
}
