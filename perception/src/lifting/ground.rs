//! Where the ground is, from pixels of road and verge: a plane around each object, so that hills
//! are followed.

use nalgebra::{Matrix3, Vector2, Vector3};
use trunkline_interfaces::SemanticClass;

use super::object_points::spread_points;
use super::view::View;

/// Points of each camera that are looked at, at most.
const MOST_POINTS: usize = 2500;
/// Side of the cells in which points are gathered.
const CELL_M: f64 = 3.0;
/// Ground beyond does not matter.
const REACH_M: f64 = 120.0;
/// Quantile of the heights in a cell that is taken for the ground where classes are not known.
const LOW_QUANTILE: f64 = 0.2;
/// Standard deviation of a cell's height from a plane: kerbs, potholes, depth …
const CELL_DEVIATION_M: f64 = 0.12;
/// … and where classes are not known: hedges, walls, low parts of what stands there.
const UNLABELLED_DEVIATION_M: f64 = 0.3;
/// Standard deviation of the ground's slope around an object, before it is seen.
const SLOPE_DEVIATION: f64 = 0.05;
/// Ground is never better known than this …
const LEAST_DEVIATION_M: f64 = 0.04;
/// … and than this share of the distance, with classes and without.
const LEAST_PER_M: [f64; 2] = [0.001, 0.006];
/// Repetitions of the robust fit.
const REPETITIONS: usize = 3;

/// Height of the ground in one cell, vehicle frame.
#[derive(Debug, Clone, Copy)]
struct Cell {
    at_m: Vector3<f64>,
    /// Known to be ground by its class.
    is_labelled: bool,
}

/// The ground as the cameras see it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    cells: Vec<Cell>,
}

/// The ground around a place, vehicle frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LocalGround {
    around_m: Vector2<f64>,
    pub(super) height_m: f64,
    slope: Vector2<f64>,
    pub(super) deviation_m: f64,
}

impl LocalGround {
    /// The same ground, with a height that was measured there too.
    pub(super) fn with_height(&self, measured_m: f64, deviation_m: f64) -> Self {
        let (own, other) = (
            1.0 / (self.deviation_m * self.deviation_m),
            1.0 / (deviation_m * deviation_m),
        );
        Self {
            height_m: (own * self.height_m + other * measured_m) / (own + other),
            deviation_m: 1.0 / (own + other).sqrt(),
            ..*self
        }
    }

    pub(super) fn height_at_m(&self, place_m: Vector2<f64>) -> f64 {
        self.height_m + self.slope.dot(&(place_m - self.around_m))
    }
}

