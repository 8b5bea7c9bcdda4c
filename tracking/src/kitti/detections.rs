//! What a detector found: `detections/<Class>/<sequence>.txt`, 15 comma-separated columns.

use nalgebra::{Matrix4, Vector4};
use trunkline_interfaces::messages::Detection3d;
use trunkline_interfaces::{AgentClass, DetectionId};

use super::error::KittiError;
use super::frames::{CameraBox, ImageBox, Mounting};
use super::lines::lines;

/// Variance of PointRCNN's `[x, y, z, yaw]`, m², rad²: squares of 0.18 m, 0.085 m, 0.086 m, 0.07 rad.
/// 95 % of its errors about KITTI's labels (sequences 0014, 0015, 0018) lie within twice these
/// (`detections_spread_about_labels_as_their_covariance_says` measures them); medians would deny the
/// long tails, and tracks would break at them.
const VARIANCE: [f64; 4] = [0.0324, 0.0072, 0.0074, 0.0049];

/// One detection as the file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraDetection {
    /// Frame, from 0.
    pub frame: usize,
    /// What it is.
    pub class: AgentClass,
    /// Rectangle in the image.
    pub image_box: ImageBox,
    /// The detector's own score: like a logit, no probability.
    pub raw_score: f64,
    /// The box.
    pub camera_box: CameraBox,
    /// Observation angle.
    pub alpha_rad: f64,
}

impl CameraDetection {
    /// The detection in the vehicle frame. The score becomes a probability by the logistic
    /// function, 1 / (1 + e^−s): monotone, but not calibrated.
    pub fn to_message(&self, id: DetectionId, mounting: &Mounting) -> Detection3d {
        Detection3d {
            id,
            class: self.class,
            bbox: mounting.vehicle_box(&self.camera_box),
            velocity_mps: None,
            covariance: Matrix4::from_diagonal(&Vector4::from(VARIANCE)),
            score: 1.0 / (1.0 + libm::exp(-self.raw_score)),
        }
    }
}

/// Detections from the text of a file, in its order; `file` is named in errors, `frames` is how
/// many frames the drive has.
///
/// # Errors
/// [`KittiError::Line`] with the first field that is broken.
pub fn read_detections(
    text: &str,
    file: &str,
    frames: usize,
) -> Result<Vec<CameraDetection>, KittiError> {
    lines(text, file, Some(','))
        .map(|line| {
            line.require(15, "a detection")?;
            let class = match line.text(1) {
                "1" => AgentClass::Pedestrian,
                "2" => AgentClass::Car,
                "3" => AgentClass::Bicycle,
                other => {
                    let problem = format!("type `{other}` is unknown");
                    return Err(line.error(
                        1,
                        problem,
                        "use 1 (pedestrian), 2 (car) or 3 (cyclist)",
                    ));
                }
            };
            Ok(CameraDetection {
                frame: line.frame(frames)?,
                class,
                image_box: line.image_box(2)?,
                raw_score: line.number_at(6, "score")?,
                camera_box: line.camera_box(7)?,
                alpha_rad: line.number_at(14, "alpha")?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    const LINE: &str = "0,2,458.0331,182.3944,568.5940,217.0197,12.7438,1.4120,1.6439,4.4688,-4.1151,1.8319,30.8234,0.0368,0.1695\n";

    #[test]
    fn a_line_becomes_a_detection() {
        let d = read_detections(LINE, "0012.txt", 1).unwrap()[0];
        assert_eq!((d.frame, d.class), (0, AgentClass::Car));
        assert_abs_diff_eq!(d.camera_box.length_m, 4.4688, epsilon = 0.0);
        assert_abs_diff_eq!(d.camera_box.alpha_rad(), d.alpha_rad, epsilon = 1e-3);
        let mounting = Mounting {
            camera_in_ego_m: nalgebra::Vector3::new(1.0, 0.0, 1.65),
        };
        let message = d.to_message(DetectionId(3), &mounting);
        assert!(message.score > 0.99 && message.score <= 1.0);
        assert_abs_diff_eq!(message.bbox.center_m.y, 4.1151, epsilon = 1e-12);
    }

    #[test]
    fn broken_lines_are_named_with_their_place() {
        let cases = [
            (LINE.replace("1.4120", "1.4x"), "column 49"),
            (LINE.replace("0,2,", "0,7,"), "column 3"),
            (LINE.replace(",0.1695", ""), "14 fields"),
            (LINE.replace("0,2,", "-1,2,"), "frame `-1`"),
            (LINE.replace("0,2,", "1,2,"), "frame 1 has no pose"),
            (LINE.replace("4.4688", "NaN"), "not finite"),
            (LINE.replace("4.4688", "-4.4"), "not above zero"),
        ];
        for (text, expected) in cases {
            let error = read_detections(&text, "0012.txt", 1)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(expected) && error.contains("line 1"),
                "{error}"
            );
        }
    }
}
