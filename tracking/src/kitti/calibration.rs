//! Camera matrices and mounting, from `calib/<sequence>.txt`.

use nalgebra::{Matrix3x4, Vector3};

use super::error::KittiError;
use super::frames::{CameraBox, ImageBox, Mounting};
use super::lines::{Line, lines};

/// Rear axle to velodyne along x, m: 0.81 (velodyne to IMU) − 0.05 (IMU to axle), sensor set-up
/// drawing of Geiger, Lenz, Stiller, Urtasun 2013.
const VELODYNE_AHEAD_OF_AXLE_M: f64 = 0.76;
/// Height of the cameras above the road, m (sensor set-up drawing of Geiger et al. 2013).
pub const CAMERA_HEIGHT_M: f64 = 1.65;
/// Nearest depth at which a corner is projected, m.
const NEAR_M: f64 = 0.1;

/// What a calibration file says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Projection of the left colour camera: pixel = P2 · x_rect.
    pub image_from_camera: Matrix3x4<f64>,
    /// Unrectified camera from velodyne.
    pub camera_from_velodyne: Matrix3x4<f64>,
}

impl Calibration {
    /// From the text of a calibration file; `file` is named in errors.
    ///
    /// # Errors
    /// [`KittiError::Line`] for a broken matrix, [`KittiError::Incomplete`] for a missing one.
    pub fn read(text: &str, file: &str) -> Result<Self, KittiError> {
        let mut projection = None;
        let mut from_velodyne = None;
        for line in lines(text, file, None) {
            match line.text(0).trim_end_matches(':') {
                "P2" => projection = Some(matrix(&line, "P2")?),
                "Tr_velo_to_cam" | "Tr_velo_cam" => {
                    from_velodyne = Some(matrix(&line, "Tr_velo_to_cam")?);
                }
                _ => {}
            }
        }
        let missing = |name: &str| KittiError::Incomplete {
            file: file.to_owned(),
            problem: format!("matrix `{name}` is missing"),
            hint: "use the calibration file of KITTI's tracking benchmark",
        };
        Ok(Self {
            image_from_camera: projection.ok_or_else(|| missing("P2"))?,
            camera_from_velodyne: from_velodyne.ok_or_else(|| missing("Tr_velo_to_cam"))?,
        })
    }

    /// Where the camera sits on the vehicle. Position along and across from the velodyne's
    /// calibration, height from the sensor drawing.
    pub fn mounting(&self) -> Mounting {
        let rotation = self.camera_from_velodyne.fixed_columns::<3>(0);
        let camera_in_velodyne = -(rotation.transpose() * self.camera_from_velodyne.column(3));
        Mounting {
            camera_in_ego_m: Vector3::new(
                VELODYNE_AHEAD_OF_AXLE_M + camera_in_velodyne.x,
                camera_in_velodyne.y,
                CAMERA_HEIGHT_M,
            ),
        }
    }

    /// The rectangle around a box in the image, cut to the image (taken as twice the principal
    /// point wide and high); `None` if the box lies behind the camera or outside of the image.
    pub fn project(&self, camera_box: &CameraBox) -> Option<ImageBox> {
        let (width_px, height_px) = (
            2.0 * self.image_from_camera[(0, 2)],
            2.0 * self.image_from_camera[(1, 2)],
        );
        let mut around = ImageBox {
            x1_px: f64::INFINITY,
            y1_px: f64::INFINITY,
            x2_px: f64::NEG_INFINITY,
            y2_px: f64::NEG_INFINITY,
        };
        for corner in camera_box.corners_m() {
            let p = self.image_from_camera * corner.push(1.0);
            if p.z < NEAR_M {
                continue;
            }
            around.x1_px = around.x1_px.min(p.x / p.z);
            around.y1_px = around.y1_px.min(p.y / p.z);
            around.x2_px = around.x2_px.max(p.x / p.z);
            around.y2_px = around.y2_px.max(p.y / p.z);
        }
        let cut = ImageBox {
            x1_px: around.x1_px.max(0.0),
            y1_px: around.y1_px.max(0.0),
            x2_px: around.x2_px.min(width_px),
            y2_px: around.y2_px.min(height_px),
        };
        (cut.x1_px < cut.x2_px && cut.y1_px < cut.y2_px).then_some(cut)
    }
}

