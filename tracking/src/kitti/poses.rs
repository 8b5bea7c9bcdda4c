//! The recorded drive: `poses/<sequence>.txt`, one row-major 3×4 matrix a frame that takes the
//! rectified camera frame to that of frame 0.

use nalgebra::{Isometry3, Matrix3x4, Rotation3, Translation3, UnitQuaternion, Vector2};
use trunkline_interfaces::geometry::{angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{EgoState, Header};
use trunkline_interfaces::{Duration, Stamp};

use super::error::KittiError;
use super::frames::Mounting;
use super::lines::lines;

/// Time between frames: KITTI records at 10 Hz.
pub(super) const PERIOD: Duration = Duration::from_ms(100);
/// Wheelbase of the recording car, m (sensor set-up drawing of Geiger et al. 2013).
const WHEELBASE_M: f64 = 2.71;
/// Below this speed the steering angle cannot be told from the motion, m/s.
const LOWEST_SPEED_FOR_STEERING_MPS: f64 = 1.0;
/// What to do about a broken line: they are the frames, one by one.
const HINT: &str = "mend the line; lines cannot be left out";
/// A rotation whose columns are farther from unit length than this is no rotation.
const ROTATION_TOLERANCE: f64 = 1e-3;

/// `start_camera_from_camera` of every frame, from the text of a file.
///
/// # Errors
/// [`KittiError::Line`] with the first field that is broken, or a matrix that is no rotation.
pub fn read_poses(text: &str, file: &str) -> Result<Vec<Isometry3<f64>>, KittiError> {
    lines(text, file, None)
        .map(|line| {
            line.require_with(12, "a pose", HINT)?;
            let m = Matrix3x4::from_row_slice(&line.numbers::<12>(0, "pose")?);
            let rotation = m.fixed_columns::<3>(0).into_owned();
            let error = (rotation.transpose() * rotation - nalgebra::Matrix3::identity())
                .abs()
                .max();
            if !(error < ROTATION_TOLERANCE && rotation.determinant() > 0.0) {
                let problem = format!("the matrix is no rotation (off by {error:.3})");
                return Err(line.error(0, problem, HINT));
            }
            Ok(Isometry3::from_parts(
                Translation3::from(m.column(3).into_owned()),
                UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(rotation)),
            ))
        })
        .collect()
}

/// The ego's states: pose of the rear axle in a world frame that is the vehicle frame of frame 0
/// (x forward at the start, z up), motion by central differences.
pub fn ego_states(
    start_camera_from_camera: &[Isometry3<f64>],
    mounting: &Mounting,
) -> Vec<EgoState> {
    let ego_from_camera = mounting.ego_from_camera();
    let camera_from_ego = ego_from_camera.inverse();
    let poses: Vec<_> = start_camera_from_camera
        .iter()
        .map(|p| ego_from_camera * p * camera_from_ego)
        .collect();
    let mut states: Vec<EgoState> = (0..poses.len()).map(|i| state(&poses, i)).collect();
    let forward_mps: Vec<f64> = states.iter().map(|s| s.velocity_mps.x).collect();
    for (i, s) in states.iter_mut().enumerate() {
        let (before, after, span_s) = neighbours(i, poses.len());
        if span_s > 0.0 {
            let along = (forward_mps[after] - forward_mps[before]) / span_s;
            s.acceleration_mps2 = Vector2::new(along, s.velocity_mps.x * s.yaw_rate_radps);
        }
    }
    states
}

/// Frames before and after, and the time between them.
fn neighbours(i: usize, count: usize) -> (usize, usize, f64) {
    let (before, after) = (i.saturating_sub(1), (i + 1).min(count.saturating_sub(1)));
    (before, after, (after - before) as f64 * PERIOD.s())
}

/// Roll, pitch and yaw: R = R_z(yaw)·R_y(pitch)·R_x(roll).
fn euler_angles_rad(pose: &Isometry3<f64>) -> (f64, f64, f64) {
    let m = pose.rotation.to_rotation_matrix();
    (
        libm::atan2(m[(2, 1)], m[(2, 2)]),
        libm::asin((-m[(2, 0)]).clamp(-1.0, 1.0)),
        libm::atan2(m[(1, 0)], m[(0, 0)]),
    )
}

fn state(world_from_ego: &[Isometry3<f64>], i: usize) -> EgoState {
    let pose = &world_from_ego[i];
    let (roll_rad, pitch_rad, yaw_rad) = euler_angles_rad(pose);
    let (before, after, span_s) = neighbours(i, world_from_ego.len());
    let (mut velocity_mps, mut yaw_rate_radps) = (Vector2::zeros(), 0.0);
    if span_s > 0.0 {
        let moved =
            world_from_ego[after].translation.vector - world_from_ego[before].translation.vector;
        velocity_mps = (pose.rotation.inverse() * (moved / span_s)).xy();
        let yaw = |k: usize| euler_angles_rad(&world_from_ego[k]).2;
        yaw_rate_radps = angle_difference_rad(yaw(after), yaw(before)) / span_s;
    }
    let steering_rad = if velocity_mps.x.abs() > LOWEST_SPEED_FOR_STEERING_MPS {
        libm::atan(WHEELBASE_M * yaw_rate_radps / velocity_mps.x)
    } else {
        0.0
    };
    EgoState {
        header: Header::sensor(i as u64, stamp(i)),
        position_m: pose.translation.vector,
        yaw_rad: wrap_rad(yaw_rad),
        pitch_rad,
        roll_rad,
        velocity_mps,
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps,
        steering_rad,
    }
}

