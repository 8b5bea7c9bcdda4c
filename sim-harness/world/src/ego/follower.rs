//! A trajectory followed exactly: the oracle controller's vehicle.

use nalgebra::Vector2;

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::Trajectory;

use super::motion::Motion;

/// Follows a trajectory. Its times count from the step in which it is first given; as long as the
/// same one is given again, time goes on along it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TrajectoryFollower {
    trajectory: Trajectory,
    elapsed_s: f64,
}

impl TrajectoryFollower {
    /// Forgets the trajectory: the next one starts anew, even if it is equal.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The motion `dt_s` later on the trajectory; `None` if it is empty or not finite there.
    pub(crate) fn step(
        &mut self,
        trajectory: &Trajectory,
        before: &Motion,
        vehicle: &VehicleParams,
        dt_s: f64,
    ) -> Option<Motion> {
        if self.trajectory != *trajectory {
            self.trajectory.clone_from(trajectory);
            self.elapsed_s = 0.0;
        }
        self.elapsed_s += dt_s;
        let point = self.trajectory.at(self.elapsed_s)?;
        let pose = point.pose();
        let numbers = [
            point.speed_mps,
            point.acceleration_mps2,
            point.curvature_1pm,
        ];
        if !pose.is_finite() || numbers.iter().any(|n| !n.is_finite()) {
            return None;
        }
        // Past its end a trajectory is stood still on.
        let over = self.elapsed_s > trajectory.horizon_s();
        let speed_mps = if over { 0.0 } else { point.speed_mps };
        let yaw_rate_radps = angle_difference_rad(pose.yaw_rad, before.pose.yaw_rad) / dt_s;
        Some(Motion {
            pose,
            velocity_mps: Vector2::new(speed_mps, 0.0),
            acceleration_mps2: Vector2::new(
                if over { 0.0 } else { point.acceleration_mps2 },
                speed_mps * speed_mps * point.curvature_1pm,
            ),
            yaw_rate_radps,
            steering_rad: libm::atan(vehicle.wheelbase_m * point.curvature_1pm)
                .clamp(-vehicle.max_steering_rad, vehicle.max_steering_rad),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::messages::TrajectoryPoint;

    fn straight(speed_mps: f64) -> Trajectory {
        let point = |i: i32| TrajectoryPoint {
            time_s: 0.1 * f64::from(i),
            position_m: Vector2::new(0.1 * f64::from(i) * speed_mps, 0.0),
            yaw_rad: 0.0,
            speed_mps,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
        };
        Trajectory {
            points: (0..=10).map(point).collect(),
        }
    }

    #[test]
    fn time_goes_on_along_the_same_trajectory_and_starts_anew_on_another() {
        let vehicle = VehicleParams::default();
        let mut follower = TrajectoryFollower::default();
        let mut motion = Motion::default();
        for _ in 0..2 {
            motion = follower
                .step(&straight(10.0), &motion, &vehicle, 0.01)
                .unwrap();
        }
        assert_abs_diff_eq!(motion.pose.x_m, 0.2, epsilon = 1e-12);
        let motion = follower
            .step(&straight(20.0), &motion, &vehicle, 0.01)
            .unwrap();
        assert_abs_diff_eq!(motion.pose.x_m, 0.2, epsilon = 1e-12);
        assert!(
            follower
                .step(&Trajectory::default(), &motion, &vehicle, 0.01)
                .is_none()
        );
    }
}
