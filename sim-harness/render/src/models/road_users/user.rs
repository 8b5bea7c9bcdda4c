//! Who it is, and how its limbs are.

use trunkline_interfaces::AgentClass;

/// Steps of a walking or pedalling cycle.
const STEPS: f64 = 16.0;

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

/// Where the limbs are of those who walk or pedal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gait {
    /// As somebody stands.
    #[default]
    Standing,
    /// At a step of their cycle.
    Moving(u8),
}

impl Gait {
    /// The gait of whoever has gone through the cycle so many times.
    pub fn after(cycles: f64) -> Self {
        Self::Moving((STEPS * (cycles - cycles.floor())).clamp(0.0, STEPS - 1.0) as u8)
    }

    /// The share of the cycle that is past.
    pub(super) fn cycle(self) -> Option<f32> {
        match self {
            Self::Standing => None,
            Self::Moving(step) => Some(f32::from(step) / STEPS as f32),
        }
    }
}
