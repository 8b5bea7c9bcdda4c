//! Unions of many polygons, with an index.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cell::grid_cell;
use super::polygon::Polygon;

/// The union of many polygons, indexed by a grid, so that a query looks at a few of them only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<Polygon>", into = "Vec<Polygon>")]
#[schemars(with = "Vec<Polygon>")]
pub struct Region {
    polygons: Vec<Polygon>,
    /// Corners of the box around each polygon: most are passed over by it.
    bounds_m: Vec<[Vector2<f64>; 2]>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
}

/// Cell size of the index. Lane polygons are cut to tens of metres; a few share a cell.
const CELL_M: f64 = 10.0;
/// Boxes are taken as this much larger, m: what is passed over must not matter by any rounding.
const ROUNDING_M: f64 = 1e-6;
/// A polygon over more cells than this is kept in every query instead (bounds memory on hostile maps).
const MAX_CELLS: i64 = 1 << 16;

impl Region {
    /// The union of the polygons.
    pub fn new(polygons: Vec<Polygon>) -> Self {
        let mut cells: BTreeMap<(i32, i32), Vec<u32>> = BTreeMap::new();
        let mut bounds_m = Vec::with_capacity(polygons.len());
        for (index, polygon) in polygons.iter().enumerate() {
            let (lo, hi) = polygon.bounds_m().unwrap_or_default();
            bounds_m.push([lo, hi]);
            if polygon.vertices_m.is_empty() {
                continue;
            }
            let ((x0, y0), (x1, y1)) = (grid_cell(lo, CELL_M), grid_cell(hi, CELL_M));
            let side = |a: i32, b: i32| i64::from(b) - i64::from(a) + 1;
            let count = side(x0, x1).saturating_mul(side(y0, y1));
            let index = index as u32;
            if count > MAX_CELLS {
                cells.entry(EVERYWHERE).or_default().push(index);
                continue;
            }
            for x in x0..=x1 {
                for y in y0..=y1 {
                    cells.entry((x, y)).or_default().push(index);
                }
            }
        }
        Self {
            polygons,
            bounds_m,
            cells,
        }
    }

    /// The polygons, as given.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// Whether there is no polygon at all.
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// Polygons of a cell whose box comes within `reach_m` of a point.
    fn near(
        &self,
        key: (i32, i32),
        p_m: Vector2<f64>,
        reach_m: f64,
    ) -> impl Iterator<Item = &Polygon> {
        let listed = |key| self.cells.get(&key).into_iter().flatten();
        let is_near = move |[lo, hi]: [Vector2<f64>; 2]| {
            let within = |low: f64, high: f64, at: f64| {
                at >= low - reach_m - ROUNDING_M && at <= high + reach_m + ROUNDING_M
            };
            within(lo.x, hi.x, p_m.x) && within(lo.y, hi.y, p_m.y)
        };
        listed(key)
            .chain(listed(EVERYWHERE))
            .map(|i| *i as usize)
            .filter(move |i| is_near(self.bounds_m[*i]))
            .map(|i| &self.polygons[i])
    }

    /// Whether any polygon contains the point.
    pub fn contains(&self, p_m: Vector2<f64>) -> bool {
        self.near(grid_cell(p_m, CELL_M), p_m, 0.0)
            .any(|polygon| polygon.contains(p_m))
    }

    /// How far outside the union the point is: 0 inside, at most `limit_m` (≤ 10 m).
    pub fn distance_outside_m(&self, p_m: Vector2<f64>, limit_m: f64) -> f64 {
        if self.contains(p_m) {
            return 0.0;
        }
        let (x, y) = grid_cell(p_m, CELL_M);
        let mut nearest = limit_m;
        for dx in -1..=1 {
            for dy in -1..=1 {
                let key = (x.saturating_add(dx), y.saturating_add(dy));
                for polygon in self.near(key, p_m, nearest) {
                    nearest = nearest.min(polygon.distance_to_edge_m(p_m));
                }
            }
        }
        nearest
    }
}

const EVERYWHERE: (i32, i32) = (i32::MAX, i32::MAX);

impl From<Vec<Polygon>> for Region {
    fn from(polygons: Vec<Polygon>) -> Self {
        Self::new(polygons)
    }
}

