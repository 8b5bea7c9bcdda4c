//! The static scenery of a map: roads with their paint, kerbs and pavements, ground, houses,
//! plants, lights, signs.
//!
//! Start at [`Scenery::of`].

mod bridge; // what carries roads above the ground
mod carriageway; // the surfaces of lanes and junctions
mod chunks; // the scene in pieces of ground
mod country; // roads over the country
mod cover; // what lanes are covered with
mod crops; // what grows or lies on the ground
mod edge; // edges of the road
mod field; // where lanes are
mod front; // the lines along which streets are lined
mod glyph; // shapes painted on lanes
mod ground; // the ground's mesh: lots, fields, hills
mod house; // a building where there is room
mod kerb; // kerbs, pavements, verges along edges
mod line; // lines in space by arc length
mod materials; // what roads and grounds are made of
mod motorway; // guard rails, boards, slopes
mod noise; // smooth chance over the plane
mod objects; // what the map says that stands there
mod paint; // lines, crosswalks, arrows
mod plants; // a stock of trees, bushes, hedges
mod plots; // rows of houses and their front gardens
mod quarter; // what a town's quarters look like
mod setting; // town, country, motorway
mod signals; // lights and signs
mod site; // where something may be put
mod street; // fences and furniture along lines
mod strip; // lanes as strips
mod terrain; // the height of the ground
mod town; // streets between houses
mod triangulate; // triangles of a polygon
mod whole; // all of it, in order
mod woods; // where they stand, and their trees

pub(crate) use whole::Scenery;

#[cfg(test)]
mod tests;
