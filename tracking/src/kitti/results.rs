//! What a tracker says: 18 columns, those of a label and a score.

use std::fmt;

use super::frames::{CameraBox, ImageBox};
use super::labels::LabelKind;

/// One box of one track in one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResultLine {
    /// Frame, from 0.
    pub frame: usize,
    /// Identity.
    pub track: u32,
    /// What it is.
    pub kind: LabelKind,
    /// Observation angle.
    pub alpha_rad: f64,
    /// Rectangle in the image.
    pub image_box: ImageBox,
    /// The box.
    pub camera_box: CameraBox,
    /// Higher is surer; no probability.
    pub score: f64,
}

/// The line without its line break; six decimals, as AB3DMOT prints.
impl fmt::Display for ResultLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (i, b) = (&self.image_box, &self.camera_box);
        let p = &b.bottom_center_m;
        write!(
            f,
            "{} {} {:?} 0 0 {:.6}",
            self.frame, self.track, self.kind, self.alpha_rad
        )?;
        let numbers = [
            i.x1_px,
            i.y1_px,
            i.x2_px,
            i.y2_px,
            b.height_m,
            b.width_m,
            b.length_m,
            p.x,
            p.y,
            p.z,
            b.rotation_y_rad,
            self.score,
        ];
        numbers.iter().try_for_each(|v| write!(f, " {v:.6}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_one_of_ab3dmot() {
        // First line of AB3DMOT's results of sequence 0012.
        let line = ResultLine {
            frame: 0,
            track: 1883,
            kind: LabelKind::Car,
            alpha_rad: 1.6321,
            image_box: ImageBox::from_array([678.7537, 184.5871, 701.324, 204.817]),
            camera_box: CameraBox::from_array([
                1.4695, 1.5358, 3.8068, 6.2969, 2.4253, 56.7438, 1.7426,
            ]),
            score: -0.3291,
        };
        let text = "0 1883 Car 0 0 1.632100 678.753700 184.587100 701.324000 204.817000 1.469500 1.535800 3.806800 6.296900 2.425300 56.743800 1.742600 -0.329100";
        assert_eq!(line.to_string(), text);
    }
}
