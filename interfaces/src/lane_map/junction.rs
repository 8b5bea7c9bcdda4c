//! Where lanes meet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{JunctionId, LaneId};

/// Which lane has the right of way where two lanes of a junction meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Junction {
    /// Identity in this map.
    pub id: JunctionId,
    /// Name in the map's source, for messages.
    pub name: String,
    /// Lanes through it.
    pub lanes: Vec<LaneId>,
    /// `lane` must yield to `to`, pairwise, where their paths cross or merge.
    pub yields: Vec<Yield>,
}

/// One lane giving way to another within a junction.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Yield {
    /// Who gives way.
    pub lane: LaneId,
    /// Who goes first.
    pub to: LaneId,
}