/// Time of a frame.
pub(super) fn stamp(frame: usize) -> Stamp {
    Stamp::from_ns(
        i64::try_from(frame)
            .unwrap_or(i64::MAX)
            .saturating_mul(PERIOD.ns()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector3;

    const MOUNTING: Mounting = Mounting {
        camera_in_ego_m: Vector3::new(1.0, 0.0, 1.65),
    };

    #[test]
    fn a_camera_moving_along_its_axis_is_a_car_driving_forward() {
        let text = "1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 0 0 0 0 1 1\n1 0 0 0 0 1 0 0 0 0 1 2\n";
        let states = ego_states(&read_poses(text, "p").unwrap(), &MOUNTING);
        assert_eq!(states.len(), 3);
        assert_abs_diff_eq!(
            states[2].position_m,
            Vector3::new(2.0, 0.0, 0.0),
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(states[1].velocity_mps.x, 10.0, epsilon = 1e-9); // 2 m in 0.2 s
        assert_eq!(states[2].header.stamp, Stamp::from_s(0.2));
    }

    #[test]
    fn turning_the_camera_to_the_left_is_positive_yaw() {
        // −0.1 rad about the camera's y (down) axis is +0.1 rad about z up.
        let (s, c) = (0.1_f64.sin(), 0.1_f64.cos());
        let text = format!(
            "1 0 0 0 0 1 0 0 0 0 1 0\n{c} 0 {} 0 0 1 0 0 {s} 0 {c} 0\n",
            -s
        );
        let states = ego_states(&read_poses(&text, "p").unwrap(), &MOUNTING);
        assert_abs_diff_eq!(states[1].yaw_rad, 0.1, epsilon = 1e-9);
        assert_abs_diff_eq!(states[1].yaw_rate_radps, 1.0, epsilon = 1e-9);
    }

    #[test]
    fn a_matrix_that_is_no_rotation_is_refused() {
        let error = read_poses("2 0 0 0 0 1 0 0 0 0 1 0\n", "p.txt")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line 1") && error.contains("no rotation"),
            "{error}"
        );
    }

    #[test]
    fn one_frame_stands_still() {
        let states = ego_states(&[Isometry3::identity()], &MOUNTING);
        assert_eq!(states[0].velocity_mps, Vector2::zeros());
    }

    #[test]
    fn motion_is_that_between_the_frames_around() {
        // Ahead 0, 1, 3 and 6 m, 0.1 rad to the left at the last: forward 10, 15, 25, 30 m/s.
        let (s, c) = (0.1_f64.sin(), 0.1_f64.cos());
        let text = format!(
            "1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 0 0 0 0 1 1\n1 0 0 0 0 1 0 0 0 0 1 3\n{c} 0 {} 0 0 1 0 0 {s} 0 {c} 6\n",
            -s
        );
        let mut at_axle = MOUNTING;
        at_axle.camera_in_ego_m.x = 0.0;
        let states = ego_states(&read_poses(&text, "p").unwrap(), &at_axle);
        let forward: Vec<f64> = states.iter().map(|s| s.velocity_mps.x).collect();
        for (got, expected) in forward.iter().zip([10.0, 15.0, 25.0, 30.0 * c]) {
            assert_abs_diff_eq!(*got, expected, epsilon = 1e-9);
        }
        assert_abs_diff_eq!(states[3].velocity_mps.y, -30.0 * s, epsilon = 1e-9);
        // (25 − 10) / 0.2 along; sideways speed times yaw rate, 25 · 0.1 / 0.2.
        assert_abs_diff_eq!(
            states[1].acceleration_mps2,
            Vector2::new(75.0, 0.0),
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(states[2].yaw_rate_radps, 0.5, epsilon = 1e-9);
        assert_abs_diff_eq!(states[2].acceleration_mps2.y, 12.5, epsilon = 1e-9);
        // atan(2.71 · 0.5 / 25)
        assert_abs_diff_eq!(states[2].steering_rad, 0.054_147, epsilon = 1e-6);
        assert_eq!(states[3].header.stamp, Stamp::from_s(0.3));
        assert_eq!(states[3].header.seq, 3);
    }

    #[test]
    fn slopes_are_pitch_and_banks_are_roll() {
        // About the camera's x (right): nose up, so pitch is negative; about z (ahead): right side down.
        let (s, c) = (0.1_f64.sin(), 0.1_f64.cos());
        let flat = "1 0 0 0 0 1 0 0 0 0 1 0\n";
        let up = read_poses(&format!("{flat}1 0 0 0 0 {c} {} 0 0 {s} {c} 0\n", -s), "p").unwrap();
        assert_abs_diff_eq!(
            ego_states(&up, &MOUNTING)[1].pitch_rad,
            -0.1,
            epsilon = 1e-9
        );
        let bank = read_poses(&format!("{flat}{c} {} 0 0 {s} {c} 0 0 0 0 1 0\n", -s), "p").unwrap();
        assert_abs_diff_eq!(
            ego_states(&bank, &MOUNTING)[1].roll_rad,
            0.1,
            epsilon = 1e-9
        );
        assert_eq!(
            ego_states(&bank, &MOUNTING)[1].steering_rad,
            0.0,
            "who stands steers nowhere"
        );
    }

    #[test]
    fn a_mirror_and_a_slanted_matrix_are_no_rotations() {
        for text in ["-1 0 0 0 0 1 0 0 0 0 1 0\n", "1 0.01 0 0 0 1 0 0 0 0 1 0\n"] {
            assert!(read_poses(text, "p").is_err(), "{text}");
        }
        assert!(read_poses("1 0.0001 0 0 -0.0001 1 0 0 0 0 1 0\n", "p").is_ok());
    }
}
