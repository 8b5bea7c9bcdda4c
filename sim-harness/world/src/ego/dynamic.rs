//! The bicycle with tyre forces: what the simulated ego is.

use nalgebra::Vector2;

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Pose2;

use super::actuated::Bicycle;
use super::kinematic::roll;
use super::motion::Motion;
use super::tyre::lateral_force_n;

/// Gravity, m/s².
const GRAVITY_MPS2: f64 = 9.81;

/// Mass and tyres of a mid-size car, after the example of Rajamani 2012, section 2.3 (m = 1573 kg,
/// I = 2873 kg m², C = 80 kN/rad per tyre, l_f = 1.1 m, l_r = 1.58 m).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Handling {
    /// Mass, kg, > 0.
    pub mass_kg: f64,
    /// Moment of inertia about the vertical axis, kg m², > 0.
    pub yaw_inertia_kgm2: f64,
    /// Centre of gravity forward of the rear axle as a share of the wheelbase, in (0, 1).
    pub center_of_gravity: f64,
    /// Cornering stiffness of the front axle (both tyres), N/rad, > 0.
    pub front_stiffness_npr: f64,
    /// Cornering stiffness of the rear axle (both tyres), N/rad, > 0.
    pub rear_stiffness_npr: f64,
    /// Friction between tyre and road: dry 1.0, wet 0.7, snow 0.3.
    pub friction: f64,
    /// Below this speed the vehicle rolls without slip, m/s: slip angles are not defined at standstill.
    pub kinematic_below_mps: f64,
    /// Above this speed tyre forces alone decide, m/s, > `kinematic_below_mps`. Between: blended.
    pub dynamic_above_mps: f64,
}

impl Default for Handling {
    fn default() -> Self {
        Self {
            mass_kg: 1573.0,
            yaw_inertia_kgm2: 2873.0,
            center_of_gravity: 0.55,
            front_stiffness_npr: 160_000.0,
            rear_stiffness_npr: 170_000.0,
            friction: 1.0,
            kinematic_below_mps: 3.0,
            dynamic_above_mps: 5.0,
        }
    }
}

/// Bicycle with tyre forces; kinematic at low speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DynamicBicycle {
    handling: Handling,
    /// Sine of the road's angle ahead, uphill positive.
    climb: f64,
}

/// Velocity of the centre of gravity in the vehicle frame, and yaw rate: `[v_x, v_y, r]`.
type Velocities = nalgebra::Vector3<f64>;

impl Bicycle for DynamicBicycle {
    /// Between the two blend speeds the velocities of the rolling and of the sliding model are mixed
    /// linearly, as Kabzan et al. 2020 (AMZ Driverless), section 5.2.1, do.
    fn moved(
        &self,
        before: &Motion,
        steering_rad: f64,
        acceleration_mps2: f64,
        vehicle: &VehicleParams,
        dt_s: f64,
    ) -> Motion {
        let drive_mps2 = self.drive_mps2(acceleration_mps2, vehicle);
        let rolled = roll(before, steering_rad, drive_mps2, vehicle.wheelbase_m, dt_s);
        let h = &self.handling;
        let share = ((before.speed_mps() - h.kinematic_below_mps)
            / (h.dynamic_above_mps - h.kinematic_below_mps).max(1e-3))
        .clamp(0.0, 1.0);
        // A vehicle that still slides must be slowed by the tyres first.
        let slides = share > 0.0 || before.velocity_mps.y.abs() > 1e-9;
        if !slides {
            return rolled;
        }
        let slid = self.slid(before, steering_rad, drive_mps2, vehicle.wheelbase_m, dt_s);
        self.blend(before, &rolled, slid, share, vehicle.wheelbase_m, dt_s)
    }
}

impl DynamicBicycle {
    /// A vehicle on level ground.
    pub(crate) fn new(handling: Handling) -> Self {
        Self {
            handling,
            climb: 0.0,
        }
    }

    /// Puts it onto a slope: the sine of its angle ahead, uphill positive. What then acts along the road
    /// is F/m = a + g·sin θ (Rajamani 2012, eq. 4.1 without drag).
    pub(crate) fn set_climb(&mut self, climb: f64) {
        self.climb = climb;
    }