impl Ground {
    /// Gathers the ground that the views show. `boxes_px` are the 2D boxes of each view: where
    /// classes are not known, what lies in one is no ground.
    pub(super) fn gather(views: &[View<'_>], boxes_px: &[Vec<[f64; 4]>]) -> Self {
        let mut cells = Vec::new();
        let nothing = Vec::new();
        for (k, view) in views.iter().enumerate() {
            let boxes_px = boxes_px.get(k).unwrap_or(&nothing);
            let is_labelled = view.classes.is_some();
            let whole = [
                -0.5,
                -0.5,
                f64::from(view.lens.intrinsics.width_px),
                f64::from(view.lens.intrinsics.height_px),
            ];
            let points = spread_points(view, whole, MOST_POINTS, |column, row| match view.depth {
                _ if is_labelled => view.class(column, row).is_some_and(is_ground),
                Some((_, grid)) => {
                    let at_px = grid.image_px(column, row);
                    !boxes_px.iter().any(|b| is_within(at_px, b))
                }
                None => false,
            });
            let near = points.iter().map(|p| p.at_m);
            let near = near.filter(|at_m| at_m.xy().norm() < REACH_M);
            let mut by_cell: Vec<(Vector2<i32>, Vector3<f64>)> = near
                .map(|at_m| ((at_m.xy() / CELL_M).map(|v| v.floor() as i32), at_m))
                .collect();
            let key = |cell: &Vector2<i32>| (cell.x, cell.y);
            by_cell.sort_by(|(a, p), (b, q)| key(a).cmp(&key(b)).then(p.z.total_cmp(&q.z)));
            cells.extend(by_cell.chunk_by(|a, b| a.0 == b.0).filter_map(|points| {
                let quantile = if is_labelled { 0.5 } else { LOW_QUANTILE };
                let rank = (quantile * (points.len() - 1) as f64) as usize;
                let sum: Vector3<f64> = points.iter().map(|(_, at_m)| at_m).sum();
                let mean = sum / points.len() as f64;
                let enough = is_labelled || points.len() > 1;
                enough.then_some(Cell {
                    at_m: Vector3::new(mean.x, mean.y, points.get(rank)?.1.z),
                    is_labelled,
                })
            }));
        }
        Self { cells }
    }

    /// The plane through the cells around a place: weighted least squares with a Gaussian of
    /// the distance and Cauchy weights, and a level plane through the wheels as the prior, whose
    /// deviation grows with the distance.
    pub(super) fn around(&self, place_m: Vector2<f64>) -> LocalGround {
        let range_m = place_m.norm();
        let reach_m = 5.0 + 0.1 * range_m;
        let prior_m = 0.05 + 0.02 * range_m;
        let mut plane = Vector3::zeros();
        let prior = Matrix3::from_diagonal(&Vector3::new(
            1.0 / (prior_m * prior_m),
            1.0 / (SLOPE_DEVIATION * SLOPE_DEVIATION),
            1.0 / (SLOPE_DEVIATION * SLOPE_DEVIATION),
        ));
        let mut deviation_m = prior_m;
        let is_labelled = self.cells.iter().any(|cell| cell.is_labelled);
        let least_per_m = LEAST_PER_M[usize::from(!is_labelled)];
        for repetition in 0..REPETITIONS {
            let mut information = prior;
            let mut sum = Vector3::zeros();
            for cell in &self.cells {
                let offset = cell.at_m.xy() - place_m;
                let near = offset.norm_squared() / (2.0 * reach_m * reach_m);
                if near > 4.5 {
                    continue; // 3 deviations
                }
                let row = Vector3::new(1.0, offset.x, offset.y);
                let own_m = match cell.is_labelled {
                    true => CELL_DEVIATION_M,
                    false => UNLABELLED_DEVIATION_M,
                };
                // At first the prior is no reason to doubt what is known to be ground.
                let scale = match (repetition, cell.is_labelled) {
                    (0, true) => 10.0,
                    (0, false) => 2.0 * own_m + 0.5 * prior_m,
                    _ => 2.0 * own_m,
                };
                let error = (cell.at_m.z - row.dot(&plane)) / scale;
                let weight = libm::exp(-near) / ((1.0 + error * error) * own_m * own_m);
                information += weight * row * row.transpose();
                sum += weight * cell.at_m.z * row;
            }
            let Some(factor) = information.cholesky() else {
                break;
            };
            plane = factor.solve(&sum);
            deviation_m = factor.inverse()[(0, 0)].max(0.0).sqrt();
        }
        LocalGround {
            around_m: place_m,
            height_m: plane.x,
            slope: plane.yz(),
            deviation_m: libm::hypot(deviation_m, LEAST_DEVIATION_M + least_per_m * range_m),
        }
    }
}

fn is_within(at_px: Vector2<f64>, box_px: &[f64; 4]) -> bool {
    let [left, top, right, bottom] = *box_px;
    (left..=right).contains(&at_px.x) && (top..=bottom).contains(&at_px.y)
}

/// What road users stand on.
fn is_ground(label: SemanticClass) -> bool {
    matches!(
        label,
        SemanticClass::Road
            | SemanticClass::RoadLine
            | SemanticClass::Sidewalk
            | SemanticClass::Ground
            | SemanticClass::Terrain
            | SemanticClass::RailTrack
    )
}
