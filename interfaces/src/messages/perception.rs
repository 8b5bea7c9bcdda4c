//! What a perceiver makes of one camera's image.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::camera_frame::CameraFrame;
use super::detections3d::Detection3d;
use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::agent_class::AgentClass;
use crate::ids::DetectionId;
use crate::semantic_class::SemanticClass;

/// One object found in an image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detection2d {
    /// Identity within this frame.
    pub id: DetectionId,
    /// What it is.
    pub class: AgentClass,
    /// `[left, top, right, bottom]`, pixels; edges, so a single pixel (u, v) is
    /// `[u - 0.5, v - 0.5, u + 0.5, v + 0.5]`. It may reach beyond the image.
    pub box_px: [f64; 4],
    /// Probability that it is there.
    pub score: f64,
}

/// Everything a perceiver reports about one image. Each output is optional: `None` means "not
/// computed". Dense maps travel beside the JSON on topics of their own, same sequence number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Perception {
    /// Time and order; `stamp` is the image's.
    pub header: Header,
    /// Camera that it rests on.
    pub camera: String,
    /// [`SemanticClass`] values, `[height, width]` u8; may be coarser than the image
    /// ([`MapGrid`](crate::MapGrid)).
    #[serde(skip)]
    #[schemars(skip)]
    pub segmentation: Option<Array2<u8>>,
    /// Distance along the optical axis, m, `[height, width]` f32; 0 = no depth; may be coarser than
    /// the image.
    #[serde(skip)]
    #[schemars(skip)]
    pub depth_m: Option<Array2<f32>>,
    /// Standard deviation of the error that the depths of one object share, as a share of depth;
    /// `None` where the perceiver does not know.
    pub depth_noise: Option<f64>,
    /// Objects in the image.
    pub detections_2d: Option<Vec<Detection2d>>,
    /// Objects in space, vehicle frame, from networks that regress them.
    pub detections_3d: Option<Vec<Detection3d>>,
}

impl Validate for Perception {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Perception");
        for (i, d) in self.detections_2d.iter().flatten().enumerate() {
            check.finite(format_args!("detections_2d[{i}].box_px"), &d.box_px)?;
            let [left, top, right, bottom] = d.box_px;
            if left > right || top > bottom {
                let problem = format!("is {:?}, must be [left, top, right, bottom]", d.box_px);
                return check.fail(format!("detections_2d[{i}].box_px"), problem);
            }
            check.probability(format_args!("detections_2d[{i}].score"), d.score)?;
        }
        for (i, d) in self.detections_3d.iter().flatten().enumerate() {
            d.check(&check, format_args!("detections_3d[{i}]"))?;
        }
        if let Some(noise) = self.depth_noise.filter(|n| !(0.0..=1.0).contains(n)) {
            return check.fail("depth_noise", format!("is `{noise}`, must be in [0, 1]"));
        }
        if let Some(depth_m) = &self.depth_m
            && let Some(((row, column), bad)) =
                first_not(depth_m, |v| (0.0..f32::INFINITY).contains(&v))
        {
            let problem = format!("is `{bad}`, must be finite and at least 0");
            return check.fail(format!("depth_m[{row}, {column}]"), problem);
        }
        if let Some(segmentation) = &self.segmentation
            && let Some(((row, column), value)) =
                first_not(segmentation, |v| SemanticClass::from_value(v).is_some())
        {
            let problem = format!("is {value}, which is no class");
            return check.fail(format!("segmentation[{row}, {column}]"), problem);
        }
        Ok(())
    }
}

/// The first pixel of a map that does not fit, with its row and column. All are looked at before it
/// is searched for: without stopping early that is many times faster, and nearly always all fit.
fn first_not<T: Copy>(map: &Array2<T>, fits: impl Fn(T) -> bool) -> Option<((usize, usize), T)> {
    if map.iter().fold(true, |all, value| all & fits(*value)) {
        return None;
    }
    let mut pixels = map.indexed_iter().map(|(at, value)| (at, *value));
    pixels.find(|(_, value)| !fits(*value))
}

