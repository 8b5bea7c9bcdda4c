//! What a camera hands over: the image and the labels of every pixel.

use ndarray::{Array2, Array3};

/// How much of one object the picture shows; all zero where it shows none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SeenObject {
    /// Pixels that show it.
    pub pixels: u32,
    /// `[left, top, right, bottom]` around them, pixels; edges, so a single pixel (u, v) is
    /// `[u - 0.5, v - 0.5, u + 0.5, v + 0.5]`. All zero where there are none.
    pub box_px: [f64; 4],
    /// Pixels of the image that would show it if nothing hid it, for an object that is seen.
    pub whole_pixels: u32,
    /// Around those, cut at the image's edge. All zero where there are none.
    pub whole_box_px: [f64; 4],
}

impl SeenObject {
    /// Pixels that show it over pixels that would if nothing hid it; 0 where it is not seen.
    pub fn visibility(&self) -> f64 {
        match self.whole_pixels {
            0 => 0.0,
            whole => f64::from(self.pixels) / f64::from(whole),
        }
    }
}

/// A picture with its labels. Labels and depth are those of each pixel's centre exactly; the image
/// is smoothed over the pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// RGB, `[height, width, 3]`.
    pub image: Array3<u8>,
    /// Distance along the optical axis, m, `[height, width]`; 0 = sky.
    pub depth_m: Array2<f32>,
    /// [`SemanticClass`](trunkline_interfaces::SemanticClass) values, `[height, width]`.
    pub classes: Array2<u8>,
    /// 0 where there is no object, else 1 + its number, `[height, width]`.
    pub instances: Array2<u16>,
    /// By object number, up to the highest in the scene.
    pub objects: Vec<SeenObject>,
    /// Triangles that were drawn: they face the camera, their rays touch the image, and what they
    /// belong to was not known to be hidden.
    pub triangles: usize,
    /// Placed things that were in sight but, as there was too much, are not drawn or only in part;
    /// the farthest ones.
    pub left_out: usize,
}
