//! What the vehicle can do and people can bear.

use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::messages::{EgoState, Intervention};

/// Changes below this are rounding, not interventions.
const ROUNDING: f64 = 1e-9;

/// A steering and acceleration request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Request {
    pub(super) steering_rad: f64,
    pub(super) acceleration_mps2: f64,
}

impl Request {
    /// What the vehicle does now, as near as its limits allow: measured accelerations are noisy,
    /// and requests start from here. What is not a number counts as 0.
    pub(super) fn of(ego: &EgoState, vehicle: &VehicleParams) -> Self {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        let v = vehicle;
        Self {
            steering_rad: finite(ego.steering_rad).clamp(-v.max_steering_rad, v.max_steering_rad),
            acceleration_mps2: finite(ego.acceleration_mps2.x)
                .clamp(-v.max_braking_mps2, v.max_acceleration_mps2),
        }
    }
}

/// How fast a request may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    pub(super) dt_s: f64,
    pub(super) max_jerk_mps3: f64,
    /// Braking may set in at once.
    pub(super) is_emergency: bool,
}

/// The nearest request that the vehicle can execute, and what had to be changed.
pub(super) fn limited(
    wish: &Request,
    last: &Request,
    rates: &Rates,
    vehicle: &VehicleParams,
) -> (Request, Vec<Intervention>) {
    let mut interventions = Vec::new();
    let mut note = |before: f64, after: f64, kind: Intervention| {
        if (before - after).abs() > ROUNDING && !interventions.contains(&kind) {
            interventions.push(kind);
        }
        after
    };
    let v = vehicle;
    let angle = wish
        .steering_rad
        .clamp(-v.max_steering_rad, v.max_steering_rad);
    let angle = note(wish.steering_rad, angle, Intervention::SteeringLimit);
    let turn = v.max_steering_rate_radps * rates.dt_s;
    let steering = last.steering_rad + (angle - last.steering_rad).clamp(-turn, turn);
    let steering_rad = note(angle, steering, Intervention::SteeringLimit);

    let asked = wish.acceleration_mps2;
    let possible = asked.clamp(-v.max_braking_mps2, v.max_acceleration_mps2);
    let possible = note(asked, possible, Intervention::AccelerationLimit);
    let change = rates.max_jerk_mps3 * rates.dt_s;
    let lower = if rates.is_emergency {
        f64::NEG_INFINITY
    } else {
        -change
    };
    let bearable =
        last.acceleration_mps2 + (possible - last.acceleration_mps2).clamp(lower, change);
    let acceleration_mps2 = note(possible, bearable, Intervention::JerkLimit);
    (
        Request {
            steering_rad,
            acceleration_mps2,
        },
        interventions,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    const LAST: Request = Request {
        steering_rad: 0.0,
        acceleration_mps2: 0.0,
    };

    fn rates(is_emergency: bool) -> Rates {
        Rates {
            dt_s: 0.02,
            max_jerk_mps3: 10.0,
            is_emergency,
        }
    }

    #[test]
    fn every_limit_is_named() {
        let wish = Request {
            steering_rad: 1.0,
            acceleration_mps2: 9.0,
        };
        let (done, why) = limited(&wish, &LAST, &rates(false), &VehicleParams::default());
        assert_abs_diff_eq!(done.steering_rad, 0.014, epsilon = 1e-12); // 0.7 rad/s · 0.02 s
        assert_abs_diff_eq!(done.acceleration_mps2, 0.2, epsilon = 1e-12); // 10 m/s³ · 0.02 s
        assert_eq!(
            why,
            [
                Intervention::SteeringLimit,
                Intervention::AccelerationLimit,
                Intervention::JerkLimit
            ]
        );
    }

    #[test]
    fn emergencies_brake_at_once() {
        let wish = Request {
            steering_rad: 0.0,
            acceleration_mps2: -8.0,
        };
        let (done, why) = limited(&wish, &LAST, &rates(true), &VehicleParams::default());
        assert_abs_diff_eq!(done.acceleration_mps2, -8.0, epsilon = 0.0);
        assert!(why.is_empty());
    }

    proptest! {
        #[test]
        fn limits_hold_for_any_wish(s in -9.0..9.0_f64, a in -99.0..99.0_f64, s0 in -0.6..0.6_f64, a0 in -8.0..3.0_f64) {
            let v = VehicleParams::default();
            let last = Request { steering_rad: s0, acceleration_mps2: a0 };
            let (done, _) = limited(&Request { steering_rad: s, acceleration_mps2: a }, &last, &rates(false), &v);
            prop_assert!(done.steering_rad.abs() <= v.max_steering_rad + 1e-12);
            prop_assert!((done.steering_rad - s0).abs() <= 0.014 + 1e-12);
            prop_assert!((done.acceleration_mps2 - a0).abs() <= 0.2 + 1e-12);
            prop_assert!((-8.0..=3.0).contains(&done.acceleration_mps2));
        }
    }
}
