//! Labels in colour, for eyes.

use image::{GrayImage, Luma, Rgb, RgbImage};
use ndarray::{Array2, ArrayView3};

use trunkline_interfaces::SemanticClass;
use trunkline_interfaces::messages::CameraTruth;

use super::lettering::{self, GLYPH_H};
use crate::paint::{class_color, depth_color, outline, rgb};

/// Columns and size of the legend's fields.
const LEGEND_COLUMNS: u32 = 8;
const FIELD_PX: [u32; 2] = [126, 18];
const SWATCH_PX: u32 = 12;

/// Semantic labels in the colours of their classes.
pub(super) fn classes_view(classes: &Array2<u8>) -> RgbImage {
    let (height, width) = classes.dim();
    RgbImage::from_fn(width as u32, height as u32, |x, y| {
        Rgb(class_color(classes[(y as usize, x as usize)]))
    })
}

/// Names and colours of all 23 labels, as wide as a picture but at least as one column.
pub(super) fn legend(width_px: u32) -> RgbImage {
    let columns = (width_px / FIELD_PX[0]).clamp(1, LEGEND_COLUMNS);
    let rows = (SemanticClass::ALL.len() as u32).div_ceil(columns);
    let width_px = width_px.max(FIELD_PX[0]);
    let mut page = RgbImage::from_pixel(width_px, rows * FIELD_PX[1] + 6, Rgb([250; 3]));
    for (i, class) in (0..).zip(SemanticClass::ALL) {
        let left = 3 + i % columns * FIELD_PX[0];
        let top = 4 + i / columns * FIELD_PX[1];
        for (x, y) in (0..SWATCH_PX).flat_map(|x| (0..SWATCH_PX).map(move |y| (x, y))) {
            page.put_pixel(left + x, top + y, Rgb(class.color_rgb()));
        }
        let text_top = top + (SWATCH_PX - GLYPH_H) / 2;
        let left = left + SWATCH_PX + 4;
        lettering::write(&mut page, [left, text_top], class.name(), Rgb([20; 3]));
    }
    page
}

/// Depth in colours from near (yellow) to far (dark blue), logarithmic; black is sky.
pub(super) fn depth_view(depth_m: &Array2<f32>) -> RgbImage {
    let (height, width) = depth_m.dim();
    RgbImage::from_fn(width as u32, height as u32, |x, y| {
        Rgb(depth_color(depth_m[(y as usize, x as usize)]))
    })
}

/// Instances as grey values that differ from neighbour to neighbour; black is nobody.
pub(super) fn instances_view(instances: &Array2<u16>) -> GrayImage {
    let (height, width) = instances.dim();
    GrayImage::from_fn(width as u32, height as u32, |x, y| {
        let number = instances[(y as usize, x as usize)];
        Luma([if number == 0 {
            0
        } else {
            60 + (number.wrapping_mul(79) % 196) as u8
        }])
    })
}

/// The picture with a box around each road user, in the colour of its class, and its name.
pub(super) fn boxes_view(image: ArrayView3<'_, u8>, truth: &CameraTruth) -> RgbImage {
    let mut page = rgb(image);
    let size = page.dimensions().into();
    for agent in &truth.agents {
        let color = agent.class.color_rgb();
        let Some([left, top, right, _]) = outline(&mut page, &agent.box_px, size, color) else {
            continue;
        };
        if right - left > 40 && top > GLYPH_H + 2 {
            lettering::write(
                &mut page,
                [left, top - GLYPH_H - 2],
                agent.class.name(),
                Rgb(color),
            );
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_shows_every_class_in_its_colour() {
        let page = legend(640);
        for class in SemanticClass::ALL {
            let color = Rgb(class.color_rgb());
            assert!(page.pixels().any(|p| *p == color), "{}", class.name());
        }
    }
}
