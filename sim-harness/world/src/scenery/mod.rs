//! The static scenery of a map: roads with their paint, kerbs and pavements, ground, houses,
//! plants, lights, signs.
//!
//! Start at [`Scenery::of`].

mod carriageway; // the surfaces of lanes and junctions
mod chunks; // the scene in pieces of ground
mod cover; // what lanes are covered with
mod edge; // kerbs, pavements, verges
mod field; // where lanes are
mod ground; // lots, fields, hills
mod materials; // what roads and grounds are made of
mod noise; // smooth chance over the plane
mod setting; // town, country, motorway
mod strip; // lanes as strips
mod terrain; // the height of the ground
mod triangulate; // triangles of a polygon

use std::sync::Arc;

use trunkline_render::{Placed, PointLight};

use crate::roads::Roads;
use chunks::Chunks;
use field::Field;
use setting::Setting;
use strip::Strip;
use terrain::Terrain;

/// What never moves around the lanes of a map.
#[derive(Debug, Clone, Default)]
pub struct Scenery {
    /// Everything that stands, in pieces.
    pub backdrop: Arc<Vec<Placed>>,
    /// Street lights.
    pub street_lights: Vec<PointLight>,
}

impl Scenery {
    /// The scenery of a map; another seed gives other houses and plants. A map without lanes gives
    /// a meadow.
    pub fn of(roads: &Roads, seed: u64) -> Self {
        let strips = strip::strips(&roads.map, &roads.roadside);
        let field = Field::new(&strips);
        let terrain = Terrain::new(&field, is_town(&strips), seed);
        let mut chunks = Chunks::default();
        ground::lay(&mut chunks, &field, &terrain, seed);
        carriageway::lay_strips(&mut chunks, &field, &strips);
        let rings = carriageway::lay_junctions(&mut chunks, &field, &strips);
        let edges = edge::edges(&field, &strips, &rings);
        edge::lay_edges(&mut chunks, &field, &edges);
        edge::lay_kerbs(&mut chunks, &field, &strips);
        Self {
            backdrop: Arc::new(chunks.finish()),
            street_lights: Vec::new(),
        }
    }
}

/// Whether most lanes lie in town.
fn is_town(strips: &[Strip]) -> bool {
    let urban = strips.iter().filter(|s| s.setting == Setting::Urban);
    2 * urban.count() > strips.len()
}
