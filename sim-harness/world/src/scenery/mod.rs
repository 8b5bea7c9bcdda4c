//! The static scenery of a map: roads with their paint, kerbs and pavements, ground, houses,
//! plants, lights, signs.
//!
//! Start at [`Scenery::of`].

mod bridge; // what carries roads above the ground
mod carriageway; // the surfaces of lanes and junctions
mod chunks; // the scene in pieces of ground
mod country; // roads over the country
mod cover; // what lanes are covered with
mod edge; // kerbs, pavements, verges
mod field; // where lanes are
mod front; // the lines along which streets are lined
mod glyph; // shapes painted on lanes
mod ground; // lots, fields, hills
mod line; // lines in space by arc length
mod materials; // what roads and grounds are made of
mod motorway; // guard rails, boards, slopes
mod noise; // smooth chance over the plane
mod objects; // what the map says that stands there
mod paint; // lines, crosswalks, arrows
mod plants; // a stock of trees, bushes, hedges
mod setting; // town, country, motorway
mod signals; // lights and signs
mod site; // where something may be put
mod street; // fences and furniture along lines
mod strip; // lanes as strips
mod terrain; // the height of the ground
mod town; // streets between houses
mod triangulate; // triangles of a polygon

use std::sync::Arc;

use trunkline_interfaces::SignalId;
use trunkline_interfaces::messages::SignalState;
use trunkline_render::{Conditions, Lamp, Lamps, Placed, PointLight, TimeOfDay};

use crate::roads::Roads;
use chunks::Chunks;
use field::Field;
use plants::Plants;
use setting::Setting;
pub use signals::SignalHead;
use site::Site;
use strip::Strip;
use terrain::Terrain;

/// What never moves around the lanes of a map.
#[derive(Debug, Clone, Default)]
pub struct Scenery {
    /// Everything that stands, in pieces, by day.
    pub backdrop: Arc<Vec<Placed>>,
    /// The same with windows and street lights lit.
    pub lit_backdrop: Arc<Vec<Placed>>,
    /// Street lights.
    pub street_lights: Vec<PointLight>,
    /// Traffic lights, in order of their signals; they are not part of the backdrop.
    pub signal_heads: Vec<SignalHead>,
}

impl Scenery {
    /// The scenery of a map; another seed gives other houses and plants. A map without lanes gives
    /// a meadow.
    pub fn of(roads: &Roads, seed: u64) -> Self {
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
        edge::lay_edges(&mut chunks, &field, &terrain, &edges);
        edge::lay_kerbs(&mut chunks, &field, &strips);
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
    pub fn backdrop_in(&self, conditions: Conditions) -> &Arc<Vec<Placed>> {
        match conditions.time {
            TimeOfDay::Day => &self.backdrop,
            TimeOfDay::Dusk | TimeOfDay::Night => &self.lit_backdrop,
        }
    }

    /// Every traffic light as it looks now.
    pub fn showing(&self, state_of: impl Fn(SignalId) -> SignalState) -> Vec<Placed> {
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

#[cfg(test)]
mod tests;
