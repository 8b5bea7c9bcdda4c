//! What a lorry is, and where its parts begin.

use crate::mesh::Surface;

/// Radius of the wheels.
pub(super) const WHEEL_M: f32 = 0.5;
/// Length of the cab.
pub(super) const CAB_M: f32 = 2.05;
/// Height of the floor that loads stand on.
pub(super) const PLATFORM_M: f32 = 1.05;
/// Longer ones have a tractor.
const TRACTOR_FROM_M: f32 = 12.5;

/// What it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    Box,
    Tarpaulin,
    Tank,
    Open,
}

/// Everything about one lorry.
pub(super) struct Lorry {
    pub(super) size_m: [f32; 3],
    pub(super) load: Load,
    pub(super) cab: Surface,
    pub(super) hold: Surface,
    pub(super) stripe: Surface,
    pub(super) is_far: bool,
}

impl Lorry {
    pub(super) fn front(&self) -> f32 {
        0.5 * self.size_m[0]
    }

    pub(super) fn half(&self) -> f32 {
        0.5 * self.size_m[1]
    }

    pub(super) fn is_articulated(&self) -> bool {
        self.size_m[0] > TRACTOR_FROM_M
    }

    /// Height of the cab's roof; what carries no high load ends with it.
    pub(super) fn cab_top(&self) -> f32 {
        match self.load {
            Load::Open => self.size_m[2],
            _ => (0.93 * self.size_m[2]).min(3.4),
        }
    }

    /// Where the hold begins.
    pub(super) fn hold_front(&self) -> f32 {
        self.front() - CAB_M - if self.is_articulated() { 0.55 } else { 0.12 }
    }
}
