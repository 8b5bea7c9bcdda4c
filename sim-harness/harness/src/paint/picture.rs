//! Images as pictures.

use image::{Rgb, RgbImage};
use ndarray::ArrayView3;

/// An image, `[height, width, 3]`, as the `image` crate has it.
pub(crate) fn rgb(image: ArrayView3<'_, u8>) -> RgbImage {
    let (height, width, _) = image.dim();
    RgbImage::from_fn(width as u32, height as u32, |x, y| {
        let at = |c| image[(y as usize, x as usize, c)];
        Rgb([at(0), at(1), at(2)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    #[test]
    fn rows_run_down_and_columns_to_the_right() {
        let image = Array3::from_shape_fn((2, 3, 3), |(y, x, c)| (100 * y + 10 * x + c) as u8);
        let picture = rgb(image.view());
        assert_eq!(picture.dimensions(), (3, 2));
        assert_eq!(picture.get_pixel(2, 1).0, [120, 121, 122]);
    }
}
