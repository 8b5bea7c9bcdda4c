//! What a tracker says: 18 columns, those of a label and a score; read and written.

use std::fmt;
use std::path::Path;

use super::KittiError;
use super::frames::{CameraBox, ImageBox};
use super::labels::{LabelKind, label};
use super::lines::{lines, read_text};

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

/// Results from a file, in its order; unpacked if the name ends in `.gz`.
///
/// # Errors
/// [`KittiError::Unreadable`], or [`KittiError::Line`] with the first field that is broken.
pub fn read_results(path: &Path) -> Result<Vec<ResultLine>, KittiError> {
    let text = read_text(path, "check the path")?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, file: &str) -> Result<Vec<ResultLine>, KittiError> {
    lines(text, file, None)
        .map(|line| {
            line.require(18, "a result")?;
            let label = label(&line)?;
            match (label.track, label.camera_box) {
                (Some(track), Some(camera_box)) => Ok(ResultLine {
                    frame: label.frame,
                    track,
                    kind: label.kind,
                    alpha_rad: label.alpha_rad,
                    image_box: label.image_box,
                    camera_box,
                    score: line.number_at(17, "score")?,
                }),
                _ => Err(line.error(
                    2,
                    "a result cannot be DontCare".to_owned(),
                    "remove the line",
                )),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_line_reads_back() {
        let text = "0 1883 Car 0 0 1.632100 678.753700 184.587100 701.324000 204.817000 1.469500 1.535800 3.806800 6.296900 2.425300 56.743800 1.742600 -0.329100";
        let line = parse(text, "r.txt").unwrap()[0];
        assert_eq!(line.to_string(), text);
    }

    #[test]
    fn a_cut_line_is_named() {
        let error = parse("0 1883 Car 0 0 1.6", "r.txt")
            .unwrap_err()
            .to_string();
        assert!(error.contains("6 fields, a result has 18"), "{error}");
    }
}