impl Perception {
    /// Whether this is what was seen in a frame: its camera, its stamp, and maps that lie over its
    /// image with square pixels. The executor asks this of what a perceiver returns.
    ///
    /// # Errors
    /// [`InvalidMessage`] with the first field that does not fit.
    pub fn check_is_of(&self, frame: &CameraFrame) -> Result<(), InvalidMessage> {
        let check = Check("Perception");
        let (camera, stamp) = (&frame.camera, frame.header.stamp);
        if self.camera != *camera {
            let problem = format!("is `{}`, but the frame is of `{camera}`", self.camera);
            return check.fail("camera", problem);
        }
        if self.header.stamp != stamp {
            let problem = format!("is {}, but the frame's is {stamp}", self.header.stamp);
            return check.fail("header.stamp", problem);
        }
        let shapes = [
            ("segmentation", self.segmentation.as_ref().map(Array2::dim)),
            ("depth_m", self.depth_m.as_ref().map(Array2::dim)),
        ];
        let size = [frame.intrinsics.height_px, frame.intrinsics.width_px].map(f64::from);
        for (name, shape) in shapes {
            let Some((rows, columns)) = shape.filter(|(rows, columns)| rows * columns > 0) else {
                continue;
            };
            // A coarser map may have lost up to a pixel at its edge.
            let [row_count, column_count] = [rows, columns].map(|n| n as f64);
            let off = (row_count * size[1] - column_count * size[0]).abs();
            if off > size[0] + size[1] {
                let problem = format!(
                    "has {rows} × {columns} pixels (rows × columns), over an image of {} × {}",
                    size[0], size[1]
                );
                return check.fail(name, problem);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Isometry3;
    use ndarray::Array3;

    use super::*;
    use crate::camera::Intrinsics;
    use crate::time::Stamp;

    fn frame() -> CameraFrame {
        CameraFrame {
            header: Header::sensor(0, Stamp::from_s(2.0)),
            camera: "front".into(),
            image: Array3::zeros((36, 64, 3)),
            intrinsics: Intrinsics::pinhole(64, 36, 1.5),
            ego_from_camera: Isometry3::identity(),
        }
    }

    fn perception() -> Perception {
        Perception {
            header: frame().header,
            camera: "front".into(),
            segmentation: Some(Array2::zeros((18, 32))),
            depth_m: Some(Array2::from_elem((36, 64), 5.0)),
            depth_noise: None,
            detections_2d: Some(vec![Detection2d {
                id: DetectionId(1),
                class: AgentClass::Car,
                box_px: [-3.0, 4.0, 70.0, 20.0],
                score: 0.5,
            }]),
            detections_3d: None,
        }
    }

    /// What is said of a perception that was spoilt.
    fn said(spoil: impl FnOnce(&mut Perception)) -> String {
        let mut perception = perception();
        assert!(perception.validate().is_ok() && perception.check_is_of(&frame()).is_ok());
        spoil(&mut perception);
        let checked = perception.validate();
        let checked = checked.and_then(|()| perception.check_is_of(&frame()));
        checked.unwrap_err().to_string()
    }

    #[test]
    fn what_no_pixel_can_hold_is_refused_with_its_place() {
        let set = |value| {
            move |p: &mut Perception| {
                if let Some(depth_m) = &mut p.depth_m {
                    depth_m[[3, 4]] = value;
                }
            }
        };
        let text = "Perception: field `depth_m[3, 4]` is `NaN`, must be finite and at least 0";
        assert_eq!(said(set(f32::NAN)), text);
        assert!(said(set(-1.0)).contains("`-1`"));
        assert!(said(set(f32::INFINITY)).contains("`inf`"));
        let text = said(|p| p.segmentation.iter_mut().for_each(|s| s[[1, 2]] = 23));
        assert!(text.contains("`segmentation[1, 2]` is 23"), "{text}");
        let turned = |p: &mut Perception| {
            p.detections_2d
                .iter_mut()
                .flatten()
                .for_each(|d| d.box_px = [9.0, 4.0, 8.0, 20.0]);
        };
        assert!(said(turned).contains("must be [left, top, right, bottom]"));
    }

    #[test]
    fn a_perception_of_another_frame_is_refused() {
        assert!(
            said(|p| p.camera = "frnot".into()).contains("`frnot`, but the frame is of `front`")
        );
        let late = |p: &mut Perception| p.header.stamp = Stamp::from_s(2.1);
        assert!(said(late).contains("`header.stamp` is 2.1"));
        let text = said(|p| p.depth_m = Some(Array2::zeros((64, 36))));
        assert!(
            text.contains("64 × 36 pixels (rows × columns), over an image of 36 × 64"),
            "{text}"
        );
        // A coarser map may lack the pixels at the edge that do not fill one of its own.
        let mut odd = frame();
        odd.intrinsics.width_px = 66;
        assert!(perception().check_is_of(&odd).is_ok());
    }
}
