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
