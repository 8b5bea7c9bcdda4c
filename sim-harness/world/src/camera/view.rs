//! The world as cameras see it at one time.

use std::sync::Arc;

use trunkline_interfaces::messages::{EgoState, Header, TruthAgent};
use trunkline_render::{Conditions, Placed, PointLight};

use crate::agents::Signalling;

/// The world as cameras see it at one time.
pub(crate) struct View<'a> {
    pub(crate) header: Header,
    pub(crate) conditions: Conditions,
    pub(crate) ego: &'a EgoState,
    /// By ascending id.
    pub(crate) agents: &'a [TruthAgent],
    /// What their lamps say, one per agent.
    pub(crate) signalling: &'a [Signalling],
    /// Seed of the run: who it is decides how they look.
    pub(crate) seed: u64,
    /// What never moves.
    pub(crate) backdrop: &'a Arc<Vec<Placed>>,
    /// What of the scenery switches: signal heads.
    pub(crate) switched: Vec<Placed>,
    /// Lamps of the scenery.
    pub(crate) street_lights: &'a [PointLight],
}
