//! Where the pixels of a dense map lie in the image: the one place that says so.

use nalgebra::Vector2;

use crate::camera::Intrinsics;

/// A dense map laid over an image. A map may be coarser than its image, or finer, by any factor: map pixel
/// (i, j) is the middle of its share of the image, image pixel
/// `(s·i + (s − 1)/2, s·j + (s − 1)/2)` where the map has one pixel per s × s pixels. At s = 1
/// that is the pixel itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapGrid {
    /// Columns of the map.
    pub width: usize,
    /// Rows of the map.
    pub height: usize,
    /// Image pixels per map pixel, `[along x, along y]`.
    pub stride_px: Vector2<f64>,
}

impl MapGrid {
    /// A map of `[height, width]` over the image of a camera; `None` if either is empty.
    pub fn new(shape: &[usize], lens: &Intrinsics) -> Option<Self> {
        Self::over(shape, [lens.width_px, lens.height_px])
    }

    /// A map of `[height, width]` over an image of `[width, height]`; `None` if either is empty.
    pub fn over(shape: &[usize], [width_px, height_px]: [u32; 2]) -> Option<Self> {
        let &[height, width] = shape else {
            return None;
        };
        let is_empty = width == 0 || height == 0 || width_px == 0 || height_px == 0;
        (!is_empty).then(|| Self {
            width,
            height,
            stride_px: Vector2::new(
                f64::from(width_px) / width as f64,
                f64::from(height_px) / height as f64,
            ),
        })
    }

    /// The point of the image that a map pixel stands for.
    pub fn image_px(&self, column: usize, row: usize) -> Vector2<f64> {
        Vector2::new(
            (column as f64 + 0.5) * self.stride_px.x - 0.5,
            (row as f64 + 0.5) * self.stride_px.y - 0.5,
        )
    }

    /// The map pixel that shows a point of the image, the nearest one if none does.
    pub fn map_px(&self, image_px: Vector2<f64>) -> (usize, usize) {
        let index = |at_px: f64, stride_px: f64, size: usize| {
            let place = ((at_px + 0.5) / stride_px).floor();
            if place > 0.0 {
                (place as usize).min(size - 1)
            } else {
                0
            }
        };
        (
            index(image_px.x, self.stride_px.x, self.width),
            index(image_px.y, self.stride_px.y, self.height),
        )
    }

    /// Map pixels that stand for points between two of the image, along x or y: `first..end`.
    pub fn between(
        low_px: f64,
        high_px: f64,
        stride_px: f64,
        size: usize,
    ) -> std::ops::Range<usize> {
        let first = ((low_px + 0.5) / stride_px - 0.5).ceil().max(0.0);
        let last = ((high_px + 0.5) / stride_px - 0.5).floor();
        if !(last >= first) || !(first < size as f64) {
            return 0..0; // NaN too
        }
        first as usize..(last as usize + 1).min(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lens() -> Intrinsics {
        Intrinsics::pinhole(640, 360, 1.5)
    }

    #[test]
    fn a_pixel_of_a_coarse_map_is_the_middle_of_its_share() {
        let grid = MapGrid::new(&[90, 160], &lens()).unwrap();
        // stride 4: 4·1 + 3/2 = 5.5, 4·2 + 3/2 = 9.5
        assert_eq!(grid.image_px(1, 2), Vector2::new(5.5, 9.5));
        let whole = MapGrid::new(&[360, 640], &lens()).unwrap();
        assert_eq!(whole.image_px(7, 9), Vector2::new(7.0, 9.0));
    }

    #[test]
    fn a_map_without_pixels_is_none() {
        assert_eq!(MapGrid::new(&[0, 160], &lens()), None);
        assert_eq!(MapGrid::new(&[160], &lens()), None);
        assert_eq!(MapGrid::over(&[90, 0], [640, 360]), None);
        assert_eq!(MapGrid::over(&[90, 160], [0, 360]), None);
        assert_eq!(MapGrid::over(&[90, 160], [640, 0]), None);
    }

    #[test]
    fn ranges_hold_the_pixels_between() {
        // stride 4: pixels 0, 1, 2 stand for 1.5, 5.5, 9.5
        assert_eq!(MapGrid::between(1.5, 9.4, 4.0, 160), 0..2);
        assert_eq!(MapGrid::between(-50.0, 1e9, 4.0, 160), 0..160);
        assert_eq!(MapGrid::between(700.0, 800.0, 4.0, 160), 0..0);
        assert_eq!(MapGrid::between(9.0, 3.0, 4.0, 160), 0..0);
        assert_eq!(MapGrid::between(f64::NAN, f64::NAN, 4.0, 160), 0..0);
    }

    proptest! {
        #[test]
        fn every_map_pixel_finds_itself(column in 0..160_usize, row in 0..90_usize) {
            let grid = MapGrid::new(&[90, 160], &lens()).unwrap();
            prop_assert_eq!(grid.map_px(grid.image_px(column, row)), (column, row));
        }

        #[test]
        fn a_range_holds_the_map_pixels_that_stand_for_its_points(
            low in -20.0..660.0_f64, length in 0.0..300.0_f64, width in 1..400_usize,
        ) {
            let grid = MapGrid::over(&[90, width], [640, 360]).unwrap();
            let found = MapGrid::between(low, low + length, grid.stride_px.x, width);
            let holds = |column| (low..=low + length).contains(&grid.image_px(column, 0).x);
            prop_assert_eq!(found.collect::<Vec<_>>(), (0..width).filter(|c| holds(*c)).collect::<Vec<_>>());
        }

        #[test]
        fn a_point_of_the_image_finds_the_nearest_map_pixel(
            x in -0.5..639.5_f64, y in -0.5..359.5_f64, width in 1..900_usize, height in 1..500_usize,
        ) {
            let grid = MapGrid::over(&[height, width], [640, 360]).unwrap();
            let (column, row) = grid.map_px(Vector2::new(x, y));
            let off_px = (grid.image_px(column, row) - Vector2::new(x, y)).abs();
            prop_assert!(off_px.x <= 0.5 * grid.stride_px.x + 1e-9 && off_px.y <= 0.5 * grid.stride_px.y + 1e-9);
            prop_assert_eq!(grid.map_px(Vector2::new(-9.0, 1e9)), (0, height - 1));
        }
    }
}
