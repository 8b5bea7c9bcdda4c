//! What lies between a request and the wheels: first-order lag, rate limit, range.

use trunkline_interfaces::VehicleParams;

/// Time constants of the actuators: after one of them 63 % of a step in the request is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ActuatorLag {
    /// Steering, s, ≥ 0 (0: at once). Rack and motor of production cars: 0.1 (Rajamani 2012, ch. 2).
    pub steering_s: f64,
    /// Drive and brakes, s, ≥ 0. Rajamani 2012, section 5.3, takes 0.5 for drive; brakes are faster.
    pub acceleration_s: f64,
}

impl Default for ActuatorLag {
    fn default() -> Self {
        Self {
            steering_s: 0.1,
            acceleration_s: 0.2,
        }
    }
}

/// The actuators' own state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Actuators {
    lag: ActuatorLag,
    /// Mean angle of the front wheels now.
    pub steering_rad: f64,
    /// Acceleration that drive and brakes give now.
    pub acceleration_mps2: f64,
}

impl Actuators {
    /// At rest, wheels straight.
    pub(crate) fn new(lag: ActuatorLag) -> Self {
        Self {
            lag,
            steering_rad: 0.0,
            acceleration_mps2: 0.0,
        }
    }

    /// Moves towards a request for `dt_s`: ẋ = (request − x)/τ, solved exactly over the step, then
    /// limited in rate and range. A request that is not a number leaves things as they are.
    pub(crate) fn step(
        &mut self,
        steering_rad: f64,
        acceleration_mps2: f64,
        v: &VehicleParams,
        dt_s: f64,
    ) {
        let share = |tau_s: f64| {
            if tau_s > 0.0 {
                1.0 - libm::exp(-dt_s / tau_s)
            } else {
                1.0
            }
        };
        if steering_rad.is_finite() {
            let wish = steering_rad.clamp(-v.max_steering_rad, v.max_steering_rad);
            let most = v.max_steering_rate_radps * dt_s;
            let step = (wish - self.steering_rad) * share(self.lag.steering_s);
            self.steering_rad += step.clamp(-most, most);
        }
        if acceleration_mps2.is_finite() {
            let wish = acceleration_mps2.clamp(-v.max_braking_mps2, v.max_acceleration_mps2);
            self.acceleration_mps2 +=
                (wish - self.acceleration_mps2) * share(self.lag.acceleration_s);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn after_one_time_constant_63_percent_are_there() {
        let mut actuators = Actuators::new(ActuatorLag::default());
        for _ in 0..20 {
            actuators.step(0.0, 1.0, &VehicleParams::default(), 0.01);
        }
        // 1 − e⁻¹
        assert_abs_diff_eq!(
            actuators.acceleration_mps2,
            0.632_120_558_828_557_7,
            epsilon = 1e-12
        );
    }

    #[test]
    fn limits_hold_for_any_request() {
        let vehicle = VehicleParams::default();
        let mut actuators = Actuators::new(ActuatorLag {
            steering_s: 0.0,
            acceleration_s: 0.0,
        });
        actuators.step(9.0, -99.0, &vehicle, 0.01);
        assert_abs_diff_eq!(actuators.steering_rad, 0.007, epsilon = 1e-12); // 0.7 rad/s · 0.01 s
        assert_abs_diff_eq!(actuators.acceleration_mps2, -8.0, epsilon = 0.0);
        for _ in 0..200 {
            actuators.step(9.0, f64::NAN, &vehicle, 0.01);
        }
        assert_abs_diff_eq!(actuators.steering_rad, 0.6, epsilon = 1e-12);
        assert_abs_diff_eq!(actuators.acceleration_mps2, -8.0, epsilon = 0.0);
    }
}
