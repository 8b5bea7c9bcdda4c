//! What a candidate is to be driven forward by.

use super::lateral::LateralProfile;
use crate::idm::IdmConfig;
use crate::scene::Scene;

/// How a candidate wants to drive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Driver {
    /// At this share of the wished speed, behind whoever is ahead.
    Follow { speed_share: f64 },
    /// To a standstill, with this braking.
    Halt { braking_mps2: f64 },
}

/// What a candidate is driven by, and through what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course<'a> {
    pub(crate) config: &'a IdmConfig,
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) lateral: LateralProfile,
    pub(crate) driver: Driver,
}
