//! What of a run's traffic does not depend on its seed.

use std::sync::Arc;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::{AgentClass, AgentId, LaneId};

use super::body::Body;
use super::network::Network;
use super::occupancy::{Occupant, Who};
use super::script::ScriptFrame;

/// What stands at the roadside for the whole run, and the lanes that it reaches into.
#[derive(Debug, Default)]
pub(crate) struct Parked {
    pub(crate) bodies: Vec<Body>,
    pub(crate) covers: Vec<(u32, Occupant)>,
}

/// What of a run does not depend on its seed.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) network: Arc<Network>,
    pub(crate) parked: Arc<Parked>,
    /// Per lane: whether the ego's route runs over it.
    pub(crate) is_on_route: Arc<Vec<bool>>,
    /// The ego's route, on which scripts are written.
    pub(crate) frame: Arc<ScriptFrame>,
}

impl Ground {
    /// From the map's network, the ego's route and the boxes that stand at the roadside.
    pub(crate) fn new(
        network: Network,
        route_lanes: &[LaneId],
        frame: ScriptFrame,
        boxes: &[OrientedBox],
    ) -> Self {
        let mut is_on_route = vec![false; network.lanes.len()];
        for lane in route_lanes.iter().filter_map(|id| network.index.get(id)) {
            is_on_route[*lane as usize] = true;
        }
        let mut parked = Parked::default();
        for (i, bbox) in boxes.iter().enumerate() {
            for c in network.covered(&bbox.footprint()) {
                let occupant = Occupant::covering(&c, Vector2::zeros(), Who::Other);
                parked.covers.push((c.lane, occupant));
            }
            parked.bodies.push(Body {
                id: AgentId(i as u32),
                class: AgentClass::Car,
                size_m: bbox.size_m,
                pose: bbox.pose(),
                elevation_m: bbox.center_m.z - 0.5 * bbox.size_m.z,
                velocity_mps: Vector2::zeros(),
                yaw_rate_radps: 0.0,
            });
        }
        Self {
            network: Arc::new(network),
            parked: Arc::new(parked),
            is_on_route: Arc::new(is_on_route),
            frame: Arc::new(frame),
        }
    }
}
