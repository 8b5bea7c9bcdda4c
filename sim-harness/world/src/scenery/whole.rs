//! All that never moves around the lanes of a map, made in order: ground, roads, what lines them.

use std::sync::Arc;

use trunkline_interfaces::SignalId;
use trunkline_interfaces::messages::SignalState;
use trunkline_render::{Conditions, Lamp, Lamps, Placed, PointLight, TimeOfDay};

use super::chunks::Chunks;
use super::field::Field;
use super::plants::Plants;
use super::setting::Setting;
use super::signals::SignalHead;
use super::site::Site;
use super::strip::Strip;
use super::terrain::Terrain;
use super::{
    bridge, carriageway, country, edge, front, ground, kerb, motorway, objects, paint, signals,
    strip, town,
};
use crate::roads::Roads;

/// What never moves around the lanes of a map.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scenery {
    /// Everything that stands, in pieces, by day.
    pub(super) backdrop: Arc<Vec<Placed>>,
    /// The same with windows and street lights lit.
    lit_backdrop: Arc<Vec<Placed>>,
    /// Street lights.
    pub(crate) street_lights: Vec<PointLight>,
    /// Traffic lights, in order of their signals; they are not part of the backdrop.
    pub(super) signal_heads: Vec<SignalHead>,
}

impl Scenery {
    /// The scenery of a map; another seed gives other houses and plants. A map without lanes gives
    /// a meadow.
    pub(crate) fn of(roads: &Roads, seed: u64) -> Self {
        let (map, roadside) = (&roads.map, &roads.roadside);
        let strips = strip::strips(map, roadside);
        let field = Field::new(&strips);
        let is_town = is_town(&strips);
        let terrain = Terrain::new(&field, is_town, seed);
        let mut chunks = Chunks::default();
        ground::lay(&mut chunks, &field, &terrain, seed);
        carriageway::lay_strips(&mut chunks, &field, &strips);
        let rings = carriageway::lay_junctions(&mut chunks, &field, &strips);
        let edges = edge::edges(&field, &strips, &rings);
        kerb::lay_edges(&mut chunks, &field, &terrain, &edges);
        kerb::lay_kerbs(&mut chunks, &field, &strips);
        paint::lay(&mut chunks, &field, &strips, map, roadside);

        let fronts = front::fronts(map, &strips, &edges);
        let plants = Plants::new(seed);
        let mut site = Site::new(&field, &terrain, &mut chunks, is_town, seed);
        objects::stand(&mut site, roadside);
        let signal_heads = signals::stand(&mut site, map, roadside);
        bridge::build(&mut site, &strips, &edges);
        signals::stand_signs(&mut site, map, roadside);
        town::line_streets(&mut site, &fronts, &plants);
        motorway::medians(&mut site, &strips);
        motorway::line_roads(&mut site, &fronts, &plants);
        country::line_roads(&mut site, &fronts, &plants);
        let street_lights = std::mem::take(&mut site.lights);
        let backdrop = chunks.finish();
        let lit = |placed: &Placed| Placed {
            lamps: Lamps::default().with(Lamp::Street).with(Lamp::Window),
            ..placed.clone()
        };
        Self {
            lit_backdrop: Arc::new(backdrop.iter().map(lit).collect()),
            backdrop: Arc::new(backdrop),
            street_lights,
            signal_heads,
        }
    }

    /// What never moves, in a light: its lamps are lit at dusk and by night.
    pub(crate) fn backdrop_in(&self, conditions: Conditions) -> &Arc<Vec<Placed>> {
        match conditions.time {
            TimeOfDay::Day => &self.backdrop,
            TimeOfDay::Dusk | TimeOfDay::Night => &self.lit_backdrop,
        }
    }

    /// Every traffic light as it looks now.
    pub(crate) fn showing(&self, state_of: impl Fn(SignalId) -> SignalState) -> Vec<Placed> {
        let heads = self.signal_heads.iter();
        heads
            .map(|head| head.showing(state_of(head.signal)))
            .collect()
    }
}

/// Whether most lanes lie in town.
fn is_town(strips: &[Strip]) -> bool {
    let urban = strips.iter().filter(|s| s.setting == Setting::Urban);
    2 * urban.count() > strips.len()
}
