//! Who touched the ego, by oriented boxes: each agent once, at first contact.

use std::collections::BTreeSet;

use nalgebra::Vector2;

use trunkline_interfaces::AgentId;
use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::Collision;

use crate::agents::Body;

/// Contacts of the ego in one run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contacts {
    touched: BTreeSet<AgentId>,
    /// Since the last observation.
    fresh: Vec<Collision>,
}

impl Contacts {
    /// Looks for new contacts.
    pub(crate) fn update(
        &mut self,
        ego: &Rectangle,
        velocity_mps: Vector2<f64>,
        bodies: impl Iterator<Item = Body>,
    ) {
        for body in bodies {
            let reach_m = ego.half_length_m + ego.half_width_m + body.size_m.x;
            let offset = body.pose.position_m() - ego.center_m;
            if offset.norm_squared() < reach_m * reach_m
                && !self.touched.contains(&body.id)
                && ego.overlaps(&body.footprint())
            {
                self.touched.insert(body.id);
                self.fresh.push(Collision {
                    agent: body.id,
                    closing_mps: (velocity_mps - body.velocity_mps).norm(),
                });
            }
        }
    }

    /// Contacts since this was last called.
    pub(crate) fn take(&mut self) -> Vec<Collision> {
        std::mem::take(&mut self.fresh)
    }
}
