//! What lanes are covered with.

use trunkline_interfaces::{Lane, LaneKind};

use crate::roads::{Beside, Roadside};

/// What a lane is covered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    /// Carriageway.
    Asphalt,
    /// A lane for bicycles.
    Cycleway,
    /// Parking bays.
    Bays,
    /// Level with the road and paved like it, but not for traffic.
    Edge,
    /// Raised slabs.
    Pavement,
    /// Gravel level with the road.
    Gravel,
    /// Grass level with the road.
    Meadow,
    /// A raised green strip.
    Green,
    /// Nothing of ours.
    Nothing,
}

/// Shoulders up to this width are paved, wider ones gravel; what is wider yet is grass.
const PAVED_SHOULDER_M: f64 = 1.2;
const GRAVEL_SHOULDER_M: f64 = 3.0;

impl Cover {
    /// Of a lane; in town shoulders are paved.
    pub(super) fn of(lane: &Lane, roadside: &Roadside, is_town: bool) -> Self {
        let width_m = lane.width_m.iter().copied().fold(0.0, f64::max);
        match lane.kind {
            LaneKind::Driving => Self::Asphalt,
            LaneKind::Biking => Self::Cycleway,
            LaneKind::Parking => Self::Bays,
            LaneKind::Sidewalk => Self::Pavement,
            LaneKind::Shoulder | LaneKind::Other => match roadside.beside.get(&lane.id) {
                Some(Beside::Nothing) | None => Self::Nothing,
                Some(Beside::Paved) => Self::Edge,
                Some(Beside::Kerb) => Self::Pavement,
                Some(Beside::Median) if is_town => Self::Green,
                Some(Beside::Median) => Self::Meadow,
                Some(Beside::Verge) if is_town || width_m <= PAVED_SHOULDER_M => Self::Edge,
                Some(Beside::Verge) if width_m <= GRAVEL_SHOULDER_M => Self::Gravel,
                Some(Beside::Verge) => Self::Meadow,
            },
        }
    }

    /// Whether vehicles may stand there.
    pub(super) fn is_road(self) -> bool {
        matches!(
            self,
            Self::Asphalt | Self::Cycleway | Self::Bays | Self::Edge
        )
    }

    /// Whether it lies a kerb's height over the road.
    pub(super) fn is_raised(self) -> bool {
        matches!(self, Self::Pavement | Self::Green)
    }
}
