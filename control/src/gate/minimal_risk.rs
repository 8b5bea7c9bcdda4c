//! The minimal-risk stop: what is done while inputs are missing, broken or too old.

use trunkline_interfaces::Stamp;
use trunkline_interfaces::messages::EgoState;

use super::config::SafetyConfig;
use crate::standstill::{HOLD_MPS2, STANDING_MPS};

/// The stop with its memory.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct MinimalRisk {
    /// First step without usable input.
    started: Option<Stamp>,
    /// Inputs have been complete and fresh at least once.
    pub(super) is_armed: bool,
    /// A stop came to its end: the vehicle stays where it is until a reset.
    pub(super) is_held: bool,
}

impl MinimalRisk {
    /// Acceleration to approach at the comfort's jerk, m/s². Before the first complete input the
    /// vehicle rolls on for a while.
    pub(super) fn acceleration_mps2(
        &mut self,
        config: &SafetyConfig,
        ego: &EgoState,
        now: Stamp,
    ) -> f64 {
        let started = *self.started.get_or_insert(now);
        let stands = ego.speed_mps().abs() < STANDING_MPS; // false if it is not a number
        if stands {
            self.is_held |= self.is_armed;
            HOLD_MPS2
        } else if !self.is_armed && (now - started).s() <= config.start_up_s {
            0.0
        } else {
            -config.minimal_risk_braking_mps2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_interfaces::Duration;

    fn after(risk: &mut MinimalRisk, time_ms: i64, speed_mps: f64) -> f64 {
        let mut ego = EgoState::default();
        ego.velocity_mps.x = speed_mps;
        let now = Stamp::ZERO + Duration::from_ms(time_ms);
        risk.acceleration_mps2(&SafetyConfig::default(), &ego, now)
    }

    #[test]
    fn before_the_first_input_it_rolls_on_for_a_second() {
        let mut risk = MinimalRisk::default();
        assert_eq!(after(&mut risk, 500, 5.0), 0.0);
        assert_eq!(after(&mut risk, 1_500, 5.0), 0.0);
        assert_eq!(after(&mut risk, 1_520, 5.0), -2.5);
        assert_eq!(after(&mut risk, 1_540, 0.0), HOLD_MPS2);
        assert!(!risk.is_held, "nothing has come yet");
    }

    #[test]
    fn once_armed_it_brakes_at_once_and_what_stands_is_held() {
        let mut risk = MinimalRisk {
            is_armed: true,
            ..MinimalRisk::default()
        };
        assert_eq!(after(&mut risk, 0, 5.0), -2.5);
        assert_eq!(after(&mut risk, 20, f64::NAN), -2.5);
        assert_eq!(after(&mut risk, 40, -0.11), -2.5);
        assert!(!risk.is_held);
        assert_eq!(after(&mut risk, 60, -0.09), HOLD_MPS2);
        assert!(risk.is_held);
    }
}
