//! One camera's maps with their rays.

use std::collections::BTreeMap;

use nalgebra::{Isometry3, Point3, Vector2, Vector3};
use ndarray::Array2;
use trunkline_interfaces::messages::{CameraFrame, Perception};
use trunkline_interfaces::{Intrinsics, MapGrid, SemanticClass};

/// Depths beyond are sky or mistakes.
const MAX_DEPTH_M: f32 = 250.0;
/// Depths nearer than this are mistakes.
const MIN_DEPTH_M: f32 = 0.1;

/// The ray of each pixel of a map, `(x, y)` at z = 1: taking a lens' distortion away is slow, and
/// lenses do not change.
#[derive(Debug, Clone, PartialEq)]
struct Rays {
    lens: Intrinsics,
    grid: MapGrid,
    at_one_metre: Vec<Vector2<f64>>,
}

/// Rays of every camera so far, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct RayTables(BTreeMap<String, Rays>);

impl RayTables {
    /// Makes the table of a camera ready.
    pub(super) fn prepare(&mut self, camera: &str, lens: &Intrinsics, grid: MapGrid) {
        let is_ready = |rays: &Rays| rays.lens == *lens && rays.grid == grid;
        if self.0.get(camera).is_some_and(is_ready) {
            return;
        }
        let places = (0..grid.height).flat_map(|row| (0..grid.width).map(move |c| (c, row)));
        let at_one_metre = places
            .map(|(column, row)| lens.ray(grid.image_px(column, row)).xy())
            .collect();
        let rays = Rays {
            lens: *lens,
            grid,
            at_one_metre,
        };
        self.0.insert(camera.to_owned(), rays);
    }
}

/// A point that a pixel shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SeenPoint {
    /// Vehicle frame.
    pub(super) at_m: Vector3<f64>,
    /// Along the optical axis.
    pub(super) depth_m: f64,
    /// Where in the image.
    pub(super) image_px: Vector2<f64>,
}

/// One camera, as far as projections need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lens {
    pub(super) intrinsics: Intrinsics,
    pub(super) camera_from_ego: Isometry3<f64>,
}

/// One camera: geometry, depth, and classes if there are any.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) lens: Lens,
    pub(super) ego_from_camera: Isometry3<f64>,
    /// Lies over the depth map; a view without depth has none.
    pub(super) depth: Option<(&'a Array2<f32>, MapGrid)>,
    /// What the depths of one object are off by, as a share, where the perceiver knows.
    pub(super) depth_noise: Option<f64>,
    pub(super) classes: Option<(&'a Array2<u8>, MapGrid)>,
    rays: &'a [Vector2<f64>],
}

impl<'a> View<'a> {
    /// The grid of a frame's depth map, if it has one.
    pub(super) fn depth_grid(frame: &CameraFrame, perception: &Perception) -> Option<MapGrid> {
        let depth = perception.depth_m.as_ref()?;
        MapGrid::new(depth.shape(), &frame.intrinsics)
    }

    /// A view on prepared rays.
    pub(super) fn new(
        frame: &CameraFrame,
        perception: &'a Perception,
        tables: &'a RayTables,
    ) -> Self {
        let grid = Self::depth_grid(frame, perception);
        let classes = perception
            .segmentation
            .as_ref()
            .and_then(|classes| Some((classes, MapGrid::new(classes.shape(), &frame.intrinsics)?)));
        let rays = tables.0.get(&frame.camera);
        Self {
            lens: Lens {
                intrinsics: frame.intrinsics,
                camera_from_ego: frame.ego_from_camera.inverse(),
            },
            ego_from_camera: frame.ego_from_camera,
            depth: perception.depth_m.as_ref().zip(grid),
            depth_noise: perception.depth_noise,
            classes,
            rays: rays.map_or(&[], |rays| &rays.at_one_metre),
        }
    }

    /// Where the camera is, seen from above.
    pub(super) fn place_m(&self) -> Vector2<f64> {
        self.ego_from_camera.translation.vector.xy()
    }

    /// What a pixel of the depth map shows; `None` where there is no depth.
    pub(super) fn point(&self, column: usize, row: usize) -> Option<SeenPoint> {
        let (depth, grid) = self.depth?;
        let depth_m = *depth.get((row, column))?;
        if !(MIN_DEPTH_M..=MAX_DEPTH_M).contains(&depth_m) {
            return None; // NaN too
        }
        let ray = self.rays.get(row * grid.width + column)?.push(1.0);
        let depth_m = f64::from(depth_m);
        let at_m = self.ego_from_camera * Point3::from(ray * depth_m);
        at_m.iter().all(|v| v.is_finite()).then_some(SeenPoint {
            at_m: at_m.coords,
            depth_m,
            image_px: grid.image_px(column, row),
        })
    }

    /// Whether a pixel of the depth map has a depth.
    pub(super) fn has_depth(&self, column: usize, row: usize) -> bool {
        let depth_m = self.depth.and_then(|(depth, _)| depth.get((row, column)));
        depth_m.is_some_and(|depth_m| (MIN_DEPTH_M..=MAX_DEPTH_M).contains(depth_m))
    }

    /// The class that a pixel of the depth map shows.
    pub(super) fn class(&self, column: usize, row: usize) -> Option<SemanticClass> {
        let ((classes, class_grid), (_, grid)) = (self.classes?, self.depth?);
        let (column, row) = match class_grid == grid {
            true => (column, row),
            false => class_grid.map_px(grid.image_px(column, row)),
        };
        SemanticClass::from_value(*classes.get((row, column))?)
    }
}