impl From<Region> for Vec<Polygon> {
    fn from(region: Region) -> Self {
        region.polygons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Polygon {
        Polygon::new(vec![
            Vector2::new(x0, y0),
            Vector2::new(x1, y0),
            Vector2::new(x1, y1),
            Vector2::new(x0, y1),
        ])
    }

    #[test]
    fn a_union_contains_what_any_part_contains() {
        let region = Region::new(vec![
            rectangle(0.0, 0.0, 25.0, 4.0),
            rectangle(24.0, 0.0, 60.0, 4.0),
        ]);
        assert!(region.contains(Vector2::new(24.5, 2.0)));
        assert!(region.contains(Vector2::new(55.0, 2.0)));
        assert!(!region.contains(Vector2::new(55.0, 4.5)));
    }

    #[test]
    fn distance_outside_is_the_distance_to_the_edge() {
        let region = Region::new(vec![rectangle(0.0, 0.0, 25.0, 4.0)]);
        assert_abs_diff_eq!(
            region.distance_outside_m(Vector2::new(5.0, 4.3), 5.0),
            0.3,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            region.distance_outside_m(Vector2::new(5.0, 3.9), 5.0),
            0.0,
            epsilon = 0.0
        );
        assert_abs_diff_eq!(
            region.distance_outside_m(Vector2::new(500.0, 4.3), 5.0),
            5.0,
            epsilon = 0.0
        );
    }

    #[test]
    fn huge_polygons_cost_no_memory() {
        let region = Region::new(vec![rectangle(-1e12, -1e12, 1e12, 1e12)]);
        assert!(region.contains(Vector2::new(7.0, 7.0)));
        assert_abs_diff_eq!(rectangle(0.0, 0.0, 3.0, 4.0).area_m2(), 12.0, epsilon = 0.0);
    }

    #[test]
    fn a_region_is_what_it_was_made_of() {
        let nothing = Region::default();
        assert!(nothing.is_empty() && !nothing.contains(Vector2::zeros()));
        let parts = vec![rectangle(0.0, 0.0, 1.0, 1.0), Polygon::new(Vec::new())];
        let region = Region::new(parts.clone());
        assert!(!region.is_empty());
        assert_eq!(region.polygons(), parts);
        let json = serde_json::to_string(&region).unwrap();
        assert_eq!(serde_json::from_str::<Region>(&json).unwrap(), region);
    }

    #[test]
    fn a_polygon_over_too_many_cells_is_found_from_everywhere() {
        // 2600 m by 2600 m are 260 · 260 cells of 10 m, more than 2¹⁶.
        let region = Region::new(vec![rectangle(0.0, 0.0, 2600.0, 2600.0)]);
        assert_eq!(region.cells.len(), 1);
        assert!(region.contains(Vector2::new(5.0, 2595.0)));
        assert_abs_diff_eq!(
            region.distance_outside_m(Vector2::new(2602.0, 7.0), 5.0),
            2.0,
            epsilon = 1e-12
        );
        let smaller = Region::new(vec![rectangle(0.0, 0.0, 2500.0, 2500.0)]);
        assert_eq!(smaller.cells.len(), 251 * 251);
    }

    proptest! {
        #[test]
        fn the_index_answers_like_a_look_at_every_polygon(
            corners in prop::collection::vec((-40.0..40.0_f64, -40.0..40.0_f64, 0.1..25.0_f64, 0.1..25.0_f64), 1..8),
            x in -60.0..60.0_f64, y in -60.0..60.0_f64, limit_m in 0.1..10.0_f64,
        ) {
            let parts: Vec<_> = corners.iter().map(|(x0, y0, l, w)| rectangle(*x0, *y0, x0 + l, y0 + w)).collect();
            let (region, p) = (Region::new(parts.clone()), Vector2::new(x, y));
            let is_inside = parts.iter().any(|part| part.contains(p));
            prop_assert_eq!(region.contains(p), is_inside);
            let nearest = parts.iter().map(|part| part.distance_to_edge_m(p)).fold(limit_m, f64::min);
            let expected_m = if is_inside { 0.0 } else { nearest };
            prop_assert_eq!(region.distance_outside_m(p, limit_m), expected_m);
        }
    }
}
