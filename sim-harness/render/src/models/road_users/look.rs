//! Who it is, and how it is drawn now.

use trunkline_interfaces::AgentClass;

/// Steps of a walking or pedalling cycle.
const PHASES: f64 = 16.0;

/// Who it is: decides shape and colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadUser {
    /// What it is.
    pub class: AgentClass,
    /// Length, width, height of its box, m.
    pub size_m: [f32; 3],
    /// Everything that is chosen: build, colours.
    pub seed: u64,
}

/// How it is drawn now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Look {
    /// Few triangles, for those far away.
    pub is_far: bool,
    /// Where moving limbs are, as a step of their cycle; `None` stands still.
    pub phase: Option<u8>,
}

impl Look {
    /// The share of the cycle that is past.
    pub(super) fn cycle(self) -> Option<f32> {
        self.phase.map(|phase| f32::from(phase) / PHASES as f32)
    }

    /// The step of a cycle that has been gone through so many times.
    pub fn phase_of(cycles: f64) -> u8 {
        (PHASES * (cycles - cycles.floor())).clamp(0.0, PHASES - 1.0) as u8
    }
}
