//! Boxes of road users in pictures.

use image::{Rgb, RgbImage};

/// Draws the outline of a box onto a picture; the box is in pixels of an image of the size `of_px`,
/// of which the picture may be a smaller one. The outline runs over the outermost pixels within the
/// box, and along the picture's edge where that cuts the box. Gives these pixels of the picture,
/// `[left, top, right, bottom]`; `None` if nothing of the box is in it.
pub(crate) fn outline(
    picture: &mut RgbImage,
    box_px: &[f64; 4],
    of_px: [u32; 2],
    color: [u8; 3],
) -> Option<[u32; 4]> {
    let (width, height) = picture.dimensions();
    let [left, right] = span([box_px[0], box_px[2]], of_px[0], width)?;
    let [top, bottom] = span([box_px[1], box_px[3]], of_px[1], height)?;
    for x in left..=right {
        picture.put_pixel(x, top, Rgb(color));
        picture.put_pixel(x, bottom, Rgb(color));
    }
    for y in top..=bottom {
        picture.put_pixel(left, y, Rgb(color));
        picture.put_pixel(right, y, Rgb(color));
    }
    Some([left, top, right, bottom])
}

/// First and last of a picture's pixels between two edges along one axis of the image.
fn span(edges_px: [f64; 2], image_px: u32, picture_px: u32) -> Option<[u32; 2]> {
    let scale = f64::from(picture_px) / f64::from(image_px);
    // The first pixel has its middle at 0, so it begins at -0.5.
    let [begin, end] = edges_px.map(|edge| ((edge + 0.5) * scale).round());
    let last = (end - 1.0).max(begin); // what is narrower than a pixel takes one
    let outermost = f64::from(picture_px) - 1.0;
    let is_seen = last >= 0.0 && begin <= outermost; // false for NaN
    is_seen.then(|| [begin.max(0.0) as u32, last.min(outermost) as u32])
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOR: [u8; 3] = [1, 2, 3];

    /// The pixels that are drawn, and what is said of them.
    fn drawn(box_px: [f64; 4], of_px: [u32; 2]) -> (Vec<[u32; 2]>, Option<[u32; 4]>) {
        let mut picture = RgbImage::new(10, 8);
        let place = outline(&mut picture, &box_px, of_px, COLOR);
        let pixels = picture.enumerate_pixels();
        let colored = pixels.filter(|(_, _, color)| color.0 == COLOR);
        (colored.map(|(x, y, _)| [x, y]).collect(), place)
    }

    /// The border of a rectangle, in the order of rows.
    fn border([left, top, right, bottom]: [u32; 4]) -> Vec<[u32; 2]> {
        let rows = (top..=bottom).flat_map(|y| (left..=right).map(move |x| [x, y]));
        rows.filter(|[x, y]| [left, right].contains(x) || [top, bottom].contains(y))
            .collect()
    }

    #[test]
    fn the_outline_runs_over_the_outermost_pixels_within() {
        // An edge at 1.5 lies before pixel 2, one at 9.5 behind pixel 9.
        let same_size = drawn([1.5, 3.5, 9.5, 6.5], [10, 8]);
        assert_eq!(same_size.0, border([2, 4, 9, 6]));
        // A picture of half the size: 2 · ½ = 1 to 10 · ½ − 1 = 4, 4 · ½ = 2 to 8 · ½ − 1 = 3
        let half_size = drawn([1.5, 3.5, 9.5, 7.5], [20, 16]);
        assert_eq!(half_size.0, border([1, 2, 4, 3]));
    }

    #[test]
    fn a_box_that_the_edge_cuts_has_its_lines_along_the_edge() {
        let whole = [0, 0, 9, 7];
        let cut = drawn([-30.0, -5.0, 400.0, 50.0], [10, 8]);
        assert_eq!(cut, (border(whole), Some(whole)));
        let right = drawn([4.5, 1.5, 12.0, 20.0], [10, 8]);
        assert_eq!(right.0, border([5, 2, 9, 7]));
    }

    #[test]
    fn what_is_not_in_the_picture_is_not_drawn_and_what_is_thin_is_one_pixel() {
        for outside in [
            [10.0, 1.0, 14.0, 4.0],
            [1.0, -9.0, 4.0, -2.0],
            [f64::NAN; 4],
        ] {
            assert_eq!(drawn(outside, [10, 8]), (Vec::new(), None), "{outside:?}");
        }
        assert_eq!(drawn([2.6, 3.6, 2.7, 3.7], [10, 8]).0, [[3, 4]]);
    }
}
