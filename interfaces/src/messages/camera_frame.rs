//! One image of one camera, with what is needed to interpret it.

use nalgebra::Isometry3;
use ndarray::Array3;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::camera::Intrinsics;

/// One image of one camera. The pixels travel beside the JSON on a topic of their own, with the
/// same sequence number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CameraFrame {
    /// Time and order.
    pub header: Header,
    /// Name of the camera, also the last part of its topic.
    pub camera: String,
    /// RGB, `[height, width, 3]` u8; without pixels where nobody looks at them
    /// ([`looks_at_images`](crate::stages::Perceiver::looks_at_images)).
    #[serde(skip)]
    #[schemars(skip)]
    pub image: Array3<u8>,
    /// How rays map to pixels.
    pub intrinsics: Intrinsics,
    /// Pose of the camera (x right, y down, z forward) in the vehicle frame.
    #[schemars(with = "IsometrySchema")]
    pub ego_from_camera: Isometry3<f64>,
}

/// How nalgebra writes a rigid transform.
#[derive(JsonSchema)]
#[expect(
    dead_code,
    reason = "describes the serialised form to schemars; never built"
)]
struct IsometrySchema {
    /// Unit quaternion `[x, y, z, w]`.
    rotation: [f64; 4],
    /// Translation `[x, y, z]`, m.
    translation: [f64; 3],
}

impl Validate for CameraFrame {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("CameraFrame");
        let i = &self.intrinsics;
        if i.width_px == 0 || i.height_px == 0 {
            return check.fail(
                "intrinsics",
                format!("has zero size {} × {}", i.width_px, i.height_px),
            );
        }
        check.finite("intrinsics", &[i.fx_px, i.fy_px, i.cx_px, i.cy_px])?;
        let d = &i.distortion;
        check.finite("intrinsics.distortion", &[d.k1, d.k2, d.p1, d.p2, d.k3])?;
        let pose = &self.ego_from_camera;
        check.finite(
            "ego_from_camera.translation",
            pose.translation.vector.as_slice(),
        )?;
        check.finite("ego_from_camera.rotation", pose.rotation.coords.as_slice())
    }
}