    /// What drive and brakes give along the road, of what tyres and engine can, weight included. A
    /// request is for acceleration along the road: they make up for the slope as far as they can.
    fn drive_mps2(&self, request_mps2: f64, vehicle: &VehicleParams) -> f64 {
        let grip_mps2 = self.handling.friction * GRAVITY_MPS2;
        let weight_mps2 = GRAVITY_MPS2 * self.climb;
        if weight_mps2 == 0.0 {
            return request_mps2.clamp(-grip_mps2, grip_mps2);
        }
        let (brakes, engine) = (vehicle.max_braking_mps2, vehicle.max_acceleration_mps2);
        let force_mps2 = (request_mps2 + weight_mps2).clamp(-brakes, engine);
        force_mps2.clamp(-grip_mps2, grip_mps2) - weight_mps2
    }

    /// Velocities after a step of sliding. Runge–Kutta of fourth order: slip settles within tens of
    /// milliseconds at low speed.
    fn slid(
        &self,
        before: &Motion,
        steering_rad: f64,
        drive_mps2: f64,
        wheelbase_m: f64,
        dt_s: f64,
    ) -> Velocities {
        let rear_m = wheelbase_m * self.handling.center_of_gravity;
        let start = Velocities::new(
            before.velocity_mps.x,
            before.velocity_mps.y + rear_m * before.yaw_rate_radps,
            before.yaw_rate_radps,
        );
        let rate = |v: Velocities| self.rates(v, steering_rad, drive_mps2, wheelbase_m);
        let k1 = rate(start);
        let k2 = rate(start + k1 * (0.5 * dt_s));
        let k3 = rate(start + k2 * (0.5 * dt_s));
        let k4 = rate(start + k3 * dt_s);
        start + (k1 + k2 * 2.0 + k3 * 2.0 + k4) * (dt_s / 6.0)
    }

    /// The motion after a step of which a share was slid, the rest rolled.
    fn blend(
        &self,
        before: &Motion,
        rolled: &Motion,
        slid: Velocities,
        share: f64,
        wheelbase_m: f64,
        dt_s: f64,
    ) -> Motion {
        let rear_m = wheelbase_m * self.handling.center_of_gravity;
        let mix = |dynamic: f64, kinematic: f64| share * dynamic + (1.0 - share) * kinematic;
        let forward = mix(slid.x, rolled.velocity_mps.x).max(0.0);
        // Of the rear axle. The mix may take sideways motion away no faster than tyres could.
        let slid_left = slid.y - rear_m * slid.z;
        let most = self.handling.friction * GRAVITY_MPS2 * dt_s;
        let left = slid_left + (mix(slid_left, 0.0) - slid_left).clamp(-most, most);
        let yaw_rate = mix(slid.z, rolled.yaw_rate_radps);

        let mean_rate = 0.5 * (before.yaw_rate_radps + yaw_rate);
        let mean_velocity = (before.velocity_mps + Vector2::new(forward, left)) * 0.5;
        let middle_rad = before.pose.yaw_rad + 0.5 * mean_rate * dt_s;
        let step_m = Pose2::new(0.0, 0.0, middle_rad).rotate(mean_velocity) * dt_s;
        Motion {
            pose: Pose2::new(
                before.pose.x_m + step_m.x,
                before.pose.y_m + step_m.y,
                before.pose.yaw_rad + mean_rate * dt_s,
            ),
            velocity_mps: Vector2::new(forward, left),
            acceleration_mps2: Vector2::new(
                (forward - before.velocity_mps.x) / dt_s - yaw_rate * left,
                (left - before.velocity_mps.y) / dt_s + yaw_rate * forward,
            ),
            yaw_rate_radps: yaw_rate,
            steering_rad: rolled.steering_rad,
        }
    }

