//! The bicycle that rolls without slip: exact at walking pace, and the model of recorded scenes.

use nalgebra::Vector2;

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Pose2;

use super::actuated::Bicycle;
use super::motion::Motion;

/// Bicycle whose wheels roll where they point; reference point at the rear axle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KinematicBicycle;

impl Bicycle for KinematicBicycle {
    fn moved(
        &self,
        before: &Motion,
        steering_rad: f64,
        acceleration_mps2: f64,
        vehicle: &VehicleParams,
        dt_s: f64,
    ) -> Motion {
        roll(
            before,
            steering_rad,
            acceleration_mps2,
            vehicle.wheelbase_m,
            dt_s,
        )
    }
}

/// One step of rolling without slip.
///
/// ẋ = v·cos ψ, ẏ = v·sin ψ, ψ̇ = v·tan δ / L (Rajamani 2012, eqs 2.1 to 2.3 with the reference point
/// at the rear axle, l_r = 0), over an arc of constant curvature: the chord of that arc is exact.
/// It does not roll backwards: braking ends at standstill.
pub(super) fn roll(
    before: &Motion,
    steering_rad: f64,
    acceleration_mps2: f64,
    wheelbase_m: f64,
    dt_s: f64,
) -> Motion {
    let speed_before = before.velocity_mps.x;
    let speed = (speed_before + acceleration_mps2 * dt_s).max(0.0);
    let acceleration = (speed - speed_before) / dt_s;
    let curvature_1pm = libm::tan(steering_rad) / wheelbase_m;
    let distance_m = 0.5 * (speed_before + speed) * dt_s;
    let turn_rad = distance_m * curvature_1pm;
    // Chord of an arc: 2/κ · sin(turn/2), along the mean direction.
    let chord_m = if turn_rad.abs() > 1e-9 {
        2.0 / curvature_1pm * libm::sin(0.5 * turn_rad)
    } else {
        distance_m
    };
    let middle_rad = before.pose.yaw_rad + 0.5 * turn_rad;
    Motion {
        pose: Pose2::new(
            before.pose.x_m + chord_m * libm::cos(middle_rad),
            before.pose.y_m + chord_m * libm::sin(middle_rad),
            before.pose.yaw_rad + turn_rad,
        ),
        velocity_mps: Vector2::new(speed, 0.0),
        acceleration_mps2: Vector2::new(acceleration, speed * speed * curvature_1pm),
        yaw_rate_radps: speed * curvature_1pm,
        steering_rad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ego::{Actuated, ActuatorLag};
    use approx::assert_abs_diff_eq;

    const NO_LAG: ActuatorLag = ActuatorLag {
        steering_s: 0.0,
        acceleration_s: 0.0,
    };

    #[test]
    fn a_full_circle_closes() {
        let vehicle = VehicleParams::default();
        let steering = libm::atan(vehicle.wheelbase_m / 20.0); // R = 20 m
        let mut motion = Motion::rolling(Pose2::default(), 5.0);
        motion.steering_rad = steering;
        let mut car = Actuated::new(vehicle, KinematicBicycle, NO_LAG, motion);
        let steps = 2513; // 2π · 20 m / 5 m/s = 25.1327 s
        for _ in 0..steps {
            car.control(
                steering,
                0.0,
                std::f64::consts::TAU * 20.0 / 5.0 / f64::from(steps),
            );
        }
        assert_abs_diff_eq!(car.motion().pose.x_m, 0.0, epsilon = 1e-9);
        assert_abs_diff_eq!(car.motion().pose.y_m, 0.0, epsilon = 1e-9);
        assert_abs_diff_eq!(car.motion().acceleration_mps2.y, 1.25, epsilon = 1e-12); // 25/20
    }

    #[test]
    fn braking_ends_at_standstill() {
        let start = Motion::rolling(Pose2::default(), 4.0);
        let mut car = Actuated::new(VehicleParams::default(), KinematicBicycle, NO_LAG, start);
        for _ in 0..200 {
            car.control(0.0, -4.0, 0.01);
        }
        assert_abs_diff_eq!(car.motion().speed_mps(), 0.0, epsilon = 0.0);
        assert_abs_diff_eq!(car.motion().pose.x_m, 2.0, epsilon = 1e-9); // 4²/(2·4)
    }
}