fn matrix(line: &Line<'_>, name: &str) -> Result<Matrix3x4<f64>, KittiError> {
    line.require(13, &format!("`{name}` with its 12 numbers"))?;
    Ok(Matrix3x4::from_row_slice(&line.numbers::<12>(1, name)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    const TEXT: &str = "P2: 700 0 600 0 0 700 180 0 0 0 1 0\n\
                        Tr_velo_to_cam: 0 -1 0 0 0 0 -1 -0.08 1 0 0 -0.27\n";

    #[test]
    fn the_camera_sits_ahead_of_the_axle() {
        let m = Calibration::read(TEXT, "calib").unwrap().mounting();
        // camera in velodyne: −Rᵀt = (0.27, 0, −0.08); 0.76 + 0.27 = 1.03
        assert_abs_diff_eq!(
            m.camera_in_ego_m,
            Vector3::new(1.03, 0.0, 1.65),
            epsilon = 1e-12
        );
    }

    #[test]
    fn a_point_box_projects_by_the_pinhole_model() {
        let c = Calibration::read(TEXT, "calib").unwrap();
        let b = CameraBox::from_array([0.2, 0.2, 0.2, 1.0, 0.1, 10.0, 0.0]);
        let image = c.project(&b).unwrap();
        // left edge: 600 + 700·0.9/10.1 = 662.376; nearest right edge: 600 + 700·1.1/9.9 = 677.778
        assert_abs_diff_eq!(image.x1_px, 662.376, epsilon = 1e-3);
        assert_abs_diff_eq!(image.x2_px, 677.778, epsilon = 1e-3);
        // top edge: 180 − 700·0.1/9.9 = 172.929; lower edge: 180 + 700·0.1/9.9 = 187.071
        assert_abs_diff_eq!(image.y1_px, 172.929, epsilon = 1e-3);
        assert_abs_diff_eq!(image.y2_px, 187.071, epsilon = 1e-3);
        // Cut at all edges of 1200 × 360 pixels.
        let huge = CameraBox::from_array([40.0, 40.0, 40.0, 0.0, 20.0, 20.5, 0.0]);
        let whole = ImageBox::from_array([0.0, 0.0, 1200.0, 360.0]);
        assert_eq!(c.project(&huge), Some(whole));
        // Half behind the camera: what lies ahead counts, 600 ± 700·20/30.
        let around = CameraBox::from_array([40.0, 40.0, 40.0, 0.0, 20.0, 10.0, 0.0]);
        let image = c.project(&around).unwrap();
        assert_abs_diff_eq!(image.x1_px, 133.333, epsilon = 1e-3);
        assert_abs_diff_eq!(image.x2_px, 1066.667, epsilon = 1e-3);
        let aside = CameraBox::from_array([0.2, 0.2, 0.2, 30.0, 0.1, 10.0, 0.0]);
        assert_eq!(c.project(&aside), None);
        let below = CameraBox::from_array([0.2, 0.2, 0.2, 0.0, 30.0, 10.0, 0.0]);
        assert_eq!(c.project(&below), None);
        let behind = CameraBox::from_array([0.2, 0.2, 0.2, 1.0, 0.1, -10.0, 0.0]);
        assert_eq!(c.project(&behind), None);
    }

    #[test]
    fn a_missing_or_short_matrix_is_named() {
        let error = Calibration::read("P2: 1 2 3\n", "c.txt")
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 1") && error.contains("P2"), "{error}");
        let error = Calibration::read("", "c.txt").unwrap_err().to_string();
        assert!(error.contains("`P2` is missing"), "{error}");
    }
}