    /// Rates of `[v_x, v_y, r]`.
    ///
    /// m·(v̇_x − v_y·r) = F_x − F_yf·sin δ, m·(v̇_y + v_x·r) = F_yf·cos δ + F_yr,
    /// I·ṙ = l_f·F_yf·cos δ − l_r·F_yr (Rajamani 2012, eqs 2.24 to 2.26 and 2.46 with one wheel per axle).
    /// Slip: α_f = atan((v_y + l_f·r)/v_x) − δ, α_r = atan((v_y − l_r·r)/v_x). The longitudinal force
    /// is shared by the axles as their static load is.
    fn rates(
        &self,
        v: Velocities,
        steering_rad: f64,
        drive_mps2: f64,
        wheelbase_m: f64,
    ) -> Velocities {
        let h = &self.handling;
        let rear_m = wheelbase_m * h.center_of_gravity;
        let front_m = wheelbase_m - rear_m;
        let forward = v.x.max(h.kinematic_below_mps.max(0.5));
        let (sin, cos) = (libm::sin(steering_rad), libm::cos(steering_rad));
        let weight_n = h.mass_kg * GRAVITY_MPS2;
        let front_share = rear_m / wheelbase_m;
        let force = |slip: f64, stiffness: f64, load_share: f64| {
            lateral_force_n(
                slip,
                stiffness,
                load_share * weight_n,
                h.friction,
                load_share * h.mass_kg * (drive_mps2 + GRAVITY_MPS2 * self.climb),
            )
        };
        let front_slip = libm::atan2(v.y + front_m * v.z, forward) - steering_rad;
        let rear_slip = libm::atan2(v.y - rear_m * v.z, forward);
        let front_n = force(front_slip, h.front_stiffness_npr, front_share);
        let rear_n = force(rear_slip, h.rear_stiffness_npr, 1.0 - front_share);
        Velocities::new(
            drive_mps2 - front_n * sin / h.mass_kg + v.y * v.z,
            (front_n * cos + rear_n) / h.mass_kg - v.x * v.z,
            (front_m * front_n * cos - rear_m * rear_n) / h.yaw_inertia_kgm2,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ego::{Actuated, ActuatorLag};
    use approx::{assert_abs_diff_eq, assert_relative_eq};
    use proptest::prelude::*;

    fn car(speed_mps: f64, handling: Handling) -> Actuated<DynamicBicycle> {
        Actuated::new(
            VehicleParams::default(),
            DynamicBicycle::new(handling),
            ActuatorLag::default(),
            Motion::rolling(Pose2::default(), speed_mps),
        )
    }

    #[test]
    fn steady_circle_has_the_radius_of_the_understeer_gradient() {
        // δ = L/R + K_v·a_y, K_v = m_f/C_f − m_r/C_r (Rajamani 2012, eqs 3.10 and 3.12).
        let (speed, steering) = (15.0, 0.03);
        let handling = Handling::default();
        let mut car = car(speed, handling);
        for _ in 0..1000 {
            let hold = speed - car.motion().speed_mps();
            car.control(steering, 5.0 * hold + 0.05, 0.01);
        }
        let (m, c, l) = (handling.mass_kg, handling.center_of_gravity, 2.75);
        let gradient =
            m * c / handling.front_stiffness_npr - m * (1.0 - c) / handling.rear_stiffness_npr;
        let v = car.motion().speed_mps();
        let yaw_rate = v * steering / (l + gradient * v * v);
        // 2 %: tanh softens the tyres a little, and the front force brakes.
        assert_relative_eq!(car.motion().yaw_rate_radps, yaw_rate, max_relative = 0.02);
        assert_relative_eq!(
            car.motion().acceleration_mps2.y,
            v * yaw_rate,
            max_relative = 0.03
        );
    }

    #[test]
    fn at_walking_pace_it_rolls_without_slip() {
        let mut car = car(2.0, Handling::default());
        for _ in 0..300 {
            car.control(0.2, 0.0, 0.01);
        }
        assert_abs_diff_eq!(car.motion().velocity_mps.y, 0.0, epsilon = 0.0);
        let expected = 2.0 * libm::tan(car.motion().steering_rad) / 2.75;
        assert_abs_diff_eq!(car.motion().yaw_rate_radps, expected, epsilon = 1e-12);
    }

    #[test]
    fn on_snow_the_curve_is_not_made() {
        let snow = Handling {
            friction: 0.3,
            ..Handling::default()
        };
        let mut car = car(15.0, snow);
        for _ in 0..200 {
            car.control(0.1, 0.0, 0.01);
        }
        // μ·g = 2.943 m/s² is all there is; 0.1 rad would want 8.2 m/s².
        assert!(car.motion().acceleration_mps2.y < 3.0);
    }

    proptest! {
        #[test]
        fn finite_requests_give_finite_motion_within_limits(
            speed in 0.0..40.0_f64, steering in -2.0..2.0_f64, acceleration in -20.0..20.0_f64,
        ) {
            let mut car = car(speed, Handling::default());
            for _ in 0..300 {
                car.control(steering, acceleration, 0.01);
                let m = *car.motion();
                prop_assert!(m.pose.is_finite() && m.yaw_rate_radps.is_finite());
                prop_assert!(m.velocity_mps.x >= 0.0 && m.steering_rad.abs() <= 0.6);
                prop_assert!(m.acceleration_mps2.norm() < 35.0, "{m:?}");
            }
        }
    }
}
